"""Walking files and folders."""

from __future__ import annotations

import io
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from rashomon.errors import REASONS, UsageError
from rashomon.ingest import Given, Source, count, from_stream, single, sources
from rashomon.records import Reading, Rejection, Report
from rashomon.settings import Settings

SETTINGS = Settings.default()
BODY = "Gunmen killed seven soldiers near the border on Thursday."
ENGLISH = Given(language="en")


def write(path: Path, text: str = BODY) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def names(found: list[Source]) -> list[str]:
    return [
        each.text if isinstance(each, Report) else f"{each.reason} {Path(each.input).name}"
        for each in found
        if not isinstance(each, Reading)
    ]


def test_a_folder_is_walked_in_a_fixed_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "sub/c.txt", "sub/deeper/d.TXT", "README.md", ".hidden.txt"):
        write(tmp_path / name, f"{name} {BODY}")
    write(tmp_path / ".git" / "e.txt")
    write(tmp_path / "style.css")
    write(tmp_path / "annex.odt")
    found = list(sources([tmp_path], ENGLISH, SETTINGS))
    assert names(found) == [
        f"a.md {BODY}",
        "unsupported annex.odt",
        f"b.txt {BODY}",
        f"sub/c.txt {BODY}",
        f"sub/deeper/d.TXT {BODY}",
    ]
    assert count([tmp_path]) == len(found)


def test_a_file_named_outright_is_read_whatever_its_name(tmp_path: Path) -> None:
    readme = write(tmp_path / "README.md")
    bare = write(tmp_path / "report")
    page = write(tmp_path / "page.php", f"<html lang=en><article><p>{BODY}</p></article></html>")
    table = write(tmp_path / "reports.xlsx")
    found = list(sources([readme, bare, page, table], ENGLISH, SETTINGS))
    assert names(found) == [BODY, BODY, BODY, "unsupported reports.xlsx"]


@pytest.mark.parametrize("files", [[], ["README.txt"], ["style.css", ".hidden.txt"]])
def test_a_folder_without_reports(tmp_path: Path, files: list[str]) -> None:
    for name in files:
        write(tmp_path / name)
    (only,) = sources([tmp_path], ENGLISH, SETTINGS)
    assert isinstance(only, Rejection)
    assert (only.reason, only.input) == ("no-reports", str(tmp_path))


def test_what_is_not_there_and_the_rest_goes_on(tmp_path: Path) -> None:
    gone, good = tmp_path / "gone.txt", write(tmp_path / "good.txt")
    under_a_file = good / "below.txt"
    found = list(sources([gone, under_a_file, good], ENGLISH, SETTINGS))
    assert names(found) == ["not-found gone.txt", "unreadable below.txt", BODY]
    assert all(each.reason in REASONS for each in found if isinstance(each, Rejection))


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    write(tmp_path / "a.txt")
    (tmp_path / "again").symlink_to(tmp_path)
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    found = list(sources([tmp_path], ENGLISH, SETTINGS))
    assert names(found) == [BODY, "not-found dangling.txt", "unreadable self.txt"]


def test_ten_megabytes_are_refused_at_once(tmp_path: Path) -> None:
    for name in ("a.txt", "b.html", "c.jsonl"):
        write(tmp_path / name, "word " * 2_000_000)
    found = list(sources([tmp_path], Given(), SETTINGS))
    assert names(found) == ["too-large a.txt", "too-large b.html", "too-large c.jsonl"]
    first = found[0]
    assert isinstance(first, Rejection)
    assert "10,000,000" in first.detail


def test_single_takes_one_report(tmp_path: Path) -> None:
    good = write(tmp_path / "good.txt")
    assert isinstance(single(good, ENGLISH, SETTINGS), Report)
    one = write(tmp_path / "one.jsonl", '{"text": "Seven were killed."}\n')
    assert isinstance(single(one, ENGLISH, SETTINGS), Report)
    two = write(tmp_path / "two.jsonl", '{"text": "Seven were killed."}\n' * 2)
    for path, word in ((tmp_path, "folder"), (tmp_path / "gone.txt", "no such"), (two, "several")):
        with pytest.raises(UsageError, match=word) as raised:
            single(path, ENGLISH, SETTINGS)
        assert str(path) in str(raised.value)


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    write(tmp_path / "a.txt")
    write(tmp_path / "b.txt", "outlet: A radio\n---\n" + BODY)
    first, second = (list(sources([tmp_path], ENGLISH, SETTINGS)) for _ in range(2))
    assert first == second
    ids = [each.id for each in first if isinstance(each, Report)]
    assert len(set(ids)) == 2, "the same words from another outlet are another report"


class Endless(io.RawIOBase):
    """A stream of one letter that counts how many were taken."""

    taken = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        self.taken += size
        return b"a" * size


def test_a_stream_is_read_no_further_than_a_report_may_be() -> None:
    endless = Endless()
    refused = from_stream(cast(BinaryIO, endless), ENGLISH, SETTINGS)
    assert isinstance(refused, Rejection)
    assert refused.reason == "too-large"
    assert endless.taken < 2_000_000
