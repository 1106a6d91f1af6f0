import json
import re

import folium
import pandas as pd
import pytest

from frontline import MapError
from frontline.maps.layers import claims_layer, languages, words
from frontline.tables import COUNTS
from frontline.terms import (
    ClaimantSide,
    DateBasis,
    DatePrecision,
    DistanceOp,
    EventType,
    Hedge,
    Resolution,
    Side,
    Status,
    SubEventType,
    Verification,
)
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


def test_a_layer_draws_the_active_geometry_whatever_its_name(table, claim):
    claims = table(claim(1, at=(36, 48))).rename_geometry("spot")
    layer = claims_layer(claims)
    (data,) = islands(layer.add_to(folium.Map(tiles=None)).get_root().render())
    assert (data["claims"][0]["lon"], data["claims"][0]["lat"]) == (36, 48)
    assert layer.get_bounds() == [[48, 36], [48, 36]]


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


def test_each_language_has_every_word_of_the_others():
    def leaves(value, path=()):
        if not isinstance(value, dict):
            return {path}
        return set().union(*(leaves(below, (*path, name)) for name, below in value.items()))

    def told(lang):
        plural = {path for path in leaves(words(lang)) if path[-1] == "one"}  # Ukrainian counts without it
        return leaves(words(lang)) - plural

    assert len({frozenset(told(lang)) for lang in languages()}) == 1


@pytest.mark.parametrize("lang", languages())
def test_every_word_of_the_tables_is_told_in_each_language(lang):
    wording = words(lang)
    kinds = (
        *((EventType, "events"), (EventType, "at"), (SubEventType, "sub"), (Status, "status")),
        *((Status, "status_by"), (Verification, "verification"), (Hedge, "hedge"), (Side, "sides")),
        *((ClaimantSide, "claimant_sides"), (Resolution, "resolution"), (DatePrecision, "precision")),
        *((DateBasis, "basis"), (DistanceOp, "ops")),
    )
    missing = [(name, word.value) for kind, name in kinds for word in kind if word.value not in wording[name]]
    assert missing == []
    assert set(wording["counts"]) == set(COUNTS)


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
