"""Ranking: which of the places that may have a name it is, how sure that is, and why.

Candidates are the union of what all keys find, so that a namesake spelt exactly so does not hide the right
place. Each adds up its evidence in natural logarithms; its score is its share of the evidence of all
candidates and of the possibility that it is none of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import exp, log
from typing import NamedTuple, TypeAlias

from gazetteer import geodesy
from gazetteer.candidates import NAMED, TOWNS, Candidate, Ranking, rivals
from gazetteer.hints import Hints
from gazetteer.index import Index
from gazetteer.matching import LONGEST_NAME, Level, Match, matches, nearly
from gazetteer.places import REGION_TYPES
from gazetteer.readings import Reading, readings
from gazetteer.standing import is_another_name, is_own_name, standing

__all__ = ["ranking"]

# Weights are natural logarithms of odds, set beforehand, not fitted.
LEVEL: dict[Level, float] = {"exact": 0, "ending": -1, "skeleton": -2.5, "translated": -3.5, "edit": -3}
UNLIKE: dict[Level, float] = {"exact": 0, "ending": 0, "skeleton": 5, "translated": 0, "edit": 20}
NOT_AS_WRITTEN = -5.0  # what any other key finds, if the name as it is written is some place's own
NONE_OF_THEM = -4.0  # the place is not in the index
ABROAD = -log(20)  # a namesake outside the gazetteer's own country, if no hint says where
GIVEN = 14.0  # a name that the user gave: more than the fame of any namesake, less than 500 km from `near`
ALMOST_EQUAL = 0.95  # so alike a name one letter away must be for a town to be meant
OWN_COUNTRY = "UA"

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
NEAR_KM, NEARER = 0.5, 2.5  # evidence falls with this power of the distance
FAME_NEARBY = 0.5  # where the place beside it is known, its size tells less


class Finding(NamedTuple):
    """The best match of a place: whether it may answer, its evidence, itself, the types beside the name."""

    credible: bool
    named: float
    match: Match
    types: tuple[str, ...]


Found: TypeAlias = dict[int, Finding]


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
    types = _types(reading, hints)
    if types is None:
        return
    for match in _matches(index, reading.name, types, edit=edit):
        place = index.names.place[match.name]
        if not _kind_fits(index.words["place_type"][place], types):
            continue
        named = _named(index, match, hints.on)
        finding = Finding(_is_credible(index, place, match, named, hints), named, match, types)
        if place not in found or finding[:2] > found[place][:2]:
            found[place] = finding


def _types(reading: Reading, hints: Hints) -> tuple[str, ...] | None:
    """Types that the hint and the word beside the name leave; None if they contradict each other."""
    if not (hints.place_types and reading.place_types):
        return hints.place_types or reading.place_types
    both = [kind for kind in hints.place_types if kind in reading.place_types]
    regional = not REGION_TYPES.isdisjoint({*hints.place_types, *reading.place_types})
    return (tuple(both) or None) if regional else hints.place_types


def _matches(index: Index, name: str, types: Sequence[str], *, edit: bool) -> Iterator[Match]:
    if edit:
        yield from nearly(index, name)
        return
    if not REGION_TYPES.isdisjoint(types):
        yield from matches(index, name, as_region=True)
    if not types or not REGION_TYPES.issuperset(types):
        yield from matches(index, name)


def _as_written(index: Index, found: Found) -> Found:
    exact = {one.match.name for one in found.values() if one.match.level == "exact"}
    if all(index.names.kind[name] == "variant" for name in exact):
        return found
    return {
        place: one if one.match.level == "exact" else one._replace(named=one.named + NOT_AS_WRITTEN)
        for place, one in found.items()
    }


def _kind_fits(place_type: str | None, types: Sequence[str]) -> bool:
    if not types:
        return True
    regional = REGION_TYPES.intersection(types)
    return place_type in types if regional else place_type not in REGION_TYPES


def _named(index: Index, match: Match, on: str | None) -> float:
    short = max(1.0, 4 / max(1, len(index.folded[match.name])))
    likeness = (1 - match.likeness) * UNLIKE[match.level] * short
    return LEVEL[match.level] - likeness + standing(index, match.name, on)


def _ranked(index: Index, found: Found, hints: Hints) -> Ranking:
    if not found:
        return Ranking()
    away = _distances(index, list(found), hints)
    towns = _homes(index, found)
    candidates = []
    for place, (credible, named, match, types) in found.items():
        people = _people(index, place, types, towns) * (FAME_NEARBY if away else 1)
        if is_another_name(index, match.name, hints.on):
            people = min(people, log(FEW))  # the fame of a town is not that of a name it hardly has
        evidence = named + people + _fit(index, place, match, types, hints)
        if place in away:
            evidence -= NEARER * log(1 + away[place] / NEAR_KM)
        reason = _reason(index, place, match, hints, away.get(place))
        candidates.append(Candidate(place, evidence, named, people, match, credible, reason=reason))
    ids = index.words["place_id"]
    candidates.sort(key=lambda c: (not c.credible, -c.evidence, -c.named, ids[c.place] or ""))
    credible_ones = [c for c in candidates if c.credible]
    return Ranking(_scored(candidates), rivals(index, credible_ones, hints.on) if credible_ones else ())


def _is_credible(index: Index, place: int, match: Match, named: float, hints: Hints) -> bool:
    if match.level in NAMED:
        return True
    town = index.words["place_type"][place] in TOWNS
    if is_another_name(index, match.name, None) if town else not is_own_name(index, match.name, None):
        return False
    if match.level == "edit":
        return town and match.likeness >= ALMOST_EQUAL
    at_home = hints.names_ground or index.words["country"][place] in (OWN_COUNTRY, None)
    if not (at_home or town):
        return False
    return named >= NONE_OF_THEM and match.shifts <= (1 if at_home and town else 0)


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
        place for place, one in found.items() if one.match.level in NAMED and not index.is_region[place]
    ]
    homes = {index.words["admin1"][place] for place in settlements}
    return homes | {"" for place in settlements if index.words["place_type"][place] in TOWNS}


def _fit(index: Index, place: int, match: Match, types: Sequence[str], hints: Hints) -> float:
    kind = index.words["place_type"][place]
    fit = GIVEN if match.name in index.given_names and match.level in NAMED else 0.0
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
    top = max(c.evidence for c in candidates)
    none = max(c.evidence - c.named for c in candidates) + NONE_OF_THEM
    total = sum(exp(c.evidence - top) for c in candidates) + exp(none - top)
    return tuple(replace(c, score=exp(c.evidence - top) / total) for c in candidates)


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
    if place in index.given or name in index.given_names:
        parts.append("given by the user")
    return "; ".join(parts)
