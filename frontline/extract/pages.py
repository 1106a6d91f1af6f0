"""Articles in HTML: a saved page in; its text and what it says of itself out, without a network."""

from __future__ import annotations

import codecs
import logging
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from frontline.errors import ReportError
from frontline.extract.documents import Document
from frontline.extract.publication import published_on
from gazetteer.tables import UNWRITABLE

__all__ = ["Page", "read_page"]

LARGEST = 32 << 20  # bytes: pages that carry their pictures inside reach ten million
SHORTEST = 5  # words of an article: of a page without one, a link or two may be left
LONGEST_NAME = 200  # letters of a publisher or title
LONGEST_URL = 2000
LOGGERS = ("trafilatura", "htmldate", "courlan", "justext", "charset_normalizer")
DECLARED = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]*?\b(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{1,40})""", re.I
)
HEAD = 4096  # bytes in which an encoding is declared; browsers look through 1024
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Encodings of the Web (https://encoding.spec.whatwg.org) as Python calls them; its others run code, such as
# zip, or are none of pages.
ENCODINGS = re.compile(
    r"utf-8|utf-8-sig|ascii|cp(125[0-8]|866|874|932|949|950)|iso8859-\d+|koi8-[ru]|mac-cyrillic"
    r"|gb2312|gbk|gb18030|big5|euc_(jp|kr)|shift_jis"
)
BROKEN = "\ufffd"
BROKEN_SHARE = 0.01  # of the letters: a slip in a comment, but not a page in another encoding
LACKING = "HTML is read by trafilatura, which is not installed: pip install 'frontline[readers]'"
EMPTY = "the page has no text of an article: save it as plain text, and give that"


@dataclass(frozen=True, slots=True)
class Page:
    """An article out of a web page.

    Parameters
    ----------
    document
        The article as a report; offsets of claims count the characters of its `text`.
    taken
        What the page itself said and nobody gave, by field of the document: published, source, source_url,
        title.
    """

    document: Document
    taken: Mapping[str, str]


def read_page(
    html: str | bytes, *, published: object = None, source: str | None = None, source_url: str | None = None
) -> Page:
    """The article of a web page, with its day, publisher, address and title.

    The text is what trafilatura takes for the article, without comments and without a headline that stands
    before it. Nothing is ever fetched. What is not given is taken from the page, and `taken` says so:

    - **published**: the first day of publication in JSON-LD (`datePublished`), in the meta element
      `article:published_time`, in an element marked `datePublished`, or in the article's
      ``<time datetime>``; in the calendar of Kyiv. Days of updates, in the address or in the prose are not
      taken, nor is any of several days that contradict each other;
    - **source**: the name of the site or publisher in its metadata, else the host of its address;
    - **source_url**: its own address (`og:url` or the canonical link), if that is http or https;
    - **title**: its title.

    Parameters
    ----------
    html
        The page: its words, or the bytes of its file, in UTF-8 or in the encoding that it declares.
    published, source, source_url
        As for `Document`; what is given is not looked for in the page.

    Raises
    ------
    ReportError
        If it is no page, has no article (of five words at least), cannot be decoded, or no day is given and
        it says none; if `source_url` is no http or https address; or without trafilatura (``pip install
        'frontline[readers]'``).

    Examples
    --------
    >>> page = read_page('''<html><head><title>Iskra</title>
    ... <meta property="article:published_time" content="2025-08-14T09:00:00+03:00"></head><body><article>
    ... <p>Russian forces captured the village of Iskra in Donetsk region, the ministry said.</p>
    ... </article></body></html>''')
    >>> page.document.text
    'Russian forces captured the village of Iskra in Donetsk region, the ministry said.'
    >>> page.document.published, dict(page.taken)
    (datetime.date(2025, 8, 14), {'published': '2025-08-14', 'title': 'Iskra'})
    """
    trafilatura = _trafilatura()
    if source_url is not None and not _is_address(source_url):
        raise ReportError(f"source_url {source_url[:80]!r} is no http or https address")
    words = _decoded(html)
    with _quiet():
        tree, text, told = _read(trafilatura, words)
    if len(text.split()) < SHORTEST:
        raise ReportError(EMPTY)
    day = published_on(tree) if published is None else published
    given = {"source": source, "source_url": source_url, "title": None}
    taken = {name: told[name] for name, value in given.items() if value is None and name in told}
    document = Document(text, day, **(given | taken))
    if published is None:
        taken = {"published": document.published.isoformat()} | taken
    return Page(document, taken)


def _trafilatura() -> ModuleType:
    try:
        import trafilatura
    except ImportError as error:
        raise ReportError(LACKING) from error
    module: ModuleType = trafilatura
    return module


@contextmanager
def _quiet() -> Iterator[None]:
    """What readers of HTML note of a page is no business of ours: what matters is refused."""
    loggers = [logging.getLogger(name) for name in LOGGERS]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _read(trafilatura: ModuleType, words: str) -> tuple[Any, str, dict[str, str]]:
    """The tree of a page, the text of its article, and what it says of itself."""
    try:
        tree = trafilatura.load_html(words)
        if tree is None:
            raise ReportError("this is no HTML page")
        told = _told(trafilatura.extract_metadata(tree, extensive=False))
        found = trafilatura.bare_extraction(tree, include_comments=False)
    except ReportError:
        raise
    except Exception as error:  # whatever a page can do to a parser, its user can only save it anew
        raise ReportError(f"the page cannot be read as HTML ({type(error).__name__})") from error
    return tree, _body((found and found.text) or "", told.get("title")), told


def _told(metadata: Any) -> dict[str, str]:  # noqa: ANN401
    named = {"source": metadata.sitename, "source_url": metadata.url, "title": metadata.title}
    return {
        name: " ".join(value.split())
        for name, value in named.items()
        if isinstance(value, str) and value.strip() and _is_sound(name, value)
    }


def _is_sound(name: str, value: str) -> bool:
    if UNWRITABLE.search(value):
        return False
    return _is_address(value) if name == "source_url" else len(value) <= LONGEST_NAME


def _is_address(url: str) -> bool:
    if not url.isprintable() or " " in url or len(url) > LONGEST_URL:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _body(text: str, title: str | None) -> str:
    """The text without its headline, which only some pages have inside the article."""
    first, _, rest = text.partition("\n")
    return rest if title and " ".join(first.split()) == title else text


def _decoded(html: str | bytes) -> str:
    if not isinstance(html, (str, bytes)):
        raise ReportError(f"a page is a str or bytes, not {type(html).__name__}: pass its words")
    if len(html) > LARGEST:
        raise ReportError(f"the page has over {LARGEST >> 20} MB: save it without its pictures")
    if not html.strip():
        raise ReportError("the page is empty")
    if isinstance(html, str):
        return html.encode("utf-8", "replace").decode("utf-8")  # halves of surrogate pairs are no letters
    declared = next((encoding for mark, encoding in BOMS if html.startswith(mark)), None)
    if declared is None and b"\0" in html:
        raise ReportError("this is binary data, no HTML page")
    try:
        return html.decode(declared or "utf-8")
    except UnicodeDecodeError as error:
        return _as_declared(html, declared or _encoding(html, error))


def _encoding(html: bytes, error: UnicodeDecodeError) -> str:
    """The encoding that a page declares, as Python calls it."""
    found = DECLARED.search(html[:HEAD])
    label = found[1].decode("ascii") if found else ""
    try:
        encoding = codecs.lookup(label).name if label else ""
    except LookupError:
        encoding = ""
    if not ENCODINGS.fullmatch(encoding):
        reason = (
            f"declares {label!r}, which is no encoding of pages" if label else "declares no other encoding"
        )
        raise ReportError(f"the page is not in UTF-8 (byte {error.start}) and {reason}: save it as UTF-8")
    return encoding


def _as_declared(html: bytes, encoding: str) -> str:
    """Words in a declared encoding, with a broken letter here and there replaced, as browsers do."""
    words = html.decode(encoding, "replace")
    if words.count(BROKEN) > BROKEN_SHARE * len(words):
        raise ReportError(f"the page is not in the encoding that it declares ({encoding}): save it as UTF-8")
    return words
