"""Reports as JSON, one a line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rashomon.ingest import Given, sources
from rashomon.records import Reading, Rejection, Report
from rashomon.settings import Settings

SETTINGS = Settings.default()
BODY = "Gunmen killed seven soldiers near the border on Thursday."


def read(tmp_path: Path, *lines: bytes | str) -> list[Report | Rejection]:
    path = tmp_path / "reports.jsonl"
    raw = [each.encode() if isinstance(each, str) else each for each in lines]
    path.write_bytes(b"\n".join(raw))
    found = sources([path], Given(language="en", as_default=True), SETTINGS)
    return [each for each in found if not isinstance(each, Reading)]


def test_each_line_is_a_report(tmp_path: Path) -> None:
    first = {
        "id": "whatever",
        "text": f"{BODY}\r\nMore.",
        "url": "https://example.org/1",
        "published": "2020-01-09",
        "outlet": None,
    }
    found = read(
        tmp_path, json.dumps(first), "", json.dumps({"text": "Sept morts.", "language": "fr"})
    )
    assert [type(each) for each in found] == [Report, Report]
    one, two = found
    assert isinstance(one, Report)
    assert isinstance(two, Report)
    assert (one.text, one.url, one.published) == (
        f"{BODY}\nMore.",
        "https://example.org/1",
        "2020-01-09",
    )
    assert one.id != "whatever"
    assert (one.language, two.language) == ("en", "fr")


@pytest.mark.parametrize(
    ("line", "reason", "word"),
    [
        ('{"text": "x"', "bad-record", "JSON"),
        ("[1]", "bad-record", "object"),
        ("[" * 100_000, "bad-record", "JSON"),
        ('{"title": "x"}', "bad-record", "text"),
        ('{"text": 5}', "bad-record", "string"),
        ('{"text": "x", "date": "2020-01-09"}', "bad-record", "date"),
        ('{"text": "x", "published": 2020}', "bad-record", "published"),
        ('{"text": "x", "published": "soon"}', "bad-date", "soon"),
        ('{"text": "x", "language": "klingonese"}', "language", "klingonese"),
        ('{"text": " "}', "empty", "no text"),
        ('{"text": "a \\ud800 b"}', "encoding", "surrogate"),
        ('{"text": "\\u0000\\u0001\\u0000\\u0001"}', "binary", "control"),
        (b'{"text": "\xe9"}', "encoding", "iconv"),
        (b'{"text": "\x00"}', "binary", "text"),
        ('{"text": "%s"}' % ("a" * 200_001), "too-large", "200,000"),
        ('{"text": "%s"}' % ("a" * 2_000_000), "too-large", "200,000"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(
    tmp_path: Path, line: bytes | str, reason: str, word: str
) -> None:
    good = json.dumps({"text": BODY})
    before, bad, after = read(tmp_path, good, line, good)
    assert isinstance(before, Report)
    assert isinstance(after, Report)
    assert isinstance(bad, Rejection)
    assert bad.input == str(tmp_path / "reports.jsonl")
    assert bad.reason == reason
    assert bad.place is not None
    assert bad.place.startswith("line 2")
    assert word in bad.detail


def test_a_file_without_a_line(tmp_path: Path) -> None:
    (only,) = read(tmp_path, "", "")
    assert isinstance(only, Rejection)
    assert only.reason == "empty"
