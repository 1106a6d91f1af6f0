"""Claims out of a text: who says that what happened where, when, and how sure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from frontline.errors import ReportError
from frontline.extract.annotate import Annotated, annotate
from frontline.extract.attribution import voices
from frontline.extract.context import Context
from frontline.extract.dates import dates
from frontline.extract.frames import Frame, frames
from frontline.extract.language import language
from frontline.extract.lexicon import lexicon
from frontline.extract.places import Names, spots
from frontline.extract.quantities import quantities
from frontline.extract.rows import claim_row, evidence_span, place_rows, stable_hash
from frontline.extract.sentences import fold, sentences
from frontline.extract.speakers import BELLIGERENTS
from frontline.tables import CLAIMS, Claims
from gazetteer.tables import day

if TYPE_CHECKING:
    from gazetteer import Gazetteer

__all__ = ["EXTRACTOR", "extract_claims"]

UNWRITABLE = re.compile(r"[\x00\ud800-\udfff]")  # NUL, and halves of surrogate pairs
EXTRACTOR = "rules 1"
SINCE = 2014  # the first year of this war; what is dated earlier belongs to another
NEARBY = 3  # paragraphs back to which "the claims could not be verified" reaches
SHOWN = 60  # letters of a skipped sentence that the report shows


@dataclass(slots=True)
class _Report:
    """What was read, found and left out."""

    sentences: int = 0
    skipped: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Remembered:
    """Names that were looked up once are not looked up again in the same report."""

    names: Names
    known: dict[object, bool] = field(default_factory=dict)

    def __contains__(self, name: object, /) -> bool:
        if name not in self.known:
            self.known[name] = name in self.names
        return self.known[name]


def extract_claims(
    text: str, *, published: object, source: str | None = None, gazetteer: Gazetteer | None = None
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
    _refuse_what_is_no_text(text)
    try:
        on = day(published)
    except ValueError as error:
        raise ReportError(f"published: {error}") from error
    if gazetteer is None:
        from gazetteer import load

        gazetteer = load()
    from frontline.claims import locate

    report = _Report()
    rows = list(_rows(text, on.date(), source, _Remembered(gazetteer), report))
    claims = locate(CLAIMS.table(rows), gazetteer)
    claims.attrs["report"] = _summary(claims, report)
    return claims


def _refuse_what_is_no_text(text: object) -> None:
    if not isinstance(text, str):
        raise ReportError(
            f"the text of a report is a str, not {type(text).__name__}: pass the article's words"
        )
    broken = UNWRITABLE.search(text)
    if broken:
        code = f"U+{ord(broken.group()):04X} at position {broken.start()}"
        raise ReportError(f"the text has {code}, which no file can hold: decode it anew, or replace that")


def _rows(
    text: str, published: date, source: str | None, names: Names, report: _Report
) -> Iterator[dict[str, Any]]:
    folded = fold(text)
    whole = language(folded[:5000])
    context = Context()
    doc_id = stable_hash(text, published.isoformat())
    shared = {"doc_id": doc_id, "source": source, "published": published, "extractor": EXTRACTOR}
    found: list[tuple[int, dict[str, Any]]] = []
    for at, sentence in enumerate(sentences(folded)):
        report.sentences += 1
        lang = language(folded[sentence.start : sentence.end], whole)
        if lang is None:
            continue
        told = annotate(folded[sentence.start : sentence.end], lexicon(lang))
        made = []
        if told.of("trigger") or told.of("speech"):
            made = _read(told, published, names, context, (at, sentence.paragraph), report)
            for frame in made:
                span = evidence_span(told, frame, sentence)
                row = claim_row(told, frame, published) | shared | {"lang": lang}
                row |= {"span_start": span[0], "span_end": span[1], "evidence": text[span[0] : span[1]]}
                found += [(sentence.paragraph, row) for row in place_rows(told, frame, row)]
        if not made and told.of("hedge", "unverified") and told.of("account"):
            _doubted(found, sentence.paragraph)
    for _, row in found:
        yield row


def _doubted(found: Sequence[tuple[int, dict[str, Any]]], paragraph: int) -> None:
    """Mark what the belligerents claimed just before: "Reuters could not verify the report"."""
    for where, row in found:
        if paragraph - where <= NEARBY and row["claimant_side"] in BELLIGERENTS:
            row["verification"] = "unverified"


def _read(
    told: Annotated, published: date, names: Names, context: Context, where: tuple[int, int], report: _Report
) -> list[Frame]:
    """Frames of one sentence, with what the sentences before it add."""
    at, paragraph = where
    whens = dates(told, published)
    said = context.quoted(told, context.sided(told, voices(told), at), at, paragraph)
    found = spots(told, names)
    told.marks["side"] = [
        mark for mark in told.of("side") if not any(spot.i <= mark.i < spot.j for spot in found)
    ]
    made, refused = frames(told, found, quantities(told, whens), whens, said)
    made = [frame for frame in made if frame.when is None or frame.when.end.year >= SINCE]
    made = [frame for frame in made if context.listed(told, frame, at)]
    for frame in made:
        context.completed(frame)
        if frame.when is None:
            frame.when = context.inherited(frame, at, published)
    context.read(told, made, said, at, paragraph)
    if refused:
        report.skipped.append(f"{told.text[:SHOWN]}…: {'; '.join(dict.fromkeys(refused))}")
    return made


def _summary(claims: Claims, report: _Report) -> dict[str, Any]:
    """Counts as JSON values, and what was skipped."""
    found: Iterable[tuple[str, int]] = claims["resolution"].dropna().value_counts().items()
    return {
        "sentences": report.sentences,
        "claims": int(claims["claim_id"].nunique()),
        "rows": len(claims),
        "places": {str(name): int(count) for name, count in found},
        "skipped": report.skipped,
    }
