"""The day of publication that a web page itself states, in marks made for it and never in its prose."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from frontline.errors import ReportError
from gazetteer.tables import day

__all__ = ["published_on"]

STAMP = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: ?(?:Z|[+-]\d\d:?\d\d))?)?")
FIRST_YEAR = 1991  # of the Web: stamps of 1970 and of the year 1 fill a field that was left empty
LD_JSON = "application/ld+json"
WRAPPING = re.compile(r"^\s*(?://\s*)?(?:<!\[CDATA\[|<!--)|(?://\s*)?(?:\]\]>|-->)\s*$")
ARTICLES = ("Article", "BlogPosting", "SocialMediaPosting", "Report")  # ends of schema.org's names of types
INSIDE = ("@graph", "mainEntity")  # where a page keeps the article that it is about
PROPERTIES = ("article:published_time", "og:article:published_time")  # https://ogp.me/#type_article
ELSEWHERE = ("aside", "footer", "nav", "article")  # within an article: other articles, and what stands around
NOT_THE_FIRST = ("modif", "updat", "comment")
MISSING = "the page does not say when it was published: pass --published (published= in Python)"


def published_on(tree: Any) -> date:  # noqa: ANN401  # a tree of lxml's, which has no hints
    """The day on which a page says that it was first published, in the calendar of Kyiv.

    Asked in this order: JSON-LD's `datePublished` of an article; the meta element `article:published_time`
    and elements marked `itemprop="datePublished"`; JSON-LD's `datePublished` of anything else, such as the
    page; ``<time datetime>`` of the article. A group that contradicts itself is passed over. Days on which
    the page was updated, its address, its prose and comments are not asked.

    Raises
    ------
    ReportError
        If it says no day, or several.
    """
    nodes = list(_linked(tree))
    groups = (
        (node.get("datePublished") for node in nodes if _is_article(node)),
        _marked(tree),
        (node.get("datePublished") for node in nodes if not _is_article(node)),
        _times(tree),
    )
    several: set[date] = set()
    for group in groups:
        days = {found for stamp in group if (found := _day(stamp))}
        if len(days) == 1:
            return days.pop()
        several = several or days
    if several:
        told = ", ".join(sorted(map(str, several))[:5])
        raise ReportError(f"the page gives several days of publication ({told}): pass --published")
    raise ReportError(MISSING)


def _day(stamp: object) -> date | None:
    if not isinstance(stamp, str) or not STAMP.fullmatch(stamp.strip()):
        return None
    try:
        found = day(stamp.strip()).date()
    except ValueError:
        return None
    return found if found.year >= FIRST_YEAR else None


def _linked(tree: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    """Objects of the page's JSON-LD; what is broken there is passed over, as search engines do."""
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() == LD_JSON:
            try:
                yield from _nodes(json.loads(WRAPPING.sub("", script.text or ""), strict=False))
            except (ValueError, RecursionError):
                continue


def _nodes(value: object) -> Iterator[dict[str, Any]]:
    for node in value if isinstance(value, list) else [value]:
        if isinstance(node, dict):
            yield node
            for key in INSIDE:
                yield from _nodes(node.get(key))


def _is_article(node: dict[str, Any]) -> bool:
    kinds = node.get("@type")
    return any(
        isinstance(kind, str) and kind.endswith(ARTICLES)
        for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def _marked(tree: Any) -> Iterator[str | None]:  # noqa: ANN401
    for element in tree.iter("meta"):
        if (element.get("property") or element.get("name") or "").strip().lower() in PROPERTIES:
            yield element.get("content")
    for element in tree.xpath("//*[@itemprop]"):
        if "datePublished" in element.get("itemprop").split():
            yield element.get("content") or element.get("datetime")


def _times(tree: Any) -> list[str]:  # noqa: ANN401
    """Stamps of the first article, or of the page if it marks none as its article."""
    scope = next(iter([*tree.iter("article"), *tree.iter("main"), tree]))
    times = [time for time in scope.iter("time") if time.get("datetime") and _is_first(time, scope)]
    return [time.get("datetime") for time in [time for time in times if "pubdate" in time.attrib] or times]


def _is_first(time: Any, scope: Any) -> bool:  # noqa: ANN401
    """Whether a time may be the first publication: neither an update nor part of something else."""
    for element in _up_to(time, scope):
        words = " ".join(element.get(name) or "" for name in ("class", "id", "itemprop")).lower()
        if any(word in words for word in NOT_THE_FIRST) or (element is not time and element.tag in ELSEWHERE):
            return False
    return True


def _up_to(element: Any, scope: Any) -> Iterable[Any]:  # noqa: ANN401
    while element is not None and element is not scope:
        yield element
        element = element.getparent()
