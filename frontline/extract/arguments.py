"""Which places, numbers and dates of a sentence belong to which of its deeds."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from frontline.extract.annotate import Annotated
from frontline.extract.dates import When
from frontline.extract.deeds import GROUND, Frame
from frontline.extract.quantities import Quantity
from frontline.extract.relations import link_to
from frontline.extract.spot import Spot

__all__ = ["assign_dates", "assign_places", "assign_quantities", "share_places", "without_sectors"]


MEASURES = {
    "killed": ("attack",),
    "injured": ("attack",),
    "drones": ("air_defence", "launch"),
    "missiles": ("air_defence", "launch"),
    "bombs": ("air_defence", "launch"),
    "shot_down": ("air_defence",),
    "airstrikes": ("attack",),
    "attacks": ("assault", "attack"),
    "settlements": ("capture", "withdrawal", "control"),
    "percent": ("capture", "control", "advance"),
    "area_km2": ("capture", "control", "advance"),
    "distance_km": ("advance",),
}


def assign_places(told: Annotated, made: Sequence[Frame], found: Sequence[Spot]) -> None:
    """Give every place and region of the sentence to the frame that it belongs to."""
    last: Frame | None = None
    origins: list[Spot] = []
    for n, spot in enumerate(found):
        frame = _owner(told, made, spot, found)
        if _aim(told, spot, made):
            continue
        if frame is not None and frame.event in FLYING:
            before = found[n - 1] if n else None
            start = frame.event in LEAPS or (told.norm(frame.j) == "from" and not frame.rule.reverse)
            if (start and _origin(told, spot)) or (before in origins and _comma_list(told, before, spot)):
                origins.append(spot)
                continue
        if (
            n
            and not spot.region
            and not found[n - 1].region
            and spot.link == found[n - 1].link
            and _comma_list(told, found[n - 1], spot)
        ):
            frame = last or frame
        if frame is None:
            continue
        (frame.regions if spot.region else frame.places).append(spot)
        last = frame
    for frame in made:
        frame.places = _bare_places(told, frame)
        said = frame.voice
        if said is not None:
            frame.places = [spot for spot in frame.places if not said.i <= spot.i < said.j]
            own = [spot for spot in frame.regions if not said.i <= spot.i < said.j]
            frame.regions = own or frame.regions


LEAPS = ("launch", "air_defence", "attack")
FLYING = (*LEAPS, "assault", "advance")


def _origin(told: Annotated, spot: Spot) -> bool:
    """Whether a place is where drones came from: "launched from Kursk, Oryol and Navlya"."""
    return told.norm(link_to(told, spot.i)[1]) == "from" and told.norm(spot.j) != "to"


def _comma_list(told: Annotated, first: Spot, second: Spot) -> bool:
    between = {told.norm(k) for k in range(first.j, second.i) if not _typed(told, k)}
    return bool(between) and between <= {",", "and", "и", "і", "й", "та", "the", "в", "у", "in", "near", "at"}


def _typed(told: Annotated, k: int) -> bool:
    """Whether a word only tells the type of a listed place: "Iskra, a village, and …"."""
    return told.over("place_type", k) is not None or told.norm(k) in ("a", "an", "small")


def _owner(told: Annotated, made: Sequence[Frame], spot: Spot, found: Sequence[Spot]) -> Frame | None:
    """The frame of a place: its object or subject, else the nearest before it in the clause."""
    if not made:
        return None
    made = [frame for frame in made if not _divided(told, spot, frame)]
    clause = [frame for frame in made if told.segments[frame.i] == told.segments[spot.i]]
    if not clause and any(
        mark.i < spot.i and told.segments[mark.i] == told.segments[spot.i] for mark in told.of("aside")
    ):
        return None
    relative = [frame for frame in made if frame not in clause and _antecedent_of(told, frame, spot, found)]
    if relative:
        spot.rel, spot.aside = "at", False
        return relative[0]
    pool = clause or [frame for frame in made if not _in_relative(told, frame)]
    following = [frame for frame in pool if spot.j <= frame.i]
    preceding = [frame for frame in pool if frame.j <= spot.i]
    inside = [frame for frame in pool if frame.i <= spot.i < frame.j]
    if inside:
        return inside[0]
    if told.lexicon.lang == "uk" and preceding and following:
        commas = [k for k in range(preceding[-1].j, following[0].i) if told.norm(k) in (",", ":", "–")]
        if commas and all(k < spot.i for k in commas):
            return following[0]
        if commas and all(k >= spot.j for k in commas):
            return preceding[-1]
    if following and following[0].passive and following[0].i - spot.j <= 5:
        if preceding and _of_verb_before(told, preceding[-1], spot, following[0]):
            return preceding[-1]
        return following[0]
    if preceding:
        return preceding[-1]
    return following[0] if following and _leads_to(told, following[0], spot, found) else None


def _of_verb_before(told: Annotated, frame: Frame, spot: Spot, following: Frame) -> bool:
    """Whether a Russian place ends the clause of the verb before it: "ушли из Суджи, город освобождён"."""
    ends = told.norm(spot.j) == "," and spot.link in ("at", "near", "direction", "weak")
    if told.lexicon.lang == "ru" and not frame.passive:
        ends = any(told.norm(k) == "," for k in range(spot.j, following.i))
    return told.lexicon.lang != "en" and ends and spot.i - frame.j <= 4


def _divided(told: Annotated, spot: Spot, frame: Frame) -> bool:
    """Whether a semicolon, or who else says something, stands between a frame and a place behind it."""
    if told.segments[spot.i] == told.segments[frame.i]:
        between = range(frame.j, spot.i)
        return any(told.norm(k - 1) == "and" and told.over("speech", k) is not None for k in between)
    between = range(min(spot.j, frame.j), max(spot.i, frame.i))
    return any(told.norm(k) == ";" for k in between)


def _aim(told: Annotated, spot: Spot, made: Sequence[Frame]) -> bool:
    """Whether a place is only where somebody wants to get: "… in an attempt to reach Toretsk"."""
    before = [mark for mark in told.of("trigger") if mark.j <= spot.i and mark.value.form != "noun"]
    if not before or any(frame.i <= before[-1].i < frame.j for frame in made):
        return False
    aim = before[-1]
    return told.norm(aim.i - 1) == "to" and spot.i - aim.j <= 6 and told.over("veto", aim.i - 2) is not None


def _leads_to(told: Annotated, frame: Frame, spot: Spot, found: Sequence[Spot]) -> bool:
    """Whether a place before a frame is where it happens, or the name next to a passive: "X, held by"."""
    if told.lexicon.lang == "ru" and told.norm(frame.i).endswith("ав") and told.norm(frame.i - 1) == ",":
        return False  # "выровняли фронт под Сумами, заняв Юнаковку"
    if (
        not (frame.passive or frame.event == "control")
        or spot.region
        or spot.link in ("at", "near", "direction")
    ):
        return True
    later = [other for other in found if spot.i < other.i < frame.i and not other.region]
    return not later or _comma_list(told, spot, later[0])


def _antecedent_of(told: Annotated, frame: Frame, spot: Spot, found: Sequence[Spot]) -> bool:
    """Whether the clause of a frame hangs on a place before it: "Toretsk, captured in February"."""
    if not _in_relative(told, frame) or spot.j > frame.i or frame.i - spot.j > 12:
        return False
    start = next(k for k in range(len(told.words)) if told.segments[k] == told.segments[frame.i])
    gap = [told.norm(k) for k in range(spot.j, start)]
    if any(
        spot.i < other.i < start and not _comma_list(told, spot, other) for other in found if not other.region
    ):
        return False
    if told.over("conjunction", start) is None and gap[:1] != [","]:
        return False
    return spot.j <= start and len(gap) <= 6 and (frame.passive or frame.event in GROUND)


def _in_relative(told: Annotated, frame: Frame) -> bool:
    """Whether a frame stands in a relative clause or a participle clause."""
    start = next(k for k in range(len(told.words)) if told.segments[k] == told.segments[frame.i])
    conjunction = told.over("conjunction", start)
    return start > 0 and (start == frame.i or (conjunction is not None and conjunction.value == "relative"))


def _bare_places(told: Annotated, frame: Frame) -> list[Spot]:
    """Places of the frame itself: those that only tell where another place lies are dropped."""
    firm = [spot for spot in frame.places if not spot.aside]
    kept: list[Spot] = []
    for spot in firm:
        if kept and (_beside(told, kept[-1], spot) or spot.text in [other.text for other in kept]):
            continue
        if kept and kept[-1].kind == "district" and told.span(kept[-1].j, spot.i).strip() == ",":
            kept.pop()  # a district, and the city it belongs to
        kept.append(spot)
    if kept:
        on_foot = told.lexicon.lang == "uk" and frame.event == "assault"
        return kept if on_foot else without_sectors(told, kept)
    if told.lexicon.lang == "uk":
        return []  # "на схід від Вербового" tells where, and is not the place
    outside = [spot for spot in frame.places if not _in_parentheses(told, spot)] or frame.places
    for spot in outside:
        spot.rel = "near"
    return outside


def without_sectors(told: Annotated, places: list[Spot]) -> list[Spot]:
    """Places without the sector of the front that tells where they are."""
    return [spot for spot in places if not _sector(told, spot) or _joined(told, spot)] or places


def _sector(told: Annotated, spot: Spot) -> bool:
    """Whether a name is that of a sector: "in the Lyman direction", but not "towards Lyman"."""
    return spot.rel == "direction" and told.over("direction_word", spot.j) is not None


def _joined(told: Annotated, spot: Spot) -> bool:
    """Whether a direction goes on with a list: "near Lyman and Torske, and in the direction of Sloviansk"."""
    at = link_to(told, spot.i)[1]
    joint = told.norm(at - 1) in ("and", "и", "та", "і", "а", "также", "також")
    return spot.kind is not None or joint


def _in_parentheses(told: Annotated, spot: Spot) -> bool:
    """Whether a place stands in parentheses: "north of Lyman (south of Borova)"."""
    opened = [k for k in range(max(0, spot.i - 6), spot.i) if told.norm(k) in ("(", ")")]
    return bool(opened) and told.norm(opened[-1]) == "("


def _beside(told: Annotated, first: Spot, second: Spot) -> bool:
    """Whether the second place only tells where the first lies: "Torske, near Lyman"."""
    if second.rel != "near" or first.rel != "at":
        return False
    if told.over("place_type", link_to(told, second.i)[1] - 1) is not None:
        return True  # Trostianets and several villages near Kharkiv
    between = [told.norm(k) for k in range(first.j, second.i)]
    joined = {"и", "та", "і", "й"}.intersection(between)
    if told.lexicon.lang != "en" and (joined or ("," in between and first.link != "")):
        return False  # "в Щербиновке и вблизи Плещеевки"
    return (
        "and" not in between
        and len(between) <= 5
        and not any(told.over("trigger", k) for k in range(first.j, second.i))
    )


def share_places(told: Annotated, made: Sequence[Frame], found: Sequence[Spot]) -> None:
    """Give a deed the place that it only refers to: "Iskra, where they hold half of the village"."""
    for last, frame in itertools.pairwise(made):
        if frame.event == "withdrawal" and not frame.places:
            frame.places = list(last.places)
    settled = [spot for spot in found if not spot.region and not spot.aside]
    if told.lexicon.lang != "en":
        _taken_up(told, made, settled)
    for frame in made:
        if frame.places or frame.regions or frame.event not in (*GROUND, "attack"):
            continue
        before = [spot for spot in settled if spot.j <= frame.i]
        own = [mark for mark in told.of("place_type") if told.segments[mark.i] == told.segments[frame.i]]
        named = any(told.norm(mark.i - 1) == "the" and before and before[-1].j <= mark.i for mark in own)
        at = made.index(frame)
        taken = frame.passive and frame.event == "capture" and told.norm(frame.j) == "by"
        if at and frame.event == "attack" and told.norm(frame.i).endswith("ing"):
            frame.places, frame.regions = list(made[at - 1].places), list(made[at - 1].regions)
        elif before and (named or taken):
            frame.places = before[-1:]


def _taken_up(told: Annotated, made: Sequence[Frame], settled: Sequence[Spot]) -> None:
    """Give a deed the place that "the city", "it" or "the centre" takes up, or a relative clause shares."""
    for n, frame in enumerate(made):
        if frame.places or frame.regions:
            continue
        if frame.rule.needs == "casualties" and n:
            frame.places, frame.regions = list(made[n - 1].places), list(made[n - 1].regions)
            continue
        start = max([made[n - 1].j if n else 0, frame.i - 7])
        marks = [
            mark
            for mark in told.of("anaphor")
            if start <= mark.i < frame.j + 5 and not _name_behind(told, mark.j)
        ]
        before = [spot for spot in settled if marks and spot.j <= marks[0].i]
        behind = [spot for spot in settled if 0 <= spot.i - frame.j <= 4]
        if before:
            frame.places = before[-1:]
        elif (
            behind
            and frame.event in GROUND
            and any(
                behind[0] in other.places and told.segments[other.i] != told.segments[frame.i]
                for other in made[n + 1 :]
            )
        ):
            frame.places = behind[:1]


def _name_behind(told: Annotated, k: int) -> bool:
    """Whether a name follows, so that "the city" is not one named before."""
    return k < len(told.words) and (told.words[k].capital or told.norm(k) == '"')


def assign_quantities(told: Annotated, made: Sequence[Frame], amounts: Sequence[Quantity]) -> None:
    """Give every number of the sentence to the frame that it measures."""
    for amount in amounts:
        fitting = [frame for frame in made if frame.event in MEASURES.get(amount.measure, ())]
        if not fitting and told.lexicon.lang == "uk" and amount.measure in FLOWN:
            fitting = [frame for frame in made if frame.event == "attack"]
        if not amount.whole and (downed := _shot_down_later(fitting, amount)):
            fitting = downed
            if told.lexicon.lang == "uk" and any(other.measure == "shot_down" for other in amounts):
                fitting = [frame for frame in made if frame.event == "launch"]
        if amount.whole:
            fitting = [frame for frame in fitting if frame.event == "launch"]
        if fitting:
            frame = min(fitting, key=lambda frame: _far(told, frame, amount))
            measure = amount.measure
            if measure == "attacks" and frame.rule.reverse:
                measure = "repelled"
            kinds = {str(mark.value) for mark in told.of("count", *FLOWN)}
            if measure == "shot_down" and told.lexicon.lang == "uk" and len(kinds) == 1:
                measure = kinds.pop()  # "з 94 безпілотників знешкоджено 84"
            frame.quantities.setdefault(measure, amount)


FLOWN = ("drones", "missiles", "bombs")


def _shot_down_later(fitting: Sequence[Frame], amount: Quantity) -> list[Frame]:
    """The main verb of "45 drones launched by Russia were shot down", which the number belongs to."""
    behind = [frame for frame in fitting if amount.j <= frame.i]
    downed = [frame for frame in behind if frame.event == "air_defence" and frame.passive]
    return downed if downed and behind[0].event == "launch" else []


def _far(told: Annotated, frame: Frame, amount: Quantity) -> tuple[bool, bool, int]:
    """How far a quantity is from a frame: objects follow their verb, unless it is a passive close behind."""
    other_clause = told.segments[frame.i] != told.segments[amount.i]
    ahead = frame.i > amount.i and not (
        frame.i - amount.j <= 3 and (frame.passive or amount.measure in HARMS)
    )
    return other_clause, ahead, max(frame.i - amount.j, amount.i - frame.j, 0)


HARMS = ("killed", "injured")


def assign_dates(told: Annotated, made: Sequence[Frame], whens: Sequence[When]) -> None:
    """Date of each frame: of its clause, the nearest; else of the sentence outside relative clauses."""
    for frame in made:
        own = [when for when in whens if told.segments[when.i] == told.segments[frame.i]]
        if not own and not (_in_relative(told, frame) and frame.passive):
            own = [when for when in whens if not _when_in_relative(told, when) and when.i < frame.i]
        if own:
            exact = [when for when in own if when.precision == "day"] or own
            frame.when = min(exact, key=lambda when: min(abs(when.i - frame.j), abs(frame.i - when.j)))


def _when_in_relative(told: Annotated, when: When) -> bool:
    start = next(k for k in range(len(told.words)) if told.segments[k] == told.segments[when.i])
    conjunction = told.over("conjunction", start)
    return start > 0 and (conjunction is None or conjunction.value == "relative")
