"""Words of the languages: how common one is, what it does beside a name, whether people are called so.

All three are data: ``data/words.txt.gz``; ``data/spot_words.csv`` and ``data/persons.csv``, by hand.
"""

from __future__ import annotations

import gzip
import re
from functools import cache, lru_cache
from importlib import resources

from gazetteer.toponym import fold, nominatives, rows_of_rules

__all__ = [
    "NOTHING",
    "commonness",
    "folded_word",
    "is_first_name",
    "is_patronymic",
    "is_surname",
    "kinds_of_several",
    "role_words",
    "roles",
]

PREFIX = 3  # letters under which data/words.txt.gz groups the words
NOTHING: frozenset[str] = frozenset()
PATRONYMIC = (
    "ович", "овича", "овичу", "овичем", "евич", "евича", "евичу", "евичем", "йович", "івна", "івни", "івні",
    "івну", "івною", "ївна", "ївни", "овна", "овны", "овне", "овну", "овной", "евна", "евны", "евне", "евну",
    "евной", "ovych", "ovich", "evich", "ivna", "ovna", "evna",
)  # fmt: skip


_SIMPLE = re.compile("[a-z0-9а-яіїєґ]+(?: [a-z0-9а-яіїєґ]+)*").fullmatch
_FOLDED = str.maketrans("ё-", "е ", "'’ʼ")


def folded_word(word: str) -> str:
    """:func:`~gazetteer.toponym.fold` of a word, quickly where it has no letters but usual ones.

    Examples
    --------
    >>> folded_word("Мар’їнка"), folded_word("ОРЁЛ"), folded_word("Ростов-на-Дону"), folded_word("Łódź")
    ('марїнка', 'орел', 'ростов на дону', 'lodz')
    """
    folded = word.lower().translate(_FOLDED)
    return folded if _SIMPLE(folded) else fold(word)


@cache
def _frequencies() -> dict[str, str]:
    packed = resources.files("gazetteer").joinpath("data", "words.txt.gz").read_bytes()
    lines = gzip.decompress(packed).decode("utf-8").splitlines()
    return {line[:PREFIX]: line[PREFIX:] for line in lines}


@lru_cache(maxsize=1 << 16)
def commonness(word: str) -> float:
    """How often a folded word is used: log10 of its occurrences in a thousand million; 0 for rare ones.

    Examples
    --------
    >>> commonness("щастя") > 4 > commonness("роботине")
    True
    """
    rests = _frequencies().get(word[:PREFIX])
    at = rests.find(f" {word[PREFIX:]}:") if rests else -1
    if rests is None or at < 0:
        return 0.0
    start = at + len(word) - PREFIX + 2
    return int(rests[start : rests.index(" ", start)]) / 10


@cache
def role_words() -> dict[str, frozenset[str]]:
    """What folded words do beside a name."""
    found: dict[str, set[str]] = {}
    for row in rows_of_rules("spot_words.csv"):
        for word in row["words"].split():
            found.setdefault(fold(word), set()).add(row["role"])
    return {word: frozenset(roles) for word, roles in found.items()}


@lru_cache(maxsize=1 << 16)
def roles(word: str) -> frozenset[str]:
    """What a word does beside a name: leads to a place, stands before a person, follows a region.

    Examples
    --------
    >>> roles("поблизу"), roles("області")
    (frozenset({'strong'}), frozenset({'region'}))
    """
    return role_words().get(folded_word(word), NOTHING)


@cache
def kinds_of_several() -> frozenset[str]:
    """Words that say of several names which type of place they are: сёл, villages."""
    return frozenset(word for word, found in role_words().items() if "kinds" in found)


@cache
def _persons() -> tuple[frozenset[str], frozenset[str]]:
    names: dict[str, set[str]] = {"first": set(), "last": set()}
    for row in rows_of_rules("persons.csv"):
        names[row["part"]].update(map(fold, row["names"].split()))
    return frozenset(names["first"]), frozenset(names["last"])


@lru_cache(maxsize=1 << 16)
def is_first_name(word: str) -> bool:
    """Whether a folded word is, in some case, a first name.

    Examples
    --------
    >>> is_first_name("володимира"), is_first_name("торецьк")
    (True, False)
    """
    return not _persons()[0].isdisjoint(nominatives(word))


@lru_cache(maxsize=1 << 16)
def is_surname(word: str) -> bool:
    """Whether a folded word is, in some case, the surname of somebody who is often in the news.

    Examples
    --------
    >>> is_surname("зеленського"), is_surname("shoigu"), is_surname("лиман")
    (True, True, False)
    """
    return not _persons()[1].isdisjoint(nominatives(word))


def is_patronymic(word: str) -> bool:
    """Whether a folded word ends as a patronymic does.

    Examples
    --------
    >>> is_patronymic("миколайовича"), is_patronymic("київ")
    (True, False)
    """
    return word.endswith(PATRONYMIC) and len(word) > 6
