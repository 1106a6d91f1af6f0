"""Answers: what became of a name, as rows of a table."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from gazetteer import frames, geodesy
from gazetteer.candidates import Candidates
from gazetteer.hints import Hints
from gazetteer.index import Index
from gazetteer.matching import Level
from gazetteer.phrases import Phrase
from gazetteer.places import PLACES, Place

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["Answer", "answer", "answers_table", "beside", "candidates_table"]

SIMILAR = 5  # so many places of a like name stand with a name that is not found
SECTOR_KM = 25.0  # how far a direction or sector of the front reaches from its town: our reading
OFF_COURSE = 0.4  # of a distance: half of what lies between two points of the compass of eight
WIDE_KM = 3.0  # half a town, from whose middle or edge it is measured
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
    """The point so far from a place, or the country around it if its direction is meant."""
    if told.direction:
        return replace(place, uncertainty_km=max(SECTOR_KM, place.uncertainty_km or 0.0))
    if told.km is None or told.bearing is None:
        return place
    lon, lat = geodesy.moved(place.lon, place.lat, told.bearing, told.km)
    return replace(
        place,
        place_id=f"{place.place_id}+{told.km:g}km@{told.bearing:.0f}",
        name=told.offset + place.name,
        name_uk=None, name_ru=None, place_type=None, population=None, katottg=None, formerly=(),
        lon=lon, lat=lat,
        uncertainty_km=round(told.km * OFF_COURSE + WIDE_KM, 1),
    )  # fmt: skip


def answer(index: Index, found: Candidates, query: int, hints: Hints) -> Answer:
    """The answer that the candidates of a name amount to."""
    rows = found.of(query)
    if not rows:
        return Answer("unresolved", "no place is or was called so")
    best = rows[0]
    why, score = reason(index, found, best, hints), float(found.score[best])
    verdict = found.verdict(query)
    if verdict == "unresolved":
        return Answer(
            "unresolved", f"no name is close enough; {why}", None, score, _ids(index, found, rows[:SIMILAR])
        )
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
    rows = list(moved)
    for name in (*PLACES.names, "uncertainty_km", "geometry"):
        values: Any = (
            found[name].astype(object).to_numpy().copy()
            if name != "geometry"
            else found.geometry.to_numpy().copy()
        )
        values[rows] = [
            place.point if name == "geometry" else getattr(place, name) for place in moved.values()
        ]
        if name == "geometry":
            found = found.set_geometry(frames.points(values, found.index))
        else:
            found[name] = frames.column(values, found.index, name=name)
    return found


def _writable(name: object) -> str | None:
    if not isinstance(name, str):
        return None
    return name.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair is no letter
