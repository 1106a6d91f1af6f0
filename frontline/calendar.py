"""Days as users write them, on the calendar of Kyiv."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.errors import ControlError
from gazetteer.tables import KYIV, day

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["calendar_day", "calendar_days", "period_of"]

FREQUENCIES = {"D": "D", "W": "W-SUN", "MS": "M", "YS": "Y"}  # and pandas' periods


def calendar_day(value: object) -> pd.Timestamp:
    """The day that is meant, at midnight and without a zone; a moment with a zone is brought to Kyiv's.

    Raises
    ------
    ControlError
        If it is none.

    Examples
    --------
    >>> calendar_day("2025-08-13T22:30:00Z").date().isoformat()
    '2025-08-14'
    """
    try:
        return day(value)
    except ValueError as error:
        raise ControlError(str(error)) from error


def calendar_days(index: pd.DatetimeIndex) -> pd.DatetimeIndex:
    """The days of an index, in the same way."""
    if index.tz is not None:
        index = index.tz_convert(KYIV).tz_localize(None)
    return index.normalize()


def period_of(freq: str) -> str:
    """What pandas calls the period of a frequency: D, W (Monday to Sunday), MS (months) or YS (years).

    Raises
    ------
    ControlError
        If it is none of these.
    """
    if freq not in FREQUENCIES:
        raise ControlError(f"freq={freq!r} is not known; choose one of {', '.join(FREQUENCIES)}")
    return FREQUENCIES[freq]
