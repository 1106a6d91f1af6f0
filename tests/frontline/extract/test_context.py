"""What a report's sentences hand on to each other: who speaks, whose ministry, which villages were meant."""

import pytest

from frontline.extract import extract_claims

COUNTED = (
    "Russian troops have taken control of two more villages in the east, Russia's Defence Ministry said "
)


@pytest.mark.parametrize(
    ("listing", "claimant"),
    [
        ("The ministry named them as Iskra and Shcherbynivka, in the Donetsk region.", "The ministry"),
        ("It identified the settlements as Iskra and Shcherbynivka in Donetsk region.", "It"),
        (
            "Its defence ministry named the village of Iskra and the small town of Shcherbynivka in Donetsk "
            "region.",
            "Its defence ministry",
        ),
    ],
)
def test_villages_that_were_counted_are_named_a_sentence_later(claims, listing, claimant):
    table = claims(f"{COUNTED}on Thursday.\n\n{listing}")
    named = table[table["place_text"].notna()]
    assert named["place_text"].tolist() == ["Iskra", "Shcherbynivka"]
    assert set(named["claimant"]) == {claimant}
    for column, value in {
        "event_type": "capture",
        "actor": "RU",
        "status": "claimed",
        "claimant_side": "RU",
        "claimant_id": "ru_mod",
        "admin_text": "Donetsk",
        "date_basis": "inherited",
    }.items():
        assert set(named[column]) == {value}
    assert set(named["date"].astype(str).str[:10]) == {"2025-08-14"}


def test_a_list_of_names_alone_claims_nothing(told):
    assert told("The ministry named them as Iskra and Shcherbynivka.") == []


def test_a_list_in_the_same_sentence_belongs_to_its_count(told):
    said = "Ukraine said it had retaken two villages, naming them as Stepne and Hruzke."
    assert told(said) == ["capture UA Stepne+Hruzke claimed by UA settlements=2"]


def test_a_russian_ministry_names_villages_in_russian(told):
    text = "Минобороны России заявило о захвате двух сёл.\n\nВ ведомстве назвали Искру и Щербиновку."
    assert told(text) == [
        "capture RU - claimed by RU settlements=2",
        "capture RU Искру+Щербиновку claimed by RU",
    ]


def test_the_ministry_of_a_grouping_is_russian(told):
    text = (
        "Russian troops captured Iskra over the past day, Russia's Defence Ministry reported.\n\n"
        '"Units of the Centre group liberated the settlement of Shcherbynivka," the ministry said in its '
        'daily briefing. "Battlegroup South units improved the tactical situation near Kleban-Byk."\n\n'
        "Air defences shot down 12 glide bombs and 268 drones, it added."
    )
    assert told(text)[1:] == [
        "capture RU Shcherbynivka claimed by RU",
        "advance RU Kleban-Byk claimed by RU",
        "air_defence RU - claimed by RU drones=268 bombs=12",
    ]


def test_a_ministry_whose_troops_took_ground_is_the_one_that_shot_drones_down(told):
    text = (
        "Russian forces captured Iskra on Thursday.\n\nTalks are due in Alaska.\n\nLeaders met in London.\n\n"
        "The defence ministry said its air defence systems intercepted 268 drones over 24 hours."
    )
    assert told(text)[-1] == "air_defence RU - claimed by RU drones=268"


@pytest.mark.parametrize(
    "doubt",
    [
        "Reuters could not independently verify the report.",
        "The claims could not be independently verified.",
        "Neither account could be independently verified.",
    ],
)
def test_what_belligerents_claimed_before_is_marked_as_unverified(claims, doubt):
    table = claims(f"{COUNTED}on Thursday.\n\nTwo drones hit Kherson.\n\n{doubt}")
    assert table["verification"].fillna("").tolist() == ["unverified", ""]


def test_a_doubt_about_something_else_marks_nothing(claims):
    table = claims(f"{COUNTED}on Thursday.\n\nHis whereabouts could not be verified.")
    assert table["verification"].isna().all()


def test_a_dateline_names_no_side_and_no_place(told):
    text = (
        "KYIV, Ukraine (AP) — A Russian missile struck a depot in the Chernihiv region, Ukraine's army said "
        "Wednesday, killing three soldiers."
    )
    assert told(text) == ["attack RU - [Chernihiv] claimed by UA"]


def test_evidence_of_a_quotation_that_goes_on_is_in_the_text(gz):
    text = '"We took Iskra," the Russian ministry said. "Our units advanced near Kleban-Byk."'
    for claim in extract_claims(text, published="2025-08-14", gazetteer=gz).itertuples():
        assert text[claim.span_start : claim.span_end] == claim.evidence


def test_the_town_is_the_place_of_the_sentence_before(told):
    text = "Russian forces entered Toretsk on Monday. By Wednesday they had captured the town."
    assert told(text)[-1].startswith("capture RU Toretsk")


def test_the_town_of_a_name_and_two_towns_are_not_the_place_before(told):
    text = "Russian forces entered Toretsk on Monday. Two towns in the north were captured by Russian forces."
    assert told(text)[-1] == "capture RU - asserted settlements=2"


def test_the_town_is_not_the_place_of_a_sentence_long_before(told):
    text = "Russian forces entered Toretsk on Monday. It rained. It snowed. Russian forces captured the town."
    assert told(text)[-1] == "capture RU - asserted"
