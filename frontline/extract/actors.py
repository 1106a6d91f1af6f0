"""Which side acts: the subject of a verb, the agent of a passive, the adjective of a noun."""

from __future__ import annotations

from frontline.extract.annotate import Annotated
from frontline.extract.attribution import Voice
from frontline.extract.lexicon import Mark

__all__ = ["OTHER_SIDE", "actor", "sides"]

OTHER_SIDE = {"RU": "UA", "UA": "RU"}
OF = {
    "of",
    "from",
    "with",
    "against",
    "at",
    "on",
    "in",
    "into",
    "over",
    "across",
    "to",
    "near",
    "by",
    "toward",
    "towards",
    "for",
    "about",
    "в",
    "во",
    "на",
    "по",
    "с",
    "со",
    "у",
    "із",
    "з",
    "над",
    "до",
    "от",
    "від",
    "против",
    "проти",
    "к",
    "под",
    "під",
    "за",
}
TURNS = {
    ",",
    ":",
    ";",
    '"',
    "that",
    "and",
    "as",
    "after",
    "when",
    "where",
    "which",
    "while",
    "but",
    "because",
    "since",
    "although",
    "how",
    "–",
    "-",
    "(",
    ")",
    "что",
    "що",
    "и",
    "і",
    "а",
    "но",
    "але",
    "как",
    "як",
    "then",
    "also",
    "meanwhile",
}


def sides(told: Annotated, spoken_by: str | None) -> list[tuple[str, Mark]]:
    """Sides named in a sentence with the words that name them; "its troops" and "the enemy" by who speaks."""
    found = [(str(mark.value), mark) for mark in told.of("side")]
    taken = {k for _, mark in found for k in range(mark.i, mark.j)}
    facing = spoken_by or (_facing(told, found) if told.lexicon.lang == "ru" else "")
    enemies = [(OTHER_SIDE.get(facing, str(mark.value)), mark) for mark in told.of("enemy")]
    found += [(side, mark) for side, mark in enemies if mark.i not in taken]
    found += [(spoken_by, mark) for mark in told.of("own") if spoken_by in OTHER_SIDE and mark.i not in taken]
    return sorted(found, key=lambda pair: pair[1].i)


def _facing(told: Annotated, found: list[tuple[str, Mark]]) -> str:
    """Whom a Russian "противник" stands against: the side that is named, or whose town it strikes."""
    if found:
        return found[0][0]
    home = next(iter(told.of("home")), None)
    strikes = any(trigger.value.rule.event == "attack" for trigger in told.of("trigger"))
    ground = told.of("direction_word") or told.of("force")
    return str(home.value) if home is not None and strikes and not ground else ""


def actor(
    told: Annotated, trigger: Mark, *, passive: bool, noun: bool, voice: Voice | None, after: int
) -> tuple[str | None, str | None]:
    """Side that acts in the frame of a trigger, and the words that say so.

    Parameters
    ----------
    after
        Token where the trigger's own words begin: nothing before it belongs to the frame.
    """
    spoken_by = voice.side if voice else None
    named = sides(told, spoken_by)
    if noun and voice is not None:
        named = [(side, mark) for side, mark in named if not voice.i <= mark.i < voice.j]
    if trigger.value.rule.needs == "fall":
        return next(((side, _words(told, mark)) for side, mark in named if mark.i >= trigger.i), (None, None))
    if voice is not None and told.norm(voice.j - 1).startswith(("accus", "blam")):
        blamed = [(side, mark) for side, mark in named if 0 <= mark.i - voice.j <= 2]
        if blamed:
            return blamed[0][0], _words(told, blamed[0][1])
    if noun:
        return _of_noun(told, trigger, named)
    if passive:
        held = [pair for pair in named if trigger.i <= pair[1].i < trigger.j]
        agent = _agent(told, trigger, named)
        if held and trigger.value.rule.event == "control" and told.lexicon.lang == "uk":
            agent = held[0][0], _words(told, held[0][1])
        if agent[0] is not None or trigger.value.rule.event != "withdrawal":
            return agent  # troops that "were withdrawn" still act
    if trigger.value.rule.needs == "casualties" and told.over("suffered", trigger.i) is not None:
        return None, None  # who dies or is hurt does not act
    inside = [pair for pair in named if trigger.i <= pair[1].i < trigger.j]
    if inside and trigger.value.rule.event == "control" and told.lexicon.lang == "uk":
        return inside[0][0], _words(told, inside[0][1])
    subject = _subject(told, trigger, named, voice, after)
    if subject is not None:
        return subject
    if _bare_force(told, trigger) and voice is not None and voice.side in OTHER_SIDE:
        return voice.side, voice.text
    if voice is not None and voice.side in OTHER_SIDE and _speaker_acts(told, trigger, voice):
        return voice.side, voice.text
    if told.lexicon.lang != "en":
        return _behind(told, trigger, named)
    return None, None


def _bare_force(told: Annotated, trigger: Mark) -> bool:
    """Whether the subject is only "troops": those of who speaks."""
    return any(told.over("force", k) is not None for k in range(max(0, trigger.i - 8), trigger.i))


def _words(told: Annotated, mark: Mark) -> str:
    return told.span(mark.i, mark.j)


def _of_noun(told: Annotated, trigger: Mark, named: list[tuple[str, Mark]]) -> tuple[str | None, str | None]:
    """Whose a noun is: "Ukrainian drone attack", "attack by Russian forces", "атака украинских БПЛА"."""
    before = [(side, mark) for side, mark in named if mark.i < trigger.j and 0 <= trigger.i - mark.j <= 4]
    for side, mark in reversed(before):
        if not any(told.norm(k) in TURNS | OF for k in range(mark.j, trigger.i)):
            return side, _words(told, mark)
    inside = [(side, mark) for side, mark in named if trigger.i <= mark.i < trigger.j]
    for side, mark in [*inside, *((side, mark) for side, mark in named if mark.i >= trigger.j)]:
        between = [told.norm(k) for k in range(trigger.j, mark.i)]
        agent = any(told.value("voice", k) == "by" for k in range(trigger.j, mark.i))
        by = told.norm(mark.i - 1) in ("by", "со", "с", "з", "боку", "стороны") or agent
        own = told.lexicon.lang == "en" and between in ([], ["of"], ["of", "the"], ["of", "all"])
        by = by or (own and trigger.value.rule.event in ("withdrawal", "advance", "assault", "control"))
        genitive = told.lexicon.lang != "en" and len(between) <= 2 and not OF.intersection(between)
        genitive = genitive and not told.norm(trigger.i).startswith(VICTIM_NOUNS)
        genitive = genitive and (told.lexicon.lang == "en" or "," not in between)
        instrumental = (
            told.lexicon.lang != "en" and len(between) <= 4 and told.norm(mark.i).endswith(("ми", "ой", "ою"))
        )
        if by or genitive or instrumental or mark in [pair[1] for pair in inside]:
            return side, _words(told, mark)
    return _carried_out(told, trigger, named)


def _carried_out(
    told: Annotated, trigger: Mark, named: list[tuple[str, Mark]]
) -> tuple[str | None, str | None]:
    """For "Russian forces carried out strikes" the subject of the verb that the noun hangs on."""
    for side, mark in reversed([pair for pair in named if pair[1].j <= trigger.i]):
        gap = [told.norm(k) for k in range(mark.j, trigger.i)]
        clean = not {",", ".", ";", ":", "–", '"', "after", "following"}.intersection(gap)
        if (
            clean
            and len(gap) <= 12
            and told.norm(mark.i - 1) not in OF
            and any(told.over("carries", k) is not None for k in range(mark.j, trigger.i))
        ):
            return side, _words(told, mark)
    return None, None


VICTIM_NOUNS = (
    "ураж",
    "пораж",
    "знищ",
    "уничт",
    "влуч",
    "попад",
    "освобо",
    "звільн",
    "захват",
    "захоп",
    "взят",
    "окуп",
    "оккуп",
)


def _agent(told: Annotated, trigger: Mark, named: list[tuple[str, Mark]]) -> tuple[str | None, str | None]:
    """Who stands behind "by"; in ru and uk the side behind or before the participle."""
    for side, mark in named:
        if mark.i <= trigger.i or mark.i - trigger.j > 9:
            continue
        if any(told.value("voice", k) == "by" for k in range(trigger.j, mark.i)):
            return side, _words(told, mark)
        if told.lexicon.lang != "en" and any(told.over("trigger", k) for k in range(trigger.j, mark.i)):
            break
        if told.norm(mark.i - 1) in ("действий", "дій", "подразделений", "усилиями", "контроль"):
            return side, _words(told, mark)
        if (
            told.lexicon.lang != "en"
            and not OF.intersection({told.norm(k) for k in range(trigger.j, mark.i)})
            and told.norm(mark.i).endswith(("ми", "ой", "ою", "ым", "им", "ом"))
        ):
            return side, _words(told, mark)
    if told.lexicon.lang != "en":
        for side, mark in named:
            led = {told.norm(k) for k in range(mark.i - 3, mark.i)} & {
                "действий",
                "усилиями",
                "подразделений",
            }
            if led and mark.j <= trigger.i and told.lexicon.lang == "ru":
                return side, _words(told, mark)
            if mark.j <= trigger.i and told.norm(mark.i).endswith(("ми", "ою", "ым", "им")):
                return side, _words(told, mark)
    return None, None


def _subject(
    told: Annotated, trigger: Mark, named: list[tuple[str, Mark]], voice: Voice | None, after: int
) -> tuple[str | None, str | None] | None:
    """The side in front of an active verb, the nearest that stands where subjects stand."""
    start = max(
        after, voice.j if voice is not None and voice.j <= trigger.i else 0, _new_subject(told, trigger)
    )
    if voice is not None and told.lexicon.lang != "en" and after < voice.i and told.norm(voice.i - 1) == ",":
        start = after  # "противник, по данным Генштаба, пытался": the subject stands before who is quoted
        named = [(side, mark) for side, mark in named if not voice.i <= mark.i < voice.j]
    before = [(side, mark) for side, mark in named if start <= mark.i and mark.j <= trigger.i]
    before = [(side, mark) for side, mark in before if not _object_case(told, mark)]
    if trigger.value.rule.needs == "airborne":
        before = [(side, mark) for side, mark in before if told.over("count", mark.j) is None]
    for side, mark in reversed(before):
        if _opens(told, mark, start):
            return side, _words(told, mark)
    for side, mark in before:
        if not _oblique(told, mark):
            return side, _words(told, mark)
    return None


def _object_case(told: Annotated, mark: Mark) -> bool:
    """Whether the form of a side cannot act: "росіян вибили"; "війська росіян" can."""
    if told.over("oblique", mark.i) is None or told.over("force", mark.i - 1) is not None:
        return False
    return told.norm(mark.i) != "рф" or told.norm(mark.i - 1).isalpha()


def _new_subject(told: Annotated, trigger: Mark) -> int:
    """Where a clause with another subject begins: ", and shells were landing"; 0 without one."""
    for k in range(trigger.i - 1, 1, -1):
        if told.norm(k) == "and" and told.norm(k - 1) == ",":
            auxiliary = [m for m in range(k + 2, trigger.i) if told.value("voice", m) == "be"]
            return k if auxiliary else 0
    return 0


def _opens(told: Annotated, mark: Mark, start: int) -> bool:
    """Whether a side stands where a subject begins: first, or behind a conjunction, comma or date."""
    k = mark.i - 1
    while k >= start and (told.norm(k) in ("the", "an", "invading", "pro") or told.norm(k).endswith("ly")):
        k -= 1
    if k < start or told.norm(k) in TURNS or told.over("speech", k) is not None:
        return True
    if told.over("weekday", k) is not None or told.over("deictic", k) is not None:
        return True
    return told.norm(k) == "of" and told.over("unit_noun", k - 1) is not None


def _oblique(told: Annotated, mark: Mark) -> bool:
    """Whether a side only stands behind a preposition: "in Russian territory"."""
    k = mark.i - 1
    while k >= 0 and told.norm(k) in ("the", "an", "southern", "eastern", "northern", "western", "central"):
        k -= 1
    if told.norm(k) in ("of", "from") and told.over("unit_noun", k - 1) is not None:
        return False
    if told.norm(k) == "with" and told.norm(k - 1) == ",":
        return False  # ", with Russian forces attacking"
    return k >= 0 and told.norm(k) in OF


def _speaker_acts(told: Annotated, trigger: Mark, voice: Voice) -> bool:
    """Whether who speaks also acts: "claimed to have captured", "ЗСУ підтвердили, що атакували"."""
    own = any(told.segments[mark.i] == told.segments[trigger.i] for mark in told.of("own"))
    if own or any(told.norm(k) in ("we", "it", "they") for k in range(voice.j, trigger.i)):
        return True
    if (
        trigger.value.rule.event == "attack"
        and told.lexicon.lang == "uk"
        and voice.id in SPOKESMEN
        and not any(told.over("side", k) is not None for k in range(voice.i, voice.j))
    ):
        return False  # the head of a region tells who was hit
    gap = trigger.i - voice.j
    if told.lexicon.lang == "ru" and (voice.id or "").endswith("officials"):
        return any(
            told.over("side", k) is not None for k in range(voice.i, voice.j)
        )  # "Гладков: обстреляли село"
    return 0 <= gap <= 5 and (
        told.lexicon.lang != "en" or told.norm(voice.j) in ("to", "having", "the", "") or gap <= 1
    )


SPOKESMEN = ("ua_officials", "ru_officials")
ENEMY = ("ворог", "противник", "агресор")  # who acts, by their case
OFFICES = ("зсу", "сбу", "гур", "ссо", "рф")


def _behind(told: Annotated, trigger: Mark, named: list[tuple[str, Mark]]) -> tuple[str | None, str | None]:
    """Free word order: "взяли под контроль российские войска"."""
    for side, mark in named:
        led = mark.i == trigger.j or told.over("force", mark.i - 1) or told.over("weapon", mark.i - 1)
        if told.norm(mark.i) in ENEMY and 0 <= mark.i - trigger.j <= 2:
            return side, _words(told, mark)
        if told.norm(mark.i) in OFFICES and led and 0 <= mark.i - trigger.j <= 2:
            return side, _words(told, mark)
        if (
            0 <= mark.i - trigger.j <= 3
            and not _oblique(told, mark)
            and not _object_case(told, mark)
            and (mark.i == trigger.j or told.norm(mark.i) != "всу")
            and told.norm(mark.i).endswith(("ие", "ые", "и", "і", "ы", "рф", "рф.", "всу", "сили"))
        ):
            return side, _words(told, mark)
    return None, None
