"""What leaves the desk: exports, pages and PDFs; who is withheld in them; and what the log says."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from fastapi.testclient import TestClient

from rashomon.desk import create
from rashomon.desk.asking import Visitor
from rashomon.pipeline import reconcile
from rashomon.publish.export import FORMATS, TABLES
from rashomon.publish.export.tables import COLUMNS
from rashomon.records import Reading
from rashomon.store import Casebook, Role
from tests.desk.conftest import ticking
from tests.factories import actor, day, make_reading, place, site, toll

NAME = "Aïcha Boureima"
TYPST = '#panic("read as markup") $1/0$ #read("/etc/passwd")'


def told(number: int, country: str) -> Reading:
    town = f"Kemba {number}"
    return make_reading(
        f"{number + 4} people were killed in {town} on 2030-05-0{number}, {NAME} said. {TYPST}",
        outlet="A daily",
        title=f"{NAME} speaks of {number + 4} dead {TYPST}",
        published="2030-05-10",
        actors=[actor(NAME, "private-person")],
        places=[place(town, 14.0 + 3 * number, 2.0, country=country)],
        claims=[
            toll("deaths", f"{number + 4} people were killed", number + 4, number + 4,
                 group="people", voice=("witness", NAME, NAME), stance="claimed"),
            site(f"in {town}", town),
            day(f"on 2030-05-0{number}", f"2030-05-0{number}"),
        ],
    )  # fmt: skip


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sharing") / "casebook.db"
    with Casebook.open(path, create=True) as casebook:
        for reading in (told(1, "NE"), told(2, "NE"), told(3, "ML")):
            casebook.add_reading(reading)
        reconcile(casebook)
    return path


def desk_of(book: Path, role: Role = "reviewer") -> TestClient:
    app = create(str(book), "Rita", ticking())
    app.state.door.sits(Visitor("Rita", role, "a-token"))
    return TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)


@pytest.fixture
def client(book: Path) -> Iterator[TestClient]:
    with desk_of(book) as opened:
        yield opened


def ask(client: TestClient, to: str, **form: str) -> Any:
    return client.post(to, data={"token": "a-token", **form})


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def logged(book: Path) -> str:
    with Casebook.open(book, create=False) as casebook:
        return list(casebook.logged())[-1].detail


KINDS = [*FORMATS, *(f"{kind} {table}" for kind in TABLES for table in COLUMNS)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_format_of_the_command_is_offered_and_made(client: TestClient, kind: str) -> None:
    assert f'value="{kind}"' in client.get("/share").text
    made = ask(client, "/export?country=NE", format=kind, reasons="yes")
    assert made.status_code == 200
    assert "attachment" in made.headers["content-disposition"]
    archive = zipfile.ZipFile(io.BytesIO(made.content))
    assert archive.read(archive.namelist()[0]) or rows(archive.read("left-out.csv"))
    assert all(NAME.encode() not in archive.read(each) for each in archive.namelist())


def test_the_selection_is_what_is_exported(client: TestClient, book: Path) -> None:
    assert "2 incidents" in client.get("/share?country=NE").text
    made = ask(client, "/export?country=NE", format="csv incidents")
    assert len(rows(made.content)) == 2
    assert "2 rows of 2 incidents" in logged(book)
    assert "country NE" in logged(book)
    assert "withheld" in logged(book)
    assert len(rows(ask(client, "/export", format="csv incidents").content)) == 3
    none = ask(client, "/export?country=FR", format="csv incidents")
    assert rows(none.content) == []
    (one, *_) = client.get("/api/v1/incidents?country=ML").json()["incidents"]
    named = ask(client, f"/export?incident={one['id']}", format="csv incidents")
    assert len(rows(named.content)) == 1


def test_reasons_and_what_is_left_out_come_in_an_archive(client: TestClient) -> None:
    made = ask(client, "/export", format="ged", reasons="yes")
    archive = zipfile.ZipFile(io.BytesIO(made.content))
    assert archive.namelist() == ["ged.csv", "reasons.csv", "left-out.csv"]
    held = {each["incident"] for each in rows(archive.read("reasons.csv"))}
    left = {each["incident"] for each in rows(archive.read("left-out.csv"))}
    assert len(held | left) == 3
    assert all(each["why"] for each in rows(archive.read("left-out.csv")))


def test_names_are_in_it_only_where_a_reviewer_ticks_that(book: Path, client: TestClient) -> None:
    quoted = ask(client, "/export", format="csv claims")
    assert "name withheld" in quoted.text
    named = ask(client, "/export", format="csv claims", private="yes")
    assert NAME in named.text
    assert "WITH names of private persons" in logged(book)
    with desk_of(book, "coder") as coder:
        assert 'name="private"' not in coder.get("/share").text
        assert ask(coder, "/export", format="csv claims", private="yes").status_code == 403
        assert ask(coder, "/share", private="yes").status_code == 403


def test_a_page_names_the_state_and_withholds_names(client: TestClient, book: Path) -> None:
    page = ask(client, "/share?country=NE", title=f"Two attacks that {NAME} saw")
    assert "<title>Two attacks that [name withheld] saw</title>" in page.text
    assert "State of the casebook" in page.text
    assert "default-src &#39;none&#39;" in page.text or "default-src 'none'" in page.text
    for part in (NAME, "Boureima", "Kemba 3"):
        assert part not in page.text
    assert "html of 2 incidents" in logged(book)
    assert NAME in ask(client, "/share", private="yes").text


def test_a_pdf_holds_the_same_and_no_report_is_markup(client: TestClient) -> None:
    made = ask(client, "/share?country=NE", title="What Boureima saw", **{"as": "pdf"})
    assert made.headers["content-type"] == "application/pdf"
    document = pypdfium2.PdfDocument(made.content)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    flat = " ".join(text.split())
    assert "State of the casebook" in flat
    assert "Kemba 1" in flat
    assert "#panic(" in flat
    assert "root:" not in flat
    assert "Boureima" not in flat
    again = ask(client, "/share?country=NE", title="What Boureima saw", **{"as": "pdf"})
    assert again.content == made.content


@pytest.mark.parametrize(
    ("to", "form", "status"),
    [
        ("/export", {"format": "ged claims"}, 400),
        ("/export", {"format": "../../etc/passwd"}, 400),
        ("/export", {}, 400),
        ("/export?incident=i-none", {"format": "ged"}, 404),
        ("/export", {"format": "ged", "as_of": "yesterday"}, 400),
        ("/share?country=FR", {}, 400),
        ("/share?status=nothing", {}, 422),
    ],
)
def test_what_cannot_be_shared_is_told(
    client: TestClient, to: str, form: dict[str, str], status: int
) -> None:
    assert ask(client, to, **form).status_code == status


def test_a_page_elsewhere_takes_nothing_out(client: TestClient, book: Path) -> None:
    before = logged(book)
    assert client.post("/export", data={"format": "ged"}).status_code == 403
    assert client.post("/share", data={"token": "x"}).status_code == 403
    assert logged(book) == before


def test_a_correction_is_taken_out_as_a_case(book: Path, tmp_path: Path) -> None:
    from rashomon.evaluate.cases import load_case

    copy = tmp_path / "copy.db"
    copy.write_bytes(book.read_bytes())
    with desk_of(copy) as client:
        (one, *_) = client.get("/api/v1/incidents?country=ML").json()["incidents"]
        report = one["reports"][0]
        assert ask(client, f"/reports/{report}/case").status_code == 400
        claims = client.get(f"/api/v1/reports/{report}").json()["claims"]
        deaths = next(each for each in claims if each["field"] == "deaths")
        form = {"kind": "correct", "report": report, "incident": one["id"], "claim": deaths["id"]}
        kept = ask(client, "/judgements", why="a slip", **form, **{"value.low": "9"})
        assert kept.status_code == 400, "its low would exceed its high"
        bounds = {"value.low": "9", "value.high": "9"}
        assert ask(client, "/judgements", why="a slip", **form, **bounds).status_code == 303
        made = ask(client, f"/reports/{report}/case")
    zipfile.ZipFile(io.BytesIO(made.content)).extractall(tmp_path)
    (folder,) = [each for each in tmp_path.iterdir() if each.is_dir()]
    case = load_case(folder)
    assert [dict(row.conditions)["value.low"] for row in case.rows] == [9]
    assert [dict(row.conditions)["value.low"] for row in case.never] == [7]
    assert "as a case" in logged(copy)
