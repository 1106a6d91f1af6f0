"""Placemarks are known by folders and names; nothing is fetched, and nothing that a file declares expands."""

import zipfile

import pandas as pd
import pytest

from frontline.errors import ControlFileError
from frontline.sources.kml import kml_status, read_kml
from frontline.sources.rules import plain, table

RULES = table("kml.toml")


def ring(lon, lat=48.0, size=0.1, *, closed=True):
    corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)][: 5 if closed else 4]
    return "\n".join(f"{lon + x * size:.6f},{lat + y * size:.6f},0" for x, y in corners)


def polygon(outer, *holes):
    edge = "<{0}><LinearRing><coordinates>\n {1} </coordinates></LinearRing></{0}>"
    inside = "".join(edge.format("innerBoundaryIs", hole) for hole in holes)
    return f"<Polygon>{edge.format('outerBoundaryIs', outer)}{inside}</Polygon>"


def mark(name, *shapes):
    return f"<Placemark><name>{name}</name>{''.join(shapes)}</Placemark>"


def folder(name, *inside):
    return f"<Folder><name>{name}</name>{''.join(inside)}</Folder>"


def kml(*inside):
    head = '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2">'
    return f"{head}<Document><name>Map</name>{''.join(inside)}</Document></kml>"


def rows(paths, **kwargs):
    history = read_kml(paths, source="map", **kwargs)
    return list(history.to_frame().itertuples()), history.report


def refusal(path, **kwargs):
    with pytest.raises(ControlFileError) as caught:
        read_kml(path, source="map", **kwargs)
    return str(caught.value)


@pytest.mark.parametrize(
    ("path", "status"),
    [(path, rule["status"]) for rule in RULES["rule"] for path in rule["examples"]]
    + [(path, None) for path in RULES["unknown"][0]["examples"]],
)
def test_a_placemark_is_known_by_its_folders_and_name(path, status):
    assert kml_status(plain(path)) == status


def test_a_kmz_is_one_map_of_the_day_in_its_name(maps, km2):
    axis = mark(
        "Donetsk Axis",
        f"<MultiGeometry>{polygon(ring(37), ring(37.02, 48.02, 0.02))}{polygon(ring(38))}</MultiGeometry>",
    )
    text = kml(
        folder("Frontline", mark("North", "<LineString><coordinates>37,48 38,49</coordinates></LineString>")),
        folder("Important Areas", axis, mark("Crimea", polygon(ring(34))), mark("Luhansk Axis",
        polygon(ring(39))),
               mark("Trench", polygon(ring(36))), mark("Nothing")),
        folder("Russian Unit Positions", mark("201st", "<Point><coordinates>37,48,0</coordinates></Point>")),
    )  # fmt: skip
    with zipfile.ZipFile(maps.folder / "250815_0100.kmz", "w") as archive:
        archive.writestr("doc.kml", text)
        archive.writestr("images/icon.png", b"png")
    made, report = rows(maps.folder)
    by_status = {row.status: row for row in made}
    assert set(by_status) == {"occupied", "occupied_pre2022", "unclassified"}
    occupied = by_status["occupied"]
    assert occupied.date == pd.Timestamp("2025-08-15")
    assert (occupied.date_basis, occupied.snapshot_id) == ("filename", "250815_0100")
    assert occupied.label == "Donetsk Axis; Luhansk Axis"
    assert km2(occupied.geometry) == pytest.approx(82.9 * 2.96, rel=0.01)
    assert report["unclassified"] == {"Important Areas/Trench": 1}
    assert (report["points"], report["lines"], report["null_geometries"], report["ignored"]) == (1, 1, 1, 1)


def test_an_open_ring_is_closed_and_a_crossing_one_mended(maps):
    bow = "37,48 38,49 38,48 37,49 37,48"
    path = maps.write(
        "m_20250815.kml", kml(mark("a", polygon(ring(40, closed=False))), mark("b", polygon(bow)))
    )
    ((row,), report) = rows(path, status="occupied")
    assert row.geometry.is_valid
    assert (report["closed_rings"], report["repaired"]) == (1, 1)


def test_the_user_may_say_what_names_mean(maps):
    path = maps.write("m_20250815.kml", kml(
        folder("Held", mark("East", polygon(ring(37))), mark("Grey Zone", polygon(ring(38)))), mark("Else",
        polygon(ring(39))),
    ))  # fmt: skip
    made, _ = rows(path, status={"grey*": "contested", "HELD/*": "occupied"})
    assert {row.status: row.label for row in made} == {
        "contested": "Grey Zone",
        "occupied": "East",
        "unclassified": "Else",
    }
    with pytest.raises(ValueError, match="'taken' is no status"):
        read_kml(path, source="map", status={"*": "taken"})
    with pytest.raises(ValueError, match="whose map"):
        read_kml(path, source="")


def test_links_are_named_and_never_followed(maps):
    link = (
        "<NetworkLink><name>Live</name><Link><href>https://maps.example.org/kml</href></Link></NetworkLink>"
    )
    path = maps.write("250815_0100.kml", kml(link))
    assert "holds only a link (https://maps.example.org/kml)" in refusal(path)
    made, report = rows(maps.write("250815_0100.kml", kml(link, mark("a", polygon(ring(37))))))
    assert len(made) == 1
    assert report["not_fetched"] == ["https://maps.example.org/kml"]


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE kml [<!ENTITY a "aaa">]>', '<!DOCTYPE kml SYSTEM "http://example.org/x.dtd">',
        '<!-- <kml> --><!DOCTYPE kml [<!ENTITY x SYSTEM "secret.txt">]>', "<?x <kml ?><!DOCTYPE kml>",
    ],
)  # fmt: skip
def test_declarations_are_refused_before_anything_expands(maps, head):
    text = f'<?xml version="1.0"?>{head}<kml>{mark("a", polygon(ring(37)))}</kml>'
    assert "declares a document type or entities" in refusal(maps.write("m_20250815.kml", text))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_an_encoding_that_could_hide_declarations_is_refused(maps, encoding):
    text = '<?xml version="1.0"?><!DOCTYPE kml><kml/>'
    assert "is not XML in UTF-8" in refusal(maps.write("m_20250815.kml", text.encode(encoding)))
    text = b'<?xml version="1.0" encoding="cp037"?><kml/>'
    assert "is not XML in UTF-8" in refusal(maps.write("m_20250815.kml", text))


@pytest.mark.parametrize(
    "text",
    [
        "", "no xml", "<kml><Document>", "<gpx/>", kml(), kml(mark("a", polygon("37,48 x,49 38,49"))),
        kml(mark("a", polygon("37,48 nan,49 38,49"))), kml(mark("a", polygon("37,98 38,99 38,49"))),
        kml(mark("a", polygon("37 38 39"))), kml(mark("a", polygon("37,48 38,49"))), "<kml>&unknown;</kml>",
        kml(mark("a", polygon(""))),
    ],
)  # fmt: skip
def test_what_is_no_map_is_refused_by_name(maps, text):
    path = maps.write("m_20250815.kml", text)
    assert str(path) in refusal(path)
    _, report = rows(path, errors="skip")
    assert report["skipped"]


def test_folders_nested_without_end_do_no_harm(maps):
    deep = "<Folder>" * 20_000 + mark("a", polygon(ring(37))) + "</Folder>" * 20_000
    made, _ = rows(maps.write("m_20250815.kml", kml(deep)), status="occupied")
    assert len(made) == 1


def test_a_day_is_not_guessed(maps):
    path = maps.write("latest.kml", kml(mark("a", polygon(ring(37)))))
    assert "pass day=" in refusal(path)
    assert rows(path, day="2025-08-15")[0][0].date == pd.Timestamp("2025-08-15")
    path = maps.write("251345_0100.kml", kml(mark("a", polygon(ring(37)))))
    assert "no day from 2014 to today; rename it, or pass day=" in refusal(path)


def test_a_kmz_that_is_no_zip_is_refused(maps):
    path = maps.write("250815_0100.kmz", "<html>log in</html>")
    assert str(path) in refusal(path)
