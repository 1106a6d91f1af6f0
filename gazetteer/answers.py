"""Answers: what became of a name, as rows of a table."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from gazetteer import frames, geodesy
from gazetteer.candidates import Candidates
from gazetteer.columns import Ints
from gazetteer.hints import Hints
from gazetteer.index import Index
from gazetteer.matching import Level
from gazetteer.phrases import Phrase
from gazetteer.places import PLACES, Place

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["Answer", "answers", "answers_table", "beside", "candidates_table"]

SIMILAR = 5  # so many places of a like name stand with a name that is not found
SECTOR_KM = 25.0  # how far a direction or sector of the front reaches from its town: our reading
OFF_COURSE = 0.4  # of a distance: half of what lies between two points of the compass of eight
WIDE_KM = 3.0  # half a town, from whose middle or edge it is measured
SAID: Mapping[int, str] = {
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
    phrase
        What beside the name says where: so far from the place, or in its direction.
    """

    resolution: str
    reason: str
    place: int | None = None
    score: float = float("nan")
    candidates: tuple[str, ...] = ()
    phrase: Phrase | None = None

    def place_of(self, index: Index) -> Place | None:
        """The place that is meant, moved as the phrase says."""
        if self.place is None:
            return None
        place = index.place(self.place)
        return place if self.phrase is None else beside(place, self.phrase)


def beside(place: Place, told: Phrase) -> Place:
    """The point so far from a place, which keeps the place's id, or the country around it."""
    if told.direction or told.side:
        return replace(place, uncertainty_km=max(SECTOR_KM, place.uncertainty_km or 0.0))
    if told.km is None or told.bearing is None:
        return place
    lon, lat = geodesy.moved(place.lon, place.lat, told.bearing, told.km)
    return replace(
        place,
        name=told.offset + place.name,
        name_uk=None, name_ru=None, place_type=None, population=None, katottg=None, formerly=(),
        lon=lon, lat=lat,
        uncertainty_km=round(told.km * OFF_COURSE + WIDE_KM, 1),
    )  # fmt: skip


def answers(index: Index, found: Candidates, hints: Sequence[Hints]) -> list[Answer]:
    """The answers that the candidates of names amount to."""
    filled = np.flatnonzero(np.diff(found.starts))
    firsts = found.starts[filled]
    told: list[Answer] = [Answer("unresolved", "no place is or was called so")] * len(found)
    columns = (
        filled.tolist(),
        found.rivals[filled].tolist(),
        found.place[firsts].tolist(),
        found.score[firsts].tolist(),
        reasons(index, found, firsts, [hints[query] for query in filled.tolist()]),
        _listed(index, found, filled),
    )
    regional = index.is_region
    for query, rivals, place, score, why, ids in zip(*columns, strict=True):
        if not rivals:
            told[query] = Answer("unresolved", f"no name is close enough; {why}", None, score, ids)
        elif rivals > 1:
            told[query] = Answer("ambiguous", f"{len(ids)} places; the likeliest: {why}", None, score, ids)
        else:
            resolution = "given" if place in index.given else "region_only" if regional[place] else "resolved"
            told[query] = Answer(resolution, why, place, score, ids)
    return told


def _listed(index: Index, found: Candidates, filled: Ints) -> list[tuple[str, ...]]:
    """Ids of the places that each name may mean: those of the very name, then its other rivals.

    Where none is meant, the likest.
    """
    query, named = found.query, found.has_the_name
    similar = np.arange(len(query)) - found.starts[query] < SIMILAR
    rows = np.flatnonzero(np.where(found.rivals[query] > 0, named | found.rival, similar))
    apart = ~named[rows] & (found.rivals[query[rows]] > 0)
    rows = rows[np.lexsort((rows, apart, query[rows]))]
    ids = [place_id or "" for place_id in index.words["place_id"].take(found.place[rows])]
    ends = np.cumsum(np.bincount(query[rows], minlength=len(found)))[filled].tolist()
    return [tuple(ids[start:end]) for start, end in zip([0, *ends], ends, strict=False)]


def reasons(index: Index, found: Candidates, rows: Ints, hints: Sequence[Hints]) -> list[str]:
    """Why candidates stand where they stand, in words; with the hints of each."""
    names, kept = index.names, (found.name[rows], found.place[rows])
    columns = (
        names.text.take(kept[0]), names.kind.take(kept[0]), kept[0].tolist(), found.level[rows].tolist(),
        found.likeness[rows].tolist(), index.words["place_type"].take(kept[1]),
        index.population[kept[1]].tolist(), kept[1].tolist(), found.away_km[rows].tolist(),
        found.prior[rows].tolist(), hints,
    )  # fmt: skip
    return [_reason(index, *row) for row in zip(*columns, strict=True)]


def _reason(
    index: Index, text: str, kind: str, name: int, level: int, likeness: float, place_type: str | None,
    people: int, place: int, away_km: float, prior: float, hints: Hints,
) -> str:  # fmt: skip
    parts = [SAID[level].format(kind=kind, text=text, likeness=likeness)]
    until = index.names.until.get(name) if kind == "former" else None
    if until:
        parts[0] += f", until {until}"
    if place_type:
        parts.append(f"{place_type} of {people:,}" if people else place_type)
    parts += [f"{role} fits" for role in ("admin1", "admin2", "admin3", "country") if role in hints.written]
    if away_km == away_km:
        parts.append(f"{away_km:.1f} km from near")
    if prior:
        parts.append(f"prior {prior:+.1f}")
    if place in index.given or name in index.given_names:
        parts.append("given by the user")
    return "; ".join(parts)


def candidates_table(index: Index, found: Candidates, hints: Hints) -> gpd.GeoDataFrame:
    """The candidates of one name as a table: the places, `score` and `reason`."""
    import pandas as pd

    rows = found.of(0)
    labels = pd.RangeIndex(len(rows))
    after: dict[Hashable, pd.Series[Any]] = {
        "score": pd.Series(found.score, index=labels, dtype="float64"),
        "reason": frames.column(
            reasons(index, found, np.array(rows, dtype=int), [hints] * len(rows)), labels
        ),
    }
    return frames.table(index, found.place.tolist(), labels=labels, after=after)


def answers_table(index: Index, names: pd.Series[Any], answers: Sequence[Answer]) -> gpd.GeoDataFrame:
    """Answers as a table on the index of the names."""
    import pandas as pd

    labels = names.index
    places = [answer.place for answer in answers]
    radius = np.array([np.nan if place is None else index.radius_km[place] for place in places])
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
    found = frames.table(index, places, labels=labels, before=before, after=after)
    moved = {row: place for row, one in enumerate(answers) if one.phrase and (place := one.place_of(index))}
    return _with_places(found, moved) if moved else found


def _with_places(found: gpd.GeoDataFrame, moved: Mapping[int, Place]) -> gpd.GeoDataFrame:
    """A table with other places in some of its rows."""
    rows, places = list(moved), list(moved.values())
    for name in (*PLACES.names, "uncertainty_km"):
        values = found[name].astype(object).to_numpy().copy()
        values[rows] = [getattr(place, name) for place in places]
        found[name] = frames.column(values, found.index, name=name)
    shapes = found.geometry.to_numpy().copy()
    shapes[rows] = [place.point for place in places]
    return found.set_geometry(frames.points(shapes, found.index))


def _writable(name: object) -> str | None:
    if not isinstance(name, str):
        return None
    return name.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair is no letter
