"""Lists for people: rows of cells as lines of a terminal, each column as wide as its widest cell."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

__all__ = ["aligned", "plain", "width"]

GAP = "  "


def plain(text: str) -> str:
    r"""A text as one line that moves no cursor, rings no bell and turns no letter around.

    Examples
    --------
    >>> plain("Велика\nНовосілка"), plain("a\x1b[31mb")
    ('Велика Новосілка', 'a�[31mb')
    """
    return "".join(letter if letter.isprintable() else "�" for letter in " ".join(text.split()))


def width(text: str) -> int:
    """Cells that a text takes up on a terminal: accents none, Chinese letters two.

    Examples
    --------
    >>> width("Торецьк"), width("Іскра́"), width("北京")
    (7, 5, 4)
    """
    return sum(_cells(letter) for letter in text)


def _cells(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def aligned(header: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    """Lines of a table: numbers stand to the right, texts to the left; None is left empty.

    Examples
    --------
    >>> for line in aligned(["km", "name"], [[0.5, "Іскра"], [12.25, None]]):
    ...     print(line)
       km  name
     0.50  Іскра
    12.25
    """
    cells = [list(header), *([_cell(value) for value in row] for row in rows)]
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    right = [
        bool(rows) and all(isinstance(row[at], int | float | None) for row in rows)
        for at in range(len(header))
    ]
    for line in cells:
        padded = (_padded(*one) for one in zip(line, widths, right, strict=True))
        yield GAP.join(padded).rstrip()


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.2f}" if isinstance(value, float) else plain(str(value))


def _padded(text: str, cells: int, right: bool) -> str:
    space = " " * (cells - width(text))
    return space + text if right else text + space
