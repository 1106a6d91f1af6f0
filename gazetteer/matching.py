"""Matching: which names of the index written names may be, by every key at once.

A name matches as written, by case ending, by skeleton, with an adjective translated, or with one letter of
its skeleton wrong. What all keys find is one pool, so that a namesake spelt exactly so does not hide the
right place. Many names are matched together: the cost of a name is then some microseconds, not a millisecond.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import IntEnum
from math import inf
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from gazetteer import toponym
from gazetteer.columns import Floats, Ints
from gazetteer.index import Index
from gazetteer.keys import Keys, sounds
from gazetteer.vowels import melodies, shifted, translated

__all__ = ["LONGEST_NAME", "Level", "Matches", "forms", "matches", "typos"]

LONGEST_NAME = 120  # letters; no place has a longer name
SHORT = 4  # consonants; shorter names are one edit from too many
COMBINED = 36  # ways to read the words of a name together, beyond the likeliest


class Level(IntEnum):
    """By which key a name matches."""

    EXACT = 0
    ENDING = 1
    SKELETON = 2
    TRANSLATED = 3
    EDIT = 4


@dataclass(frozen=True)
class Matches:
    """Pairs of a written name and a name of the index, in columns.

    Parameters
    ----------
    query
        Which of the names asked for, ascending.
    name
        Number of the name of the index.
    level
        By which key, a Level.
    likeness
        How alike the spellings are, 0 to 1.
    shifts
        How many vowels inside them differ as they do between languages; infinite for another name.
    """

    query: Ints
    name: Ints
    level: NDArray[np.uint8]
    likeness: Floats
    shifts: Floats

    @classmethod
    def of(cls, parts: Sequence[Matches]) -> Matches:
        """Several as one."""
        return cls(*map(np.concatenate, zip(*(part.columns for part in parts), strict=True)))

    @property
    def columns(self) -> tuple[NDArray[Any], ...]:
        """All columns, in order."""
        return self.query, self.name, self.level, self.likeness, self.shifts

    def at(self, rows: Ints) -> Matches:
        """Some of the rows."""
        return Matches(*(column[rows] for column in self.columns))


# Spellings less alike than this are other names.
CUTOFF = {Level.SKELETON: 0.5, Level.TRANSLATED: 0.0, Level.EDIT: 0.8}


class Form(NamedTuple):
    """A form that a written name may have in the nominative.

    Parameters
    ----------
    query
        Which of the names asked for it is of.
    bones, latin
        Its skeleton, and itself in Latin letters.
    swapped
        The word that is translated; -1 for none.
    """

    query: int
    bones: str
    latin: str
    swapped: int = -1


class Spelling(NamedTuple):
    """A word in one case: folded, its skeleton, in Latin letters."""

    folded: str
    bones: str
    latin: str


def forms(index: Index, folded: str) -> Iterator[str]:
    """The folded name, and its nominatives as far as their words stand in names of the index."""
    return (" ".join(words) for words in toponym.inflections(folded, index.tokens))


def matches(index: Index, names: Sequence[str], *, as_region: bool = False, wide: bool = True) -> Matches:
    """Names that folded names may be; `as_region` if a word for a region stood beside them.

    Unless `wide`, only those whose vowels differ as they do between languages: others are no answers, but
    they may be suggested.
    """
    layers = index.region_keys if as_region else index.keys
    spelt = list(_spelt(index, names))
    known = index.by_region if as_region else index.by_fold
    sounding = _sounding(names, {name for name in names if name in known})
    parts = [
        part
        for keys in layers
        for part in (
            _by_spelling(keys, spelt),
            *_by_sound(keys, sounding, wide=wide, edits=wide and not as_region),
        )
    ]
    return Matches.of(parts)


def typos(index: Index, names: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Spellings of names of the index that are one letter from folded names, and from which."""
    for keys in index.keys:
        rows, folds = keys.typos.near(names)
        ours, theirs = [names[row] for row in rows.tolist()], keys.typos.texts(folds.tolist())
        if ours:
            apart = process.cpdist(ours, theirs, scorer=OSA.distance, score_cutoff=1)
            yield from ((int(rows[at]), theirs[at]) for at in np.flatnonzero(apart == 1))


def _spelt(index: Index, names: Sequence[str]) -> Iterator[tuple[int, str, Level]]:
    """Each name, and the nominatives it may have among the names of the index."""
    for query, name in enumerate(names):
        yield query, name, Level.EXACT
        if not name.isascii():
            for form in itertools.islice(forms(index, name), 1, None):
                yield query, form, Level.ENDING


def _by_spelling(keys: Keys, spelt: Sequence[tuple[int, str, Level]]) -> Matches:
    hits = [
        (query, fold, level) for query, form, level in spelt if (fold := keys.folds.get(form)) is not None
    ]
    query, fold, level = np.array(hits, dtype=np.int64).reshape(-1, 3).T
    return _named(keys, query, fold, level.astype(np.uint8), np.ones(len(hits)), np.zeros(len(hits)))


def _sounding(names: Sequence[str], known: Set[str]) -> tuple[list[Form], list[Form]]:
    """Forms of names by their skeletons: as written or inflected, and with one adjective translated.

    Those of a name stand together, as it is written first. Krasnyi Lyman is Chervonyi Lyman. Names that are
    known as they are written stand in the nominative.
    """
    split = [name.split(" ") if name.count(" ") < toponym.INFLECTED else [] for name in names]
    inflected = {
        word for name, words in zip(names, split, strict=True) if name not in known for word in words
    }
    spellings = _spellings({word for words in split for word in words}, inflected)
    nominative = {word: cases[:1] for word, cases in spellings.items()}
    table = toponym.adjectives()
    adjectives = {word for word, cases in spellings.items() if any(one.bones in table for one in cases)}
    found: list[Form] = []
    swapped: list[Form] = []
    several: dict[int, str] = {}
    for query, (name, words) in enumerate(zip(names, split, strict=True)):
        cases = nominative if name in known else spellings
        if not words:
            several[len(found)] = name
            found.append(Form(query, "", toponym.latin(name)))
        elif len(words) == 1:
            found += [Form(query, one.bones, one.latin) for one in cases[name]]
        else:
            for chosen in _combined(cases, words):
                several[len(found)] = " ".join([one.folded for one in chosen])
                found.append(Form(query, "", " ".join([one.latin for one in chosen])))
        if not adjectives.isdisjoint(words):
            swapped += _swapped(query, _combined(cases, words))
    for at, bones in zip(several, toponym.skeletons(list(several.values())), strict=True):
        found[at] = found[at]._replace(bones=bones)
    return found, swapped


def _combined(
    spellings: Mapping[str, Sequence[Spelling]], words: Sequence[str]
) -> Iterator[tuple[Spelling, ...]]:
    """The cases of the words of a name together."""
    return itertools.islice(itertools.product(*(spellings[word] for word in words)), COMBINED)


def _swapped(query: int, combined: Iterable[tuple[Spelling, ...]]) -> Iterator[Form]:
    """Forms of a name with one adjective in the other language."""
    table = toponym.adjectives()
    for chosen in combined:
        latin = " ".join([one.latin for one in chosen])
        for at, one in enumerate(chosen):
            for other in table.get(one.bones, ()):
                bones = [other if k == at else part.bones for k, part in enumerate(chosen)]
                yield Form(query, toponym.joined(bones), latin, at)


def _spellings(words: Set[str], inflected: Set[str]) -> dict[str, list[Spelling]]:
    """Each word in the cases it may have, of those that sound alike the first."""
    cases = {
        word: (*(toponym.nominatives(word) if word in inflected else (word,)), *_of_another_j(word))
        for word in words
    }
    texts = list(dict.fromkeys(form for forms in cases.values() for form in forms))
    latins = toponym.latins(texts)
    known = {
        text: (bones, heard, latin)
        for text, bones, heard, latin in zip(
            texts, toponym.skeletons(texts), sounds(latins), latins, strict=True
        )
    }
    found = {}
    for word, forms in cases.items():
        first: dict[tuple[str, str], Spelling] = {}
        for form in forms:
            bones, heard, latin = known[form]
            if (bones, heard) not in first:
                first[bones, heard] = Spelling(form, bones, latin)
        found[word] = list(first.values())
    return found


def _of_another_j(word: str) -> tuple[str, ...]:
    """The letter j is one consonant in Polish and German and another in English: Jankoy is Dzhankoi."""
    return (word.replace("j", "dzh"),) if "j" in word else ()


def _by_sound(
    keys: Keys, sounding: tuple[Sequence[Form], Sequence[Form]], *, wide: bool, edits: bool
) -> Iterator[Matches]:
    for forms, level in zip(sounding, (Level.SKELETON, Level.TRANSLATED), strict=True):
        bones = [keys.bones.get(form.bones, -1) for form in forms]
        known = [(form, bone) for form, bone in zip(forms, bones, strict=True) if bone >= 0]
        yield _compared(keys, known, level, wide=wide)
    if edits:
        yield _compared(keys, _one_letter_off(keys, sounding[0]), Level.EDIT, wide=True)


def _one_letter_off(keys: Keys, sounding: Sequence[Form]) -> list[tuple[Form, int]]:
    """Names as they are written, and skeletons that differ from theirs by one letter."""
    first = {form.query: form for form in reversed(sounding)}
    written = [form for form in first.values() if len(form.bones) >= SHORT]
    rows, bones = keys.edits.near([form.bones for form in written])
    ours, theirs = [written[row] for row in rows.tolist()], keys.edits.texts(bones.tolist())
    if not ours:
        return []
    apart = process.cpdist([form.bones for form in ours], theirs, scorer=OSA.distance, score_cutoff=1)
    return [(ours[at], int(bones[at])) for at in np.flatnonzero(apart == 1)]


def _compared(keys: Keys, pairs: Sequence[tuple[Form, int]], level: Level, *, wide: bool) -> Matches:
    """Spellings of skeletons beside the forms that lead to them, if they are alike."""
    latins = list(dict.fromkeys(form.latin for form, _ in pairs))
    number = {latin: at for at, latin in enumerate(latins)}
    table = [(bone, number[form.latin], form.query, form.swapped) for form, bone in pairs]
    bones, at, query, swapped = np.array(table, dtype=np.int64).reshape(-1, 4).T
    rows, folds = keys.of_bones.flat(bones)
    at, query, swapped = at[rows], query[rows], swapped[rows]
    moved = np.full(len(rows), inf)
    if level != Level.EDIT:
        sung = melodies(latins)
        close = np.flatnonzero((swapped >= 0) | keys.outlines.may_be(sung, at, keys.melody[folds]))
        moved[close] = _moved(keys, sung, at[close], folds[close], swapped[close])
    if not wide:
        kept = np.flatnonzero(moved < inf)
        at, folds, query, moved = at[kept], folds[kept], query[kept], moved[kept]
    likeness = _likeness(keys, sounds(latins), at, folds, level)
    kept = np.flatnonzero(likeness >= CUTOFF[level])
    best = _best(query[kept], folds[kept], likeness[kept], moved[kept])
    return _named(keys, *best[:2], np.full(len(best[0]), level, dtype=np.uint8), *best[2:])


def _likeness(keys: Keys, heard: Sequence[str], at: Ints, folds: Ints, level: Level) -> Floats:
    if not len(folds):
        return np.zeros(0)
    ours = [heard[k] for k in at.tolist()]
    cutoff = 100 * CUTOFF[level]
    likeness: Floats = process.cpdist(ours, keys.heard(folds), scorer=fuzz.ratio, score_cutoff=cutoff) / 100
    return likeness


def _moved(keys: Keys, sung: Sequence[str], at: Ints, folds: Ints, swapped: Ints) -> Floats:
    """How many vowels differ, counted once for each pair of melodies."""
    size = np.int64(len(keys.melodies))
    codes = ((swapped + 1) * len(sung) + at) * size + keys.melody[folds]
    unique, back = np.unique(codes, return_inverse=True)
    theirs = keys.melodies.take(unique % size)
    ours, words = (unique // size) % len(sung), unique // size // len(sung) - 1
    counts = [
        translated(sung[a], song, word) if word >= 0 else shifted(sung[a], song)
        for a, song, word in zip(ours.tolist(), theirs, words.tolist(), strict=True)
    ]
    return np.array(counts, dtype=float)[back]


def _best(query: Ints, folds: Ints, likeness: Floats, moved: Floats) -> tuple[
    Ints, Ints, Floats, Floats
]:  # fmt: skip
    """Each pair of a name and a spelling once, with what its best forms have."""
    order = np.lexsort((folds, query))
    query, folds, likeness, moved = query[order], folds[order], likeness[order], moved[order]
    first = np.flatnonzero(np.diff(query, prepend=-1) | np.diff(folds, prepend=-1))
    if not len(first):
        return query, folds, likeness, moved
    return query[first], folds[first], np.maximum.reduceat(likeness, first), np.minimum.reduceat(moved, first)


def _named(
    keys: Keys,
    query: Ints,
    folds: Ints,
    level: NDArray[np.uint8],
    likeness: Floats,
    shifts: Floats,
) -> Matches:
    rows, names = keys.names.flat(folds)
    return Matches(query[rows], names, level[rows], likeness[rows], shifts[rows])
