"""Answers: what became of a name, as rows of a table."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gazetteer import frames
from gazetteer.candidates import Candidate, Ranking
from gazetteer.index import Index

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["Answer", "answers_table", "candidates_table"]

SIMILAR = 5  # so many places of a like name stand with a name that is not found


@dataclass(frozen=True)
class Answer:
    """What became of one name.

    Parameters
    ----------
    resolution
        resolved, given, region_only, ambiguous or unresolved.
    reason
        Why, in words.
    place
        Number of the place; None if none is meant for sure.
    score
        Of the best candidate, 0 to 1; NaN without candidates.
    candidates
        Ids of all places that may be meant, best first.
    """

    resolution: str
    reason: str
    place: int | None = None
    score: float = float("nan")
    candidates: tuple[str, ...] = ()

    @classmethod
    def of(cls, index: Index, found: Ranking) -> Answer:
        """The answer that a ranking amounts to."""
        ids = tuple(index.words["place_id"][c.place] or "" for c in (*found.named, *found.alike))
        if not found.candidates:
            return cls("unresolved", "no place is or was called so")
        best = found.candidates[0]
        if found.verdict == "unresolved":
            similar = tuple(index.words["place_id"][c.place] or "" for c in found.candidates[:SIMILAR])
            return cls("unresolved", f"no name is close enough; {best.reason}", None, best.score, similar)
        if found.verdict == "ambiguous":
            return cls("ambiguous", f"{len(ids)} places; the likeliest: {best.reason}", None, best.score, ids)
        resolution = "region_only" if index.is_region[best.place] else "resolved"
        if best.place in index.given:
            resolution = "given"
        return cls(resolution, best.reason, best.place, best.score, ids)


def candidates_table(index: Index, candidates: Sequence[Candidate]) -> gpd.GeoDataFrame:
    """Candidates as a table: the places, `score` and `reason`."""
    import pandas as pd

    labels = pd.RangeIndex(len(candidates))
    after: dict[Hashable, pd.Series[Any]] = {
        "score": pd.Series([c.score for c in candidates], index=labels, dtype="float64"),
        "reason": frames.column([c.reason for c in candidates], labels),
    }
    return frames.table(index, [c.place for c in candidates], labels=labels, after=after)


def answers_table(index: Index, names: pd.Series[Any], answers: Sequence[Answer]) -> gpd.GeoDataFrame:
    """Answers as a table on the index of the names."""
    import pandas as pd

    labels = names.index
    places = [answer.place for answer in answers]
    radius = [np.nan if place is None else index.radius_km[place] for place in places]
    after: dict[Hashable, pd.Series[Any]] = {
        "resolution": frames.column([a.resolution for a in answers], labels),
        "score": pd.Series([a.score for a in answers], index=labels, dtype="float64"),
        "reason": frames.column([a.reason for a in answers], labels),
        "candidates": frames.column([";".join(a.candidates) or None for a in answers], labels),
        "uncertainty_km": pd.Series(radius, index=labels, dtype="float64"),
    }
    before: dict[Hashable, pd.Series[Any]] = {
        "toponym": frames.column([_writable(name) for name in names], labels)
    }
    return frames.table(index, places, labels=labels, before=before, after=after)


def _writable(name: object) -> str | None:
    if not isinstance(name, str):
        return None
    return name.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair is no letter
