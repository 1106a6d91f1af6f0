import json
import os
import subprocess
import sys

import pytest


def gazetteer(*arguments, **options):
    code = "from gazetteer.cli import main; main()"
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"} | options
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True, text=True, encoding="utf-8", env=environment, check=False,
    )  # fmt: skip


def test_resolve_shows_the_place():
    done = gazetteer("resolve", "Iskra", "--admin1", "Donetsk")
    assert done.returncode == 0
    assert done.stdout.startswith("Andriivka-Klevtsove\n")
    assert "48.04" in done.stdout
    assert "Iskra" in done.stdout
    assert done.stderr == ""


def test_resolve_speaks_json():
    place = json.loads(
        gazetteer("resolve", "Дзержинськ", "--on", "2014-08-20", "--admin1", "UA-14", "--json").stdout
    )
    assert place["name"] == "Toretsk"
    assert place["admin1_code"] == "UA-14"
    assert place["lat"] == pytest.approx(48.395, abs=0.02)


def test_a_place_beside_it_is_a_hint():
    done = gazetteer("resolve", "Iskra", "--near", "Velyka Novosilka")
    assert done.stdout.startswith("Andriivka-Klevtsove\n")


def test_candidates_are_a_list_or_json():
    lines = gazetteer("candidates", "Iskra").stdout.splitlines()
    assert len(lines) >= 3
    rows = json.loads(gazetteer("candidates", "Iskra", "--json").stdout)
    assert len(rows) == len(lines)
    assert rows[0]["score"] >= rows[-1]["score"]


def test_candidates_of_an_unknown_name_are_none():
    done = gazetteer("candidates", "Xyzzyx", "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])


def test_nearest_and_describe_take_longitude_first():
    assert gazetteer("describe", "37.93", "48.55", "--type", "city").stdout == "7 km south-west of Bakhmut\n"
    rows = json.loads(gazetteer("nearest", "37.93", "48.55", "--type", "city", "-k", "2", "--json").stdout)
    assert rows[0]["name"] == "Bakhmut"
    assert len(rows) == 2


def test_a_southern_latitude_is_no_option():
    assert " km " in gazetteer("describe", "37.93", "-48.55").stdout


def test_info_counts_the_places():
    assert gazetteer("info").stdout.startswith("Gazetteer(embedded core: ")
    assert json.loads(gazetteer("info", "--json").stdout)["UA"]["raion"] == 136


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["resolve", "Iskra"], "gazetteer: 5 places"),
        (["resolve", "Xyzzyx"], "gazetteer: No place is or was called 'Xyzzyx'"),
        (["resolve", "Toretsk", "--admin1", "Atlantis"], "gazetteer: admin1='Atlantis'"),
        (["resolve", "Toretsk", "--on", "someday"], "gazetteer: on: 'someday' is not a day"),
        (["resolve", "Toretsk", "--near", "Atlantis"], "gazetteer: No place is or was called 'Atlantis'"),
        (["resolve"], "gazetteer: Missing argument 'NAME'"),
        (["resolve", "Toretsk", "--nonsense"], "gazetteer: No such option: --nonsense"),
        (["nonsense"], "gazetteer: No such command 'nonsense'"),
        (["nearest", "37.9"], "gazetteer: Missing argument 'LAT'"),
        (["nearest", "48", "east"], "gazetteer: Invalid value for 'LAT'"),
        (["describe", "37", "148"], "gazetteer: Invalid value: 37 148 is no point"),
        (
            ["nearest", "37", "48", "--type", "metropolis"],
            "gazetteer: place_type: the gazetteer has no place",
        ),
        (["resolve", "a\nb\x1b[31m"], "gazetteer: No place is or was called"),
    ],
)
def test_what_is_wrong_gets_one_line_and_code_2(arguments, said):
    done = gazetteer(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "\x1b" not in done.stderr
    assert done.stderr.startswith(said[: len("gazetteer: ")] if said.endswith(" places") else said)


def test_ambiguity_names_the_places_in_its_one_line():
    done = gazetteer("resolve", "Iskra")
    assert "Andriivka-Klevtsove" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", [[], ["resolve"], ["candidates"], ["nearest"], ["describe"], ["info"]])
def test_help_is_there_for_every_command(command):
    done = gazetteer(*command, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith("Usage: gazetteer")


def test_the_version_is_told():
    assert gazetteer("--version").stdout.startswith("gazetteer 0.")


def test_a_reader_that_goes_away_is_no_error():
    code = "from gazetteer.cli import main; main()"
    command = [sys.executable, "-c", code, "candidates", "Novoselivka", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == b""


def test_a_console_without_cyrillic_gets_an_answer():
    done = gazetteer("resolve", "Toretsk", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert done.stdout.startswith("Toretsk")
