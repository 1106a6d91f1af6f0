"""The compact index: places and their names in columns, and the keys that lead to them, without pandas.

Places are columns, one entry a place; names are columns, one entry a name, that point to their place by its
number. Keys point to names by theirs. All of it is arrays, which :mod:`gazetteer.storage` keeps in one file
that opens as it lies.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gazetteer.columns import Ints, Labels, Lists, narrow
from gazetteer.errors import DataFileError
from gazetteer.keys import Keys
from gazetteer.places import NAMES, NUMBERS, REGION_TYPES, WORDS, Place
from gazetteer.storage import opened_arrays, save_arrays
from gazetteer.toponym import folds

__all__ = ["Index", "Names"]

FORMAT = 1  # of the file; another number is another way to lay it out
KINDS = ("official", "former", "variant", "exonym")
OWN, SPELLING, LONG_PAST = 1, 2, 4  # what `Names.flags` says of a name


@dataclass(frozen=True, eq=False)
class Names:
    """Every name of every place: as written, whose, in which language, how it stands and when it held.

    Parameters
    ----------
    text
        As written.
    place
        Number of the place.
    lang
        ISO 639-1 code, or und.
    kind
        official, former, variant or exonym.
    flags
        OWN if a variant is as good as the official name, SPELLING if it is a spelling of it at all,
        LONG_PAST if a name was given up before the renamings of our days.
    since, until
        The days of dated names: 2016-02-04, months 2016-02, years 2016.
    """

    text: Labels
    place: Ints
    lang: Labels
    kind: Labels
    flags: NDArray[np.uint8]
    since: Mapping[int, str] = field(default_factory=dict)
    until: Mapping[int, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.place)

    @cached_property
    def kinds(self) -> Ints:
        """The kind of each name as its place in KINDS."""
        return np.array([KINDS.index(kind) for kind in self.kind.values], dtype=np.int8)[self.kind.codes]

    @cached_property
    def lengths(self) -> Ints:
        """Letters of each name."""
        return self.text.values.lengths[self.text.codes]

    @cached_property
    def days(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """First and last day of each name as numbers, 20160204; 0 and 99999999 where nothing is known."""
        first = np.zeros(len(self), dtype=np.int64)
        last = np.full(len(self), 99_999_999, dtype=np.int64)
        for number, text in self.since.items():
            first[number] = int(text.replace("-", "").ljust(8, "0"))
        for number, text in self.until.items():
            last[number] = int(text.replace("-", "").ljust(8, "9"))
        return first, last


@dataclass(frozen=True, eq=False)
class Index:
    """Places and their names, in columns.

    Parameters
    ----------
    source
        Where it is from, for the reader: "embedded core".
    words
        The word columns of the places table, None where nothing is known.
    population
        Inhabitants; 0 where unknown.
    lon, lat
        Degrees, EPSG:4326.
    radius_km
        How far a region reaches from its point; NaN for a settlement.
    names
        All names.
    keys, region_keys
        Keys of all names, and of the names of regions without the word for the kind of region ("донецька",
        "donetsk"); further ones for what was added.
    given
        Numbers of the places that the user brought.
    given_names
        Numbers of the names that the user gave, to those places or to others.
    notes
        What the index says of itself: attribution, how it was made, what was left out.
    """

    source: str
    words: Mapping[str, Labels]
    population: Ints
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    radius_km: NDArray[np.float64]
    names: Names
    keys: tuple[Keys, ...]
    region_keys: tuple[Keys, ...]
    given: frozenset[int] = frozenset()
    given_names: frozenset[int] = frozenset()
    notes: Mapping[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.lon)

    @cached_property
    def number(self) -> Mapping[str, int]:
        """Number of each place_id."""
        return {place_id: number for number, place_id in enumerate(self.words["place_id"]) if place_id}

    @cached_property
    def is_region(self) -> NDArray[np.bool_]:
        """Whether each place is an area that its point stands for."""
        return self.by_type(lambda kind: kind in REGION_TYPES, missing=False).astype(bool)

    def by_type(
        self, value: Callable[[str], object], places: Ints | None = None, *, missing: object
    ) -> NDArray[Any]:
        """A value for each of some places or for all, by their types."""
        kinds = self.words["place_type"]
        table = np.array([*map(value, kinds.values), missing])
        return table[kinds.codes if places is None else kinds.codes[places]]

    @cached_property
    def units(self) -> Units:
        """The raions and hromadas that places lie in."""
        return Units.of(self.words)

    @cached_property
    def folded_words(self) -> Mapping[str, Mapping[str, list[str]]]:
        """The words of the columns for regions, by their folded form."""
        found: dict[str, dict[str, list[str]]] = {}
        for name in ("admin1", "admin2", "admin3"):
            words = found[name] = {}
            values = list(self.words[name].values)
            for value, folded in zip(values, folds(values), strict=True):
                words.setdefault(folded, []).append(value)
        return found

    @cached_property
    def by_fold(self) -> Lookup:
        """Names by their folded form."""
        return Lookup(self.keys)

    @cached_property
    def by_region(self) -> Lookup:
        """Names of regions, folded, without the word for the kind of region."""
        return Lookup(self.region_keys)

    @cached_property
    def tokens(self) -> Tokens:
        """Words that stand in some name, folded."""
        return Tokens(self.keys)

    @cached_property
    def names_of(self) -> Lists:
        """Names of each place."""
        return Lists.of(self.names.place, np.arange(len(self.names)), count=len(self))

    def place(self, number: int) -> Place:
        """The place of a number, as a value."""
        radius = float(self.radius_km[number])
        words: dict[str, str | None] = {name: column[number] for name, column in self.words.items()}
        return Place(
            **words,  # type: ignore[arg-type]
            population=int(self.population[number]) or None,
            lon=float(self.lon[number]),
            lat=float(self.lat[number]),
            uncertainty_km=None if np.isnan(radius) else radius,
            formerly=self._formerly(number),
        )

    def _formerly(self, number: int) -> tuple[str, ...]:
        names = self.names
        former = [name for name in self.names_of[number].tolist() if names.kind[name] == "former"]
        former.sort(key=lambda name: names.until.get(name, ""), reverse=True)
        return tuple(dict.fromkeys(names.text[name] or "" for name in former))

    def save(self, path: Path) -> None:
        """Write the index to one file, whole or not at all.

        Raises
        ------
        OSError
            If the file cannot be written.
        """
        about = {
            "format": FORMAT,
            "source": self.source,
            "since": list(self.names.since.items()),
            "until": list(self.names.until.items()),
            "notes": self.notes,
        }
        arrays: dict[str, NDArray[Any]] = {"about": _packed(about)}
        for name in NUMBERS:
            arrays[name] = getattr(self, name)
        for name, column in self.words.items():
            arrays |= column.arrays(f"words.{name}", values=name not in NAMES)
        for name in ("text", "lang", "kind"):
            column = getattr(self.names, name)
            arrays |= column.arrays(f"names.{name}")
        arrays |= {"names.place": narrow(self.names.place), "names.flags": self.names.flags}
        arrays |= self.keys[0].arrays("keys") | self.region_keys[0].arrays("region_keys")
        save_arrays(path, arrays)

    @classmethod
    def opened(cls, path: Path) -> Index:
        """The index of a file, mapped into memory.

        Raises
        ------
        DataFileError
            If there is no such file, or it is damaged or of another format.
        """
        arrays = opened_arrays(path)
        try:
            about = json.loads(arrays["about"].tobytes())
            if about["format"] != FORMAT:
                raise DataFileError(path, _OTHER_FORMAT.format(about["format"]))
            texts = Labels.opened(arrays, "names.text")
            shared = dict.fromkeys(NAMES, texts.values)
            return cls(
                about["source"],
                {name: Labels.opened(arrays, f"words.{name}", shared.get(name)) for name in WORDS},
                population=arrays["population"],
                lon=arrays["lon"],
                lat=arrays["lat"],
                radius_km=arrays["radius_km"],
                names=Names(
                    texts,
                    arrays["names.place"],
                    Labels.opened(arrays, "names.lang"),
                    Labels.opened(arrays, "names.kind"),
                    arrays["names.flags"],
                    dict(about["since"]),
                    dict(about["until"]),
                ),
                keys=(Keys.opened(arrays, "keys"),),
                region_keys=(Keys.opened(arrays, "region_keys"),),
                notes=about["notes"],
            )
        except (KeyError, TypeError, ValueError, RuntimeError) as error:
            raise DataFileError(path, f"this is no index of a gazetteer ({error}); build it anew") from error


_OTHER_FORMAT = (
    "an index of format {}, which this version does not read; build it anew with 'gazetteer build'"
)


@dataclass(frozen=True)
class Units:
    """The units of the second and third level, each with the first-level code that it lies in.

    Parameters
    ----------
    raions, hromadas
        Code of the first-level unit and bare name of each.
    raion_of, hromada_of
        For each place which of them it lies in; -1 for none.
    """

    raions: Sequence[tuple[str | None, str]]
    raion_of: Ints
    hromadas: Sequence[tuple[str | None, str]]
    hromada_of: Ints

    @classmethod
    def of(cls, words: Mapping[str, Labels]) -> Units:
        """Units of the columns of places."""
        codes = words["admin1_code"]
        return cls(*_pairs(codes, words["admin2"]), *_pairs(codes, words["admin3"]))


def _pairs(codes: Labels, units: Labels) -> tuple[list[tuple[str | None, str]], Ints]:
    both = (codes.codes.astype(np.int64) + 1) * (len(units.values) + 1) + units.codes + 1
    both[units.codes < 0] = -1
    seen, back = np.unique(both, return_inverse=True)
    none = int(len(seen) > 0 and seen[0] < 0)
    first = np.unique(back, return_index=True)[1][none:]
    pairs = [(codes[int(row)], units[int(row)] or "") for row in first]
    return pairs, back - none


class Lookup:
    """Names by a spelling, over all keys."""

    def __init__(self, keys: Sequence[Keys]) -> None:
        self._keys = keys
        self._folds = [one.folds for one in keys]

    def __contains__(self, folded: object) -> bool:
        for known in self._folds:  # noqa: SIM110 - a generator would cost more than the look-up
            if folded in known:
                return True
        return False

    def get(self, folded: str, default: Sequence[int] = ()) -> Sequence[int]:
        """Numbers of the names that have this spelling."""
        found: list[int] = []
        for keys in self._keys:
            fold = keys.folds.get(folded)
            if fold is not None:
                found += keys.names[fold].tolist()
        return found or default

    def __getitem__(self, folded: str) -> Sequence[int]:
        return self.get(folded)

    def __iter__(self) -> Iterator[str]:
        return (fold for known in self._folds for fold in known)


class Tokens:
    """Words of names, over all keys."""

    def __init__(self, keys: Sequence[Keys]) -> None:
        self._words = [one.words for one in keys]

    def __contains__(self, word: object) -> bool:
        for words in self._words:  # noqa: SIM110
            if word in words:
                return True
        return False

    def __iter__(self) -> Iterator[str]:
        return (word for words in self._words for word in words)


def _packed(about: Mapping[str, Any]) -> NDArray[np.uint8]:
    return np.frombuffer(json.dumps(about, ensure_ascii=False).encode(), dtype=np.uint8)
