"""Sentences of a text, and their words, each with its place in the original."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["TOKEN", "Sentence", "Token", "fold", "forms", "sentences"]

LONGEST = 1500  # characters; a longer "sentence" is a table or noise and is cut at a blank
WRAPPED = 55  # a line at least this long that ends without a full stop may go on in the next one

# One character for one character, so that offsets into the original stay true.
_SAME = {
    "'": "’‘ʼ`´′‛ʹ",
    '"': "“”„‟«»″",
    "–": "—―−",
    "-": "‐‑‒",
    " ": "\u00a0\u202f\u2009\u2007\u2002\u2003\t\v\f\r\x1c\x1d\x1e\x1f\x85",
    "\n": "\u2028\u2029",
}
_FOLDED = {letter: plain for plain, letters in _SAME.items() for letter in letters}
_UNFOLDED = re.compile(f"[{''.join(map(re.escape, _FOLDED))}]")
_SOFT = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u0300\u0301"
_UNSOFT = dict.fromkeys(map(ord, _SOFT))

TOKEN = re.compile(
    rf"[^\W\d_](?:[^\W_]|[{_SOFT}]|['\-](?=[^\W_]))*|\d{{1,3}}(?:[ ,.]\d{{3}})+(?!\d)|\d+(?:[.,]\d+)?|[^\w\s]"
)
_END = re.compile(r"[.!?…]+[\"')\]]*(?=\s|$)")
_DATELINE = re.compile(r"[A-ZА-ЯІЇЄҐ' -]{4,40}(?:, [\w. ]{2,30})?(?: \([^)\n]{2,30}\))? [–-]{1,2} ")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Lt|Gen|Col|Maj|Capt|Sgt|Mr|Mrs|Ms|Dr|Prof|Gov|St|No|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
    r"|approx|vs|etc|[ap]\.m|[A-Z]|н\.?п|пос|пгт|смт|г|м|с|д|ст|ул|обл|р-н|им|ім|тыс|тис|млн|чел|т\.[еді]|ч|год"
    r"|[А-ЯІЇЄҐ]))\.$"
)


class Sentence(NamedTuple):
    """A sentence: where it begins and ends in the text, and the paragraph it stands in, counted from 0."""

    start: int
    end: int
    paragraph: int


class Token(NamedTuple):
    """A word, number or sign: its characters in the sentence, and its form in small letters."""

    start: int
    end: int
    norm: str
    capital: bool
    possessive: bool


def fold(text: str) -> str:
    r"""Text with one sign for each kind of quote, dash and blank, every character where it was.

    Examples
    --------
    >>> fold("Ukraine’s “front” — 10\u00a0km")
    'Ukraine\'s "front" – 10 km'
    """
    return _UNFOLDED.sub(lambda match: _FOLDED[match[0]], text)


def sentences(folded: str) -> Iterator[Sentence]:
    """Sentences of a folded text, in order.

    Lines end a sentence unless the text is wrapped there. Empty lines begin a new paragraph, and so does a
    line that follows a finished sentence.

    Examples
    --------
    >>> text = "Lt. Gen. Kovalenko spoke at 5 a.m. on Thursday. Two drones fell."
    >>> [text[s.start : s.end] for s in sentences(text)]
    ['Lt. Gen. Kovalenko spoke at 5 a.m. on Thursday.', 'Two drones fell.']
    """
    blocks = (
        (start, end) for start, end in _blocks(folded) if not folded[start:end].isspace() and end > start
    )
    for paragraph, (start, end) in enumerate(blocks):
        for first, last in _split(folded, start, end):
            for piece in _cut(folded, first, last):
                yield Sentence(*piece, paragraph)


def forms(written: str) -> tuple[str, bool, bool]:
    """Form in small letters, whether it begins with a capital, whether it is a possessive.

    Examples
    --------
    >>> [forms(word) for word in TOKEN.findall("Ukraine's 1,400 km.")]
    [('ukraine', True, True), ('1,400', False, False), ('km', False, False), ('.', False, False)]
    """
    norm = written.translate(_UNSOFT).lower()
    possessive = norm.endswith("'s")
    return norm.removesuffix("'s"), written[0].isupper(), possessive


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Paragraphs: runs of lines that belong together."""
    start, at = 0, 0
    for line in text.split("\n"):
        end = at + len(line)
        if not _goes_on(line, text[end + 1 : end + 200]):
            yield start, end
            start = end + 1
        at = end + 1


def _goes_on(line: str, following: str) -> bool:
    """Whether a line is wrapped, so that its sentence goes on in the next one."""
    line, after = line.strip(), following.split("\n", 1)[0].strip()
    if not line or not after or line[-1] in '.!?…:;"':
        return False
    return after[0].islower() or (len(line) >= WRAPPED and after[0].isalnum())


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _END.finditer(text, start, end):
        rest = text[match.end() : min(end, match.end() + 12)].lstrip("\n \"'(–-•*")
        if rest and rest[0].islower():
            continue
        if (
            match[0] == "."
            and _ABBREVIATION.search(text, max(start, match.start() - 12), match.end())
            and rest
        ):
            continue
        yield start, match.end()
        start = match.end()
    yield start, end


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Pieces of bounded length, without the blanks around them; none if there is nothing else."""
    while end - start > LONGEST:
        blank = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        at = blank if blank > 0 else start + LONGEST
        yield from _cut(text, start, at)
        start = at
    piece = text[start:end]
    if piece.strip():
        lead = len(piece) - len(piece.lstrip())
        if dateline := _DATELINE.match(piece, lead):
            lead = dateline.end()
        yield start + lead, start + len(piece.rstrip())
