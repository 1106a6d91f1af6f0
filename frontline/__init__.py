"""Map a front line from public reporting: who claims what, where, since when, and how far it is."""

from frontline.claims import read_claims, write_claims
from frontline.errors import ClaimsFileError, FrontlineError, MapError, ReportError

__all__ = [
    "ClaimsFileError",
    "FrontlineError",
    "MapError",
    "ReportError",
    "read_claims",
    "write_claims",
]
