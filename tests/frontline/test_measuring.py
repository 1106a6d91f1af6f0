"""The commands that measure maps of control: a table, a file, or one line of what is wrong."""

import json
import subprocess
import sys
import zipfile

import geopandas as gpd
import pandas as pd
import pytest
import shapely

TEXT = '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":%s}]}'


def frontline(*arguments):
    """Run the command as its user does."""
    command = [sys.executable, "-m", "frontline.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, text=True, encoding="utf-8")


@pytest.fixture(scope="module")
def maps(tmp_path_factory):
    """Five daily dumps of ground in Donetsk oblast that grows by a kilometre or two a day."""
    folder = tmp_path_factory.mktemp("maps")
    for day, west in enumerate([37.30, 37.28, 37.28, 37.20, 37.19]):
        ground = shapely.MultiPolygon([shapely.box(west, 48.1, 38, 48.5)])
        (folder / f"deepstatemap_data_202508{11 + day}.geojson").write_text(TEXT % shapely.to_geojson(ground))
    (folder / "notes.txt").write_text("not a map")
    return folder


def test_control_shows_what_is_held_and_what_its_maps_are(maps):
    ran = frontline("control", maps)
    assert ran.returncode == 0
    assert "5 maps of deepstate, 2025-08-10 to 2025-08-14" in ran.stderr
    assert "occupied_km2" in ran.stdout
    assert "ground mapped by deepstate" in ran.stdout


def test_gains_by_oblast_go_to_a_file(maps, tmp_path):
    ran = frontline("control", maps, "--gains", "MS", "--by", "oblast", "-o", tmp_path / "gains.csv")
    assert ran.returncode == 0
    table = pd.read_csv(tmp_path / "gains.csv")
    assert table["name"].tolist() == ["Donetsk"]
    assert table["net_km2"].iloc[0] == pytest.approx(8.18 * 44.5, rel=0.01)
    assert table["date"].tolist() == ["2025-08-01"]


@pytest.mark.parametrize("suffix", ["geojson", "parquet", "gpkg"])
def test_gains_go_to_spatial_files_with_the_shapes_of_their_regions(maps, tmp_path, suffix):
    path = tmp_path / f"gains.{suffix}"
    assert frontline("control", maps, "--gains", "D", "--by", "oblast", "-o", path).returncode == 0
    read = gpd.read_parquet(path) if suffix == "parquet" else gpd.read_file(path)
    assert set(read["name"]) == {"Donetsk"}
    assert read.geometry.iloc[0].area > 1
    assert frontline("records", maps, "-o", path).returncode == 0


def test_gains_by_the_users_own_polygons(maps, tmp_path):
    zones = gpd.GeoDataFrame({"name": ["north"]}, geometry=[shapely.box(37, 48.3, 38, 48.6)], crs=4326)
    zones.to_file(tmp_path / "zones.geojson")
    ran = frontline("control", maps, "--gains", "D", "--by", tmp_path / "zones.geojson")
    assert ran.returncode == 0
    assert "north" in ran.stdout
    assert "elsewhere" in ran.stdout


def test_a_history_that_was_saved_is_read_again(maps, tmp_path):
    path = tmp_path / "history"
    assert frontline("control", maps, "--save", path).returncode == 0
    assert frontline("control", path).stdout == frontline("control", maps).stdout


def test_an_archive_of_dumps_is_read_as_the_folder_is(maps, tmp_path):
    with zipfile.ZipFile(tmp_path / "maps.zip", "w") as archive:
        for path in sorted(maps.glob("*.geojson")):
            archive.write(path, path.name)
    assert frontline("control", tmp_path / "maps.zip").stdout == frontline("control", maps).stdout


def test_records_rank_the_days(maps):
    ran = frontline("records", maps)
    first, *_ = [line for line in ran.stdout.splitlines() if line.strip().startswith("1 ")]
    assert "2025-08-13" in first
    assert "merged_update" in first


@pytest.mark.parametrize("suffix", ["csv", "geojson", "parquet", "gpkg"])
def test_advances_are_written_in_every_format(maps, tmp_path, suffix):
    path = tmp_path / f"advances.{suffix}"
    ran = frontline("advances", maps, "--since", "2025-08-10", "--until", "2025-08-14", "-o", path)
    assert ran.returncode == 0, ran.stderr
    assert "Wrote 1 row " in ran.stdout
    read = {"csv": pd.read_csv, "parquet": gpd.read_parquet}.get(suffix, gpd.read_file)(path)
    assert read["depth_km"].iloc[0] == pytest.approx(8.18, abs=0.15)
    assert str(read["since"].iloc[0])[:10] == "2025-08-10"


def test_advances_near_a_place_are_those_near_it(maps):
    span = ("--since", "2025-08-10", "--until", "2025-08-14")
    assert "2025-08-14" in frontline("advances", maps, *span, "--near", "Pokrovsk").stdout
    assert "Nothing found." in frontline("advances", maps, *span, "--near", "Lviv").stdout


def test_the_front_is_drawn_and_says_how_it_is_generalised(maps, tmp_path):
    ran = frontline("front", maps, "--day", "2025-08-12", "-o", tmp_path / "front.geojson")
    assert ran.returncode == 0
    tree = json.loads((tmp_path / "front.geojson").read_text(encoding="utf-8"))
    assert {feature["properties"]["class"] for feature in tree["features"]} == {"contact"}
    assert tree["features"][0]["properties"]["generalised_m"] == 1000
    assert tree["features"][0]["properties"]["date"] == "2025-08-12"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["control", "nowhere"], "nowhere: is not there"),
        (["control", "{maps}", "--gains", "monthly"], "choose one of D, W, MS, YS"),
        (["control", "{maps}", "--by", "counties"], "neither 'oblast' nor a file of polygons"),
        (["control", "{maps}", "--gains", "D", "-o", "x.xlsx"], "must end in one of .csv, .geojson"),
        (["control", "{maps}", "--reader", "acled"], "choose one of auto, deepstate, isw, kml"),
        (["control", "{maps}", "--source", "isw"], "no source 'isw'"),
        (["records", "{maps}", "--metric", "area"], "gained, lost, net, depth"),
        (["records", "{maps}", "--since", "soon"], "is not a day"),
        (["advances", "{maps}", "--since", "2025-08-14", "--until", "2025-08-10"], "swap them"),
        (
            ["advances", "{maps}", "--since", "2025-08-10", "--until", "2025-08-11", "--near", "Atlantis"],
            "Atlantis",
        ),
        (["front", "{maps}", "--day", "2020-01-01"], "no map on or before 2020-01-01"),
        (["front"], "FILES"),
    ],
    ids=lambda value: None if isinstance(value, str) else " ".join(value).replace("{maps}", "maps"),
)
def test_what_is_wrong_is_said_in_one_line(maps, tmp_path, arguments, told):
    ran = frontline(*(argument.format(maps=maps) for argument in arguments))
    assert ran.returncode == 2
    (line,) = ran.stderr.strip().splitlines()
    assert told in line


def test_a_broken_map_stops_the_command_or_is_left_out_by_name(maps, tmp_path):
    for path in maps.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    broken = tmp_path / "deepstatemap_data_20250816.geojson"
    broken.write_text('{"type":"FeatureCollection","features":[{"type')
    refused = frontline("control", tmp_path)
    assert refused.returncode == 2
    assert broken.name in refused.stderr
    ran = frontline("control", tmp_path, "--skip")
    assert ran.returncode == 0
    assert f"left out: {broken}" in ran.stderr
