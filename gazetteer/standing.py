"""Standing: how a name stands to its place on a day: its own, another spelling, a former or another name."""

from __future__ import annotations

from rapidfuzz.distance import OSA

from gazetteer import toponym
from gazetteer.index import Index
from gazetteer.vowels import shifts

__all__ = ["is_another_name", "is_own_name", "standing"]

# Weights are natural logarithms of odds, set beforehand, not fitted.
SPELLING = -0.3  # another spelling of the official name, or one that was official until lately
OTHER_NAME = -1.5  # another name, of unknown date or long out of use
OUT_OF_DATE = -3.0  # a name that did not hold on the day asked for
DECOMMUNISED = "2014"  # names that were given up since then are still in use, above all in Russian reports


def standing(index: Index, name: int, on: str | None) -> float:
    """Evidence, a natural logarithm, that the place is called by this name on a day, or now."""
    held = _held(index, name, on)
    if held is not None:
        return 0.0 if held else OUT_OF_DATE
    if index.names.kind[name] == "official":
        return OUT_OF_DATE if on is not None and _renamed_after(index, index.names.place[name], on) else 0.0
    another = is_another_name(index, name, on) or _is_long_past(index, name)
    return OTHER_NAME if another else SPELLING


def is_another_name(index: Index, name: int, on: str | None) -> bool:
    """Whether a name is neither official, nor a spelling of the official one, nor a former one.

    Sources list such names without dates: villages that a town has swallowed, names of a century ago.
    """
    kind = index.names.kind[name]
    if name in index.given_names or _held(index, name, on) is not None:
        return False
    return kind == "variant" and not _is_spelling(index, name)


def is_own_name(index: Index, name: int, on: str | None) -> bool:
    """Whether a name is as good as the official one: itself, a transcription of it, or the one before it."""
    if index.names.kind[name] != "variant":
        return not _is_long_past(index, name) or _held(index, name, on) is True
    text = index.names.text[name]
    return name in index.given_names or any(
        _sounds_alike(text, official) and shifts(text, official) == 0 for official in _officials(index, name)
    )


def _held(index: Index, name: int, on: str | None) -> bool | None:
    since, until = index.names.since.get(name), index.names.until.get(name)
    if on is None or not (since or until):
        return None
    return (not since or on[: len(since)] >= since) and (not until or on[: len(until)] <= until)


def _is_long_past(index: Index, name: int) -> bool:
    return index.names.until.get(name, DECOMMUNISED) < DECOMMUNISED


def _renamed_after(index: Index, place: int, on: str) -> bool:
    names = index.names
    former = [n for n in index.names_of[place] if names.kind[n] == "former" and n in names.until]
    return bool(former) and all(on[: len(names.until[n])] <= names.until[n] for n in former)


def _is_spelling(index: Index, name: int) -> bool:
    key = toponym.skeleton(index.names.text[name])
    return any(
        OSA.distance(key, toponym.skeleton(text), score_cutoff=1) <= 1 for text in _officials(index, name)
    )


def _sounds_alike(one: str, other: str) -> bool:
    return toponym.skeleton(one) == toponym.skeleton(other)


def _officials(index: Index, name: int) -> list[str]:
    names = index.names
    return [names.text[n] for n in index.names_of[names.place[name]] if names.kind[n] == "official"]
