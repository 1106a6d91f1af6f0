"""Drafts: rows of words as an index, and more rows beside those that an index has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from gazetteer.places import NAMES, NUMBERS, REGION_TYPES, WORDS
from gazetteer.readings import readings_of
from gazetteer.vowels import melodies, shifted

__all__ = ["Row", "extended", "index_of"]

Row: TypeAlias = Mapping[str, str]

NAME_LANGS = {"name": "en", "name_uk": "uk", "name_ru": "ru"}
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
    empty = Index(
        source,
        dict.fromkeys(WORDS, nothing),
        none,
        *(np.zeros(0) for _ in NUMBERS[1:]),
        names=names,
        keys=(),
        region_keys=(),
        notes=dict(notes or {}),
    )
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
        draft.add_name(row["toponym"], draft.numbers[row["place_id"]], row.get("lang"), row.get("kind") or "former",
                       since=row.get("since"), until=row.get("until"))  # fmt: skip
    return draft.index()


class _Draft:
    """Rows on their way into an index."""

    def __init__(self, index: Index, *, given: bool) -> None:
        self.before = index
        self.given = given
        self.numbers: dict[str, int] = dict(index.number)
        self.rows: dict[int, dict[str, str]] = {}
        self.names: list[tuple[str, int, str, str]] = []
        self.seen: dict[tuple[str, int], str] = {}
        self.since: dict[int, str] = {}
        self.until: dict[int, str] = {}

    def add_place(self, row: Row) -> None:
        number = self.numbers.setdefault(row["place_id"], len(self.numbers))
        known = self.rows.get(number)
        if known is None:
            self.rows[number] = dict(row)
        else:
            known |= {name: value for name, value in row.items() if value and not known.get(name)}
        for column, lang in NAME_LANGS.items():
            if row.get(column):
                self.add_name(row[column], number, lang, "official" if known is None else "variant")
        for variant in filter(None, (row.get("variants") or "").split("|")):
            lang, _, text = variant.partition(":")
            self.add_name(text or lang, number, lang if text else None, "variant")

    def add_name(
        self,
        text: str,
        place: int,
        lang: str | None,
        kind: str,
        *,
        since: str | None = None,
        until: str | None = None,
    ) -> None:
        if kind == "variant" and (text, place) in self.seen:
            return
        if self.seen.get((text, place)) == kind and not (since or until):
            return
        self.seen[text, place] = kind
        number = len(self.before.names) + len(self.names)
        self.names.append((text, place, lang or "und", kind))
        if since:
            self.since[number] = since
        if until:
            self.until[number] = until

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
            **{name: self._numbers(name) for name in NUMBERS},
            names=replace(names, flags=flags),
            keys=(*before.keys, *self._keys(spelt, new)),
            region_keys=(*before.region_keys, *self._region_keys(spelt, new, words["place_type"])),
            given=before.given | (frozenset(self.rows) if self.given else frozenset()),
            given_names=before.given_names | (frozenset(new.tolist()) if self.given else frozenset()),
        )

    def _columns(self, texts: Labels) -> dict[str, Labels]:
        """The word columns; names of places are numbers of the texts that all names have."""
        old = len(self.before)
        again = [number for number in self.rows if number < old]
        new = [row for number, row in self.rows.items() if number >= old]
        columns = {}
        for name, column in self.before.words.items():
            known = Labels(column.codes, texts.values) if name in NAMES else column
            if again:
                known = known.replaced(again, [self.rows[number].get(name) for number in again])
            columns[name] = known.extended(row.get(name) for row in new)
        return columns

    def _numbers(self, name: str) -> NDArray[Any]:
        missing = "0" if name == "population" else "nan"
        before = getattr(self.before, name)
        count = len(self.numbers)
        column = np.empty(count, dtype=float)
        column[: len(before)] = before
        for number, row in self.rows.items():
            column[number] = float(row.get(name) or missing)
        return column.astype(np.int32) if name == "population" else column

    def _names(self) -> Names:
        texts, places, langs, kinds = zip(*self.names, strict=True) if self.names else ((), (), (), ())
        before = self.before.names
        place = np.concatenate([before.place, np.array(places, dtype=np.int32)])
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
        return (Keys.of(spelt.rows(new)),) if len(new) or not self.before.keys else ()

    def _region_keys(self, spelt: _Spelt, new: Ints, kinds: Labels) -> tuple[Keys, ...]:
        types = kinds.take(spelt.names.place[new])
        regional = [name for name, kind in zip(new.tolist(), types, strict=True) if kind in REGION_TYPES]
        bare = [
            (one.name, name)
            for text, _, _, name in spelt.rows(np.array(regional, dtype=np.int64))
            for one in readings_of(text)
        ]
        if not bare and self.before.region_keys:
            return ()
        texts = list(dict.fromkeys(text for text, _ in bare))
        keys = dict(zip(texts, _heard(texts), strict=True))
        return (Keys.of((text, *keys[text], name) for text, name in bare),)


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
        self.heard = _heard(self.folded)
        for at, text in enumerate(written):
            if "ż" in text or "Ż" in text:  # a fold has lost the dot of the Polish letter for zh
                self.heard[at] = (toponym.skeleton(text), self.heard[at][1])
        self._at = np.zeros(len(names.text.values), dtype=np.int64)
        self._at[codes] = np.arange(len(codes))

    def at(self, numbers: Ints) -> list[int]:
        """Which of the texts each name has."""
        found: list[int] = self._at[self.names.text.codes[numbers]].tolist()
        return found

    def rows(self, numbers: Ints) -> Iterator[tuple[str, str, str, int]]:
        """Folded spelling, skeleton, melody and number of names."""
        for at, number in zip(self.at(numbers), numbers.tolist(), strict=True):
            yield (self.folded[at], *self.heard[at], number)

    def flag(self, flags: NDArray[np.uint8], variants: Ints, officials: Ints) -> None:
        """Flag variants that are spellings of an official name, or as good as one."""
        pairs = list(zip(self.at(variants), self.at(officials), strict=True))
        unique = list(dict.fromkeys(pairs))
        ours, theirs = ([self.heard[pair[side]] for pair in unique] for side in (0, 1))
        apart = _apart([bones for bones, _ in ours], [bones for bones, _ in theirs])
        found = {
            pair: SPELLING * (far <= 1) | OWN * (a[0] == b[0] and shifted(a[1], b[1]) == 0)
            for pair, far, a, b in zip(unique, apart, ours, theirs, strict=True)
        }
        np.bitwise_or.at(flags, variants, np.array([found[pair] for pair in pairs], dtype=np.uint8))


def _heard(folded: Sequence[str]) -> list[tuple[str, str]]:
    """Skeleton and melody of folded names."""
    return list(zip(toponym.skeletons(folded), melodies(toponym.latins(folded)), strict=True))


def _apart(ours: Sequence[str], theirs: Sequence[str]) -> list[int]:
    """Edits between skeletons, two standing for more than one."""
    if not ours:
        return []
    found: list[int] = process.cpdist(
        ours, theirs, scorer=OSA.distance, score_cutoff=1, dtype=np.int32
    ).tolist()
    return found
