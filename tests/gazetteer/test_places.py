import subprocess
import sys
from dataclasses import FrozenInstanceError

import pytest
from shapely import Point

import gazetteer
from gazetteer import AmbiguousToponymError, Place

TORETSK = Place("geonames:1", "Toretsk", 37.8, 48.4, admin1="Donetsk", formerly=("Dzerzhynsk", "Дзержинськ"))


def test_a_place_is_frozen_and_has_its_point():
    assert TORETSK.point == Point(37.8, 48.4)
    with pytest.raises(FrozenInstanceError):
        TORETSK.lon = 3.0


def test_a_label_tells_the_former_name_it_was_asked_by():
    assert TORETSK.label(formerly="Дзержинськ") == "Toretsk (Donetsk), formerly Дзержинськ"
    assert TORETSK.label(formerly="дзержинськ") == "Toretsk (Donetsk), formerly Дзержинськ"
    assert TORETSK.label(formerly="Toretsk") == "Toretsk (Donetsk)"


def test_an_error_lists_twenty_places_and_counts_the_rest():
    many = [Place(f"x:{n}", "Ivanivka", 30 + n / 10, 48, admin1="Odesa") for n in range(119)]
    said = str(AmbiguousToponymError("Ivanivka", many))
    assert said.startswith("119 places")
    assert "and 99 more" in said


def test_every_public_name_is_there():
    assert all(hasattr(gazetteer, name) for name in gazetteer.__all__)


def test_importing_the_gazetteer_loads_no_frames_and_no_maps():
    heavy = ["pandas", "geopandas", "shapely", "pyproj", "folium"]
    code = f"import sys, gazetteer; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"
