"""Work that several processes share: its results in the order of the work, and no process left behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from frontline.errors import ReportError

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

__all__ = ["count_of", "in_order"]

MOST = 61  # processes: Windows can wait for no more

T = TypeVar("T")
R = TypeVar("R")


def in_order(work: Callable[[T], R], parts: Iterable[T], *, jobs: int) -> Generator[R]:
    """What `work` makes of each part, in order; with `jobs` over 1 in so many processes.

    No more than one part beyond the number of processes is under way. If the generator is closed, or Ctrl-C
    is pressed, they end.

    Raises
    ------
    ChildProcessError
        If a process dies.

    Examples
    --------
    >>> list(in_order(abs, [-1, 2], jobs=1))
    [1, 2]
    """
    if jobs == 1:
        yield from map(work, parts)
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    from gazetteer import load

    load()  # refuses a damaged index here, and keeps the embedded one where all of them can open it
    # spawn: what forks while other threads hold locks may wait for ever
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, spawn, initializer=_begin) as pool:
        try:
            yield from _ahead(pool, work, parts, jobs)
        except BrokenProcessPool as error:
            raise ChildProcessError("a process has died") from error
        except BaseException:
            _end(pool)
            raise


def count_of(jobs: int) -> int:
    """How many processes are meant: 0 is one for each core that this one may use.

    Raises
    ------
    ReportError
        If it is no such number.
    """
    if type(jobs) is not int or jobs < 0:
        raise ReportError(f"jobs={jobs!r}: it is a number of processes, or 0 for one on each core")
    return min(jobs or _cores(), MOST)


def _cores() -> int:
    allowed = getattr(os, "sched_getaffinity", None)  # Linux has it
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def _ahead(pool: ProcessPoolExecutor, work: Callable[[T], R], parts: Iterable[T], jobs: int) -> Iterator[R]:
    waiting: deque[Future[R]] = deque()
    for part in parts:
        with _unsignalled():
            waiting.append(pool.submit(work, part))
        if len(waiting) > jobs:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


@contextmanager
def _unsignalled() -> Iterator[None]:
    """Ctrl-C waits a moment, so that a process that starts here never hears it: this one will end it."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """In a new process: Ctrl-C is its parent's business, and it ends with its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _end(pool: ProcessPoolExecutor) -> None:
    """End the processes of a pool, whose results nobody waits for any more."""
    for process in list(pool._processes.values()):  # Python 3.14 has terminate_workers()
        process.terminate()
    pool.shutdown(wait=True, cancel_futures=True)
