"""Ages are no dates, weights are no sums, and a sum whose form is certain is found."""

import pytest

from services.tagging.mentions.boundaries import Span
from services.tagging.values.value_mentions import settle_values


def settled(body: str, *spans: tuple[str, str]) -> list[tuple[str, str]]:
    """The spans that stay, each as its words and type, of a model that finds ``spans``."""
    found = [
        Span("body", body.index(words), body.index(words) + len(words), label)
        for words, label in spans
    ]
    kept = settle_values({"body": body}, found)
    return [(body[one.start : one.end], one.label) for one in kept]


@pytest.mark.parametrize(
    "age",
    [
        *("34", "34-year-old", "34 years old", "aged 34", "nine-year-old", "six months old"),
        *("the age of 12", "her early thirties", "his 40s", "71 years of age", "his teens"),
    ],
)
def test_an_age_is_no_date(age: str) -> None:
    assert settled(f"Lee, {age}, left.", (age, "DATE")) == []


@pytest.mark.parametrize("date", ["2024", "Tuesday", "the last three years", "the 1980s", "May 4"])
def test_a_date_stays(date: str) -> None:
    assert settled(f"Lee left, {date}.", (date, "DATE")) == [(date, "DATE")]


@pytest.mark.parametrize(
    ("body", "pounds"),
    [
        ("He weighs 310 pounds.", "310 pounds"),
        ("He lifts 200 pounds a day.", "200 pounds"),
        ("The dog took 60 pounds off him.", "60 pounds"),
        ("Police found 1,200 pounds of hashish.", "1,200 pounds"),
        ("The 12-pound goose fed ten.", "12-pound"),
        ("A marrow of 900 pounds won.", "900 pounds"),
        ("A pike of 40 pounds was caught near London.", "40 pounds"),
        ("They sold 3 million pounds of beef.", "3 million pounds"),
    ],
)
def test_a_weight_is_no_sum(body: str, pounds: str) -> None:
    assert settled(body, (pounds, "MONEY")) == []


@pytest.mark.parametrize(
    ("body", "pounds"),
    [
        ("They paid 300 pounds for it.", "300 pounds"),
        ("He got 300 pounds a week.", "300 pounds"),
        ("He got a 50-pound fine.", "50-pound"),
        ("She left 300 pounds in the London shop.", "300 pounds"),
        ("The firm lost 3 million pounds.", "3 million pounds"),
        ("He won 500,000 pounds.", "500,000 pounds"),
        ("A fine of 90 pounds is due.", "90 pounds"),
        ("The truck carried coal and cost 900 pounds.", "900 pounds"),
    ],
)
def test_pounds_that_are_money(body: str, pounds: str) -> None:
    assert settled(body, (pounds, "MONEY")) == [(pounds, "MONEY")]


def test_a_certain_sum_replaces_what_it_overlaps() -> None:
    assert settled("It made RM10 million.", ("RM10", "ORG")) == [("RM10 million", "MONEY")]
    assert settled("It made about $5m.", ("about $5m", "MONEY")) == [("$5m", "MONEY")]
    assert settled("It paid Rs 500 then.") == [("Rs 500", "MONEY")]
    assert settled("It paid PHP 500 then.", ("PHP 500", "PRODUCT")) == [("PHP 500", "MONEY")]
    work = ("The $64,000 Question", "WORK_OF_ART")
    assert settled("He saw The $64,000 Question.", work) == [work]


def test_a_sum_that_is_unsure_stays_as_the_model_has_it() -> None:
    range_of_sums = ("$3-4 million", "MONEY")
    assert settled("It made $3-4 million.", range_of_sums) == [range_of_sums]


@pytest.mark.parametrize(
    ("date", "parts"),
    [
        ("Oct. 3 and Oct. 4", ["Oct. 3", "Oct. 4"]),
        ("June 3 to June 5", ["June 3", "June 5"]),
        ("yesterday, 4 March 2026", ["yesterday", "4 March 2026"]),
        ("New Year's Eve, 31 December", ["New Year's Eve", "31 December"]),
        ("March 4, 2026", ["March 4, 2026"]),
        ("Monday to Friday", ["Monday to Friday"]),
        ("Oct. 3 and 4", ["Oct. 3 and 4"]),
    ],
)
def test_several_dates_in_one_span(date: str, parts: list[str]) -> None:
    assert settled(f"It was {date}.", (date, "DATE")) == [(part, "DATE") for part in parts]
