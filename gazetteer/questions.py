"""Questions: what is asked about a place, as the index can answer it, and the answers, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from gazetteer.answers import Answer, answer
from gazetteer.candidates import Candidates
from gazetteer.errors import PlaceNotFoundError
from gazetteer.hints import Hints, understood
from gazetteer.index import Index
from gazetteer.naming import Namebook, is_adjective
from gazetteer.phrases import Phrase, phrase
from gazetteer.ranking import ranked
from gazetteer.readings import readings
from gazetteer.toponym import fold

__all__ = ["Question", "Questions"]

BATCH = 20_000  # so many names are ranked together, which bounds the memory
ROLES = {
    "country": ("country",),
    "hromada": ("admin3",),
    "raion": ("admin2", "admin3"),  # raions of before 2020 are hromadas today
    "oblast": ("admin1",),
    "republic": ("admin1",),
    "krai": ("admin1",),
}
ANY_ROLE = ("country", "admin1", "admin2", "admin3")


class Question(NamedTuple):
    """A name, its hints, and what else the phrase says that it is from."""

    name: str
    hints: Hints
    phrase: Phrase | None = None


class Questions:
    """What is asked of an index, each hint understood once.

    Parameters
    ----------
    index
        The places and names.
    book
        What adjectives name: the direction of Покровськ is called Покровський.
    """

    def __init__(self, index: Index, book: Namebook) -> None:
        self._index = index
        self._book = book
        self._roles: dict[str, dict[str, object]] = {}
        self._within: dict[tuple[int, tuple[str, ...]], Hints] = {}

    def of(self, text: str, hints: Hints) -> Question:
        """The question that a written place and its hints are."""
        told = phrase(text)
        if told == Phrase(text) or fold(text) in self._index.by_fold:
            return Question(text, hints)
        name = (self._town(told.name) if told.direction else None) or told.name
        return Question(name, self._inside(hints, told.inside), told)

    def _town(self, name: str) -> str | None:
        town = self._book.town(name) if is_adjective(fold(name)) else None
        return town[0] if town else None

    def _inside(self, hints: Hints, regions: tuple[str, ...]) -> Hints:
        if not regions:
            return hints
        key = id(hints), regions
        if key not in self._within:
            for region in regions:
                for role, units in self._role(region).items():
                    if getattr(hints, role) is None:
                        hints = replace(hints, **{role: units}, written=hints.written | {role: region})
            self._within[key] = hints
        return self._within[key]

    def _role(self, region: str) -> dict[str, object]:
        """What a region is: the hint and its units; nothing if nobody knows it."""
        if region not in self._roles:
            self._roles[region] = next(self._understood(region), {})
        return self._roles[region]

    def _understood(self, region: str) -> Iterator[dict[str, object]]:
        types = readings(region)[-1].place_types
        for role in dict.fromkeys(role for kind in types for role in ROLES.get(kind, ())) or ANY_ROLE:
            try:
                hints = understood(self._index, **{role: region})
            except PlaceNotFoundError:
                continue
            yield {role: getattr(hints, role)}

    def found(self, questions: Sequence[Question]) -> Iterator[tuple[int, Candidates, int]]:
        """For each question its number, and the candidates among which are its own, and which those are.

        Names that only sound alike are looked for where no others are found.
        """
        for start in range(0, len(questions), BATCH):
            left = list(range(start, min(start + BATCH, len(questions))))
            for wide in (False, True):
                names, hints = [questions[n].name for n in left], [questions[n].hints for n in left]
                found = ranked(self._index, names, hints, wide=wide)
                clear = [wide or found.verdict(query) != "unresolved" for query in range(len(left))]
                yield from ((n, found, query) for query, n in enumerate(left) if clear[query])
                left = [n for n, is_clear in zip(left, clear, strict=True) if not is_clear]
                if not left:
                    break

    def answers(self, questions: Sequence[Question]) -> list[Answer]:
        """What became of each."""
        answers: dict[int, Answer] = {}
        for number, found, query in self.found(questions):
            name, hints, told = questions[number]
            one = answer(self._index, found, query, hints)
            answers[number] = replace(one, phrase=told) if told and (told.offset or told.direction) else one
        return [answers[number] for number in range(len(questions))]
