"""Verify finds what was damaged; a backup of either kind restores to either kind, row for row."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from rashomon.errors import CasebookError, UsageError
from rashomon.pipeline import reconcile
from rashomon.records import Judgement, Rejection
from rashomon.store import Casebook
from rashomon.store.copying import backup, restore
from rashomon.store.tables import metadata
from rashomon.store.verify import verify
from tests.factories import make_report
from tests.postgres import Server
from tests.store.conftest import NOW
from tests.store.writing import told


def fill(casebook: Casebook) -> None:
    """Reports, two of them versions; incidents, one an alias; judgements, one withdrawn."""
    readings = [told(number) for number in range(14)]
    for each in readings:
        casebook.add_reading(each)
    casebook.add_report(make_report("Said once.", url="https://a.org/x"))
    casebook.add_report(make_report("Said otherwise.", url="https://a.org/x"))
    casebook.add_rejection(Rejection("a", "line 1", "empty", "b"))
    reconcile(casebook)
    claims = (readings[0].claims[0].id, readings[1].claims[0].id)
    casebook.add_judgement(Judgement("j-1", "merge", "me", NOW, "why", claims))
    casebook.add_judgement(Judgement("j-2", "note", "me", NOW, "why", claims[:1]))
    casebook.withdraw_judgement("j-2", "you", NOW, "why not")
    reconcile(casebook)


def rows(casebook: Casebook) -> dict[str, list[Any]]:
    with casebook._engine.connect() as connection:
        return {
            table.name: sorted(tuple(row) for row in connection.execute(select(table)))
            for table in metadata.sorted_tables
            if table.name != "current_readings"
        } | {
            "current": sorted(
                tuple(row) for row in connection.execute(text("SELECT * FROM current_readings"))
            )
        }


@pytest.fixture
def full(casebook: Casebook) -> Casebook:
    fill(casebook)
    return casebook


def test_a_whole_casebook_has_no_defect(full: Casebook) -> None:
    assert list(verify(full)) == []
    with full._engine.connect() as connection:
        aliases = text("SELECT count(*) FROM incidents WHERE survivor IS NOT NULL")
        assert connection.scalar(aliases)


DAMAGES = {
    "UPDATE reports SET text = 'x' || text": "its id is not the hash",
    "UPDATE reports SET previous = NULL": None,
    "UPDATE mentions SET profile = NULL": None,
    "UPDATE readings SET body = substr(body, 1, 20)": "it cannot be read back",
    "UPDATE rejections SET detail = 'other'": "its digest is not the hash",
    "DELETE FROM claims": "its claims are not those",
    "DELETE FROM mention_keys": "its profile is not its own",
    "UPDATE incidents SET founder = 'm-other'": "its id is not made from",
    "UPDATE mentions SET incident = (SELECT id FROM incidents WHERE survivor IS NOT NULL)": "alias",
    "UPDATE facets SET status = 'other'": "lists find it by other words",
    "DELETE FROM activity": "the log does not tell",
    "UPDATE activity SET \"by\" = 'somebody'": "the log does not tell",
    "UPDATE current_readings SET reading = (SELECT max(reading) FROM current_readings)": "another",
}
"""What somebody does to the tables → what verify says of it. None: no defect, only other data."""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("filled")
    with Casebook.open(made / "full.db", create=True, clock=lambda: NOW) as casebook:
        fill(casebook)
        backup(casebook, made / "saved.db")
    return made / "saved.db"


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_found(path: Path, damage: str, filled: Path) -> None:
    shutil.copyfile(filled, path)
    with sqlite3.connect(path) as connection:
        names = [
            r[0] for r in connection.execute("SELECT name FROM sqlite_master WHERE type='trigger'")
        ]
        for name in names:
            connection.execute(f"DROP TRIGGER {name}")
        assert connection.execute(damage).rowcount > 0
    connection.close()
    with Casebook.open(path, create=False) as casebook:
        found = [each for each in verify(casebook) if not each.where.startswith("trigger")]
        said = DAMAGES[damage]
        assert any(said in each.what for each in found) if said else not found


def test_what_is_gone_is_found(path: Path, filled: Path) -> None:
    shutil.copyfile(filled, path)
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER keep_reports_update")
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("DELETE FROM mentions WHERE incident IS NOT NULL")
    connection.close()
    with Casebook.open(path, create=False) as casebook:
        said = {f"{each.where}: {each.what}" for each in verify(casebook)}
    assert "trigger keep_reports_update: it is gone: what was given could be changed" in said
    assert any(each.startswith("claims.mention: it names m-") for each in said)


# ------------------------------------------------------------------------- backup and restore


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_is_restored_is_what_was_backed_up(
    full: Casebook, tmp_path: Path, kind: str, postgres: Server
) -> None:
    saved = tmp_path / "saved.db"
    backup(full, saved)
    before = rows(full)
    where = str(tmp_path / "new" / "restored.db") if kind == "sqlite" else postgres.database()
    restore(saved, where)
    with Casebook.open(where, create=False, clock=lambda: NOW) as restored:
        assert rows(restored) == before
        assert list(verify(restored)) == []
        restored.add_reading(told(20))
        reconcile(restored)
        assert list(verify(restored)) == []
    assert [each.name for each in tmp_path.iterdir() if "saved" in each.name] == ["saved.db"]
    with pytest.raises(CasebookError, match="restore into a new one"):
        restore(saved, where)


def test_a_backup_overwrites_nothing_and_leaves_no_half(full: Casebook, tmp_path: Path) -> None:
    there = tmp_path / "there.db"
    there.write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="is there already"):
        backup(full, there)
    assert there.read_text(encoding="utf-8") == "mine"
    (tmp_path / "half.db.part").write_text("what a killed one left", encoding="utf-8")
    backup(full, tmp_path / "half.db")
    assert not (tmp_path / "half.db.part").exists()


def test_what_is_no_backup_is_refused(tmp_path: Path, postgres: Server) -> None:
    other = tmp_path / "other.txt"
    other.write_text("Seven people died.", encoding="utf-8")
    for target in (str(tmp_path / "new.db"), postgres.database()):
        with pytest.raises(CasebookError, match="is no backup"):
            restore(other, target)
        with pytest.raises(UsageError, match="no such file"):
            restore(tmp_path / "none.db", target)
    assert not (tmp_path / "new.db").exists()


def test_a_backup_is_of_one_moment(full: Casebook, tmp_path: Path, target: str) -> None:
    """What others add while the copying goes on is in it wholly or not at all."""
    saved = tmp_path / "saved.db"
    with Casebook.open(target, create=False) as other:
        other.add_report(make_report("before"))
        backup(full, saved)
        other.add_report(make_report("after"))
    with Casebook.open(saved, create=False) as copy:
        assert {"before"} <= {each.text for each in copy.reports()}
        assert list(verify(copy)) == []
