"""The `frontline` command does the main job, and says in one line what is wrong."""

import json
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


PAGE = """<html><head><title>War</title><meta property="og:site_name" content="The Daily\x1b[31m">
<meta property="article:published_time" content="2025-08-14T09:00:00+03:00"></head><body><article>
<p>Russian forces captured the village of Iskra in Donetsk region, the ministry said.</p>
</article></body></html>"""


def test_a_page_tells_its_day_and_the_command_says_so(tmp_path):
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    ran = frontline("extract", "page.html", "-o", "claims.csv", cwd=tmp_path)
    assert ran.returncode == 0
    assert "published 2025-08-14: taken from the page\n" in ran.stderr.decode()
    assert "\x1b" not in ran.stderr.decode()
    (row,) = fl.read_claims(tmp_path / "claims.csv").to_dict("records")
    assert (row["place_text"], str(row["published"].date())) == ("Iskra", "2025-08-14")
    given = frontline("extract", "page.html", "--published", "2025-08-15", cwd=tmp_path)
    assert "published" not in given.stderr.decode()


def test_a_page_without_a_day_asks_for_it(tmp_path):
    (tmp_path / "page.html").write_text(PAGE.replace("2025-08-14", ""), encoding="utf-8")
    ran = frontline("extract", "page.html", cwd=tmp_path)
    assert ran.returncode == 2
    told = ran.stderr.decode()
    assert told.startswith(
        "frontline: page.html: the page does not say when it was published: pass --published"
    )


def test_a_map_is_drawn_straight_from_a_page(tmp_path):
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    assert frontline("map", "page.html", "-o", "map.html", cwd=tmp_path).returncode == 0
    assert "Andriivka-Klevtsove" in (tmp_path / "map.html").read_text(encoding="utf-8")
    again = frontline("map", "page.html", "-o", tmp_path / "page.html", cwd=tmp_path)
    assert again.returncode == 2
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == PAGE


def test_a_text_whose_name_has_its_day_needs_no_option(report, tmp_path):
    (tmp_path / "report-2025-08-14.txt").write_bytes(report.read_bytes())
    ran = frontline("extract", "report-2025-08-14.txt", cwd=tmp_path)
    assert "Dobropillia" in ran.stdout.decode()


def test_a_folder_goes_to_one_file_and_what_cannot_be_read_is_named(report, tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "page.html").write_text(PAGE, encoding="utf-8")
    for name in ("report-2025-08-14.txt", "again-2025-08-14.txt"):
        (folder / name).write_bytes(report.read_bytes())
    for number in range(7):
        (folder / f"bad-{number}.txt").write_text("Iskra fell.")
    for jobs in ("1", "2"):
        path = tmp_path / f"claims-{jobs}.parquet"
        ran = frontline("extract", folder, "-o", path, "--source", "mine", "--jobs", jobs)
        assert ran.returncode == 0
        assert "Read 2 reports. 1 had been read before. Wrote " in ran.stdout.decode()
        lines = ran.stderr.decode().splitlines()
        assert lines[0] == "7 could not be read:"
        assert [f"bad-{number}.txt" in line for number, line in enumerate(lines[1:6])] == [True] * 5
        assert lines[6:] == ["  and 2 more"]
        assert set(fl.read_claims(path)["source"]) == {"mine"}
    one, two = (tmp_path / f"claims-{jobs}.parquet" for jobs in "12")
    assert one.read_bytes() == two.read_bytes()


def test_several_files_and_lines_of_json_go_to_one_file(report, tmp_path):
    line = json.dumps({"text": "Russian forces captured Toretsk.", "published": "2025-08-13"})
    (tmp_path / "lines.jsonl").write_text(line, encoding="utf-8")
    ran = frontline("extract", tmp_path / "lines.jsonl", "-o", tmp_path / "one.csv")
    assert ran.stdout.decode().startswith("Read 1 reports. Wrote 1 claims, 1 rows, to ")
    several = (report, tmp_path / "lines.jsonl", "--published", "2025-08-14")
    assert frontline("extract", *several, "-o", tmp_path / "two.gpkg").returncode == 0
    assert fl.read_claims(tmp_path / "two.gpkg")["doc_id"].nunique() == 2


def test_a_folder_of_which_nothing_can_be_read_is_refused_in_one_line(tmp_path):
    for number in range(7):
        (tmp_path / f"bad-{number}.txt").write_text("Iskra fell.")
    ran = frontline("extract", tmp_path, "-o", tmp_path / "claims.csv")
    told = ran.stderr.decode()
    assert ran.returncode == 2
    assert told.count("\n") == 1
    assert "none of 7 could be read: " in told
    assert told.endswith("; and 2 more\n")
    assert not (tmp_path / "claims.csv").exists()


def test_distances_are_measured_from_a_table(report, tmp_path):
    frontline("extract", report, "--published", "2025-08-14", "-o", tmp_path / "claims.gpkg")
    assert "Toretsk" in frontline("distances", tmp_path / "claims.gpkg").stdout.decode()
    frontline("distances", tmp_path / "claims.gpkg", "-o", tmp_path / "km.csv")
    assert (tmp_path / "km.csv").read_text().startswith("place_id,place_name,relation,")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["extract"], "Missing argument 'REPORT...'"),
        (["extract", "gone.txt", "--published", "2025-08-14"], "gone.txt: cannot be read"),
        (["extract", ".", "--published", "2025-08-14"], "pass --output, such as -o claims.parquet"),
        (["extract", ".", "-o", "x.csv"], "no article was found"),
        (["extract", ".", "-o", "x.csv", "--jobs", "-1"], "jobs=-1"),
        (["extract", "REPORT", "REPORT"], "pass --output, such as -o claims.parquet"),
        (["extract", "REPORT", "-", "-o", "x.csv"], "standard input, which is read alone"),
        (["extract", "REPORT", "gone", "-o", "x.csv"], "gone: cannot be read"),
        (["extract", "gone.jsonl", "-o", "x.csv"], "gone.jsonl: cannot be read"),
        (["extract", "gone.html"], "gone.html: cannot be read"),
        (["extract", "REPORT"], "pass --published"),
        (["extract", "-"], "pass --published"),
        (["extract", "REPORT", "--published", "yesterday-ish"], "write it like 2025-08-14"),
        (
            ["extract", "REPORT", "--published", "2025-08-14", "-o", "x.docx"],
            "claims are kept in files called",
        ),
        (["extract", "REPORT", "--published", "2025-08-14", "-o", "/proc/x.csv"], "cannot be written"),
        (["map", "gone.geojson", "-o", "x.html"], "gone.geojson: there is no such file"),
        (["map", "REPORT", "-o", "x.html"], "claims are kept in files called"),
        (["map", "gone.geojson"], "Missing option '--output'"),
        (["map", "gone.html", "-o", "x.html"], "gone.html: cannot be read"),
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
