"""How many and how far: numbers of a sentence with what they count, units converted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from frontline.extract.annotate import OPERATORS, Annotated, Number
from frontline.extract.dates import When
from frontline.extract.lexicon import Mark

__all__ = ["Quantity", "quantities"]

KM = {"km": 1.0, "m": 0.001, "mile": 1.609344}
KM2 = {"km2": 1.0, "mile2": 2.589988, "ha": 0.01}
AIRBORNE = ("drones", "missiles", "bombs")
REACH = 5  # words between a number and what it counts: "two new small Russian reconnaissance drones"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A measure with its value and bound, at tokens i to j (exclusive); whole: what others are out of."""

    measure: str
    value: float
    op: str
    i: int
    j: int
    whole: bool = False


def quantities(told: Annotated, whens: Sequence[When]) -> list[Quantity]:
    """Quantities of a sentence; numbers that are part of a date count nothing.

    Examples
    --------
    >>> from frontline.extract.annotate import annotate
    >>> from frontline.extract.lexicon import lexicon
    >>> told = annotate("13 people, including two children, were injured by 4 glide bombs", lexicon("en"))
    >>> [(quantity.measure, quantity.value) for quantity in quantities(told, [])]
    [('injured', 13.0), ('bombs', 4.0)]
    """
    if not told.numbers and not told.of("harm") and not told.of("fraction"):
        return []
    dated = {k for when in whens for k in range(when.i, when.j)}
    numbers = [number for number in told.numbers if not dated.intersection(range(number.i, number.j))]
    numbers = [number for number in numbers if not _age(told, number)]
    found = [
        replace(quantity, whole=_whole(told, number))
        for number in numbers
        for quantity in _measured(told, number)
    ]
    return [*_casualties(told, numbers), *found, *_fractions(told)]


def _fractions(told: Annotated) -> Iterator[Quantity]:
    """Shares in words: "half of the town", "a third of Kherson region"."""
    for mark in told.of("fraction"):
        if told.norm(mark.i - 1).endswith(
            ("ern", "north", "south", "east", "west", "other", "second", "first")
        ):
            continue  # the eastern half
        k = mark.j + (told.norm(mark.j) == "of")
        k += told.norm(k) in ("the", "its", "all")
        ground = told.over("territory", k) is not None or told.over("place_type", k) is not None
        named = k < len(told.words) and told.words[k].capital
        if ground or (named and told.norm(mark.j) == "of"):
            bound = told.over("bound", mark.i - 1)
            yield Quantity("percent", float(mark.value), OPERATORS[bound.value] if bound else "=", mark.i, k)


def _measured(told: Annotated, number: Number) -> Iterator[Quantity]:
    if told.over("times", number.i) is not None:
        yield Quantity("attacks", number.high, number.op, number.i, number.j)
        return
    unit = told.over("unit", number.j + (told.norm(number.j) in ("-", ",")))
    if unit is not None and unit.i - number.j <= 1:
        yield from _with_unit(told, number, str(unit.value), unit.j)
        return
    counted = _counted(told, number)
    trigger = told.over("trigger", number.i - 1)
    if counted is None and (kind := _told_before(told, number)) is not None:
        yield Quantity(kind, number.high, number.op, number.i, number.j)
    if counted is None and trigger is not None and trigger.value.rule.event == "air_defence":
        flown = [
            mark for mark in told.of("count", *AIRBORNE) if mark.j <= number.i and told.lexicon.lang == "ru"
        ]
        alone = not told.norm(number.j)[:1].isalpha()
        measure = str(flown[-1].value) if flown and alone else "shot_down"  # "из 12 ракет сбиты девять"
        yield Quantity(measure, number.high, number.op, number.i, number.j)
    if counted is not None:
        yield Quantity(
            counted[0], number.low if _out_of(told, number) else number.high, number.op, number.i, counted[1]
        )


def _told_before(told: Annotated, number: Number) -> str | None:
    """What was counted before a bare number: the drones of "of 64 drones, 61 were brought down"."""
    verb = told.over("trigger", number.j + 1)
    if told.value("voice", number.j) != "be" or verb is None or verb.value.rule.event != "air_defence":
        return None
    before = [mark for mark in told.of("count", *AIRBORNE) if mark.j <= number.i]
    return str(before[-1].value) if before else "shot_down"


def _with_unit(told: Annotated, number: Number, unit: str, j: int) -> Iterator[Quantity]:
    if unit == "percent":
        yield Quantity("percent", min(100.0, number.low), number.op, number.i, j)
    elif unit in KM2:
        yield Quantity("area_km2", round(number.high * KM2[unit], 3), number.op, number.i, j)
    elif not _reference(told, number, j):
        yield Quantity("distance_km", round(number.high * KM[unit], 4), number.op, number.i, j)


def _reference(told: Annotated, number: Number, j: int) -> bool:
    """Whether a distance says where a place lies: "6 km southwest of Lyman", not how far somebody moved."""
    relation = told.over("relation", j)
    away = relation is not None and relation.value == "reference"
    away = away or told.norm(j) in ("from", "away", "от", "від", "outside")
    moved = any(told.over("trigger", k) is not None for k in range(max(0, number.i - 3), number.i))
    return away and not moved


def _counted(told: Annotated, number: Number) -> tuple[str, int] | None:
    """What a number counts, a few words on: "268 Ukrainian drones", "112 of 138 drones"."""
    k, end = number.j, min(len(told.words), number.j + REACH)
    if told.over("time", k) is not None:
        return None
    while k < end:
        mark = told.over("count", k)
        whole = told.over("trigger", k)
        if (
            mark is not None
            and whole is not None
            and whole.value.form == "noun"
            and whole.j > mark.j
            and mark.value in AIRBORNE
        ):
            return None  # a missile attack counts no missiles
        if mark is not None and not (mark.value == "attacks" and told.over("count", mark.j) is not None):
            unnumbered = told.norm(number.j - 1) in ("a", "an", "another") and mark.value in (
                "attacks",
                "settlements",
                "airstrikes",
            )
            return None if unnumbered else (str(mark.value), mark.j)
        other = told.number(k)
        if other is not None and _out_of(told, number):
            end = min(len(told.words), other.j + REACH)
        elif (
            (
                other is not None
                or not (told.norm(k)[:1].isalnum() or told.norm(k) == '"')
                or told.over("conjunction", k) is not None
            )
            or told.over("speech", k) is not None
            or told.over("person", k) is not None
            or (told.lexicon.lang == "ru" and told.over("harm", k) is not None)
        ):
            return None
        k += 1
    return None


def _out_of(told: Annotated, number: Number) -> bool:
    return told.norm(number.j) in ("of", "out", "из", "із", "з") and (
        told.number(number.j + 1) is not None or told.number(number.j + 2) is not None
    )


def _whole(told: Annotated, number: Number) -> bool:
    """Whether a number is the whole that another is out of: the 138 of "112 of 138"."""
    if (
        told.lexicon.lang == "ru"
        and told.norm(number.i - 1) == "из"
        and told.norm(number.i - 2) in ("", ",", ":", "–")
    ):
        return True  # "из 28 дронов сбито 24"
    return told.norm(number.i - 1) in ("of", "из", "із", "з") and told.number(number.i - 2) is not None


def _age(told: Annotated, number: Number) -> bool:
    """Whether a number is an age or a time: "a 45-year-old", "aged 12"."""
    behind = [told.norm(number.j), told.norm(number.j + 1)]
    return (
        any(
            word.startswith(("year", "летн", "річн", "годовал", "лет", "рок", "month-old")) for word in behind
        )
        or told.norm(number.i - 1) in ("aged", "age", "возрасте", "віці")
        or (told.norm(number.j) == ":" and told.norm(number.j + 1).isdigit())
    )


def _casualties(told: Annotated, numbers: Sequence[Number]) -> Iterator[Quantity]:
    """People killed and injured; those "including" whom are counted already."""
    counted = [number for number in numbers if not _included(told, number)]
    used: set[int] = set()
    for harm in sorted(told.of("harm"), key=lambda mark: mark.i):
        if harm.value == "none":
            continue
        if (single := _single(told, harm, counted)) is not None:
            yield single
            continue
        at_once = _after(told, harm.j, counted, reach=1)
        number = at_once or _before(told, harm.i, counted) or _after(told, harm.j, counted)
        if number is None and told.over("tally", harm.i - 1) is not None:
            # "число погибших выросло до 33"
            number = next((number for number in counted if number.i >= harm.j), None)
        if number is None or number.i in used:
            continue
        used.add(number.i)
        yield Quantity(str(harm.value), number.high, number.op, min(number.i, harm.i), max(number.j, harm.j))


def _single(told: Annotated, harm: Mark, numbers: Sequence[Number]) -> Quantity | None:
    """One person without a number: "загинула жінка", "woman killed in Kherson"."""
    around = range(max(0, harm.i - 3), harm.j + 4)
    for mark in told.of("one"):
        gap = range(min(mark.j, harm.j), max(mark.i, harm.i))
        if any(number.j in (harm.i, mark.i) or number.i in gap for number in numbers):
            continue
        if mark.i in around and not any(
            told.norm(k) in (",", ":", ".", "–", "and", "и", "і", "та") for k in gap
        ):
            return Quantity(str(harm.value), 1.0, "=", min(mark.i, harm.i), max(mark.j, harm.j))
    return None


def _included(told: Annotated, number: Number) -> bool:
    including = told.over("including", number.i - 1) or told.over("including", number.i - 2)
    if including is not None and told.value("voice", including.i - 1) == "be":
        return False  # a girl was among four people killed
    if including is not None or told.over("including", number.j) is not None:
        return True
    return any(
        told.over("including", k) is not None
        and told.norm(number.j) != ""
        and "," not in _norms(told, k, number.i)
        for k in range(max(0, number.i - 5), number.i)
    )


def _norms(told: Annotated, i: int, j: int) -> list[str]:
    return [told.norm(k) for k in range(i, j)]


def _before(told: Annotated, i: int, numbers: Sequence[Number]) -> Number | None:
    """The number of "13 people, including two children, were injured", seen from "injured"."""
    k, steps, aside, people = i - 1, 0, False, 0
    while k >= 0 and steps < 14:
        number = next((number for number in numbers if number.i <= k < number.j), None)
        if number is not None and _part_of(told, number, numbers):
            k, steps = number.i - 1, steps + 1  # four members of one family
            continue
        if number is not None:
            return number if not aside and (people or i - number.j <= 3) else None
        word = told.norm(k)
        if word == ",":
            opened = _aside(told, k)
            if opened is None:
                return None
            k, steps = opened, steps + 1
            continue
        if (
            told.over("combatant", k) is not None
            or told.over("harm", k) is not None
            or told.over("speech", k)
        ):
            return None
        if word in (":", ";", ".", "-", "–") or told.over("count", k) is not None:
            return None
        people += told.over("person", k) is not None
        k, steps = k - 1, steps + 1
    return None


def _part_of(told: Annotated, number: Number, numbers: Sequence[Number]) -> bool:
    """Whether a number only tells out of what others are: "two of five", "members of one family"."""
    if told.norm(number.i - 1) not in ("of", "из", "із", "з"):
        return False
    return any(other.j <= number.i and number.i - other.j <= 4 for other in numbers)


def _aside(told: Annotated, comma: int) -> int | None:
    """Where the words before ", including two children," end, seen from the second comma."""
    for k in range(comma - 1, max(-1, comma - 10), -1):
        if told.norm(k) == ",":
            return k - 1 if any(told.over("including", m) is not None for m in range(k + 1, k + 4)) else None
    return None


ENDS = {",", ".", ";", ":", "and", "и", "і", "та", "й"}


def _after(told: Annotated, j: int, numbers: Sequence[Number], reach: int = 3) -> Number | None:
    """The number of "injured at least 13 people", seen from "injured"."""
    for number in numbers:
        if j <= number.i <= j + reach and not any(told.norm(k) in ENDS for k in range(j, number.i)):
            behind = range(number.j, min(number.j + 4, len(told.words)))
            if any(told.over("combatant", k) is not None for k in behind):
                return None
            if told.over("unit", number.j) is not None or any(
                told.over("count", k) is not None for k in behind[:2]
            ):
                return None
            return number
    return None
