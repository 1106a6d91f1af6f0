"""Meanings: what names of texts mean, asked of an index many at a time and remembered for the next text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from gazetteer.errors import PlaceNotFoundError
from gazetteer.hints import Hints, understood
from gazetteer.questions import Questions

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from gazetteer.answers import Answer
    from gazetteer.index import Index
    from gazetteer.naming import Namebook
    from gazetteer.places import Place

__all__ = ["Answered", "Meanings", "Where"]

REMEMBERED = 1 << 14  # names with their hints; when there are more, all are forgotten
LONGEST = 100  # letters of a name that is remembered


class Where(NamedTuple):
    """What a text says of a name beside it.

    Parameters
    ----------
    place_type
        The type of place that it stands for, or "".
    admin1, admin2
        The region and the raion that it lies in, or "".
    near
        Points of places that are named beside it.
    """

    place_type: str = ""
    admin1: str = ""
    admin2: str = ""
    near: BaseGeometry | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """What a name in a text means."""

    place: Place | None = None
    resolution: str = "unresolved"
    candidates: tuple[str, ...] = ()


class Meanings:
    """What names mean, each asked once. Asking from several threads is safe.

    Parameters
    ----------
    index
        The places and names.
    book
        What adjectives name.
    """

    def __init__(self, index: Index, book: Namebook) -> None:
        self._index, self._book = index, book
        self._kept: dict[tuple[str, Where], Answered] = {}
        self._hints: dict[Where, Hints | None] = {}

    def of(self, asked: Sequence[tuple[str, Where]]) -> list[Answered]:
        """What each of some names means; those that stand there twice are asked once.

        Examples
        --------
        >>> from gazetteer.core import embedded
        >>> from gazetteer.naming import Namebook
        >>> index = embedded()
        >>> meanings = Meanings(index, Namebook(index))
        >>> [one.resolution for one in meanings.of([("Торецьку", Where()), ("Сумщина", Where())])]
        ['resolved', 'region_only']
        """
        known = {one: kept for one in asked if (kept := self._kept.get(one)) is not None}
        new = [one for one in dict.fromkeys(asked) if one not in known]
        if new:
            answers = dict(zip(new, self._answers(new), strict=True))
            known |= answers
            self._keep(answers)
        return [known[one] for one in asked]

    def _keep(self, answers: dict[tuple[str, Where], Answered]) -> None:
        short = {one: answer for one, answer in answers.items() if len(one[0]) <= LONGEST}
        if len(self._kept) + len(short) > REMEMBERED:
            self._kept.clear()
        if len(short) <= REMEMBERED:
            self._kept.update(short)

    def _answers(self, asked: Sequence[tuple[str, Where]]) -> list[Answered]:
        questions = Questions(self._index, self._book)
        hints = [self._understood(where) for _, where in asked]
        clear = [
            questions.of(name, one) for (name, _), one in zip(asked, hints, strict=True) if one is not None
        ]
        told = iter(questions.answers(clear))
        return [Answered() if one is None else self._answered(next(told)) for one in hints]

    def _answered(self, answer: Answer) -> Answered:
        return Answered(answer.place_of(self._index), answer.resolution, answer.candidates)

    def _understood(self, where: Where) -> Hints | None:
        """The hints that it amounts to; None if nobody knows the region."""
        if where.near is not None:
            return self._as_hints(where)
        try:
            return self._hints[where]
        except KeyError:
            if len(self._hints) >= REMEMBERED:
                self._hints.clear()
            hints = self._hints[where] = self._as_hints(where)
            return hints

    def _as_hints(self, where: Where) -> Hints | None:
        if where == Where():
            return Hints()
        said = {name: value or None for name, value in where._asdict().items() if name != "near"}
        try:
            return understood(self._index, near=where.near, **said)
        except PlaceNotFoundError:
            return None
