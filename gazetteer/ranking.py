"""Ranking: the places that may be meant, best first, each with the reason.

Candidates are the union of what all keys find, so that a namesake spelt exactly so does not hide the right
place. Each adds up its evidence in natural logarithms; its score is its share of the evidence of all
candidates and of the possibility that it is none of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import log

import numpy as np

from gazetteer import geodesy
from gazetteer.candidates import TOWNS, Candidates, rivals
from gazetteer.columns import Flags, Floats, Ints
from gazetteer.hints import Hints, Sieve
from gazetteer.index import KINDS, Index
from gazetteer.matching import Level
from gazetteer.places import REGION_TYPES
from gazetteer.pool import Pool, pool
from gazetteer.standing import standing
from gazetteer.toponym import rows_of_rules

__all__ = ["ranked"]

# Weights are natural logarithms of odds, set beforehand, not fitted.
LEVEL = np.array([0.0, -1.0, -2.5, -3.5, -3.0])  # by Level
UNLIKE = np.array([0.0, 0.0, 5.0, 0.0, 20.0])
NOT_AS_WRITTEN = -5.0  # what any other key finds, if some place has the name as it is written
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
    "hromada": 6.0,
}
NAMED_AFTER_A_TOWN = 2.0  # a region that is only meant when the name says "region"
SHARED = frozenset({"oblast", "krai", "raion", "hromada", "special_city", "river"})
SIZE = {"abandoned": 0, "village": 0, "settlement": 1, "town": 2, "city": 3}
OTHER_SIZE = (0.0, -1.0, -4.0, -8.0)  # by how many steps the type differs from the one that was named
NEAR_KM, NEARER = 0.5, 2.5  # evidence falls with this power of the distance
FAME_NEARBY = 0.5  # where the place beside it is known, its size tells less
PRIOR = log(30)  # the most that a caller's prior may add or take


def ranked(index: Index, names: Sequence[str], hints: Sequence[Hints], *, wide: bool = True) -> Candidates:
    """Places that may have the names and fit the hints of each, best first.

    Unless `wide`, those that could only be suggested are left out.
    """
    sieve = Sieve(index, hints)
    asked = pool(index, names, sieve, wide=wide)
    on = sieve.on[asked.query]
    stands = standing(index, asked.name, on)
    named = _named(index, asked) + stands.evidence
    ground = sieve.names_ground[asked.query]
    credible = _credible(index, asked, named, ground, stands.own, stands.another)
    best = _best(asked.query, asked.place, credible, named)
    asked, named, credible = asked.at(best), named[best], credible[best]
    another, past, own = stands.another[best], stands.past[best], stands.own[best]
    named = named + _as_written(index, asked, own, past)
    away = _away(index, asked, sieve)
    beside = ~np.isnan(away)
    people = _people(index, asked, len(names)) * np.where(beside, FAME_NEARBY, 1.0)
    people = np.where(another, np.minimum(people, log(FEW)), people)  # a town's fame is not of such a name
    prior = _prior(index, asked, sieve)
    evidence = named + people + _fit(index, asked, sieve) + prior
    evidence -= np.where(beside, NEARER * np.log1p(np.nan_to_num(away) / NEAR_KM), 0.0)
    order = np.lexsort((asked.place, -named, -evidence, ~credible, asked.query))
    columns = (asked.place, asked.name, asked.level, asked.likeness, asked.shifts, named, people, evidence,
               credible, another | past, own, away, prior)  # fmt: skip
    starts = np.searchsorted(asked.query[order], np.arange(len(names) + 1))
    found = Candidates(starts, *(column[order] for column in columns))  # type: ignore[arg-type]
    return replace(found, score=_scores(found), rival=rivals(index, found))


def _named(index: Index, asked: Pool) -> Floats:
    """Evidence of the spelling."""
    length = np.maximum(index.names.lengths[asked.name], 1)
    unlike = (1 - asked.likeness) * UNLIKE[asked.level] * np.maximum(1.0, 4 / length)
    named: Floats = LEVEL[asked.level] - unlike
    return named


def _credible(index: Index, asked: Pool, named: Floats, ground: Flags, own: Flags, another: Flags) -> Flags:
    """Whether a place may be the answer, and not only be suggested."""
    town = index.by_type(lambda kind: kind in TOWNS, asked.place, missing=False)
    home = ground | _at_home(index, asked.place)
    spelling = np.where(town, ~another, own) & (home | town)
    near = (named >= NONE_OF_THEM) & (asked.shifts <= np.where(home & town, 1, 0))
    has_the_name = asked.level <= Level.ENDING
    nobody = ~_any(has_the_name, asked.query)[asked.query]
    almost = town & (asked.likeness >= ALMOST_EQUAL) & nobody
    credible: Flags = has_the_name | (spelling & np.where(asked.level == Level.EDIT, almost, near))
    return credible


def _at_home(index: Index, places: Ints) -> Flags:
    country = index.words["country"]
    codes = country.codes[places]
    home: Flags = (codes < 0) | (codes == country.code(OWN_COUNTRY))
    return home


def _best(query: Ints, place: Ints, credible: Flags, named: Floats) -> Ints:
    """Rows with the best match of each place, by query."""
    order = np.lexsort((-named, ~credible, place, query))
    fresh = (np.diff(query[order], prepend=-1) != 0) | (np.diff(place[order], prepend=-1) != 0)
    best: Ints = order[fresh]
    return best


def _as_written(index: Index, asked: Pool, own: Flags, past: Flags) -> Floats:
    """What other spellings lose where some place has this one, and past names where one still has it."""
    exact = asked.level == Level.EXACT
    written = _any(exact & (index.names.kinds[asked.name] != KINDS.index("variant")), asked.query)
    still = _any((asked.level <= Level.ENDING) & own, asked.query)
    lost = (written[asked.query] & ~exact) | (still[asked.query] & past)
    return np.where(lost, NOT_AS_WRITTEN, 0.0)


def _any(rows: Flags, query: Ints) -> Flags:
    """For each query whether one of its rows has it."""
    count = int(query.max(initial=-1)) + 1
    return np.bincount(query[rows], minlength=count) > 0


def _people(index: Index, asked: Pool, queries: int) -> Floats:
    """Evidence of how often places of the size are spoken of."""
    typed, places = asked.typed, asked.place
    count = index.population[places].astype(float)
    count = np.where(count > 0, count, index.by_type(_usual, places, missing=FEW))
    district = index.by_type(lambda kind: kind == "district", places, missing=False)
    count = np.where(district & ~typed, FEW, count)  # a bare name means the town, not its part
    size = np.log(np.clip(count, FEWEST, MOST))
    size += index.by_type(lambda kind: RANK.get(kind, 0.0), places, missing=0.0)
    size += _focus(index, places)
    weight = index.by_type(lambda kind: REGION_WEIGHT.get(kind, 6.0), places, missing=0.0)
    shared = index.by_type(lambda kind: kind in SHARED, places, missing=False)
    weight = np.where(
        shared & ~typed & _named_after_a_town(index, asked, queries), NAMED_AFTER_A_TOWN, weight
    )
    people: Floats = np.where(index.is_region[places], weight, size)
    return people


def _focus(index: Index, places: Ints) -> Floats:
    """How much more often a small place is spoken of than one elsewhere, by its first-level unit."""
    codes = index.words["admin1_code"]
    odds = {row["admin1_code"]: float(row["log_odds"]) for row in rows_of_rules("focus.csv")}
    table = np.array([*(odds.get(code, 0.0) for code in codes.values), 0.0])
    small = index.by_type(lambda kind: kind in ("village", "settlement"), places, missing=False)
    found: Floats = np.where(small, table[codes.codes[places]], 0.0)
    return found


def _usual(kind: str) -> int:
    return PEOPLE.get(kind, FEW)


def _named_after_a_town(index: Index, asked: Pool, queries: int) -> Flags:
    """Whether a settlement of the place's own first-level unit has the very name, or a town anywhere."""
    admin1 = index.words["admin1"]
    units = len(admin1.values) + 1
    here = asked.query * units + admin1.codes[asked.place]  # -1 is the last of the query before: it has none
    settled = (asked.level <= Level.ENDING) & ~index.is_region[asked.place]
    towns = settled & index.by_type(lambda kind: kind in TOWNS, asked.place, missing=False)
    famous = np.bincount(asked.query[towns], minlength=queries) > 0
    after: Flags = np.isin(here, here[settled]) | famous[asked.query]
    return after


def _fit(index: Index, asked: Pool, sieve: Sieve) -> Floats:
    """Evidence of what stands beside the name: a name given by the user, another country, another size."""
    fit = np.where(~sieve.names_ground[asked.query] & ~_at_home(index, asked.place), ABROAD, 0.0)
    if index.given_names:
        given = np.isin(asked.name, list(index.given_names)) & (asked.level <= Level.ENDING)
        fit += np.where(given, GIVEN, 0.0)
    sizes = np.array([[_other_size(kind, types) for kind in (*asked.kinds, None)] for types in asked.types])
    kinds = index.words["place_type"].codes[asked.place]
    return fit + (sizes[asked.type_of, kinds] if len(sizes) else 0.0)


def _other_size(kind: str | None, types: Sequence[str]) -> float:
    if not types or not REGION_TYPES.isdisjoint(types):
        return 0.0
    steps = [abs(SIZE[kind] - SIZE[named]) for named in types if kind in SIZE and named in SIZE]
    return OTHER_SIZE[min(steps)] if steps else OTHER_SIZE[2] * (kind not in types)


def _away(index: Index, asked: Pool, sieve: Sieve) -> Floats:
    """Distance of each place from what is near; NaN where nothing is said."""
    away = np.full(len(asked.query), np.nan)
    rows = np.flatnonzero(sieve.has_near[asked.query])
    if len(rows):
        shapes = sieve.near[asked.query[rows]]
        away[rows] = geodesy.distance_to_km(
            index.lon[asked.place[rows]], index.lat[asked.place[rows]], shapes
        )
    return away


def _prior(index: Index, asked: Pool, sieve: Sieve) -> Floats:
    """What the callers' priors say of the places, within bounds."""
    prior = np.zeros(len(asked.query))
    for function, queries in sieve.priors.items():
        rows = np.flatnonzero(np.isin(asked.query, queries))
        said = function(index.lon[asked.place[rows]], index.lat[asked.place[rows]])
        prior[rows] = np.clip(np.nan_to_num(np.asarray(said, dtype=float)), -PRIOR, PRIOR)
    return prior


def _scores(found: Candidates) -> Floats:
    """Each candidate's share of the evidence of all of its name, and of none of them."""
    filled = np.flatnonzero(np.diff(found.starts))
    if not len(filled):
        return np.zeros(0)
    firsts, query = found.starts[filled], found.query
    top, none = np.zeros(len(found)), np.zeros(len(found))
    top[filled] = np.maximum.reduceat(found.evidence, firsts)
    none[filled] = np.maximum.reduceat(found.evidence - found.named, firsts) + NONE_OF_THEM
    share = np.exp(found.evidence - top[query])
    total = np.exp(none - top)
    total[filled] += np.add.reduceat(share, firsts)
    scores: Floats = share / total[query]
    return scores
