"""Which frames of a sentence tell one deed, and which one frame tells several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from frontline.extract.annotate import Annotated, Number
from frontline.extract.attribution import Voice
from frontline.extract.deeds import GROUND, Frame
from frontline.extract.needs import Scene
from frontline.extract.quantities import Quantity

__all__ = ["denials", "ground_attacks", "merged", "split_casualties", "without_echoes"]


def ground_attacks(told: Annotated, made: Sequence[Frame]) -> None:
    """An attack beside a capture or advance of the same side, without a weapon, was made on foot."""
    ground = {frame.actor for frame in made if frame.event in ("capture", "advance")}
    for frame in made:
        afar = frame.places and any(spot.rel == "direction" for spot in frame.places)
        plain = frame.rule.id.endswith(".strike") and told.norm(frame.i).startswith(ATTACKS)
        if plain and (frame.actor in ground or afar) and not told.of("weapon") and not told.of("harm"):
            frame.event = "assault"


ATTACKS = ("attack", "атак")


def without_echoes(told: Annotated, made: list[Frame]) -> list[Frame]:
    """Without frames that only name again what another frame of the clause says."""
    kept = list(made)
    for echoes in (_repeats, _echo):
        for frame in list(kept):
            others = [other for other in kept if other is not frame]
            if echoes(told, frame, others):
                _hand_over(frame, others)
                kept.remove(frame)
    return kept


def _repeats(told: Annotated, frame: Frame, others: Sequence[Frame]) -> bool:
    """Whether a noun is only the object of a deed on the ground: "repelled 34 Russian attacks"."""
    strike = frame.noun and frame.event in ("attack", "assault")
    return strike and any(not other.noun and _object_of(told, frame, other) for other in others)


def _echo(told: Annotated, frame: Frame, others: Sequence[Frame]) -> bool:
    near = [other for other in others if told.segments[other.i] == told.segments[frame.i]]
    events = {other.event for other in near}
    if frame.rule.needs == "casualties":
        return any(other.event == "attack" and other.rule.needs != "casualties" for other in others)
    if (
        frame.event == "attack"
        and told.over("count", frame.i) is not None
        and told.number(frame.i - 1) is not None
    ):
        return False
    if frame.event == "attack" and not frame.places and not frame.regions:
        return bool(events & {"capture", "advance", "assault", "air_defence", "launch", "withdrawal"})
    if frame.event == "assault" and not frame.places:
        return (
            bool(
                events
                & {"capture", "advance", "attack", "assault", "withdrawal"}
                - ({"assault"} if frame.i < min(o.i for o in near) else set())
            )
            if near
            else False
        )
    if frame.event == "attack" and "launch" in events:
        return True
    return (
        frame.noun
        and frame.event in ("advance", "control")
        and not frame.places
        and bool(events & set(GROUND))
    )


def _object_of(told: Annotated, frame: Frame, other: Frame) -> bool:
    """Whether a strike is only the object of a deed on the ground: "repelled 34 Russian attacks"."""
    near = other.event == "assault" and other.j <= frame.i <= other.j + 6
    return near and not any(told.norm(k) == "," for k in range(other.j, frame.i))


def _hand_over(frame: Frame, others: Sequence[Frame]) -> None:
    same = (other for other in others if other.event == frame.event and other.rule.needs != "casualties")
    heir = next(same, None) or next(
        (other for other in others if other.event == "assault" and frame.noun), None
    )
    if heir is not None:
        heir.places += [spot for spot in frame.places if spot not in heir.places]
        heir.regions += [spot for spot in frame.regions if spot not in heir.regions]
        heir.actor, heir.actor_text = heir.actor or frame.actor, heir.actor_text or frame.actor_text


def merged(made: Sequence[Frame]) -> list[Frame]:
    """One frame for each event, actor, speaker and day; its places in one list."""
    kept: list[Frame] = []
    for frame in made:
        other = next((other for other in kept if _same(other, frame)), None)
        if other is None:
            kept.append(frame)
            continue
        if not (frame.noun and not frame.places):
            other.places += [
                spot for spot in frame.places if spot.text not in [old.text for old in other.places]
            ]
        other.regions += [
            spot for spot in frame.regions if spot.text not in [old.text for old in other.regions]
        ]
        other.quantities = {**frame.quantities, **other.quantities}
        other.actor, other.actor_text = other.actor or frame.actor, other.actor_text or frame.actor_text
        other.when = other.when or frame.when
        other.i, other.j = min(other.i, frame.i), max(other.j, frame.j)
    return kept


def _same(first: Frame, second: Frame) -> bool:
    return (
        first.event == second.event
        and first.negated == second.negated
        and (
            first.actor == second.actor or (None in (first.actor, second.actor) and _one_deed(first, second))
        )
        and (first.voice is None or second.voice is None or first.voice == second.voice)
        and (first.when is None or second.when is None or first.when.start == second.when.start)
    )


def _one_deed(first: Frame, second: Frame) -> bool:
    """Whether a frame without an actor is the deed of the other: not when both name places on the ground."""
    return first.event in ("attack", "air_defence", "launch") or not (first.places and second.places)


def denials(made: Sequence[Frame], voices: Sequence[Voice]) -> list[Frame]:
    """The frame again, in the mouth of who denies it: "X claimed P, which Y denied"."""
    denied = []
    for voice in voices:
        if voice.verb == "deny":
            others = [
                frame for frame in made if frame.voice is not voice and frame.event in (*GROUND, "attack")
            ]
            denied += [replace(frame, voice=voice, relay=None, denial=True) for frame in others[-1:]]
    return denied


def split_casualties(scene: Scene, made: list[Frame]) -> list[Frame]:
    """A frame for each place with its own number: "two injured in Sumy region and one in Kherson region"."""
    kept: list[Frame] = []
    for frame in made:
        harms = [name for name in ("killed", "injured") if name in frame.quantities]
        where = frame.places or frame.regions
        numbers = _casualty_numbers(scene, harms[0]) if len(harms) == 1 else []
        if frame.event != "attack" or len(where) < 2 or len(numbers) != len(where):
            kept.append(frame)
            continue
        for spot, number in zip(where, numbers, strict=True):
            amount = Quantity(harms[0], number.high, number.op, number.i, number.j)
            part = replace(frame, i=number.i, quantities={harms[0]: amount})
            part.places, part.regions = ([spot], frame.regions) if frame.places else ([], [spot])
            kept.append(part)
    return kept


def _casualty_numbers(scene: Scene, harm: str) -> list[Number]:
    """Numbers of people of one kind, with those that only repeat it: "two … in Sumy and one in Kherson"."""
    told = scene.told
    counted = [amount for amount in scene.quantities if amount.measure == harm]
    found = []
    for number in told.numbers:
        own = any(
            amount.i <= number.i < amount.j or (amount.value == number.high and number.i == amount.i)
            for amount in counted
        )
        relation = told.over("relation", number.j)
        aside = told.norm(number.i - 1) in ("–", "-")  # "in Sumy region two, in Kherson region – one"
        if own or aside or (relation is not None and relation.value == "at"):
            found.append(number)
    return found
