"""Nominatim over the loopback: every answer ends in a place, in None or in an exception of geopy's."""

import json
import pickle
import sqlite3
import threading
import time
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from geopy.exc import (
    ConfigurationError,
    GeocoderInsufficientPrivileges,
    GeocoderParseError,
    GeocoderQueryError,
    GeocoderRateLimited,
    GeocoderServiceError,
    GeocoderTimedOut,
    GeocoderUnavailable,
    GeopyError,
)
from geopy.location import Location
from hypothesis import given
from hypothesis import strategies as st

from gazetteer import DataFileError
from gazetteer.geocoder import GazetteerGeocoder
from gazetteer.sources import asking
from gazetteer.sources.nominatim import PUBLIC, nominatim

AGENT = "test-of-a-map/1.0 (maps@example.org)"
PARIS = {"display_name": "Paris, France", "lat": "48.85", "lon": "2.35", "licence": "Data © OpenStreetMap"}


class Server:
    """A server on the loopback that says what it is told to, and remembers what it was asked."""

    def __init__(self):
        self.status, self.body, self.headers, self.drip, self.silent = (
            200,
            json.dumps([PARIS]),
            {},
            None,
            None,
        )
        self.asked = []
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.http.daemon_threads = True
        self.domain = f"127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()

    def say(self, body, status=200, **headers):
        self.body = body if isinstance(body, (str, bytes)) else json.dumps(body)
        self.status, self.headers = status, {name.replace("_", "-"): value for name, value in headers.items()}

    def _handler(server):  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                server.asked.append((self.path, dict(self.headers)))
                if server.silent is not None:
                    server.silent.wait(10)
                body = server.body.encode() if isinstance(server.body, str) else server.body
                self.send_response(server.status)
                for name, value in server.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                try:
                    for byte in (
                        [body] if server.drip is None else [body[i : i + 1] for i in range(len(body))]
                    ):
                        self.wfile.write(byte)
                        time.sleep(server.drip or 0)
                except OSError:
                    pass  # the client had enough

            def log_message(self, *_):
                pass

        return Handler


@pytest.fixture
def server():
    server = Server()
    yield server
    if server.silent is not None:
        server.silent.set()
    server.http.shutdown()
    server.http.server_close()


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self):
        self.now, self.slept = 1000.0, []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def made(server, tmp_path, clock):
    """A maker of geocoders that ask the server."""

    def make(**options):
        given = {
            "user_agent": AGENT, "cache": tmp_path / "osm.sqlite", "domain": server.domain, "scheme": "http",
            "proxies": {}, "clock": clock, "sleep": clock.sleep, "today": lambda: date(2026, 3, 1),
        }  # fmt: skip
        return nominatim(**given | options)

    return make


def test_an_answer_has_its_address_source_day_and_attribution(made, server):
    place = made().geocode("Paris")
    assert (place.address, place.latitude, place.longitude) == ("Paris, France", 48.85, 2.35)
    assert place.raw["source"] == server.domain
    assert (place.raw["resolution"], place.raw["fetched"]) == ("online", "2026-03-01")
    assert "OpenStreetMap" in place.raw["attribution"]
    assert "ODbL" in place.raw["attribution"]
    json.dumps(place.raw, allow_nan=False)


def test_the_server_is_told_who_asks_and_what(made, server):
    made().geocode("Париж", language="uk", country_codes=["fr"], viewbox=[(48, 2), (49, 3)], bounded=True)
    path, headers = server.asked[0]
    asked = parse_qs(urlsplit(path).query)
    assert headers["User-Agent"] == AGENT
    assert asked["q"] == ["Париж"]
    assert (asked["accept-language"], asked["countrycodes"], asked["bounded"]) == (["uk"], ["fr"], ["1"])


def test_a_kept_answer_makes_no_request(made, server):
    first = made().geocode("Paris")
    again = made().geocode("Paris")
    assert (again.address, again.raw) == (first.address, first.raw)
    assert len(server.asked) == 1


def test_another_question_or_language_or_server_is_asked(made, server):
    geocoder = made()
    geocoder.geocode("Paris")
    geocoder.geocode("Lyon")
    geocoder.geocode("Paris", language="uk")
    geocoder.geocode("Paris", exactly_one=False)
    geocoder.reverse((48.85, 2.35))
    other = made(domain=server.domain.replace("127.0.0.1", "localhost"))
    other.geocode("Paris")
    assert len(server.asked) == 6


@pytest.mark.parametrize(
    ("answer", "days", "asked"), [([PARIS], 180, 1), ([PARIS], 181, 2), ([], 7, 1), ([], 8, 2)]
)
def test_an_answer_holds_for_its_days_and_nothing_for_fewer(made, server, answer, days, asked):
    server.say(answer)
    made(today=lambda: date(2026, 1, 1)).geocode("Paris")
    made(today=lambda: date.fromordinal(date(2026, 1, 1).toordinal() + days)).geocode("Paris")
    assert len(server.asked) == asked


def test_an_empty_answer_is_none(made, server):
    server.say([])
    assert made().geocode("Xyzzyx") is None
    assert made().geocode("Xyzzyx", exactly_one=False) is None


def test_a_point_gives_an_address_or_none(made, server):
    server.say(PARIS)
    assert made().reverse((48.85, 2.35)).address == "Paris, France"
    server.say({"error": "Unable to geocode"})
    assert made().reverse((0, 0)) is None
    assert made().reverse((0, 0)) is None
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, GeocoderQueryError),
        (403, GeocoderInsufficientPrivileges),
        (429, GeocoderRateLimited),
        (500, GeocoderServiceError),
        (503, GeocoderTimedOut),
        (302, GeocoderServiceError),
        (599, GeocoderServiceError),
    ],
)
def test_a_status_is_geopys_exception_and_is_not_kept(made, server, status, error):
    server.say("<h1>no</h1>", status, Location="http://127.0.0.1:9/")
    geocoder = made()
    with pytest.raises(error):
        geocoder.geocode("Paris")
    server.say([PARIS])
    assert geocoder.geocode("Paris").address == "Paris, France"


def test_nobody_is_asked_before_the_time_that_a_refusal_names(made, server, clock):
    geocoder = made()
    server.say("slow down", 429, Retry_After="30")
    with pytest.raises(GeocoderRateLimited) as refused:
        geocoder.geocode("Paris")
    assert refused.value.retry_after == 30
    server.say([PARIS])
    clock.now += 20
    with pytest.raises(GeocoderRateLimited) as refused:
        geocoder.geocode("Paris")
    assert 0 < refused.value.retry_after <= 10
    assert len(server.asked) == 1
    clock.now += 11
    assert geocoder.geocode("Paris") is not None


@pytest.mark.parametrize(
    "header", ["soon", "-5", "9" * 30, "Fri, 31 Dec 999999 23:59:59 GMT", "Fri, 31 Dec 1999 23:59:59 GMT", ""]
)
def test_a_strange_retry_after_is_still_geopys_exception(made, server, header):
    server.say("", 429, Retry_After=header)
    with pytest.raises(GeocoderRateLimited):
        made().geocode("Paris")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "<html><body>Blocked</body></html>",
        b"\xff\xfe\x00",
        "null",
        "7",
        '"Paris"',
        "[7]",
        "[[]]",
        "{}",
        "[" * 100_000,
        "[" + "9" * 10_000 + "]",
        [{**PARIS, "lat": None}],
        [{"display_name": "Paris", "lon": "2"}],
        [{**PARIS, "lat": "north"}],
        [{**PARIS, "lat": [48]}],
        [{**PARIS, "lat": True}],
        [{**PARIS, "lat": "nan"}],
        [{**PARIS, "lat": "1e999"}],
        [{**PARIS, "lat": 91}],
        [{**PARIS, "lon": "-180.5"}],
        [{"lat": "48", "lon": "2"}],
        [{**PARIS, "display_name": 7}],
        [{**PARIS, "display_name": " "}],
        [PARIS, {"lat": "48"}],
    ],
    ids=lambda body: str(body)[:30],
)
def test_an_answer_that_cannot_be_read_is_geopys_parse_error_and_is_not_kept(made, server, body):
    server.say(body)
    geocoder = made()
    for exactly_one in (True, False):
        with pytest.raises(GeocoderParseError):
            geocoder.geocode("Paris", exactly_one=exactly_one)
    server.say([PARIS])
    assert geocoder.geocode("Paris") is not None


@pytest.mark.parametrize("error", ["Bad request", {"code": 400, "message": "no"}, None, ""])
def test_an_error_in_the_answer_is_geopys_query_error_and_is_not_kept(made, server, error):
    server.say({"error": error})
    for _ in range(2):
        with pytest.raises(GeocoderQueryError):
            made().geocode("Paris")
    assert len(server.asked) == 2


def test_numbers_and_text_are_both_degrees_and_odd_values_stay_json(made, server):
    server.say(
        '[{"display_name": "Pa\\ud800ris", "lat": 48.85, "lon": "2.35", "importance": NaN, "x": 1e999}]'
    )
    for _ in range(2):
        place = made().geocode("Paris")
        assert (place.latitude, place.longitude) == (48.85, 2.35)
        assert (place.address, place.raw["importance"], place.raw["x"]) == ("Pa?ris", None, None)
        place.address.encode()


def test_a_huge_answer_is_not_read_to_its_end(made, server, monkeypatch):
    monkeypatch.setattr(asking, "LARGEST", 100_000)
    server.say("[" + " " * 200_000 + "]")
    with pytest.raises(GeocoderParseError, match="larger than 100,000 bytes"):
        made().geocode("Paris")


def test_a_silent_server_times_out(made, server):
    server.silent = threading.Event()
    with pytest.raises(GeocoderTimedOut):
        made().geocode("Paris", timeout=0.2)


def test_a_server_that_drips_times_out_as_a_whole(made, server):
    server.drip = 0.02
    with pytest.raises(GeocoderTimedOut):
        made().geocode("Paris", timeout=0.3)


def test_an_answer_cut_short_is_geopys_exception(made, server):
    server.say("[]", Content_Length="100", Connection="close")
    with pytest.raises(GeocoderServiceError):
        made().geocode("Paris", timeout=0.5)


@pytest.mark.parametrize("domain", ["127.0.0.1:9", "a..b", "127.0.0.1:99999"])
def test_a_server_that_cannot_be_reached_is_unavailable(made, domain):
    with pytest.raises(GeocoderUnavailable):
        made(domain=domain).geocode("Paris")


@pytest.mark.parametrize("query", ["\ud800", "x" * 5_000, "я" * 1_000])
def test_a_query_that_no_address_can_hold_is_geopys_query_error(made, server, query):
    with pytest.raises(GeocoderQueryError):
        made().geocode(query)
    assert server.asked == []


def test_requests_are_a_second_apart_and_kept_answers_wait_for_nothing(made, server, clock):
    geocoder = made()
    for name in ("Paris", "Lyon", "Paris", "Nice"):
        geocoder.geocode(name)
    assert len(server.asked) == 3
    assert clock.slept == [1.0, 1.0]


def test_threads_share_the_pace_and_the_cache(made, server, clock):
    geocoder, found = made(), []
    names = ["Paris", "Lyon", "Nice"] * 4
    threads = [threading.Thread(target=lambda n=n: found.append(geocoder.geocode(n))) for n in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 12
    assert all(place.address == "Paris, France" for place in found)
    assert len(server.asked) == 3
    assert sum(clock.slept) == pytest.approx(2)


def test_geocoders_of_one_file_write_it_at_once(made, server, tmp_path):
    found = []

    def work(number):
        geocoder = made(pause_s=0, clock=time.monotonic, sleep=time.sleep)
        found.extend(geocoder.geocode(f"Paris {number}-{n}") for n in range(10))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 40
    with sqlite3.connect(tmp_path / "osm.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM answers").fetchone() == (40,)
    connection.close()


@pytest.mark.parametrize("damage", [b"not a database at all" * 100, None])
def test_a_damaged_cache_is_named_and_set_aside(made, server, tmp_path, damage):
    path = tmp_path / "osm.sqlite"
    made().geocode("Paris")
    whole = path.read_bytes()
    path.write_bytes(damage or whole[:100] + b"\xff" * (len(whole) - 100))
    with pytest.warns(UserWarning, match=r"osm\.sqlite is damaged .* set aside as osm\.sqlite\.damaged-1"):
        geocoder = made()
    assert geocoder.geocode("Paris").address == "Paris, France"
    assert (tmp_path / "osm.sqlite.damaged-1").exists()
    assert len(server.asked) == 2
    assert made().geocode("Paris") is not None
    assert len(server.asked) == 2


def test_a_cache_that_is_damaged_later_is_set_aside_too(made, server, tmp_path):
    geocoder = made()
    (tmp_path / "osm.sqlite").write_bytes(b"x" * 5000)
    with pytest.warns(UserWarning, match="set aside"):
        assert geocoder.geocode("Paris") is not None


def test_a_database_of_another_program_is_refused_and_stays_as_it_was(made, tmp_path):
    path = tmp_path / "osm.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE mine (x)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(DataFileError, match="another program"):
        made()
    assert path.read_bytes() == before


def test_a_cache_that_cannot_be_written_is_refused_by_name(made, tmp_path):
    with pytest.raises(DataFileError, match=r"pass cache="):
        made(cache=tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(DataFileError, match="file"):
        made(cache=tmp_path / "file" / "osm.sqlite")


@pytest.mark.parametrize(
    "change",
    ["answer = 'spoilt'", "answer = '[{}]'", "answer = X'FF'", "fetched = 'once'", "fetched = '2999-01-01'"],
)
def test_a_spoilt_row_is_asked_again(made, server, tmp_path, change):
    made().geocode("Paris")
    connection = sqlite3.connect(tmp_path / "osm.sqlite")
    with connection:
        connection.execute(f"UPDATE answers SET {change}")  # noqa: S608
    connection.close()
    assert made().geocode("Paris").address == "Paris, France"
    assert len(server.asked) == 2


def test_a_cache_that_another_program_holds_costs_no_answer(made, server, tmp_path, monkeypatch):
    monkeypatch.setattr("gazetteer.sources.kept.BUSY_S", 0.05)
    geocoder = made()
    connection = sqlite3.connect(tmp_path / "osm.sqlite", isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    with pytest.warns(UserWarning, match="not kept now"):
        assert geocoder.geocode("Paris").address == "Paris, France"
    connection.close()


@pytest.mark.parametrize(
    "agent",
    [None, "", "  ", "geopy/2.5.0", "python-requests/2", "1.0", "мапа", "map\r\nX: y", "Mozilla/5.0", 7],
)
def test_a_user_agent_that_names_no_application_is_refused(made, agent):
    with pytest.raises(ConfigurationError, match="user_agent"):
        made(user_agent=agent)


def test_a_user_agent_must_be_given(tmp_path):
    with pytest.raises(TypeError, match="user_agent"):
        nominatim(cache=tmp_path / "osm.sqlite")


@pytest.mark.parametrize(
    "options",
    [
        {"domain": PUBLIC, "scheme": "https", "pause_s": 0.5},
        {"domain": PUBLIC + "/", "scheme": "http"},
        {"domain": PUBLIC, "scheme": "https", "user_agent": "my-application"},
        {"domain": "user@host"},
        {"domain": "host/?q="},
        {"scheme": "ftp"},
        {"pause_s": -1},
        {"pause_s": float("nan")},
    ],
    ids=str,
)
def test_a_server_is_not_asked_against_its_policy_or_by_no_name(made, options):
    with pytest.raises(ConfigurationError):
        made(**options)


def test_the_public_server_is_asked_by_https(tmp_path):
    geocoder = nominatim(user_agent=AGENT, cache=tmp_path / "new" / "osm.sqlite")
    assert geocoder.api == f"https://{PUBLIC}/search"
    assert (tmp_path / "new" / "osm.sqlite").exists()


def test_a_pickled_geocoder_still_knows_its_answers(server, tmp_path):
    geocoder = nominatim(user_agent=AGENT, cache=tmp_path / "o.sqlite", domain=server.domain, scheme="http",
                         proxies={})  # fmt: skip
    geocoder.geocode("Paris")
    again = pickle.loads(pickle.dumps(geocoder))  # noqa: S301
    assert again.geocode("Paris").address == "Paris, France"
    assert len(server.asked) == 1


def test_it_answers_what_the_gazetteer_does_not_know(small, made, server):
    geocoder = GazetteerGeocoder(small, made())
    assert geocoder.geocode("Toretsk").raw["resolution"] == "resolved"
    assert geocoder.geocode("Iskra") is None
    assert server.asked == []
    place = geocoder.geocode({"city": "Paris", "country": "France"}, language="fr")
    assert (place.address, place.raw["resolution"], place.raw["source"]) == (
        "Paris, France",
        "online",
        server.domain,
    )
    assert "ODbL" in place.raw["attribution"]
    assert place.raw["fetched"] == "2026-03-01"
    server.say("", 429, Retry_After="5")
    with pytest.raises(GeocoderRateLimited):
        geocoder.geocode("Lyon")


def test_it_tells_where_a_point_is_that_the_gazetteer_has_nothing_near(small, made, server):
    server.say(PARIS)
    assert GazetteerGeocoder(small, made()).reverse((48.85, 2.35)).address == "Paris, France"
    assert GazetteerGeocoder(small, made()).reverse((48.85, 2.35), exactly_one=False)[0].raw["source"]


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text() | st.sampled_from(["48", "lat"]),
                    lambda inner: st.lists(inner) | st.dictionaries(
                        st.sampled_from(["lat", "lon", "display_name", "error"]), inner)))  # fmt: skip
def test_whatever_json_says_ends_in_a_place_none_or_geopys_exception(tmp_path_factory, answer):
    geocoder = nominatim(user_agent=AGENT, cache=tmp_path_factory.mktemp("kept") / "osm.sqlite", pause_s=1)
    geocoder.adapter._paced = lambda *_, **__: json.dumps(answer).encode()
    for ask, query in ((geocoder.geocode, "Paris"), (geocoder.reverse, (1, 2))):
        try:
            place = ask(query)
        except GeopyError:
            continue
        assert place is None or isinstance(place, Location)
