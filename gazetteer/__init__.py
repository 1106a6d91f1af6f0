"""From the name of a place to its point on the Earth: the names of Ukraine and its neighbours, offline.

>>> import gazetteer
>>> gz = gazetteer.load()
>>> gz.resolve("Iskra", admin1="Donetsk").name
'Andriivka-Klevtsove'
"""

from typing import TYPE_CHECKING

from gazetteer.build import build
from gazetteer.downloads import download
from gazetteer.errors import (
    AmbiguousToponymError,
    DataFileError,
    GazetteerError,
    HintError,
    PlaceNotFoundError,
    TableError,
)
from gazetteer.lookup import Gazetteer, load
from gazetteer.places import Place
from gazetteer.spot import Mention
from gazetteer.toponym import fold, romanize, skeleton

if TYPE_CHECKING:
    from gazetteer.geocoder import GazetteerGeocoder

__all__ = [
    "AmbiguousToponymError",
    "DataFileError",
    "Gazetteer",
    "GazetteerError",
    "GazetteerGeocoder",
    "HintError",
    "Mention",
    "Place",
    "PlaceNotFoundError",
    "TableError",
    "build",
    "download",
    "fold",
    "load",
    "romanize",
    "skeleton",
]


def __getattr__(name: str) -> object:
    if name == "GazetteerGeocoder":
        from gazetteer.geocoder import GazetteerGeocoder  # geopy is loaded by those who use it

        return GazetteerGeocoder
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
