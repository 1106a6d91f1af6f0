import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from frontline.control import ControlHistory
from frontline.errors import ControlError
from frontline.ground import ground
from frontline.signed import distance_to_front
from frontline.tables import CONTROL, DISPLACEMENT
from frontline.transects import displacement
from gazetteer.geodesy import distance_km, moved, plane_lonlat
from gazetteer.places import Place

approx = pytest.approx
CENTRE = (32.0, 49.3)  # 200 km from any border or coast


def on_earth(shape):
    """A shape drawn in km around the centre."""
    return shapely.transform(shape, lambda xy: plane_lonlat(xy, CENTRE))


def maps(*shapes):
    """A map a day from 10 August 2025."""
    row = {"source": "own", "date_basis": "map", "status": "occupied"}
    days = np.datetime64("2025-08-10") + np.arange(len(shapes))
    return ControlHistory.from_frame(
        CONTROL.table(
            [row | {"date": str(day), "geometry": shape} for day, shape in zip(days, shapes, strict=True)]
        )
    )


def plain(*north_km):
    """Ground whose northern edge, a degree of latitude above its southern one, has moved north so far."""
    return maps(*[shapely.box(31, 48.5, 33, moved(32, 49.5, 0, km)[1]) for km in north_km])


def inner(table):
    """Transects across the northern edge, far from its ends."""
    middle = shapely.line_interpolate_point(table.geometry, 0.5, normalized=True)
    return table[(np.abs(middle.x - 32) < 0.4) & (middle.y > 49.3)]


def points(*km, lon=32.0):
    """Points so far north of the northern edge."""
    return [shapely.Point(moved(lon, 49.5, 0, each)) for each in km]


class TestDistance:
    def test_it_is_positive_outside_and_negative_on_the_ground(self):
        assert distance_to_front(points(10, -10, 0.5), plain(0)).tolist() == approx([10, -10, 0.5], abs=2e-3)

    def test_it_shrinks_by_what_the_front_advances(self):
        history = plain(0, 1, 2, 2, 5)
        table = distance_to_front(points(3, -4), history, history.dates)
        assert table.loc[0].tolist() == approx([3, 2, 1, 1, -2], abs=2e-3)
        assert table.loc[1].tolist() == approx([-4, -5, -6, -6, -9], abs=2e-3)
        assert table.columns.equals(history.dates)

    def test_many_days_at_once_are_each_day_alone(self):
        rng = np.random.default_rng(20250814)
        shapes = [
            on_earth(shapely.union_all(shapely.box(x, y, x + 1 + w, y + 1 + h)))
            for x, y, w, h in (rng.integers(0, (40, 40, 9, 9), (12, 4)).T for _ in range(8))
        ]
        history = maps(*shapes[:4], None, *shapes[4:])
        lonlat = plane_lonlat(rng.uniform(-30, 80, (300, 2)), CENTRE)
        some = gpd.GeoSeries.from_xy(*lonlat.T, crs="EPSG:4326")
        table = distance_to_front(some, history, history.dates)
        for day in history.dates:
            alone = distance_to_front(some, history, day)
            pd.testing.assert_series_equal(table[day], alone, check_names=False, rtol=0, atol=1e-9)
        backwards = distance_to_front(some, history, history.dates[::-1])
        assert backwards[history.dates].equals(table)

    def test_it_is_the_least_distance_to_any_point_of_the_line(self):
        rng = np.random.default_rng(5)
        shape = on_earth(shapely.Point(0, 0).buffer(40) - shapely.box(5, -60, 9, 20))
        lonlat = plane_lonlat(rng.uniform(-90, 90, (60, 2)), CENTRE)
        km = distance_to_front(shapely.points(lonlat), maps(shape))
        dense = shapely.get_coordinates(shapely.segmentize(shape, 1e-4))
        least = distance_km(lonlat[:, :1], lonlat[:, 1:], dense[:, 0], dense[:, 1]).min(axis=1)
        assert km.abs().to_numpy() == approx(least, abs=6e-3)
        inside = shapely.contains_xy(shape, *lonlat.T)
        assert np.sign(km.to_numpy()).tolist() == np.where(inside, -1, 1).tolist()

    def test_an_edge_of_a_degree_is_straight_in_degrees(self):
        (km,) = distance_to_front(
            [shapely.Point(moved(32, 49.5, 0, 7))], maps(shapely.box(29, 48.5, 35, 49.5))
        )
        assert km == approx(7, abs=3e-3)

    def test_the_coast_is_no_front(self):
        history = maps(shapely.box(36.2, 46.2, 37.2, 47.3))  # the shore of the Azov sea, and water
        (km,) = distance_to_front([shapely.Point(36.7, 46.4)], history)
        assert km < -30

    def test_a_small_pocket_has_a_front_of_its_own(self):
        history = maps(on_earth(shapely.box(-30, -30, 30, 30) - shapely.box(-0.5, -0.5, 0.5, 0.5)))
        lonlat = plane_lonlat(np.array([[0.0, 0.0], [0.0, 2.5]]), CENTRE)
        assert distance_to_front(shapely.points(lonlat), history).tolist() == approx([0.5, -2], abs=2e-3)

    def test_points_may_be_in_any_crs_and_keep_their_index(self):
        some = gpd.GeoSeries(points(10, -10), index=["b", "a"], crs="EPSG:4326")
        frame = gpd.GeoDataFrame(geometry=some.to_crs("EPSG:32636"))
        km = distance_to_front(frame, plain(0))
        assert km.index.tolist() == ["b", "a"]
        assert km.tolist() == approx([10, -10], abs=2e-3)

    def test_places_are_points(self):
        (here,) = points(10)
        place = Place("own:1", "Here", here.x, here.y)
        assert distance_to_front([place, place], plain(0)).tolist() == approx([10, 10], abs=2e-3)
        assert distance_to_front(place, plain(0)).tolist() == approx([10], abs=2e-3)

    def test_what_is_missing_stays_missing(self):
        km = distance_to_front([None, shapely.Point(), *points(1), float("nan")], plain(0))
        assert km.isna().tolist() == [True, True, False, True]
        assert km.attrs["report"]["missing_points"] == 3
        assert len(distance_to_front([], plain(0))) == 0

    def test_a_map_without_a_contact_line_gives_nothing_and_is_named(self):
        history = maps(shapely.box(31, 48.5, 33, 49.5), None, shapely.box(31, 48.5, 33, 49.5))
        table = distance_to_front(points(1), history, history.dates)
        assert table.isna().loc[0].tolist() == [False, True, False]
        assert table.attrs["report"]["maps_without_contact_line"] == ["2025-08-11"]
        assert np.isnan(distance_to_front(points(1), history, "2025-08-11")[0])
        assert np.isnan(distance_to_front(points(1), maps(None))[0])

    def test_no_days_give_no_columns(self):
        assert distance_to_front(points(1, 2), plain(0), []).shape == (2, 0)

    @pytest.mark.parametrize("wrong", [[shapely.box(0, 0, 1, 1)], [shapely.Point(4e5, 5e6)], ["Lyman"], 5])
    def test_what_is_no_point_is_refused(self, wrong):
        with pytest.raises(ControlError):
            distance_to_front(wrong, plain(0))

    def test_a_day_before_the_first_map_is_refused(self):
        with pytest.raises(ControlError, match="no map on or before 2025-08-01"):
            distance_to_front(points(1), plain(0), ["2025-08-11", "2025-08-01"])


class TestDisplacement:
    def test_a_front_that_moves_a_km_a_day_moves_a_km_a_day(self):
        table = inner(displacement(plain(0, 1, 2, 3), "2025-08-10", "2025-08-13", smooth_km=3, reach_km=20))
        assert len(table) > 50
        assert table.net_km.to_numpy() == approx(3, rel=1e-3)
        assert table.envelope_km.to_numpy() == approx(3, rel=1e-3)
        assert table.rate_m_per_day.to_numpy() == approx(1000, rel=1e-3)
        assert table.linear_rate_m_per_day.to_numpy() == approx(1000, rel=1e-3)
        assert table["flags"].isna().all()

    def test_the_line_through_all_maps_is_not_that_through_the_ends(self):
        table = inner(displacement(plain(0, 0, 0, 3), "2025-08-10", "2025-08-13", smooth_km=3, reach_km=20))
        assert table.rate_m_per_day.to_numpy() == approx(1000, rel=1e-3)
        assert table.linear_rate_m_per_day.to_numpy() == approx(900, rel=1e-3)  # 3 km × 1.5 days / 5 days²

    def test_one_side_advances_what_the_other_goes_back(self):
        table = inner(displacement(plain(3, 0), "2025-08-10", "2025-08-11", smooth_km=3, reach_km=20))
        assert table.net_km.to_numpy() == approx(-3, rel=1e-3)

    def test_what_is_taken_and_lost_again_is_in_the_envelope_only(self):
        table = inner(displacement(plain(0, 2, 0), "2025-08-10", "2025-08-12", smooth_km=3, reach_km=20))
        assert table.net_km.to_numpy() == approx(0, abs=1e-6)
        assert table.envelope_km.to_numpy() == approx(2, rel=1e-3)
        assert set(table["flags"]) == {"back_and_forth"}

    def test_a_circle_that_grows_moves_alike_everywhere(self):
        history = maps(*[on_earth(shapely.Point(0, 0).buffer(80 + day, quad_segs=500)) for day in range(3)])
        table = displacement(history, "2025-08-10", "2025-08-12", reach_km=20)
        assert table.net_km.to_numpy() == approx(2, rel=2e-3)
        assert table.linear_rate_m_per_day.to_numpy() == approx(1000, rel=2e-3)
        assert len(table) == approx(2 * np.pi * 80, rel=0.03)
        assert table.attrs["report"]["mean_displacement_km"] == approx(2 * 81 / 80, rel=0.01)

    def test_transects_lead_from_the_ground_outward_across_the_front(self):
        history = plain(0, 1)
        table = inner(displacement(history, "2025-08-10", "2025-08-11", smooth_km=3, reach_km=20))
        terrain = ground(history).segments.polygon(0)
        assert shapely.contains(terrain, shapely.get_point(table.geometry.to_numpy(), 0)).all()
        assert not shapely.contains(terrain, shapely.get_point(table.geometry.to_numpy(), -1)).any()
        apart = np.diff(table.along_km)
        assert apart[apart < 2] == approx(1)

    def test_a_movement_beyond_reach_is_flagged(self):
        table = inner(displacement(plain(0, 15), "2025-08-10", "2025-08-11", smooth_km=3, reach_km=10))
        assert table.net_km.to_numpy() == approx(10, rel=2e-3)
        assert set(table["flags"]) == {"cut_off"}

    def test_the_report_counts_the_ground_and_the_front(self):
        report = displacement(plain(0, 1), "2025-08-10", "2025-08-11").attrs["report"]
        width = distance_km(31, 49.5, 33, 49.5)
        assert report["net_km2"] == approx(width, rel=0.01)
        assert report["mean_displacement_km"] == approx(report["net_km2"] / report["front_km"], rel=1e-3)
        assert report["stationary"] > 0.5

    def test_between_a_map_and_itself_there_is_no_rate(self):
        table = displacement(plain(0), "2025-08-11", "2025-08-12")
        assert table.net_km.eq(0).all()
        assert table.rate_m_per_day.isna().all()
        assert table.linear_rate_m_per_day.isna().all()

    def test_without_a_front_there_are_no_transects(self):
        table = displacement(maps(None, shapely.box(31, 48.5, 33, 49.5)), "2025-08-10", "2025-08-11")
        assert len(table) == 0
        assert table.columns.tolist() == [*DISPLACEMENT.names, "geometry"]
        assert table.attrs["report"]["mean_displacement_km"] is None

    @pytest.mark.parametrize("wrong", [{"spacing_km": 0}, {"reach_km": -1}, {"smooth_km": float("nan")}])
    def test_a_length_that_is_none_is_refused(self, wrong):
        with pytest.raises(ControlError, match=next(iter(wrong))):
            displacement(plain(0, 1), "2025-08-10", "2025-08-11", **wrong)

    def test_a_line_too_short_for_transects_is_refused(self):
        with pytest.raises(ControlError, match="too short"):
            displacement(maps(on_earth(shapely.box(0, 0, 1, 1))), "2025-08-10", "2025-08-11", spacing_km=5)
