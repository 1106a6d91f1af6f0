"""Quotations: where a text has the words that somebody says it has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from frontline.extract.sentences import fold

__all__ = ["occurrences"]


def occurrences(quotation: str, text: str) -> list[tuple[int, int]]:
    r"""Where a text has a quotation, as whole words: starts and ends; nowhere without a letter or digit.

    If it does not stand there letter for letter, quotation marks, dashes and blanks (ends of lines, one or
    several) of any kind count as the same. Nothing else does: a letter more or less, or a small one for a
    capital, is another text.

    Examples
    --------
    >>> occurrences("Ukraine's front", "The map of Ukraine’s\r\nfront shows")
    [(11, 27)]
    >>> occurrences("Isk", "Iskra"), occurrences("iskra", "Iskra"), occurrences(".", "Iskra fell.")
    ([], [], [])
    """
    if not any(map(str.isalnum, quotation)):
        return []
    letters = re.escape(quotation.strip())
    return list(_whole(letters, text)) or list(_whole(_alike(quotation), _plain(text)))


def _plain(text: str) -> str:
    """The same number of letters, with one sign for each kind of mark, dash and blank."""
    return fold(text).replace("\n", " ").replace("–", "-")


def _alike(quotation: str) -> str:
    """Pattern of the words with any number of blanks between them."""
    return " +".join(map(re.escape, _plain(quotation).split()))


def _whole(pattern: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a pattern matches without cutting a word in two."""
    for match in re.finditer(pattern, text):
        if not _inside_word(text, match.start()) and not _inside_word(text, match.end()):
            yield match.span()


def _inside_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()
