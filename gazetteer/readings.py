"""Readings: what in a written name is the name, and what says which type of place it is.

The words for types are data: ``data/type_words.csv``.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from gazetteer.toponym import fold, rows_of_rules

__all__ = ["Reading", "readings", "readings_of", "type_words"]


class Reading(NamedTuple):
    """One way to read a written name: the folded name itself, and the types of place that stand beside it."""

    name: str
    place_types: tuple[str, ...] = ()


@cache
def type_words() -> dict[tuple[str, str], tuple[str, ...]]:
    """Types of place that a folded word means, by where it stands: ("before", "смт") is a settlement."""
    return {
        (row["where"], fold(row["words"])): tuple(row["place_types"].split())
        for row in rows_of_rules("type_words.csv")
    }


# Words before a name that are no part of it.
LEADS = frozenset(
    ["the", "in", "near", "at", "around", "outside", "by",
     "на", "у", "в", "во", "під", "под", "біля", "возле", "із", "из", "з", "поблизу",
     "неподалік", "коло", "навколо", "довкола", "вблизи", "неподалеку", "около", "вокруг"]
)  # fmt: skip
LONGEST = 4  # words of the longest term in data/type_words.csv


def readings(name: str) -> list[Reading]:
    """Ways to read a written name: as it stands, then without the words around it that are not the name.

    Examples
    --------
    >>> readings("the village of Iskra")
    [Reading(name='the village of iskra', place_types=()),
     Reading(name='village of iskra', place_types=()),
     Reading(name='iskra', place_types=('village',))]
    >>> readings("в Сумській області")[-1]
    Reading(name='сумській', place_types=('oblast', 'republic', 'krai', 'area'))
    """
    return readings_of(fold(name))


def readings_of(folded: str) -> list[Reading]:
    """Ways to read a name that is folded already, as :func:`readings`."""
    words = folded.split()
    found = [Reading(folded)]
    while len(words) > 1 and words[0] in LEADS:
        words = words[1:]
    found += [Reading(" ".join(words)), *_typed(words)]
    return list(dict.fromkeys(found))


def _typed(words: list[str]) -> list[Reading]:
    table = type_words()
    found = []
    for count in range(min(LONGEST, len(words) - 1), 0, -1):
        sides = (("before", words[:count], words[count:]), ("after", words[-count:], words[:-count]))
        for where, term, rest in sides:
            types = table.get((where, " ".join(term)))
            if types is not None:
                found.append(Reading(" ".join(rest), types))
    return found[:1]
