"""A real Chromium without a network, and claims to draw."""

import shutil
from contextlib import ExitStack

import pytest
import shapely

from frontline.maps.installed import leaflet_file
from frontline.tables import CLAIMS

# Nothing but the page itself: no first run, no updates, no telemetry.
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
EVIDENCE = "The ministry said that its troops had captured the village."


@pytest.fixture(scope="session")
def browser():
    """Chromium, where one is installed."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        pytest.skip("no chromium here: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield chromium
        chromium.close()


class Visit:
    """A page that is open, and what it did: requests, errors, dialogs, breaches of its policy."""

    def __init__(self, page):
        self.page = page
        self.requests, self.errors, self.dialogs = [], [], []
        page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", self._dialog)
        page.add_init_script(
            "window.__breaches = [];"
            "addEventListener('securitypolicyviolation', (e) => __breaches.push(e.violatedDirective))"
        )

    def _dialog(self, dialog):
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    @property
    def breaches(self):
        return self.page.evaluate("() => window.__breaches")

    @property
    def pwned(self):
        return self.page.evaluate("() => window.__pwned !== undefined") or bool(self.dialogs)

    def marker(self, words):
        return self.page.locator(f'.fl-marker[aria-label*="{words}"]').first

    def popup(self):
        popup = self.page.locator(".leaflet-popup .fl-sheet").last  # one that closes fades for a moment
        popup.wait_for()
        return popup


@pytest.fixture
def visit(browser, tmp_path):
    """Open a page's text from disk: visit(html, width=1280, height=800)."""
    with ExitStack() as contexts:

        def opened(html, *, width=1280, height=800, answers=None, before=""):
            path = tmp_path / "page.html"
            path.write_bytes(html.encode("utf-8"))
            context = browser.new_context(
                viewport={"width": width, "height": height}, reduced_motion="reduce"
            )
            context.set_default_timeout(8000)
            contexts.callback(context.close)
            one = Visit(context.new_page())
            one.page.add_init_script(before)

            def route(call):
                url = call.request.url
                if url.startswith(("data:", "about:", path.as_uri())):
                    return call.continue_()
                one.requests.append(url)
                name = url.rpartition("/")[2]
                return call.fulfill(**answers[name]) if answers and name in answers else call.abort()

            context.route("**/*", route)
            if not answers:
                context.set_offline(True)
            one.page.goto(path.as_uri())
            one.page.wait_for_function("() => document.querySelector('.leaflet-map-pane')")
            one.page.wait_for_timeout(150)
            return one

        yield opened


@pytest.fixture(scope="session")
def leaflet_served():
    """What a content network would answer for folium's defaults: Leaflet as installed, the rest empty."""
    others = ("jquery-3.7.1.min.js", "bootstrap.bundle.min.js", "leaflet.awesome-markers.js")
    styles = (
        *("bootstrap.min.css", "bootstrap-glyphicons.css", "all.min.css"),
        *("leaflet.awesome-markers.css", "leaflet.awesome.rotate.min.css"),
    )
    return {
        **{name: {"body": "", "content_type": "text/javascript"} for name in others},
        **{name: {"body": "", "content_type": "text/css"} for name in styles},
        "leaflet.js": {"body": leaflet_file("leaflet.js"), "content_type": "text/javascript"},
        "leaflet.css": {"body": leaflet_file("leaflet.css"), "content_type": "text/css"},
    }


@pytest.fixture
def claim():
    """A claim as a mapping, changed by keywords; `at` is longitude and latitude."""

    def one(number=1, *, at=(36.59, 48.049), **changes):
        row = {
            "claim_id": f"c{number}",
            "source": "An agency",
            "source_url": "https://example.org/report",
            "event_type": "capture",
            "actor": "RU",
            "claimant": "the defence ministry",
            "claimant_side": "RU",
            "status": "claimed",
            "date": "2025-08-14",
            "date_precision": "day",
            "date_basis": "explicit",
            "published": "2025-08-14",
            "place_text": "Iskra",
            "place_rel": "at",
            "place_name": "Andriivka-Klevtsove",
            "resolution": "resolved",
            "geo_precision": "settlement",
            "uncertainty_km": 2.0,
            "evidence": EVIDENCE,
            "span_start": 0,
            "span_end": len(EVIDENCE),
            "geometry": None if at is None else shapely.Point(at),
        }
        return {**row, **changes}

    return one


@pytest.fixture
def table():
    """Checked claims of mappings."""
    return lambda *rows: CLAIMS.table(rows)
