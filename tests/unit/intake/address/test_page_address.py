"""What a page states as its address counts where it can be the article's, and nowhere else."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.address import page_address
from services.intake.address.canonical_url import canonical_url
from services.intake.address.page_address import MAX_HEAD

STORY = "https://press.example.org/news/port-strike-7"


def stated_address(html: str, url: str | None) -> str | None:
    return page_address.stated_address(html, url, canonical_url(url))


def page(*head: str, body: str = "<p>a</p>") -> str:
    return f"<!doctype html><html><head>{''.join(head)}</head><body>{body}</body></html>"


def canonical(address: str) -> str:
    return f'<link rel="canonical" href="{address}">'


@pytest.mark.parametrize(
    "tag",
    [
        f'<link rel="canonical" href="{STORY}">',
        f"<LINK HREF='{STORY}' REL='Canonical' />",
        f"<link href={STORY} rel=canonical>",
        f'<link\n data-n="1"\n href = "{STORY}?utm_id=a&amp;id="\n rel = "canonical shortlink">',
        '<link rel="canonical" href="/news/port-strike-7">',
        '<link rel="canonical" href="//press.example.org/news/port-strike-7/">',
        '<base href="/news/"><link rel="canonical" href="port-strike-7">',
        f'<meta property="og:url" content="{STORY}">',
        f'<meta content="{STORY}" name="og:url">',
        f'<link rel="canonical" href=""><meta property="og:url" content="{STORY}">',
        f'{canonical("https://press.example.org/")}<meta property="og:url" content="{STORY}">',
        f"{canonical(STORY)}{canonical(STORY + '#comments')}",
        f"<!-- {canonical('https://press.example.org/old-1-2')} -->{canonical(STORY)}",
        f"<script>a = '{canonical('https://press.example.org/old-1-2')}'</script>{canonical(STORY)}",
        canonical(f"https://web.archive.org/web/2031/{STORY}"),
        canonical(f"http://www.{STORY[8:]}").replace("www.press", "press"),
    ],
)
def test_a_page_states_its_address(tag: str) -> None:
    found = stated_address(page(tag), "https://press.example.org/news/port-strike-7/share")
    assert found is not None
    assert found.removeprefix("http://") == found or tag.count("http://")
    assert found.partition("://")[2] in {STORY[8:], f"{STORY[8:]}?id"}


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://web.archive.org/web/2031/https://press.example.org/x?n=1", STORY),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fpress.example.org%2Fx%3Fn%3D1", STORY),
        ("https://press.example.org/printArticle.php?id=7", STORY),
        ("https://press.example.org/a?sess=abc", STORY),
        ("https://live.example.org/a-b-c-1", STORY),
        ("https://press.example.org/story?id=7&back=2", "https://press.example.org/story?id=7"),
        ("https://press.example.org/2031/05/port-strike", "https://press.example.org/port-strike"),
        (
            "https://press.example.org/en/port-strike-7",
            "https://press.example.org/en-gb/port-strike-7",
        ),
        ("https://192.0.2.7/story/1?x=2", "https://192.0.2.7/story/1"),
        (None, STORY),
        ("n/a", STORY),
    ],
)
def test_it_counts_for_other_forms_of_the_page(url: str | None, address: str) -> None:
    assert stated_address(page(canonical(address)), url) == address


@pytest.mark.parametrize(
    ("url", "address"),
    [
        # a home page, a section, an error
        (STORY, "https://press.example.org/"),
        (STORY, "https://press.example.org/en/"),
        (STORY, "https://press.example.org/home"),
        (STORY, "https://press.example.org/404"),
        (STORY, "https://press.example.org/undefined"),
        (STORY, "https://press.example.org/news"),
        (STORY, "https://press.example.org/politics"),
        ("https://press.example.org/2031/05/port-strike", "https://press.example.org/2031/05"),
        (
            "https://press.example.org/news/world/port-strike",
            "https://press.example.org/news/world",
        ),
        ("https://press.example.org/story.php?id=7", "https://press.example.org/story.php"),
        (None, "https://press.example.org/"),
        (None, "https://press.example.org/news"),
        # somebody else's site
        (STORY, "https://other.example.net/news/port-strike-7"),
        ("https://a.github.io/port-strike-7", "https://b.github.io/port-strike-7"),
        ("https://a.substack.com/p/port-strike-7", "https://b.substack.com/p/port-strike-7"),
        ("https://192.0.2.7/story/1", "https://192.0.2.8/story/1"),
        ("https://bit.ly/3xY", STORY),
        # another language
        (
            "https://press.example.org/de/port-strike-7",
            "https://press.example.org/en/port-strike-7",
        ),
        ("https://press.example.org/de/port-strike-7", "https://press.example.org/port-strike-7"),
        ("https://de.example.org/port-strike-7", "https://en.example.org/port-strike-7"),
        ("https://de.example.org/port-strike-7", "https://www.example.org/port-strike-7"),
        ("https://press.example.org/a-1?lang=de", "https://press.example.org/a-1?lang=en"),
        # the first of several pages
        (f"{STORY}?page=2", STORY),
        (f"{STORY}/2", STORY),
        (f"{STORY}/page/2", STORY),
        (f"{STORY}/seite-2", STORY),
        # nothing
        (STORY, ""),
        (STORY, "{{ url }}"),
        (STORY, "javascript:a"),
        (STORY, "http://[a"),
    ],
)
def test_it_is_not_believed(url: str | None, address: str) -> None:
    assert stated_address(page(canonical(address)), url) is None


@pytest.mark.parametrize(
    "html",
    [
        page(canonical(STORY), canonical("https://press.example.org/news/flood-8-b")),
        page(body=canonical(STORY)),
        page("<title>canonical og:url</title>"),
        page(f"<!-- {canonical(STORY)} -->"),
        page(f"<script>{canonical(STORY)}</script>"),
        page(f"<template>{canonical(STORY)}</template>"),
        page("<meta name=a>" * (MAX_HEAD // 13), canonical(STORY)),
        page('<link rel="alternate" hreflang="de" href="/news/hafen-streik-7">', canonical(STORY),
             '<link rel="alternate" hreflang="en" href="/news/port-strike-7">'),
        '{"canonical": 1}',
        "",
    ],
)  # fmt: skip
def test_where_nothing_is_stated_there_is_none(html: str) -> None:
    assert stated_address(html, "https://press.example.org/news/hafen-streik-7") is None


SCRAPS = st.sampled_from(
    ["<link ", "<meta ", "<base ", "<!--", "-->", "<script", "</script>", ">", '"', "'", "rel=",
     "href=", "canonical", "og:url", "property=", "content=", "https://", "press.example.org", "/",
     "a-1", "?b=", "hreflang=", "alternate", "<body", " ", "&amp;", "[", "\ud800"]
)  # fmt: skip


@given(st.lists(SCRAPS, max_size=30).map("".join), st.sampled_from([None, STORY, "http://[", "/a"]))
def test_it_never_raises_and_states_canonical_urls(html: str, url: str | None) -> None:
    found = stated_address(html, url)
    assert found is None or canonical_url(found) == found


@pytest.mark.parametrize(
    "scrap",
    [
        "<link ",
        "<link rel='",
        "<!--",
        "<script",
        "<link rel=canonical href=/a>",
        "<",
        "a= ",
        "canonical",
    ],
)
def test_a_hostile_page_costs_little(scrap: str) -> None:
    html = f"canonical {scrap * (MAX_HEAD // len(scrap))}"
    start = time.process_time()
    stated_address(html, STORY)
    assert time.process_time() - start < 2
