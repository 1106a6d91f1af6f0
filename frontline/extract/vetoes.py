"""What makes a word of war no claim: intent, condition, attempt, negation, the wrong object."""

from __future__ import annotations

from frontline.extract.annotate import Annotated
from frontline.extract.lexicon import Mark

__all__ = ["attempted", "is_noun", "is_passive", "negated", "unsaid", "veto"]

WINDOW = {"modal": 4, "intent": 5, "negation": 3, "attempt": 4}
ACTIVE_ENDINGS = ("ing",)


def veto(told: Annotated, trigger: Mark, noun: bool) -> str | None:
    """Why a trigger is no claim, or None."""
    if _elsewhere(told, trigger):
        return "theatre"
    if told.of("veto", "crime") and trigger.value.rule.event in ("attack", "assault", "capture"):
        return "crime"
    if trigger.i in told.covered_by("veto", "compound"):
        return "part of a name"
    since = [mark for mark in told.of("veto", "since") if 0 < trigger.i - mark.i <= 7]
    if any(_sided(told, mark.j, trigger.i) for mark in since):
        return "background"
    if trigger.i == 0 and not noun and told.norm(0).endswith("ing"):
        return "gerund"
    after = [mark for mark in told.of("veto", "aftermath") if noun or mark.i < trigger.i]
    if after and trigger.value.rule.event == "attack" and not told.of("harm"):
        return "aftermath"
    if told.of("veto", "memorial") or (told.lexicon.lang == "ru" and told.norm(len(told.words) - 1) == "?"):
        return "looked back on, or asked"
    if told.of("veto", "exercise") and not told.of("harm"):
        return "exercise"
    if any(
        mark.i < trigger.i and _same_clause(told, mark.i, trigger.i) for mark in told.of("veto", "condition")
    ):
        return "condition"
    if any(_same_clause(told, mark.i, trigger.i) for mark in told.of("veto", "absence")):
        return "none was seen"
    if noun and told.norm(trigger.i) in ("shell", "shells"):
        return "ammunition"
    if noun and any(0 <= mark.i - trigger.j <= 5 for mark in told.of("veto", "modal")):
        return "modal"
    if told.norm(trigger.i) == "advancing" and told.norm(trigger.j) == "from":
        return "part of a name"
    if trigger.value.rule.event == "control" and told.norm(trigger.i - 1) == "for":
        return "intent"
    if _withheld(told, trigger):
        return "not said"
    for value in ("modal", "intent"):
        if _in_front(told, trigger, value):
            return value
    if _infinitive(told, trigger) and not attempted(told, trigger):
        return "infinitive"
    if _adjective(told, trigger):
        return "adjective"
    before = trigger.i - 1 - (told.norm(trigger.i - 1) == '"')
    infinitive = told.norm(before) == "to" and (not noun or before < trigger.i - 1)
    if infinitive and not attempted(told, trigger) and not _licensed(told, before):
        return "intent"
    return None


def _sided(told: Annotated, i: int, j: int) -> bool:
    """Whether a side stands between two tokens of one clause: "since Russia occupied"."""
    return _same_clause(told, i - 1, j) and any(i <= mark.i < j for mark in told.of("side"))


def _elsewhere(told: Annotated, trigger: Mark) -> bool:
    """Whether another war is told: its names stand in the sentence, and none of this one before the deed."""
    other = told.of("theatre")
    if not other:
        return False
    here = told.of("side")
    return not here or (other[0].i < trigger.i < here[0].i)


def _withheld(told: Annotated, trigger: Mark) -> bool:
    """Whether somebody is only said not to have said so: "Kyiv has not confirmed losing it"."""
    for speech in told.of("speech", "confirm", "admit", "say"):
        if (
            speech.j <= trigger.i
            and _same_clause(told, speech.i, trigger.i)
            and unsaid(told, speech)
            and told.value("hedge", speech.i) != "unverified"
            and not any(told.norm(k) in ("but", "но", "але", ";") for k in range(speech.j, trigger.i))
        ):
            return True
    return False


def unsaid(told: Annotated, speech: Mark) -> bool:
    """Whether a verb of speech is denied: "has not confirmed", "has yet to admit", "не підтвердили"."""
    before = [told.norm(k) for k in range(max(0, speech.i - 4), speech.i)]
    if before[-2:] == ["yet", "to"]:
        return True
    near = before[-3:] if told.lexicon.lang == "en" else before[-1:]
    if near and near[0] in ("став", "стала", "стали"):
        near = before[-2:]
    return any(word in ("not", "never", "neither", "не") or word.endswith("n't") for word in near)


INFINITIVES = {"ru": ("ть", "ться", "чь", "сти"), "uk": ("ти", "тися", "тись")}
ACHIEVED = ("удалось", "смогл", "сумел", "продолж", "начал", "начин", "вдалося", "змогл", "зміг", "зуміл")


def _infinitive(told: Annotated, trigger: Mark) -> bool:
    """Whether a Russian or Ukrainian verb only names a deed, and nobody is said to have managed it."""
    if trigger.value.form != "verb" or not told.norm(trigger.i).endswith(
        INFINITIVES.get(told.lexicon.lang, ("\0",))
    ):
        return False
    before = [told.norm(k) for k in range(max(0, trigger.i - 3), trigger.i)]
    return not any(word.startswith(ACHIEVED) for word in before)


ATTRIBUTES = ("ий", "а", "е", "і", "им", "их", "ими")


def _attribute(told: Annotated, trigger: Mark) -> bool:
    """Whether a Ukrainian participle stands before its noun: "збиті дрони", but not "12 збитих дронів"."""
    if (
        trigger.value.form != "passive"
        or not told.norm(trigger.i).endswith(ATTRIBUTES)
        or trigger.j - trigger.i > 1
    ):
        return False
    if told.number(trigger.i - 1) is not None or trigger.j >= len(told.words):
        return False
    thing = told.over("territory", trigger.j) or told.over("count", trigger.j)
    name = told.words[trigger.j].capital and told.over("side", trigger.j) is None
    return (thing is not None or name) and told.over("speech", trigger.i - 1) is None


def _adjective(told: Annotated, trigger: Mark) -> bool:
    """Whether a word only describes a thing: "debris of a downed drone", "assault groups"."""
    if told.lexicon.lang == "uk":
        return _attribute(told, trigger)
    if told.lexicon.lang == "en" and trigger.j - trigger.i == 1:
        if trigger.value.rule.event in ("assault", "attack") and not told.norm(trigger.i).endswith("ed"):
            thing = told.over("force", trigger.j) or told.over("unit_noun", trigger.j)
            if thing is not None and told.norm(trigger.j) not in ("on", "in") and is_noun(told, trigger):
                return True
            if told.norm(trigger.i) == "fighting" and told.over("force", trigger.i - 1) is not None:
                return True
        followed = trigger.j < len(told.words)
        if told.norm(trigger.i).endswith("ed") and followed and told.over("trigger", trigger.i - 1):
            return True
    if (
        told.norm(trigger.i).endswith("ed")
        and trigger.j - trigger.i == 1
        and told.words[trigger.j : trigger.j + 1]
    ):
        named = told.words[trigger.j].capital or told.over("place_type", trigger.j) is not None
        if named and (
            told.norm(trigger.i - 1) in ("temporarily", "newly", "formerly", "the")
            or told.value("relation", trigger.i - 1) in ("at", "near", "direction", "weak")
        ):
            return True
    described = told.norm(trigger.i).endswith("ed") and trigger.j - trigger.i == 1
    return (
        described
        and told.norm(trigger.i - 1) in ("a", "the", "an", "its", "their", "recently", "of", "from")
        and told.norm(trigger.j)[:1].isalpha()
        and told.over("relation", trigger.j) is None
        and told.over("voice", trigger.j) is None
    )


def attempted(told: Annotated, trigger: Mark) -> bool:
    """Whether the deed was only tried: "attempted to seize", "failed to advance"."""
    return _in_front(told, trigger, "attempt")


def negated(told: Annotated, trigger: Mark) -> bool:
    """Whether the deed is said not to have happened."""
    return _in_front(told, trigger, "negation")


def is_passive(told: Annotated, trigger: Mark) -> bool:
    """Whether the trigger's object stands before it: "was captured", "captured by", "взят под контроль"."""
    form = trigger.value.form
    if form in ("passive", "noun"):
        return bool(form == "passive")
    if told.norm(trigger.i).endswith(ACTIVE_ENDINGS) and told.norm(trigger.i - 1) != "being":
        return False
    for k in range(trigger.i - 1, max(-1, trigger.i - 4), -1):
        if told.value("voice", k) == "be":
            return True
        if not (
            told.norm(k).endswith("ly")
            or told.norm(k) in ("also", "since", "again", "now", "not", "been", "all", "both", "fully")
        ):
            break
    return any(
        told.value("voice", k) == "by" and told.number(k + 1) is None for k in range(trigger.j, trigger.j + 2)
    )


def is_noun(told: Annotated, trigger: Mark) -> bool:
    """Whether a word that may be either stands as a noun: "a Russian attack", "strikes on Kyiv"."""
    if _counted(told, trigger):
        return True
    if trigger.value.form != "either":
        return bool(trigger.value.form == "noun")
    before, after = trigger.i - 1, trigger.j
    if told.norm(after) in ("on", "against", "by"):
        return True
    if told.norm(after) == "and" or told.value("voice", after) == "be":
        return True
    if before < 0 or told.norm(before) in (",", "and", "–") or told.over("enemy", before) is not None:
        return False
    if told.norm(after) in ("in", "at", "from", "near", "across", "over", "of"):
        return told.over("force", before) is None and not _names_side(told, before)
    if told.norm(after) in (
        "and",
        ",",
        ".",
        "",
        "was",
        "were",
        "have",
        "has",
        "had",
        "continued",
        "reported",
    ):
        return True
    if before < 0:
        return False
    if told.norm(before) in (
        "the",
        "a",
        "an",
        "this",
        "that",
        "of",
        "after",
        "following",
        "in",
        "by",
        "from",
        "its",
        "their",
        "during",
        "under",
        "more",
        "new",
        "two",
        "three",
        "several",
    ):
        return True
    if told.over("side", before) is not None:
        return not _names_side(told, before)
    return (
        told.norm(before).endswith(("ed", "al", "ous", "ive", "ian", "ht"))
        or told.over("weapon", before) is not None
    )


def _counted(told: Annotated, trigger: Mark) -> bool:
    """Whether a number makes a noun of a word that may be a verb: "48 attacks near Pokrovsk"."""
    if told.lexicon.lang != "en" or not told.norm(trigger.i).endswith("s"):
        return False
    number = told.number(trigger.i - 1)
    return number is not None and number.j == trigger.i and number.high > 1


def _names_side(told: Annotated, i: int) -> bool:
    """Whether a word is a side itself (Russia, Ukrainians) and not its adjective (Russian, Kyiv's)."""
    plain = told.over("side", i) is not None and not told.words[i].possessive
    return plain and not told.norm(i).endswith(("ian", "backed", "installed"))


def _in_front(told: Annotated, trigger: Mark, value: str) -> bool:
    """Whether a mark of a veto stands shortly before a trigger, in its clause and for no other verb."""
    for mark in told.of("veto", value):
        if mark.i <= trigger.i < mark.j:
            continue
        gap = trigger.i - mark.j
        if not 0 <= gap <= WINDOW[value] or not _same_clause(told, mark.i, trigger.i):
            continue
        if _skipped_capital(told, mark, value):
            continue
        if value == "intent" and told.over("weapon", mark.i - 1) is not None:
            continue  # missiles aimed at a town
        between = range(mark.j, trigger.i)
        quote = () if value == "modal" else ('"',)
        stops = (",", ":", ";", "–", *quote, "but", "но", "але") + (
            () if value == "intent" else ("that", "что", "що")
        )
        if any(told.norm(k) in stops for k in between):
            continue
        if any(told.over("speech", k) is not None for k in between):
            continue
        joined = (
            value == "attempt" and told.lexicon.lang == "ru" and any(told.norm(k) == "и" for k in between)
        )
        if joined and not told.norm(trigger.i).endswith(INFINITIVES["ru"]):
            continue  # "закрепиться не смогли и к вечеру отступили"
        if any(
            (other := told.over("trigger", k)) is not None
            and other.value.form != "noun"
            and other.j <= trigger.i
            and told.norm(other.j) not in ("and", "or", "и", "і", "та", "or")
            and value != "intent"
            for k in between
        ):
            continue
        return True
    return False


def _skipped_capital(told: Annotated, mark: Mark, value: str) -> bool:
    """A modal with a capital letter inside a sentence is a name or a month: 20 May."""
    return (
        value == "modal"
        and mark.i > 0
        and told.words[mark.i].capital
        and told.over("month", mark.i) is not None
    )


def _same_clause(told: Annotated, i: int, j: int) -> bool:
    return told.segments[i] == told.segments[j]


def _licensed(told: Annotated, to: int) -> bool:
    """Whether "to" before a verb follows one that makes it happen: began to, managed to, is said to."""
    if any(told.norm(k) in ("used", "using", "uses") for k in range(max(0, to - 7), to - 1)):
        return True  # used missiles to destroy
    return any(
        told.over("licence", k) is not None
        or told.over("speech", k) is not None
        or told.over("hedge", k) is not None
        for k in range(max(0, to - 2), to + 1)
    )
