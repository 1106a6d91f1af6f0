"""Vowels: whether two names with the same consonants are one name, spelt in two languages.

Names that share a skeleton may be one name or two: Barvinkove is Barvenkovo, Bobrove is not Bobrov. The
vowels tell, because between Ukrainian, Russian and their spellings in Latin letters only some of them change,
most of all in endings.
"""

from __future__ import annotations

import re
from functools import lru_cache
from math import inf

from gazetteer.toponym import latin

__all__ = ["endings_agree", "shifts"]

# Inside words і of a closed syllable is о or е in Russian, and ё is written e or yo.
INSIDE = frozenset(map(frozenset, ("io", "ie", "eo")))
# Robotyne and Rabotino, Nove and Novoye, Bila and Belaya, Krasnyi and Krasnoi.
ENDINGS = frozenset(frozenset(pair.split()) for pair in ("e o", "e oe", "o oe", "a aa", "i oi", "e ie"))
_NEUTER = re.compile(r"((.{1,2})\2|st|[vr])[ijy]+a$")  # Dobropillia and Dobropolye, Shchastia and Schastye
_GLIDES = re.compile("[ijy](?=[aeou])")
_TWICE = re.compile(r"([aeou])\1(?=.)")
_CONSONANTS = re.compile("[^aeiou]+")
_SUFFIX = re.compile("[eo](?=vk?[aiou]*e?$)")  # -iv and -ivka are -ov, -ev, -ovka and -evka in Russian


def shifts(one: str, other: str) -> float:
    """How many vowels inside the words differ as they do between languages; infinite for different names.

    Endings and the suffixes -iv and -ivka may differ as they do in Ukrainian and Russian, and count nothing.

    Examples
    --------
    >>> shifts("Shcherbinovka", "Щербинівка"), shifts("Luzhki", "Лужки"), shifts("Mala Rohan", "Malaya Rogan")
    (0, 0, 0)
    >>> shifts("Barvenkovo", "Barvinkove"), shifts("Bobrove", "Bobrov"), shifts("Katalyne", "Kotlyne")
    (1, inf, inf)
    """
    first, second = latin(one).split(), latin(other).split()
    if len(first) != len(second):
        first, second = ["".join(first)], ["".join(second)]
    return sum(map(_shifts, first, second))


def endings_agree(one: str, other: str) -> bool:
    """Whether the last vowels of two words are those of one gender and number in some language.

    Examples
    --------
    >>> endings_agree("Октябрьское", "Zhovtneve"), endings_agree("Chervoni", "Krasna")
    (True, False)
    """
    return _agree(_vowels(latin(one))[-1], _vowels(latin(other))[-1])


@lru_cache(maxsize=1 << 15)
def _shifts(one: str, other: str) -> float:
    first, second = _vowels(one), _vowels(other)
    if len(first) != len(second) or not _agree(first[-1], second[-1]):
        return inf
    pairs = [{a, b} for a, b in zip(first[:-1], second[:-1], strict=True) if a != b]
    return len(pairs) if all(pair in INSIDE for pair in pairs) else inf


def _agree(one: str, other: str) -> bool:
    return one == other or {one, other} in ENDINGS


@lru_cache(maxsize=1 << 16)
def _vowels(word: str) -> tuple[str, ...]:
    plain = _GLIDES.sub("", _NEUTER.sub(r"\1e", word)).replace("j", "y").replace("w", "v")
    plain = _SUFFIX.sub("i", re.sub("[iy]+", "i", plain))
    return tuple(_CONSONANTS.split(_TWICE.sub(r"\1", plain)))
