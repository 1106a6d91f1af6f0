"""Names as they stand in text: which places a word, several words or an adjective may name.

A word of a text is looked up once and remembered: its cases by the endings of ``data/endings.csv``,
adjectives by how they are made of names (Авдіївський of Авдіївка, Великоновосілківська of Велика Новосілка).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gazetteer.toponym import nominatives
from gazetteer.words import commonness, folded_word, is_first_name, is_patronymic, is_surname, role_words

if TYPE_CHECKING:
    from gazetteer.index import Index

__all__ = ["LONGEST", "LONGEST_WORD", "Entry", "Namebook", "Word", "excess", "is_adjective"]

REMEMBERED = 1 << 17  # words and phrases; when there are more, all are forgotten
LONGEST_WORD = 60  # letters of a token that is looked up
LONGEST = 4  # words of a name
COMBINATIONS = 64  # of cases of the words of a name
VILLAGE = 300  # inhabitants of a place whose number is not known
CITY = 100_000
# Set by what is known of a few words and towns (Київ, Суми, Бахмут, Щастя, Бар), not fitted to any text.
RARE, PEOPLE_A_WORD = 2.75, 0.55
WATERS = frozenset({"river", "sea"})
REGION, COUNTRY, WATER = 1, 2, 4  # what a place is
CODE = 4  # letters of a name that may be a code
POSSESSIVE = re.compile(r"['’](?:s|S)\Z")
REGION_NAMES = ("щина", "щини", "щині", "щину", "щиною", "щины", "щине", "щиной")

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


class Entry(NamedTuple):
    """What a word or phrase of a text may name.

    Parameters
    ----------
    folded
        As written, folded.
    names
        Names of the index that it is, in some case.
    exact
        Whether it is a name as it stands.
    size
        Inhabitants of all places that have the name.
    common
        How common the word is; see :func:`~gazetteer.words.commonness`.
    excess
        How much commoner the word is than a place of this size makes it; see :func:`excess`.
    region, country, river
        Whether it names an area rather than a settlement; whether a country, a river or a sea has the name.
    unit
        Whether it is the name of a region once a word such as "область" follows.
    part
        Whether names of several words have it.
    adjective
        Whether it has the form of an adjective of a place.
    first_name, last_name
        Whether it is, in some case, a first name; a surname that is known or a patronymic.
    """

    folded: str
    names: tuple[str, ...]
    exact: bool
    size: int
    common: float
    excess: float
    region: bool
    country: bool
    river: bool
    unit: bool
    part: bool
    adjective: bool
    first_name: bool = False
    last_name: bool = False


class Word(NamedTuple):
    """A word of a text with a capital.

    Parameters
    ----------
    written
        As written, without the ending of a possessive.
    entry
        What it may name; None if it can be no name nor a part of one.
    strange
        The word folded, or "" if it names a region or is one that stands beside names.
    shouted
        Whether it is in capitals.
    in_names
        Whether it may be one of the words of a longer name.
    """

    written: str
    entry: Entry | None
    strange: str
    shouted: bool
    in_names: bool


def excess(common: float, size: int) -> float:
    """How much commoner a word is than a place of this size makes it; above 0 it is another word, too.

    A name is written the oftener the more people live there: once in a thousand million words for every three
    or four of them, and a village as often as rare words are.

    Examples
    --------
    >>> round(excess(commonness("щастя"), 11_000), 1), excess(commonness("харків"), 1_400_000) < 0
    (1.5, True)
    """
    return common - max(RARE, math.log10(max(size, 1)) - PEOPLE_A_WORD)


def is_adjective(folded: str) -> bool:
    """Whether a folded word has the form of an adjective of a place.

    Examples
    --------
    >>> is_adjective("покровському"), is_adjective("торецьку"), is_adjective("покровск")
    (True, True, False)
    """
    return ADJECTIVE.fullmatch(folded) is not None


class Namebook:
    """The names of an index, asked by the words of texts."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._regions = frozenset(index.by_region)
        kinds = index.by_type(_flags, missing=0)
        self._flags = np.where(index.is_region, kinds | REGION, kinds).astype(np.uint8).tobytes()
        self.words: dict[str, Word] = {}
        self._phrases: dict[tuple[str, ...], Entry | None] = {}
        self._towns: dict[str, tuple[str, int] | None] = {}

    def word(self, token: str) -> Word:
        """What a word of a text with a capital is."""
        try:
            return self.words[token]
        except KeyError:
            if len(self.words) >= REMEMBERED:
                self.words.clear()
            word = self.words[token] = self._word(token)
            return word

    def entry(self, written: str) -> Entry | None:
        """What a word may name, or None if it cannot be a name nor a part of one."""
        return self.word(written).entry

    def phrase(self, words: tuple[str, ...]) -> Entry | None:
        """What several words together may name, or None."""
        try:
            return self._phrases[words]
        except KeyError:
            if len(self._phrases) >= REMEMBERED:
                self._phrases.clear()
            entry = self._phrases[words] = self._phrase(words)
            return entry

    def town(self, written: str) -> tuple[str, int] | None:
        """The name of the settlement from whose name an adjective is made and how many live there, or None.

        Of several the one where most people live: directions are named after towns.
        """
        try:
            return self._towns[written]
        except KeyError:
            if len(self._towns) >= REMEMBERED:
                self._towns.clear()
            town = self._towns[written] = self._town(folded_word(written[: LONGEST_WORD + 1]))
            return town

    def _word(self, token: str) -> Word:
        written = POSSESSIVE.sub("", token) if "'" in token or "’" in token else token
        folded = folded_word(written[: LONGEST_WORD + 1])
        entry = self._looked_up(folded)
        strange = "" if (entry and entry.unit) or folded in role_words() else folded[:LONGEST_WORD]
        in_names = " " in folded or (entry is not None and entry.part)
        return Word(written, entry, strange, written.isupper(), in_names)

    def _looked_up(self, folded: str) -> Entry | None:
        if not 2 <= len(folded) <= LONGEST_WORD:
            return None
        cases = nominatives(folded)
        forms, part = [], False
        if " " in folded:
            forms = list(self._joined(folded.split()))
        else:
            for keys in self._index.keys:
                words, folds = keys.words, keys.folds
                standing = [form for form in cases if form in words]
                part = part or bool(standing)
                forms += [form for form in standing if form in folds]
        forms = [form for form in dict.fromkeys(forms) if len(form) > CODE or self._written_as_name(form)]
        unit = not self._regions.isdisjoint(cases)
        known = forms or unit or part or is_adjective(folded)
        return self._entry(folded, forms, unit=unit, part=part) if known else None

    def _phrase(self, words: tuple[str, ...]) -> Entry | None:
        folded = [word for written in words for word in folded_word(written[: LONGEST_WORD + 1]).split()]
        forms = list(self._joined(folded)) if len(folded) <= LONGEST else []
        return self._entry(" ".join(folded), forms, unit=False, part=False) if forms else None

    def _joined(self, words: list[str]) -> Iterator[str]:
        tokens, by_fold = self._index.tokens, self._index.by_fold
        cases = [[form for form in nominatives(word) if form in tokens] for word in words]
        if math.prod(map(len, cases)) <= COMBINATIONS * len(words):
            yield from (name for name in map(" ".join, product(*cases)) if name in by_fold)

    def _written_as_name(self, form: str) -> bool:
        """Whether some name of this form is more than a code in capitals, such as HRK."""
        return any(not str(self._index.names.text[n]).isupper() for n in self._index.by_fold.get(form, ()))

    def _entry(self, folded: str, forms: list[str], *, unit: bool, part: bool) -> Entry:
        names = [n for form in forms for n in self._index.by_fold.get(form, ())]
        size, region, country, river = self._extent(folded, names) if names else (0, False, False, False)
        common = 0.0 if " " in folded else max(map(commonness, {folded, *forms}), default=0.0)
        return Entry(
            folded, tuple(forms), folded in forms, size, common, excess(common, size), region, country, river,
            unit, part, is_adjective(folded), is_first_name(folded.partition(" ")[0]),
            is_surname(folded) or is_patronymic(folded),
        )  # fmt: skip

    def _extent(self, folded: str, names: list[int]) -> tuple[int, bool, bool, bool]:
        """How many people live in the places of some names, and whether these are regions, countries, rivers."""
        flags, people = self._flags, self._index.population
        places = set(self._index.names.place[names].tolist())
        regions = [place for place in places if flags[place] & REGION]
        size = sum(max(people.item(place), VILLAGE) for place in places.difference(regions))
        all_ = len(regions) == len(places)
        region = bool(regions) and (all_ or (size < CITY and self._is_own(folded, names)))
        if region:
            size += sum(map(people.item, regions))
        country = region and any(flags[place] & COUNTRY for place in regions)
        return size, region, country, any(flags[place] & WATER for place in regions)

    def _is_own(self, folded: str, names: list[int]) -> bool:
        """Whether some of the names are the very names of regions."""
        if folded.endswith(REGION_NAMES):
            return True
        own, place = self._index.names, self._index.names.place
        return any(own.kind[n] == "official" and self._flags[place[n]] & REGION for n in names)

    def _town(self, folded: str) -> tuple[str, int] | None:
        by_fold = self._index.by_fold
        found = {form for form in _sources(folded) if form in by_fold}
        found = found or {form for form in _compounds(folded) if form in by_fold}
        ranked = sorted((self._people(form), form) for form in found)
        if not ranked or ranked[-1][0] < 0:
            return None
        people, form = ranked[-1]
        return self._index.names.text[self._index.by_fold.get(form, ())[0]], people

    def _people(self, form: str) -> int:
        index = self._index
        places = {int(index.names.place[n]) for n in index.by_fold.get(form, ())}
        return max(
            (int(index.population[place]) for place in places if not index.is_region[place]), default=-1
        )


def _flags(kind: str) -> int:
    return COUNTRY * (kind == "country") | WATER * (kind in WATERS)


def _sources(adjective: str) -> Iterator[str]:
    """Names that an adjective may be made of; most are none."""
    parts = ADJECTIVE.fullmatch(adjective)
    if parts is not None:
        yield from _names_of(parts[1], SIBILANT.get(parts[2], BARE))
        yield from (parts[1] + parts[2] + ending for ending in ("ий", "ый"))  # Хмельницький is one itself


def _compounds(adjective: str) -> Iterator[str]:
    """Names of two words that an adjective may be made of: Великоновосілківська."""
    parts = ADJECTIVE.fullmatch(adjective)
    if parts is None:
        return
    stem, tails = parts[1], SIBILANT.get(parts[2], BARE)
    for cut in range(4, len(stem) - 3):
        if stem[cut] in "оеє":
            rests = list(_names_of(stem[cut + 1 :], tails))
            yield from (f"{stem[:cut]}{ending} {rest}" for ending in FIRST for rest in rests)


def _names_of(stem: str, tails: Iterable[str]) -> Iterator[str]:
    stems = {stem, stem.removesuffix("ь"), stem.removesuffix("в")}
    stems |= (
        {stem[:-2]} if stem.endswith(("ів", "ов", "ев", "єв")) else set()
    )  # Пологівський, Новосілківський
    # Гуляйпільський, Сватівський, Курахівський: a closed syllable has і where the name has о.
    stems |= {f"{head}о{tail}" for one in list(stems) for head, _, tail in [one.rpartition("і")] if head}
    for one in sorted(stems):
        yield from (one + tail for tail in tails)
