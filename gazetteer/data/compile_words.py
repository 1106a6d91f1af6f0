"""Compile words.txt.gz from the package wordfreq: how often Ukrainian, Russian and English use a word.

``python -m gazetteer.data.compile_words`` writes the file; it needs wordfreq 3.1.1. What was taken and
changed: SOURCES.md.
"""

from __future__ import annotations

import gzip
import importlib
import math
from collections.abc import Iterator
from pathlib import Path

from gazetteer.toponym import fold

TARGET = Path(__file__).with_name("words.txt.gz")
RAREST = 2.7  # log10 of occurrences in a thousand million words
PREFIX = 3  # letters under which words are grouped
SCRIPTS = {"uk": "а", "ru": "а", "en": "a"}


def words() -> dict[str, float]:
    """Words, folded, with the highest of their frequencies in the three languages."""
    wordfreq = importlib.import_module("wordfreq")  # an input of this script alone
    found: dict[str, float] = {}
    for lang, first in SCRIPTS.items():
        for written, frequency in wordfreq.get_frequency_dict(lang, wordlist="large").items():
            word, zipf = fold(written), math.log10(frequency) + 9
            if zipf >= RAREST and len(word) >= PREFIX and word.isalpha() and (word >= "а") == (first == "а"):
                found[word] = max(found.get(word, 0), zipf)
    return found


def lines(frequencies: dict[str, float]) -> Iterator[str]:
    """A line for each start of a word: ``sum ``, then the rests of the words with tenths: ``my:35``."""
    groups: dict[str, list[str]] = {}
    for word in sorted(frequencies):
        tenths = round(frequencies[word] * 10)
        groups.setdefault(word[:PREFIX], []).append(f"{word[PREFIX:]}:{tenths}")
    for prefix, rests in groups.items():
        yield f"{prefix} {' '.join(rests)} \n"


def main() -> None:
    """Write the file."""
    text = "".join(lines(words()))
    TARGET.write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))


if __name__ == "__main__":
    main()
