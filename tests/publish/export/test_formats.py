"""Every format holds what its own world says it may: columns, lists, schemas, geometry.

Columns and lists are typed here by hand from the schemes' codebooks, so that a slip in the data
that the exports are written from cannot hide.
"""

from __future__ import annotations

import csv
import importlib
import io
import json
import re
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet
import pytest
from hxl import InputOptions
from hxl import data as hxl_data
from shapely.geometry import shape

from rashomon.store import Casebook
from tests.publish.export.exporting import TABLES, Exported, export


def words(text: str) -> list[str]:
    """The words of a line."""
    return text.split()


GED = words(
    "id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id "
    "conflict_name dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a "
    "side_b_dset_id side_b_new_id side_b number_of_sources source_article source_office "
    "source_date source_headline source_original where_prec where_coordinates where_description "
    "adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id region event_clarity "
    "date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high "
    "low gwnoa gwnob "
)
GED_OWNED = words(
    "id relid active_year code_status conflict_dset_id conflict_new_id conflict_name dyad_dset_id "
    "dyad_new_id side_a_dset_id side_a_new_id side_b_dset_id side_b_new_id "
)
ACLED = words(
    "event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 "
    "assoc_actor_1 inter1 actor2 assoc_actor_2 inter2 interaction civilian_targeting iso region "
    "country admin1 admin2 admin3 location latitude longitude geo_precision source source_scale "
    "notes fatalities tags timestamp "
)
EVENTS = {
    "Battles": "Government regains territory|Non-state actor overtakes territory|Armed clash",
    "Protests": "Excessive force against protesters|Protest with intervention|Peaceful protest",
    "Riots": "Violent demonstration|Mob violence",
    "Explosions/Remote violence": (
        "Chemical weapon|Air/drone strike|Suicide bomb|Shelling/artillery/missile attack|"
        "Remote explosive/landmine/IED|Grenade"
    ),
    "Violence against civilians": "Sexual violence|Attack|Abduction/forced disappearance",
    "Strategic developments": (
        "Agreement|Arrests|Change to group/activity|Disrupted weapons use|"
        "Headquarters or base established|Looting/property destruction|"
        "Non-violent transfer of territory|Other"
    ),
}
HXL = words(
    "#event+code #date+occurred #date+year #date+start #date+end #event+type #group+name+first "
    "#group+name+second #region+name #country+name #country+code #adm1+name #adm2+name #adm3+name "
    "#loc+name #geo+lat #geo+lon #meta+source #description #affected+killed #affected+injured "
)
AIRWARS = [
    "civilian_harm_reported",
    "civilian_harm_status",
    *(
        f"{people}_{harm}_{end}"
        for people in ("civilian_non_combatants", "children", "women", "men", "belligerents")
        for harm in ("killed", "injured")
        for end in ("min", "max")
    ),
    "belligerent_name",
    "deaths_conceded_min",
    "deaths_conceded_max",
    "sources",
]

both = pytest.mark.parametrize("book", ["examples", "invented"])


@pytest.fixture
def casebook(book: str, request: pytest.FixtureRequest) -> Casebook:
    found: Casebook = request.getfixturevalue(book)
    return found


def whole(text: str) -> int:
    assert re.fullmatch(r"\d+", text), text
    return int(text)


# --------------------------------------------------------------------------------------------- GED


@both
def test_ged_rows_are_the_codebook_s(casebook: Casebook) -> None:
    exported = export(casebook, "ged")
    assert next(csv.reader(io.StringIO(exported.text))) == GED
    assert len(exported.rows) > 2
    for row in exported.rows:
        assert not any(row[column] for column in GED_OWNED)
        assert row["type_of_violence"] in {"1", "2", "3"}
        assert row["where_prec"] in set("1234567")
        assert row["date_prec"] in set("12345")
        assert row["event_clarity"] in {"1", "2"}
        assert row["region"] in {"Africa", "Americas", "Asia", "Europe", "Middle East"}
        assert date.fromisoformat(row["date_start"]) <= date.fromisoformat(row["date_end"])
        assert row["year"] == row["date_start"][:4]
        low, best, high = (whole(row[name]) for name in ("low", "best", "high"))
        assert low <= best <= high
        assert high >= 1
        sides = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
        assert sum(whole(row[name]) for name in sides) == best
        assert row["side_a"]
        assert (row["side_b"] == "Civilians") is (row["type_of_violence"] == "3")
        assert bool(row["gwnoa"]) is row["side_a"].startswith("Government of ")
        if row["latitude"]:
            point = re.fullmatch(r"POINT \((\S+) (\S+)\)", row["geom_wkt"])
            assert point is not None
            assert float(point[1]) == pytest.approx(float(row["longitude"]), abs=1e-5)
            assert float(point[2]) == pytest.approx(float(row["latitude"]), abs=1e-5)
            assert 1 <= whole(row["priogrid_gid"]) <= 259_200
        else:
            assert row["where_prec"] == "6"


def test_ged_of_the_worked_example(examples: Casebook) -> None:
    row = next(r for r in export(examples, "ged").rows if r["date_start"] == "2020-01-09")
    wanted = {
        "side_a": "Government of Niger",
        "side_b": "Islamic State",
        "country_id": "436",
        "gwnoa": "436",
        "deaths_a": "89",
        "deaths_b": "5",
        "best": "94",
        "low": "94",
        "adm_1": "Tillabéri",
    }
    assert {name: row[name] for name in wanted} == wanted


# ------------------------------------------------------------------------------------------- ACLED


@both
def test_acled_rows_are_the_codebook_s(casebook: Casebook) -> None:
    exported = export(casebook, "acled")
    assert next(csv.reader(io.StringIO(exported.text))) == ACLED
    assert len(exported.rows) > 2
    for row in exported.rows:
        assert not row["event_id_cnty"]
        assert not row["timestamp"]
        assert row["sub_event_type"] in EVENTS[row["event_type"]].split("|")
        assert set(row["disorder_type"].split("; ")) <= {
            "Political violence",
            "Demonstrations",
            "Strategic developments",
        }
        assert row["time_precision"] in set("123")
        assert row["geo_precision"] in set("123")
        assert row["inter1"] in set("12345678")
        assert row["inter2"] in set("012345678")
        codes = sorted(code for code in (row["inter1"], row["inter2"]) if code != "0")
        assert row["interaction"] == (codes[0] + codes[1] if len(codes) == 2 else codes[0] + "0")
        assert bool(row["actor2"]) is (row["inter2"] != "0")
        assert row["civilian_targeting"] in {"", "Civilian targeting"}
        assert date.fromisoformat(row["event_date"]).year == whole(row["year"])
        assert 1 <= whole(row["iso"]) <= 999
        whole(row["fatalities"])
        assert "Fatalities" in row["notes"]
        assert row["source"]


def test_every_figure_has_the_sentence_that_gave_it(examples: Casebook) -> None:
    for kind, column in (("ged", "best"), ("acled", "fatalities")):
        exported = export(examples, kind)
        told = {(each.row, each.column): each for each in exported.reasons}
        for number, row in enumerate(exported.rows, 1):
            reason = told[number, column]
            assert str(reason.value) == row[column]
            assert row[column] in reason.why


# ----------------------------------------------------------------------------------------- Airwars


def test_airwars_objects(invented: Casebook, examples: Casebook) -> None:
    strike, *others = export(invented, "airwars").objects
    assert set(AIRWARS) <= set(strike)
    assert strike["civilian_harm_status"] == "Fair"
    assert strike["strike_status"] == "declared"
    killed = "civilian_non_combatants_killed"
    assert (strike[f"{killed}_min"], strike[f"{killed}_max"]) == (14, 14)
    assert (strike["children_killed_min"], strike["children_killed_max"]) == (5, 5)
    assert strike["women_killed_min"] is None
    assert {tuple(source) for source in strike["sources"]} == {
        ("name", "language", "url", "archive_url")
    }
    assert others
    for each in (strike, *others):
        grades = {"Confirmed", "Fair", "Weak", "Contested", "Discounted"}
        assert each["civilian_harm_status"] in grades
        low, high = each[f"{killed}_min"], each[f"{killed}_max"]
        assert low <= high
    left = export(examples, "airwars").left
    assert left
    assert all("no voice says that civilians were harmed" in each.why for each in left)


# ----------------------------------------------------------------------------------------- GeoJSON


@both
def test_geojson_is_rfc_7946(casebook: Casebook) -> None:
    collection = json.loads(export(casebook, "geojson").text)
    assert list(collection) == ["type", "features"]
    assert collection["type"] == "FeatureCollection"
    assert len(collection["features"]) >= 4
    located = 0
    for feature in collection["features"]:
        assert feature["type"] == "Feature"
        assert feature["id"].startswith("i-")
        if feature["geometry"] is None:
            unknown = {"cannot be geolocated", "no report names a place"}
            assert feature["properties"]["location"] in unknown
            continue
        located += 1
        drawn = shape(feature["geometry"])
        assert drawn.is_valid
        west, south, east, north = drawn.bounds
        assert -180 <= west <= east <= 180
        assert -90 <= south <= north <= 90
    assert located > 2


# --------------------------------------------------------------------------------------------- HXL


@both
def test_hxl_is_read_by_its_own_library(casebook: Casebook, tmp_path: Path) -> None:
    exported = export(casebook, "hxl")
    path = tmp_path / "events.csv"
    path.write_bytes(exported.data)
    read = hxl_data(str(path), InputOptions(allow_local=True))
    assert [column.display_tag for column in read.columns] == HXL
    rows = list(read)
    assert len(rows) == len(exported.rows) - 1 > 2
    for row in rows:
        killed = row.get("#affected+killed")
        assert not killed or int(killed) >= 0


# ---------------------------------------------------------------------------------- FollowTheMoney


MODEL: dict[str, Any] = json.loads(
    (Path(__file__).parent / "ftm_model.json").read_text(encoding="utf-8")
)
SHAPES = {
    "date": r"\d{4}(-\d{2}(-\d{2})?)?",
    "country": r"[a-z]{2}",
    "language": r"[a-z]{3}",
    "url": r"https?://\S+",
}


@both
def test_ftm_entities_fit_the_model(casebook: Casebook) -> None:
    """Held to the properties, types and ranges of the library's own model, and to the library
    itself where it is installed."""
    entities = export(casebook, "ftm").objects
    schema_of = {entity["id"]: entity["schema"] for entity in entities}
    assert {"Event", "Article"} <= set(schema_of.values())
    for entity in entities:
        assert set(entity) == {"id", "schema", "properties"}
        model = MODEL["schemata"][entity["schema"]]
        assert set(model["required"]) <= set(entity["properties"])
        for name, values in entity["properties"].items():
            kind = model["properties"][name]
            assert values
            for value in values:
                assert isinstance(value, str)
                assert value
                if kind.startswith("entity:"):
                    assert schema_of[value] in MODEL["ranges"][kind.removeprefix("entity:")]
                elif kind in SHAPES:
                    assert re.fullmatch(SHAPES[kind], value), (name, value)
    if find_spec("followthemoney"):
        library = importlib.import_module("followthemoney").model
        for entity in entities:
            read = library.get_proxy(entity, cleaned=False).to_dict()["properties"]
            assert {k: set(v) for k, v in read.items()} == {
                k: set(v) for k, v in entity["properties"].items()
            }


def test_nobody_unnamed_is_an_entity(examples: Casebook) -> None:
    names = {
        name
        for entity in export(examples, "ftm").objects
        if entity["schema"] in ("Organization", "PublicBody")
        for name in entity["properties"]["name"]
    }
    assert "Islamic State" in names
    assert "Government of Niger" in names
    assert not [name for name in names if "camp" in name or "gunmen" in name.lower()]


# ------------------------------------------------------------------------------------------ tables


def as_text(value: Any) -> str:
    """As the CSV has it; a workbook knows no difference between 5 and 5.0."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def in_plain(row: dict[str, str]) -> dict[str, str]:
    return {name: value.removesuffix(".0") for name, value in row.items()}


@both
@pytest.mark.parametrize("table", TABLES)
def test_tables_are_the_same_in_every_kind_of_file(casebook: Casebook, table: str) -> None:
    plain = export(casebook, "csv", table)
    assert plain.rows
    sheet = openpyxl.load_workbook(io.BytesIO(export(casebook, "xlsx", table).data)).active
    assert sheet is not None
    head, *body = sheet.iter_rows(values_only=True)
    assert list(head) == list(plain.rows[0])
    assert [[as_text(cell) for cell in row] for row in body] == [
        list(in_plain(row).values()) for row in plain.rows
    ]
    read = pyarrow.parquet.read_table(io.BytesIO(export(casebook, "parquet", table).data))
    assert [{name: as_text(value) for name, value in row.items()} for row in read.to_pylist()] == [
        in_plain(row) for row in plain.rows
    ]


def test_a_claim_s_row_leads_to_its_words(examples: Casebook) -> None:
    texts = {report.id: report.text for report in examples.reports()}
    rows = export(examples, "csv", "claims", private=True).rows
    assert len(rows) > 100
    for row in rows:
        text = texts[row["report"]]
        assert text[int(row["start"]) : int(row["end"])] == row["quote"]
        assert row["voice_kind"]
        assert row["stance"]
    assert not [row for row in rows if row["field"] in ("presence", "membership")]


def test_a_cell_is_never_a_formula(invented: Casebook) -> None:
    from rashomon.publish.export.sinks import XlsxSink

    stream = io.BytesIO()
    with XlsxSink(stream, {"quote": str}, "claims") as sink:
        for text in ("=1+1", "+A1", "\x01bad", "x" * 40_000):
            sink.add({"quote": text})
    sheet = openpyxl.load_workbook(stream).active
    assert sheet is not None
    cells = [cell for (cell,) in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells][:3] == ["=1+1", "+A1", "\N{REPLACEMENT CHARACTER}bad"]
    assert len(str(cells[3].value)) == 32_767


def kinds() -> list[tuple[str, str | None]]:
    return [
        *((kind, None) for kind in ("ged", "acled", "airwars", "geojson", "ftm", "hxl")),
        *((kind, table) for kind in ("csv", "xlsx", "parquet") for table in TABLES),
    ]


def readable(exported: Exported, kind: str) -> str:
    """All that a file says, unpacked where it is an archive."""
    if kind == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(exported.data)).active
        assert sheet is not None
        return "\n".join(as_text(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
    if kind == "parquet":
        table = pyarrow.parquet.read_table(io.BytesIO(exported.data))
        return "\n".join(as_text(v) for row in table.to_pylist() for v in row.values())
    return exported.text
