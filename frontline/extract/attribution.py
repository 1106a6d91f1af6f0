"""Who says so: the quoted ones of a sentence, their side, and how their word counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from frontline.extract.annotate import Annotated
from frontline.extract.lexicon import Mark
from frontline.extract.speakers import (
    BELLIGERENTS,
    claimant_in,
    inside_title,
    quotable,
    side_of,
    speaker_after,
    speaker_before,
)
from frontline.extract.vetoes import unsaid

__all__ = ["Voice", "status", "voice_of", "voices"]
ORGANS = (
    "ministry",
    "military",
    "army",
    "staff",
    "force",
    "минобороны",
    "міноборони",
    "генштаб",
    "генеральный",
    "генеральний",
    "ведомство",
    "ведомстве",
    "ведомства",
    "air",
)


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who is quoted, and the tokens start to end (exclusive) that hold what is said.

    Parameters
    ----------
    text, id, side
        The words as written, normalised name and side; None where the text does not tell.
    verb
        say, claim, admit, confirm, deny or according.
    i, j
        Tokens of the words that name the speaker and the verb.
    start, end
        Tokens that the words cover.
    """

    text: str
    id: str | None
    side: str | None
    verb: str
    i: int
    j: int
    start: int
    end: int

    def covers(self, i: int) -> bool:
        """Whether token i is among what is said."""
        return self.start <= i < self.end and not self.i <= i < self.j


def voices(told: Annotated) -> list[Voice]:
    """Everybody whom a sentence quotes, in order.

    Examples
    --------
    >>> from frontline.extract.annotate import annotate
    >>> from frontline.extract.lexicon import lexicon
    >>> told = annotate("Iskra was captured, Russia's defence ministry said.", lexicon("en"))
    >>> [(voice.text, voice.id, voice.side) for voice in voices(told)]
    [("Russia's defence ministry", 'ru_mod', 'RU')]
    """
    found = [voice for mark in told.of("speech") if (voice := _spoken(told, mark)) is not None]
    found += [voice for mark in told.of("trigger") if (voice := _namer(told, mark)) is not None]
    found += (
        [voice for voice in _headline(told) if not any(other.covers(0) for other in found)]
        if not found
        else []
    )
    return sorted(found, key=lambda voice: voice.i)


def voice_of(found: Sequence[Voice], i: int) -> tuple[Voice | None, Voice | None]:
    """Who says what stands at token i, and who passes it on; of several the belligerent nearest to it."""
    around = sorted((voice for voice in found if voice.covers(i)), key=lambda voice: abs(voice.i - i))
    if not around:
        return None, None
    ours = next((voice for voice in around if voice.side in BELLIGERENTS), None)
    chosen = ours or around[0]
    relay = next((voice for voice in around if voice is not chosen and voice.side in ("MEDIA", "INTL")), None)
    return chosen, relay


def status(told: Annotated, voice: Voice | None, event: str, actor: str | None) -> str:
    """How a claim is made: asserted, claimed, admitted, reported, confirmed or denied."""
    if voice is None:
        if told.of("hedge", "reportedly"):
            return "reported"
        return "confirmed" if told.of("hedge", "confirmed") else "asserted"
    if voice.verb == "deny":
        return "denied"
    if voice.side in ("OSINT", "INTL", "MEDIA"):
        confirmed = voice.verb == "confirm" or told.of("hedge", "confirmed")
        return (
            "confirmed"
            if confirmed
            else "claimed"
            if voice.verb == "claim" and voice.side == "INTL"
            else "reported"
        )
    if voice.verb == "admit" or _hurts(voice, event, actor):
        return "admitted"
    return "claimed"


def _hurts(voice: Voice, event: str, actor: str | None) -> bool:
    """Whether the speaker's own side loses by it."""
    if voice.side not in BELLIGERENTS or actor is None:
        return False
    if event in ("capture", "advance"):
        return actor != voice.side
    return event == "withdrawal" and actor == voice.side


def _spoken(told: Annotated, mark: Mark) -> Voice | None:
    """The voice of one verb of speech, if somebody stands beside it."""
    if any(
        told.over("hedge", k) is not None and told.value("hedge", k) == "unverified"
        for k in (mark.i, mark.j - 1)
    ):
        return None
    if unsaid(told, mark):
        return None
    if told.norm(mark.i) in NOUNS and told.norm(mark.i - 1) in (
        "the",
        "a",
        "an",
        "this",
        "that",
        "these",
        "such",
        "no",
    ):
        return None
    if mark.value == "deny" and (denier := _denier(told, mark)) is not None:
        return denier
    if mark.value == "deny" and told.norm(mark.j) == "by":
        i, j = speaker_after(told, mark.j + 1)
        return _voice(told, mark, i, j, (mark.j, len(told.words))) if i < j else None
    if mark.value == "according":
        i, j = speaker_after(told, mark.j)
        return _voice(told, mark, i, j, _around(told, mark.i, j)) if i < j else None
    if told.value("voice", mark.i - 1) == "be" and told.lexicon.lang == "en":
        i, j = speaker_after(told, mark.j + 1)
        quoted = told.norm(mark.j) == "by" and i < j and quotable(told, i, j)
        return _voice(told, mark, i, j, _around(told, mark.i, j)) if quoted else None
    i, j = speaker_before(told, mark.i)
    if i < j and quotable(told, i, j):
        return _voice(told, mark, i, j, _scope(told, mark, i))
    i, j = speaker_after(told, mark.j)
    verb_first = told.lexicon.lang != "en" and told.over("claimant", i) is not None
    if i < j and quotable(told, i, j) and (verb_first or _inverted(told, mark)):
        return _voice(told, mark, i, j, _around(told, mark.i, j))
    return None


NAMING = ("call", "brand", "label", "describe")


def _denier(told: Annotated, mark: Mark) -> Voice | None:
    """Who denies what somebody else said: ", with Ukraine rejecting the claim", "a statement Kyiv denied"."""
    behind = range(mark.j, min(mark.j + 3, len(told.words)))
    object_ = any(told.over("account", k) is not None or told.norm(k) in ("this", "it") for k in behind)
    ends = told.norm(mark.j) in ("", ".", ",", '"') or told.norm(mark.i).startswith(NAMING)
    if any(told.norm(k) in ("that", "of") for k in (*behind, mark.j + 3)) or mark.i < 6:
        return None
    if not (object_ or ends):
        return None
    i, j = speaker_before(told, mark.i)
    while i < j and told.norm(i) in ("with", "which", "a", "claim", "statement", "report", "though"):
        i += 1
    return _voice(told, mark, i, j, (0, 0)) if i < j and quotable(told, i, j) else None


def _namer(told: Annotated, mark: Mark) -> Voice | None:
    """Who names the places of a list: "The ministry named them as Iskra and Toretsk"."""
    if mark.value.rule.needs != "list" or mark.value.form == "noun":
        return None
    i, j = speaker_before(told, mark.i)
    if i == j or not quotable(told, i, j):
        return None
    return _voice(told, Mark("speech", "say", i, j), i, j, (mark.i, len(told.words)))


# Words that are nouns as often as verbs of speech.
NOUNS = {
    "claim",
    "claims",
    "report",
    "reports",
    "state",
    "states",
    "note",
    "notes",
    "estimate",
    "estimates",
    "show",
    "shows",
}


def _inverted(told: Annotated, mark: Mark) -> bool:
    """Whether the speaker follows the verb: ", said the governor", «…», сообщили в Минобороны."""
    k = mark.i - 1
    while told.lexicon.lang == "ru" and (told.over("month", k) is not None or told.norm(k)[:1].isdigit()):
        k -= 1  # "об этом 4 октября сообщил офицер"
    before = told.norm(k)
    return before in (
        ",",
        '"',
        "–",
        "-",
        "",
        ".",
        ":",
        "'",
        "как",
        "як",
        "!",
        "?",
        ")",
        "об",
        "про",
        "этом",
        "это",
        "це",
    )


def _scope(told: Annotated, mark: Mark, i: int) -> tuple[int, int]:
    """Tokens that a voice with its name on the left speaks: what follows, or what went before it."""
    after = [k for k in told.of("trigger") if k.i >= mark.j and _one_clause(told, mark.j, k.i)]
    before = [k for k in told.of("trigger") if k.j <= i]
    timed = any(told.over(label, mark.j) is not None for label in ("weekday", "deictic", "month"))
    ends = timed or told.norm(mark.j) in (",", ".", "", "on", "in", "late", "via", '"') or not after
    if before and ends and told.norm(i - 1) in (",", '"', "'", "–", "-", "!", "?"):
        return 0, len(told.words)
    if before and not after:
        return 0, len(told.words)
    end = _clause_end(told, mark.j)
    if mark.value == "deny":  # "denied the report, saying its troops had …"
        end = min([end, *(other.i for other in told.of("speech") if other.i >= mark.j + 2)])
    return mark.j, end


def _one_clause(told: Annotated, i: int, j: int) -> bool:
    return j < _clause_end(told, i)


def _clause_end(told: Annotated, i: int) -> int:
    """Where what is said ends: at "while", "but" with another speaker, or a semicolon."""
    ends = [mark.i for mark in told.of("conjunction", "split") if told.norm(mark.i - 1) == ","]
    ends += [k for k, word in enumerate(told.words) if word.norm == ";"]
    return min((k for k in ends if k > i), default=len(told.words))


def _around(told: Annotated, i: int, j: int) -> tuple[int, int]:
    """Scope of "…, according to X": everything; of "According to X, …" too, up to the next turn."""
    if told.lexicon.lang == "ru" and j >= len(told.words) - 1:
        return 0, len(told.words)
    start = max((k for k in range(i) if told.norm(k) == ";"), default=-1) + 1
    return start, _clause_end(told, j) if j < len(told.words) else len(told.words)


def _voice(told: Annotated, mark: Mark, i: int, j: int, scope: tuple[int, int]) -> Voice:
    known = claimant_in(told, i, j)
    verb = "say" if mark.value == "according" else str(mark.value)
    side = known.side if known else side_of(told, i, j)
    while j - i > 1 and told.norm(i) in ("в", "во", "у", "in", "by", "від", "от"):
        i += 1
    text = told.span(i, j).strip(" '\"-–")
    if told.words[j - 1].possessive:
        text = text[:-2]
    start, end = scope
    return Voice(text, known.id if known else None, side, verb, min(i, mark.i), max(j, mark.j), start, end)


SIGNS = frozenset((":", "|", "–", "-", "/"))


def _headline(told: Annotated) -> Iterator[Voice]:
    """The speaker that a headline sets apart: "Kyiv: three drones shot down", "Refinery hit – Reuters"."""
    size = len(told.words)
    if not SIGNS & told.norms:
        return
    for k in range(1, min(9, size - 2)):
        if told.norm(k) in (":", "|") and _names_speaker(told, 0, k):
            yield _plain(told, 0, k, k + 1, size)
            return
    for k in range(size - 2, max(1, size - 10), -1):
        if told.norm(k) == "-" and told.words[k].start == told.words[k - 1].end:
            continue  # 11-го корпусу
        if told.norm(k) in ("–", "-", "|", "/", ":") and _names_speaker(told, k + 1, size):
            yield _plain(told, k + 1, size, 0, k)
            return


SURNAMES = ("енко", "ук", "юк", "ий", "ко", "ец", "чак", "няк", "ян", "ич", "дзе", "ин", "ов", "ев", "кин")


def _surname(told: Annotated, i: int, j: int) -> bool:
    """Whether only a surname stands behind the dash of a Russian headline: "… – Резниченко"."""
    if told.lexicon.lang == "en" or not 1 <= j - i <= 2 or told.over("home", j - 1) is not None:
        return False
    return all(told.words[k].capital for k in range(i, j)) and told.norm(j - 1).endswith(SURNAMES)


def _plain(told: Annotated, i: int, j: int, start: int, end: int) -> Voice:
    while j > i + 1 and not told.norm(j - 1)[:1].isalnum():
        j -= 1
    while i + 1 < j and told.lexicon.lang == "ru" and not told.norm(i)[:1].isalnum() and told.norm(i) != '"':
        i += 1
    return _voice(told, Mark("speech", "say", i, j), i, j, (start, end))


def _names_speaker(told: Annotated, i: int, j: int) -> bool:
    if any(told.over("trigger", k) is not None and not inside_title(told, k) for k in range(i, j)):
        return False
    if _surname(told, i, j):
        return True
    return any(
        told.over(label, k) is not None
        for k in range(i, j)
        for label in ("claimant", "claimant_word", "titles")
    )
