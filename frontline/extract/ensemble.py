"""Two extractors as one: what both find, what either finds, and who found it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, TypeAlias

from frontline.errors import ReportError
from frontline.extract.documents import Document, Extractor, Reading, Row
from frontline.extract.extractor import supported
from frontline.terms import Status

__all__ = ["Ensemble", "Policy"]

Policy: TypeAlias = Literal["union", "agreed", "first"]
POLICIES = ("union", "agreed", "first")

_Claim: TypeAlias = Sequence[Row]


class Ensemble:
    """Claims of two extractors.

    Two claims are the same if their evidence overlaps, their event type is equal, their actors do not
    contradict each other, they share a place or neither has one, and both deny or neither does. The rows of
    the first are kept for both; claims stand in the order of the text.

    Parameters
    ----------
    first, second
        The extractors.
    policy
        "union": what either finds; "agreed": what both find; "first": what the first finds.

    Raises
    ------
    ReportError
        If there is no such policy.

    Examples
    --------
    >>> from frontline.extract import RulesExtractor
    >>> twice = Ensemble(RulesExtractor(), RulesExtractor(), policy="agreed")
    >>> reading = twice.extract(Document("Russian forces captured Iskra.", "2025-08-14"))
    >>> [(row["place_text"], row["extractor"]) for row in reading.claims]
    [('Iskra', 'rules 2 + rules 2')]
    """

    def __init__(self, first: Extractor, second: Extractor, *, policy: Policy = "union") -> None:
        if policy not in POLICIES:
            raise ReportError(f"policy is {policy!r}: pass one of {', '.join(POLICIES)}")
        self._first, self._second, self._policy = first, second, policy

    @property
    def name(self) -> str:
        """Names of both."""
        return f"{self._first.name} + {self._second.name}"

    def extract(self, document: Document) -> Reading:
        """Claims of a document; in `extractor` who found each."""
        ours, theirs = (supported(one.extract(document), document) for one in (self._first, self._second))
        firsts, others = list(_claims(ours.claims)), list(_claims(theirs.claims))
        kept: list[_Claim] = []
        for claim in firsts:
            same = next((other for other in others if _same(claim, other)), None)
            if same is not None:
                others.remove(same)
                kept.append([{**row, "extractor": self.name} for row in claim])
            elif self._policy != "agreed":
                kept.append(claim)
        if self._policy == "union":
            # What one extractor splits in two and the other does not is no second claim.
            kept += [other for other in others if not any(_same(claim, other) for claim in firsts)]
        kept.sort(key=lambda claim: claim[0]["span_start"])
        return Reading(
            list(itertools.chain.from_iterable(kept)),
            max(ours.sentences, theirs.sentences),
            self._notes(ours.skipped, theirs.skipped),
            self._notes(ours.rejected, theirs.rejected),
        )

    def _notes(self, ours: Iterable[str], theirs: Iterable[str]) -> list[str]:
        return [f"{self._first.name}: {note}" for note in ours] + [
            f"{self._second.name}: {note}" for note in theirs
        ]


def _claims(rows: Sequence[Row]) -> Iterator[_Claim]:
    """Rows of one claim together, in their order."""
    claims: dict[object, list[Row]] = {}
    for row in rows:
        claims.setdefault(row.get("claim_id"), []).append(row)
    yield from claims.values()


def _same(first: _Claim, second: _Claim) -> bool:
    one, other = first[0], second[0]
    if one.get("event_type") != other.get("event_type"):
        return False
    if (one.get("status") == Status.DENIED) != (other.get("status") == Status.DENIED):
        return False  # "X claims it, which Y denies" is two claims in one quotation
    if None not in (one.get("actor"), other.get("actor")) and one["actor"] != other["actor"]:
        return False
    if one["span_start"] >= other["span_end"] or other["span_start"] >= one["span_end"]:
        return False
    ours, theirs = (
        [row["place_text"] for row in claim if row.get("place_text")] for claim in (first, second)
    )
    if not ours or not theirs:
        return not ours and not theirs
    return any(_alike(name, told) for name in ours for told in theirs)


def _alike(first: str, second: str) -> bool:
    one, other = first.casefold(), second.casefold()
    return one in other or other in one
