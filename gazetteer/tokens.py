"""The words of a text that have a capital: where they stand, what they may name, and which stand together."""

from __future__ import annotations

import re

from gazetteer.evidence import NEXT
from gazetteer.naming import Namebook

__all__ = ["NEAR", "Words"]

CAPITAL = "A-ZÀ-ÖØ-ÞĆČĎĐĘĚŁŃŇŘŚŠŤŽŹŻ\u0400-\u042fҐ"
MARKS = "\u0301\u0306\u0308\u00ad"  # stress, parts of й and ї, a hyphen that parts nothing
# The letter before is looked at only once there is a capital, so that most of a text is passed over quickly.
TOKEN = re.compile(rf"[{CAPITAL}](?<![\w'’ʼ-][{CAPITAL}])[\w{MARKS}]*+(?:['’ʼ`\-‑][\w{MARKS}]++)*+")
SPACE = re.compile(r"[ \u00a0]*\n[ \u00a0]*|[ \u00a0]{2}")
GAPS, NEAR = frozenset(" \u00a0\n"), 4  # between words of a name; characters of the longest gap, and one more


class Words:
    """The words of a text that have a capital.

    Parameters
    ----------
    book
        What they may name.
    text
        Any text.

    Examples
    --------
    >>> from gazetteer.core import embedded
    >>> words = Words(Namebook(embedded()), "Бої під Кривим Рогом та iPhone")
    >>> [word.written for word in words.words], words.is_adjacent(1), words.starts[1]
    (['Бої', 'Кривим', 'Рогом'], True, 8)
    """

    def __init__(self, book: Namebook, text: str) -> None:
        self.book, self.text = book, text
        known, look_up = book.words.get, book.word
        spans = [token.span() for token in TOKEN.finditer(text)]
        self.starts = [start for start, _ in spans]
        self.ends = [end for _, end in spans]
        self.words = [known(token) or look_up(token) for token in [text[start:end] for start, end in spans]]
        self.starts.append(len(text) + NEAR)
        if "'" in text or "’" in text:  # the s of a possessive is no part of the word
            self.ends = [
                start + len(word.written) for start, word in zip(self.starts, self.words, strict=False)
            ]

    def next_word(self, i: int) -> re.Match[str] | None:
        """The word right after word i, with its full stop."""
        return NEXT.match(self.text, self.ends[i])

    def is_adjacent(self, i: int) -> bool:
        """Whether a capitalised word follows after nothing but a space."""
        end, start = self.ends[i], self.starts[i + 1]
        if start - end >= NEAR:
            return False
        return self.text[end:start] in GAPS or SPACE.fullmatch(self.text, end, start) is not None

    def is_among_capitals(self, i: int) -> bool:
        """Whether the text around is in capitals."""
        return any(
            0 <= k < len(self.words) and self.words[k].shouted and len(self.words[k].written) > 3
            and abs(self.starts[k] - self.starts[i]) < 60
            for k in (i - 1, i + 1, i - 2, i + 2)
        )  # fmt: skip
