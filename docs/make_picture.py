"""Draw the picture of the README: the demo's map, as a browser shows it.

Run `.venv/bin/python docs/make_picture.py` after `make demo`; it needs the development extras and a chromium.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "build" / "demo" / "map.html"
PICTURE = ROOT / "docs" / "map.png"


def main() -> None:
    """Take the picture."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(PAGE.as_uri())
        page.wait_for_timeout(1000)  # until the base map is drawn
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main()
