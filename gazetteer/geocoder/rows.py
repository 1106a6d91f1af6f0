"""Rows of the gazetteer's tables as plain values, and which of them a query means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from gazetteer.places import REGION_TYPES

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["Row", "judged", "plain_rows"]

Row: TypeAlias = dict[str, Any]


def plain_rows(table: gpd.GeoDataFrame) -> list[Row]:
    """Rows as JSON could have them, `lon` and `lat` for the point, None for what is missing."""
    words = table.drop(columns="geometry").astype(object)
    rows: list[Row] = words.where(words.notna(), None).to_dict("records")
    for row, point in zip(rows, table.geometry, strict=True):
        row.update({name: value.item() for name, value in row.items() if hasattr(value, "item")})
        row["lon"], row["lat"] = (None, None) if point is None else (point.x, point.y)
    return rows


def judged(answer: Row, found: list[Row]) -> list[Row]:
    """Places with what became of each: the one that is meant first, or all that may be, then the others.

    Parameters
    ----------
    answer
        The row that `resolve_all` has for the name.
    found
        The candidates for it that fit, best first. If only one that may be meant fits, it is meant.
    """
    ids = f";{answer['candidates']};"
    maybe = [row for row in found if f";{row['place_id']};" in ids]
    if not maybe:
        return []
    best = [row for row in maybe if row["place_id"] == answer["place_id"]] or maybe
    rest = [row | {"resolution": "candidate"} for row in found if row not in best]
    if len(best) > 1:
        return [row | {"resolution": "ambiguous"} for row in best] + rest
    (meant,) = best
    how = "region_only" if meant["place_type"] in REGION_TYPES else "resolved"
    if meant["place_id"] == answer["place_id"]:
        how = answer["resolution"]
        meant = meant | {"uncertainty_km": answer["uncertainty_km"]}
    return [meant | {"resolution": how}, *rest]
