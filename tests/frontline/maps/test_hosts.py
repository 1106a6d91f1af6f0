import folium
import pytest

from frontline import MapError
from frontline.maps.hosts import Ask, Hosts, asks_of_markup, asks_of_script, permitted, policy


@pytest.mark.parametrize(
    ("code", "host"),
    [
        ('L.tileLayer(\n  "https://{s}.tile.example.org/{z}/{x}/{y}.png", {})', "*.tile.example.org"),
        ('L.imageOverlay("//pictures.example.org/a.png", [])', "pictures.example.org"),
        ('L.icon({"iconUrl": "https://icons.example.org/a.png"})', "icons.example.org"),
        ('fetch("https://data.example.org:8000/a.json")', "data.example.org:8000"),
        ('popup.setContent(`<img src="https://me@pictures.example.org/a.png">`)', "pictures.example.org"),
        (
            '{"html": "\\u003cimg src=\\"https://pictures.example.org/a.png\\"\\u003e"}',
            "pictures.example.org",
        ),
    ],
)
def test_what_a_script_fetches_is_found(code, host):
    assert [ask.host for ask in asks_of_script(code, by="it")] == [host]


def test_a_link_or_a_mention_fetches_nothing():
    code = (
        'L.tooltip("see https://example.org"); a = {"attribution": "<a href=\\"https://example.org\\">x</a>"}'
    )
    assert list(asks_of_script(code, by="it")) == []


def test_jquery_and_awesome_markers_are_asked_for_by_name():
    asks = list(asks_of_script("$.ajax(); L.AwesomeMarkers.icon({})", by="A layer"))
    assert {ask.host for ask in asks} >= {"code.jquery.com", "cdnjs.cloudflare.com"}
    assert asks[0].by == "A layer, which uses jquery"


def test_what_folium_does_with_jquery_in_a_popup_needs_no_jquery():
    assert list(asks_of_script("var a = $(`<div>hi</div>`)[0]; $(document).ready(b);", by="it")) == []


def test_a_frame_is_refused():
    with pytest.raises(MapError, match=r"folium\.Popup holds a frame"):
        list(asks_of_script('<iframe width="1" src="data:text/html,x">', by="folium.Popup"))


def test_what_markup_fetches_is_found():
    markup = """<link rel="stylesheet" href="https://a.example.org/x.css">
    <img srcset="https://b.example.org/x 2x">
    <style>p { background: url(https://c.example.org/x.png) }</style><a href="https://d.example.org/">x</a>"""
    asks = asks_of_markup(markup, by="it")
    assert [(ask.host, ask.kind) for ask in asks] == [
        ("a.example.org", "style"),
        ("b.example.org", "image"),
        ("c.example.org", "image"),
    ]


def test_a_refusal_names_every_host_and_who_asks():
    asks = [Ask("https://a.example.org/x", "image", "One"), Ask("https://b.example.org/y", "image", "Two")]
    with pytest.raises(MapError) as refusal:
        permitted(asks, ["c.example.org"])
    assert "a.example.org (asked for by One); b.example.org (asked for by Two)" in str(refusal.value)
    assert "allow_hosts=['a.example.org', 'b.example.org', 'c.example.org']" in str(refusal.value)


def test_none_allows_no_host_and_what_is_asked_for_has_a_name_of_its_own():
    asks = [Ask("https://a.example.org/x", "image", "One")]
    assert permitted([], None) == []
    with pytest.raises(MapError, match=r"a\.example\.org"):
        permitted(asks, None)
    assert permitted(asks, Hosts.ASKED) == ["a.example.org"]


@pytest.mark.parametrize("host", ["https://example.org", "example.org; script-src *", "*", "", "a b"])
def test_what_is_no_host_does_not_reach_the_policy(host):
    with pytest.raises(MapError, match="is no host"):
        permitted([], [host])


def test_one_host_as_a_word_is_told_to_be_a_list():
    with pytest.raises(MapError, match=r"allow_hosts=\['example.org'\]"):
        permitted([], "example.org")


def test_an_allowed_host_may_not_bring_just_any_script():
    asks = [Ask("https://a.example.org/x.js?v=1", "script", "it")]
    rules = dict(rule.split(" ", 1) for rule in policy(["sha256-x"], asks, ["a.example.org"]).split("; "))
    assert rules["script-src"] == "'sha256-x' https://a.example.org/x.js"
    assert rules["img-src"] == "data: blob: https://a.example.org"


def test_folium_still_names_its_defaults_as_the_page_expects():
    known = dict([*folium.folium._default_js, *folium.folium._default_css])
    assert {"leaflet", "leaflet_css", "jquery", "awesome_markers", "awesome_markers_css"} <= set(known)
