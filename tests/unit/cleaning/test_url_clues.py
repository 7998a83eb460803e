"""What a URL says of its article."""

from datetime import date

import pytest

from services.cleaning.lines.features import UrlClues
from services.cleaning.url_clues import date_in, headline_words, is_month_first, read_url_clues


def test_the_words_of_the_path_and_the_name_of_the_site() -> None:
    clues = read_url_clues("https://www.ellery-courier.co.uk/coast/tidal-Barrier-7", None)

    assert clues == UrlClues(frozenset({"coast", "tidal", "barrier"}), "ellerycourier")


def test_a_short_name_of_a_site_is_no_clue() -> None:
    assert read_url_clues("https://bbb.example/a", "bbb.example").site is None
    assert read_url_clues(None, None) == UrlClues()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://a.example/coast/tidal-barrier-approved/", {"tidal", "barrier", "approved"}),
        ("https://a.example/tidal-barrier/123456", {"tidal", "barrier"}),
        ("https://a.example/coast", {"coast"}),
        ("https://a.example/12/", set()),
        (None, set()),
    ],
)
def test_the_words_of_the_headline(url: str | None, words: set[str]) -> None:
    assert headline_words(url) == words


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/2019/03/04/barrier", date(2019, 3, 4)),
        ("https://a.example/2019/3/4/barrier", date(2019, 3, 4)),
        ("https://a.example/2019/mar/04/barrier", date(2019, 3, 4)),
        ("https://a.example/barrier-20190304", date(2019, 3, 4)),
        ("https://a.example/2019/02/31/barrier", None),
        ("https://a.example/barrier-120190304", None),
        ("https://[a.example/2019/03/04", None),
        (None, None),
    ],
)
def test_the_date_in_a_url(url: str | None, day: date | None) -> None:
    assert date_in(url) == day


@pytest.mark.parametrize(
    ("language", "domain", "expected"),
    [
        ("en", "courier.com", True),
        ("en", None, True),
        ("en", "courier.co.uk", False),
        ("de", "kurier.com", False),
    ],
)
def test_where_the_month_stands_first(language: str, domain: str | None, expected: bool) -> None:
    assert is_month_first(language, domain) is expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [((), True), (("en",), True), (("en-US", None), True), (("en-GB",), False),
     (("en", "en_IN"), False), (("en-Latn-AU",), False)],
)  # fmt: skip
def test_the_region_of_a_page_decides_the_order(
    tags: tuple[str | None, ...], expected: bool
) -> None:
    assert is_month_first("en", "courier.com", tags) is expected
