"""Where sentences end, and that offsets stay true."""

from hypothesis import given
from hypothesis import strategies as st

from frontline.extract.lexicon import lexicon
from frontline.extract.sentences import LONGEST, fold, sentences


def split(text):
    return [text[sentence.start : sentence.end] for sentence in sentences(fold(text))]


def test_an_abbreviation_does_not_end_a_sentence():
    text = "Lt. Gen. Bilous spoke at 5 a.m. local time. On Aug. 14 brigade No. 5 left."
    assert split(text) == ["Lt. Gen. Bilous spoke at 5 a.m. local time.", "On Aug. 14 brigade No. 5 left."]


def test_a_settlement_abbreviated_in_russian_does_not_end_a_sentence():
    assert split("Взяты н.п. Романовка и г. Селидово.") == ["Взяты н.п. Романовка и г. Селидово."]


def test_a_line_of_its_own_is_a_sentence():
    assert split("Headline without a stop\nIt was so.\n• First\n• Second") == [
        "Headline without a stop",
        "It was so.",
        "• First",
        "• Second",
    ]


def test_a_wrapped_line_goes_on():
    text = (
        "Russian forces captured the village of Iskra in the Donetsk region\nand the town of Shcherbynivka."
    )
    assert split(text) == [text]


def test_a_quoted_sentence_keeps_its_quote():
    assert split('"We took it." He left.') == ['"We took it."', "He left."]


def test_a_sentence_without_end_is_cut():
    pieces = split("word " * 5000)
    assert len(pieces) > 1
    assert max(map(len, pieces)) <= LONGEST


def test_words_with_soft_signs_are_whole():
    words, _ = lexicon("en").read("con\u00adtrol Rostov-on-Don Ukraine's 1,400 24-hour")
    assert [word.norm for word in words] == [
        "control",
        "rostov-on-don",
        "ukraine",
        "1,400",
        "24",
        "-",
        "hour",
    ]


@given(st.text())
def test_folding_moves_nothing(text):
    assert len(fold(text)) == len(text)


@given(st.text(alphabet="ab .!?\n\"'АБ—1", max_size=300))
def test_sentences_cover_everything_but_blanks_and_never_overlap(text):
    end = 0
    for sentence in sentences(fold(text)):
        assert not text[end : sentence.start].strip()
        assert sentence.start < sentence.end
        end = sentence.end
    assert not text[end:].strip()
