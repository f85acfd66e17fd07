"""Sinks: rows into a stream, one at a time, so that memory does not grow with their number.

A sink is a context: what closes the file (a bracket, a footer, an archive's directory) is written
on leaving, and only if nothing went wrong. XLSX and Parquet need the extras `xlsx` and `parquet`.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from importlib import import_module
from types import TracebackType
from typing import Any, BinaryIO, Final, Self

from rashomon.errors import UsageError

Row = Mapping[str, Any]

PARQUET_ROWS: Final = 5_000
"""Rows of a Parquet row group: what is held in memory before it is written."""
XLSX_ROWS: Final = 1_048_575
"""Rows of a sheet below its header; what is more goes on in a further sheet."""
XLSX_CHARACTERS: Final = 32_767
"""The most that a cell holds."""
CUT: Final = " … [cut]"


class Sink:
    """Where rows go."""

    def __enter__(self) -> Self:
        self.begin()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.end()

    def begin(self) -> None:
        """Write what stands before the first row."""

    def add(self, row: Row) -> None:
        """Write a row."""
        raise NotImplementedError

    def end(self) -> None:
        """Write what stands after the last."""


class CsvSink(Sink):
    """CSV (RFC 4180) in UTF-8; unknown is an empty cell. `second` is a second row of heads."""

    def __init__(
        self, stream: BinaryIO, columns: Sequence[str], second: Sequence[str] | None = None
    ) -> None:
        self._stream = stream
        self._heads = [columns, second] if second is not None else [columns]
        self._columns = columns

    def begin(self) -> None:
        """The heads."""
        for head in self._heads:
            self._write(head)

    def add(self, row: Row) -> None:
        """A row."""
        self._write(["" if row[name] is None else row[name] for name in self._columns])

    def _write(self, cells: Sequence[Any]) -> None:
        line = io.StringIO()
        csv.writer(line, lineterminator="\r\n").writerow(cells)
        self._stream.write(line.getvalue().encode("utf-8"))


class LinesSink(Sink):
    """JSON, one object a line."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def add(self, row: Row) -> None:
        """A line."""
        self._stream.write(json.dumps(row, ensure_ascii=False).encode("utf-8") + b"\n")


class GeoJsonSink(Sink):
    """A GeoJSON FeatureCollection, a feature a line."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._first = True

    def begin(self) -> None:
        """The head of the collection."""
        self._stream.write(b'{"type": "FeatureCollection", "features": [')

    def add(self, row: Row) -> None:
        """A feature."""
        told = json.dumps(row, ensure_ascii=False, allow_nan=False).encode("utf-8")
        self._stream.write((b"\n" if self._first else b",\n") + told)
        self._first = False

    def end(self) -> None:
        """The end of the collection."""
        self._stream.write(b"\n]}\n")


class XlsxSink(Sink):
    """A workbook of one sheet. Texts are texts, whatever they begin with: no cell is a formula."""

    def __init__(self, stream: BinaryIO, columns: Mapping[str, type], title: str) -> None:
        openpyxl = _library("openpyxl", "xlsx")
        self._cell = import_module("openpyxl.cell").WriteOnlyCell
        self._forbidden = import_module("openpyxl.cell.cell").ILLEGAL_CHARACTERS_RE
        self._book = openpyxl.Workbook(write_only=True)
        self._stream, self._columns, self._title = stream, list(columns), title
        self._sheets = self._rows = 0
        self._sheet: Any = None

    def begin(self) -> None:
        """A sheet with its heads, which stay in sight."""
        self._sheets += 1
        self._rows = 0
        name = self._title if self._sheets == 1 else f"{self._title} {self._sheets}"
        self._sheet = self._book.create_sheet(name)
        self._sheet.freeze_panes = "A2"
        self._sheet.append(self._columns)

    def add(self, row: Row) -> None:
        """A row."""
        if self._rows == XLSX_ROWS:
            self.begin()
        self._rows += 1
        self._sheet.append([self._made(row[name]) for name in self._columns])

    def _made(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        text = self._forbidden.sub("\N{REPLACEMENT CHARACTER}", value)
        if len(text) > XLSX_CHARACTERS:
            text = text[: XLSX_CHARACTERS - len(CUT)] + CUT
        cell = self._cell(self._sheet, value=text)
        cell.data_type = "s"
        return cell

    def end(self) -> None:
        """The archive."""
        self._book.save(self._stream)


class ParquetSink(Sink):
    """A Parquet file with typed columns, every one of them nullable."""

    def __init__(self, stream: BinaryIO, columns: Mapping[str, type]) -> None:
        self._arrow = _library("pyarrow", "parquet")
        kinds = {
            str: self._arrow.string(),
            int: self._arrow.int64(),
            float: self._arrow.float64(),
            bool: self._arrow.bool_(),
        }
        self._schema = self._arrow.schema(
            [self._arrow.field(name, kinds[kind]) for name, kind in columns.items()]
        )
        self._parquet = import_module("pyarrow.parquet")
        self._stream = stream
        self._waiting: list[Row] = []
        self._writer: Any = None

    def begin(self) -> None:
        """The head of the file."""
        self._writer = self._parquet.ParquetWriter(self._stream, self._schema)

    def add(self, row: Row) -> None:
        """A row, written with others of its group."""
        self._waiting.append(row)
        if len(self._waiting) >= PARQUET_ROWS:
            self._flush()

    def _flush(self) -> None:
        if self._waiting:
            table = self._arrow.Table.from_pylist(self._waiting, schema=self._schema)
            self._writer.write_table(table)
            self._waiting = []

    def end(self) -> None:
        """The last group and the footer."""
        self._flush()
        self._writer.close()


def _library(name: str, extra: str) -> Any:
    """A library that an extra brings. Raises UsageError naming the extra where it is missing."""
    try:
        return import_module(name)
    except ImportError as error:
        raise UsageError(
            f"{extra} files need the package {name}: install it with "
            f"pip install 'rashomon[{extra}]', or choose --format csv"
        ) from error
