"""Toponyms in running text: where Ukrainian, Russian and English sentences name a place.

Only words with a capital are looked at, each form of a word once; what is found is resolved when it is asked
for, all names of a text together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from gazetteer.context import Resolver
from gazetteer.meanings import Answered, Meanings
from gazetteer.naming import Namebook
from gazetteer.scan import Scan

if TYPE_CHECKING:
    from gazetteer.index import Index
    from gazetteer.places import Place

__all__ = ["Mention", "spots"]

UKRAINIAN, RUSSIAN = re.compile("[ґєії]", re.I), re.compile("[ыэъё]", re.I)


SAMPLE = 2000  # letters of a text that tell its language
INDEXES = 4  # whose names are remembered


class Settled(NamedTuple):
    """What a name means without the text that it is from.

    Parameters
    ----------
    text
        So much of the text as tells its language.
    answers
        What the name means.
    """

    text: str
    answers: Sequence[Answered]


@dataclass(frozen=True, slots=True)
class Mention:
    """A place named in a text.

    Parameters
    ----------
    text
        The bare name as written: text[start:end] of the text it is from.
    start, end
        Where it stands, in code points.
    name
        What is looked up: the name with the word for its type.
    is_region
        Whether it is put as a region: "Сумщина", "Kherson region".
    rel
        "at"; "direction" where a direction or a front has the name of the place; "near" where an adjective
        says which town something belongs to: "Одеський порт".
    """

    text: str
    start: int
    end: int
    name: str
    is_region: bool
    rel: str = "at"
    _resolver: Resolver | Settled | None = field(default=None, repr=False, compare=False)
    _number: int = field(default=0, repr=False, compare=False)

    @property
    def lang(self) -> str:
        """uk, ru or en, as the letters of the name, or else of the text, tell it."""
        return _language(self.text) or _language(self._resolver.text if self._resolver else "") or "uk"

    def __reduce__(self) -> tuple[object, ...]:
        """What it means goes along when it is pickled: it is found out before."""
        settled = Settled(self._resolver.text[:SAMPLE] if self._resolver else "", [self._answer])
        return Mention, (self.text, self.start, self.end, self.name, self.is_region, self.rel, settled)

    @property
    def place(self) -> Place | None:
        """The place that is meant, or None where that is not clear."""
        return self._answer.place

    @property
    def resolution(self) -> str:
        """What became of it: resolved, region_only, ambiguous, unresolved, given."""
        return self._answer.resolution

    @property
    def candidates(self) -> tuple[str, ...]:
        """Ids of the places that may be meant, best first."""
        return self._answer.candidates

    @property
    def _answer(self) -> Answered:
        return Answered() if self._resolver is None else self._resolver.answers[self._number]


class Reader(NamedTuple):
    """What reading texts remembers of an index."""

    book: Namebook
    meanings: Meanings


@lru_cache(maxsize=INDEXES)
def reader(index: Index) -> Reader:
    """The names of an index and what they mean, remembered from text to text."""
    book = Namebook(index)
    return Reader(book, Meanings(index, book))


def spots(index: Index, text: str, *, asks: object = None) -> list[Mention]:
    """Places named in a text, in order; what they are is found out at the first question.

    Countries count where something is in them: as sides of a war they are no places.

    Parameters
    ----------
    index
        The places and names that are known.
    text
        Any text in Ukrainian, Russian or English, or in several.
    asks
        Who asks: a gazetteer, or None, for which all names stay unresolved.

    Examples
    --------
    >>> from gazetteer.core import embedded
    >>> found = spots(embedded(), "Під Торецьком та на Харківщині тривають бої, сказав Роман Лиман.")
    >>> [(mention.text, mention.start, mention.is_region) for mention in found]
    [('Торецьком', 4, False), ('Харківщині', 20, True)]
    """
    book, meanings = reader(index)
    found = Scan(book, text).run()
    if not found:
        return []
    resolver = Resolver(text, found, meanings if asks is not None else None)
    return [
        Mention(text[start:end], start, end, name, is_region, rel, resolver, number)
        for number, (start, end, name, is_region, _, rel, _) in enumerate(found)
    ]


def _language(text: str) -> str:
    sample = text[:SAMPLE]
    if not any("\u0400" <= letter <= "\u04ff" for letter in sample):
        return "en" if any(letter.isascii() and letter.isalpha() for letter in sample) else ""
    uk, ru = len(UKRAINIAN.findall(sample)), len(RUSSIAN.findall(sample))
    return "uk" if uk > ru else "ru" if ru > uk else ""
