"""Claims go into files and come back as they were; what is wrong with a file is said by name."""

import json
import pickle

import geopandas as gpd
import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, Polygon

import frontline as fl
from frontline.formats import FORMATS
from frontline.tables import CLAIMS
from gazetteer.errors import TableError

SUFFIXES = sorted(FORMATS)
EVIDENCE = 'Міноборони РФ: «взяли під контроль»\r\nІскру, "Щербинівку" =1+1\rand\tmore\n'


@pytest.fixture
def claims():
    """One row with every column filled, one with hardly any, one in between."""
    full = {column.name: column.values[0] if column.values else "so" for column in CLAIMS.columns}
    full |= {column.name: 3 for column in CLAIMS.columns if column.kind == "count"}
    full |= {column.name: 0.1 + 0.2 for column in CLAIMS.columns if column.kind == "number"}
    full |= {column.name: "2025-08-12" for column in CLAIMS.columns if column.kind == "day"}
    full |= {"background": True, "evidence": EVIDENCE, "span_start": 10, "span_end": 10 + len(EVIDENCE)}
    full |= {"claim_id": "0012", "source_id": "007", "geometry": Point(1 / 3 + 36, 2 / 3 + 48)}
    bare = {"claim_id": "b", "event_type": "other", "status": "asserted"}
    half = bare | {"claim_id": "1e5", "background": False, "drones": 0, "place_text": "NA", "percent": 0.0}
    half |= {"evidence": "null", "admin_text": "Донецька", "geometry": Point(37.791, 48.395)}
    return CLAIMS.table([full, bare, half])


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_round_trip_through_a_file_loses_nothing(claims, tmp_path, suffix):
    path = fl.write_claims(claims, tmp_path / f"claims{suffix}")
    assert_geodataframe_equal(fl.read_claims(path), claims)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_table_without_rows_comes_back_without_rows(tmp_path, suffix):
    none = CLAIMS.table([])
    assert_geodataframe_equal(fl.read_claims(fl.write_claims(none, tmp_path / f"claims{suffix}")), none)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_table_without_any_point_comes_back(claims, tmp_path, suffix):
    nowhere = claims.iloc[[1]].reset_index(drop=True)
    assert_geodataframe_equal(fl.read_claims(fl.write_claims(nowhere, tmp_path / f"claims{suffix}")), nowhere)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_geopandas_itself_wrote_comes_back_too(claims, tmp_path, suffix):
    path = tmp_path / f"claims{suffix}"
    calm = claims.assign(
        evidence=claims["evidence"].str.replace("\r", " ")
    )  # pandas leaves a lone CR unquoted
    write = {".csv": calm.to_csv, ".parquet": calm.to_parquet}.get(suffix, calm.to_file)
    write(path)
    assert_geodataframe_equal(fl.read_claims(path), calm, check_less_precise=suffix in {".geojson", ".json"})


@settings(max_examples=20, deadline=None)
@given(
    words=st.lists(
        st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1), max_size=4
    )
)
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_any_words_at_all_survive_a_file(tmp_path_factory, suffix, words):
    rows = [
        {"claim_id": f"c{i}", "event_type": "other", "status": "claimed", "claimant": word}
        for i, word in enumerate(words)
    ]
    claims = CLAIMS.table(rows)
    path = fl.write_claims(claims, tmp_path_factory.mktemp("words") / f"claims{suffix}")
    assert_geodataframe_equal(fl.read_claims(path), claims)


def test_columns_of_the_source_are_kept(claims, tmp_path):
    path = fl.write_claims(claims.assign(acled_notes=["a", None, "b"]), tmp_path / "claims.parquet")
    assert fl.read_claims(path)["acled_notes"].tolist()[::2] == ["a", "b"]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_columns_with_common_names_are_kept_too(claims, tmp_path, suffix):
    own = claims.assign(id="x", index="y", longitude="z")
    read = fl.read_claims(fl.write_claims(own, tmp_path / f"claims{suffix}"))
    assert read[["id", "index", "longitude"]].drop_duplicates().to_numpy().tolist() == [["x", "y", "z"]]
    assert read.geometry.notna().tolist() == [True, False, True]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_points_in_a_column_of_another_name_are_not_lost(claims, tmp_path, suffix):
    path = fl.write_claims(claims.rename_geometry("geom"), tmp_path / f"claims{suffix}")
    assert_geodataframe_equal(fl.read_claims(path), claims)


def test_a_geojson_in_another_crs_is_read_in_degrees(claims, tmp_path):
    claims.to_crs(3857).to_file(tmp_path / "metres.geojson")
    assert fl.read_claims(tmp_path / "metres.geojson").geometry[2].distance(claims.geometry[2]) < 1e-6


def test_a_link_stays_a_link_and_a_mode_a_mode(claims, tmp_path):
    (tmp_path / "real.csv").touch(mode=0o640)
    (tmp_path / "link.csv").symlink_to("real.csv")
    fl.write_claims(claims, tmp_path / "link.csv")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(("lon", "lat"), [("x", "48"), ("37", ""), ("137", "480")])
def test_a_longitude_or_latitude_that_is_none_is_named_with_its_row(tmp_path, lon, lat):
    path = tmp_path / "claims.csv"
    path.write_text(f"claim_id,event_type,status,longitude,latitude\na,capture,said,{lon},{lat}\n")
    with pytest.raises(TableError) as caught:
        fl.read_claims(path)
    assert {(breach.column, breach.row) for breach in caught.value.breaches} == {
        ("status", 0),
        ("geometry", 0),
    }


def test_a_row_that_is_too_long_is_refused(tmp_path):
    path = tmp_path / "claims.csv"
    path.write_text("claim_id,event_type,status\na,capture,claimed,and more\n")
    with pytest.raises(fl.ClaimsFileError, match="more values than the header"):
        fl.read_claims(path)


def test_a_file_nested_a_hundred_thousand_times_is_refused(tmp_path):
    (tmp_path / "deep.geojson").write_text("[" * 100_000)
    with pytest.raises(fl.ClaimsFileError, match="deep"):
        fl.read_claims(tmp_path / "deep.geojson")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_where_a_folder_should_be_is_said(claims, tmp_path, suffix):
    (tmp_path / "notes").touch()
    with pytest.raises(fl.ClaimsFileError, match="cannot be written"):
        fl.write_claims(claims, tmp_path / "notes" / f"claims{suffix}")


def test_an_error_about_a_file_travels_between_processes():
    error = pickle.loads(pickle.dumps(fl.ClaimsFileError("claims.csv", "is damaged")))  # noqa: S301
    assert str(error) == "claims.csv: is damaged"


def test_days_are_written_for_people(claims, tmp_path):
    text = fl.write_claims(claims, tmp_path / "claims.csv").read_text(encoding="utf-8")
    assert "2025-08-12" in text
    assert "00:00" not in text


def test_every_breach_is_named_at_once(claims, tmp_path):
    path = tmp_path / "claims.csv"
    wrong = pd.DataFrame(claims.drop(columns="geometry")).astype(object)
    wrong.loc[0, ["status", "drones"]] = ["hearsay", "many"]
    wrong.loc[2, ["date", "percent"]] = ["2025-02-30", 130]
    wrong.loc[1, "claim_id"] = None
    wrong.to_csv(path, index=False)
    with pytest.raises(TableError) as caught:
        fl.read_claims(path)
    told = {(breach.column, breach.row) for breach in caught.value.breaches}
    assert told == {("status", 0), ("drones", 0), ("date", 2), ("percent", 2), ("claim_id", 1)}
    assert "claims.csv: 5 breaches" in str(caught.value)
    assert "'hearsay', expected one of asserted, claimed" in str(caught.value)


def test_a_missing_column_that_every_row_needs_is_named(tmp_path):
    path = tmp_path / "claims.csv"
    path.write_text("claim_id,event_type\na,capture\n", encoding="utf-8")
    with pytest.raises(TableError, match="column 'status': no such column"):
        fl.read_claims(path)


def test_evidence_that_is_not_its_span_is_refused(claims):
    claims["span_end"] += 1
    with pytest.raises(TableError, match="as many letters as from span_start to span_end"):
        CLAIMS.check(claims)


@pytest.mark.parametrize("shape", [Point(), Polygon([(0, 0), (1, 0), (1, 1)]), Point(48, 137)])
def test_a_geometry_that_is_not_a_point_on_the_earth_is_refused(claims, shape):
    with pytest.raises(TableError, match="column 'geometry', row 0"):
        CLAIMS.check(claims.assign(geometry=gpd.GeoSeries([shape, None, None], crs=4326)))


def test_points_in_another_crs_are_brought_to_degrees(claims):
    moved = CLAIMS.check(claims.to_crs(3857))
    assert moved.crs == "EPSG:4326"
    assert moved.geometry[2].distance(claims.geometry[2]) < 1e-9


def test_the_table_handed_in_stays_as_it_was(claims, tmp_path):
    before = claims.copy()
    fl.write_claims(claims, tmp_path / "claims.gpkg")
    CLAIMS.check(claims)
    assert_geodataframe_equal(claims, before)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n\x00\xff\xfe", b'{"type": "Feature'])
def test_a_file_of_another_kind_is_refused_by_name(tmp_path, suffix, content):
    path = tmp_path / f"broken{suffix}"
    path.write_bytes(content)
    with pytest.raises((fl.ClaimsFileError, TableError), match="broken") as caught:
        fl.read_claims(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_truncated_file_is_refused_by_name(claims, tmp_path, suffix):
    path = fl.write_claims(claims, tmp_path / f"short{suffix}")
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises((fl.ClaimsFileError, TableError), match="short"):
        fl.read_claims(path)


@pytest.mark.parametrize(
    ("name", "reason"), [("gone.csv", "no such file"), ("claims.docx", "claims are kept in files called")]
)
def test_a_file_that_is_not_there_or_of_no_known_kind_says_so(tmp_path, name, reason):
    with pytest.raises(fl.ClaimsFileError, match=reason):
        fl.read_claims(tmp_path / name)


def test_a_folder_in_the_way_is_said_and_leaves_nothing_behind(claims, tmp_path):
    (tmp_path / "claims.csv").mkdir()
    with pytest.raises(fl.ClaimsFileError, match="cannot be written"):
        fl.write_claims(claims, tmp_path / "claims.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["claims.csv"]


def test_a_geojson_that_is_no_collection_is_refused(tmp_path):
    path = tmp_path / "point.geojson"
    path.write_text(json.dumps({"type": "Point", "coordinates": [1, 2]}), encoding="utf-8")
    with pytest.raises(fl.ClaimsFileError, match=r"point\.geojson: cannot be read as a table of claims"):
        fl.read_claims(path)
