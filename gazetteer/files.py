"""How files are written: beside the old one, which they replace once they are whole."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["whole_file"]


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give the path to write a file to; when the block ends well, the file takes its place at `path`.

    Until then an old file stays as it was, and afterwards too if the block raises. A link goes on pointing at
    what it points at, the new file has the permissions of the old one, and missing folders are made. A device
    or a pipe has nothing to keep and is written to itself.

    Raises
    ------
    OSError
        If a folder is in the way, or the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with whole_file(Path(folder) / "new" / "notes.txt") as part:
    ...         written = part.write_text("all of it")
    ...     (Path(folder) / "new" / "notes.txt").read_text()
    'all of it'
    """
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if target.exists() and not target.is_file():
        yield target
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{secrets.token_hex(8)}.part{target.suffix}")  # drivers go by the suffix
    try:
        yield part
        if target.exists():
            shutil.copymode(target, part)
        os.replace(part, target)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
