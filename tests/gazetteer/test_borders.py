"""Borders against points that are known, and against what the field counts as regions."""

from __future__ import annotations

import pytest
import shapely

from rashomon.gazetteer import Borders


@pytest.fixture(scope="module")
def borders() -> Borders:
    return Borders.open()


@pytest.mark.parametrize(
    ("name", "latitude", "longitude", "country", "region"),
    [
        ("Ménaka", 15.92, 2.40, "ML", "Ménaka"),
        ("Taoudénit", 22.68, -3.98, "ML", "Taoudénit"),
        ("Gao", 16.27, -0.04, "ML", "Gao"),
        ("Ouagadougou", 12.37, -1.53, "BF", "Centre"),
        ("Fada N'Gourma", 12.06, 0.36, "BF", "Est"),
        ("Tillabéri", 14.21, 1.45, "NE", "Tillabéri"),
        ("Maiduguri", 11.85, 13.16, "NG", "Borno"),
        ("Goma", -1.68, 29.22, "CD", "Nord-Kivu"),
        ("Malakal", 9.53, 31.65, "SS", "Upper Nile"),
        ("Hargeisa", 9.56, 44.06, "SO", "Woqooyi Galbeed"),
        ("Lyon", 45.75, 4.85, "FR", "Auvergne-Rhône-Alpes"),
        ("Glasgow", 55.86, -4.25, "GB", "Scotland"),
        ("Sevastopol", 44.60, 33.52, "UA", "Sevastopol"),
        ("New York", 40.71, -74.0, "US", "New York"),
        ("Arkhangelsk", 64.54, 40.54, "RU", "Arkhangel'skaya oblast'"),
        ("Norilsk", 69.35, 88.2, "RU", "Krasnoyarskiy kray"),
        ("Lavrentiya, beyond the date line", 65.58, -171.0, "RU", "Chukotskiy avtonomnyy okrug"),
        ("Alta", 69.97, 23.27, "NO", "Finnmark"),
    ],
)
def test_known_points(
    borders: Borders, name: str, latitude: float, longitude: float, country: str, region: str
) -> None:
    assert (borders.country_at(latitude, longitude), borders.region_at(latitude, longitude)) == (
        country,
        region,
    ), name


def test_the_open_sea_is_nowhere(borders: Borders) -> None:
    assert borders.country_at(0.0, -20.0) is None
    # On the parallels at which Russia and Fiji cross the date line.
    assert borders.country_at(67.0, -30.0) is None
    assert borders.country_at(-17.0, 0.0) is None
    assert borders.region_at(0.0, -20.0) is None


def test_burkina_faso_has_its_regions_and_not_its_provinces(borders: Borders) -> None:
    assert 13 <= len(borders.regions("BF")) < 45


def test_regions_cut_from_older_shapes_say_so(borders: Borders) -> None:
    approximate = {r.name for r in borders.regions("ML") if r.approximate}
    assert {"Ménaka", "Taoudénit"} <= approximate
    assert "Sikasso" not in approximate


def test_a_shared_border_is_one_line_for_both(borders: Borders) -> None:
    line = borders.shared_border("NE", "ML")
    assert line is not None
    assert line.equals(borders.shared_border("ML", "NE"))
    assert 700 < line.length * 110 < 1000  # the border is about 820 km long
    assert borders.shared_border("NE", "FR") is None


def test_neighbours_match_the_map(borders: Borders) -> None:
    assert set(borders.neighbours("NE")) == {"BF", "BJ", "DZ", "LY", "ML", "NG", "TD"}


def test_every_shape_is_valid_and_every_region_has_its_country(borders: Borders) -> None:
    for code in ("NE", "ML", "BF", "FR", "FJ", "UA", "EH"):
        shape = borders.country(code)
        assert shape is not None
        assert shape.is_valid
        for region in borders.regions(code):
            area = borders.region(code, region.code)
            assert area is not None
            assert area.is_valid
            inside = shapely.intersection(area, shape).area
            assert inside > 0.99 * area.area, region.name


def test_a_region_is_found_by_name_by_iso_code_and_by_geonames_code(borders: Borders) -> None:
    shapes = [borders.region("NE", name) for name in ("tillaberi", "NE-6", "NE.05")]
    assert shapes[0] is not None
    assert borders.region("NE", "Nowhere") is None
    assert all(s is None or s.is_valid for s in shapes)


def test_unknown_country_has_no_shape(borders: Borders) -> None:
    assert borders.country("ZZ") is None
    assert borders.shared_border("ZZ", "NE") is None
    assert borders.neighbours("ZZ") == ()
