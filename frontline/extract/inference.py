"""Which side acts when the sentence leaves it to be understood: by the victim, the speaker or the sky."""

from __future__ import annotations

from collections.abc import Sequence

from frontline.extract.actors import OTHER_SIDE, sides
from frontline.extract.annotate import Annotated
from frontline.extract.deeds import Frame
from frontline.extract.lexicon import Mark

__all__ = ["infer_actor"]


def infer_actor(told: Annotated, frame: Frame, before: Sequence[Frame]) -> None:
    """What the words beside the trigger add: who repels was attacked, who is shot at has an enemy."""
    if frame.event == "assault" and (side := _who_tried(told, frame)) is not None:
        frame.actor, frame.actor_text = side
    if frame.rule.reverse:
        frame.actor, frame.actor_text = _reversed(told, frame), None
    if frame.rule.needs == "oust":
        frame.actor, frame.actor_text = _ouster(told, frame), None
    if frame.actor is None and frame.event in ("attack", "air_defence", "assault", "advance"):
        victim = _victim(told, frame)
        if victim is not None:
            frame.actor = OTHER_SIDE[victim]
    if frame.rule.needs == "list":  # the sides of a list are those of what it lists
        taken = next((other for other in reversed(before) if other.event == "capture"), None)
        frame.actor, frame.actor_text = (taken.actor, taken.actor_text) if taken else (None, None)
        return
    if (
        frame.actor is None
        and before
        and not frame.passive
        and not frame.noun
        and _elided(told, before[-1], frame)
    ):
        frame.actor, frame.actor_text = before[-1].actor, before[-1].actor_text
    boast = frame.voice is not None and frame.voice.side == "RU"
    if frame.actor is None and frame.event == "capture" and not boast:
        words = (told.value("taker", k) for k in range(frame.i, frame.j))
        frame.actor = next((side for side in words if side), None)
    if frame.actor is None and frame.event == "withdrawal" and frame.passive and frame.voice is not None:
        frame.actor = frame.voice.side if frame.voice.side in OTHER_SIDE else None
    if frame.actor is None and frame.event == "capture" and frame.passive and frame.voice is not None:
        frame.actor = _taker(told, frame)
    if frame.event == "capture" and frame.actor is None and told.norm(frame.i).startswith("оккуп"):
        frame.actor = "RU"  # nobody else's gains are called so
    if frame.event == "capture" and frame.actor is None and frame.passive and told.lexicon.lang != "en":
        frame.actor = next(
            (OTHER_SIDE.get(str(mark.value)) for mark in told.of("side") if told.norm(mark.i - 1) == "от"),
            None,
        )  # "село освобождено от украинских войск"
    if told.of("untrue") and frame.voice is not None and frame.event == "capture" and frame.actor is None:
        frame.actor = OTHER_SIDE.get(frame.voice.side or "")
    if frame.event == "withdrawal" and frame.noun and frame.actor is None and frame.voice is not None:
        frame.actor = frame.voice.side if frame.voice.side in OTHER_SIDE else None
    freed = frame.voice is not None and frame.voice.side == "UA" and told.norm(frame.i).startswith(FREES)
    if frame.actor is None and frame.event == "capture" and frame.noun and freed:
        frame.actor = "UA"
    if frame.actor is None and frame.event == "capture" and frame.noun and frame.voice is not None:
        own = frame.voice.verb in ("say", "claim")
        frame.actor = (
            frame.voice.side
            if own and frame.voice.side in OTHER_SIDE
            else OTHER_SIDE.get(frame.voice.side or "")
        )
    if frame.actor is None and frame.noun and frame.event in ("capture", "advance", "attack", "assault"):
        frame.actor = _only_side(told, frame)
    if frame.actor is None and frame.event == "launch":
        frame.actor = _launcher(told, frame)
    if frame.actor is None and frame.event == "air_defence":
        frame.actor = _defender(told, frame)
    struck = frame.event == "attack" and told.norm(frame.i).startswith("удар")
    struck = struck and frame.voice is not None and (frame.voice.id == "ru_mod" or _abroad(told, frame))
    done = frame.noun or (told.lexicon.lang == "ru" and frame.passive)
    struck = struck or (done and told.norm(frame.i).startswith(HITS))
    if frame.actor is None and struck and frame.voice is not None:
        frame.actor = frame.voice.side if frame.voice.id in STRIKERS else None


def _abroad(told: Annotated, frame: Frame) -> bool:
    """Whether a strike hit a region of the other side than that of who tells of it."""
    side = frame.voice.side if frame.voice else None
    return any(mark.i >= frame.i and mark.value not in (None, side) for mark in told.of("home"))


def _only_side(told: Annotated, frame: Frame) -> str | None:
    """Who boasts of a deed ("Ukraine claims drone attacks"), or the one side whose soldiers are named."""
    voice = frame.voice
    if told.lexicon.lang == "uk" and frame.event == "attack":
        return None
    if voice is not None and voice.side in OTHER_SIDE and 0 <= frame.i - voice.j <= 3:
        bare = frame.event != "assault" and not any(
            told.norm(k) in ("that", "a", "an", "the") for k in range(voice.j, frame.i)
        )
        return voice.side if bare and voice.verb in ("say", "claim") and voice.j > voice.i else None
    if (
        frame.event == "capture"
        and told.lexicon.lang != "en"
        and (voice is None or voice.side not in OTHER_SIDE)
    ):
        shown = {
            str(mark.value) for mark in told.of("side") if voice is None or not voice.i <= mark.i < voice.j
        }
        return shown.pop() if len(shown) == 1 else None
    if frame.event != "advance":
        return None
    named = {str(mark.value) for mark in told.of("side") if told.over("force", mark.j) is not None}
    return named.pop() if len(named) == 1 else None


def _who_tried(told: Annotated, frame: Frame) -> tuple[str, str] | None:
    """Side of "Russian attempts to seize X", whoever stopped them."""
    for attempt in told.of("veto", "attempt"):
        for mark in told.of("side"):
            if mark.j == attempt.i and attempt.j <= frame.i and not _names_subject(told, mark):
                return str(mark.value), told.span(mark.i, mark.j)
    return None


def _names_subject(told: Annotated, mark: Mark) -> bool:
    """Whether a side is a noun itself: "Russia tried to", and not an adjective."""
    return not told.norm(mark.i).endswith(("ian", "n", "ие", "і", "их"))


def _elided(told: Annotated, last: Frame, frame: Frame) -> bool:
    """Whether a verb goes on with the subject of the one before: "… and captured", ", attacking"."""
    if last.passive:
        return False
    if told.over("pronoun", frame.i - 1) is not None:
        return True  # … as they retreat
    for k in range(frame.i - 1, last.j - 1, -1):
        if told.norm(k) in JOINS:
            return True
        if told.lexicon.lang != "en" and (k in told.covered(TIMES) or told.norm(k)[:1].isdigit()):
            continue
        if not (
            told.norm(k).endswith("ly")
            or told.norm(k)
            in (
                "also",
                "then",
                "had",
                "have",
                "has",
                "later",
                "be",
                "been",
                "while",
                "also",
                "далее",
                "также",
                "затем",
                "також",
            )
        ):
            return False
    return False


TIMES = ("relation", "deictic", "month", "weekday", "daytime", "filler", "veto")
JOINS = {"and", ",", "while", "before", "after", "by", "и", "та", "і", "й", "а", "но", "але", "or", "but"}
FREES = (
    "liberat",
    "retak",
    "retook",
    "recaptur",
    "reclaim",
    "освобо",
    "звільн",
    "деок",
    "верн",
    "поверн",
    "відвоюв",
    "отво",
)


def _taker(told: Annotated, frame: Frame) -> str | None:
    """Who took a place when a belligerent says it "was captured": Ukraine calls its own gains liberated."""
    side = frame.voice.side if frame.voice else None
    if side == "UA" and frame.voice is not None and told.norm(frame.voice.j - 1).startswith("declar"):
        return side
    if side == "UA":
        return "UA" if told.norm(frame.i).startswith(FREES) else "RU"
    return side if side == "RU" else None


def _ouster(told: Annotated, frame: Frame) -> str | None:
    """Who drove a side away: the other one."""
    driven = [
        (abs(mark.i - frame.i), side)
        for side, mark in sides(told, frame.voice.side if frame.voice else None)
        if told.over("oblique", mark.i) is not None
    ]
    return OTHER_SIDE.get(min(driven)[1]) if driven else frame.actor


def _reversed(told: Annotated, frame: Frame) -> str | None:
    """Who attacked when attacks were repelled, who took what was lost: not the subject."""
    speaker = frame.voice.side if frame.voice else None
    behind = [side for side, mark in sides(told, speaker) if frame.j <= mark.i <= frame.j + 5]
    if told.lexicon.lang == "ru" and frame.passive and frame.event == "capture" and frame.actor is None:
        driven = [side for side, mark in sides(told, None) if mark.i < frame.i]
        return OTHER_SIDE.get(driven[-1]) if driven else None  # "российские войска выбиты из села"
    if frame.actor is not None:
        return OTHER_SIDE.get(frame.actor)
    return behind[0] if behind else OTHER_SIDE.get(speaker or "")


def _victim(told: Annotated, frame: Frame) -> str | None:
    """Side whose things are hit or shot down: "268 Ukrainian drones", "два російські танки", "склад ВСУ"."""
    near = range(frame.j, frame.j + 7) if not frame.passive else range(max(0, frame.i - 6), frame.i)
    if frame.event == "air_defence":
        near = range(max(0, frame.i - 12), frame.j + 8)
    for mark in told.of("side"):
        if (
            mark.i in near
            and mark.value in OTHER_SIDE
            and not _homeland(told, mark)
            and not _of_another(told, frame, mark)
        ):
            return str(mark.value)
    for mark in told.of("enemy"):
        if mark.i in near and not _of_another(told, frame, mark):
            speaker = frame.voice.side if frame.voice else None
            return OTHER_SIDE.get(speaker or "", str(mark.value))
    return None


def _of_another(told: Annotated, frame: Frame, mark: Mark) -> bool:
    """Whether a side belongs to another deed or to the speaker: "damage reported after Russian shelling"."""
    if frame.voice is not None and frame.voice.i <= mark.i < frame.voice.j:
        return True
    near = (told.over("trigger", k) for k in range(mark.j, mark.j + 3))
    return any(other is not None and not frame.i <= other.i < frame.j for other in near)


# Who strikes when these tell of a hit: offices of armed forces speak of their own.
STRIKERS = ("ru_mod", "ua_general_staff", "ua_intelligence", "ua_air_force")
HITS = ("hit", "strike", "ураж", "пораж", "знищ", "уничт", "влуч", "попад")


def _defender(told: Annotated, frame: Frame) -> str | None:
    """Who shot down what flew when nobody is named: who says so, else the side of the sky."""
    if frame.voice is not None and frame.voice.side in OTHER_SIDE:
        return frame.voice.side
    over = [mark for mark in told.of("side") if told.over("relation", mark.i - 1) is not None]
    home = next(iter([*over, *told.of("home")]), None)
    return str(home.value) if home is not None else None


def _launcher(told: Annotated, frame: Frame) -> str | None:
    """Whose drones were launched: "45 Russian drones"; else the enemy of whom they flew at."""
    for mark in told.of("side"):
        if told.over("count", mark.j) is not None or told.over("count", mark.j + 1) is not None:
            return str(mark.value)
    at = [
        str(mark.value) for mark in told.of("side") if told.norm(mark.i - 1) in ("at", "on", "against", "по")
    ]
    if at:
        return OTHER_SIDE.get(at[0])
    return OTHER_SIDE.get(frame.voice.side or "") if frame.voice else None


def _homeland(told: Annotated, mark: Mark) -> bool:
    """Whether a side only tells where: "over Russian regions", "по территории Украины"."""
    relation = told.over("relation", mark.i - 1)
    return (relation is not None and relation.value in ("at", "near", "weak", "direction")) or told.over(
        "region_word", mark.j
    ) is not None
