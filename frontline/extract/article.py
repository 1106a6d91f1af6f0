"""Articles in files: what stands in a text, a page or a line of JSON, one at a time, each bad one by name."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from frontline.errors import ReportError
from frontline.extract.documents import Document
from frontline.extract.files import LARGEST, LINES, PAGES, Paths, Piece, Tally, checked, pieces
from frontline.extract.pages import read_page
from gazetteer.tables import UNWRITABLE

__all__ = ["articles", "day_in", "day_of", "document_of"]

# 2025-08-14 or 20250814, in one way of writing, and not within a longer number
DAY = re.compile(r"(?<!\d)(20\d\d)(-?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",  # begins as the next one does, and is asked for before it
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
WORDS = ("source", "source_url", "source_id", "title")
NO_DAY = "the day of publication is not known: pass --published"


def articles(
    paths: Paths, *, published: object = None, source: str | None = None, tally: Tally | None = None
) -> Iterator[Document]:
    """Articles of files and folders, one after the other, without holding more than one.

    A folder is walked with all its folders, in the order of their names; what is hidden is skipped, as are
    files of other kinds:

    - ``.txt`` and ``.md`` are one article each, read as they are;
    - ``.html`` and ``.htm`` as `read_page` reads them;
    - ``.jsonl`` has an object on each line, with `text` and `published`, and if it likes `source`,
      `source_url`, `source_id` and `title`.

    Texts are in UTF-8, or in UTF-16 or UTF-32 with a byte order mark. A file that is named itself is read as
    text if it has another suffix. An article of the same text and day as an earlier one is left out.

    Parameters
    ----------
    paths
        A file or folder, or several.
    published
        Day of publication of all of them; by default what each says itself: the page, the line, or for a text
        the name of its file (``2025-08-14`` or ``20250814`` somewhere in it).
    source
        Who published them; by default what the page or the line says.
    tally
        Where what is read is counted, and what cannot be read is noted; without it that raises.

    Yields
    ------
    Document
        One for each article.

    Raises
    ------
    ReportError
        If a path is not there or `published` is no day, and without `tally` if an article cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name in ("2025-08-14.txt", "again-20250814.txt"):
    ...         written = Path(folder, name).write_text("Russian forces captured Iskra.")
    ...     [(article.published.isoformat(), article.text) for article in articles(folder)]
    [('2025-08-14', 'Russian forces captured Iskra.')]
    """
    published = day_of(published)
    noted = Tally() if tally is None else tally
    seen: set[bytes] = set()
    for piece in pieces(checked(paths), noted):
        try:
            document = document_of(piece, published=published, source=source)
        except ReportError as error:
            noted.refuse(piece.label, error)
        else:
            mark = bytes.fromhex(document.doc_id)
            if mark in seen:
                noted.duplicates += 1
            else:
                seen.add(mark)
                noted.documents += 1
                yield document
        if tally is None and noted.unreadable:
            raise ReportError(noted.unreadable[0])


def day_of(published: object) -> date | None:
    """The day that was given for all articles, or None.

    Raises
    ------
    ReportError
        If it is no day.
    """
    if published is None:
        return None
    day: date = Document("", published).published
    return day


def document_of(piece: Piece, *, published: object = None, source: str | None = None) -> Document:
    """The article that a piece is.

    Raises
    ------
    ReportError
        If it is none; the message does not name the file.
    """
    if piece.refused:
        raise ReportError(piece.refused)
    if len(piece.data) > LARGEST:
        raise ReportError(f"has over {LARGEST >> 20} MB: it is no article")
    if piece.suffix in PAGES:
        return read_page(piece.data, published=published, source=source).document
    text = _decoded(piece.data)
    if piece.suffix in LINES:
        return _from_line(text, published, source)
    if not text.strip():
        raise ReportError("is empty")
    return Document(text, day_in(Path(piece.label).name) if published is None else published, source)


def _decoded(data: bytes) -> str:
    encoding = next((name for mark, name in MARKS.items() if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReportError(f"is not text in UTF-8 (byte {error.start}); save it as UTF-8 first") from error


def day_in(name: str) -> date:
    """The day that the name of a file states.

    Raises
    ------
    ReportError
        If it states none, or several.

    Examples
    --------
    >>> day_in("isw-20250814.txt")
    datetime.date(2025, 8, 14)
    """
    days = set()
    for year, _, month, day in DAY.findall(name):
        try:
            days.add(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    if len(days) != 1:
        several = ", ".join(map(str, sorted(days)))
        told = (
            f"; its name gives several ({several})" if several else ", or name the file like 2025-08-14.txt"
        )
        raise ReportError(NO_DAY + told)
    return days.pop()


def _from_line(line: str, published: object, source: str | None) -> Document:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ReportError(f"is no JSON ({error})") from error
    if not isinstance(record, dict):
        raise ReportError("is no JSON object; each line has one, with text and published")
    text = record.get("text")
    if not isinstance(text, str) or not text.strip():
        raise ReportError("has no text")
    if published is None and record.get("published") is None:
        raise ReportError(f'{NO_DAY}, or write it into the line ("published": "2025-08-14")')
    words = {name: _word(name, record.get(name)) for name in WORDS}
    if source is not None:
        words["source"] = source
    return Document(text, record["published"] if published is None else published, **words)


def _word(name: str, value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (str, int)) or UNWRITABLE.search(str(value)):
        raise ReportError(f"{name} is no text")
    return str(value)
