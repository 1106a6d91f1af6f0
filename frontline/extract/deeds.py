"""One deed of a sentence, as it is filled: what, who, where, how much, when, who says so."""

from __future__ import annotations

from dataclasses import dataclass, field

from frontline.extract.attribution import Voice
from frontline.extract.dates import When
from frontline.extract.lexicon import Rule
from frontline.extract.quantities import Quantity
from frontline.extract.spot import Spot

__all__ = ["GROUND", "Frame"]


GROUND = ("capture", "advance", "withdrawal", "control")


@dataclass(slots=True)
class Frame:
    """One deed: its rule and trigger, who acts, where, how much, when, and who says so."""

    rule: Rule
    event: str
    i: int
    j: int
    passive: bool = False
    noun: bool = False
    negated: bool = False
    actor: str | None = None
    actor_text: str | None = None
    voice: Voice | None = None
    relay: Voice | None = None
    places: list[Spot] = field(default_factory=list)
    regions: list[Spot] = field(default_factory=list)
    quantities: dict[str, Quantity] = field(default_factory=dict)
    when: When | None = None
    denial: bool = False
