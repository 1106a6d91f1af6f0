"""Any text at all: a table, exact evidence, no exception."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontline.errors import ReportError
from frontline.extract import extract_claims
from frontline.extract.annotate import annotate
from frontline.extract.language import language
from frontline.extract.lexicon import LANGUAGES, lexicon
from frontline.tables import CLAIMS

WORDS = [
    "Russian",
    "Ukrainian",
    "forces",
    "captured",
    "seized",
    "shot",
    "down",
    "268",
    "drones",
    "missiles",
    "in",
    "near",
    "the",
    "village",
    "of",
    "Iskra",
    "Sumy",
    "region",
    ",",
    ".",
    "and",
    "said",
    "Zelensky",
    "that",
    '"',
    "injured",
    "killed",
    "two",
    "on",
    "Thursday",
    "31",
    "February",
    "overnight",
    "which",
    "—",
    ";",
    "not",
    "to",
    "by",
    "were",
    "had",
    "российские",
    "войска",
    "взяли",
    "под",
    "контроль",
    "село",
    "Іскра",
    "збили",
    "безпілотників",
    "ворог",
    "атакував",
    "і",
    "на",
    "области",
    "10",
    "km",
    "%",
    "😀",
    "\xad",
    "\u202e",
    "\n",
]
letters = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
texts = st.one_of(st.text(letters, max_size=200), st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))


@given(text=texts)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_gives_a_table_whose_evidence_is_in_the_text(gz, text):
    claims = extract_claims(text, published="2025-08-14", gazetteer=gz)
    assert set(CLAIMS.names) <= set(claims.columns)
    for claim in claims.itertuples():
        assert text[claim.span_start : claim.span_end] == claim.evidence


@given(text=texts, lang=st.sampled_from(LANGUAGES))
@settings(deadline=None)
def test_a_sentence_can_be_read_in_any_language(text, lang):
    told = annotate(text, lexicon(lang))
    assert len(told.segments) == len(told.words)
    assert language(text) in (None, *LANGUAGES)


@pytest.mark.parametrize(
    "text",
    [
        "captured " * 20_000,
        "(" * 50_000,
        "1" * 50_000,
        "1,111" * 10_000,
        "A" * 100_000,
        '"' * 50_000,
        "said " * 20_000,
        "Iskra, " * 10_000 + "were captured by Russian troops.",
        "\u0301" * 50_000,
        "не " * 30_000,
        "a.b." * 20_000,
        "\n" * 50_000,
        "<p>" * 20_000,
        "-1" * 30_000,
    ],
    ids=lambda text: ascii(text[:12]),
)
def test_an_endless_text_comes_to_an_end(gz, text):
    claims = extract_claims(text, published="2025-08-14", gazetteer=gz)
    assert claims.attrs["report"]["sentences"] >= 0
    for claim in claims.itertuples():
        assert text[claim.span_start : claim.span_end] == claim.evidence


@pytest.mark.parametrize("letter", ["\x00", "\ud800"])
def test_letters_that_no_file_can_hold_are_refused_with_their_place(gz, letter):
    with pytest.raises(ReportError, match=f"U\\+{ord(letter):04X} at position 8"):
        extract_claims(f"Russian {letter}forces captured Iskra.", published="2025-08-14", gazetteer=gz)
