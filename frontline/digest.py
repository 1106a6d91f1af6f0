"""What a table of claims tells at a glance: a line a claim, and how far apart its places lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import pandas as pd

from frontline.tables import CLAIMS, COUNTS, Claims

__all__ = ["summary"]

Row: TypeAlias = Mapping[Any, Any]
"""A claim's row with None where a value is missing."""


def summary(claims: Claims) -> pd.DataFrame:
    """One compact row a claim: when, what, by whom, where, who says so, how sure, how many.

    Returns
    -------
    pandas.DataFrame
        Indexed by `claim_id`, in the order of the claims, with the columns `date` (2025-08-12, or 2025-02 for
        a month), `event_type`, `actor`, `places` (names or region, joined), `claimant`, `status`, `numbers`
        (units spelt out) and `evidence`. A missing word is an empty one.

    Examples
    --------
    >>> from frontline.tables import CLAIMS
    >>> claims = CLAIMS.table(
    ...     [{"claim_id": "a1", "event_type": "launch", "status": "claimed", "missiles": 2, "drones": 45}]
    ... )
    >>> summary(claims).loc["a1", "numbers"]
    '45 drones, 2 missiles'
    """
    claims = CLAIMS.check(claims)
    groups: dict[str, list[Row]] = {}
    for row in claims.astype(object).where(claims.notna(), None).to_dict("records"):
        groups.setdefault(row["claim_id"], []).append(row)
    lines = [
        {
            "date": _date(rows[0]),
            "event_type": rows[0]["event_type"],
            "actor": rows[0]["actor"] or "",
            "places": _places(rows),
            "claimant": rows[0]["claimant"] or "",
            "status": rows[0]["status"],
            "numbers": _numbers(rows[0]),
            "evidence": rows[0]["evidence"] or "",
        }
        for rows in groups.values()
    ]
    columns = ["date", "event_type", "actor", "places", "claimant", "status", "numbers", "evidence"]
    return pd.DataFrame(lines, columns=columns, index=pd.Index(groups, dtype="str", name="claim_id"))


def _date(claim: Row) -> str:
    if claim["date"] is None:
        return ""
    shown = {"month": "%Y-%m", "year": "%Y"}.get(claim["date_precision"], "%Y-%m-%d")
    first, last = claim["date"], claim["date_end"]
    until = f" to {last:%Y-%m-%d}" if claim["date_precision"] in {"range", "week"} and last else ""
    return f"{first:{shown}}{until}"


def _places(rows: Sequence[Row]) -> str:
    return ", ".join(dict.fromkeys(filter(None, map(_place, rows))))


def _place(row: Row) -> str:
    if row["place_text"] is None:
        return f"{row['admin_text']} region" if row["admin_text"] else ""
    if row["place_name"] is None:
        return f"{row['place_text']} ({row['resolution']})" if row["resolution"] else row["place_text"]
    today = "" if row["place_name"] == row["place_text"] else f" (today {row['place_name']})"
    return f"{row['place_text']}{today}"


def _numbers(claim: Row) -> str:
    told = [f"{claim[name]} {name.replace('_', ' ')}" for name in COUNTS if claim[name] is not None]
    if claim["distance_km"] is not None:
        op = {None: "", "=": ""}.get(claim["distance_op"], f"{claim['distance_op']} ")
        told.insert(0, f"{op}{claim['distance_km']:g} km")
    measures = (("area_km2", "km²"), ("percent", "%"))
    told += [f"{claim[name]:g} {unit}" for name, unit in measures if claim[name] is not None]
    return ", ".join(told)
