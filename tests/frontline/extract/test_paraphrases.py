"""The facts of one day in other words, as agencies and newspapers put them: the claims stay the same."""

PASSIVE = """\
Moscow's forces seized two more settlements in the east of Ukraine, Russia announced on Thursday.
Iskra, a village, and Shcherbynivka, a small town, both in the Donetsk region, had been taken by \
Russian soldiers, its defence ministry said.
Near Shcherbynivka lies Toretsk, which fell to Moscow's troops in February.
Russian forces gained up to ten kilometres in a narrow stretch near Dobropillia, Zelensky acknowledged \
on Tuesday.
A Ukrainian drone strike on the Russian city of Rostov-on-Don on Thursday left 13 people wounded, two \
of them children, Mr Sliusar, the region's governor, said.
In the past 24 hours, 268 drones and four guided bombs launched by Ukraine were destroyed by Russian \
air defences, the military in Moscow claimed.
Overnight Russia sent two missiles and forty-five drones against Ukraine, according to Kyiv's air force.
Authorities reported two wounded in Sumy region and one in Kherson region.
"""

QUOTED = """\
Russian troops have taken control of two settlements in eastern Ukraine, Moscow said on Thursday.
"Units of the Centre group of forces have liberated the settlements of Iskra and Shcherbynivka in the \
Donetsk People's Republic," the defence ministry in Moscow said.
Toretsk was captured by Russian forces in February.
Zelensky said on Tuesday that Russian units had pushed as far as 10 km past the front line near Dobropillia.
Thirteen people were hurt, including two children, after Ukrainian drones struck Rostov-on-Don on \
Thursday, said Yuri Sliusar, governor of the Rostov region.
Russia's defence ministry said it had intercepted 268 drones and four glide bombs overnight.
Ukraine's air force reported that Russia had attacked with two missiles and 45 drones during the night.
Two people were wounded in Russian attacks on the Sumy region and another in the Kherson region, \
officials said.
"""

DAILY = """\
Moscow said Saturday that its army had seized another village in Ukraine's eastern Donetsk region.
"Units of the 'Centre' battlegroup liberated the settlement of Novoekonomichne," the Russian defence \
ministry said.
Kyiv did not immediately comment on the claim, which AFP was unable to verify.
Ukraine's General Staff said its troops had repelled 52 assaults in the Pokrovsk sector, near \
Volodymyrivka and Rodynske.
In the southern city of Zaporizhzhia, a guided bomb hit a bus station, wounding 24 people, regional \
governor Ivan Fedorov said.
Russia's army fired 80 drones and three Iskander missiles, according to the air force, which said it \
downed 61 of the drones.
The ministry also said it had captured the village of Zvirove, and that Ukrainian troops had retreated \
from Udachne.
The two leaders will meet on Monday for talks on the town's future.
"""


def test_the_day_in_the_passive_voice(told):
    assert told(PASSIVE) == [
        "capture RU - claimed by RU settlements=2",
        "capture RU Iskra+Shcherbynivka [Donetsk] claimed by RU",
        "capture RU Toretsk asserted",
        "advance RU Dobropillia admitted by UA distance_km=10",
        "attack UA Rostov-on-Don claimed by RU injured=13",
        "air_defence RU - claimed by RU drones=268 bombs=4",
        "launch RU - claimed by UA drones=45 missiles=2",
        "attack - - [Sumy] claimed by UNSPEC injured=2",
        "attack - - [Kherson] claimed by UNSPEC injured=1",
    ]


def test_the_day_in_quotations(told):
    assert told(QUOTED) == [
        "capture RU - claimed by RU settlements=2",
        "capture RU Iskra+Shcherbynivka [Donetsk] claimed by RU",
        "capture RU Toretsk asserted",
        "advance RU Dobropillia admitted by UA distance_km=10",
        "attack UA Rostov-on-Don [Rostov] claimed by RU injured=13",
        "air_defence RU - claimed by RU drones=268 bombs=4",
        "launch RU - claimed by UA drones=45 missiles=2",
        "attack RU - [Sumy] claimed by UNSPEC injured=2",
        "attack RU - [Kherson] claimed by UNSPEC injured=1",
    ]


def test_another_day_of_the_war(told):
    assert told(DAILY) == [
        "capture RU - [Donetsk] claimed by RU",
        "capture RU Novoekonomichne claimed by RU",
        "assault RU Volodymyrivka+Rodynske claimed by UA repelled=52",
        "attack - Zaporizhzhia claimed by UA injured=24",
        "launch RU - claimed by UA drones=80 missiles=3",
        "air_defence UA - claimed by UA drones=61",
        "capture RU Zvirove claimed by RU",
        "withdrawal UA Udachne claimed by RU",
    ]
