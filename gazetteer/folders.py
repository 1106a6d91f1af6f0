"""Where the user's data are: the folder of the index and of what was downloaded for it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["INDEX", "data_folder", "index_folder"]

INDEX = "index.npz"


def data_folder() -> Path:
    """The folder named by FRONTLINE_DATA_DIR, else the one where the platform keeps a user's data.

    That is ``~/.local/share/frontline`` (or below XDG_DATA_HOME) on Linux, ``~/Library/Application
    Support/frontline`` on macOS and ``frontline`` below LOCALAPPDATA on Windows. It need not exist.

    Examples
    --------
    >>> import os
    >>> os.environ["FRONTLINE_DATA_DIR"] = "data"
    >>> data_folder().as_posix(), index_folder().as_posix()
    ('data', 'data/gazetteer')
    >>> del os.environ["FRONTLINE_DATA_DIR"]
    """
    if named := os.environ.get("FRONTLINE_DATA_DIR"):
        return Path(named)
    return _users_folder() / "frontline"


def index_folder() -> Path:
    """The folder of the index that `load` opens and `build` writes if no other is named."""
    return data_folder() / "gazetteer"


def _users_folder() -> Path:
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    if sys.platform == "darwin":
        return home / "Library" / "Application Support"
    named = os.environ.get("XDG_DATA_HOME", "")
    return Path(named) if Path(named).is_absolute() else home / ".local" / "share"
