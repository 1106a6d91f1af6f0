"""Publishers' files become rows: nothing is invented, and what is left out is counted."""

import contextlib
import csv
import io
import lzma
import zipfile
from collections import Counter

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer import DataFileError, toponym
from gazetteer.data import spellings
from gazetteer.sources import doubles, geonames, hromadas, joining, katottg, wof

LEVELS = ("Перший", "Другий", "Третій", "Четвертий", "Додатковий")
HEADINGS = ";".join([*(f"{level} рівень" for level in LEVELS), "Категорія об’єкта", "Назва об’єкта"])
DONETSK, BAKHMUT, TORETSK = "UA14000000000091971", "UA14020000000014783", "UA14020110000097363"


def line(
    number, name, *, code="PPL", at=(48.4, 37.8), alternates="", country="UA", units=("05", "1402"), people=0
):
    kind = "A" if code.startswith(("ADM", "PCL")) else "P"
    lat, lon = at
    admin1, admin2 = units
    return "\t".join(
        [
            *(
                str(number),
                name,
                name,
                alternates,
                str(lat),
                str(lon),
                kind,
                code,
                country,
                "",
                admin1,
                admin2,
            ),
            *("", "", str(people), "", "100", "Europe/Kyiv", "2026-01-01"),
        ]
    )


def dump(path, *lines):
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def rows_of(tmp_path, *lines):
    return {row["place_id"]: row for row in geonames.read([dump(tmp_path / "X.txt", *lines)]).places}


@pytest.fixture
def toretsk(tmp_path):
    alternates = "Dzerzhinsk,Dzerzhyns'k,Toretsk,TOR,http://example.org/,Торецк,Торецьк,Дзержинськ,توريتسك"
    return rows_of(tmp_path, line(901, "Toretsk", alternates=alternates, people=31_000))["geonames:901"]


def test_a_ukrainian_place_is_named_in_three_languages(toretsk):
    assert [toretsk[name] for name in ("name", "name_uk", "name_ru")] == ["Toretsk", "Торецьк", "Торецк"]
    assert (toretsk["admin1"], toretsk["admin1_code"], toretsk["admin2"]) == ("Donetsk", "UA-14", "Bakhmut")
    assert toretsk["population"] == "31000"


def test_codes_links_and_other_scripts_are_no_names(toretsk):
    names = [text.partition(":")[2] for text in toretsk["variants"].split("|")]
    assert "Дзержинськ" in names
    assert not {"TOR", "http://example.org/", "توريتسك"} & set(names)


def test_the_latin_name_is_the_official_romanisation(tmp_path):
    row = rows_of(tmp_path, line(1, "Shcherbynovka", alternates="Щербинівка"))["geonames:1"]
    assert (row["name"], row["name_uk"]) == ("Shcherbynivka", "Щербинівка")


def test_a_village_of_two_letters_keeps_its_names(tmp_path):
    row = rows_of(tmp_path, line(1, "Yar", alternates="Яр"))["geonames:1"]
    assert (row["name"], row["name_uk"]) == ("Yar", "Яр")


@pytest.mark.parametrize(
    ("code", "people", "expected"),
    [
        ("PPL", 0, "village"), ("PPL", 4_999, "village"), ("PPL", 5_000, "town"), ("PPL", 50_000, "city"),
        ("PPLA2", 0, "town"), ("PPLC", 0, "city"), ("PPLX", 90_000, "district"), ("PPLQ", 0, "abandoned"),
        ("PPLH", 0, "abandoned"), ("PPLW", 0, "abandoned"),
    ],
)  # fmt: skip
def test_a_settlement_has_a_type(tmp_path, code, people, expected):
    row = rows_of(tmp_path, line(1, "Nova", code=code, people=people))["geonames:1"]
    assert row["place_type"] == expected


def test_nobody_lives_in_zero_people(tmp_path):
    assert rows_of(tmp_path, line(1, "Nova", people=0))["geonames:1"]["population"] == ""


def test_a_country_that_nobody_thought_of_works(tmp_path):
    found = rows_of(
        tmp_path,
        line(1, "Ruritania", code="PCLI", country="ZZ", units=("00", "")),
        line(2, "Strelsau Province", code="ADM1", country="ZZ", units=("S1", "")),
        line(3, "Zenda District", code="ADM2", country="ZZ", units=("S1", "77"), at=(48.0, 14.0)),
        line(4, "Tarlenheim", country="ZZ", units=("S1", "77"), at=(48.1, 14.0)),
        line(5, "Hentzau Krai", code="ADM1", country="ZZ", units=("H1", "")),
    )
    assert [row["place_type"] for row in found.values()] == ["country", "oblast", "raion", "village", "krai"]
    village = found["geonames:4"]
    assert (village["name"], village["admin1"], village["admin2"]) == ("Tarlenheim", "Strelsau", "Zenda")
    assert found["geonames:3"]["radius_km"] == "12"


def test_russia_belarus_and_moldova_have_their_regions(tmp_path):
    found = rows_of(
        tmp_path,
        line(1, "Novosibirskoye", country="RU", units=("53", "1"), alternates="Новосибирское"),
        line(2, "Novosibirsk Oblast", code="ADM1", country="RU", units=("53", "")),
        line(3, "Staryya Darohi", country="BY", units=("05", ""), alternates="Старые Дороги,Старыя Дарогі"),
        line(4, "Sîngera", country="MD", units=("57", ""), alternates="Сынджера"),
    )
    assert found["geonames:1"]["admin1"] == "Novosibirsk"
    assert found["geonames:1"]["name_ru"] == "Новосибирское"
    assert found["geonames:3"]["admin1_code"] == "BY-MI"
    assert "be:Старыя Дарогі" in found["geonames:3"]["variants"].split("|")
    assert found["geonames:4"]["name"] == "Sîngera"


def test_a_hromada_of_the_dump_is_a_region(tmp_path):
    name_uk = "Слов'янська територіальна громада"
    found = rows_of(
        tmp_path,
        line(1, "Slovyanska Terytorialna Hromada", code="ADM3", alternates=name_uk),
        line(2, "Kraynenskoye sel'skoye poselenye", code="ADM3"),
    )
    assert found["geonames:1"]["place_type"] == "hromada"
    assert found["geonames:1"]["name"] == "Slovyanska Hromada"
    assert found["geonames:1"]["name_uk"] == name_uk
    assert "geonames:2" not in found


def test_every_line_is_accounted_for(tmp_path):
    report = geonames.read(
        [dump(tmp_path / "X.txt", line(1, "Nova"), line(2, "Stara", at=(95, 0)), line(3, "Gora", code="PPL"),
              line(3, "Gora"), line(4, "Ozero").replace("\tP\tPPL", "\tH\tLK"))]
    ).report  # fmt: skip
    assert report["lines"] == 5
    assert report["read"] == 3
    assert report["doubled: a number twice"] == 1
    assert report["dropped: no name, point or country"] == 1
    assert report["left out: neither settlement nor region"] == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a\tb\tc\n", "line 1 has 3 columns, not 19"),
        (line(1, "Nova") + "\n" + line(2, "Stara")[:40] + "\n", "line 2 has 12 columns"),
        (line("x", "Nova") + "\n", "a number on line 1 is none"),
        (line(1, "Nova", at=("north", 3)) + "\n", "a number on line 1 is none"),
    ],
)
def test_what_is_no_dump_is_refused_by_name(tmp_path, text, reason):
    path = tmp_path / "UA.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError, match=r"UA\.txt: .*is no GeoNames dump") as caught:
        geonames.read([path])
    assert reason in str(caught.value)


def test_a_point_that_is_no_number_is_no_point(tmp_path):
    assert rows_of(tmp_path, line(1, "Nova", at=("nan", "nan"))) == {}


def test_the_readme_in_a_zip_is_no_table(tmp_path):
    path = tmp_path / "UA.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "Readme for GeoNames Gazetteer extract files")
        archive.writestr("UA.txt", line(1, "Nova"))
    assert [row["name"] for row in geonames.read([path]).places] == ["Nova"]


def test_alternate_names_bring_languages_kinds_and_days(tmp_path):
    names = tmp_path / "alternateNames.txt"
    cells = [
        ("uk", "Торецьк", "1", "", "", "", "", ""),
        ("uk", "Дзержинськ", "", "", "", "1", "1938", "2016-02-04"),
        ("ru", "Торецк", "", "", "", "", "", ""), ("de", "Torezk", "", "", "", "", "", ""),
        ("link", "https://example.org", "", "", "", "", "", ""),
        ("uk", "Щербинівка", "", "", "", "1", "", "1936?"),
    ]  # fmt: skip
    names.write_text("".join("\t".join([str(i), "901", *row]) + "\n" for i, row in enumerate(cells)))
    path = dump(tmp_path / "UA.txt", line(901, "Torets’k", alternates="Торецьк,Дзержинськ"))
    found = geonames.read([path, names])
    assert found.places[0]["name_ru"] == "Торецк"
    assert "Дзержинськ" not in found.places[0]["variants"]
    former = {row["toponym"]: row for row in found.toponyms if row["kind"] == "former"}
    assert (
        former["Дзержинськ"] | {"since": "1938", "until": "2016-02-04", "lang": "uk"} == former["Дзержинськ"]
    )
    assert former["Щербинівка"]["until"] == ""
    assert found.report["dates dropped: no day, month or year"] == 1
    assert found.report["names left out: code, link or other language"] == 1


def test_a_settlement_that_stands_twice_is_one():
    pair = [
        place("geonames:694290", "Shcherbynivka"),
        place("geonames:694289", "Shcherbynivka", lat="48.4100"),
    ]
    pair[0]["variants"] = "ru:Щербиновка"
    pair[1]["population"] = "4000"
    (kept,), merged = doubles.without_doubles(pair)
    assert merged == {"geonames:694290": "geonames:694289"}
    assert "ru:Щербиновка" in kept["variants"]


def test_the_place_of_the_core_stays_of_two():
    pair = [place("geonames:1", "Nova", population="900"), place("geonames:2", "Nova")]
    _, merged = doubles.without_doubles(pair, kept={"geonames:2"})
    assert merged == {"geonames:1": "geonames:2"}


@pytest.mark.parametrize(
    "other",
    [{"lat": "48.43"}, {"admin1": "Kharkiv"}, {"place_type": "district"}, {"name": "Stara"}],
)
def test_namesakes_are_not_doubles(other):
    pair = [place("geonames:1", "Nova"), place("geonames:2", "Nova") | other]
    assert doubles.without_doubles(pair)[1] == {}


def test_namesakes_that_the_codifier_knows_apart_are_not_doubles():
    pair = [place("geonames:1", "Nova"), place("geonames:2", "Nova")]
    assert doubles.without_doubles(pair, apart=lambda row: True)[1] == {}


def place(place_id, name, **columns):
    row = dict.fromkeys(
        ("name_uk", "name_ru", "admin3", "population", "katottg", "radius_km", "variants", "source"), ""
    )
    row |= {"place_id": place_id, "name": name, "place_type": "village", "country": "UA", "admin1": "Donetsk"}
    row |= {"admin1_code": "UA-14", "admin2": "Bakhmut", "lat": "48.4", "lon": "37.8"}
    return row | columns


def codifier(path, *rows):
    path.write_text("\n".join([HEADINGS, *(";".join(row) for row in rows)]), encoding="utf-8")
    return path


@pytest.fixture
def edition(tmp_path):
    hromada = (DONETSK, BAKHMUT, TORETSK)
    return katottg.read(
        codifier(
            tmp_path / "k.csv",
            (DONETSK, "", "", "", "", "O", "Донецька"),
            (DONETSK, BAKHMUT, "", "", "", "P", "Бахмутський"),
            (*hromada, "", "", "H", "Торецька "),
            (*hromada, "UA14020110010011111", "", "M", "Торецьк"),
            (*hromada, "UA14020110020022222", "", "X", "Щербинівка"),
            (*hromada, "UA14020110030033333", "", "C", "Леонідівка"),
            (*hromada, "UA14020110040044444", "", "C", "Валентинівка"),
        )
    )


def test_the_codifier_names_types_and_codes_a_place(edition):
    rows = [
        place("geonames:1", "Torets'k", name_uk="Торецьк", population="31000", place_type="city"),
        place("geonames:2", "Shcherbinovka", lat="48.41"),
        place("geonames:3", "Leonidovka", variants="ru:Леонидовка", lat="48.42"),
        place("geonames:4", "Lisove", name_uk="Лісове"),
    ]
    report = Counter()
    town, settlement, village, unknown = joining.joined(rows, edition, report)
    assert (town["name"], town["place_type"], town["katottg"]) == ("Toretsk", "town", "UA14020110010011111")
    assert (settlement["name_uk"], settlement["place_type"]) == ("Щербинівка", "settlement")
    assert (village["name"], village["name_uk"], village["admin3"]) == ("Leonidivka", "Леонідівка", "Toretsk")
    assert "und:Leonidovka" in village["variants"].split("|")
    assert unknown == rows[3]
    assert report["settlements without a place"] == 1
    assert report["places of Ukraine without a code"] == 1


def test_of_two_places_of_a_name_the_one_beside_its_hromada_is_joined(edition):
    near, far = (
        place("geonames:1", "Valentynivka", name_uk="Валентинівка"),
        place("geonames:2", "Valentynivka", name_uk="Валентинівка", lat="48.6"),
    )
    rows = [place("geonames:3", "Toretsk", name_uk="Торецьк", lat="48.39"), far, near]
    by_id = {row["place_id"]: row["katottg"] for row in joining.joined(rows, edition, Counter())}
    assert by_id["geonames:1"] == "UA14020110040044444"
    assert by_id["geonames:2"] == ""


def test_a_namesake_far_from_the_hromada_is_not_joined(edition):
    names = [
        ("Торецьк", "48.40"),
        ("Щербинівка", "48.41"),
        ("Леонідівка", "48.42"),
        ("Валентинівка", "48.99"),
    ]
    rows = [place(f"geonames:{n}", "X", name_uk=name, lat=lat) for n, (name, lat) in enumerate(names)]
    report = Counter()
    assert [bool(row["katottg"]) for row in joining.joined(rows, edition, report)] == [
        True,
        True,
        True,
        False,
    ]
    assert report["let go: far from the others of the hromada"] == 1


def test_of_two_places_of_a_name_side_by_side_none_is_joined(edition):
    pair = [place(f"geonames:{n}", "Valentynivka", name_uk="Валентинівка", lat=f"48.4{n}") for n in (1, 2)]
    rows = [place("geonames:3", "Toretsk", name_uk="Торецьк", lat="48.30"), *pair]
    assert [row["katottg"] for row in joining.joined(rows, edition, Counter())[1:]] == ["", ""]


def test_a_hromada_is_a_region_with_the_point_of_a_settlement(edition):
    rows = [
        place("geonames:1", "Toretsk", name_uk="Торецьк", lat="48.40", population="31000"),
        place("geonames:2", "Shcherbynivka", name_uk="Щербинівка", lat="48.41", population="4000"),
        place("geonames:3", "Leonidivka", name_uk="Леонідівка", lat="48.50"),
    ]
    report = Counter()
    *_, region = hromadas.with_hromadas(joining.joined(rows, edition, report), edition, report)
    assert (region["name"], region["name_uk"]) == ("Toretsk Hromada", "Торецька територіальна громада")
    assert (region["place_type"], region["katottg"], region["population"]) == ("hromada", TORETSK, "35000")
    assert (region["lat"], region["radius_km"]) == ("48.41000", "11")


@pytest.mark.parametrize(
    ("adjective", "settlements", "centre"),
    [
        ("Великоновосілківська", {"Велика Новосілка": "X", "Новосілка": "C"}, "Velyka Novosilka"),
        ("Луцька", {"Луцьк": "M", "Лище": "C"}, "Lutsk"),
        ("Калуська", {"Калуш": "M"}, "Kalush"),
        ("Баришівська", {"Баришівка": "X", "Борщів": "C"}, "Baryshivka"),
        ("Чкаловська", {"Пролісне": "X", "Мостове": "C"}, "Prolisne"),
        ("Чкаловська", {"Пролісне": "C", "Мостове": "C"}, "Chkalovska"),
    ],
)
def test_a_hromada_is_called_after_its_centre(adjective, settlements, centre):
    units = tuple(
        katottg.Unit(f"UA{n:017}", kind, name, TORETSK) for n, (name, kind) in enumerate(settlements.items())
    )
    assert hromadas.bare_names(katottg.Codifier(units, {TORETSK: adjective}, Counter())) == {TORETSK: centre}


def test_the_codifier_reads_packed_and_with_commas(tmp_path, edition):
    text = (tmp_path / "k.csv").read_text(encoding="utf-8")
    (tmp_path / "k.csv.xz").write_bytes(lzma.compress(text.encode()))
    (tmp_path / "commas.csv").write_text(text.replace(";", ","), encoding="utf-8")
    for name in ("k.csv.xz", "commas.csv"):
        assert katottg.read(tmp_path / name) == edition


def test_another_table_is_no_codifier(tmp_path):
    path = tmp_path / "k.csv"
    path.write_text("a;b;c\n1;2;3\n", encoding="utf-8")
    with pytest.raises(DataFileError, match=r"k\.csv: has not the codifier's headings"):
        katottg.read(path)
    with pytest.raises(DataFileError, match="holds no settlements"):
        katottg.read(codifier(path))


def test_lines_of_the_codifier_that_are_none_are_counted(tmp_path):
    good = (DONETSK, BAKHMUT, TORETSK, "UA14020110010011111", "", "C", "Нова")
    found = katottg.read(
        codifier(tmp_path / "k.csv", good, ("UA1", "", "", "", "", "C", "Стара"), (DONETSK,))
    )
    assert found.report["lines dropped: no code or name"] == 2


def first_tables(folder, names, **places):
    columns = {"id": [1, 2], "gn": [11.0, None], "superseded": [0, 0], "deprecated": [None, None]} | places
    pq.write_table(pa.table(columns), folder / "wof_x_places.parquet")
    ids, langs, texts = zip(*names, strict=True)
    pq.write_table(pa.table({"id": ids, "lang": langs, "name": texts}), folder / "wof_x_names.parquet")


def test_names_of_whos_on_first_are_taken_if_they_are_like_the_place(tmp_path):
    names = [
        (1, "rus_x_preferred", "Дзержинка"), (1, "rus_x_preferred", "Роботино"),
        (1, "ukr_x_preferred", "Robotyne"), (1, "deu_x_preferred", "Robotyne"),
        (1, "eng_x_variant", "Rabotyne"), (2, "rus_x_preferred", "Работино"),
        (1, "pol_x_preferred", "Robotyne (Ukraina)"), (1, "rus_x_preferred", "Работино"),
    ]  # fmt: skip
    first_tables(tmp_path, names)
    report = Counter()
    found = wof.toponyms(tmp_path, [place("geonames:11", "Robotyne", name_uk="Роботине")], report)
    assert [(row["toponym"], row["lang"]) for row in found] == [("Роботино", "ru"), ("Работино", "ru")]
    assert report["left out: like no name of the place"] == 1
    assert report["left out: in letters of another language"] == 1
    assert report["read"] == 7


def test_superseded_records_of_whos_on_first_are_left_out(tmp_path):
    first_tables(tmp_path, [(1, "rus_x_preferred", "Роботино")], superseded=[1, 0])
    assert wof.toponyms(tmp_path, [place("geonames:11", "Robotyne")], Counter()) == []


def test_tables_that_are_not_whos_on_first_are_refused(tmp_path):
    with pytest.raises(DataFileError, match=r"_places\.parquet and"):
        wof.toponyms(tmp_path, [], Counter())
    first_tables(tmp_path, [(1, "rus_x_preferred", "Роботино")])
    pq.write_table(pa.table({"id": [1]}), tmp_path / "wof_x_places.parquet")
    with pytest.raises(DataFileError, match=r"wof_x_places\.parquet: .*columns"):
        wof.toponyms(tmp_path, [], Counter())
    (tmp_path / "wof_x_places.parquet").write_bytes(b"PAR1 no table")
    with pytest.raises(DataFileError, match=r"wof_x_places\.parquet: is damaged"):
        wof.toponyms(tmp_path, [], Counter())


@given(st.text(max_size=30))
def test_the_quick_fold_is_the_fold(text):
    assert spellings.fold(text) == toponym.fold(text)


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\n\r\0"), max_size=12),
        min_size=19,
        max_size=19,
    )
)
def test_no_line_breaks_the_reader(tmp_path_factory, cells):
    path = tmp_path_factory.mktemp("dump") / "X.txt"
    path.write_text("\t".join(cells), encoding="utf-8")
    with contextlib.suppress(DataFileError):
        assert len(geonames.read([path]).places) <= 1


def test_the_real_dump_is_read_and_joined(reference_data):
    folder = reference_data / "gazetteer"
    found = geonames.read([next(folder.glob("geonames_UA_*.zip"))])
    edition = katottg.read(next(folder.glob("katottg_*.csv.xz")))
    report = Counter()
    places, merged = doubles.without_doubles(found.places, apart=joining.namesakes(edition))
    rows = {row["place_id"]: row for row in joining.joined(places, edition, report)}
    assert found.report["lines"] == 45_086
    assert 60 < len(merged) < 150
    assert report["settlements without a place"] < 2_600
    core = csv.DictReader(io.StringIO(core_csv()))
    other = [
        row["name"] for row in core
        if row["katottg"] and (rows.get(row["place_id"]) or row)["katottg"] not in ("", row["katottg"])
    ]  # fmt: skip
    assert other == []


def core_csv():
    from importlib import resources

    return resources.files("gazetteer").joinpath("data", "core.csv").read_text(encoding="utf-8")
