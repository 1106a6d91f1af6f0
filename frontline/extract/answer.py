"""What a language model answers, checked against the report: kept whole, or refused with the reason."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from frontline.extract.dates import AHEAD
from frontline.extract.documents import Document
from frontline.extract.language import language
from frontline.extract.question import MEASURES, PLACE_TYPES, SCHEMA, WEAPONS, Passage
from frontline.extract.quotation import occurrences
from frontline.extract.rows import BACKGROUND_DAYS, acled, stable_hash
from frontline.extract.rules import SINCE
from frontline.extract.sentences import LONGEST, fold
from frontline.tables import COUNTS
from frontline.terms import (
    ClaimantSide,
    DatePrecision,
    DistanceOp,
    EventType,
    Hedge,
    PlaceRelation,
    Side,
    Status,
    Verification,
)

__all__ = ["Answers", "RefusedClaimError", "shown"]

CLAIM_FIELDS = frozenset(SCHEMA["properties"]["claims"]["items"]["properties"])
PLACE_FIELDS = frozenset(
    SCHEMA["properties"]["claims"]["items"]["properties"]["places"]["items"]["properties"]
)
MOST = 10_000_000  # more than any report of this war counts, in people, things or kilometres
LONGEST_NAME = 200  # letters of a place, a region, or a claimant with all titles
SHOWN = 60  # letters of a refused value that the report shows
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class RefusedClaimError(ValueError):
    """Why a claim is not accepted."""


@dataclass(slots=True)
class Answers:
    """The claims that a model names in one document, checked one by one.

    Parameters
    ----------
    document
        What was read.
    extractor
        The name kept in its rows.

    Examples
    --------
    >>> document = Document("Russian forces captured Iskra.", "2025-08-14")
    >>> answers, passage = Answers(document, "model"), Passage(0, document.text)
    >>> claim = {"event_type": "capture", "status": "asserted", "evidence": "captured Iskra"}
    >>> [row["span_start"] for row in answers.rows(claim, passage)]
    [15]
    >>> answers.rows(claim | {"evidence": "took Iskra"}, passage)
    Traceback (most recent call last):
    ...
    frontline.extract.answer.RefusedClaimError: the text does not have the evidence 'took Iskra'
    """

    document: Document
    extractor: str
    _used: set[tuple[object, ...]] = field(default_factory=set)
    _ids: set[str] = field(default_factory=set)

    def rows(self, claim: object, passage: Passage) -> list[dict[str, Any]]:
        """Rows of a claim found in a passage, one for each place.

        Raises
        ------
        RefusedClaimError
            If anything about it is no word of the vocabulary, no possible value, or not in the passage.
        """
        told = _fields(claim, CLAIM_FIELDS, "a claim")
        row = self.document.columns | {"extractor": self.extractor, "rule": None}
        row |= _worded(told) | _spoken(told, passage.text)
        row |= _dated(told, self.document.published) | _measured(told) | {"weapons": _weapons(told)}
        row["acled_event_type"] = acled(row["event_type"], row["actor"], row["weapons"])
        places = _places(told, passage.text)
        row |= self._evidence(told, row, passage)
        row["claim_id"] = self._identity(row, places)
        return [row | place for place in places]

    def _evidence(self, told: Mapping[str, Any], row: Mapping[str, Any], passage: Passage) -> dict[str, Any]:
        """The quotation in the text's own letters: the first that no claim of the same kind has used."""
        quoted = told.get("evidence")
        spans = _found(quoted, passage.text, "evidence", longest=LONGEST)
        kind = (row["event_type"], row["actor"], row["status"])
        unused = [span for span in spans if (passage.start + span[0], *kind) not in self._used]
        start, end = (passage.start + at for at in (unused or spans)[0])
        self._used.add((start, *kind))
        evidence = self.document.text[start:end]
        lang = language(fold(evidence), language(fold(self.document.text[:5000])))
        return {"span_start": start, "span_end": end, "evidence": evidence, "lang": lang}

    def _identity(self, row: Mapping[str, Any], places: Iterable[Mapping[str, Any]]) -> str:
        where = ",".join(f"{place.get('place_text')}/{place.get('admin_text')}" for place in places)
        parts = ("span_start", "event_type", "actor", "status", "claimant", "date", "date_end")
        claim_id = stable_hash(row["doc_id"], self.extractor, *(str(row[part]) for part in parts), where)
        if claim_id in self._ids:
            raise RefusedClaimError("the same claim is there already")
        self._ids.add(claim_id)
        return claim_id


def _fields(given: object, names: frozenset[str], what: str) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise RefusedClaimError(f"{what} is an object, not {shown(given)}")
    unknown = [name for name in given if name not in names]
    if unknown:
        raise RefusedClaimError(f"{what} has no field {shown(unknown[0])}")
    return given


def _worded(told: Mapping[str, Any]) -> dict[str, Any]:
    """Words of the vocabulary."""
    return {
        "event_type": _word(told, "event_type", EventType, required=True),
        "actor": _word(told, "actor", Side),
        "claimant_side": _word(told, "claimant_side", ClaimantSide),
        "status": _word(told, "status", Status, required=True),
        "verification": _word(told, "verification", Verification),
        "hedge": _word(told, "hedge", Hedge),
    }


def _word(told: Mapping[str, Any], name: str, words: Iterable[str], *, required: bool = False) -> str | None:
    value = told.get(name)
    if value is None and not required:
        return None
    allowed = [str(word) for word in words]
    if not isinstance(value, str) or value not in allowed:
        raise RefusedClaimError(f"{name} is one of {', '.join(allowed)}, not {shown(value)}")
    return value


def _spoken(told: Mapping[str, Any], text: str) -> dict[str, Any]:
    return {name: _quoted(told, name, text) for name in ("claimant", "relay")}


def _quoted(told: Mapping[str, Any], name: str, text: str) -> str | None:
    """A name in the text's own letters."""
    value = told.get(name)
    if value is None:
        return None
    start, end = _found(value, text, name, longest=LONGEST_NAME)[0]
    return text[start:end]


def _found(quoted: object, text: str, name: str, *, longest: int) -> list[tuple[int, int]]:
    """Where the text has what is quoted; never nowhere."""
    if not isinstance(quoted, str):
        raise RefusedClaimError(f"{name} is a quotation, not {shown(quoted)}")
    if len(quoted) > longest:
        raise RefusedClaimError(f"{name} has {len(quoted)} letters; quote at most {longest}")
    spans = occurrences(quoted, text)
    if not spans:
        raise RefusedClaimError(f"the text does not have the {name} {shown(quoted)}")
    return spans


def _dated(told: Mapping[str, Any], published: date) -> dict[str, Any]:
    precision = _word(told, "date_precision", DatePrecision) or DatePrecision.NONE.value
    start, end = _day(told, "date"), _day(told, "date_end")
    if (start is None) != (precision == DatePrecision.NONE) or (start is None and end is not None):
        raise RefusedClaimError(f"date {shown(told.get('date'))} with date_precision {precision}")
    if start is None:
        undated = {"date": None, "date_end": None, "date_precision": precision}
        return undated | {"date_basis": "published", "background": False}
    last = _last_day(start, precision)
    end = last if end is None else end
    if end is None or end < start or (last is not None and end > last):
        raise RefusedClaimError(f"date_end {shown(told.get('date_end'))} of a {precision} from {start}")
    if last is None and end - published > AHEAD:
        raise RefusedClaimError(f"date_end {end} lies after the publication")
    if start.year < SINCE or start - published > AHEAD:
        raise RefusedClaimError(f"{start} lies before this war or after the publication")
    background = (published - end).days > BACKGROUND_DAYS
    return {"date": start, "date_end": end, "date_precision": precision, "background": background}


def _day(told: Mapping[str, Any], name: str) -> date | None:
    value = told.get(name)
    if value is None:
        return None
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise RefusedClaimError(f"{name} is a day such as 2025-08-14, not {shown(value)}")


def _last_day(start: date, precision: str) -> date | None:
    """Last day of the day, week, month or year that begins there; not known of a range."""
    if precision == DatePrecision.WEEK:
        return min(start, date.max - timedelta(6)) + timedelta(6)
    if precision == DatePrecision.MONTH:
        return start.replace(day=monthrange(start.year, start.month)[1])
    if precision == DatePrecision.YEAR:
        return start.replace(month=12, day=31)
    return start if precision == DatePrecision.DAY else None


def _measured(told: Mapping[str, Any]) -> dict[str, Any]:
    given = told.get("quantities")
    amounts = _fields({} if given is None else given, frozenset({*MEASURES, "distance_op"}), "quantities")
    found: dict[str, Any] = {
        name: _amount(name, amounts[name]) for name in MEASURES if amounts.get(name) is not None
    }
    bound = _word(amounts, "distance_op", DistanceOp)
    if bound is not None and "distance_km" not in found:
        raise RefusedClaimError(f"distance_op {bound} without a distance_km")
    return found | {"distance_op": bound}


def _amount(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise RefusedClaimError(f"{name} is a number, not {shown(value)}")
    most = 100 if name == "percent" else MOST
    if not 0 <= value <= most:  # nor what is not a number
        raise RefusedClaimError(f"{name} lies between 0 and {most:,}, unlike {shown(value)}")
    if name in COUNTS and value != int(value):
        raise RefusedClaimError(f"{name} is a whole number, not {shown(value)}")
    return int(value) if name in COUNTS else value


def _weapons(told: Mapping[str, Any]) -> str | None:
    named = [
        _word({"weapons": weapon}, "weapons", WEAPONS, required=True) for weapon in _list(told, "weapons")
    ]
    return ";".join(dict.fromkeys(map(str, named))) or None


def _places(told: Mapping[str, Any], text: str) -> list[dict[str, Any]]:
    """Columns of each place; one empty set of them for a claim without any."""
    found = list(_each_place(_list(told, "places"), text))
    return [place for at, place in enumerate(found) if place not in found[:at]] or [{}]


def _each_place(places: Iterable[object], text: str) -> Iterator[dict[str, Any]]:
    for given in places:
        place = _fields(given, PLACE_FIELDS, "a place")
        columns = {
            "place_text": _quoted(place, "place_text", text),
            "place_type": _word(place, "place_type", PLACE_TYPES),
            "place_rel": _word(place, "place_rel", PlaceRelation) or PlaceRelation.AT.value,
            "admin_text": _quoted(place, "admin_text", text),
        }
        if columns["place_text"] is None and columns["admin_text"] is None:
            raise RefusedClaimError("a place has neither place_text nor admin_text")
        yield columns


def _list(told: Mapping[str, Any], name: str) -> list[object]:
    value = told.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise RefusedClaimError(f"{name} is a list, not {shown(value)}")
    return value


def shown(value: object) -> str:
    """A value in a reason: short, and of containers and endless numbers only what they are."""
    if isinstance(value, str):
        return repr(value[:SHOWN])
    if value is None or isinstance(value, (bool, float)) or (isinstance(value, int) and abs(value) < 10**15):
        return repr(value)
    return f"a {type(value).__name__}"
