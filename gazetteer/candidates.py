"""Candidates: the places that names may mean, and which of them the likeliest does not clearly outweigh."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from math import log
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gazetteer import geodesy
from gazetteer.columns import Flags, Floats, Ints
from gazetteer.index import KINDS, Index
from gazetteer.matching import Level
from gazetteer.places import REGION_TYPES

__all__ = ["TOWNS", "Candidates", "Verdict", "rivals"]

CLEAR = log(10)  # the margin of an answer: ten times the people, or the like
NAMESAKE = 12.0  # so much less a name counts that is not quite the place's own, beside one whose own it is
ONE_PLACE_KM = 3.0  # namesakes so close are one place, twice in the sources
TOWNS = frozenset({"city", "town"})

Verdict: TypeAlias = Literal["resolved", "ambiguous", "unresolved"]


@dataclass(frozen=True)
class Candidates:
    """Places that may be meant, in columns: those of one name behind those of the one before, best first.

    Parameters
    ----------
    starts
        Where the candidates of each name begin, and where those of the last one end.
    place, name
        Numbers of the place, and of the name by which it matches.
    level, likeness, shifts
        How that name matches, as in :class:`~gazetteer.matching.Matches`.
    named, people, evidence
        Natural logarithms: the evidence of the name, of the place's size, and all of it.
    credible
        Whether the place may be the answer: it has the name or a spelling of it, and not only one like it.
    another, own
        As in :class:`~gazetteer.standing.Standing`.
    away_km
        Distance from `near`; NaN without one.
    prior
        What the caller's prior adds; 0 without one.
    score
        Its share of the evidence, 0 to 1.
    rival
        Whether the first of its name does not clearly outweigh it; the first one is its own rival.
    """

    starts: Ints
    place: Ints
    name: Ints
    level: NDArray[np.uint8]
    likeness: Floats
    shifts: Floats
    named: Floats
    people: Floats
    evidence: Floats
    credible: Flags
    another: Flags
    own: Flags
    away_km: Floats
    prior: Floats
    score: Floats = field(default_factory=lambda: np.zeros(0))
    rival: Flags = field(default_factory=lambda: np.zeros(0, dtype=bool))

    def __len__(self) -> int:
        return len(self.starts) - 1

    @cached_property
    def query(self) -> Ints:
        """Which name each is a candidate of."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    @property
    def has_the_name(self) -> Flags:
        """Whether the place has or had the very name, in the nominative or another case."""
        return self.level <= Level.ENDING

    def of(self, query: int) -> range:
        """Rows of the candidates of a name, best first."""
        return range(int(self.starts[query]), int(self.starts[query + 1]))

    def listed(self, query: int) -> tuple[list[int], list[int]]:
        """Rows of those that have the very name, and of the rivals that have another spelling of it."""
        rows = self.of(query)
        named = [row for row in rows if self.level[row] <= Level.ENDING]
        return named, [row for row in rows if self.rival[row] and self.level[row] > Level.ENDING]

    @cached_property
    def rivals(self) -> Ints:
        """How many rivals each name has: one for a clear answer, none where no place is meant."""
        return np.bincount(self.query[self.rival], minlength=len(self))

    def verdict(self, query: int) -> Verdict:
        """Whether one place is meant, one of several, or none that is known."""
        count = int(self.rivals[query])
        return "unresolved" if not count else "resolved" if count == 1 else "ambiguous"

    def only(self, queries: Sequence[int]) -> Candidates:
        """Those of some names."""
        at = np.asarray(queries, dtype=np.int64)
        counts = np.diff(self.starts)[at]
        ends = np.cumsum(counts)
        rows = np.arange(len(self.place))[
            np.repeat(self.starts[at] - ends + counts, counts) + np.arange(counts.sum())
        ]
        columns = {one.name: getattr(self, one.name) for one in fields(self)}
        parts = {name: column[rows] for name, column in columns.items() if name != "starts"}
        return Candidates(starts=np.concatenate([[0], ends]), **parts)


def rivals(index: Index, found: Candidates) -> Flags:
    """Which credible candidates the first of their name does not clearly outweigh, itself included."""
    first = np.repeat(found.starts[:-1], np.diff(found.starts))
    rows = np.arange(len(found.place))
    close = found.credible & found.credible[first] & (_margins(index, found, first) < CLEAR)
    contested = np.flatnonzero(close & (rows != first))
    best, other = found.place[first[contested]], found.place[contested]
    km = geodesy.distance_km(index.lon[best], index.lat[best], index.lon[other], index.lat[other])
    one_place = (km <= ONE_PLACE_KM) & (index.is_region[best] == index.is_region[other])
    close[contested[one_place]] = False
    rival: Flags = close | ((rows == first) & found.credible)
    return rival


def _margins(index: Index, found: Candidates, first: Ints) -> Floats:
    """By how much the first candidate of a name outweighs each; infinite where one is no rival at all."""
    official = index.names.kinds[found.name] == KINDS.index("official")
    exact = found.level == Level.EXACT
    margin = found.evidence[first] - found.evidence
    # a large village does not pass over a small one
    kinds = index.by_type(lambda kind: kind in TOWNS or kind in REGION_TYPES, found.place, missing=False)
    margin -= np.where(kinds[first], 0.0, np.maximum(0.0, found.people[first] - found.people))
    known = (
        np.isin(found.name, list(index.given_names))[first]
        if index.given_names
        else np.zeros(len(first), bool)
    )
    own = (exact & found.own)[first]
    hardly = (~found.has_the_name | found.another) & official[first]
    usual = np.where(own, np.where(hardly, np.inf, margin), margin - NAMESAKE * (exact & official))
    chosen: Floats = np.where(known, margin, usual)
    return chosen
