"""Which days were the biggest: changes of one length ranked, with what speaks against each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from frontline.calendar import calendar_day, calendar_days
from frontline.depth import depths
from frontline.errors import ControlError
from frontline.flags import joined
from frontline.gain import gains
from frontline.ground import dates, ground

if TYPE_CHECKING:
    from frontline.control import ControlHistory

__all__ = ["records"]

METRICS = {"gained": "gained_km2", "lost": "lost_km2", "net": "net_km2", "depth": "depth_km"}
WINDOWS = ("1D", "2D", "3D", "7D")
FLAGS = ("straddles", "merged_update", "rebaseline", "border_redraw")
UNRANKED = "rebaseline"  # what a publisher draws or counts anew is no event


def records(
    history: ControlHistory | pd.DataFrame,
    *,
    window: str = "1D",
    metric: str = "gained",
    since: object = None,
    until: object = None,
    status: str | Iterable[str] | None = None,
    source: str | None = None,
) -> pd.DataFrame:
    """All spans of so many days, the biggest first: what else was as big, and what speaks against it.

    Parameters
    ----------
    history
        The maps; or a table of daily gains, as :func:`frontline.gains` gives it (a publisher's daily areas
        are all that many users have: `gains(areas)` makes such a table of them).
    window
        1D, 2D, 3D or 7D: the days of a span.
    metric
        gained, lost or net, in km²; or depth: the deepest single piece gained from one map to the next, in km
        (of a history only).
    since, until
        Spans that end before the one or after the other are left out; None takes all.
    status, source
        As for :func:`frontline.gains`.

    Returns
    -------
    pandas.DataFrame
        `rank`, `since` (the day before the span, whose map it is compared with), `until` (its last day),
        `value`, `window`, `metric`, `source`, `definition`, `flags`. Equal values have equal ranks. Flags:
        `straddles` (days without a map: the span holds more or other days), `merged_update` (a part may have
        happened before it), `border_redraw`, `overlaps` (shares days with a span of a better rank), and
        `rebaseline`: the publisher drew or counted anew; such spans have no rank and stand last.

    Raises
    ------
    ControlError
        If the window or metric is not known, or the table lacks the column that it needs.

    Examples
    --------
    >>> from frontline.control import ControlHistory
    >>> from frontline.tables import CONTROL
    >>> from shapely import box
    >>> row = {"source": "own", "date_basis": "map", "status": "occupied"}
    >>> history = ControlHistory.from_frame(CONTROL.table([
    ...     row | {"date": f"2025-08-{10 + day}", "geometry": box(37, 48, 38 + day * day / 10, 48.5)}
    ...     for day in range(3)
    ... ]))
    >>> records(history)[["rank", "until", "value"]].round({"value": 1})
       rank      until   value
    0     1 2025-08-12  1238.7
    1     2 2025-08-11   412.9
    """
    if window not in WINDOWS:
        raise ControlError(f"window={window!r} is not known; choose one of {', '.join(WINDOWS)}")
    if metric not in METRICS:
        raise ControlError(f"metric={metric!r} is not known; choose one of {', '.join(METRICS)}")
    if isinstance(history, pd.DataFrame):
        daily = history
    elif metric == "depth":
        daily = _deepest(history, status, source)
    else:
        daily = gains(history, freq="D", status=status, source=source)
    spans = _spans(_checked(daily, METRICS[metric]), METRICS[metric], int(window.removesuffix("D")))
    spans = spans[spans["until"] >= calendar_day(since)] if since is not None else spans
    spans = spans[spans["until"] <= calendar_day(until)] if until is not None else spans
    table = _ranked(spans).assign(window=window, metric=metric)
    found = table[["rank", "since", "until", "value", "window", "metric", "source", "definition", "flags"]]
    found.attrs["report"] = daily.attrs.get("report", {"skipped": []})
    return found


def _checked(daily: pd.DataFrame, column: str) -> pd.DataFrame:
    if column not in daily or not isinstance(daily.index, pd.DatetimeIndex):
        raise ControlError(
            f"a table of daily gains has days as its index and a column {column}; gains(areas) makes one"
        )
    table = daily.set_axis(calendar_days(daily.index)).sort_index()
    table = table[table[column].notna()]
    if table.index.has_duplicates or ("days" in table and table["days"].median() > 1):
        raise ControlError("a table of daily gains has a row for each day: make it with freq='D'")
    if "days" not in table:
        apart = pd.Series(table.index, index=table.index).diff().dt.days.fillna(1)
        table = table.assign(days=apart)
    return table[table["days"] > 0]  # on the others there was no map


def _deepest(history: ControlHistory, status: str | Iterable[str] | None, source: str | None) -> pd.DataFrame:
    """The depth of the deepest piece of each day, beside what is known of the day's gains."""
    terrain = ground(history, status=status, source=source)
    piece, depth_km = depths(terrain)
    deepest = np.zeros(len(terrain))
    np.maximum.at(deepest, terrain.steps.pair[piece], np.nan_to_num(depth_km))
    daily = gains(history, freq="D", status=status, source=source)
    how = f"deepest piece gained from one map to the next; {terrain.definition}"
    return daily.assign(
        depth_km=pd.Series(deepest, index=dates(terrain.days)).reindex(daily.index), definition=how
    )


def _spans(daily: pd.DataFrame, column: str, days: int) -> pd.DataFrame:
    """The value of the span that ends on each day."""
    rolled = daily[column].rolling(f"{days}D")
    value = rolled.max() if column == METRICS["depth"] else rolled.sum()
    until = pd.DatetimeIndex(daily.index)
    told = {name: _any(daily, name, days) for name in FLAGS}
    short = daily[column].rolling(f"{days}D").count().to_numpy() < days
    short = short | (daily["days"].rolling(f"{days}D").sum().to_numpy() != days)
    told["straddles"] = told["straddles"] | short
    how = daily["definition"].to_numpy() if "definition" in daily else f"{column} of the table"
    first = daily["since"].to_numpy() if "since" in daily and days == 1 else until - pd.Timedelta(days=days)
    return pd.DataFrame(
        {
            "since": first,
            "until": until,
            "value": value.to_numpy(),
            "source": daily["source"].to_numpy() if "source" in daily else None,
            "definition": how,
            **told,
        }
    )


def _any(daily: pd.DataFrame, name: str, days: int) -> NDArray[np.bool_]:
    """Whether a flag stands on any day of the span that ends on each day."""
    if "flags" not in daily:
        return np.zeros(len(daily), dtype=bool)
    has = daily["flags"].astype(object).where(daily["flags"].notna(), "").str.split(";")
    on = pd.Series([float(name in words) for words in has], index=daily.index)
    return np.asarray(on.rolling(f"{days}D").max() > 0)


def _ranked(spans: pd.DataFrame) -> pd.DataFrame:
    order = spans.sort_values([UNRANKED, "value", "until"], ascending=[True, False, True], kind="stable")
    order = order.reset_index(drop=True)
    rank = order["value"].where(~order[UNRANKED]).rank(method="min", ascending=False)
    flags = {name: order[name].to_numpy() for name in FLAGS}
    return order.assign(
        rank=rank.astype("Int64"), flags=joined({**flags, "overlaps": _overlaps(order)}, len(order))
    )


def _overlaps(order: pd.DataFrame) -> NDArray[np.bool_]:
    """Which spans share days with one that stands before them and shares none itself."""
    taken: set[Any] = set()
    shares = np.zeros(len(order), dtype=bool)
    since, until = (order[name].to_numpy().astype("datetime64[D]").astype(int) for name in ("since", "until"))
    for row, (begin, end) in enumerate(zip(since.tolist(), until.tolist(), strict=True)):
        days = range(begin + 1, end + 1)
        shares[row] = not taken.isdisjoint(days)
        if not shares[row]:
            taken.update(days)
    return shares
