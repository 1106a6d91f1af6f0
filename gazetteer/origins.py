"""Origins: the names that an adjective of a place may be made of: Авдіївський of Авдіївка."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

__all__ = ["compounds", "is_adjective", "sources"]

# Adjectives of places in every case: what stands before the suffix, the suffix, the ending.
ADJECTIVE = re.compile(
    "(.{2,})(ськ|цьк|зьк|ск|цк|зк)"
    "(?:а|ої|ій|у|ою|ий|ого|ому|им|ім|е|і|их|ими|ая|ой|ую|ое|ом|ый|ым|ые|ых|ыми|ие|ие)"
)
# What a name may end in where its adjective has the suffix: Бахмут, Покровськ, Авдіївка, Одеса, Роботине.
BARE = ("", "ськ", "ск", "ка", "а", "я", "и", "ы", "е", "о", "є", "не", "на", "са", "ха", "ля", "ье", "ське")
SIBILANT = {
    "цьк": ("цьк", "ка", "к", "ця"),
    "цк": ("цк", "ка", "к"),
    "зьк": ("га", "г", "жжя", "зьк"),
    "зк": ("га", "г", "жье"),
}
FIRST = ("ий", "а", "е", "і", "ый", "ая", "ое", "ые", "ій", "я", "є", "ин", "ів", "ов")


def is_adjective(folded: str) -> bool:
    """Whether a folded word has the form of an adjective of a place.

    Examples
    --------
    >>> is_adjective("покровському"), is_adjective("торецьку"), is_adjective("покровск")
    (True, True, False)
    """
    return ADJECTIVE.fullmatch(folded) is not None


def sources(adjective: str) -> Iterator[str]:
    """Names that an adjective may be made of; most are none."""
    parts = ADJECTIVE.fullmatch(adjective)
    if parts is not None:
        yield from _names_of(parts[1], SIBILANT.get(parts[2], BARE))
        yield from (parts[1] + parts[2] + ending for ending in ("ий", "ый"))  # Хмельницький is one itself


def compounds(adjective: str, begins: Callable[[str], bool]) -> Iterator[str]:
    """Names of two words that an adjective may be made of: Великоновосілківська."""
    parts = ADJECTIVE.fullmatch(adjective)
    if parts is None:
        return
    stem, tails = parts[1], SIBILANT.get(parts[2], BARE)
    for cut in range(4, len(stem) - 3):
        if stem[cut] in "оеє":
            firsts = [first for ending in FIRST if begins(first := f"{stem[:cut]}{ending} {stem[cut + 1]}")]
            rests = list(_names_of(stem[cut + 1 :], tails)) if firsts else []
            yield from (first[:-1] + rest for first in firsts for rest in rests)


def _names_of(stem: str, tails: Iterable[str]) -> Iterator[str]:
    stems = {stem, stem.removesuffix("ь"), stem.removesuffix("в")}
    stems |= (
        {stem[:-2]} if stem.endswith(("ів", "ов", "ев", "єв")) else set()
    )  # Пологівський, Новосілківський
    # Гуляйпільський, Сватівський, Курахівський: a closed syllable has і where the name has о.
    stems |= {f"{head}о{tail}" for one in list(stems) for head, _, tail in [one.rpartition("і")] if head}
    for one in sorted(stems):
        yield from (one + tail for tail in tails)
