"""Questions: what is asked about a place, as the index can answer it, and the answers, a batch at a time."""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from gazetteer.answers import Answer, answers
from gazetteer.candidates import Candidates
from gazetteer.errors import PlaceNotFoundError
from gazetteer.garbage import uncollected
from gazetteer.hints import Hints, understood
from gazetteer.index import Index
from gazetteer.naming import Namebook
from gazetteer.origins import is_adjective
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
        self._roles: dict[str, dict[str, Any]] = {}
        self._within: dict[tuple[int, tuple[str, ...]], Hints] = {}

    def of(self, text: str, hints: Hints) -> Question:
        """The question that a written place and its hints are."""
        told = phrase(text)
        if told == Phrase(text) or fold(text) in self._index.by_fold:
            return Question(text, hints)
        hints = self._inside(hints, told.inside)
        if told.direction:
            if not hints.place_types:
                hints = replace(hints, place_types=("city", "town"))
            return Question(self._town(told.name) or told.name, hints, told)
        return Question(told.name, hints, told)

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

    def _role(self, region: str) -> dict[str, Any]:
        """What a region is: the hint and its units; nothing if nobody knows it."""
        if region not in self._roles:
            self._roles[region] = next(self._understood(region), {})
        return self._roles[region]

    def _understood(self, region: str) -> Iterator[dict[str, Any]]:
        types = readings(region)[-1].place_types
        for role in dict.fromkeys(role for kind in types for role in ROLES.get(kind, ())) or ANY_ROLE:
            try:
                hints = understood(self._index, **{role: region})
            except PlaceNotFoundError:
                continue
            yield {role: getattr(hints, role)}

    def found(self, questions: Sequence[Question]) -> Iterator[tuple[list[int], Candidates]]:
        """Numbers of questions, and the candidates of each, a batch at a time.

        Names that only sound alike are looked for where no others are found.
        """
        for start in range(0, len(questions), BATCH):
            left = list(range(start, min(start + BATCH, len(questions))))
            for wide in (False, True):
                names, hints = [questions[n].name for n in left], [questions[n].hints for n in left]
                found = ranked(self._index, names, hints, wide=wide)
                clear = [query for query, rivals in enumerate(found.rivals.tolist()) if wide or rivals]
                yield [left[query] for query in clear], found if wide else found.only(clear)
                left = [] if wide else [n for n, rivals in zip(left, found.rivals, strict=True) if not rivals]
                if not left:
                    break

    def answers(self, questions: Sequence[Question]) -> list[Answer]:
        """What became of each."""
        told: dict[int, Answer] = {}
        for numbers, found in self.found(questions):
            hints = [questions[number].hints for number in numbers]
            told |= zip(numbers, answers(self._index, found, hints), strict=True)
        for number, question in enumerate(questions):
            if question.phrase and question.phrase.moves:
                told[number] = replace(told[number], phrase=question.phrase)
        return [told[number] for number in range(len(questions))]

    @uncollected()
    def answers_of(self, names: Sequence[object], hints: Mapping[str, Sequence[object]]) -> list[Answer]:
        """What became of each of many names with its hints, every question asked once.

        Parameters
        ----------
        names
            Names; what is no text is unresolved.
        hints
            For each hint of :func:`~gazetteer.hints.understood` what is said beside each name.
        """
        said = {role: column for role, column in hints.items() if any(one is not None for one in column)}
        rows = zip(*said.values(), strict=True) if said else itertools.repeat((), len(names))
        meant: dict[Hashable, Hints | Answer] = {}
        numbers: dict[Hashable, int] = {}
        questions: list[Question] = []
        told: list[Answer | int] = []
        for name, row in zip(names, rows, strict=True):
            key = tuple(map(_hashable, row))
            if key not in meant:
                meant[key] = self._meant(dict(zip(said, row, strict=True)))
            one = meant[key]
            if isinstance(one, Answer) or not isinstance(name, str):
                told.append(one if isinstance(one, Answer) else Answer("unresolved", "no name"))
                continue
            if (name, key) not in numbers:
                numbers[name, key] = len(questions)
                questions.append(self.of(name, one))
            told.append(numbers[name, key])
        answers = self.answers(questions)
        return [answers[one] if isinstance(one, int) else one for one in told]

    def _meant(self, hints: Mapping[str, object]) -> Hints | Answer:
        try:
            return understood(self._index, **hints)
        except PlaceNotFoundError as error:
            return Answer("unresolved", str(error))


def _hashable(hint: Any) -> Hashable:  # noqa: ANN401
    if hint is None or isinstance(hint, str):
        return hint
    return hint if isinstance(hint, Hashable) else id(hint)  # a frame as near= is one object for all rows
