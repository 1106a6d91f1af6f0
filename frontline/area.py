"""How much ground is held, by status or by region, on each map."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from frontline.errors import ControlError
from frontline.flags import joined
from frontline.ground import HOW, Ground, asked, dates, ground, reported
from frontline.regions import Regions, by_region, regions, shares
from frontline.segments import Segments
from gazetteer.geodesy import strip_km2

if TYPE_CHECKING:
    from frontline.control import ControlHistory

__all__ = ["areas"]

MODELS = ("ellipsoid", "sphere6378137")


def areas(
    history: ControlHistory,
    *,
    by: object = None,
    status: str | Iterable[str] | None = None,
    source: str | None = None,
    area_model: str = "ellipsoid",
) -> pd.DataFrame:
    """How much ground each status has on each map, in km²; or, with `by`, how much of each region is held.

    Parameters
    ----------
    history
        The maps.
    by
        "oblast", or any polygons as a GeoDataFrame (its column `name` or its index names them) or GeoSeries.
    status
        Which statuses; by default all of them, and with `by` those that count as held.
    source
        Whose maps; may be left out if there is one source.
    area_model
        "ellipsoid" (WGS84), or "sphere6378137": the sphere on which web maps, DeepState's among them,
        measure. Its totals are 0.05 % smaller in Ukraine.

    Returns
    -------
    pandas.DataFrame
        On the days of the maps (`date`): a column for each status, such as `occupied_km2`, then `source`,
        `definition` and `flags`. With `by`, on (`name`, `date`): `held_km2`, `land_km2`, `held_percent`, …;
        what lies in none of the polygons stands under "elsewhere".

    Raises
    ------
    ControlError
        If the source, a status or the model is not there.

    Examples
    --------
    >>> from frontline.control import ControlHistory
    >>> from frontline.tables import CONTROL
    >>> from shapely import box
    >>> row = {"source": "own", "date_basis": "map", "status": "occupied"}
    >>> history = ControlHistory.from_frame(CONTROL.table([
    ...     row | {"date": f"2025-08-{10 + day}", "geometry": box(37, 48, 38 + day / 10, 48.5)}
    ...     for day in range(3)
    ... ]))
    >>> areas(history)["occupied_km2"].round(1).tolist()
    [4128.9, 4541.8, 4954.7]
    """
    if area_model not in MODELS:
        raise ControlError(f"there is no area model {area_model!r}; choose {' or '.join(MODELS)}")
    if by is not None:
        return _areas_by(ground(history, status=status, source=source), regions(by))
    series = asked(history).only(source)
    asked_for = history.select(source=source, status=status).select(source=series.source).statuses
    grounds = [ground(history, status=word, source=source) for word in asked_for]
    columns: dict[str, Any] = {}
    for terrain in grounds:
        columns[f"{terrain.statuses[0]}_km2"] = (
            terrain.area_km2 if area_model == "ellipsoid" else _on_sphere(terrain.segments)
        )
    how = HOW if area_model == "ellipsoid" else "areas on the sphere of 6,378,137 m, as web maps have them"
    said = {"source": series.source, "definition": f"ground mapped by {series.source}; {how}"}
    flags = joined({"merged_update": series.merged}, len(series.stamps))
    table = pd.DataFrame({**columns, **said, "flags": flags}, index=dates(series.days))
    return reported(table, grounds[0], statuses=asked_for)


def _on_sphere(segments: Segments) -> NDArray[np.float64]:
    begin, end = segments.ends[:, 0].T, segments.ends[:, 1].T
    return segments.summed(strip_km2(*begin, *end, sphere=True))


def _areas_by(terrain: Ground, units: Regions) -> pd.DataFrame:
    frames = {
        name: pd.DataFrame({"held_km2": held, "land_km2": land_km2}, index=dates(terrain.days))
        for name, land_km2, held, _ in by_region(shares(terrain, units))
    }
    table = pd.concat(frames, names=["name", "date"])
    table["held_percent"] = 100 * table["held_km2"] / table["land_km2"]
    table["source"], table["definition"] = terrain.source, f"{terrain.definition}; shares of land"
    table["flags"] = joined({"merged_update": np.tile(terrain.merged, len(frames))}, len(table))
    return reported(table, terrain)
