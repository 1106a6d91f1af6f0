"""Claims out of texts: who says that what happened where, when, and how sure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from frontline.errors import ReportError
from frontline.extract.documents import Document, Extractor, Reading, Row
from frontline.extract.rules import RulesExtractor
from frontline.tables import CLAIMS, Claims

if TYPE_CHECKING:
    import pandas as pd

    from gazetteer import Gazetteer

__all__ = ["extract_all", "extract_claims"]


def extract_claims(
    text: str,
    *,
    published: object,
    source: str | None = None,
    gazetteer: Gazetteer | None = None,
    extractor: Extractor | None = None,
) -> Claims:
    """Claims that a text makes about the war: captures, advances, strikes, tallies.

    Each claim quotes its evidence: ``text[span_start:span_end] == evidence``. English, Russian and Ukrainian
    are read, sentence by sentence; what the rules refuse is listed in ``.attrs["report"]["skipped"]``, with
    the reason.

    Parameters
    ----------
    text
        The report, as plain text.
    published
        Day of its publication, on which "Tuesday" and "overnight" rest; what `pandas.Timestamp` takes, in the
        calendar of Kyiv.
    source
        Who published it, kept in the column `source`.
    gazetteer
        Where places are looked up; by default ``gazetteer.load()``.
    extractor
        What finds the claims; by default a `RulesExtractor`.

    Returns
    -------
    Claims
        One row for each claim and place, in the order of the text, EPSG:4326; rows of one claim share
        `claim_id`. Without claims an empty table with all columns.

    Raises
    ------
    ReportError
        If `text` is not a str, or has letters that no file can hold, or `published` is not a day.

    Examples
    --------
    >>> claims = extract_claims("Russia said its troops had captured two villages.", published="2025-08-14")
    >>> claims[["event_type", "actor", "claimant", "status", "settlements"]]
      event_type actor claimant   status  settlements
    0    capture    RU   Russia  claimed            2
    """
    return extract_all([Document(text, published, source)], gazetteer=gazetteer, extractor=extractor)


def extract_all(
    documents: Iterable[Document | Mapping[str, object]] | pd.DataFrame,
    *,
    text: str = "text",
    published: str = "published",
    gazetteer: Gazetteer | None = None,
    extractor: Extractor | None = None,
) -> Claims:
    """Claims of many reports in one table.

    Parameters
    ----------
    documents
        A DataFrame with a row for each report, or anything that gives a `Document` or a mapping for each.
    text, published
        Columns, or keys, of the words and of the day of publication. `source`, `source_url`, `source_id` and
        `title` are taken as well where they are there.
    gazetteer, extractor
        As for `extract_claims`.

    Returns
    -------
    Claims
        As from `extract_claims`, in the order of the documents; rows of one document share `doc_id`.

    Raises
    ------
    ReportError
        If a document cannot be read; it names which.

    Examples
    --------
    >>> import pandas as pd
    >>> reports = pd.DataFrame({"text": ["Russian forces captured Iskra."], "published": ["2025-08-14"]})
    >>> extract_all(reports)["place_text"].tolist()
    ['Iskra']
    """
    if gazetteer is None:
        from gazetteer import load

        gazetteer = load()
    extractor = RulesExtractor(gazetteer) if extractor is None else extractor
    from frontline.claims import located

    counts: Counter[str] = Counter()
    rows: list[Row] = []
    notes: dict[str, list[str]] = {"skipped": [], "rejected": []}
    for document in each_document(documents, text=text, published=published):
        reading = supported(extractor.extract(document), document)
        rows += reading.claims
        counts.update(documents=1, sentences=reading.sentences)
        notes["skipped"] += reading.skipped
        notes["rejected"] += reading.rejected
    claims = located(CLAIMS.table(rows), gazetteer)
    claims.attrs["report"] = dict(counts) | _counted(claims) | notes
    return claims


def each_document(
    documents: Iterable[Document | Mapping[str, object]] | pd.DataFrame, *, text: str, published: str
) -> Iterator[Document]:
    """Documents of a table or an iterable; one that cannot be read is refused by its number."""
    if isinstance(documents, (str, bytes)):
        raise ReportError("one text is no collection of documents: pass it to extract_claims")
    given_ones: Iterable[object] = (
        documents.to_dict("records") if hasattr(documents, "to_dict") else documents
    )
    for number, given in enumerate(given_ones):
        try:
            yield given if isinstance(given, Document) else _document(given, text, published)
        except ReportError as error:
            raise ReportError(f"document {number}: {error}") from error


def _document(given: object, text: str, published: str) -> Document:
    if not isinstance(given, Mapping):
        raise ReportError(f"a document is a Document or a mapping, not {type(given).__name__}")
    for key in (text, published):
        if key not in given:
            raise ReportError(f"it has no {key!r}; pass text= and published= to name its columns")
    kept = {key: _word(given.get(key)) for key in ("source", "source_url", "source_id", "title")}
    return Document(given[text], given[published], **kept)


def _word(value: object) -> str | None:
    return None if value is None or value != value else str(value)


def supported(reading: Reading, document: Document) -> Reading:
    """A reading without claims whose evidence the document does not have; those are rejected and counted."""
    kept, rejected = [], list(reading.rejected)
    for row in reading.claims:
        start, end, evidence = (row.get(key) for key in ("span_start", "span_end", "evidence"))
        if evidence and start is not None and document.text[start:end] == evidence:
            kept.append(row)
        else:
            rejected.append(f"{row.get('event_type')}: the text does not have {str(evidence)[:60]!r} there")
    return Reading(kept, reading.sentences, reading.skipped, rejected)


def _counted(claims: Claims) -> dict[str, Any]:
    """Counts as JSON values."""
    found: Iterable[tuple[str, int]] = claims["resolution"].dropna().value_counts().items()
    return {
        "claims": int(claims["claim_id"].nunique()),
        "rows": len(claims),
        "places": {str(name): int(count) for name, count in found},
    }
