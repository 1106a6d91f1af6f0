"""What must stand beside the words of a rule before they are a claim, such as ground for a capture."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from frontline.extract.annotate import Annotated
from frontline.extract.lexicon import Mark
from frontline.extract.quantities import Quantity
from frontline.extract.spot import Spot

__all__ = ["Scene", "lacks"]

AIRBORNE = ("drones", "missiles", "bombs")


@dataclass(frozen=True, slots=True)
class Scene:
    """What a sentence offers to a frame."""

    told: Annotated
    spots: Sequence[Spot]
    quantities: Sequence[Quantity]

    def spots_in(self, i: int, j: int) -> list[Spot]:
        """Spots that begin among tokens i to j (exclusive)."""
        return [spot for spot in self.spots if i <= spot.i < j]

    def measured(self, *measures: str) -> list[Quantity]:
        """Quantities of some measures."""
        return [quantity for quantity in self.quantities if quantity.measure in measures]


def lacks(scene: Scene, trigger: Mark, *, passive: bool, noun: bool) -> str | None:
    """What the rule of a trigger misses in the sentence, or None when nothing does."""
    return NEEDS[trigger.value.rule.needs](scene, trigger, passive, noun)


def _territory(scene: Scene, trigger: Mark, passive: bool, noun: bool) -> str | None:
    """Ground as the object: behind an active verb or noun, before a passive or a relative clause."""
    if passive:
        found = _ground_before(scene, trigger)
        if found is None and scene.told.lexicon.lang != "en":
            found = _ground_after(scene, trigger, 10)
    else:
        found = _ground_after(scene, trigger, 10)
        if found is None and not noun:
            found = _antecedent(scene, trigger)
    return None if found else "no territory as object"


def _close_territory(scene: Scene, trigger: Mark, passive: bool, noun: bool) -> str | None:
    if passive:
        return None if _ground_before(scene, trigger, near=4) else "no territory as object"
    return None if _ground_after(scene, trigger, 5, close=True) else "no territory as object"


def _ground_after(scene: Scene, trigger: Mark, reach: int, *, close: bool = False) -> bool | None:
    """Whether what is named first behind the trigger can change hands; False for booty, None for nothing."""
    told = scene.told
    for k in range(trigger.j, min(len(told.words), trigger.j + reach)):
        spot = next((spot for spot in scene.spots if spot.i <= k < spot.j), None)
        if spot is not None:
            return not (close and spot.link not in ("", "weak")) or None
        counted = told.over("count", k)
        if counted is not None and counted.value != "settlements":
            return False
        booty = told.over("booty", k)
        if (
            booty is not None
            and (booty.j - booty.i > 1 or told.over("territory", k) is None)
            and not told.words[k].possessive
        ):
            return False
        if told.over("territory", k) is not None and not told.words[k].capital:
            return True
        if told.norm(k) in (";", ":", ".") or told.over("speech", k) is not None:
            return None
        if close and (told.norm(k) == "," or told.over("conjunction", k) is not None):
            return None
    return None


def _ground_before(scene: Scene, trigger: Mark, *, near: int = 12) -> bool | None:
    """Whether the subject of a passive is ground."""
    told = scene.told
    for k in range(trigger.i - 1, max(-1, trigger.i - near - 1), -1):
        if any(spot.i <= k < spot.j for spot in scene.spots):
            return True
        if told.over("territory", k) is not None:
            return True
        if told.over("booty", k) is not None:
            return False
        if told.norm(k) in (";", ".") or (
            told.over("speech", k) is not None and told.over("trigger", k) is None
        ):
            return None
    return None


def _antecedent(scene: Scene, trigger: Mark) -> bool | None:
    """Whether the object stands before a relative clause: "Toretsk, a town that Russian troops captured"."""
    told = scene.told
    for k in range(trigger.i - 1, max(-1, trigger.i - 7), -1):
        conjunction = told.over("conjunction", k)
        if conjunction is not None and conjunction.value == "relative":
            return _ground_before(scene, Mark("", None, k, k), near=6)
    return None


def _fall(scene: Scene, trigger: Mark, passive: bool, noun: bool) -> str | None:
    """A place before, a side behind: "Vuhledar fell to Russian troops"."""
    told = scene.told
    to = next((k for k in range(trigger.j, trigger.j + 5) if told.norm(k) in (",", ".", ";")), trigger.j + 5)
    named = any(
        told.over("side", k) is not None or told.over("enemy", k) is not None for k in range(trigger.i, to)
    )
    return None if named and _ground_before(scene, trigger, near=5) else "no place that fell to a side"


def _list(scene: Scene, trigger: Mark, passive: bool, noun: bool) -> str | None:
    """Places that are only named: which of them changed hands, the sentence before says."""
    named = [spot for spot in scene.spots_in(trigger.j, trigger.j + 10) if not spot.region]
    return None if named else "no places that are named"


def _ground(scene: Scene, trigger: Mark, passive: bool, noun: bool) -> str | None:
    """A place, a distance, an area, a share or other ground close behind (or before a passive)."""
    if scene.measured("distance_km", "area_km2", "percent") and not (
        noun and not _measured_after(scene, trigger)
    ):
        return None
    if trigger.value.rule.event == "control":
        return _held(scene, trigger, passive, noun)
    if noun:
        spots = scene.spots_in(trigger.j, trigger.j + 5)
        placed = any(spot.link in ("at", "near", "direction", "weak") for spot in spots)
        return None if placed else "no place or distance"
    start = trigger.j if trigger.value.rule.event == "advance" else max(0, trigger.i - 12)
    found = _any_ground(scene, start, trigger.j + 14) or _same_clause_spot(scene, trigger)
    return None if found else "no place or distance"


def _same_clause_spot(scene: Scene, trigger: Mark) -> bool:
    told = scene.told
    return any(told.segments[spot.i] == told.segments[trigger.i] for spot in scene.spots)


def _any_ground(scene: Scene, i: int, j: int) -> bool:
    told = scene.told
    return bool(scene.spots_in(i, j)) or any(
        told.over("territory", k) is not None for k in range(i, min(j, len(told.words)))
    )


def _measured_after(scene: Scene, trigger: Mark) -> bool:
    measured = scene.measured("distance_km", "area_km2", "percent")
    return any(0 <= quantity.i - trigger.j <= 4 for quantity in measured)


def _distance(scene: Scene, trigger: Mark, passive: bool, noun: bool) -> str | None:
    """A distance close behind the verb: "gained up to 10 km"."""
    close = any(0 <= quantity.i - trigger.j <= 4 for quantity in scene.measured("distance_km"))
    return None if close else "no distance"


def _held(scene: Scene, trigger: Mark, passive: bool, noun: bool) -> str | None:
    if noun:
        found: bool | None = _ground_before(scene, trigger, near=10) or _ground_after(scene, trigger, 6)
    elif passive:
        found = _ground_before(scene, trigger, near=14)
    else:
        found = _ground_after(scene, trigger, 6, close=True)
    return None if found else "no ground that is held"


def _place(scene: Scene, trigger: Mark, passive: bool, noun: bool) -> str | None:
    """A place in the clause, or a number of attacks."""
    if scene.measured("attacks") and trigger.value.rule.event == "assault":
        return None
    return None if _same_clause_spot(scene, trigger) else "no place"


def _repelled(scene: Scene, trigger: Mark, passive: bool, noun: bool) -> str | None:
    """Attacks as the object, or before a passive."""
    near = range(max(0, trigger.i - 6 if passive else trigger.i), trigger.j + 7)
    assaults = [mark for mark in scene.told.of("count", "attacks") if mark.i in near]
    if trigger.value.form == "verb" and not passive:  # not "halted work after an attack"
        behind = [mark.i for mark in scene.told.of("relation") if mark.i >= trigger.j]
        assaults = [mark for mark in assaults if mark.i < min(behind, default=mark.j)]
    return None if assaults else "nothing that is repelled"


def _target(scene: Scene, trigger: Mark, passive: bool, noun: bool) -> str | None:
    """A place with something warlike beside it, or a named side's strike."""
    told = scene.told
    warlike = bool(told.of("side") or told.of("enemy") or told.of("weapon") or told.of("own"))
    if told.of("veto", "accident") and not warlike:
        return "accident"
    warlike = warlike or bool(scene.measured("killed", "injured"))
    hot = noun or trigger.value.rule.weapons
    by_whom = any(told.value("voice", k) == "by" for k in range(trigger.j, trigger.j + 2))
    if scene.spots and (warlike or hot or (passive and not by_whom)):
        return None
    named = any(abs(mark.i - trigger.i) <= 4 for mark in [*told.of("side"), *told.of("enemy")])
    if hot and (named or (warlike and scene.measured("killed", "injured"))):
        return None
    return "no target"


def _casualties(scene: Scene, trigger: Mark, passive: bool, noun: bool) -> str | None:
    told = scene.told
    if not [
        quantity
        for quantity in scene.measured("killed", "injured")
        if quantity.i < trigger.j and trigger.i <= quantity.j
    ]:
        return "no number of casualties"
    if told.of("veto", "accident") or (told.of("veto", "losses") and not scene.spots):
        return "accident or losses"
    warlike = told.of("side") or told.of("enemy") or told.of("weapon")
    return None if warlike or any(spot.region or spot.link for spot in scene.spots) else "no place"


def _airborne(scene: Scene, trigger: Mark, passive: bool, noun: bool) -> str | None:
    """Drones, missiles or aircraft as the object."""
    told = scene.told
    flying = [
        mark
        for mark in [*told.of("count", *AIRBORNE), *told.of("aircraft")]
        if (other := told.over("trigger", mark.j)) is None
        or other.value.form != "noun"
        or mark.j == trigger.i
        if (whole := told.over("trigger", mark.i)) is None or whole.value.form != "noun"
    ]
    behind = [mark for mark in flying if 0 <= mark.i - trigger.j <= 9 and not _means(told, trigger.j, mark.i)]
    before = [
        mark for mark in flying if 0 <= trigger.i - mark.j <= 9 and not _means(told, mark.i - 3, mark.i)
    ]
    if behind and not passive:
        return None
    if before and (passive or noun or (told.lexicon.lang != "en" and _object_first(told, trigger, before))):
        return None
    if told.lexicon.lang != "en" and behind:
        return None
    return "nothing that flies"


def _object_first(told: Annotated, trigger: Mark, flying: Sequence[Mark]) -> bool:
    """Whether what flies is the object though it stands first: "три беспилотника сбили"."""
    if told.norm(trigger.i).startswith(("сби", "зби", "перехв", "перехоп")):
        return True
    return any(told.number(k) is not None for mark in flying for k in range(max(0, mark.i - 3), mark.i))


def _means(told: Annotated, i: int, j: int) -> bool:
    """Whether a weapon between i and j is what somebody used: "destroyed by a drone"."""
    return any(
        told.value("voice", k) == "by" or told.over("means", k) is not None for k in range(max(0, i), j)
    )


def _count(scene: Scene, trigger: Mark, passive: bool, noun: bool) -> str | None:
    """A number of drones, missiles or bombs close behind the verb, or before its passive."""
    told = scene.told
    verb = told.norm(trigger.i)
    reach = 8
    for quantity in scene.measured(*AIRBORNE):
        gap = range(trigger.j, quantity.i)
        if 0 <= quantity.i - trigger.j <= reach + 4 and not any(
            told.over("trigger", k) is not None for k in gap
        ):
            attack = verb.startswith(("attack", "pound", "атак"))
            if (
                not attack
                or any(told.norm(k) == "with" for k in range(trigger.i, quantity.i))
                or told.lexicon.lang != "en"
            ):
                return None
        if 0 <= trigger.i - quantity.j <= 4 and (passive or told.lexicon.lang != "en"):
            return None
    return "no number of drones or missiles"


NEEDS: Mapping[str, Callable[[Scene, Mark, bool, bool], str | None]] = {
    "territory": _territory,
    "close territory": _close_territory,
    "fall": _fall,
    "list": _list,
    "ground": _ground,
    "distance": _distance,
    "place": _place,
    "repelled": _repelled,
    "target": _target,
    "casualties": _casualties,
    "airborne": _airborne,
    "count": _count,
}
