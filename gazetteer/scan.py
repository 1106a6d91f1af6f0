"""The words of a text, read from left to right: which of them name places."""

from __future__ import annotations

import re
from typing import NamedTuple

from gazetteer.evidence import (
    around,
    is_facility,
    is_place,
    is_plainly_place,
    kind_tails,
    may_be_kind,
)
from gazetteer.naming import CITY, LARGE, LONGEST, TOWN, Entry, Namebook
from gazetteer.readings import type_words
from gazetteer.tokens import NEAR, Words
from gazetteer.words import commonness, folded_word, is_first_name, kinds_of_several, roles

__all__ = ["Found", "Scan"]

AND = "та|і|й|и|and|or|або|или|а также|as well as|&"
LIST = re.compile(rf"\s*[,/]\s*(?:(?:{AND})\s+)?|\s+(?:{AND})\s+|\s*[—–-]\s*")
GAP = 16  # characters between two names of a list
LISTED = 8  # names of a list before the noun that is said of them all
ACRONYM = 5  # letters of a word in capitals that is an acronym where its neighbours are not in capitals
ACRONYMS = (3, 4)  # letters of one that says what lies in a town: НПЗ, ТЕЦ
FOLLOWED = frozenset({"region", "district", "hromada", "direction"})
# State administrations and councils of an oblast, and "народної республіки", which claims to be one.
ADMINISTRATION = re.compile("О[ВДГ]А|ОВГА|народн.*|обласн.*|областн.*", re.I)
OPENINGS = frozenset(["", ".", "!", "?"])  # what a sentence begins after
USUAL = 3.5  # commonness of a word that has a capital only because a sentence begins with it
OWNED = frozenset([" ", " (", ", "])  # between a name and its region
ANY = ""  # a noun that stands for область
ONE = {"region": ("область", "oblast"), "district": ("район", "raion")}  # in Cyrillic and in Latin


class Found(NamedTuple):
    """A name found in a text.

    Parameters
    ----------
    start, end
        Where it stands.
    name
        What is looked up.
    is_region, place_type
        Whether it is put as a region; the type of place it stands for, if it has one without a word for it.
    rel
        at, near or direction.
    kind
        The word for a type of place before it.
    """

    start: int
    end: int
    name: str
    is_region: bool = False
    place_type: str = ""
    rel: str = "at"
    kind: str = ""


class Scan(Words):
    """One text, read from left to right."""

    def __init__(self, book: Namebook, text: str) -> None:
        super().__init__(book, text)
        self.found: list[Found] = []
        self.last_taken = -1  # word up to which all are spoken for

    def run(self) -> list[Found]:
        """The names found, in order."""
        words, starts, text, tails = self.words, self.starts, self.text, kind_tails()
        i, count = 0, len(words)
        while i < count:
            word = words[i]
            if word.entry is not None:
                i += self._at(i, word.entry)
                continue
            if word.hyphened:
                self._hyphened(i)
            elif (self.found and self.found[-1].kind) or text[max(0, starts[i] - 3) : starts[i]] in tails:
                self._unknown(i)
            i += 1
        return self.found

    def _at(self, i: int, entry: Entry) -> int:
        """Look at word i; how many words that takes."""
        word = self.words[i]
        short = word.shouted and len(word.written) <= ACRONYM
        if short and (entry.letters or (entry.size < CITY and not self.is_among_capitals(i))):
            return self._acronym(i, entry)
        following = self.next_word(i)
        if entry.part:
            count = 0
            if self.is_adjacent(i):
                count = self._phrase(i)
            elif following is not None and "tail" in roles(following[1]):
                count = self._tailed(i, following)
            if count:
                return count
        if (entry.adjective or not _cyrillic(entry.folded)) and self._unit(i, entry, following):
            return 1
        if entry.names:
            plainly = self._is_plainly_place(i, entry, following)
            if plainly is None:
                self._name(i, 1, entry, following)
            elif plainly:
                hint = "country" if entry.country else "region" if entry.region else ""
                self._take(i, 1, Found(self.starts[i], self.ends[i], word.written, entry.region, hint))
        elif not entry.unit:
            self._unknown(i)
        return 1

    def _is_plainly_place(self, i: int, entry: Entry, following: re.Match[str] | None) -> bool | None:
        """Whether a word alone between usual words is a place; None if that takes a closer look."""
        start = self.starts[i]
        if (i and start - self.ends[i - 1] < NEAR) or self.starts[i + 1] - self.ends[i] < NEAR:
            return None
        return is_plainly_place(entry, self.text, start, following)

    def _acronym(self, i: int, entry: Entry) -> int:
        """Take a region that has letters for a name where something is in it: в ДНР, in the LNR."""
        if entry.letters and entry.region and not entry.country:
            before = around(self.text, self.starts[i], self.ends[i]).before
            if "strong" in before or ("list" in before and self.found and self.found[-1].is_region):
                self._take(i, 1, Found(self.starts[i], self.ends[i], self.words[i].written, True, "region"))
        return 1

    def _phrase(self, i: int) -> int:
        """Take the longest name of several words that begins with word i; how many it has."""
        stop = i + 1
        while stop - i < LONGEST and self.is_adjacent(stop - 1) and self.words[stop].in_names:
            stop += 1
        for end in range(stop, i + 1, -1):
            entry = self.book.phrase(tuple([word.written for word in self.words[i:end]]))
            if entry is not None and FOLLOWED.isdisjoint(roles(self.words[end - 1].written)):
                return end - i if self._name(i, end - i, entry) else 0
        return 0

    def _tailed(self, i: int, tail: re.Match[str]) -> int:
        """Take a name that ends with a word without a capital: Чорне море, Залізний порт."""
        entry = self.book.phrase((self.words[i].written, tail[1]))
        if entry is None:
            return 0
        start, end = self.starts[i], tail.end(1)
        self._take(i, 1, Found(start, end, self.text[start:end], entry.region))
        return 1

    def _name(self, i: int, count: int, entry: Entry, following: re.Match[str] | None = None) -> bool:
        """Take words as a name of the index, if they name a place here."""
        last = i + count - 1
        start, end = self.starts[i], self.ends[last]
        seen = around(self.text, start, end, following)
        # Whether a list or its region leads to it is asked only where that may decide.
        doubtful = entry.excess > 0 or entry.size < TOWN
        if not is_place(
            entry, seen, words=count,
            capital_before=self._before(i) if i and start - self.ends[i - 1] < NEAR else "",
            capital_after=self._after(last) if self.is_adjacent(last) else "",
            led=doubtful and (self._listed(start) or self._owned(last)),
        ):  # fmt: skip
            return False
        river = entry.river and "river" in seen.before
        hint = "river" if river else "country" if entry.country else "region" if entry.region else ""
        kind = "" if entry.region else seen.kind  # cities of Donbas
        self._take(i, count, self._called(start, end, kind, entry.region or river, hint))
        return True

    def _called(self, start: int, end: int, kind: str, is_region: bool = False, hint: str = "") -> Found:
        """A name with the word for its type, unless that is said of several: сёл Мирне й Нове."""
        name = self.text[start:end]
        if kind:
            folded = folded_word(kind)
            several = folded in kinds_of_several() and ("before", folded) not in type_words()
            name = name if several else f"{kind} {name}"
        return Found(start, end, name, is_region, hint, kind=kind)

    def _owned(self, i: int) -> bool:
        """Whether word i is followed by its region: Іскра Донецької області, Iskra (Donetsk region)."""
        if i + 1 == len(self.words) or self.text[self.ends[i] : self.starts[i + 1]] not in OWNED:
            return False
        region = self.words[i + 1].entry
        return (
            region is not None
            and region.unit
            and self._type_noun(i + 1, self.next_word(i + 1))[1] == "region"
        )

    def _before(self, i: int) -> str:
        """The capitalised word or initial right before word i, in no name found, folded, or ""."""
        if not i or self.last_taken >= i - 1:
            return ""
        word = self.words[i - 1]
        if len(word.written) == 1 and self.text[self.ends[i - 1] : self.starts[i]] in (". ", "."):
            return word.written
        strange = word.strange if self.is_adjacent(i - 1) else ""
        if not strange or is_first_name(strange):
            return strange
        opens = self.text[max(0, self.starts[i - 1] - 2) : self.starts[i - 1]].strip() in OPENINGS
        return "" if opens and commonness(strange) > USUAL else strange

    def _after(self, i: int) -> str:
        """The capitalised word after word i, which stands right behind it, folded, or ""."""
        return self.words[i + 1].strange

    def _take(self, i: int, count: int, found: Found) -> None:
        self.found.append(found)
        self.last_taken = i + count - 1

    def _listed(self, start: int) -> bool:
        """Whether a list goes on from the settlement found last to text[start]."""
        if not self.found or self.found[-1].is_region or start - self.found[-1].end > GAP:
            return False
        return LIST.fullmatch(self.text, self.found[-1].end, start) is not None

    def _type_noun(self, i: int, noun: re.Match[str] | None) -> tuple[str, str, int]:
        """The noun that follows word i, what it makes of it, and how many names of a list stand between."""
        for k in range(i, min(i + LISTED, len(self.words))):
            if noun is not None and not FOLLOWED.isdisjoint(told := roles(noun[1])):
                role = min(told & FOLLOWED)
                return ANY if ADMINISTRATION.fullmatch(noun[1]) else noun[1], role, k - i
            if k + 1 == len(self.words) or self.starts[k + 1] - self.ends[k] > GAP:
                break
            if not LIST.fullmatch(self.text, self.ends[k], self.starts[k + 1]):
                break
            noun = self.next_word(k + 1)
        return "", "", 0

    def _unit(self, i: int, entry: Entry, following: re.Match[str] | None) -> bool:
        """Take word i as a region, a hromada or a direction, if the noun after it makes it one."""
        noun, role, between = self._type_noun(i, following)
        if not role:
            return entry.adjective and self._facility(i, entry, following)
        if role in ("region", "district"):
            return self._region(i, entry, role, noun, between)
        word = self.words[i].written
        town = self.book.town(word)
        name = town[0] if town else word if entry.names else ""
        if name:
            rel = "direction" if role == "direction" else "at"
            self._take(i, 1, Found(self.starts[i], self.ends[i], name, rel=rel))
        return bool(name)

    def _region(self, i: int, entry: Entry, role: str, noun: str, between: int) -> bool:
        """Take word i as a region with the noun for its type."""
        if not entry.unit and (role == "district" or not entry.adjective):
            return False
        if between or noun == ANY or ("after", folded_word(noun)) not in type_words():
            noun = ONE[role][not _cyrillic(entry.folded)]
        name = f"{self.words[i].written} {noun}"
        self._take(i, 1, Found(self.starts[i], self.ends[i], name, True))
        return True

    def _facility(self, i: int, entry: Entry, following: re.Match[str] | None) -> bool:
        """Take an adjective that tells in which town something is: Кременчуцький НПЗ."""
        town = self.book.town(self.words[i].written)
        if town is None or town[1] < LARGE or following is None:
            return False
        start, end = self.starts[i], self.ends[i]
        behind = self.words[i + 1] if self.is_adjacent(i) else None
        acronym = behind is not None and behind.shouted and len(behind.written) in ACRONYMS
        seen, before = around(self.text, start, end, following), self._before(i)
        if not is_facility(entry, seen, size=town[1], capital_before=before, acronym_after=acronym):
            return False
        self._take(i, 1, Found(start, end, town[0], rel="near"))
        return True

    def _unknown(self, i: int) -> int:
        """Take a name that is not known, if a word before it says that it is a place."""
        start, end = self.starts[i], self.ends[i]
        kind = ""
        if may_be_kind(self.text, start):
            kind = around(self.text, start, end).kind
        elif self.found and self.found[-1].kind and self._listed(start):
            kind = self.found[-1].kind
        if not kind or self.words[i].shouted or is_first_name(folded_word(self.words[i].written)):
            return 1
        if kind.endswith(" of") or not kind.isascii():
            self._take(i, 1, self._called(start, end, kind))
        return 1

    def _hyphened(self, i: int) -> int:
        """Take an unknown word with hyphens, or its parts: Київ-Харків, Kharkiv-based."""
        start = self.starts[i]
        parts = re.split("[-‑]", self.words[i].written)
        entries = [self.book.entry(part) for part in parts]
        clear = [e is not None and bool(e.names) and e.size >= TOWN and e.excess <= 0 for e in entries]
        if not all(ok or part[:1].islower() for ok, part in zip(clear, parts, strict=True)):
            return self._unknown(i)
        for part, entry, ok in zip(parts, entries, clear, strict=True):
            if ok and entry is not None:
                self._take(i, 1, Found(start, start + len(part), part, entry.region))
            start += len(part) + 1
        return 1


def _cyrillic(word: str) -> bool:
    return word[-1:] >= "а"
