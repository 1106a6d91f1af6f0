"""What users of the command type, as values: points, places beside others, texts."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from shapely import Point

    from gazetteer.lookup import Gazetteer
    from gazetteer.places import Place

__all__ = ["beside", "point", "text"]

DEGREES = re.compile(r"\s*(-?\d{1,3}(?:\.\d*)?)(?:\s+|\s*,\s*)(-?\d{1,3}(?:\.\d*)?)\s*")


def beside(gazetteer: Gazetteer, written: str | None) -> Place | Point | None:
    """The place that a name means, or the point that "LON LAT" is.

    Raises
    ------
    typer.BadParameter
        If the numbers are no point.
    """
    if written is None:
        return None
    degrees = DEGREES.fullmatch(written)
    return point(float(degrees[1]), float(degrees[2])) if degrees else gazetteer.resolve(written)


def point(lon: float, lat: float) -> Point:
    """The point at a longitude and latitude in degrees.

    Raises
    ------
    typer.BadParameter
        If it is not on the Earth.

    Examples
    --------
    >>> print(point(37.93, 48.55))
    POINT (37.93 48.55)
    """
    from shapely import Point

    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise typer.BadParameter(f"{lon:g} {lat:g} is no point; give the longitude first, then the latitude.")
    return Point(lon, lat)


def text(file: Path | None) -> str:
    """The text of a file, or of standard input if there is none or it is called -.

    Raises
    ------
    typer.BadParameter
        If it is not in UTF-8.
    """
    data = sys.stdin.buffer.read() if file in (None, Path("-")) else file.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise typer.BadParameter(
            f"{file or 'standard input'} is no text in UTF-8 ({error.reason}); save it as UTF-8."
        ) from error
