"""Pages in a real Chromium whose network is cut."""

import base64
import itertools
import re
from html import escape

import folium
import numpy as np
import pytest
import shapely

from frontline.maps.layers import claims_layer
from frontline.maps.page import FrontMap
from frontline.maps.style import GROUND
from frontline.tables import CLAIMS
from frontline.terms import EventType

pytestmark = pytest.mark.browser

MAP = "window[document.querySelector('.folium-map').id]"
POINT = f"([lon, lat]) => {{ const p = {MAP}.latLngToContainerPoint([lat, lon]); return [p.x, p.y]; }}"
PIXEL = f"""([lon, lat]) => {{
  const canvas = document.querySelector('.leaflet-fl-ground-pane canvas, [class*="fl-ground"] canvas');
  const box = canvas.getBoundingClientRect();
  const frame = {MAP}.getContainer().getBoundingClientRect();
  const p = {MAP}.latLngToContainerPoint([lat, lon]);
  const ratio = canvas.width / box.width;
  const x = Math.round((p.x + frame.left - box.left) * ratio);
  const y = Math.round((p.y + frame.top - box.top) * ratio);
  const [r, g, b] = canvas.getContext('2d').getImageData(x, y, 1, 1).data;
  return '#' + [r, g, b].map((v) => v.toString(16).padStart(2, '0')).join('');
}}"""
GREY = """async (address) => {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [picture.width, picture.height];
  const context = canvas.getContext('2d');
  context.drawImage(picture, 0, 0);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return Array.from({ length: data.length / 4 }, (_, i) =>
    0.2126 * data[4 * i] + 0.7152 * data[4 * i + 1] + 0.0722 * data[4 * i + 2]);
}"""
BOXES = """() => [...document.querySelectorAll('.leaflet-control')]
  .map((card) => card.getBoundingClientRect())
  .filter((box) => box.width && box.height)
  .map((box) => [box.left, box.top, box.right, box.bottom])"""
WRITTEN = """{
  const written = new Map();
  const { fillText, clearRect } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.clearRect = function (...box) {
    written.clear();
    return clearRect.apply(this, box);
  };
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
    const width = this.measureText(text).width;
    const frame = this.canvas.getBoundingClientRect();
    const half = parseFloat(this.font.match(/([\\d.]+)px/)[1]) / 2;
    const [left, middle] = [x + frame.left, y + frame.top];
    written.set(text + x, { text, box: [left, middle - half, left + width, middle + half] });
    return fillText.call(this, text, x, y);
  };
  window.__written = () => [...written.values()];
}"""
EVIDENCE = "The ministry said that its troops had captured the village."
PWN = "window.__pwned=1"
PAYLOADS = (
    f"<img src=x onerror={PWN}>",
    f"</script><script>{PWN}</script>",
    f"</title></style><svg onload={PWN}>",
    f"${{{PWN}}}",
    f"`+({PWN})+`",
    f"\\`;{PWN};//",
    f"'\";{PWN};//",
    f"\\\\';{PWN};//",
    "{{ 7 * 7 }}{% raw %}{# x",
    f"{{{{ ''.__class__ }}}}<b onclick={PWN}>",
    f"\u2028{PWN}\u2029",
    "\u202egnp.exe\u2066 \u200f",
    f"javascript:{PWN}",
    f"data:text/html,<script>{PWN}</script>",
    f"<!--<script>{PWN}</script>-->&lt;img src=x onerror={PWN}&gt;",
    "x" * 100_000,
)


def rendered(page):
    return page.get_root().render()


def hostile():
    """A located and an unlocated claim for each payload, which stands in every column of free words."""
    free = [column.name for column in CLAIMS.columns if column.kind == "word" and not column.values]
    rows = []
    for i, payload in enumerate(PAYLOADS):
        words = {
            **dict.fromkeys(free, payload),
            "evidence": payload,
            "span_start": 0,
            "span_end": len(payload),
            "event_type": list(EventType)[i % len(EventType)],
            "status": "claimed",
            "date": "2025-08-14",
        }
        at = shapely.Point(25 + 3 * (i % 4), 46 + 1.2 * (i // 4))
        rows += [{**words, "geometry": at}, {**words, "geometry": None}]
    return CLAIMS.table(rows)


def overlaps(a, b):
    return a[0] < b[2] - 0.5 and a[2] > b[0] + 0.5 and a[1] < b[3] - 0.5 and a[3] > b[1] + 0.5


@pytest.fixture
def example(table, claim):
    """Claims far enough apart to stand alone, one of them without a point."""
    return table(
        claim(1),
        claim(2, at=(39.72, 47.23), place_text="Rostov-on-Don", event_type="attack", actor="UA"),
        claim(3, at=(33.4, 49.1), place_text="Kremenchuk", status="confirmed"),
        claim(4, at=None, place_text="Nowhere", resolution="unresolved"),
    )


def test_a_page_calls_nobody_and_complains_of_nothing(visit, example):
    one = visit(rendered(FrontMap(claims=example)))
    assert (one.requests, one.errors, one.breaches) == ([], [], [])


def test_land_is_land_and_sea_is_sea(visit):
    page = visit(rendered(FrontMap(location=[47.5, 35.5], zoom_start=7))).page
    colours = {name: page.evaluate(PIXEL, at) for name, at in PLACES.items()}
    assert colours == {name: GROUND[name.partition("_")[0]] for name in PLACES}


# Well inside each ground, away from any river, border or lake.
PLACES = {
    "sea_black": (33.0, 45.0),
    "sea_azov": (36.3, 46.0),
    "ukraine_steppe": (36.9, 48.9),
    "ukraine_crimea": (34.35, 45.25),
    "land_russia": (40.6, 47.9),
}


def test_markers_stand_where_their_claims_are(visit, example):
    page = visit(rendered(FrontMap(claims=example))).page
    for row in example.dropna(subset="geometry").itertuples():
        box = page.locator(f'.fl-marker[aria-label*="{row.place_text}"]').bounding_box()
        x, y = page.evaluate(POINT, [row.geometry.x, row.geometry.y])
        assert abs(box["x"] + box["width"] / 2 - x) <= 2
        assert abs(box["y"] + box["height"] / 2 - y) <= 2


def test_the_first_view_shows_every_claim_beside_the_cards(visit, example):
    for width, height in ((1280, 800), (390, 844)):
        page = visit(rendered(FrontMap(claims=example)), width=width, height=height).page
        cards = page.evaluate(BOXES)
        for marker in page.locator(".fl-marker").all():
            box = marker.bounding_box()
            corners = (box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"])
            assert corners[0] >= 0
            assert corners[1] >= 0
            assert corners[2] <= width
            assert corners[3] <= height
            assert not [card for card in cards if overlaps(card, corners)]


@pytest.mark.parametrize("zoom", [6, 7, 8.5, 10])
def test_no_name_lies_over_another_a_symbol_or_a_card(visit, example, zoom):
    one = visit(rendered(FrontMap(claims=example, location=[48.4, 37], zoom_start=zoom)), before=WRITTEN)
    names = [label["box"] for label in one.page.evaluate("() => window.__written()")]
    symbols = [
        (box["x"] + 3, box["y"] + 3, box["x"] + 25, box["y"] + 25)
        for box in (marker.bounding_box() for marker in one.page.locator(".fl-marker").all())
    ]
    assert len(names) > 10
    assert not [pair for pair in itertools.combinations(names, 2) if overlaps(*pair)]
    others = [*symbols, *one.page.evaluate(BOXES)]
    assert not [(name, other) for name in names for other in others if overlaps(name, other)]


def test_more_places_are_named_as_the_reader_comes_closer(visit, example):
    named = {}
    for zoom in (6, 9):
        one = visit(rendered(FrontMap(claims=example, location=[48.4, 37], zoom_start=zoom)), before=WRITTEN)
        named[zoom] = {label["text"] for label in one.page.evaluate("() => window.__written()")}
    assert {"Kharkiv", "Donetsk"} <= named[6]
    assert {"Pokrovsk", "Chasiv Yar"} <= named[9]
    assert "Chasiv Yar" not in named[6]


def test_a_reader_who_asked_for_less_motion_gets_none(visit, example):
    page = visit(rendered(FrontMap(claims=example))).page
    lon = f"{MAP}.getCenter().lng"
    before, after = page.evaluate(f"() => [{lon}, ({MAP}.panBy([200, 0]), {lon})]")
    assert after > before
    assert page.evaluate(f"() => {lon}") == after
    assert page.evaluate(f"() => {MAP}._zoomAnimated") is False


def test_the_keyboard_brings_a_claim_from_the_edge_into_view_and_a_click_does_not(visit, example):
    one = visit(rendered(FrontMap(claims=example, location=[47.9, 34.1], zoom_start=8)))
    marker, middle = one.marker("Iskra"), f"() => {MAP}.getCenter().lng"
    before = one.page.evaluate(middle)
    box = marker.bounding_box()
    one.page.mouse.move(box["x"] + 14, box["y"] + 14)
    one.page.mouse.down()
    assert one.page.evaluate(middle) == before
    one.page.mouse.up()
    assert "Iskra" in one.popup().inner_text()
    one.page.evaluate(f"() => {{ {MAP}.closePopup(); {MAP}.setView([47.9, 30], 8); }}")
    one.page.keyboard.press("Tab")
    marker.focus()
    assert one.page.evaluate(middle) > 31


def test_a_click_opens_what_is_claimed_by_whom_and_on_what_evidence(visit, example):
    one = visit(rendered(FrontMap(claims=example)))
    one.marker("Iskra").click()
    text = one.popup().inner_text()
    for words in (
        "Capture of Iskra",
        "claimed by the defence ministry",
        "Russian side",
        "14 August 2025",
        "date as written",
        "today Andriivka-Klevtsove",
        "± 2 km",
        "The ministry said that its troops had captured the village.",
    ):
        assert words in text
    link = one.popup().get_by_role("link", name="An agency")
    assert link.get_attribute("href") == "https://example.org/report"
    assert link.get_attribute("rel") == "noopener noreferrer nofollow"


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_the_keyboard_opens_a_claim_and_escape_comes_back_to_it(visit, example, key):
    one = visit(rendered(FrontMap(claims=example)))
    marker = one.marker("Iskra")
    assert marker.get_attribute("role") == "button"
    label = "Capture of Iskra, claimed by the defence ministry, 14 August 2025"
    assert marker.get_attribute("aria-label") == label
    marker.focus()
    one.page.keyboard.press(key)
    assert "captured the village" in one.popup().inner_text()
    assert one.page.evaluate("() => document.activeElement.className") == "fl-sheet"
    one.page.keyboard.press("Escape")
    one.page.wait_for_function("() => !document.querySelector('.leaflet-popup')")
    assert one.page.evaluate("() => document.activeElement.getAttribute('aria-label')") == label


def test_the_list_has_every_claim_and_opens_each(visit, example):
    one = visit(rendered(FrontMap(claims=example)))
    rows = one.page.locator(".fl-list .fl-row")
    assert rows.count() == 4
    rows.nth(1).click()
    assert "Attack on Rostov-on-Don" in one.popup().inner_text()
    rows.nth(3).click()
    sheet = one.page.locator(".fl-list .fl-sheet")
    assert "not found in the gazetteer" in sheet.inner_text()
    assert rows.nth(3).get_attribute("aria-expanded") == "true"


def test_the_page_tells_dates_sources_legend_and_what_claimed_means(visit, example):
    page = visit(rendered(FrontMap(claims=example, title="Claims of a day"))).page
    assert page.title() == "Claims of a day"
    panel, key = page.locator(".fl-panel").inner_text(), page.locator(".fl-key").inner_text()
    for words in (
        "Claims of a day",
        "Published 14 August 2025",
        "“Claimed” means",
        "An agency",
        "Base map".lower(),
    ):
        assert words in panel.replace("Base map", "base map")
    for words in (
        "Russia",
        "Ukraine",
        "Capture",
        "Attack",
        "claimed by a belligerent",
        "confirmed independently",
    ):
        assert words in key
    for words in ("Launch", "denied", "unverified"):
        assert words not in key


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (800, 600), (390, 844), (340, 600)])
def test_no_card_or_control_lies_over_another(visit, example, width, height):
    one = visit(
        rendered(FrontMap(claims=example, title="A rather long title of a map " * 3)),
        width=width,
        height=height,
    )
    states = [one.page.evaluate(BOXES)]
    if one.page.locator(".fl-tabs").is_visible():
        for tab in one.page.locator(".fl-tabs .fl-tab").all():
            tab.click()
            states.append(one.page.evaluate(BOXES))
    for boxes in states:
        assert not [pair for pair in itertools.combinations(boxes, 2) if overlaps(*pair)]
        assert all(
            left >= 0 and top >= 0 and right <= width and bottom <= height
            for left, top, right, bottom in boxes
        )


def test_a_layer_control_of_the_users_finds_room(visit, example):
    page = FrontMap(claims=example)
    folium.LayerControl().add_to(page)
    boxes = visit(rendered(page)).page.evaluate(BOXES)
    assert len(boxes) == 5
    assert not [pair for pair in itertools.combinations(boxes, 2) if overlaps(*pair)]


def test_statuses_differ_in_grey(visit, table, claim):
    looks = (
        *(
            {"status": status}
            for status in ("asserted", "claimed", "admitted", "reported", "confirmed", "denied")
        ),
        {"status": "claimed", "verification": "unverified"},
    )
    rows = [claim(i, at=(24 + 2 * i, 49), place_text=f"P{i}x", **look) for i, look in enumerate(looks)]
    one = visit(rendered(FrontMap(claims=table(*rows), basemap=None)))
    greys = [symbol_in_grey(one, one.marker(f"P{i}x")) for i in range(len(looks))]
    for (i, a), (j, b) in itertools.combinations(enumerate(greys), 2):
        # Of the box, of which the shape fills about a third, one pixel in forty turns from light to dark.
        assert (np.abs(a - b) > 255 / 3).mean() > 1 / 40, (looks[i], looks[j])


def symbol_in_grey(one, marker):
    """The symbol alone: a screenshot of the marker would hold its label too."""
    box = marker.locator(".fl-symbol").bounding_box()
    clip = {"x": round(box["x"]), "y": round(box["y"]), "width": 28, "height": 28}
    one.page.evaluate("() => document.querySelectorAll('.fl-labels-pane').forEach((pane) => pane.remove())")
    address = "data:image/png;base64," + base64.b64encode(one.page.screenshot(clip=clip)).decode()
    return np.array(one.page.evaluate(GREY, address))


def test_a_region_is_no_settlement(visit, table, claim):
    region = {
        "place_text": None,
        "admin_text": "Sumy",
        "resolution": "region_only",
        "geo_precision": "admin1",
    }
    rows = table(claim(1), claim(2, at=(34, 51), uncertainty_km=100.0, place_name=None, **region))
    one = visit(rendered(FrontMap(claims=rows)))
    assert one.marker("Sumy region").locator(".fl-region").count() == 1
    assert one.marker("Iskra").locator(".fl-region").count() == 0
    ring = one.page.locator("path.fl-ring")
    assert ring.count() == 1
    assert ring.get_attribute("stroke-dasharray")
    # 100 km north of the middle lies on the ring, to a pixel or two
    _, y = one.page.evaluate(POINT, [34, 51])
    _, top = one.page.evaluate(POINT, [34, 51 + 100 / 111.2])
    assert ring.bounding_box()["height"] / 2 == pytest.approx(y - top, abs=4)


@pytest.mark.parametrize("relation", ["near", "direction"])
def test_what_is_only_near_a_place_has_a_ring(visit, table, claim, relation):
    rows = table(
        claim(1, place_rel=relation, uncertainty_km=15.0), claim(2, at=(38, 48), uncertainty_km=15.0)
    )
    assert visit(rendered(FrontMap(claims=rows))).page.locator("path.fl-ring").count() == 1


def test_claims_of_one_place_fan_out_so_that_each_opens(visit, table, claim):
    rows = [claim(i, evidence=f"claim {i} of six", span_end=14) for i in range(6)]
    one = visit(rendered(FrontMap(claims=table(*rows), zoom_start=8)))
    markers = one.page.locator(".fl-marker").all()
    boxes = [marker.bounding_box() for marker in markers]
    assert all(500 < box["x"] < 800 and 300 < box["y"] < 500 for box in boxes)  # the middle of the window
    middles = [(box["x"] + 14, box["y"] + 14) for box in boxes]
    assert all(np.hypot(a - c, b - d) >= 20 for (a, b), (c, d) in itertools.combinations(middles, 2))
    told = set()
    for marker in markers:
        marker.click()
        told.add(one.popup().locator("blockquote").inner_text())
        one.page.keyboard.press("Escape")
        one.page.wait_for_function("() => !document.querySelector('.leaflet-popup')")
    assert told == {f"claim {i} of six" for i in range(6)}


def test_many_claims_of_one_place_are_a_stack_that_lists_them(visit, table, claim):
    rows = [claim(i, evidence=f"claim {i:02} of many", span_end=16) for i in range(30)]
    one = visit(rendered(FrontMap(claims=table(*rows))))
    (marker,) = one.page.locator(".fl-marker").all()
    assert marker.get_attribute("aria-label") == "30 claims here"
    marker.click()
    choices = one.popup().locator(".fl-row")
    assert choices.count() == 30
    choices.nth(29).click()
    one.page.get_by_text("claim 29 of many").wait_for()


def test_symbols_part_when_the_reader_comes_closer(visit, table, claim):
    one = visit(
        rendered(
            FrontMap(claims=table(claim(1), claim(2, at=(36.62, 48.05))), location=[48, 36.6], zoom_start=7)
        )
    )
    assert one.page.locator(".fl-lead").count() == 2
    one.page.evaluate(f"() => {MAP}.setView([48.05, 36.6], 12, {{ animate: false }})")
    one.page.wait_for_function("() => document.querySelectorAll('.fl-lead').length === 0")


def open_everything(one):
    """Open every claim there is, by its symbol and by its row in the list."""
    for selector in (".fl-marker", ".fl-list .fl-row"):
        for element in one.page.locator(selector).all():
            element.dispatch_event("click")
    one.popup()


def test_hostile_words_run_nothing_on_a_front_map(visit):
    one = visit(rendered(FrontMap(claims=hostile())))
    assert one.page.locator(".fl-list .fl-row").count() == 2 * len(PAYLOADS)
    open_everything(one)
    assert not one.pwned
    assert (one.requests, one.errors, one.breaches) == ([], [], [])
    links = one.page.locator(".fl-sheet a, .fl-about a").evaluate_all(
        "(links) => links.map((a) => a.protocol)"
    )
    assert not set(links) - {"http:", "https:"}


def test_hostile_words_are_shown_as_they_are(visit):
    one = visit(rendered(FrontMap(claims=hostile())))
    shown = one.page.evaluate(
        """() => [...document.querySelectorAll('.fl-list .fl-row')].map((row) => {
          row.click();
          const popups = document.querySelectorAll('.leaflet-popup .fl-sheet');
          const sheet = row.nextElementSibling || popups[popups.length - 1];
          return sheet.querySelector('blockquote').textContent;
        })"""
    )
    assert shown == [*PAYLOADS, *PAYLOADS]


@pytest.mark.parametrize("title", PAYLOADS[:11])
def test_a_hostile_title_runs_nothing_and_is_the_heading(visit, title):
    one = visit(rendered(FrontMap(title=title)))
    assert one.page.locator("h1").text_content() == title
    assert not one.pwned
    assert (one.requests, one.errors, one.breaches) == ([], [], [])


def test_hostile_words_run_nothing_on_a_plain_folium_map(visit, leaflet_served):
    page = folium.Map([48, 32], zoom_start=6, tiles=None)
    claims_layer(hostile()).add_to(page)
    one = visit(rendered(page), answers=leaflet_served)
    assert one.page.locator(".fl-marker").count() == len(PAYLOADS)
    open_everything(one)
    assert not one.pwned
    assert one.errors == []


def test_hostile_names_of_layers_are_text_in_the_layer_control(visit, example, leaflet_served):
    page = folium.Map([48, 32], zoom_start=6, tiles=None)
    for payload in PAYLOADS[:-1]:
        claims_layer(example, name=payload).add_to(page)
    folium.LayerControl(collapsed=False).add_to(page)
    one = visit(rendered(page), answers=leaflet_served)
    labels = one.page.locator(".leaflet-control-layers-overlays label").all()
    assert [label.text_content().strip() for label in labels] == [name.strip() for name in PAYLOADS[:-1]]
    assert not one.pwned
    assert one.errors == []


def test_a_layer_comes_and_goes_with_the_layer_control(visit, example, leaflet_served):
    page = folium.Map([48, 36], zoom_start=6, tiles=None)
    claims_layer(example, name="Claims").add_to(page)
    folium.LayerControl(collapsed=False).add_to(page)
    one = visit(rendered(page), answers=leaflet_served)
    box = one.page.get_by_label("Claims")
    box.uncheck()
    assert one.page.locator(".fl-marker").count() == 0
    box.check()
    assert one.page.locator(".fl-marker").count() == 3


def test_layers_of_folium_s_own_work_on_the_page(visit, example):
    page = FrontMap(claims=example)
    folium.Marker([50, 33], popup="A <b>popup</b>", tooltip="A tooltip").add_to(page)
    folium.CircleMarker([49, 33], popup=folium.Popup("Lazy", lazy=True)).add_to(page)
    square = shapely.geometry.mapping(shapely.box(34, 49, 35, 50))
    feature = {"type": "Feature", "properties": {"name": "Square"}, "geometry": square}
    folium.GeoJson(
        {"type": "FeatureCollection", "features": [feature]}, tooltip=folium.GeoJsonTooltip(["name"])
    ).add_to(page)
    folium.Polygon([[47, 33], [47, 34], [48, 34]]).add_to(page)
    one = visit(rendered(page))
    one.page.locator(".leaflet-marker-icon:not(.fl-marker)").click()
    assert one.page.locator(".leaflet-popup b").inner_text() == "popup"
    assert (one.requests, one.errors, one.breaches) == ([], [], [])
    natural = "(img) => img.complete && img.naturalWidth"
    assert one.page.locator("img.leaflet-marker-icon").evaluate(natural) in (25, 50)


@pytest.mark.parametrize("sandbox", ["", 'sandbox="allow-scripts"'])
def test_the_page_works_in_a_frame(visit, example, sandbox):
    inner = escape(rendered(FrontMap(claims=example)))
    waited_for = '<div class="leaflet-map-pane"></div>'
    outer = f'<!DOCTYPE html>{waited_for}<iframe {sandbox} width=900 height=600 srcdoc="{inner}">'
    one = visit(outer)
    frame = one.page.frame_locator("iframe")
    frame.locator('.fl-marker[aria-label*="Iskra"]').click()
    frame.get_by_text("captured the village").wait_for()
    assert (one.requests, one.errors) == ([], [])


def test_the_page_speaks_ukrainian(visit, example):
    one = visit(rendered(FrontMap(claims=example, lang="uk")))
    one.marker("Iskra").click()
    text = one.popup().inner_text()
    assert "Захоплення: Iskra" in text
    assert "14 серпня 2025" in text
    assert one.page.evaluate("() => document.documentElement.lang") == "uk"


def test_the_controls_speak_the_pages_language(visit, example):
    page = visit(rendered(FrontMap(claims=example, lang="uk"))).page
    for name, text in (("in", "Збільшити"), ("out", "Зменшити")):
        button = page.locator(f".leaflet-control-zoom-{name}")
        assert (button.get_attribute("title"), button.get_attribute("aria-label")) == (text, text)
    assert page.locator(".leaflet-control-scale-line").inner_text().endswith((" км", " м"))


def test_a_page_in_ukrainian_has_no_english_words_of_its_own(visit, table, claim):
    rows = table(
        claim(at=None, lang=None, hedge="likely", verification="unverified", distance_km=3.0, area_km2=2.5)
    )
    page = visit(rendered(FrontMap(claims=rows, lang="uk", basemap=None))).page
    page.locator(".fl-list .fl-row").click()
    text = page.locator(".fl-map").inner_text().replace("\N{NO-BREAK SPACE}", " ")
    for words in ("An agency", "the defence ministry", "Andriivka-Klevtsove", "Iskra", EVIDENCE):
        text = text.replace(words, "")
    assert "3 км" in text
    assert "2,5 км²" in text
    assert re.findall("[A-Za-z]+", text) == []


def test_a_page_without_zoom_buttons_opens(visit, example):
    one = visit(rendered(FrontMap(claims=example, zoom_control=False)))
    assert one.page.locator(".leaflet-control-zoom").count() == 0
    assert one.errors == []


@pytest.mark.parametrize("width", [1280, 390])
def test_the_base_map_s_sources_are_named_at_once_and_told_in_full_when_opened(visit, example, width):
    page = visit(rendered(FrontMap(claims=example)), width=width).page
    if width < 760:
        page.get_by_role("button", name="Legend").click()
    told = page.locator(".fl-about details")
    assert all(name in told.inner_text() for name in ("© OpenStreetMap contributors", "GeoNames"))
    assert "ODbL" not in told.inner_text()
    assert told.bounding_box()["height"] < 2.5 * 11 * 1.4  # two lines
    told.locator("summary").click()
    links = told.get_by_role("link")
    assert links.count() == 4
    assert links.first.get_attribute("href") == "https://www.openstreetmap.org/copyright"
    for words in ("ODbL 1.0", "public domain", "LGPL 3.0", "CC BY 4.0", "rivers; by basemap"):
        assert words in told.inner_text()


@pytest.mark.parametrize(
    ("actor", "written", "shown"),
    [
        ("RU", "Russian", "Russia"),
        ("RU", "the Russians", "Russia"),
        ("RU", "Russia’s", "Russia"),
        ("RU", "російські", "Russia"),
        ("RU", "Россия", "Russia"),
        ("RU", "Российской Федерации", "Russia"),
        ("RU", "РФ", "Russia"),
        ("UA", "Ukraine's", "Ukraine"),
        ("UA", "Українські", "Ukraine"),
        ("UA", "украинский", "Ukraine"),
        ("RU", "Russian forces", "Russia (Russian forces)"),
        ("RU", "окупанти", "Russia (окупанти)"),
        ("UA", "Russian", "Ukraine (Russian)"),
        ("OTHER", "North Korean", "Other or not named (North Korean)"),
        (None, "Russian", "Russian"),
        ("UA", None, "Ukraine"),
    ],
)
def test_who_acts_is_quoted_only_where_the_words_say_more_than_the_side(
    visit, table, claim, actor, written, shown
):
    rows = table(claim(at=None, actor=actor, actor_text=written))
    page = visit(rendered(FrontMap(claims=rows, basemap=None))).page
    page.locator(".fl-list .fl-row").click()
    assert page.locator("dt:text-is('Who acts') + dd").text_content() == shown


def test_an_empty_table_is_a_map_of_the_ground(visit, table):
    one = visit(rendered(FrontMap(claims=table())))
    assert "No claims in this table." in one.page.locator(".fl-list").inner_text()
    assert (one.requests, one.errors, one.breaches) == ([], [], [])


def test_claims_all_without_a_point_are_all_listed(visit, table, claim):
    one = visit(rendered(FrontMap(claims=table(claim(1, at=None), claim(2, at=None)))))
    assert one.page.locator(".fl-row").count() == 2
    assert one.errors == []
