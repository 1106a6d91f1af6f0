"""The command: a card, a table or JSON on standard output, or one line on standard error."""

import io
import json
import os
import re
import subprocess
import sys
from types import SimpleNamespace
from unittest import mock

import pytest

from gazetteer.cli import main
from gazetteer.drafts import index_of

REPORT = "Під Торецьком та на Харківщині тривають бої, ворог наступає на Костянтинівку."


def gazetteer(*arguments, typed="", **variables):
    """What the command says, run in this process so that the core is read once for all tests."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n") for _ in range(2))
    written = io.TextIOWrapper(io.BytesIO(typed.encode()), encoding="utf-8")
    with (
        mock.patch.multiple("sys", stdin=written, stdout=out, stderr=err),
        mock.patch("sys.argv", ["gazetteer", *map(str, arguments)]),
        mock.patch.dict("os.environ", variables),
        pytest.raises(SystemExit) as ended,
    ):
        main()
    said = [(stream.flush(), stream.buffer.getvalue().decode())[1] for stream in (out, err)]
    return SimpleNamespace(returncode=ended.value.code, stdout=said[0], stderr=said[1])


def process(*arguments, **variables):
    """The command as a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", "from gazetteer.cli import main; main()", *arguments],
        capture_output=True, env=os.environ | variables, check=False,
    )  # fmt: skip


@pytest.fixture
def built(tmp_path, small):
    """The variables of a user who has built an index."""
    small._index.save(tmp_path / "gazetteer" / "index.npz")
    return {"FRONTLINE_DATA_DIR": str(tmp_path)}


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


@pytest.mark.parametrize("near", ["36.6 48.05", "36.6,48.05", " 36.6, 48 "])
def test_a_point_beside_it_is_a_hint_too(near):
    assert gazetteer("resolve", "Iskra", "--near", near).stdout.startswith("Andriivka-Klevtsove\n")


@pytest.mark.parametrize(
    ("options", "place_id"),
    [
        (["--admin1", "Kharkiv"], "p:iskra2"),
        (["--admin2", "Izium"], "p:iskra2"),
        (["--country", "UA", "--admin1", "Crimea"], "p:iskra3"),
        (["--near", "Izium"], "p:iskra2"),
        (["--on", "2014-08-20", "--admin1", "UA-14"], "p:iskra1"),
        (["--type", "village", "--admin1", "Donetsk"], "p:iskra1"),
    ],
)
def test_options_are_the_hints_of_the_methods(built, options, place_id):
    assert (
        json.loads(gazetteer("resolve", "Iskra", *options, "--json", **built).stdout)["place_id"] == place_id
    )
    rows = json.loads(gazetteer("candidates", "Iskra", *options, "--json", **built).stdout)
    assert rows[0]["place_id"] == place_id


def test_a_hromada_is_an_option(tmp_path):
    row = {
        "place_type": "village",
        "country": "UA",
        "admin1": "Donetsk",
        "admin1_code": "UA-14",
        "name": "Hai",
    }
    places = [
        row | {"place_id": "a", "lat": "48", "lon": "37", "admin3": "Toretsk"},
        row | {"place_id": "b", "lat": "49", "lon": "38", "admin3": "Lyman"},
    ]
    index_of(places, source="test").save(tmp_path / "gazetteer" / "index.npz")
    done = gazetteer("resolve", "Hai", "--admin3", "Lyman", "--json", FRONTLINE_DATA_DIR=str(tmp_path))
    assert json.loads(done.stdout)["place_id"] == "b"


def test_candidates_are_a_list_or_json():
    lines = gazetteer("candidates", "Iskra").stdout.splitlines()
    assert len(lines) >= 3
    assert lines[0].split() == ["score", "name", "type", "region", "raion", "reason"]
    rows = json.loads(gazetteer("candidates", "Iskra", "--json").stdout)
    assert len(rows) == len(lines) - 1
    assert rows[0]["score"] >= rows[-1]["score"]


@pytest.mark.parametrize(
    "command", [["candidates", "Iskra"], ["nearest", "37.93", "48.55"], ["spot", REPORT + " Kyiv."]]
)
def test_columns_of_a_table_stand_under_each_other(command):
    lines = gazetteer(*command).stdout.splitlines()
    heads = [found.start() for found in re.finditer(r"(?<=  )\S", lines[0])]
    assert len(lines) > 3
    for line in lines[1:]:
        padded = line.ljust(len(lines[0]))
        # a column of texts begins under its heading, a column of numbers ends under it
        assert all(padded[head - 2 : head].isspace() or padded[head - 1] != " " for head in heads)
        assert sum(padded[head - 1] == " " and padded[head] != " " for head in heads) >= 2


def test_spot_lists_the_places_of_a_text():
    lines = gazetteer("spot", REPORT).stdout.splitlines()
    assert lines[0].split() == ["start", "end", "text", "resolution", "name", "type", "region"]
    assert [line.split()[2] for line in lines[1:]] == ["Торецьком", "Харківщині", "Костянтинівку"]
    assert "Toretsk" in lines[1]
    assert "region_only" in lines[2]


def test_spot_speaks_json_with_offsets_and_places():
    mentions = json.loads(gazetteer("spot", REPORT, "--json").stdout)
    assert [REPORT[one["start"] : one["end"]] for one in mentions] == [one["text"] for one in mentions]
    assert mentions[0]["place"]["name"] == "Toretsk"
    assert mentions[1]["is_region"] is True
    assert {one["lang"] for one in mentions} == {"uk"}


def test_a_text_may_come_from_a_file_or_from_standard_input(tmp_path):
    (tmp_path / "report.txt").write_text("\ufeff" + REPORT, encoding="utf-8")
    said = [
        gazetteer("spot", *arguments, "--json", typed=typed).stdout
        for arguments, typed in (
            ([REPORT], ""), (["-"], REPORT), (["--file", "-"], REPORT),
            (["--file", tmp_path / "report.txt"], ""),
        )
    ]  # fmt: skip
    assert said[0] == said[1] == said[2] != "[]\n"


def test_a_text_without_places_names_none():
    done = gazetteer("spot", "Сьогодні дощ.", "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])
    done = gazetteer("spot", "Сьогодні дощ.")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "the text names no place\n")


def test_a_name_over_two_lines_stays_on_its_line():
    done = gazetteer("spot", "Під Великою\nНовосілкою та Бахмутом бої.")
    assert done.stdout.count("\n") == 3
    assert "\x1b" not in gazetteer("spot", "Під \x1b[31mТорецьком\x1b[0m бої.").stdout


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
    said = gazetteer("info").stdout
    assert said.startswith("Gazetteer(embedded core: ")
    assert "Index: none; 'gazetteer build' makes the full one" in said
    assert "GeoNames (geonames.org), CC BY 4.0" in said
    told = json.loads(gazetteer("info", "--json").stdout)
    assert told["holdings"]["UA"]["raion"] == 136
    assert told["index"] is None
    assert told["names"] > told["places"] == sum(sum(types.values()) for types in told["holdings"].values())


def test_info_tells_where_an_index_stands_and_what_it_was_made_of(tmp_path):
    notes = {"attribution": ["Somebody, CC0"], "files": [], "report": {"geonames": {"read": 7, "torn": 2}}}
    index_of([], source="test", notes=notes).save(tmp_path / "gazetteer" / "index.npz")
    said = gazetteer("info", FRONTLINE_DATA_DIR=str(tmp_path)).stdout
    for words in (str(tmp_path / "gazetteer" / "index.npz"), "Data: Somebody, CC0", "7  read", "2  torn"):
        assert words in said
    told = json.loads(gazetteer("info", "--json", FRONTLINE_DATA_DIR=str(tmp_path)).stdout)
    assert told["index"] == str(tmp_path / "gazetteer" / "index.npz")
    assert (told["places"], told["attribution"], told["report"]) == (0, *list(notes.values())[::2])


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
        (["resolve", "Toretsk", "--near", "37 148"], "gazetteer: Invalid value: 37 148 is no point"),
        (["resolve", "Toretsk", "--admin3", "Atlantis"], "gazetteer: admin3='Atlantis'"),
        (["spot"], "gazetteer: Invalid value: give one text"),
        (["spot", "text", "--file", "x"], "gazetteer: Invalid value: give one text"),
        (["spot", "--file", "absent.txt"], "gazetteer: absent.txt: No such file"),
        (["spot", "--file", "."], "gazetteer: .: Is a directory"),
        (["build"], "gazetteer: Invalid value: give the files to build from"),
        (["download"], "gazetteer: Missing argument 'COUNTRY...'"),
        (["download", "Ukraine"], "gazetteer: "),
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


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", "Торецьк".encode("cp1251"), b"\x80"])
def test_a_file_that_is_no_text_is_refused_by_name(tmp_path, content):
    (tmp_path / "report.txt").write_bytes(content)
    done = gazetteer("spot", "--file", tmp_path / "report.txt")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "report.txt is no text in UTF-8" in done.stderr


@pytest.mark.parametrize("command", [["info"], ["resolve", "Toretsk"], ["candidates", "Toretsk", "--json"]])
def test_a_damaged_index_is_refused_in_one_line(tmp_path, command):
    (tmp_path / "gazetteer").mkdir()
    (tmp_path / "gazetteer" / "index.npz").write_bytes(b"PK\x03\x04 cut")
    done = gazetteer(*command, FRONTLINE_DATA_DIR=str(tmp_path))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "index.npz" in done.stderr
    assert "gazetteer build" in done.stderr


@pytest.mark.parametrize(
    "command",
    [["resolve", "Iskra"], ["candidates", "Xyzzyx"], ["nearest", "37", "48"], ["spot", "Торецьк"], ["info"]],
)
def test_on_standard_output_json_stands_alone(command):
    done = gazetteer(*command, "--json")
    assert done.stdout == "" or json.loads(done.stdout) is not None
    assert bool(done.stdout) == (done.returncode == 0)


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_json_is_whole_in_every_encoding(encoding):
    done = process("spot", "Zürich, Торецьк 🏙", "--json", PYTHONIOENCODING=encoding)
    mentions = json.loads(done.stdout.decode(encoding))
    assert "Торецьк" in {mention["text"] for mention in mentions}


COMMANDS = ["resolve", "candidates", "nearest", "describe", "spot", "build", "download", "info"]


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)])
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
    done = process("resolve", "Toretsk", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert done.stdout.startswith(b"Toretsk")
