"""Maps of claims: folium maps that open from disk, say their sources and run nobody's text."""

from frontline.maps.layers import claims_layer
from frontline.maps.page import FrontMap

__all__ = ["FrontMap", "claims_layer"]
