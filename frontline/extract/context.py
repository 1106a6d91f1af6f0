"""What one sentence of a report leaves to the next: who was quoted, which side acted, which day it was."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from frontline.extract.annotate import Annotated
from frontline.extract.attribution import Voice
from frontline.extract.dates import When
from frontline.extract.deeds import GROUND, Frame
from frontline.extract.lexicon import Mark
from frontline.extract.speakers import BELLIGERENTS
from frontline.extract.spot import Spot

__all__ = ["Context"]

REACH = 2  # sentences over which a day or a side is remembered
LONG_REACH = 5  # sentences over which "he" is still who spoke last, when nobody else did


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
    spoke_at: int = -10
    paragraph: int = -1
    taker: str | None = None
    counted: Frame | None = None
    counted_at: int = -10
    acted_at: int = -10
    place: Spot | None = None
    place_at: int = -10

    def sided(self, told: Annotated, voices: list[Voice], at: int) -> list[Voice]:
        """Voices with the side that words leave open: "The defence ministry" after "Russia said"."""
        return [self._sided(told, voice, at) if voice.side == "UNSPEC" else _known(voice) for voice in voices]

    def quoted(self, told: Annotated, voices: list[Voice], at: int, paragraph: int) -> list[Voice]:
        """Voices with the one whose quotation goes on: …," the ministry said. "Other units advanced."."""
        goes_on = told.norm(0) == '"' and at - self.spoke_at == 1 and paragraph == self.paragraph
        if voices or not goes_on or self.speaker is None:
            return voices
        return [self._silent(told, self.speaker)]

    def _silent(self, told: Annotated, voice: Voice) -> Voice:
        """A voice from before, which no words of this sentence name."""
        return replace(voice, verb="say", i=0, j=0, start=0, end=len(told.words))

    def _sided(self, told: Annotated, voice: Voice, at: int) -> Voice:
        words = {told.norm(k) for k in range(len(told.words)) if voice.i <= k < voice.j}
        if words & PRONOUNS and self.speaker is not None and at - self.spoke_at <= LONG_REACH:
            return replace(voice, side=self.speaker.side, id=self.speaker.id)
        organ = _organ(voice.text)
        if organ is None:
            return voice
        near = self.side if at - self.side_at <= REACH else None
        taker = self.taker if organ == "ministry" else None
        side = _home(told) or self.offices.get(organ) or near or taker or USUAL.get(organ)
        if side is None:
            return voice
        return replace(voice, side=side, id=ORGAN_IDS.get((side, organ), voice.id))

    def listed(self, told: Annotated, frame: Frame, at: int) -> bool:
        """Whether a frame is no mere list of names, or one of the places that were counted before."""
        if frame.rule.needs != "list" or frame.actor is not None:
            return True
        taken, voice = self.counted, frame.voice
        if taken is None or at - self.counted_at > REACH:
            return False
        if voice is not None and voice.side in BELLIGERENTS and taken.voice is not None:
            if voice.side != taken.voice.side and taken.voice.side in BELLIGERENTS:
                return False
        elif taken.voice is not None:
            own = replace(voice, side=taken.voice.side, id=taken.voice.id) if voice is not None else None
            frame.voice = own or self._silent(told, taken.voice)
        frame.actor, frame.actor_text = taken.actor, None
        return True

    def placed(self, told: Annotated, frame: Frame, at: int) -> None:
        """Give a deed that only names "the town" the place that the sentences before spoke of."""
        if frame.places or frame.regions or "settlements" in frame.quantities or self.place is None:
            return
        if at - self.place_at > REACH or frame.event not in (*GROUND, "assault", "attack"):
            return
        if any(_refers(told, mark) for mark in told.of("place_type") if _beside(told, mark, frame)):
            frame.places = [replace(self.place, i=frame.i, j=frame.i, rel="at", link="at", aside=False)]

    def acted(self, told: Annotated, frame: Frame, at: int) -> None:
        """Give a deed of "they" the side that acted in the sentence before."""
        if frame.actor is None and not frame.passive and not frame.noun and at - self.acted_at == 1:
            before = range(max(0, frame.i - 4), frame.i)
            if told.covered(("pronoun",)).intersection(before):
                frame.actor = self.actor

    def completed(self, frame: Frame) -> None:
        """Give an office of no named side that of the deed it reports, if it is one to be proud of."""
        voice = frame.voice
        if frame.event == "air_defence" and frame.actor is None and voice is None:
            frame.actor = self.side
        if voice is None or voice.side != "UNSPEC" or frame.actor is None or frame.denial:
            return
        organ = _organ(voice.text)
        if organ is not None and frame.event in ("capture", "air_defence"):
            frame.voice = replace(voice, side=frame.actor, id=ORGAN_IDS.get((frame.actor, organ)))

    def read(self, told: Annotated, made: list[Frame], voices: list[Voice], at: int, paragraph: int) -> None:
        """Remember what a sentence said."""
        self.paragraph = paragraph
        for frame in made:
            for spot in frame.places:
                self.place, self.place_at = spot, at
        for voice in voices:
            self.spoke_at = at
            if voice.side not in BELLIGERENTS:
                self.speaker = None
            if voice.side in BELLIGERENTS:
                self.side, self.side_at, self.speaker = voice.side, at, voice
                if (organ := _organ(voice.text)) is not None:
                    self.offices[organ] = voice.side
        for frame in made:
            if frame.voice is not None and frame.voice.side in BELLIGERENTS and not self._spoken(voices):
                self.side, self.side_at = frame.voice.side, at
            self.event, self.actor, self.acted_at = frame.event, frame.actor, at
            if frame.event == "capture" and not frame.negated:
                self.taker = frame.actor or self.taker
                if "settlements" in frame.quantities:
                    self.counted, self.counted_at = frame, at
            if frame.when is not None and frame.when.precision == "day":
                self.when, self.when_at = frame.when, at

    @staticmethod
    def _spoken(voices: list[Voice]) -> bool:
        return any(voice.side in BELLIGERENTS for voice in voices)

    def inherited(self, frame: Frame, at: int, published: date) -> When | None:
        """Day of the sentence before, when it tells of the same kind of deed by the same side."""
        if self.when is None or at - self.when_at != 1 or (published - self.when.end).days > 31:
            return None
        if frame.event != self.event or frame.actor != self.actor:
            return None
        return replace(self.when, basis="inherited")


def _refers(told: Annotated, mark: Mark) -> bool:
    """Whether a type of place stands for a place named before: "the town", "город", and no name beside it."""
    if told.over("plural_type", mark.i) is not None or told.number(mark.i - 1) is not None:
        return False
    named = mark.j < len(told.words) and told.words[mark.j].capital
    if told.lexicon.lang == "en":
        return told.norm(mark.i - 1) == "the" and told.norm(mark.j) != "of" and not named
    return not named and mark.i > 0 and not told.words[mark.i - 1].capital


def _beside(told: Annotated, mark: Mark, frame: Frame) -> bool:
    return told.segments[mark.i] == told.segments[frame.i] and mark.value in (
        "village",
        "town",
        "city",
        "settlement",
    )


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
