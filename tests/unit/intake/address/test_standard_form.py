"""Repairs of what feeds and mails do to addresses, and the standards' one way to write them."""

import pytest

from services.intake.address.standard_form import repaired, standard_parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.example/b", "https://a.example/b"),
        ("a.example:8080/b", "https://a.example:8080/b"),
        ("//a.example", "https://a.example"),
        ("HTTP:a.example", "http://a.example"),
        ("http:\\\\a.example\\b?c\\d#e\\f", "http://a.example/b?c\\d#e\\f"),
        ("http://https://a.example", "https://a.example"),
        ("https//a.example", "https://a.example"),
        ("http://https/a", "http://https/a"),
        (' <"https://a.example">\n', "https://a.example"),
        ("https://a.example/?b&#38;c", "https://a.example/?b&c"),
        ("https://a.example/b \n  c d", "https://a.example/bc d"),
    ],
)
def test_an_address_is_repaired(text: str, expected: str) -> None:
    assert repaired(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "a", "/a", "a@b.example", "tel:1.2", "mailto:a@b.example", "a b.example", "urn:a.b:c"],
)
def test_what_is_no_address_is_none(text: str) -> None:
    assert repaired(text) is None


@pytest.mark.parametrize(
    ("address", "netloc", "path", "query", "fragment"),
    [
        ("https://a.example:443/%7e%28%2f", "a.example", "/~(%2F", "", ""),
        ("http://a.example:080?b+c%2B", "a.example", "/", "b%20c%2B", ""),
        (
            "https://[2001:0db8::0001]:8080/#/a%2Fé?b",
            "[2001:db8::1]:8080",
            "/",
            "",
            "/a%2F%C3%A9?b",
        ),
    ],
)
def test_one_way_to_write(address: str, netloc: str, path: str, query: str, fragment: str) -> None:
    parts = standard_parts(address)
    assert (parts.netloc, parts.path, parts.query, parts.fragment) == (
        netloc,
        path,
        query,
        fragment,
    )


@pytest.mark.parametrize(
    "address", ["http://[::x]/", "http://a.example:x/", "http://a.example:99999/"]
)
def test_what_can_be_no_address_raises(address: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of urllib and ipaddress
        standard_parts(address)
