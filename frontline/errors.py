"""What frontline refuses, said so that the user can act on it.

::

    FrontlineError
    ├── ReportError        (ValueError)   a text or its date cannot be read as a report
    ├── ClaimsFileError    (OSError)      a file of claims that cannot be read or written
    ├── ControlError       (ValueError)   a question that the maps at hand cannot answer
    ├── ControlFileError   (OSError)      a file of maps of control that cannot be read or written
    └── MapError           (ValueError)   a map that cannot be drawn or saved as asked

A table that breaks its schema raises :class:`gazetteer.TableError`.
"""

from __future__ import annotations

from gazetteer.errors import DataFileError

__all__ = [
    "ClaimsFileError",
    "ControlError",
    "ControlFileError",
    "FrontlineError",
    "MapError",
    "ReportError",
]


class FrontlineError(Exception):
    """Anything that this package refuses."""


class ReportError(FrontlineError, ValueError):
    """A text, or the day of its publication, cannot be read as a report."""


class ClaimsFileError(FrontlineError, DataFileError):
    """A file of claims that cannot be read or written.

    Parameters
    ----------
    path
        The file, as the user named it.
    reason
        What is wrong with it and what to do.
    """


class ControlFileError(FrontlineError, DataFileError):
    """A file of control of terrain that cannot be read.

    Parameters
    ----------
    path
        The file, and what inside it, as the user named it.
    reason
        What is wrong with it and what to do.
    """


class ControlError(FrontlineError, ValueError):
    """A question that the maps at hand cannot answer: no such day, no such source, no such status."""


class MapError(FrontlineError, ValueError):
    """A map that cannot be drawn or saved as asked."""
