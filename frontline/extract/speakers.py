"""Who is quoted: the words around a verb of speech that name somebody, and their side."""

from __future__ import annotations

from dataclasses import replace

from frontline.extract.annotate import Annotated
from frontline.extract.lexicon import Claimant, Mark

__all__ = [
    "BELLIGERENTS",
    "claimant_in",
    "inside_title",
    "quotable",
    "side_of",
    "speaker_after",
    "speaker_before",
]


LONGEST = 16  # words of a claimant's name and titles
BELLIGERENTS = ("RU", "UA")
GOVERNORS = (
    "governor",
    "gov",
    "mayor",
    "губернатор",
    "мэр",
    "мера",
    "мер",
)  # who speak for one region or city


def speaker_before(told: Annotated, verb: int) -> tuple[int, int]:
    """Tokens of the noun phrase that ends before a verb of speech."""
    j = verb
    while j > 0 and (_skippable(told, j - 1)):
        j -= 1
    j = _object_before(told, j) if told.lexicon.lang != "en" else j
    if told.norm(j - 1) in ("published", "posted", "filmed", "dated", "released"):
        j -= 1
    if told.norm(j) == ")" and told.norm(j - 2) == "(":
        j -= 2  # the Russian Ministry of Defense (MoD) claimed
    if told.norm(j - 1) == ",":
        return _apposition(told, j - 1)
    if told.norm(j - 1) == '"' and told.lexicon.lang == "uk":
        opened = next((k for k in range(j - 2, max(-1, j - 6), -1) if told.norm(k) == '"'), None)
        if opened is not None:
            return _back(told, opened), j  # речник «Хортиці» визнав
    return _back(told, j), j


def _object_before(told: Annotated, j: int) -> int:
    """Where "Киев падение города" (не признал) ends the speaker: before the deed that is the object."""
    for k in range(j - 1, max(0, j - 4), -1):
        trigger = told.over("trigger", k)
        if trigger is not None:
            named = any(
                told.over(label, trigger.i - 1) is not None for label in ("side", "claimant", "filler")
            )
            named = named or told.norm(trigger.i - 1) in ("сторона", "же")
            return trigger.i if trigger.value.form == "noun" and named else j
    return j


def _skippable(told: Annotated, k: int) -> bool:
    return (
        (told.over("filler", k) is not None or told.norm(k) == ")")
        or told.norm(k).endswith("ly")
        or any(told.over(label, k) is not None for label in ("weekday", "deictic", "month"))
        or told.value("hedge", k) not in ((None, "confirmed") if told.lexicon.lang == "ru" else (None,))
        or told.norm(k).isdigit()
    )


def _apposition(told: Annotated, comma: int) -> tuple[int, int]:
    """Name and office of "Ramzan Kadyrov, the head of Chechnya, said", whose second comma is at `comma`."""
    for k in range(comma - 1, max(-1, comma - 12), -1):
        if told.norm(k) == "," and k > 0:
            i = _back(told, k)
            named = any(told.words[m].capital for m in range(i, k))
            if told.lexicon.lang != "en" and not any(
                told.over(label, m) is not None
                for m in range(k, comma)
                for label in ("claimant_word", "titles")
            ):
                return comma, comma  # "…, сбросив 64 бомбы, подсчитали в Генштабе"
            return (i, comma) if named and quotable(told, i, comma) else (comma, comma)
        if told.over("trigger", k) is not None:
            break
    return comma, comma


def _back(told: Annotated, j: int) -> int:
    """Where the noun phrase that ends before token j begins."""
    i = j
    while i > 0 and j - i < LONGEST and not _boundary(told, i - 1):
        i -= 1
    if told.lexicon.lang != "en" and i and told.over("trigger", i - 1) is not None:
        while i < j and not any(told.over(label, i) is not None for label in NAMING):
            i += 1  # "освобождение Макаровки замминистра подтвердила"
    if told.lexicon.lang == "uk" and told.over("relation", i) is None:
        i = _last_phrase(told, i, j)
    while i < j and (
        told.norm(i).endswith("ly")
        or told.over("filler", i) is not None
        or told.over("weekday", i)
        or told.norm(i)
        in (
            "but",
            "and",
            "that",
            "as",
            "in",
            "what",
            "and",
            "а",
            "и",
            "но",
            "і",
            "що",
            "что",
            "как",
            "як",
            "однак",
        )
    ):
        i += 1
    return i


def _last_phrase(told: Annotated, i: int, j: int) -> int:
    """Where the speaker begins behind an object put first: "Зелене Поле поблизу X Росія оголосила"."""
    named = [k for k in range(i + 1, j) if any(told.over(label, k) is not None for label in NAMING)]
    led = named and any(told.over("relation", k) is not None for k in range(i, named[0]))
    return named[0] if led else i


NAMING = ("claimant", "claimant_word", "titles", "side", "first_name")


def _boundary(told: Annotated, k: int) -> bool:
    conjunction = told.over("conjunction", k)
    if conjunction is not None and (conjunction.value != "and"):
        return True
    trigger = told.over("trigger", k)
    noun = trigger is not None and trigger.value.form == "noun" and told.lexicon.lang == "en"
    if trigger is not None and not noun and not inside_title(told, k):
        return True
    return (
        (not told.norm(k)[:1].isalnum() and told.norm(k) not in ("'", "-", "’"))
        or told.over("speech", k) is not None
        or told.norm(k) in ("that", "as", "after", "when", "что", "що", "о", "про", "об")
        or told.over("weekday", k) is not None
    )


def inside_title(told: Annotated, k: int) -> bool:
    """Whether a word of the rules is only part of somebody's title: "air defence forces"."""
    return told.over("claimant", k) is not None or told.over("claimant_word", k) is not None


def speaker_after(told: Annotated, j: int) -> tuple[int, int]:
    """Tokens of the noun phrase that begins at token j."""
    i = j
    while i < len(told.words) and (
        told.norm(i) in (":", "об", "этом", "про", "це", "это", "a", "в", "во", "у", "по")
        or _skippable(told, i)
    ):
        i += 1
    end = i
    if told.norm(i) == '"' and told.lexicon.lang == "uk":  # дізналася «Українська правда»
        closed = next((k for k in range(i + 2, min(i + 6, len(told.words))) if told.norm(k) == '"'), None)
        if closed is not None and told.over("claimant", i + 1) is not None:
            return i, closed + 1
    while (
        end < len(told.words)
        and end - i < LONGEST
        and not _boundary(told, end)
        and not _ends_name(told, end, i)
    ):
        end += 1
    return i, _with_name(told, i, end)


def _with_name(told: Annotated, i: int, comma: int) -> int:
    """End of a title with the name behind its comma: "the regional governor, Yuri Sliusar"."""
    end = comma + 1
    while end < len(told.words) and told.words[end].capital and end - comma <= 4:
        end += 1
    named = 1 < end - comma <= 4 and told.norm(comma) == "," and told.norm(end) in (",", ".", "", '"')
    titled = any(told.over("claimant_word", k) is not None for k in range(i, comma))
    return end if named and titled else comma


def _ends_name(told: Annotated, k: int, i: int) -> bool:
    """Whether the name of a speaker is over at token k: "… said on Telegram", "… in a statement"."""
    if told.norm(k) in ("on", "via", "during", "saying", "who", "in", "at", "to", "with", "from") and k > i:
        return True
    return (
        told.norm(k) in ("в", "во", "на", "у", "о", "об")
        and k > i
        and told.norm(k + 1)
        in (
            "своем",
            "своём",
            "telegram",
            "телеграм",
            "телеграмі",
            "соцсетях",
            "facebook",
            "фейсбук",
            "ходе",
            "эфире",
            "ефірі",
        )
    )


def quotable(told: Annotated, i: int, j: int) -> bool:
    """Whether tokens i to j name somebody who can be quoted."""
    if any(
        told.over(label, k) is not None
        for k in range(i, j)
        for label in ("claimant", "claimant_word", "titles", "first_name")
    ):
        return True
    if any(told.over("side", k) is not None or told.over("enemy", k) is not None for k in range(i, j)):
        return j - i <= 5 and not (j - i == 1 and told.norm(i).endswith(ADJECTIVES))
    if j - i == 1 and told.norm(i) in PRONOUNS:
        return True
    if told.over("relation", j + 1) is not None or told.norm(j + 1) in ("after", "following"):
        return False  # power outages reported in …
    if told.lexicon.lang != "en" and (
        told.over("relation", i) is not None or told.over("relation", i - 1) is not None
    ):
        return False  # "в Белгороде объявили тревогу"
    named = any(told.words[k].capital and told.over("not_place", k) is None for k in range(i, j))
    return named and j - i <= 6 and told.over("trigger", j - 1) is None


ADJECTIVES = (
    "russian",
    "ukrainian",
    "ийские",
    "инские",
    "ийский",
    "инский",
    "ийская",
    "инская",
    "йські",
    "їнські",
)  # of something else

PRONOUNS = {"he", "she", "it", "they", "он", "она", "они", "він", "вона", "вони", "we"}


def claimant_in(told: Annotated, i: int, j: int) -> Claimant | None:
    """Whom of the lexicon tokens i to j name, with the side of whose officials they are said to be."""
    inside = [mark for mark in told.of("claimant") if i <= mark.i < j]
    if not inside:
        return None
    best = max(inside, key=lambda mark: (mark.value.side in BELLIGERENTS, mark.j - mark.i))
    known: Claimant = best.value
    installed = next((mark for mark in told.of("side") if i <= mark.i < j), None)
    if installed is not None and known.side in BELLIGERENTS and installed.value != known.side:
        return replace(known, side=str(installed.value)) if _adjective(told, installed) else known
    return known


def _adjective(told: Annotated, mark: Mark) -> bool:
    return not told.words[mark.i].possessive and told.words[mark.i].norm.endswith(
        ("n", "ed", "й", "ий", "ая", "е", "их")
    )


def side_of(told: Annotated, i: int, j: int) -> str:
    """Side of the speaker whom tokens i to j name: by country, else by region, else UNSPEC."""
    side = next((mark for mark in told.of("side") if i <= mark.i < j), None)
    if side is not None:
        return str(side.value)
    homes = [mark for mark in told.of("home") if told.over("side", mark.i) is None]
    home = next((mark for mark in homes if i <= mark.i < j), None)
    if home is None and any(told.norm(k).startswith(GOVERNORS) for k in range(i, j)):
        home = next(iter(homes), None)  # "…in Volgograd, governor Bocharov said"
    return str(home.value) if home is not None else "UNSPEC"
