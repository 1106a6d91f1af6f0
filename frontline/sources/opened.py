"""Maps of any kind that this package reads, told apart by their names."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from frontline.control import ControlHistory
from frontline.errors import ControlFileError
from frontline.sources.deepstate import read_deepstate
from frontline.sources.isw import read_isw
from frontline.sources.kml import read_kml
from frontline.stored import is_stored

if TYPE_CHECKING:
    from os import PathLike

__all__ = ["READERS", "open_maps"]

READERS = ("auto", "deepstate", "isw", "kml")
KML = (".kml", ".kmz")
SHAPES = ".shp"


def open_maps(
    paths: Sequence[str | PathLike[str]], *, reader: str = "auto", errors: str = "raise"
) -> ControlHistory:
    """A history from files of one kind: one that `ControlHistory.to_file` wrote, or what a publisher gives.

    Parameters
    ----------
    paths
        Files, folders, patterns or archives, as for the readers.
    reader
        deepstate, isw or kml; auto goes by the names: KML and KMZ, shapefiles for ISW's, else DeepState's.
    errors
        "raise" or "skip", as for the readers.

    Raises
    ------
    ControlFileError
        If there is no such reader, and as the readers do.
    """
    if reader not in READERS:
        raise ControlFileError(reader, f"is no reader of maps; choose one of {', '.join(READERS)}")
    names = [Path(path) for path in paths]
    if len(names) == 1 and is_stored(names[0]):
        return ControlHistory.from_file(names[0])
    kind = _kind(names) if reader == "auto" else reader
    if kind == "kml":
        return read_kml(paths, source="kml", errors=errors)
    return read_isw(paths, errors=errors) if kind == "isw" else read_deepstate(paths, errors=errors)


def _kind(names: Sequence[Path]) -> str:
    if any(name.suffix.lower() in KML for name in names):
        return "kml"
    return "isw" if any(_has_shapefiles(name) for name in names) else "deepstate"


def _has_shapefiles(path: Path) -> bool:
    """Whether a file is a shapefile, or a folder or a zip holds one."""
    try:
        if path.is_dir():
            return any(SHAPES in name.name.lower() for name in path.iterdir())
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                return any(SHAPES in name.lower() for name in archive.namelist())
    except (OSError, ValueError, zipfile.BadZipFile):
        return False  # the reader says what is wrong with it
    return path.suffix.lower() == SHAPES
