"""What a sentence says happened: one frame for each deed, with its actor, places, numbers and date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from frontline.extract.actors import actor
from frontline.extract.annotate import Annotated
from frontline.extract.arguments import (
    assign_dates,
    assign_places,
    assign_quantities,
    share_places,
    without_sectors,
)
from frontline.extract.attribution import Voice, voice_of
from frontline.extract.deeds import GROUND, Frame
from frontline.extract.inference import infer_actor
from frontline.extract.lexicon import Mark
from frontline.extract.merging import (
    defenders,
    denials,
    ground_attacks,
    merged,
    split_casualties,
    without_echoes,
)
from frontline.extract.needs import Scene, lacks
from frontline.extract.vetoes import attempted, is_noun, is_passive, negated, veto

__all__ = ["Frame", "frames", "opened"]

PRIORITY = ("capture", "withdrawal", "advance", "air_defence", "launch", "control", "assault", "attack")


def frames(scene: Scene, voices: Sequence[Voice], open_: Sequence[Mark]) -> tuple[list[Frame], list[str]]:
    """Frames of a sentence from its triggers that are open, and why the others are none."""
    told, found = scene.told, scene.spots
    made, refused = _made(scene, voices, open_)
    if not made:
        return [], refused
    assign_places(told, made, found)
    share_places(told, made, found)
    ground_attacks(told, made)
    made = without_echoes(told, made)
    defenders(made)
    if told.lexicon.lang == "uk" and any(frame.rule.needs == "casualties" for frame in made):
        for frame in made:
            frame.event = "attack" if frame.event == "launch" else frame.event  # it hurt people
    assign_quantities(told, made, scene.quantities)
    struck = any(frame.event == "attack" for frame in made)
    counted = bool(told.of("vague")) and not struck  # "a wave of missiles" of a strike is no tally
    made = [frame for frame in made if frame.event != "launch" or frame.quantities or counted]
    assign_dates(told, made, scene.whens)
    made = split_casualties(scene, merged(made))
    for frame in made:
        frame.places = (
            frame.places
            if told.lexicon.lang == "uk" and frame.event == "assault"
            else without_sectors(told, frame.places)
        )
    return [*made, *denials(told, made, voices)], refused


def opened(told: Annotated) -> tuple[list[Mark], list[str]]:
    """Triggers that the words beside them alone do not refuse, and why the others are no claims."""
    kept, refused = [], []
    for trigger in told.of("trigger"):
        reason = veto(told, trigger, is_noun(told, trigger))
        if reason is None:
            kept.append(trigger)
        else:
            refused.append(f"{trigger.value.rule.id} {reason}")
    return kept, refused


def _made(scene: Scene, voices: Sequence[Voice], open_: Sequence[Mark]) -> tuple[list[Frame], list[str]]:
    made: list[Frame] = []
    refused: list[str] = []
    for readings in _spans(open_):
        if any(voice.i <= readings[0].i < voice.j and voice.text for voice in voices):
            continue
        kept = None
        for trigger in readings:
            frame = _frame(scene, trigger, voices, made)
            if isinstance(frame, Frame):
                kept = frame
                break
            refused.append(f"{trigger.value.rule.id} {frame}")
        if kept is not None:
            made.append(kept)
    return made, [] if made else refused


def _spans(open_: Sequence[Mark]) -> Iterable[list[Mark]]:
    """Triggers by the words they stand on; several readings of the same words in the order of PRIORITY."""
    spans: dict[tuple[int, int], list[Mark]] = {}
    for mark in open_:
        spans.setdefault((mark.i, mark.j), []).append(mark)
    for marks in spans.values():
        yield sorted(
            marks, key=lambda mark: (PRIORITY.index(mark.value.rule.event), mark.value.form == "verb")
        )


def _frame(scene: Scene, trigger: Mark, voices: Sequence[Voice], before: Sequence[Frame]) -> Frame | str:
    """The frame of a trigger, or why it is none."""
    told, rule = scene.told, trigger.value.rule
    noun = is_noun(told, trigger)
    passive = not noun and is_passive(told, trigger)
    if rule.event == "attack" and noun and told.norm(trigger.i - 1) in ("no", "any"):
        return "negation"
    missing = lacks(scene, trigger, passive=passive, noun=noun)
    if (
        missing
        and not passive
        and not noun
        and rule.event in ("capture", "air_defence", "launch")
        and _participle(told, trigger)
    ):
        passive = True  # a headline leaves out "were": 39 drones intercepted over Volgograd
        missing = lacks(scene, trigger, passive=True, noun=False)
    if missing:
        return missing
    voice, relay = voice_of(voices, trigger.i)
    frame = Frame(rule, rule.event, trigger.i, trigger.j, passive, noun, voice=voice, relay=relay)
    if before and _purpose(told, trigger):
        return "intent"
    if rule.needs == "repelled" and _in_the_air(told, trigger):
        frame.event = "air_defence"
    if attempted(told, trigger) and rule.event in (*GROUND, "assault"):
        frame.event = "assault"
    elif negated(told, trigger) or told.of("untrue"):
        denied = ("capture", "advance", "withdrawal") + ("control",) * (told.lexicon.lang == "uk")
        if voice is None or rule.event not in denied:
            return "negation"
        frame.negated = True
    frame.actor, frame.actor_text = actor(
        told, trigger, passive=passive, noun=noun, voice=voice, after=_start(told, trigger)
    )
    if frame.event == "air_defence" and rule.reverse:
        frame.rule = replace(rule, reverse=False)  # who repels drones acts
    infer_actor(told, frame, before)
    ousted = frame.event == "capture" and rule.reverse and not (passive and rule.needs == "territory")
    if frame.actor is None and (
        ousted or (frame.event in ("advance", "withdrawal") and not (told.of("force") or told.of("own")))
    ):
        return "no side"
    return frame


def _in_the_air(told: Annotated, trigger: Mark) -> bool:
    """Whether what is repelled are drones or missiles: "отражена атака беспилотников"."""
    near = range(max(0, trigger.i - 5), trigger.j + 5)
    flying = any(mark.i in near for mark in told.of("count", "drones", "missiles"))
    return flying and not told.of("veto", "attempt")


def _purpose(told: Annotated, trigger: Mark) -> bool:
    """Whether an attempt is only what a deed was for: "captured Iskra in an attempt to reach Toretsk"."""
    for mark in told.of("veto", "attempt"):
        if 0 <= trigger.i - mark.j <= 2 and told.norm(mark.i - 1) in ("an", "a", "their", "its", "bid"):
            return told.norm(mark.i - 2) in ("in", "with")
    return False


def _participle(told: Annotated, trigger: Mark) -> bool:
    first = told.norm(trigger.i)
    return (
        told.lexicon.lang == "en"
        and (
            told.over("relation", trigger.j) is not None
            or told.norm(trigger.j) in ("", ".", ",", "–", "overnight")
        )
        and (first.endswith(("ed", "en")) or first == "shot")
        and told.norm(trigger.i - 1) not in ("had", "has", "have")
    )


def _start(told: Annotated, trigger: Mark) -> int:
    """First token of the clause that a trigger stands in."""
    return next(k for k in range(len(told.words)) if told.segments[k] == told.segments[trigger.i])
