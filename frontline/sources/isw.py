"""Maps of the Institute for the Study of War: layers as shapefiles, GeoJSON and replies of Esri's servers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from frontline.errors import ControlFileError
from frontline.sources.days import day_in, day_of, without_day
from frontline.sources.found import Paths, Progress, content, found, reading, shown
from frontline.sources.layers import BESIDE, features_of
from frontline.sources.rings import Ground
from frontline.sources.rules import rules, table
from frontline.sources.shapes import Feature, features_in, parsed
from frontline.sources.sheets import BASES, CONTROLLERS, Sheet, Tally, united, word_of_status
from frontline.terms import ControlBasis, ControlStatus, MapDateBasis
from gazetteer.archives import Part
from gazetteer.tables import day as day_in_kyiv

if TYPE_CHECKING:
    from frontline.control import ControlHistory

__all__ = ["isw_sheets", "layer_status", "read_isw"]

SOURCE = "isw"
SUFFIXES = (".shp", ".geojson", ".json")
LAYER_FIELDS = ("layer", "layer_type")
# EditDate and CreationDate are no days of a map: ISW deletes and redraws whole layers.
DAY_FIELDS = ("datetime", "pub_date", "date")
PAGE = re.compile(r"[ _-]*(?:page|offset|part)[ _-]?\d+$", re.IGNORECASE)
NO_DAY = "does not tell its day, neither in its name nor in a field; pass day="
NO_LAYER = "does not tell which of ISW's layers it is, neither in its name nor in a column; pass status="


def read_isw(
    paths: Paths,
    *,
    day: object = None,
    status: str | None = None,
    errors: str = "raise",
    progress: Progress | None = None,
) -> ControlHistory:
    """ISW's layers of control, advances, claims, infiltration and partisan warfare.

    Read are shapefiles, plain and in archives, GeoJSON and Esri JSON. Which layer a file is stands in a
    column `layer` or `layer_type`, or in its name; its day in its name, else in a field `datetime`,
    `pub_date` or `date`. ISW stamps maps at 20:00 UTC, 16:00 in Washington, so that the day of a field is
    that of UTC. What the file system says of a file is never taken for its day. Layers lie beside each other:
    what ISW assesses as taken is control and advance together.

    Parameters
    ----------
    paths
        A file, a folder, a pattern, an archive, or several of these.
    day
        The day of files whose names and fields tell none, or a wrong one.
    status
        The status of files that do not tell their layer, a word of :class:`~frontline.terms.ControlStatus`.
    errors
        "raise" refuses a broken file by name, "skip" lists it in the report and reads the rest.
    progress
        Called with the number of files done and of all; None shows a bar if there is a terminal.

    Returns
    -------
    ControlHistory
        Of all layers read. A layer without a file of a day is as it was before. Files that a server sent in
        part only (`exceededTransferLimit`) are in the report under `incomplete`, unless their next page is
        there, too.

    Raises
    ------
    ControlFileError
        If a path is not there, or a file is damaged or does not tell its layer or its day.
    ValueError
        If an argument is none of the words, or no day.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> text = '{"type":"Polygon","coordinates":[[[37,48],[38,48],[38,49],[37,48]]]}'
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = (Path(folder) / "UkraineControlMapAO25JAN2026.geojson").write_text(text)
    ...     history = read_isw(folder)
    >>> history.dates[0].date().isoformat(), history.statuses
    ('2026-01-25', ['occupied'])
    """
    from frontline.control import ControlHistory

    given = _Given(
        None if day is None else day_in_kyiv(day), None if status is None else word_of_status(status)
    )
    tally = Tally("read_isw")
    with shown("ISW", progress) as step:
        parts = found(paths, suffixes=SUFFIXES, errors=errors, tally=tally, beside=BESIDE, progress=step)
        sheets = isw_sheets(parts, tally, given=given, errors=errors)
    return ControlHistory.from_sheets(sheets, report=tally.as_dict(), whole=False)


@dataclass(frozen=True)
class _Given:
    """What the user says of files that do not say it themselves."""

    day: pd.Timestamp | None = None
    status: str | None = None


@dataclass
class _Layer:
    """Ground of one status on one day, of one file or of several pages."""

    day: pd.Timestamp
    basis: str
    status: str
    raw: str
    snapshot_id: str
    grounds: list[Ground | None] = field(default_factory=list)


def isw_sheets(
    parts: Iterable[Part], tally: Tally, *, given: _Given | None = None, errors: str = "raise"
) -> list[Sheet]:
    """Sheets of ISW's files; pages of one layer and day are one."""
    layers: dict[tuple[Any, ...], _Layer] = {}
    pages: dict[str, list[bool]] = defaultdict(list)
    for part in parts:
        read: list[_Layer] = []
        with reading(part, errors=errors, tally=tally):
            features, incomplete = _features(part, tally, errors)
            read = list(_layers(features, part, given or _Given(), tally))
            pages[str(Path(part.label).parent / PAGE.sub("", _stem(part)))].append(incomplete)
        for layer in read:
            key = (layer.snapshot_id, layer.status, layer.day)
            layers.setdefault(key, layer)
            if layers[key] is not layer:
                layers[key].grounds += layer.grounds
    tally.incomplete += [name for name, limits in pages.items() if all(limits)]
    return [_sheet(layer) for layer in layers.values()]


def layer_status(name: str) -> str | None:
    """Status of a layer of this name; None if it is none of ISW's.

    Examples
    --------
    >>> layer_status("MDS_AssessedRussianAdvanceInUkraine_view_49"), layer_status("rivers")
    ('advance', None)
    """
    word = re.sub(r"[\W_]+", "", name.lower())
    return next((rule.status for rule in rules("isw.toml") if rule.fits(names=[word])), None)


def _stem(part: Part) -> str:
    return re.sub(r"\.(?:geojson|json|shp)$", "", part.name, flags=re.IGNORECASE)


def _features(part: Part, tally: Tally, errors: str) -> tuple[list[Feature], bool]:
    """Features of a file, and whether the server had more of them."""
    if part.name.lower().endswith(".shp"):
        return features_of(part, tally, errors=errors), False
    tree = parsed(content(part), part.label)
    features = features_in(tree, part.label, tally, errors=errors)
    told = [tree, tree.get("properties")]
    return features, any(isinstance(one, dict) and bool(one.get("exceededTransferLimit")) for one in told)


def _layers(features: list[Feature], part: Part, given: _Given, tally: Tally) -> Iterator[_Layer]:
    in_name = _day_of_name(part, given, tally)
    stem = PAGE.sub("", _stem(part))
    layers: dict[tuple[str, pd.Timestamp], _Layer] = {}
    for feature in features or [Feature({}, None)]:  # a layer in which there is nothing today
        if not feature.is_ground:
            continue
        status, raw = _status(feature, part, given)
        of, basis = (
            (in_name, MapDateBasis.FILENAME) if in_name is not None else _day(feature, part, given, tally)
        )
        layer = layers.setdefault((raw, of), _Layer(of, basis, status, raw, stem))
        layer.grounds.append(feature.ground)
        if feature.ground is not None:
            tally.kept += 1
            if status == ControlStatus.UNCLASSIFIED:
                tally.count(tally.unclassified, raw)
    if not layers:
        raise ControlFileError(part.label, "holds points or lines and no polygon: it is no layer of control")
    yield from layers.values()


def _status(feature: Feature, part: Part, given: _Given) -> tuple[str, str]:
    """The status of a feature and the publisher's word for it."""
    for name in LAYER_FIELDS:
        told = feature.words.get(name)
        if isinstance(told, str) and told:
            return layer_status(told) or given.status or ControlStatus.UNCLASSIFIED.value, told
    for name in (_stem(part), part.path.stem):
        if status := layer_status(name):
            return status, without_day(PAGE.sub("", name))
    if given.status is None:
        raise ControlFileError(part.label, NO_LAYER)
    return given.status, without_day(_stem(part))


def _day_of_name(part: Part, given: _Given, tally: Tally) -> pd.Timestamp | None:
    """The day in the name of a file, else in that of its archive."""
    for name in dict.fromkeys((_stem(part), part.path.name)):
        for pattern in table("isw.toml")["no_day"][0]["name"]:
            name = re.sub(pattern, " ", name, flags=re.IGNORECASE)
        try:
            told = day_in(PAGE.sub("", name))
        except ValueError as error:
            tally.impossible_dates.append(f"{part.label}: {error}")
            if given.day is None:
                raise ControlFileError(part.label, f"{error}; rename it, or pass day=") from error
            return given.day
        if told is not None:
            return told
    return None


def _day(feature: Feature, part: Part, given: _Given, tally: Tally) -> tuple[pd.Timestamp, str]:
    """The day of a feature that its file's name does not tell."""
    for name in DAY_FIELDS:
        try:
            told = day_of(feature.words.get(name), utc=True)
        except ValueError as error:
            tally.impossible_dates.append(f"{part.label}: {error}")
            if given.day is None:
                raise ControlFileError(part.label, f"{error}; mend it, or pass day=") from error
            told = given.day
        if told is not None:
            return told, MapDateBasis.FIELD
    if given.day is None:
        raise ControlFileError(part.label, NO_DAY)
    return given.day, MapDateBasis.FILENAME


def _sheet(layer: _Layer) -> Sheet:
    return Sheet(
        source=SOURCE,
        day=layer.day,
        status=layer.status,
        controller=CONTROLLERS.get(layer.status),
        basis=BASES.get(layer.status, ControlBasis.ASSESSED),
        geometry=united(layer.grounds),
        snapshot_id=layer.snapshot_id,
        date_basis=layer.basis,
        status_raw=layer.raw,
    )
