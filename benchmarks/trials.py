"""The trials: what the gazetteer is asked in the benchmark of its accuracy, and what counts as right."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import terrain
from scoring import Figure, oracle

from frontline import locate
from frontline.maps.basemap import load_basemap
from frontline.tables import CLAIMS
from gazetteer import Gazetteer, toponym
from gazetteer.geodesy import distance_km

__all__ = [
    "RESOLVED",
    "SAMPLE",
    "Bench",
    "free_text",
    "ground",
    "held_out",
    "homonyms",
    "spelling",
]

SEED = 20220224
SAMPLE = 2_606  # settlements of the nine front oblasts, as many as the first measurement drew
BAND_SAMPLE = 1_700  # settlements in each band of distance from the front
NAME_KM, PLACE_KM = 12.0, 5.0  # how near is right: a spelling, a homonym
FREE_TEXT_KM = (10.0, 25.0)
BANDS = ((0, 20), (20, 60), (60, 150), (150, np.inf))
NEAR_KM, FAR_KM = 20.0, 60.0
RESOLVED = ("resolved", "given", "region_only")


@dataclass
class Bench:
    """What is measured on, and what was measured so far.

    Parameters
    ----------
    data
        The folder of the reference data.
    gazetteer
        The full index.
    sample
        So many settlements are asked for in the runs on homonyms; 0 for all.
    """

    data: Path
    gazetteer: Gazetteer
    sample: int = SAMPLE
    figures: list[Figure] = field(default_factory=list)
    answers: list[pd.DataFrame] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    points: dict[str, tuple[float, float]] = field(default_factory=dict)

    @cached_property
    def settlements(self) -> gpd.GeoDataFrame:
        """All settlements of Ukraine."""
        return terrain.settlements(self.gazetteer)

    def lines(self, pattern: str) -> Iterator[dict[str, str]]:
        """Rows of the one CSV file of a name: the development half, or another one in its place."""
        for path in sorted(self.data.glob(pattern)):
            with path.open(encoding="utf-8", newline="") as lines:
                yield from csv.DictReader(lines)

    def count(self, section: str, name: str, right: pd.Series[bool] | Sequence[bool], **more: Any) -> None:  # noqa: ANN401
        """Keep the share of rows that are right."""
        self.figures.append(Figure(section, name, int(np.sum(np.asarray(right, bool))), len(right), **more))

    def point(self, place_id: str | None) -> tuple[float, float]:
        """Where a place is; not a number without one."""
        if not isinstance(place_id, str):
            return float("nan"), float("nan")
        if place_id not in self.points:
            place = self.gazetteer[place_id]
            self.points[place_id] = (place.lon, place.lat)
        return self.points[place_id]

    def km(self, place_ids: pd.Series[str], lon: pd.Series[float], lat: pd.Series[float]) -> pd.Series[float]:
        """How far each place is from the right point."""
        at = np.array([self.point(place_id) for place_id in place_ids]).reshape(-1, 2)
        return pd.Series(distance_km(at[:, 0], at[:, 1], lon, lat), index=place_ids.index)


def first(found: pd.DataFrame) -> pd.Series[str]:
    """The best candidate of each row, also where the answer is that it is ambiguous."""
    return found["place_id"].fillna(found["candidates"].str.split(";").str[0])


def best_km(bench: Bench, name: str, lon: float, lat: float) -> float:
    """How far the nearest of all candidates for a name is from a point; infinite without any."""
    found = bench.gazetteer.candidates(name)
    if found.empty:
        return float("inf")
    return float(distance_km(found.geometry.x, found.geometry.y, lon, lat).min())


def spelling(bench: Bench) -> None:
    """Spellings of well-known places: whether the right one is among the candidates, and the first."""
    rows = pd.DataFrame(bench.lines("toponym/spellingukraine_variants*.csv"))
    lon, lat = rows["lng"].astype(float), rows["lat"].astype(float)
    named = zip(rows["name"], lon, lat, strict=True)
    reached = [best_km(bench, *row) <= NAME_KM for row in named]
    found = bench.gazetteer.resolve_all(rows["name"])
    near = bench.km(first(found), lon, lat) <= NAME_KM
    bench.count("spelling", "right place among the candidates", reached, target=0.985)
    bench.count("spelling", "right place first", near, target=0.95)
    _outcomes(bench, "spelling", found, near)
    _pool(bench, "spelling", rows["name"], found, near)


def _outcomes(bench: Bench, section: str, found: pd.DataFrame, near: pd.Series[bool]) -> None:
    """What resolve_all says: right, wrong, or honestly nothing."""
    settled = found["resolution"].isin(RESOLVED)
    bench.count(section, "  resolved, right", settled & near)
    bench.count(section, "  resolved, wrong", settled & ~near)
    for word in ("ambiguous", "unresolved"):
        bench.count(section, f"  {word}", found["resolution"].eq(word))
    bench.count(section, "  right where resolved", near[settled], target=0.98)


def _pool(bench: Bench, run: str, names: pd.Series[str], found: pd.DataFrame, near: pd.Series[bool]) -> None:
    """Keep the answers of a run for the figures on calibration."""
    asked = pd.DataFrame({"run": run, "name": names, "first": first(found), "right": near})
    bench.answers.append(asked.join(found[["score", "resolution", "reason"]]).reset_index(drop=True))


def homonyms(bench: Bench) -> None:
    """Settlements of the front oblasts by their Ukrainian name, and by the name that GeoNames has first."""
    everywhere = bench.settlements
    front = everywhere[everywhere["admin1"].isin(terrain.FRONT_OBLASTS)]
    first_names = front["place_id"].map(terrain.dump_names(bench.data / "gazetteer"))
    for spelling, names in (("uk", front["name_uk"]), ("GeoNames", first_names)):
        named = front.assign(asked=names).dropna(subset="asked")
        _by_hint(bench, f"homonyms, {spelling} name", named)


def _by_hint(bench: Bench, section: str, places: gpd.GeoDataFrame) -> None:
    """Settlements by name, without a hint and with the kinds of hint that reports give."""
    asked = drawn(places, bench.sample)
    beside = terrain.towns_beside(asked, bench.settlements, seed=SEED)
    oblast = {"admin1": asked["admin1"]}
    hints: dict[str, tuple[dict[str, Any], list[str] | None, float | None]] = {
        "no hint": ({}, [], 0.55),
        "oblast": (oblast, ["admin1"], 0.80),
        "raion": ({"admin2": asked["admin2"]}, ["admin1", "admin2"], 0.93),
        "town beside it": ({"near": beside}, None, None),
        "oblast and town beside it": (oblast | {"near": beside}, None, 0.88),
    }
    for name, (hint, known, target) in hints.items():
        found = bench.gazetteer.resolve_all(asked["asked"], **hint)
        near = bench.km(first(found), asked.geometry.x, asked.geometry.y) <= PLACE_KM
        ceiling = None if known is None else _ceiling(places, "asked", known)
        bench.count(section, name, near, target=target, ceiling=ceiling)
        _outcomes(bench, section, found, near)
        _pool(bench, f"{section}, {name}", asked["asked"], found, near)


def drawn(places: gpd.GeoDataFrame, sample: int) -> gpd.GeoDataFrame:
    """So many places, drawn by lot; all for 0."""
    return places.sample(min(sample or len(places), len(places)), random_state=SEED).reset_index(drop=True)


def _ceiling(places: gpd.GeoDataFrame, name: str, known: Sequence[str]) -> float:
    """What an oracle reaches that knows the name and some columns."""
    keys = zip(places[name].map(toponym.fold), *(places[column] for column in known), strict=True)
    return oracle(list(keys), places.geometry.x, places.geometry.y, within_km=PLACE_KM)


def held_out(bench: Bench) -> None:
    """Names that another gazetteer has for a place: whether that place is among the candidates."""
    rows = pd.DataFrame(bench.lines("toponym/wof_heldout_names*.csv"))
    right = pd.Series([_knows(bench, name, number) for name, number in zip(
        rows["name"], rows["geonameid"], strict=True)])  # fmt: skip
    language = rows["lang"].str[:3]
    bench.count("held-out names", "all languages", right)
    for lang in sorted(language.unique()):
        bench.count("held-out names", f"  {lang}", right[language.eq(lang)])


def _knows(bench: Bench, name: str, number: str) -> bool:
    return f"geonames:{int(float(number))}" in set(bench.gazetteer.candidates(name)["place_id"])


def free_text(bench: Bench) -> None:
    """Places as an investigator typed them: the first candidate for the whole string."""
    folder = bench.data / "sources" / "bellingcat"
    incidents = json.loads((folder / "derived_bellingcat_incidents.json").read_text(encoding="utf-8"))
    rows = pd.DataFrame(incidents).dropna(subset=["location", "latitude", "longitude"]).reset_index(drop=True)
    found = bench.gazetteer.resolve_all(rows["location"])
    km = bench.km(first(found), rows["longitude"].astype(float), rows["latitude"].astype(float))
    for within in FREE_TEXT_KM:
        bench.count("free text", f"first within {within:g} km", km <= within)
    _outcomes(bench, "free text", found, km <= FREE_TEXT_KM[-1])
    _pool(bench, "free text", rows["location"], found, km <= FREE_TEXT_KM[-1])


def ground(bench: Bench) -> None:
    """Claims about settlements at several distances from the front, with their oblast."""
    day, line = terrain.front_of(bench.data / "control", load_basemap().areas["ukraine"])
    known = bench.settlements.dropna(subset="name_uk")
    places = known.assign(front_km=terrain.km_from(known, line))
    bench.notes.append(f"ground claims: the front of {day}, {len(places):,} settlements")
    for low, high in BANDS:
        band = places[places["front_km"].between(low, high, inclusive="left")]
        _band(bench, band, line, low, high)


def _band(bench: Bench, band: gpd.GeoDataFrame, line: Any, low: float, high: float) -> None:  # noqa: ANN401
    where = f"{low:g}-{high:g} km" if np.isfinite(high) else f"> {low:g} km"
    ceiling = _ceiling(band, "name_uk", ["admin1"])
    band = drawn(band, round(BAND_SAMPLE * bench.sample / SAMPLE))
    shares = {}
    for event in ("capture", "attack"):
        for front in (None, line):
            near = _located(bench, band, event, front)
            said = "with the front" if front is not None else "without it"
            near_front = event == "capture" and front is not None and high <= NEAR_KM
            target = 0.88 if near_front else None
            bench.count("ground claims", f"{where}, {event}, {said}", near, target=target, ceiling=ceiling)
            shares[event, front is not None] = float(near.mean())
    for event in ("attack", "capture"):
        loss = shares[event, False] - shares[event, True]
        ungated = " (no gate by kind of claim)" if event == "capture" else ""
        name = f"{where}, {event}: points lost to the front{ungated}"
        target = 0.5 if low >= FAR_KM else None
        bench.figures.append(
            Figure("ground claims", name, 100 * loss, len(band), target, at_most=True, unit="points")
        )


def _located(bench: Bench, band: gpd.GeoDataFrame, event: str, front: Any) -> pd.Series[bool]:  # noqa: ANN401
    """Whether each settlement is the first that `locate` finds for a claim about it; every claim a report."""
    claims = CLAIMS.table(
        [
            {"claim_id": str(n), "doc_id": str(n), "event_type": event, "status": "claimed",
             "place_text": name, "admin_text": admin1}
            for n, (name, admin1) in enumerate(zip(band["name_uk"], band["admin1"], strict=True))
        ]
    )  # fmt: skip
    more = {} if front is None else {"front": front}
    found = locate(claims, bench.gazetteer, **more).reset_index(drop=True)
    return bench.km(first(found), band.geometry.x, band.geometry.y) <= PLACE_KM
