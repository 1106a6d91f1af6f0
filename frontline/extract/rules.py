"""Claims by rule: a document read sentence by sentence, each with what those before it told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from frontline.extract.annotate import Annotated, annotate
from frontline.extract.attribution import voices
from frontline.extract.context import Context
from frontline.extract.documents import Document, Reading
from frontline.extract.frames import Frame, frames, opened
from frontline.extract.language import language
from frontline.extract.lexicon import Mark, lexicon
from frontline.extract.needs import Scene
from frontline.extract.places import Names, spots
from frontline.extract.rows import claim_row, evidence_span, place_rows
from frontline.extract.sentences import Sentence, fold, sentences
from frontline.extract.speakers import BELLIGERENTS
from frontline.extract.spot import Spot

if TYPE_CHECKING:
    from gazetteer import Gazetteer

__all__ = ["RulesExtractor", "by_rule"]

NAME = "rules 2"
SINCE = 2014  # the first year of this war; what is dated earlier belongs to another
NEARBY = 3  # paragraphs back to which "the claims could not be verified" reaches
SHOWN = 60  # letters of a skipped sentence that the report shows


@dataclass(slots=True)
class _Remembered:
    """Names that were looked up once are not looked up again."""

    names: Names
    known: dict[object, bool] = field(default_factory=dict)

    def __contains__(self, name: object, /) -> bool:
        if name not in self.known:
            self.known[name] = name in self.names
        return self.known[name]


class RulesExtractor:
    """Claims of English, Russian and Ukrainian reports, found by the rules of the lexicon.

    Parameters
    ----------
    gazetteer
        What tells names of places from other names; by default ``gazetteer.load()``.

    Examples
    --------
    >>> document = Document("Russian forces captured the village of Iskra.", "2025-08-14")
    >>> [(claim["event_type"], claim["place_text"]) for claim in RulesExtractor().extract(document).claims]
    [('capture', 'Iskra')]
    """

    def __init__(self, gazetteer: Gazetteer | None = None) -> None:
        if gazetteer is None:
            from gazetteer import load

            gazetteer = load()
        self._names = _Remembered(gazetteer)

    @property
    def name(self) -> str:
        """Name and version."""
        return NAME

    def extract(self, document: Document) -> Reading:
        """Claims of a document, and its sentences that were skipped, each with the reason."""
        return by_rule(document, self._names)


def by_rule(
    document: Document, names: Names, *, cut: Callable[[str], Iterable[Sentence]] = sentences
) -> Reading:
    """Claims of a document, with what knows names of places and what cuts a folded text into sentences."""
    read = _Read(document, names, cut)
    found = list(read.rows())
    return Reading([row for _, row in found], read.count, read.skipped)


class _Read:
    """One document while it is read."""

    def __init__(self, document: Document, names: Names, cut: Callable[[str], Iterable[Sentence]]) -> None:
        self.text, self.published = document.text, document.published
        self.names, self.cut = names, cut
        self.context = Context()
        self.count = 0
        self.skipped: list[str] = []
        self.shared = document.columns | {"extractor": NAME}

    def rows(self) -> list[tuple[int, dict[str, Any]]]:
        """Rows with the paragraph that each stands in."""
        folded = fold(self.text)
        whole = language(folded[:5000])
        found: list[tuple[int, dict[str, Any]]] = []
        for at, sentence in enumerate(self.cut(folded)):
            self.count += 1
            words = folded[sentence.start : sentence.end]
            lang = language(words, whole)
            if lang is None:
                continue
            told = annotate(words, lexicon(lang))
            made = []
            if told.of("trigger") or told.of("speech"):
                made = self._frames(told, at, sentence.paragraph)
                for frame in made:
                    found += [(sentence.paragraph, row) for row in self._claim(told, frame, sentence, lang)]
            if not made and told.of("hedge", "unverified") and told.of("account"):
                _doubted(found, sentence.paragraph)
        return found

    def _claim(
        self, told: Annotated, frame: Frame, sentence: Sentence, lang: str
    ) -> Iterator[dict[str, Any]]:
        """Rows of one frame, with its evidence."""
        start, end = evidence_span(told, frame, sentence)
        row = claim_row(told, frame, self.published) | self.shared | {"lang": lang}
        row |= {"span_start": start, "span_end": end, "evidence": self.text[start:end]}
        words = self.text[sentence.start : sentence.end]
        rows = place_rows(told, frame, row)
        return rows if words == told.text else (_as_written(row, told.text, words) for row in rows)

    def _frames(self, told: Annotated, at: int, paragraph: int) -> list[Frame]:
        """Frames of one sentence, with what the sentences before it add."""
        said = self.context.quoted(told, self.context.sided(told, voices(told), at), at, paragraph)
        open_, refused = opened(told)
        if not open_:
            self.context.read(told, [], said, at, paragraph)
            self._skip(told, refused)
            return []
        found = spots(told, self.names)
        named = [mark for mark in told.of("side") if not any(_placed(told, mark, spot) for spot in found)]
        told.put("side", named)
        made, unfit = frames(Scene(told, found, self.published), said, open_)
        made = [frame for frame in made if frame.when is None or frame.when.end.year >= SINCE]
        made = [frame for frame in made if self.context.listed(told, frame, at)]
        for frame in made:
            self.context.completed(frame)
            self.context.acted(told, frame, at)
            self.context.placed(told, frame, at)
            if frame.when is None:
                frame.when = self.context.inherited(frame, at, self.published)
        self.context.read(told, made, said, at, paragraph)
        if not made:
            self._skip(told, [*refused, *unfit])
        return made

    def _skip(self, told: Annotated, refused: Sequence[str]) -> None:
        if refused:
            self.skipped.append(f"{told.text[:SHOWN]}…: {'; '.join(dict.fromkeys(refused))}")


def _as_written(row: dict[str, Any], folded: str, words: str) -> dict[str, Any]:
    """A row whose names have the quotes, dashes and apostrophes of the text: Кам’янка."""
    for name in ("actor_text", "claimant", "relay", "place_text", "admin_text"):
        at = folded.find(row[name]) if row.get(name) else -1
        if at >= 0:
            row[name] = words[at : at + len(row[name])]
    return row


def _placed(told: Annotated, mark: Mark, spot: Spot) -> bool:
    """Whether a side is part of a place's name, or tells its country: "in Kyiv, Ukraine, killing two"."""
    if spot.i <= mark.i < spot.j:
        return True
    return spot.j == mark.i - 1 and told.norm(spot.j) == "," and told.norm(mark.i) in ("ukraine", "russia")


def _doubted(found: Sequence[tuple[int, dict[str, Any]]], paragraph: int) -> None:
    """Mark what the belligerents claimed just before: "Reuters could not verify the report"."""
    for where, row in found:
        if paragraph - where <= NEARBY and row["claimant_side"] in BELLIGERENTS:
            row["verification"] = "unverified"
