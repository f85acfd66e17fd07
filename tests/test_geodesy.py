"""Geodesic constraints: what they allow, where they meet, and what contradicts them."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from rashomon.geodesy import (
    Anchor,
    Constraint,
    LocalPlane,
    area_radius_km,
    bearing_degrees,
    destination,
    distance_km,
    distance_to_km,
    geojson,
    locate,
)

LATITUDES = st.floats(-65, 65)
LONGITUDES = st.floats(-179, 179)


def ring(name: str, latitude: float, longitude: float, km: float, slack: float) -> Constraint:
    anchor = Anchor(name, latitude, longitude)
    return Constraint(
        "distance", f"{km} km from {name}", anchor, low_km=km - slack, high_km=km + slack,
        expected_km=km,
    )  # fmt: skip


def test_known_distance_and_bearing() -> None:
    # Paris to London, by the geodesic of WGS 84.
    assert distance_km(48.8566, 2.3522, 51.5074, -0.1278) == pytest.approx(343.9, abs=0.5)
    assert bearing_degrees(48.8566, 2.3522, 51.5074, -0.1278) == pytest.approx(330, abs=1)


@given(LATITUDES, LONGITUDES, st.floats(0, 359), st.floats(1, 400))
def test_going_there_and_measuring_back(lat: float, lon: float, bearing: float, km: float) -> None:
    there = destination(lat, lon, bearing, km)
    assert distance_km(lat, lon, *there) == pytest.approx(km, rel=1e-6)


@given(LATITUDES, LONGITUDES, st.floats(0, 359), st.floats(5, 300), st.floats(0, 359))
def test_two_distances_and_a_direction_hold_the_true_point(
    lat: float, lon: float, bearing: float, km: float, other: float
) -> None:
    a = destination(lat, lon, bearing, km)
    b = destination(lat, lon, other, km / 2 + 3)
    back = bearing_degrees(*a, lat, lon)
    constraints = [
        ring("A", *a, km, 2 + km * 0.1),
        ring("B", *b, km / 2 + 3, 2 + km * 0.1),
        Constraint("direction", "that way from A", Anchor("A", *a), bearing=back, spread=40,
                   high_km=km * 1.3 + 5),
    ]  # fmt: skip
    found = locate(constraints)
    assert found is not None
    assert not found.contradicted
    region = shapely.make_valid(found.region)
    if lon - 8 > -180 and lon + 8 < 180:  # a region across the date line has two ends
        assert region.buffer(0.02).intersects(shapely.Point(lon, lat))
        assert region.buffer(0.02).intersects(shapely.Point(found.longitude, found.latitude))


def test_a_contradicting_clause_is_named_and_left_out() -> None:
    constraints = [
        ring("A", 14.0, 1.0, 50, 10),
        ring("B", 14.6, 1.3, 40, 10),
        ring("C", 30.0, 10.0, 20, 5),
    ]
    found = locate(constraints)
    assert found is not None
    assert [c.anchor.name for c in found.contradicted] == ["C"]
    assert {c.anchor.name for c in found.used} == {"A", "B"}


def test_two_that_contradict_each_other_decide_nothing() -> None:
    assert locate([ring("A", 14.0, 1.0, 50, 10), ring("C", 30.0, 10.0, 20, 5)]) is None
    assert locate([]) is None


def test_what_is_only_assumed_goes_first() -> None:
    box = shapely.box(20, 20, 22, 22)
    assumed = Constraint("inside", "assumed", Anchor("box", 21, 21, geometry=box), assumed=True)
    found = locate([ring("A", 14.0, 1.0, 50, 10), assumed])
    assert found is not None
    assert found.contradicted == (assumed,)


def test_more_clauses_never_widen_the_region() -> None:
    one = locate([ring("A", 14.0, 1.0, 50, 10)])
    two = locate([ring("A", 14.0, 1.0, 50, 10), ring("B", 14.6, 1.3, 40, 10)])
    assert one is not None
    assert two is not None
    assert shapely.make_valid(two.region).area < shapely.make_valid(one.region).area


def test_two_patches_are_both_kept_and_their_shares_sum() -> None:
    found = locate([ring("A", 0.0, 0.0, 100, 3), ring("B", 0.0, 1.0, 100, 3)])
    assert found is not None
    assert len(found.patches) == 2
    assert sum(p.share for p in found.patches) == pytest.approx(1, abs=0.01)
    assert found.patches[0].radius_km < 30


def test_distance_to_a_line_and_inside_an_area() -> None:
    line = shapely.LineString([(0, 0), (0, 10)])
    assert distance_to_km(5, 1, line) == pytest.approx(110.9, abs=0.5)
    assert distance_to_km(5, 5, shapely.box(0, 0, 10, 10)) == 0


@given(LATITUDES, LONGITUDES, st.floats(1, 200))
def test_the_radius_of_a_disc_is_its_radius(lat: float, lon: float, km: float) -> None:
    plane = LocalPlane(lat, lon)
    disc = plane.to_earth(shapely.Point(0, 0).buffer(km, quad_segs=64))
    if disc.bounds[2] - disc.bounds[0] < 180:
        assert area_radius_km(disc) == pytest.approx(km, rel=0.02)


def test_geojson_is_plain_and_rounded() -> None:
    written = geojson(shapely.box(1.123456, 2, 3, 4))
    assert written["type"] == "Polygon"
    assert [1.1235, 2.0] in written["coordinates"][0]
