import io
import json
import os
import re
from base64 import b64encode
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import folium
import pytest
from folium.plugins import Fullscreen

from frontline import MapError
from frontline.maps.layers import claims_layer
from frontline.maps.page import FrontMap

HOSTILE = (
    "</script><script>alert(1)</script>${alert(1)}`\\{{ 7*7 }}{% raw %}\u2028<img src=x onerror=alert(1)>"
)


class Document(HTMLParser):
    """What a page would run and fetch, by a parser that is not the page's own."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.scripts, self.metas, self.title, self.inside = [], [], [], "", None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append((tag, attrs))
        self.inside = tag
        if tag == "script":
            self.scripts.append((attrs, ""))
        if tag == "meta":
            self.metas.append(attrs)

    def handle_data(self, data):
        if self.inside == "script":
            attrs, code = self.scripts[-1]
            self.scripts[-1] = (attrs, code + data)
        if self.inside == "title":
            self.title += data

    def handle_endtag(self, tag):
        self.inside = None

    @property
    def policy(self):
        (told,) = [
            meta["content"] for meta in self.metas if meta.get("http-equiv") == "Content-Security-Policy"
        ]
        return dict(rule.split(" ", 1) for rule in told.split("; "))


def saved(page, **options):
    file = io.BytesIO()
    page.save(file, close_file=False, **options)
    return file.getvalue().decode("utf-8")


@pytest.fixture
def html(table, claim):
    return saved(FrontMap(claims=table(claim(1), claim(2, at=None)), title="Claimed"))


def test_a_front_map_is_a_folium_map(table, claim):
    assert isinstance(FrontMap(claims=table(claim())), folium.Map)


def test_a_page_fetches_nothing(html):
    document = Document(html)
    loads = [(tag, attrs) for tag, attrs in document.tags if tag not in ("a", "meta")]
    assert not [(tag, attrs) for tag, attrs in loads if {"src", "href", "srcset"} & set(attrs)]
    styles = re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)
    assert not re.findall(r"@import|url\((?![\"']?(?:data:|#))", styles)


def test_the_policy_lets_run_the_pages_own_scripts_and_nothing_else(html):
    document = Document(html)
    digests = [
        "'sha256-" + b64encode(sha256(code.encode()).digest()).decode() + "'"
        for attrs, code in document.scripts
        if attrs.get("type") != "application/json"
    ]
    assert document.policy == {
        "default-src": "'none'",
        "script-src": " ".join(digests),
        "style-src": "'unsafe-inline'",
        "img-src": "data: blob:",
        "connect-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_the_charset_comes_first_and_the_policy_before_any_script(html):
    tags = [(tag, attrs.get("charset") or attrs.get("http-equiv")) for tag, attrs in Document(html).tags]
    assert tags[:4] == [
        ("html", None),
        ("head", None),
        ("meta", "utf-8"),
        ("meta", "Content-Security-Policy"),
    ]


def test_people_may_zoom_the_page(html):
    viewports = [meta["content"] for meta in Document(html).metas if meta.get("name") == "viewport"]
    assert viewports == ["width=device-width, initial-scale=1"]


def test_the_data_stand_in_islands_of_json(html):
    islands = [code for attrs, code in Document(html).scripts if attrs.get("type") == "application/json"]
    assert len(islands) == 3
    assert [len(data["claims"]) for data in map(json.loads, islands) if "claims" in data] == [2]


def test_folium_s_defaults_beyond_leaflet_are_left_out(html):
    assert not re.search("bootstrap|fontawesome|awesome-markers|jquery", html, re.IGNORECASE)


def test_the_same_claims_give_the_same_bytes(table, claim):
    one, two = (FrontMap(claims=table(claim()), title="Claimed") for _ in range(2))
    folium.Marker([48, 37], popup="hi", icon=folium.DivIcon("x")).add_to(one)
    folium.Marker([48, 37], popup="hi", icon=folium.DivIcon("x")).add_to(two)
    assert saved(one) == saved(two)
    assert saved(one) == saved(one)


def test_an_id_like_word_of_a_claim_stays_as_it_is(table, claim):
    word = "0123456789abcdef" * 2
    assert word in saved(FrontMap(claims=table(claim(claim_id=word))))


def test_title_and_language_reach_the_document(table, claim):
    document = Document(saved(FrontMap(claims=table(claim()), title=HOSTILE, lang="uk")))
    assert document.title == HOSTILE
    assert ("html", {"lang": "uk"}) in document.tags
    assert [attrs for tag, attrs in document.tags if tag == "img"] == []


def test_half_a_letter_in_a_title_does_not_keep_the_page_from_being_saved():
    assert Document(saved(FrontMap(title="Half \ud83d a letter"))).title == "Half \ufffd a letter"


def test_a_map_without_claims_is_a_map():
    assert Document(saved(FrontMap())).title == "Who claims what, and where"


def test_a_map_without_ground_carries_none(table, claim):
    bare = saved(FrontMap(claims=table(claim()), basemap=None))
    assert "basemapLayer(" not in bare
    assert len(bare) < len(saved(FrontMap(claims=table(claim()))))


@pytest.mark.parametrize(("option", "choices"), [("basemap", "'vector' or None"), ("lang", "en, uk")])
def test_a_wrong_choice_is_answered_with_the_choices(option, choices):
    with pytest.raises(MapError, match=f"choose.*{choices}"):
        FrontMap(**{option: "satellite"})


@pytest.mark.parametrize("name", ["control", "compare"])
def test_what_is_not_built_yet_is_not_accepted(name):
    with pytest.raises(TypeError, match=name):
        FrontMap(**{name: "30D"})


def test_map_options_stay_those_of_folium():
    page = FrontMap(location=[50, 30], zoom_start=8, max_zoom=10, width=600)
    assert page.location == [50, 30]
    assert (page.options["zoom"], page.options["max_zoom"], page.width) == (8, 10, (600.0, "px"))


def test_a_path_and_a_file_are_written_alike(tmp_path, table, claim):
    page = FrontMap(claims=table(claim()))
    page.save(tmp_path / "one.html")
    page.save(str(tmp_path / "two.html"))
    with (tmp_path / "three.html").open("wb") as file:
        page.save(file)
        assert file.closed
    assert len({(tmp_path / f"{name}.html").read_bytes() for name in ("one", "two", "three")}) == 1


def test_a_page_that_is_refused_leaves_the_old_file(tmp_path):
    path = tmp_path / "map.html"
    path.write_text("old")
    page = FrontMap()
    folium.TileLayer().add_to(page)
    with pytest.raises(MapError, match=r"tile\.openstreetmap\.org \(asked for by folium\.TileLayer\)"):
        page.save(path)
    assert path.read_text() == "old"


def test_missing_folders_of_a_path_are_made(tmp_path):
    FrontMap().save(tmp_path / "maps" / "august" / "map.html")
    assert (tmp_path / "maps" / "august" / "map.html").read_bytes().startswith(b"<!DOCTYPE html>")


def test_a_path_may_be_bytes(tmp_path):
    FrontMap().save(os.fsencode(tmp_path / "map.html"))
    assert (tmp_path / "map.html").read_bytes().startswith(b"<!DOCTYPE html>")


def test_a_write_that_fails_half_way_leaves_the_old_file_and_names_it(tmp_path):
    resource = pytest.importorskip("resource", reason="limits of file sizes are POSIX")
    path = tmp_path / "map.html"
    path.write_text("old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(MapError, match=r"map\.html: cannot be written \(File too large\)"):
            FrontMap().save(path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["map.html"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here that is always full")
def test_a_device_is_written_to_and_not_replaced():
    with pytest.raises(MapError, match=r"/dev/full: cannot be written \(No space left on device\)"):
        FrontMap().save("/dev/full")
    assert Path("/dev/full").is_char_device()


def test_a_folder_is_no_place_for_a_page(tmp_path):
    with pytest.raises(MapError, match=r"cannot be written \(Is a directory\)"):
        FrontMap().save(tmp_path)


def test_a_file_in_the_place_of_a_folder_is_told(tmp_path):
    (tmp_path / "maps").write_text("no folder")
    with pytest.raises(MapError, match=r"map\.html: cannot be written"):
        FrontMap().save(tmp_path / "maps" / "map.html")


def test_a_link_goes_on_pointing_at_the_page(tmp_path):
    link, target = tmp_path / "latest.html", tmp_path / "pages" / "one.html"
    link.symlink_to(target)
    FrontMap().save(link)
    target.write_text("old")
    FrontMap().save(link)
    assert link.is_symlink()
    assert target.read_bytes().startswith(b"<!DOCTYPE html>")
    assert not target.is_symlink()


def test_a_page_keeps_the_permissions_of_the_file_that_it_replaces(tmp_path):
    path = tmp_path / "map.html"
    path.touch(mode=0o600)
    FrontMap().save(path)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_of_the_users_stays_open_if_asked_and_its_errors_are_its_own():
    class Full(io.BytesIO):
        def write(self, content):
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        FrontMap().save(Full())
    with io.BytesIO() as file:
        FrontMap().save(file, close_file=False)
        assert file.tell() > 0


@pytest.mark.parametrize("none", [None, (), []])
def test_no_allowed_hosts_means_no_hosts(none):
    page = FrontMap()
    folium.TileLayer().add_to(page)
    with pytest.raises(MapError, match=r"tile\.openstreetmap\.org"):
        saved(page, allow_hosts=none)
    assert Document(saved(FrontMap(), allow_hosts=none)).policy["connect-src"] == "'none'"


def test_every_host_of_foreign_layers_is_named_with_who_asks():
    page = FrontMap()
    folium.TileLayer().add_to(page)
    Fullscreen().add_to(page)
    folium.Marker([48, 37], icon=folium.Icon()).add_to(page)
    with pytest.raises(MapError) as refusal:
        saved(page)
    for words in (
        "tile.openstreetmap.org",
        "folium.plugins.Fullscreen for",
        "folium.Icon, which uses awesome_markers",
    ):
        assert words in str(refusal.value)


def test_an_allowed_host_alone_widens_the_policy():
    page = FrontMap()
    folium.TileLayer().add_to(page)
    document = Document(saved(page, allow_hosts=["tile.openstreetmap.org"]))
    assert document.policy["img-src"] == "data: blob: https://tile.openstreetmap.org"
    assert "http" not in document.policy["script-src"]


def test_an_allowed_plugin_is_loaded_from_where_folium_has_it():
    page = FrontMap()
    Fullscreen().add_to(page)
    document = Document(saved(page, allow_hosts=["cdn.jsdelivr.net"]))
    (source,) = [attrs["src"] for attrs, _ in document.scripts if "src" in attrs]
    assert source in document.policy["script-src"].split()


def test_a_picture_in_markup_of_the_users_own_is_found():
    page = FrontMap()
    page.get_root().html.add_child(folium.Element('<img src="https://pictures.example.org/logo.png">'))
    with pytest.raises(MapError, match=r"pictures\.example\.org"):
        saved(page)


def test_saving_leaves_the_map_as_it_was():
    page = FrontMap()
    folium.Marker([48, 37], icon=folium.DivIcon("x")).add_to(page)
    before = page.get_root().to_json()
    saved(page)
    assert page.get_root().to_json() == before


def test_a_cell_of_a_notebook_shows_the_same_page(table, claim):
    page = FrontMap(claims=table(claim()))
    (shown,) = re.findall(r'srcdoc="([^"]*)"', page._repr_html_())
    assert unescape(shown) == saved(page)


def test_a_cell_of_a_notebook_lets_in_what_its_layers_ask_for():
    page = FrontMap()
    folium.TileLayer().add_to(page)
    assert "img-src data: blob: https://tile.openstreetmap.org;" in unescape(page._repr_html_())


def test_a_front_map_in_another_figure_says_so():
    page = FrontMap()
    folium.Figure().add_child(page)
    with pytest.raises(MapError, match="another figure"):
        saved(page)


def test_a_second_layer_of_claims_finds_its_place_on_a_front_map(table, claim):
    page = FrontMap(claims=table(claim()))
    claims_layer(table(claim(2)), name="More").add_to(page)
    folium.LayerControl().add_to(page)
    assert saved(page).count("frontline.claimsLayer(") == 2
