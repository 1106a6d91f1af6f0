"""Rules are data: each finds a claim in its examples and none in the others."""

import pytest

from frontline.extract.annotate import annotate
from frontline.extract.lexicon import LANGUAGES, compiled, lexicon
from frontline.terms import EventType, SubEventType

RULES = [rule for lang in LANGUAGES for rule in lexicon(lang).rules]


def shown(value):
    return getattr(value, "id", str(value)[:30])


@pytest.mark.parametrize(
    ("rule", "text"), [(rule, text) for rule in RULES for text in rule.examples], ids=shown
)
def test_a_rule_finds_its_claim_in_its_example(claims, rule, text):
    assert rule.id in set(claims(text)["rule"])


@pytest.mark.parametrize(
    ("rule", "text"), [(rule, text) for rule in RULES for text in rule.not_examples], ids=shown
)
def test_a_rule_finds_no_claim_where_it_must_not(claims, rule, text):
    assert rule.id not in set(claims(text)["rule"])


def test_a_rule_has_a_name_an_example_and_words_of_the_vocabulary():
    assert len({rule.id for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.examples, rule.id
        assert rule.not_examples, rule.id
        assert rule.event in set(EventType)
        assert rule.sub is None or rule.sub in set(SubEventType)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_languages_have_the_same_tables(lang):
    labels = {label for text in SAMPLES[lang] for label in lexicon(lang).read(text)[1]}
    assert {
        "side",
        "trigger",
        "speech",
        "place_type",
        "relation",
        "count",
        "deictic",
        "region_word",
    } <= labels


SAMPLES = {
    "en": ["Russian forces said overnight that two drones hit the village of X near Y in Sumy region."],
    "ru": ["Российские войска сообщили: ночью два дрона ударили по селу Х под У в Сумской области."],
    "uk": ["Російські війська повідомили: вночі два дрони вдарили по селу Х під У в Сумській області."],
}


def test_a_pattern_spells_out_its_choices():
    words = compiled("en", {"veto": {"intent": ["plan|plans new? raid*"]}})
    found = [
        mark.j
        for text in ("plan raids", "plans new raiding", "plan no raid")
        for mark in annotate(text, words).of("veto")
    ]
    assert found == [2, 3]


def test_a_hat_asks_for_a_capital_and_a_low_line_for_none():
    words = compiled("en", {"month": {"5": ["^may"]}, "veto": {"modal": ["_may"]}})
    assert list(words.read("20 May")[1]) == ["month"]
    assert list(words.read("they may")[1]) == ["veto"]


def test_the_longest_phrase_wins():
    words = compiled("en", {"side": {"RU": ["russian"], "UA": ["russian volunteer corps"]}})
    assert [mark.value for mark in annotate("the Russian Volunteer Corps", words).of("side")] == ["UA"]


def test_a_stem_of_two_letters_is_refused():
    with pytest.raises(ValueError, match="at least 3 letters"):
        compiled("uk", {"side": {"RU": ["рф*"]}})
