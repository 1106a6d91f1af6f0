"""Map a front line from public reporting: who claims what, who holds what, since when, what moved."""

from importlib import import_module
from typing import TYPE_CHECKING

from frontline.claims import locate
from frontline.digest import summary
from frontline.distances import claim_distances
from frontline.errors import (
    ClaimsFileError,
    ControlError,
    ControlFileError,
    FrontlineError,
    MapError,
    ReportError,
)
from frontline.extract import Document, RulesExtractor, extract_all, extract_claims

if TYPE_CHECKING:
    from frontline.advance import advances
    from frontline.area import areas
    from frontline.change import changes
    from frontline.control import ControlHistory
    from frontline.extract.ensemble import Ensemble
    from frontline.extract.folder import extract_folder
    from frontline.extract.models import JsonSchemaExtractor
    from frontline.extract.pages import read_page
    from frontline.extract.pipeline import SpacyExtractor
    from frontline.formats import read_claims, write_claims
    from frontline.front import front_line
    from frontline.gain import gains
    from frontline.maps import FrontMap, claims_layer
    from frontline.passage import corridor
    from frontline.record import records
    from frontline.salient import salients
    from frontline.settlement import capture_dates, settlement_status
    from frontline.signed import distance_to_front
    from frontline.sources.anything import read_control
    from frontline.sources.deepstate import read_deepstate
    from frontline.sources.isw import read_isw
    from frontline.sources.kml import read_kml
    from frontline.surface import capture_surface
    from frontline.transects import displacement

# What only some users need is loaded when it is first asked for: folium with the maps, the boundaries with
# what measures control, trafilatura and other processes with what reads pages and folders.
LATER = {
    "frontline.advance": ("advances",),
    "frontline.area": ("areas",),
    "frontline.change": ("changes",),
    "frontline.control": ("ControlHistory",),
    "frontline.extract.ensemble": ("Ensemble",),
    "frontline.extract.folder": ("extract_folder",),
    "frontline.extract.models": ("JsonSchemaExtractor",),
    "frontline.extract.pages": ("read_page",),
    "frontline.extract.pipeline": ("SpacyExtractor",),
    "frontline.transects": ("displacement",),
    "frontline.formats": ("read_claims", "write_claims"),
    "frontline.front": ("front_line",),
    "frontline.gain": ("gains",),
    "frontline.maps": ("FrontMap", "claims_layer"),
    "frontline.passage": ("corridor",),
    "frontline.record": ("records",),
    "frontline.salient": ("salients",),
    "frontline.settlement": ("capture_dates", "settlement_status"),
    "frontline.signed": ("distance_to_front",),
    "frontline.sources.anything": ("read_control",),
    "frontline.sources.deepstate": ("read_deepstate",),
    "frontline.sources.isw": ("read_isw",),
    "frontline.sources.kml": ("read_kml",),
    "frontline.surface": ("capture_surface",),
}
HOME = {name: module for module, names in LATER.items() for name in names}

__all__ = [
    "ClaimsFileError",
    "ControlError",
    "ControlFileError",
    "ControlHistory",
    "Document",
    "Ensemble",
    "FrontMap",
    "FrontlineError",
    "JsonSchemaExtractor",
    "MapError",
    "ReportError",
    "RulesExtractor",
    "SpacyExtractor",
    "advances",
    "areas",
    "capture_dates",
    "capture_surface",
    "changes",
    "claim_distances",
    "claims_layer",
    "corridor",
    "displacement",
    "distance_to_front",
    "extract_all",
    "extract_claims",
    "extract_folder",
    "front_line",
    "gains",
    "locate",
    "read_claims",
    "read_control",
    "read_deepstate",
    "read_isw",
    "read_kml",
    "read_page",
    "records",
    "salients",
    "settlement_status",
    "summary",
    "write_claims",
]


def __getattr__(name: str) -> object:
    if name in HOME:
        return getattr(import_module(HOME[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
