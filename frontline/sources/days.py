"""Days of maps: out of the names of files and out of fields, and never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import NamedTuple

import pandas as pd

from gazetteer.tables import day

__all__ = ["day_in", "day_of", "day_of_short", "moment_of", "without_day"]

FIRST = pd.Timestamp("2014-01-01")  # before it there is no map of this war
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
# Each takes more than a right date has, so that a wrong one is seen as one and not read in part.
FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?<!\d)(?P<year>\d{4})(?P<sep>[-_.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<year>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?:[T_-]?\d{4}(?:\d\d)?)?(?!\d)",
        rf"(?<!\d)(?P<d>\d{{1,2}})[ _-]?{_MONTH}[ _,-]*(?P<year>\d{{3,}})(?!\d)",
        rf"(?<!\d){_MONTH}[ _-]?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ _,-]+(?P<year>\d{{3,}})(?!\d)",
        rf"(?<!\d){_MONTH}[ _-]?(?P<run>\d{{5,}})(?!\d)",
        r"(?<!\d)(?P<one>\d{1,2})(?P<sep>[-_.])(?P<other>\d{1,2})(?P=sep)(?P<year>\d{4})(?!\d)",
    )
)
SHORT = re.compile(r"(?<!\d)(\d\d)(\d\d)(\d\d)(?:_(\d\d)(\d\d))?(?!\d)")
ISO = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ][\d:.]+ ?(?:Z|UTC|[+-]\d\d(?::?\d\d)?)?)?")
SECONDS = 1e11  # a number of seconds stays below it until the year 5138; thousandths are above it since 1973


class _Read(NamedTuple):
    text: str
    found: pd.Timestamp | None


def day_in(name: str) -> pd.Timestamp | None:
    """Day that a file's name tells; None if it tells none.

    Known are 20250814, 2025-08-14 (also with _ or dots), 14AUG2025, AUG142025, "August 14, 2025" and, where
    only one order can be, 14.08.2025.

    Raises
    ------
    ValueError
        If what stands there is no day from 2014 to tomorrow, if the name tells two days, or a day that may be
        a month.

    Examples
    --------
    >>> day_in("UkraineControlMapAO25JAN2026.zip").date().isoformat()
    '2026-01-25'
    >>> day_in("layer.geojson") is None
    True
    >>> day_in("territory_2202-02-02.geojson")
    Traceback (most recent call last):
    ValueError: has '2202-02-02' in its name, which is no day from 2014 to today
    """
    read = list(_days_in(name))
    for text, found in read:
        if found is None:
            raise ValueError(f"has {text!r} in its name, which is no day from 2014 to today")
    days = dict.fromkeys(found for _, found in read)
    if len(days) > 1:
        raise ValueError(f"has {' and '.join(repr(text) for text, _ in read[:3])} in its name: two days")
    return next(iter(days), None)


def without_day(name: str) -> str:
    """A name without the day that stands in it, so that the files of one layer have one.

    Examples
    --------
    >>> without_day("VIEW_RussiaCoTinUkraine_V3_49_20250814")
    'VIEW_RussiaCoTinUkraine_V3_49'
    """
    for form in FORMS:
        name = form.sub("", name)
    return re.sub(r" ?\(\d+\)$", "", name).strip(" _-")


def _days_in(name: str) -> Iterator[_Read]:
    taken: list[tuple[int, int]] = []
    for form in FORMS:
        for match in form.finditer(name):
            if any(match.start() < stop and start < match.end() for start, stop in taken):
                continue
            taken.append(match.span())
            yield _Read(match[0].strip(" _,-"), _day_of_match(match.groupdict()))


def _day_of_match(parts: dict[str, str]) -> pd.Timestamp | None:
    if "one" in parts:
        one, other = int(parts["one"]), int(parts["other"])
        if one != other and max(one, other) <= 12:
            raise ValueError(
                f"has {one}.{other}.{parts['year']} in its name, where day and month may be either; "
                "name it like 2025-08-14"
            )
        month, day_ = (other, one) if other <= 12 else (one, other)
        return _dated(parts["year"], month, day_)
    if "run" in parts:  # JAN252026, MAY12026
        parts = parts | {"d": parts["run"][:-4], "year": parts["run"][-4:]}
    month = MONTHS.index(parts["month"][:3].lower()) + 1 if parts.get("month") else int(parts["m"])
    return _dated(parts["year"], month, int(parts["d"]))


def _dated(year: str | int, month: int, day_: int) -> pd.Timestamp | None:
    """The day, or None if there is none or no map can be of it."""
    try:
        found = pd.Timestamp(datetime(int(year), month, day_))  # noqa: DTZ001  # a day has no zone
    except (ValueError, OverflowError):
        return None
    return found if _may_be(found) else None


def _may_be(found: pd.Timestamp) -> bool:
    tomorrow = day(datetime.now(UTC)) + pd.Timedelta(days=1)
    return bool(FIRST <= found <= tomorrow)


def day_of_short(name: str) -> pd.Timestamp | None:
    """Day of a name such as 250815_0100, year first; None if there is none.

    Raises
    ------
    ValueError
        If it is no day from 2014 to tomorrow.

    Examples
    --------
    >>> day_of_short("250815_0100.kmz").date().isoformat()
    '2025-08-15'
    """
    match = SHORT.search(name)
    if match is None:
        return None
    found = _dated(2000 + int(match[1]), int(match[2]), int(match[3]))
    if found is None:
        raise ValueError(f"has {match[0]!r} in its name, which is no day from 2014 to today")
    return found


def day_of(value: object, *, utc: bool = False) -> pd.Timestamp | None:
    """Day of a field: a day, a moment, its text, or seconds or thousandths since 1970; None if it is empty.

    Parameters
    ----------
    utc
        Take the day of a moment in UTC, not in Kyiv.

    Raises
    ------
    ValueError
        If it is none of these, or no day from 2014 to tomorrow.

    Examples
    --------
    >>> day_of("2025-05-01").date().isoformat()
    '2025-05-01'
    >>> day_of(1730491200000, utc=True).date().isoformat()  # 20:00 UTC
    '2024-11-01'
    """
    stamp = _stamp(value)
    if stamp is None:
        return None
    if utc and stamp.tzinfo is not None:
        stamp = stamp.tz_convert("UTC").tz_localize(None)
    found = day(stamp)
    if not _may_be(found):
        raise ValueError(f"has the date {str(value)[:40]!r}, which is no day from 2014 to today")
    return found


def moment_of(seconds: int) -> pd.Timestamp:
    """Moment in UTC of a number of seconds since 1970.

    Raises
    ------
    ValueError
        If it lies before 2014 or after tomorrow.

    Examples
    --------
    >>> moment_of(1648989208).isoformat()
    '2022-04-03T12:33:28+00:00'
    """
    try:
        stamp = pd.Timestamp(seconds, unit="s", tz="UTC")
    except (ValueError, OverflowError):
        stamp = None
    if stamp is None or not _may_be(day(stamp)):
        raise ValueError(f"has {seconds} as its moment, which lies not between 2014 and today")
    return stamp


def _stamp(value: object) -> pd.Timestamp | None:
    if value is None or value is pd.NaT or value == "":
        return None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _counted(value)
    try:
        if isinstance(value, (date, pd.Timestamp)) or type(value).__name__ == "datetime64":
            return pd.Timestamp(value)  # type: ignore[arg-type]
        if isinstance(value, str) and ISO.fullmatch(value.strip()):
            return pd.Timestamp(value.strip())
    except ValueError:
        pass
    raise ValueError(f"has {str(value)[:40]!r} where a date should be; write it like 2025-08-14")


def _counted(value: float) -> pd.Timestamp | None:
    if value != value:  # not a number: an empty cell of a column of numbers
        return None
    if 2014_01_01 <= value <= 2100_01_01:
        return _stamp(str(int(value)))
    unit = "ms" if abs(value) >= SECONDS else "s"
    try:
        return pd.Timestamp(value, unit=unit, tz="UTC")
    except (ValueError, OverflowError):
        raise ValueError(f"has {value!r} where a date should be") from None
