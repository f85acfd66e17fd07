"""Maps: uncertainty drawn as large as it is, and no pin for what has no point."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.gazetteer.borders import Borders
from rashomon.publish.maps import (
    LEAST_HALF_WIDTH_KM,
    Spot,
    View,
    area_of,
    draw,
    draw_both,
    view_of,
)
from tests.factories import place
from tests.publish.sample import CAMP, DIOURA, PATCH

BORDERS = Borders.open()


def drawn(*spots: Spot) -> ElementTree.Element:
    made = draw(spots, BORDERS)
    assert made is not None
    return ElementTree.fromstring(str(made))


def of(name: str, latitude: float, longitude: float, radius: float | None = 10.0) -> Spot:
    return Spot(place(name, latitude, longitude, radius_km=radius), name)


def classes(svg: ElementTree.Element) -> list[str]:
    return [each.get("class") or "" for each in svg.iter()]


def test_a_radius_is_a_circle_of_that_radius() -> None:
    svg = drawn(Spot(DIOURA, "Dioura"))
    circle = next(each for each in svg.iter("circle") if each.get("class") == "where")
    bar = next(each for each in svg.iter("path") if each.get("class") == "scale-bar")
    length = next(each.text for each in svg.iter("text") if each.get("class") == "scale")
    pixels = float((bar.get("d") or "").split("h")[1].split("v")[0])
    a_km = pixels / float((length or "0").split()[0])
    assert float(circle.get("r") or 0) == pytest.approx(25 * a_km, rel=0.02)


def test_a_region_is_drawn_as_that_region_and_not_as_a_circle() -> None:
    svg = drawn(Spot(CAMP, "Chinagodrar"))
    assert not [each for each in svg.iter("circle") if each.get("class") == "where"]
    shapes = [each for each in svg.iter("path") if each.get("class") == "where"]
    assert len(shapes) == 1
    assert (shapes[0].get("d") or "").count("L") == len(PATCH["coordinates"][0]) - 1


def test_countries_regions_names_and_towns_are_around_it() -> None:
    svg = drawn(Spot(DIOURA, "Dioura"))
    assert {"land", "region", "country", "town-name", "place-name"} <= set(classes(svg))
    assert "MALI" in [each.text for each in svg.iter("text")]


def test_a_place_without_point_or_area_has_no_map() -> None:
    assert draw([Spot(place("Nowhere"), "Nowhere")], BORDERS) is None
    assert draw_both([], BORDERS) is None


def test_a_place_known_as_a_country_or_region_is_drawn_as_that() -> None:
    country = place("Mali", 17.0, -4.0, country="ML", radius_km=600.0, where_prec=6)
    assert area_of(country, BORDERS) == BORDERS.country("ML")
    region = place("Mopti", 14.7, -3.9, country="ML", admin1="Mopti", where_prec=4)
    assert area_of(region, BORDERS) == BORDERS.region("ML", "Mopti")
    svg = drawn(Spot(country, "Mali"))
    assert not [each for each in svg.iter("circle") if each.get("class") == "where"]


def test_an_area_without_a_point_is_drawn_without_a_cross() -> None:
    area = place("Somewhere", region=PATCH, method="region")
    svg = drawn(Spot(area, "Somewhere"))
    assert "point" not in classes(svg)
    assert "where" in classes(svg)


def test_a_broken_region_costs_its_outline_and_not_the_page() -> None:
    broken = place("X", 1.0, 2.0, region={"type": "Polygon", "coordinates": [[[0, 0], [1]]]})
    assert area_of(broken, BORDERS) is None
    assert area_of(place("Y", region={"type": "Feature", "geometry": PATCH}), BORDERS) is not None
    assert area_of(place("Z", region={"type": "Nonsense"}), BORDERS) is None
    assert draw([Spot(broken, "X")], BORDERS) is not None


def test_places_on_both_sides_of_the_date_line_stand_side_by_side() -> None:
    svg = drawn(of("East", -16.8, 179.9, 2.0), of("West", -16.8, -179.9, 2.0))
    at = [float(each.get("cx") or 0) for each in svg.iter("circle") if each.get("class") == "where"]
    assert 0 < at[1] - at[0] < 60


def test_what_places_are_measured_from_looks_different() -> None:
    reference = Spot(place("Niamey", 13.5, 2.1, radius_km=5.0), "Niamey", site=False)
    svg = drawn(Spot(CAMP, "Chinagodrar"), reference)
    assert "where other" in classes(svg)
    assert "place-name other" in classes(svg)


def test_names_are_text_and_links_stay_on_the_page() -> None:
    svg = drawn(Spot(CAMP, "<script>x</script>", href="#i-1"))
    assert not list(svg.iter("script"))
    assert {each.get("href") for each in svg.iter("a")} == {"#i-1"}


def test_a_view_shows_enough_land_to_know_where_one_is() -> None:
    view = View(2.0, 15.0, LEAST_HALF_WIDTH_KM, 560, 360)
    west, south, east, north = view.box
    assert view.xy(west, north) == pytest.approx((0, 0), abs=0.01)
    assert view.xy(east, south) == pytest.approx((560, 360), abs=0.01)


@given(
    st.lists(
        st.tuples(st.floats(-85, 85), st.floats(-180, 180), st.floats(0, 20)),
        min_size=1,
        max_size=4,
    )
)
def test_every_place_lies_within_the_window(some: list[tuple[float, float, float]]) -> None:
    view = view_of([(lon, lat, lon + wide, lat) for lat, lon, wide in some], 300, 200)
    for latitude, longitude, _ in some:
        x, y = view.xy(longitude, latitude)
        assert -1 <= x <= 301
        assert -1 <= y <= 201
