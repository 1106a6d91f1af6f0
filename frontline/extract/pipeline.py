"""Our rules with the names and sentences of a spaCy pipeline that the user owns."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from frontline.extract.documents import Document, Reading
from frontline.extract.rules import NAME, by_rule
from frontline.extract.sentences import Sentence, fold, sentences
from frontline.extract.spot import Names

if TYPE_CHECKING:
    from gazetteer import Gazetteer

__all__ = ["SpacyExtractor"]

PLACES = frozenset({"GPE", "LOC", "FAC"})
PERSONS = frozenset({"PERSON", "PER"})


class SpacyExtractor:
    """Claims by rule, where a spaCy pipeline helps to tell names of places from other names.

    What the pipeline calls a place (GPE, LOC, FAC) is one, beside the gazetteer's names; what it calls a
    person is none. Sentences are the pipeline's if it has any; paragraphs are ours.

    Parameters
    ----------
    nlp
        The pipeline: ``nlp(text)`` gives `ents` with `text` and `label_`, and perhaps `sents` with
        `start_char` and `end_char`. spaCy itself is not needed.
    gazetteer
        What else tells names of places; by default ``gazetteer.load()``.
    name
        Kept in the column `extractor`.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> def nlp(text):
    ...     return Some(ents=[Some(text="Novyi Svit", label_="GPE")])
    >>> document = Document("Novyi Svit was shelled by Russian troops.", "2025-08-14")
    >>> [row["place_text"] for row in SpacyExtractor(nlp).extract(document).claims]
    ['Novyi Svit']
    """

    def __init__(
        self, nlp: Callable[[str], Any], *, gazetteer: Gazetteer | None = None, name: str | None = None
    ) -> None:
        if gazetteer is None:
            from gazetteer import load

            gazetteer = load()
        self._nlp, self._gazetteer = nlp, gazetteer
        meta = getattr(nlp, "meta", {})
        self._name = name or f"{NAME} + {meta.get('name', 'pipeline')}"

    @property
    def name(self) -> str:
        """Name and version."""
        return self._name

    def extract(self, document: Document) -> Reading:
        """Claims of a document, and its sentences that were skipped, each with the reason."""
        told = self._nlp(document.text)
        spans = list(_spans(told, fold(document.text)))
        read = by_rule(
            document,
            _Told(self._gazetteer, told.ents),
            cut=(lambda _folded: iter(spans)) if spans else sentences,
        )
        rows = [{**row, "extractor": self._name} for row in read.claims]
        return Reading(rows, read.sentences, read.skipped, read.rejected)


class _Told:
    """Names of the gazetteer and of the pipeline, without its persons."""

    def __init__(self, names: Names, entities: Any) -> None:  # noqa: ANN401
        self._names = names
        # The rules look up names of the folded text: Kam’ianske is Kam'ianske there.
        self._places = {fold(one.text) for one in entities if one.label_ in PLACES}
        self._persons = {fold(one.text) for one in entities if one.label_ in PERSONS} - self._places

    def __contains__(self, name: object, /) -> bool:
        return name in self._places or (name not in self._persons and name in self._names)


def _spans(told: Any, folded: str) -> Iterator[Sentence]:  # noqa: ANN401
    """Sentences of the pipeline, each in the paragraph it begins in; none if it has no boundaries."""
    try:
        found = list(getattr(told, "sents", ()))
    except ValueError:  # spaCy's, without a component that sets boundaries
        return
    ours = list(sentences(folded)) if found else []
    starts = [sentence.start for sentence in ours]
    for one in found:
        words = folded[one.start_char : one.end_char]
        start = one.start_char + len(words) - len(words.lstrip())
        end = one.end_char - (len(words) - len(words.rstrip()))
        if start < end:
            yield Sentence(start, end, ours[max(bisect_right(starts, start) - 1, 0)].paragraph)
