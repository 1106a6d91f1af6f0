"""The words of a text, read from left to right: which of them name places."""

from __future__ import annotations

import re
from typing import NamedTuple

from gazetteer.evidence import CITY, NEXT, TOWN, around, is_facility, is_place, may_be_kind
from gazetteer.naming import LONGEST, LONGEST_WORD, Entry, Namebook
from gazetteer.readings import type_words
from gazetteer.toponym import fold
from gazetteer.words import commonness, is_first_name, roles

__all__ = ["Found", "Scan"]

CAPITAL = "A-ZÀ-ÖØ-ÞĆČĎĐĘĚŁŃŇŘŚŠŤŽŹŻ\u0400-\u042fҐ"
MARKS = "\u0301\u0306\u0308\u00ad"  # stress, parts of й and ї, a hyphen that parts nothing
TOKEN = re.compile(rf"(?<![\w'’ʼ-])[{CAPITAL}][\w{MARKS}]*+(?:['’ʼ`\-‑][\w{MARKS}]++)*+")
POSSESSIVE = re.compile(r"['’](?:s|S)\Z")
SPACE = re.compile(r"[ \u00a0]*\n[ \u00a0]*|[ \u00a0]{2}")
AND = "та|і|й|и|and|or|або|или|а также|as well as|&"
LIST = re.compile(rf"\s*[,/]\s*(?:(?:{AND})\s+)?|\s+(?:{AND})\s+|\s*[—–-]\s*")
GAP = 16  # characters between two names of a list
LISTED = 8  # names of a list before the noun that is said of them all
ACRONYM = 5  # letters of a word in capitals that is an acronym where its neighbours are not in capitals
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


class Scan:
    """One text, read from left to right."""

    def __init__(self, book: Namebook, text: str) -> None:
        self.book, self.text = book, text
        spans = [token.span() for token in TOKEN.finditer(text)]
        self.starts = [start for start, _ in spans]
        self.words = [text[start:end] for start, end in spans]
        if "'" in text or "’" in text:
            self.words = [POSSESSIVE.sub("", word) for word in self.words]
        self.ends = [start + len(word) for start, word in zip(self.starts, self.words, strict=True)]
        self.found: list[Found] = []
        self.last_taken = -1  # word up to which all are spoken for

    def run(self) -> list[Found]:
        """The names found, in order."""
        entry = self.book.entry
        i, count = 0, len(self.words)
        while i < count:
            i += self._at(i, entry(self.words[i]))
        return self.found

    def _at(self, i: int, entry: Entry | None) -> int:
        """Look at word i; how many words that takes."""
        word = self.words[i]
        if entry is None:
            return self._hyphened(i) if "-" in word or "‑" in word else self._unknown(i)
        if len(word) <= ACRONYM and word.isupper() and entry.size < CITY and not self._shouted(i):
            return 1
        count = (self._phrase(i) if self._adjacent(i) else self._tailed(i)) if entry.part else 0
        if count:
            return count
        if (entry.adjective or not _cyrillic(entry.folded)) and self._unit(i, entry):
            return 1
        if entry.names:
            self._name(i, 1, entry)
        elif not entry.unit:
            self._unknown(i)
        return 1

    def _adjacent(self, i: int) -> bool:
        """Whether a capitalised word follows after nothing but a space."""
        if i + 1 >= len(self.words):
            return False
        end, start = self.ends[i], self.starts[i + 1]
        if start - end == 1:
            return self.text[end] in " \u00a0\n"
        return start - end < 4 and SPACE.fullmatch(self.text, end, start) is not None

    def _phrase(self, i: int) -> int:
        """Take the longest name of several words that begins with word i; how many it has."""
        stop = i + 1
        while stop - i < LONGEST and self._adjacent(stop - 1):
            stop += 1
        for end in range(stop, i + 1, -1):
            entry = self.book.phrase(tuple(self.words[i:end]))
            if entry is not None and FOLLOWED.isdisjoint(roles(self.words[end - 1])):
                return end - i if self._name(i, end - i, entry) else 0
        return 0

    def _tailed(self, i: int) -> int:
        """Take a name that ends with a word without a capital: Чорне море, Залізний порт."""
        tail = NEXT.match(self.text, self.ends[i])
        if tail is None or "tail" not in roles(tail[1]):
            return 0
        entry = self.book.phrase((self.words[i], tail[1]))
        if entry is None:
            return 0
        start, end = self.starts[i], tail.end(1)
        self._take(i, 1, Found(start, end, self.text[start:end], entry.region))
        return 1

    def _name(self, i: int, count: int, entry: Entry) -> bool:
        """Take words as a name of the index, if they name a place here."""
        start, end = self.starts[i], self.ends[i + count - 1]
        seen = around(self.text, start, end)
        if not is_place(
            entry, seen, capital_before=self._before(i), capital_after=self._after(i + count - 1),
            led=self._listed(start) or self._owned(i + count - 1), words=count,
        ):  # fmt: skip
            return False
        river = entry.river and "river" in seen.before
        hint = "river" if river else "country" if entry.country else "region" if entry.region else ""
        name = f"{seen.kind} {self.text[start:end]}" if seen.kind else self.text[start:end]
        self._take(i, count, Found(start, end, name, entry.region or river, hint, kind=seen.kind))
        return True

    def _owned(self, i: int) -> bool:
        """Whether word i is followed by its region: Іскра Донецької області, Iskra (Donetsk region)."""
        if i + 1 == len(self.words) or self.text[self.ends[i] : self.starts[i + 1]] not in OWNED:
            return False
        region = self.book.entry(self.words[i + 1])
        return region is not None and region.unit and self._following(i + 1)[1] == "region"

    def _before(self, i: int) -> str:
        """The capitalised word or initial right before word i, in no name found, folded, or ""."""
        if not i or self.last_taken >= i - 1:
            return ""
        word = self.words[i - 1]
        if len(word) == 1 and self.text[self.ends[i - 1] : self.starts[i]] in (". ", "."):
            return word
        strange = self._strange(word) if self._adjacent(i - 1) else ""
        opens = (
            not strange or self.text[max(0, self.starts[i - 1] - 2) : self.starts[i - 1]].strip() in OPENINGS
        )
        return "" if opens and commonness(strange) > USUAL and not is_first_name(strange) else strange

    def _after(self, i: int) -> str:
        """The capitalised word right after word i, folded, or ""."""
        return self._strange(self.words[i + 1]) if self._adjacent(i) else ""

    def _strange(self, word: str) -> str:
        """A word folded, or "" if it is the name of a region or one that stands beside names."""
        known = self.book.entry(word)
        return "" if roles(word) or (known is not None and known.unit) else fold(word[:LONGEST_WORD])

    def _take(self, i: int, count: int, found: Found) -> None:
        self.found.append(found)
        self.last_taken = i + count - 1

    def _listed(self, start: int) -> bool:
        """Whether a list goes on from the settlement found last to text[start]."""
        if not self.found or self.found[-1].is_region or start - self.found[-1].end > GAP:
            return False
        return LIST.fullmatch(self.text, self.found[-1].end, start) is not None

    def _shouted(self, i: int) -> bool:
        """Whether the text around is in capitals."""
        return any(
            0 <= k < len(self.words) and len(self.words[k]) > 3 and self.words[k].isupper()
            and abs(self.starts[k] - self.starts[i]) < 60
            for k in (i - 1, i + 1, i - 2, i + 2)
        )  # fmt: skip

    def _following(self, i: int) -> tuple[str, str, int]:
        """The noun that follows word i, what it makes of it, and how many names of a list stand between."""
        for k in range(i, min(i + LISTED, len(self.words))):
            noun = NEXT.match(self.text, self.ends[k])
            role = next(iter(roles(noun[1]) & FOLLOWED), "") if noun is not None else ""
            if noun is not None and role:
                return ANY if ADMINISTRATION.fullmatch(noun[1]) else noun[1], role, k - i
            if k + 1 == len(self.words) or self.starts[k + 1] - self.ends[k] > GAP:
                break
            if not LIST.fullmatch(self.text, self.ends[k], self.starts[k + 1]):
                break
        return "", "", 0

    def _unit(self, i: int, entry: Entry) -> bool:
        """Take word i as a region, a hromada or a direction, if the noun after it makes it one."""
        noun, role, between = self._following(i)
        if not role:
            return entry.adjective and self._facility(i, entry)
        if role in ("region", "district"):
            return self._region(i, entry, role, noun, between)
        word = self.words[i]
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
        if between or noun == ANY or ("after", fold(noun)) not in type_words():
            noun = ONE[role][not _cyrillic(entry.folded)]
        word = self.words[i]
        self._take(i, 1, Found(self.starts[i], self.ends[i], f"{word} {noun}", True))
        return True

    def _facility(self, i: int, entry: Entry) -> bool:
        """Take an adjective that tells in which town something is: Кременчуцький НПЗ."""
        town = self.book.town(self.words[i])
        if town is None:
            return False
        start, end = self.starts[i], self.ends[i]
        acronym = self._adjacent(i) and self.words[i + 1].isupper() and len(self.words[i + 1]) in (3, 4)
        seen, before = around(self.text, start, end), self._before(i)
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
        if kind and (kind.endswith(" of") or not kind.isascii()) and not self.words[i].isupper():
            self._take(i, 1, Found(start, end, f"{kind} {self.words[i]}", kind=kind))
        return 1

    def _hyphened(self, i: int) -> int:
        """Take an unknown word with hyphens, or its parts: Київ-Харків, Kharkiv-based."""
        start = self.starts[i]
        parts = re.split("[-‑]", self.words[i])
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
