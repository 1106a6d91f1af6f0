"""Tables on a terminal: as wide as it is, and nothing in them can steer it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

__all__ = ["printable", "show"]

WIDTH = 160  # letters of a table that goes to a file or a pipe


def show(header: Sequence[str], rows: Iterable[Sequence[str]], *, right: Iterable[str] = ()) -> None:
    """Print a table; columns named in `right` stand to the right."""
    shown = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in header:
        shown.add_column(name, justify="right" if name in right else "left", overflow="fold")
    for row in rows:
        shown.add_row(*(Text(printable(value)) for value in row))
    Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False).print(shown)


def printable(text: str) -> str:
    """A text without letters that move the cursor or turn the line around."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
