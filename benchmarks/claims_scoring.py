"""How right the claims of labelled sentences are: by sentence, by event, side and place, by attribute."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from frontline.tables import COUNTS

__all__ = ["CORPUS", "Score", "bootstrap", "records", "score"]

CORPUS = Path(__file__).parents[1] / "tests" / "frontline" / "extract" / "corpus"
MEASURES = ("distance_km", "area_km2", "percent", *COUNTS)
ATTRIBUTES = ("status", "claimant_side", "date")

Record = Mapping[str, Any]
Label = Mapping[str, Any]
Row = Mapping[str, Any]


class Unit(NamedTuple):
    """A claim at one of its places, or at none."""

    claim: Any
    place: str | None


@dataclass
class Tally:
    """What was right, what was found too much, what was missed."""

    right: int = 0
    spurious: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 1 of nothing."""
        return self.right / max(1, self.right + self.spurious)

    @property
    def recall(self) -> float:
        """Share of what there is that was found; 1 of nothing."""
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        """Their harmonic mean; 1 where there was nothing to find and nothing was found."""
        everything = 2 * self.right + self.spurious + self.missed
        return 2 * self.right / everything if everything else 1.0

    def add(self, other: Tally) -> None:
        """Take in another tally."""
        self.right += other.right
        self.spurious += other.spurious
        self.missed += other.missed


@dataclass
class Score:
    """Tallies of some records."""

    records: int = 0
    sentence: Tally = field(default_factory=Tally)
    strict: Tally = field(default_factory=Tally)
    capture: Tally = field(default_factory=Tally)
    quantities: Tally = field(default_factory=Tally)
    attributes: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in ATTRIBUTES})
    alarms: Tally = field(default_factory=Tally)  # sentences without a claim: quiet, or not

    def add(self, other: Score) -> None:
        """Take in the tallies of another record."""
        self.records += other.records
        for name in ("sentence", "strict", "capture", "quantities", "alarms"):
            getattr(self, name).add(getattr(other, name))
        for name, tally in other.attributes.items():
            self.attributes[name].add(tally)

    @property
    def false_alarms(self) -> float:
        """Share of the sentences without a claim in which one was found."""
        return self.alarms.spurious / max(1, self.alarms.right + self.alarms.spurious)


def records(lang: str | None = None, part: str | None = None) -> list[Record]:
    """Labelled sentences of a language and a part ("seen", "aside"); of all where they are left out."""
    found = [
        json.loads(line)
        for file in sorted(CORPUS.glob(f"{lang or '*'}.jsonl"))
        for line in file.read_text("utf-8").splitlines()
    ]
    return [record for record in found if part is None or record["part"] == part]


def score(labelled: Iterable[Record], told: Iterable[Sequence[Row]]) -> Score:
    """Score of what was found in each record: rows of `RulesExtractor().extract(…).claims`."""
    whole = Score()
    for record, rows in zip(labelled, told, strict=True):
        whole.add(_one(record, rows))
    return whole


def bootstrap(scores: Sequence[Score], *, seed: int = 0, times: int = 1000) -> tuple[float, float]:
    """Interval that holds 95 % of the strict F1 of records drawn anew from these."""
    draw = random.Random(seed)  # noqa: S311 - no secret depends on it
    drawn = []
    for _ in range(times):
        tally = Tally()
        for one in draw.choices(scores, k=len(scores)):
            tally.add(one.strict)
        drawn.append(tally.f1)
    drawn.sort()
    return drawn[int(0.025 * times)], drawn[int(0.975 * times)]


def _one(record: Record, rows: Sequence[Row]) -> Score:
    result = Score(records=1)
    firm = [label for label in record["claims"] if not label.get("optional")]
    spare = [label for label in record["claims"] if label.get("optional")]
    if firm:
        result.sentence = Tally(right=bool(rows), missed=not rows)
    elif not spare:
        result.sentence = Tally(spurious=bool(rows))
        result.alarms = Tally(right=not rows, spurious=bool(rows))
    open_ = [unit for label in firm for unit in _labelled(label)]
    optional = [unit for label in spare for unit in _labelled(label)]
    for unit in _found(rows):
        label = next((other for other in open_ if _same(other, unit)), None)
        if label is not None:
            open_.remove(label)
            _matched(result, label.claim, unit.claim)
        elif not any(_same(other, unit) for other in optional):
            _count(result, unit.claim["event_type"], Tally(spurious=1))
    for label in open_:
        _count(result, label.claim["event_type"], Tally(missed=1))
    return result


def _count(result: Score, event: str, tally: Tally) -> None:
    result.strict.add(tally)
    if event == "capture":
        result.capture.add(tally)


def _matched(result: Score, label: Label, row: Row) -> None:
    _count(result, label["event_type"], Tally(right=1))
    for name in ("status", "claimant_side"):
        right = _accepted(label, name, row.get(name))
        result.attributes[name].add(Tally(right=right, missed=not right))
    if label["date"] and label["date_precision"] != "any":
        dated = str(row.get("date") or "") if row.get("date_precision") != "none" else ""
        right = dated.startswith(label["date"])
        result.attributes["date"].add(Tally(right=right, missed=not right))
    numbers = {name: row[name] for name in MEASURES if row.get(name) is not None}
    for name, value in label["quantities"].items():
        right = abs(float(numbers.get(name, -1e9)) - value) < 1e-6
        result.quantities.add(Tally(right=right, missed=not right))
    result.quantities.add(Tally(spurious=sum(name not in label["quantities"] for name in numbers)))


def _labelled(label: Label) -> Iterator[Unit]:
    yield from (Unit(label, place) for place in label["places"] or [None])


def _found(rows: Sequence[Row]) -> Iterator[Unit]:
    """Rows are claims at one place already; of a claim without one a single row counts."""
    placeless: set[str] = set()
    for row in rows:
        place = row.get("place_text")
        if place is None and row["claim_id"] in placeless:
            continue
        if place is None:
            placeless.add(row["claim_id"])
        yield Unit(row, place)


def _same(label: Unit, found: Unit) -> bool:
    if not all(_accepted(label.claim, name, found.claim.get(name)) for name in ("event_type", "actor")):
        return False
    also = label.claim.get("accept", {})
    if label.place is None:
        regions = [label.claim["admin"], *also.get("admin", [])]
        return found.place is None or any(_alike(name, found.place) for name in regions if name)
    names = [label.place, *also.get("places", {}).get(label.place, [])]
    return found.place is not None and any(_alike(name, found.place) for name in names)


def _accepted(label: Label, name: str, value: object) -> bool:
    return bool(value == label[name] or value in label.get("accept", {}).get(name, []))


def _alike(first: str, second: str) -> bool:
    """Whether two writings are one name: letters only, of a Cyrillic one the stem, one part of the other."""
    one, other = (re.sub(r"[\W_]+", "", name.casefold().replace("ё", "е")) for name in (first, second))
    if one == other:
        return bool(one)
    if re.search("[а-яіїєґ]", one):
        stem = max(4, min(len(one), len(other)) - 3)
        return one[:stem] == other[:stem] and abs(len(one) - len(other)) <= 4
    return len(one) > 4 and (one in other or other in one)
