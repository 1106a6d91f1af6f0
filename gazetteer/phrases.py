"""Phrases: a place put in several words: inside a region, so far from a town, in the direction of one.

"Iskra, Donetsk region" and "Chasiv Yar (Bakhmut raion)" name a place and where it lies; "6 km southwest of
Lyman" a point by a place; "Pokrovsk direction" the country around one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from math import atan2, degrees
from typing import NamedTuple

from gazetteer.geodesy import compass
from gazetteer.places import REGION_TYPES
from gazetteer.readings import LEADS, readings

__all__ = ["Phrase", "phrase"]

KM_IN_A_MILE = 1.609344

_NUMBER = r"(?P<count>\d{1,3}(?:[.,]\d+)?)"
_UNIT = (
    r"(?P<unit>kms?|kilomet(?:re|er)s?|miles?|mi|км|кілометр(?:и|ів|а|ах)?"
    r"|километр(?:а|ов|ах)?|мил[іьи])\b\.?"
)  # fmt: skip
# Stems of the directions in three languages: how far they point east and north.
_STEMS = {
    "north": (0, 1), "північ": (0, 1), "півноч": (0, 1), "север": (0, 1),
    "south": (0, -1), "півден": (0, -1), "півдн": (0, -1), "юг": (0, -1), "юж": (0, -1),
    "east": (1, 0), "схід": (1, 0), "сход": (1, 0), "східн": (1, 0), "восто": (1, 0),
    "west": (-1, 0), "захід": (-1, 0), "заход": (-1, 0), "західн": (-1, 0), "запад": (-1, 0),
}  # fmt: skip
_STEM = re.compile("|".join(sorted(_STEMS, key=len, reverse=True)))
_WAY = rf"(?P<way>(?:(?:{_STEM.pattern})\w*[\s-]{{0,3}}){{1,3}})"
_OFFSET = re.compile(
    rf"\W*(?:(?:за|в|у|на|at|about|some|around|approximately|приблизно|примерно|близько|около)\s+|~\s*)*"
    rf"{_NUMBER}[\s-]*{_UNIT}\s+(?:(?:to|the|до|к|ко|на|у|в)\s+)*{_WAY}(?:\s*(?:of|from|від|от)\s)?\s*(?P<name>\S.*)",
    re.IGNORECASE,
)
_SIDE = re.compile(
    rf"\W*(?:(?:to|in|the|до|к|ко|на|у|в)\s+)*{_WAY}(?:of|from|від|от)?\s+(?P<name>\S.*)", re.IGNORECASE
)
_TOWARDS = re.compile(
    r"\W*(?:in\s+the\s+direction\s+of|towards?|(?:у|в|на)\s+напрямк?[уі]|в\s+направлении)\s+(?P<name>\S.*)",
    re.IGNORECASE,
)
_SECTOR = re.compile(
    r"\W*(?:(?:in|on|along|the|на|у|в)\s+)*(?P<name>\S.*?)\s+"
    r"(?:(?:operational\s+)?(?:direction|axis|sector)|напрям(?:ок|ку|ком|ках|ки|ів|і|ам)?|направлени(?:е|и|я|ем|ях|ю))\W*",
    re.IGNORECASE,
)
# A region in the genitive behind the name, as Ukrainian and Russian have it.
_OF_REGION = re.compile(
    r"(?P<name>\S.*?)\s+(?P<region>[дл]нр|\w+\s+народ\w+\s+республ\w+"
    r"|[\w'’-]+\s+(?:области|області|обл\.?|района|району|р-ну|громади))\W*",
    re.IGNORECASE,
)
_IN_REGION = re.compile(r"(?P<name>\S.*)\s+(?:in|of)\s+(?:the\s+)?(?P<region>\S.*)", re.IGNORECASE)
_PARTS = re.compile(r"[,;()\[\]]+")
_SPECIAL = re.compile(
    r"[,;()\[\]\d]|direction|north|south|east|west|північ|півноч|півд|сход|схід|захід|заход|західн|север|юг|юж|восто|запад|республ|нр\b|axis|sector|toward|напрям|направл|област|обл\b|район|р-н|громад|\sin\s|\sof\s",
    re.IGNORECASE,
)
# Countries stand in addresses without a word that says so.
_COUNTRIES = frozenset(
    [
        "україна",
        "украина",
        "ukraine",
        "росія",
        "россия",
        "russia",
        "рф",
        "білорусь",
        "беларусь",
        "belarus",
        "молдова",
        "moldova",
    ]
)
_REPUBLICS = frozenset(["днр", "лнр", "dnr", "lnr", "dpr", "lpr"])
LONGEST = 300  # letters of a phrase; a longer one is no place


class Phrase(NamedTuple):
    """A written place, taken apart.

    Parameters
    ----------
    name
        The name of the place.
    inside
        Regions that it is said to lie in, the nearest first.
    km, bearing
        How far from the place, and in which direction, clockwise from north; None at the place itself.
    direction
        Whether a direction or sector of the front is meant that has its name.
    side
        Whether one side of it is meant, however far: "north of Bakhmut".
    """

    name: str
    inside: tuple[str, ...] = ()
    km: float | None = None
    bearing: float | None = None
    direction: bool = False
    side: bool = False

    @property
    def moves(self) -> bool:
        """Whether something else than the place itself is meant."""
        return self.direction or self.side or self.km is not None

    @property
    def offset(self) -> str:
        """The distance and direction in words: "6 km south-west of "; empty at the place itself."""
        if self.km is None or self.bearing is None:
            return ""
        return f"{self.km:g} km {compass(self.bearing)} of "


@lru_cache(maxsize=1 << 12)
def phrase(text: str) -> Phrase:
    """A written place, taken apart; a mere name is a phrase of itself.

    Examples
    --------
    >>> phrase("Iskra, Donetsk region")
    Phrase(name='Iskra', inside=('Donetsk region',), km=None, bearing=None, direction=False, side=False)
    >>> phrase("за 6 км на південний захід від Лимана").offset, phrase("Донецька область, с. Іскра").name
    ('6 km south-west of ', 'с. Іскра')
    >>> phrase("the Pokrovsk direction").direction, phrase("Toretsk").name
    (True, 'Toretsk')
    """
    if len(text) > LONGEST or not _SPECIAL.search(text):
        return Phrase(text)
    offset = _OFFSET.fullmatch(text)
    if offset:
        return phrase(offset["name"])._replace(
            km=_km(offset["count"], offset["unit"]), bearing=_bearing(offset["way"])
        )
    direction = _TOWARDS.fullmatch(text) or _SECTOR.fullmatch(text)
    if direction:
        return Phrase(direction["name"], direction=True)
    side = _SIDE.fullmatch(text)
    if side:
        return phrase(side["name"])._replace(side=True)
    parts = [part.strip() for part in _PARTS.split(text) if part.strip()]
    if len(parts) > 1:
        return _nested(parts)
    return _within(text)


def _nested(parts: list[str]) -> Phrase:
    """Of several parts the first that is no region is the place; if all are, the first or the smallest."""
    places = [part for part in parts if not _is_region(part)]
    name = places[0] if places else parts[0]
    inner = _within(name)
    return inner._replace(inside=(*inner.inside, *(part for part in parts if part is not name)))


def _within(text: str) -> Phrase:
    """A name with its region behind it, without a comma."""
    for pattern in (_OF_REGION, _IN_REGION):
        found = pattern.fullmatch(text)
        if found and _is_region(found["region"]) and _is_a_name(found["name"]):
            return Phrase(found["name"], (found["region"],))
    return Phrase(text)


def _is_region(part: str) -> bool:
    """Whether words say that they are a region, or are a country."""
    if part.lower() in _REPUBLICS:
        return True
    regional = any(not REGION_TYPES.isdisjoint(reading.place_types) for reading in readings(part))
    return regional or part.lower() in _COUNTRIES


def _is_a_name(words: str) -> bool:
    """Whether words are more than a preposition, the word for a type (the village of) or a region."""
    bare = LEADS.issuperset(words.lower().split()) or readings(f"{words} x")[-1].name == "x"
    return not (bare or _is_region(words))


def _km(count: str, unit: str) -> float:
    number = float(count.replace(",", "."))
    return round(number * KM_IN_A_MILE, 1) if unit.lower().startswith(("mi", "мил")) else number


def _bearing(way: str) -> float:
    points = [_STEMS[stem] for stem in _STEM.findall(way.lower())]
    return degrees(atan2(sum(east for east, _ in points), sum(north for _, north in points))) % 360
