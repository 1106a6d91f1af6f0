"""The full index: the embedded core and what publishers' files add to it, written for `load` to open."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gazetteer.drafts import index_of
from gazetteer.errors import DataFileError
from gazetteer.folders import INDEX, index_folder
from gazetteer.garbage import uncollected
from gazetteer.index import Index
from gazetteer.lookup import Gazetteer
from gazetteer.sources import doubles, embedded, hromadas, joining
from gazetteer.sources import geonames as dumps
from gazetteer.sources import katottg as codifiers
from gazetteer.sources import wof as first

__all__ = ["Material", "build", "gathered", "written"]

Row = dict[str, str]
File = str | os.PathLike[str]


@dataclass(frozen=True)
class Material:
    """Rows for an index, and where they are from.

    Parameters
    ----------
    places, toponyms
        Rows in the columns of ``data/core.csv``, and other names with their language, kind and dates.
    notes
        JSON values: `attribution`, `files` (name, bytes, sha256) and `report`: what was read, left out,
        merged and repaired, by source.
    """

    places: list[Row]
    toponyms: list[Row]
    notes: dict[str, Any]


def build(
    output: File | None = None,
    *,
    geonames: File | Iterable[File] = (),
    katottg: File | None = None,
    wof: File | None = None,
) -> Gazetteer:
    r"""Build the full index, write it to a folder and open it.

    The index holds the embedded core, too. An index that stands in the folder stays until the new one is
    whole, and stays if anything is wrong with a file.

    Parameters
    ----------
    output
        Folder for the index; None for the one that :func:`~gazetteer.load` opens.
    geonames
        Dumps of countries as GeoNames publishes them (UA.zip or UA.txt), and among them, if at hand, its
        table of alternate names.
    katottg
        The official codifier of Ukraine as csv (packed or not) or xlsx.
    wof
        Folder with ``…_places.parquet`` and ``…_names.parquet`` made of Who's On First.

    Raises
    ------
    DataFileError
        If a file cannot be read, is damaged or is something else, or the index cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> line = ["1", "Nova Dolyna", "Nova Dolyna", "Нова Долина", "48.5", "37.5", "P", "PPL", "UA", "", "05"]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     dump = Path(folder) / "UA.txt"
    ...     written = dump.write_text("\t".join([*line, "1402", "", "", "120", "", "99", "", "2026-01-01"]))
    ...     gz = build(Path(folder) / "index", geonames=dump)
    >>> gz.resolve("Нової Долини", admin1="Donetsk").place_id
    'geonames:1'
    """
    return written(gathered(geonames=geonames, katottg=katottg, wof=wof), output=output)


@uncollected()
def gathered(
    *, geonames: File | Iterable[File] = (), katottg: File | None = None, wof: File | None = None
) -> Material:
    """Rows of the core and of the files, each place once, and a report.

    Raises
    ------
    DataFileError
        If a file cannot be read, is damaged or is something else.
    """
    paths = [Path(geonames)] if isinstance(geonames, str | os.PathLike) else [Path(path) for path in geonames]
    codifier = codifiers.read(Path(katottg)) if katottg is not None else None
    dump = dumps.read(paths)
    report: dict[str, Any] = {"geonames": dict(dump.report)}
    places, merged = _settled(dump.places, codifier, report)
    toponyms = [row | {"place_id": merged.get(row["place_id"], row["place_id"])} for row in dump.toponyms]
    if wof is not None:
        names = Counter[str]()
        toponyms += first.toponyms(Path(wof), places, names)
        report["wof"] = dict(names)
    places, toponyms = embedded.with_core(places, toponyms, merged)
    report |= {"merged": merged, "places": len({row["place_id"] for row in places})}
    files = [*paths, *(Path(path) for path in (katottg, wof) if path is not None)]
    notes = {"attribution": _attribution(katottg, wof), "files": _files(files), "report": report}
    return Material(places, toponyms, notes)


def _settled(
    rows: list[Row], codifier: codifiers.Codifier | None, report: dict[str, Any]
) -> tuple[list[Row], dict[str, str]]:
    """Rows of dumps without doubles, joined to the codifier, and which double went into which place."""
    core_ids = embedded.place_ids()
    if codifier is None:
        return doubles.without_doubles(rows, kept=core_ids)
    counts = codifier.report.copy()
    places, merged = doubles.without_doubles(rows, kept=core_ids, apart=joining.namesakes(codifier))
    places = joining.joined(places, codifier, counts)
    places = hromadas.with_hromadas(places, codifier, counts)
    report["katottg"] = dict(counts)
    return places, merged


@uncollected()
def written(material: Material, *, output: File | None = None) -> Gazetteer:
    """Write the index of some rows to a folder, and open it.

    Raises
    ------
    DataFileError
        If it cannot be written.
    """
    path = Path(output) / INDEX if output is not None else index_folder() / INDEX
    notes = material.notes
    source = ", ".join(
        ["embedded core", *(note.partition(" (")[0].partition(",")[0] for note in notes["attribution"])]
    )
    index = index_of(material.places, material.toponyms, source=source, notes=notes)
    try:
        index.save(path)
    except OSError as error:
        reason = f"cannot be written ({error.strerror or error}); choose another folder"
        raise DataFileError(path, reason) from error
    return Gazetteer(Index.opened(path))


def _attribution(katottg: File | None, wof: File | None) -> list[str]:
    """Whom to name wherever names or points of the index are shown; the core is from GeoNames, too."""
    found = [dumps.ATTRIBUTION]
    found += [codifiers.ATTRIBUTION] if katottg is not None else []
    return found + ([first.ATTRIBUTION] if wof is not None else [])


def _files(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """Name, size and checksum of each file, so that an index says what it was made of."""
    found = []
    for path in paths:
        for file in sorted(path.glob("*.parquet")) if path.is_dir() else [path]:
            with file.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            found.append({"name": file.name, "bytes": file.stat().st_size, "sha256": digest})
    return found
