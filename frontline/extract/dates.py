"""When a sentence says that something happened, counted from the day of its publication."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from frontline.extract.annotate import Annotated

__all__ = ["When", "dates"]

AHEAD = timedelta(
    days=2
)  # a day without a year may lie so far after the publication, which may be dated early
_NUMERIC = re.compile(r"(?<![\d.])(?:(\d{4})-(\d{2})-(\d{2})|(\d{1,2})\.(\d{2})\.(\d{4}))(?![\d])")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|-?го|-?е)?")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class When:
    """A date in a sentence: tokens i to j (exclusive), first and last day, precision and what it rests on."""

    i: int
    j: int
    start: date
    end: date
    precision: str
    basis: str


def dates(told: Annotated, published: date) -> list[When]:
    """Dates of a sentence, in order.

    Examples
    --------
    >>> from frontline.extract.annotate import annotate
    >>> from frontline.extract.lexicon import lexicon
    >>> told = annotate("Toretsk fell in February, he said on Tuesday.", lexicon("en"))
    >>> for when in dates(told, date(2025, 8, 14)):
    ...     print(when.start, when.precision, when.basis)
    2025-02-01 month explicit
    2025-08-12 day deictic
    """
    found = [
        *_numeric(told),
        *_months(told, published),
        *_weekdays(told, published),
        *_deictic(told, published),
    ]
    kept: list[When] = []
    for when in sorted(found, key=lambda when: (when.i, -when.j)):
        if not kept or when.i >= kept[-1].j:
            kept.append(when)
    return kept or list(_years(told, published))


def _numeric(told: Annotated) -> Iterator[When]:
    for match in _NUMERIC.finditer(told.text):
        year, month, day = map(int, match.group(1, 2, 3) if match[1] else match.group(6, 5, 4))
        inside = [k for k, word in enumerate(told.words) if match.start() <= word.start < match.end()]
        when = _safe(year, month, day)
        if when and inside:
            yield When(inside[0], inside[-1] + 1, when, when, "day", "explicit")


def _months(told: Annotated, published: date) -> Iterator[When]:
    for mark in told.of("month"):
        month = int(mark.value)
        first, last, i = _days_before(told, mark.i)
        j, year = mark.j, None
        if first is None:
            first, last, j = _days_after(told, mark.j)
        after = j + (told.norm(j) == ",")
        if _YEAR.fullmatch(told.norm(after)):
            year, j = int(told.norm(after)), after + 1
        if first is None:
            start = _latest(year, month, 1, published)
            if start:
                yield When(i, j, start, _month_end(start), "month", "explicit")
            continue
        end = _latest(year, month, last or first, published)
        start = end and _safe(end.year, month, first)
        if start and end:
            yield When(i, j, start, end, "day" if start == end else "range", "explicit")


def _days_before(told: Annotated, i: int) -> tuple[int | None, int | None, int]:
    """Day, or two, in front of a month: "12 May", "11 and 12 April", "3-5 травня"."""
    k = i - 1 - (told.norm(i - 1) == "of")
    k -= told.norm(k) in ("st", "nd", "rd", "th", "го", "е")
    last = _day(told, k)
    if last is None:
        return None, None, i
    first = (
        _day(told, k - 2) if told.norm(k - 1) in ("and", "-", "–", "to", "и", "і", "та", "по", "до") else None
    )
    return (last, last, k) if first is None or first >= last else (first, last, k - 2)


def _days_after(told: Annotated, j: int) -> tuple[int | None, int | None, int]:
    """Day, or two, behind an English month: "May 12", "May 3-5"."""
    j += told.norm(j) == "."  # Aug. 26
    first = _day(told, j) if told.lexicon.lang == "en" else None
    if first is None:
        return None, None, j
    last = _day(told, j + 2) if told.norm(j + 1) in ("-", "–", "and", "to") else None
    return (first, first, j + 1) if last is None or last <= first else (first, last, j + 3)


def _day(told: Annotated, i: int) -> int | None:
    match = _DAY.fullmatch(told.norm(i))
    if match and told.over("unit", i + 1) is None:
        return int(match[1]) if 1 <= int(match[1]) <= 31 else None
    return None


def _weekdays(told: Annotated, published: date) -> Iterator[When]:
    for mark in told.of("weekday"):
        back = (published.weekday() - int(mark.value)) % 7
        if told.norm(mark.i - 1) in ("last", "прошлый", "прошлую", "минулої", "минулого") and back == 0:
            back = 7
        when = _back(published, back)
        yield When(mark.i, mark.j, when, when, "day", "deictic")


def _deictic(told: Annotated, published: date) -> Iterator[When]:
    for mark in told.of("deictic"):
        start, end, precision = DEICTIC[str(mark.value)](published)
        yield When(mark.i, mark.j, start, end, precision, "deictic")


YEAR_WORDS = ("год", "рок", "року")


def _years(told: Annotated, published: date) -> Iterator[When]:
    for k in range(1, len(told.words)):
        named = told.norm(k - 1) in ("in", "since", "в", "у", "с", "з") or told.norm(k + 1).startswith(
            YEAR_WORDS
        )
        if _YEAR.fullmatch(told.norm(k)) and named and not told.norm(k + 2).startswith(("народж", "рожд")):
            year = int(told.norm(k))
            if year <= published.year:
                yield When(k, k + 1, date(year, 1, 1), date(year, 12, 31), "year", "explicit")


def _latest(year: int | None, month: int, day: int, published: date) -> date | None:
    """The day in its year, or without one the last such day that is not after the publication."""
    if year is not None:
        return _safe(year, month, day)
    when = _safe(published.year, month, day)
    if when is not None and when - published > AHEAD:
        when = _safe(published.year - 1, month, day)
    return when


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_end(start: date) -> date:
    following = date(start.year + start.month // 12, start.month % 12 + 1, 1) if start.year < 9999 else start
    return following - timedelta(days=1) if following > start else start


def _days_back(first: int, last: int, precision: str) -> Callable[[date], tuple[date, date, str]]:
    return lambda day: (_back(day, first), _back(day, last), precision)


def _back(day: date, days: int) -> date:
    """So many days earlier, or the first day of the calendar."""
    return date.fromordinal(max(1, day.toordinal() - days))


def _last_week(day: date) -> tuple[date, date, str]:
    monday = _back(day, day.weekday() + 7)
    return monday, _back(day, day.weekday() + 1), "week"


def _this_week(day: date) -> tuple[date, date, str]:
    return _back(day, day.weekday()), day, "week"


def _last_month(day: date) -> tuple[date, date, str]:
    end = _back(day.replace(day=1), 1)
    return end.replace(day=1), end, "month"


def _this_month(day: date) -> tuple[date, date, str]:
    return day.replace(day=1), day, "month"


def _last_year(day: date) -> tuple[date, date, str]:
    year = max(1, day.year - 1)
    return date(year, 1, 1), date(year, 12, 31), "year"


DEICTIC: Mapping[str, Callable[[date], tuple[date, date, str]]] = {
    "today": _days_back(0, 0, "day"),
    "yesterday": _days_back(1, 1, "day"),
    "before_yesterday": _days_back(2, 2, "day"),
    "day": _days_back(1, 0, "range"),
    "week": _last_week,
    "this_week": _this_week,
    "month": _last_month,
    "this_month": _this_month,
    "year": _last_year,
}
