"""Columns that a file can be opened as: texts, labels and lists as flat arrays of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any, TypeAlias, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Arrays", "Flags", "Floats", "Ints", "Labels", "Lists", "Strings", "narrow"]

Arrays: TypeAlias = Mapping[str, NDArray[Any]]
Ints: TypeAlias = NDArray[np.integer[Any]]
Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]


def narrow(numbers: Ints) -> Ints:
    """Whole numbers in as few bytes as hold them.

    Examples
    --------
    >>> narrow(np.array([-1, 100])).dtype, narrow(np.array([0, 200])).dtype, narrow(np.array([70000])).dtype
    (dtype('int8'), dtype('uint8'), dtype('uint32'))
    """
    low, high = (int(numbers.min()), int(numbers.max())) if len(numbers) else (0, 0)
    kinds = (np.int8, np.int16, np.int32) if low < 0 else (np.uint8, np.uint16, np.uint32)
    fitting = (kind for kind in kinds if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max)
    return numbers.astype(next(fitting, np.int64))


def _ends(counts: Ints) -> Ints:
    ends = np.zeros(len(counts) + 1, dtype=np.int32)
    np.cumsum(counts, out=ends[1:])
    return ends


class Strings(Sequence[str]):
    """Texts one behind the other in UTF-8, and where each begins.

    Examples
    --------
    >>> texts = Strings.of(["Torets'k", "Торецьк", ""])
    >>> texts[1], len(texts), texts.take([1, 0])
    ('Торецьк', 3, ['Торецьк', "Torets'k"])
    """

    __slots__ = ("_bytes", "data", "offsets")

    def __init__(self, data: NDArray[np.uint8], offsets: Ints) -> None:
        self.data, self.offsets = data, offsets
        self._bytes = memoryview(data)  # type: ignore[arg-type]

    def __reduce__(self) -> tuple[Any, ...]:
        return Strings, (self.data, self.offsets)

    @classmethod
    def of(cls, texts: Iterable[str]) -> Strings:
        """Columns of texts."""
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        counts = np.fromiter(map(len, encoded), dtype=np.int64, count=len(encoded))
        return cls(np.frombuffer(b"".join(encoded), dtype=np.uint8), _ends(counts))

    @classmethod
    def opened(cls, arrays: Arrays, name: str) -> Strings:
        """Texts as :meth:`arrays` has kept them."""
        return cls(arrays[f"{name}.data"], _ends(arrays[f"{name}.counts"]))

    def arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """The texts as arrays of these names."""
        return {f"{name}.data": self.data, f"{name}.counts": narrow(np.diff(self.offsets))}

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            return self.take(range(*at.indices(len(self))))
        return str(self._bytes[int(self.offsets[at]) : int(self.offsets[at + 1])], "utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        return iter(self.take(range(len(self))))

    def __add__(self, other: Strings) -> Strings:
        offsets = np.concatenate([self.offsets, other.offsets[1:] + self.offsets[-1]])
        return Strings(np.concatenate([self.data, other.data]), offsets)

    @property
    def lengths(self) -> Ints:
        """Letters of each text."""
        letters = np.cumsum((self.data & 0xC0) != 0x80)  # bytes that begin a letter
        ends = np.concatenate([[0], letters])[self.offsets]
        return np.diff(ends)

    def take(self, numbers: ArrayLike) -> list[str]:
        """The texts of some numbers, in their order."""
        at = np.asarray(numbers, dtype=np.int64)
        data = self._bytes
        ends = zip(self.offsets[at].tolist(), self.offsets[at + 1].tolist(), strict=True)
        return [str(data[start:end], "utf-8", "surrogatepass") for start, end in ends]


class Labels(Sequence[str | None]):
    """A column of words, most of which stand in it more than once; None where nothing is known.

    Examples
    --------
    >>> column = Labels.of(["UA", None, "RU", "UA"])
    >>> column[0], column[1], "RU" in column, column.take([3, 1]), column.code("UA")
    ('UA', None, True, ['UA', None], 0)
    """

    __slots__ = ("_codes_of", "codes", "values")

    def __init__(
        self, codes: Ints, values: Strings, codes_of: Mapping[str | None, int] | None = None
    ) -> None:
        self.codes, self.values = codes, values
        self._codes_of = codes_of

    def __reduce__(self) -> tuple[Any, ...]:
        return Labels, (self.codes, self.values)

    @classmethod
    def of(cls, words: Iterable[str | None]) -> Labels:
        """Column of words; an empty word is none."""
        return cls(np.zeros(0, dtype=np.int32), Strings.of([])).extended(words)

    @classmethod
    def opened(cls, arrays: Arrays, name: str, values: Strings | None = None) -> Labels:
        """A column as :meth:`arrays` has kept it; `values` if it has not kept them."""
        return cls(arrays[f"{name}.codes"], Strings.opened(arrays, name) if values is None else values)

    def arrays(self, name: str, *, values: bool = True) -> dict[str, NDArray[Any]]:
        """The column as arrays of these names, with or without the words themselves."""
        return {f"{name}.codes": narrow(self.codes)} | (self.values.arrays(name) if values else {})

    def extended(self, words: Iterable[str | None]) -> Labels:
        """The column with more words behind it."""
        more, known = list(words), self._table
        fresh = [word for word in dict.fromkeys(more) if word and word not in known]
        values, table = self.values, known
        if fresh:
            values = values + Strings.of(fresh)
            table = {**known, **dict(zip(fresh, range(len(known), len(values)), strict=True))}
        codes = np.fromiter(map(table.get, more, repeat(-1)), dtype=np.int32, count=len(more))
        return Labels(np.concatenate([self.codes, codes]), values, table)

    def recoded(self, codes: Ints) -> Labels:
        """Another column of the words of this one, by their numbers."""
        return Labels(codes, self.values, self._table)

    def replaced(self, numbers: Sequence[int], words: Iterable[str | None]) -> Labels:
        """The column with other words in some rows."""
        more = self.extended(words)
        codes = more.codes[: len(self)].copy()
        codes[list(numbers)] = more.codes[len(self) :]
        return more.recoded(codes)

    @property
    def _table(self) -> Mapping[str | None, int]:
        if self._codes_of is None:
            self._codes_of = {word: code for code, word in enumerate(self.values)}
        return self._codes_of

    def code(self, word: str) -> int:
        """Number of a word in this column; -1 for one that it does not have."""
        return self._table.get(word, -1)

    def __contains__(self, word: object) -> bool:
        return word in self._table

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, at: int) -> str | None: ...
    @overload
    def __getitem__(self, at: slice) -> list[str | None]: ...
    def __getitem__(self, at: int | slice) -> str | list[str | None] | None:
        if isinstance(at, slice):
            return self.take(range(*at.indices(len(self))))
        code = int(self.codes[at])
        return None if code < 0 else self.values[code]

    def __iter__(self) -> Iterator[str | None]:
        return iter(self.take(range(len(self))))

    def take(self, numbers: ArrayLike) -> list[str | None]:
        """The words of some rows, in their order."""
        codes = self.codes[np.asarray(numbers, dtype=np.int64)]
        seen, back = np.unique(codes, return_inverse=True)
        words = np.empty(len(seen), dtype=object)
        words[seen >= 0] = self.values.take(seen[seen >= 0])
        found: list[str | None] = words[back].tolist()
        return found


class Lists:
    """Numbers in groups: which names a key has, which names a place has.

    Examples
    --------
    >>> lists = Lists.of([2, 0, 2], [7, 8, 9], count=3)
    >>> lists[2].tolist(), lists[1].tolist()
    ([7, 9], [])
    >>> [part.tolist() for part in lists.flat(np.array([2, 0]))]
    [[0, 0, 1], [7, 9, 8]]
    """

    __slots__ = ("offsets", "values")

    def __init__(self, offsets: Ints, values: Ints) -> None:
        self.offsets, self.values = offsets, values

    @classmethod
    def of(cls, groups: ArrayLike, values: ArrayLike, *, count: int) -> Lists:
        """Lists of pairs of a group and a value; in a group values keep their order."""
        at = np.asarray(groups, dtype=np.int64)
        order = np.argsort(at, kind="stable")
        return cls(_ends(np.bincount(at, minlength=count)), np.asarray(values, dtype=np.int32)[order])

    @classmethod
    def opened(cls, arrays: Arrays, name: str) -> Lists:
        """Lists as :meth:`arrays` has kept them."""
        return cls(_ends(arrays[f"{name}.counts"]), arrays[f"{name}.values"])

    def arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """The lists as arrays of these names."""
        return {f"{name}.values": self.values, f"{name}.counts": narrow(np.diff(self.offsets))}

    def __getitem__(self, group: int) -> Ints:
        return self.values[self.offsets[group] : self.offsets[group + 1]]

    def flat(self, groups: Ints) -> tuple[Ints, Ints]:
        """For each value of some groups, which of the groups asked for it is from, and the value."""
        starts = self.offsets[groups].astype(np.int64)
        counts = self.offsets[groups + 1] - starts
        rows = np.repeat(np.arange(len(groups)), counts)
        first = np.cumsum(counts) - counts
        at = np.arange(len(rows)) + np.repeat(starts - first, counts)
        return rows, self.values[at]
