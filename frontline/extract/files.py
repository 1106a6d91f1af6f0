"""Files that articles stand in: found in folders in one order, opened one at a time, each bad one by name."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TypeAlias

from frontline.errors import ReportError

__all__ = ["LARGEST", "LINES", "PAGES", "Paths", "Piece", "Tally", "checked", "pieces", "size_of"]

Paths: TypeAlias = "str | os.PathLike[str] | Iterable[str | os.PathLike[str]]"
"""A file, a folder, or several of these."""

TEXTS, PAGES, LINES = (".txt", ".md"), (".html", ".htm"), (".jsonl",)
LARGEST = 32 << 20  # bytes of one article, with whatever a page carries around it


@dataclass(frozen=True, slots=True)
class Piece:
    """What may be one article: the bytes of a file or of a line of it, or why there are none."""

    label: str
    suffix: str
    data: bytes = b""
    refused: str = ""


@dataclass(slots=True)
class Tally:
    """What was met while articles were read.

    Parameters
    ----------
    files
        Files that could be opened.
    ignored
        Files of folders that have another suffix, or are no plain files.
    documents
        Articles that were read.
    duplicates
        Articles left out because one of the same text and day was read before.
    unreadable
        What could not be read, as "path: reason".
    """

    files: int = 0
    ignored: int = 0
    documents: int = 0
    duplicates: int = 0
    unreadable: list[str] = field(default_factory=list)

    def refuse(self, label: str, reason: object) -> None:
        """Note that something could not be read."""
        self.unreadable.append(f"{label}: {reason}")


def checked(paths: Paths) -> list[Path]:
    """Paths as given, each of which is a file or a folder.

    Raises
    ------
    ReportError
        If one is neither, or there is none.
    """
    given = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    for path in map(Path, given):
        try:
            there = path.is_file() or path.is_dir()  # a pipe may never end
        except OSError as error:
            raise ReportError(f"{path}: cannot be read ({error.strerror})") from error
        if not there:
            raise ReportError(f"{path}: cannot be read (there is no such file or folder)")
    if not given:
        raise ReportError("no file or folder is named: give one")
    return list(map(Path, given))


def pieces(paths: Iterable[Path], tally: Tally) -> Iterator[Piece]:
    """Files, and lines of files, that may be articles, in order; nothing of them is looked at yet."""
    for path in paths:
        for file in _walk(path, tally) if path.is_dir() else [path]:
            if isinstance(file, Piece):
                yield file
            else:
                yield from _opened(file, tally)


def size_of(paths: Iterable[Path]) -> int:
    """Bytes of all these files, by which it is known how much is left to read."""
    size = 0
    for path in paths:
        for file in _walk(path, Tally()) if path.is_dir() else [path]:
            with suppress(OSError):
                size += file.stat().st_size if isinstance(file, Path) else 0
    return size


def _walk(folder: Path, tally: Tally) -> Iterator[Path | Piece]:
    """Files of a folder and of those in it, by name, and folders that cannot be opened."""
    closed: list[OSError] = []
    for here, folders, names in os.walk(folder, onerror=closed.append):
        yield from (_closed(Path(error.filename), error) for error in closed)
        closed.clear()
        folders[:] = sorted(name for name in folders if not _is_hidden(name))
        for name in sorted(names):
            file = Path(here, name)
            if _is_hidden(name):
                continue
            if file.suffix.lower() in (*TEXTS, *PAGES, *LINES) and file.is_file():
                yield file
            else:
                tally.ignored += 1
    yield from (_closed(Path(error.filename), error) for error in closed)


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "__MACOSX"))


def _opened(file: Path, tally: Tally) -> Iterator[Piece]:
    suffix = file.suffix.lower()
    try:
        with file.open("rb") as stream:
            tally.files += 1
            if suffix in LINES:
                yield from _lines(file, stream)
            else:
                yield Piece(_label(file), suffix, stream.read(LARGEST + 1))
    except OSError as error:
        yield _closed(file, error)


def _closed(path: Path, error: OSError) -> Piece:
    return Piece(_label(path), "", refused=f"cannot be read ({error.strerror or error})")


def _label(path: Path) -> str:
    """A path in letters that every file and terminal can hold."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _lines(file: Path, stream: IO[bytes]) -> Iterator[Piece]:
    number = 0
    while line := stream.readline(LARGEST + 1):
        number += 1
        rest = line
        while len(rest) > LARGEST and not rest.endswith(b"\n"):
            rest = stream.readline(LARGEST + 1)
        if line.strip():
            yield Piece(f"{_label(file)}:{number}", file.suffix.lower(), line)
