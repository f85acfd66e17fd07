"""Files made to do harm: each is refused with its reason in bounded time and memory, and what
stands beside it is read.

All of them are given to one `rashomon ingest`, in a process of its own whose time and memory are
measured; a server's part (redirects, drips) is in `tests/fetch`.
"""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from docx import Document

from rashomon.ingest import Given, sources
from rashomon.records import Rejection, Report
from rashomon.settings import Settings
from rashomon.store import Casebook

BODY: Final = "Gunmen killed seven soldiers near the border on Thursday."
SECONDS: Final = 120
"""On a busy machine; a quiet one takes ten."""
APART: Final = """
import os, sys
child = os.spawnv(
    os.P_NOWAIT,
    sys.executable,
    [sys.executable, "-c", "from rashomon.cli.main import run; run()", *sys.argv[1:]],
)
_, status, usage = os.wait4(child, 0)
print(usage.ru_maxrss / 1000, file=sys.stderr)
sys.exit(os.waitstatus_to_exitcode(status))
"""
"""Started by a small process: what a large one starts counts the memory of the large one."""
MEGABYTES: Final = 1200
"""The highest resident memory of ingest with one language is 500 MB; a bomb would have 2 GB."""
LAUGHS: Final = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DOCTYPE: Final = f'<!DOCTYPE x [<!ENTITY l0 "lollollol">{LAUGHS}]>'


def zipped(members: dict[str, bytes], like: bytes = b"") -> bytes:
    """An archive of these members, and of those of the archive `like`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        if like:
            with zipfile.ZipFile(io.BytesIO(like)) as other:
                for entry in other.infolist():
                    if entry.filename not in members:
                        archive.writestr(entry.filename, other.read(entry))
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def spaces(gigabytes: int) -> bytes:
    """So many gigabytes of spaces, packed with gzip, without ever holding them: one packed piece
    again and again, which gzip unpacks one after the other."""
    return gzip.compress(b" " * (1 << 26), mtime=0) * (gigabytes * 16)


def docx(**parts: bytes) -> bytes:
    out = io.BytesIO()
    document = Document()
    document.add_paragraph(BODY)
    document.save(out)
    return zipped({"word/document.xml": parts["document"]}, out.getvalue())


def pdf(body: str, script: str) -> bytes:
    """A PDF of one line that runs a script when it is opened."""
    stream = f"BT /F1 12 Tf 72 720 Td ({body}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction 6 0 R /Names << /JavaScript << /Names "
        b"[(a) 6 0 R] >> >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /S /JavaScript /JS (%s) >>" % script.encode(),
    ]
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.7\n")
    for number, each in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, each))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def doll(depth: int) -> bytes:
    data = zipped({"a.txt": BODY.encode()})
    for _ in range(depth):
        data = zipped({"in.zip": data})
    return data


def line_of(text: str | bytes) -> bytes:
    words = text.decode("latin-1") if isinstance(text, bytes) else text
    return json.dumps({"text": words}).encode() + b"\n"


TEN_MEGABYTES: Final = b"a" * 10_000_000
HOSTILE: Final[dict[str, tuple[Callable[[], bytes], set[str]]]] = {
    # archives
    "bomb.zip": (lambda: zipped({"a.txt": b"0" * 120_000_000}), {"too-large"}),
    "bomb.jsonl.gz": (lambda: spaces(2), {"too-large"}),
    "bomb.txt.gz": (lambda: spaces(2), {"too-large"}),
    "matryoshka.zip": (lambda: doll(6), {"unsupported"}),
    "layers.txt.gz": (
        lambda: gzip.compress(gzip.compress(gzip.compress(BODY.encode()))),
        {"binary", "encoding"},
    ),
    "many.zip": (
        lambda: zipped({f"{number}.png": b"" for number in range(5_000)}), {"empty"}
    ),
    # pages
    "nested.html": (lambda: b"<html>" + b"<div>" * 500_000, {"no-article", "too-large"}),
    "long.html": (lambda: b"<p>" + TEN_MEGABYTES, {"too-large"}),
    "attributes.html": (
        lambda: b"<html><p " + b"a=1 " * 500_000 + b">x", {"no-article", "too-large"}
    ),
    "laughs.html": (
        lambda: f"{DOCTYPE}<html><p>&l9;</p></html>".encode(), {"no-article", "too-large"}
    ),
    # entities
    "laughs.rss": (
        lambda: f'<?xml version="1.0"?>{DOCTYPE}<rss>&l9;</rss>'.encode(), {"bad-record"}
    ),
    "laughs.atom": (
        lambda: f'<?xml version="1.0"?>{DOCTYPE}<feed>&l9;</feed>'.encode(), {"bad-record"}
    ),
    "file.rss": (
        lambda: b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:/etc/passwd">]>'
        b"<rss version='2.0'><channel><item><description>&f;</description></item></channel></rss>",
        {"bad-record"},
    ),
    "laughs.docx": (
        lambda: docx(document=f'<?xml version="1.0"?>{DOCTYPE}<w>&l9;</w>'.encode()),
        {"damaged", "costly", "empty"},
    ),
    "bomb.docx": (lambda: docx(document=b"<w>" + b" " * 120_000_000), {"damaged", "too-large"}),
    # lines of ten megabytes
    "line.txt": (lambda: TEN_MEGABYTES, {"too-large"}),
    "line.jsonl": (lambda: b'{"text": "' + TEN_MEGABYTES + b'"}\n', {"too-large"}),
    "nested.jsonl": (lambda: b'{"text": ' + b"[" * 1_000_000 + b"\n", {"bad-record"}),
    "numbers.jsonl": (lambda: b'{"text": ' + b"9" * 1_000_000 + b"}\n", {"bad-record"}),
    # null bytes and mixed encodings
    "nulls.txt": (lambda: b"Seven\x00 people died.", {"binary"}),
    "nulls.html": (lambda: b"<html><p>Seven\x00 people died.", {"binary", "no-article"}),
    "nulls.jsonl": (lambda: b'{"text": "Seven \x00 people died."}\n', {"binary", "bad-record"}),
    "mixed.txt": (lambda: "Sept tués à Ménaka. ".encode() + "tués".encode("latin-1"), {"encoding"}),
    "mixed.jsonl": (
        lambda: '{"text": "Sept tués à '.encode() + 'Ménaka"}\n'.encode("latin-1"), {"encoding"}
    ),
    "wide.txt": (lambda: BODY.encode("utf-16"), {"binary", "encoding"}),
    # documents
    "loop.pdf": (
        lambda: b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]>>endobj\n"
        b"trailer<</Root 1 0 R>>",
        {"damaged", "empty", "costly"},
    ),
}  # fmt: skip
TABLES: Final[dict[str, tuple[Callable[[], bytes], set[str]]]] = {
    "line.csv": (lambda: b"text\n" + TEN_MEGABYTES + b"\n", {"bad-record", "too-large"}),
    "quote.csv": (lambda: b'text\n"' + TEN_MEGABYTES, {"bad-record", "too-large"}),
    "nulls.csv": (lambda: b"text\nSeven\x00 died.\n", {"binary", "bad-record"}),
    "mixed.csv": (lambda: b"text\nSept tu\xe9s.\n", {"encoding"}),
    "heads.csv": (lambda: b"a," * 2_000_000, {"bad-record", "empty"}),
}


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float, float]:
    """A folder with them all and some good reports, taken in; seconds, and megabytes at most."""
    folder = tmp_path_factory.mktemp("hostile")
    inputs = folder / "in"
    inputs.mkdir()
    for name, (make, _) in {**HOSTILE, **TABLES}.items():
        (inputs / name).write_bytes(make())
    (inputs / "good.txt").write_text(BODY)
    (inputs / "script.pdf").write_bytes(pdf(BODY, "app.launchURL\\('http://127.0.0.1/'\\)"))
    climbing = {"../../../climbed.txt": f"{BODY} Climbed.".encode(), "/abs.txt": BODY.encode()}
    (inputs / "climbing.zip").write_bytes(zipped(climbing))
    (inputs / "half-good.jsonl").write_bytes(
        line_of(f"{BODY} One.") + b"\xff\xfe{\n" + TEN_MEGABYTES + b"\n" + line_of(f"{BODY} Two.")
    )
    command = [sys.executable, "-c", APART, "ingest", inputs]
    command += [inputs / name for name in TABLES]
    began = time.monotonic()
    with subprocess.Popen(
        [*map(str, command), "--casebook", str(folder / "c.db"), "--lang", "en"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=inputs,
    ) as process:
        assert process.stderr is not None
        said = process.stderr.read().decode()
        status = process.wait()
    said, _, megabytes = said.rstrip().rpartition("\n")
    assert status == 1, said
    assert "Traceback" not in said
    return folder, time.monotonic() - began, float(megabytes)


def test_time_and_memory_are_bounded(ingested: tuple[Path, float, float]) -> None:
    _, seconds, megabytes = ingested
    assert seconds < SECONDS
    assert megabytes < MEGABYTES


def test_each_is_refused_for_its_own_reason(ingested: tuple[Path, float, float]) -> None:
    with Casebook.open(ingested[0] / "c.db", create=False) as casebook:
        refused: dict[str, set[str]] = {}
        for each in casebook.rejections():
            name = Path(each.input).relative_to(ingested[0] / "in").parts[0]
            refused.setdefault(name, set()).add(each.reason)
            assert each.detail
    wanted = {name: reasons for name, (_, reasons) in {**HOSTILE, **TABLES}.items()}
    other = {
        name: refused.get(name) for name in wanted if not refused.get(name, set()) & wanted[name]
    }
    assert not other, "refused otherwise, or not at all"
    assert refused.keys() - wanted.keys() == {"half-good.jsonl"}


def test_what_is_good_beside_them_is_read_once(ingested: tuple[Path, float, float]) -> None:
    folder = ingested[0]
    with Casebook.open(folder / "c.db", create=False) as casebook:
        texts = sorted(each.text for each in casebook.reports())
    assert texts == sorted([BODY, *(f"{BODY} {more}" for more in ("Climbed.", "One.", "Two."))])
    outside = {path.name for path in folder.rglob("*")} | {p.name for p in folder.parent.iterdir()}
    assert "climbed.txt" not in outside, "a name with ../ is only a name"


def test_a_pdf_s_script_is_neither_run_nor_read(tmp_path: Path) -> None:
    path = tmp_path / "script.pdf"
    path.write_bytes(pdf(BODY, "app.alert\\('Ninety people died.'\\)"))
    (report,) = sources([path], Given(language="en", as_default=True), Settings.default())
    assert isinstance(report, Report)
    assert report.text == BODY


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\x.txt", "a\nb.txt", "‮txt.exe.txt"])
def test_names_of_members_are_only_names(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({f"{name}.txt": b"Seven\x00 died."}))
    (refused,) = sources([path], Given(), Settings.default())
    assert isinstance(refused, Rejection)
    assert {each.name for each in tmp_path.iterdir()} == {"a.zip"}
