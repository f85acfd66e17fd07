"""Never lose, never repeat: ingest is killed, meets a full disk, and is started again."""

from __future__ import annotations

import os
import random
import resource
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event

from rashomon.errors import CasebookError
from rashomon.ingest import Given
from rashomon.pipeline import ingest
from rashomon.store import Casebook
from rashomon.store.verify import verify
from tests.reader import knowledge, read_text
from tests.torture import Expected, Maker, inputs, problems, state

FILES = 60
KILLS = 6
ENGLISH = Given(language="en", as_default=True)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Expected]:
    maker = Maker(tmp_path_factory.mktemp("torture"), seed=3)
    maker.make(FILES)
    assert len(maker.expected.bad) > 3
    return maker.folder, maker.expected


def take_in(folder: Path, book: Path) -> None:
    with Casebook.open(book, create=True) as casebook:
        ingest(inputs(folder), casebook, knowledge(), ENGLISH)


def in_a_child(work: Callable[[], None]) -> int:
    """Do it in a process of its own, which has the models loaded already; its exit status."""
    read_text("Gunmen killed seven people in Mopti on Monday.")  # loads what readings need
    child = os.fork()
    if child == 0:
        try:
            work()
        except CasebookError as error:
            os.write(2, f"{error}\n".encode())
            os._exit(1)
        except BaseException:  # noqa: BLE001  nothing of the tests may go on in the child
            os._exit(2)
        os._exit(0)
    return os.waitpid(child, 0)[1]


def dying(folder: Path, book: Path, at: int) -> Callable[[], None]:
    """An ingest that is killed when it is about to run its statement number `at`."""

    def work() -> None:
        left = at
        with Casebook.open(book, create=True) as casebook:

            @event.listens_for(casebook._engine, "before_cursor_execute")
            def count(*_: object) -> None:
                nonlocal left
                left -= 1
                if left <= 0:
                    os.kill(os.getpid(), signal.SIGKILL)

            ingest(inputs(folder), casebook, knowledge(), ENGLISH)

    return work


def test_killed_at_random_moments_it_goes_on_where_it_was(
    files: tuple[Path, Expected], tmp_path: Path
) -> None:
    folder, expected = files
    book, chance = tmp_path / "killed.db", random.Random(7)
    for _ in range(KILLS):
        status = in_a_child(dying(folder, book, int(10 ** chance.uniform(0.5, 3))))
        assert os.WIFSIGNALED(status)
    take_in(folder, book)
    with Casebook.open(book, create=False) as casebook:
        assert problems(casebook, expected) == []
        before = state(casebook)
    take_in(folder, book)
    with Casebook.open(book, create=False) as casebook:
        assert state(casebook) == before, "the same input once more changes nothing"


@pytest.mark.parametrize("room", [30_000, 300_000])
def test_a_full_disk_is_told_and_survived(
    files: tuple[Path, Expected], tmp_path: Path, room: int, capfd: pytest.CaptureFixture[str]
) -> None:
    """No file of the casebook can grow beyond `room` bytes: the first thing to be stored does not
    fit, or one of the last."""
    folder, expected = files
    book = tmp_path / "full.db"
    Casebook.open(book, create=True).close()

    def work() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        take_in(folder, book)

    assert os.waitstatus_to_exitcode(in_a_child(work)) == 1
    assert f"{book}: the disk" in capfd.readouterr().err
    with Casebook.open(book, create=False) as casebook:
        assert problems(casebook, expected) != []
        assert list(verify(casebook)) == []
    take_in(folder, book)
    with Casebook.open(book, create=False) as casebook:
        assert problems(casebook, expected) == []


def test_what_is_lost_or_doubled_would_be_noticed(
    files: tuple[Path, Expected], tmp_path: Path
) -> None:
    expected = files[1]
    with Casebook.open(tmp_path / "casebook.db", create=True) as casebook:
        assert len(problems(casebook, expected)) > len(expected.good)
