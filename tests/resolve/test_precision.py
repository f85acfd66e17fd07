"""UCDP's where_prec of what a report names, by the definitions of the GED codebook."""

from __future__ import annotations

import pytest

from rashomon.annotate import annotate
from rashomon.gazetteer import GazetteerPlace
from rashomon.knowledge import Knowledge
from rashomon.records import Report
from rashomon.resolve.place_lexicon import PlaceLexicon
from rashomon.resolve.place_write import where_prec
from rashomon.resolve.places import resolve_places


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return Knowledge.open()


@pytest.mark.parametrize(
    ("text", "name", "precision"),
    [
        ("Soldiers died in Gao, in Mali.", "Gao", 1),  # the place itself
        ("Gunmen hit Zarmadey, 12 km west of Gao and 80 km from Ansongo.", "Zarmadey", 2),
        ("Fighting spread in Borno state, in Nigeria.", "Borno", 4),  # first-order division
        ("Boats sank on Lake Chad.", "Lake Chad", 5),  # a landscape
        ("Fighting spread across Nigeria.", "Nigeria", 6),  # a country
        ("A tanker was seized in the Gulf of Aden.", "Gulf of Aden", 7),  # international waters
    ],
)
def test_what_a_report_names(knowledge: Knowledge, text: str, name: str, precision: int) -> None:
    document = annotate(Report.make(text), "en", knowledge)
    names, places = resolve_places(
        document, knowledge.gazetteer, knowledge.borders, PlaceLexicon.load("en")
    )
    (wanted,) = {n.place for n in names if n.span.text.removeprefix("the ") == name}
    place = next(p for p in places if p.id == wanted)
    assert place.where_prec == precision, place.explanation


@pytest.mark.parametrize(
    ("kind", "radius_km", "precision"),
    [
        (("P", "PPL"), None, 1),
        (("S", "CMP"), None, 1),  # a camp is a spot
        (("H", "WLL"), None, 1),  # so is a well
        (("H", "WAD"), None, 5),  # a wadi is a line
        (("T", "HLLS"), None, 5),
        (("V", "FRST"), None, 5),
        (("A", "ADM2"), None, 3),
        (("A", "ADM3"), None, 3),
        (("A", "ADM1"), 100.0, 4),
        (("A", "PCLI"), 500.0, 6),
        (("H", "SEA"), 500.0, 7),
        (("H", "LK"), 90.0, 5),
    ],
)
def test_what_a_gazetteer_lists(
    kind: tuple[str, str], radius_km: float | None, precision: int
) -> None:
    place = GazetteerPlace(1, "X", "NE", None, None, 14.0, 2.0, *kind, None, "test", radius_km)
    assert where_prec(place) == precision
