"""Vowels: whether two names with the same consonants are one name, spelt in two languages.

Names that share a skeleton may be one name or two: Barvinkove is Barvenkovo, Bobrove is not Bobrov. The
vowels tell, because between Ukrainian, Russian and their spellings in Latin letters only some of them change,
most of all in endings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from math import inf

from gazetteer.toponym import latin

__all__ = ["endings_agree", "melodies", "outlines", "shifted", "shifts", "translated"]

# Inside words і of a closed syllable is о or е in Russian, and ё is written e or yo.
INSIDE = frozenset(map(frozenset, ("io", "ie", "eo")))
# Robotyne and Rabotino, Nove and Novoye, Bila and Belaya, Krasnyi and Krasnoi.
ENDINGS = frozenset(frozenset(pair.split()) for pair in ("e o", "e oe", "o oe", "a aa", "i oi", "e ie"))
# Dobropillia and Dobropolye, Shchastia and Schastye
_NEUTER = re.compile(r"((.{1,2})\2|st|[vr])[ijy]+a$", re.MULTILINE)
_GLIDES = re.compile("[ijy](?=[aeou])")
_TWICE = re.compile(r"([aeou])\1(?=.)")
_CONSONANTS = re.compile("[^aeiou\n]+")
_SUFFIX = re.compile("[eo]+(?=vk?[aiou]*e?$)", re.MULTILINE)  # -iv and -ivka are -ov, -ev, -ovka and -evka
_RUN = re.compile("[iy]+")


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
    return shifted(*melodies([latin(one), latin(other)]))


def endings_agree(one: str, other: str) -> bool:
    """Whether the last vowels of two words are those of one gender and number in some language.

    Examples
    --------
    >>> endings_agree("Октябрьское", "Zhovtneve"), endings_agree("Chervoni", "Krasna")
    (True, False)
    """
    first, second = melodies([latin(one), latin(other)])
    return _agree(first.rpartition("-")[2], second.rpartition("-")[2])


def melodies(latins: Sequence[str]) -> list[str]:
    """The vowels of names in Latin letters, consonants a dash: what :func:`shifted` compares.

    A name of several words has those of the words, and behind a stroke those of all words as one.

    Examples
    --------
    >>> melodies(["toretsk", "nova kakhovka"])
    ['-o-e-', '-i-a -a-i-a|-o-a-a-i-a']
    """
    several = {name for name in latins if " " in name}
    words = dict.fromkeys(name for name in latins if name not in several)
    words |= dict.fromkeys(word for name in several for word in (*name.split(), name.replace(" ", "")))
    of = dict(zip(words, _vowels(list(words)), strict=True))
    for name in several:
        of[name] = " ".join([of[word] for word in name.split()]) + "|" + of[name.replace(" ", "")]
    return [of[name] for name in latins]


_LOOSE = str.maketrans("eo", "ii")
_LAST = re.compile("-?[aiu]*(?=[ |\n]|$)")  # the vowels at the end of a word


def outlines(melodies: Sequence[str]) -> list[tuple[str, str]]:
    """What two melodies must share for :func:`shifted` to be finite, if they have as many words, and if not.

    Examples
    --------
    >>> outlines(["-a-e-o-o", "-a-i-o-e"])
    [('-a-i-i', '-a-i-i'), ('-a-i-i', '-a-i-i')]
    """
    if not melodies:
        return []
    insides = _LAST.sub("", "\n".join(melodies).translate(_LOOSE)).split("\n")
    return [(inside, inside) if "|" not in inside else _parted(inside) for inside in insides]


def _parted(inside: str) -> tuple[str, str]:
    words, _, whole = inside.partition("|")
    return words, whole


@lru_cache(maxsize=1 << 17)
def shifted(one: str, other: str) -> float:
    """:func:`shifts` of two melodies.

    Examples
    --------
    >>> shifted("-a-e-o-o", "-a-i-o-e")
    1
    """
    first, second = (melody.partition("|") for melody in (one, other))
    words = first[0].split(" "), second[0].split(" ")
    if len(words[0]) != len(words[1]):
        words = [first[2] or first[0]], [second[2] or second[0]]
    return sum(map(_shifts, *words))


@lru_cache(maxsize=1 << 15)
def translated(one: str, other: str, word: int) -> float:
    """:func:`shifted`, but of the word that is translated only the ending is compared.

    Examples
    --------
    >>> translated("-a-i -i-a", "-e-o-i -i-a", 0), translated("-a-i -i-a", "-i-a", 0)
    (0, inf)
    """
    first, second = (melody.partition("|")[0].split(" ") for melody in (one, other))
    if len(first) != len(second):
        return inf
    return sum(
        (0 if _agree(a.rpartition("-")[2], b.rpartition("-")[2]) else inf) if at == word else _shifts(a, b)
        for at, (a, b) in enumerate(zip(first, second, strict=True))
    )


def _shifts(one: str, other: str) -> float:
    first, second = one.split("-"), other.split("-")
    if len(first) != len(second) or not _agree(first[-1], second[-1]):
        return inf
    pairs = [{a, b} for a, b in zip(first[:-1], second[:-1], strict=True) if a != b]
    return len(pairs) if all(pair in INSIDE for pair in pairs) else inf


def _agree(one: str, other: str) -> bool:
    return one == other or {one, other} in ENDINGS


def _vowels(words: list[str]) -> list[str]:
    text = _GLIDES.sub("", _NEUTER.sub(r"\1e", "\n".join(words))).replace("j", "y").replace("w", "v")
    text = _SUFFIX.sub("i", _RUN.sub("i", text))
    return _CONSONANTS.sub("-", _TWICE.sub(r"\1", text)).split("\n") if words else []
