"""Lineage: copies, versions and retellings, in any order of arrival."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from random import Random
from typing import Any

import pytest

from rashomon.pipeline import reconcile
from rashomon.reconcile import profile, story_of, trace_lineage
from rashomon.records import Lineage, Reading, Report
from rashomon.store import Casebook
from tests.factories import day, make_reading, make_report, toll

STORY = (
    "Gunmen on motorcycles stormed the market of Lubira at dawn on Saturday and fired on traders "
    "who were setting up their stalls, residents said. The shooting went on for about an hour "
    "before soldiers arrived from the garrison down the road. The mayor asked the people of the "
    "town to give blood at the mission hospital, where the wounded lay in the corridors. "
)
MORE = (
    "It was the third raid on a market in the district since the rains ended, and traders there "
    "have begun to pay for guards of their own, which the governor called a danger to everyone. "
)
OTHER = (
    "The finance minister presented a budget on Monday that raises the price of fuel and lowers "
    "the duty on rice, and said that schools would be built with the difference within the year. "
)


def reports(*rows: dict[str, Any]) -> list[Report]:
    return [make_report(row.pop("text"), **row) for row in map(dict, rows)]


def test_a_cut_wire_story_is_a_copy_of_the_whole_one() -> None:
    whole, cut, else_ = reports(
        {"text": STORY + MORE, "outlet": "A daily", "agency": "AFP", "published": "2030-05-02"},
        {
            "text": STORY,
            "outlet": "A site",
            "agency": "Agence France-Presse",
            "published": "2030-05-02",
        },
        {"text": OTHER * 2, "outlet": "A daily", "agency": "AFP", "published": "2030-05-02"},
    )
    assert trace_lineage([cut, else_, whole]) == {cut.id: Lineage("copy", whole.id)}


def test_near_identical_text_is_a_copy_without_any_credit() -> None:
    first, second = reports(
        {"text": STORY + MORE, "outlet": "A daily", "published": "2030-05-02"},
        {"text": "BREAKING " + STORY + MORE, "outlet": "A site", "published": "2030-05-03"},
    )
    assert trace_lineage([second, first]) == {second.id: Lineage("copy", first.id)}


def test_changed_text_at_one_address_is_a_version_however_much_changed() -> None:
    first, second = reports(
        {"text": STORY, "url": "https://news.example/1", "published": "2030-05-02"},
        {"text": OTHER, "url": "https://news.example/1", "published": "2030-05-04"},
    )
    assert trace_lineage([second, first]) == {second.id: Lineage("version", first.id)}


def test_an_outlets_own_later_story_is_a_version() -> None:
    first, second = reports(
        {"text": STORY, "outlet": "A radio", "published": "2030-05-02"},
        {"text": STORY + MORE[:60], "outlet": "A radio", "published": "2030-05-03"},
    )
    assert trace_lineage([first, second]) == {second.id: Lineage("version", first.id)}


@pytest.mark.parametrize("seed", range(5))
def test_any_order_gives_the_same_lineage(seed: int) -> None:
    many = reports(
        {"text": STORY + MORE, "outlet": "A", "published": "2030-05-02"},
        {"text": STORY, "outlet": "B", "agency": "AFP", "published": "2030-05-02"},
        {"text": STORY + MORE + "(AFP)", "outlet": "C", "agency": "AFP", "published": "2030-05-03"},
        {"text": MORE + STORY, "outlet": "A", "published": "2030-05-03"},
        {"text": OTHER * 2, "outlet": "D", "published": "2030-05-03"},
    )
    wanted = trace_lineage(many)
    assert {each.of for each in wanted.values()} == {many[0].id}
    assert len(wanted) == 3
    Random(seed).shuffle(many)
    assert trace_lineage(many) == wanted


@pytest.mark.parametrize(
    ("published", "copied"),
    [("2030-03-31", True), ("2030-03-30", False), ("2030-01-31", False), (None, True)],
)
def test_a_story_is_printed_again_within_weeks_or_at_a_time_unknown(
    published: str | None, copied: bool
) -> None:
    first, second = reports(
        {"text": STORY + MORE, "outlet": "A daily", "published": published},
        {"text": STORY + MORE + OTHER[:40], "outlet": "A site", "published": "2030-04-28"},
    )
    assert bool(trace_lineage([second, first])) == copied
    assert trace_lineage([first, second]) == trace_lineage([second, first])


def test_reports_that_come_one_by_one_have_the_lineage_that_all_have_at_once(
    tmp_path: Path,
) -> None:
    texts = [STORY + MORE + OTHER[: 10 * n] for n in range(4)]
    days = ("2030-03-20", "2030-04-28", None, "2030-04-01")
    made = [
        make_reading(text, outlet=f"Outlet {n}", published=day)
        for n, (text, day) in enumerate(zip(texts, days, strict=True))
    ]
    wanted = trace_lineage([each.report for each in made])
    assert len(wanted) == 3
    for number, order in enumerate(list(permutations(made))[::5]):
        with Casebook.open(tmp_path / f"{number}.db", create=True) as casebook:
            for each in order:
                casebook.add_reading(each)
                reconcile(casebook)
            assert casebook.lineages() == wanted


def test_short_formulas_are_nobodys_copy() -> None:
    flash = [make_report("Breaking news. More follows soon.", outlet=name) for name in "AB"]
    assert trace_lineage(flash) == {}


def test_a_retelling_credits_the_story_and_has_its_figures() -> None:
    text = "Gunmen killed 23 traders in Lubira on Saturday, a hospital said. (Reuters)"
    retold = "Reuters rapporte que 23 commerçants ont été tués samedi à Lubira."
    unrelated = "Reuters rapporte que 40 mineurs ont été tués samedi à Bomako."
    wire = _reading(text, "A daily", "2030-05-05", "killed 23 traders", 23, agency="Reuters")
    second = _reading(retold, "Un site", "2030-05-06", "23 commerçants", 23)
    third = _reading(unrelated, "Un site", "2030-05-06", "40 mineurs", 40)
    late = _reading(retold + " ", "Une revue", "2031-05-06", "23 commerçants", 23)
    readings = [third, late, second, wire]
    profiles = [p for reading in readings for p in profile(reading)]
    found = trace_lineage([r.report for r in readings], profiles)
    assert found == {second.report.id: Lineage("retelling", wire.report.id)}
    assert trace_lineage([r.report for r in readings]) == {}


def _reading(
    text: str, outlet: str, published: str, words: str, count: int, **more: Any
) -> Reading:
    return make_reading(
        text,
        outlet=outlet,
        published=published,
        claims=[
            toll("deaths", words, count, count, group="traders"),
            day("Saturday" if "Saturday" in text else "samedi", "2030-05-04"),
        ],
        **more,
    )


def test_a_story_is_found_through_any_chain() -> None:
    lineage = {"r-3": Lineage("copy", "r-2"), "r-2": Lineage("retelling", "r-1")}
    assert [story_of(each, lineage) for each in ("r-1", "r-2", "r-3", "r-9")] == [
        "r-1",
        "r-1",
        "r-1",
        "r-9",
    ]
