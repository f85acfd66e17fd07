"""`rashomon gazetteer`: a dump is added, listed, searched, read with, and removed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.gazetteer.test_added import VILLAGES, line


@pytest.fixture
def dump(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RASHOMON_GAZETTEERS", str(tmp_path / "places"))
    file = tmp_path / "NE.txt"
    file.write_text("".join([*VILLAGES, "1\tbroken\n"]), encoding="utf-8")
    return file


def test_adding_listing_searching_removing(run: Run, dump: Path) -> None:
    assert "none is added" in run("gazetteer", "list", "--format", "text").out
    outcome = run("gazetteer", "add", dump)
    assert outcome.code == 0
    assert "4 places" in outcome.out
    assert outcome.line == f"rashomon: {dump}, line 5: 2 columns, not 19; skipped"
    (listed,) = json.loads(run("gazetteer", "list", "--format", "json").out)["added"]
    assert (listed["name"], listed["places"], listed["skipped"]) == ("NE", 4, 1)
    assert "4" in run("gazetteer", "list", "--format", "text").out
    found = json.loads(run("gazetteer", "search", "zarmakoy-beri", "--format", "json").out)
    assert [p["geonameid"] for p in found["places"]] == [900000001]
    near = json.loads(run("gazetteer", "search", "Zarmakoye Bery", "--country", "ne").out)
    assert near["places"][0]["geonameid"] == 900000001
    assert near["places"][0]["likeness"] < 1
    assert "Zarmakoy" in run("gazetteer", "search", "Zarmakoy Béri", "--format", "text").out
    assert run("gazetteer", "remove", "NE").code == 0
    missing = run("gazetteer", "search", "Xqwzvvk", "--format", "text")
    assert (missing.code, "no place is called" in missing.line) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [(("add", "none.txt"), "no such file"), (("remove", "NE"), "none is added")],
)
def test_a_mistake_is_one_line(run: Run, dump: Path, arguments: tuple[str, ...], told: str) -> None:
    outcome = run("gazetteer", *arguments)
    assert (outcome.code, told in outcome.line) == (2, True)


def test_a_report_is_read_with_what_was_added(run: Run, dump: Path, tmp_path: Path) -> None:
    dump.write_text("".join([*VILLAGES, line(900000020, "Qorvenka", 14.6, 1.2)]), encoding="utf-8")
    text = b"Gunmen killed nine people in the village of Qorvenka, in Niger, officials said.\n"

    def place() -> dict[str, object]:
        reading = json.loads(run("read", "-", "--lang", "en", "--format", "json", data=text).out)
        found: dict[str, object] = next(p for p in reading["places"] if p["name"] == "Qorvenka")
        return found

    assert place()["method"] != "gazetteer"
    run("gazetteer", "add", dump)
    found = place()
    assert (found["method"], found["geonameid"], found["where_prec"]) == ("gazetteer", 900000020, 1)
    assert (found["latitude"], found["longitude"]) == (14.6, 1.2)
