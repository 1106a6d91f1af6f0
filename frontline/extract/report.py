"""One report as users of the command have it: a text, a saved page, or standard input."""

from __future__ import annotations

import sys
from pathlib import Path

from frontline.errors import ReportError
from frontline.extract.article import day_in
from frontline.extract.documents import Document
from frontline.extract.files import PAGES
from frontline.extract.pages import Page, read_page

__all__ = ["read_report"]


def read_report(report: str, *, published: str | None = None, source: str | None = None) -> Page:
    """The report that a file is, and what of its day and source it tells itself.

    Parameters
    ----------
    report
        A file, HTML if its name ends so and else text in UTF-8; ``-`` for text on standard input.
    published, source
        As for `Document`; without a day it is that of the page, or in the name of the file.

    Raises
    ------
    ReportError
        If it cannot be read, or no day is known; the message names the file.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = Path(folder, "2025-08-14.txt").write_text("Iskra was captured.")
    ...     read_report(f"{folder}/2025-08-14.txt").document.published
    datetime.date(2025, 8, 14)
    """
    path = Path(report)
    try:
        data = sys.stdin.buffer.read() if report == "-" else path.read_bytes()
        if path.suffix.lower() in PAGES:
            return read_page(data, published=published, source=source)
        text = data.decode("utf-8-sig")
        return Page(Document(text, day_in(path.name) if published is None else published, source), {})
    except OSError as error:
        raise ReportError(f"{report}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ReportError(
            f"{report}: is not text in UTF-8 (byte {error.start}); save it as UTF-8 first"
        ) from error
    except ReportError as error:
        raise ReportError(f"{report}: {error}") from error
