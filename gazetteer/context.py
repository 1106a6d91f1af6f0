"""Context: which places the names of one text mean together, regions first.

Passes, after GeoNorm (Zhang and Bethard, arXiv 2305.11315): names that mean one place, names with their
region behind them, districts of a city beside them; then what is still open in the region named before it,
and at last near the places that are clear.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from gazetteer.geodesy import distance_km
from gazetteer.meanings import Answered, Where

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from gazetteer.meanings import Meanings
    from gazetteer.places import Place

__all__ = ["Asked", "Resolver"]

OWN = frozenset(
    [" ", ", ", " (", " в ", " у ", " на ", ", в ", ", у ", ", на ", ", in ", " in ", " of "]
)  # between a name and its region
CLEAR = frozenset({"resolved", "given"})
OPEN = frozenset({"ambiguous", "unresolved"})
BESIDE = re.compile(r"[^.!?;…\n]{0,40}+")  # between a city and its district
# Characters from a name, and names on either side of it, within which others are beside it.
REACH, BESIDE_EACH = 1000, 6
CITY = 100_000  # inhabitants of a city that has districts
# Between a city and what is in it.
INSIDE = frozenset([" ", " (", " в ", " у ", ", в ", ", у ", ": в ", ": у "])
OF_CITY = re.compile(r" \w+\.? (?:м\. |г\. |міста |города )?")  # "район" between a district and its city
DISTRICT_KM, NEIGHBOUR_KM = 40.0, 120.0  # how far a district reaches from its city, and what is still near
APART_KM = 150.0  # so far from a city a raion is not one that is named with it


class Asked(Protocol):
    """A name in a text."""

    @property
    def name(self) -> str:
        """What is looked up."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""

    @property
    def is_region(self) -> bool:
        """Whether it is put as a region."""

    @property
    def place_type(self) -> str:
        """The type of place that it stands for, if it has one without a word that says so."""


class Resolver:
    """The names of one text, resolved together when the first of them is asked for.

    Parameters
    ----------
    text
        The text.
    asked
        The names in it, in order.
    meanings
        Who knows what names mean; None if nobody is to be asked.
    """

    __slots__ = ("_answers", "_asked", "_lock", "_meanings", "text")

    def __init__(self, text: str, asked: Sequence[Asked], meanings: Meanings | None) -> None:
        self.text = text
        self._asked, self._meanings = asked, meanings
        self._lock = Lock()
        self._answers: list[Answered] | None = None

    @property
    def answers(self) -> Sequence[Answered]:
        """What each of the names means."""
        with self._lock:
            if self._answers is None:
                self._answers = self._resolved()
            return self._answers

    def _resolved(self) -> list[Answered]:
        answers = [Answered()] * len(self._asked)
        self._ask(answers, {number: Where() for number in range(len(answers))})
        self._ask(answers, self._with_regions(self._beside(answers)), also_clear=True)
        self._districts(answers)
        self._ask(answers, self._with_regions(self._before(answers)))
        self._near_the_clear(answers)
        return answers

    def _ask(self, answers: list[Answered], wheres: Mapping[int, Where], *, also_clear: bool = False) -> None:
        """Ask for names with what is said of them, and keep what that makes clear."""
        if not wheres or self._meanings is None:
            return
        asked = [
            (self._asked[number].name, where._replace(place_type=self._asked[number].place_type))
            for number, where in wheres.items()
        ]
        for number, answer in zip(wheres, self._meanings.of(asked), strict=True):
            told = answer.resolution not in OPEN
            if told or (also_clear and answer.candidates) or answers[number].resolution == "unresolved":
                answers[number] = answer

    def _with_regions(self, regions: Iterable[tuple[int, Place | None]]) -> dict[int, Where]:
        return {number: _inside(region) for number, region in regions if region is not None}

    def _beside(self, answers: Sequence[Answered]) -> Iterable[tuple[int, Place | None]]:
        """The region that follows a name as its own: "Іскра Донецької області", "Iskra (Donetsk region)"."""
        for number, (one, after) in enumerate(zip(self._asked, self._asked[1:], strict=False)):
            if after.is_region and not one.is_region and self.text[one.end : after.start] in OWN:
                yield number, _within(answers[number + 1])

    def _before(self, answers: Sequence[Answered]) -> Iterable[tuple[int, Place | None]]:
        """The region named last before each name that is open, or else first after it."""
        regions = [
            _within(answer) if one.is_region else None
            for one, answer in zip(self._asked, answers, strict=True)
        ]
        behind = _last_of(regions[::-1])[::-1]
        for number, last in enumerate(_last_of(regions)):
            if answers[number].resolution == "ambiguous":
                yield number, last or behind[number]

    def _districts(self, answers: list[Answered]) -> None:
        """Take a district as one of the city beside it, or as none that is known: Подільський район Києва."""
        for number, one in enumerate(self._asked):
            city = self._city_beside(number, answers) if one.is_region else None
            if city is None or not self._may_be_of(city, number, answers[number]):
                continue
            found = self._meant_near(number, city)
            there = found.place is not None and _away(found.place, [city]) <= DISTRICT_KM
            answers[number] = found if there else Answered(None, "unresolved", answers[number].candidates)

    def _may_be_of(self, city: Place, number: int, answer: Answered) -> bool:
        """Whether a region may be a district of a city rather than what it is taken for."""
        place = answer.place
        if place is None:
            return answer.resolution == "ambiguous"
        if place.place_type == "district":
            return _away(place, [city]) > DISTRICT_KM
        apart = place.place_type == "raion" and _away(place, [city]) > APART_KM
        return apart and self._is_apposed(number)

    def _is_apposed(self, number: int) -> bool:
        """Whether only a preposition stands between a city and a district: У Києві в Подільському районі."""
        one, before, after = self._asked[number], number - 1, number + 1
        inside = before >= 0 and self.text[self._asked[before].end : one.start] in INSIDE
        of_it = after < len(self._asked) and OF_CITY.fullmatch(self.text, one.end, self._asked[after].start)
        return inside or bool(of_it)

    def _city_beside(self, number: int, answers: Sequence[Answered]) -> Place | None:
        """The city named right before or after a name, in its sentence."""
        for other in (number + 1, number - 1):
            if 0 <= other < len(self._asked):
                first, second = sorted((number, other))
                place = answers[other].place
                large = place is not None and not place.is_region and (place.population or 0) >= CITY
                if large and BESIDE.fullmatch(self.text, self._asked[first].end, self._asked[second].start):
                    return place
        return None

    def _near_the_clear(self, answers: list[Answered]) -> None:
        """Take what is still open as the place near those that are clear, if one of them is its neighbour."""
        clear = [n for n, answer in enumerate(answers) if answer.place and answer.resolution in CLEAR]
        neighbours = {
            number: places
            for number in (n for n, answer in enumerate(answers) if answer.resolution == "ambiguous")
            if (places := self._neighbours(number, clear, answers))
        }
        regions = {n: region for n, region in self._before(answers) if region and n in neighbours}
        self._ask_near(answers, {n: neighbours[n] for n in regions}, regions)
        self._ask_near(answers, {n: p for n, p in neighbours.items() if answers[n].place is None}, {})

    def _neighbours(self, number: int, clear: Sequence[int], answers: Sequence[Answered]) -> list[Place]:
        """Places that are clear, of the names next to one on either side."""
        at, here = bisect(clear, number), self._asked[number].start
        beside = clear[max(0, at - BESIDE_EACH) : at + BESIDE_EACH]
        near = [n for n in beside if abs(self._asked[n].start - here) <= REACH]
        return [place for n in near if (place := answers[n].place) is not None]

    def _ask_near(
        self, answers: list[Answered], places: Mapping[int, Sequence[Place]], regions: Mapping[int, Place]
    ) -> None:
        if not places or self._meanings is None:
            return
        inside = {number: _inside(regions[number]) if number in regions else Where() for number in places}
        asked = [
            (
                self._asked[n].name,
                inside[n]._replace(place_type=self._asked[n].place_type, near=_points(places[n])),
            )
            for n in places
        ]
        for number, found in zip(places, self._meanings.of(asked), strict=True):
            if found.place is not None and _away(found.place, places[number]) <= NEIGHBOUR_KM:
                answers[number] = found

    def _meant_near(self, number: int, place: Place) -> Answered:
        if self._meanings is None:
            return Answered()
        where = Where(self._asked[number].place_type, near=_points([place]))
        return self._meanings.of([(self._asked[number].name, where)])[0]


def _last_of(regions: Iterable[Place | None]) -> list[Place | None]:
    """For each of some places the last one before it that is none of the missing."""
    last: Place | None = None
    found = []
    for region in regions:
        found.append(last)
        last = region or last
    return found


def _within(answer: Answered) -> Place | None:
    """The place of an answer, if it is a unit that others are in."""
    place = answer.place
    return place if place is not None and place.is_region and (place.admin1_code or place.admin1) else None


def _inside(region: Place) -> Where:
    raion = region.admin2 if region.place_type == "raion" else None
    return Where(admin1=region.admin1_code or region.admin1 or "", admin2=raion or "")


def _away(place: Place, others: Sequence[Place]) -> float:
    """Kilometres from a place to the nearest of others."""
    lons, lats = [other.lon for other in others], [other.lat for other in others]
    return float(min(distance_km(lons, lats, place.lon, place.lat)))


def _points(places: Sequence[Place]) -> BaseGeometry:
    """The points of places, as one geometry."""
    from shapely import MultiPoint

    return MultiPoint(list(dict.fromkeys((place.lon, place.lat) for place in places)))
