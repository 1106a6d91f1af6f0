"""Our rules with the names and sentences of a spaCy pipeline that the user owns."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from frontline.extract.documents import Document, Reading
from frontline.extract.rules import NAME, by_rule
from frontline.extract.sentences import LONGEST, Sentence, fold, sentences
from frontline.extract.spot import Names

if TYPE_CHECKING:
    from gazetteer import Gazetteer

__all__ = ["SpacyExtractor", "spans"]

PLACES = frozenset({"GPE", "LOC", "FAC"})
PERSONS = frozenset({"PERSON", "PER"})


class SpacyExtractor:
    """Claims by rule, where a spaCy pipeline helps to tell names of places from other names.

    What the pipeline calls a place (GPE, LOC, FAC) is one, beside the gazetteer's names; what it calls a
    person is none, unless the grammar leaves no choice ("the village of"). Sentences begin where the
    pipeline's do, if it sets boundaries, and where paragraphs do. Who says what is left to the rules.

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
        found = list(spans(told, fold(document.text)))
        read = by_rule(
            document,
            _Told(self._gazetteer, told.ents),
            cut=(lambda _folded: iter(found)) if found else sentences,
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


def spans(told: Any, folded: str) -> Iterator[Sentence]:  # noqa: ANN401
    """Sentences that begin where the pipeline's and where paragraphs do; none if it sets no boundaries."""
    try:
        begins = sorted(one.start_char for one in getattr(told, "sents", ()))
    except ValueError:  # spaCy's, without a component that sets boundaries
        return
    if not begins:
        return
    for number, paragraph in groupby(sentences(folded), key=attrgetter("paragraph")):
        ours = list(paragraph)
        for i, j in _cut([ours[0].start, *_between(begins, ours[0].start, ours[-1].end), ours[-1].end], ours):
            words = folded[i:j]
            if words.strip():
                yield Sentence(i + len(words) - len(words.lstrip()), i + len(words.rstrip()), number)


def _cut(at: Sequence[int], ours: Sequence[Sentence]) -> Iterator[tuple[int, int]]:
    """Pieces between these places; one that is too long for the rules is cut where our sentences begin."""
    starts = [sentence.start for sentence in ours]
    for i, j in pairwise(at):
        yield from pairwise([i, *(_between(starts, i, j) if j - i > LONGEST else ()), j])


def _between(places: Sequence[int], i: int, j: int) -> Sequence[int]:
    return places[bisect_right(places, i) : bisect_left(places, j)]
