"""Sums of money come to an amount and a currency, or to nothing where either is unsure."""

import pytest

from services.tagging.values.money import find_sums, read_money


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
        ("two million dollars", 2e6, "USD"),
        ("half a million pounds", 5e5, "GBP"),
        ("Rs16,189 crore", 161_890_000_000, "INR"),
        ("Rs. 2.4 lakh", 240_000, "INR"),
        ("Rs 2 lakh crore", 2e12, "INR"),
        ("₹1,25,000", 125_000, "INR"),
        ("RM10 million", 1e7, "MYR"),
        ("$728 mil", 7.28e8, "USD"),
        ("R$3.5bn", 3.5e9, "BRL"),
        ("300 zł", 300, "PLN"),
        ("500 €", 500, "EUR"),
        ("SEK 200m", 2e8, "SEK"),
        ("200 million SEK", 2e8, "SEK"),
        ("CHF 1'200'000", 1_200_000, "CHF"),
        ("TL 40", 40, "TRY"),
        ("60 pence", 0.6, "GBP"),
        ("2,000 Hong Kong dollars", 2000, "HKD"),
        ("500 million Swiss francs", 5e8, "CHF"),
        ("300 Egyptian pounds", 300, "EGP"),
        ("100 pounds sterling", 100, "GBP"),
    ],
)
def test_sums(text: str, amount: float, currency: str) -> None:
    money = read_money(text, frozenset())
    assert money is not None
    assert (money.amount, money.currency) == (amount, currency)


@pytest.mark.parametrize(
    "text",
    [
        *("300 pesos", "500 kroner", "15", "22 per cent", "billions of dollars", "$3 to $5"),
        *("$3-4 million", "1,23 euros", "dollars", "$", "", "€1.250", "$1.2.3"),
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


@pytest.mark.parametrize(
    ("text", "country", "currency"),
    [
        *(("Rs 5", "PK", "PKR"), ("Rs 5", "IN", "INR"), ("300 pesos", "PH", "PHP")),
        *(("300 pesos", "CL", "CLP"), ("5 lira", "LB", "LBP"), ("5 kr", "DK", "DKK")),
        *(("2,000 crowns", "CZ", "CZK"), ("5 dinars", "KW", "KWD"), ("5 francs", "SN", "XOF")),
        *(("R5 million", "ZA", "ZAR"), ("N500 million", "NG", "NGN"), ("¥500", "CN", "CNY")),
        *(("5 million pounds", "EG", "EGP"), ("5 million pounds", "FR", "GBP")),
    ],
)
def test_a_currency_of_several_countries(text: str, country: str, currency: str) -> None:
    money = read_money(text, {country})
    assert money is not None
    assert money.currency == currency


def test_the_nearest_country_decides() -> None:
    money = read_money("300 pesos", {"MX", "PH"}, near=["PH", "MX"])
    assert money is not None
    assert money.currency == "PHP"


def test_the_dollar_of_a_publishers_country() -> None:
    money = read_money("$5", set(), "AU")
    assert money is not None
    assert money.currency == "AUD"
    assert read_money("$5", {"US"}, "AU") is None


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("It paid $1.20 a share, or €3.4 billion.", ["$1.20", "€3.4 billion"]),
        ("It fell to $12 billion from $13 billion.", ["$12 billion", "$13 billion"]),
        (
            "Sales of RM10 million, Rs. 2.4 lakh and 500 kr.",
            ["RM10 million", "Rs. 2.4 lakh", "500 kr"],
        ),
        ("A $5-million-a-year job (US$40m).", ["$5-million", "US$40m"]),
        ("From $3 to $5 million, $3-4 million, 3-4 million euros.", []),
        ("In 2019 won nobody; 3 crowns, K9 and R2.", []),
        ("He won 5 billion won, and 2,000 crowns.", ["5 billion won", "2,000 crowns"]),
        ("The index is at 38,120 and a 5G phone costs $.50.", ["$.50"]),
        ("An 1.250 € bill.", []),
        ("It paid US $5 million and €1 200 000.", ["US $5 million", "€1 200 000"]),
        ("In 2008 euros fell; 5 million in 2019 dollars.", []),
    ],
)
def test_sums_whose_form_is_certain(text: str, sums: list[str]) -> None:
    assert [text[one.start : one.end] for one in find_sums(text)] == sums
