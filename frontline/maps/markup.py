"""Text from outside in a page: how it is written so that no browser, script or template runs it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import escape

from branca.element import Element

__all__ = ["Verbatim", "inline_script", "inline_style", "island", "safe_html"]

# "&" first, by html.escape; the others end a JavaScript template literal, or open a Jinja tag when folium
# renders what it has rendered a second time.
RISKY = {letter: f"&#{ord(letter)};" for letter in "`$\\{}%"}
SURROGATE = re.compile("[\ud800-\udfff]")


class Verbatim(Element):
    """Text that reaches the page as it is; branca would take any other element's text for a template."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "Verbatim"
        self.text = text

    def render(self, **kwargs: object) -> str:
        """The text."""
        return self.text


def safe_html(text: str) -> str:
    r"""Text as HTML that stays text in an element, an attribute, a template literal and a Jinja template.

    Examples
    --------
    >>> safe_html("<b>${x}</b>")
    '&lt;b&gt;&#36;&#123;x&#125;&lt;/b&gt;'
    """
    whole = SURROGATE.sub("\ufffd", text).replace("\x00", "\ufffd")
    return re.sub("[" + re.escape("".join(RISKY)) + "]", lambda found: RISKY[found[0]], escape(whole))


def island(data: Mapping[str, object], *, name: str) -> str:
    r"""Data as a JSON island: a script element of a type that no browser runs.

    Besides `<`, `>`, `&` and the line separators, a brace is escaped where a template could take it for one
    of its own.

    Examples
    --------
    >>> island({"title": "</script>{{ 7 * 7 }}"}, name="data")
    '<script type="application/json" id="data">{"title":"\\u003c/script\\u003e\\u007b{ 7 * 7 }}"}</script>'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    text = re.sub("[<>&\u2028\u2029\ud800-\udfff]", lambda found: f"\\u{ord(found[0]):04x}", text)
    text = re.sub(r"\{(?=[{%#])", r"\\u007b", text)  # in JSON itself a brace never stands before these
    return f'<script type="application/json" id="{name}">{text}</script>'


def inline_script(code: str) -> str:
    """Code as a script element, with its ends of lines as a browser hashes them."""
    code = code.replace("\r\n", "\n").replace("\r", "\n")
    code = re.sub(r"<(?=/script|script)", r"\\x3C", code, flags=re.IGNORECASE).replace("<!--", r"\x3C!--")
    return f"<script>{code}</script>"


def inline_style(rules: str) -> str:
    """Rules as a style element."""
    return f"<style>{rules.replace('</', '<' + chr(92) + '/')}</style>"
