"""Downloads of GeoNames' public dumps of countries: resumed, checked, noted with their source."""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPException, HTTPMessage
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any, Protocol

from gazetteer.archives import parts
from gazetteer.errors import DataFileError
from gazetteer.files import whole_file
from gazetteer.folders import data_folder

__all__ = ["ATTRIBUTION", "GEONAMES", "download", "note_of"]

GEONAMES = "https://download.geonames.org/export/dump/"
ATTRIBUTION = "GeoNames (geonames.org), CC BY 4.0: https://creativecommons.org/licenses/by/4.0/"
# ISO 3166-1 alpha-2, and XK for Kosovo, as GeoNames has them: first letter, and all second letters.
CODES = {
    "A": "DEFGILMOQRSTUWXZ", "B": "ABDEFGHIJLMNOQRSTVWYZ", "C": "ACDFGHIKLMNORUVWXYZ", "D": "EJKMOZ",
    "E": "CEGHRST", "F": "IJKMOR", "G": "ABDEFGHILMNPQRSTUWY", "H": "KMNRTU", "I": "DELMNOQRST",
    "J": "EMOP", "K": "EGHIMNPRWYZ", "L": "ABCIKRSTUVY", "M": "ACDEFGHKLMNOPQRSTUVWXYZ",
    "N": "ACEFGILOPRUZ", "O": "M", "P": "AEFGHKLMNRSTWY", "Q": "A", "R": "EOSUW",
    "S": "ABCDEGHIJKLMNORSTVXYZ", "T": "CDFGHJKLMNORTVWZ", "U": "AGMSYZ", "V": "ACEGINU", "W": "FS",
    "X": "K", "Y": "ET", "Z": "AMW",
}  # fmt: skip
COUNTRIES = frozenset(first + second for first, seconds in CODES.items() for second in seconds)
PIECE = 1 << 16
LARGEST = 2 << 30  # bytes: the whole world has 400 MB
ATTEMPTS = 4
WAIT_S = 1.0  # before the second attempt; each later one waits twice as long
TIMEOUT_S = 30
ELSEWHERE = "an address that is not trusted, neither https nor http as before"
RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")
TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504})


class _Bar(Protocol):
    def __call__(self, done: int, total: int | None) -> None: ...


def download(
    *countries: str, folder: str | os.PathLike[str] | None = None, url: str = GEONAMES
) -> list[Path]:
    """Download GeoNames' dumps of countries, and return their paths in the same order.

    A download that was cut off goes on where it stopped. Each file is whole when it appears, and beside it
    stands ``UA.zip.json`` with its url, the day of the download, its size and its SHA-256. A file that is
    there already is fetched again only if the server has another one. In a terminal a bar shows the progress.
    Wherever the data are shown, name GeoNames (CC BY 4.0).

    Parameters
    ----------
    countries
        Two-letter codes: "UA", "RU".
    folder
        Where to put them; None for ``downloads`` in the user's data folder.
    url
        The folder on the server.

    Raises
    ------
    DataFileError
        If a code is unknown, which is found before anything is asked for, if the server has no such file or
        fails again and again, or if what came is not whole.
    """
    codes = [_code(country) for country in countries]
    if not codes:
        raise DataFileError("download", "names no country; give two-letter codes such as UA or RU")
    if urllib.parse.urlsplit(url).scheme not in ("http", "https"):
        raise DataFileError(url, "is no http or https address")
    target = Path(folder) if folder is not None else data_folder() / "downloads"
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataFileError(target, f"cannot be made a folder ({error.strerror}); choose another") from error
    return [
        _Download(target / f"{code}.zip", urllib.parse.urljoin(url, f"{code}.zip")).fetched()
        for code in codes
    ]


def note_of(path: Path) -> Path:
    """The note beside a downloaded file: JSON with its url, day, size and SHA-256."""
    return path.with_name(path.name + ".json")


def _code(country: str) -> str:
    code = str(country).strip().upper()
    if code not in COUNTRIES:
        raise DataFileError(
            repr(country)[:40], "is no country code; give two letters (ISO 3166-1), such as UA"
        )
    return code


@dataclass
class _Download:
    """One file on its way: ``UA.zip.part`` until it is whole, with what the server said of it beside it."""

    path: Path
    url: str

    @property
    def part(self) -> Path:
        return self.path.with_name(self.path.name + ".part")

    @property
    def note(self) -> Path:
        return note_of(self.path)

    @property
    def part_note(self) -> Path:
        return note_of(self.part)

    def fetched(self) -> Path:
        """The path of the whole file."""
        with _bar(self.path.name) as bar:
            for attempt in range(ATTEMPTS):
                try:
                    if self._ask(bar):
                        self._keep()
                    return self.path
                except _AgainError as error:
                    reason = str(error)
                    time.sleep(WAIT_S * 2**attempt if attempt + 1 < ATTEMPTS else 0)
        raise DataFileError(self.url, f"could not be downloaded ({reason}); try again later, it will go on")

    def _ask(self, bar: _Bar) -> bool:
        """Fetch what is missing; False if the file that is there is the server's."""
        try:
            with _opener().open(self._request(), timeout=TIMEOUT_S) as answer:
                self._take(answer, bar)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == 304:
                return False
            self._refused(error.code)
        except DataFileError:
            raise
        except (urllib.error.URLError, HTTPException, TimeoutError, ConnectionError) as error:
            raise _AgainError(str(getattr(error, "reason", error)) or type(error).__name__) from error
        except OSError as error:
            raise DataFileError(self.part, f"cannot be written ({error.strerror or error})") from error
        return True

    def _request(self) -> urllib.request.Request:
        headers = {"User-Agent": f"frontline/{version('frontline')}", "Accept-Encoding": "identity"}
        have = self.part.stat().st_size if self.part.exists() else 0
        told = _read_note(self.part_note)
        if have and told.get("url") == self.url and (mark := told.get("etag") or told.get("last_modified")):
            headers |= {"Range": f"bytes={have}-", "If-Range": mark}
        elif (kept := self._kept()) and kept.get("etag"):
            headers["If-None-Match"] = kept["etag"]
        return urllib.request.Request(self.url, headers=headers)  # noqa: S310  # the scheme is checked

    def _kept(self) -> dict[str, Any]:
        """The note of a file that is there and is still what it was."""
        note = _read_note(self.note)
        if not self.path.is_file() or note.get("url") != self.url or note.get("sha256") != _sha256(self.path):
            return {}
        return note

    def _refused(self, status: int) -> None:
        if status == 416:
            self._forget()
            raise _AgainError("the file there has changed")
        if status in TRANSIENT:
            raise _AgainError(f"the server answers {status}")
        if 300 <= status < 400:
            raise DataFileError(self.url, f"leads to {ELSEWHERE}")
        reason = "there is no such file" if status == 404 else f"the server answers {status}"
        raise DataFileError(self.url, f"{reason}; check the country code and the address")

    def _take(self, answer: Any, bar: _Bar) -> None:  # noqa: ANN401
        headers: HTTPMessage = answer.headers
        done, total = self._span(answer.status, headers)
        if (total or 0) > LARGEST:
            raise DataFileError(self.url, f"is said to have {total:,} bytes: it is none of GeoNames' dumps")
        marks = {"url": self.url, "etag": headers.get("ETag"), "last_modified": headers.get("Last-Modified")}
        _write_note(self.part_note, marks)
        with self.part.open("ab" if done else "wb") as file:
            for piece in iter(lambda: answer.read(PIECE), b""):
                file.write(piece)
                done += len(piece)
                bar(done, total)
                if done > (total or LARGEST):
                    raise DataFileError(self.url, "sends more than it said; do not use this address")
        if total is not None and done < total:
            raise _AgainError(f"cut off after {done:,} of {total:,} bytes")

    def _span(self, status: int, headers: HTTPMessage) -> tuple[int, int | None]:
        """How much of the file is there already, and how large the whole is said to be."""
        length = headers.get("Content-Length", "")
        rest = int(length) if length.isdigit() else None
        if status != 206:
            return 0, rest
        found = RANGE.fullmatch(headers.get("Content-Range", ""))
        have = self.part.stat().st_size
        if found is None or int(found[1]) != have:
            self._forget()
            raise _AgainError("the server sends another part of the file than was asked for")
        if found[2].isdigit():
            return have, int(found[2])
        return have, None if rest is None else have + rest

    def _keep(self) -> None:
        """Put the whole file in its place, if it is a sound dump."""
        try:
            _check(self.part)
        except DataFileError as error:
            self._forget()
            raise DataFileError(self.url, f"sent a file that {error.reason}") from error
        marks = _read_note(self.part_note)
        day = datetime.now(UTC).date().isoformat()
        size, digest = self.part.stat().st_size, _sha256(self.part)
        os.replace(self.part, self.path)
        _write_note(
            self.note, marks | {"downloaded": day, "bytes": size, "sha256": digest, "licence": ATTRIBUTION}
        )
        self.part_note.unlink(missing_ok=True)

    def _forget(self) -> None:
        self.part.unlink(missing_ok=True)
        self.part_note.unlink(missing_ok=True)


class _AgainError(Exception):
    """Something that may go better the next time."""


class _OnlyHttp(urllib.request.HTTPRedirectHandler):
    """Follows redirects to http and https only, and from https to https only."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        scheme = urllib.parse.urlsplit(newurl).scheme
        if scheme != "https" and (scheme != "http" or req.type == "https"):
            fp.close()
            raise DataFileError(req.full_url, f"leads to {ELSEWHERE}: {newurl[:80]!r}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(_OnlyHttp)


def _check(path: Path) -> None:
    """Refuse what is no zip with a table; reading it compares its checksums."""
    if not zipfile.is_zipfile(path):
        raise DataFileError(path, "is no zip archive")
    for part in parts(path, suffixes=(".txt",)):
        for _ in part.pieces():
            pass


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _read_note(path: Path) -> dict[str, Any]:
    try:
        note = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def _write_note(path: Path, note: dict[str, Any]) -> None:
    with whole_file(path) as part:
        part.write_text(json.dumps(note, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


@contextmanager
def _bar(name: str) -> Iterator[_Bar]:
    """A bar on standard error, if that is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task(name, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
