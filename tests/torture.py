"""Files of every format that ingest takes, good and corrupted, and what must become of each.

    python -m tests.torture --files 20000 --kills 50      # what `make torture` runs

makes the files, starts `rashomon ingest` on them, lets it meet a full disk once, kills it with
SIGKILL at random moments (three in five counted from its start, the others from when all was read
and the accounts are put together; of these all but the first are given a single file, so that they
come to that at once), and goes on with the same command until it ends. Then every good report must
be there exactly once, every bad input be a rejection, the casebook pass `verify`, and the same
command once more change nothing. `test_torture.py` does the same with a few files.

Each good report has a mark of its own in its text ("mark k000042"); the texts are short, since what
is tried here is not the reader.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from rashomon.store import Casebook
from rashomon.store.verify import verify

MARK: Final = re.compile(r"mark (k\d{6})")
TOWNS: Final = (
    "Mopti", "Kidal", "Bamako", "Niamey", "Ouagadougou", "Maiduguri", "Kano", "Lagos", "Aleppo",
    "Homs", "Mosul", "Basra", "Kabul", "Kandahar", "Quetta", "Kharkiv", "Donetsk", "Bogota",
    "Cali", "Medellin", "Lima", "Goma", "Bukavu", "Bangui", "Mogadishu", "Khartoum", "Juba",
)  # fmt: skip
FILLERS: Final = (
    "The council meets again in spring.", "Roads were dry.", "Schools opened late.",
    "Prices rose.", "The harvest was poor.", "A bridge was repaired.", "Rain is expected.",
)  # fmt: skip
TABLES: Final = "tables"
"""The folder of the tables, which are read where they are named outright."""
LATER: Final = 0.4
"""The share of kills that meet the putting together of accounts."""
DISK_A_FILE: Final = 1000
"""Bytes of the small disk for each file that is ingested: a casebook of them needs several times
that."""


@dataclass
class Expected:
    """The marks of all good reports, and the names of the files that must be refused."""

    good: set[str] = field(default_factory=set)
    bad: set[str] = field(default_factory=set)


class Maker:
    """Makes the files of one folder; the same seed makes the same ones."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.expected = Expected()
        self._random = random.Random(seed)

    def text(self) -> str:
        """A good report; one in four tells of an attack."""
        mark = f"k{len(self.expected.good):06d}"
        self.expected.good.add(mark)
        if self._random.random() < 0.25:
            dead, town = self._random.randint(2, 40), self._random.choice(TOWNS)
            body = f"Gunmen killed {dead} people in {town} on {self._day():%d %B %Y}."
        else:
            body = " ".join(self._random.sample(FILLERS, 2))
        return f"This is mark {mark}. {body}"

    def article(self) -> str:
        """A good report that is long enough to be told from a page's furniture."""
        return f"{self.text()} {' '.join(self._random.choices(FILLERS, k=12))}"

    def make(self, files: int) -> None:
        """So many files; about one in eight is bad."""
        formats = [*_GOOD, *_BAD]
        weights = [each[1] for each in (*_GOOD.values(), *_BAD.values())]
        for number in range(files):
            # A thousand files a folder, as a person would keep them.
            name = self._random.choices(formats, weights)[0]
            folder = self.folder / (TABLES if name.endswith(".csv") else f"{number // 1000:02d}")
            folder.mkdir(parents=True, exist_ok=True)
            made, suffix = (_GOOD.get(name) or _BAD[name])[0], name.rpartition(" ")[2]
            path = folder / f"f{number:06d}{suffix}"
            path.write_bytes(made(self))
            if name in _BAD:
                self.expected.bad.add(path.name)

    def _day(self) -> date:
        return date(2010, 1, 1) + timedelta(days=self._random.randrange(3650))

    def noise(self, size: int) -> bytes:
        return self._random.randbytes(size)


def _text(make: Maker) -> bytes:
    published = make._day().isoformat()
    return f"outlet: A daily\npublished: {published}\n---\n{make.text()}\n".encode()


def _page(make: Maker) -> bytes:
    return (
        "<html lang=en><head><title>News</title></head><body><nav><a href=/>Home</a></nav>"
        f"<article><p>{make.article()}</p></article></body></html>"
    ).encode()


def _lines(make: Maker) -> bytes:
    return b"".join(json.dumps({"text": make.text()}).encode() + b"\n" for _ in range(3))


def _table(make: Maker) -> bytes:
    rows = "".join(f'"{make.text()}",{make._day().isoformat()}\n' for _ in range(2))
    return f"text,published\n{rows}".encode()


def _pdf(make: Maker) -> bytes:
    from fpdf import FPDF

    made = FPDF()
    made.set_font("Helvetica", size=11)
    made.add_page()
    made.multi_cell(0, text=make.text())
    return bytes(made.output())


def _docx(make: Maker) -> bytes:
    from docx import Document

    document, out = Document(), io.BytesIO()
    document.add_paragraph(make.text())
    document.save(out)
    return out.getvalue()


def _feed(make: Maker) -> bytes:
    items = "".join(
        f"<item><title>News</title><link>https://daily.example/{len(make.expected.good)}</link>"
        f"<description><![CDATA[<p>{make.article()}</p>]]></description></item>"
        for _ in range(2)
    )
    return (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>A daily</title>'
        f"<language>en</language>{items}</channel></rss>"
    ).encode()


def _atom(make: Maker) -> bytes:
    entry = (
        f"<entry><title>News</title><id>urn:x:{len(make.expected.good)}</id>"
        f"<updated>{make._day().isoformat()}T10:00:00Z</updated>"
        f'<content type="html">&lt;p&gt;{make.article()}&lt;/p&gt;</content></entry>'
    )
    return (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">'
        f"<title>A daily</title>{entry}</feed>"
    ).encode()


def _warc(make: Maker) -> bytes:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False)
    for _ in range(2):
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        url = f"https://archive.example/{len(make.expected.good)}"
        body = io.BytesIO(_page(make))
        writer.write_record(writer.create_warc_record(url, "response", body, http_headers=headers))
    return out.getvalue()


def _zip(make: Maker) -> bytes:
    return _zipped({"../a.txt": _text(make), "b/c.jsonl": _lines(make), "picture.png": b"\x89PNG"})


def _zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def _packed(make: Maker) -> bytes:
    return gzip.compress(_lines(make))


def _doll(make: Maker) -> bytes:
    data = b"nothing to see"
    for _ in range(4):
        data = _zipped({"in.zip": data})
    return data


def _halved(made: bytes) -> bytes:
    return made[: len(made) // 2]


def _broken(made: Callable[[Maker], bytes]) -> Callable[[Maker], bytes]:
    """The first half of a file whose reports must not be there."""

    def make(maker: Maker) -> bytes:
        other = Maker(maker.folder, 0)
        return _halved(made(other))

    return make


_LAUGHS: Final = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
_Formats = dict[str, tuple[Callable[[Maker], bytes], float]]
_GOOD: Final[_Formats] = {
    ".txt": (_text, 40),
    ".md": (_text, 4),
    ".html": (_page, 12),
    ".jsonl": (_lines, 8),
    ".pdf": (_pdf, 3),
    ".docx": (_docx, 3),
    ".csv": (_table, 2),
    ".rss": (_feed, 4),
    ".atom": (_atom, 2),
    ".warc": (_warc, 4),
    ".zip": (_zip, 5),
    ".jsonl.gz": (_packed, 4),
}
_BAD: Final[_Formats] = {
    "empty .txt": (lambda make: b" \n", 1.5),
    "nulls .txt": (lambda make: b"Seven\x00 people died.", 1.5),
    "noise .html": (lambda make: b"\x00" + make.noise(500), 1),
    "latin .txt": (lambda make: "Sept tués à Ménaka.".encode("latin-1"), 1.5),
    "header .md": (lambda make: b"published: soon\n---\nSeven died.", 1),
    "no article .html": (lambda make: b"<html><nav><a href=/>Home</a></nav></html>", 1),
    "record .jsonl": (lambda make: b'{"text": 5}\n', 1),
    "nested .jsonl": (lambda make: b"[" * 100_000, 0.2),
    "escaped .jsonl": (lambda make: b'{"text": "\\ud800 \\u0000"}\n', 1),
    "long .jsonl": (lambda make: b'{"text": "' + b"a" * 2_000_000, 0.1),
    "headless .csv": (lambda make: b"a,b\nSeven died.,2020-01-01\n", 0.5),
    "half .pdf": (_broken(_pdf), 0.7),
    "half .docx": (_broken(_docx), 0.7),
    "half .zip": (_broken(_zip), 0.7),
    "doll .zip": (_doll, 0.3),
    "bomb .zip": (lambda make: _zipped({"a.txt": b"0" * 20_000_000}), 0.1),
    "laughs .rss": (
        lambda make: f'<?xml version="1.0"?><!DOCTYPE r [{_LAUGHS}]><rss>&l9;</rss>'.encode(),
        0.3,
    ),
    "noise .warc": (lambda make: make.noise(500), 0.5),
    "other .doc": (lambda make: make.noise(500), 0.5),
}


def inputs(folder: Path) -> list[Path]:
    """What ingest is given: the folder, and its tables by name."""
    return [folder, *sorted(folder.glob(f"{TABLES}/*.csv"))]


def problems(casebook: Casebook, expected: Expected) -> list[str]:
    """What is not as it must be, in words; empty when all is well."""
    found = [f"{each.where}: {each.what}" for each in verify(casebook)]
    marks = Counter(
        match[1] for report in casebook.reports() if (match := MARK.search(report.text)) is not None
    )
    found += [f"{mark} is not there" for mark in sorted(expected.good - marks.keys())]
    found += [f"{mark} is there {n} times" for mark, n in sorted(marks.items()) if n > 1]
    refused = [(each.input, each.reason) for each in casebook.rejections()]
    named = {part for source, _ in refused for part in Path(source).parts}
    found += [f"{name} was not refused" for name in sorted(expected.bad - named)]
    found += [
        f"{source} was refused ({reason})"
        for source, reason in refused
        if not expected.bad & set(Path(source).parts)
    ]
    counts = casebook.counts()
    if counts.unread:
        found.append(f"{counts.unread} reports were not read")
    if counts.reports != len(expected.good):
        found.append(f"{counts.reports} reports, {len(expected.good)} good ones")
    if casebook.unreconciled() or casebook.untraced() or list(casebook.undescribed()):
        found.append("not all of it is reconciled")
    return found


def state(casebook: Casebook) -> tuple[object, ...]:
    """All that a person sees of a casebook, to be compared."""
    return (
        casebook.counts(),
        tuple(casebook.reports()),
        tuple(casebook.rejections()),
        tuple((each, casebook.members(each)) for each in casebook.incidents()),
        tuple(casebook.entries()),
        tuple(sorted(casebook.lineages().items())),
    )


# ------------------------------------------------------------------------------ the whole of it


def _ingest(given: Sequence[Path], book: str, room: int | None = None) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", "from rashomon.cli.main import run; run()", "ingest"]
    return subprocess.Popen(
        [*command, *map(str, given), "--casebook", book, "--lang", "en"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        preexec_fn=None
        if room is None
        else lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
    )


@dataclass
class Watched:
    """A running ingest: whether all is read, as it says itself."""

    process: subprocess.Popen[bytes]
    read: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if b"putting the accounts together" in line:
                self.read.set()
        self.read.set()

    def ends_within(self, seconds: float) -> bool:
        """Waits so long; true when it ended by itself."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def _killed(folder: Path, book: str, kills: int, seed: int) -> tuple[int, int]:
    """Kill the ingest so many times; how often it was reading, and putting accounts together."""
    chance, reading, later = random.Random(seed), 0, 0
    given = inputs(folder)
    for number in range(kills):
        began, ingest = time.monotonic(), Watched(_ingest(given, book))
        late = number >= kills * (1 - LATER)
        if late:
            ingest.read.wait()
            given = given[-1:]
            wait = chance.expovariate(1 / 10)
        else:
            wait = 10 ** chance.uniform(0, 2)  # from a second to a hundred
        if not ingest.ends_within(wait):
            all_read = ingest.read.is_set()
            ingest.kill()
            later, reading = later + all_read, reading + (not all_read)
        took = time.monotonic() - began
        print(f"kill {number + 1} of {kills}: after {took:.1f} s", flush=True)
    return reading, later


def _with_a_full_disk(folder: Path, work: Path, room: int) -> str:
    """Ingest onto a disk of `room` bytes where one may be mounted, else with files kept so small;
    the casebook, moved to where there is room."""
    small = work / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={room}", "tmpfs", small],
        capture_output=True,
        check=False,
    )
    try:
        process = _ingest(
            inputs(folder), str(small / "casebook.db"), None if mounted.returncode == 0 else room
        )
        said = process.communicate()[1].decode()
        told = [line for line in said.splitlines() if "casebook.db: the disk" in line]
        if process.returncode == 0 or not told:
            raise SystemExit(f"the disk was not full, or it was not told: {said[-500:]}")
        where = "a small tmpfs" if mounted.returncode == 0 else "files kept small"
        print(f"full disk ({where}): exit {process.returncode}, {told[-1]}", flush=True)
        for each in small.iterdir():
            shutil.copy(each, work / each.name)
    finally:
        if mounted.returncode == 0:
            subprocess.run(["umount", small], check=True)
    return str(work / "casebook.db")


def _to_its_end(folder: Path, book: str) -> int:
    process = _ingest(inputs(folder), book)
    process.communicate()
    return process.returncode


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it all; 0 when nothing was lost, doubled or changed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="torture-") as name:
        work = Path(name)
        maker = Maker(work / "files", chosen.seed)
        maker.make(chosen.files)
        expected = maker.expected
        print(
            f"{chosen.files} files: {len(expected.good)} good reports, "
            f"{len(expected.bad)} bad files ({time.monotonic() - began:.0f} s)",
            flush=True,
        )
        book = _with_a_full_disk(work / "files", work, chosen.files * DISK_A_FILE)
        reading, later = _killed(work / "files", book, chosen.kills, chosen.seed)
        last = _to_its_end(work / "files", book)
        with Casebook.open(book, create=False) as casebook:
            found = problems(casebook, expected)
            before = state(casebook)
        _to_its_end(work / "files", book)
        with Casebook.open(book, create=False) as casebook:
            if state(casebook) != before:
                found.append("the same input once more changed something")
            counts = casebook.counts()
    for each in found[:50]:
        print(each)
    print(
        f"{len(found)} problems; of {chosen.kills} kills {reading} while it read, {later} while it "
        "put the accounts together; "
        f"exit {last}; {counts}; {time.monotonic() - began:.0f} s"
    )
    return 1 if found else 0


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    sys.exit(main())
