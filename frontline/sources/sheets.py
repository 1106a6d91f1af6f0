"""What readers make of publishers' files, sheets, and what they report about it, the tally."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import shapely

from frontline.series import Sheet
from frontline.terms import BASES, CONTROLLERS, ControlStatus

__all__ = ["BASES", "CONTROLLERS", "Sheet", "Tally", "joined", "united", "word_of_status"]

NAMES = 50  # so many names of one kind stand in a report; the counts are of all
LETTERS = 200  # so much of a joined word is kept


@dataclass
class Tally:
    """What was read, mended, left out and refused, counted while it happens.

    Parameters
    ----------
    reader
        The function that reads.

    Examples
    --------
    >>> tally = Tally("read_deepstate")
    >>> tally.ignore("notes.md")
    >>> tally.count(tally.unclassified, "purple")
    >>> report = tally.as_dict()
    >>> report["ignored"], report["ignored_files"], report["unclassified"]
    (1, ['notes.md'], {'purple': 1})
    """

    reader: str
    files: int = 0
    ignored: int = 0
    ignored_files: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    features: int = 0
    kept: int = 0
    points: int = 0
    lines: int = 0
    null_geometries: int = 0
    empty_geometries: int = 0
    dropped_parts: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    closed_rings: int = 0
    repaired: int = 0
    repaired_in: list[str] = field(default_factory=list)
    reprojected: int = 0
    unclassified: Counter[str] = field(default_factory=Counter)
    foreign: int = 0
    impossible_dates: list[str] = field(default_factory=list)
    incomplete: list[str] = field(default_factory=list)
    not_fetched: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def ignore(self, name: str) -> None:
        """Note a file that is of another kind."""
        self.ignored += 1
        if len(self.ignored_files) < NAMES:
            self.ignored_files.append(name)

    def repair(self, label: str, count: int) -> None:
        """Note so many geometries made valid."""
        self.repaired += count
        if count and len(self.repaired_in) < NAMES:
            self.repaired_in.append(f"{label}: {count}")

    def count(self, counter: Counter[str], name: object) -> None:
        """Count one more of a name, shortened; names beyond a bound are counted together."""
        word = str(name)[:LETTERS]
        counter[word if word in counter or len(counter) < NAMES else "(other)"] += 1

    def as_dict(self) -> dict[str, object]:
        """The report: JSON values only."""
        return {
            name: dict(value)
            if isinstance(value, Counter)
            else list(value)
            if isinstance(value, list)
            else value
            for name, value in vars(self).items()
        }


def word_of_status(word: object) -> str:
    """The word itself, if :class:`~frontline.terms.ControlStatus` has it.

    Raises
    ------
    ValueError
        If it has not; the message lists those that it has.

    Examples
    --------
    >>> word_of_status("occupied")
    'occupied'
    """
    try:
        return ControlStatus(word).value  # type: ignore[arg-type]
    except ValueError:
        known = ", ".join(status.value for status in ControlStatus)
        raise ValueError(f"{word!r} is no status of control; there are {known}") from None


def joined(words: Iterable[object]) -> str | None:
    """Different words of one sheet as one; None if there are none.

    Examples
    --------
    >>> joined(["b", None, "a", "b"])
    'b; a'
    """
    text = "; ".join(dict.fromkeys(str(word) for word in words if word is not None and word != ""))
    return text[:LETTERS] or None


def united(
    grounds: Iterable[shapely.Polygon | shapely.MultiPolygon | None],
) -> shapely.Polygon | shapely.MultiPolygon | None:
    """Pieces of ground as one; None if there are none.

    Examples
    --------
    >>> united([shapely.box(0, 0, 1, 1), None, shapely.box(1, 0, 2, 1)]).area
    2.0
    >>> united([None]) is None
    True
    """
    pieces = [ground for ground in grounds if ground is not None and not ground.is_empty]
    if not pieces:
        return None
    if len(pieces) == 1:
        return pieces[0]
    ground = shapely.union_all(pieces)
    return ground if ground.geom_type in ("Polygon", "MultiPolygon") else None
