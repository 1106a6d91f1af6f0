"""When places changed hands, and how far that depends on what of a place must be held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from frontline.covered import Turns, disc_turns, point_turns
from frontline.errors import ControlError
from frontline.flags import joined
from frontline.ground import Ground, ground, reported
from frontline.points import located
from frontline.segments import Ints
from gazetteer.places import REGION_TYPES

if TYPE_CHECKING:
    from frontline.control import ControlHistory

__all__ = ["capture_dates", "settlement_status"]

CRS = "EPSG:4326"
ALL = "all"
NAMES = ("place_name", "name")

HALF, MOST = 0.5, 0.9  # of a disc

# The size of a place is a disc with 2,460 people on a km²: so dense is a disc of 2 km that holds the 30,914
# people of Toretsk, and nine tenths of that disc were held four days after its seizure was reported (1 August
# 2025). The bounds are those of what a map can tell: it is drawn to some 100 m, and a disc of 0.5 km has a
# few streets; in a larger city than 3 km the middle decides.
PEOPLE_PER_KM2 = 2_460.0
LEAST_KM, MOST_KM = 0.5, 3.0
TYPE_KM = {"city": 3.0, "town": 2.0, "settlement": 1.0, "village": 0.5}  # where people are not counted
ANY_KM = 1.0  # of a place of which nothing else is known
REACH_KM = 50.0  # beyond it a disc is no place

REGION_PRECISIONS = ("admin3", "admin2", "admin1", "country")


def settlement_status(
    places: gpd.GeoDataFrame | gpd.GeoSeries,
    history: ControlHistory,
    *,
    status: str | Iterable[str] | None = None,
    source: str | None = None,
) -> pd.DataFrame:
    """Who held places when: a row for each place and each uninterrupted time.

    A place is its point; it is held where the point is within the ground, and not on its edge.

    Parameters
    ----------
    places
        Points, in any CRS: places of the gazetteer, claims, or a GeoSeries. One that is missing has no rows.
    history
        The maps.
    status
        What counts as held; None counts occupied, occupied_pre2022 and advance, as far as there are such.
        "all" tells apart all that the source maps.
    source
        Whose maps; may be left out if there is one source.

    Returns
    -------
    pandas.DataFrame
        In the order of the places, then of time. `place` (the label of the place on its index), `place_name`
        and `name` if the places have them; `status`: the status that counts, or "held" if several do, else
        "not_held"; with "all" the status of the ground there, several joined by ;, else "unmapped". `since`
        is the first day whose map shows it and `since_before` the map before: the change lies between.
        `until` is the last day whose map shows it, `days` counts both. `flags`: `straddles` (days without a
        map before `since`), `merged_update` (the change may be of several publications), `redrawn` (the map
        was drawn anew), `from_the_start` and `to_the_end` (maps do not tell how long before, or after).
        Then `source` and `definition`. `.attrs["report"]` counts the points, and those that are missing.

    Raises
    ------
    ControlError
        If there is anything else than points, or no such source or status.

    Examples
    --------
    >>> from shapely import Point, box
    >>> from frontline.control import ControlHistory
    >>> from frontline.tables import CONTROL
    >>> row = {"source": "own", "date_basis": "map", "status": "occupied"}
    >>> history = ControlHistory.from_frame(CONTROL.table([
    ...     row | {"date": f"2025-08-{10 + day}", "geometry": box(37, 48, 38 + day / 10, 48.5)}
    ...     for day in range(3)
    ... ]))
    >>> places = gpd.GeoSeries([Point(38.15, 48.2)], index=["Iskra"], crs="EPSG:4326")
    >>> settlement_status(places, history)[["place", "status", "since", "until", "days"]]
       place    status      since      until  days
    0  Iskra  not_held 2025-08-10 2025-08-11     2
    1  Iskra  occupied 2025-08-12 2025-08-12     1
    """
    index, lonlat = located(places)
    lon, lat = lonlat.T
    terrains, words, none = _told_apart(history, status, source)
    there = np.flatnonzero(np.isfinite(lon))
    turns, days = point_turns(terrains, lon[there], lat[there]), terrains[0].days
    labels = {"place": index.to_flat_index()} | {
        name: places[name].array for name in NAMES if isinstance(places, gpd.GeoDataFrame) and name in places
    }
    since, until = turns.at, turns.until - 1
    before = np.where(since > 0, days[since - 1], np.datetime64("NaT"))
    columns = {
        **{name: some.take(there[turns.place]) for name, some in labels.items()},
        "status": pd.array(_named(turns.state, words, none), dtype="str"),
        "since": _stamps(days[since]),
        "since_before": _stamps(before),
        "until": _stamps(days[until]),
        "days": pd.array((days[until] - days[since]).astype(int) + 1, dtype="Int64"),
    }
    ends = {"from_the_start": since == 0, "to_the_end": turns.until == turns.maps}
    flags = joined(_at(terrains, since) | ends, len(since))
    table = _said(pd.DataFrame(columns), terrains[0], flags, _where(terrains, status))
    reported(table, terrains[0], points=len(index), missing_points=len(index) - len(there))
    return table


def capture_dates(
    places: gpd.GeoDataFrame | gpd.GeoSeries,
    history: ControlHistory,
    *,
    sustained_days: int = 3,
    radius_km: float | pd.Series[float] | None = None,
    status: str | Iterable[str] | None = None,
    source: str | None = None,
) -> pd.DataFrame:
    """When each place was taken, and the range of days that other rules would give.

    The main columns go by the point of a place. A place is larger: so the same is asked of a disc around it,
    of which half, and nine tenths, must be held. Of a disc around a point in Ukraine only land of Ukraine
    counts.

    Parameters
    ----------
    places
        Points, in any CRS: places of the gazetteer, claims, or a GeoSeries.
    history
        The maps.
    sustained_days
        How many days in a row maps must show a place as held for `sustained`; first and last count.
    radius_km
        Radius of the discs, one for all or a Series on the index of the places. None, and what a Series
        lacks, goes by `population` if the places have it (2,460 people on a km², from 0.5 to 3 km), else by
        `place_type` (city 3 km, town 2, settlement 1, village 0.5), else it is 1 km.
    status
        What counts as held; None counts occupied, occupied_pre2022 and advance, as far as there are such.
    source
        Whose maps; may be left out if there is one source.

    Returns
    -------
    pandas.DataFrame
        On the index of the places, all rows kept; days are those of the first map that shows it, NaT is
        never. `first`; `sustained`, the first day of the first time that lasted; `final`, since when it has
        been held to the end; `lost`, when it was last lost; `times`, how often maps show it taken;
        `captured`, whether it was ever held; `rule`, "point". Then `half_first`, `half_final`, `most_first`
        and `most_final` of the disc of `radius_km`; `earliest` and `latest` of all these days of capture.

        `flags`: `no_point`; `held_from_the_start` (the first map has it already: the day is before `first`);
        `straddles`, `merged_update`, `redrawn` of the maps of `first`, `sustained` or `final`; `too_recent`
        (held at the end, but not yet for so many days); `not_by_every_rule` (held by one rule and never by
        another, so that `latest` is open); `region` (the point stands for more than a place). Then `source`
        and `definition`.

    Raises
    ------
    ControlError
        If there is anything else than points, no such source or status, or a number is no days or radius.

    Examples
    --------
    >>> from shapely import Point, box
    >>> from frontline.control import ControlHistory
    >>> from frontline.tables import CONTROL
    >>> row = {"source": "own", "date_basis": "map", "status": "occupied"}
    >>> history = ControlHistory.from_frame(CONTROL.table([
    ...     row | {"date": f"2025-08-{10 + day}", "geometry": box(37, 48, 38 + day / 100, 48.5)}
    ...     for day in range(9)
    ... ]))
    >>> places = gpd.GeoSeries([Point(38.025, 48.2), Point(38.5, 48.2)], ["Iskra", "Pokrovsk"], crs=4326)
    >>> capture_dates(places, history)[["first", "half_first", "most_first", "captured"]]
                  first half_first most_first  captured
    Iskra    2025-08-13 2025-08-13 2025-08-14      True
    Pokrovsk        NaT        NaT        NaT     False
    """
    if isinstance(sustained_days, bool) or int(sustained_days) != sustained_days or sustained_days < 1:
        raise ControlError(f"sustained_days={sustained_days}: pass a whole number of days, 1 or more")
    index, lonlat = located(places)
    lon, lat = lonlat.T
    radius = _radii(places, index, radius_km)
    terrain = ground(history, status=status, source=source)
    point = point_turns([terrain], lon, lat)
    half, most = disc_turns(terrain, lon, lat, radius, (HALF, MOST))
    lasted = point.held & (_lasted(terrain.days, point) >= sustained_days)
    of = {
        "first": point.first(point.held),
        "sustained": point.first(lasted),
        "final": _final(point),
        "half_first": half.first(half.held),
        "half_final": _final(half),
        "most_first": most.first(most.held),
        "most_final": _final(most),
    }
    of |= _range(of) | {"lost": point.last(~point.held & (point.at > 0))}
    missing = np.isnan(lon)
    flags = {"no_point": missing, **_doubts(terrain, of), "region": _is_region(places, index)}
    table = pd.DataFrame(
        {
            **{name: _stamps(_days(terrain, maps)) for name, maps in of.items()},
            "times": pd.array(np.bincount(point.place[point.captures], minlength=len(index)), dtype="Int64"),
            "captured": pd.array(of["first"] >= 0, dtype="boolean"),
            "rule": pd.array(["point"] * len(index), dtype="str"),
            "radius_km": radius,
        },
        index=index,
    )
    for name in ("times", "captured"):
        table[name] = table[name].mask(missing)
    found = _said(table[ORDER], terrain, joined(flags, len(index)), _how(terrain, sustained_days))
    return reported(found, terrain, points=len(index), missing_points=int(missing.sum()))


ORDER = [
    *("first", "sustained", "final", "lost", "times", "captured", "rule"),
    *("half_first", "half_final", "most_first", "most_final", "radius_km", "earliest", "latest"),
]


def _told_apart(
    history: ControlHistory, status: str | Iterable[str] | None, source: str | None
) -> tuple[list[Ground], list[str], str]:
    """The grounds to ask, what it is called to be on each, and on none."""
    if status == ALL:
        words = sorted({layer.status for layer in history.only(source).layers})
        return [ground(history, status=word, source=source) for word in words], words, "unmapped"
    terrain = ground(history, status=status, source=source)
    return [terrain], list(terrain.statuses) if len(terrain.statuses) == 1 else ["held"], "not_held"


def _named(state: Ints, words: Sequence[str], none: str) -> NDArray[Any]:
    """What each state is called: the words of its bits."""
    known, at = np.unique(state, return_inverse=True)
    names = [";".join(word for bit, word in enumerate(words) if one >> bit & 1) or none for one in known]
    return np.array(names, dtype=object)[at] if len(known) else np.array([], dtype=object)


def _at(terrains: Sequence[Ground], maps: Ints) -> dict[str, NDArray[np.bool_]]:
    """What to know of some maps; of the first, and of none (-1), nothing."""
    days, later = terrains[0].days, maps > 0
    gap = np.append(1, np.diff(days).astype(int))[: len(days)] > 1
    anew = np.any([terrain.redrawn for terrain in terrains], axis=0)
    known = {"straddles": gap, "merged_update": terrains[0].merged, "redrawn": anew}
    return {name: later & of_map[maps] for name, of_map in known.items()}


def _doubts(terrain: Ground, of: Mapping[str, Ints]) -> dict[str, NDArray[np.bool_]]:
    """What to know of the days of capture of each place."""
    shown = [_at([terrain], of[name]) for name in ("first", "sustained", "final")]
    rules = np.array([of[name] >= 0 for name in ("first", "half_first", "most_first")])
    return {
        "held_from_the_start": of["first"] == 0,
        **{name: np.any([flags[name] for flags in shown], axis=0) for name in shown[0]},
        "too_recent": (of["final"] > 0) & (of["sustained"] < 0),
        "not_by_every_rule": rules.any(axis=0) & ~rules.all(axis=0),
    }


def _lasted(days: NDArray[np.datetime64], turns: Turns) -> Ints:
    """How many days maps show each turn, the first and the last included."""
    return np.asarray((days[turns.until - 1] - days[turns.at]).astype(int) + 1)


def _final(turns: Turns) -> Ints:
    return turns.last(turns.held & (turns.until == turns.maps))


def _range(of: Mapping[str, Ints]) -> dict[str, Ints]:
    """The earliest and the latest of some maps of each place."""
    maps = np.array(list(of.values()))
    never = np.iinfo(maps.dtype).max
    earliest = np.where(maps < 0, never, maps).min(axis=0)
    return {"earliest": np.where(earliest == never, -1, earliest), "latest": maps.max(axis=0)}


def _days(terrain: Ground, maps: Ints) -> NDArray[np.datetime64]:
    return np.where(maps < 0, np.datetime64("NaT"), terrain.days[maps])


def _stamps(days: NDArray[np.datetime64]) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(days.astype("datetime64[us]"))


def _radii(places: Any, index: pd.Index[Any], radius_km: Any) -> NDArray[np.float64]:  # noqa: ANN401
    """The radius of each place: as given, by its people, by its type, or that of any place."""
    if isinstance(radius_km, pd.Series):
        given = radius_km.reindex(index) if not radius_km.index.equals(index) else radius_km
        radius = given.to_numpy(dtype=float, na_value=np.nan)
    else:
        radius = np.full(len(index), np.nan if radius_km is None else float(radius_km))
    if np.any((radius <= 0) | (radius > REACH_KM)):
        raise ControlError(f"radius_km is to lie above 0 and not above {REACH_KM:g}; it is in km")
    people, kinds = (_column(places, name, index) for name in ("population", "place_type"))
    count = pd.to_numeric(people, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    by_people = np.clip(np.sqrt(count / (np.pi * PEOPLE_PER_KM2)), LEAST_KM, MOST_KM)
    by_type = kinds.map(TYPE_KM).to_numpy(dtype=float, na_value=np.nan)
    for known in (np.where(count > 0, by_people, np.nan), by_type, np.full(len(index), ANY_KM)):
        radius = np.where(np.isnan(radius), known, radius)
    return radius


def _column(places: Any, name: str, index: pd.Index[Any]) -> pd.Series[Any]:  # noqa: ANN401
    if isinstance(places, gpd.GeoDataFrame) and name in places:
        return pd.Series(places[name])
    return pd.Series(np.nan, index=index, dtype=object)


def _is_region(places: Any, index: pd.Index[Any]) -> NDArray[np.bool_]:  # noqa: ANN401
    """Which points stand for a region."""
    by_type = _column(places, "place_type", index).isin(REGION_TYPES)
    precision = _column(places, "geo_precision", index).isin(REGION_PRECISIONS)
    return by_type.to_numpy(dtype=bool) | precision.to_numpy(dtype=bool)


def _where(terrains: Sequence[Ground], status: object) -> str:
    of = f"ground of each status mapped by {terrains[0].source}" if status == ALL else terrains[0].held
    return f"whether the point lies within {of}, not on its edge; edges straight in longitude and latitude"


def _how(terrain: Ground, sustained_days: int) -> str:
    return (
        f"first maps on which the point, and {HALF:.0%} and {MOST:.0%} of the disc of radius_km around it "
        f"(land of Ukraine, if the point is there), lie within {terrain.held}; sustained: shown as held "
        f"{sustained_days} days in a row"
    )


def _said(table: pd.DataFrame, terrain: Ground, flags: Any, definition: str) -> pd.DataFrame:  # noqa: ANN401
    words = {"flags": flags, "source": terrain.source, "definition": definition}
    for name, word in words.items():
        table[name] = pd.Series(word, index=table.index, dtype="str")
    return table
