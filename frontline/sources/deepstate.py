"""Maps of DeepState: versions of its history as published, and the daily dumps that others take of it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from frontline.control import ControlHistory
from frontline.errors import ControlFileError
from frontline.series import Layer, Series, Stamp
from frontline.sources.days import day_in, day_of, moment_of
from frontline.sources.dump import Dumps, crossed
from frontline.sources.found import Paths, Progress, content, found, reading, shown
from frontline.sources.rules import plain, rules
from frontline.sources.shapes import Feature, features_in, parsed
from frontline.sources.sheets import BASES, CONTROLLERS, Sheet, Tally, joined, united
from frontline.terms import ControlBasis, Controller, ControlStatus, MapDateBasis
from gazetteer.archives import Part
from gazetteer.tables import day

__all__ = ["Meaning", "deepstate_sheets", "dump_day", "meaning", "read_deepstate"]

SOURCE = "deepstate"
# What a daily dump shows.
STATUS, CONTROLLER, BASIS = ControlStatus.OCCUPIED.value, Controller.RU.value, ControlBasis.ASSESSED.value
SUFFIXES = (".geojson", ".json")
DUMP = re.compile(r"deepstatemap_data_(\d+)(?: \(\d+\))?\.(?:geo)?json", re.IGNORECASE)
VERSION = re.compile(r"(?<!\d)(\d{10})(?!\d)")
DATED = re.compile(r"[\s.]*\d[\d.\s-]*(?:(?:and|та)\s[\d.\s-]+)?$")  # "Liberated 31.03 - 02.04"
KEY = re.compile(r"geojson\.([\w.\-]+)")
NO_DAY = (
    "does not tell its day: name it like 1648989208.geojson (the second of a version) or "
    "deepstatemap_data_20240708.geojson (a daily dump), or read it with read_control"
)


def read_deepstate(
    paths: Paths, *, errors: str = "raise", progress: Progress | None = None
) -> ControlHistory:
    """DeepState's maps, from versions of its history or from daily dumps.

    Known are versions named by their second (``1648989208.geojson``, or ``{"id", "map"}`` as its API gives
    the last one), daily dumps without properties (``deepstatemap_data_20240708.geojson``) and dumps in one
    file with a column `date`. A dump is taken at night, after DeepState has published: its map is of the day
    before, or older by a day.

    Parameters
    ----------
    paths
        A file, a folder (its ``*.geojson``, ``*.json``, these packed, and archives; hidden and other files
        are ignored and counted), a pattern, an archive, or several of these.
    errors
        "raise" refuses a broken file by name, "skip" lists it in the report and reads the rest.
    progress
        Called with the number of files done and of all; None shows a bar if there is a terminal.

    Returns
    -------
    ControlHistory
        Of all maps read; of several versions of a day the last counts. Its report tells what was ignored,
        mended, unclassified and foreign.

    Raises
    ------
    ControlFileError
        If a path is not there, or a file is damaged, no map, or does not tell its day.
    ValueError
        If `errors` is neither word.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> ring = "[[37,48],[38,48],[38,49],[37,48]]"
    >>> text = (
    ...     '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},'
    ...     '"geometry":{"type":"MultiPolygon","coordinates":[[%s]]}}]}'
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "deepstatemap_data_20240708.geojson"
    ...     written = file.write_text(text % ring)
    ...     history = read_deepstate(folder)
    >>> history.dates[0].date().isoformat()
    '2024-07-07'
    """
    tally, dumps = Tally("read_deepstate"), _Dumped([], Dumps())
    with shown("DeepState", progress) as step:
        parts = found(paths, suffixes=SUFFIXES, errors=errors, tally=tally, progress=step)
        sheets = list(deepstate_sheets(parts, tally, errors=errors, dumps=dumps))
    if dumps.stamps and not sheets:
        return dumps.history(tally)
    return ControlHistory.from_sheets([*sheets, *dumps.sheets(tally)], report=tally.as_dict())


@dataclass(frozen=True)
class _Dumped:
    """Daily dumps that were read by their text, with what each is called."""

    stamps: list[Stamp]
    dumps: Dumps

    def add(self, text: bytes, of: pd.Timestamp, stem: str, tally: Tally) -> bool:
        """Take a dump, if its text is plain."""
        if not self.dumps.add(text):
            return False
        self.stamps.append(Stamp(of, stem, None, MapDateBasis.DOWNLOAD.value, 1))
        tally.features += 1
        tally.kept += 1
        return True

    def history(self, tally: Tally) -> ControlHistory:
        """A history of the dumps; of several of one day the last by name counts."""
        chosen, doubled = self._by_day()
        segments = self.dumps.drawn(chosen)
        if crossed(segments):
            return ControlHistory.from_sheets(self.sheets(tally), report=tally.as_dict())
        layer = Layer(STATUS, CONTROLLER, BASIS, None, None, segments)
        series = Series(SOURCE, tuple(self.stamps[at] for at in chosen), (layer,))
        return ControlHistory([series], {**tally.as_dict(), "duplicate_days": doubled})

    def sheets(self, tally: Tally) -> list[Sheet]:
        """The dumps as sheets; ground whose lines cross is made valid, and counted."""
        segments = self.dumps.drawn(range(len(self.stamps)))
        for at in crossed(segments):
            tally.repair(str(self.stamps[at].snapshot_id), 1)
        return [
            Sheet(
                **stamp._asdict(),
                source=SOURCE,
                geometry=segments.polygon(at),
                status=STATUS,
                controller=CONTROLLER,
                basis=BASIS,
            )
            for at, stamp in enumerate(self.stamps)
        ]

    def _by_day(self) -> tuple[list[int], dict[str, list[str]]]:
        order = sorted(
            range(len(self.stamps)), key=lambda at: (self.stamps[at].day, self.stamps[at].snapshot_id)
        )
        last = {self.stamps[at].day: at for at in order}
        count = Counter(stamp.day for stamp in self.stamps)
        doubled = [f"{of:%Y-%m-%d}" for of in last if count[of] > 1]
        return list(last.values()), {SOURCE: doubled} if doubled else {}


def deepstate_sheets(
    parts: Iterable[Part], tally: Tally, *, errors: str = "raise", dumps: _Dumped | None = None
) -> Iterator[Sheet]:
    """Sheets of files of DeepState, file by file; daily dumps whose text is plain go to `dumps`."""
    for part in parts:
        sheets: list[Sheet] = []
        with reading(part, errors=errors, tally=tally):
            sheets = _sheets(part, tally, errors, dumps)
        yield from sheets


def dump_day(name: str) -> pd.Timestamp | None:
    """Day of the map in a daily dump of this name, the day before that of the file; None for other names.

    Raises
    ------
    ValueError
        If the name is of a dump, but what stands there is no day.

    Examples
    --------
    >>> dump_day("deepstatemap_data_20250812.geojson").date().isoformat()
    '2025-08-11'
    >>> dump_day("1648989208.geojson") is None
    True
    """
    match = DUMP.fullmatch(name)
    if match is None:
        return None
    taken = day_in(match[1])
    if taken is None:
        raise ValueError(f"has {match[1]!r} in its name, which is no day such as 20250812")
    return taken - pd.Timedelta(days=1)


def _sheets(part: Part, tally: Tally, errors: str, dumps: _Dumped | None) -> list[Sheet]:
    stem = re.sub(r"(\.geo)?\.?json$", "", part.name, flags=re.IGNORECASE)
    try:
        dumped, text = dump_day(part.name), content(part)
        if dumped is not None and dumps is not None and dumps.add(text, dumped, stem, tally):
            return []
        tree = parsed(text, part.label)
        if dumped is not None:
            return [_dump(features_in(tree, part.label, tally, errors=errors), dumped, stem, part, tally)]
        seconds = _seconds(tree, stem)
        inside = tree["map"] if isinstance(tree, dict) and "map" in tree else tree
        features = features_in(inside, part.label, tally, errors=errors)
        if seconds is not None:
            return list(_version(features, moment_of(seconds), str(seconds), part, tally))
        return list(_dumps(features, part, tally))
    except ControlFileError:
        raise
    except ValueError as error:
        tally.impossible_dates.append(f"{part.label}: {error}")
        raise ControlFileError(part.label, f"{error}; give it the name that it was published with") from error


def _seconds(tree: Any, stem: str) -> int | None:  # noqa: ANN401
    """The moment of a version, as a number of seconds: its own id, or the name of its file."""
    told = tree.get("id") if isinstance(tree, dict) and "map" in tree else None
    if isinstance(told, (int, str)) and str(told).isdigit():
        return int(told)
    match = VERSION.search(stem)
    return int(match[1]) if match else None


def _dump(features: list[Feature], of: pd.Timestamp, name: str, part: Part, tally: Tally) -> Sheet:
    ground = united(feature.ground for feature in features)
    if ground is None:
        raise ControlFileError(part.label, "holds no ground: it is damaged or not a map; download it again")
    if any(feature.words.get("name") or feature.words.get("fill") for feature in features):
        raise ControlFileError(
            part.label, "is named like a daily dump, but has layers like a version; name it by its second"
        )
    tally.kept += sum(feature.ground is not None for feature in features)
    return Sheet(
        source=SOURCE,
        day=of,
        status=STATUS,
        controller=CONTROLLER,
        basis=BASIS,
        geometry=ground,
        snapshot_id=name,
        date_basis=MapDateBasis.DOWNLOAD,
        date_uncertainty_days=1,
    )


def _dumps(features: list[Feature], part: Part, tally: Tally) -> Iterator[Sheet]:
    """Dumps in one file, told apart by their column `date`, which is that of the download."""
    by_day: dict[pd.Timestamp, list[Feature]] = defaultdict(list)
    for feature in features:
        taken = day_of(feature.words.get("date"))
        if taken is None:
            raise ControlFileError(part.label, NO_DAY)
        by_day[taken].append(feature)
    if not by_day:
        raise ControlFileError(part.label, "holds no feature: it is damaged or not a map; download it again")
    for taken, of in sorted(by_day.items()):
        name = f"deepstatemap_data_{taken:%Y%m%d}"
        yield _dump(of, taken - pd.Timedelta(days=1), name, part, tally)


@dataclass(frozen=True)
class Meaning:
    """What the name and the fill of a feature say.

    Parameters
    ----------
    status
        A word of :class:`~frontline.terms.ControlStatus`; unclassified if no rule fits.
    label
        The English part of the name, else the Ukrainian.
    raw
        The key, else the fill.
    """

    status: str
    label: str
    raw: str


def meaning(words: Mapping[str, Any], of: pd.Timestamp) -> Meaning:
    """What a feature of a version is, by the rules of the day of its map.

    Examples
    --------
    >>> feature = {"name": "Окуповано /// Occupied /// geoJSON.status.occupied", "fill": "#a52714"}
    >>> meaning(feature, pd.Timestamp("2025-08-03"))
    Meaning(status='occupied', label='Occupied', raw='status.occupied')
    """
    parts = [plain(part) for part in re.split(r"/{2,}", str(words.get("name") or ""))]
    fill = plain(words.get("fill")).lower()
    match = next((match for part in parts[1:] if (match := KEY.match(part.lower()))), None)
    key = match[1] if match else None
    names = [part.lower() for part in parts if not KEY.match(part.lower())]
    fits = (
        rule.status for rule in rules("deepstate.toml") if rule.fits(names=names, day=of, key=key, fill=fill)
    )
    label = next((part for part in parts[1:2] if part and not KEY.match(part.lower())), parts[0])
    return Meaning(next(fits, ControlStatus.UNCLASSIFIED.value), label, key or fill)


def _version(
    features: list[Feature], published: pd.Timestamp, name: str, part: Part, tally: Tally
) -> Iterator[Sheet]:
    of = day(published)
    layers: dict[str, list[tuple[Meaning, Feature]]] = defaultdict(list)
    for feature in features:
        if feature.is_ground and feature.ground is not None:
            meant = meaning(feature.words, of)
            layers[meant.status].append((meant, feature))
    if not layers:
        raise ControlFileError(part.label, "holds no ground: it is damaged or not a map; download it again")
    for meant, _ in layers[ControlStatus.UNCLASSIFIED]:
        tally.count(tally.unclassified, f"{meant.label} ({meant.raw})")
    tally.foreign += len(layers[ControlStatus.FOREIGN])
    for status, inside in layers.items():
        if inside:
            tally.kept += len(inside)
            yield Sheet(
                source=SOURCE,
                day=of,
                status=status,
                controller=CONTROLLERS.get(status),
                basis=BASES.get(status, ControlBasis.ASSESSED),
                geometry=united(feature.ground for _, feature in inside),
                snapshot_id=name,
                published_at=published,
                date_basis=MapDateBasis.MAP,
                label=joined(sorted({DATED.sub("", meant.label) for meant, _ in inside})),
                status_raw=joined(sorted({meant.raw for meant, _ in inside})),
            )
