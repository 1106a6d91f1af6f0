"""The tables of frontline: what every claim and every map of control carries."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from frontline.terms import (
    ClaimantSide,
    ControlBasis,
    Controller,
    ControlStatus,
    DateBasis,
    DatePrecision,
    DistanceOp,
    EventType,
    GeoPrecision,
    Hedge,
    MapDateBasis,
    PlaceRelation,
    Resolution,
    Side,
    Status,
    SubEventType,
    Verification,
)
from gazetteer.tables import Column, Rule, Schema

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = [
    "ADVANCES",
    "CHANGES",
    "CLAIMS",
    "CONTROL",
    "CORRIDORS",
    "COUNTS",
    "DISPLACEMENT",
    "FRONT_LINES",
    "SALIENTS",
    "Advances",
    "Changes",
    "Claims",
    "Control",
    "FrontLines",
]

Claims: TypeAlias = "gpd.GeoDataFrame"
"""A GeoDataFrame that keeps the promises of :data:`CLAIMS`."""

Control: TypeAlias = "gpd.GeoDataFrame"
"""A GeoDataFrame that keeps the promises of :data:`CONTROL`."""

Changes: TypeAlias = "gpd.GeoDataFrame"
"""A GeoDataFrame that keeps the promises of :data:`CHANGES`."""

Advances: TypeAlias = "gpd.GeoDataFrame"
"""A GeoDataFrame that keeps the promises of :data:`ADVANCES`."""

FrontLines: TypeAlias = "gpd.GeoDataFrame"
"""A GeoDataFrame that keeps the promises of :data:`FRONT_LINES`."""

COUNTS = {
    "killed": "people said to be killed",
    "killed_low": "the lowest such number that the source gives",
    "killed_high": "the highest",
    "injured": "people said to be injured",
    "drones": "drones fired, or shot down in air_defence",
    "missiles": "missiles fired, or shot down in air_defence",
    "bombs": "glide and other bombs dropped, or shot down in air_defence",
    "airstrikes": "strikes from the air",
    "shot_down": "targets shot down, where a strike's tally also has them",
    "attacks": "attacks on the ground",
    "repelled": "attacks said to be repelled",
    "settlements": "settlements, where a claim counts them",
    "n_reports": "reports that the source draws on",
}


def _words(name: str, about: str, words: type[StrEnum], *, required: bool = False) -> Column:
    return Column(name, "word", about, values=tuple(word.value for word in words), required=required)


def _evidence_is_its_span(claims: pd.DataFrame) -> pd.Series[bool]:
    letters = claims["evidence"].str.len().astype("Int64")
    return letters == claims["span_end"] - claims["span_start"]


def _ends_after_it_begins(claims: pd.DataFrame) -> pd.Series[bool]:
    return claims["date_end"].isna() | (claims["date_end"] >= claims["date"])


CLAIMS = Schema(
    "claims",
    (
        Column("claim_id", "word", "the same on every row of one claim", required=True),
        Column("doc_id", "word", "the same on every claim of one report"),
        Column("source", "word", "publisher or data set"),
        Column("source_url", "word", "where the report stands"),
        Column("source_id", "word", "the source's own number"),
        _words("event_type", "what is said to have happened", EventType, required=True),
        _words("sub_event_type", "a finer word", SubEventType),
        Column("event_type_raw", "word", "the source's own word"),
        Column("acled_event_type", "word", "ACLED's sub-event type, by table"),
        _words("actor", "the side that acts", Side),
        Column("actor_text", "word", "the acting side as written"),
        Column("claimant", "word", "who says so, as written, with title"),
        Column("claimant_id", "word", "who says so, normalised: ru_mod, ua_air_force, isw, …"),
        _words("claimant_side", "the side of who says so", ClaimantSide),
        Column("relay", "word", "who passed it on"),
        _words("status", "how the claim is made", Status, required=True),
        _words("verification", "what the report says about checking it", Verification),
        _words("hedge", "how the report softens it", Hedge),
        Column("confidence", "number", "0 to 1, where the source gives one", low=0, high=1),
        Column("date", "day", "first day of the event, calendar of Kyiv"),
        Column("date_end", "day", "last day of the event"),
        _words("date_precision", "how exactly it is dated", DatePrecision),
        _words("date_basis", "what the date rests on", DateBasis),
        Column("published", "day", "day of the publication"),
        Column("place_text", "word", "the place as written"),
        Column("place_type", "word", "village, town, … as written beside it"),
        _words("place_rel", "how the event relates to the place", PlaceRelation),
        Column("admin_text", "word", "the region as written"),
        Column("place_id", "word", "the place of the gazetteer"),
        Column("place_name", "word", "its name there"),
        Column("admin1", "word", "its first-level unit"),
        Column("admin2", "word", "its raion"),
        _words("resolution", "what became of the place name", Resolution),
        Column("candidates", "word", "ids of the places it may be, joined by ;"),
        _words("geo_precision", "what the point stands for", GeoPrecision),
        Column("uncertainty_km", "number", "how far the event may be from the point", low=0),
        Column("distance_km", "number", "how far an advance is said to reach, upper bound", low=0),
        _words("distance_op", "how that number is bounded", DistanceOp),
        Column("area_km2", "number", "area said to be taken or held", low=0),
        Column("percent", "number", "share said to be taken or held", low=0, high=100),
        *(Column(name, "count", about, low=0) for name, about in COUNTS.items()),
        Column("event_id", "word", "claims about one event, set by reconcile"),
        Column("weapons", "word", "weapons named, joined by ;"),
        Column("background", "flag", "whether the event lies over a month before the publication"),
        Column("lang", "word", "language of the evidence, ISO 639-1"),
        Column("span_start", "count", "where the evidence begins in the text, in code points", low=0),
        Column("span_end", "count", "where it ends", low=0),
        Column("evidence", "word", "text[span_start:span_end]"),
        Column("rule", "word", "the rule that found it"),
        Column("extractor", "word", "the extractor and its version"),
    ),
    rules=(
        Rule("evidence", "as many letters as from span_start to span_end", _evidence_is_its_span),
        Rule("date_end", "a day not before date", _ends_after_it_begins),
    ),
    geometry=("Point",),
)

CONTROL = Schema(
    "control",
    (
        Column("source", "word", "whose map it is", required=True),
        Column("snapshot_id", "word", "the publisher's own name for this version of the map"),
        Column("date", "day", "the day that the map shows", required=True),
        Column("published_at", "instant", "when it was published, where that is known"),
        _words("date_basis", "what the day rests on", MapDateBasis, required=True),
        Column("date_uncertainty_days", "count", "days that the map may be older than that", low=0),
        _words("status", "what the map says about the ground", ControlStatus, required=True),
        _words("controller", "who holds it", Controller),
        _words("basis", "what the publisher says so from", ControlBasis),
        Column("label", "word", "the publisher's name for it"),
        Column("status_raw", "word", "the publisher's own key, fill or layer"),
    ),
    geometry=("Polygon", "MultiPolygon"),
)

MEASURED = (
    Column("source", "word", "whose maps were compared", required=True),
    Column("since", "day", "day of the earlier map", required=True),
    Column("until", "day", "day of the later map", required=True),
)
SAID = (
    Column("flags", "word", "what to know before quoting it, joined by ;"),
    Column("definition", "word", "what was measured, and how", required=True),
)

CHANGES = Schema(
    "changes",
    (
        *MEASURED,
        Column(
            "change", "word", "for the side that holds the ground", values=("gained", "lost"), required=True
        ),
        Column("area_km2", "number", "its area", low=0),
        Column("width_m", "number", "diameter of the largest circle inside", low=0),
        *SAID,
    ),
    geometry=("Polygon", "MultiPolygon"),
)

ADVANCES = Schema(
    "advances",
    (
        *MEASURED,
        Column("depth_km", "number", "how far its farthest point is from what was held before", low=0),
        Column("path_km", "number", "the same way without leaving the piece", low=0),
        Column("width_km", "number", "twice the area by the perimeter", low=0),
        Column("area_km2", "number", "ground gained", low=0),
        Column(
            "bearing",
            "number",
            "from the old ground to the tip, degrees clockwise from north",
            low=0,
            high=360,
        ),
        Column("nearest", "word", "the settlement nearest to the tip"),
        *SAID,
    ),
    geometry=("LineString",),
)

FRONT_LINES = Schema(
    "front_lines",
    (
        Column("source", "word", "whose map it is", required=True),
        Column("date", "day", "day of the map", required=True),
        Column("class", "word", "what lies beyond", values=("contact", "border", "coast"), required=True),
        Column("length_km", "number", "its length, generalised", low=0),
        Column("generalised_m", "number", "tolerance of the generalisation (Douglas and Peucker)", low=0),
        *SAID,
    ),
    geometry=("LineString", "MultiLineString"),
)

SALIENTS = Schema(
    "salients",
    (
        Column("source", "word", "whose map it is", required=True),
        Column("date", "day", "day of the map", required=True),
        Column("radius_km", "number", "of the circle that does not fit in", low=0, required=True),
        Column("depth_km", "number", "how far its tip is from the ground that is wider", low=0),
        Column("neck_km", "number", "length of the boundary with that ground; 0 for a pocket", low=0),
        Column("area_km2", "number", "its area", low=0),
        Column(
            "bearing", "number", "from that ground to the tip, degrees clockwise from north", low=0, high=360
        ),
        Column("nearest", "word", "the settlement nearest to the tip"),
        Column("flags", "word", "what to know before quoting it, joined by ;"),
        Column("definition", "word", "what was measured, and how", required=True),
    ),
    geometry=("Polygon",),
)

CORRIDORS = Schema(
    "corridors",
    (
        Column("source", "word", "whose map it is", required=True),
        Column("date", "day", "day of the map", required=True),
        Column("side", "word", "whose way it is", values=("UA", "RU"), required=True),
        Column("reach_km", "number", "how far away the rear begins", low=0, required=True),
        Column("width_km", "number", "of the widest way there, at its narrowest; 0 if there is none", low=0),
        Column("free_angle_deg", "number", "the largest angle without the other side", low=0, high=360),
        Column("blocked_percent", "number", "share of directions in which it stands", low=0, high=100),
        Column("flags", "word", "what to know before quoting it, joined by ;"),
        Column("definition", "word", "what was measured, and how", required=True),
    ),
    geometry=("LineString",),
)


DISPLACEMENT = Schema(
    "displacement",
    (
        *MEASURED,
        Column("along_km", "number", "where the transect stands on the smoothed line", low=0),
        Column("net_km", "number", "movement between the two maps, positive where ground was gained"),
        Column("rate_m_per_day", "number", "the same by the days between the maps (end point rate)"),
        Column("linear_rate_m_per_day", "number", "slope of a line through all maps between (least squares)"),
        Column("envelope_km", "number", "from the farthest back to the farthest forward between", low=0),
        *SAID,
    ),
    geometry=("LineString",),
)
