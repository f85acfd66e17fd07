"""Who reads the partitions: this process, several on this machine, or a Ray cluster.

Each of these gives the results as they come, in no particular order, of `read_partition` and
nothing else: what is written does not depend on who reads.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from typing import Any, Final

from rashomon.batch.partitions import Partition
from rashomon.batch.work import Done, Failed, Plan, read_partition
from rashomon.errors import RashomonError, UsageError

TRIES: Final = 3
"""How often a partition is given to a worker that dies of it before it is left."""
UNDER_WAY: Final = 1000
"""Partitions that a cluster is told of at once; it schedules them itself."""
CONNECT_SECONDS: Final = 10.0
CLIENT: Final = "ray://"
"""How addresses begin through which Ray is asked from outside of its cluster."""
LOCAL: Final = "local"
"""In the place of a cluster's address: one that is started on this machine and ends with us."""

Result = Done | Failed


def in_this_process(todo: Sequence[Partition], plan: Plan) -> Iterator[Result]:
    """One partition after the other."""
    for partition in todo:
        yield read_partition(partition, plan)


# ------------------------------------------------------------------------------- several processes


def in_processes(todo: Sequence[Partition], plan: Plan, jobs: int) -> Iterator[Result]:
    """So many partitions at once, each in a process of its own.

    One whose process dies (it was killed, or the machine has no memory left) is tried again in
    another. The processes end with this one, however it ends.
    """
    waiting, died = deque(todo), Counter[str]()
    workers = [_Worker(plan) for _ in range(min(jobs, len(todo)))]
    try:
        for each in workers:
            each.give(waiting.popleft())
        while busy := {each.line: each for each in workers if each.partition is not None}:
            for line in wait(list(busy)):
                worker = busy[line]  # type: ignore[index]  # what was waited for is a Connection
                partition, result = worker.taken(), worker.result()
                if result is None:
                    died[partition.name] += 1
                    workers[workers.index(worker)] = worker = _Worker(plan)
                    if died[partition.name] < TRIES:
                        waiting.append(partition)
                    else:
                        yield _deadly(partition)
                elif isinstance(result, RashomonError):
                    raise result
                else:
                    yield result
                if waiting:
                    worker.give(waiting.popleft())
    finally:
        for each in workers:
            each.end()


class _Worker:
    """A process that reads one partition at a time."""

    def __init__(self, plan: Plan) -> None:
        context = get_context("spawn")
        self.partition: Partition | None = None
        self.line, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, plan), daemon=True)
        self._process.start()
        theirs.close()  # so that the line is cut when the process dies

    def give(self, partition: Partition) -> None:
        """Let it read a partition."""
        self.partition = partition
        with suppress(OSError):  # it died: so does the line, and `result` tells
            self.line.send(partition)

    def taken(self) -> Partition:
        """The partition that it was given, and has done with."""
        partition, self.partition = self.partition, None
        assert partition is not None
        return partition

    def result(self) -> Result | RashomonError | None:
        """What came of it; None where the process died."""
        try:
            found: Result | RashomonError = self.line.recv()
        except (EOFError, OSError):
            return None
        return found

    def end(self) -> None:
        """End the process, whatever it does."""
        self.line.close()
        self._process.kill()
        self._process.join()


def _serve(line: Connection, plan: Plan) -> None:
    """Reads what comes over the line, and ends with whoever gave the work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us is told, and ends us
    threading.Thread(target=_end_with_parent, daemon=True).start()
    while True:
        try:
            partition = line.recv()
        except (EOFError, OSError):
            return
        try:
            found: Result | RashomonError = read_partition(partition, plan)
        except RashomonError as error:
            found = error
        try:
            line.send(found)
        except OSError:
            return


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)  # in the middle of a partition, whose file is not there yet


def _deadly(partition: Partition) -> Failed:
    return Failed(
        partition.name,
        f"the process that read it died {TRIES} times; it may need more memory than there is: "
        "try it with fewer jobs",
    )


# -------------------------------------------------------------------------------------------- Ray


def on_ray(todo: Sequence[Partition], plan: Plan, address: str, jobs: int) -> Iterator[Result]:
    """On a Ray cluster, as it schedules them: a core each. Partitions whose worker or machine dies
    are given to another by Ray itself.

    `jobs`: cores of a cluster that is started here (`address` "local").
    """
    ray = _ray()
    _answers(address)
    if address.startswith(CLIENT) and find_spec("grpc") is None:
        raise UsageError(
            f"--ray {address}: an address that begins with {CLIENT} needs Ray's client: "
            "pip install 'ray[client]'; or run this on a machine of the cluster, with --ray auto"
        )
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nobody is told what is read here
    try:
        ray.init(
            address=address,
            num_cpus=jobs if address == LOCAL else None,
            include_dashboard=False if address == LOCAL else None,
            log_to_driver=False,
            logging_level="error",
            configure_logging=False,
        )
    except (ImportError, OSError, RuntimeError, ValueError) as error:
        raise UsageError(
            f"--ray {address}: no Ray cluster can be reached there ({error})"
        ) from error
    try:
        remote = ray.remote(num_cpus=1, max_retries=TRIES)(read_partition)
        shared, rest = ray.put(plan), iter(todo)
        going: dict[Any, Partition] = {}
        while True:
            while len(going) < UNDER_WAY and (partition := next(rest, None)) is not None:
                going[remote.remote(partition, shared)] = partition
            if not going:
                return
            ready, _ = ray.wait(list(going), num_returns=1)
            yield _got(ray, ready[0], going.pop(ready[0]))
    finally:
        ray.shutdown()


def _answers(address: str) -> None:
    """Ray itself asks a cluster that is not there for many minutes."""
    host, _, port = address.removeprefix(CLIENT).rpartition(":")
    if not host:
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), CONNECT_SECONDS).close()
    except (OSError, ValueError) as error:
        raise UsageError(f"--ray {address}: nothing answers there ({error})") from error


def _got(ray: Any, reference: Any, partition: Partition) -> Result:
    try:
        found: Result = ray.get(reference)
    except ray.exceptions.RayTaskError as error:
        if isinstance(error.cause, RashomonError):
            raise error.cause from None
        raise
    except ray.exceptions.RayError:  # its workers died, as often as Ray tries
        return _deadly(partition)
    return found


def _ray() -> Any:
    try:
        return import_module("ray")
    except ImportError as error:
        raise UsageError("--ray needs the package ray: pip install 'rashomon[ray]'") from error
