"""A sentence with everything marked that a frame is made of: words of the lexicon, numbers, clauses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from frontline.extract.lexicon import Lexicon, Mark, disjoint

__all__ = ["OPERATORS", "Annotated", "Number", "annotate"]

_DIGITS = re.compile(r"\d[\d,. ]*")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a sentence: tokens i to j (exclusive), lowest and highest value, and its bound."""

    i: int
    j: int
    low: float
    high: float
    op: str = "="


class Annotated:
    """A sentence and its marks.

    Parameters
    ----------
    text
        The folded sentence.
    lexicon
        The language that it was read in.
    """

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon
        self.words, self._raw = lexicon.read(text)
        self._marks: dict[str, list[Mark]] = {}
        self._norms = [word[2] for word in self.words]
        self._over: dict[str, dict[int, Mark]] = {}
        self._covered: dict[tuple[str, ...], frozenset[int]] = {}
        self._chosen: dict[tuple[str, ...], list[Mark]] = {}

    @cached_property
    def numbers(self) -> list[Number]:
        """Numbers, bounds and ranges joined to them."""
        return _numbers(self)

    @cached_property
    def segments(self) -> list[int]:
        """For each token, the number of the clause that it stands in."""
        return _segments(self)

    def of(self, label: str, *values: str) -> list[Mark]:
        """Marks of a category, or of some values of it."""
        marks = self._marks.get(label)
        if marks is None:
            if label not in self._raw:
                return []
            marks = self._marks[label] = disjoint(label, self._raw[label])
        if not values or not marks:
            return marks
        chosen = self._chosen.get((label, *values))
        if chosen is None:
            chosen = self._chosen[label, *values] = [mark for mark in marks if mark.value in values]
        return chosen

    def over(self, label: str, i: int) -> Mark | None:
        """The mark of a category that covers token i."""
        covered = self._over.get(label)
        if covered is None:
            if label not in self._raw:
                return None
            covered = {k: mark for mark in self.of(label) for k in range(mark.i, mark.j)}
            self._over[label] = covered
        return covered.get(i)

    def put(self, label: str, marks: list[Mark]) -> None:
        """Exchange the marks of a category."""
        self._marks[label] = marks
        self._over.pop(label, None)
        self._covered.clear()
        self._chosen.clear()

    def value(self, label: str, i: int) -> Any:  # noqa: ANN401
        """Value of the mark of a category that covers token i."""
        mark = self.over(label, i)
        return None if mark is None else mark.value

    def norm(self, i: int) -> str:
        """Token i in small letters; empty beyond the sentence."""
        return self._norms[i] if 0 <= i < len(self._norms) else ""

    def span(self, i: int, j: int) -> str:
        """The sentence's text from token i to token j (exclusive)."""
        return self.text[self.words[i].start : self.words[j - 1].end] if i < j else ""

    def number(self, i: int) -> Number | None:
        """The number that covers token i."""
        return self._numbered.get(i)

    @cached_property
    def _numbered(self) -> dict[int, Number]:
        return {k: number for number in reversed(self.numbers) for k in range(number.i, number.j)}

    @cached_property
    def norms(self) -> frozenset[str]:
        """All its words in small letters."""
        return frozenset(self._norms)

    def covered_by(self, label: str, value: str) -> frozenset[int]:
        """Tokens that marks of one value of a category cover."""
        return frozenset(k for mark in self.of(label, value) for k in range(mark.i, mark.j))

    def covered(self, labels: tuple[str, ...]) -> frozenset[int]:
        """Tokens that marks of any of these categories cover."""
        known = self._covered.get(labels)
        if known is None:
            marks = [mark for label in labels if label in self._raw for mark in self.of(label)]
            known = frozenset(k for mark in marks for k in range(mark.i, mark.j))
            self._covered[labels] = known
        return known


def annotate(text: str, lexicon: Lexicon) -> Annotated:
    """Mark a folded sentence.

    Examples
    --------
    >>> from frontline.extract.lexicon import lexicon
    >>> told = annotate("They fired up to 45 drones.", lexicon("en"))
    >>> told.numbers[0].high, told.numbers[0].op
    (45.0, '<=')
    """
    return Annotated(text, lexicon)


def _numbers(told: Annotated) -> list[Number]:
    found: list[Number] = []
    worded = told.covered(("number", "multiplier"))
    i = 0
    while i < len(told.words):
        norm = told.words[i].norm
        if not (norm[0].isdigit() or i in worded or "-" in norm):
            i += 1
            continue
        value, j = _value(told, i)
        if value is None:
            i += 1
            continue
        bound = told.over("bound", i - 1) if i else None
        number = Number(bound.i if bound else i, j, value, value, OPERATORS[bound.value] if bound else "=")
        if found and _ranges(told, found[-1], number):
            number = Number(found[-1].i, j, found.pop().low, value, "<=")
        found.append(number)
        i = j
    return found


OPERATORS = {"at_most": "<=", "at_least": ">=", "about": "~"}
_RANGE_WORDS = {"-", "–", "to", "до", "and", "и", "і", "й", "або", "или", "or"}


def _ranges(told: Annotated, first: Number, second: Number) -> bool:
    """Whether two numbers are the ends of one: "150 to 1,700", "40-60", "between 3 and 5"."""
    between = [told.norm(k) for k in range(first.j, second.i)]
    if len(between) != 1 or between[0] not in _RANGE_WORDS or second.high <= first.low:
        return False
    return between[0] in ("-", "–", "to", "до", "or", "или", "або") or told.norm(first.i - 1) in ("between",)


def _value(told: Annotated, i: int) -> tuple[float | None, int]:
    """Number that begins at token i, and where it ends."""
    word = told.words[i]
    written = told.text[word.start : word.end]
    value: float | None = None
    j = i + 1
    if _ordinal(told, i):
        return None, j
    if _DIGITS.fullmatch(written):
        value = _digits(written)
    else:
        mark = told.over("number", i)
        if mark is not None and mark.i == i and not (word.capital and _name_goes_on(told, mark)):
            value, j = float(mark.value), mark.j
            tens = told.over("number", j + (told.norm(j) == "-")) if value >= 20 else None
            if tens is not None and float(tens.value) < 10 and tens.i - j <= 1:
                value, j = value + float(tens.value), tens.j
        elif "-" in word.norm:
            value = _compound(told, word.norm)
    if value is not None and told.norm(j) in ("с", "з") and told.norm(j + 1).startswith("половин"):
        value, j = value + 0.5, j + 2
    multiplier = told.over("multiplier", j) if value is not None else told.over("multiplier", i)
    if multiplier is not None:
        value, j = (value or 1.0) * float(multiplier.value), multiplier.j
    return value, j


def _ordinal(told: Annotated, i: int) -> bool:
    """Whether digits only tell which: the 11th brigade, 225-й полк."""
    k = i + 1 + (told.norm(i + 1) == "-")
    if k >= len(told.words) or told.words[k].start - told.words[i].end > 1:
        return False
    return told.norm(k) in ORDINAL_ENDS and (k > i + 1 or told.words[k].start == told.words[i].end)


ORDINAL_ENDS = frozenset(
    ["st", "nd", "rd", "th", "й", "я", "е", "го", "му", "ю", "ї", "ій", "та", "ту", "ой", "ая", "ої"]
)


def _compound(told: Annotated, word: str) -> float | None:
    """Value of tens and units in one word: "twenty-two"."""
    _, parts = told.lexicon.read(word.replace("-", " "))
    values = [float(value) for value, _, _ in parts.get("number", ())]
    return sum(values) if len(values) == 2 and values[0] >= 20 > 10 > values[1] else None


def _name_goes_on(told: Annotated, mark: Mark) -> bool:
    """Whether a capitalised number word begins a name, such as "First Army" or "Три Крыницы"."""
    return mark.i > 0 and mark.j < len(told.words) and told.words[mark.j].capital


def _digits(written: str) -> float:
    """Value of digits with thousands separated by commas, points or blanks.

    Examples
    --------
    >>> _digits("1,400"), _digits("2.5"), _digits("12 300"), _digits("1,5")
    (1400.0, 2.5, 12300.0, 1.5)
    """
    if re.fullmatch(r"\d{1,3}(?:[ ,.]\d{3})+", written):
        return float(re.sub(r"[ ,.]", "", written))
    return float(re.sub(r"[^\d.]", "", written.replace(",", ".").rstrip(".")) or 0)


def _segments(told: Annotated) -> list[int]:
    """Clause of each token: a semicolon, "while", "which" or a participle after a comma begins a new one."""
    segments: list[int] = []
    now, count, back = 0, 0, None
    joints, before = told.covered(("conjunction",)), ""
    for i, word in enumerate(told.words):
        here, before = (before, word.norm), word.norm
        if i not in joints and "," not in here and ";" not in here:
            segments.append(now)
            continue
        if _opens_clause(told, i):
            if _relative(told, i) and back is None:
                back = now
            elif not _relative(told, i):
                back = None
            count += 1
            now = count
        elif back is not None and told.norm(i) == "," and _closes_relative(told, i):
            now, back = back, None
        segments.append(now)
    return segments


def _opens_clause(told: Annotated, i: int) -> bool:
    if told.norm(i) == ";":
        return True
    conjunction = told.over("conjunction", i)
    if conjunction is not None and conjunction.i == i:
        if conjunction.value == "split":
            return i > 0
        if conjunction.value == "relative":
            return i > 0 and _is_relative(told, i)
        return _new_subject(told, conjunction.j)
    if told.norm(i - 1) == "," and told.over("aside", i) is not None:
        return True
    return _relative(told, i)


def _is_relative(told: Annotated, i: int) -> bool:
    """Whether "that", "which" follows a noun and not a verb of speech."""
    before = i - 1 - (told.norm(i - 1) == ",")
    if told.norm(i) in ("that", "що", "что"):
        return (
            told.over("speech", before) is None
            and told.norm(i - 1) != ","
            and (told.words[before].capital or told.over("place_type", before) is not None)
            and told.over("speech", before - 1) is None
            and not _speech_before(told, i)
        )
    return True


def _speech_before(told: Annotated, i: int) -> bool:
    return any(told.over("speech", k) is not None for k in range(max(0, i - 5), i))


def _relative(told: Annotated, i: int) -> bool:
    """Whether a relative or participle clause begins at token i."""
    conjunction = told.over("conjunction", i)
    if conjunction is not None:
        return bool(conjunction.value == "relative" and conjunction.i == i and _is_relative(told, i))
    if i < 2 or told.norm(i - 1) != ",":
        return False
    trigger = told.over("trigger", i)
    return trigger is not None and trigger.i == i and told.over("voice", trigger.j) is not None


def _closes_relative(told: Annotated, i: int) -> bool:
    """Whether the comma at token i ends a relative clause: a list or a number does not go on behind it."""
    following = told.over("conjunction", i + 1)
    return following is None or following.value != "relative"


def _new_subject(told: Annotated, i: int) -> bool:
    """Whether a side with its own verb follows "and": "… and Ukrainian troops withdrew"."""
    starts = [mark.j for mark in told.of("side") if mark.i in (i, i + 1)]
    starts += [mark.j for mark in told.of("own") if mark.i == i]
    return any(_verb_follows(told, j) for j in starts)


def _verb_follows(told: Annotated, i: int) -> bool:
    for k in range(i, min(i + 5, len(told.words))):
        trigger = told.over("trigger", k)
        if trigger is not None and trigger.i == k:
            return bool(trigger.value.form != "noun")
        if told.over("speech", k) is not None:
            return True
        if told.norm(k) in (",", ".", "and", "и", "і"):
            return False
    return False
