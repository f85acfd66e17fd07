"""Links: what each reason says of pairs of mentions."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rashomon.knowledge import load_yaml
from rashomon.reconcile import compare, profile
from rashomon.reconcile.link import FEATURES, compare_all, joins, parts, weights
from rashomon.reconcile.words import aged_names, content_words, name_pairs
from rashomon.records import MentionProfile, Place, TollFigure
from tests.factories import make_profile, place
from tests.reconcile.building import read


def reasons(a: MentionProfile, b: MentionProfile) -> dict[str, float]:
    return {each.name: each.points for each in compare(a, b).features}


def two(a: dict[str, Any], b: dict[str, Any]) -> tuple[MentionProfile, MentionProfile]:
    return make_profile("r-1", **a), make_profile("r-2", **b)


def spot(name: str, latitude: float, longitude: float) -> tuple[Place, ...]:
    return (place(name, latitude, longitude, country="NE"),)


def test_every_feature_has_a_weight_and_every_weight_a_feature() -> None:
    assert list(load_yaml("reconcile/weights.yaml")["features"]) == [name for name, _ in FEATURES]
    assert weights().veto < 0 < weights().keep


profiles = st.builds(
    make_profile,
    st.sampled_from(["r-1", "r-2", "r-3"]),
    st.sampled_from(["main", "other"]),
    published=st.sampled_from(["2020-01-10", "2020-03-01", None]),
    day=st.sampled_from(["2020-01-09", "2020-01-10", "2019-01-09", None]),
    countries=st.sampled_from([(), ("NE",), ("ML",)]),
    places=st.sampled_from([(), spot("Kemba", 14, 2), spot("Wuro", 15, 2), (place("Kembah"),)]),
    actors=st.sampled_from([(), ("perpetrator Ansaru",), ("victim state:NE",)]),
    tolls=st.sampled_from([(), (TollFigure("deaths", 25, None, "state:NE"),)]),
    words=st.sampled_from([(), ("Kemba", "market", "fire", "25"), ("river", "Wuro", "mayor")]),
    passing=st.booleans(),
)


@given(profiles, profiles)
def test_a_link_does_not_depend_on_the_order_of_the_two(
    a: MentionProfile, b: MentionProfile
) -> None:
    assume(a.id != b.id)
    link = compare(a, b)
    assert compare(b, a) == link
    assert link.a <= link.b
    assert link.points == pytest.approx(sum(each.points for each in link.features), abs=0.01)
    assert link.kept is (link.points >= weights().keep)
    if a.report == b.report:
        assert not link.kept


@given(profiles, profiles)
def test_a_pair_that_is_left_early_is_none_that_is_wanted(
    a: MentionProfile, b: MentionProfile
) -> None:
    assume(a.id != b.id)
    link, both = compare(a, b), {a.id: a, b.id: b}
    for wanted in (joins, parts):
        found = list(compare_all(both, [(a.id, b.id)], wanted))
        assert found == ([link] if wanted(link.points) else [])


def test_days() -> None:
    base = {"day": "2020-01-09"}
    assert reasons(*two(base, base))["day"] == weights().features["day"][0]
    next_day = reasons(*two({**base, "published": "2020-01-12"}, {"day": "2020-01-08"}))["day"]
    far = reasons(*two({**base, "published": "2020-01-12"}, {"day": "2019-11-09"}))["day"]
    other_year = reasons(*two(base, {"day": "2019-01-09"}))["day"]
    assert far < next_day < other_year < 0
    statement = reasons(*two(base, {"day": "2020-01-08"}))["day"]
    assert next_day < statement < 0, "a day that is the report's own may be that of a statement"


def test_a_report_from_before_the_incident_speaks_against() -> None:
    later, earlier = two({"day": "2020-01-09"}, {"published": "2019-12-01", "day": None})
    assert reasons(later, earlier)["before it happened"] < 0


def test_names_of_places() -> None:
    listed = two({"places": spot("Kemba", 14, 2)}, {"places": spot("Kembah", 14, 2.05)})
    rare = two({"places": (place("Kemba"),)}, {"places": (place("Kembah"),)})
    other = two({"places": (place("Kemba"),)}, {"places": (place("Wuro Sambe"),)})
    name = "name of the place"
    assert reasons(*other)[name] < 0 < reasons(*listed)[name] < reasons(*rare)[name]
    assert reasons(*listed)["distance"] > 0
    namesake = two({"places": spot("Kemba", 14, 2)}, {"places": spot("Kemba", 11, 9)})
    assert reasons(*namesake)["distance"] < 0
    assert not compare(*namesake).kept


def test_tolls_move_but_the_same_large_one_says_much() -> None:
    def toll(low: int, field: Any = "deaths") -> dict[str, Any]:
        return {"tolls": (TollFigure(field, low, low, "state:NE"),)}

    large, small = reasons(*two(toll(71), toll(71))), reasons(*two(toll(2), toll(2)))
    assert large["tolls"] > small["tolls"] > 0
    assert reasons(*two(toll(25), toll(89)))["tolls"] < 0
    assert "tolls" not in reasons(*two(toll(25), toll(25, "injuries")))
    open_ = {"tolls": (TollFigure("deaths", 25, None, "state:NE"),)}
    assert "tolls" not in reasons(*two(open_, toll(89)))


def test_words_and_names() -> None:
    text = "A report on Raymond Okello, the miller of Kemba, whom 25 masked riders shot in 2019."
    words = content_words(text)
    assert "Raymon" in words
    assert "25" in words
    assert "2019" not in words
    assert "the" not in words
    assert name_pairs(text) == ("Raymon Okello",)
    both = {"words": (*words, *name_pairs(text))}
    assert reasons(*two(both, both))["rare names"] > 0
    assert "rare names" not in reasons(*two(both, {"words": content_words("Fire in a shed.")}))


def test_what_a_station_calls_itself_tells_no_incident() -> None:
    made = profile(
        read(
            "page",
            {
                "title": "Two men shot in Elko - KXQZ Channel 9 - Elko Ruby News, Weather",
                "url": "https://web.archive.org/web/2016/http://www.kxqznews.com:80/story",
                "outlet": "KXQZ",
                "published": "2016-03-02",
                "text": "Two men shot in Elko by a Mr Zorvath, KXQZ Channel 9 of Elko Ruby News "
                "and kxqznews on the KXQZ page was told.",
                "claims": [{"injuries": [2, 2], "words": "Two men shot", "group": "men"}],
            },
        )
    )[0]
    assert not {"Kxqz", "Kxqzne", "Kxqz Channe", "Elko Ruby"} & set(made.words)
    assert {"Elko", "Zorvat"} <= set(made.words)


def test_a_border_country_is_a_slip_and_another_country_is_not() -> None:
    name = "country and region"
    victims = ("victim state:ML",)
    near = two({"countries": ("NE",), "actors": victims}, {"countries": ("ML",)})
    far = two({"countries": ("NE",)}, {"countries": ("ML",)})
    assert reasons(*far)[name] < reasons(*near)[name] < 0


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Pat Q. Doe, 34, was charged on Monday.", ["pat doe"]),
        ("Officers found 34-year-old Pat Doe dead.", ["pat doe"]),
        ("Le maire a nommé Aïcha Diallo, 7 ans, parmi les morts.", ["aicha diallo"]),
        ("Sgt. Sam Roe said that Route 34, a road, was closed.", []),
        ("The chief, Ray Poe, 12 days later: nothing.", []),
    ],
)
def test_people_whose_age_is_told(text: str, names: list[str]) -> None:
    assert list(aged_names(text)) == names


def test_one_person_outweighs_a_misread_place() -> None:
    mark = "person:pat doe"
    far = [spot("Kemba", 14, 2), spot("Wuro", 40, -80)]
    a, b = (
        make_profile(f"r-{n}", "main", published="2020-01-10", day="2020-01-09", countries=("US",),
                     places=places, actors=(), tolls=(), words=(mark, "market", "fire", "porch"),
                     passing=False)
        for n, places in enumerate(far)
    )  # fmt: skip
    link = compare(a, b)
    assert {each.name: each.points for each in link.features}["persons"] > 0
