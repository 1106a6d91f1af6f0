"""The `frontline` command does the main job, and says in one line what is wrong."""

import os
import subprocess
import sys

import pytest

import frontline as fl


def frontline(*arguments, stdin=b"", **options):
    """Run the command as its user does."""
    command = [sys.executable, "-m", "frontline.cli", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, check=False, **options)


@pytest.fixture
def report(root):
    return root / "examples" / "2025-08-14" / "report.txt"


def test_the_demo_shows_claims_and_distances_and_says_what_it_wrote(tmp_path):
    ran = frontline("demo", cwd=tmp_path)
    told = ran.stdout.decode()
    assert ran.returncode == 0
    for word in (
        "Andriivka-Klevtsove",
        "Shcherbynivka",
        "<= 10 km",
        "13 injured",
        "268 drones",
        "north-west",
    ):
        assert word in told
    written = tmp_path / "build" / "demo"
    for name in ("claims.csv", "claims.geojson", "claims.parquet", "map.html"):
        assert name in told
        assert (written / name).stat().st_size > 1000
    assert (written / "map.html").as_uri() in told


@pytest.mark.parametrize("suffix", ["csv", "geojson", "parquet", "gpkg"])
def test_extract_writes_what_read_claims_reads(report, tmp_path, suffix):
    path = tmp_path / f"claims.{suffix}"
    assert frontline("extract", report, "--published", "2025-08-14", "-o", path).returncode == 0
    claims = fl.read_claims(path)
    assert "Iskra" in set(claims["place_text"])
    assert str(claims["published"].iloc[0].date()) == "2025-08-14"


def test_extract_reads_standard_input_and_shows_a_table(report):
    ran = frontline("extract", "-", "--published", "2025-08-14", stdin=report.read_bytes())
    assert "Dobropillia" in ran.stdout.decode()


def test_a_map_is_drawn_from_claims_and_straight_from_a_text(report, tmp_path):
    frontline("extract", report, "--published", "2025-08-14", "-o", tmp_path / "claims.csv")
    from_claims, from_text = tmp_path / "a.html", tmp_path / "b.html"
    assert frontline("map", tmp_path / "claims.csv", "-o", from_claims).returncode == 0
    assert frontline("map", report, "--published", "2025-08-14", "-o", from_text).returncode == 0
    assert "Shcherbynivka" in from_claims.read_text(encoding="utf-8")
    assert "Shcherbynivka" in from_text.read_text(encoding="utf-8")


def test_distances_are_measured_from_a_table(report, tmp_path):
    frontline("extract", report, "--published", "2025-08-14", "-o", tmp_path / "claims.gpkg")
    assert "Toretsk" in frontline("distances", tmp_path / "claims.gpkg").stdout.decode()
    frontline("distances", tmp_path / "claims.gpkg", "-o", tmp_path / "km.csv")
    assert (tmp_path / "km.csv").read_text().startswith("place_id,place_name,relation,")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["extract"], "Missing argument 'REPORT'"),
        (["extract", "gone.txt", "--published", "2025-08-14"], "gone.txt: cannot be read"),
        (["extract", ".", "--published", "2025-08-14"], "cannot be read"),
        (["extract", "REPORT"], "Missing option '--published'"),
        (["extract", "REPORT", "--published", "yesterday-ish"], "write it like 2025-08-14"),
        (
            ["extract", "REPORT", "--published", "2025-08-14", "-o", "x.docx"],
            "claims are kept in files called",
        ),
        (["extract", "REPORT", "--published", "2025-08-14", "-o", "/proc/x.csv"], "cannot be written"),
        (["map", "gone.geojson", "-o", "x.html"], "gone.geojson: there is no such file"),
        (["map", "REPORT", "-o", "x.html"], "claims are kept in files called"),
        (["map", "gone.geojson"], "Missing option '--output'"),
        (["distances", "gone.csv"], "no such file"),
        (["map", "REPORT", "--published", "2025-08-14", "-o", "claims.csv"], "a map is an HTML page"),
        (["map", "claims.csv", "--published", "2025-08-14", "-o", "x.html"], "leave out --published"),
        (["dance"], "No such command"),
        (["extract", "--dance"], "No such option"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(report, tmp_path, arguments, said):
    ran = frontline(*(report if word == "REPORT" else word for word in arguments), cwd=tmp_path)
    told = ran.stderr.decode().strip()
    assert ran.returncode == 2
    assert said in told
    assert told.startswith("frontline: ")
    assert "\n" not in told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("data", [b"\xff\xfe\x00binary", "Ґ".encode("cp1251")])
def test_a_report_that_is_not_utf_8_is_refused(data):
    ran = frontline("extract", "-", "--published", "2025-08-14", stdin=data)
    assert ran.returncode == 2
    assert b"is not text in UTF-8" in ran.stderr


def test_an_empty_report_has_no_claims(tmp_path):
    ran = frontline("extract", "-", "--published", "2025-08-14", "-o", tmp_path / "none.csv")
    assert ran.returncode == 0
    assert fl.read_claims(tmp_path / "none.csv").empty


def test_a_report_cannot_steer_the_terminal():
    steering = "\x1b]0;owned\x07\x1b[31m[bold]"
    text = f"Russia said its troops had captured the village of Iskra {steering} in Donetsk region."
    ran = frontline("extract", "-", "--published", "2025-08-14", stdin=text.encode())
    assert ran.returncode == 0
    assert b"\x1b" not in ran.stdout


def test_a_narrow_terminal_shows_every_word():
    code = "import os, sys; from frontline.cli import main; sys.stdout.isatty = lambda: True; main()"
    environment = os.environ | {"COLUMNS": "80", "TERM": "dumb"}
    text = "Russia said on Thursday its troops had captured the village of Iskra in Donetsk region."
    command = [sys.executable, "-c", code, "extract", "-", "--published", "2025-08-14"]
    told = subprocess.run(
        command, input=text.encode(), capture_output=True, env=environment, check=True
    ).stdout
    lines = told.decode().splitlines()
    assert max(map(len, lines)) <= 80
    for word in ("2025-08-14", "capture by RU", "Iskra", "claimed", "village"):
        assert any(word in line for line in lines), word


def test_no_claims_are_said():
    ran = frontline("extract", "-", "--published", "2025-08-14", stdin=b"Nothing happened.")
    assert ran.stdout.decode().strip() == "No claims found."


def test_a_command_alone_shows_its_help():
    assert frontline().stdout.decode().startswith("Usage: frontline")


def test_every_command_explains_itself():
    for command in ("demo", "extract", "map", "distances"):
        assert command in frontline("--help").stdout.decode()
        assert "Usage: frontline" in frontline(command, "--help").stdout.decode()
