"""The embedded core: the places and names that come with the package."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable

from gazetteer.drafts import index_of
from gazetteer.errors import DataFileError
from gazetteer.index import Index

__all__ = ["embedded", "rows"]

FILES = ("regions.csv", "core.csv", "cities.csv.gz")  # the first to have a place has its row


def embedded() -> Index:
    """Index of the files that come with the package.

    Raises
    ------
    DataFileError
        If a file is missing or damaged: the package is not whole.
    """
    folder = resources.files("gazetteer").joinpath("data")
    places = (row for name in FILES for row in rows(folder.joinpath(name)))
    return index_of(places, rows(folder.joinpath("renamings.csv")), source="embedded core")


def rows(file: Traversable) -> Iterator[dict[str, str]]:
    """Rows of a CSV file, packed or not.

    Raises
    ------
    DataFileError
        If it cannot be read.
    """
    try:
        data = file.read_bytes()
        text = (gzip.decompress(data) if file.name.endswith(".gz") else data).decode("utf-8")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise DataFileError(
            file.name, f"a file of the package is missing or damaged ({error}); install the package again"
        ) from error
    lines = csv.reader(io.StringIO(text, newline=""))
    header = next(lines)
    for line in lines:
        yield dict(zip(header, line, strict=True))
