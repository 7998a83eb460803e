"""Dates and sums in their article: what its date, its quotes and its countries make of them."""

from schemas.articles import CleanedArticle, DateValue, Mention, Money, Published
from services.tagging.logic import find_entities
from tests.unit.tagging.finding import found_in

PUBLISHED = Published(value="2021-01-26", precision="day", method="x", confidence=0.9)
TUESDAY = DateValue(date="2021-01-26", precision="day")


def mentions(body: str, domain: str | None = None, **types: list[str]) -> list[Mention]:
    article = CleanedArticle(article_id="1", body=body, published=PUBLISHED, domain=domain)
    found = find_entities(article, found_in({"body": body}, **types))
    every = [one for entity in found for one in entity.mentions]
    return sorted(every, key=lambda one: one.start)


def test_a_day_of_the_narrative_and_one_of_a_quote() -> None:
    body = "It rained Tuesday. “On Tuesday we left,” he said. They will meet Tuesday."
    values = [one.value for one in mentions(body, DATE=["Tuesday"])]
    assert values == [TUESDAY, None, None]


def test_names_have_no_value() -> None:
    assert [one.value for one in mentions("Ana Costa left.", PERSON=["Ana Costa"])] == [None]


def test_dollars_by_the_countries_around() -> None:
    five = Money(amount=5e6, currency="USD")
    assert mentions("It paid $5 million.", MONEY=["$5 million"])[0].value == five
    canada = mentions("It paid $5 million in Canada.", MONEY=["$5 million"], GPE=["Canada"])
    assert canada[0].value is None
    australian = mentions("It paid $5 million.", "example.com.au", MONEY=["$5 million"])
    assert australian[0].value == Money(amount=5e6, currency="AUD")
    assert mentions("It paid £5 million.", "example.co.uk", MONEY=["£5 million"])[0].value == Money(
        amount=5e6, currency="GBP"
    )


def test_a_currency_of_several_countries_is_that_of_the_nearest_place() -> None:
    body = "In Prague it cost 2,000 crowns.\n\nIn Stockholm it cost 3,000 crowns, or 900 kronor."
    found = mentions(body, GPE=["Prague", "Stockholm"])
    money = [one.value for one in found if isinstance(one.value, Money)]
    assert [(one.amount, one.currency) for one in money] == [
        *((2000, "CZK"), (3000, "SEK"), (900, "SEK"))
    ]
    assert [one.value for one in mentions("It cost 2,000 crowns.")] == [None]
