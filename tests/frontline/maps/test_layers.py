import json
import re

import folium
import pandas as pd
import pytest

from frontline import MapError
from frontline.maps.layers import claims_layer
from gazetteer.errors import TableError


def islands(html):
    return [
        json.loads(text) for text in re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', html)
    ]


def test_a_layer_carries_every_claim_and_only_what_is_told(table, claim):
    layer = claims_layer(table(claim(1, drones=3), claim(2, at=None, claimant=None)))
    (data,) = islands(layer.add_to(folium.Map(tiles=None)).get_root().render())
    first, second = data["claims"]
    assert (first["lon"], first["lat"], first["drones"], first["date"]) == (36.59, 48.049, 3, "2025-08-14")
    assert not {"lon", "lat", "claimant", "killed"} & set(second)


def test_a_layer_takes_any_index_and_leaves_the_table_as_it_was(table, claim):
    claims = table(claim(1), claim(2)).set_index(pd.Index(["x", "x"]))
    before = claims.copy()
    (data,) = islands(claims_layer(claims).add_to(folium.Map(tiles=None)).get_root().render())
    assert len(data["claims"]) == 2
    pd.testing.assert_frame_equal(claims, before)


def test_a_layer_refuses_what_is_no_table_of_claims(table, claim):
    with pytest.raises(TableError, match="status"):
        claims_layer(table(claim()).assign(status="perhaps"))


def test_a_layer_refuses_a_language_without_words(table):
    with pytest.raises(MapError, match="choose one of en, uk"):
        claims_layer(table(), lang="xx")


def test_the_bounds_of_a_layer_are_those_of_its_points(table, claim):
    layer = claims_layer(table(claim(1, at=(36, 48)), claim(2, at=(38, 47)), claim(3, at=None)))
    assert layer.get_bounds() == [[47, 36], [48, 38]]
    assert claims_layer(table(claim(at=None))).get_bounds() == [[None, None], [None, None]]


def test_two_layers_on_one_map_bring_the_scripts_once(table, claim):
    page = folium.Map(tiles=None)
    claims_layer(table(claim()), name="One").add_to(page)
    claims_layer(table(claim()), name="Two").add_to(page)
    html = page.get_root().render()
    assert html.count("frontline.claimsLayer = ") == 1
    assert html.count("frontline.claimsLayer(") == 2


def test_a_layers_name_is_text_to_the_layer_control(table, claim):
    page = folium.Map(tiles=None)
    claims_layer(table(claim()), name="<b>{{ 7 * 7 }}</b>").add_to(page)
    folium.LayerControl().add_to(page)
    html = page.get_root().render()
    assert "<b>{{" not in html
    assert ">49<" not in html
    assert "u0026lt;b" in html
