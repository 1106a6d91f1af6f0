"""How tests say what a text claims: one line a claim."""

import pytest

import gazetteer
from frontline.extract import extract_claims
from frontline.tables import COUNTS

PUBLISHED = "2025-08-14"  # a Thursday


@pytest.fixture(scope="session")
def gz():
    """The embedded core, opened once."""
    return gazetteer.load()


@pytest.fixture
def claims(gz):
    """Table of the claims of a text published on 14 August 2025."""
    return lambda text, published=PUBLISHED: extract_claims(text, published=published, gazetteer=gz)


@pytest.fixture
def told(claims):
    """Claims of a text as lines: "capture RU Iskra+Toretsk [Donetsk] claimed by RU settlements=2"."""
    return lambda text, published=PUBLISHED: lines(claims(text, published))


def lines(table):
    return [line(rows) for _, rows in table.groupby("claim_id", sort=False)]


def line(rows):
    first = rows.iloc[0]
    places = "+".join(rows["place_text"].dropna()) or "-"
    regions = "".join(f" [{name}]" for name in rows["admin_text"].dropna().unique())
    speaker = "" if first.isna()["claimant_side"] else f" by {first['claimant_side']}"
    measures = ("distance_km", "area_km2", "percent", *COUNTS)
    amounts = "".join(f" {name}={first[name]:g}" for name in measures if not first.isna()[name])
    actor = "-" if first.isna()["actor"] else first["actor"]
    return f"{first['event_type']} {actor} {places}{regions} {first['status']}{speaker}{amounts}"
