"""Pages that are no article: recognised, and rejected only where nothing is to be kept."""

import json

import pytest

from services.cleaning import page_kinds
from services.cleaning.logic import clean
from services.runtime.stage import Rejected
from tests.unit.cleaning.makers import PARAGRAPHS, TITLE, accept, cleaned, page

BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
LINKS = "".join(
    f'<li><a href="/{n}">The council of ward {n} speaks about the harbour wall</a></li>'
    for n in range(12)
)
ARTICLE = "https://courier.example/coast/barrier-approved"


def html(body: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body>{body}</body></html>"


def ld(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(fields)}</script>'


PAGES = {
    page_kinds.HOME: (
        html(f"<h1>Ellery Courier</h1>{BODY}<ul>{LINKS}</ul>"),
        "https://courier.example/",
    ),
    page_kinds.LIST: (
        html(f"<h1>Coast</h1><p>All that we wrote about the coast.</p><ul>{LINKS}</ul>"),
        "https://courier.example/coast",
    ),
    page_kinds.PAYWALL: (
        html(
            f"<article><h1>{TITLE}</h1><p>{PARAGRAPHS[0]}</p></article>"
            "<div>Subscribe to continue reading. Already a subscriber? Sign in.</div>",
            ld(**{"@type": "NewsArticle", "isAccessibleForFree": False}),
        ),
        ARTICLE,
    ),
    page_kinds.VIDEO: (
        html(
            f"<h1>{TITLE}</h1><video src='/v.mp4'></video><p>{PARAGRAPHS[4]}</p>",
            ld(**{"@type": "VideoObject", "name": TITLE}),
        ),
        ARTICLE,
    ),
}


@pytest.mark.parametrize("kind", PAGES)
def test_what_is_no_article_is_kept_and_said_so(kind: str) -> None:
    text, url = PAGES[kind]

    article = cleaned(html=text, url=url)

    assert [one for one in article.warnings if one.startswith("page_")] == [kind]
    assert article.body


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (page_kinds.ERROR, ["404 Not Found", "The page you are looking for does not exist."]),
        (page_kinds.ERROR, ["Seite nicht gefunden", "Leider gibt es diese Seite nicht mehr."]),
        (
            page_kinds.ERROR,
            ["Access denied", "You have no permission to open this page on our server."],
        ),
        (
            page_kinds.BOT_CHECK,
            ["Just a moment...", "Verify you are human by completing the task below."],
        ),
        (page_kinds.ERROR, ["页面不存在", "您访问的页面不存在。"]),
        (
            page_kinds.CONSENT,
            [
                "Before you continue",
                "We and our 512 partners use cookies and personal data to show you adverts.",
                "With your consent we may store and read information on your device, by cookies.",
                "Accept all",
                "Manage preferences",
            ],
        ),
    ],
)
def test_errors_and_consent_walls_are_rejected(kind: str, text: list[str]) -> None:
    title, *paragraphs = text
    shown = f"<h1>{title}</h1>" + "".join(f"<p>{one}</p>" for one in paragraphs)

    for article in (accept(html=html(shown, f"<title>{title}</title>")), accept(page(*text))):
        outcome = clean(article)
        assert isinstance(outcome, Rejected), outcome
        assert kind in outcome.error


def test_a_text_is_taken_where_the_page_is_a_wall() -> None:
    wall = html("<h1>Access denied</h1><p>You have no permission to open this page.</p>")

    article = cleaned(page(TITLE, *PARAGRAPHS), html=wall)

    assert article.body.split("\n\n") == PARAGRAPHS
    assert not any(one.startswith("page_") for one in article.warnings)


@pytest.mark.parametrize(
    "sentence",
    [
        "The site said page not found for hours, the ministry told reporters on Tuesday evening.",
        "Readers were asked for their consent to cookies, which the regulator had demanded.",
        "Subscribe to continue reading, said the notice that greeted readers of the daily.",
    ],
)
def test_articles_about_such_pages_are_articles(sentence: str) -> None:
    text = page(TITLE, *PARAGRAPHS[:3], sentence, *PARAGRAPHS[3:])

    assert not any(one.startswith("page_") for one in cleaned(text, url=ARTICLE).warnings)
    shown = "".join(f"<p>{one}</p>" for one in [*PARAGRAPHS[:3], sentence, *PARAGRAPHS[3:]])
    article = cleaned(html=html(f"<h1>{TITLE}</h1>{shown}"), url=ARTICLE)
    assert not any(one.startswith("page_") for one in article.warnings)


@pytest.mark.parametrize(
    ("url", "is_home"),
    [
        ("https://courier.example", True),
        ("https://courier.example/en/", True),
        ("https://courier.example/index.html", True),
        ("https://courier.example/?p=123", False),
        ("https://courier.example/coast/barrier", False),
    ],
)
def test_the_address_of_a_whole_site(url: str, is_home: bool) -> None:
    assert page_kinds.is_home(url) is is_home
