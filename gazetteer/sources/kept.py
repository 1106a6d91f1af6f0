"""Answers kept on disk: what a service said to which question, and on which day."""

from __future__ import annotations

import os
import sqlite3
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from gazetteer.errors import DataFileError

__all__ = ["Kept", "Said", "today_utc"]

OURS = 0x677A6B70  # SQLite's application_id of these files: "gzkp"
BUSY_S = 10.0  # so long another process may write
TABLE = """
CREATE TABLE IF NOT EXISTS answers (
    service TEXT NOT NULL, question TEXT NOT NULL, fetched TEXT NOT NULL, known INTEGER NOT NULL,
    answer TEXT NOT NULL, PRIMARY KEY (service, question)
)
"""
BESIDE = ("", "-journal", "-wal", "-shm")  # a damaged file takes what belongs to it along


class Said(NamedTuple):
    """An answer as text, and the day on which it was fetched."""

    answer: str
    fetched: str


def today_utc() -> date:
    """The day it is, by UTC."""
    return datetime.now(tz=UTC).date()


class Kept:
    """Answers of services in one SQLite file; threads and processes may share it.

    Parameters
    ----------
    path
        The file; it and its folder are made when missing. One that SQLite cannot read is set aside under
        another name, with a warning that names both, and a new one begun.
    days, unknown_days
        For how many days an answer holds, and one that says that nothing is known.
    today
        Gives the day it is.

    Raises
    ------
    DataFileError
        If the file cannot be made, or is a database of another program.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     kept = Kept(Path(folder) / "answers.sqlite", today=lambda: date(2026, 3, 1))
    ...     kept.keep("example.org", "Where is Iskra?", answer="[]", known=False)
    ...     kept.recall("example.org", "Where is Iskra?")
    Said(answer='[]', fetched='2026-03-01')
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        days: int = 180,
        unknown_days: int = 7,
        today: Callable[[], date] = today_utc,
    ) -> None:
        self.path, self.days, self.unknown_days, self.today = Path(path), days, unknown_days, today
        self._lock = Lock()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._run("SELECT 1 FROM answers LIMIT 1")
        except (OSError, sqlite3.Error) as error:
            if isinstance(error, DataFileError):
                raise
            reason = f"answers cannot be kept there ({error}); pass cache= a file that you may write"
            raise DataFileError(self.path, reason) from error

    def __reduce__(self) -> tuple[Any, ...]:
        return _opened_again, (self.path, self.days, self.unknown_days, self.today)

    def recall(self, service: str, question: str) -> Said | None:
        """What the service said to the question, if that is kept and still holds."""
        select = "SELECT answer, fetched, known FROM answers WHERE service = ? AND question = ?"
        rows = self._tried(select, service, question)
        if not rows or not all(isinstance(value, str) for value in rows[0][:2]):
            return None
        answer, fetched, known = rows[0]
        try:
            age = (self.today() - date.fromisoformat(fetched)).days
        except ValueError:
            return None
        return Said(answer, fetched) if 0 <= age <= (self.days if known else self.unknown_days) else None

    def keep(self, service: str, question: str, *, answer: str, known: bool) -> None:
        """Keep an answer as of today, in place of an older one."""
        insert = "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?)"
        self._tried(insert, service, question, self.today().isoformat(), int(known), answer)

    def _tried(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of a statement; where the file is locked, full or gone, none and a warning."""
        try:
            return self._run(sql, *values)
        except (OSError, sqlite3.Error) as error:
            message = f"{self.path}: answers are not kept now ({error}); check the file and the disk's space"
            warnings.warn(message, stacklevel=2)
            return []

    def _run(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            try:
                return self._run_once(sql, values)
            except sqlite3.DatabaseError as error:
                if type(error) is not sqlite3.DatabaseError:  # its kinds are faults of use or of the disk
                    raise
                self._set_aside(error)
                return self._run_once(sql, values)

    def _run_once(self, sql: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        with self._connection() as connection, connection:
            return connection.execute(sql, values).fetchall()

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, timeout=BUSY_S)) as connection:
            # A file that is being made has its mark before its table, so it is asked for them the other way.
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            (mark,) = connection.execute("PRAGMA application_id").fetchone()
            if mark != OURS and tables:
                reason = "is a database of another program; pass cache= the name of another file"
                raise DataFileError(self.path, reason)
            if not tables:
                connection.execute(f"PRAGMA application_id = {OURS}")
                connection.execute(TABLE)
            yield connection

    def _set_aside(self, error: sqlite3.Error) -> None:
        number = 1
        while (aside := self.path.with_name(f"{self.path.name}.damaged-{number}")).exists():
            number += 1
        for suffix in BESIDE:
            part = self.path.with_name(self.path.name + suffix)
            if part.exists():
                part.replace(aside.with_name(aside.name + suffix))
        warnings.warn(
            f"{self.path} is damaged ({error}): set aside as {aside.name}, and a new file of answers begun."
            " Delete the old one when you do not need it.",
            stacklevel=5,
        )


def _opened_again(path: Path, days: int, unknown_days: int, today: Callable[[], date]) -> Kept:
    return Kept(path, days=days, unknown_days=unknown_days, today=today)
