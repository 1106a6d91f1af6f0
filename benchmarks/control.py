"""How fast control of terrain is measured, each figure beside geopandas doing the same, in the same run.

Run ``python benchmarks/control.py``; it reads ``control/*.tar.xz`` below ``--data`` (daily dumps, a GeoJSON
file a day) and takes minutes, nearly all of them geopandas'.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

import control_peers as peers
import geopandas as gpd
import numpy as np
import shapely
import typer
from scoring import text_table
from timing import Timing, seconds

from frontline import ControlHistory, gains, read_deepstate
from frontline.boundaries import land, ukraine
from frontline.contact import classes
from frontline.covered import held_counts
from frontline.depth import depths
from frontline.drawing import Drawing
from frontline.front import front_lines
from frontline.ground import Ground, ground
from frontline.pieces import pieces_between
from frontline.series import Layer, Series

DATA = Path(os.environ.get("FRONTLINE_REFERENCE_DATA", Path(__file__).parents[2] / "shared" / "data"))
PLACES, SEED, REPEATS = 30_000, 20250812, 3
DAILY_KM2 = 0.05
# Run on its own: what reading and measuring add to the memory of a process that has geopandas.
MEMORY = """
import sys
import geopandas, frontline
from frontline import read_deepstate, gains, records
from frontline.boundaries import land, ukraine
land(), ukraine()
def peak():
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
with open("/proc/self/clear_refs", "w") as file:
    file.write("5")  # the peak counts from here
before = peak()
history = read_deepstate(sys.argv[1])
gains(history)
records(history, metric="depth")
print(peak() - before)
"""


def main(
    data: Annotated[Path, typer.Option(help="Where the reference data are.")] = DATA,
    days: Annotated[int, typer.Option(help="So many maps, the first ones.")] = 10_000,
    output: Annotated[Path | None, typer.Option("--json", help="A file to keep the figures in.")] = None,
) -> None:
    """Measure, and print a table."""
    archives = sorted((data / "control").glob("*.tar.*"))
    if not archives:
        typer.echo(f"{data}/control has no maps; nothing was measured.")
        raise typer.Exit(1)
    with tempfile.TemporaryDirectory() as folder:
        files = _unpacked(archives, Path(folder), days)
        figures = measured(Path(folder), files)
    typer.echo(text_table([figure.as_text() for figure in figures]))
    if output is not None:
        output.write_text(json.dumps([asdict(figure) for figure in figures], indent=1))


def _unpacked(archives: Sequence[Path], folder: Path, days: int) -> list[Path]:
    for archive in archives:
        with tarfile.open(archive) as maps:
            for member in maps:
                opened = maps.extractfile(member) if member.name.endswith(".geojson") else None
                if opened is not None:
                    (folder / Path(member.name).name).write_bytes(opened.read())
    files = sorted(folder.glob("*.geojson"))
    for file in files[days:]:
        file.unlink()
    return files[:days]


def measured(folder: Path, files: Sequence[Path]) -> list[Timing]:
    """All figures for the maps in a folder.

    The machine's speed changes over minutes: what is fast is measured before and after what is slow, and the
    mean of both stands.
    """
    land(), ukraine()
    history = read_deepstate(folder)
    places = _places(history)
    before = _ours(folder, history, places)
    naive: dict[str, float] = {}
    maps = _timed(naive, "read", lambda: peers.read(files))
    flat = _timed(naive, "project", lambda: peers.projected(maps))
    gained, lost = _timed(naive, "gains", lambda: peers.gained_lost_km2(flat))
    front = _timed(naive, "front", lambda: peers.front_km(flat, ukraine()))
    deepest = _timed(naive, "advance", lambda: peers.advance_km(flat))
    counts = _timed(naive, "status", lambda: peers.held_counts(maps, places))
    after = _ours(folder, history, places)
    ours = {name: (before[name] + after[name]) / 2 for name in before}
    cold = naive["read"] + naive["project"] + naive["gains"]
    everything = sum(naive.values())
    together = ours["cold"] + ours["status"] + ours["advance"] + ours["front"]
    figures = [
        _ratio("cold: read and gains", cold, ours["cold"], 40),
        _ratio("warm: gains", naive["gains"], ours["warm"], 150),
        _ratio(f"status of {PLACES:,} places", naive["status"], ours["status"], 200),
        _ratio("advance of every piece", naive["advance"], ours["advance"], 40),
        _ratio("front line", naive["front"], ours["front"], 30),
        _ratio("all together", everything, together, 50),
    ]
    agreement = _agreement(history, gained, lost, deepest, front, counts, places)
    return [*figures, *agreement, *_other(folder, files, history)]


def _ours(folder: Path, history: ControlHistory, places: gpd.GeoDataFrame) -> dict[str, float]:
    """How long each measurement takes here."""
    lon, lat = places.geometry.x.to_numpy(), places.geometry.y.to_numpy()
    return {
        "cold": seconds(lambda: gains(read_deepstate(folder)), repeats=REPEATS),
        "warm": seconds(lambda: gains(_fresh(history)), repeats=REPEATS),
        "status": _best(history, lambda terrain: held_counts(terrain, lon, lat)),
        "advance": _best(history, depths),
        "front": _best(history, front_lines),
    }


def _timed(naive: dict[str, float], name: str, work: Callable[[], Any]) -> Any:  # noqa: ANN401
    start = perf_counter()
    result = work()
    naive[name] = perf_counter() - start
    return result


def _fresh(history: ControlHistory) -> ControlHistory:
    """The same maps with nothing of what was measured remembered, but for their segments."""
    series = [
        Series(one.source, one.stamps, tuple(_again(layer) for layer in one.layers)) for one in history.series
    ]
    return ControlHistory(series)


def _again(layer: Layer) -> Layer:
    drawn = layer.segments
    segments = type(drawn)(drawn.units, drawn.pairs, drawn.starts, drawn.changed, drawn.sign)
    return Layer(layer.status, layer.controller, layer.basis, layer.label, layer.status_raw, segments)


def _best(history: ControlHistory, work: Callable[[Ground], object]) -> float:
    """How long a measurement takes at best when the pieces are known, as they are after gains."""
    best = float("inf")
    for _ in range(REPEATS):
        terrain = ground(_fresh(history))
        _ = terrain.steps, classes(terrain)
        best = min(best, seconds(lambda terrain=terrain: work(terrain)))  # type: ignore[misc]
    return best


def _places(history: ControlHistory) -> gpd.GeoDataFrame:
    """Points by lot in the bounds of the last map."""
    west, south, east, north = history.on(history.dates[-1]).total_bounds
    lots = np.random.default_rng(SEED)
    xy = lots.uniform([west, south], [east, north], (PLACES, 2))
    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(xy[:, 0], xy[:, 1]), crs=4326)


def _ratio(name: str, naive: float, ours: float, target: float) -> Timing:
    return Timing(name, "times", naive / ours, target, peer=f"geopandas {naive:.2f} s, here {ours:.3f} s")


def _agreement(
    history: ControlHistory,
    gained: np.ndarray[Any, Any],
    lost: np.ndarray[Any, Any],
    deepest: np.ndarray[Any, Any],
    front: np.ndarray[Any, Any],
    counts: np.ndarray[Any, Any],
    places: gpd.GeoDataFrame,
) -> list[Timing]:
    """How far the numbers lie from geopandas'."""
    terrain = ground(history)
    lon, lat = places.geometry.x.to_numpy(), places.geometry.y.to_numpy()
    pieces = terrain.steps
    mine = [
        np.bincount(pieces.pair, weights=pieces.km2 * side, minlength=len(terrain))
        for side in (pieces.gained, ~pieces.gained)
    ]
    off = max(np.abs(mine[0] - gained).max(), np.abs(mine[1] - lost).max())
    net = np.abs(mine[0] - mine[1])[1:] - np.abs(np.diff(terrain.area_km2))
    number, depth = depths(terrain)
    deep = np.zeros(len(terrain))
    np.maximum.at(deep, pieces.pair[number], depth)
    inland = deep > 0
    unlike = int((held_counts(terrain, lon, lat) != counts).sum())
    _, km = front_lines(terrain)
    return [
        Timing("gained and lost, largest difference of a day", "km²", off, DAILY_KM2, at_most=True),
        Timing("gained less lost against net", "km²", np.abs(net).max(), 1e-6, at_most=True),
        Timing("counts of places that differ", "days", unlike, 0, at_most=True),
        Timing("deepest advance, median difference", "km", float(np.median(np.abs(deep - deepest)[inland]))),
        Timing("front line, mean difference (by another rule)", "km", float(np.abs(km - front).mean())),
    ]


def _other(folder: Path, files: Sequence[Path], history: ControlHistory) -> list[Timing]:
    """Memory, growth, a publisher who redraws everything, and the store."""
    run = [sys.executable, "-c", MEMORY, str(folder)]
    megabytes = float(subprocess.run(run, capture_output=True, text=True, check=True).stdout)  # noqa: S603
    few = files[: max(2, len(files) // 10)]
    tenth = seconds(lambda: gains(read_deepstate(few)), repeats=REPEATS)
    whole = seconds(lambda: gains(read_deepstate(files[: 10 * len(few)])), repeats=REPEATS)
    with tempfile.TemporaryDirectory() as other:
        path = history.to_file(Path(other) / "history")
        size = path.stat().st_size / 1e3
        opening = 1e3 * seconds(lambda: ControlHistory.from_file(path), repeats=10)
    last = history.on(history.dates[-1]).geometry.iloc[0]
    appending = 1e3 * seconds(lambda: history.append("2100-01-01", last), repeats=10)
    return [
        Timing("peak extra memory", "MB", megabytes, 200, at_most=True),
        Timing("ten times the days", "times the time", whole / tenth, 11, at_most=True),
        _redrawn(last),
        Timing("saved history", "kB", size, 250, at_most=True),
        Timing("opening it", "ms", opening, 20, at_most=True),
        Timing("one more day", "ms", appending, 20, at_most=True),
    ]


def _redrawn(shape: shapely.Geometry) -> Timing:
    """A map all of whose vertices have moved, against shapely's own difference both ways."""

    def shaken(xy: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return xy + 1e-4 * np.sin(
            1e6 * xy[:, ::-1]
        )  # the same for the same vertex, so that rings stay closed

    moved = shapely.make_valid(shapely.transform(shape, shaken), method="structure")
    drawing = Drawing()
    drawing.add([shape, moved])
    segments = drawing.done()
    segments.polygon(0), segments.polygon(1)
    naive = seconds(lambda: peers.difference_km2(shape, moved), repeats=REPEATS)
    ours = seconds(lambda: pieces_between(segments, 0, 1), repeats=REPEATS)
    what = f"shapely {naive:.3f} s, here {ours:.3f} s"
    return Timing(
        "a map redrawn as a whole", "times shapely's time", ours / naive, 2, at_most=True, peer=what
    )


if __name__ == "__main__":
    typer.run(main)
