import warnings
from hashlib import sha256
from importlib.resources import files

import pytest

from frontline import MapError
from frontline.maps.installed import asset, leaflet_css, leaflet_file, leaflet_js

# Leaflet 1.9.3 as released: what unpkg and XStatic-Leaflet 1.9.3.0 carry, to the byte.
SHA256 = {
    "leaflet.js": "5819285cec137b229c94e1ee5ad73e8b6b84345a4367d60f75fe477fe0fb7b03",
    "leaflet.css": "90b693d86392a4779c861b28cf307e7e59c3fb35328c4d8b95f58f814d38c722",
}


@pytest.mark.parametrize("name", SHA256)
def test_leaflet_is_the_release_that_was_read(name):
    assert sha256(leaflet_file(name)).hexdigest() == SHA256[name]


def test_leaflet_is_found_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        leaflet_file.cache_clear()
        assert leaflet_file("leaflet.js").startswith(b"/* @preserve")


def test_a_file_that_leaflet_lacks_is_named_with_what_brings_it():
    with pytest.raises(MapError, match=r"leaflet-9\.js is not installed; pip install XStatic-Leaflet"):
        leaflet_file("leaflet-9.js")


def test_leaflet_asks_for_no_file_beside_it():
    assert "url(images" not in leaflet_css()
    assert "sourceMappingURL" not in leaflet_js()


def test_nothing_of_leaflet_is_copied_into_the_project():
    assets = files("frontline.maps").joinpath("assets").iterdir()
    assert not [file.name for file in assets if "Agafonkin" in file.read_text(encoding="utf-8")]


def test_the_words_of_every_language_are_the_same_words():
    import json

    def keys(table, path=""):
        for name, value in table.items():
            yield from keys(value, f"{path}/{name}") if isinstance(value, dict) else [f"{path}/{name}"]

    words = json.loads(asset("words.json"))
    plurals = {"one", "few", "many", "other"}
    told = {
        lang: {key for key in keys(table) if key.rpartition("/")[2] not in plurals}
        for lang, table in words.items()
    }
    assert told["en"] == told["uk"]
