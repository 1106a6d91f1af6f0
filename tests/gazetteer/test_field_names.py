"""Place strings as reporters, staffs and wire services write them, each with what is right to answer."""

import csv
from pathlib import Path

import pytest

import gazetteer

FIELD_NAMES = Path(__file__).with_name("field_names.csv")
SETTLED = ("resolved", "given", "region_only")
# Shares of rows answered right, a little below what was reached.
RIGHT = {"core": 0.88, "full": 0.9}
HALVES = {"A": 0, "B": 1}  # alternating rows: one half is tuned with, the other only counted


def names():
    """The rows: text, its language, answers that are right, ids of the place, its name and region."""
    with FIELD_NAMES.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def half(letter):
    return names()[HALVES[letter] :: 2]


@pytest.fixture(scope="module")
def full(reference_data, tmp_path_factory):
    """The full index, from the files of reference data."""
    files = reference_data / "gazetteer"
    dumps, codes = sorted(files.glob("geonames_*.zip")), sorted(files.glob("katottg*"))
    if not dumps:
        pytest.skip(f"no GeoNames dump in {files}")
    folder = tmp_path_factory.mktemp("index")
    gazetteer.build(folder, geonames=dumps, katottg=codes[-1] if codes else None)
    return gazetteer.load(folder)


@pytest.fixture(params=["core", "full"])
def which(request):
    return request.param, request.getfixturevalue(request.param)


def answered(gz, rows):
    return gz.resolve_all([row["text"] for row in rows]).to_dict("records")


def has(gz, place_id):
    try:
        return gz[place_id].place_id == place_id
    except gazetteer.PlaceNotFoundError:
        return False


def is_right(row, answer, gz):
    ids = row["place_ids"].split()
    right = row["answers"].split()
    if ids and not any(has(gz, place_id) for place_id in ids):  # the core does not have every village
        right = ["ambiguous", "unresolved"]
    if answer["resolution"] not in right:
        return False
    return answer["resolution"] in ("ambiguous", "unresolved") or answer["place_id"] in ids


def wrong_region(row, answer):
    """Whether a place of another region is given as the answer, though one was meant."""
    meant = row["admin1"]
    return bool(meant) and answer["resolution"] in SETTLED and answer["admin1"] != meant


@pytest.mark.parametrize("letter", HALVES)
def test_no_name_from_the_field_is_silently_put_into_another_region(which, letter):
    _, gz = which
    rows = half(letter)
    wrong = [
        f"{row['text']} ({row['name']}, {row['admin1']}): {answer['name']}, {answer['admin1']}"
        for row, answer in zip(rows, answered(gz, rows), strict=True)
        if wrong_region(row, answer)
    ]
    assert wrong == []


@pytest.mark.parametrize("letter", HALVES)
def test_names_from_the_field_are_mostly_answered_right(which, letter):
    name, gz = which
    rows = half(letter)
    right = sum(is_right(row, answer, gz) for row, answer in zip(rows, answered(gz, rows), strict=True))
    assert right / len(rows) >= RIGHT[name]


def test_every_row_says_what_is_right_to_answer():
    answers = {"resolved", "region_only", "ambiguous", "unresolved"}
    for row in names():
        right = set(row["answers"].split())
        assert right <= answers, row
        assert right, row
        assert bool(row["place_ids"]) == bool(right & {"resolved", "region_only"}), row


def test_no_row_stands_twice():
    keys = [(row["text"], row["lang"]) for row in names()]
    assert len(keys) == len(set(keys))


def test_the_halves_have_all_rows_between_them():
    assert len(half("A")) + len(half("B")) == len(names()) >= 200
