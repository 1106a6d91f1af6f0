"""The vocabulary of claims and of control: every word that a column may hold, with its source.

References
----------
ACLED, Armed Conflict Location & Event Data Codebook (event and sub-event types).
PLOVER, Political Language Ontology for Verifiable Event Records (ASSAULT, RETREAT).
UCDP, Georeferenced Event Dataset Codebook (codes for the precision of dates and places).
US Department of the Army, FM 1-02.1 Operational Terms (forward line of own troops, FLOT).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

__all__ = [
    "BASES",
    "CONTROLLERS",
    "ClaimantSide",
    "ControlBasis",
    "ControlStatus",
    "Controller",
    "DateBasis",
    "DatePrecision",
    "DistanceOp",
    "EventType",
    "GeoPrecision",
    "Hedge",
    "MapDateBasis",
    "PlaceRelation",
    "Resolution",
    "Side",
    "Status",
    "SubEventType",
    "Verification",
]


class EventType(StrEnum):
    """What is said to have happened."""

    CAPTURE = "capture"  # a named or counted place changes hands; ACLED: … overtakes / regains territory
    WITHDRAWAL = "withdrawal"  # a side leaves a place; ACLED: non-violent transfer of territory
    ADVANCE = "advance"  # movement, without saying that a place is held
    CONTROL = "control"  # a state: under control, contested, encircled
    ASSAULT = "assault"  # an attack on the ground, failed ones too; ACLED: armed clash
    ATTACK = "attack"  # strike, shelling, explosion; ACLED: shelling/artillery/missile, air/drone strike
    AIR_DEFENCE = "air_defence"  # something shot down; the actor is the defender
    LAUNCH = "launch"  # missiles or drones fired; the actor is who fires
    OTHER = "other"


class SubEventType(StrEnum):
    """A finer word, where the report has one."""

    SHELLING = "shelling"
    DRONE_STRIKE = "drone_strike"
    AIR_STRIKE = "air_strike"
    MISSILE_STRIKE = "missile_strike"
    MINE = "mine"
    CLASH = "clash"
    INFILTRATION = "infiltration"
    CIVILIAN_HARM = "civilian_harm"


class Side(StrEnum):
    """Who acts."""

    RU = "RU"
    UA = "UA"
    OTHER = "OTHER"


class ClaimantSide(StrEnum):
    """On whose side the one stands who says it."""

    RU = "RU"
    UA = "UA"
    OSINT = "OSINT"  # footage, imagery, open-source analysts
    INTL = "INTL"  # third states, international bodies, institutes
    MEDIA = "MEDIA"
    UNSPEC = "UNSPEC"  # somebody, but the text does not tell of which side


class Status(StrEnum):
    """How the claim is made."""

    ASSERTED = "asserted"  # the report itself states it
    CLAIMED = "claimed"  # a belligerent or its official says it
    ADMITTED = "admitted"  # said by the side that it hurts
    REPORTED = "reported"  # a third party says it, or "reportedly"
    CONFIRMED = "confirmed"  # independently, such as by geolocated footage
    DENIED = "denied"  # the claim is that it did not happen


class Verification(StrEnum):
    """What the report says about checking the claim."""

    UNVERIFIED = "unverified"
    DISPUTED = "disputed"


class Hedge(StrEnum):
    """How the report softens the claim."""

    LIKELY = "likely"
    REPORTEDLY = "reportedly"


class DatePrecision(StrEnum):
    """How exactly the event is dated."""

    DAY = "day"
    RANGE = "range"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    NONE = "none"


class DateBasis(StrEnum):
    """What the date rests on."""

    EXPLICIT = "explicit"  # "on 12 May"
    DEICTIC = "deictic"  # "on Tuesday", "overnight": counted from the publication
    INHERITED = "inherited"  # from the sentence before
    PUBLISHED = "published"  # no date in the text
    SOURCE = "source"  # a column of the source


class PlaceRelation(StrEnum):
    """How the event relates to the named place."""

    AT = "at"
    NEAR = "near"
    DIRECTION = "direction"  # "in the Pokrovsk direction"


class Resolution(StrEnum):
    """What became of the place name."""

    RESOLVED = "resolved"
    AMBIGUOUS = "ambiguous"
    UNRESOLVED = "unresolved"
    REGION_ONLY = "region_only"
    GIVEN = "given"  # the source or the user gave the point or the place


class GeoPrecision(StrEnum):
    """What the point stands for."""

    EXACT = "exact"
    SETTLEMENT = "settlement"
    NEAR = "near"
    ADMIN3 = "admin3"
    ADMIN2 = "admin2"
    ADMIN1 = "admin1"
    COUNTRY = "country"


class DistanceOp(StrEnum):
    """How a number is bounded."""

    EQUAL = "="
    AT_MOST = "<="
    AT_LEAST = ">="
    ABOUT = "~"


class ControlStatus(StrEnum):
    """What a map says about a piece of ground, in one vocabulary for all publishers."""

    OCCUPIED = "occupied"  # DeepState: occupied; ISW: assessed control
    OCCUPIED_PRE2022 = "occupied_pre2022"  # Crimea and parts of Donetsk and Luhansk, since 2014
    ADVANCE = "advance"  # ISW: assessed advance, beside its area of control
    INFILTRATION = "infiltration"  # present, without control
    CONTESTED = "contested"  # the grey zone; DeepState: unknown status
    CLAIMED_RU = "claimed_ru"
    CLAIMED_UA = "claimed_ua"
    LIBERATED = "liberated"
    LIBERATED_RECENT = "liberated_recent"
    INCURSION = "incursion"  # held by Ukraine inside Russia
    PARTISAN = "partisan"  # reported partisan warfare
    FOREIGN = "foreign"  # ground outside this war: Transnistria, Abkhazia, the Kurils
    UNCLASSIFIED = "unclassified"  # the reader has no rule for it


class Controller(StrEnum):
    """Who holds the ground."""

    RU = "RU"
    UA = "UA"
    CONTESTED = "contested"
    NONE = "none"


class ControlBasis(StrEnum):
    """What the publisher says so from."""

    ASSESSED = "assessed"
    CLAIMED = "claimed"
    REPORTED = "reported"
    UNKNOWN = "unknown"


class MapDateBasis(StrEnum):
    """What the day of a map rests on."""

    MAP = "map"  # the publisher's own stamp of the version
    FILENAME = "filename"
    DOWNLOAD = "download"  # the day of a download, less what is known of the publisher's hours
    FIELD = "field"  # a column or field of the data


# Who holds ground of a status, and what its publisher says so from, if nothing else is known.
CONTROLLERS: Mapping[str, str] = {
    ControlStatus.OCCUPIED: Controller.RU,
    ControlStatus.OCCUPIED_PRE2022: Controller.RU,
    ControlStatus.ADVANCE: Controller.RU,
    ControlStatus.INFILTRATION: Controller.CONTESTED,  # present, without control
    ControlStatus.CONTESTED: Controller.CONTESTED,
    ControlStatus.CLAIMED_RU: Controller.RU,  # as claimed: basis says so
    ControlStatus.CLAIMED_UA: Controller.UA,
    ControlStatus.LIBERATED: Controller.UA,
    ControlStatus.LIBERATED_RECENT: Controller.UA,
    ControlStatus.INCURSION: Controller.UA,
    ControlStatus.PARTISAN: Controller.CONTESTED,
    ControlStatus.FOREIGN: Controller.NONE,
    ControlStatus.UNCLASSIFIED: Controller.NONE,
}
BASES: Mapping[str, str] = {
    ControlStatus.CLAIMED_RU: ControlBasis.CLAIMED,
    ControlStatus.CLAIMED_UA: ControlBasis.CLAIMED,
    ControlStatus.PARTISAN: ControlBasis.REPORTED,
    ControlStatus.UNCLASSIFIED: ControlBasis.UNKNOWN,
}
