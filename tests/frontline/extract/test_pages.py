"""A page says itself what it is: its article, its day, its publisher; nothing is guessed or fetched."""

import json
import logging
import socket
import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import frontline as fl

BODY = """<p>Russia said on Thursday its troops had captured the village of Iskra in Donetsk region.</p>
<p>The Ukrainian military did not comment. Reuters could not verify the battlefield report.</p>"""
UKRAINIAN = "<p>Російські війська захопили село Іскра Донецької області, заявили у міноборони.</p>"


def page(head="", body=BODY, around=""):
    return f"<!DOCTYPE html><html><head>{head}</head><body>{around}<article>{body}</article></body></html>"


def linked(*nodes):
    return f'<script type="application/ld+json">{json.dumps(nodes)}</script>'


def meta(name, content):
    return f'<meta property="{name}" content="{content}">'


def published(html):
    return fl.read_page(html).document.published.isoformat()


def refused(html, **given):
    with pytest.raises(fl.ReportError) as error:
        fl.read_page(html, **given)
    return str(error.value)


def test_a_page_tells_its_article_day_publisher_address_and_title():
    head = (
        "<title>Village captured | The Daily</title>"
        + meta("og:title", "Village captured")
        + meta("og:site_name", "The Daily")
        + meta("og:url", "https://daily.example/2025/iskra")
        + meta("article:published_time", "2025-08-14T09:00:00+03:00")
    )
    around = "<nav><a href='/'>Home</a> <a href='/war'>War</a></nav>"
    read = fl.read_page(page(head, "<h1>Village captured</h1>" + BODY, around))
    document = read.document
    assert document.text.startswith("Russia said on Thursday its troops")
    assert "Home" not in document.text
    assert (document.published, document.source) == (date(2025, 8, 14), "The Daily")
    assert (document.source_url, document.title) == ("https://daily.example/2025/iskra", "Village captured")
    assert read.taken == {
        "published": "2025-08-14",
        "source": "The Daily",
        "source_url": "https://daily.example/2025/iskra",
        "title": "Village captured",
    }


def test_what_is_given_is_not_taken_from_the_page():
    head = meta("og:site_name", "The Daily") + meta("article:published_time", "2025-08-14")
    read = fl.read_page(page(head), published="2025-08-15", source="mine", source_url="https://me.example/1")
    assert read.taken == {}
    assert (read.document.published, read.document.source) == (date(2025, 8, 15), "mine")
    assert read.document.source_url == "https://me.example/1"


def test_the_claims_of_a_page_carry_where_it_stands():
    head = meta("og:url", "https://daily.example/iskra") + meta("article:published_time", "2025-08-14")
    (row,) = fl.extract_all([fl.read_page(page(head)).document]).to_dict("records")
    assert (row["event_type"], row["place_text"]) == ("capture", "Iskra")
    assert row["source_url"] == "https://daily.example/iskra"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (linked({"@type": "NewsArticle", "datePublished": "2025-08-14T08:00:00Z"}), ""),
        (linked({"@graph": [{"@type": ["Thing", "Article"], "datePublished": "2025-08-14"}]}), ""),
        (linked({"@type": "WebPage", "datePublished": "2025-08-14"}), ""),
        (linked({"@type": "LiveBlogPosting", "datePublished": "2025-08-14T01:00:00.000+0300"}), ""),
        (meta("article:published_time", "2025-08-14 09:00:00"), ""),
        ("", '<meta itemprop="datePublished" content="2025-08-14">'),
        ("", '<time datetime="2025-08-14T09:00">Thursday</time>'),
        ("", '<time datetime="2025-08-13">by phone</time><time pubdate datetime="2025-08-14">now</time>'),
    ],
)
def test_the_day_of_publication_is_taken_from_marks_made_for_it(head, body):
    assert published(page(head, body + BODY)) == "2025-08-14"


def test_the_day_is_that_of_kyiv():
    assert published(page(meta("article:published_time", "2025-08-13T22:30:00Z"))) == "2025-08-14"


def test_the_first_publication_counts_and_not_the_update():
    head = meta("article:modified_time", "2025-08-20") + linked(
        {"@type": "NewsArticle", "datePublished": "2025-08-14", "dateModified": "2025-08-20"}
    )
    assert published(page(head)) == "2025-08-14"
    times = '<time datetime="2025-08-14">1</time><time class="updated" datetime="2025-08-20">2</time>'
    assert published(page("", times + BODY)) == "2025-08-14"


def test_days_of_other_articles_and_of_comments_are_not_taken():
    around = '<aside><time datetime="2025-08-01">related</time></aside>'
    times = '<time datetime="2025-08-14">now</time>'
    comment = '<div class="comments"><p>Hm.</p><time datetime="2025-08-16">later</time></div>'
    other = '<article><time datetime="2025-08-02">an older one</time></article>'
    assert published(page("", times + BODY + comment + other, around)) == "2025-08-14"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", ""),
        ("", "<p>Published on 14 August 2025, updated 2025-08-15.</p>"),
        (meta("og:url", "https://daily.example/2025/08/14/iskra"), ""),
        (meta("article:modified_time", "2025-08-14"), ""),
        (meta("article:published_time", "1970-01-01T00:00:00Z"), ""),
        (meta("article:published_time", "14.08.2025"), ""),
        (meta("article:published_time", "2025-02-31"), ""),
        (linked({"@type": "NewsArticle", "datePublished": ["2025-08-14"]}), ""),
        (linked({"@type": "NewsArticle", "comment": {"datePublished": "2025-08-14"}}), ""),
        ('<script type="application/ld+json">{"datePublished": "2025-08-14",</script>', ""),
        ("", "<footer>© <time>2025-08-14</time></footer>"),
    ],
)
def test_no_day_is_guessed(head, body):
    assert "pass --published" in refused(page(head, body + BODY))


def test_days_that_contradict_each_other_are_named_and_none_is_taken():
    times = '<time datetime="2025-08-13">a</time><time datetime="2025-08-14">b</time>'
    assert "several days of publication (2025-08-13, 2025-08-14)" in refused(page("", times + BODY))
    two = [{"@type": "Article", "datePublished": day} for day in ("2025-08-13", "2025-08-14")]
    assert published(page(linked(*two) + meta("article:published_time", "2025-08-14"))) == "2025-08-14"


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "file:///etc/passwd", "//", "https:///x", "http://[", "ftp://a.example/"],
)
def test_only_addresses_of_the_web_are_kept(address):
    read = fl.read_page(page(meta("og:url", address)), published="2025-08-14")
    assert read.document.source_url is None
    assert "no http or https address" in refused(page(), published="2025-08-14", source_url=address)


def test_a_page_is_decoded_as_it_declares():
    html = page('<meta charset="windows-1251">', UKRAINIAN)
    text = fl.read_page(html.encode("cp1251"), published="2025-08-14").document.text
    assert text.startswith("Російські війська захопили село Іскра")
    http = '<meta http-equiv="Content-Type" content="text/html; charset=koi8-u">'
    assert (
        "Іскра" in fl.read_page(page(http, UKRAINIAN).encode("koi8-u"), published="2025-08-14").document.text
    )


def test_bytes_in_utf_8_and_byte_order_marks_go_before_what_is_declared():
    html = page('<meta charset="windows-1251">', UKRAINIAN)
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert "Іскра" in fl.read_page(html.encode(encoding), published="2025-08-14").document.text


@pytest.mark.parametrize(
    ("declared", "said"),
    [("", "declares no other encoding"), ("zip", "no encoding of pages"), ("klingon", "no encoding of pages"),
     ("utf-8", "not in the encoding that it declares")],
)  # fmt: skip
def test_a_page_that_does_not_tell_its_encoding_is_refused(declared, said):
    html = page(f'<meta charset="{declared}">' if declared else "", UKRAINIAN).encode("cp1251")
    assert said in refused(html, published="2025-08-14")


@pytest.mark.parametrize(
    ("html", "said"),
    [
        (b"", "empty"),
        (" \n ", "empty"),
        ("just some words", "no HTML page"),
        (b"\x00\x01\x02" * 100, "binary data"),
        (b"PK\x03\x04" + bytes(range(256)), "binary data"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "not in UTF-8"),
        ("<html><body><nav><a href='/'>Home</a></nav></body></html>", "no text of an article"),
        ("<" * 100_000, "no HTML page"),
        ("<html><body>" + "<div>" * 50_000 + BODY, "no text of an article"),
        ("<html><body><p>" + "A" * 11_000_000 + "</p></body></html>", "no text of an article"),
        ("<p>" * (12 << 20), "over 32 MB"),
        (page("<title>" + "\ud800" * 9 + "</title>", ""), "no text of an article"),
        (42, "is a str or bytes"),
    ],
)
def test_what_is_no_article_is_refused_with_its_reason(html, said):
    assert said in refused(html, published="2025-08-14")


def test_ten_megabytes_of_what_is_no_text_do_not_hide_the_article():
    html = page("", BODY + "<!-- " + "x" * 9_000_000 + " -->" + "<br>" * 300_000)
    assert "village of Iskra" in fl.read_page(html, published="2025-08-14").document.text


@pytest.mark.parametrize("broken", ["[" * 100_000, '[1, [2], {"@type": 3, "publisher": 4}]', "null", "{"])
def test_broken_linked_data_do_no_harm(broken):
    head = f'<script type="application/ld+json">{broken}</script>'
    assert "Iskra" in fl.read_page(page(head), published="2025-08-14").document.text


def test_nothing_is_fetched(monkeypatch):
    def connected(*arguments):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", connected)
    monkeypatch.setattr(socket, "getaddrinfo", connected)
    head = '<base href="http://127.0.0.1:9/"><link rel="stylesheet" href="http://127.0.0.1:9/a.css">'
    fl.read_page(page(head, BODY + '<img src="http://127.0.0.1:9/b.png">'), published="2025-08-14")
    assert "no HTML page" in refused("http://127.0.0.1:9/")
    entity = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    text = fl.read_page(entity + f"<html><body><article>&x;{BODY}", published="2025-08-14").document.text
    assert "root:" not in text


def test_readers_of_html_say_nothing_and_stay_as_they_were(caplog):
    logger = logging.getLogger("trafilatura")
    before = logger.level
    refused("just some words")
    assert caplog.records == []
    assert logger.level == before


def test_without_trafilatura_the_page_says_what_to_install():
    code = (
        "import sys; sys.modules['trafilatura'] = None\n"
        "import frontline\n"
        "try: frontline.read_page('<html></html>')\n"
        "except frontline.ReportError as error: print(error)"
    )
    told = subprocess.check_output([sys.executable, "-c", code], text=True)
    assert "pip install 'frontline[readers]'" in told


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300)), st.booleans())
def test_any_bytes_and_words_are_read_or_refused(noise, wrapped):
    if wrapped:
        before, after = page().split("</article>")
        sort = (lambda text: text.encode()) if isinstance(noise, bytes) else str
        noise = sort(before) + noise + sort(after)
    try:
        read = fl.read_page(noise, published="2025-08-14")
    except fl.ReportError:
        return
    read.document.text.encode("utf-8")
