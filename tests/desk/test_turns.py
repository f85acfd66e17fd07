"""Some at once, a few waiting, and the others told."""

from __future__ import annotations

import threading

import pytest

from rashomon.desk.turns import Busy, Turns


def test_no_more_wait_than_may() -> None:
    turns, gone, told = Turns(at_once=1, waiting=2), threading.Event(), []
    inside = threading.Semaphore(0)
    most = 0

    def ask() -> None:
        nonlocal most
        try:
            with turns.turn():
                most += 1
                inside.release()
                gone.wait(10)
                most -= 1
        except Busy:
            told.append(True)

    asking = [threading.Thread(target=ask) for _ in range(6)]
    for each in asking:
        each.start()
    inside.acquire()
    while len(told) < 3:
        gone.wait(0.01)
    assert most == 1
    gone.set()
    for each in asking:
        each.join()
    assert len(told) == 3
    with turns.turn():
        assert most == 0


def test_a_turn_that_fails_is_given_back() -> None:
    turns = Turns(at_once=1, waiting=0)
    for _ in range(3):
        with pytest.raises(ValueError, match="so"), turns.turn():
            raise ValueError("so")
    with turns.turn(), pytest.raises(Busy), turns.turn():
        pass
