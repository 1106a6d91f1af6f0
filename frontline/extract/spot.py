"""A place or region as a sentence names it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

__all__ = ["Names", "Spot"]


class Names(Protocol):
    """What knows the names of places, such as a Gazetteer."""

    def __contains__(self, name: object, /) -> bool: ...


@dataclass(slots=True)
class Spot:
    """A place or region named in a sentence.

    Parameters
    ----------
    text
        The bare name as written.
    i, j
        Its tokens, j exclusive.
    rel
        at, near or direction.
    kind
        village, town, city …, if the word stands beside the name.
    region
        Whether it is a region, raion or other area that contains places.
    link
        The value of the preposition before it: at, near, direction, weak, reference; "" without one.
    known
        Whether the gazetteer has it.
    aside
        Whether it only says where another place or movement lies: "6 km southwest of Lyman".
    named
        Whether it is Crimea, which is a place until a settlement of it is named.
    """

    text: str
    i: int
    j: int
    rel: str = "at"
    kind: str | None = None
    region: bool = False
    link: str = ""
    known: bool = False
    aside: bool = False
    named: bool = False
