"""The language of the field: harm in all its verbs, repelled attacks, whose subject is whose."""

import pytest

SENTENCES = [
    (
        "Ukraine's military said its troops had repelled 48 attacks near Pokrovsk over the past 24 hours",
        ["assault RU Pokrovsk claimed by UA repelled=48"],
    ),
    (
        "The army's general staff said defenders had stopped 35 assaults in the Pokrovsk sector.",
        ["assault RU Pokrovsk claimed by UA repelled=35"],
    ),
    (
        "Zelenskiy said on Tuesday that small groups of Russian soldiers had advanced some 10 km (6 miles) "
        "toward Dobropillia, but that Ukraine would destroy them soon.",
        ["advance RU Dobropillia admitted by UA distance_km=10"],
    ),
    (
        "Russian drones attacked Sumy, Kharkiv and Odesa regions overnight.",
        ["attack RU - [Sumy] [Kharkiv] [Odesa] asserted"],
    ),
    ("Kyiv has not confirmed losing either settlement.", []),
    ("Ukraine has yet to acknowledge the loss of Toretsk.", []),
    (
        "Two people were hurt in the Sumy region and another in Kherson region, local officials said.",
        [
            "attack - - [Sumy] claimed by UNSPEC injured=2",
            "attack - - [Kherson] claimed by UNSPEC injured=1",
        ],
    ),
    (
        "Governor Sliusar said 13 people had been hurt in Rostov-on-Don.",
        ["attack - Rostov-on-Don claimed by RU injured=13"],
    ),
    (
        "A 62-year-old woman suffered shrapnel wounds in a Russian drone strike on Bilozerka.",
        ["attack RU Bilozerka asserted injured=1"],
    ),
    (
        "At least five people were hospitalised after overnight shelling of Nikopol.",
        ["attack - Nikopol asserted injured=5"],
    ),
    (
        "One woman died and her husband was hurt as Russian artillery fired on Chasiv Yar.",
        ["attack RU Chasiv Yar asserted killed=1 injured=1"],
    ),
    (
        "Four members of one family died in Ternopil when a missile struck their home.",
        ["attack - Ternopil asserted killed=4"],
    ),
    (
        "Russia fired dozens of missiles overnight, killing one person in Lviv and wounding 15 in Mukachevo.",
        ["attack RU Lviv asserted killed=1", "attack RU Mukachevo asserted injured=15"],
    ),
    (
        "Ukrainian troops were pushed out of Velyka Novosilka in January.",
        ["capture RU Velyka Novosilka asserted"],
    ),
    ("Pokrovsk has all but fallen, according to a Ukrainian officer who asked not to be named.", []),
    (
        "Troops of the Tsentr group took the village of Zelenyi Hai under control.",
        ["capture RU Zelenyi Hai asserted"],
    ),
    (
        "The Russian Ministry of Defense (MoD) claimed on August 14 that Russian forces seized Iskra.",
        ["capture RU Iskra claimed by RU"],
    ),
    ("Refinery in Orsk halts work after Ukrainian drone attack", ["attack UA Orsk asserted"]),
    ("В Шебекино осколочные ранения получил мужчина.", ["attack - Шебекино asserted injured=1"]),
    (
        "Губернатор Слюсарь сообщил, что в Ростове-на-Дону пострадали 13 человек, среди них двое детей.",
        ["attack - Ростове-на-Дону claimed by RU injured=13"],
    ),
    (
        "Генштаб ВСУ заявил об отражении 48 атак на Покровском направлении.",
        ["assault RU Покровском claimed by UA repelled=48"],
    ),
    (
        "Двоє людей поранені на Сумщині, одна — на Херсонщині.",
        ["attack - - [Сумщині] asserted injured=2", "attack - - [Херсонщині] asserted injured=1"],
    ),
    ("ППО знешкодила 36 із 49 ворожих дронів.", ["air_defence UA - asserted drones=36"]),
    ("Генштаб спростував захоплення Торського.", ["capture RU Торського denied by UA"]),
    ("На Гуляйпільському напрямку наступальних дій ворога не зафіксовано.", []),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES, ids=[text[:50] for text, _ in SENTENCES])
def test_a_sentence_of_the_field_claims_this_and_nothing_else(told, text, expected):
    assert told(text) == expected


def test_a_town_that_only_tells_where_another_lies_is_taken_itself(claims):
    text = "Shcherbynivka is a small town southwest of Toretsk, which Moscow says it captured in February."
    (claim,) = claims(text).itertuples()
    assert (claim.place_text, claim.place_rel, claim.claimant) == ("Toretsk", "at", "Moscow")
