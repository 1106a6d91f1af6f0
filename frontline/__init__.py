"""Map a front line from public reporting: who claims what, where, since when, and how far apart it is."""

from importlib import import_module
from typing import TYPE_CHECKING

from frontline.claims import locate
from frontline.digest import summary
from frontline.distances import claim_distances
from frontline.errors import ClaimsFileError, FrontlineError, MapError, ReportError
from frontline.extract import extract_claims
from frontline.formats import read_claims, write_claims

if TYPE_CHECKING:
    from frontline.maps import FrontMap, claims_layer

__all__ = [
    "ClaimsFileError",
    "FrontMap",
    "FrontlineError",
    "MapError",
    "ReportError",
    "claim_distances",
    "claims_layer",
    "extract_claims",
    "locate",
    "read_claims",
    "summary",
    "write_claims",
]

MAPS = ("FrontMap", "claims_layer")  # folium is loaded when a map is drawn


def __getattr__(name: str) -> object:
    if name in MAPS:
        return getattr(import_module("frontline.maps"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
