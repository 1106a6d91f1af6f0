"""The compact index: which places have a name, by key, without pandas.

Places are columns, one entry a place; names are columns, one entry a name, that point to their place by its
number. Keys point to names by theirs. Keys that cost more than an exact look-up are made when they are
first asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gazetteer import toponym
from gazetteer.places import PLACES, REGION_TYPES, Place
from gazetteer.readings import readings

__all__ = ["Index", "Names", "Row", "index_of"]

GIVEN = "given"  # source of a place that the user brought without one
WORDS = tuple(column.name for column in PLACES.columns if column.kind == "word")
NAME_LANGS = {"name": "en", "name_uk": "uk", "name_ru": "ru"}

Row = Mapping[str, str]


@dataclass(frozen=True)
class Names:
    """Every name of every place: as written, whose, in which language, how it stands and when it held.

    `since` and `until` have the numbers of dated names only; days are written 2016-02-04, months 2016-02,
    years 2016.
    """

    text: list[str]
    place: list[int]
    lang: list[str]
    kind: list[str]
    since: dict[int, str]
    until: dict[int, str]

    def __len__(self) -> int:
        return len(self.text)

    def add(self, text: str, place: int, *, lang: str = "und", kind: str = "variant") -> int:
        """Append a name and return its number."""
        self.text.append(text)
        self.place.append(place)
        self.lang.append(lang)
        self.kind.append(kind)
        return len(self.text) - 1


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
    given
        Numbers of the places that the user brought.
    given_names
        Numbers of the names that the user gave, to those places or to others.
    names
        All names.
    folded
        :func:`~gazetteer.toponym.fold` of each name.
    """

    source: str
    words: Mapping[str, list[str | None]]
    population: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    radius_km: NDArray[np.float64]
    given: frozenset[int]
    given_names: frozenset[int]
    names: Names
    folded: list[str]

    def __len__(self) -> int:
        return len(self.lon)

    @cached_property
    def number(self) -> Mapping[str, int]:
        """Number of each place_id."""
        return {place_id: number for number, place_id in enumerate(self.words["place_id"]) if place_id}

    @cached_property
    def is_region(self) -> NDArray[np.bool_]:
        """Whether each place is an area that its point stands for."""
        return np.array([kind in REGION_TYPES for kind in self.words["place_type"]], dtype=bool)

    @cached_property
    def by_fold(self) -> Mapping[str, list[int]]:
        """Names by their folded form."""
        return _grouped(self.folded)

    @cached_property
    def by_skeleton(self) -> Mapping[str, list[str]]:
        """Folded forms by their skeleton."""
        keys: dict[str, list[str]] = {}
        for folded, names in self.by_fold.items():
            text = self.names.text[names[0]]
            key = toponym.bones(folded) if folded == text.lower() else toponym.skeleton(text)
            keys.setdefault(key, []).append(folded)
        keys.pop("", None)
        return keys

    @cached_property
    def skeletons_by_length(self) -> Mapping[int, list[str]]:
        """Skeletons by the number of their letters, for looking one edit away."""
        lengths: dict[int, list[str]] = {}
        for key in self.by_skeleton:
            lengths.setdefault(len(key), []).append(key)
        return lengths

    @cached_property
    def by_region(self) -> Mapping[str, list[int]]:
        """Names of regions, folded, without the word for the kind of region: "донецька", "donetsk"."""
        keys: dict[str, list[int]] = {}
        for number, folded in enumerate(self.folded):
            if self.is_region[self.names.place[number]]:
                for reading in readings(folded):
                    keys.setdefault(reading.name, []).append(number)
        return keys

    @cached_property
    def region_skeletons(self) -> Mapping[str, list[str]]:
        """Keys of :attr:`by_region` by their skeleton."""
        keys: dict[str, list[str]] = {}
        for folded in self.by_region:
            keys.setdefault(toponym.skeleton(folded), []).append(folded)
        keys.pop("", None)
        return keys

    @cached_property
    def tokens(self) -> frozenset[str]:
        """Words that stand in some name, folded."""
        return frozenset(word for folded in self.by_fold for word in folded.split(" "))

    @cached_property
    def names_of(self) -> Mapping[int, list[int]]:
        """Names of each place."""
        numbers: dict[int, list[int]] = {}
        for name, place in enumerate(self.names.place):
            numbers.setdefault(place, []).append(name)
        return numbers

    def place(self, number: int) -> Place:
        """The place of a number, as a value."""
        radius = float(self.radius_km[number])
        words: dict[str, str | None] = {name: values[number] for name, values in self.words.items()}
        return Place(
            **words,  # type: ignore[arg-type]
            population=int(self.population[number]) or None,
            lon=float(self.lon[number]),
            lat=float(self.lat[number]),
            uncertainty_km=None if np.isnan(radius) else radius,
            formerly=self._formerly(number),
        )

    def _formerly(self, number: int) -> tuple[str, ...]:
        former = [name for name in self.names_of[number] if self.names.kind[name] == "former"]
        former.sort(key=lambda name: self.names.until.get(name, ""), reverse=True)
        return tuple(dict.fromkeys(self.names.text[name] for name in former))

    def with_rows(self, rows: Iterable[Row], toponyms: Iterable[Row] = ()) -> Index:
        """A new index with the user's places and names beside these; a known place_id is replaced."""
        draft = _Draft.of(self).filled(rows, toponyms, given=True)
        draft.given_names.update(range(len(self.names), len(draft.names)))
        return draft.index(self.source)


def _grouped(keys: Sequence[str]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for number, key in enumerate(keys):
        groups.setdefault(key, []).append(number)
    groups.pop("", None)
    return groups


@dataclass
class _Draft:
    """An index in the making."""

    words: dict[str, list[str | None]]
    numbers: dict[str, list[float]]
    given: set[int]
    given_names: set[int]
    names: Names
    seen: dict[str, int]

    @classmethod
    def empty(cls) -> _Draft:
        return cls(
            {name: [] for name in WORDS},
            {name: [] for name in ("population", "lon", "lat", "radius_km")},
            set(),
            set(),
            Names([], [], [], [], {}, {}),
            {},
        )

    @classmethod
    def of(cls, index: Index) -> _Draft:
        names = index.names
        return cls(
            {name: list(values) for name, values in index.words.items()},
            {name: getattr(index, name).tolist() for name in ("population", "lon", "lat", "radius_km")},
            set(index.given),
            set(index.given_names),
            Names(
                list(names.text),
                list(names.place),
                list(names.lang),
                list(names.kind),
                dict(names.since),
                dict(names.until),
            ),
            dict(index.number),
        )

    def filled(self, rows: Iterable[Row], toponyms: Iterable[Row], *, given: bool = False) -> _Draft:
        for row in rows:
            self._place(row, given=given)
        for row in toponyms:
            self._toponym(row)
        return self

    def _place(self, row: Row, *, given: bool) -> None:
        place_id = row["place_id"]
        number = self.seen.get(place_id)
        known = number is not None
        if number is None:
            number = self.seen[place_id] = len(self.numbers["lon"])
        if not known or given:
            self._columns(number, row)
        if given:
            self.given.add(number)
        for column, lang in NAME_LANGS.items():
            if row.get(column):
                kind = "variant" if known and not given else "official"
                self.names.add(row[column], number, lang=lang, kind=kind)
        for variant in filter(None, (row.get("variants") or "").split("|")):
            lang, _, text = variant.partition(":")
            self.names.add(text or lang, number, lang=lang if text else "und")

    def _columns(self, number: int, row: Row) -> None:
        for name, words in self.words.items():
            words[number:] = [row.get(name) or None, *words[number + 1 :]]
        for name, values in self.numbers.items():
            missing = "0" if name == "population" else "nan"
            values[number:] = [float(row.get(name) or missing), *values[number + 1 :]]

    def _toponym(self, row: Row) -> None:
        number = self.seen[row["place_id"]]
        name = self.names.add(
            row["toponym"], number, lang=row.get("lang") or "und", kind=row.get("kind") or "former"
        )
        if row.get("since"):
            self.names.since[name] = row["since"]
        if row.get("until"):
            self.names.until[name] = row["until"]

    def index(self, source: str) -> Index:
        population, lon, lat, radius_km = (np.array(values) for values in self.numbers.values())
        return Index(
            source,
            self.words,
            population.astype(np.int64),
            lon,
            lat,
            radius_km,
            frozenset(self.given),
            frozenset(self.given_names),
            self.names,
            [toponym.fold(text) for text in self.names.text],
        )


def index_of(rows: Iterable[Row], toponyms: Iterable[Row] = (), *, source: str) -> Index:
    """Index of rows of places (the columns of ``data/core.csv``) and of other names (``data/renamings.csv``).

    Of several rows with one place_id the first one counts; the names of the others are kept as variants.
    """
    return _Draft.empty().filled(rows, toponyms).index(source)
