"""A folder of articles becomes one table: in order, each text once, bad files by name, in little memory."""

import gc
import json
import os
import signal
import subprocess
import sys
import time
import tracemalloc

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pytest
from pandas.testing import assert_frame_equal

import frontline as fl
from frontline.extract import folder as rooms
from frontline.extract.article import articles
from frontline.extract.files import Tally
from frontline.extract.folder import extract_folder

TEXT = "Russian forces captured the village of {} in Donetsk region, the ministry said on Thursday."
PLACES = ["Iskra", "Toretsk", "Lyman", "Siversk", "Pokrovsk", "Torske"]
HTML = """<html><head><title>War</title><meta property="article:published_time" content="2025-08-14">
<meta property="og:site_name" content="The Daily"></head><body><article><p>{}</p></article></body></html>"""


def text(number):
    return f"{TEXT.format(PLACES[number % len(PLACES)])}\n\nArticle {number} of this test."


@pytest.fixture
def write(tmp_path):
    """Write a file of articles into the folder "in", and return its path."""

    def written(name, content, encoding="utf-8"):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return written


def left(folder):
    """What stands in a folder beside the articles, hidden files too."""
    return sorted(path.name for path in folder.iterdir() if path.name != "in")


def many(write, count):
    for number in range(count):
        write(f"{number:05}-2025-08-14.txt", text(number))


def test_every_kind_of_file_is_read_in_the_order_of_names(write, tmp_path):
    write("b-2025-08-12.txt", TEXT.format("Lyman"))
    write("a_20250811.md", TEXT.format("Iskra"))
    write("c.html", HTML.format(TEXT.format("Toretsk")))
    line = {"text": TEXT.format("Siversk"), "published": "2025-08-15", "source": "S", "source_id": 7}
    write("sub/d.jsonl", "\ufeff" + json.dumps(line) + "\n\n" + json.dumps(line | {"text": text(4)}) + "\n")
    write("notes.docx", b"PK\x03\x04")
    write(".hidden/e-2025-08-14.txt", "hidden")
    write(".f-2025-08-14.txt", "hidden")
    tally = Tally()
    found = list(articles(tmp_path / "in", tally=tally))
    days = [f"{document.published:%d}" for document in found]
    assert days == ["11", "12", "14", "15", "15"]
    assert [document.source for document in found] == [None, None, "The Daily", "S", "S"]
    assert found[3].source_id == "7"
    assert (tally.files, tally.ignored, tally.documents, tally.unreadable) == (4, 1, 5, [])


def test_what_is_given_goes_before_what_the_files_say(write, tmp_path):
    write("a-2025-08-11.txt", text(1))
    write("b.html", HTML.format(TEXT.format("Iskra")))
    write("c.jsonl", json.dumps({"text": text(2), "published": "2025-08-12", "source": "theirs"}))
    found = list(articles(tmp_path / "in", published="2025-08-15", source="mine"))
    assert {(f"{document.published}", document.source) for document in found} == {("2025-08-15", "mine")}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_texts_with_a_byte_order_mark_are_decoded(write, encoding):
    path = write("2025-08-14.txt", "Захоплено Іскру.", encoding)
    (document,) = articles(path)
    assert document.text == "Захоплено Іскру."


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("2025-08-14.txt", "Захоплено Іскру.".encode("cp1251"), "is not text in UTF-8 (byte 0)"),
        ("2025-08-14.txt", b"\xff\xfea", "is not text in UTF-8"),
        ("2025-08-14.txt", b"Iskra\0Toretsk", "U+0000 at position 5"),
        ("2025-08-14.txt", b"", "is empty"),
        ("2025-08-14.md", b" \n\t", "is empty"),
        ("2025-08-14.txt", b"a" * (33 << 20), "has over 32 MB"),
        (
            "article.txt",
            b"Iskra fell.",
            "day of publication is not known: pass --published, or name the file",
        ),
        ("id1202508145.txt", b"Iskra fell.", "day of publication is not known"),
        ("2025-02-30.txt", b"Iskra fell.", "day of publication is not known"),
        ("2025-0814.txt", b"Iskra fell.", "day of publication is not known"),
        ("2025-08-14 to 2025-08-15.txt", b"Iskra fell.", "gives several (2025-08-14, 2025-08-15)"),
        ("a.html", b"<html><body><p>Iskra", "no text of an article"),
        ("a.htm", HTML.format(TEXT).replace("2025-08-14", "").encode(), "pass --published"),
        ("a.jsonl", b"{", ":1: is no JSON"),
        ("a.jsonl", b"\n\n[1]\n", ":3: is no JSON object"),
        ("a.jsonl", b"[" * 100_000, ":1: is no JSON"),
        ("a.jsonl", b'{"published": "2025-08-14"}', ":1: has no text"),
        ("a.jsonl", b'{"text": 5, "published": "2025-08-14"}', ":1: has no text"),
        ("a.jsonl", b'{"text": "Iskra fell."}', "write it into the line"),
        ("a.jsonl", b'{"text": "Iskra fell.", "published": 20250814}', "is a number, not a day"),
        ("a.jsonl", b'{"text": "a\\ud800", "published": "2025-08-14"}', "U+D800"),
        ("a.jsonl", b'{"text": "a", "published": "2025-08-14", "source": "\\u0000"}', "source is no text"),
        ("a.jsonl", b'{"text": "a", "published": "2025-08-14", "title": {}}', "title is no text"),
        ("a.jsonl", b'{"text": "' + "Ґ".encode("cp1251") + b'"}', ":1: is not text in UTF-8"),
        ("a.jsonl", b'{"text": "' + b"a" * (33 << 20) + b'"}', ":1: has over 32 MB"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name_and_the_rest_is_read(write, tmp_path, name, content, said):
    bad = write(name, content)
    write("z-2025-08-14.txt", text(0))
    tally = Tally()
    assert [document.text for document in articles(tmp_path / "in", tally=tally)] == [text(0)]
    (reason,) = tally.unreadable
    assert reason.startswith(str(bad))
    assert said in reason
    with pytest.raises(fl.ReportError, match=name.split(".")[0]):
        list(articles(tmp_path / "in"))


def test_the_line_after_one_that_is_too_long_is_read(write):
    good = json.dumps({"text": text(0), "published": "2025-08-14"}).encode()
    path = write("a.jsonl", b'{"text": "' + b"a" * (70 << 20) + b'"}\n' + good)
    tally = Tally()
    assert [document.text for document in articles(path, tally=tally)] == [text(0)]
    assert len(tally.unreadable) == 1


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a file that its user may not read")
def test_a_file_or_folder_that_may_not_be_opened_is_named(write, tmp_path):
    write("z-2025-08-14.txt", text(0))
    write("a-2025-08-14.txt", text(1)).chmod(0)
    closed = write("closed/b-2025-08-14.txt", text(2)).parent
    closed.chmod(0)
    tally = Tally()
    try:
        assert len(list(articles(tmp_path / "in", tally=tally))) == 1
    finally:
        closed.chmod(0o755)
    assert len(tally.unreadable) == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_pipes_and_broken_links_in_a_folder_do_not_stop_it(write, tmp_path):
    os.mkfifo(write("z-2025-08-14.txt", text(0)).with_name("pipe.txt"))
    (tmp_path / "in" / "gone.txt").symlink_to("nowhere")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    assert len(list(articles(tmp_path / "in"))) == 1


def test_the_same_text_of_the_same_day_is_read_once_and_counted(write, tmp_path):
    for name in ("a-2025-08-14.txt", "b-2025-08-14.txt", "c-2025-08-15.txt", "sub/d-2025-08-14.txt"):
        write(name, text(0))
    report = extract_folder(tmp_path / "in", tmp_path / "x.parquet")
    assert (report["files"], report["documents"], report["duplicates"]) == (4, 2, 2)
    assert report["claims"] == 2


def test_the_first_of_two_sources_keeps_an_article(write, tmp_path, monkeypatch):
    monkeypatch.setattr(rooms, "BATCH", 1)
    line = {"text": text(0), "published": "2025-08-14"}
    write("a.jsonl", "\n".join(json.dumps(line | {"source": source}) for source in ("first", "second")))
    report = extract_folder(tmp_path / "in", tmp_path / "x.csv")
    assert (report["duplicates"], report["claims"]) == (1, 1)
    assert fl.read_claims(tmp_path / "x.csv")["source"].tolist() == ["first"]


@pytest.mark.parametrize("suffix", ["parquet", "csv", "geojson", "gpkg"])
def test_the_file_is_what_write_claims_would_write_of_all_articles(write, tmp_path, suffix, monkeypatch):
    monkeypatch.setattr(rooms, "BATCH", 4)
    many(write, 10)
    report = extract_folder(tmp_path / "in", tmp_path / f"claims.{suffix}")
    whole = fl.extract_all(articles(tmp_path / "in"))
    fl.write_claims(whole, tmp_path / f"whole.{suffix}")
    read = fl.read_claims(tmp_path / f"claims.{suffix}")
    assert_frame_equal(read, fl.read_claims(tmp_path / f"whole.{suffix}"))
    assert (report["rows"], report["claims"]) == (len(read), read["claim_id"].nunique())
    if suffix in ("csv", "geojson"):
        same = (tmp_path / f"claims.{suffix}").read_bytes() == (tmp_path / f"whole.{suffix}").read_bytes()
        assert same


def test_geopandas_reads_the_parquet_file_with_types_points_and_crs(write, tmp_path, monkeypatch):
    monkeypatch.setattr(rooms, "BATCH", 3)
    monkeypatch.setattr("frontline.extract.written.GROUP", 3)
    many(write, 10)
    extract_folder(tmp_path / "in", tmp_path / "claims.parquet")
    table = gpd.read_parquet(tmp_path / "claims.parquet")
    assert table.crs == "EPSG:4326"
    assert table.geometry.geom_type.dropna().unique().tolist() == ["Point"]
    assert table["drones"].dtype == "Int64"
    assert isinstance(table.index, pd.RangeIndex)
    file = pq.ParquetFile(tmp_path / "claims.parquet")
    assert file.num_row_groups > 1
    geo = json.loads(file.schema_arrow.metadata[b"geo"])
    assert geo["primary_column"] == "geometry"
    assert geo["columns"]["geometry"]["encoding"] == "WKB"


@pytest.mark.parametrize("suffix", ["parquet", "csv", "geojson", "gpkg"])
def test_articles_without_claims_make_an_empty_table(write, tmp_path, suffix):
    write("2025-08-14.txt", "The weather was fine in Kyiv.")
    report = extract_folder(tmp_path / "in", tmp_path / f"x.{suffix}")
    assert (report["documents"], report["rows"]) == (1, 0)
    assert fl.read_claims(tmp_path / f"x.{suffix}").empty


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_the_bytes_are_the_same_for_any_number_of_processes(write, tmp_path, suffix, monkeypatch):
    monkeypatch.setattr(rooms, "BATCH", 3)
    many(write, 20)
    write("00003-again-2025-08-14.txt", text(17))
    write("00004-bad.txt", "Iskra fell.")
    write("00005.html", HTML.format(TEXT.format("Iskra")))
    one, two = tmp_path / f"one.{suffix}", tmp_path / f"two.{suffix}"
    alone = extract_folder(tmp_path / "in", one, jobs=1)
    together = extract_folder(tmp_path / "in", two, jobs=2)
    assert alone == together
    assert one.read_bytes() == two.read_bytes()
    assert alone["duplicates"] == len(alone["unreadable"]) == 1


def test_the_report_is_json_and_counts_why_rules_saw_no_claim(write, tmp_path):
    write("2025-08-14.txt", "Russia plans to capture Iskra. Russia plans to capture Toretsk.")
    report = extract_folder(tmp_path / "in", tmp_path / "x.csv")
    assert json.loads(json.dumps(report)) == report
    assert sum(report["skipped_reasons"].values()) == 2
    assert all(" " in reason and "Iskra" not in reason for reason in report["skipped_reasons"])


@pytest.mark.parametrize("names", [[], ["a.docx"], ["a.txt"]])
def test_where_nothing_can_be_read_nothing_is_written(write, tmp_path, names):
    (tmp_path / "in").mkdir()
    for name in names:
        write(name, "Iskra fell.")
    before = tmp_path / "claims.csv"
    before.write_text("as it was")
    with pytest.raises(fl.ReportError, match=r"no article was found|none of 1 could be read: .*a\.txt"):
        extract_folder(tmp_path / "in", before)
    assert before.read_text() == "as it was"
    assert left(tmp_path) == ["claims.csv"]


@pytest.mark.parametrize(
    ("paths", "options", "error", "said"),
    [
        ("gone", {}, fl.ReportError, "there is no such file or folder"),
        ([], {}, fl.ReportError, "no file or folder is named"),
        ("in", {"published": "soon"}, fl.ReportError, "published: 'soon' is not a day"),
        ("in", {"jobs": -1}, fl.ReportError, "jobs=-1"),
        ("in", {"jobs": 1.5}, fl.ReportError, "jobs=1.5"),
        ("in", {"output": "x.docx"}, fl.ClaimsFileError, "claims are kept in files called"),
        ("in", {"output": "in"}, fl.ClaimsFileError, "claims are kept in files called"),
        ("in", {"output": "folder.csv"}, fl.ClaimsFileError, "cannot be written (Is a directory)"),
        ("in", {"output": "/proc/x.parquet"}, fl.ClaimsFileError, "cannot be written"),
    ],
)
def test_what_is_wrong_is_found_before_anything_is_read(
    write, tmp_path, monkeypatch, paths, options, error, said
):
    write("2025-08-14.txt", text(0))
    (tmp_path / "folder.csv").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error) as refused:
        extract_folder(paths, **({"output": "x.csv"} | options))
    assert said in str(refused.value)
    assert left(tmp_path) == ["folder.csv"]


def test_an_article_on_which_a_rule_fails_is_named_and_the_rest_is_read(write, tmp_path, monkeypatch):
    many(write, 3)
    extract = rooms.RulesExtractor.extract

    def failing(self, document):
        if "Article 1 " in document.text:
            raise IndexError("no such word")
        return extract(self, document)

    monkeypatch.setattr(rooms.RulesExtractor, "extract", failing)
    report = extract_folder(tmp_path / "in", tmp_path / "x.csv")
    (told,) = report["unreadable"]
    assert "00001-2025-08-14.txt: the rules fail on it (IndexError: no such word)" in told
    assert report["documents"] == 2


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError("no space left")])
def test_what_stops_it_leaves_the_old_file_and_nothing_else(write, tmp_path, monkeypatch, error):
    monkeypatch.setattr(rooms, "BATCH", 2)
    many(write, 8)
    (tmp_path / "x.parquet").write_text("as it was")
    calls = iter(range(10))

    def stopping(claims, **options):
        if next(calls) == 2:
            raise error
        return arrow(claims, **options)

    arrow = gpd.GeoDataFrame.to_arrow
    monkeypatch.setattr(gpd.GeoDataFrame, "to_arrow", stopping)
    with pytest.raises((KeyboardInterrupt, fl.ClaimsFileError)):
        extract_folder(tmp_path / "in", tmp_path / "x.parquet")
    assert (tmp_path / "x.parquet").read_text() == "as it was"
    assert left(tmp_path) == ["x.parquet"]


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return [int(child) for child in file.read().split()]


def workers(pid):
    """Processes that read for another one."""
    found = []
    for child in children(pid):
        with open(f"/proc/{child}/cmdline", "rb") as file:
            if b"spawn_main" in file.read():
                found.append(child)
    return found


@pytest.fixture
def started(write, tmp_path):
    """The command at work in two processes on more articles than it can read while it is watched."""
    lines = (
        json.dumps({"text": f"{text(n)} " * 30 + str(n), "published": "2025-08-14"}) for n in range(4000)
    )
    path = write("a.jsonl", "\n".join(lines))
    command = [sys.executable, "-m", "frontline.cli", "extract", str(path), "-o", str(tmp_path / "x.parquet")]
    with subprocess.Popen(
        [*command, "--jobs", "2"], stderr=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        while len(workers(process.pid)) < 2:
            assert process.poll() is None
            time.sleep(0.05)
        yield process
        process.kill()


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="looks at processes as Linux shows them")
def test_a_process_that_dies_is_told_in_one_line_and_leaves_nothing(started, tmp_path):
    os.kill(workers(started.pid)[0], signal.SIGKILL)
    _, told = started.communicate()
    assert started.returncode == 2
    assert told.decode().count("\n") == 1
    assert "x.parquet: was not written: a process that read articles has ended" in told.decode()
    assert left(tmp_path) == []


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="looks at processes as Linux shows them")
def test_ctrl_c_ends_all_processes_in_one_line_and_leaves_nothing(started, tmp_path):
    there = workers(started.pid)
    os.killpg(started.pid, signal.SIGINT)  # a terminal signals the whole group
    _, told = started.communicate()
    assert started.returncode == 130
    assert told.decode() == f"frontline: stopped; {tmp_path / 'x.parquet'} was not written\n"
    assert left(tmp_path) == []
    assert not [pid for pid in there if os.path.exists(f"/proc/{pid}")]


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="looks at processes as Linux shows them")
def test_no_process_outlives_one_that_is_killed(started):
    there = workers(started.pid)
    started.kill()
    started.communicate()  # returns once nobody holds the pipe any more
    assert not [pid for pid in there if os.path.exists(f"/proc/{pid}") and b"Z" not in state(pid)]


def state(pid):
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return file.read().rpartition(b")")[2].split()[0]
    except OSError:
        return b"Z"


def weather(number):
    """Another text for each number, in the same few words."""
    words = ["fog", "rain", "snow", "sleet", "wind", "calm", "heat", "frost", "dust", "hail"]
    first, second, third = (words[number // power % 10] for power in (1, 10, 100))
    return f"{TEXT.format(PLACES[number % 3])}\n\nThere was {first}, then {second} and {third}."


def test_memory_does_not_grow_with_the_number_of_articles(write, tmp_path, monkeypatch):
    monkeypatch.setattr(rooms, "BATCH", 25)
    monkeypatch.setattr("frontline.extract.written.GROUP", 50)
    path = write("a.jsonl", "")

    def peak(count):
        with path.open("w") as file:
            for number in range(count):
                file.write(json.dumps({"text": weather(number), "published": "2025-08-14"}) + "\n")
        gc.collect()
        tracemalloc.start()
        report = extract_folder(path, tmp_path / "x.parquet")
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert report["claims"] == count
        return most

    peak(100)  # what is loaded once is loaded
    few, fourfold = peak(100), peak(400)
    assert fourfold < 1.2 * few  # a mark of 100 bytes for each article, and what a larger batch takes
