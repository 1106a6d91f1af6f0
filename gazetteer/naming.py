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

from gazetteer.origins import compounds, is_adjective, sources
from gazetteer.toponym import nominatives
from gazetteer.words import commonness, folded_word, is_first_name, is_patronymic, is_surname, role_words

if TYPE_CHECKING:
    from gazetteer.index import Index

__all__ = [
    "CITY",
    "LARGE",
    "LONGEST",
    "LONGEST_WORD",
    "TOWN",
    "Entry",
    "Namebook",
    "Word",
    "excess",
]

REMEMBERED = 1 << 17  # words and phrases; when there are more, all are forgotten
LONGEST_WORD = 60  # letters of a token that is looked up
LONGEST = 4  # words of a name
COMBINATIONS = 64  # of cases of the words of a name
VILLAGE = 300  # inhabitants of a place whose number is not known
TOWN, LARGE, CITY = 3_000, 20_000, 100_000  # inhabitants
# Set by what is known of a few words and towns (Київ, Суми, Бахмут, Щастя, Бар), not fitted to any text.
RARE, PEOPLE_A_WORD = 2.75, 0.55
WATERS = frozenset({"river", "sea"})
REGION, COUNTRY, WATER = 1, 2, 4  # what a place is
CODE = 4  # letters of a name that may be a code
POSSESSIVE = re.compile(r"['’](?:s|S)\Z")
REGION_NAMES = ("щина", "щини", "щині", "щину", "щиною", "щины", "щине", "щиной")


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
    letters
        Whether it is letters rather than a word: ДНР.
    plain
        Whether it names a region, or a town and nothing else that is written as often.
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
    letters: bool = False
    plain: bool = False


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
    hyphened
        Whether it has hyphens.
    """

    written: str
    entry: Entry | None
    strange: str
    shouted: bool
    in_names: bool
    hyphened: bool


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
        known = (entry and entry.unit) or (folded in role_words() and not is_first_name(folded))
        strange = "" if known else folded[:LONGEST_WORD]
        in_names = " " in folded or (entry is not None and entry.part)
        return Word(written, entry, strange, written.isupper(), in_names, "-" in written or "‑" in written)

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
        forms = [form for form in dict.fromkeys(forms) if not self._is_code(form)]
        unit = not self._regions.isdisjoint(cases)
        known = forms or unit or part or is_adjective(folded)
        return self._entry(folded, forms, unit=unit, part=part) if known else None

    def _phrase(self, words: tuple[str, ...]) -> Entry | None:
        folded = [word for written in words for word in folded_word(written[: LONGEST_WORD + 1]).split()]
        forms = list(self._joined(folded)) if len(folded) <= LONGEST else []
        return self._entry(" ".join(folded), forms, unit=False, part=False) if forms else None

    def _joined(self, words: list[str]) -> Iterator[str]:
        for keys in self._index.keys:
            tokens, folds = keys.words, keys.folds
            cases = [[form for form in nominatives(word) if form in tokens] for word in words]
            if all(cases) and math.prod(map(len, cases)) <= COMBINATIONS * len(words):
                yield from (name for name in map(" ".join, product(*cases)) if name in folds)

    def _is_letters(self, form: str) -> bool:
        """Whether all names of this form are a few capitals: a code such as HRK, or ДНР."""
        text = self._index.names.text
        return len(form) <= CODE and all(str(text[n]).isupper() for n in self._index.by_fold.get(form, ()))

    def _is_code(self, form: str) -> bool:
        """Whether a form is letters that no region has for a name."""
        place = self._index.names.place
        return self._is_letters(form) and not any(
            self._flags[place[n]] & REGION for n in self._index.by_fold.get(form, ())
        )

    def _entry(self, folded: str, forms: list[str], *, unit: bool, part: bool) -> Entry:
        names = [n for form in forms for n in self._index.by_fold.get(form, ())]
        size, region, country, river = self._extent(folded, names) if names else (0, False, False, False)
        common = 0.0 if " " in folded else max(map(commonness, {folded, *forms}), default=0.0)
        entry = Entry(
            folded, tuple(forms), folded in forms, size, common, excess(common, size), region, country, river,
            unit, part, is_adjective(folded), is_first_name(folded.partition(" ")[0]),
            is_surname(folded) or is_patronymic(folded), bool(forms) and all(map(self._is_letters, forms)),
        )  # fmt: skip
        return entry._replace(plain=_is_plain(entry))

    def _extent(self, folded: str, names: list[int]) -> tuple[int, bool, bool, bool]:
        """How many live in the places of some names, and whether these are regions, countries, rivers."""
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
        found = self._known(sources(folded)) or self._known(compounds(folded, self._begins))
        ranked = sorted((self._people(form), form) for form in found)
        if not ranked or ranked[-1][0] < 0:
            return None
        people, form = ranked[-1]
        return str(self._index.names.text[self._index.by_fold.get(form, ())[0]]), people

    def _known(self, forms: Iterable[str]) -> set[str]:
        """Those of many forms that are names."""
        by_layer = [keys.folds for keys in self._index.keys]
        return {form for form in forms if any(form in folds for folds in by_layer)}

    def _begins(self, start: str) -> bool:
        """Whether some name begins so."""
        return any(next(keys.folds.iterkeys(start), None) is not None for keys in self._index.keys)

    def _people(self, form: str) -> int:
        index = self._index
        places = {int(index.names.place[n]) for n in index.by_fold.get(form, ())}
        return max(
            (int(index.population[place]) for place in places if not index.is_region[place]), default=-1
        )


def _is_plain(entry: Entry) -> bool:
    if not entry.names or entry.first_name or entry.last_name or entry.letters:
        return False
    return entry.region or (entry.size >= TOWN and entry.excess <= 0)


def _flags(kind: str) -> int:
    return COUNTRY * (kind == "country") | WATER * (kind in WATERS)
