"""A small gazetteer of our own, on which every expectation can be counted by hand."""

import csv

import pytest

import gazetteer
from gazetteer.drafts import index_of

PLACES = """\
place_id,name,name_uk,name_ru,place_type,country,admin1,admin1_code,admin2,population,lat,lon,radius_km,variants
r:14,Donetsk Oblast,Донецька область,Донецкая область,oblast,UA,Donetsk,UA-14,,4000000,48.1,37.8,150,en:Donetsk|uk:Донеччина
r:63,Kharkiv Oblast,Харківська область,Харьковская область,oblast,UA,Kharkiv,UA-63,,2600000,49.6,36.4,170,en:Kharkiv
r:59,Sumy Oblast,Сумська область,Сумская область,oblast,UA,Sumy,UA-59,,1000000,51.0,34.2,150,en:Sumy|uk:Сумщина
r:43,Crimea,Крим,Крым,republic,UA,Crimea,UA-43,,1900000,45.3,34.4,180,
r:izium,Izium Raion,Ізюмський район,Изюмский район,raion,UA,Kharkiv,UA-63,Izium,,49.2,37.1,60,
r:bakhmut,Bakhmut Raion,Бахмутський район,Бахмутский район,raion,UA,Donetsk,UA-14,Bakhmut,,48.6,38.0,40,
r:ua,Ukraine,Україна,Украина,country,UA,,,,,48.5,31.0,800,
p:toretsk,Toretsk,Торецьк,Торецк,city,UA,Donetsk,UA-14,Bakhmut,31000,48.395,37.848,,
p:pokrovsk,Pokrovsk,Покровськ,Покровск,city,UA,Donetsk,UA-14,Pokrovsk,60000,48.28,37.18,,
p:pokrovske,Pokrovske,Покровське,Покровское,village,UA,Donetsk,UA-14,Bakhmut,400,48.61,38.12,,
p:sumy,Sumy,Суми,Сумы,city,UA,Sumy,UA-59,Sumy,260000,50.91,34.80,,
p:donetsk,Donetsk,Донецьк,Донецк,city,UA,Donetsk,UA-14,Donetsk,900000,48.02,37.80,,
p:izium,Izium,Ізюм,Изюм,city,UA,Kharkiv,UA-63,Izium,45000,49.21,37.26,,
p:iskra1,Andriivka-Klevtsove,Андріївка-Клевцове,Андреевка-Клевцово,village,UA,Donetsk,UA-14,Volnovakha,100,48.0486,36.5903,,
p:iskra2,Iskra,Іскра,Искра,village,UA,Kharkiv,UA-63,Izium,900,49.40,37.00,,
p:iskra3,Iskra,Іскра,Искра,village,UA,Crimea,UA-43,Perekop,500,45.90,33.80,,
p:romaniv,Romaniv,Романів,Романов,settlement,UA,Zhytomyr,UA-18,Zhytomyr,7000,50.15,27.93,,en:Dzerzhynsk
p:novos,Novoselydivka,Новоселидівка,,village,UA,Donetsk,UA-14,Pokrovsk,300,48.02,37.33,,
p:lyman,Lyman,Лиман,Лиман,city,UA,Donetsk,UA-14,Kramatorsk,20000,48.99,37.81,,
p:lyman2,Lyman,Лиман,Лиман,village,UA,Kharkiv,UA-63,Chuhuiv,800,49.60,36.47,,
p:twin1,Mykhailivka,Михайлівка,Михайловка,village,UA,Donetsk,UA-14,Pokrovsk,200,48.20,37.00,,
p:twin2,Mykhailivka,Михайлівка,Михайловка,village,UA,Donetsk,UA-14,Pokrovsk,900,48.21,37.01,,
p:belg,Belgorod,Бєлгород,Белгород,city,RU,Belgorod,RU-BEL,,340000,50.60,36.58,,
p:zhovtneve,Zhovtneve,Жовтневе,,village,UA,Sumy,UA-59,Sumy,700,50.70,34.60,,
"""  # noqa: E501
RENAMINGS = """\
place_id,toponym,lang,since,until,source
p:toretsk,Dzerzhynsk,en,,2016-02-04,984-VIII
p:toretsk,Дзержинськ,uk,,2016-02-04,984-VIII
p:toretsk,Дзержинск,ru,,2016-02-04,984-VIII
p:pokrovsk,Красноармійськ,uk,,2016-05,1353-VIII
p:lyman,Красний Лиман,uk,,2016,1353-VIII
p:iskra1,Iskra,en,,2016,own knowledge
p:iskra1,Іскра,uk,,2016,own knowledge
"""


def rows(text):
    return [{key: value or "" for key, value in row.items()} for row in csv.DictReader(text.splitlines())]


@pytest.fixture(scope="session")
def small():
    """Two dozen places."""
    return gazetteer.Gazetteer(index_of(rows(PLACES), rows(RENAMINGS), source="small"))


@pytest.fixture(scope="session")
def core():
    """The embedded core."""
    return gazetteer.load()
