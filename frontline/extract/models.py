"""Claims by a language model of the user's: it is asked in JSON, and believed only as far as it can quote."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import Any, TypeAlias

from frontline.errors import ReportError
from frontline.extract.answer import Answers, RefusedClaimError, shown
from frontline.extract.documents import Document, Reading
from frontline.extract.question import SCHEMA, Passage, Schema, passages, question
from frontline.extract.sentences import LONGEST, fold, sentences
from frontline.terms import EventType

__all__ = ["SCHEMA", "JsonSchemaExtractor"]

Call: TypeAlias = Callable[[str, Schema], str | Mapping[str, Any]]
"""A prompt and the schema of the answer in; the answer out, as JSON text or as what it holds."""

_FENCED = re.compile(r"\s*```(?:json)?(.*)```\s*", re.DOTALL | re.IGNORECASE)


class JsonSchemaExtractor:
    """Claims of a report by any language model that can answer in JSON.

    Nothing is taken on trust: each claim must be in the vocabulary, and the words that it quotes (its
    evidence, who says so, places, regions) must stand in the report, letter for letter but for the kind of
    quotation marks, dashes and blanks. A claim that fails is left out as a whole, with its reason in
    ``rejected``; so is an answer that is not JSON. That the model has understood what it quotes is not
    checked.

    Parameters
    ----------
    call
        Your function around your client: ``call(prompt, schema)`` gives the model's answer, as JSON text
        (alone, or as one ``` block) or as a dict. The schema is a JSON schema (draft 2020-12) for clients
        that hold a model to one. This package itself asks nobody.
    name
        Name and version of the model, kept in the column `extractor`.
    max_chars
        Length of the longest part in which a report is given; parts end where paragraphs end. Each is a call.

    Raises
    ------
    ReportError
        If `max_chars` is less than a sentence may have; by `extract`, if `call` fails.

    Examples
    --------
    >>> def call(prompt, schema):
    ...     claim = {"event_type": "capture", "actor": "RU", "status": "asserted"}
    ...     told = claim | {"evidence": "captured Iskra", "places": [{"place_text": "Iskra"}]}
    ...     return {"claims": [told, claim | {"evidence": "captured Lyman"}]}
    >>> document = Document("Russian forces captured Iskra.", "2025-08-14")
    >>> reading = JsonSchemaExtractor(call, name="toy").extract(document)
    >>> [(row["place_text"], row["span_start"], row["extractor"]) for row in reading.claims]
    [('Iskra', 15, 'toy')]
    >>> reading.rejected
    ["claim 2 (capture): the text does not have the evidence 'captured Lyman'"]
    """

    def __init__(self, call: Call, *, name: str = "model", max_chars: int = 12_000) -> None:
        if max_chars < LONGEST:
            raise ReportError(f"max_chars is {max_chars}: a sentence may have {LONGEST}; pass more")
        self._call, self._name, self._max_chars = call, name, max_chars

    @property
    def name(self) -> str:
        """Name and version."""
        return self._name

    def extract(self, document: Document) -> Reading:
        """Claims of a document, and what was offered as one and refused, each with the reason."""
        answers = Answers(document, self._name)
        found: list[dict[str, Any]] = []
        rejected: list[str] = []
        parts = list(passages(document.text, max_chars=self._max_chars))
        for passage in parts:
            where = f"from letter {passage.start}: " if len(parts) > 1 else ""
            for told in self._claims(passage, document):
                if isinstance(told, str):
                    rejected.append(where + told)
                    continue
                number, claim = told
                try:
                    found += answers.rows(claim, passage)
                except RefusedClaimError as refused:
                    rejected.append(f"{where}claim {number}{_kind(claim)}: {refused}")
        found.sort(key=lambda row: row["span_start"])
        count = sum(1 for _ in sentences(fold(document.text)))
        return Reading(found, count, rejected=rejected)

    def _claims(self, passage: Passage, document: Document) -> Iterator[str | tuple[int, object]]:
        """Claims that the model names in a passage, numbered from 1, or what is wrong with its answer."""
        try:
            answer = self._call(question(passage.text, document.published), deepcopy(SCHEMA))
        except Exception as error:
            raise ReportError(f"{self._name}: the call failed, {type(error).__name__}: {error}") from error
        told = _read(answer)
        if isinstance(told, str):
            yield told
            return
        others = (name for name in told if name != "claims")
        yield from (f"the answer has {shown(name)}, which was not asked for" for name in others)
        claims = told.get("claims")
        if not isinstance(claims, list):
            yield "the answer has no list of claims"
            return
        yield from enumerate(claims, 1)


def _read(answer: object) -> Mapping[str, Any] | str:
    """What an answer holds, or what is wrong with it."""
    if isinstance(answer, str):
        fenced = _FENCED.fullmatch(answer)
        try:
            answer = json.loads(fenced[1] if fenced else answer)
        except (ValueError, RecursionError) as error:
            return f"the answer is not JSON, {type(error).__name__}: {error}"
    if not isinstance(answer, Mapping):
        return f"the answer is an object with a list of claims, not a {type(answer).__name__}"
    return answer


def _kind(claim: object) -> str:
    """The event of a claim, if it is a word of the vocabulary; what is none stands in the reason."""
    event = claim.get("event_type") if isinstance(claim, Mapping) else None
    return f" ({event})" if isinstance(event, str) and event in list(EventType) else ""
