"""A line a claim says the same as its rows."""

import frontline as fl
from frontline.tables import CLAIMS

ROW = {"claim_id": "1", "event_type": "capture", "status": "claimed"}


def test_a_claim_with_two_places_is_one_line():
    rows = [
        ROW | {"place_text": "Iskra", "place_name": "Andriivka-Klevtsove"},
        ROW | {"place_text": "Toretsk"},
    ]
    (line,) = fl.summary(CLAIMS.table(rows)).itertuples()
    assert line.places == "Iskra (today Andriivka-Klevtsove), Toretsk"


def test_dates_are_as_exact_as_the_report():
    dates = [("day", "2025-08-12"), ("month", "2025-08"), ("year", "2025")]
    for precision, shown in dates:
        claims = CLAIMS.table([ROW | {"date": "2025-08-12", "date_precision": precision}])
        assert fl.summary(claims)["date"].tolist() == [shown]
    span = {"date": "2025-08-12", "date_end": "2025-08-13", "date_precision": "range"}
    assert fl.summary(CLAIMS.table([ROW | span]))["date"].tolist() == ["2025-08-12 to 2025-08-13"]


def test_numbers_keep_their_bounds_and_units():
    numbers = {
        "distance_km": 10,
        "distance_op": "<=",
        "drones": 3,
        "percent": 80,
        "area_km2": 0.5,
        "shot_down": 0,
    }
    (line,) = fl.summary(CLAIMS.table([ROW | numbers])).itertuples()
    assert line.numbers == "<= 10 km, 3 drones, 0 shot down, 0.5 km², 80 %"


def test_an_open_place_says_so():
    (line,) = fl.summary(
        CLAIMS.table([ROW | {"place_text": "Iskra", "resolution": "ambiguous"}])
    ).itertuples()
    assert line.places == "Iskra (ambiguous)"


def test_no_claims_make_no_lines():
    assert fl.summary(CLAIMS.table([])).shape == (0, 8)
