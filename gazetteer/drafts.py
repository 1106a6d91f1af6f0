"""Drafts: rows of words as an index, and more rows beside those that an index has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from gazetteer import toponym
from gazetteer.columns import Ints, Labels, Lists
from gazetteer.index import KINDS, LONG_PAST, OWN, SPELLING, Index, Names
from gazetteer.keys import Keys
from gazetteer.places import NAMES, REGION_TYPES, WORDS
from gazetteer.readings import readings_of
from gazetteer.vowels import melodies, shifted

__all__ = ["Row", "extended", "index_of"]

Row: TypeAlias = Mapping[str, str]

NAME_LANGS = {"name": "en", "name_uk": "uk", "name_ru": "ru"}
DTYPES = {"population": np.int32, "radius_km": np.float32}
DECOMMUNISED = "2014"  # names that were given up since then are still in use, above all in Russian reports


def index_of(
    rows: Iterable[Row], toponyms: Iterable[Row] = (), *, source: str, notes: Mapping[str, Any] | None = None
) -> Index:
    """Index of rows of places (the columns of ``data/core.csv``) and of other names (``data/renamings.csv``).

    Of several rows with one place_id the first one counts; the others fill what it leaves empty, and their
    names are kept as variants.
    """
    nothing = Labels.of([])
    none = np.zeros(0, dtype=np.int32)
    names = Names(nothing, none, nothing, nothing, none.astype(np.uint8))
    words, number = dict.fromkeys(WORDS, nothing), np.zeros(0)
    empty = Index(source, words, none, number, number, number, names, (), (), notes=dict(notes or {}))
    return extended(empty, rows, toponyms)


def extended(
    index: Index, rows: Iterable[Row], toponyms: Iterable[Row] = (), *, given: bool = False
) -> Index:
    """An index with more places and names; `given` says that they are the user's.

    A row of a place that `index` has replaces what stands there.
    """
    draft = _Draft(index, given=given)
    for row in rows:
        draft.add_place(row)
    for row in toponyms:
        draft.add_toponym(row)
    return draft.index()


Told: TypeAlias = tuple[str, str, str]  # a name as written, its language, how it stands


class _Draft:
    """Rows on their way into an index."""

    def __init__(self, index: Index, *, given: bool) -> None:
        self.before = index
        self.given = given
        self.numbers: dict[str, int] = dict(index.number)
        self.rows: dict[int, Row] = {}
        self.names: list[Told] = []
        self.places: list[int] = []
        self.seen: dict[int, dict[str, str]] = {}
        self.since: dict[int, str] = {}
        self.until: dict[int, str] = {}

    def add_place(self, row: Row) -> None:
        number = self.numbers.setdefault(row["place_id"], len(self.numbers))
        known = self.rows.get(number)
        told = [
            (text, lang, "official" if known is None else "variant")
            for column, lang in NAME_LANGS.items()
            if (text := row.get(column))
        ]
        told += _variants(row.get("variants") or "")
        self.rows[number] = row if known is None else _filled(known, row)
        self._add(number, told)

    def add_toponym(self, row: Row) -> None:
        told = (row["toponym"], row.get("lang") or "und", row.get("kind") or "former")
        before = len(self.names)
        days = row.get("since"), row.get("until")
        self._add(self.numbers[row["place_id"]], [told], dated=any(days))
        if len(self.names) > before:
            number = len(self.before.names) + before
            for table, day in zip((self.since, self.until), days, strict=True):
                if day:
                    table[number] = day

    def _add(self, place: int, told: Iterable[Told], *, dated: bool = False) -> None:
        """Take names of a place, unless they are known to stand so; a variant, unless it is known at all."""
        seen = self.seen.setdefault(place, {})
        for one in told:
            text, _, kind = one
            before = seen.get(text)
            if before is None or (kind != "variant" and (dated or kind != before)):
                seen[text] = kind
                self.names.append(one)
                self.places.append(place)

    def index(self) -> Index:
        before, names = self.before, self._names()
        words = self._columns(names.text)
        new = np.arange(len(before.names), len(names))
        variants, officials = _beside(names, new)
        spelt = _Spelt(names, np.concatenate([new, officials]))
        flags = np.concatenate([before.names.flags, np.zeros(len(new), dtype=np.uint8)])
        spelt.flag(flags, variants, officials)
        flags[[name for name, day in self.until.items() if day < DECOMMUNISED]] |= LONG_PAST
        return replace(
            before,
            words=words,
            population=self._numbers("population"),
            lon=self._numbers("lon"),
            lat=self._numbers("lat"),
            radius_km=self._numbers("radius_km"),
            names=replace(names, text=Labels(names.text.codes, names.text.values), flags=flags),
            keys=(*before.keys, *self._keys(spelt, new)),
            region_keys=(*before.region_keys, *self._region_keys(spelt, new, words["place_type"])),
            given=before.given | (frozenset(self.rows) if self.given else frozenset()),
            given_names=before.given_names | (frozenset(new.tolist()) if self.given else frozenset()),
        )

    def _columns(self, texts: Labels) -> dict[str, Labels]:
        """The word columns; names of places are numbers of the texts that all names have."""
        old = len(self.before)
        again = {number: row for number, row in self.rows.items() if number < old}
        new = [row for number, row in self.rows.items() if number >= old]
        columns = {}
        for name, column in self.before.words.items():
            known = texts.recoded(column.codes) if name in NAMES else column
            if again:
                known = known.replaced(list(again), [row.get(name) for row in again.values()])
            columns[name] = known.extended(row.get(name) for row in new)
        return columns

    def _numbers(self, name: str) -> NDArray[Any]:
        missing = "0" if name == "population" else "nan"
        before = getattr(self.before, name)
        column = np.empty(len(self.numbers), dtype=float)
        column[: len(before)] = before
        column[list(self.rows)] = [float(row.get(name) or missing) for row in self.rows.values()]
        return column.astype(DTYPES.get(name, float))

    def _names(self) -> Names:
        texts, langs, kinds = zip(*self.names, strict=True) if self.names else ((), (), ())
        before = self.before.names
        place = np.concatenate([before.place, np.array(self.places, dtype=np.int32)])
        return Names(
            before.text.extended(texts),
            place,
            before.lang.extended(langs),
            before.kind.extended(kinds),
            np.zeros(len(place), dtype=np.uint8),
            {**before.since, **self.since},
            {**before.until, **self.until},
        )

    def _keys(self, spelt: _Spelt, new: Ints) -> tuple[Keys, ...]:
        return (spelt.keys(new),) if len(new) or not self.before.keys else ()

    def _region_keys(self, spelt: _Spelt, new: Ints, kinds: Labels) -> tuple[Keys, ...]:
        is_region = np.array([*(kind in REGION_TYPES for kind in kinds.values), False])
        regional = new[is_region[kinds.codes[spelt.names.place[new]]]]
        bare = [
            (one.name, name)
            for at, name in zip(spelt.at(regional).tolist(), regional.tolist(), strict=True)
            for one in readings_of(spelt.folded[at])
        ]
        if not bare and self.before.region_keys:
            return ()
        texts = list(dict.fromkeys(text for text, _ in bare))
        keys = dict(zip(texts, _heard(texts), strict=True))
        return (Keys.of((text, *keys[text], name) for text, name in bare),)


def _variants(cell: str) -> list[Told]:
    """Names of a cell: uk:Торецьк|und:Torezk, or without a language."""
    parts = (variant.partition(":") for variant in cell.split("|") if variant)
    return [(text, lang, "variant") if text else (lang, "und", "variant") for lang, _, text in parts]


def _filled(row: Row, other: Row) -> Row:
    """A row with what another one of its place knows beyond it."""
    return {**row, **{name: value for name, value in other.items() if value and not row.get(name)}}


def _beside(names: Names, new: Ints) -> tuple[Ints, Ints]:
    """Pairs of a new variant and an official name of its place."""
    variants = new[names.kinds[new] == KINDS.index("variant")]
    official = np.flatnonzero(names.kinds == KINDS.index("official"))
    places = int(names.place.max(initial=-1)) + 1
    rows, others = Lists.of(names.place[official], official, count=places).flat(names.place[variants])
    return variants[rows], others


class _Spelt:
    """Names folded, their skeletons and melodies, each text once."""

    def __init__(self, names: Names, numbers: Ints) -> None:
        self.names = names
        codes = np.unique(names.text.codes[numbers])
        written = names.text.values.take(codes)
        self.folded = toponym.folds(written)
        once = list(dict.fromkeys(self.folded))
        heard = dict(zip(once, _heard(once), strict=True))
        self.bones = [heard[text][0] for text in self.folded]
        self.songs = [heard[text][1] for text in self.folded]
        for at, text in enumerate(written):
            if "ż" in text or "Ż" in text:  # a fold has lost the dot of the Polish letter for zh
                self.bones[at] = toponym.skeleton(text)
        self._at = np.zeros(len(names.text.values), dtype=np.int64)
        self._at[codes] = np.arange(len(codes))

    def at(self, numbers: Ints) -> Ints:
        """Which of the texts each name has."""
        found: Ints = self._at[self.names.text.codes[numbers]]
        return found

    def keys(self, numbers: Ints) -> Keys:
        """Keys of some names."""
        texts, at = np.unique(self.at(numbers), return_inverse=True)
        folded, bones, songs = (
            [column[one] for one in texts.tolist()] for column in (self.folded, self.bones, self.songs)
        )
        return Keys.of_columns(folded, bones, songs, at, numbers)

    def flag(self, flags: NDArray[np.uint8], variants: Ints, officials: Ints) -> None:
        """Flag variants that are spellings of an official name, or as good as one."""
        pairs = self.at(variants) * len(self.folded) + self.at(officials)
        unique, back = np.unique(pairs, return_inverse=True)
        ours, theirs = (side.tolist() for side in np.divmod(unique, max(len(self.folded), 1)))
        apart = _apart([self.bones[at] for at in ours], [self.bones[at] for at in theirs])
        found = np.where(apart <= 1, SPELLING, 0).astype(np.uint8)
        for row in np.flatnonzero(apart == 0).tolist():
            found[row] |= OWN * (shifted(self.songs[ours[row]], self.songs[theirs[row]]) == 0)
        np.bitwise_or.at(flags, variants, found[back])


def _heard(folded: Sequence[str]) -> list[tuple[str, str]]:
    """Skeleton and melody of folded names."""
    other = [text for text in folded if not text.isascii()]
    latin = dict(zip(other, toponym.latins(other), strict=True))
    latins = [latin.get(text, text) for text in folded]
    once = list(dict.fromkeys(latins))
    sung = dict(zip(once, melodies(once), strict=True))
    return [(bones, sung[text]) for bones, text in zip(toponym.skeletons(folded), latins, strict=True)]


def _apart(ours: Sequence[str], theirs: Sequence[str]) -> Ints:
    """Edits between skeletons, two standing for more than one."""
    if not ours:
        return np.zeros(0, dtype=np.int32)
    found: Ints = process.cpdist(ours, theirs, scorer=OSA.distance, score_cutoff=1, dtype=np.int32)
    return found
