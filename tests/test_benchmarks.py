"""The benchmarks run on a few places of our own, and their arithmetic is what can be done by hand."""

import doctest
import importlib
import io
import json
import random
import subprocess
import sys
import tarfile
import zipfile

import numpy as np
import pytest
import shapely

TYPES = {"city": "PPLA", "town": "PPLA2", "village": "PPL"}
# number, name, alternates, latitude, longitude, type, oblast in GeoNames, raion, people
PLACES = """\
1|Donetsk Oblast|Донецька область|48.1|37.8|ADM1|05||0
2|Kharkiv Oblast|Харківська область|49.6|36.4|ADM1|07||0
11|Kramatorsk|Краматорськ,Краматорск|48.74|37.58|city|05|1412|150000
12|Bakhmut|Бахмут,Артемовск|48.59|38.0|town|05|1402|80000
13|Ivanivka|Іванівка,Ивановка|48.6|37.9|village|05|1402|300
14|Ivanivka|Іванівка,Ивановка|49.5|36.5|village|07|6302|300
15|Ivanivka|Іванівка,Ивановка|48.61|37.91|village|05|1402|100
16|Stupochky|Ступочки|48.55|37.83|village|05|1412|200
17|Kupiansk|Куп'янськ,Купянск|49.71|37.61|town|07|6308|28000
18|Dvorichna|Дворічна,Двуречная|49.85|37.68|village|07|6308|3000
"""


def dump():
    """The places as a dump of GeoNames has them."""
    for line in PLACES.splitlines():
        number, name, alternates, lat, lon, kind, oblast, raion, people = line.split("|")
        region = kind == "ADM1"
        code = ["A", "ADM1"] if region else ["P", TYPES[kind]]
        yield [number, name, name, alternates, lat, lon, *code, "UA", "", oblast, raion, "", "", people,
               "", "100", "Europe/Kyiv", "2025-01-01"]  # fmt: skip


@pytest.fixture
def data(tmp_path):
    """A folder as the benchmarks read it, with everything in it made up."""
    for folder in ("gazetteer", "toponym", "control", "sources/bellingcat"):
        (tmp_path / folder).mkdir(parents=True)
    with zipfile.ZipFile(tmp_path / "gazetteer" / "geonames_UA.zip", "w") as archive:
        archive.writestr("UA.txt", "".join("\t".join(row) + "\n" for row in dump()))
    toponym = tmp_path / "toponym"
    toponym.joinpath("spellingukraine_variants_x.csv").write_text(
        "name,kind,correct,cat,lat,lng\nKramatorsk,source,,City,48.74,37.58\nЙцукен,source,,City,48.74,37.58\n"
    )
    toponym.joinpath("wof_heldout_names_x.csv").write_text("name,lang,geonameid\nKramatorsk,deu_x_y,11\n")
    toponym.joinpath("viina_derived_text_geonameid_x.csv").write_text(
        "geonameid,longitude,latitude,representative_text\n11.0,37.58,48.74,Вибухи у Краматорську\n"
    )
    incidents = [{"location": "Kramatorsk", "latitude": 48.74, "longitude": 37.58}, {"location": None}]
    (tmp_path / "sources/bellingcat/derived_bellingcat_incidents.json").write_text(json.dumps(incidents))
    occupied = {
        "type": "Feature",
        "properties": {},
        "geometry": shapely.box(37.85, 48, 41, 49).__geo_interface__,
    }
    day = json.dumps({"type": "FeatureCollection", "features": [occupied]}).encode()
    with tarfile.open(tmp_path / "control" / "deepstate_daily_x.tar.xz", "w:xz") as archive:
        entry = tarfile.TarInfo("map_20250101.geojson")
        entry.size = len(day)
        archive.addfile(entry, io.BytesIO(day))
    return tmp_path


@pytest.fixture
def run(root, data):
    """Run a benchmark on the made-up data and read its figures."""

    def run(name, *arguments):
        out = data / "figures.json"
        command = [sys.executable, root / "benchmarks" / name, "--data", data, "--json", out, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout, json.loads(out.read_text())

    return run


@pytest.fixture
def part(root, monkeypatch):
    """A module of the benchmarks."""
    monkeypatch.syspath_prepend(root / "benchmarks")
    return importlib.import_module


def test_accuracy_is_counted_on_every_kind_of_data(run):
    printed, kept = run("gazetteer_accuracy.py", "--sample", "20")
    values = {(row["section"], row["name"]): (row["hits"], row["total"]) for row in kept["figures"]}
    assert values["spelling", "right place first"] == (1, 2)
    assert values["spelling", "right place among the candidates"] == (1, 2)
    assert values["held-out names", "all languages"] == (1, 1)
    assert values["free text", "first within 10 km"] == (1, 1)
    assert values["headlines", "labelled place found"] == (1, 1)
    assert "reliability" in printed
    assert not [note for note in kept["notes"] if "not measured" in note]


def test_what_is_not_there_is_not_measured_and_said_so(run, data):
    (data / "toponym" / "spellingukraine_variants_x.csv").unlink()
    printed, kept = run("gazetteer_accuracy.py", "--only", "spelling")
    assert kept["figures"] == []
    assert "spelling: not measured" in printed


def test_speed_is_measured_beside_a_naive_peer(run):
    printed, kept = run("gazetteer_speed.py", "--scale", "0.001")
    assert all(row["value"] > 0 for row in kept if row["name"] != "resident after it")
    assert "WRatio" in printed


def test_control_is_measured_beside_geopandas_and_agrees_with_it(run, data):
    for archive in (data / "control").iterdir():
        archive.unlink()
    with tarfile.open(data / "control" / "deepstate_daily_x.tar.xz", "w:xz") as archive:
        for day in range(1, 7):
            square = shapely.segmentize(shapely.box(37.85 - day / 50, 48, 38.2, 48.4), 0.02)
            ground = shapely.MultiPolygon([square])
            feature = {
                "type": "Feature",
                "properties": {},
                "geometry": json.loads(shapely.to_geojson(ground)),
            }
            text = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
            entry = tarfile.TarInfo(f"deepstatemap_data_2025010{day}.geojson")
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text))
    printed, kept = run("control.py")
    values = {row["name"]: row["value"] for row in kept}
    assert values["gained and lost, largest difference of a day"] < 0.05
    assert values["counts of places that differ"] == 0
    assert values["gained less lost against net"] < 1e-6
    assert "geopandas" in printed


def test_claims_are_counted_and_timed_beside_a_naive_extractor(root, tmp_path):
    out = tmp_path / "figures.json"
    command = [sys.executable, root / "benchmarks" / "extraction.py", "--scale", "0.001", "--json", out]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    kept = json.loads(out.read_text())
    counted = {(row["language"], row["part"]): int(row["records"]) for row in kept["accuracy"]}
    assert counted["all", "seen"] + counted["all", "aside"] == 430
    for row in kept["accuracy"]:
        low, high = map(float, row["95 %"].split("-"))
        assert low <= float(row["F1"]) <= high
        assert float(row["naive"]) < float(row["F1"])
    assert all(row["value"] > 0 for row in kept["speeds"] if row["unit"] != "MB")
    assert "naive" in done.stdout


def test_articles_of_the_benchmark_are_different_and_the_same_each_time(part):
    extraction, lots = part("extraction"), random.Random
    reports = extraction.articles(20, lots=lots(1))
    assert reports["text"].is_unique
    assert reports.equals(extraction.articles(20, lots=lots(1)))


def test_the_examples_of_the_benchmarks_hold(part):
    for name in ("scoring", "terrain", "gazetteer_speed"):
        assert doctest.testmod(part(name), optionflags=doctest.NORMALIZE_WHITESPACE).failed == 0


def test_an_interval_holds_its_share_and_narrows_with_more_rows(part):
    wilson = part("scoring").wilson
    (few_low, few_high), (many_low, many_high) = wilson(9, 10), wilson(900, 1000)
    assert few_low < many_low < 0.9 < many_high < few_high
    assert wilson(0, 0) == (0, 1)
    assert wilson(5, 5)[1] == 1


def test_an_oracle_answers_once_for_all_who_ask_alike(part):
    oracle = part("scoring").oracle
    assert oracle(["a"] * 4, [30, 30, 31, 32], [48] * 4, within_km=5) == 0.5
    assert oracle(["a", "b", "c", "d"], [30, 30, 31, 32], [48] * 4, within_km=5) == 1


def test_scores_that_promise_what_comes_true_have_no_calibration_error(part):
    scoring = part("scoring")
    scores, right = [0.75] * 4 + [0.25] * 4, [True] * 3 + [False] * 4 + [True]
    assert scoring.calibration_error(scores, right) == pytest.approx(0)
    assert scoring.calibration_error([1.0, 1.0], [False, False]) == 1
    assert scoring.reliability([np.nan, 0.5], [True, True])["n"].sum() == 1


def test_the_front_is_neither_the_state_border_nor_where_occupied_ground_meets_itself(part):
    contact_line = part("terrain").contact_line
    ukraine = shapely.box(30, 44, 40, 50)
    old, new = shapely.box(38, 46, 40, 48), shapely.box(36, 46, 38, 48)
    line = contact_line(shapely.MultiPolygon([old, new]), ukraine)
    assert line.distance(shapely.Point(36, 47)) == pytest.approx(0)
    assert line.distance(shapely.Point(40, 47)) > 0.03
    assert line.distance(shapely.Point(38, 47)) > 0.5


def test_the_town_beside_a_place_is_another_one_and_within_60_km(part):
    import geopandas as gpd

    terrain = part("terrain")
    places = gpd.GeoDataFrame(
        {
            "place_id": ["a", "b", "c"],
            "place_type": ["town", "village", "town"],
            "population": [9000, 10, 9000],
        },
        geometry=gpd.points_from_xy([37.0, 37.1, 39.0], [48.0, 48.0, 48.0]),
        crs="EPSG:4326",
    )
    beside = terrain.towns_beside(places, places, seed=1)
    assert beside[1] == places.geometry[0]
    assert beside[0] is None
    assert beside[2] is None
