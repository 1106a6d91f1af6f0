"""Whole reports: the article that the project started from, and its own example."""

import pytest

from frontline.extract import extract_claims


@pytest.fixture(scope="module", params=["article", "example"])
def report(request, root, reference_data_or_none):
    """Text of one of the two reports of 14 August 2025."""
    if request.param == "example":
        return (root / "examples" / "2025-08-14" / "report.txt").read_text(encoding="utf-8")
    if reference_data_or_none is None:
        pytest.skip("no reference data: set FRONTLINE_REFERENCE_DATA to a folder that has them")
    return (reference_data_or_none / "texts" / "article_2025-08-14.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def reference_data_or_none(request):
    try:
        return request.getfixturevalue("reference_data")
    except pytest.skip.Exception:
        return None


@pytest.fixture(scope="module")
def table(report, gz):
    """Claims of the report, without what the annotation guide calls optional."""
    claims = extract_claims(report, published="2025-08-14", gazetteer=gz)
    optional = (claims["event_type"] == "control") & (claims["place_text"] == "Kostiantynivka")
    return claims[~optional]


def rows(table, **wanted):
    for name, value in wanted.items():
        table = table[(table[name] == value).fillna(value=False)]
    return table


def one(table, **wanted):
    (row,) = rows(table, **wanted).to_dict("records")
    return row


def test_a_report_of_that_day_makes_nine_claims_on_ten_rows(table):
    assert table["claim_id"].nunique() == 9
    assert len(table) == 10


def test_two_settlements_were_captured_on_thursday(table):
    claim = one(table, event_type="capture", settlements=2)
    assert (claim["actor"], claim["status"], claim["claimant"], claim["claimant_side"]) == (
        "RU",
        "claimed",
        "Russia",
        "RU",
    )
    assert str(claim["date"])[:10] == "2025-08-14"


def test_the_ministry_names_a_village_and_a_town_of_donetsk_region(table):
    named = rows(table, event_type="capture", claimant_id="ru_mod")
    assert named["place_text"].tolist() == ["Iskra", "Shcherbynivka"]
    assert named["place_type"].tolist() == ["village", "town"]
    assert set(named["admin_text"]) == {"Donetsk"}
    assert set(named["status"]) == {"claimed"}
    assert set(named["claimant_side"]) == {"RU"}
    assert set(named["date"].astype(str).str[:10]) == {"2025-08-14"}
    assert named["claim_id"].nunique() == 1
    assert named["claimant"].str.casefold().tolist() == ["the defence ministry"] * 2


def test_toretsk_was_captured_in_february(table):
    claim = one(table, event_type="capture", place_text="Toretsk")
    assert (claim["actor"], claim["status"], claim["date_precision"], claim["background"]) == (
        "RU",
        "asserted",
        "month",
        True,
    )
    assert str(claim["date"])[:10] == "2025-02-01"


def test_zelensky_admits_an_advance_near_dobropillia(table):
    claim = one(table, event_type="advance")
    assert (claim["actor"], claim["place_text"], claim["place_rel"]) == ("RU", "Dobropillia", "near")
    assert (claim["distance_km"], claim["distance_op"]) == (10, "<=")
    assert (claim["claimant_id"], claim["claimant_side"], claim["status"]) == ("zelensky", "UA", "admitted")
    assert str(claim["date"])[:10] == "2025-08-12"


def test_a_drone_attack_on_rostov_injured_thirteen(table):
    claim = one(table, event_type="attack", place_text="Rostov-on-Don")
    assert (claim["actor"], claim["injured"], claim["weapons"]) == ("UA", 13, "drone")
    assert "Yuri Sliusar" in claim["claimant"]
    assert (claim["claimant_side"], claim["status"]) == ("RU", "claimed")
    assert str(claim["date"])[:10] == "2025-08-14"


def test_drones_and_bombs_were_shot_down(table):
    claim = one(table, event_type="air_defence")
    assert (claim["actor"], claim["drones"], claim["bombs"], claim["claimant_side"]) == ("RU", 268, 4, "RU")


def test_missiles_and_drones_were_launched(table):
    claim = one(table, event_type="launch")
    assert (claim["actor"], claim["missiles"], claim["drones"]) == ("RU", 2, 45)
    assert (claim["claimant_id"], claim["claimant_side"]) == ("ua_air_force", "UA")


@pytest.mark.parametrize(("region", "injured"), [("Sumy", 2), ("Kherson", 1)])
def test_people_were_injured_in_two_regions(table, region, injured):
    claim = one(table, event_type="attack", admin_text=region)
    assert (claim["injured"], claim["resolution"]) == (injured, "region_only")


def test_evidence_is_in_the_report(table, report):
    for claim in table.itertuples():
        assert report[claim.span_start : claim.span_end] == claim.evidence
