"""Matching: which names of the index a written name may be, by every key.

A name matches as written, by case ending, by skeleton, or with an adjective translated. Names one letter away
are looked for only where all of that finds nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from math import inf
from typing import Literal, NamedTuple

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from gazetteer import toponym
from gazetteer.index import Index
from gazetteer.vowels import endings_agree, shifts

__all__ = ["LONGEST_NAME", "Level", "Match", "forms", "matches", "nearly"]

Level = Literal["exact", "ending", "translated", "skeleton", "edit"]

LONGEST_NAME = 120  # letters; no place has a longer name
VOWELS = str.maketrans("oeyj", "aiii")  # Robotyne is Rabotino: these vowels change between languages
SHORT = 4  # consonants; shorter names are one edit from too many
ALIKE = 0.5  # spellings less alike than this are other names


class Match(NamedTuple):
    """How a name of the index matches.

    Its number, by which key, how alike the spellings are, 0 to 1, and how many vowels inside it differ as
    they do between languages (infinite for another name).
    """

    name: int
    level: Level
    likeness: float
    shifts: float = 0.0


def forms(index: Index, folded: str) -> Iterator[str]:
    """The folded name, and its nominatives as far as their words stand in names of the index."""
    return (" ".join(words) for words in toponym.inflections(folded, index.tokens))


def matches(index: Index, name: str, *, as_region: bool = False) -> Iterator[Match]:
    """Names that a folded name may be, by every key; `as_region` if a word for a region stood beside it."""
    by_key = index.by_region if as_region else index.by_fold
    by_skeleton = index.region_skeletons if as_region else index.by_skeleton
    known = list(forms(index, name))
    for number, form in enumerate(known):
        level: Level = "ending" if number else "exact"
        yield from (Match(found, level, 1.0) for found in by_key.get(form, ()))
    sounds: dict[str, list[str]] = {}
    for form in dict.fromkeys([*known, *map(" ".join, toponym.inflections(name))]):
        sounds.setdefault(_skeleton(form), []).append(form)
    for key, written in sounds.items():
        yield from _alike(by_skeleton.get(key, ()), by_key, written, "skeleton")
    for key in {key for form in known for key in toponym.translations(form)}:
        yield from _alike(by_skeleton.get(key, ()), by_key, known, "translated")


def nearly(index: Index, name: str) -> Iterator[Match]:
    """Names one consonant away from a folded name."""
    key = _skeleton(name)
    if len(key) < SHORT:
        return
    lengths = range(len(key) - 1, len(key) + 2)
    near = [other for length in lengths for other in index.skeletons_by_length.get(length, ())]
    for other, *_ in process.extract(key, near, scorer=OSA.distance, score_cutoff=1, limit=None):
        yield from _alike(index.by_skeleton[other], index.by_fold, [name], "edit")


def _alike(
    folded: Iterable[str], by_key: Mapping[str, list[int]], written: Iterable[str], level: Level
) -> Iterator[Match]:
    forms = list(written)
    for key in folded:
        likeness = max(fuzz.ratio(_latin(key), _latin(form)) for form in forms) / 100
        if likeness >= ALIKE or level == "translated":
            compared = _translated if level == "translated" else shifts
            moved = inf if level == "edit" else min(compared(form, key) for form in forms)
            yield from (Match(name, level, likeness, moved) for name in by_key[key])


def _translated(one: str, other: str) -> float:
    """As `shifts`, but of words that are translated only the endings are compared."""
    first, second = one.split(), other.split()
    if len(first) != len(second):
        return inf
    return sum(
        shifts(a, b) if _skeleton(a) == _skeleton(b) else (0 if endings_agree(a, b) else inf)
        for a, b in zip(first, second, strict=True)
    )


@lru_cache(maxsize=1 << 16)
def _latin(folded: str) -> str:
    return toponym.latin(folded).translate(VOWELS)


@lru_cache(maxsize=1 << 16)
def _skeleton(name: str) -> str:
    return toponym.skeleton(name)
