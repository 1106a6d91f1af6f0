"""The rows of a claim: one for each place, with the words of the table."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from frontline.extract.annotate import Annotated
from frontline.extract.attribution import Voice, status
from frontline.extract.dates import When
from frontline.extract.deeds import Frame
from frontline.extract.quantities import Quantity
from frontline.extract.sentences import Sentence
from frontline.extract.spot import Spot

__all__ = ["acled", "claim_row", "evidence_span", "place_rows", "stable_hash"]


BACKGROUND_DAYS = 31  # an event that ended longer ago is what a report looks back on
WHOLE = (
    "settlements",
    "shot_down",
    "drones",
    "missiles",
    "bombs",
    "airstrikes",
    "attacks",
    "repelled",
    "killed",
    "injured",
)


def evidence_span(told: Annotated, frame: Frame, sentence: Sentence) -> tuple[int, int]:
    """Evidence: the clauses of the deed and what belongs to it; the sentence if they leave out who."""
    clause = told.segments[frame.i]
    held = {k for k in range(len(told.words)) if told.segments[k] == clause} | {frame.i, frame.j - 1}
    parts: list[Spot | Quantity | When | Voice] = [*frame.places, *frame.regions, *frame.quantities.values()]
    parts += [part for part in (frame.when, frame.voice, frame.relay) if part is not None]
    for part in parts:
        if part.i < part.j and not (isinstance(part, When) and part.basis == "inherited"):
            held |= {part.i, part.j - 1}
    start, end = min(held), max(held)
    while start < frame.i and not told.norm(start)[:1].isalnum() and told.norm(start) not in ('"', "'"):
        start += 1
    while end > frame.j and told.norm(end) in (",", ";", "–", ":"):
        end -= 1
    first, last = told.words[start].start, told.words[end].end
    if (frame.actor_text and frame.actor_text not in told.text[first:last]) or (
        start == 0 and end >= len(told.words) - 2
    ):
        return sentence.start, sentence.end
    return sentence.start + first, sentence.start + last


def claim_row(told: Annotated, frame: Frame, published: date) -> dict[str, Any]:
    """What all rows of a claim share."""
    voice = frame.voice
    weapons = _weapons(told, frame)
    made = "denied" if frame.negated or frame.denial else status(told, voice, frame.event, frame.actor)
    return {
        "event_type": frame.event,
        "sub_event_type": frame.rule.sub if frame.event == frame.rule.event else None,
        "acled_event_type": acled(frame.event, frame.actor, weapons),
        "actor": frame.actor,
        "actor_text": frame.actor_text,
        "claimant": voice.text if voice else None,
        "claimant_id": voice.id if voice else None,
        "claimant_side": voice.side if voice else None,
        "relay": frame.relay.text if frame.relay else None,
        "status": made,
        "verification": "unverified" if told.of("hedge", "unverified") else None,
        "hedge": _hedge(told),
        "weapons": weapons,
        "rule": frame.rule.id,
        **_dated(frame.when, published),
        **_measured(frame),
    }


# Sub-event types of ACLED's codebook.
ACLED = {
    "capture": "Non-state actor overtakes territory",
    "withdrawal": "Non-violent transfer of territory",
    "assault": "Armed clash",
    "air_defence": "Disrupted weapons use",
    "launch": "Air/drone strike",
}
FROM_AFAR = {
    "drone": "Air/drone strike",
    "bomb": "Air/drone strike",
    "missile": "Shelling/artillery/missile attack",
    "artillery": "Shelling/artillery/missile attack",
}


def acled(event: str, actor: str | None, weapons: str | None) -> str | None:
    """ACLED's sub-event type: of a capture by who takes, of a strike by its first weapon.

    Examples
    --------
    >>> acled("capture", "UA", None), acled("attack", "RU", "drone;missile"), acled("attack", "RU", None)
    ('Government regains territory', 'Air/drone strike', None)
    """
    if event == "capture" and actor == "UA":
        return "Government regains territory"
    if event == "attack":
        return FROM_AFAR.get((weapons or "").split(";")[0])
    return ACLED.get(event)


def _hedge(told: Annotated) -> str | None:
    return next((value for value in ("reportedly", "likely") if told.of("hedge", value)), None)


def _weapons(told: Annotated, frame: Frame) -> str | None:
    """Weapons of a strike, joined by ";"."""
    if frame.event not in ("attack", "launch", "air_defence"):
        return None
    named = [*frame.rule.weapons, *(str(mark.value) for mark in told.of("weapon"))]
    return ";".join(dict.fromkeys(named)) or None


def _dated(when: When | None, published: date) -> dict[str, Any]:
    if when is None:
        return {
            "date": None,
            "date_end": None,
            "date_precision": "none",
            "date_basis": "published",
            "background": False,
        }
    return {
        "date": when.start,
        "date_end": when.end,
        "date_precision": when.precision,
        "date_basis": when.basis,
        "background": (published - when.end).days > BACKGROUND_DAYS,
    }


def _measured(frame: Frame) -> dict[str, Any]:
    amounts = {name: amount.value for name, amount in frame.quantities.items()}
    for name in WHOLE:
        if name in amounts:
            amounts[name] = round(amounts[name])
    distance = frame.quantities.get("distance_km")
    return amounts | ({"distance_op": distance.op} if distance else {})


def place_rows(told: Annotated, frame: Frame, row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """One row for each place of a claim; for each region when it names no place; else one."""
    identity = (
        row["doc_id"],
        row["span_start"],
        row["event_type"],
        row["actor"],
        row["status"],
        row["claimant"],
    )
    where = ",".join(spot.text for spot in [*frame.places, *frame.regions])
    shared = dict(row) | {"claim_id": stable_hash(*map(str, identity), where, str(row["date"]), str(frame.i))}
    for spot in frame.places:
        yield shared | {
            "place_text": spot.text,
            "place_type": spot.kind,
            "place_rel": spot.rel,
            "admin_text": _region_of(spot, frame.regions),
        }
    if not frame.places:
        yield from (shared | {"admin_text": spot.text, "place_rel": spot.rel} for spot in frame.regions)
    if not frame.places and not frame.regions:
        yield shared


def _region_of(spot: Spot, regions: list[Spot]) -> str | None:
    """The region named behind a place, else the one nearest to it."""
    if not regions:
        return None
    behind = [region for region in regions if region.i >= spot.j]
    return behind[0].text if behind else max(regions, key=lambda region: region.i).text


def stable_hash(*parts: str) -> str:
    """The same short name for the same words, on every machine."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
