"""Traps of reports, each with a sentence that falls into it if it is read word by word.

Their names are those of the corpus; its README says what goes wrong in each. The sentences are others.
"""

import json
import re
from pathlib import Path

import pytest

CORPUS = Path(__file__).parent / "corpus"

# trap, sentence, what it claims
TOLD = [
    ("accident", "A gas leak destroyed two flats in Kharkiv on Monday.", []),
    ("accident", "У Полтаві вибухнув газовий балон, постраждала жінка.", []),
    (
        "admission",
        "Ukraine's general staff admitted that Russian troops had entered Rodynske.",
        ["advance RU Rodynske admitted by UA"],
    ),
    ("aftermath", "Firefighters in Odesa put out the blaze that Tuesday's drone attack had caused.", []),
    (
        "area",
        "DeepState said Russian troops had occupied 21 square kilometres near Hrodivka.",
        ["capture RU Hrodivka reported by OSINT area_km2=21"],
    ),
    (
        "attempt",
        "Russian troops tried to seize Myrnohrad but were thrown back.",
        ["assault RU Myrnohrad asserted"],
    ),
    ("attempt", "Ворог безуспішно намагався захопити Мирноград.", ["assault RU Мирноград asserted"]),
    (
        "case_endings",
        "Российские войска вошли в Торецк, взяли Щербиновку и подошли к Константиновке.",
        ["advance RU Торецк+Константиновке asserted", "capture RU Щербиновку asserted"],
    ),
    (
        "case_endings",
        "Ворог просунувся поблизу Торського, Щербинівки та Костянтинівки.",
        ["advance RU Торського+Щербинівки+Костянтинівки asserted"],
    ),
    (
        "casualties",
        "Russian shelling of Nikopol killed two people and wounded seven.",
        ["attack RU Nikopol asserted killed=2 injured=7"],
    ),
    ("colon_headline", "Kyiv: Russian drones hit Odesa", ["attack RU Odesa asserted"]),
    ("conditional", "If Russian troops captured Pokrovsk, the road to Dnipro would lie open.", []),
    ("conditional", "Якщо ворог захопить Покровськ, шлях на Дніпро буде відкритий.", []),
    ("control", "Vovchansk is under the control of Ukrainian forces.", ["control UA Vovchansk asserted"]),
    (
        "counter_attack",
        "Ukrainian troops counterattacked near Kupiansk and regained Radkivka.",
        ["assault UA Kupiansk asserted", "capture UA Radkivka asserted"],
    ),
    ("dash_tail", "Взрывы прогремели в Энергодаре – Рогов", ["attack - Энергодаре claimed by RU"]),
    (
        "dateline",
        "ODESA, Ukraine, Aug 14 (AP) - Russian drones hit Izmail on Thursday.",
        ["attack RU Izmail asserted"],
    ),
    ("debris", "Debris of a downed drone fell on a house in Ryazan.", ["attack - Ryazan asserted"]),
    (
        "denial",
        "Ukraine's military denied that Russian troops had taken Pishchane.",
        ["capture RU Pishchane denied by UA"],
    ),
    ("diplomacy", "Ministers of four countries arrived in Kyiv for talks on sanctions.", []),
    (
        "distance",
        "Russian troops advanced 700 metres near Chasiv Yar.",
        ["advance RU Chasiv Yar asserted distance_km=0.7"],
    ),
    (
        "encirclement",
        "Russian forces have surrounded Pokrovsk, Gerasimov said.",
        ["control RU Pokrovsk claimed by RU"],
    ),
    ("equipment", "Ukrainian marines captured two tanks near Robotyne.", []),
    ("exercise", "Belarusian troops shelled a training ground near Brest during an exercise.", []),
    ("facility", "A drone hit Belbek airfield.", ["attack - Belbek asserted"]),
    ("free_word_order", "Щербиновку российские войска взяли вчера.", ["capture RU Щербиновку asserted"]),
    ("free_word_order", "Щербинівку вчора окупував ворог.", ["capture RU Щербинівку asserted"]),
    (
        "geolocated",
        "Geolocated footage shows that Ukrainian forces advanced near Kindrativka.",
        ["advance UA Kindrativka confirmed by OSINT"],
    ),
    ("headline", "Russian missile hits Kharkiv, two killed", ["attack RU Kharkiv asserted killed=2"]),
    ("homonym", "Walnut shells were swept off Independence Square in Kyiv on 8 March.", []),
    ("homonym", "Russian forces attacked near Lyman on 3 May.", ["assault RU Lyman asserted"]),
    (
        "including",
        "Nine people, including three children, were wounded in shelling of Kherson.",
        ["attack - Kherson asserted injured=9"],
    ),
    (
        "list",
        "Russian forces captured the villages of Iskra, Myrne and Zelene Pole.",
        ["capture RU Iskra+Myrne+Zelene Pole asserted"],
    ),
    (
        "losses_only",
        "Russia has lost 1,050 soldiers and 12 tanks over the past day, the general staff said.",
        [],
    ),
    ("metaphor", "The singer captured the hearts of Lviv.", []),
    ("metaphor", "Кияни атакували магазини перед святом.", []),
    ("negation", "Russian troops did not capture Kupiansk.", []),
    ("negation", "ВС РФ не брали Купянск.", []),
    ("negation", "Війська РФ не захопили Куп'янськ.", []),
    (
        "noun",
        "The capture of Iskra was announced by Russia's defence ministry.",
        ["capture RU Iskra claimed by RU"],
    ),
    ("old_name", "Артемовск взят российскими войсками.", ["capture RU Артемовск asserted"]),
    ("other_war", "Israeli forces captured a hill in southern Lebanon.", []),
    (
        "out_of",
        "Air defences of Ukraine shot down 78 of 101 drones.",
        ["air_defence UA - asserted drones=78"],
    ),
    ("out_of", "За ночь сбито 78 из 101 дрона.", ["air_defence - - asserted drones=78"]),
    ("passive", "Iskra was captured by Russian forces.", ["capture RU Iskra asserted"]),
    (
        "percent",
        "Russian forces hold 70 per cent of Toretsk.",
        ["control RU Toretsk asserted percent=70"],
    ),
    (
        "person_name",
        "The governor's house in Kherson was hit, Oleksandr Prokudin said.",
        ["attack - Kherson claimed by UA"],
    ),
    ("plan", "Russia plans to seize Kostiantynivka by the winter.", []),
    ("plan", "Окупанти планують захопити Костянтинівку.", []),
    ("prisoners", "Ukrainian soldiers captured three Russians near Toretsk.", []),
    (
        "pronoun",
        "Russian forces entered Toretsk on Monday. They captured the town on Thursday.",
        ["advance RU Toretsk asserted", "capture RU Toretsk asserted"],
    ),
    (
        "quote",
        '"Our units took Iskra," the Russian ministry said. "They then advanced near Kleban-Byk."',
        ["capture RU Iskra claimed by RU", "advance RU Kleban-Byk claimed by RU"],
    ),
    (
        "range",
        "Russian troops advanced between two and three kilometres near Lyman.",
        ["advance RU Lyman asserted distance_km=3"],
    ),
    (
        "reference_place",
        "Russian forces captured Torske, 10 km east of Lyman.",
        ["capture RU Torske asserted"],
    ),
    ("region_only", "Russian forces shelled the Sumy region.", ["attack RU - [Sumy] asserted"]),
    (
        "repelled",
        "Ukrainian forces repelled 12 attacks near Lyman.",
        ["assault RU Lyman asserted repelled=12"],
    ),
    ("sector", "Бои идут на Покровском направлении.", ["assault - Покровском asserted"]),
    ("shelling", "Russian artillery shelled Nikopol.", ["attack RU Nikopol asserted"]),
    (
        "tally",
        "Russia launched 88 drones and five missiles overnight.",
        ["launch RU - asserted drones=88 missiles=5"],
    ),
    ("third_country", "Poland scrambled fighter jets and closed an airport on Sunday.", []),
    (
        "third_country",
        "Two drones crashed in Romania during a Russian attack on Izmail.",
        ["attack RU Izmail asserted"],
    ),
    ("threat", "Medvedev threatened to strike Kyiv.", []),
    ("threat", "Путин пригрозил ударами по Киеву.", []),
    ("unit_name", "Бійці 3-ї штурмової бригади звільнили Андріївку.", ["capture UA Андріївку asserted"]),
    (
        "withdrawal",
        "Ukraine's army said it had left Urozhaine.",
        ["withdrawal UA Urozhaine admitted by UA"],
    ),
]

# trap, sentence of 14 August 2025 (a Thursday), columns of its claim
CARRIED = [
    (
        "background",
        "Izium was liberated by Ukrainian forces in September 2022.",
        {"background": True, "date": "2022-09-01", "date_end": "2022-09-30"},
    ),
    (
        "date_deictic",
        "Вчора ворог обстріляв Нікополь.",
        {"date": "2025-08-13", "date_precision": "day", "date_basis": "deictic"},
    ),
    (
        "date_month",
        "Russian forces captured Velyka Novosilka in January.",
        {"date": "2025-01-01", "date_end": "2025-01-31", "date_precision": "month"},
    ),
    (
        "date_weekday",
        "В понедельник ракета попала в Кривой Рог.",
        {"date": "2025-08-11", "date_precision": "day", "date_basis": "deictic"},
    ),
    (
        "hedge",
        "Russian forces reportedly seized Zelenyi Hai.",
        {"hedge": "reportedly", "status": "reported"},
    ),
    ("hedge", "Russian forces likely advanced near Lyman.", {"hedge": "likely", "status": "asserted"}),
    (
        "nested_attribution",
        "Russia's defence ministry said its troops had captured Iskra, Reuters reported.",
        {"claimant": "Russia's defence ministry", "claimant_side": "RU", "relay": "Reuters"},
    ),
    (
        "unverified",
        "Russia said it had captured Iskra; the claim could not be independently verified.",
        {"verification": "unverified", "status": "claimed"},
    ),
    (
        "relative_clause",
        "Russian forces captured Iskra in the Donetsk region, which Moscow annexed in September 2022.",
        {"place_text": "Iskra", "date_precision": "none"},
    ),
]


@pytest.mark.parametrize(
    ("text", "expected"), [row[1:] for row in TOLD], ids=[f"{trap}-{text[:20]}" for trap, text, _ in TOLD]
)
def test_a_sentence_with_a_trap_claims_this_and_nothing_else(told, text, expected):
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "columns"),
    [row[1:] for row in CARRIED],
    ids=[f"{trap}-{text[:20]}" for trap, text, _ in CARRIED],
)
def test_a_claim_out_of_a_trap_carries_this(claims, text, columns):
    (row,) = claims(text).to_dict("records")
    assert {name: _plain(row[name]) for name in columns} == columns


def _plain(value):
    return f"{value:%Y-%m-%d}" if hasattr(value, "strftime") else value


def test_every_trap_of_the_corpus_has_a_sentence_here():
    records = [
        json.loads(line) for file in CORPUS.glob("*.jsonl") for line in file.read_text("utf-8").splitlines()
    ]
    assert {trap for trap, *_ in TOLD + CARRIED} == {trap for record in records for trap in record["traps"]}


def test_no_sentence_here_is_one_of_the_corpus():
    texts = "".join(file.read_text("utf-8") for file in CORPUS.glob("*.jsonl"))
    assert [
        text for _, text, _ in TOLD + CARRIED if json.dumps(text, ensure_ascii=False)[1:-1] in texts
    ] == []


def test_the_tests_that_the_corpus_names_are_there():
    named = set(re.findall(r"`(test_\w+)::(test_\w+)`", (CORPUS / "README.md").read_text("utf-8")))
    assert named
    for module, name in named:
        assert f"\ndef {name}(" in (CORPUS.parent / f"{module}.py").read_text("utf-8"), name
