"""The built-in gazetteer: names, demonyms, administrative chains, and its limits."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from rashomon.errors import KnowledgeError
from rashomon.gazetteer import Gazetteer, open_builtin
from rashomon.gazetteer.build import builtin_digest


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return open_builtin()


def test_a_town_has_its_chain(gazetteer: Gazetteer) -> None:
    town = next(p for p in gazetteer.exact("Ouahigouya") if p.feature_class == "P")
    assert (town.country, town.admin1, town.admin2) == ("BF", "Nord", "Yatenga")
    assert abs(town.latitude - 13.58) < 0.1
    assert abs(town.longitude + 2.42) < 0.1
    assert town.geonameid is not None
    assert gazetteer.by_geonameid(town.geonameid) == town


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Niger", "NE"),
        ("Nigeria", "NG"),
        ("U.S.", "US"),
        ("États-Unis", "US"),
        ("the Netherlands", "NL"),
        ("Pays-Bas", "NL"),
        ("Côte d’Ivoire", "CI"),
        ("Ivory Coast", "CI"),
        ("RDC", "CD"),
        ("Royaume-Uni", "GB"),
        ("Burma", "MM"),
        ("Allemagne", "DE"),
    ],
)
def test_countries_in_both_languages(gazetteer: Gazetteer, name: str, code: str) -> None:
    assert code in {p.country for p in gazetteer.exact(name) if p.feature_code == "PCLI"}


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Nigerien", "NE"),
        ("Nigerians", "NG"),
        ("nigérienne", "NE"),
        ("nigériane", "NG"),
        ("Burkinabè", "BF"),
        ("Britons", "GB"),
        ("Française", "FR"),
        ("Chinese", "CN"),
        ("Swedes", "SE"),
        ("sahraouie", "EH"),
        ("Congolese", None),  # of two countries
        ("Dominican", None),
        ("Martian", None),
    ],
)
def test_demonyms(gazetteer: Gazetteer, word: str, code: str | None) -> None:
    assert gazetteer.country_by_demonym(word) == code


def test_a_demonym_of_several_countries_names_them(gazetteer: Gazetteer) -> None:
    assert set(gazetteer.countries_by_demonym("Congolese")) == {"CD", "CG"}
    assert gazetteer.is_regional_adjective("Kurdish")
    assert not gazetteer.is_regional_adjective("Nigerien")


@pytest.mark.parametrize("name", ["Sahel", "Donbass", "Cisjordanie", "Lake Chad", "Tigray"])
def test_large_regions(gazetteer: Gazetteer, name: str) -> None:
    found = [p for p in gazetteer.exact(name) if p.feature_class in ("L", "H")]
    assert found
    assert all(p.radius_km for p in found)


def test_regions_of_mali_are_the_current_ones(gazetteer: Gazetteer) -> None:
    for name in ("Ménaka", "Taoudénit"):
        codes = {p.feature_code for p in gazetteer.exact(name, country="ML")}
        assert "ADM1" in codes


@pytest.mark.parametrize(
    ("written", "listed", "country"),
    [
        ("Tilabery", "Tillabéri", "NE"),
        ("Maidugouri", "Maiduguri", "NG"),
        ("Mossoul", "Mosul", "IQ"),
        ("Bani-Bangu", "Bani Bangou", "NE"),
    ],
)
def test_misspelt_names(gazetteer: Gazetteer, written: str, listed: str, country: str) -> None:
    found = gazetteer.fuzzy(written, limit=3)
    assert (listed, country) in {(p.name, p.country) for p, _ in found}
    assert all(0 < score <= 1 for _, score in found)
    assert [s for _, s in found] == sorted((s for _, s in found), reverse=True)


def test_a_country_restricts(gazetteer: Gazetteer) -> None:
    assert {p.country for p in gazetteer.exact("Springfield", country="US")} == {"US"}
    assert gazetteer.exact("Springfield", country="NE") == ()


@pytest.mark.parametrize("nothing", ["", "  ", "…", "Xqzwvvk"])
def test_nothing_is_found_for_nothing(gazetteer: Gazetteer, nothing: str) -> None:
    assert gazetteer.exact(nothing) == ()
    assert not gazetteer.knows(nothing)


def test_the_index_says_what_it_was_built_from(gazetteer: Gazetteer) -> None:
    assert gazetteer.digest == builtin_digest()
    assert len(gazetteer.countries()) > 240


def test_a_missing_index_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"rashomon\.gazetteer\.build"):
        Gazetteer.open(tmp_path / "none.sqlite")


def test_a_file_that_is_no_index_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.sqlite"
    broken.write_text("not a database, and long enough to be read as a header " * 20)
    with pytest.raises(KnowledgeError, match="rebuild"):
        Gazetteer.open(broken)


def test_an_index_of_another_version_is_refused(tmp_path: Path) -> None:
    old = tmp_path / "old.sqlite"
    with sqlite3.connect(old) as connection:
        connection.execute("CREATE TABLE meta (key TEXT, value TEXT)")
        connection.execute("INSERT INTO meta VALUES ('schema', '0')")
    with pytest.raises(KnowledgeError, match="another version"):
        Gazetteer.open(old)
