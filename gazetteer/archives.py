"""Files from outside, packed or plain: read as parts, and refused by name before they can do harm.

Nothing is ever unpacked to disk: a part is read through the archive that it is in, in pieces, and counted on
the way.
"""

from __future__ import annotations

import bz2
import codecs
import gzip
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from gazetteer.errors import DataFileError

__all__ = ["TARS", "Part", "in_order", "parts"]

PIECE = 1 << 20  # bytes read at once
LARGEST = 4 << 30  # bytes of one part: the largest table of GeoNames has 1.7 GB
ALL = 8 << 30  # bytes of all parts of an archive
RATIO = 200  # how often an archive may fold; tables of text come to 30, repeated letters to 1,000
TAR_RATIO = 900  # the same of a tar, whose files are folded as one: maps of two days are nearly the same
HEADERS = 1 << 20  # bytes of a tar between two of its files
SMALL = 16 << 20  # what is smaller unpacked does no harm, whatever its ratio
MEMBERS = 100_000
LINE = 1 << 20  # bytes of the longest line

PACKED: dict[str, Callable[..., IO[bytes]]] = {".gz": gzip.open, ".xz": lzma.open, ".bz2": bz2.open}  # type: ignore[dict-item]
TARS = {
    ".tar": "", ".tar.gz": ".gz", ".tgz": ".gz", ".tar.xz": ".xz", ".txz": ".xz",
    ".tar.bz2": ".bz2", ".tbz2": ".bz2", ".tbz": ".bz2",
}  # fmt: skip
NESTED = (".zip", ".kmz", ".7z", ".rar", ".tar", ".tgz", ".txz", ".tbz", ".tbz2", *PACKED)
BROKEN = (
    *(OSError, EOFError, ValueError, RuntimeError, NotImplementedError),
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, tarfile.TarError),
)
OUTSIDE = "has a name that leads out of the archive: do not use this file"
LINK = "is a link to another file: do not use this archive"
TWICE = "holds two files of one name; download it again"
PACKED_TWICE = "is an archive in an archive; unpack the outer one first"
DAMAGED = "is damaged or cut short ({}); download it again"


@dataclass(frozen=True)
class Part:
    """One file inside an archive, or a plain file as its own only part.

    Parameters
    ----------
    path
        The file on disk.
    name
        The name of the part, without folders.
    label
        What a message calls it: "UA.zip, UA.txt".
    """

    path: Path
    name: str
    label: str
    _open: Callable[[], IO[bytes]]
    _bound: int

    def pieces(self) -> Iterator[bytes]:
        """The bytes of the part, in pieces.

        Raises
        ------
        DataFileError
            If it is damaged, or larger than it should be.
        """
        count = 0
        try:
            with self._open() as stream:
                while piece := stream.read(PIECE):
                    count += len(piece)
                    if count > self._bound:
                        raise _bomb(self.label)
                    yield piece
        except DataFileError:
            raise
        except BROKEN as error:
            raise DataFileError(self.label, DAMAGED.format(_told(error))) from error

    def read(self) -> bytes:
        """All bytes of the part.

        Raises
        ------
        DataFileError
            As :meth:`pieces`.
        """
        return b"".join(self.pieces())

    def lines(self) -> Iterator[str]:
        """The lines of a part that is text in UTF-8, without their ends.

        Raises
        ------
        DataFileError
            If it is empty, a web page, binary or not in UTF-8, and as :meth:`pieces`.
        """
        decoder = codecs.getincrementaldecoder("utf-8-sig")()
        rest, first = "", True
        for piece in self.pieces():
            if first and (reason := _no_text(piece)):
                raise DataFileError(self.label, reason)
            first = False
            *lines, rest = (rest + self._text(decoder, piece)).split("\n")
            if len(rest) > LINE:
                raise DataFileError(self.label, "has a line of over a million letters: it is no table")
            for line in lines:
                yield line.removesuffix("\r")
        rest += self._text(decoder, b"", final=True)
        if first:
            raise DataFileError(self.label, "is empty; download it again")
        if rest:
            yield rest.removesuffix("\r")

    def _text(self, decoder: codecs.IncrementalDecoder, piece: bytes, *, final: bool = False) -> str:
        if b"\0" in piece:
            raise DataFileError(self.label, "holds binary data where text should be; download it again")
        try:
            return decoder.decode(piece, final)
        except UnicodeDecodeError as error:
            raise DataFileError(self.label, "is not text in UTF-8; save it as UTF-8") from error


def parts(path: Path, *, suffixes: tuple[str, ...]) -> list[Part]:
    r"""Parts of a file that end in one of the suffixes: of a zip its members, else the file itself.

    A file packed by gzip, xz or bzip2 is one part, named without that suffix. All members of a zip are looked
    at before any is read.

    Raises
    ------
    DataFileError
        If the file cannot be read, if a zip is damaged, encrypted, too large, holds another archive or a name
        that leads out of it, or if no part has the suffix.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "words.txt"
    ...     written = path.write_text("one\ntwo\n")
    ...     [list(part.lines()) for part in parts(path, suffixes=(".txt",))]
    [['one', 'two']]
    """
    size = _size(path)
    if zipfile.is_zipfile(path):
        found = _members(path, size)
    elif path.suffix.lower() == ".zip":
        raise DataFileError(path, _no_zip(path))
    else:
        found = [_single(path, size)]
    wanted = [part for part in found if part.name.lower().endswith(suffixes)]
    if not wanted:
        raise _none(path, [part.name for part in found], suffixes)
    return wanted


def in_order(path: Path, *, suffixes: tuple[str, ...] = ("",)) -> Iterator[Part]:
    """The same of tar archives too: each part is to be read before the next is asked for.

    A tar (plain or packed by gzip, xz or bzip2) has no table of its files. It is gone through once for its
    names, sizes and checksums, and nothing of it is given out unless all of it is sound; then once more for
    the files. Anything else is as :func:`parts` has it.

    Raises
    ------
    DataFileError
        As :func:`parts`; also if a tar holds a link or a device.

    Examples
    --------
    >>> import tarfile, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = (Path(folder) / "words.txt").write_text("one")
    ...     with tarfile.open(Path(folder) / "words.tar.xz", "w:xz") as archive:
    ...         archive.add(Path(folder) / "words.txt", "words.txt")
    ...     [(part.name, part.read()) for part in in_order(Path(folder) / "words.tar.xz")]
    [('words.txt', b'one')]
    """
    packing = next((kind for suffix, kind in TARS.items() if path.name.lower().endswith(suffix)), None)
    if packing is None:
        yield from parts(path, suffixes=suffixes)
        return
    size = _size(path)
    names = _checked_tar(path, packing, size)
    if not any(name.lower().endswith(suffixes) for name in names):
        raise _none(path, [name.rpartition("/")[2] for name in names], suffixes)
    with _tar(path, packing, size) as (archive, stream):
        for info in _files(archive, stream):
            if info.name.lower().endswith(suffixes):
                yield _tarred(path, archive, info)


def _none(path: Path, names: list[str], suffixes: tuple[str, ...]) -> DataFileError:
    held = ", ".join(map(repr, names[:5])) or "nothing"
    return DataFileError(path, f"holds {held} and no file that ends in {' or '.join(suffixes)}")


def _size(path: Path) -> int:
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise IsADirectoryError("it is a folder")
        with path.open("rb"):
            pass
    except (OSError, ValueError) as error:
        raise DataFileError(path, f"cannot be read ({_told(error)}); check the path") from error
    if not size:
        raise DataFileError(path, "is empty; download it again")
    return size


def _single(path: Path, size: int) -> Part:
    opener = PACKED.get(path.suffix.lower())
    if opener is None:
        return Part(path, path.name, str(path), lambda: path.open("rb"), LARGEST)
    bound = min(LARGEST, max(SMALL, RATIO * size))
    return Part(path, path.stem, str(path), lambda: opener(path, "rb"), bound)


def _members(path: Path, size: int) -> list[Part]:
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
    except BROKEN as error:
        raise DataFileError(path, DAMAGED.format(_told(error))) from error
    if len(infos) > MEMBERS:
        raise DataFileError(path, f"holds {len(infos):,} files: it is none of the archives read here")
    total = sum(info.file_size for info in infos)
    if total > ALL or total > max(SMALL, RATIO * size):
        raise _bomb(path)
    names = [info.filename for info in infos]
    if len(set(names)) < len(names):
        raise DataFileError(path, TWICE)
    return [_member(path, info) for info in infos]


def _member(path: Path, info: zipfile.ZipInfo) -> Part:
    name = info.orig_filename.replace("\\", "/")
    label = f"{path}, {info.orig_filename[:80]!r}"
    if _leads_out(name):
        raise DataFileError(label, OUTSIDE)
    if info.flag_bits & 0x1:
        raise DataFileError(label, "is encrypted; unpack it and give the file inside")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise DataFileError(label, LINK)
    if name.lower().endswith(NESTED):
        raise DataFileError(label, PACKED_TWICE)

    def opened() -> IO[bytes]:
        archive = zipfile.ZipFile(path)
        stream = archive.open(info)
        archive.close()  # the file stays open until its last reader is closed
        return stream

    return Part(path, name.rpartition("/")[2], label, opened, min(LARGEST, info.file_size))


def _leads_out(name: str) -> bool:
    return name.startswith("/") or ".." in name.split("/") or ":" in name or "\0" in name


class _Counted:
    """The bytes of a tar as they unpack: no more than a bound, and few between two of its files."""

    def __init__(self, path: Path, raw: IO[bytes], bound: int) -> None:
        self.path, self.raw, self.left, self.tail = path, raw, bound, b""
        self.step = HEADERS

    def allow(self, size: int) -> None:
        """Let a file of this size, and the headers of the next, pass."""
        self.step = size + HEADERS

    def read(self, size: int) -> bytes:
        """Up to so many bytes, for tarfile."""
        piece = self.raw.read(size)
        self.left -= len(piece)
        self.step -= len(piece)
        if self.left < 0 or self.step < 0:
            raise _bomb(self.path)
        self.tail = piece[-tarfile.BLOCKSIZE :] or self.tail
        return piece

    def finish(self) -> None:
        """Read to the end, where the checksums are; a tar ends in zeros, unless it was cut short."""
        if self.tail.strip(b"\0"):
            raise EOFError("the end is missing")
        self.step = self.left
        while self.read(PIECE):
            pass


@contextmanager
def _tar(path: Path, packing: str, size: int) -> Iterator[tuple[tarfile.TarFile, _Counted]]:
    bound = min(ALL, max(SMALL, TAR_RATIO * size)) if packing else size
    with PACKED[packing](path, "rb") if packing else path.open("rb") as raw:
        stream = _Counted(path, raw, bound)
        with _damage_told(path), tarfile.open(fileobj=stream, mode="r|") as archive:  # type: ignore[call-overload]
            yield archive, stream


@contextmanager
def _damage_told(path: Path) -> Iterator[None]:
    try:
        yield
    except DataFileError:
        raise
    except BROKEN as error:
        raise DataFileError(path, DAMAGED.format(_told(error))) from error


def _files(archive: tarfile.TarFile, stream: _Counted) -> Iterator[tarfile.TarInfo]:
    for info in archive:
        stream.allow(info.size)
        if not info.isdir():
            yield info


def _checked_tar(path: Path, packing: str, size: int) -> list[str]:
    """Names of all files of a tar, once all of it has been read."""
    names: dict[str, None] = {}
    with _tar(path, packing, size) as (archive, stream):
        for info in _files(archive, stream):
            _refuse_member(path, info)
            if info.name in names:
                raise DataFileError(path, TWICE)
            names[info.name] = None
            if len(names) > MEMBERS:
                raise DataFileError(path, f"holds over {MEMBERS:,} files: it is none of those read here")
            for _ in _tarred(path, archive, info).pieces():
                pass
        stream.finish()
    return list(names)


def _refuse_member(path: Path, info: tarfile.TarInfo) -> None:
    name = info.name.replace("\\", "/")
    label = f"{path}, {info.name[:80]!r}"
    if _leads_out(name):
        raise DataFileError(label, OUTSIDE)
    if info.issym() or info.islnk():
        raise DataFileError(label, LINK)
    if not info.isreg() or info.issparse():
        raise DataFileError(label, "is a device or another thing that is no file: do not use this archive")
    if name.lower().endswith(NESTED):
        raise DataFileError(label, PACKED_TWICE)


def _tarred(path: Path, archive: tarfile.TarFile, info: tarfile.TarInfo) -> Part:
    def opened() -> IO[bytes]:
        stream = archive.extractfile(info)
        if stream is None:
            raise ValueError("no file")
        return stream

    name = info.name.replace("\\", "/").rpartition("/")[2]
    return Part(path, name, f"{path}, {info.name[:80]!r}", opened, min(LARGEST, info.size))


def _bomb(label: object) -> DataFileError:
    return DataFileError(
        label, "unpacks to far more than it should: it is a decompression bomb or damaged; do not use it"
    )


def _no_zip(path: Path) -> str:
    with path.open("rb") as stream:
        start = stream.read(512)
    reason = _no_text(start)
    if reason and "web page" in reason:
        return reason
    return "is no zip archive or was cut short; download it again"


def _no_text(start: bytes) -> str | None:
    head = start[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype", b"<html", b"<head")):
        return "is a web page, not data; download the file itself, not the page about it"
    if head.startswith((b"pk\x03\x04", b"\x1f\x8b", b"\xfd7zxz", b"bzh", b"7z\xbc\xaf", b"%pdf")):
        return "is packed or binary data under the wrong name; give it the suffix it should have"
    return None


def _told(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
