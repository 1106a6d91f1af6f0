"""A spaCy pipeline beside our rules: its places are places, its persons are none, its sentences count."""

from itertools import pairwise
from types import SimpleNamespace as Some

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontline.extract import Document, RulesExtractor
from frontline.extract.pipeline import SpacyExtractor, spans
from frontline.extract.sentences import fold, sentences


def pipeline(*entities, cuts=None):
    """A pipeline that finds these entities, and cuts a text at these words."""

    def nlp(text):
        found = [Some(text=name, label_=label) for name, label in entities]
        if cuts is None:
            return Some(ents=found)
        at = [0, *(text.index(cut) for cut in cuts), len(text)]
        sents = [Some(start_char=i, end_char=j) for i, j in pairwise(at)]
        return Some(ents=found, sents=sents)

    return nlp


@pytest.fixture
def places(gz):
    """Places that a pipeline helps to find in a text."""

    def found(text, nlp):
        reading = SpacyExtractor(nlp, gazetteer=gz).extract(Document(text, "2025-08-14"))
        return [row.get("place_text") for row in reading.claims]

    return found


def test_a_place_that_only_the_pipeline_knows_is_a_place(places):
    text = "Overnight: Qwertyne, Russian drones, two wounded."
    assert places(text, pipeline()) != ["Qwertyne"]
    assert places(text, pipeline(("Qwertyne", "GPE"))) == ["Qwertyne"]


def test_a_place_is_found_with_whichever_apostrophe_it_is_written(places):
    text = "Overnight: Qwer’tyne, Russian drones, two wounded."
    assert places(text, pipeline(("Qwer’tyne", "GPE"))) == ["Qwer’tyne"]


def test_a_person_of_the_pipeline_is_no_place(places):
    text = "Overnight: Kramatorsk, Russian drones, two wounded."
    assert places(text, pipeline()) == ["Kramatorsk"]
    assert places(text, pipeline(("Kramatorsk", "PERSON"))) != ["Kramatorsk"]


def test_sentences_are_those_of_the_pipeline_and_evidence_stays_exact(gz):
    text = "Russian forces captured Iskra Ukrainian forces struck Engels"
    extractor = SpacyExtractor(pipeline(cuts=["Ukrainian"]), gazetteer=gz, name="mine 1")
    reading = extractor.extract(Document(text, "2025-08-14"))
    assert reading.sentences == 2
    assert [row["evidence"] for row in reading.claims] == [
        "Russian forces captured Iskra",
        "Ukrainian forces struck Engels",
    ]
    for row in reading.claims:
        assert text[row["span_start"] : row["span_end"]] == row["evidence"]
        assert row["extractor"] == "mine 1"


def test_a_quotation_that_goes_on_in_a_paragraph_keeps_its_speaker(gz):
    text = 'Zelensky said: "It is hard." "Our forces captured Iskra."'
    document = Document(text, "2025-08-14")
    (ours,) = RulesExtractor(gz).extract(document).claims
    (theirs,) = SpacyExtractor(pipeline(cuts=['"Our']), gazetteer=gz).extract(document).claims
    assert ours["claimant"] == "Zelensky"
    assert theirs["claimant"] == ours["claimant"]


def test_a_sentence_of_the_pipeline_ends_with_its_paragraph(gz):
    text = "Russian forces capture Iskra\n\nUkrainian forces struck Engels."
    reading = SpacyExtractor(pipeline(cuts=[]), gazetteer=gz).extract(Document(text, "2025-08-14"))
    assert reading.sentences == 2
    assert [row["evidence"] for row in reading.claims] == [
        "Russian forces capture Iskra",
        "Ukrainian forces struck Engels.",
    ]


def test_a_sentence_of_the_pipeline_without_an_end_is_cut(gz):
    text = "It rained. " * 1000
    reading = SpacyExtractor(pipeline(cuts=[]), gazetteer=gz).extract(Document(text, "2025-08-14"))
    assert reading.sentences == 1000


@given(st.text(st.sampled_from("aB.\n \u00a0—"), max_size=80), st.lists(st.integers(0, 80), max_size=6))
def test_sentences_of_a_pipeline_leave_out_only_blanks_and_datelines(text, cuts):
    at = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    sents = [Some(start_char=i, end_char=j) for i, j in pairwise(at)]
    ours, theirs = list(sentences(fold(text))), list(spans(Some(sents=sents), fold(text)))
    assert all(one.end <= other.start for one, other in pairwise(theirs))
    assert _letters(text, theirs) == (_letters(text, ours) if sents else [])


def _letters(text, cut):
    return [at for one in cut for at in range(one.start, one.end) if not text[at].isspace()]


def test_a_pipeline_of_spacy_itself_brings_its_names_and_sentences(gz):
    spacy = pytest.importorskip("spacy")
    nlp = spacy.blank("en")
    text = "Overnight: Qwertyne, Russian drones, two wounded."
    document = Document(text, "2025-08-14")
    unset = SpacyExtractor(nlp, gazetteer=gz).extract(document)
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "GPE", "pattern": "Qwertyne"}])
    nlp.add_pipe("sentencizer")
    named = SpacyExtractor(nlp, gazetteer=gz).extract(document)
    assert "Qwertyne" not in [row.get("place_text") for row in unset.claims]
    assert [row["place_text"] for row in named.claims] == ["Qwertyne"]
    assert unset.sentences == named.sentences == 1


def test_a_pipeline_without_boundaries_leaves_the_sentences_to_us(gz):
    class Unset:
        ents = ()

        @property
        def sents(self):
            raise ValueError("[E030] Sentence boundaries unset.")

    reading = SpacyExtractor(lambda _text: Unset(), gazetteer=gz).extract(
        Document("Russian forces captured Iskra. It rained.", "2025-08-14")
    )
    assert reading.sentences == 2
    assert len(reading.claims) == 1


def test_the_name_tells_both(gz):
    nlp = pipeline()
    nlp.meta = {"name": "core_news"}
    assert SpacyExtractor(nlp, gazetteer=gz).name == "rules 2 + core_news"
