"""Documents, tables, feeds and archives: what is read of them, and what is refused and why."""

from __future__ import annotations

import gzip
import io
import time
import zipfile
from pathlib import Path

import pytest
from docx import Document
from fpdf import FPDF
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from rashomon.errors import RejectedInput
from rashomon.ingest import Given, count, sources
from rashomon.ingest.apart import Apart
from rashomon.ingest.documents import paragraphs
from rashomon.records import Reading, Rejection, Report
from rashomon.settings import Settings

SETTINGS = Settings.default()
ENGLISH = Given(language="en", as_default=True)
BODY = "Gunmen killed seven soldiers near the border on Thursday."
ARTICLE = " ".join([BODY, "The army said on Friday that it had sent more troops."] * 4)
PAGE = f"<html lang=en><head><title>Seven killed</title></head><article><p>{ARTICLE}</p></article>"


def read(path: Path, given: Given = ENGLISH) -> list[Report | Rejection]:
    found = sources([path], given, SETTINGS)
    return [each for each in found if not isinstance(each, Reading)]


def report(path: Path, given: Given = ENGLISH) -> Report:
    (only,) = read(path, given)
    assert isinstance(only, Report), only
    return only


def refused(path: Path, given: Given = ENGLISH) -> Rejection:
    (only,) = read(path, given)
    assert isinstance(only, Rejection), only
    return only


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


# --------------------------------------------------------------------------------------- documents


def pdf(path: Path, pages: list[list[str]], title: str | None = "Seven killed") -> Path:
    """A PDF with a running head and a page number on each page, and a line for each string."""
    made = FPDF()
    made.set_font("Helvetica", size=11)
    if title:
        made.set_title(title)
    for number, lines in enumerate(pages, start=1):
        made.add_page()
        for line in ("Monitor of the region", *lines, f"page {number}"):
            made.cell(text=line, new_x="LMARGIN", new_y="NEXT")
    made.output(str(path))
    return path


def test_a_pdf_is_read_paragraph_by_paragraph(tmp_path: Path) -> None:
    lines = [
        ["Gunmen killed seven soldiers near the border on Thursday, the army said in a state-",
         "ment that was read on television late in the evening after a day of waiting.",
         "It gave no names.",
         "Residents who were reached by telephone on Friday spoke of at least a dozen bodies"],
        ["that lay on the road to the market, and of many houses that had been set on fire.",
         "The army sent troops."],
        ["Nobody has claimed the attack, which is the third of its kind in a month there."],
    ]  # fmt: skip
    found = report(pdf(tmp_path / "a.pdf", lines))
    assert (found.title, found.medium) == ("Seven killed", "pdf")
    assert found.text.split("\n\n") == [
        "Gunmen killed seven soldiers near the border on Thursday, the army said in a statement "
        "that was read on television late in the evening after a day of waiting. It gave no names.",
        "Residents who were reached by telephone on Friday spoke of at least a dozen bodies that "
        "lay on the road to the market, and of many houses that had been set on fire. The army "
        "sent troops.",
        "Nobody has claimed the attack, which is the third of its kind in a month there.",
    ]


def test_words_broken_at_the_end_of_a_line() -> None:
    assert paragraphs([["The exam-", "ple of Al-", "Qaida in the", "fifty-", "first week"]]) == (
        "The example of Al-Qaida in the fiftyfirst week"
    )


def test_a_pdf_of_pictures_is_told(tmp_path: Path) -> None:
    made = FPDF()
    made.add_page()
    made.rect(10, 10, 50, 50)
    made.output(str(tmp_path / "scan.pdf"))
    told = refused(tmp_path / "scan.pdf")
    assert told.reason == "empty"
    assert "text recognition" in told.detail


def test_a_word_document_with_a_table(tmp_path: Path) -> None:
    document = Document()
    document.add_heading("Seven killed")
    document.add_paragraph(BODY)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "dead", "7"
    document.core_properties.title = "Situation report"
    document.core_properties.author = "A mission"
    document.save(str(tmp_path / "a.docx"))
    found = report(tmp_path / "a.docx")
    assert found.text == f"Seven killed\n\n{BODY}\n\ndead\t7"
    assert (found.title, found.author, found.medium) == ("Situation report", "A mission", "docx")


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.zip", "a.warc", "a.txt.gz"])
@pytest.mark.parametrize("data", [b"nothing of the kind", b"%PDF-1.7\n%%EOF", b"PK\x03\x04"])
def test_what_is_not_what_its_name_says_is_refused(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    assert refused(tmp_path / name).reason in ("damaged", "unreadable", "empty")


def test_a_document_that_takes_for_ever_is_ended_and_the_next_one_is_read(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", [[BODY]])
    began = time.monotonic()
    with Apart(seconds=0.001) as apart, pytest.raises(RejectedInput) as told:
        apart.read("pdf", path.read_bytes(), "a.pdf")
    assert told.value.reason == "costly"
    assert time.monotonic() - began < 10
    with Apart() as apart:
        assert BODY in apart.read("pdf", path.read_bytes(), "a.pdf")[1]


# -------------------------------------------------------------------------------- tables and feeds


def test_a_table_whose_columns_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'Date;Body\n2024-05-01;"{BODY}\nMore."\n;\n2024-05-02\n31 May;x {BODY}\n')
    given = Given(language="en", as_default=True, columns=(("text", "Body"), ("published", "date")))
    first, cells, day = read(path, given)
    assert isinstance(first, Report)
    assert (first.text, first.published) == (f"{BODY}\nMore.", "2024-05-01")
    assert isinstance(cells, Rejection)
    assert (cells.reason, cells.place) == ("bad-record", "row at line 5")
    assert isinstance(day, Rejection)
    assert (day.reason, day.place) == ("bad-date", "row at line 6")
    assert count([path]) >= 3


def test_a_table_with_the_keys_as_headings_needs_no_map(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_text(f"outlet\ttext\nA daily\t{BODY}\n", encoding="utf-8-sig")
    assert (report(path).outlet, report(path).text) == ("A daily", BODY)


def test_a_table_without_the_text_names_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Date,Body\n2024-05-01,x\n")
    told = refused(path)
    assert (told.reason, told.place) == ("bad-record", "line 1")
    assert "--columns text=NAME): Date, Body" in told.detail
    (tmp_path / "latin.csv").write_bytes("text\nMénaka\n".encode("cp1252"))
    assert refused(tmp_path / "latin.csv").reason == "encoding"


FEED = f"""<?xml version="1.0"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>A daily</title><language>en</language>
<item><title>Seven killed</title><link>https://daily.example/1</link>
<pubDate>Fri, 10 Jan 2020 18:30:00 +0100</pubDate>
<content:encoded><![CDATA[<p>{ARTICLE}</p>]]></content:encoded></item>
<item><title>Teaser</title><link>https://daily.example/2</link>
<description>Gunmen attacked.</description></item>
</channel></rss>"""


def test_a_feed_gives_its_articles_and_refuses_teasers(tmp_path: Path) -> None:
    (tmp_path / "a.rss").write_text(FEED)
    whole, teaser = read(tmp_path / "a.rss", Given())
    assert isinstance(whole, Report)
    assert (whole.outlet, whole.url, whole.title) == (
        "A daily", "https://daily.example/1", "Seven killed",
    )  # fmt: skip
    assert (whole.text, whole.published) == (ARTICLE, "2020-01-10T17:30:00+00:00")
    assert isinstance(teaser, Rejection)
    assert (teaser.reason, teaser.place) == ("no-article", "entry 2")
    assert "https://daily.example/2" in teaser.detail


def test_a_feed_that_declares_entities_is_refused(tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "ha">{laughs}]><rss>&l9;</rss>'
    (tmp_path / "a.rss").write_text(text)
    assert refused(tmp_path / "a.rss").reason == "bad-record"


# ---------------------------------------------------------------------------------------- archives


def test_a_zip_of_many_formats(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {"c.txt": f"third. {BODY}".encode()}).read_bytes()
    path = zipped(
        tmp_path / "a.zip",
        {
            "../../escape.txt": f"first. {BODY}".encode(),
            "wire/b.jsonl.gz": gzip.compress(b'{"text": "second. %s"}\n' % BODY.encode()),
            "inner.zip": inner,
            "picture.png": b"\x89PNG",
            "__MACOSX/._b.txt": b"no report",
            "bad.txt": b"caf\xe9",
        },
    )
    found = read(path)
    texts = [each.text.split(".")[0] for each in found if isinstance(each, Report)]
    assert texts == ["first", "second", "third"]
    (bad,) = [each for each in found if isinstance(each, Rejection)]
    assert (bad.reason, bad.input) == ("encoding", f"{path}/bad.txt")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.zip", "inner.zip"]


def test_archives_in_archives_end(tmp_path: Path) -> None:
    data = zipped(tmp_path / "0.zip", {"a.txt": BODY.encode()}).read_bytes()
    for depth in range(1, 4):
        data = zipped(tmp_path / f"{depth}.zip", {"in.zip": data}).read_bytes()
    assert report(tmp_path / "1.zip").text == BODY
    assert refused(tmp_path / "3.zip").reason == "unsupported"


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.html", "a.csv"])
def test_a_bomb_is_refused_in_bounded_time(tmp_path: Path, name: str) -> None:
    bomb = zipped(tmp_path / "bomb.zip", {name: b"text\n" + b"0" * 200_000_000})
    assert bomb.stat().st_size < 300_000
    began = time.monotonic()
    *_, last = read(bomb)
    assert isinstance(last, Rejection)
    assert last.reason in ("too-large", "bad-record")
    assert time.monotonic() - began < 20


def test_a_broken_archive_keeps_what_came_before(tmp_path: Path) -> None:
    lines = b"".join(b'{"text": "%d. %s"}\n' % (n, BODY.encode()) for n in range(2_000))
    whole = gzip.compress(lines)
    (tmp_path / "a.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    *reports, last = read(tmp_path / "a.jsonl.gz")
    assert len(reports) > 100
    assert isinstance(last, Rejection)
    assert last.reason == "damaged"


def test_a_locked_member_is_told(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.txt": BODY.encode(), "b.txt": b"x " + BODY.encode()})
    data = bytearray(path.read_bytes())
    for mark, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + flag] |= 1
    path.write_bytes(bytes(data))
    locked, open_ = read(path)
    assert isinstance(locked, Rejection)
    assert (locked.reason, locked.input) == ("damaged", f"{path}/a.txt")
    assert isinstance(open_, Report)


def test_a_web_archive_gives_its_pages(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for status, kind, url, body in (
            ("200 OK", "text/html; charset=utf-8", "https://daily.example/1", PAGE.encode()),
            ("404 Not Found", "text/html", "https://daily.example/2", b"<p>gone</p>"),
            ("200 OK", "image/png", "https://daily.example/3", b"\x89PNG"),
            ("200 OK", "text/html", "https://daily.example/4", b"<p>cookies</p>"),
        ):
            headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(url, "response", io.BytesIO(body), http_headers=headers)
            )
    page, cookies = read(path)
    assert isinstance(page, Report)
    assert (page.url, page.text, page.medium) == ("https://daily.example/1", ARTICLE, "html")
    assert isinstance(cookies, Rejection)
    assert (cookies.reason, cookies.input) == ("no-article", "https://daily.example/4")
