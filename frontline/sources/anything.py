"""Control of terrain in files of the user's own: any layer of polygons, with its status and its days."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from frontline.errors import ControlFileError
from frontline.sources.days import day_in, day_of
from frontline.sources.found import Paths, Progress, content, found, reading, shown
from frontline.sources.layers import BESIDE, TABLES, features_of
from frontline.sources.rings import Ground
from frontline.sources.shapes import Feature, features_in, parsed
from frontline.sources.sheets import BASES, CONTROLLERS, Sheet, Tally, joined, united, word_of_status
from frontline.terms import ControlBasis, Controller, ControlStatus, MapDateBasis
from gazetteer.archives import Part
from gazetteer.tables import day as day_in_kyiv

if TYPE_CHECKING:
    from frontline.control import ControlHistory

__all__ = ["Given", "control_sheets", "read_control"]

SUFFIXES = (".geojson", ".json", *TABLES)
NO_DAY = (
    "does not tell its day; name the file like front_2025-08-14.geojson, or pass date= (a column) or day="
)


def read_control(
    paths: Paths,
    *,
    source: str,
    status: str | Mapping[str, str],
    status_column: str | None = None,
    date: str | None = None,
    day: object = None,
    layer: str | None = None,
    controller: str | None = None,
    basis: str | None = None,
    errors: str = "raise",
    progress: Progress | None = None,
) -> ControlHistory:
    """Polygons of control from GeoJSON, GeoPackage, shapefiles or GeoParquet.

    Each file, and with `date` each of its days, is one map.

    Parameters
    ----------
    paths
        A file, a folder, a pattern, an archive, or several of these.
    source
        What to call the maps.
    status
        One word of :class:`~frontline.terms.ControlStatus` for all polygons, or the word for each value of
        `status_column`. Values without a word are counted and kept as unclassified.
    status_column
        The column that tells the status.
    date
        The column that tells the day; without it the name of the file does.
    day
        The day of files whose names tell none.
    layer
        The layer of a GeoPackage that has several.
    controller, basis
        Words of :class:`~frontline.terms.Controller` and :class:`~frontline.terms.ControlBasis`; None for
        what goes with the status.
    errors
        "raise" refuses a broken file by name, "skip" lists it in the report and reads the rest.
    progress
        Called with the number of files done and of all; None shows a bar if there is a terminal.

    Raises
    ------
    ControlFileError
        If a path is not there, or a file is damaged, has no reference system, lacks a column that is named
        here, or does not tell its day.
    ValueError
        If an argument is none of the words, or the arguments do not go together.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> text = '{"type":"Feature","properties":{"held":"%s"},"geometry":%s}'
    >>> ring = '{"type":"Polygon","coordinates":[[[37,48],[38,48],[38,49],[37,48]]]}'
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = (Path(folder) / "front_2025-08-14.geojson").write_text(text % ("by Russia", ring))
    ...     history = read_control(
    ...         folder, source="mine", status={"by Russia": "occupied"}, status_column="held"
    ...     )
    >>> history.dates[0].date().isoformat(), history.statuses
    ('2025-08-14', ['occupied'])
    """
    from frontline.control import ControlHistory

    given = Given(source, status, status_column, date, day, controller, basis)
    tally = Tally("read_control")
    with shown(source, progress) as step:
        parts = found(paths, suffixes=SUFFIXES, errors=errors, tally=tally, beside=BESIDE, progress=step)
        sheets = list(control_sheets(parts, tally, given=given, errors=errors, layer=layer))
    return ControlHistory.from_sheets(sheets, report=tally.as_dict())


class Given:
    """What the user says of his files.

    Raises
    ------
    ValueError
        If something is none of the words, or does not go together.
    """

    def __init__(
        self,
        source: str,
        status: str | Mapping[str, str],
        status_column: str | None = None,
        date: str | None = None,
        day: object = None,
        controller: str | None = None,
        basis: str | None = None,
    ) -> None:
        if not str(source or "").strip():
            raise ValueError(f"source={source!r}: say whose map it is")
        if isinstance(status, str) != (status_column is None):
            raise ValueError("status= is one word, or a mapping of the values of status_column=")
        words = {"": status} if isinstance(status, str) else status
        self.source = source
        self.words = {str(value): word_of_status(word) for value, word in words.items()}
        self.status_column, self.date = status_column, date
        self.day = None if day is None else day_in_kyiv(day)
        self.controller = None if controller is None else Controller(controller).value
        self.basis = None if basis is None else ControlBasis(basis).value

    def status(self, words: Mapping[str, Any]) -> tuple[str, str | None]:
        """The status of a feature, and the value that says so."""
        if self.status_column is None:
            return self.words[""], None
        told = words.get(self.status_column)
        raw = "" if told is None or told != told else str(told)
        return self.words.get(raw, ControlStatus.UNCLASSIFIED.value), raw or "(empty)"


@dataclass(frozen=True)
class _Piece:
    day: pd.Timestamp
    basis: str
    status: str
    raw: str | None
    ground: Ground | None


def control_sheets(
    parts: Iterable[Part], tally: Tally, *, given: Given, errors: str = "raise", layer: str | None = None
) -> Iterator[Sheet]:
    """Sheets of the user's files, file by file."""
    for part in parts:
        sheets: list[Sheet] = []
        with reading(part, errors=errors, tally=tally):
            pieces = _pieces(_features(part, tally, errors, layer), part, given, tally)
            sheets = _sheets(pieces, part, given)
        yield from sheets


def _features(part: Part, tally: Tally, errors: str, layer: str | None) -> list[Feature]:
    if part.name.lower().endswith(TABLES):
        return features_of(part, tally, errors=errors, layer=layer)
    return features_in(parsed(content(part), part.label), part.label, tally, errors=errors)


def _pieces(features: list[Feature], part: Part, given: Given, tally: Tally) -> list[_Piece]:
    _refuse_without(features, part, given)
    of_file = None if given.date else _day_of_file(part, given, tally)
    pieces = []
    for feature in features:
        if not feature.is_ground:
            continue
        status, raw = given.status(feature.words)
        of = of_file or _day_of_row(feature, part, given, tally)
        basis = MapDateBasis.FIELD if given.date else MapDateBasis.FILENAME
        pieces.append(_Piece(of, basis, status, raw, feature.ground))
        tally.kept += feature.ground is not None
        if status == ControlStatus.UNCLASSIFIED:
            tally.count(tally.unclassified, raw)
    if features and not pieces:
        raise ControlFileError(part.label, "holds points or lines and no polygon: it is no map of control")
    if of_file is not None and not pieces and given.status_column is None:
        pieces.append(_Piece(of_file, MapDateBasis.FILENAME, given.words[""], None, None))
    return pieces


def _refuse_without(features: list[Feature], part: Part, given: Given) -> None:
    """Refuse a file that lacks a column that the user names."""
    for column in (given.status_column, given.date):
        if column is not None and not any(column in feature.words for feature in features):
            have = sorted({name for feature in features for name in feature.words})[:20]
            raise ControlFileError(
                part.label, f"has no column {column!r}; it has {', '.join(have) or 'none'}"
            )


def _day_of_row(feature: Feature, part: Part, given: Given, tally: Tally) -> pd.Timestamp:
    try:
        told = day_of(feature.words.get(given.date or ""))
    except ValueError as error:
        tally.impossible_dates.append(f"{part.label}: {error}")
        raise ControlFileError(part.label, f"{error}; mend the column {given.date!r}") from error
    if told is None and given.day is None:
        raise ControlFileError(part.label, f"has a row without a day in the column {given.date!r}; pass day=")
    return told if told is not None else given.day  # type: ignore[return-value]


def _day_of_file(part: Part, given: Given, tally: Tally) -> pd.Timestamp:
    for name in dict.fromkeys((part.name, part.path.name)):
        try:
            told = day_in(Path(name).stem)
        except ValueError as error:
            tally.impossible_dates.append(f"{part.label}: {error}")
            if given.day is None:
                raise ControlFileError(part.label, f"{error}; rename it, or pass day=") from error
            return given.day
        if told is not None:
            return told
    if given.day is None:
        raise ControlFileError(part.label, NO_DAY)
    return given.day


def _sheets(pieces: list[_Piece], part: Part, given: Given) -> list[Sheet]:
    stem = re.sub(r"\.\w+$", "", part.name)
    grouped: dict[tuple[pd.Timestamp, str], list[_Piece]] = {}
    for piece in pieces:
        grouped.setdefault((piece.day, piece.status), []).append(piece)
    return [
        Sheet(
            source=given.source,
            day=of,
            status=status,
            controller=given.controller or CONTROLLERS.get(status),
            basis=given.basis or BASES.get(status, ControlBasis.UNKNOWN),
            geometry=united(piece.ground for piece in inside),
            snapshot_id=f"{stem} {of:%Y-%m-%d}" if given.date else stem,
            date_basis=inside[0].basis,
            status_raw=joined(sorted({piece.raw for piece in inside if piece.raw})),
        )
        for (of, status), inside in grouped.items()
    ]
