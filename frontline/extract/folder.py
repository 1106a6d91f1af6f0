"""Folders of articles: any number of them read into one table of claims, in memory that does not grow."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from frontline.errors import ClaimsFileError, ReportError
from frontline.extract.article import articles, day_of, document_of
from frontline.extract.documents import Document, Reading
from frontline.extract.extractor import extract_all
from frontline.extract.files import Paths, Piece, Tally, checked, pieces, size_of
from frontline.extract.processes import count_of, in_order
from frontline.extract.rules import SHOWN, RulesExtractor
from frontline.extract.written import claims_file

if TYPE_CHECKING:
    from frontline.tables import Claims

__all__ = ["articles", "extract_folder"]

BATCH = 250  # articles that are read together: the names of all of them are looked up at once
BATCH_BYTES = 16 << 20  # or fewer, if they are large
NAMED = 5  # files that a refusal names
SKIPPED = re.compile(rf"(?s).{{0,{SHOWN}}}…: (.*)")  # the sentence, and why it makes no claim
DIED = (
    "was not written: a process that read articles has ended (killed, or out of memory); take fewer jobs. "
    "A script that takes several starts them below: if __name__ == '__main__':"
)

Report: TypeAlias = dict[str, Any]
"""What became of a folder, in values of JSON."""


def extract_folder(
    paths: Paths,
    output: str | os.PathLike[str],
    *,
    published: object = None,
    source: str | None = None,
    jobs: int = 1,
    progress: bool = True,
) -> Report:
    """Claims of all articles of folders and files, written to one file.

    What is read as an article, and which day it has, is told at `articles`. The articles are read some
    hundreds at a time and their rows written as they come, in order; the file appears once it is whole. What
    is held meanwhile does not grow with their number, but for the names of the files and a mark of 100 bytes
    for each article, by which it is known again; GeoJSON and GeoPackage are gathered before they are written.

    Parameters
    ----------
    paths
        A file or folder, or several.
    output
        A .parquet, .csv, .geojson or .gpkg file, which `read_claims` reads.
    published, source
        Day of publication and publisher of all of them; by default what each says itself.
    jobs
        How many processes read; 0 for one on each core. The file is the same, byte for byte. In a script of
        yours, call it below ``if __name__ == "__main__":`` then.
    progress
        Whether a bar is shown on standard error, if that is a terminal.

    Returns
    -------
    dict
        `files` (opened), `ignored` (of other kinds), `documents` (articles read), `duplicates` (articles of
        the same text and day, read once), `claims`, `rows`, `unreadable` (each as "path: reason") and
        `skipped_reasons` (how often which rule saw no claim, and why).

    Raises
    ------
    ReportError
        If a path is not there, `published` is no day, `jobs` no such number, or nothing could be read.
    ClaimsFileError
        If the file cannot be written, or a process died; a file that was there is as it was.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = Path(folder, "2025-08-14.txt").write_text("Russian forces captured Iskra.")
    ...     report = extract_folder(folder, Path(folder, "claims.parquet"))
    >>> report["documents"], report["claims"], report["unreadable"]
    (1, 1, [])
    """
    given, day, target = checked(paths), day_of(published), Path(output)
    jobs = count_of(jobs)
    tally, summed = Tally(), _Sum()
    work = partial(_read, published=day, source=source)
    with (
        claims_file(target) as add,
        _bar(given, shown=progress) as advance,
        closing(in_order(work, _batches(pieces(given, tally)), jobs=jobs)) as results,
    ):
        try:
            for read in results:
                add(summed.fresh(read, tally))
                advance(read.size, f"{tally.documents:,} articles, {summed.claims:,} claims")
        except ChildProcessError as error:
            raise ClaimsFileError(target, DIED) from error
        if not tally.documents:
            raise ReportError(_nothing(tally))
    return {
        "files": tally.files,
        "ignored": tally.ignored,
        "documents": tally.documents,
        "duplicates": tally.duplicates,
        "claims": summed.claims,
        "rows": summed.rows,
        "unreadable": tally.unreadable,
        "skipped_reasons": dict(summed.skipped.most_common()),
    }


@dataclass(frozen=True, slots=True)
class _Read:
    """A batch that was read: what became of each piece (its doc_id, or why it has none), and the claims."""

    outcomes: list[tuple[str, str, str]]  # label, doc_id, reason
    skipped: dict[str, Counter[str]]  # by doc_id
    claims: Claims
    size: int


@dataclass(slots=True)
class _Sum:
    """What all batches together have."""

    seen: set[bytes] = field(default_factory=set)
    claims: int = 0
    rows: int = 0
    skipped: Counter[str] = field(default_factory=Counter)

    def fresh(self, read: _Read, tally: Tally) -> Claims:
        """Claims of those articles of a batch that no earlier one had."""
        fresh: set[str] = set()
        for label, doc_id, reason in read.outcomes:
            if reason:
                tally.refuse(label, reason)
            elif (mark := bytes.fromhex(doc_id)) in self.seen:
                tally.duplicates += 1
            else:
                self.seen.add(mark)
                fresh.add(doc_id)
        tally.documents += len(fresh)
        for doc_id in fresh:
            self.skipped.update(read.skipped[doc_id])
        claims = read.claims[read.claims["doc_id"].isin(fresh)].reset_index(drop=True)
        self.claims += int(claims["claim_id"].nunique())
        self.rows += len(claims)
        return claims


@dataclass(slots=True)
class _Noting:
    """The rules, and a note of what they made of each piece of a batch."""

    rules: RulesExtractor = field(default_factory=RulesExtractor)
    outcomes: list[tuple[str, str, str]] = field(default_factory=list)
    skipped: dict[str, Counter[str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Name and version of the rules."""
        return self.rules.name

    def documents(
        self, batch: Sequence[Piece], published: date | None, source: str | None
    ) -> Iterator[Document]:
        """Articles of the batch, each text of a day once."""
        for piece in batch:
            try:
                document = document_of(piece, published=published, source=source)
            except ReportError as error:
                self.outcomes.append((piece.label, "", str(error)))
                continue
            self.outcomes.append((piece.label, document.doc_id, ""))
            if document.doc_id not in self.skipped:
                yield document

    def extract(self, document: Document) -> Reading:
        """Claims of an article; one that breaks a rule is noted, and does not cost the user all others."""
        try:
            reading = self.rules.extract(document)
        except Exception as error:  # a bug of ours
            label, _, _ = self.outcomes[-1]
            told = f"the rules fail on it ({type(error).__name__}: {error}); please report that"
            self.outcomes[-1] = (label, "", told)
            return Reading()
        self.skipped[document.doc_id] = Counter(
            reason for skipped in reading.skipped for reason in _reasons(skipped)
        )
        return Reading(reading.claims)


def _reasons(skipped: str) -> list[str]:
    found = SKIPPED.match(skipped)
    return found[1].split("; ") if found else [skipped]


def _read(batch: Sequence[Piece], *, published: date | None, source: str | None) -> _Read:
    """Claims of a batch; what another process does if there are several."""
    noting = _Noting()
    claims = extract_all(noting.documents(batch, published, source), extractor=noting)
    claims.attrs.clear()
    return _Read(noting.outcomes, noting.skipped, claims, sum(len(piece.data) for piece in batch))


def _batches(found: Iterable[Piece]) -> Iterator[list[Piece]]:
    batch: list[Piece] = []
    size = 0
    for piece in found:
        batch.append(piece)
        size += len(piece.data)
        if len(batch) >= BATCH or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _nothing(tally: Tally) -> str:
    if not tally.unreadable:
        return f"no article was found: none of {tally.ignored:,} files is *.txt, *.md, *.html or *.jsonl"
    count = len(tally.unreadable)
    more = f"; and {count - NAMED:,} more" if count > NAMED else ""
    return f"none of {count:,} could be read: {'; '.join(tally.unreadable[:NAMED])}{more}"


@contextmanager
def _bar(paths: Sequence[Path], *, shown: bool) -> Iterator[Callable[[int, str], None]]:
    """A bar on standard error, if that is a terminal: how much of all bytes is read."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    if not (shown and console.is_terminal):
        yield lambda size, told: None
        return
    total = size_of(paths)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("0 articles", total=total)
        yield lambda size, told: progress.update(task, advance=size, description=told)
