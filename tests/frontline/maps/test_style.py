import json

from frontline.maps.style import FILLS, HUES, SHAPES, style
from frontline.terms import EventType, Side, Status


def test_every_event_side_and_status_has_its_mark():
    assert set(SHAPES) == set(EventType)
    assert set(HUES) == set(Side)
    assert set(FILLS) == set(Status)


def test_no_two_events_share_a_shape_and_no_two_sides_a_hue():
    assert len(set(SHAPES.values())) == len(SHAPES)
    assert len(set(HUES.values())) == len(HUES)


def test_only_what_is_stated_or_confirmed_is_filled():
    assert {status for status, fill in FILLS.items() if fill == "full"} == {"asserted", "confirmed"}


def test_shapes_keep_to_their_box():
    corners = [value for outline in SHAPES.values() for corner in outline for value in corner]
    assert max(map(abs, corners)) <= 1.1


def test_the_style_is_json():
    assert json.loads(json.dumps(style()))["hues"] == dict(HUES)
