"""Candidates: places that may be meant, and which of them the likeliest does not clearly outweigh."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, log
from typing import Literal

import numpy as np

from gazetteer import geodesy
from gazetteer.index import Index
from gazetteer.matching import Level, Match
from gazetteer.places import REGION_TYPES
from gazetteer.standing import is_another_name, is_own_name

__all__ = ["NAMED", "TOWNS", "Candidate", "Ranking", "rivals"]

CLEAR = log(10)  # the margin of an answer: ten times the people, or the like
NAMESAKE = 12.0  # so much less a name counts that is not quite the place's own, beside one whose own it is
ONE_PLACE_KM = 3.0  # namesakes so close are one place, twice in the sources
TOWNS = frozenset({"city", "town"})
NAMED: frozenset[Level] = frozenset({"exact", "ending"})


@dataclass(frozen=True)
class Candidate:
    """A place that may be meant.

    Parameters
    ----------
    place
        Its number in the index.
    evidence
        All its evidence, a natural logarithm.
    named
        The part of it that is the name's.
    people
        The part of it that is the place's size.
    credible
        Whether it may be the answer: it has the name or a spelling of it, not only one that is like it.
    score
        Its share, 0 to 1.
    match
        How its name matches.
    reason
        Why, in words.
    """

    place: int
    evidence: float
    named: float
    people: float
    match: Match
    credible: bool
    score: float = 0.0
    reason: str = ""

    @property
    def has_the_name(self) -> bool:
        """Whether the place has or had the very name, in the nominative or another case."""
        return self.match.level in NAMED


@dataclass(frozen=True)
class Ranking:
    """All candidates, best first, and what they amount to.

    Parameters
    ----------
    candidates
        Best first; those that are not credible come last.
    rivals
        Credible candidates that the best one does not clearly outweigh, itself included.
    """

    candidates: tuple[Candidate, ...] = ()
    rivals: tuple[Candidate, ...] = ()

    @property
    def verdict(self) -> Literal["resolved", "ambiguous", "unresolved"]:
        """Whether one place is meant, one of several, or none that is known."""
        if not self.rivals:
            return "unresolved"
        return "resolved" if len(self.rivals) == 1 else "ambiguous"

    @property
    def named(self) -> tuple[Candidate, ...]:
        """Candidates that have or had the very name."""
        return tuple(c for c in self.candidates if c.has_the_name)

    @property
    def alike(self) -> tuple[Candidate, ...]:
        """Rivals that have another spelling of the name."""
        return tuple(c for c in self.rivals if not c.has_the_name)


def rivals(index: Index, candidates: Sequence[Candidate], on: str | None) -> tuple[Candidate, ...]:
    """The first of some candidates, and those that it does not clearly outweigh."""
    best = candidates[0]
    places = [c.place for c in candidates]
    apart = geodesy.distance_km(
        index.lon[best.place], index.lat[best.place], index.lon[places], index.lat[places]
    )
    regional = index.is_region[places] != index.is_region[best.place]
    margins = np.array([_margin(index, best, c, on) for c in candidates])
    close = (margins < CLEAR) & ((apart > ONE_PLACE_KM) | regional)
    return (best, *(c for c, rival in zip(candidates[1:], close[1:], strict=True) if rival))


def _margin(index: Index, best: Candidate, other: Candidate, on: str | None) -> float:
    """By how much the best candidate outweighs another one; infinite if that is no rival at all."""
    kind = index.words["place_type"][best.place]
    margin = best.evidence - other.evidence
    if kind not in TOWNS and kind not in REGION_TYPES:  # a large village does not pass over a small one
        margin -= max(0.0, best.people - other.people)
    if best.match.name in index.given_names:
        return margin
    if best.match.level == "exact" and is_own_name(index, best.match.name, on):
        hardly = not other.has_the_name or is_another_name(index, other.match.name, on)
        return inf if hardly and _is_official(index, best) else margin
    return margin - (NAMESAKE if other.match.level == "exact" and _is_official(index, other) else 0.0)


def _is_official(index: Index, candidate: Candidate) -> bool:
    return index.names.kind[candidate.match.name] == "official"
