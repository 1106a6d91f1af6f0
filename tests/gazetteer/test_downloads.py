"""Downloads are whole, resumed where they stopped, and go nowhere that nobody named."""

import hashlib
import io
import json
import os
import subprocess
import sys
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from gazetteer import DataFileError, downloads
from gazetteer.downloads import download


def zipped(text="1\tNova\n" * 5000):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("UA.txt", text)
    return stream.getvalue()


class Server:
    """A server on this computer that answers as it is told and remembers what it was asked."""

    def __init__(self):
        self.body, self.etag = zipped(), '"one"'
        self.plan = []  # what goes wrong with the next answers
        self.asked = []
        served = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                served.asked.append((self.path, dict(self.headers)))
                served.answer(self, served.plan.pop(0) if served.plan else "ok")

            def log_message(self, *_):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/dump/"

    def answer(self, request, wrong):
        if isinstance(wrong, int):
            request.send_error(wrong)
        elif wrong.startswith("to "):
            request.send_response(302)
            request.send_header("Location", wrong.removeprefix("to "))
            request.end_headers()
        elif request.headers.get("If-None-Match") == self.etag:
            request.send_response(304)
            request.end_headers()
        else:
            self.send(request, wrong)

    def send(self, request, wrong):
        start, wanted = 0, request.headers.get("Range")
        if wanted and request.headers.get("If-Range") == self.etag and wrong != "whole":
            start = int(wanted.removeprefix("bytes=").removesuffix("-"))
        request.send_response(206 if start else 200)
        if start:
            told = start - 7 if wrong == "another part" else start
            size = len(self.body)
            request.send_header("Content-Range", f"bytes {told}-{size - 1}/{size}")
        request.send_header("Content-Length", str(len(self.body) - start))
        request.send_header("ETag", self.etag)
        request.end_headers()
        body = self.body[start:]
        request.wfile.write(body[: len(body) // 2] if wrong == "short" else body)


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(downloads, "WAIT_S", 0)
    server = Server()
    thread = threading.Thread(target=server.http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.http.shutdown()
    server.http.server_close()
    thread.join()


def refusal(*countries, **options):
    with pytest.raises(DataFileError) as caught:
        download(*countries, **options)
    return str(caught.value)


def test_a_download_is_whole_and_noted(server, tmp_path):
    (path,) = download("ua", folder=tmp_path, url=server.url)
    assert path == tmp_path / "UA.zip"
    assert path.read_bytes() == server.body
    note = json.loads((tmp_path / "UA.zip.json").read_text())
    assert note["url"] == f"{server.url}UA.zip"
    assert note["sha256"] == hashlib.sha256(server.body).hexdigest()
    assert (note["bytes"], note["etag"]) == (len(server.body), '"one"')
    assert "CC BY 4.0" in note["licence"]
    assert len(note["downloaded"]) == len("2026-01-01")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["UA.zip", "UA.zip.json"]


def test_several_countries_come_in_order(server, tmp_path):
    paths = download("UA", "RU", folder=tmp_path, url=server.url)
    assert [path.name for path in paths] == ["UA.zip", "RU.zip"]
    assert [path for path, _ in server.asked] == ["/dump/UA.zip", "/dump/RU.zip"]


def test_the_users_folder_is_the_default(server, tmp_path, monkeypatch):
    monkeypatch.setenv("FRONTLINE_DATA_DIR", str(tmp_path))
    assert download("UA", url=server.url) == [tmp_path / "downloads" / "UA.zip"]


def test_a_short_body_goes_on_where_it_stopped(server, tmp_path):
    server.plan = ["short", "short"]
    (path,) = download("UA", folder=tmp_path, url=server.url)
    assert path.read_bytes() == server.body
    starts = [headers.get("Range") for _, headers in server.asked]
    assert starts[0] is None
    assert starts[1] == f"bytes={len(server.body) // 2}-"
    assert int(starts[2].removeprefix("bytes=").removesuffix("-")) > len(server.body) // 2


def test_a_later_call_goes_on_too(server, tmp_path):
    server.plan = ["short", 404]
    assert "no such file" in refusal("UA", folder=tmp_path, url=server.url)
    (path,) = download("UA", folder=tmp_path, url=server.url)
    assert server.asked[-1][1]["Range"] == f"bytes={len(server.body) // 2}-"
    assert path.read_bytes() == server.body


@pytest.mark.parametrize("wrong", ["whole", "another part", 416])
def test_a_server_that_does_not_resume_sends_it_whole(server, tmp_path, wrong):
    server.plan = ["short", wrong]
    (path,) = download("UA", folder=tmp_path, url=server.url)
    assert path.read_bytes() == server.body


def test_a_file_that_changed_on_the_way_is_not_mixed(server, tmp_path):
    server.plan = ["short", 404]
    refusal("UA", folder=tmp_path, url=server.url)
    server.body, server.etag = zipped("2\tStara\n" * 9000), '"two"'
    (path,) = download("UA", folder=tmp_path, url=server.url)
    assert path.read_bytes() == server.body


def test_a_file_that_is_there_is_fetched_only_if_there_is_another(server, tmp_path):
    download("UA", folder=tmp_path, url=server.url)
    first = (tmp_path / "UA.zip.json").read_bytes()
    download("UA", folder=tmp_path, url=server.url)
    assert server.asked[-1][1]["If-None-Match"] == '"one"'
    assert (tmp_path / "UA.zip.json").read_bytes() == first
    server.body, server.etag = zipped("2\tStara\n"), '"two"'
    (path,) = download("UA", folder=tmp_path, url=server.url)
    assert path.read_bytes() == server.body


def test_a_file_that_was_spoilt_is_fetched_again(server, tmp_path):
    (path,) = download("UA", folder=tmp_path, url=server.url)
    path.write_bytes(b"spoilt")
    assert download("UA", folder=tmp_path, url=server.url)[0].read_bytes() == server.body


def test_an_error_of_the_server_passes(server, tmp_path):
    server.plan = [500, 503]
    (path,) = download("UA", folder=tmp_path, url=server.url)
    assert path.read_bytes() == server.body


def test_an_error_that_stays_is_told(server, tmp_path):
    server.plan = [500] * 9
    assert "the server answers 500" in refusal("UA", folder=tmp_path, url=server.url)
    assert len(server.asked) == downloads.ATTEMPTS
    assert not (tmp_path / "UA.zip").exists()


def test_a_file_that_is_not_there_is_told_at_once(server, tmp_path):
    server.plan = [404]
    assert "UA.zip: there is no such file" in refusal("UA", folder=tmp_path, url=server.url)
    assert len(server.asked) == 1


def test_nobody_at_home_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(downloads, "WAIT_S", 0)
    assert "could not be downloaded" in refusal("UA", folder=tmp_path, url="http://127.0.0.1:9/")


@pytest.mark.parametrize("content", [b"<!DOCTYPE html>", zipped()[:-30], b""])
def test_what_is_no_dump_is_not_kept(server, tmp_path, content):
    download("UA", folder=tmp_path, url=server.url)
    old = (tmp_path / "UA.zip").read_bytes()
    server.body, server.etag = content, '"two"'
    assert "sent a file that" in refusal("UA", folder=tmp_path, url=server.url)
    assert (tmp_path / "UA.zip").read_bytes() == old
    assert sorted(file.name for file in tmp_path.iterdir()) == ["UA.zip", "UA.zip.json"]


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://127.0.0.1/UA.zip", "data:,x"])
def test_a_redirect_to_another_scheme_is_refused(server, tmp_path, address):
    server.plan = [f"to {address}"]
    assert "leads to an address that is not trusted" in refusal("UA", folder=tmp_path, url=server.url)
    assert len(server.asked) == 1


def test_a_redirect_to_another_path_is_followed(server, tmp_path):
    server.plan = ["to /elsewhere/UA.zip"]
    assert download("UA", folder=tmp_path, url=server.url)[0].read_bytes() == server.body
    assert server.asked[-1][0] == "/elsewhere/UA.zip"


@pytest.mark.parametrize("country", ["XX", "Ukraine", "", "../UA", "UA/RU", "U", None])
def test_an_unknown_country_is_refused_before_anything_is_asked(server, tmp_path, country):
    assert "no country code" in refusal("UA", country, folder=tmp_path, url=server.url)
    assert server.asked == []


def test_a_file_is_no_address(tmp_path):
    assert "no http or https address" in refusal("UA", folder=tmp_path, url=f"{tmp_path.as_uri()}/")
    assert "names no country" in refusal(folder=tmp_path)


def test_a_file_in_the_way_is_told(server, tmp_path):
    (tmp_path / "file").write_text("")
    assert "choose another" in refusal("UA", folder=tmp_path / "file", url=server.url)


def test_a_size_beyond_reason_is_refused(server, tmp_path, monkeypatch):
    monkeypatch.setattr(downloads, "LARGEST", 100)
    assert "none of GeoNames' dumps" in refusal("UA", folder=tmp_path, url=server.url)


def test_no_bar_is_drawn_where_there_is_no_terminal(server, tmp_path, capfd):
    download("UA", folder=tmp_path, url=server.url)
    assert capfd.readouterr() == ("", "")


def test_the_command_names_the_licence(server, tmp_path):
    code = (
        "from gazetteer import downloads; from gazetteer.cli import main; fetch = downloads.download;"
        f"downloads.download = lambda *codes, **given: fetch(*codes, **given, url={server.url!r}); main()"
    )
    for flags in ([], ["--json"]):
        done = subprocess.run(
            [sys.executable, "-c", code, "download", "UA", "-o", str(tmp_path), *flags],
            capture_output=True, text=True, encoding="utf-8", env={**os.environ}, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert "GeoNames (geonames.org), CC BY 4.0" in done.stdout
    assert json.loads(done.stdout)[0]["path"] == str(tmp_path / "UA.zip")
