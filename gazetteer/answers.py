"""Answers: what became of a name, as rows of a table."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gazetteer import frames
from gazetteer.candidates import Candidates
from gazetteer.hints import Hints
from gazetteer.index import Index
from gazetteer.matching import Level

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["Answer", "answer", "answers_table", "candidates_table"]

SIMILAR = 5  # so many places of a like name stand with a name that is not found
SAID = {
    Level.EXACT: "{kind} name {text}",
    Level.ENDING: "a case of the {kind} name {text}",
    Level.SKELETON: "sounds like {text} ({likeness:.0%} alike)",
    Level.TRANSLATED: "{text}, its adjective translated",
    Level.EDIT: "nearly {text} ({likeness:.0%} alike)",
}


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


def answer(index: Index, found: Candidates, query: int, hints: Hints) -> Answer:
    """The answer that the candidates of a name amount to."""
    rows = found.of(query)
    if not rows:
        return Answer("unresolved", "no place is or was called so")
    best = rows[0]
    why, score = reason(index, found, best, hints), float(found.score[best])
    verdict = found.verdict(query)
    if verdict == "unresolved":
        return Answer("unresolved", f"no name is close enough; {why}", None, score, _ids(index, found, rows[:SIMILAR]))
    named, alike = found.listed(query)
    ids = _ids(index, found, [*named, *alike])
    if verdict == "ambiguous":
        return Answer("ambiguous", f"{len(ids)} places; the likeliest: {why}", None, score, ids)
    place = int(found.place[best])
    resolution = "region_only" if index.is_region[place] else "resolved"
    return Answer("given" if place in index.given else resolution, why, place, score, ids)


def reason(index: Index, found: Candidates, row: int, hints: Hints) -> str:
    """Why a candidate stands where it stands, in words."""
    place, name, names = int(found.place[row]), int(found.name[row]), index.names
    text, kind, until = names.text[name], names.kind[name], names.until.get(name)
    said = SAID[Level(found.level[row])].format(kind=kind, text=text, likeness=found.likeness[row])
    parts = [said + (f", until {until}" if until and kind == "former" else "")]
    if index.words["place_type"][place]:
        people = int(index.population[place])
        parts.append(f"{index.words['place_type'][place]}" + (f" of {people:,}" if people else ""))
    parts += [f"{role} fits" for role in ("admin1", "admin2", "admin3", "country") if role in hints.written]
    if not np.isnan(found.away_km[row]):
        parts.append(f"{found.away_km[row]:.1f} km from near")
    if found.prior[row]:
        parts.append(f"prior {found.prior[row]:+.1f}")
    if place in index.given or name in index.given_names:
        parts.append("given by the user")
    return "; ".join(parts)


def _ids(index: Index, found: Candidates, rows: Sequence[int]) -> tuple[str, ...]:
    ids = index.words["place_id"]
    return tuple(ids[int(found.place[row])] or "" for row in rows)


def candidates_table(index: Index, found: Candidates, hints: Hints) -> gpd.GeoDataFrame:
    """The candidates of one name as a table: the places, `score` and `reason`."""
    import pandas as pd

    rows = found.of(0)
    labels = pd.RangeIndex(len(rows))
    after: dict[Hashable, pd.Series[Any]] = {
        "score": pd.Series(found.score, index=labels, dtype="float64"),
        "reason": frames.column([reason(index, found, row, hints) for row in rows], labels),
    }
    return frames.table(index, found.place.tolist(), labels=labels, after=after)


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
