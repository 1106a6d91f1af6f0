"""The gazetteer as one of geopy's geocoders: names to points and back, offline, without a guess.

>>> from gazetteer.geocoder import GazetteerGeocoder
>>> GazetteerGeocoder().geocode("Торецьк").address
'Toretsk, Bakhmut Raion, Donetsk Oblast, Ukraine'
"""

from gazetteer.geocoder.coder import GazetteerGeocoder

__all__ = ["GazetteerGeocoder"]
