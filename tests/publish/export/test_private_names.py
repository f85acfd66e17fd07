"""No private person's name in any export, sitrep or shared page that did not ask for it."""

from __future__ import annotations

import unicodedata

import pytest

from rashomon.codec import dumps
from rashomon.exchange import dossiers
from rashomon.pipeline import list_incidents, show
from rashomon.publish.sitrep import render
from rashomon.store import Casebook
from tests.publish.export.exporting import export
from tests.publish.export.invented import NAMES
from tests.publish.export.test_formats import kinds, readable

IN_EXAMPLES = ("Adamou Boubacar", "Boubacar")


def plain(text: str) -> str:
    """Without case, accents and doubled spaces, as a searcher would look for it."""
    letters = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).casefold().split())


def names_in(text: str, names: tuple[str, ...]) -> list[str]:
    found = plain(text)
    return [name for name in names if plain(name) in found]


@pytest.mark.parametrize(("kind", "table"), kinds())
def test_no_private_name_in_any_default_export(
    invented: Casebook, examples: Casebook, kind: str, table: str | None
) -> None:
    for casebook, names in ((invented, NAMES), (examples, IN_EXAMPLES)):
        exported = export(casebook, kind, table)
        assert not names_in(readable(exported, kind), names)
        said = [f"{each.title} {each.why}" for each in exported.left]
        said += [each.why for each in exported.reasons]
        assert not names_in("\n".join(said), names)


def test_they_are_there_when_asked_for(invented: Casebook) -> None:
    text = export(invented, "csv", "claims", private=True).text
    assert names_in(text, ("Aminata Sow", "Fatou Bâ", "Ibrahim Keïta Diarra"))
    assert "[name withheld]" in export(invented, "csv", "claims").text
    assert "[name withheld]" not in text


def test_no_private_name_in_a_sitrep(invented: Casebook, examples: Casebook) -> None:
    for casebook, names in ((invented, NAMES), (examples, IN_EXAMPLES)):
        listed = list_incidents(casebook)
        files = [show(casebook, each.id) for each in listed.incidents]
        readings = {reading.report.id: reading for reading in casebook.readings()}
        assert names_in("\n".join(map(dumps, readings.values())), names)
        assert not names_in(render(listed, files, readings), names)


def test_spans_are_still_the_text(invented: Casebook) -> None:
    """Withheld dossiers keep rule 1: what a claim quotes is what its report says there."""
    seen = 0
    for dossier in dossiers(invented):
        for reading in dossier.readings:
            for claim in reading.claims:
                span = claim.spans.content
                assert reading.report.text[span.start : span.end] == span.text
                seen += 1
    assert seen > 30
