"""Small maps of invented squares, in the real structure of publishers' files."""

import json
import zipfile

import pyproj
import pytest

GEOD = pyproj.Geod(ellps="WGS84")


class Maps:
    """Makes squares, features and files in a folder of the test's own."""

    def __init__(self, folder):
        self.folder = folder

    @staticmethod
    def ring(lon=37.0, lat=48.0, size=0.1, *, clockwise=False, height=None):
        corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
        ring = [[round(lon + x * size, 6), round(lat + y * size, 6)] for x, y in corners]
        if height is not None:
            ring = [[*point, height] for point in ring]
        return ring[::-1] if clockwise else ring

    def square(self, *args, **kwargs):
        return {"type": "Polygon", "coordinates": [self.ring(*args, **kwargs)]}

    @staticmethod
    def feature(geometry, **properties):
        return {"type": "Feature", "properties": properties, "geometry": geometry}

    def collection(self, *features, **more):
        made = [one if one.get("type") == "Feature" else self.feature(one) for one in features]
        return {"type": "FeatureCollection", "features": made, **more}

    @staticmethod
    def esri(*features, wkid=102100, **more):
        return {
            "geometryType": "esriGeometryPolygon",
            "spatialReference": {"wkid": wkid, "latestWkid": 3857 if wkid == 102100 else wkid},
            "features": list(features),
            **more,
        }

    def write(self, name, tree):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(tree, bytes):
            path.write_bytes(tree)
        else:
            path.write_text(tree if isinstance(tree, str) else json.dumps(tree), encoding="utf-8")
        return path

    def dump(self, name="deepstatemap_data_20240708.geojson", lon=37.0):
        square = self.ring(lon)
        return self.write(name, self.collection({"type": "MultiPolygon", "coordinates": [[square]]}))

    def zipped(self, name, *paths):
        with zipfile.ZipFile(self.folder / name, "w") as archive:
            for path in paths:
                archive.write(path, path.name)
        return self.folder / name


@pytest.fixture
def maps(tmp_path):
    """A maker of small maps."""
    return Maps(tmp_path)


@pytest.fixture
def km2():
    """Areas on the ellipsoid."""
    return lambda ground: abs(GEOD.geometry_area_perimeter(ground)[0]) / 1e6
