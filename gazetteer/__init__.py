"""From the name of a place to its point on the Earth: the names of Ukraine and its neighbours, offline.

>>> import gazetteer
>>> gz = gazetteer.load()
>>> gz.resolve("Iskra", admin1="Donetsk").name
'Andriivka-Klevtsove'
"""

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
from gazetteer.toponym import fold, romanize, skeleton

__all__ = [
    "AmbiguousToponymError",
    "DataFileError",
    "Gazetteer",
    "GazetteerError",
    "HintError",
    "Place",
    "PlaceNotFoundError",
    "TableError",
    "fold",
    "load",
    "romanize",
    "skeleton",
]
