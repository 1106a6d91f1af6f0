"""The pages say what the code does."""

import re

import shapely

import frontline
import gazetteer
from frontline.tables import CLAIMS
from frontline.terms import (
    ClaimantSide,
    DateBasis,
    DatePrecision,
    DistanceOp,
    EventType,
    Hedge,
    Status,
    SubEventType,
)


def test_the_page_on_claims_lists_every_column_with_its_words(root):
    page = (root / "docs" / "claims.md").read_text(encoding="utf-8")
    for column in CLAIMS.columns:
        line, *_ = re.findall(rf"^\| `{column.name}` \|.*$", page, re.MULTILINE)
        assert column.about in line
        for value in column.values:
            assert value in line


def test_every_link_to_a_file_leads_somewhere(root):
    for page in [root / "README.md", *sorted((root / "docs").glob("*.md"))]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_public_name_is_there_and_explained():
    for package in (frontline, gazetteer):
        for name in package.__all__:
            assert getattr(package, name).__doc__, name


def test_the_lines_of_the_page_on_control_run_on_any_maps(root, tmp_path, monkeypatch):
    page = (root / "docs" / "control.md").read_text(encoding="utf-8")
    (lines,) = re.findall(r"```py\n(.*?)```", page, re.DOTALL)
    (tmp_path / "maps").mkdir()
    text = '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":%s}]}'
    for day, west in [(11, 37.3), (12, 37.15), (13, 37.1)]:
        ground = shapely.MultiPolygon([shapely.box(west, 48.2, 38.2, 48.45)])
        path = tmp_path / "maps" / f"deepstatemap_data_202508{day}.geojson"
        path.write_text(text % shapely.to_geojson(ground))
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(compile(lines, "control.md", "exec"), names)  # noqa: S102 - the page is ours
    assert len(names["history"].dates) == 3
    assert frontline.gains(names["history"])["net_km2"].gt(0).all()


def test_the_sentences_of_the_page_on_extraction_have_the_status_that_it_says(root):
    page = (root / "docs" / "extraction.md").read_text(encoding="utf-8")
    section = page.split("## How status is decided")[1].split("\n## ")[0]
    rows = re.findall(r"(?m)^\| (.+?) \| (\w+) \| .+ \|$", section)
    assert {status for _, status in rows} == set(Status)
    for text, status in rows:
        (claim,) = frontline.extract_claims(text, published="2025-08-14").itertuples()
        assert claim.status == status, text


def test_the_page_on_extraction_has_every_word_of_the_vocabulary(root):
    page = (root / "docs" / "extraction.md").read_text(encoding="utf-8")
    for words in (EventType, SubEventType, Status, ClaimantSide, Hedge, DatePrecision, DateBasis, DistanceOp):
        for word in set(words) - {EventType.OTHER, DateBasis.SOURCE}:
            assert re.search(rf"(?<!\w){re.escape(word)}(?!\w)", page), word


def test_the_lines_of_the_page_on_extraction_run(root):
    page = (root / "docs" / "extraction.md").read_text(encoding="utf-8")
    names = {}
    for lines in re.findall(r"```py\n(.*?)```", page, re.DOTALL):
        exec(compile(lines, "extraction.md", "exec"), names)  # noqa: S102 - the page is ours
    assert names["claims"]["event_type"].tolist() == ["capture", "advance"]
