"""The pool: for every name asked for, each place that any key finds for it and that fits its hints."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gazetteer import toponym
from gazetteer.columns import Flags, Floats, Ints, Lists
from gazetteer.hints import Sieve
from gazetteer.index import Index
from gazetteer.matching import LONGEST_NAME, Matches, matches
from gazetteer.places import REGION_TYPES
from gazetteer.readings import Reading, readings_of

__all__ = ["Pool", "pool"]


# What may be the adjective of a region, standing alone: Броварський, Kyivska.
_ADJECTIVE = re.compile(
    r"\w{3,}(?:[сцз]ь?к(?:ий|а|е|ої|ій|у|ою|ого|ому|им|ом|ый|ая|ое|ой|ую)|sk(?:y?yi?|iy|ij|i|a|aia|aya|e|oye?))"
)


@dataclass(frozen=True)
class Pool:
    """Pairs of a name asked for and a name of a place, in columns.

    Parameters
    ----------
    query
        Which of the names asked for.
    place, name, level, likeness, shifts
        The place, and how its name matches, as in :class:`~gazetteer.matching.Matches`.
    type_of
        Which of `types` the words beside the name and the hint leave.
    types
        Types of place; empty for any.
    kinds
        Types of place that the index has, by their codes.
    """

    query: Ints
    place: Ints
    name: Ints
    level: NDArray[np.uint8]
    likeness: Floats
    shifts: Floats
    type_of: Ints
    types: Sequence[tuple[str, ...]]
    kinds: Sequence[str]

    @property
    def typed(self) -> Flags:
        """Whether the type of place is said."""
        return np.array([bool(types) for types in self.types], dtype=bool)[self.type_of]

    def at(self, rows: Ints) -> Pool:
        """Some of the rows."""
        return Pool(
            self.query[rows], self.place[rows], self.name[rows], self.level[rows], self.likeness[rows],
            self.shifts[rows], self.type_of[rows], self.types, self.kinds,
        )  # fmt: skip


class _Questions:
    """Readings of the names asked for, each once, and who asks."""

    def __init__(self) -> None:
        self.names: dict[str, int] = {}
        self.asked: list[tuple[int, int, int]] = []  # reading, query, number of its types

    def add(self, name: str, query: int, types: int) -> None:
        self.asked.append((self.names.setdefault(name, len(self.names)), query, types))

    def answers(self, index: Index, *, as_region: bool, wide: bool) -> tuple[Matches, Ints, Ints]:
        """Matches, and for each the query and its types."""
        found = matches(index, list(self.names), as_region=as_region, wide=wide)
        reading, query, types = np.array(self.asked, dtype=np.int64).reshape(-1, 3).T
        who = Lists.of(reading, np.arange(len(query)), count=len(self.names))
        rows, askers = who.flat(found.query)
        return found.at(rows), query[askers], types[askers]


def pool(index: Index, names: Sequence[str], sieve: Sieve, *, wide: bool) -> Pool:
    """What all keys find for names, in the regions and of the types that are said."""
    types: dict[tuple[str, ...], int] = {}
    plain, regional = _Questions(), _Questions()
    short = [name if 0 < len(name) <= LONGEST_NAME else "" for name in names]
    for query, folded in enumerate(toponym.folds(short)):
        for reading in readings_of(folded) if folded else ():
            left = _types(reading, sieve.place_types[query])
            if left is None:
                continue
            number = types.setdefault(left, len(types))
            bare = wide and not left and _ADJECTIVE.fullmatch(reading.name)
            if bare or not REGION_TYPES.isdisjoint(left):
                regional.add(reading.name, query, number)
            if not left or not REGION_TYPES.issuperset(left):
                plain.add(reading.name, query, number)
    found = [
        plain.answers(index, as_region=False, wide=wide),
        regional.answers(index, as_region=True, wide=wide),
    ]
    match = Matches.of([one for one, _, _ in found])
    asked = np.concatenate([queries for _, queries, _ in found])
    type_of = np.concatenate([numbers for _, _, numbers in found])
    place = index.names.place[match.name]
    kinds = list(index.words["place_type"].values)
    every = Pool(
        asked, place, match.name, match.level, match.likeness, match.shifts, type_of, list(types), kinds
    )
    return every.at(np.flatnonzero(_kind_fits(index, every) & sieve.allows(index, asked, place)))


def _types(reading: Reading, hinted: tuple[str, ...]) -> tuple[str, ...] | None:
    """Types that the hint and the word beside the name leave; None if they contradict each other."""
    if not (hinted and reading.place_types):
        return hinted or reading.place_types
    both = [kind for kind in hinted if kind in reading.place_types]
    regional = not REGION_TYPES.isdisjoint({*hinted, *reading.place_types})
    return (tuple(both) or None) if regional else hinted


def _kind_fits(index: Index, asked: Pool) -> Flags:
    fits = np.array(
        [[_fits(kind, types) for kind in (*asked.kinds, None)] for types in asked.types], dtype=bool
    )
    if not len(fits):
        return np.zeros(0, dtype=bool)
    chosen: Flags = fits[asked.type_of, index.words["place_type"].codes[asked.place]]
    return chosen


def _fits(kind: str | None, types: Sequence[str]) -> bool:
    if not types:
        return True
    return kind in types if not REGION_TYPES.isdisjoint(types) else kind not in REGION_TYPES
