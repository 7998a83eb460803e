"""What dates mean beside the day of publication; what may mean two things means nothing."""

import pytest

from schemas.articles import DateValue, Published
from services.tagging.values.dates import is_relative, read_date


def published(value: str, confidence: float = 0.9) -> Published:
    precision = "minute" if "T" in value else {4: "year", 7: "month", 10: "day"}[len(value)]
    return Published.model_validate(
        {"value": value, "precision": precision, "method": "x", "confidence": confidence}
    )


TUESDAY = published("2021-01-26")


def iso(value: DateValue | None) -> str | None:
    return value.date if value else None


@pytest.mark.parametrize(
    ("text", "meant", "precision"),
    [
        ("Tuesday", "2021-01-26", "day"),
        ("on Sunday", "2021-01-24", "day"),
        ("Wednesday", "2021-01-20", "day"),
        ("last Friday", "2021-01-22", "day"),
        ("next Monday", "2021-02-01", "day"),
        ("today", "2021-01-26", "day"),
        ("Yesterday", "2021-01-25", "day"),
        ("three days ago", "2021-01-23", "day"),
        ("Jan. 20", "2021-01-20", "day"),
        ("20 January", "2021-01-20", "day"),
        ("the 3rd of February", "2021-02-03", "day"),
        ("Dec. 31", "2020-12-31", "day"),
        ("Sunday, Jan. 24", "2021-01-24", "day"),
        ("March 5, 2019", "2019-03-05", "day"),
        ("5 March 2019", "2019-03-05", "day"),
        ("2019-03-05", "2019-03-05", "day"),
        ("last week", "2021-W03", "week"),
        ("earlier this week’s", "2021-W04", "week"),
        ("last month", "2020-12", "month"),
        ("next month", "2021-02", "month"),
        ("November", "2020-11", "month"),
        ("late December", "2020-12", "month"),
        ("April this year", "2021-04", "month"),
        ("July last year", "2020-07", "month"),
        ("early March 2020", "2020-03", "month"),
        ("last year's", "2020", "year"),
        ("Sunday night", "2021-01-24", "day"),
        ("late Monday", "2021-01-25", "day"),
        ("this past Friday", "2021-01-22", "day"),
        ("this coming Friday", "2021-01-29", "day"),
        ("Tuesday of last week", "2021-01-19", "day"),
        ("tonight", "2021-01-26", "day"),
        ("the day before yesterday", "2021-01-24", "day"),
        ("the day after tomorrow", "2021-01-28", "day"),
        ("two weeks ago", "2021-W02", "week"),
        ("a month ago", "2020-12", "month"),
        ("New Year's Eve", "2020-12-31", "day"),
        ("28/2/2020", "2020-02-28", "day"),
        ("2/28/2020", "2020-02-28", "day"),
        ("2020/02/28", "2020-02-28", "day"),
        ("Thursday, August 12", "2021-08-12", "day"),
        ("mid-2019", "2019", "year"),
        ("the year 2040", "2040", "year"),
    ],
)
def test_what_is_certain(text: str, meant: str, precision: str) -> None:
    value = read_date(text, TUESDAY)
    assert value is not None
    assert (value.date, value.precision) == (meant, precision)


@pytest.mark.parametrize(
    "text",
    [
        *("last Monday", "next Friday", "this Thursday", "April", "August 3", "Monday, Jan. 26"),
        *("Feb. 30, 2020", "Feb. 30", "the 1990s", "three years", "a year ago", "42-year-old"),
        *(
            "3/4/2020",
            "13/13/2020",
            "Monday to Friday",
            "the weekend",
            "daily",
            "",
            "0 May",
            "31 days",
            "Seven days",
        ),
    ],
)
def test_what_is_not(text: str) -> None:
    assert read_date(text, TUESDAY) is None


def test_a_leap_day_lies_in_a_leap_year() -> None:
    assert iso(read_date("Feb. 29", published("2020-04-01"))) == "2020-02-29"
    assert read_date("Feb. 29", TUESDAY) is None


@pytest.mark.parametrize(
    ("before", "after", "meant"),
    [
        ("The two leaders met on ", " in Geneva", "2021-01-21"),
        ("The two leaders will meet on ", " in Geneva", "2021-01-28"),
        ("The two leaders may meet on ", " in Geneva", None),
        ("On ", " the leaders will meet", "2021-01-28"),
        ("The envoy said ", " that they will meet", "2021-01-21"),
        ("Talks were suspended ", ", he said; they should resume", "2021-01-21"),
    ],
)
def test_a_weekday_is_the_last_one_or_the_next_by_tense(
    before: str, after: str, meant: str | None
) -> None:
    assert iso(read_date("Thursday", TUESDAY, before, after)) == meant


@pytest.mark.parametrize(
    ("before", "text", "after", "meant"),
    [
        ("The hall will close on ", "10 December", "", "2021-12-10"),
        ("Passes are valid until ", "30 November", "", "2021-11-30"),
        ("Bids are due by ", "Dec. 15", "", "2021-12-15"),
        ("The lease runs until ", "December 31", " and may be renewed", "2021-12-31"),
        ("The next session begins on ", "November 20", "", "2021-11-20"),
        ("On ", "2 December", " voters will choose a mayor", "2021-12-02"),
        ("The last repair ended on ", "20 October", "", "2020-10-20"),
        ("On ", "2 July", ", the firm filed its plans", "2020-07-02"),
        ("It said the hall would close on ", "8 August", "", "2021-08-08"),
        ("The vote was postponed to ", "8 August", "", "2021-08-08"),
        ("The show was open until ", "8 August", "", "2020-08-08"),
        ("They agreed to meet again on ", "8 August", "", "2021-08-08"),
        ("It grew in ", "July", "", "2020-07"),
        ("It will open in ", "July", "", "2021-07"),
        ("The fair on ", "August 3", "", None),
        ("The talks that will follow those on ", "January 20", "", "2021-01-20"),
    ],
)
def test_a_month_and_day_by_tense(before: str, text: str, after: str, meant: str | None) -> None:
    assert iso(read_date(text, TUESDAY, before, after)) == meant


def test_what_hangs_on_the_publication_needs_a_sure_one() -> None:
    unsure = (None, published("2021-01"), published("2021"), published("2021-01-26", 0.5))
    for one in unsure:
        assert read_date("Tuesday", one) is None
        assert iso(read_date("March 2020", one)) == "2020-03"


def test_what_was_said_is_not_dated_by_the_article() -> None:
    assert read_date("yesterday", TUESDAY, quoted=True) is None
    assert iso(read_date("March 5, 2019", TUESDAY, quoted=True)) == "2019-03-05"
    assert iso(read_date("March 5", TUESDAY, "We will meet ", quoted=True)) == "2021-03-05"


def test_late_in_utc_it_is_tomorrow_elsewhere() -> None:
    evening = published("2021-01-26T22:30:00Z")
    assert read_date("today", evening) is None
    assert read_date("Wednesday", evening) is None
    assert iso(read_date("Tuesday", evening)) == "2021-01-26"
    assert iso(read_date("today", published("2021-01-26T10:30:00Z"))) == "2021-01-26"
    assert iso(read_date("today", published("2021-01-26T22:30:00-05:00"))) == "2021-01-26"


def test_the_ends_of_time_are_no_trouble() -> None:
    assert read_date("yesterday", published("0001-01-01")) is None
    assert read_date("last year", published("0001-01-01")) is None


@pytest.mark.parametrize(
    ("text", "relative"),
    [("Tuesday", True), ("May 3", True), ("May 3, 2021", False), ("recent days", False)],
)
def test_some_dates_need_the_publication(text: str, relative: bool) -> None:
    assert is_relative(text) == relative
