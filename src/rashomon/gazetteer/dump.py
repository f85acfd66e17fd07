"""Reading GeoNames files, a line at a time: country dumps, `allCountries`, `alternateNames`.

A dump has 19 columns between tabs (geonameid, name, asciiname, alternatenames, latitude, longitude,
feature class, feature code, country code, cc2, admin1 to admin4 codes, population, elevation, dem,
timezone, modification date); a file of alternate names has 4 to 10 (id, geonameid, language, name,
flags). Both are UTF-8, as a text file or inside a zip. Only one line is in memory at a time; a line
that cannot be read is given as a `BrokenLine` with its number, and the rest goes on.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from rashomon.errors import UsageError
from rashomon.gazetteer.names import latin, usable

Kind = Literal["places", "names"]
SAMPLE = 200
"""Lines looked at to tell what a file is. One with 19 columns, an id and coordinates makes a dump;
of alternate names, which say less of themselves, half of the lines."""
LONGEST_LINE = 1 << 20
"""Bytes. The longest line of allCountries has some 20,000; a file without line ends has one."""
PLACE_COLUMNS = 19
NAME_COLUMNS = range(4, 11)
_FEATURE_CLASSES = frozenset("AHLPRSTUV")
_NO_LANGUAGE = frozenset(
    ["link", "post", "iata", "icao", "faac", "abbr", "wkdt", "unlc", "tcid", "phon",
     "piny", "fr_1793"]
)  # fmt: skip
"""What stands in the language column of entries that are codes, links or out of use."""
Numbered = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class DumpPlace:
    """A line of a dump. `admin1` and `admin2` are codes, None where it gives none."""

    geonameid: int
    name: str
    others: tuple[str, ...]
    latitude: float
    longitude: float
    feature_class: str
    feature_code: str
    country: str | None
    admin1: str | None
    admin2: str | None
    population: int | None


@dataclass(frozen=True, slots=True)
class DumpName:
    """A line of a file of alternate names: another name of the place with that id."""

    geonameid: int
    name: str


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """A line that is skipped: its number from 1, and what is wrong with it."""

    number: int
    reason: str


class Dump:
    """An opened file: what `kind` it is, and its records. `digest` is whole once all are read."""

    def __init__(self, path: Path, stream: IO[bytes]) -> None:
        self.path = path
        self._hash = hashlib.sha256()
        self._lines = self._numbered(stream)
        self._sample: list[Numbered] = []
        self.kind: Kind = self._told_apart()

    @property
    def digest(self) -> str:
        """Of the bytes read so far."""
        return self._hash.hexdigest()[:16]

    def places(self) -> Iterator[DumpPlace | BrokenLine]:
        """The places of a dump."""
        for number, line in self._all():
            yield _place(number, line)

    def names(self) -> Iterator[DumpName | BrokenLine | None]:
        """The names of a file of alternate names; None for an entry that is no such name."""
        for number, line in self._all():
            yield _name(number, line)

    def _all(self) -> Iterator[Numbered]:
        yield from self._sample
        yield from self._lines

    def _numbered(self, stream: IO[bytes]) -> Iterator[Numbered]:
        number = 0
        while line := stream.readline(LONGEST_LINE):
            number += 1
            self._hash.update(line)
            if not line.endswith(b"\n") and len(line) == LONGEST_LINE:
                while rest := stream.readline(LONGEST_LINE):
                    self._hash.update(rest)
                    if rest.endswith(b"\n"):
                        break
            if line.strip():
                yield number, line

    def _told_apart(self) -> Kind:
        while len(self._sample) < SAMPLE and (line := next(self._lines, None)) is not None:
            self._sample.append(line)
        places = [_place(n, line) for n, line in self._sample]
        names = [_name(n, line) for n, line in self._sample]
        if any(isinstance(p, DumpPlace) for p in places):
            return "places"
        if sum(not isinstance(n, BrokenLine) for n in names) * 2 >= max(len(names), 1):
            return "names"
        broken = next((p for p in places if isinstance(p, BrokenLine)), None)
        told = f"line {broken.number}: {broken.reason}" if broken else "it is empty"
        raise UsageError(
            f"{self.path}: no GeoNames dump ({told}); give a file such as NE.txt, NE.zip, "
            "allCountries.zip or alternateNames.zip"
        )


@contextmanager
def open_dump(path: Path) -> Iterator[Dump]:
    """A dump as text or in a zip. Raises UsageError where the file is none."""
    if path.is_dir():
        raise UsageError(f"{path}: a folder; name one GeoNames file, as text or as a zip")
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive, archive.open(_member(path, archive)) as stream:
                yield Dump(path, stream)
        else:
            with path.open("rb") as stream:
                yield Dump(path, stream)
    except FileNotFoundError as error:
        raise UsageError(f"{path}: there is no such file; check the name") from error
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise UsageError(f"{path}: a broken zip ({error}); fetch it again") from error


def _member(path: Path, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """The largest text file of an archive: beside it lies a readme."""
    texts = [
        info
        for info in archive.infolist()
        if info.filename.lower().endswith(".txt") and "readme" not in info.filename.lower()
    ]
    if not texts:
        raise UsageError(f"{path}: no GeoNames dump: the zip holds no .txt file of places")
    largest = max(texts, key=lambda info: info.file_size)
    if largest.flag_bits & 0x1:
        raise UsageError(f"{path}: the zip is encrypted; unpack it first")
    return largest


def _columns(line: bytes) -> list[str]:
    return line.rstrip(b"\r\n").decode("utf-8").split("\t")


def _place(number: int, line: bytes) -> DumpPlace | BrokenLine:
    try:
        columns = _columns(line)
    except UnicodeDecodeError:
        return BrokenLine(number, "not UTF-8")
    if len(columns) != PLACE_COLUMNS:
        return BrokenLine(number, f"{len(columns)} columns, not {PLACE_COLUMNS}")
    if not columns[0].isdecimal():
        return BrokenLine(number, f"the first column is no GeoNames id: {columns[0][:40]!r}")
    if not columns[1].strip():
        return BrokenLine(number, "no name")
    try:
        latitude, longitude = float(columns[4]), float(columns[5])
    except ValueError:
        return BrokenLine(number, f"no coordinates: {columns[4][:20]!r}, {columns[5][:20]!r}")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return BrokenLine(number, f"coordinates off the earth: {columns[4]}, {columns[5]}")
    others = [columns[2], *columns[3].split(",")]
    return DumpPlace(
        geonameid=int(columns[0]),
        name=columns[1].strip(),
        others=tuple(o.strip() for o in others if usable(o.strip())),
        latitude=latitude,
        longitude=longitude,
        feature_class=columns[6] if columns[6] in _FEATURE_CLASSES else "",
        feature_code=columns[7],
        country=columns[8] if len(columns[8]) == 2 else None,
        admin1=columns[10] or None,
        admin2=columns[11] or None,
        population=(int(columns[14]) if columns[14].isdecimal() else 0) or None,
    )


def _name(number: int, line: bytes) -> DumpName | BrokenLine | None:
    try:
        columns = _columns(line)
    except UnicodeDecodeError:
        return BrokenLine(number, "not UTF-8")
    if len(columns) not in NAME_COLUMNS:
        return BrokenLine(number, f"{len(columns)} columns, not 4 to 10")
    if not (columns[0].isdecimal() and columns[1].isdecimal()):
        return BrokenLine(number, "the first two columns are no ids")
    name = columns[3].strip()
    if not name:
        return BrokenLine(number, "no name")
    if columns[2] in _NO_LANGUAGE or not latin(name) or not usable(name):
        return None
    return DumpName(int(columns[1]), name)
