"""Files to read: out of paths, folders, patterns and archives, in one order, each broken one by name."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from frontline.errors import ControlFileError
from gazetteer.archives import PACKED, TARS, Part, in_order
from gazetteer.errors import DataFileError

if TYPE_CHECKING:
    from frontline.sources.sheets import Tally

__all__ = ["Paths", "Progress", "content", "found", "guarded", "reading", "shown"]

Paths: TypeAlias = "str | os.PathLike[str] | Iterable[str | os.PathLike[str]]"
"""A file, a folder, a pattern such as ``"maps/*.geojson"``, an archive, or several of these."""

Progress: TypeAlias = Callable[[int, int | None], None]
"""Called with the number of files done and, where it is known, of all."""

LARGEST = 512 << 20  # bytes of one file of a map: the largest seen has 1 MB, a history in one file 70
ARCHIVES = (".zip", ".kmz", *TARS)
ERRORS = ("raise", "skip")


def found(
    paths: Paths,
    *,
    suffixes: tuple[str, ...],
    errors: str,
    tally: Tally,
    beside: tuple[str, ...] = (),
    progress: Progress | None = None,
) -> Iterator[Part]:
    """Files whose names end in one of the suffixes, one by one; each is to be read before the next.

    Names are sorted within a folder and a pattern, archives keep their own order. Other and hidden files are
    ignored and counted, but for those that end as `beside` says: they belong to one of the others.

    Raises
    ------
    ControlFileError
        If a path is not there, a pattern fits nothing, or nothing has the suffix; and for an archive that is
        refused, unless `errors` is "skip".
    ValueError
        If `errors` is neither "raise" nor "skip".
    """
    if errors not in ERRORS:
        raise ValueError(f"errors={errors!r}: it is 'raise' or 'skip'")
    files = _files(_listed(paths), suffixes, beside, tally)
    packed = any(path.name.lower().endswith(ARCHIVES) for path in files)
    done = 0
    for path in files:
        with guarded(path, errors=errors, tally=tally):
            for part in _wanted(path, suffixes, beside, tally):
                yield part
                done += 1
                if progress is not None:
                    progress(done, None if packed else len(files))


@contextmanager
def guarded(label: object, *, errors: str, tally: Tally) -> Iterator[None]:
    """Let a refusal of a file through as one of control, or list it and go on."""
    try:
        yield
    except DataFileError as error:
        told = error if isinstance(error, ControlFileError) else ControlFileError(error.path, error.reason)
        if errors == "raise":
            raise told from error
        tally.skipped.append(str(told))


@contextmanager
def reading(part: Part, *, errors: str, tally: Tally) -> Iterator[None]:
    """As :func:`guarded`, for one file; it counts as read if nothing is refused."""
    with guarded(part.label, errors=errors, tally=tally):
        yield
        tally.files += 1


def content(part: Part) -> bytes:
    """All bytes of a file of a map.

    Raises
    ------
    ControlFileError
        If it is damaged, empty or larger than a map can be.
    """
    pieces, size = [], 0
    try:
        for piece in part.pieces():
            size += len(piece)
            if size > LARGEST:
                raise ControlFileError(part.label, f"has over {LARGEST >> 20} MB: it is no file of one map")
            pieces.append(piece)
    except ControlFileError:
        raise
    except DataFileError as error:
        raise ControlFileError(error.path, error.reason) from error
    if not size:
        raise ControlFileError(part.label, "is empty; download it again")
    return b"".join(pieces)


@contextmanager
def shown(what: str, progress: Progress | None = None) -> Iterator[Progress | None]:
    """The user's own progress, else a bar on standard error if that is a terminal, else nothing."""
    if progress is not None or not sys.stderr.isatty():
        yield progress
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _listed(paths: Paths) -> list[Path]:
    """Paths as given, patterns replaced by what fits them."""
    if isinstance(paths, (str, os.PathLike)):
        paths = [paths]
    if not isinstance(paths, Iterable):
        raise TypeError(f"{paths!r} is no path; give paths, folders or patterns")
    given: list[Path] = []
    for path in paths:
        if not isinstance(path, (str, os.PathLike)):
            raise TypeError(f"{path!r} is no path; give paths, folders or patterns")
        text = os.fspath(path)
        if not text:
            raise ControlFileError("''", "is no path; give a file, a folder or a pattern")
        if glob.has_magic(text) and not os.path.lexists(text):
            fits = sorted(glob.glob(text, recursive=True))
            if not fits:
                raise ControlFileError(text, "fits no file; check the pattern and the folder")
            given += map(Path, fits)
        else:
            given.append(Path(text))
    if not given:
        raise ControlFileError("paths", "names no file; give a file, a folder or a pattern")
    return given


def _files(
    given: Sequence[Path], suffixes: tuple[str, ...], beside: tuple[str, ...], tally: Tally
) -> list[Path]:
    files: list[Path] = []
    for path in given:
        if not _there(path):
            raise ControlFileError(path, "is not there; check the path")
        if path.is_dir():
            files += _in_folder(path, suffixes, beside, tally)
        elif not path.name.lower().endswith(beside) or len(given) == 1:
            files.append(path)
    return list(dict.fromkeys(files))


def _there(path: Path) -> bool:
    try:
        return path.is_file() or path.is_dir()  # a pipe may never end
    except (OSError, ValueError):
        return False


def _in_folder(folder: Path, suffixes: tuple[str, ...], beside: tuple[str, ...], tally: Tally) -> list[Path]:
    wanted = []
    try:
        inside = sorted(folder.iterdir())
    except OSError as error:
        raise ControlFileError(folder, f"cannot be read ({error.strerror})") from error
    for path in inside:
        name = path.name.lower()
        if path.is_dir():
            continue
        if not _hidden(name) and name.endswith((*_packed(suffixes), *ARCHIVES)):
            wanted.append(path)
        elif not name.endswith(beside):
            tally.ignore(path.name)
    if not wanted:
        raise ControlFileError(folder, f"has no file that ends in {', '.join(suffixes)}, and no archive")
    return wanted


def _packed(suffixes: tuple[str, ...]) -> tuple[str, ...]:
    return (*suffixes, *(suffix + packing for suffix in suffixes for packing in PACKED))


def _hidden(name: str) -> bool:
    return name.startswith((".", "__macosx"))


def _wanted(path: Path, suffixes: tuple[str, ...], beside: tuple[str, ...], tally: Tally) -> Iterator[Part]:
    """The parts of a file; a plain one that the user named himself is taken whatever its suffix."""
    if not path.name.lower().endswith(ARCHIVES):
        yield from in_order(path)
        return
    any_wanted = False
    for part in in_order(path, suffixes=("",)):
        name = part.name.lower()
        if _hidden(name) or not name.endswith(suffixes):
            if _hidden(name) or not name.endswith(beside):
                tally.ignore(f"{path.name}, {part.name}")
            continue
        any_wanted = True
        yield part
    if not any_wanted:
        raise ControlFileError(path, f"holds no file that ends in {' or '.join(suffixes)}")
