"""Context: which places the names of one text mean together, regions first.

Two passes, after GeoNorm (Zhang and Bethard, arXiv 2305.11315): regions and names that mean one place, then
the rest with the region named beside them and near the places that are clear.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from gazetteer.index import Index
    from gazetteer.places import Place

__all__ = ["Answered", "Asked", "Resolver", "Resolves"]

OWN = frozenset(
    [" ", ", ", " (", " в ", " у ", " на ", ", in ", " in ", " of "]
)  # between a name and its region
CLEAR = frozenset({"resolved", "given"})


class Resolves(Protocol):
    """Who tells which places many names mean: a Gazetteer."""

    def resolve_all(self, toponyms: Sequence[object], **hints: Any) -> Any:  # noqa: ANN401
        """What each of many names means."""


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


@dataclass(frozen=True, slots=True)
class Answered:
    """What a name in a text means."""

    place: Place | None = None
    resolution: str = "unresolved"
    candidates: tuple[str, ...] = ()


class Resolver:
    """The names of one text, resolved together when the first of them is asked for."""

    def __init__(self, index: Index, text: str, asked: Sequence[Asked], asks: Resolves | None) -> None:
        self.text = text
        self._index, self._asked, self._asks = index, asked, asks
        self._lock = Lock()
        self._answers: list[Answered] | None = None

    @property
    def answers(self) -> list[Answered]:
        """What each of the names means."""
        with self._lock:
            if self._answers is None:
                self._answers = self._resolved()
            return self._answers

    def _resolved(self) -> list[Answered]:
        answers = [Answered()] * len(self._asked)
        if self._asks is None or not self._asked:
            return answers
        everyone = range(len(answers))
        self._ask(answers, dict.fromkeys(everyone, None))
        beside = {number: self._region_beside(number, answers) for number in everyone}
        self._ask(answers, {number: region for number, region in beside.items() if region})
        open_ones = [number for number in everyone if answers[number].resolution == "ambiguous"]
        before = {number: self._region_before(number, answers) for number in open_ones}
        self._ask(answers, {number: region for number, region in before.items() if region}, near=True)
        still = [number for number in open_ones if answers[number].resolution == "ambiguous"]
        if any(answer.resolution in CLEAR for answer in answers):
            self._ask(answers, dict.fromkeys(still, None), near=True)
        return answers

    def _ask(
        self, answers: list[Answered], regions: Mapping[int, Place | None], *, near: bool = False
    ) -> None:
        """Ask for names with the regions that they are in, and keep what that makes clear."""
        if not regions or self._asks is None:
            return
        asked = [self._asked[number] for number in regions]
        hints: dict[str, object] = {}
        if any(one.place_type for one in asked):  # there are villages called Харківщина, too
            hints["place_type"] = [one.place_type or None for one in asked]
        if any(regions.values()):
            hints["admin1"] = [
                region and (region.admin1_code or region.admin1) for region in regions.values()
            ]
            hints["admin2"] = [
                region.admin2 if region and region.place_type == "raion" else None
                for region in regions.values()
            ]
        if near:
            hints["near"] = _points([answer.place for answer in answers if answer.resolution in CLEAR])
        table = self._asks.resolve_all([one.name for one in asked], **hints)
        columns = zip(table["place_id"], table["resolution"], table["candidates"], strict=True)
        for number, (place_id, resolution, candidates) in zip(regions, columns, strict=True):
            if resolution not in ("unresolved", "ambiguous") or answers[number].resolution == "unresolved":
                answers[number] = self._answer(place_id, str(resolution), candidates)

    def _answer(self, place_id: object, resolution: str, candidates: object) -> Answered:
        number = self._index.number.get(place_id) if isinstance(place_id, str) else None
        clear = resolution not in ("unresolved", "ambiguous")
        place = self._index.place(number) if clear and number is not None else None
        return Answered(
            place,
            resolution,
            tuple(filter(None, candidates.split(";"))) if isinstance(candidates, str) else (),
        )

    def _region_beside(self, number: int, answers: list[Answered]) -> Place | None:
        """The region that follows a name as its own: "Іскра Донецької області", "Iskra (Donetsk region)"."""
        if self._asked[number].is_region or number + 1 >= len(self._asked):
            return None
        after = self._asked[number + 1]
        gap = self.text[self._asked[number].end : after.start]
        return _within(answers[number + 1]) if after.is_region and gap in OWN else None

    def _region_before(self, number: int, answers: list[Answered]) -> Place | None:
        """The region named last before a name, or else first after it."""
        for other in (*range(number - 1, -1, -1), *range(number + 1, len(self._asked))):
            region = _within(answers[other]) if self._asked[other].is_region else None
            if region is not None:
                return region
        return None


def _within(answer: Answered) -> Place | None:
    """The place of an answer, if it is a unit that others are in."""
    place = answer.place
    return place if place is not None and place.is_region and (place.admin1_code or place.admin1) else None


def _points(places: Sequence[Place | None]) -> BaseGeometry | None:
    """The points of places, as one geometry."""
    from shapely import MultiPoint

    points = list(dict.fromkeys((place.lon, place.lat) for place in places if place is not None))
    return MultiPoint(points) if points else None
