"""What sentences claim, in three languages: traps and plain speech side by side."""

import pytest

import frontline
from frontline.errors import ReportError
from frontline.extract import extract_claims
from frontline.tables import CLAIMS

ENGLISH = [
    # who took what
    (
        "Moscow's forces have seized the village of Zelene Pole in the Donetsk region, Russia's "
        "defence ministry said.",
        ["capture RU Zelene Pole [Donetsk] claimed by RU"],
    ),
    (
        "The village of Zelene Pole has been taken by Moscow's troops, according to the Russian "
        "Ministry of Defence.",
        ["capture RU Zelene Pole claimed by RU"],
    ),
    (
        "Two settlements, Iskra and Shcherbynivka, were taken by Russian units, Moscow said.",
        ["capture RU Iskra+Shcherbynivka claimed by RU settlements=2"],
    ),
    (
        "Russia says its army seized three villages in eastern Ukraine",
        ["capture RU - claimed by RU settlements=3"],
    ),
    (
        "Russia's defence ministry: troops liberate Iskra in Donetsk region",
        ["capture RU Iskra [Donetsk] claimed by RU"],
    ),
    ("The mining town of Toretsk fell to Russian forces in February.", ["capture RU Toretsk asserted"]),
    (
        "Toretsk, which Russian troops captured in February, lies to the east.",
        ["capture RU Toretsk asserted"],
    ),
    (
        "The Ukrainian army said it had pushed Russian forces out of the village of Hruzke.",
        ["capture UA Hruzke claimed by UA"],
    ),
    ("Ukraine has lost control of the village of Myrne.", ["capture RU Myrne asserted"]),
    (
        "The seizure of Shcherbynivka was announced by the Russian defence ministry on Thursday.",
        ["capture RU Shcherbynivka claimed by RU"],
    ),
    (
        "Russia captured 502 square kilometres of Ukrainian territory in July, according to the "
        "Institute for the "
        "Study of War.",
        ["capture RU - reported by INTL area_km2=502"],
    ),
    (
        "CNN reported that the Wagner group claimed the capture of Soledar.",
        ["capture RU Soledar claimed by RU"],
    ),
    # denied, admitted, confirmed
    (
        "Russia claimed it had captured Kupiansk, which Kyiv denied.",
        ["capture RU Kupiansk claimed by RU", "capture RU Kupiansk denied by UA"],
    ),
    (
        "Russia said it had taken Kupiansk, but Ukraine's general staff rejected the claim.",
        ["capture RU Kupiansk claimed by RU", "capture RU Kupiansk denied by UA"],
    ),
    (
        "Ukraine denies Russia's claim to have captured Pokrovsk.",
        ["capture RU Pokrovsk claimed by RU", "capture RU Pokrovsk denied by UA"],
    ),
    (
        "The Ukrainian military said Russian forces had not captured Chasiv Yar.",
        ["capture RU Chasiv Yar denied by UA"],
    ),
    (
        "Near Dobropillia, Russian troops have advanced by as much as 10 km, President Zelensky conceded.",
        ["advance RU Dobropillia admitted by UA distance_km=10"],
    ),
    (
        "Geolocated footage published on August 13 indicates that Russian forces advanced in "
        "northern Toretsk.",
        ["advance RU Toretsk confirmed by OSINT"],
    ),
    (
        "Ukrainian troops have retreated from Avdiivka, army chief Oleksandr Syrskyi announced on Saturday.",
        ["withdrawal UA Avdiivka admitted by UA"],
    ),
    (
        "By 6 April, Russian forces had reportedly captured 60% of Rubizhne.",
        ["capture RU Rubizhne reported percent=60"],
    ),
    # the ground
    ("Russian forces failed to capture the village of Yampolivka.", ["assault RU Yampolivka asserted"]),
    (
        "Ukrainian forces repelled 34 Russian attacks in the Pokrovsk direction, the General Staff said.",
        ["assault RU Pokrovsk claimed by UA repelled=34"],
    ),
    (
        "Russian forces attacked near Novopavlivka, Udachne and Kotlyne.",
        ["assault RU Novopavlivka+Udachne+Kotlyne asserted"],
    ),
    ("Fighting raged in the streets of Bakhmut.", ["assault - Bakhmut asserted"]),
    ("Since midnight, the enemy has attacked 87 times.", ["assault RU - asserted attacks=87"]),
    (
        "DeepState: enemy occupies Iskra, advances near Shcherbynivka",
        ["capture RU Iskra reported by OSINT", "advance RU Shcherbynivka reported by OSINT"],
    ),
    (
        "Russian forces now control about 90 percent of Bakhmut, Prigozhin said.",
        ["control RU Bakhmut claimed by RU percent=90"],
    ),
    # from the air
    (
        "Thirteen people, two of them children, were wounded in Rostov-on-Don when a Ukrainian "
        "drone hit residential "
        "buildings, Mr Sliusar said.",
        ["attack UA Rostov-on-Don claimed by RU injured=13"],
    ),
    (
        "Russian missiles struck Kharkiv and Dnipro, killing five people and wounding more than "
        "20, including three "
        "children.",
        ["attack RU Kharkiv+Dnipro asserted killed=5 injured=20"],
    ),
    (
        "In the Kherson region, one person was wounded, and in the Sumy region two were injured, "
        "local authorities "
        "said.",
        ["attack - - [Kherson] claimed by UNSPEC injured=1", "attack - - [Sumy] claimed by UNSPEC injured=2"],
    ),
    ("Enemy shells Nikopol, woman injured", ["attack RU Nikopol asserted injured=1"]),
    (
        "Four glide bombs and 268 drones were downed in the past day, the Russian military claimed.",
        ["air_defence RU - claimed by RU drones=268 bombs=4"],
    ),
    (
        "Ukraine's air force said it had shot down 36 of 45 drones launched by Russia overnight.",
        ["air_defence UA - claimed by UA drones=36", "launch RU - claimed by UA drones=45"],
    ),
    (
        "Russia attacked Ukraine with two missiles and 45 drones overnight, the air force said.",
        ["launch RU - claimed by UA drones=45 missiles=2"],
    ),
    (
        "Moscow says 39 Ukrainian drones intercepted over Volgograd",
        ["air_defence RU Volgograd claimed by RU drones=39"],
    ),
    (
        "Russian-installed head of Zaporizhzhia region Yevgeny Balitsky said two civilians were "
        "killed in Ukrainian "
        "shelling of Vasylivka.",
        ["attack UA Vasylivka [Zaporizhzhia] claimed by RU killed=2"],
    ),
    (
        "Refinery in Orsk stops work after Ukrainian drone attack – Reuters",
        ["attack UA Orsk reported by MEDIA"],
    ),
]

RUSSIAN = [
    (
        "Минобороны РФ: российские войска освободили Зелёное Поле в ДНР",
        ["capture RU Зелёное Поле [ДНР] claimed by RU"],
    ),
    (
        "ВС РФ заняли н.п. Мирное Донецкой области и н.п. Новодаровка Запорожской области.",
        ["capture RU Мирное+Новодаровка [Донецкой] [Запорожской] asserted"],
    ),
    ("Посёлок Алексеевка освобождён российскими войсками.", ["capture RU Алексеевка asserted"]),
    ("ВСУ опровергли захват Купянска российскими войсками.", ["capture RU Купянска denied by UA"]),
    ("ВСУ освободили четыре села в Херсонской области", ["capture UA - [Херсонской] asserted settlements=4"]),
    (
        "Зеленский признал, что российские войска продвинулись на 10 км под Доброполье.",
        ["advance RU Доброполье admitted by UA distance_km=10"],
    ),
    ("Враг продвинулся возле Часова Яра — DeepState.", ["advance RU Часова Яра reported by OSINT"]),
    ("Войска РФ отошли от Киева", ["withdrawal RU Киева asserted"]),
    ("В Мариуполе продолжаются уличные бои", ["assault - Мариуполе asserted"]),
    ("Оккупанты пытаются окружить Лисичанск – Гайдай", ["assault RU Лисичанск claimed by UA"]),
    (
        "ВСУ атаковали беспилотниками Ростов-на-Дону, пострадали 13 человек, сообщил губернатор Слюсарь",
        ["attack UA Ростов-на-Дону claimed by RU injured=13"],
    ),
    ("В Николаеве прогремели взрывы", ["attack - Николаеве asserted"]),
    ("При обстреле Херсона погиб мирный житель", ["attack - Херсона asserted killed=1"]),
    (
        "Над Ростовской областью сбили 10 БПЛА, сообщил губернатор Юрий Слюсарь.",
        ["air_defence RU - [Ростовской] claimed by RU drones=10"],
    ),
    ("Россия выпустила по Украине 45 дронов и две ракеты.", ["launch RU - asserted drones=45 missiles=2"]),
]

UKRAINIAN = [
    ("Сили оборони звільнили село Кіндратівка на Сумщині.", ["capture UA Кіндратівка [Сумщині] asserted"]),
    (
        "Ворог окупував Щербинівку та просунувся поблизу Іскри, — DeepState",
        ["capture RU Щербинівку reported by OSINT", "advance RU Іскри reported by OSINT"],
    ),
    ("У Генштабі спростували захоплення росіянами Роботиного", ["capture RU Роботиного denied by UA"]),
    (
        "Зеленський: росіяни просунулися на 10 км біля Добропілля",
        ["advance RU Добропілля admitted by UA distance_km=10"],
    ),
    (
        "Генштаб: на Покровському напрямку відбито 43 атаки ворога",
        ["assault RU Покровському claimed by UA repelled=43"],
    ),
    ("Ворог намагається прорватися до Костянтинівки.", ["assault RU Костянтинівки asserted"]),
    ("Українські захисники відступили з Вугледара", ["withdrawal UA Вугледара asserted"]),
    ("Гайдай: ворог контролює 80% Сєвєродонецька", ["control RU Сєвєродонецька claimed by UA percent=80"]),
    (
        "Росіяни вдарили по Харкову: загинула жінка, ще п'ятеро людей поранені — Терехов",
        ["attack RU Харкову claimed by UA killed=1 injured=5"],
    ),
    ("У Мелітополі пролунав вибух", ["attack - Мелітополі asserted"]),
    (
        "Повітряні сили: збито 36 із 45 ворожих безпілотників",
        ["air_defence UA - claimed by UA drones=36"],
    ),
    ("Сили ППО збили дві ракети над Одещиною", ["air_defence UA - [Одещиною] asserted missiles=2"]),
    ("Протягом минулої доби ворог завдав 60 авіаударів.", ["attack RU - asserted airstrikes=60"]),
    ("На Бахмутському напрямку тривають запеклі бої", ["assault - Бахмутському asserted"]),
]

NO_CLAIM = [
    # intent, plans, conditions, forecasts
    "President Vladimir Putin ordered his troops to capture Pokrovsk by September.",
    "Russia could seize the whole of Donetsk region by the end of the year, analysts said.",
    "Putin demanded that Ukraine withdraw from the Donetsk and Luhansk regions.",
    "Russia would face severe consequences if it does not halt its offensive near Pokrovsk, Trump said.",
    "Capturing Pokrovsk would give Moscow a base.",
    "Zelensky: Russia preparing new offensive in Zaporizhzhia",
    "Путин приказал взять Покровск до сентября.",
    "Россия может захватить весь Донбасс, считают в ISW.",
    "Ворог планує наступ на Харків - ISW",
    "Росія має вивести війська з Криму.",
    # the wrong object
    "Ukrainian soldiers captured two Russian soldiers near Pokrovsk.",
    "Russian troops seized a Ukrainian Leopard tank near Robotyne.",
    "Customs officers seized a shipment of drugs in Odesa.",
    "Spassky took part in a tournament in Kyiv.",
    "The talks will take place in Istanbul.",
    "Residents of Kherson took shelter in the metro.",
    "Спасатели освободили людей из-под завалов в Харькове.",
    "Суд в Киеве освободил подозреваемого.",
    "Окупанти взяли в полон двох військових під Бахмутом.",
    "Поліція Харкова затримала злодія.",
    # other wars, storms, crashes, figures of speech
    "Israel said its forces had captured a corridor in southern Gaza.",
    "Azerbaijani forces captured the village of Talish.",
    "The town was captured by Soviet troops in 1943.",
    "The storm hit Odesa on Saturday, injuring three people.",
    "A man was injured in a car crash in Kharkiv.",
    "Talks in Istanbul hit a dead end on Friday.",
    "The photograph captured the mood of the city.",
    "У ДТП під Києвом загинули двоє людей.",
    # losses, trends, aftermath, reactions
    "Nearly 900 Russian soldiers were killed in the past 24 hours, Ukraine claimed.",
    "The Russian army has accelerated its gains in recent months.",
    "Power was restored to Kharkiv after a Russian strike.",
    "Germany condemned the Russian attack on Kyiv.",
    "Рятувальники ліквідували пожежу в Одесі після атаки дронів",
    "Zelensky visited Kharkiv on 29 May.",
]


@pytest.mark.parametrize(
    ("text", "expected"), ENGLISH + RUSSIAN + UKRAINIAN, ids=lambda value: str(value)[:50]
)
def test_a_sentence_claims_this_and_nothing_else(told, text, expected):
    assert told(text) == expected


@pytest.mark.parametrize("text", NO_CLAIM, ids=lambda text: text[:50])
def test_a_sentence_without_a_deed_claims_nothing(told, text):
    assert told(text) == []


def test_the_defence_ministry_is_of_the_side_that_spoke_before(claims):
    table = claims("Russia said its troops had captured two villages.\nThe defence ministry named Iskra.\n")
    assert table["claimant_side"].tolist() == ["RU", "RU"]
    table = claims(
        "Russia said on Tuesday its troops had captured two villages.\n"
        "The defence ministry said Russian forces captured the village of Iskra in Donetsk region."
    )
    assert table["claimant_side"].tolist() == ["RU", "RU"]
    assert table["claimant_id"].tolist()[1] == "ru_mod"


def test_a_deed_inherits_the_day_of_the_sentence_before(claims):
    table = claims(
        "Russia said on Tuesday its troops had captured two villages.\n"
        "The defence ministry said Russian forces captured the village of Iskra in Donetsk region."
    )
    assert table["date"].dt.date.astype(str).tolist() == ["2025-08-12", "2025-08-12"]
    assert table["date_basis"].tolist() == ["deictic", "inherited"]


def test_a_deed_without_a_date_has_none(claims):
    (claim,) = claims("Russian forces captured Iskra.").itertuples()
    assert (claim.date_precision, claim.date_basis) == ("none", "published")
    assert claim.date is not claim.published
    assert claims("Russian forces captured Iskra.")["date"].isna().all()


def test_what_ended_over_a_month_before_is_background(claims):
    table = claims(
        "Toretsk was captured by Russian troops in February. Iskra was captured by Russian troops on Monday."
    )
    assert table["background"].tolist() == [True, False]


def test_a_region_is_no_settlement(claims):
    (claim,) = claims("Two people were injured in Russian shelling of Sumy region.").itertuples()
    assert claim.admin_text == "Sumy"
    assert claim.resolution == "region_only"
    assert claims("Two people were injured in Russian shelling of Sumy region.")["place_text"].isna().all()


def test_an_unknown_village_stays_as_a_row(claims):
    (claim,) = claims("Russian troops captured the village of Xyzivka, Moscow said.").itertuples()
    assert (claim.place_text, claim.resolution, claim.geometry) == ("Xyzivka", "unresolved", None)


def test_evidence_of_a_participle_is_its_clause(claims):
    text = "Shcherbynivka lies near Toretsk, captured by Russian troops in February, and near two mines."
    (claim,) = claims(text).itertuples()
    assert claim.evidence == "Toretsk, captured by Russian troops in February"


def test_evidence_is_cut_from_the_text_as_it_was_written(claims):
    text = "«Мы»\u00a0— no claim.\r\n\tRussia’s\u00a0troops took con\u00adtrol of the village of Iskra\u2009."
    table = claims(text)
    assert len(table) == 1
    for claim in table.itertuples():
        assert text[claim.span_start : claim.span_end] == claim.evidence


def test_every_row_of_a_claim_has_its_id_and_another_claim_another(claims):
    table = claims("Russian forces captured Iskra and Shcherbynivka. Ukrainian drones hit Engels.")
    assert table.groupby("claim_id", sort=False).size().tolist() == [2, 1]
    again = claims("Russian forces captured Iskra and Shcherbynivka. Ukrainian drones hit Engels.")
    assert table["claim_id"].tolist() == again["claim_id"].tolist()


def test_a_text_without_claims_is_an_empty_table_with_all_columns(claims):
    table = claims("")
    assert len(table) == 0
    assert set(CLAIMS.names) <= set(table.columns)
    assert table.attrs["report"]["sentences"] == 0


def test_what_was_skipped_is_told_with_its_reason(claims):
    report = claims("Russia plans to capture Pokrovsk.").attrs["report"]
    assert report["claims"] == 0
    assert report["skipped"] == ["Russia plans to capture Pokrovsk.…: en.capture intent"]


def test_the_report_counts_sentences_claims_and_places(claims):
    report = claims(
        "Russian forces captured Toretsk. It rained. Two were injured in shelling of Sumy region."
    ).attrs["report"]
    assert (report["sentences"], report["claims"]) == (3, 2)
    assert report["places"] == {"resolved": 1, "region_only": 1}


@pytest.mark.parametrize("text", [None, 3, b"Russian forces captured Toretsk."])
def test_only_words_are_a_report(text):
    with pytest.raises(ReportError, match="the text of a report is a str"):
        extract_claims(text, published="2025-08-14")


@pytest.mark.parametrize("published", ["soon", None, 20250814])
def test_a_report_has_a_day(published):
    with pytest.raises(ReportError, match=r"published: .* write it like 2025-08-14"):
        extract_claims("Russian forces captured Toretsk.", published=published)


def test_extract_claims_is_public():
    assert frontline.extract_claims is extract_claims
