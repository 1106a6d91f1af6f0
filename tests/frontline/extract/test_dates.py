"""When it happened, in the calendar of the report."""

from datetime import date

import pytest

from frontline.extract.annotate import annotate
from frontline.extract.dates import dates
from frontline.extract.lexicon import lexicon

PUBLISHED = date(2025, 8, 14)  # a Thursday


def found(text, lang="en", published=PUBLISHED):
    return [
        (when.start.isoformat(), when.end.isoformat(), when.precision, when.basis)
        for when in dates(annotate(text, lexicon(lang)), published)
    ]


def day(iso, basis="explicit"):
    return [(iso, iso, "day", basis)]


@pytest.mark.parametrize(
    ("lang", "text", "iso"),
    [
        ("en", "on 12 May", "2025-05-12"),
        ("en", "on May 12", "2025-05-12"),
        ("en", "on May 12, 2024", "2024-05-12"),
        ("en", "on 12 May 2024", "2024-05-12"),
        ("en", "the 3rd of August", "2025-08-03"),
        ("en", "on 2 October", "2024-10-02"),
        ("en", "on 2025-08-01", "2025-08-01"),
        ("ru", "12 мая", "2025-05-12"),
        ("ru", "3 августа 2024 года", "2024-08-03"),
        ("ru", "01.08.2025", "2025-08-01"),
        ("uk", "12 травня", "2025-05-12"),
        ("uk", "2 жовтня", "2024-10-02"),
    ],
)
def test_a_written_day_is_the_last_such_day(lang, text, iso):
    assert found(text, lang) == day(iso)


@pytest.mark.parametrize(
    ("lang", "text", "iso"),
    [
        ("en", "on Thursday", "2025-08-14"),
        ("en", "on Tuesday", "2025-08-12"),
        ("en", "on Friday", "2025-08-08"),
        ("en", "last Thursday", "2025-08-07"),
        ("en", "overnight", "2025-08-14"),
        ("en", "this morning", "2025-08-14"),
        ("en", "yesterday", "2025-08-13"),
        ("ru", "во вторник", "2025-08-12"),
        ("ru", "за ночь", "2025-08-14"),
        ("ru", "вчера", "2025-08-13"),
        ("uk", "у вівторок", "2025-08-12"),
        ("uk", "вночі", "2025-08-14"),
        ("uk", "позавчора", "2025-08-12"),
    ],
)
def test_a_weekday_is_the_last_one_not_after_the_publication(lang, text, iso):
    assert found(text, lang) == day(iso, "deictic")


def test_a_month_alone_is_a_month():
    assert found("in February") == [("2025-02-01", "2025-02-28", "month", "explicit")]
    assert found("in December") == [("2024-12-01", "2024-12-31", "month", "explicit")]
    assert found("в феврале 2024", "ru") == [("2024-02-01", "2024-02-29", "month", "explicit")]


def test_two_days_are_a_range():
    assert found("between 11 and 12 April") == [("2025-04-11", "2025-04-12", "range", "explicit")]
    assert found("May 3-5") == [("2025-05-03", "2025-05-05", "range", "explicit")]


def test_a_week_and_a_day_and_a_night_are_counted_back():
    assert found("last week") == [("2025-08-04", "2025-08-10", "week", "deictic")]
    assert found("over the past 24 hours") == [("2025-08-13", "2025-08-14", "range", "deictic")]
    assert found("за добу", "uk") == [("2025-08-13", "2025-08-14", "range", "deictic")]


def test_may_the_month_is_no_modal_and_march_no_parade():
    assert found("They may march on Kyiv") == []
    assert found("20 May") == day("2025-05-20")


def test_a_day_that_no_calendar_has_is_no_date():
    assert found("on 31 February 2025") == []


@pytest.mark.parametrize("published", [date.min, date(1, 12, 31), date.max])
def test_the_ends_of_the_calendar_do_no_harm(published):
    told = annotate(
        "On Sunday 31 December, last week, yesterday, in May, last month, last year", lexicon("en")
    )
    try:
        dates(told, published)
    except OverflowError:
        pytest.fail("a day beyond the calendar")
