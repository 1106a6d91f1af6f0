"""Which frames of a sentence tell one deed, and which one frame tells several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from frontline.extract.actors import OTHER_SIDE
from frontline.extract.annotate import Annotated
from frontline.extract.attribution import Voice
from frontline.extract.deeds import GROUND, Frame
from frontline.extract.needs import Scene
from frontline.extract.quantities import Quantity
from frontline.extract.speakers import BELLIGERENTS
from frontline.extract.spot import Spot

__all__ = ["denials", "ground_attacks", "merged", "split_casualties", "without_echoes"]


def ground_attacks(told: Annotated, made: Sequence[Frame]) -> None:
    """An attack beside a capture or advance of the same side, without a weapon, was made on foot."""
    ground = {frame.actor for frame in made if frame.event in ("capture", "advance")}
    for frame in made:
        afar = frame.places and any(spot.rel == "direction" for spot in frame.places)
        afar = afar or (told.lexicon.lang == "ru" and bool(told.of("direction_word")))
        plain = frame.rule.id.endswith(".strike") and told.norm(frame.i).startswith(ATTACKS)
        if plain and (frame.actor in ground or afar) and not told.of("weapon") and not told.of("harm"):
            frame.event = "assault"


ATTACKS = ("attack", "атак")


def without_echoes(told: Annotated, made: list[Frame]) -> list[Frame]:
    """Without frames that only name again what another frame of the clause says."""
    kept = _without_circumstances(told, made)
    for echoes in (_repeats, _echo):
        for frame in list(kept):
            others = [other for other in kept if other is not frame]
            if echoes(told, frame, others):
                _hand_over(frame, others)
                kept.remove(frame)
    return kept


CIRCUMSTANCES = ("під час", "після", "ході", "у ході", "в ході", "внаслідок", "унаслідок")


def _without_circumstances(told: Annotated, made: list[Frame]) -> list[Frame]:
    """Without the fighting that only tells when a side moved: "під час контратаки пройшла 700 м"."""
    kept = list(made)
    for frame in made:
        led = any(told.span(max(0, k - 2), k).lower().endswith(CIRCUMSTANCES) for k in (frame.i, frame.i - 1))
        heirs = [other for other in kept if other.event in GROUND and not other.noun and other is not frame]
        if told.lexicon.lang == "uk" and frame.noun and frame.event == "assault" and led and heirs:
            kept.remove(frame)
            heirs[0].places = heirs[0].places or frame.places
    return kept


def defenders(made: Sequence[Frame]) -> None:
    """Nobody shoots down what they launched themselves: the subject of the launch does not go on."""
    launchers = {frame.actor for frame in made if frame.event == "launch"}
    for frame in made:
        if frame.event == "air_defence" and frame.actor in launchers:
            frame.actor, frame.actor_text = OTHER_SIDE.get(frame.actor or ""), None


def _repeats(told: Annotated, frame: Frame, others: Sequence[Frame]) -> bool:
    """Whether a noun is only the object of a deed on the ground: "repelled 34 Russian attacks"."""
    strike = frame.noun and frame.event in ("attack", "assault", "advance")
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
    bare = not frame.places and not frame.regions and frame.actor is None
    if bare and frame.event == "attack" and {"assault", "capture", "advance"} & {o.event for o in others}:
        return True
    if frame.event == "attack" and not frame.places and not frame.regions:
        if told.lexicon.lang == "uk" and "control" in events:
            return True
        return bool(events & {"capture", "advance", "assault", "air_defence", "launch", "withdrawal"})
    if (
        frame.rule.reverse
        and frame.event == "assault"
        and told.lexicon.lang != "en"
        and not told.over("number", frame.i - 1)
        and not told.of("count", "attacks")
        and any(other.event == "air_defence" for other in others)
    ):
        return True  # "отражена атака дронов, сбиты восемь целей"
    if frame.event == "advance" and told.lexicon.lang != "en" and not (frame.places or frame.regions):
        return any(other.event == "capture" and other.actor == frame.actor for other in others)
    if frame.rule.reverse and told.lexicon.lang != "en":
        return False  # how many were repelled is told beside how many there were
    if frame.event == "assault" and frame.noun and told.lexicon.lang == "uk" and told.number(frame.i - 1):
        return False  # "зафіксовано 173 бойові зіткнення"
    if frame.event == "assault" and not frame.places:
        return (
            bool(
                events
                & {"capture", "advance", "attack", "assault", "withdrawal", "control"}
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
    if other.event == "assault" and other.rule.reverse and other.passive and 0 <= other.i - frame.j <= 3:
        return True  # "двенадцать атак отражены"
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


def denials(told: Annotated, made: Sequence[Frame], voices: Sequence[Voice]) -> list[Frame]:
    """The frame again, in the mouth of who denies it: "X claimed P, which Y denied"."""
    denied = []
    for voice in voices:
        if voice.verb == "deny":
            others = [
                frame for frame in made if frame.voice is not voice and frame.event in (*GROUND, "attack")
            ]
            denied += [
                replace(
                    frame, voice=voice, relay=None, denial=True, actor=frame.actor or _denied(frame, voice)
                )
                for frame in others[-1:]
            ]
        denied += _first_claimed(told, made, voice)
    return denied


def _first_claimed(told: Annotated, made: Sequence[Frame], voice: Voice) -> list[Frame]:
    """Who claimed what is denied: "спростували заяву росіян про захоплення X"."""
    for account in told.of("account"):
        side = told.over("side", account.j)
        if told.lexicon.lang == "uk" and voice.verb == "deny" and side and 0 <= account.i - voice.j <= 3:
            words = told.span(side.i, side.j)
            other = replace(
                voice, text=words, id=None, side=str(side.value), verb="claim", i=side.i, j=side.j
            )
            own = [frame for frame in made if frame.voice is voice and frame.event in GROUND]
            return [replace(frame, voice=other, actor=str(side.value)) for frame in own[:1]]
    return []


def _denied(frame: Frame, voice: Voice) -> str | None:
    """Whose deed a belligerent denies: the strike it is blamed for, the other side's gains."""
    return (
        voice.side
        if frame.event == "attack" and voice.side in BELLIGERENTS
        else OTHER_SIDE.get(voice.side or "")
    )


def split_casualties(scene: Scene, made: list[Frame]) -> list[Frame]:
    """A frame for each place with its own number: "two injured in Sumy region and one in Kherson region"."""
    kept: list[Frame] = []
    for frame in made:
        where = frame.places or frame.regions
        amounts = _casualties(scene) if frame.event == "attack" and len(where) > 1 else []
        groups = (_groups(where, amounts) or _clauses(scene, where, amounts)) if len(amounts) > 1 else []
        if len(groups) < 2:
            kept.append(frame)
            continue
        others = {name: value for name, value in frame.quantities.items() if name not in HARMS}
        for spots, own in groups:
            counted = {amount.measure: amount for amount in own}
            part = replace(
                frame, i=min([*(amount.i for amount in own), spots[0].i]), quantities=counted | others
            )
            part.j = max(part.i + 1, *(amount.j for amount in own))
            part.places, part.regions = (spots, frame.regions) if frame.places else ([], spots)
            kept.append(part)
    return kept


HARMS = ("killed", "injured")


def _groups(where: Sequence[Spot], amounts: Sequence[Quantity]) -> list[tuple[list[Spot], list[Quantity]]]:
    """Places with their own numbers, when each has some: numbers before places, or places before numbers."""
    both: list[Spot | Quantity] = [*where, *amounts]
    parts = sorted(both, key=lambda part: part.i)
    leading = type(parts[0])
    groups: list[tuple[list[Spot], list[Quantity]]] = []
    last: type | None = None
    for part in parts:
        if isinstance(part, leading) and last is not leading:
            groups.append(([], []))
        if isinstance(part, Spot):
            groups[-1][0].append(part)
        else:
            groups[-1][1].append(part)
        last = type(part)
    return groups if all(spots and own for spots, own in groups) else []


def _clauses(
    scene: Scene, where: Sequence[Spot], amounts: Sequence[Quantity]
) -> list[tuple[list[Spot], list[Quantity]]]:
    """Places with their own numbers, when each clause has both: "two were hurt in A, and in B one was"."""
    groups: dict[int, tuple[list[Spot], list[Quantity]]] = {}
    segments = scene.told.segments
    for spot in where:
        groups.setdefault(segments[spot.i], ([], []))[0].append(spot)
    for amount in amounts:
        groups.setdefault(segments[amount.i], ([], []))[1].append(amount)
    return list(groups.values()) if all(spots and own for spots, own in groups.values()) else []


def _casualties(scene: Scene) -> list[Quantity]:
    """Numbers of people harmed, with those that only repeat the harm: "two … in Sumy and one in Kherson"."""
    told = scene.told
    found = sorted(scene.measured(*HARMS), key=lambda amount: amount.i)
    if not found:
        return []
    for number in told.numbers:
        if any(amount.i <= number.i < amount.j for amount in found):
            continue
        relation = told.over("relation", number.j)
        another = told.over("person", number.j) is not None or told.norm(number.j) in ("more", "others")
        aside = told.norm(number.i - 1) in ("–", "-") or told.norm(number.j) in ("–", "-")
        if aside or another or (relation is not None and relation.value == "at"):
            before = [amount for amount in found if amount.i < number.i] or found[:1]
            found.append(Quantity(before[-1].measure, number.high, number.op, number.i, number.j))
            found.sort(key=lambda amount: amount.i)
    return found
