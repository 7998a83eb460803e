"""Ways to one article lead to one address; addresses of two articles stay two."""

import re
import time
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.intake.address.canonical_url import MAX_LENGTH, ROUNDS, canonical_url, domain
from services.intake.address.standard_form import STANDARD

NOTHING = re.compile("(?!)")
PLAIN = "https://example.com/news/storm-hits-coast"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/news/storm-hits-coast/",
        "HTTPS://Example.COM:443/news/storm-hits-coast",
        "https://example.com/news/storm-hits-coast#comments",
        "https://example.com/news/./x/../storm-hits-coast",
        "https://example.com//news/storm-hits-coast",
        "https://example.com/news/%73torm-hits-coast",
        "  https://example.com/news/storm-hits-coast\n",
        "//example.com/news/storm-hits-coast",
        "example.com/news/storm-hits-coast",
        "https://reader:secret@example.com/news/storm-hits-coast",
        "https://m.example.com/news/storm-hits-coast",
        "https://mobile.example.com/news/storm-hits-coast",
        "https://amp.example.com/news/storm-hits-coast",
        "https://example.com/amp/news/storm-hits-coast",
        "https://example.com/news/storm-hits-coast/amp",
        "https://example.com/news/storm-hits-coast/amp/",
        "https://example.com/news/storm-hits-coast.amp",
        "https://example.com/news/storm-hits-coast?amp",
        "https://example.com/news/storm-hits-coast?amp=1&outputType=amp",
        "https://www.google.com/amp/s/example.com/news/storm-hits-coast",
        "https://www.google.co.uk/amp/s/amp.example.com/news/storm-hits-coast?amp=1",
        "https://example-com.cdn.ampproject.org/c/s/example.com/news/storm-hits-coast",
        "https://example.com/news/storm-hits-coast/index.html",
        "https://example.com/news/storm-hits-coast;jsessionid=0A1B",
        "https://example.com/news/storm-hits-coast?utm_source=x&utm_medium=y&fbclid=z",
        "https://example.com/news/storm-hits-coast?UTM_Campaign=x",
        "https://example.com/news/storm-hits-coast?utm_source=x&amp;utm_medium=y",
        "https://example.com/news/storm-hits-coast?gclid=1&msclkid=2&dclid=3&yclid=4&irclickid=5",
        "https://example.com/news/storm-hits-coast?mc_cid=1&mc_eid=2&mkt_tok=3&igshid=4",
        "https://example.com/news/storm-hits-coast?ref=home&source=rss&from=newsletter",
        "https://example.com/news/storm-hits-coast?",
        "https://example.com/news/storm-hits-coast?&&",
    ],
)
def test_every_way_to_an_article_is_one_address(url: str) -> None:
    assert canonical_url(url) == PLAIN


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://example.com", "http://example.com/"),
        ("http://example.com:80/", "http://example.com/"),
        ("http://example.com:8080/a", "http://example.com:8080/a"),
        ("https://www.example.com/a", "https://www.example.com/a"),
        ("https://en.m.example.org/a", "https://en.example.org/a"),
        ("https://münchen.example/ä", "https://xn--mnchen-3ya.example/%C3%A4"),
        ("https://example.com/?b=2&a=1&b=1", "https://example.com/?a=1&b=2&b=1"),
        ("https://example.com/News/Storm.html", "https://example.com/News/Storm.html"),
        ("https://example.com/#/story/7", "https://example.com/#/story/7"),
        ("http://192.0.2.7/a", "http://192.0.2.7/a"),
        ("http://[2001:DB8::1]:80/a", "http://[2001:db8::1]/a"),
        ("https://m.com/a", "https://m.com/a"),
        ("https://amp.co.uk/a", "https://amp.co.uk/a"),
        ("https://example.com/vacuum-tube-amp", "https://example.com/vacuum-tube-amp"),
        ("https://example.com/amp", "https://example.com/amp"),
    ],
)
def test_what_says_which_article_stays(url: str, expected: str) -> None:
    assert canonical_url(url) == expected


@pytest.mark.parametrize(
    "query",
    ["id=7", "7", "p=7", "gallery=7", "cid=7", "reference=7", "source=story-7", "ref=7",
     "article=amp", "uid=7", "eid=7", "title=utm_source"],
)  # fmt: skip
def test_a_parameter_that_may_name_the_article_stays(query: str) -> None:
    assert canonical_url(f"https://example.com/story?{query}") == (
        f"https://example.com/story?{query}"
    )


@pytest.mark.parametrize(
    "url",
    [
        None, "", "  ", "foo", "n/a", "/path", "#top", "mailto:a@example.com", "about:blank",
        "javascript:alert(1)", "ftp://example.com/a", "data:text/html,x", "http://", "https://?x",
        "http://example.com:99999/a", "http://example.com:x/a", "http://exa mple.com/",
        "http://[::1/a", "http://" + "a" * 300 + ".com/", "https://example.com/" + "a" * MAX_LENGTH,
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_page_is_none(url: str | None) -> None:
    assert canonical_url(url) is None


SCRAPS = st.sampled_from(
    ["http://", "https://", "//", "www.", "m.", "amp.", "example.com", "münchen.de", "google.com",
     "cdn.ampproject.org", ":80", ":443", "/", "/amp", "/amp/", "/amp/s/", "/c/s/", ".amp", "index",
     "/index.html", "?", "&", "&amp;", "a=1", "utm_x=2", "ref=", "amp=1", "#", "#!", "#/", "..",
     ";jsessionid=1", "%", "%2F", "%61", "%C3", " ", "\t", "ß", "İ", "[", "]", "@", "\\", "\ud800",
     "web.archive.org/web/2031/", "/20310501120000/", "urldefense.com/v3/__", "__;", "*", "**A",
     "bing.com/ck/a?u=a1", "aHR0cHM6Ly9hLmRlLw", "google.com/url?q=", "%3A%2F%2F", "%3F", "%26",
     "l.facebook.com/l.php?u=", "news.google.com/articles/", "CBMi", "print", "/page/1", "/(S(a))",
     ";utm_source=", "_escaped_fragment_=", "!", "=", "+", "\n ", "feed:", "page=1", "s=20", "t=a"]
)  # fmt: skip


@given(st.one_of(st.lists(SCRAPS, max_size=12).map("".join), st.text(max_size=60)))
def test_it_never_raises_and_changes_its_own_result_no_more(url: str) -> None:
    once = canonical_url(url)
    assert once is None or canonical_url(once) == once
    assert domain(once) is None or isinstance(domain(once), str)


NEARLY_STANDARD = st.one_of(
    st.from_regex(STANDARD, fullmatch=True),
    st.text("ab0-._~/?&=#%:@+'é ", max_size=30).map("https://example.com/".__add__),
    st.text("ab0-.:@", max_size=30).map(lambda host: f"http://{host}/a?b=c"),
    st.lists(SCRAPS, max_size=12).map("".join),
)


@pytest.mark.slow
@settings(max_examples=2 * settings.default.max_examples)
@given(NEARLY_STANDARD)
def test_what_is_taken_as_standard_is_what_the_library_leaves_alone(url: str) -> None:
    found = canonical_url(url)
    with mock.patch("services.intake.address.standard_form.STANDARD", NOTHING):
        assert canonical_url(url) == found


@pytest.mark.parametrize("url", [PLAIN, f"{PLAIN}?id=7&b", "http://a-b.example.co.uk/"])
def test_plain_addresses_are_standard(url: str) -> None:
    assert STANDARD.fullmatch(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/" + "/" * 8000,
        "https://example.com/" + ";jsessionid=" * 600,
        "https://example.com/" + "%41" * 2600,
        "https://example.com/?" + "&" * 8000,
        "https://example.com/?" + "a&" * 4000,
        "https://" + "m." * 4000 + "com/",
        "https://google.com" + "/amp/s/google.com" * 400,
        "https://example.com/" + "../" * 2600,
        "https://example.com/" + ".amp" * 2000,
        "https://" + "a-" * 4000 + "/",
        "https://example.com/?" + "a=b" * 2600 + "%",
        "https://example.com/?" + "&".join(f"a{n}=1" for n in range(1300)),
        "https://example.com/?ref=" + "main-" * 1600,
        "https://example.com/?ref=" + "a." * 4000,
        "https://example.com/?spm=" + "a." * 4000 + "/",
        "https://example.com/?a=" + "%26" * 2600,
        "https://example.com/" + "%3F" * 2600,
        "https://example.com/" + ";utm_source" * 700,
        "https://example.com/" + "/amp" * 2000,
        "https://example.com/" + "print/" * 1300,
        "https://example.com/" + "(S(a))/" * 1100,
        "https://example.com/" + "%20" * 2600 + "a",
        "https://example.com/#" + "!/" * 4000,
        "https://example.com/a" + " \n" * 4000,
        "https://example.com/20310501120000/http" * 200,
        "https://web.archive.org/web/2031/" * 240,
        "https://urldefense.com/v3/__https://example.com/" + "__;" * 2600,
        "https://urldefense.com/v3/__https://example.com/" + "**A" * 2600 + "__;YQ!",
        "http://" * 1100 + "example.com",
        "&amp;" * 1600 + "example.com",
    ],
)
def test_a_hostile_address_costs_little(url: str) -> None:
    start = time.process_time()
    canonical_url(url)
    assert time.process_time() - start < 0.5


def test_wrappers_without_end_are_no_address() -> None:
    archive = "https://web.archive.org/web/2031/"
    assert canonical_url(archive * (ROUNDS - 2) + PLAIN) == PLAIN
    assert canonical_url(archive * ROUNDS + PLAIN) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.example.com/a", "example.com"),
        ("https://news.example.co.uk/a", "example.co.uk"),
        ("https://xn--mnchen-3ya.de/", "xn--mnchen-3ya.de"),
        ("http://192.0.2.7/", None),
        ("http://localhost/", None),
        (None, None),
    ],
)
def test_domain_is_what_somebody_registered(url: str | None, expected: str | None) -> None:
    assert domain(url) == expected
