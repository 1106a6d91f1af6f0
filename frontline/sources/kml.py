"""Control of terrain in KML and KMZ, as maps made with Google My Maps have it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import shapely

from frontline.errors import ControlFileError
from frontline.sources.days import day_in, day_of_short
from frontline.sources.found import Paths, Progress, content, found, reading, shown
from frontline.sources.rings import Ground, ring_of
from frontline.sources.rules import plain, rules
from frontline.sources.shapes import mended
from frontline.sources.sheets import BASES, CONTROLLERS, Sheet, Tally, joined, united, word_of_status
from frontline.terms import ControlBasis, ControlStatus, MapDateBasis
from gazetteer.archives import Part
from gazetteer.tables import day as day_in_kyiv

if TYPE_CHECKING:
    from frontline.control import ControlHistory

__all__ = ["kml_sheets", "kml_status", "read_kml"]

ENCODINGS = ("utf-8", "us-ascii", "ascii", "iso-8859-1", "windows-1251", "windows-1252")
ROOT = re.compile(rb"<[A-Za-z_]")
COMMENT = re.compile(rb"<!--.*?-->|<\?.*?\?>", re.DOTALL)
ENCODING = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([\w.\-]+)["']""")
LINES = ("LineString", "LinearRing", "Track", "MultiTrack")
NO_DAY = "does not tell its day; name it like 250814_0100.kmz or map_2025-08-14.kml, or pass day="


def read_kml(
    paths: Paths,
    *,
    source: str,
    status: str | Mapping[str, str] | None = None,
    day: object = None,
    errors: str = "raise",
    progress: Progress | None = None,
) -> ControlHistory:
    """Polygons of control from KML and KMZ, by the names of their folders and placemarks.

    Points and lines are counted, links to other maps never followed. The day stands in the name of the file,
    such as ``250815_0100.kmz`` (year first).

    Parameters
    ----------
    paths
        A file, a folder, a pattern, an archive, or several of these.
    source
        What to call the maps.
    status
        Words of :class:`~frontline.terms.ControlStatus` by pattern of a placemark's name, or of its folders
        and name joined by "/"; capitals do not matter, * is any text, the first that fits decides. Or one
        word for all polygons. None has the rules for the Ukraine Control Map. What no pattern fits is
        unclassified.
    day
        The day of files whose names tell none.
    errors
        "raise" refuses a broken file by name, "skip" lists it in the report and reads the rest.
    progress
        Called with the number of files done and of all; None shows a bar if there is a terminal.

    Raises
    ------
    ControlFileError
        If a path is not there, or a file is damaged, declares entities, holds no polygon or tells no day.
    ValueError
        If an argument is none of the words, or no day.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> text = '''<kml xmlns="http://www.opengis.net/kml/2.2"><Folder><name>Important Areas</name>
    ... <Placemark><name>Donetsk Axis</name><Polygon><outerBoundaryIs><LinearRing><coordinates>
    ... 37,48,0 38,48,0 38,49,0 37,48,0
    ... </coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Folder></kml>'''
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = (Path(folder) / "250815_0100.kml").write_text(text)
    ...     history = read_kml(folder, source="uacontrolmap")
    >>> history.dates[0].date().isoformat(), history.statuses
    ('2025-08-15', ['occupied'])
    """
    from frontline.control import ControlHistory

    if not str(source or "").strip():
        raise ValueError(f"source={source!r}: say whose map it is")
    words = {"*": status} if isinstance(status, str) else status
    given = _Given(
        source,
        None if words is None else {key.lower(): word_of_status(word) for key, word in words.items()},
        None if day is None else day_in_kyiv(day),
    )
    tally = Tally("read_kml")
    with shown(source, progress) as step:
        parts = found(paths, suffixes=(".kml",), errors=errors, tally=tally, progress=step)
        sheets = kml_sheets(parts, tally, given=given, errors=errors)
    return ControlHistory.from_sheets(sheets, report=tally.as_dict())


@dataclass(frozen=True)
class _Given:
    source: str
    words: Mapping[str, str] | None = None
    day: pd.Timestamp | None = None


@dataclass
class _Layer:
    grounds: list[Ground | None] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Mark:
    """A placemark with ground: its folders and name, and its polygons, not yet valid."""

    path: str
    polygons: list[shapely.Polygon]


def kml_status(path: str, words: Mapping[str, str] | None = None) -> str | None:
    """Status of a placemark in its folders; None if no pattern fits.

    Examples
    --------
    >>> kml_status("Important Areas/Donetsk Axis"), kml_status("Ferries/Izmail")
    ('occupied', None)
    >>> kml_status("Held/East", {"held/*": "occupied"})
    'occupied'
    """
    low = path.lower()
    if words is None:
        return next((rule.status for rule in rules("kml.toml") if rule.fits(names=[low])), None)
    names = (low, low.rpartition("/")[2])
    return next((word for key, word in words.items() if any(fnmatchcase(name, key) for name in names)), None)


def kml_sheets(parts: Iterable[Part], tally: Tally, *, given: _Given, errors: str = "raise") -> list[Sheet]:
    """Sheets of KML files; those in one KMZ are one map."""
    layers: dict[tuple[str, pd.Timestamp, str], _Layer] = {}
    for part in parts:
        with reading(part, errors=errors, tally=tally):
            grounds = _grounds(part, given, tally, errors)
            snapshot, of = _day(part, given, tally)
            for status, label, ground in grounds:
                layer = layers.setdefault((snapshot, of, status), _Layer())
                layer.grounds.append(ground)
                layer.labels.append(label)
    return [
        Sheet(
            source=given.source,
            day=of,
            status=status,
            controller=CONTROLLERS.get(status),
            basis=BASES.get(status, ControlBasis.UNKNOWN if given.words else ControlBasis.ASSESSED),
            geometry=united(layer.grounds),
            snapshot_id=snapshot,
            date_basis=MapDateBasis.FILENAME,
            label=joined(sorted(set(layer.labels))),
        )
        for (snapshot, of, status), layer in layers.items()
    ]


def _day(part: Part, given: _Given, tally: Tally) -> tuple[str, pd.Timestamp]:
    """What to call the map of a file, and its day."""
    for name in dict.fromkeys((part.name, part.path.name)):
        stem = Path(name).stem
        try:
            told = day_in(stem) or day_of_short(stem)
        except ValueError as error:
            tally.impossible_dates.append(f"{part.label}: {error}")
            if given.day is None:
                raise ControlFileError(part.label, f"{error}; rename it, or pass day=") from error
            told = given.day
        if told is not None:
            return stem, told
    if given.day is None:
        raise ControlFileError(part.label, NO_DAY)
    return part.path.stem, given.day


def _grounds(part: Part, given: _Given, tally: Tally, errors: str) -> list[tuple[str, str, Ground | None]]:
    """Status, label and ground of each placemark that has polygons."""
    links = len(tally.not_fetched)
    marks = list(_marks(_root(part), part.label, tally, errors))
    if not marks:
        if len(tally.not_fetched) > links:
            told = tally.not_fetched[-1]
            raise ControlFileError(
                part.label, f"holds only a link ({told}); download the map that it leads to"
            )
        raise ControlFileError(part.label, "holds no polygon: it is no map of control")
    grounds = [united(mended(mark.polygons, f"{part.label}, {mark.path!r}", tally)) for mark in marks]
    statuses = [kml_status(mark.path, given.words) or ControlStatus.UNCLASSIFIED.value for mark in marks]
    tally.kept += sum(ground is not None for ground in grounds)
    for mark, status in zip(marks, statuses, strict=True):
        if status == ControlStatus.UNCLASSIFIED:
            tally.count(tally.unclassified, mark.path)
    labels = [mark.path.rpartition("/")[2] for mark in marks]
    return list(zip(statuses, labels, grounds, strict=True))


def _root(part: Part) -> ET.Element:
    """The tree of a file that declares nothing of its own: entities can expand to gigabytes or name files."""
    data = content(part)
    head = data[:200]
    told = ENCODING.search(head)
    if b"\0" in head or (told and told[1].decode().lower() not in ENCODINGS):
        raise ControlFileError(part.label, "is not XML in UTF-8; save it as UTF-8")
    bare = COMMENT.sub(b"", data)
    root = ROOT.search(bare)
    if root is None:
        raise ControlFileError(part.label, "is no XML; download it again")
    if b"<!" in bare[: root.start()]:
        raise ControlFileError(part.label, "declares a document type or entities (DOCTYPE): do not use it")
    try:
        tree = ET.fromstring(data)  # noqa: S314  # without declarations it has no entities
    except (ET.ParseError, ValueError, LookupError) as error:
        raise ControlFileError(part.label, f"is damaged or cut short ({error}); download it again") from error
    if _kind(tree) != "kml":
        raise ControlFileError(part.label, f"is XML, but no KML: {_kind(tree)[:40]}")
    return tree


def _kind(element: ET.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _named(element: ET.Element) -> str:
    return next((plain(child.text) for child in element if _kind(child) == "name"), "")


def _marks(root: ET.Element, label: str, tally: Tally, errors: str) -> Iterator[_Mark]:
    waiting = [(root, "")]
    while waiting:
        element, folder = waiting.pop()
        kind = _kind(element)
        if kind == "Placemark":
            if mark := _mark(element, folder + _named(element), label, tally, errors):
                yield mark
        elif kind == "NetworkLink":
            href = next((plain(one.text) for one in element.iter() if _kind(one) == "href"), "")
            tally.not_fetched.append(href or _named(element))
        else:
            inside = f"{folder}{_named(element)}/" if kind == "Folder" else folder
            waiting += [(child, inside) for child in reversed(element)]


def _mark(element: ET.Element, path: str, label: str, tally: Tally, errors: str) -> _Mark | None:
    tally.features += 1
    polygons: list[shapely.Polygon] = []
    counted = tally.points + tally.lines + tally.empty_geometries
    try:
        for shape in _shapes(element):
            if _kind(shape) == "Point":
                tally.points += 1
            elif _kind(shape) in LINES:
                tally.lines += 1
            elif polygon := _polygon(shape, tally):
                polygons.append(polygon)
    except ValueError as error:
        if errors == "raise":
            raise ControlFileError(f"{label}, {path!r}", f"{error}; get it anew") from error
        tally.count(tally.dropped, error)
        tally.skipped.append(f"{label}, {path!r}: {error}")
        return None
    if not polygons:
        tally.null_geometries += counted == tally.points + tally.lines + tally.empty_geometries
        return None
    return _Mark(path, polygons)


def _shapes(placemark: ET.Element) -> Iterator[ET.Element]:
    """Polygons, points and lines of a placemark, out of MultiGeometry as well."""
    waiting = list(reversed(placemark))
    while waiting:
        element = waiting.pop()
        if _kind(element) in ("Polygon", "Point", *LINES):
            yield element
        elif _kind(element) == "MultiGeometry":
            waiting += reversed(element)


def _polygon(shape: ET.Element, tally: Tally) -> shapely.Polygon | None:
    shells, holes = (
        [_ring(ring.text, tally) for edge in shape if _kind(edge) == side
         for ring in edge.iter() if _kind(ring) == "coordinates" and plain(ring.text)]
        for side in ("outerBoundaryIs", "innerBoundaryIs")
    )  # fmt: skip
    if not shells:
        tally.empty_geometries += 1
        return None
    return shapely.Polygon(shells[0], holes)


def _ring(text: str | None, tally: Tally) -> object:
    try:
        points = [[float(number) for number in point.split(",")[:2]] for point in (text or "").split()]
    except ValueError as error:
        raise ValueError("has coordinates that are no numbers") from error
    return ring_of(points, tally)
