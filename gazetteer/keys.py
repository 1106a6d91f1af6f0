"""Keys: which names have a spelling, the consonants of one, or all of these but one letter.

A key leads from a spelling to the numbers of names. Tries and arrays only, so that an index opens as it lies
in its file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from typing import Any

import marisa_trie
import numpy as np
from numpy.typing import NDArray

from gazetteer import toponym
from gazetteer.columns import Arrays, Flags, Ints, Lists, Strings, narrow
from gazetteer.vowels import outlines

__all__ = ["Keys", "sounds"]

VOWELS = str.maketrans("oeyj", "aiii")  # Robotyne is Rabotino: these vowels change between languages
BASE = np.uint64(0x9E3779B97F4A7C15)  # odd, so that it can be divided by, modulo 2 to the 64th
INVERSE = np.uint64(pow(int(BASE), -1, 1 << 64))


def sounds(latins: Sequence[str]) -> list[str]:
    """Names in Latin letters as they are compared: vowels that change between languages are one.

    Examples
    --------
    >>> sounds(["robotyne", "rabotino"])
    ['rabatini', 'rabatina']
    """
    return "\n".join(latins).translate(VOWELS).split("\n") if latins else []


@dataclass(frozen=True, eq=False)
class Keys:
    """Spellings and what they lead to.

    Parameters
    ----------
    folds
        Folded spellings, numbered.
    names
        Names of each spelling.
    melody
        The number of each spelling's vowels in `melodies`.
    melodies
        The vowels of spellings.
    bones
        Skeletons, numbered.
    of_bones
        Spellings of each skeleton.
    words
        Words that stand in some spelling.
    """

    folds: marisa_trie.Trie
    names: Lists
    melody: Ints
    melodies: Strings
    bones: marisa_trie.Trie
    of_bones: Lists
    words: marisa_trie.Trie

    @cached_property
    def edits(self) -> Edits:
        """Skeletons with one letter left out."""
        return Edits(self.bones)

    @cached_property
    def typos(self) -> Edits:
        """Spellings with one letter left out."""
        return Edits(self.folds)

    @cached_property
    def outlines(self) -> Outlines:
        """What each melody must share with another to be one name with it."""
        return Outlines(list(self.melodies))

    @classmethod
    def of(cls, spelt: Iterable[tuple[str, str, str, int]]) -> Keys:
        """Keys of names: the folded spelling, skeleton, melody and number of each."""
        rows = list(spelt)
        folds, bones, songs, numbers = zip(*rows, strict=True) if rows else ((), (), (), ())
        return cls.of_columns(folds, bones, songs, np.arange(len(rows)), np.array(numbers, dtype=np.int64))

    @classmethod
    def of_columns(
        cls, folds: Sequence[str], bones: Sequence[str], songs: Sequence[str], at: Ints, names: Ints
    ) -> Keys:
        """Keys of names: the spelling, skeleton and melody of each text, then which text each name has."""
        first = dict(zip(reversed(folds), range(len(folds) - 1, -1, -1), strict=True))
        first.pop("", None)
        trie = marisa_trie.Trie(first)
        number = dict(zip(first, map(trie.__getitem__, first), strict=True))
        text = np.empty(len(trie), dtype=np.int64)  # the first of each spelling
        text[list(number.values())] = list(first.values())
        bones_of, songs_of = ([column[one] for one in text.tolist()] for column in (bones, songs))
        table = {song: code for code, song in enumerate(dict.fromkeys(songs_of))}
        skeletons, of_bones = _grouped(bones_of)
        fold = np.fromiter(map(number.get, folds, repeat(-1)), dtype=np.int64, count=len(folds))[at]
        return cls(
            trie,
            Lists.of(fold[fold >= 0], names[fold >= 0], count=len(trie)),
            np.fromiter(map(table.__getitem__, songs_of), dtype=np.int32, count=len(songs_of)),
            Strings.of(table),
            skeletons,
            of_bones,
            marisa_trie.Trie(set(" ".join(first).split(" ")) - {""}),
        )

    @classmethod
    def opened(cls, arrays: Arrays, prefix: str) -> Keys:
        """Keys as :meth:`arrays` has kept them."""

        def trie(name: str) -> marisa_trie.Trie:
            return marisa_trie.Trie().frombytes(arrays[f"{prefix}.{name}"].tobytes())

        return cls(
            trie("folds"),
            Lists.opened(arrays, f"{prefix}.names"),
            arrays[f"{prefix}.melody"],
            Strings.opened(arrays, f"{prefix}.melodies"),
            trie("bones"),
            Lists.opened(arrays, f"{prefix}.of_bones"),
            trie("words"),
        )

    def arrays(self, prefix: str) -> dict[str, NDArray[Any]]:
        """These keys as arrays, each name with the prefix."""
        tries = {"folds": self.folds, "bones": self.bones, "words": self.words}
        parts: dict[str, NDArray[Any]] = {
            f"{prefix}.{name}": np.frombuffer(trie.tobytes(), dtype=np.uint8) for name, trie in tries.items()
        }
        parts |= self.names.arrays(f"{prefix}.names") | self.of_bones.arrays(f"{prefix}.of_bones")
        return parts | self.melodies.arrays(f"{prefix}.melodies") | {f"{prefix}.melody": narrow(self.melody)}

    def heard(self, folds: Ints) -> list[str]:
        """Spellings of some numbers as they are compared."""
        each, back = np.unique(folds, return_inverse=True)
        texts = sounds(toponym.latins([self.folds.restore_key(fold) for fold in each.tolist()]))
        return [texts[at] for at in back.tolist()]

    def named(self, folded: str) -> Ints:
        """Names of a folded spelling."""
        fold = self.folds.get(folded)
        return self.names[fold] if fold is not None else self.names.values[:0]


def _grouped(bones: Sequence[str]) -> tuple[marisa_trie.Trie, Lists]:
    """Skeletons, numbered, and for each which of some spellings have it; an empty one is none."""
    once = dict.fromkeys(bones)
    once.pop("", None)
    trie = marisa_trie.Trie(once)
    number = dict(zip(once, map(trie.__getitem__, once), strict=True))
    groups = np.fromiter(map(number.get, bones, repeat(-1)), dtype=np.int64, count=len(bones))
    boned = np.flatnonzero(groups >= 0)
    return trie, Lists.of(groups[boned], boned, count=len(trie))


class Outlines:
    """Melodies by their outlines, numbered: those of names with as many words, and of names with others."""

    def __init__(self, melodies: Sequence[str]) -> None:
        self._number: dict[str, int] = {}
        for pair in outlines(melodies):
            for outline in pair:
                self._number.setdefault(outline, len(self._number))
        self._words, self._same, self._other = self._columns(melodies)

    def _columns(self, melodies: Sequence[str]) -> Ints:
        """Words of each melody, and the numbers of its two outlines; -1 for one that is not here."""
        known = self._number.get
        rows = [(same.count(" "), known(same, -1), known(other, -1)) for same, other in outlines(melodies)]
        return np.array(rows, dtype=np.int32).reshape(-1, 3).T

    def may_be(self, melodies: Sequence[str], at: Ints, theirs: Ints) -> Flags:
        """Whether some melodies may be one name with some of these, pair by pair."""
        words, same, other = self._columns(melodies)
        alike = self._same[theirs] == same[at]
        may: Flags = np.where(self._words[theirs] == words[at], alike, self._other[theirs] == other[at])
        return may


class Edits:
    """Texts one letter from each other: they are equal once that letter is left out.

    Made when it is first asked for.
    """

    def __init__(self, texts: marisa_trie.Trie) -> None:
        self._trie = texts

    def __len__(self) -> int:
        return len(self._trie)

    @cached_property
    def _table(self) -> tuple[NDArray[np.uint64], Ints]:
        keys = [self._trie.restore_key(number) for number in range(len(self._trie))]
        owners, hashes = _hashes(keys)
        order = np.argsort(hashes, kind="stable")
        return hashes[order], owners[order].astype(np.int32)

    def near(self, texts: Sequence[str]) -> tuple[Ints, Ints]:
        """Pairs of a text asked for and one of these that may be one letter away, or is equal."""
        if not texts or not len(self._trie):
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        hashes, owners = self._table
        asked, wanted = _hashes(texts)
        starts = np.searchsorted(hashes, wanted, "left")
        counts = np.searchsorted(hashes, wanted, "right") - starts
        first = np.cumsum(counts) - counts
        at = np.arange(counts.sum()) + np.repeat(starts - first, counts)
        pairs = np.repeat(asked, counts).astype(np.int64) * len(self._trie) + owners[at]
        pairs = np.unique(pairs)
        return pairs // len(self._trie), pairs % len(self._trie)

    def texts(self, numbers: Iterable[int]) -> list[str]:
        """Texts of some numbers."""
        return [self._trie.restore_key(number) for number in numbers]


def _hashes(words: Sequence[str]) -> tuple[Ints, NDArray[np.uint64]]:
    """A number for each word and for each word without one of its letters, and whose it is."""
    letters = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(
        np.uint64
    )
    lengths = np.array([len(word) for word in words], dtype=np.int64)
    owners = np.repeat(np.arange(len(words)), lengths)
    starts = np.cumsum(lengths) - lengths
    powers = np.cumprod(np.full(int(lengths.max(initial=0)) + 1, BASE, dtype=np.uint64))
    inside = np.arange(len(letters)) - starts[owners]
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(letters * powers[inside], dtype=np.uint64)])
    whole = sums[starts + lengths] - sums[starts]
    before = sums[:-1] - sums[starts[owners]]
    after = sums[(starts + lengths)[owners]] - sums[1:]
    hashes = np.concatenate([whole, before + after * INVERSE])
    return np.concatenate([np.arange(len(words)), owners]), hashes
