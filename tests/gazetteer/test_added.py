"""GeoNames files added to the gazetteer: what is found in them, what is refused, what survives."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.errors import KnowledgeError, UsageError
from rashomon.gazetteer import Gazetteer, open_builtin
from rashomon.gazetteer import added as module
from rashomon.gazetteer.added import add, added, remove
from rashomon.gazetteer.dump import BrokenLine, open_dump
from rashomon.knowledge import Knowledge
from rashomon.settings import Settings


def line(
    geonameid: int | str,
    name: str,
    latitude: float | str = 14.5,
    longitude: float | str = 1.5,
    *,
    others: str = "",
    kind: tuple[str, str] = ("P", "PPL"),
    country: str = "NE",
    admin1: str = "09",
    admin2: str = "",
    population: int = 0,
) -> str:
    columns = [
        geonameid, name, name, others, latitude, longitude, *kind, country, "", admin1, admin2,
        "", "", population, "", 250, "Africa/Niamey", "2014-01-01",
    ]  # fmt: skip
    return "\t".join(map(str, columns)) + "\n"


VILLAGES = [
    line(900000001, "Zarmakoy Béri", 14.51, 1.62, others="Zarmakoï Beri,زرمكوي,zarmakoy bry,NIM"),
    line(900000002, "Tondi Zougou", 14.9, 2.1, kind=("T", "HLL")),
    line(900000003, "Département de Gorou", 14.2, 1.1, kind=("A", "ADM2"), admin2="900000003"),
    line(900000004, "Koyra Tchilli", 14.25, 1.15, admin2="900000003"),
]


@pytest.fixture(scope="module")
def builtin() -> Gazetteer:
    return open_builtin()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "places"


def written(path: Path, lines: list[str]) -> Path:
    path.write_text("".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    return written(tmp_path / "XX.txt", VILLAGES)


def opened(builtin: Gazetteer, folder: Path) -> Gazetteer:
    return Gazetteer.open(builtin.path, [each.path for each in added(folder)])


def test_a_village_is_found_under_all_its_names(
    builtin: Gazetteer, folder: Path, dump: Path
) -> None:
    loaded = add(dump, folder, builtin)
    assert (loaded.added.name, loaded.added.places, loaded.broken) == ("XX", 4, ())
    both = opened(builtin, folder)
    for name in ("Zarmakoy Béri", "Zarmakoy-Beri", "ZARMAKOÏ BERI"):
        (place,) = both.exact(name)
        assert (place.name, place.geonameid) == ("Zarmakoy Béri", 900000001)
        assert (place.latitude, place.longitude, place.admin1) == (14.51, 1.62, "Tillabéri")
    assert [p.name for p, _ in both.fuzzy("Zarmakoye Bery", country="NE", limit=1)] == [
        "Zarmakoy Béri"
    ]
    assert both.exact("NIM") == builtin.exact("NIM")
    assert both.knows("Koyra Tchilli")
    assert both.starts("Koyra")
    assert not builtin.knows("Koyra Tchilli")


def test_districts_are_named_by_their_codes_and_found_without_the_noun(
    builtin: Gazetteer, folder: Path, dump: Path
) -> None:
    add(dump, folder, builtin)
    both = opened(builtin, folder)
    assert [p.admin2 for p in both.exact("Koyra Tchilli")] == ["Département de Gorou"]
    assert 900000003 in {p.geonameid for p in both.exact("Gorou", country="NE")}


def test_a_place_that_both_list_is_the_built_in_one_under_the_names_of_both(
    builtin: Gazetteer, folder: Path, tmp_path: Path
) -> None:
    town = next(p for p in builtin.exact("Ouallam") if p.feature_class == "P")
    assert town.geonameid is not None
    told = line(town.geonameid, "Walam Koira", 0.5, 0.5)
    add(written(tmp_path / "NE.txt", [told, *VILLAGES]), folder, builtin)
    both = opened(builtin, folder)
    assert both.exact("Walam Koira") == (town,)
    assert both.exact("Ouallam") == builtin.exact("Ouallam")
    assert both.by_geonameid(town.geonameid) == town


def test_alternate_names_reach_the_built_in_places(
    builtin: Gazetteer, folder: Path, tmp_path: Path
) -> None:
    town = next(p for p in builtin.exact("Ouallam") if p.feature_class == "P")
    names = [
        f"1\t{town.geonameid}\tha\tGarin Walam\t\t\t\t\n",
        f"2\t{town.geonameid}\tlink\thttps://example.org/Walam\t\t\t\t\n",
        f"3\t{town.geonameid}\tar\tوالام\t\t\t\t\n",
        "4\t900000009\t\tNowhere Listed\n",
    ]
    loaded = add(written(tmp_path / "alternateNames.txt", names), folder, builtin)
    assert loaded.added.kind == "names"
    both = opened(builtin, folder)
    assert both.exact("garin-walam") == (town,)
    assert both.exact("garin-walam", country="ML") == ()
    assert both.fuzzy("Garine Walam", country="NE", limit=1)[0][0] == town
    assert both.exact("Nowhere Listed") == ()


def test_a_broken_line_is_reported_with_its_number_and_skipped(
    builtin: Gazetteer, folder: Path, tmp_path: Path
) -> None:
    lines = [
        VILLAGES[0],
        "900000005\tToo short\n",
        line("x9", "No id"),
        "\n",
        line(900000006, "Off the earth", 95.0),
        line(900000007, "No place", "north"),
        line(900000008, ""),
        VILLAGES[3],
    ]
    file = tmp_path / "NE.txt"
    file.write_bytes("".join(lines).encode() + b"900000010\tBad \xff bytes" + b"\t" * 17 + b"\n")
    loaded = add(file, folder, builtin)
    assert [b.number for b in loaded.broken] == [2, 3, 5, 6, 7, 9]
    assert loaded.added.skipped == 6
    assert loaded.added.places == 2
    assert "2 columns" in loaded.broken[0].reason
    assert "UTF-8" in loaded.broken[-1].reason


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Seven soldiers were killed on Thursday.\n" * 30,
        b"a,b,c\n1,2,3\n",
        b"\x00\x01\x02" * 500_000,
        b"PK\x03\x04 half a zip",
        ("\t" * 18 + "\n").encode() * 5,
    ],
    ids=["empty", "prose", "csv", "binary", "torn zip", "empty columns"],
)
def test_a_file_that_is_no_dump_is_refused_and_leaves_nothing(
    builtin: Gazetteer, folder: Path, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "NE.txt"
    file.write_bytes(content)
    with pytest.raises(UsageError, match=r"NE\.txt"):
        add(file, folder, builtin)
    assert added(folder) == ()


def test_a_missing_file_and_a_folder_are_refused(
    builtin: Gazetteer, folder: Path, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="no such file"):
        add(tmp_path / "none.txt", folder, builtin)
    with pytest.raises(UsageError, match="folder"):
        add(tmp_path, folder, builtin)
    with pytest.raises(UsageError, match="--name"):
        add(tmp_path / "none.txt", folder, builtin, name="../out")


@pytest.mark.parametrize("ending", [KeyboardInterrupt, OSError("disk full")])
def test_an_interrupted_load_leaves_the_old_state(
    builtin: Gazetteer,
    folder: Path,
    dump: Path,
    monkeypatch: pytest.MonkeyPatch,
    ending: BaseException | type[BaseException],
) -> None:
    before = add(dump, folder, builtin).added
    held = before.path.read_bytes()
    written(dump, [line(900000011, "Newer Village"), *VILLAGES])

    def stop(self: module._Loading) -> None:
        raise ending

    monkeypatch.setattr(module._Loading, "finish", stop)
    with pytest.raises((KeyboardInterrupt, OSError)):
        add(dump, folder, builtin)
    assert added(folder) == (before,)
    assert before.path.read_bytes() == held
    assert [p.name for p in folder.iterdir()] == ["XX.sqlite"]


def test_the_newer_file_of_a_name_takes_the_place_of_the_older(
    builtin: Gazetteer, folder: Path, dump: Path
) -> None:
    first = add(dump, folder, builtin).added
    again = add(dump, folder, builtin).added
    assert (first.digest, first.places) == (again.digest, again.places)
    written(dump, [line(900000011, "Newer Village")])
    newer = add(dump, folder, builtin).added
    assert newer.digest != first.digest
    assert len(added(folder)) == 1
    assert opened(builtin, folder).exact("Koyra Tchilli") == ()


def test_a_zip_is_the_file_in_it(
    builtin: Gazetteer, folder: Path, dump: Path, tmp_path: Path
) -> None:
    packed = tmp_path / "YY.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "About these data. " * 5000)
        archive.write(dump, "YY.txt")
    loaded = add(packed, folder, builtin)
    assert (loaded.added.name, loaded.added.places) == ("YY", 4)
    empty = tmp_path / "ZZ.zip"
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("readme.txt", "nothing else")
    with pytest.raises(UsageError, match="holds no"):
        add(empty, folder, builtin)


def test_removing(builtin: Gazetteer, folder: Path, dump: Path) -> None:
    add(dump, folder, builtin)
    with pytest.raises(UsageError, match="added are: XX"):
        remove("NE", folder)
    remove("XX", folder)
    assert added(folder) == ()
    with pytest.raises(UsageError, match="none is added"):
        remove("XX", folder)


def test_an_added_file_of_another_version_says_what_to_do(
    builtin: Gazetteer, folder: Path, dump: Path
) -> None:
    path = add(dump, folder, builtin).added.path
    import sqlite3

    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE meta SET value = '0' WHERE key = 'schema'")
    connection.close()
    with pytest.raises(KnowledgeError, match="gazetteer add"):
        added(folder)
    path.write_bytes(b"no database, but long enough to have a header of one " * 5)
    with pytest.raises(KnowledgeError, match="add it again"):
        added(folder)


def test_the_reader_is_another_with_another_gazetteer(
    builtin: Gazetteer, folder: Path, dump: Path, tmp_path: Path
) -> None:
    def reader() -> object:
        return Knowledge(Settings(cache=builtin.path.parent, gazetteers=folder)).reader

    alone = reader()
    add(dump, folder, builtin)
    assert reader() != alone
    remove("XX", folder)
    assert reader() == alone


@pytest.fixture(scope="module")
def somewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("dumps") / "NE.txt"


@given(st.lists(st.text(st.characters(blacklist_categories=["Cs"]), max_size=60), max_size=12))
def test_whatever_else_a_file_holds_its_places_are_read(somewhere: Path, lines: list[str]) -> None:
    text = "".join(f"{each}\n" for each in lines)
    somewhere.write_text(text + "".join(VILLAGES * 4), encoding="utf-8", newline="")
    with open_dump(somewhere) as dump:
        records = list(dump.places())
    places = [r for r in records if not isinstance(r, BrokenLine)]
    assert len(places) == len(VILLAGES) * 4
    numbers = [r.number for r in records if isinstance(r, BrokenLine)]
    assert numbers == sorted(set(numbers))
