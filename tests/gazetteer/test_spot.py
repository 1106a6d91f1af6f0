"""Places in running text: found where a sentence names one, as written, and resolved together."""

import pickle
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.meanings import Meanings, Where
from gazetteer.naming import Namebook
from gazetteer.questions import Questions
from gazetteer.spot import spots
from gazetteer.toponym import fold, nominatives
from gazetteer.words import commonness, folded_word, is_first_name, is_surname, roles

MARKED = re.compile(r"\[([^\]]*)\]|\{([^}]*)\}|<([^>]*)>")
SENTENCES = [
    line
    for line in Path(__file__).with_name("spotting.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]

CASES = """\
Торецьк: Торецька Торецьку Торецьком
Луцьк: Луцька Луцьку Луцьком
Харків: Харкова Харкову Харкові Харковом Харковові
Київ: Києва Києву Києві Києвом
Чугуїв: Чугуєва Чугуєві Чугуєву Чугуєвом
Миколаїв: Миколаєва Миколаєві Миколаєву Миколаєвом
Львів: Львова Львові Львову Львовом
Канів: Канева Каневі Каневу Каневом
Святогірськ: Святогірська Святогірську Святогірськом
Роботине: Роботиного Роботиному Роботиним
Роботине: Роботина Роботину Роботині
Щастя: Щастю Щасті Щастям
Запоріжжя: Запоріжжю Запоріжжі Запоріжжям
Добропілля: Добропіллю Добропіллі Добропіллям
Гуляйполе: Гуляйполя Гуляйполю Гуляйполі Гуляйполем
Полтава: Полтави Полтаві Полтаву Полтавою
Одеса: Одеси Одесі Одесу Одесою
Авдіївка: Авдіївки Авдіївці Авдіївку Авдіївкою
Вільнянськ: Вільнянська Вільнянську Вільнянськом
Балаклія: Балаклії Балаклію Балаклією
Снігурівка: Снігурівки Снігурівці Снігурівку Снігурівкою
Волноваха: Волновахи Волновасі Волноваху Волновахою
Велика: Великої Великій Велику Великою
Прага: Праги Празі Прагу Прагою
Рига: Риги Ризі Ригу Ригою
Буча: Бучі Бучу Бучею
Винниця: Винниці Винницю Винницею
Вінниця: Вінниці Вінницю Вінницею
Вища: Вищої Вищій Вищу Вищою
Маріуполь: Маріуполя Маріуполю Маріуполі Маріуполем
Тернопіль: Тернополя Тернополю Тернополі Тернополем
Бориспіль: Борисполя Борисполю Борисполі Борисполем
Ірпінь: Ірпеня Ірпеню Ірпені Ірпенем
Умань: Умані Уманню
Керч: Керчі Керччю
Пристань: Пристані Пристанню
Лопань: Лопані Лопанню
Джанкой: Джанкоя Джанкою Джанкої Джанкоєм
Ніжин: Ніжина Ніжину Ніжині Ніжином
Шебекино: Шебекина Шебекину Шебекині Шебекином
Макіївка: Макіївки Макіївці
Дніпро: Дніпра Дніпру Дніпрі Дніпром
Ягідне: Ягідного Ягідному Ягіднім Ягідним
Нове: Нового Новому Новім Новим
Верхнє: Верхнього Верхньому Верхнім
Синє: Синього Синьому Синім
Гостре: Гострого Гострому Гострим
Сіверськ: Сіверська Сіверську Сіверськом
Кремінна: Кремінної Кремінній Кремінну Кремінною
Попасна: Попасної Попасній Попасну Попасною
Лозова: Лозової Лозовій Лозову Лозовою
Верхня: Верхньої Верхній Верхню Верхньою
Суми: Сум Сумам Сумах Сумами
Черкаси: Черкас Черкасам Черкасах Черкасами
Ровеньки: Ровеньок Ровенькам Ровеньках Ровеньками
Прилуки: Прилук Прилукам Прилуках Прилуками
Бровари: Броварів Броварам Броварах Броварами
Лубни: Лубен Лубнам Лубнах Лубнами
Чернівці: Чернівців Чернівцям Чернівцях Чернівцями
Липці: Липців Липцям Липцях Липцями
Ромни: Ромнів Ромен Ромнам Ромнах Ромнами
Броди: Бродів Бродам Бродах Бродами
Великі: Великих Великим Великими
Дергачі: Дергачів Дергачам Дергачах Дергачами
Саки: Сак Саків Сакам Саках Саками
Жовті: Жовтих Жовтим Жовтими
Води: Вод Водам Водах Водами
Білий: Білого Білому Білим Білім
Кривий: Кривого Кривому Кривим Кривім
Ріг: Рогу Рогові Розі Рогом Рога
Кропивницький: Кропивницького Кропивницькому Кропивницьким
Хмельницький: Хмельницького Хмельницькому Хмельницьким
Новий: Нового Новому Новим
Верхній: Верхнього Верхньому Верхнім
Великий: Великого Великому Великим
Часів: Часового Часовому Часовим
Часів: Часова Часові
Яр: Яру Ярові Яром Ярі
Кременчук: Кременчука Кременчуку Кременчуці Кременчуком
Бердичів: Бердичева Бердичеву Бердичеві Бердичевом
Городок: Городка Городку Городком
Ізюм: Ізюма Ізюму Ізюмі Ізюмом
Донець: Донця Донцю Донці Донцем
Олександрівськ: Олександрівська
Вугледар: Вугледара Вугледару Вугледарі Вугледаром
Бахмут: Бахмута Бахмуту Бахмуті Бахмутом
Острог: Острога Острозі Острогом Острогу
Житомир: Житомира Житомирі Житомиру Житомиром
Ольжич: Ольжича Ольжичі Ольжичем
Іллічівськ: Іллічівська
Рівне: Рівного Рівному Рівним Рівнім
Олешки: Олешок Олешкам Олешках Олешками
Камінь: Каменя Каменю Камені Каменем
Крилос: Крилоса Крилосі
Село: Села Селу Селі Селом
Очаків: Очакова Очакові Очакову
Білопілля: Білопіллі Білопіллю Білопіллям
Тростянець: Тростянця Тростянцю Тростянці Тростянцем
Красилів: Красилова Красилові
Бар: Бару Барі Баром
Стрий: Стрия Стрию Стриї Стриєм
Затока: Затоки Затоці Затоку Затокою
Мар'їнка: Мар'їнки Мар'їнці Мар'їнку Мар'їнкою
Рубіжне: Рубіжного Рубіжному Рубіжним
Золоте: Золотого Золотому Золотим
Озеряни: Озерян Озерянам Озерянах Озерянами
Підгайці: Підгайців Підгайцях
Ічня: Ічні Ічню Ічнею
Красногорівка: Красногорівці
Стара: Старої Старій Стару Старою
Гора: Гори Горі Гору Горою
Церква: Церкви Церкві Церкву Церквою
Кам'янець: Кам'янця Кам'янцю Кам'янці Кам'янцем
Нікополь: Нікополя Нікополі Нікополем
Красне: Красного Красному Красним
Мала: Малої Малій Малу Малою
Кінбурн: Кінбурна Кінбурні Кінбурном
Хутір: Хутора Хуторі Хутором
Брід: Броду Броді Бродом
Поділ: Подолу Подолі Подолом
Крим: Криму Криму Кримом
Донбас: Донбасу Донбасі Донбасом
Токмак: Токмака Токмаку Токмаці Токмаком
Судак: Судака Судаку Судаком
Сєвєродонецьк: Сєвєродонецька Сєвєродонецьку
Каховка: Каховки Каховці Каховку Каховкою
Торецк: Торецка Торецку Торецком Торецке
Харьков: Харькова Харькову Харьковом Харькове
Киев: Киева Киеву Киевом Киеве
Николаев: Николаева Николаеву Николаевом Николаеве
Роботино: Роботина Роботину Роботином Роботине
Пушкин: Пушкина Пушкину Пушкином Пушкине
Полтава: Полтавы Полтаве Полтаву Полтавой Полтавою
Авдеевка: Авдеевки Авдеевке Авдеевку Авдеевкой
Буча: Бучи Буче Бучу Бучей
Винница: Винницы Виннице Винницу Винницей
Одесса: Одессы Одессе Одессу Одессой
Балаклея: Балаклеи Балаклее Балаклею Балаклеей
Мария: Марии Марию Марией
Мариуполь: Мариуполя Мариуполю Мариуполем Мариуполе
Керчь: Керчи Керчью
Умань: Умани Уманью
Ирпень: Ирпеня Ирпеню Ирпенем Ирпене
Пристань: Пристани Пристанью
Джанкой: Джанкоя Джанкою Джанкоем Джанкое
Доброполье: Доброполья Доброполью Добропольем
Запорожье: Запорожья Запорожью Запорожьем
Счастье: Счастья Счастью Счастьем
Гуляйполе: Гуляйполя Гуляйполю Гуляйполем
Сумы: Сум Сумам Сумах Сумами
Черкассы: Черкасс Черкассам Черкассах Черкассами
Ровеньки: Ровеньков Ровенек Ровенькам Ровеньках Ровеньками
Черновцы: Черновцов Черновцам Черновцах Черновцами
Саки: Сак Саков Сакам Саках Саками
Бровары: Броваров Броварам Броварах Броварами
Дергачи: Дергачей Дергачам Дергачах Дергачами
Липцы: Липцов Липцев Липцам Липцах
Лубны: Лубен Лубнам Лубнах Лубнами
Покровское: Покровского Покровскому Покровским Покровском
Красный: Красного Красному Красным Красном
Кривой: Кривого Кривому Кривым Кривом
Рог: Рога Рогу Рогом Роге
Великая: Великой Великую
Новая: Новой Новую Новою
Верхнее: Верхнего Верхнему Верхним Верхнем
Верхняя: Верхней Верхнюю
Нижний: Нижнего Нижнему Нижним Нижнем
Синее: Синего Синему
Горское: Горского Горскому Горским Горском
Горячий: Горячего Горячему Горячем
Большие: Больших Большим
Красные: Красных Красным
Жёлтые: Жёлтых Жёлтым
Воды: Вод Водам Водах
Донец: Донца Донцу Донце Донцом
Тростянец: Тростянца Тростянце
Городок: Городка Городке
Орёл: Орла Орлу Орлом Орле
Рыльск: Рыльска Рыльске
Суджа: Суджи Судже Суджу Суджей
Изюм: Изюма Изюме
Лозовая: Лозовой Лозовую
Рубежное: Рубежного Рубежном Рубежным
Днепр: Днепра Днепру Днепре Днепром
Белая: Белой Белую
Церковь: Церкви Церковью
Яр: Яра Яру Яром Яре
Часов: Часова Часове
Часов: Часового Часовом Часовым
Крым: Крыма Крыму Крымом
Кременчуг: Кременчуга Кременчуге
Токмак: Токмака Токмаке
Грайворон: Грайворона Грайвороне
Кременная: Кременной Кременную
Бережаны: Бережан Бережанах
Алёшки: Алёшек Алёшках
Великие: Великих Великим
Каменец: Каменца Каменце
Ростов: Ростова Ростове Ростовом Ростову
Сватово: Сватова Сватово Сватове Сватовом
Станица: Станицы Станице Станицу Станицей
Валки: Валок Валках
Ромны: Ромнов Ромен Ромнах
Пирятин: Пирятина Пирятине Пирятином Пирятину
Нижні: Нижніх Нижнім Нижніми
""".splitlines()


def found(gazetteer, text):
    return [mention.text for mention in spots(gazetteer._index, text)]


def unmarked(line):
    """A sentence without its marks, and where the marks stood."""
    text, spans, at = "", set(), 0
    for mark in MARKED.finditer(line):
        text += line[at : mark.start()]
        name = next(filter(None, mark.groups()))
        spans.add((len(text), len(text) + len(name)))
        text, at = text + name, mark.end()
    return text + line[at:], spans


def precision_and_recall(index, lines):
    right = told = there = 0
    for text, spans in map(unmarked, lines):
        mine = {(mention.start, mention.end) for mention in spots(index, text)}
        right, told, there = right + len(mine & spans), told + len(mine), there + len(spans)
    return right / told, right / there


@pytest.mark.parametrize("half", [0, 1], ids=["read", "only scored"])
def test_of_what_is_found_and_of_what_is_there_nine_in_ten_are_right(core, half):
    precision, recall = precision_and_recall(core._index, SENTENCES[half::2])
    assert precision >= 0.9
    assert recall >= 0.9


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Під Торецьком тривають бої.", ["Торецьком"]),
        ("Бої за Торецьк і Покровськ.", ["Торецьк", "Покровськ"]),
        ("ВИБУХИ В СУМАХ", ["СУМАХ"]),
        ("у смт Невідоме стріляли", ["Невідоме"]),
        ("The village of Nowhere was shelled.", ["Nowhere"]),
        ("Izium's residents left", ["Izium"]),
        ("торецьк не пишуть так", []),
        ("", []),
    ],
)
def test_a_name_is_found_as_it_is_written(small, text, names):
    assert found(small, text) == names


@pytest.mark.parametrize(
    "text",
    [
        "Генерал Лиман подав у відставку.",
        "Gen. Lyman spoke.",
        "Приїхав Іван Лиман з дружиною.",
        "Слово мав В. Лиман.",
        "Суд слухав Лимана Романа Петровича.",
        "Завод «Ізюм» зачинено.",
        "На вулиці Лиман ремонт.",
        "Вийшла газета Лиман.",
        "The Lyman brigade came.",
    ],
)
def test_a_person_a_firm_or_a_street_is_no_place(core, text):
    assert found(core, text) == []


@pytest.mark.parametrize("text", ["Армія України наступає.", "Россия заявила о потерях.", "Ukraine said so."])
def test_a_country_as_a_side_of_the_war_is_no_place(core, text):
    assert found(core, text) == []


def test_a_country_in_which_something_is_is_a_region(core):
    (mention,) = spots(core._index, "Таке буває лише в Україні.", asks=core)
    assert (mention.is_region, mention.place.name) == (True, "Ukraine")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("у Донецькій області", ["Донецькій області"]),
        ("Сумська та Харківська області", ["Сумська область", "Харківська області"]),
        ("голова Сумської ОВА", ["Сумської область"]),
        ("голова Сумської обласної ради", ["Сумської область"]),
        ("Izium Raion", ["Izium Raion"]),
        ("in Kharkiv and Sumy regions", ["Kharkiv oblast", "Sumy oblast"]),
        ("на Сумщині", ["Сумщині"]),
        ("окупований Крим", ["Крим"]),
    ],
)
def test_a_region_is_looked_up_with_the_word_for_its_type(small, text, names):
    mentions = spots(small._index, text, asks=small)
    assert [mention.name for mention in mentions] == names
    assert all(mention.is_region and mention.resolution == "region_only" for mention in mentions)


def test_the_bare_name_of_a_region_is_what_is_written(small):
    (mention,) = spots(small._index, "Удар по Донецькій області.")
    assert mention.text == "Донецькій"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("на Покровському напрямку", "Pokrovsk"),
        ("на Изюмском направлении", "Izium"),
        ("on the Lyman axis", "Lyman"),
    ],
)
def test_a_direction_is_the_town_that_it_is_named_after(small, text, place):
    (mention,) = spots(small._index, text, asks=small)
    assert (mention.rel, mention.place.name) == ("direction", place)


def test_a_city_before_a_list_of_regions_is_a_city(core):
    text = "Обстріляли ТЕС у Києві, Вінницькій та Львівській областях."
    mentions = spots(core._index, text, asks=core)
    assert [mention.place.name for mention in mentions] == ["Kyiv", "Vinnytsia Oblast", "Lviv Oblast"]


def test_a_river_with_the_name_of_a_city_is_a_river(core):
    (mention,) = spots(core._index, "На лівому березі Дніпра тривають бої.", asks=core)
    assert mention.place.place_type == "river"


def test_a_facility_lies_near_the_town_that_its_adjective_names(core):
    (mention,) = spots(core._index, "Горить Одеський порт.", asks=core)
    assert (mention.text, mention.rel, mention.place.name) == ("Одеський", "near", "Odesa")


def test_the_region_after_a_name_says_which_of_its_namesakes_is_meant(small):
    mentions = spots(small._index, "Обстріляли Іскру (Донецька область).", asks=small)
    assert mentions[0].place.name == "Andriivka-Klevtsove"


def test_a_region_of_the_text_helps_where_a_name_alone_is_ambiguous(small):
    text = "У Харківській області тривають бої. Знищено склад у селі Іскра."
    assert spots(small._index, text, asks=small)[1].place.place_id == "p:iskra2"


def test_what_nothing_tells_apart_stays_ambiguous_with_its_candidates(small):
    (mention,) = spots(small._index, "Знищено склад у селі Іскра.", asks=small)
    assert mention.place is None
    assert mention.resolution == "ambiguous"
    assert {"p:iskra1", "p:iskra2", "p:iskra3"} <= set(mention.candidates)


def test_names_are_resolved_only_when_they_are_asked_for_and_each_once(small, monkeypatch):
    asked = []
    of = Meanings.of
    monkeypatch.setattr(Meanings, "of", lambda self, names: asked.append(list(names)) or of(self, names))
    mentions = spots(small._index, "Торецьк і Покровськ", asks=small)
    assert asked == []
    assert [mention.place.name for mention in mentions] == ["Toretsk", "Pokrovsk"]
    assert [[name for name, _ in names] for names in asked] == [["Торецьк", "Покровськ"]]


def test_what_a_name_means_is_asked_of_the_index_once_for_many_texts(small, monkeypatch):
    asked = []
    answers = Questions.answers
    monkeypatch.setattr(
        Questions, "answers", lambda self, questions: asked.append(len(questions)) or answers(self, questions)
    )
    meanings = Meanings(small._index, Namebook(small._index))
    for _ in range(3):
        assert meanings.of([("Лиман", Where()), ("Ізюм", Where()), ("Лиман", Where())])[0].place is not None
    assert asked == [2]


def test_what_is_remembered_is_bounded(small, monkeypatch):
    monkeypatch.setattr("gazetteer.meanings.REMEMBERED", 3)
    monkeypatch.setattr("gazetteer.naming.REMEMBERED", 3)
    book = Namebook(small._index)
    meanings = Meanings(small._index, book)
    for name in ("Ізюм", "Лиман", "Суми", "Торецьк", "Покровськ"):
        meanings.of([(name, Where())])
        assert book.word(name).entry.names
        assert len(meanings._kept) <= 3
        assert len(book.words) <= 3


def test_without_anybody_to_ask_all_stay_unresolved(small):
    (mention,) = spots(small._index, "Торецьк")
    assert (mention.place, mention.resolution, mention.candidates) == (None, "unresolved", ())


@pytest.mark.parametrize(
    ("text", "lang"),
    [("Бої за Ізюм", "uk"), ("Бои за Лиман, было тяжело", "ru"), ("Near Izium", "en"), ("Лиман", "uk")],
)
def test_the_language_is_told_by_its_letters(small, text, lang):
    assert [mention.lang for mention in spots(small._index, text)] == [lang]


@given(
    st.text(alphabet=st.one_of(st.sampled_from("Торецьк Суми-Крим's «».,\n\u0301Abc обл м"), st.characters()))
)
def test_any_text_at_all_is_read_and_what_is_found_stands_in_it(small, text):
    end = 0
    for mention in spots(small._index, text):
        assert text[mention.start : mention.end] == mention.text != ""
        assert mention.start >= end
        end = mention.end


@pytest.mark.parametrize(
    "unit", ["А", "А-", "А ", "А, ", "A'", "Сумська, ", "А. ", "м. ", "\u0301", "«", " \n"]
)
def test_a_text_of_one_thing_over_and_over_is_read_to_its_end(small, unit):
    assert len(spots(small._index, unit * 20_000)) <= 20_000


@pytest.mark.parametrize(
    ("adjective", "town"),
    [
        ("Авдіївському", "Авдіївка"),
        ("Куп'янський", "Куп’янськ"),
        ("Волноваській", "Волноваха"),
        ("Гуляйпільському", "Гуляйполе"),
        ("Великоновосілківської", "Велика Новосілка"),
        ("Краснолиманском", "Красный Лиман"),
        ("Хмельницьку", "Хмельницький"),
    ],
)
def test_an_adjective_leads_to_the_town_that_it_is_made_of(core, adjective, town):
    from gazetteer.toponym import skeleton

    found_name = Namebook(core._index).town(adjective)
    assert found_name is not None
    assert skeleton(found_name[0]) == skeleton(town)


def test_a_word_that_no_place_explains_is_common():
    assert commonness("щастя") > 4
    assert commonness("роботине") == 0
    assert commonness("") == 0


def test_people_are_known_in_every_case():
    assert is_first_name("володимиром")
    assert is_surname("зеленським")
    assert not is_surname("лиманом")


def test_a_word_that_leads_to_a_place_does_so_in_capitals_too():
    assert roles("ПОБЛИЗУ") == roles("поблизу") != frozenset()


@pytest.mark.parametrize("line", CASES, ids=lambda line: line.partition(":")[0])
def test_a_name_is_known_in_every_case(line):
    name, cases = line.split(": ")
    assert [form for form in cases.split() if fold(name) not in nominatives(fold(form))] == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("в ДНР обстріляли склад", ["ДНР"]),
        ("Обстреляли склады в ЛНР и ДНР", ["ЛНР", "ДНР"]),
        ("Shelling in the DNR went on", ["DNR"]),
        ("Власти ДНР сообщили о потерях", []),
        ("The DNR said so", []),
    ],
)
def test_a_region_with_letters_for_a_name_is_one_where_something_is_in_it(core, text, names):
    mentions = spots(core._index, text, asks=core)
    assert [mention.text for mention in mentions] == names
    assert all(mention.resolution == "region_only" for mention in mentions)


@pytest.mark.parametrize(
    "text",
    [
        "Нафтопровід «Дружба» зупинено.",
        "Нафтопровід Дружба зупинено.",
        "Работу трубопровода Дружба возобновили.",
        "ЧСЗ «Океан» продано.",
        "Площа пожежі 100 кв. м. Загиблих немає.",
        "Сказав мер міста Роман Костенко.",
        "Вони залишились у місті. Мир настане.",
    ],
)
def test_what_is_called_after_a_place_or_follows_a_measure_is_none(core, text):
    assert found(core, text) == []


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("Шевченківський район Харкова під вогнем.", None),
        ("Обстріляли Дніпровський район Дніпропетровщини.", "Dnipro Raion"),
        ("На Одещині тихо. У Києві в Подільському районі впали уламки.", None),
    ],
)
def test_a_district_of_a_city_is_no_raion_elsewhere(core, text, region):
    raions = [mention.place for mention in spots(core._index, text, asks=core) if "район" in mention.name]
    named = {place.name for place in raions if place is not None and place.is_region}
    assert named == ({region} if region else set())


def test_a_neighbour_tells_which_namesake_is_meant_and_a_far_city_does_not(small):
    near = spots(small._index, "Склад у селі Іскра під Ізюмом.", asks=small)
    far = spots(small._index, "У Сумах розповіли про село Іскра.", asks=small)
    assert near[0].place.place_id == "p:iskra2"
    assert [(mention.text, mention.resolution) for mention in far] == [
        ("Сумах", "resolved"),
        ("Іскра", "ambiguous"),
    ]


def test_a_mention_is_pickled_with_its_meaning_and_equals_itself(small):
    mentions = spots(small._index, "Бої за Лиман тривають на Сумщині, у селі Іскра.", asks=small)
    again = pickle.loads(pickle.dumps(mentions))  # noqa: S301
    assert again == mentions
    assert len({*again, *mentions}) == len(mentions)
    for old, new in zip(mentions, again, strict=True):
        assert (new.place, new.resolution, new.candidates, new.lang) == (
            old.place, old.resolution, old.candidates, old.lang,
        )  # fmt: skip


def test_many_threads_read_as_one(core):
    texts = [line for line in SENTENCES for _ in range(3)]

    def read(text):
        return [
            (mention.text, mention.resolution, mention.place)
            for mention in spots(core._index, text, asks=core)
        ]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(read, texts)) == list(map(read, texts))


@given(
    st.text(
        alphabet=st.one_of(st.sampled_from("Лиман Ізюм область, районі м. село «»\n"), st.characters()),
        max_size=60,
    )
)
def test_whatever_is_found_in_any_text_has_an_answer(small, text):
    for mention in spots(small._index, text, asks=small):
        assert mention.resolution in ("resolved", "region_only", "ambiguous", "unresolved", "given")
        assert (mention.place is None) == (mention.resolution in ("ambiguous", "unresolved"))


@given(st.text(alphabet=st.one_of(st.sampled_from("абвгґдеёжїйъыьэАЁЫabcXY09'’ʼ- .´"), st.characters())))
def test_a_word_folds_quickly_to_what_it_folds_to(word):
    assert folded_word(word) == fold(word)
