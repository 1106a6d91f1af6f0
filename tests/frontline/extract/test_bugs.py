"""Mistakes that extractors of claims are known to make, each once."""


def test_the_month_of_may_is_no_modal(told):
    assert told("On 20 May, Prigozhin claimed the capture of Bakhmut.") == [
        "capture RU Bakhmut claimed by RU"
    ]


def test_the_article_inside_and_counts_no_drones(told):
    assert told("Russia launched 45 drones and missiles overnight.") == ["launch RU - asserted drones=45"]


def test_had_taken_leaves_control_to_its_phrase(told):
    text = "Russian troops had taken full control of Avdiivka."
    assert told(text) == ["capture RU Avdiivka asserted"]


def test_a_relative_clause_keeps_its_date_to_itself(claims):
    text = (
        "Russian forces captured Iskra in the Donetsk region, which the Kremlin claimed to have "
        "annexed in September 2022."
    )
    (claim,) = claims(text).itertuples()
    assert (claim.place_text, claim.date_precision) == ("Iskra", "none")


def test_captured_by_troops_is_not_captured_troops(told):
    assert told("Toretsk, captured by Russian troops in February, is a ruin.") == [
        "capture RU Toretsk asserted"
    ]


def test_were_withdrawing_is_no_passive(told):
    assert told("Ukrainian forces were withdrawing from Avdiivka.") == ["withdrawal UA Avdiivka asserted"]


def test_those_included_are_not_added(told):
    text = "13 people, including two children, were injured in a drone attack on Belgorod."
    assert told(text) == ["attack - Belgorod asserted injured=13"]


def test_a_person_is_no_place(told):
    text = (
        "Ukrainian forces withdrew from Avdiivka, said General Valerii Zaluzhnyi near Oleksandr Tarnavskyi."
    )
    assert told(text) == ["withdrawal UA Avdiivka admitted by UA"]


def test_the_speaker_s_country_does_not_act(told):
    text = "Ukraine's air force said 45 Russian drones were launched overnight."
    assert told(text) == ["launch RU - claimed by UA drones=45"]


def test_the_speaker_s_city_is_not_hit(told):
    text = "The mayor of Kyiv, Vitali Klitschko, said a drone hit a house in the Desnianskyi district."
    assert told(text) == ["attack - Desnianskyi claimed by UA"]


def test_a_reference_point_is_no_place_of_the_claim(told):
    text = "Russian forces captured Torske, 12 km west of Kreminna."
    assert told(text) == ["capture RU Torske asserted"]


def test_a_dateline_is_no_place_and_no_date(told):
    text = (
        "KYIV, Aug 13 (Reuters) - Russian forces have captured the village of Iskra, Moscow said on Thursday."
    )
    assert told(text) == ["capture RU Iskra claimed by RU"]


def test_a_list_of_near_places_is_near(claims):
    table = claims(
        "Russian forces attacked near Lyman, Torske and Zarichne, and in the direction of Sloviansk."
    )
    assert table["place_rel"].tolist() == ["near", "near", "near", "direction"]


def test_the_last_day_of_a_tally_is_not_the_day_of_the_deed(claims):
    (claim,) = claims(
        "The Russian military claimed to have shot down 268 Ukrainian drones in 24 hours."
    ).itertuples()
    assert (claim.date_precision, str(claim.date)[:10], str(claim.date_end)[:10]) == (
        "range",
        "2025-08-13",
        "2025-08-14",
    )


def test_names_are_kept_as_written(claims):
    (claim,) = claims("Росіяни обстріляли Кам\u2019янку, повідомив голова ОВА.").itertuples()
    assert claim.place_text == "Кам\u2019янку"
    (claim,) = claims("Россияне обстреляли Кам\u02bcянку.").itertuples()
    assert claim.place_text == "Кам\u02bcянку"
