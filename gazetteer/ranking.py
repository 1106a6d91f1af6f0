"""Ranking: which of the places that may have a name it is, how sure that is, and why.

Candidates are the union of what all keys find, so that a namesake spelt exactly so does not hide the right
place. Each adds up its evidence in natural logarithms; its score is its share of the evidence of all
candidates and of the possibility that it is none of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Literal, TypeAlias

import numpy as np

from gazetteer import geodesy
from gazetteer.hints import Hints
from gazetteer.index import Index
from gazetteer.matching import LONGEST_NAME, Level, Match, is_spelling, matches, nearly
from gazetteer.places import REGION_TYPES
from gazetteer.readings import Reading, readings

__all__ = ["Candidate", "Ranking", "ranking"]

# Weights are natural logarithms of odds, set beforehand, not fitted.
LEVEL: dict[Level, float] = {"exact": 0, "ending": -1, "skeleton": -2.5, "translated": -3.5, "edit": -3}
UNLIKE: dict[Level, float] = {"exact": 0, "ending": 0, "skeleton": 5, "translated": 0, "edit": 20}
NOT_AS_WRITTEN = -5.0  # what any other key finds, if the name as it is written is some place's own
VARIANT = -0.3  # another spelling of the official name
OTHER_NAME = -1.5  # a variant that is another name, of unknown date
OUT_OF_DATE = -3.0  # a name that did not hold on the day asked for
DECOMMUNISED = "2014"  # names that were given up since then are still in use, above all in Russian reports
NONE_OF_THEM = -4.0  # the place is not in the index
ABROAD = -log(20)  # a namesake outside the gazetteer's own country, if no hint says where
GIVEN = log(20)  # a place that the user brought
OWN_COUNTRY = "UA"
CLEAR = log(10)  # the margin of an answer: ten times the people, or the like

PEOPLE = {"city": 60_000, "town": 8_000, "settlement": 2_500, "abandoned": 30}  # if unknown
FEWEST, MOST, FEW = 100, 1_000_000, 300
RANK = {"city": 1.5, "town": 0.5}  # towns are spoken of more often than villages of their size
# Regions are weighed by kind: a sea against a village of its name, not by its people.
REGION_WEIGHT = {
    "country": 13.0,
    "area": 12.0,
    "republic": 12.0,
    "sea": 12.0,
    "oblast": 11.0,
    "krai": 11.0,
    "special_city": 8.0,
    "raion": 8.0,
    "river": 6.0,
}
NAMED_AFTER_A_TOWN = 2.0  # a region that is only meant when the name says "region"
SHARED = frozenset({"oblast", "krai", "raion", "special_city", "river"})
SIZE = {"abandoned": 0, "village": 0, "settlement": 1, "town": 2, "city": 3}
OTHER_SIZE = (0.0, -1.0, -4.0, -8.0)  # by how many steps the type differs from the one that was named
TOWNS = frozenset({"city", "town"})
NEAR_KM, NEARER = 0.5, 2.5  # evidence falls with this power of the distance
FAME_NEARBY = 0.5  # where the place beside it is known, its size tells less
ONE_PLACE_KM = 3.0  # namesakes so close are one place, twice in the sources


Found: TypeAlias = dict[int, tuple[float, Match, tuple[str, ...]]]
"""For each place the evidence of its best match, the match, and the types that stood beside the name."""


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
    score: float = 0.0
    reason: str = ""

    @property
    def has_the_name(self) -> bool:
        """Whether the place has or had the very name, in the nominative or another case."""
        return self.match.level in ("exact", "ending")


@dataclass(frozen=True)
class Ranking:
    """All candidates, best first, and what they amount to.

    Parameters
    ----------
    candidates
        Best first.
    rivals
        Candidates that the best one does not clearly outweigh, itself included; empty without candidates.
    """

    candidates: tuple[Candidate, ...] = ()
    rivals: tuple[Candidate, ...] = ()

    @property
    def verdict(self) -> Literal["resolved", "ambiguous", "unresolved"]:
        """Whether one place is meant, one of several, or none that is known."""
        if all(candidate.named < NONE_OF_THEM for candidate in self.candidates):
            return "unresolved"
        if len(self.rivals) == 1 and self.candidates[0].named >= NONE_OF_THEM:
            return "resolved"
        return "unresolved" if self.candidates[0].match.level == "edit" else "ambiguous"

    @property
    def namesakes(self) -> tuple[Candidate, ...]:
        """Candidates that have the very name, then rivals that only come near it."""
        named = tuple(c for c in self.candidates if c.has_the_name)
        return named + tuple(c for c in self.rivals if not c.has_the_name)


def ranking(index: Index, name: str, hints: Hints) -> Ranking:
    """Places that may have the name and fit the hints, best first."""
    if not 0 < len(name) <= LONGEST_NAME:
        return Ranking()
    found: Found = {}
    for reading in readings(name):
        _keep_best(index, found, reading, hints, edit=False)
    if not found:
        for reading in readings(name):
            _keep_best(index, found, reading, hints, edit=True)
    allowed = {place: best for place, best in found.items() if hints.allow(index, place)}
    return _ranked(index, _as_written(index, allowed), hints)


def _keep_best(
    index: Index,
    found: Found,
    reading: Reading,
    hints: Hints,
    *,
    edit: bool,
) -> None:
    types = hints.place_types or reading.place_types
    as_region = bool(reading.place_types) and REGION_TYPES.issuperset(reading.place_types)
    near = nearly(index, reading.name) if edit else matches(index, reading.name, as_region=as_region)
    for match in near:
        place = index.names.place[match.name]
        if not _kind_fits(index.words["place_type"][place], types):
            continue
        named = _named(index, match, hints.on)
        if place not in found or named > found[place][0]:
            found[place] = (named, match, types)


def _as_written(index: Index, found: Found) -> Found:
    exact = {match.name for _, match, _ in found.values() if match.level == "exact"}
    if all(index.names.kind[name] == "variant" for name in exact):
        return found
    return {
        place: (named + (0.0 if match.level == "exact" else NOT_AS_WRITTEN), match, types)
        for place, (named, match, types) in found.items()
    }


def _kind_fits(place_type: str | None, types: Sequence[str]) -> bool:
    if not types:
        return True
    regional = REGION_TYPES.intersection(types)
    return place_type in types if regional else place_type not in REGION_TYPES


def _named(index: Index, match: Match, on: str | None) -> float:
    short = max(1.0, 4 / max(1, len(index.folded[match.name])))
    likeness = (1 - match.likeness) * UNLIKE[match.level] * short
    return LEVEL[match.level] - likeness + _standing(index, match.name, on)


def _standing(index: Index, name: int, on: str | None) -> float:
    kind, names = index.names.kind[name], index.names
    since, until = names.since.get(name), names.until.get(name)
    if on is not None and (since or until):
        held = (not since or on[: len(since)] >= since) and (not until or on[: len(until)] <= until)
        return 0.0 if held else OUT_OF_DATE
    if kind == "official":
        return OUT_OF_DATE if on is not None and _renamed_after(index, names.place[name], on) else 0.0
    if kind == "former":
        return VARIANT if not until or until >= DECOMMUNISED else OTHER_NAME
    return VARIANT if is_spelling(index, name) else OTHER_NAME


def _renamed_after(index: Index, place: int, on: str) -> bool:
    names = index.names
    former = [n for n in index.names_of[place] if names.kind[n] == "former" and n in names.until]
    return bool(former) and all(on[: len(names.until[n])] <= names.until[n] for n in former)


def _ranked(index: Index, found: Found, hints: Hints) -> Ranking:
    if not found:
        return Ranking()
    away = _distances(index, list(found), hints)
    towns = _homes(index, found)
    candidates = []
    for place, (named, match, types) in found.items():
        people = _people(index, place, types, towns) * (FAME_NEARBY if away else 1)
        evidence = named + people + _fit(index, place, types, hints)
        if place in away:
            evidence -= NEARER * log(1 + away[place] / NEAR_KM)
        reason = _reason(index, place, match, hints, away.get(place))
        candidates.append(Candidate(place, evidence, named, people, match, reason=reason))
    ids = index.words["place_id"]
    candidates.sort(key=lambda c: (-c.evidence, -c.named, ids[c.place] or ""))
    return Ranking(_scored(candidates), _rivals(index, candidates))


def _people(index: Index, place: int, types: Sequence[str], towns: set[str | None]) -> float:
    kind = index.words["place_type"][place] or "village"
    if kind not in REGION_TYPES:
        count = int(index.population[place]) or PEOPLE.get(kind, FEW)
        count = FEW if kind == "district" and not types else count  # a bare name means the town, not its part
        return log(min(max(count, FEWEST), MOST)) + RANK.get(kind, 0.0)
    if not types and kind in SHARED and (index.words["admin1"][place] in towns or "" in towns):
        return NAMED_AFTER_A_TOWN
    return REGION_WEIGHT.get(kind, REGION_WEIGHT["river"])


def _homes(index: Index, found: Found) -> set[str | None]:
    """First-level units in which a settlement has the very name; "" is everywhere, where a town has it."""
    settlements = [
        place
        for place, (_, match, _) in found.items()
        if match.level in ("exact", "ending") and not index.is_region[place]
    ]
    homes = {index.words["admin1"][place] for place in settlements}
    return homes | {"" for place in settlements if index.words["place_type"][place] in TOWNS}


def _fit(index: Index, place: int, types: Sequence[str], hints: Hints) -> float:
    kind = index.words["place_type"][place]
    fit = GIVEN if place in index.given else 0.0
    if not hints.names_ground and index.words["country"][place] not in (OWN_COUNTRY, None):
        fit += ABROAD
    steps = [abs(SIZE[kind] - SIZE[named]) for named in types if kind in SIZE and named in SIZE]
    if types and not REGION_TYPES.intersection(types):
        fit += OTHER_SIZE[min(steps)] if steps else OTHER_SIZE[2] * (kind not in types)
    return fit


def _distances(index: Index, places: list[int], hints: Hints) -> dict[int, float]:
    if hints.near is None:
        return {}
    km = geodesy.distance_to_km(index.lon[places], index.lat[places], hints.near)
    return dict(zip(places, map(float, km), strict=True))


def _scored(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    top = candidates[0].evidence
    none = max(c.evidence - c.named for c in candidates) + NONE_OF_THEM
    total = sum(exp(c.evidence - top) for c in candidates) + exp(none - top)
    return tuple(
        Candidate(c.place, c.evidence, c.named, c.people, c.match, exp(c.evidence - top) / total, c.reason)
        for c in candidates
    )


def _rivals(index: Index, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    best = candidates[0]
    kind = index.words["place_type"][best.place]
    weighs = kind in TOWNS or kind in REGION_TYPES  # a large village is no reason to pass over a small one
    margins = np.array(
        [
            best.evidence - c.evidence - (0.0 if weighs else max(0.0, best.people - c.people))
            for c in candidates
        ]
    )
    places = [c.place for c in candidates]
    apart = geodesy.distance_km(
        index.lon[best.place], index.lat[best.place], index.lon[places], index.lat[places]
    )
    regional = index.is_region[places] != index.is_region[best.place]
    close = (margins < CLEAR) & ((apart > ONE_PLACE_KM) | regional)
    if best.match.level == "exact" and index.names.kind[best.match.name] == "official":
        close &= np.array([c.has_the_name for c in candidates])
    return (best, *(c for c, rival in zip(candidates[1:], close[1:], strict=True) if rival))


def _reason(index: Index, place: int, match: Match, hints: Hints, away: float | None) -> str:
    name, names = match.name, index.names
    text = names.text[name]
    said = {
        "exact": f"{names.kind[name]} name {text}",
        "ending": f"a case of the {names.kind[name]} name {text}",
        "skeleton": f"sounds like {text} ({match.likeness:.0%} alike)",
        "translated": f"{text}, its adjective translated",
        "edit": f"nearly {text} ({match.likeness:.0%} alike)",
    }[match.level]
    until = names.until.get(name)
    parts = [said + (f", until {until}" if until and names.kind[name] == "former" else "")]
    if index.words["place_type"][place]:
        people = f" of {int(index.population[place]):,}" if index.population[place] else ""
        parts.append(f"{index.words['place_type'][place]}{people}")
    parts += [f"{role} fits" for role in ("admin1", "admin2", "country") if role in hints.written]
    if away is not None:
        parts.append(f"{away:.1f} km from near")
    if place in index.given:
        parts.append("given by the user")
    return "; ".join(parts)
