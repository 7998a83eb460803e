"""Sums of money come to an amount and a currency, or to nothing where either is unsure."""

import pytest

from services.tagging.values.money import read_money


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("$4 million", 4e6, "USD"),
        ("nearly $77.4m", 77.4e6, "USD"),
        ("an estimated US$ 108 million", 108e6, "USD"),
        ("US$1,234.50", 1234.5, "USD"),
        ("€5bn", 5e9, "EUR"),
        ("3 million euros", 3e6, "EUR"),
        ("£420m.", 420e6, "GBP"),
        ("1.1 million dollars", 1.1e6, "USD"),
        ("50 cents", 0.5, "USD"),
        ("₹21 crore", 210e6, "INR"),
        ("10,000 yen", 10_000, "JPY"),
        ("C$2 trillion", 2e12, "CAD"),
        ("USD 5", 5, "USD"),
        ("9 million US dollars", 9e6, "USD"),
        ("$1.5-billion", 1.5e9, "USD"),
    ],
)
def test_sums(text: str, amount: float, currency: str) -> None:
    money = read_money(text, frozenset())
    assert money is not None
    assert (money.amount, money.currency) == (amount, currency)


@pytest.mark.parametrize(
    "text",
    [
        *("500 rupees", "300 pesos", "15", "22 per cent", "billions of dollars", "$3 to $5"),
        *("$3-4 million", "1,23 euros", "dollars", "$", "", "two million dollars", "$1.2.3"),
    ],
)
def test_what_is_unsure(text: str) -> None:
    assert read_money(text, frozenset()) is None


def test_a_sign_of_several_countries() -> None:
    assert read_money("$5", {"CA", "US"}) is None
    assert read_money("£5", {"EG"}) is None
    assert read_money("$5", {"FR", "US"}) is not None
    assert read_money("US$5", {"CA"}) is not None


@pytest.mark.parametrize("digits", [31, 400, 5_000])
def test_more_digits_than_a_sum_has_are_none(digits: int) -> None:
    assert read_money("$" + "9" * digits, set()) is None
    assert read_money("$1" + "0" * digits + " million", set()) is None
