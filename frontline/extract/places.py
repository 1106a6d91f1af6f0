"""Which words of a sentence name places, and how the sentence puts them: at, near, towards."""

from __future__ import annotations

from collections.abc import Iterator

from frontline.extract.annotate import Annotated
from frontline.extract.placelists import leads, listed, share_regions, share_relations
from frontline.extract.relations import direction_before, kind_of_place, link_to
from frontline.extract.spot import Names, Spot

__all__ = ["Names", "Spot", "spots"]

LONGEST = 4  # words of a name: "Velyka Novosilka", "Великая Новосёлка"
# What a name may stand behind without being looked up: these words lead to a place and to nothing else.
FIRM = frozenset({"at", "near", "direction", "reference"})


def spots(told: Annotated, names: Names) -> list[Spot]:
    """Places and regions named in a sentence, in order.

    A capitalised name is a place when it stands where places stand (the village of X, near X, captured X, X
    was shelled), whether or not the gazetteer has it, unless it is somebody's name; elsewhere only when the
    gazetteer has it.

    Examples
    --------
    >>> from frontline.extract.annotate import annotate
    >>> from frontline.extract.lexicon import lexicon
    >>> told = annotate("Mr Smith said the village of Xyz near Abc was taken in Sumy region.", lexicon("en"))
    >>> [(spot.text, spot.rel, spot.kind, spot.region) for spot in spots(told, names=())]
    [('Xyz', 'at', 'village', False), ('Abc', 'near', None, False), ('Sumy', 'at', None, True)]
    """
    found: list[Spot] = []
    headline = told.lexicon.lang != "ru" and _title_case(told)
    doubtful: list[Spot] = []
    for i, j in _names(told, names):
        spot = _spot(told, i, j, names)
        if not _accepted(told, spot, found, headline=headline):
            doubtful.append(spot)
            continue
        while doubtful and not headline and _goes_with(told, doubtful[-1], spot):
            found.insert(len(found), doubtful.pop())
        doubtful.clear()
        found.append(spot)
    found += _named_regions(told, found)
    found.sort(key=lambda spot: spot.i)
    _containing(found)
    share_regions(told, found)
    share_relations(told, found)
    return found


def _containing(found: list[Spot]) -> None:
    """What stands behind a settlement of it is where that lies: "Sevastopol, Crimea", "in the Black Sea"."""
    settled = [spot for spot in found if not spot.region and spot.known and not spot.named]
    for spot in found:
        if spot.named and not spot.region and any(other.j <= spot.i for other in settled):
            spot.region = True


def _goes_with(told: Annotated, unknown: Spot, spot: Spot) -> bool:
    return not spot.region and leads(told, unknown, spot) and not _person(told, unknown)


def _names(told: Annotated, names: Names) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words that nothing in the lexicon claims, cut where the gazetteer knows a part."""
    i = 0
    while i < len(told.words):
        if not told.words[i].capital and told.over("sector", i) is None:
            i += 1
            continue
        j = i
        sea = told.over("sea", i)
        if sea is not None and sea.i == i and sea.j - i > 1:
            yield sea.i, sea.j
            i = sea.j
            continue
        while j < len(told.words) and _free(told, j) and j - i < LONGEST:
            j += 1
        if j - i > 1 and told.lexicon.lang != "en" and told.over("region_word", j) is not None:
            j -= 1
        if j == i:
            i += 1
            continue
        j = i + _known_part(told, i, j, names)
        yield i, j
        i = j


def _known_part(told: Annotated, i: int, j: int, names: Names) -> int:
    """How many words belong to the name: the longest start that is known, else all."""
    for end in range(j, i, -1):
        if end < j and told.lexicon.lang == "ru" and told.norm(end - 1).endswith(PARTS):
            continue  # Новый Путь, though there is a Новое
        if told.span(i, end) in names:
            return end - i
    for start in range(i + 1, j):
        if told.lexicon.lang != "en" and told.span(start, j) in names:
            if told.lexicon.lang == "ru" and told.norm(start - 1).endswith(PARTS):
                return j - i  # Малая Локня, though there is a Локня
            return start - i
    return j - i


PARTS = ("ая", "ое", "ый", "ую", "ого", "ой", "ом", "ые", "ых", "яя", "ее", "ий")


def _free(told: Annotated, i: int) -> bool:
    """Whether token i may be part of a place's name."""
    word = told.words[i]
    if not word.capital and told.over("sector", i) is not None:
        return told.over("direction_word", i + 1) is not None  # "на покровському напрямку"
    if not word.capital or (word.end - word.start < 2):
        return False
    typed = told.over("place_type", i - 1) is not None or (
        told.norm(i - 1) == "of" and told.over("place_type", i - 2) is not None
    )
    if i in told.covered(BLOCKING if typed else NAMING):
        return bool(told.over("sea", i) is not None)
    if i == 0 and told.over("place_type", i) is not None:
        return False
    side = told.over("side", i)
    if side is not None and told.value("region_word", i + 1) == "republic":
        return link_to(told, i)[0] in ("at", "weak")
    if side is not None:
        return _capital_city(told, i)
    return not _acronym(told, i)


BLOCKING = (
    "claimant",
    "month",
    "weekday",
    "titles",
    "not_place",
    "region",
    "region_word",
    "direction_word",
    "deictic",
    "sea",
    "speech",
    "trigger",
    "weapon",
    "aircraft",
    "enemy",
)
NAMING = (*BLOCKING, "first_name")
_CITIES = {"kyiv", "kiev", "moscow", "киев", "москва", "київ"}
_CITY_STEMS = ("киев", "москв", "києв", "києв", "киє", "київ")


def _capital_city(told: Annotated, i: int) -> bool:
    """Whether Kyiv or Moscow is the city here and not the side: something happens in it, to it or over it."""
    word = told.words[i]
    if told.norm(i) not in _CITIES and not told.norm(i).startswith(_CITY_STEMS):
        return False
    if word.possessive or told.over("speech", i + 1) is not None:
        return False
    if told.lexicon.lang == "ru":
        if told.over("region_word", i - 1) is not None:
            return True  # "в Голосеевском районе Киева"
        if any(told.over("speech", k) is not None for k in (i + 2, i + 3)):
            return False  # "в Киеве это опровергли"
        trigger = told.over("trigger", i + 1)
        if trigger is not None and trigger.value.rule.event == "attack" and told.norm(i + 1).endswith("ли"):
            return True  # "Киев атаковали дронами"
    if _in_list(told, i) or _attacked(told, i):
        return True
    if told.over("region_word", i + 1) is not None or told.over("place_type", i + 1) is not None:
        return True
    if told.value("voice", i + 1) == "be" or told.norm(i + 1) in ("came", "comes"):
        return any(
            (verb := told.over("trigger", k)) is not None and verb.value.rule.event == "attack"
            for k in range(i + 2, i + 5)
        )
    if link_to(told, i)[0] != "":
        return True
    return any(mark.j == i and mark.value.rule.event == "attack" for mark in told.of("trigger"))


def _in_list(told: Annotated, i: int) -> bool:
    """Whether a capital stands on a list of towns: "Kharkiv, Kherson and Kyiv"."""
    joint = told.norm(i - 1) in (",", "and", "и", "і", "та")
    k = i - 2 - (told.norm(i - 2) == ",")
    if not joint or k < 0:
        return False
    if told.norm(k) == "capital":
        return k > 0
    if not told.words[k].capital or k in told.covered(("side", "month", "weekday", "first_name", "titles")):
        return False
    return i + 1 not in told.covered(("voice", "speech", "trigger", "filler"))


def _attacked(told: Annotated, i: int) -> bool:
    """Whether a headline names the capital as what was struck: "Moscow drone attack"."""
    trigger = told.over("trigger", i + 1)
    if trigger is None or trigger.value.form != "noun" or not trigger.value.rule.weapons:
        return False
    return told.norm(trigger.j) not in ("on", "against") and told.lexicon.lang == "en"


def _acronym(told: Annotated, i: int) -> bool:
    word = told.words[i]
    written = told.text[word.start : word.end]
    return written.isupper() and len(written) <= 5 and not _shouting(told)


def _shouting(told: Annotated) -> bool:
    letters = [letter for letter in told.text if letter.isalpha()]
    return sum(map(str.isupper, letters)) * 10 > len(letters) * 6


def _title_case(told: Annotated) -> bool:
    """Whether the sentence is a headline In Capitals, where a capital tells nothing."""
    long = [word for word in told.words if word.end - word.start > 3 and word.norm.isalpha()]
    return len(long) >= 4 and sum(word.capital for word in long) * 10 > len(long) * 8


def _spot(told: Annotated, i: int, j: int, names: Names) -> Spot:
    text = told.span(i, j)
    if told.words[j - 1].possessive:
        text = text[:-2]
    spot = Spot(text, i, j, known=text in names)
    link, _at = link_to(told, i)
    spot.link, spot.kind = link, kind_of_place(told, i, j)
    spot.rel = {"near": "near", "direction": "direction"}.get(link, "at")
    spot.aside = link == "reference"
    if told.over("direction_word", j) is not None or direction_before(told, i):
        spot.rel, spot.aside, spot.link = "direction", False, "direction"
    region = told.over("region_word", j) or (
        told.over("region_word", j + 1) if told.norm(j) == "and" else None
    )
    if (region is not None and region.value in ("after", "republic")) or (
        told.over("region_word", i - 1) is not None and told.value("region_word", i - 1) == "before"
    ):
        spot.region, spot.kind = True, None
    return spot


def _accepted(told: Annotated, spot: Spot, before: list[Spot], *, headline: bool) -> bool:
    if _person(told, spot) or _feature(told, spot) or _river(told, spot):
        return False
    if spot.region or (spot.kind is not None and not headline):
        return True
    if told.lexicon.lang != "en" and told.value("region_word", spot.j) == "raion":
        return True
    if spot.link == "direction" and told.over("direction_word", spot.j) is not None:
        return True
    if told.over("street", spot.i - 1) is not None:
        return False
    adjective = told.norm(spot.j - 1).endswith(("ский", "ского", "ный")) and (not spot.known or spot.i == 0)
    if told.lexicon.lang == "ru" and adjective:
        named = told.over("region_word", spot.j) is not None or told.value("place_type", spot.j) == "facility"
        if told.over("territory", spot.j) is not None and not named:
            return False  # "загорелся Бериевский завод"
    facility = told.lexicon.lang != "en" and told.value("place_type", spot.j) == "facility"
    if facility and (spot.link or spot.i == 0 or _object(told, spot)):
        return True  # "удар по Ильскому НПЗ"
    if told.lexicon.lang != "en" and before and told.norm(spot.i - 1) == "," and told.norm(spot.j) == "–":
        return True  # "Среднее взято «Западом», Клебан-Бык – «Югом»"
    if headline or (
        spot.i == 0 or told.norm(spot.i - 1) in (".", ":", "!", "–") or (spot.i == 1 and told.norm(0) == '"')
    ):
        return spot.known or (not headline and _subject_of_passive(told, spot))
    if spot.known:
        return True
    if spot.link in FIRM or _object(told, spot) or _subject_of_passive(told, spot):
        return True
    return bool(before) and listed(told, before[-1], spot) and not before[-1].region


def _feature(told: Annotated, spot: Spot) -> bool:
    """Whether the name is that of a river or street; what is built on one may stand in a town."""
    feature = told.over("feature", spot.j)
    return feature is not None and told.norm(feature.j) not in ("bridge", "junction", "crossing", "dam")


def _river(told: Annotated, spot: Spot) -> bool:
    """Whether an article tells a river from a town: "the Vorskla", but not "the Lyman and Siversk axes"."""
    if told.norm(spot.i - 1) != "the" or spot.kind is not None or spot.region:
        return False
    if _subject_of_passive(told, spot):
        return False
    if any(spot.j <= mark.i for mark in told.of("direction_word")):
        return False
    return told.norm(spot.j) in ("", ".", ",", ";", ")", ":") or told.over("relation", spot.j) is not None


def _object(told: Annotated, spot: Spot) -> bool:
    """Whether the name is the direct object of a capture, advance or attack: "captured Iskra"."""
    k = spot.i - 1
    while k >= 0 and (told.norm(k) in OBJECT_WORDS or told.over("place_type", k) is not None):
        k -= 1
    trigger = told.over("trigger", k)
    return trigger is not None and trigger.value.rule.event in (
        "capture",
        "advance",
        "assault",
        "attack",
        "withdrawal",
        "control",
    )


OBJECT_WORDS = {"the", '"', "of", "on", "against", "as", "them", "both", "по", "на", "их", "їх"}


def _subject_of_passive(told: Annotated, spot: Spot) -> bool:
    """Whether something is done to what is named: "Iskra was captured", "Iskra captured by"."""
    if spot.j < len(told.words) and told.over("voice", spot.j) is not None:
        return any(told.over("trigger", k) is not None for k in range(spot.j + 1, spot.j + 4))
    if told.lexicon.lang == "uk":  # Безсалівку на Сумщині звільнено, село X Донецької області деокуповано
        k = spot.j + (told.over("relation", spot.j) is not None)
        while k > spot.j - 1 and (
            told.over("region", k) or told.over("region_word", k) or told.over("region_word", k + 1)
        ):
            k += 1
        behind = told.over("trigger", k) if k > spot.j else None
        if behind is not None and behind.value.form == "passive":
            return True
    trigger = told.over("trigger", spot.j) or (
        told.over("trigger", spot.j + 1) if told.norm(spot.j) == "," else None
    )
    if trigger is None or trigger.value.form == "noun":
        return False
    return (
        trigger.value.form == "passive"
        or told.over("voice", trigger.j) is not None
        or trigger.value.rule.needs == "fall"
    )


def _person(told: Annotated, spot: Spot) -> bool:
    """Whether the name is somebody's: after a title or a first name, or before a verb of speech."""
    i = spot.i
    if told.over("first_name", i - 1) is not None or (
        told.over("titles", i - 1) is not None and not spot.region
    ):
        return True
    if told.over("direction_word", spot.j) is not None or spot.kind is not None or spot.region:
        return False
    if told.over("speech", spot.j) is not None and spot.link not in FIRM:
        return told.lexicon.lang == "en" or not _object(told, spot)
    speech = told.over("speech", i - 1)
    return speech is not None and not spot.known and spot.j - i >= 2


def _named_regions(told: Annotated, found: list[Spot]) -> Iterator[Spot]:
    """Regions and seas that have a name of their own: Crimea, Donbas, Одещина, the Black Sea."""
    taken = {k for spot in found for k in range(spot.i, spot.j)}
    for mark in told.of("region"):
        if mark.i not in taken:
            link, _ = link_to(told, mark.i)
            place = mark.value == "Crimea"
            if told.norm(mark.i) in ("днр", "лнр") and not link:
                continue  # a side, not where something happens
            if (
                place
                and told.over("region_word", mark.j) is None
                and told.norm(mark.i) in ("crimean", "крымский", "кримський")
            ):
                continue
            rel = "direction" if link == "direction" else "near" if link == "near" else "at"
            yield Spot(
                _bare(told, mark.i, mark.j),
                mark.i,
                mark.j,
                rel=rel,
                region=not place,
                link=link or "at",
                known=True,
                named=place,
            )
    for mark in told.of("sea"):
        if mark.i not in taken:
            yield Spot(
                told.span(mark.i, mark.j), mark.i, mark.j, link=link_to(told, mark.i)[0] or "at", known=True
            )


def _bare(told: Annotated, i: int, j: int) -> str:
    text = told.span(i, j)
    return text[:-2] if told.words[j - 1].possessive else text
