"""Standing: how names stand to their places on a day: their own, a spelling of it, a former, another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gazetteer.columns import Ints
from gazetteer.index import KINDS, LONG_PAST, OWN, SPELLING, Index

__all__ = ["NO_DAY", "Standing", "standing"]

# Weights are natural logarithms of odds, set beforehand, not fitted.
RESPELT = -0.3  # another spelling of the official name, or one that was official until lately
OTHER_NAME = -1.5  # another name, of unknown date or long out of use
OUT_OF_DATE = -3.0  # a name that did not hold on the day asked for
NO_DAY = 0  # no day is asked for

OFFICIAL, VARIANT = KINDS.index("official"), KINDS.index("variant")


@dataclass(frozen=True)
class Standing:
    """How names stand to their places, in columns.

    Parameters
    ----------
    evidence
        A natural logarithm: that the place is called by the name on the day asked for, or now.
    another
        Whether it is neither official, nor a spelling of the official name, nor a former one. Sources list
        such names without dates: villages that a town has swallowed, names of a century ago.
    past
        Whether it was given up before the renamings of our days, and did not hold on the day asked for.
    own
        Whether it is as good as the official name: itself, a transcription of it, or the one before it.
    """

    evidence: NDArray[np.float64]
    another: NDArray[np.bool_]
    past: NDArray[np.bool_]
    own: NDArray[np.bool_]


def standing(index: Index, names: Ints, on: Ints) -> Standing:
    """How names stand to their places on days, 20160204 or NO_DAY each."""
    kinds, flags = index.names.kinds[names], index.names.flags[names]
    given = np.isin(names, list(index.given_names)) if index.given_names else np.zeros(len(names), dtype=bool)
    dated, held = _held(index, names, on)
    past = ((flags & LONG_PAST) > 0) & ~(dated & held)
    regional = index.is_region[index.names.place[names]]  # all names of a region are its own: Сумщина
    another = (kinds == VARIANT) & ((flags & SPELLING) == 0) & ~given & ~dated & ~regional
    evidence = np.where(another | past, OTHER_NAME, RESPELT)
    evidence[kinds == OFFICIAL] = 0.0
    evidence[(kinds == OFFICIAL) & _before_its_name(index, names, on)] = OUT_OF_DATE
    evidence[dated] = np.where(held[dated], 0.0, OUT_OF_DATE)
    own = np.where(kinds == VARIANT, given | ((flags & OWN) > 0) | regional, ~past)
    return Standing(evidence, another, past, own)


def _held(index: Index, names: Ints, on: Ints) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether a name has dates and a day is asked for, and whether it held then."""
    if not on.any():
        nowhere = np.zeros(len(names), dtype=bool)
        return nowhere, nowhere
    first, last = (days[names] for days in index.names.days)
    dated = (on != NO_DAY) & ((first > 0) | (last < 99_999_999))
    return dated, (first <= on) & (on <= last)


def _before_its_name(index: Index, names: Ints, on: Ints) -> NDArray[np.bool_]:
    """Whether a place got its official name only after the day: all its former names held until later."""
    found = np.zeros(len(names), dtype=bool)
    for row in np.flatnonzero(on):
        ends = [
            index.names.until[name]
            for name in index.names_of[int(index.names.place[names[row]])].tolist()
            if name in index.names.until and index.names.kind[name] == "former"
        ]
        day = f"{on[row]:08d}"
        found[row] = bool(ends) and all(day[: len(e)] <= e for e in (end.replace("-", "") for end in ends))
    return found
