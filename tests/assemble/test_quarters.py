"""A quarter of a town, and towns of its name elsewhere."""

from __future__ import annotations

import pytest

from rashomon.records import Place, PlaceValue
from tests.reader import read_text


def site(text: str) -> Place:
    """The first site that a report on one incident gives."""
    reading = read_text(text)
    places = {place.id: place for place in reading.places}
    values = [claim.value for claim in reading.claims]
    return next(places[v.place] for v in values if isinstance(v, PlaceValue) and v.role == "site")


def test_it_lies_in_the_town_whose_police_deal_with_it() -> None:
    found = site("Tucson police say a boy was wounded in Midvale on Monday.")
    assert (found.name, found.admin1, found.method) == ("Midvale", "Arizona", "from-report")
    assert found.where_prec == 2
    assert "taken for a part of Tucson" in found.explanation


@pytest.mark.parametrize(
    "text",
    [
        "Tucson police said a boy was shot on Monday in the Midvale Park neighborhood.",
        "Police in Tucson say a boy was hurt in the 800 block of North Pulaski in Midvale Monday.",
    ],
)
def test_nor_do_its_noun_and_the_names_of_streets_put_it_elsewhere(text: str) -> None:
    assert site(text).admin1 == "Arizona"


def test_a_town_is_the_site_where_a_county_deals_with_it() -> None:
    found = site(
        "A Fresno County sheriff's deputy was sent to a house in the city of Selma on Monday and "
        "found a man shot dead."
    )
    assert (found.name, found.admin1) == ("Selma", "California")


def test_a_weekday_and_a_shop_are_no_part_of_a_place() -> None:
    found = site("A man was shot dead outside a McDonald's in Fresno Tuesday, police said.")
    assert found.name == "Fresno"


@pytest.mark.parametrize(
    "text",
    [
        "Tucson police say a man was shot dead in Midvale, Utah, on Monday.",
        "Tucson police say a man was shot dead in Midvale on Monday, 15 km from Salt Lake City.",
        "A man was shot dead in Midvale on Monday, Midvale police said. He was from Tucson.",
    ],
)
def test_what_else_is_said_of_it_keeps_it_where_it_is_listed(text: str) -> None:
    found = site(text)
    assert (found.name, found.admin1) == ("Midvale", "Utah")


def test_a_village_is_not_put_beside_the_capital_that_reports_it() -> None:
    found = site("OUAGADOUGOU - Gunmen killed six people on Monday in Barsalogho, officials said.")
    assert found.name == "Barsalogho"
    assert found.admin1 != "Centre"
