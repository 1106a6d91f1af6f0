"""Two extractors as one: agreement is found once, disagreement stays."""

import pytest

from frontline.errors import ReportError
from frontline.extract import Document, Reading, extract_claims
from frontline.extract.ensemble import Ensemble

TEXT = "Russian forces captured Iskra and Toretsk. Ukraine struck Engels."
DOCUMENT = Document(TEXT, "2025-08-14")


class Told:
    """An extractor that says what it was told to say."""

    def __init__(self, name, *claims, status="asserted", skipped=(), rejected=()):
        self.name, self.claims, self.skipped, self.rejected = name, claims, skipped, rejected
        self.statuses = [status] * len(claims)

    def extract(self, document):
        rows = [row for number, claim in enumerate(self.claims) for row in self.rows(number, *claim)]
        return Reading(rows, 2, self.skipped, self.rejected)

    def rows(self, number, event, actor, places, evidence):
        start = TEXT.index(evidence)
        row = {"claim_id": f"{self.name}{number}", "event_type": event, "actor": actor}
        row |= {"status": self.statuses[number]}
        row |= {"span_start": start, "span_end": start + len(evidence), "evidence": evidence}
        row |= {"extractor": self.name}
        return [row | {"place_text": place} for place in places] or [row]


CAPTURE = ("capture", "RU", ["Iskra", "Toretsk"], "captured Iskra and Toretsk")
STRIKE = ("attack", "UA", ["Engels"], "Ukraine struck Engels")


def told(policy, first, second):
    ensemble = Ensemble(Told("a", *first), Told("b", *second), policy=policy)
    return [
        (row["event_type"], row.get("place_text"), row["extractor"])
        for row in ensemble.extract(DOCUMENT).claims
    ]


def test_what_both_find_is_kept_once_and_says_so():
    vague = ("capture", None, ["iskra"], "Russian forces captured Iskra")
    assert told("union", [CAPTURE], [vague]) == [
        ("capture", "Iskra", "a + b"),
        ("capture", "Toretsk", "a + b"),
    ]


def test_what_one_finds_stays_its_own():
    both = [("capture", "Iskra", "a"), ("capture", "Toretsk", "a"), ("attack", "Engels", "b")]
    assert told("union", [CAPTURE], [STRIKE]) == both
    assert told("agreed", [CAPTURE], [STRIKE]) == []
    assert told("first", [CAPTURE], [STRIKE]) == both[:2]


@pytest.mark.parametrize(
    "other",
    [
        ("advance", "RU", ["Iskra"], "captured Iskra"),
        ("capture", "UA", ["Iskra"], "captured Iskra"),
        ("capture", "RU", ["Engels"], "captured Iskra"),
        ("capture", "RU", [], "captured Iskra"),
        ("capture", "RU", ["Iskra"], "Ukraine struck Engels"),
    ],
)
def test_another_event_side_place_or_sentence_is_another_claim(other):
    assert told("agreed", [CAPTURE], [other]) == []
    assert len(told("union", [CAPTURE], [other])) == 3


def test_a_denial_does_not_agree_with_what_it_denies():
    claimed, denied = Told("a", CAPTURE), Told("b", CAPTURE, status="denied")
    rows = Ensemble(claimed, denied).extract(DOCUMENT).claims
    assert [(row["status"], row["extractor"]) for row in rows if row["place_text"] == "Iskra"] == [
        ("asserted", "a"),
        ("denied", "b"),
    ]
    assert Ensemble(claimed, denied, policy="agreed").extract(DOCUMENT).claims == []


def test_a_denial_and_its_claim_agree_each_with_its_like():
    both, other = Told("a", CAPTURE, CAPTURE), Told("b", CAPTURE, CAPTURE)
    both.statuses, other.statuses = ["claimed", "denied"], ["denied", "claimed"]
    rows = Ensemble(both, other, policy="agreed").extract(DOCUMENT).claims
    assert [row["status"] for row in rows if row["place_text"] == "Iskra"] == ["claimed", "denied"]


def test_what_the_text_does_not_have_is_rejected_and_the_rest_is_kept():
    class Inventive(Told):
        def rows(self, number, *claim):
            yield {"event_type": "capture"}
            yield {"event_type": "attack", "span_start": 0, "span_end": 7, "evidence": "invented"}
            yield from super().rows(number, *claim)

    reading = Ensemble(Told("a", STRIKE), Inventive("b", CAPTURE)).extract(DOCUMENT)
    assert [row["place_text"] for row in reading.claims] == ["Iskra", "Toretsk", "Engels"]
    assert reading.rejected == [
        "b: capture: the text does not have 'None' there",
        "b: attack: the text does not have 'invented' there",
    ]


def test_a_claim_agrees_with_one_other_only():
    assert len(told("union", [STRIKE, STRIKE], [STRIKE])) == 2
    assert [who for *_, who in told("union", [STRIKE, STRIKE], [STRIKE])] == ["a + b", "a"]


def test_what_the_second_splits_in_two_is_not_found_twice():
    halves = [("capture", "RU", [place], "captured Iskra and Toretsk") for place in ("Iskra", "Toretsk")]
    assert told("union", [CAPTURE], halves) == told("union", [CAPTURE], [CAPTURE])


def test_claims_stand_in_the_order_of_the_text_whoever_finds_them():
    assert told("union", [STRIKE], [CAPTURE]) == [
        ("capture", "Iskra", "b"),
        ("capture", "Toretsk", "b"),
        ("attack", "Engels", "a"),
    ]


def test_notes_say_whose_they_are():
    ensemble = Ensemble(Told("a", skipped=["one"]), Told("b", skipped=["two"], rejected=["three"]))
    reading = ensemble.extract(DOCUMENT)
    assert (reading.skipped, reading.rejected) == (["a: one", "b: two"], ["b: three"])


def test_an_unknown_policy_is_refused_with_those_there_are():
    with pytest.raises(ReportError, match="union, agreed, first"):
        Ensemble(Told("a"), Told("b"), policy="majority")


def test_an_ensemble_is_an_extractor(gz):
    claims = extract_claims(
        TEXT, published="2025-08-14", gazetteer=gz, extractor=Ensemble(Told("a", CAPTURE), Told("b", STRIKE))
    )
    assert claims["place_text"].tolist() == ["Iskra", "Toretsk", "Engels"]
    assert claims["extractor"].tolist() == ["a", "a", "b"]
