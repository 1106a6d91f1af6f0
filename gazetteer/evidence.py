"""Evidence: what stands around a capitalised word of a text, and whether it makes the word a place.

A name is a place where it stands if it is led to as a place is (the village of X, near X), or if nothing
speaks against it: that it is a common word at the start of a sentence, a person, an organisation, a street.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from gazetteer.naming import CITY, LARGE, TOWN, Entry, excess
from gazetteer.readings import type_words
from gazetteer.words import (
    NOTHING,
    folded_word,
    is_first_name,
    is_patronymic,
    kinds_of_several,
    role_words,
    roles,
)

__all__ = ["Around", "around", "is_facility", "is_place", "is_plainly_place", "kind_tails", "may_be_kind"]

REACH = 48  # characters before a word that are looked at
NEXT = re.compile(r"[ \u00a0]([^\W_][\w'’ʼ-]{0,40})(\.?)")
OPENING, CLOSING = '«“„"', '»”“"'
# Roles of words before and behind a name for which a look at the whole of its surroundings is needed.
TELLING = frozenset({"rank", "post", "unit", "street", "river"})
TELLING_AFTER = frozenset({"unit_after", "street_after"})
LINKS = frozenset({"strong", "weak", "list"})  # roles of words that go on with another thing
STARTS = '.!?…;•*"«“„|'
BRACKETS = '(«“„"['
LONGEST_KIND = 4  # words of a term for a type of place
SHORTENED = 5  # letters at most of a word that is shortened by a full stop
WITHOUT_STOP = frozenset({"нп", "рп"})
ARTICLE = "the"
VOWELS = "аеєиіїоуюяыэё"  # a word that ends so is not shortened
MEASURES = frozenset(["кв.", "кв", "куб.", "куб"])  # before м. for metres
ABBREVIATED = 3  # letters at most of a kind word that needs its full stop: м., смт, пос.
BARE_ENGLISH = frozenset({"city", "town", "village", "settlement", "hamlet"})
AT_START = -0.2  # excess of a word that may be a place where a capital tells nothing
# Endings in which names of villages are the surnames of people, too: Гладкова, Пескову, Сирського.
SURNAME = re.compile(
    ".*(?:[оеє]в(?:а|у|ой|им|ым|ом|і|е|ий)?|[иіїы]н(?:а|у|ой|им|ым|ом|і|е)?|[сц]ь?к(?:ого|ому|им|ой|ій|ою)|енко|ко|ук|юк|ий|ый)"
)


class Around(NamedTuple):
    """What stands around a word of a text.

    Parameters
    ----------
    kind
        The word for a type of place before it, as written: "смт", "village of"; empty if there is none.
    before
        Roles of the word before it.
    start
        Whether a sentence may start with it.
    after
        Roles of the word after it.
    next_word
        That word, as written; empty if other signs stand between.
    quoted
        Whether it stands alone in quotation marks.
    """

    kind: str
    before: frozenset[str]
    start: bool
    after: frozenset[str]
    next_word: str
    quoted: bool


def around(text: str, start: int, end: int, following: re.Match[str] | None = None) -> Around:
    """What stands around text[start:end].

    Parameters
    ----------
    text, start, end
        The text, and where the word stands.
    following
        What NEXT matches at the end, if that is known already.

    Examples
    --------
    >>> text = "Біля села Роботине тривають бої"
    >>> seen = around(text, 10, 18)
    >>> seen.kind, seen.next_word
    ('села', 'тривають')
    """
    signs, quoted = _signs(text, start, end)
    if signs == ARTICLE:
        signs = _signs(text, start - len(ARTICLE) - 1, start)[0]
    lead = _lead(signs)
    following = following or NEXT.match(text, end)
    word = following[1] if following is not None else ""
    kind = _kind_before(text, start, lead.dot) if lead.kind else ""
    return Around(kind, lead.roles, lead.starts, roles(word) if word else NOTHING, word, quoted)


def _kind_before(text: str, start: int, dot: bool) -> str:
    return _kind_of(text[max(0, start - REACH) : start].rstrip(OPENING).split()[-LONGEST_KIND:], dot)


def _signs(text: str, start: int, end: int) -> tuple[str, bool]:
    """The signs before text[start] back to a space, and whether it stands alone in quotation marks."""
    gap, least = start - 1, max(0, start - REACH)
    if start and text[gap] == " ":
        return text[max(least, text.rfind(" ", least, gap) + 1) : gap], False
    quoted = start > 0 and text[gap] in OPENING and text[end : end + 1] in CLOSING
    behind = text[least : gap if quoted else start].rstrip(" ")
    return behind[behind.rfind(" ") + 1 :], quoted


def is_plainly_place(entry: Entry, text: str, start: int, following: re.Match[str] | None) -> bool | None:
    """Whether a town or region is a place, if usual words around it leave no doubt; else None: a quick look.

    Parameters
    ----------
    entry
        What the word may name.
    text, start
        The text, and where the word begins; no other capitalised word is near.
    following
        What NEXT matches behind it.
    """
    if not entry.plain or text[start - 1 : start] != " ":
        return None
    lead = _lead(text[max(0, start - REACH, text.rfind(" ", 0, start - 1) + 1) : start - 1])
    if lead.telling or (following is not None and not TELLING_AFTER.isdisjoint(roles(following[1]))):
        return None
    if entry.region:
        return not entry.country or "strong" in lead.roles
    return None if lead.starts and entry.excess >= AT_START else True


def may_be_kind(text: str, start: int) -> bool:
    """Whether the word before text[start] may be one for a type of place: a quick look."""
    return text[start - 1 : start] == " " and _lead(_signs(text, start, start)[0]).kind


class _Lead(NamedTuple):
    """What the signs before a name, up to a space, make of it."""

    roles: frozenset[str] = NOTHING
    starts: bool = True
    dot: bool = False
    kind: bool = False
    telling: bool = False


NO_LEAD = _Lead()


@lru_cache(maxsize=1 << 15)
def _lead(signs: str) -> _Lead:
    if not signs or signs[-1].isspace():  # the start of a text or a line
        return NO_LEAD
    signs = signs.split()[-1]
    dot = signs[-1] == "."
    word = (signs[:-1] if dot else signs).lstrip(BRACKETS)
    folded = folded_word(word)
    told = role_words().get(folded, NOTHING)
    if dot and "rank" in told:
        return _Lead(told, False, telling=True)
    if dot and not _is_shortened(word):
        return _Lead()
    if not word or not word[-1].isalnum():
        return _Lead(starts=signs[-1] in STARTS)
    kind = not word.isupper() and folded.rpartition(" ")[2] in _kind_ends()
    telling = kind or word == ARTICLE or not TELLING.isdisjoint(told)
    return _Lead(told, False, dot, kind, telling)


def _is_shortened(word: str) -> bool:
    return len(word) <= SHORTENED and word.islower() and word.isalpha() and word[1:][-1:] not in tuple(VOWELS)


@cache
def _kind_ends() -> frozenset[str]:
    """Last words of the terms for types of place."""
    return kinds_of_several() | {term.split()[-1] for where, term in type_words() if where == "before"}


@cache
def kind_tails() -> frozenset[str]:
    """The last letters before a name, with the space, where a term for a type of place may stand there."""
    ends = _kind_ends()
    cased = ends | {end.capitalize() for end in ends}
    return frozenset(f"{f' {end}'[-2:]} " for end in cased) | frozenset(
        f"{end[-1]}. " for end in cased if len(end) <= SHORTENED
    )


def _kind_of(words: list[str], dot: bool) -> str:
    """The term for a type of place that words end with, as written."""
    if dot and len(words) > 1 and (words[-2][-1].isdigit() or words[-2].lower() in MEASURES):
        return ""  # 2014 г. is a year, 100 кв. м. an area
    for count in range(len(words), 0, -1):
        term = " ".join(words[-count:]).lstrip(BRACKETS)
        folded = folded_word(term)
        if ("before", folded) in type_words() or folded in kinds_of_several():
            return "" if len(folded) < ABBREVIATED and not dot and folded not in WITHOUT_STOP else term
    return ""


def is_place(
    entry: Entry, seen: Around, *, capital_before: str, capital_after: str, led: bool, words: int
) -> bool:
    """Whether a name is a place where it stands.

    Parameters
    ----------
    entry
        What it may name.
    seen
        What stands around it.
    capital_before, capital_after
        The capitalised words right beside it that are no part of an accepted place, folded, or "".
    led
        Whether it follows a place in a list or is followed by its region.
    words
        How many words it has.
    """
    if seen.kind and seen.kind not in BARE_ENGLISH and not entry.region:
        return not (
            words == 1 and entry.first_name and capital_after
        )  # the mayor of the town, Roman Kostenko
    if _is_person(entry, seen, capital_before, capital_after, words):
        return False
    if _is_other(seen, size=entry.size, exact=entry.exact):
        return False
    among, led = led, led or "strong" in seen.before
    if "river" in seen.before and words == 1:
        return entry.river
    if entry.region:
        return not entry.country or "strong" in seen.before
    if words > 1:
        return True
    if entry.size < TOWN:
        return _is_village(entry, seen, led, among, bool(capital_before or capital_after))
    return _is_town(entry, seen, led)


def is_facility(entry: Entry, seen: Around, *, size: int, capital_before: str, acronym_after: bool) -> bool:
    """Whether an adjective made of the name of a town tells where something is: Одеський порт."""
    if size < LARGE or excess(entry.common, size) > 0 or capital_before:
        return False
    if _is_other(seen, size=size, exact=True):
        return False
    return acronym_after or (seen.next_word.islower() and seen.after.isdisjoint(LINKS))


def _is_town(entry: Entry, seen: Around, led: bool) -> bool:
    if seen.start and entry.size < CITY:
        return entry.excess < AT_START
    return (
        entry.excess <= 0
        or (led and entry.excess <= 1.6)
        or (entry.size >= CITY and not seen.start and entry.excess < 0.5)
    )


def _describes(entry: Entry, seen: Around) -> bool:
    """Whether it is an adjective of the noun after it: "в Александровском саду"."""
    if not seen.next_word.islower() or seen.after or entry.folded.endswith(("ське", "ское", "цьке", "цкое")):
        return False
    return entry.adjective


def _is_village(entry: Entry, seen: Around, led: bool, among: bool, crowded: bool) -> bool:
    if not among and _describes(entry, seen):
        return False
    if entry.excess > 0:
        return led and entry.excess <= 1.2
    if led:
        return True
    if crowded or (seen.start and entry.excess > AT_START):
        return False
    return (entry.exact and not SURNAME.fullmatch(entry.folded)) or entry.folded.endswith(NAMELY)


# Endings that names of villages have and hardly a person's.
NAMELY = (
    "івка", "івки", "івці", "івку", "івкою", "ївка", "ївки", "ївці", "ївку", "ївкою", "овка", "овки", "овке",
    "овку", "овкой", "евка", "евки", "евке", "евку", "евкой", "ськ", "цьк", "полье", "пілля", "піль", "поль",
    "град", "город", "ivka", "ovka", "evka",
)  # fmt: skip


def _is_person(entry: Entry, seen: Around, before: str, after: str, words: int) -> bool:
    if before and (is_first_name(before) or len(before) == 1 or is_patronymic(before)):
        return True
    if words == 1 and (entry.last_name or (after and is_patronymic(after))):
        return entry.size < CITY
    if words == 1 and after and is_first_name(after) and entry.size < CITY:
        return True
    if entry.first_name and entry.size < CITY:
        return bool(after) or words > 1 or "strong" not in seen.before or entry.excess > 0
    if "rank" in seen.before:
        return entry.exact or entry.size < LARGE
    return "post" in seen.before and (entry.exact or entry.size < TOWN)


def _is_other(seen: Around, *, size: int, exact: bool) -> bool:
    """Whether it is a unit, a firm, a street or another thing that is called after a place."""
    if seen.quoted or "unit_after" in seen.after or "street_after" in seen.after:
        return True
    if "street" in seen.before or ("unit" in seen.before and size < CITY):
        return exact or size < LARGE
    return False
