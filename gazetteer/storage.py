"""How arrays are kept in one file that opens without being read: an .npz whose parts lie open.

The file is what ``numpy.savez`` writes, uncompressed, so that any tool opens it; here its parts are mapped
into memory. Every part has the checksum that zip files have.
"""

from __future__ import annotations

import io
import mmap
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from gazetteer.errors import DataFileError
from gazetteer.files import whole_file

__all__ = ["opened_arrays", "save_arrays"]

ALIGNED = 64  # bytes; numbers that begin at a multiple are read fastest
LOCAL_HEADER = 30  # bytes before the name of a part, by the zip format
HEADER = 1024  # bytes; the header of an array of numbers is shorter
DAY = (1980, 1, 1, 0, 0, 0)  # the same file for the same arrays


def save_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays to a file, whole or not at all.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_arrays(Path(folder) / "a.npz", {"a": np.arange(3)})
    ...     opened_arrays(Path(folder) / "a.npz")["a"].tolist()
    [0, 1, 2]
    """
    with whole_file(path) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            info = zipfile.ZipInfo(f"{name}.npy", DAY)
            begins = archive.fp.tell() + LOCAL_HEADER + len(info.filename)  # type: ignore[union-attr]
            info.extra = _padding(-begins % ALIGNED)
            with archive.open(info, "w") as file:
                np.lib.format.write_array(file, np.ascontiguousarray(array), allow_pickle=False)


def _padding(count: int) -> bytes:
    count += ALIGNED * (count < 4)  # an extra field has a head of four bytes: its kind and its length
    return b"\x00\x00" + (count - 4).to_bytes(2, "little") + bytes(count - 4)


def opened_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """The arrays of a file, mapped into memory and read-only; their checksums are compared.

    Raises
    ------
    DataFileError
        If the file is missing, truncated, damaged or another one.
    """
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            return {
                info.filename.removesuffix(".npy"): _array(path, data, info) for info in archive.infolist()
            }
    except FileNotFoundError as error:
        raise DataFileError(path, "there is no such file") from error
    except (OSError, ValueError, IndexError, EOFError, NotImplementedError, zipfile.BadZipFile) as error:
        _refuse(path, str(error), error)


def _array(path: Path, data: mmap.mmap, info: zipfile.ZipInfo) -> NDArray[Any]:
    head = info.header_offset
    name, extra = (int.from_bytes(data[at : at + 2], "little") for at in (head + 26, head + 28))
    start = head + LOCAL_HEADER + name + extra
    part = memoryview(data)[start : start + info.file_size]
    if info.compress_type != zipfile.ZIP_STORED or zlib.crc32(part) != info.CRC:
        _refuse(path, f"its part {info.filename} is damaged")
    file = io.BytesIO(part[:HEADER])
    np.lib.format.read_magic(file)
    shape, _, dtype = np.lib.format.read_array_header_1_0(file)
    return np.frombuffer(part, dtype=dtype, offset=file.tell()).reshape(shape)


def _refuse(path: Path, reason: str, cause: Exception | None = None) -> NoReturn:
    told = f"this is no whole index ({reason}); build it anew with 'gazetteer build'"
    raise DataFileError(path, told) from cause
