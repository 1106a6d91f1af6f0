"""What an extractor is given and what it gives back: a document in, a reading of it out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol, TypeAlias

from frontline.errors import ReportError
from frontline.extract.rows import stable_hash
from gazetteer.tables import UNWRITABLE, day

__all__ = ["Document", "Extractor", "Reading", "Row"]

Row: TypeAlias = Mapping[str, Any]
"""One claim at one place, by columns of :data:`frontline.tables.CLAIMS`; what is left out is missing."""


@dataclass(frozen=True, slots=True)
class Document:
    """A report to read claims from.

    Parameters
    ----------
    text
        Its words; offsets of claims count its characters from 0.
    published
        Day of publication, on which "Tuesday" and "overnight" rest: what `pandas.Timestamp` takes, in the
        calendar of Kyiv; kept as a `datetime.date`.
    source, source_url, source_id, title
        Who published it, where, under which number and headline, where that is known. The title is not read.

    Raises
    ------
    ReportError
        If `text` is not a str, or has letters that no file can hold, or `published` is not a day.

    Examples
    --------
    >>> Document("Iskra was captured.", "2025-08-14").published
    datetime.date(2025, 8, 14)
    """

    text: str
    published: Any
    source: str | None = None
    source_url: str | None = None
    source_id: str | None = None
    title: str | None = None

    def __post_init__(self) -> None:
        _refuse_what_is_no_text(self.text)
        if type(self.published) is date:
            return
        try:
            object.__setattr__(self, "published", day(self.published).date())
        except ValueError as error:
            raise ReportError(f"published: {error}") from error

    @property
    def doc_id(self) -> str:
        """The same for the same words of the same day, whoever reads them."""
        return stable_hash(self.text, self.published.isoformat())

    @property
    def columns(self) -> dict[str, Any]:
        """What every row of its claims carries, whoever finds them."""
        return {
            "doc_id": self.doc_id,
            "source": self.source,
            "source_url": self.source_url,
            "source_id": self.source_id,
            "published": self.published,
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """What an extractor found in a document.

    Parameters
    ----------
    claims
        One row for each claim and place, in the order of the text; rows of one claim share `claim_id`.
    sentences
        How many sentences were read.
    skipped
        What looked like a claim and was left out, each with its reason.
    rejected
        What was offered as a claim and not accepted, such as a quotation that the text does not have.
    """

    claims: Sequence[Row] = ()
    sentences: int = 0
    skipped: Sequence[str] = field(default=())
    rejected: Sequence[str] = field(default=())


class Extractor(Protocol):
    """Whatever finds claims in a document: our rules, a model of yours, or several of them.

    A row needs `claim_id`, `event_type`, `status`, and its `evidence` with `span_start` and `span_end`, such
    that ``document.text[span_start:span_end] == evidence``; who takes the reading rejects other rows.
    """

    @property
    def name(self) -> str:
        """Name and version, kept in the column `extractor`."""

    def extract(self, document: Document) -> Reading:
        """Claims of a document."""


def _refuse_what_is_no_text(text: object) -> None:
    if not isinstance(text, str):
        raise ReportError(
            f"the text of a report is a str, not {type(text).__name__}: pass the article's words"
        )
    broken = UNWRITABLE.search(text)
    if broken:
        code = f"U+{ord(broken.group()):04X} at position {broken.start()}"
        raise ReportError(f"the text has {code}, which no file can hold: decode it anew, or replace that")
