"""Timing: what a figure of speed says, and how it is taken."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import perf_counter

__all__ = ["IMPORTING", "OPENING", "Timing", "runs", "seconds"]

PROGRAMS = 3  # so many programs are started for one figure

# Run on its own: what opening the index costs once numpy is there.
OPENING = """
import sys, time
import numpy
def resident():
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024
import gazetteer
before, start = resident(), time.perf_counter()
gz = gazetteer.load(sys.argv[1])
opened = 1000 * (time.perf_counter() - start)
first = time.perf_counter()
"Bakhmut" in gz
print(opened, 1000 * (time.perf_counter() - first), resident() - before)
"""
IMPORTING = """
import sys, time
import numpy
start = time.perf_counter()
import gazetteer
print(1000 * (time.perf_counter() - start), "pandas" in sys.modules)
"""


@dataclass
class Timing:
    """One measured speed or cost.

    Parameters
    ----------
    name, unit
        What was measured, in what.
    value
        What it came to.
    target
        What is asked, or None.
    at_most
        Whether the target is an upper bound.
    peer
        Who the naive peer is and what it came to, in words.
    """

    name: str
    unit: str
    value: float
    target: float | None = None
    at_most: bool = False
    peer: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether the target is met; None without one."""
        if self.target is None:
            return None
        return bool(self.value <= self.target) if self.at_most else bool(self.value >= self.target)

    def as_text(self) -> dict[str, str]:
        """The cells of a printed row."""
        bound = "<=" if self.at_most else ">="
        return {
            "what": self.name,
            "measured": f"{_number(self.value)} {self.unit}",
            "target": "" if self.target is None else f"{bound} {_number(self.target)}",
            "": {None: "", True: "holds", False: "MISSED"}[self.holds],
            "naive peer": self.peer,
        }


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def seconds(work: Callable[[], object], *, repeats: int = 1) -> float:
    """How long some work takes at best."""
    best = float("inf")
    for _ in range(repeats):
        start = perf_counter()
        work()
        best = min(best, perf_counter() - start)
    return best


def runs(code: str, *arguments: str) -> Iterator[list[float]]:
    """What a program of its own prints, several times."""
    for _ in range(PROGRAMS):
        command = [sys.executable, "-c", code, *arguments]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
        yield [float(word) for word in said.replace("False", "0").replace("True", "1").split()]
