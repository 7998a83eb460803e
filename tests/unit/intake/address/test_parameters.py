"""Parameters go where they choose nothing, whatever stands beside them."""

import pytest

from services.intake.address.parameters import TRACKING, path_without_tracking, telling


@pytest.mark.parametrize("name", ["id", "p", "page", "article_id", "story", "gallery", "cid"])
def test_no_tracking_parameter_is_a_name_that_chooses_an_article(name: str) -> None:
    assert not TRACKING.fullmatch(name)


@pytest.mark.parametrize("beside", ["utm_source=a&id=5", "guce_a;id=5", "_ga?id=5", "cm_mmc/id"])
def test_no_tracking_parameter_reaches_into_the_next(beside: str) -> None:
    assert not TRACKING.fullmatch(beside)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ""),
        ("b=2&a=1&b=1", "a=1&b=2&b=1"),
        ("a=1&a=1", "a=1"),
        ("id=5;utm_source=a&b=1", "b=1&id=5"),
        ("id=5?utm_source=a?b", "id=5?b"),
        ("id=5%26utm_source%3Da%26b", "id=5%26b"),
        ("amp;id=5&amp;amp;b=1", "b=1&id=5"),
        ("a=&b", "a&b"),
        ("a==", "a=="),
        ("s=20&t=abc&id=1", "id=1"),
        ("nb=1", "nb=1"),
        ("REF=Home", ""),
    ],
)
def test_what_tells_stays_sorted_by_name(query: str, expected: str) -> None:
    assert telling(query) == expected
    assert telling(expected) == expected


def test_on_a_home_page_a_host_may_choose() -> None:
    assert telling("source=example.net", on_home_page=True) == "source=example.net"
    assert telling("source=rss", on_home_page=True) == ""
    assert telling("ref=example.net", on_home_page=True) == ""
    assert telling("source=example.net") == ""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/a&utm_source=b&id=5/c", "/a&id=5/c"),
        ("/a%3Futm_source=b&utm_id=c", "/a"),
        ("/a%3Fb", "/a%3Fb"),
        ("/a;b=utm_source", "/a;b=utm_source"),
        ("/utm_source=b", "/utm_source=b"),
    ],
)
def test_a_path_loses_tracking_alone(path: str, expected: str) -> None:
    assert path_without_tracking(path) == expected
