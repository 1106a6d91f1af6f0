import json
import re
from html import unescape
from html.parser import HTMLParser

import folium
import jinja2
from hypothesis import given
from hypothesis import strategies as st

from frontline.maps.markup import Verbatim, inline_script, island, safe_html

ANY = st.text(alphabet=st.characters(exclude_categories=())) | st.sampled_from(
    ["</script>", "<!--<script>", "{{7*7}}", "{% raw %}", "{#", "${x}", "`", "\\", "\u2028", "&lt;", "\ud800"]
)


@given(ANY)
def test_an_island_gives_back_what_it_was_given(text):
    found = re.fullmatch(
        r'<script type="application/json" id="x">(.*)</script>', island({"t": text}, name="x")
    )
    assert found is not None
    assert json.loads(found[1]) == {"t": text}


@given(ANY)
def test_an_island_holds_nothing_that_ends_it_or_opens_a_template(text):
    body = island({"t": text, "n": {"m": {}}}, name="x").removesuffix("</script>").partition(">")[2]
    assert not re.search("[<>&\u2028\u2029]|\\{[{%#]", body)
    body.encode("utf-8")


@given(ANY)
def test_safe_html_shows_the_text_and_survives_two_templates(text):
    shown = re.sub("[\ud800-\udfff\x00]", "\ufffd", text)
    safe = safe_html(text)
    assert unescape(safe) == unescape(shown) or "\r" in text or safe_html(shown) == safe
    once = jinja2.Template("{{ text }}").render(text=safe)
    assert jinja2.Template(once, keep_trailing_newline=True).render() == jinja2.Template(
        "{{ t }}", keep_trailing_newline=True
    ).render(t=safe).replace("\r\n", "\n").replace("\r", "\n")
    assert not set(safe) & set("<>\"'`$\\{}%")


def test_verbatim_text_is_not_taken_for_a_template():
    figure = folium.Figure()
    figure.html.add_child(Verbatim("{{ 7 * 7 }}{% raw %}"))
    assert "{{ 7 * 7 }}{% raw %}" in figure.render()


def test_a_script_element_ends_where_its_code_ends():
    class Reader(HTMLParser):
        scripts = 0

        def handle_endtag(self, tag):
            self.scripts += tag == "script"

    reader = Reader()
    reader.feed(inline_script('const a = "</script><script>b", c = "<!--";\r\nd();'))
    assert reader.scripts == 1
