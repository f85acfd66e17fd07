"""Archives read by one process, several, and Ray: the same bytes, whoever reads and dies."""

from __future__ import annotations

import gzip
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from rashomon.batch import (
    Done,
    Failed,
    Partition,
    Plan,
    done_before,
    in_processes,
    in_this_process,
    left_over,
    on_ray,
    partitions,
)
from rashomon.batch.partitions import TOGETHER, File
from rashomon.errors import UsageError
from rashomon.ingest import Given, Stored
from rashomon.pipeline import ingest
from rashomon.settings import Settings
from rashomon.store import Casebook
from tests.cli.conftest import run_command
from tests.reader import knowledge
from tests.torture import Maker, state

ENGLISH = Given(language="en", as_default=True)
FILES, A_FILE = 4, 12
Way = Callable[[Sequence[Partition], Plan], Iterator[Done | Failed]]
Made = dict[str, bytes]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of some reports each, in two folders, one packed; and in each a line that is none."""
    folder = tmp_path_factory.mktemp("archive")
    maker = Maker(folder, seed=11)
    (folder / "later").mkdir()
    for number in range(FILES):
        rows = [
            {"text": maker.text(), "outlet": f"Outlet {number}", "published": "2020-01-10"}
            for _ in range(A_FILE)
        ]
        rows[5]["language"] = "ar"
        lines = "".join(f"{json.dumps(row)}\n" for row in rows) + '{"text": 5}\n'
        if number == 1:
            (folder / "b.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
        else:
            (folder / ("later" if number > 1 else "") / f"a{number}.jsonl").write_text(lines)
    return folder


def plan(output: Path | str) -> Plan:
    return Plan(str(output), ENGLISH, Settings.default())


def made(folder: Path) -> Made:
    """All that was written, by its path."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


@pytest.fixture(scope="module")
def expected(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """What one process writes."""
    output = tmp_path_factory.mktemp("alone")
    results = list(in_this_process(partitions(str(archive)), plan(output)))
    assert all(isinstance(each, Done) for each in results)
    assert sum(each.reports for each in results if isinstance(each, Done)) == FILES * A_FILE
    return made(output)


def test_each_file_of_many_reports_is_a_partition_of_its_own(expected: Made) -> None:
    names = ["a0.jsonl", "b.jsonl.gz", "later/a2.jsonl", "later/a3.jsonl"]
    assert sorted(expected) == sorted(
        [f"{each}.parquet" for each in names] + [f"_batch/{each}.json" for each in names]
    )


def test_readings_in_a_casebook_are_what_ingest_makes_of_the_reports(
    archive: Path, tmp_path: Path
) -> None:
    list(in_this_process(partitions(str(archive)), plan(tmp_path / "readings")))
    states = []
    for source, book in ((archive, "direct.db"), (tmp_path / "readings", "batch.db")):
        with Casebook.open(tmp_path / book, create=True, clock=lambda: "2020-01-11") as casebook:
            for _ in range(2):
                ingest([source], casebook, knowledge(), ENGLISH)
                states.append(state(casebook))
    assert states[0] == states[1] == states[2] == states[3]


# ------------------------------------------------------------------------ who reads, and who dies


def several(todo: Sequence[Partition], how: Plan) -> Iterator[Done | Failed]:
    return in_processes(todo, how, 2)


def ray(todo: Sequence[Partition], how: Plan) -> Iterator[Done | Failed]:
    return on_ray(todo, how, "local", 2)


def readers_at_work(below: psutil.Process) -> list[psutil.Process]:
    """The processes below this one that read partitions: ours, or Ray's."""
    found = []
    for each in below.children(recursive=True):
        try:
            words = " ".join(each.cmdline())
        except psutil.Error:
            continue
        if "spawn_main" in words or words.startswith("ray::read_partition"):
            found.append(each)
    return found


class Murderer(threading.Thread):
    """Kills one of the processes that read, as soon as there is one."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.killed = 0

    def run(self) -> None:
        me, ends = psutil.Process(), time.monotonic() + 60
        while not self.killed and time.monotonic() < ends:
            for each in readers_at_work(me)[:1]:
                time.sleep(0.3)
                os.kill(each.pid, signal.SIGKILL)
                self.killed += 1
            time.sleep(0.02)


@pytest.mark.parametrize("way", [several, ray])
def test_whoever_reads_and_dies_the_bytes_are_the_same(
    way: Way, archive: Path, expected: Made, tmp_path: Path
) -> None:
    murderer = Murderer()
    murderer.start()
    results = list(way(partitions(str(archive)), plan(tmp_path)))
    murderer.join()
    assert murderer.killed == 1
    assert sorted(each.name for each in results if isinstance(each, Done)) == [
        each.name for each in partitions(str(archive))
    ]
    assert made(tmp_path) == expected


class Deadly(File):
    """A file that kills whoever opens it."""

    def stored(self) -> Stored:
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("not reached")


def test_a_partition_that_kills_its_readers_is_told_and_the_rest_is_read(
    archive: Path, expected: Made, tmp_path: Path
) -> None:
    todo = partitions(str(archive))[:2]
    one = todo[1].files[0]
    todo[1] = replace(
        todo[1], files=(Deadly(one.url, one.inside, one.source, one.size, one.state),)
    )
    results = list(in_processes(todo, plan(tmp_path), 1))
    (failed,) = (each for each in results if isinstance(each, Failed))
    assert failed.name == todo[1].name
    assert "died" in failed.why
    left = {path: data for path, data in expected.items() if "a0.jsonl" in path}
    assert made(tmp_path) == {**left, ".b.jsonl.gz.parquet.part": b""}


def test_killed_outright_it_takes_its_workers_along_and_goes_on_later(
    archive: Path, expected: Made, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", "from rashomon.cli.main import run; run()", "batch"]
    arguments = [str(archive), str(tmp_path), "--lang", "en"]
    with subprocess.Popen([*command, *arguments, "--jobs", "2"]) as process:
        ends = time.monotonic() + 120
        while not list(tmp_path.glob("_batch/**/*.json")) and time.monotonic() < ends:
            time.sleep(0.02)
        workers = psutil.Process(process.pid).children(recursive=True)
        process.kill()
    assert workers
    assert psutil.wait_procs(workers, timeout=30)[1] == []
    done = run_command("batch", *arguments, "--jobs", "1")
    assert f"{FILES} partitions" in done.out
    found = made(tmp_path)
    assert {path: found[path] for path in found if not path.endswith(".part")} == expected


# -------------------------------------------------------------------------------- going on, anew


def test_only_what_is_new_or_changed_is_read_again(
    archive: Path, expected: Made, tmp_path: Path
) -> None:
    source, output = tmp_path / "in", plan(tmp_path / "out")
    (source / "later").mkdir(parents=True)
    for path in archive.rglob("*.jsonl*"):
        (source / path.relative_to(archive)).write_bytes(path.read_bytes())
    found = partitions(str(source))
    assert done_before(found, output) == {}
    list(in_this_process(found[:2], output))
    (tmp_path / "out" / ".a2.jsonl.parquet.part").write_bytes(b"left by one that died")
    assert sorted(done_before(found, output)) == ["a0.jsonl", "b.jsonl.gz"]
    list(in_this_process(found[2:], output))
    assert len(done_before(found, output)) == 4

    changed = source / "a0.jsonl"
    changed.write_text(changed.read_text().replace("2020-01-10", "2020-01-11"))
    (tmp_path / "out" / "b.jsonl.gz.parquet").unlink()
    (tmp_path / "out" / "_batch" / "later" / "a2.jsonl.json").write_text("{")
    found = partitions(str(source))
    assert sorted(done_before(found, output)) == ["later/a3.jsonl"]
    french = replace(output, given=Given(language="fr", as_default=True))
    assert done_before(found, french) == {}
    changed.unlink()
    assert left_over(partitions(str(source)), output) == ["a0.jsonl.parquet"]


def test_the_command_goes_on_and_says_what_is_next(archive: Path, tmp_path: Path) -> None:
    output = tmp_path / "readings"
    for before in (0, FILES):
        done = run_command("batch", archive, output, "--jobs", "1", "--lang", "en")
        assert done.code == 1, "an input was refused"
        assert f"{FILES} partitions, {before} of them read before" in done.out
        assert "4 in Arabic" in done.out
        assert f"rashomon ingest {output}" in done.out
    taken = run_command("ingest", output, "--casebook", tmp_path / "c.db")
    assert "48 reports, 48 of them new" in taken.out


# ----------------------------------------------------------------------------------------- inputs


def test_files_of_one_report_are_read_together(tmp_path: Path) -> None:
    for number in range(TOGETHER + 3):
        (tmp_path / f"{number:04d}.txt").write_text("Seven people were killed.")
    (tmp_path / "notes.csv").write_text("a,b")
    (tmp_path / ".hidden.txt").write_text("x")
    found = partitions(str(tmp_path))
    assert [each.name for each in found] == [f"0000.txt+{TOGETHER - 1}", f"{TOGETHER:04d}.txt+2"]


def test_patterns_and_addresses_name_files(archive: Path) -> None:
    pattern = partitions(f"{archive}/later/*.jsonl")
    assert [each.name for each in pattern] == ["a2.jsonl", "a3.jsonl"]
    assert pattern[0].files[0].source == f"{archive}/later/a2.jsonl"
    assert len(partitions(f"file://{archive}")) == FILES
    (single,) = partitions(str(archive / "a0.jsonl"))
    assert (single.name, single.files[0].source) == ("a0.jsonl", f"{archive}/a0.jsonl")


def test_what_lies_elsewhere_is_read_and_written_there(archive: Path, tmp_path: Path) -> None:
    from fsspec.implementations.memory import MemoryFileSystem

    memory = MemoryFileSystem()
    memory.pipe("/in/a0.jsonl", (archive / "a0.jsonl").read_bytes())
    (found,) = partitions("memory://in")
    how = plan("memory://out")
    (done,) = in_this_process([found], how)
    assert isinstance(done, Done)
    assert list(done_before([found], how)) == ["a0.jsonl"]
    written = memory.cat("/out/a0.jsonl.parquet")
    assert len(written) > 1000
    assert memory.ls("/out", detail=False) == ["/out/_batch", "/out/a0.jsonl.parquet"]
    for new in (A_FILE, 0):
        taken = run_command("ingest", "memory://out", "--casebook", tmp_path / "c.db")
        assert f"{A_FILE} reports, {new} of them new" in taken.out
    gone = run_command("ingest", "memory://gone", "--casebook", tmp_path / "c.db")
    assert (gone.code, "no such file or folder" in gone.line) == (2, True)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("nowhere", "no such file or folder"),
        ("empty", "nothing to read"),
        ("nosuch://x/y", "cannot be opened"),
    ],
)
def test_an_input_that_is_none_is_told(
    source: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match=words):
        partitions(source)


def test_a_cluster_that_is_not_there_is_told(archive: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"ray://127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(UsageError, match=r"pip install 'ray\[client\]'"):
            list(on_ray(partitions(str(archive)), plan(tmp_path), address, 1))
    for address in ("127.0.0.1:1", "ray://127.0.0.1:1", "nowhere:x"):
        with pytest.raises(UsageError, match="nothing answers there"):
            list(on_ray(partitions(str(archive)), plan(tmp_path), address, 1))


def test_storage_that_fails_leaves_the_partition_undone(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file where a folder should be")
    (result,) = in_this_process(partitions(str(archive))[:1], plan(tmp_path / "out"))
    assert isinstance(result, Failed)
