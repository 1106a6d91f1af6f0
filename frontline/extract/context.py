"""What one sentence of a report leaves to the next: who was quoted, which side acted, which day it was."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from frontline.extract.annotate import Annotated
from frontline.extract.attribution import Voice
from frontline.extract.dates import When
from frontline.extract.deeds import Frame
from frontline.extract.speakers import BELLIGERENTS

__all__ = ["Context"]

REACH = 2  # sentences over which a day or a side is remembered


@dataclass(slots=True)
class Context:
    """What is remembered of the sentences before."""

    side: str | None = None
    side_at: int = -10
    speaker: Voice | None = None
    event: str | None = None
    actor: str | None = None
    when: When | None = None
    when_at: int = -10
    offices: dict[str, str] = field(default_factory=dict)

    def sided(self, told: Annotated, voices: list[Voice], at: int) -> list[Voice]:
        """Voices with the side that words leave open: "The defence ministry" after "Russia said"."""
        return [self._sided(told, voice, at) if voice.side == "UNSPEC" else _known(voice) for voice in voices]

    def _sided(self, told: Annotated, voice: Voice, at: int) -> Voice:
        words = {told.norm(k) for k in range(len(told.words)) if voice.i <= k < voice.j}
        if words & PRONOUNS and self.speaker is not None and at - self.side_at <= REACH:
            return replace(voice, side=self.speaker.side, id=self.speaker.id)
        organ = _organ(voice.text)
        if organ is None:
            return voice
        near = self.side if at - self.side_at <= REACH else None
        side = _home(told) or self.offices.get(organ) or near or USUAL.get(organ)
        if side is None:
            return voice
        return replace(voice, side=side, id=ORGAN_IDS.get((side, organ), voice.id))

    def completed(self, frame: Frame) -> None:
        """Give an office of no named side that of the deed it reports, if it is one to be proud of."""
        voice = frame.voice
        if voice is None or voice.side != "UNSPEC" or frame.actor is None or frame.denial:
            return
        organ = _organ(voice.text)
        if organ is not None and frame.event in ("capture", "air_defence"):
            frame.voice = replace(voice, side=frame.actor, id=ORGAN_IDS.get((frame.actor, organ)))

    def read(self, told: Annotated, made: list[Frame], voices: list[Voice], at: int) -> None:
        """Remember what a sentence said."""
        for voice in voices:
            if voice.side in BELLIGERENTS:
                self.side, self.side_at, self.speaker = voice.side, at, voice
                if (organ := _organ(voice.text)) is not None:
                    self.offices[organ] = voice.side
        for frame in made:
            self.event, self.actor = frame.event, frame.actor
            if frame.when is not None and frame.when.precision == "day":
                self.when, self.when_at = frame.when, at

    def inherited(self, frame: Frame, at: int, published: date) -> When | None:
        """Day of the sentence before, when it tells of the same kind of deed by the same side."""
        if self.when is None or at - self.when_at != 1 or (published - self.when.end).days > 31:
            return None
        if frame.event != self.event or frame.actor != self.actor:
            return None
        return replace(self.when, basis="inherited")


PRONOUNS = {"he", "she", "it", "they", "он", "она", "они", "він", "вона", "вони"}
# Names of offices that both sides have; the words tell which office, the report whose.
ORGANS = {
    "ministry": (
        "the ministry",
        "defence ministry",
        "defense ministry",
        "ministry of def",
        "минобороны",
        "міноборони",
        "ведомств",
        "відомств",
    ),
    "air force": (
        "air force",
        "воздушные силы",
        "воздушных сил",
        "повітряні сили",
        "повітряних сил",
        "пс зсу",
    ),
    "general staff": ("general staff", "генштаб"),
    "military": (
        "military",
        "army",
        "armed forces",
        "navy",
        "commander",
        "defence forces",
        "военные",
        "військові",
    ),
}
USUAL = {"air force": "UA", "general staff": "UA"}  # whose it is when a report on this war does not say
ORGAN_IDS = {
    ("RU", "ministry"): "ru_mod",
    ("UA", "ministry"): "ua_mod",
    ("UA", "air force"): "ua_air_force",
    ("UA", "general staff"): "ua_general_staff",
}


def _known(voice: Voice) -> Voice:
    """The voice with the normalised name of its office, when the words tell side and office apart."""
    office = ORGAN_IDS.get((voice.side or "", _organ(voice.text) or ""))
    return replace(voice, id=office) if voice.id is None and office else voice


def _organ(text: str) -> str | None:
    plain = text.casefold()
    return next((organ for organ, names in ORGANS.items() if any(name in plain for name in names)), None)


def _home(told: Annotated) -> str | None:
    """Side of the country that the sentence begins in: "In Ukraine, the air force said"."""
    mark = next(iter(told.of("side")), None)
    if (
        mark is not None
        and mark.i in (1, 2)
        and told.over("relation", mark.i - 1) is not None
        and told.norm(mark.j) == ","
    ):
        return str(mark.value)
    return None
