"""What must stand beside the words of a rule before they are a claim, such as ground for a capture."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from frontline.extract.annotate import Annotated
from frontline.extract.dates import When, dates
from frontline.extract.lexicon import Mark
from frontline.extract.quantities import Quantity, quantities
from frontline.extract.relations import link_to
from frontline.extract.spot import Spot

__all__ = ["Scene", "lacks"]

AIRBORNE = ("drones", "missiles", "bombs")


@dataclass(frozen=True)
class Scene:
    """What a sentence offers to a frame; its dates and numbers are read when they are first asked for."""

    told: Annotated
    spots: Sequence[Spot]
    published: date

    @cached_property
    def whens(self) -> Sequence[When]:
        """Its dates."""
        return dates(self.told, self.published)

    @cached_property
    def quantities(self) -> Sequence[Quantity]:
        """Its quantities; numbers of dates are none."""
        return quantities(self.told, self.whens)

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
    told = scene.told
    if told.lexicon.lang != "en":
        if any(told.over("anaphor", k) is not None for k in range(trigger.i, trigger.j)):
            return None  # "доложил о его взятии"
        named = told.covered(("side", "enemy", "own", "force"))
        if not (named or scene.spots or scene.measured("area_km2", "settlements")):
            return "nobody and no place"
    if passive:
        found = _ground_before(scene, trigger)
        if found is None and scene.told.lexicon.lang != "en":
            found = _ground_after(scene, trigger, 10)
    else:
        found = _ground_after(scene, trigger, 10)
        if found is None and not noun:
            found = _antecedent(scene, trigger) or _object_ahead(scene, trigger)
    return None if found else "no territory as object"


def _close_territory(scene: Scene, trigger: Mark, passive: bool, noun: bool) -> str | None:
    if passive:
        return None if _ground_before(scene, trigger, near=4) else "no territory as object"
    found = _ground_after(scene, trigger, 5, close=True)
    if found is None and not noun:
        found = _object_ahead(scene, trigger)
    return None if found else "no territory as object"


def _ground_after(scene: Scene, trigger: Mark, reach: int, *, close: bool = False) -> bool | None:
    """Whether what is named first behind the trigger can change hands; False for booty, None for nothing."""
    told, share = scene.told, None
    if told.norm(trigger.j) in ("it", "them"):
        return True
    for k in range(trigger.j, min(len(told.words), trigger.j + reach)):
        spot = next((spot for spot in scene.spots if spot.i <= k < spot.j), None)
        if spot is not None and _elsewhere(told, trigger, spot):
            continue
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
        if _machine(told, k):
            return False
        if told.over("territory", k) is not None and not told.words[k].capital:
            if told.value("unit", k) != "percent" and told.over("fraction", k) is None:
                return True
            share = True  # of what, is told behind it
        if told.norm(k) in (";", ":", ".") or told.over("speech", k) is not None:
            return share
        if close and (told.norm(k) == "," or told.over("conjunction", k) is not None):
            return share
    return share


def _elsewhere(told: Annotated, trigger: Mark, spot: Spot) -> bool:
    """Whether an English place only tells where something was taken: "600 mines seized in Irpin"."""
    if told.lexicon.lang == "uk" or spot.link not in ("at", "near", "direction"):
        return False
    return trigger.value.rule.event == "capture" and link_to(told, spot.i)[1] >= trigger.j


def _machine(told: Annotated, k: int) -> bool:
    """Whether a word with digits is the name of a machine: T-90M, Su-27."""
    word = told.norm(k)
    return word[0].isalpha() and any(map(str.isdigit, word)) and told.over("unit", k) is None


def _ground_before(scene: Scene, trigger: Mark, *, near: int = 12) -> bool | None:
    """Whether the subject of a passive is ground."""
    told = scene.told
    for k in range(trigger.i - 1, max(-1, trigger.i - near - 1), -1):
        if any(spot.i <= k < spot.j for spot in scene.spots):
            return True
        if told.over("territory", k) is not None:
            return True
        if told.over("booty", k) is not None or _machine(told, k):
            return False
        declared = told.lexicon.lang == "uk" and told.norm(trigger.i).endswith("им") and trigger.i - k <= 2
        if told.norm(k) in (";", ".") or (
            told.over("speech", k) is not None and told.over("trigger", k) is None and not declared
        ):
            return None
    return None


def _object_ahead(scene: Scene, trigger: Mark) -> bool | None:
    """Whether ground stands bare before a verb of free word order: "Лиман звільнили", "сёла они взяли"."""
    told = scene.told
    if told.lexicon.lang == "en":
        return None
    for k in range(trigger.i - 1, -1, -1):
        other = told.over("trigger", k)
        if told.norm(k) in (";", ":", ".") or (other is not None and other.value.form == "verb"):
            return None
        spot = next((spot for spot in scene.spots if spot.i <= k < spot.j), None)
        if spot is not None and not spot.region and spot.link == "":
            return True
        if spot is None and told.over("booty", k) is not None:
            return False
        if spot is None and told.over("territory", k) is not None and link_to(told, k)[0] == "":
            return True
    return None


def _subject(scene: Scene, trigger: Mark, passive: bool, noun: bool) -> str | None:
    """A bare place that opens the clause: "Очеретине впало", "село Невське знову вільне"."""
    told = scene.told
    start = trigger.i
    while start > 0 and told.norm(start - 1) not in (",", ";", ":", ".", "–"):
        start -= 1
    opens = (spot for spot in scene.spots if start <= spot.i <= start + 2 and spot.j <= trigger.i)
    return None if any(spot.link == "" and not spot.region for spot in opens) else "no place as subject"


def _oust(scene: Scene, trigger: Mark, passive: bool, noun: bool) -> str | None:
    """A side that is driven, and a place or a distance: "вибили росіян із села", "відкинуто на 2 км"."""
    told = scene.told
    driven = [
        mark
        for mark in [*told.of("side"), *told.of("enemy")]
        if abs(mark.i - trigger.i) <= 7 and told.over("oblique", mark.i) is not None
    ]
    if not driven:
        return "nobody is driven"
    return None if scene.spots or scene.measured("distance_km") else "no place or distance"


def _times(scene: Scene, trigger: Mark, passive: bool, noun: bool) -> str | None:
    """A number of times: "атакував двадцять один раз"."""
    if any(spot.i == trigger.j for spot in scene.spots):
        return "shelled and not assaulted"
    if scene.told.of("weapon", "drone", "missile"):
        return "from the air"
    near = (quantity for quantity in scene.measured("attacks") if -6 <= quantity.i - trigger.i <= 6)
    return None if any(near) else "no number of attacks"


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


def _fallen(scene: Scene, trigger: Mark, passive: bool, noun: bool) -> str | None:
    """A place as the bare subject: "Vuhledar fell in October"."""
    told = scene.told
    subject = [spot for spot in scene.spots if spot.j == trigger.i and not spot.region and spot.link == ""]
    ends = told.norm(trigger.j) in ("", ".", ",", "on", "in", "after", "without", "and", '"', "last")
    ends = ends or told.over("month", trigger.j) is not None or told.over("weekday", trigger.j) is not None
    return None if subject and ends else "no place that fell"


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
    if trigger.value.rule.event == "advance" and _flies(scene.told, trigger):
        return "a missile"
    if trigger.value.rule.event == "control":
        return _held(scene, trigger, passive, noun)
    if noun:
        spots = scene.spots_in(trigger.j, trigger.j + 5)
        if scene.told.lexicon.lang != "en":
            spots += scene.spots_in(trigger.i - 5, trigger.i)  # "у Майского показал продвижение"
        placed = any(spot.link in ("at", "near", "direction", "weak") for spot in spots)
        return None if placed else "no place or distance"
    start = trigger.j if trigger.value.rule.event == "advance" else max(0, trigger.i - 12)
    found = _any_ground(scene, start, trigger.j + 14) or _same_clause_spot(scene, trigger)
    return None if found else "no place or distance"


def _flies(told: Annotated, trigger: Mark) -> bool:
    """Whether what enters or crosses is a missile or a drone."""
    machines = told.covered(("weapon",)) | {mark.j - 1 for mark in told.of("count", *AIRBORNE)}
    flying = machines.intersection(range(max(0, trigger.i - 3), trigger.i))
    if told.lexicon.lang == "uk":
        flying = flying - {mark.i for mark in told.of("count", "attacks")}  # a raiding party walks
    return bool(flying) and told.over("trigger", trigger.i - 1) is None


def _force(scene: Scene, trigger: Mark, passive: bool, noun: bool) -> str | None:
    """A side's soldiers before the verb, and a place behind it."""
    before = range(max(0, trigger.i - 4), trigger.i)
    led = scene.told.covered(("side", "force", "enemy", "own")).intersection(before)
    return None if led and scene.spots_in(trigger.j, trigger.j + 6) else "no soldiers or no place"


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
        found = _ground_before(scene, trigger, near=14) or _trapped(scene, trigger)
    else:
        found = _ground_after(scene, trigger, 6, close=True) or _trapping(scene, trigger)
        if found is None and scene.told.lexicon.lang == "uk":
            found = _object_ahead(scene, trigger)
    return None if found else "no ground that is held"


def _trapped(scene: Scene, trigger: Mark) -> bool:
    """Whether troops are surrounded in a place: "two battalions were encircled in Myrnohrad"."""
    told = scene.told
    force = any(told.over(label, k) for label in ("force", "side") for k in range(trigger.i - 6, trigger.i))
    return force and any(spot.link == "at" for spot in scene.spots_in(trigger.j, trigger.j + 6))


def _trapping(scene: Scene, trigger: Mark) -> bool | None:
    """Whether troops are the object, and a place tells where: "encircled Ukrainian troops in Pokrovsk"."""
    told = scene.told
    if not told.norm(trigger.i).startswith(("encircl", "surround")):
        return None
    force = told.covered(("force", "combatant")).intersection(range(trigger.j, trigger.j + 4))
    return bool(force) and any(spot.link == "at" for spot in scene.spots_in(trigger.j, trigger.j + 7))


def _place(scene: Scene, trigger: Mark, passive: bool, noun: bool) -> str | None:
    """A place in the clause, or a number of attacks."""
    event, told = trigger.value.rule.event, scene.told
    if scene.measured("attacks") and event == "assault":
        return None
    if event == "withdrawal" and not noun and not told.norm(trigger.i).endswith("ing"):
        before = range(max(0, trigger.i - 6), trigger.i)
        if told.covered(("force", "side", "own", "pronoun")).intersection(before):
            return None
    if told.of("anaphor") and scene.spots:
        return None
    return None if _same_clause_spot(scene, trigger) else "no place"


def _repelled(scene: Scene, trigger: Mark, passive: bool, noun: bool) -> str | None:
    """Attacks as the object, or before a passive."""
    ahead = scene.told.lexicon.lang == "uk" and scene.told.over("count", trigger.i - 1) is not None
    near = range(max(0, trigger.i - 6 if passive or ahead else trigger.i), trigger.j + 7)
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
    active = not noun and (told.lexicon.lang == "ru" or (told.lexicon.lang == "en" and not passive))
    if active and _soldiers(told, trigger):
        return "losses"
    hot = noun or trigger.value.rule.weapons
    by_whom = any(told.value("voice", k) == "by" for k in range(trigger.j, trigger.j + 2))
    if scene.spots and (warlike or hot or (passive and not by_whom)):
        return None
    named = any(abs(mark.i - trigger.i) <= 4 for mark in [*told.of("side"), *told.of("enemy")])
    if noun and told.of("side") and told.over("carries", trigger.i - 2) and scene.measured("airstrikes"):
        return None  # "за сутки нанесли 38 авиаударов"
    carried = range(max(0, trigger.i - 4), trigger.i)
    if (
        noun
        and told.lexicon.lang == "uk"
        and scene.measured("airstrikes")
        and (told.of("side") or told.of("enemy"))
        and told.covered(("carries",)).intersection(range(max(0, trigger.i - 7), trigger.i))
    ):
        return None  # "ворог завдав одного ракетного та 76 авіаударів"
    if noun and told.of("own") and any(told.over("carries", k) is not None for k in carried):
        return None  # it had launched a massive strike on energy facilities
    raid = any(mark.value.form == "noun" and mark.value.rule.weapons for mark in told.of("trigger"))
    if (hot or raid) and (named or (warlike and scene.measured("killed", "injured"))):
        return None
    return "no target"


def _soldiers(told: Annotated, trigger: Mark) -> bool:
    """Whether only soldiers are counted as the object: "destroyed 65 Ukrainian soldiers"."""
    number = told.number(trigger.j) or told.number(trigger.j + 1)
    return number is not None and any(told.over("combatant", k) for k in range(number.j, number.j + 3))


def _casualties(scene: Scene, trigger: Mark, passive: bool, noun: bool) -> str | None:
    told = scene.told
    counted = [
        quantity
        for quantity in scene.measured("killed", "injured")
        if quantity.i < trigger.j and trigger.i <= quantity.j
    ]
    if not counted and not (told.of("weapon") and told.over("person", trigger.j) is not None):
        return "no number of casualties"
    if told.of("veto", "accident") or (told.of("veto", "losses") and not told.of("weapon")):
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
    if (passive and told.lexicon.lang == "en" and _hit_by(told, trigger)) or _by_drone(told, trigger):
        return "hit on the ground"
    flying = [mark for mark in flying if not _part_of_name(told, mark)]
    downed = any(quantity.i == trigger.j for quantity in scene.measured("shot_down", "drones"))
    if downed and flying and told.lexicon.lang == "uk":
        return None  # "із 280 ракет збито 236"
    if downed and any(mark.j <= trigger.i for mark in told.of("instrument")):
        return None  # "атаковала сорока «Геранями», сбили двадцать шесть"
    flying = [mark for mark in flying if told.over("instrument", mark.j - 1) is None]
    if told.lexicon.lang == "ru" and any(trigger.i < mark.i < trigger.j for mark in flying):
        return None  # "отражена атака БПЛА"
    if flying and any(abs(mark.i - trigger.i) <= 2 for mark in told.of("defence")):
        return None  # "ещё два уничтожены ПВО"
    behind = [mark for mark in flying if 0 <= mark.i - trigger.j <= 9 and not _means(told, trigger.j, mark.i)]
    behind = [
        mark for mark in behind if mark.label == "aircraft" or not _counts_others(scene, trigger.j, mark.i)
    ]
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


def _hit_by(told: Annotated, trigger: Mark) -> bool:
    """Whether aircraft were destroyed by a strike: "40 warplanes were destroyed by drone attacks"."""
    by = next((k for k in range(trigger.j, trigger.j + 4) if told.value("voice", k) == "by"), None)
    return by is not None and any(told.over("weapon", k) is not None for k in range(by, by + 4))


def _by_drone(told: Annotated, trigger: Mark) -> bool:
    """Whether aircraft are what a drone or missile destroyed: "drones destroyed two helicopters"."""
    subject = [mark for mark in told.of("weapon", "drone", "missile") if 0 <= trigger.i - mark.j <= 1]
    if not subject or told.number(subject[0].i - 1) is not None or told.value("voice", trigger.i - 1) == "be":
        return False
    return any(0 <= mark.i - trigger.j <= 4 for mark in told.of("aircraft"))


def _part_of_name(told: Annotated, mark: Mark) -> bool:
    """Whether a weapon is only the first half of a noun: "a drone control centre"."""
    if told.lexicon.lang != "en" or mark.j >= len(told.words) or told.norm(mark.j - 1).endswith("s"):
        return False
    if not told.norm(mark.j).isalpha() or told.words[mark.j].capital:
        return False
    plain = ("relation", "conjunction", "voice", "trigger", "speech", "deictic", "weekday", "count", "filler")
    return mark.j not in told.covered(plain) and not told.norm(mark.j).endswith(("ed", "ing", "ly"))


def _counts_others(scene: Scene, i: int, j: int) -> bool:
    """Whether Russian counts something on the ground first: "уничтожены 20 машин и сотня дронов"."""
    if scene.told.lexicon.lang == "en":
        return False
    aloft = scene.measured(*AIRBORNE)
    numbers = (number for number in scene.told.numbers if i <= number.i and number.j < j)
    return any(not any(q.i <= number.i < q.j for q in aloft) for number in numbers)


def _object_first(told: Annotated, trigger: Mark, flying: Sequence[Mark]) -> bool:
    """Whether what flies is the object though it stands first: "три беспилотника сбили"."""
    if told.norm(trigger.i).startswith(("сби", "зби", "перехв", "перехоп")):
        return True
    if told.lexicon.lang == "ru":
        return any(
            told.number(k) is not None
            for mark in flying
            for k in range(max(0, mark.i - 2), mark.i)
            if told.over("month", k + 1) is None
        )
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
    if verb in ("used", "use") and told.norm(trigger.j) == "to":
        return "no number of drones or missiles"
    flying = [mark for mark in told.of("count", *AIRBORNE) if told.over("trigger", mark.j) is None]
    for vague in told.of("vague"):
        if 0 <= vague.i - trigger.j <= 3 and any(0 <= mark.i - vague.j <= 3 for mark in flying):
            return None
    for quantity in scene.measured(*AIRBORNE):
        if told.norm(quantity.i) in ("a", "an"):
            continue
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
        struck = told.lexicon.lang == "uk" and verb.startswith(("атак", "вдари", "удари", "би"))
        if struck and quantity.j <= trigger.i and not all(spot.region for spot in scene.spots):
            continue  # "двадцять дронів атакували Ізмаїл" tells of a strike
        if 0 <= trigger.i - quantity.j <= 4 + 3 * (told.lexicon.lang == "uk") and (
            passive or told.lexicon.lang != "en"
        ):
            return None
    return "no number of drones or missiles"


def _armed(scene: Scene, trigger: Mark, passive: bool, noun: bool) -> str | None:
    """A target, and a weapon: fires and falls have other causes too."""
    return _target(scene, trigger, passive, noun) if scene.told.of("weapon") else "no weapon"


NEEDS: Mapping[str, Callable[[Scene, Mark, bool, bool], str | None]] = {
    "territory": _territory,
    "close territory": _close_territory,
    "subject": _subject,
    "oust": _oust,
    "times": _times,
    "fall": _fall,
    "fallen": _fallen,
    "force": _force,
    "list": _list,
    "ground": _ground,
    "distance": _distance,
    "place": _place,
    "repelled": _repelled,
    "target": _target,
    "armed": _armed,
    "casualties": _casualties,
    "airborne": _airborne,
    "count": _count,
}
