"""What is within an address comes out whole, and nothing comes out of other addresses."""

import base64

import pytest

from services.intake.address.canonical_url import canonical_url


@pytest.mark.parametrize(
    "address",
    [
        "https://www.google.com/url?q=/search%3Fq=a",
        "https://www.google.com/amp/help",
        "https://www.bing.com/ck/a?u=a1%25",
        "https://urldefense.com/v3/__;!",
        "https://urldefense.com/v3/__mailto:a@b.example__;!!A$",
        "https://news.google.com/articles/CBMi_",
        "https://l.facebook.com/l.php?u=javascript:a",
        "https://web.archive.org/web",
        "https://archive.ph/AbCd1",
        "https://a.example/20310501/http://b.example/c",
    ],
)
def test_what_holds_no_address_stays_on_its_host(address: str) -> None:
    url = canonical_url(address)
    assert url is not None
    assert url.split("/")[2] == address.split("/")[2]
    assert canonical_url(url) == url


def test_proofpoint_hides_characters_and_runs_of_them() -> None:
    hidden = base64.urlsafe_b64encode("éü€".encode()).decode().rstrip("=")
    wrapped = f"https://urldefense.com/v3/__https://a.example/*b**A__;{hidden}!!Ab!c$"
    assert canonical_url(wrapped) == "https://a.example/%C3%A9b%C3%BC%E2%82%AC"


def test_google_news_says_long_addresses_with_two_bytes() -> None:
    inner = b"https://a.example/" + b"b" * 200
    length = len(inner)
    message = b'\x08\x13"' + bytes([length % 128 + 128, length // 128]) + inner + b"\xd2\x01\x00"
    address = base64.urlsafe_b64encode(message).decode().rstrip("=")
    assert canonical_url(f"https://news.google.com/rss/articles/{address}") == inner.decode()


def test_the_query_within_a_path_belongs_to_the_address() -> None:
    archived = "https://web.archive.org/web/2031/https://a.example/b?id=5#!/c"
    assert canonical_url(archived) == "https://a.example/b?id=5#!/c"


def test_an_address_escaped_twice_comes_out() -> None:
    wrapped = "https://l.facebook.com/l.php?u=https%253A%252F%252Fa.example%252Fb"
    assert canonical_url(wrapped) == "https://a.example/b"
