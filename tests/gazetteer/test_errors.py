import pickle

import pytest

from gazetteer import AmbiguousToponymError, DataFileError, HintError, Place, PlaceNotFoundError, TableError
from gazetteer.errors import Breach

PLACE = Place("p:1", "Iskra", 37.0, 48.0, admin1="Donetsk")
ERRORS = [
    PlaceNotFoundError("Iskra", hints={"admin1": "Sumy"}, elsewhere=[PLACE]),
    PlaceNotFoundError("Atlantis", role="admin1"),
    AmbiguousToponymError("Iskra", [PLACE, Place("p:2", "Iskra", 36.0, 49.0)]),
    HintError("near", "pass a Place"),
    TableError("places", [Breach("lon", 3, "'x'", "degrees")]),
    DataFileError("a.csv", "there is no such file"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_survives_pickling_whole(error):
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert again.args == error.args
    assert vars(again) == vars(error)


def test_places_that_have_the_name_and_that_are_like_it_are_told_apart():
    error = AmbiguousToponymError(
        "Iskra", [PLACE, Place("p:2", "Iskre", 36.0, 49.0)], alike=[Place("p:2", "Iskre", 36.0, 49.0)]
    )
    assert str(error).startswith(
        "1 place is or was called 'Iskra': Iskra (Donetsk). 1 place has a name like it: Iskre."
    )


def test_labels_that_coincide_are_told_apart_by_coordinates():
    error = AmbiguousToponymError("Iskra", [PLACE, Place("p:2", "Iskra", 36.0, 49.0, admin1="Donetsk")])
    assert "Iskra (Donetsk) at 48.00 N 37.00 E; Iskra (Donetsk) at 49.00 N 36.00 E" in str(error)
