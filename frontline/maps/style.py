"""What a map's marks mean: hue is who, fill is how sure, shape is what.

The values are one place for every drawing: the page in a browser takes them as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import cos, pi, sin

from frontline.terms import EventType, GeoPrecision, PlaceRelation, Side, Status

__all__ = ["FILLS", "GROUND", "HUES", "LOOSE_PRECISIONS", "LOOSE_RELATIONS", "SHAPES", "style"]

Outline = tuple[tuple[float, float], ...]

HUES: Mapping[str, str] = {
    # The pair stays ΔE2000 39 apart for the worst of normal, protan, deutan and tritan sight;
    # the usual red and green fall to 10.
    Side.RU: "#b2182b",
    Side.UA: "#2166ac",
    Side.OTHER: "#5f6670",
}
"""Hue of the side that acts; a claim that names no side is drawn as OTHER."""

FILLS: Mapping[str, str] = {
    Status.ASSERTED: "full",
    Status.CONFIRMED: "full",
    Status.CLAIMED: "hollow",
    Status.ADMITTED: "half",
    Status.REPORTED: "dot",
    Status.DENIED: "crossed",
}
"""Fill of a status; confirmed has a second outline besides, so that it is told from asserted in grey too."""

GROUND: Mapping[str, str] = {
    "paper": "#f3f1ec",  # beyond the base map's edge: not sea, not land, just not mapped
    "sea": "#dbe5ea",
    "land": "#ecebe6",
    "ukraine": "#fbfaf7",
    "water": "#d3e0e7",
    "river": "#bfd1db",
    "country": "#77726a",
    "oblast": "#b5afa4",
    "ink": "#1d2126",
    "mute": "#565d66",
    "faint": "#696f77",
    "sea_ink": "#56788c",
}
"""Colours of the base map in light theme: the ground is quiet, so that a claim is what the eye meets."""

LOOSE_RELATIONS = (PlaceRelation.NEAR, PlaceRelation.DIRECTION)
"""Relations to a place that say the event was not in it: its ring of uncertainty is drawn."""

LOOSE_PRECISIONS = (
    GeoPrecision.NEAR,
    GeoPrecision.ADMIN3,
    GeoPrecision.ADMIN2,
    GeoPrecision.ADMIN1,
    GeoPrecision.COUNTRY,
)
"""Points that stand for more ground than a settlement: likewise."""


def _star(rays: int, inner: float, size: float = 1.08) -> Outline:
    angles = [(pi * i / rays - pi / 2, inner if i % 2 else 1.0) for i in range(2 * rays)]
    return tuple((round(size * r * cos(a), 3), round(size * r * sin(a), 3)) for a, r in angles)


SHAPES: Mapping[str, Outline] = {
    EventType.CAPTURE: ((0, -1), (1, 0), (0, 1), (-1, 0)),
    EventType.ATTACK: _star(6, 0.56),
    EventType.ASSAULT: ((0, -0.95), (1, 0.8), (-1, 0.8)),
    EventType.ADVANCE: ((-0.9, -0.9), (1.05, 0), (-0.9, 0.9), (-0.4, 0)),
    EventType.WITHDRAWAL: ((0.9, -0.9), (-1.05, 0), (0.9, 0.9), (0.9, 0.3), (0.1, 0), (0.9, -0.3)),
    EventType.CONTROL: ((-0.82, -0.82), (0.82, -0.82), (0.82, 0.82), (-0.82, 0.82)),
    EventType.AIR_DEFENCE: (
        *((-0.85, -0.75), (0, -1), (0.85, -0.75), (0.85, 0.1), (0.55, 0.65)),
        *((0, 1), (-0.55, 0.65), (-0.85, 0.1)),
    ),
    EventType.LAUNCH: (
        *((0, -1.05), (0.75, -0.1), (0.32, -0.1), (0.32, 1), (-0.32, 1)),
        *((-0.32, -0.1), (-0.75, -0.1)),
    ),
    EventType.OTHER: _star(10, 1.0, size=0.8),
}
"""Outline of an event's symbol: corners in a box from −1 to 1, y downwards, not closed."""


def style() -> dict[str, object]:
    """All of it as JSON values, for a page.

    Examples
    --------
    >>> style()["fills"]["claimed"]
    'hollow'
    """
    return {
        "hues": dict(HUES),
        "fills": dict(FILLS),
        "ground": dict(GROUND),
        "shapes": {event: [list(corner) for corner in outline] for event, outline in SHAPES.items()},
        "loose": {"relations": list(LOOSE_RELATIONS), "precisions": list(LOOSE_PRECISIONS)},
    }
