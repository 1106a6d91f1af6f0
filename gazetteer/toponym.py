"""Names as text: which spellings of a place name are the same name.

Every key is a function from a name to a key; two names match by a key if their keys are equal. :func:`fold`
keeps a name readable, :func:`skeleton` keeps only what Ukrainian, Russian, English, Polish and German
spellings share. Case endings and translated adjectives are data: ``data/endings.csv`` and
``data/adjectives.csv``.
"""

from __future__ import annotations

import csv
import itertools
import re
import unicodedata
from collections.abc import Container, Iterable, Sequence
from functools import cache, lru_cache
from importlib import resources

__all__ = [
    "adjectives",
    "bones",
    "fold",
    "folds",
    "inflections",
    "joined",
    "latin",
    "latins",
    "nominatives",
    "romanize",
    "rows_of_rules",
    "skeleton",
    "skeletons",
]

# Cabinet of Ministers of Ukraine, resolution 55 of 27 January 2010: at the start of a word, and elsewhere.
CYRILLIC = "а б в г ґ д е ж з и і к л м н о п р с т у ф х ц ч ш щ"
ROMAN = "a b v h g d e zh z y i k l m n o p r s t u f kh ts ch sh shch"
ANYWHERE = dict(zip(CYRILLIC.split(), ROMAN.split(), strict=True)) | {"ь": ""}
STARTING = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
INSIDE = {"є": "ie", "ї": "i", "й": "i", "ю": "iu", "я": "ia"}
UKRAINIAN = frozenset(ANYWHERE) | frozenset(STARTING)

APOSTROPHES = "'’‘ʼʹ`´′＇"
STRESS = "\u0301"
_WORD_SIGNS = re.compile(rf"(?<=[^\W\d_])(?:{STRESS}|[{APOSTROPHES}](?=[^\W\d_a-zA-Z]))")

# Letters that a normal form leaves whole, and apostrophes and soft hyphens, which part nothing.
_WHOLE = str.maketrans("łøđıŧħ", "lodith", APOSTROPHES + 'ʺ"“”„«»\u00ad\u200b\u200c\u200d\u2060\ufeff')
_KEPT_MARKS = {"и\u0306": "й", "і\u0308": "ї"}  # letters of their own, not accents
_MARKS = re.compile("и\u0306|і\u0308|[\u0300-\u036f\u0483-\u0487]")
_GAPS = re.compile(r"(?:[^\w\n]|_)+")
_PLAIN = re.compile("[a-z0-9а-щьюяіїєґ]+(?: [a-z0-9а-щьюяіїєґ]+)*").fullmatch
_EDGES = re.compile("^ +| +$", re.MULTILINE)


def romanize(text: str) -> str:
    """Ukrainian in Latin letters, by the official table of 2010.

    Resolution 55 of the Cabinet of Ministers of Ukraine, 27 January 2010.
    Letters of other scripts, Russian ones included, stay as they are; soft signs, apostrophes inside words
    and stress marks fall away.

    Examples
    --------
    >>> romanize("Щербинівка"), romanize("Згурівка"), romanize("Знам'янка"), romanize("Нью-Йорк")
    ('Shcherbynivka', 'Zghurivka', 'Znamianka', 'Niu-York')
    >>> romanize("Щ"), romanize("ЩЕ"), romanize("Єнакієве")
    ('Shch', 'SHCHE', 'Yenakiieve')
    """
    text = _WORD_SIGNS.sub("", unicodedata.normalize("NFC", text))
    return "".join(_romanized(text, at) for at in range(len(text)))


def _romanized(text: str, at: int) -> str:
    letter = text[at].lower()
    if letter not in UKRAINIAN:
        return text[at]
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if letter == "г" and before.lower() == "з":
        latin_letter = "gh"
    elif letter in ANYWHERE:
        latin_letter = ANYWHERE[letter]
    else:
        latin_letter = (INSIDE if before.isalpha() else STARTING)[letter]
    if not text[at].isupper():
        return latin_letter
    shouted = after.isupper() if after.isalpha() else before.isupper()
    return latin_letter.upper() if shouted else latin_letter.capitalize()


def fold(name: str) -> str:
    """A name without capitals, accents, apostrophes and quotes, its words parted by single spaces.

    The letters й and ї stay; ё becomes е. Folding twice is folding once.

    Examples
    --------
    >>> fold("Rostov-on-Don"), fold("Мар’їнка"), fold("  ЛЁТНОЕ "), fold("н.п. Романовка")
    ('rostov on don', 'марїнка', 'летное', 'н п романовка')
    """
    return folds([name])[0]


def folds(names: Sequence[str]) -> list[str]:
    """:func:`fold` of each of many names, as one text, which is much faster than one by one.

    Examples
    --------
    >>> folds(["Торецьк", "Chasiv Yar"])
    ['торецьк', 'chasiv yar']
    """
    lines = _as_lines(names).casefold().split("\n") if names else []
    odd = [at for at, line in enumerate(lines) if not _PLAIN(line)]
    text = "\n".join(lines[at] for at in odd)
    while (folded := _folded(text)) != text:  # a few letters unfold into letters that fold again
        text = folded
    for at, line in zip(odd, text.split("\n"), strict=False):
        lines[at] = line
    return lines


def _as_lines(names: Sequence[str]) -> str:
    text = "\n".join(names)
    if names and text.count("\n") != len(names) - 1:
        text = "\n".join(name.replace("\n", " ") for name in names)
    return text


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKD", text.casefold()).casefold().translate(_WHOLE)
    text = _MARKS.sub(lambda mark: _KEPT_MARKS.get(mark[0], ""), unicodedata.normalize("NFKD", text))
    text = _GAPS.sub(" ", unicodedata.normalize("NFC", text))
    return _EDGES.sub("", text)


# One class of consonants for both alphabets: j is ж, w is ш and щ, x is ч, c is ц, a is any vowel.
_CLASSES = str.maketrans(
    "wheiouyj" + "бвгґхджзклмнпрстфцчшщўаеєиіїйоуыэюя",
    "vgaaaaaa" + "bvgggdjzklmnprstfcxwwvaaaaaaaaaaaaa",
    "ьъ ",
)
_SOUNDS = {
    **dict.fromkeys(("schtsch", "shch", "szcz", "sch", "sh", "sz"), "ш"),
    **dict.fromkeys(("tsch", "tch", "cz", "ch"), "ч"),
    **dict.fromkeys(("dsch", "dzh"), "дж"),
    "zh": "ж",
    "kh": "х",
    "tz": "ц",
    "x": "кс",
    "q": "к",
}
_SOUND = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)))
# No English spelling of these names has them.
_GERMAN_OR_POLISH = re.compile(r"^.*(?:[wj]|sz|cz|tsch|zk\b).*$", re.MULTILINE)
_HARD_CH = re.compile("(?<![st])ch")
_LATIN = re.compile("[a-z]")
_MUTE_V = re.compile("^[vwв](?=[uу])", re.MULTILINE)  # Vuhledar is Ugledar
_TWICE = re.compile(r"([b-z])\1+")
_NOT_INITIAL = re.compile("(?<=.)a+")


def skeleton(name: str) -> str:
    """What Ukrainian, Russian, English, Polish and German spellings share: the consonants, in classes.

    Different names may have one skeleton, so that it finds candidates and proves nothing. A name without
    letters or digits has the skeleton "".

    Examples
    --------
    >>> {skeleton(name) for name in ("Shcherbynivka", "Szczerbyniwka", "Щербинівка", "Щербиновка")}
    {'wrbnvk'}
    >>> skeleton("Vuhledar") == skeleton("Угледар"), skeleton("Kyiv") == skeleton("Kiew")
    (True, True)
    """
    return bones(fold(name if name.isascii() else name.replace("ż", "zh").replace("Ż", "Zh")))


def bones(text: str) -> str:
    """The skeleton of a name that is folded already.

    Examples
    --------
    >>> bones(fold("Szczerbyniwka")) == skeleton("Szczerbyniwka")
    True
    """
    return skeletons([text])[0]


def skeletons(folded: Sequence[str]) -> list[str]:
    """The skeletons of many names that are folded already, as one text.

    Examples
    --------
    >>> skeletons(["торецк", "chasiv yar"])
    ['trck', 'xsvr']
    """
    text = _as_lines(folded)
    if _LATIN.search(text):
        text = _GERMAN_OR_POLISH.sub(_as_in_english, text)
        text = _SOUND.sub(lambda sound: _SOUNDS[sound[0]], text)
    text = _MUTE_V.sub("", text).translate(_CLASSES).replace("ts", "c").replace("sx", "w")
    return _NOT_INITIAL.sub("", _TWICE.sub(r"\1", text)).split("\n") if folded else []


def _as_in_english(name: re.Match[str]) -> str:
    return _HARD_CH.sub("х", name[0]).replace("zk", "цк").replace("rz", "r")  # Charków; Donezk; Orzechów


def joined(skeletons: Iterable[str]) -> str:
    """The skeleton of several words, of their skeletons: a vowel counts at the start of a name only.

    Examples
    --------
    >>> joined([skeleton("Нова"), skeleton("Олександрівка")]) == skeleton("Нова Олександрівка")
    True
    """
    first, *others = skeletons
    return "".join([first, *(other.removeprefix("a") for other in others)])


# Letters that Russian and Belarusian have beyond the Ukrainian table, for comparing spellings only.
_EAST_SLAVIC = str.maketrans({"ы": "y", "э": "e", "ё": "e", "ъ": "", "ў": "w"})
_IN_LATIN = str.maketrans(ANYWHERE | INSIDE)
_AT_START = re.compile(r"(?<![^\W\d_])[єїйюя]")


def latin(name: str) -> str:
    """A name folded and in Latin letters, whatever its script: the form in which two spellings are compared.

    Examples
    --------
    >>> latin("Новоселидовка"), latin("Rostov-on-Don")
    ('novoselydovka', 'rostov on don')
    """
    return latins(folds([name]))[0]


def latins(folded: Sequence[str]) -> list[str]:
    """:func:`latin` of many names that are folded already.

    Examples
    --------
    >>> latins(["згурівка", "юрївка"])
    ['zghurivka', 'yurivka']
    """
    text = _as_lines(folded)
    if not text.isascii():
        text = _AT_START.sub(lambda letter: STARTING[letter[0]], text.translate(_EAST_SLAVIC))
        text = text.replace("зг", "zgh").translate(_IN_LATIN)
    return text.split("\n") if folded else []


INFLECTED = 5  # words; longer names are titles
STEM = 2  # letters that must stay of a word for a short ending to be one


@cache
def _endings() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for row in rows_of_rules("endings.csv"):
        found.setdefault(row["ending"], []).append(row["nominative"])
    return {ending: tuple(nominatives) for ending, nominatives in found.items()}


@cache
def rows_of_rules(name: str) -> list[dict[str, str]]:
    """Rows of a file of rules in the folder ``data``."""
    text = resources.files("gazetteer").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@lru_cache(maxsize=1 << 15)
def nominatives(word: str) -> tuple[str, ...]:
    """What a folded Ukrainian or Russian word may be in the nominative: itself first, then by its endings.

    Most of the forms are no words; the index knows which are.

    Examples
    --------
    >>> "торецьк" in nominatives("торецьку"), "новоселидовка" in nominatives("новоселидовку")
    (True, True)
    >>> nominatives("toretsk")
    ('toretsk',)
    """
    forms = {word: None}
    if word[-1:] >= "а":
        endings = _endings()
        for cut in range(max(len(word) - 5, 0), len(word) + 1):
            stem, ending = word[:cut], word[cut:]
            if cut >= STEM or len(ending) > STEM:
                forms.update(dict.fromkeys(stem + nominative for nominative in endings.get(ending, ())))
    return tuple(forms)


def inflections(name: str, known: Container[str] | None = None) -> list[tuple[str, ...]]:
    """Words of a folded name, each in every nominative it may have, or in those that are known.

    The name as written comes first; at most 100 combinations are made.

    Examples
    --------
    >>> ("нова", "каховка") in inflections("новій каховці", known={"нова", "каховка"})
    True
    """
    words = name.split()
    if len(words) > INFLECTED:
        return [tuple(words)]
    forms = [
        [word, *(form for form in nominatives(word)[1:] if known is None or form in known)] for word in words
    ]
    return list(itertools.islice(itertools.product(*forms), 100))


@cache
def adjectives() -> dict[str, frozenset[str]]:
    """Skeletons of adjectives, each with those that it has in the other language.

    Examples
    --------
    >>> skeleton("Велика") in adjectives()[skeleton("Bolshaya")]
    True
    """
    words: dict[str, set[str]] = {}
    for row in rows_of_rules("adjectives.csv"):
        keys = {skeleton(row["uk"]), skeleton(row["ru"])}
        for key in keys:
            words.setdefault(key, set()).update(keys - {key})
    return {key: frozenset(others) for key, others in words.items()}
