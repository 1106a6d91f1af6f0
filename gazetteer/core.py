"""The embedded core: the places and names that come with the package."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
from collections.abc import Iterator
from contextlib import suppress
from importlib import resources
from importlib.resources.abc import Traversable

from gazetteer.drafts import index_of
from gazetteer.errors import DataFileError
from gazetteer.folders import data_folder
from gazetteer.index import Index

__all__ = ["compiled", "embedded", "rows"]

FILES = ("regions.csv", "core.csv", "cities.csv.gz")  # the first to have a place has its row
FORMER = "renamings.csv"
MAKERS = ("core", "drafts", "index", "keys", "places", "readings", "storage", "toponym", "vowels")


def embedded() -> Index:
    """Index of the files that come with the package.

    It is kept in the user's data folder, so that the next program opens what this one has made; what cannot
    be written or is damaged there is made anew and does no harm.

    Raises
    ------
    DataFileError
        If a file of the package is missing or damaged: the package is not whole.
    """
    path = data_folder() / "cache" / f"core-{_fingerprint()}.npz"
    with suppress(DataFileError):
        return Index.opened(path)
    index = compiled()
    with suppress(OSError):
        for old in path.parent.glob("core-*.npz"):
            old.unlink(missing_ok=True)
        index.save(path)
    return index


def compiled() -> Index:
    """The index, made of the files of the package.

    Raises
    ------
    DataFileError
        If a file is missing or damaged: the package is not whole.
    """
    places = (row for name in FILES for row in rows(_data(name)))
    return index_of(places, rows(_data(FORMER)), source="embedded core")


def _data(name: str) -> Traversable:
    return resources.files("gazetteer").joinpath("data", name)


def _fingerprint() -> str:
    """What an index hangs on: the data, and the code that makes it."""
    package = resources.files("gazetteer")
    files = [*map(_data, (*FILES, FORMER, "type_words.csv")), *(package / f"{name}.py" for name in MAKERS)]
    digest = hashlib.sha256()
    for file in files:
        with suppress(OSError):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:20]


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
