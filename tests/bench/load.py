"""The articles that are measured: generated, the same for the same seed, of the size of real ones.

A plain text holds about 4 KB. A page holds the same text in about 40 KB of what surrounds it on a
news site: menus, teasers, scripts, data for search engines.
"""

import json
import random
from collections.abc import Iterator
from html import escape

from schemas.articles import AcceptedArticle, Origin, RawArticle
from services.intake.logic import admit
from services.runtime.stage import Rejected
from tests import generator

PARAGRAPHS = 11

HEADERS = ("", "The Morning Courier", "Valley Post | Wire report", "Reposted with permission")
FOOTERS = ("", "Copyright The Morning Courier. All rights reserved.", "Follow us", "More news")


def texts(count: int, seed: int) -> Iterator[RawArticle]:
    """Plain texts with a section, title and byline before and a footer after them."""
    for article in generator.raw_articles(count * 2, seed, PARAGRAPHS):
        if article.text:
            yield article


def pages(count: int, seed: int) -> Iterator[RawArticle]:
    """HTML pages."""
    rng = random.Random(seed)
    for article in generator.raw_articles(count * 2, seed, PARAGRAPHS):
        if article.html:
            yield RawArticle(html=_surround(article.html, rng), url=article.url)


def half_copies(count: int, seed: int) -> Iterator[RawArticle]:
    """Plain texts of which every second is another one as another paper printed it, in any order:
    on the wire minutes and hours lie between an article and its copies."""
    mixed = list(_with_copies(count, seed))
    random.Random(seed).shuffle(mixed)
    yield from mixed


def _with_copies(count: int, seed: int) -> Iterator[RawArticle]:
    for number, article in enumerate(texts(count // 2, seed)):
        yield article
        assert article.text is not None
        header, footer = HEADERS[1 + number % 3], FOOTERS[1 + number % 3]
        lines = article.text.split("\n\n")
        yield RawArticle(
            text="\n\n".join([header, *lines[1:-1], footer]),
            url=f"https://copies{seed}.example.org/{number}",
        )


def accepted(articles: Iterator[RawArticle]) -> Iterator[AcceptedArticle]:
    """As intake admits them."""
    for number, article in enumerate(articles):
        origin = Origin(topic="articles.raw", partition=0, offset=number, timestamp=number)
        one = admit(article.model_dump_json().encode(), origin, _WHEN)
        assert not isinstance(one, Rejected), one
        yield one


_WHEN = RawArticle(text="x", fetched_at="2026-01-01T00:00:00Z").fetched_at  # type: ignore[arg-type]
assert _WHEN is not None


def _surround(html: str, rng: random.Random) -> str:
    """The page with as much around its article as a news site puts there."""
    links = "".join(
        f'<li class="menu__item menu__item--level-{n % 3}"><a class="menu__link" '
        f'href="/topic/{n}?ref=nav" data-track="nav-{n}">{rng.choice(generator.PLACES)} '
        f"{rng.choice(generator.SECTIONS)}</a></li>"
        for n in range(60)
    )
    teasers = "".join(
        f'<div class="teaser teaser--{n % 4}" data-id="{rng.randrange(10**9)}"><a href="/a/{n}">'
        f'<img src="https://img.example.com/{rng.randrange(10**9)}.jpg?w=320" loading="lazy" '
        f'alt=""><h3 class="teaser__title">{escape(generator._title(rng, n))}</h3></a>'
        f'<span class="teaser__time">{n} hours ago</span></div>'
        for n in range(40)
    )
    data = json.dumps(
        {"@context": "https://schema.org", "@type": "WebSite", "name": "Example News"}
    )
    script = "".join(
        f"window.__state.push({{id:{rng.randrange(10**9)},slot:'slot-{n}',sizes:[[300,250]]}});"
        for n in range(180)
    )
    return (
        html.replace("</head>", f'<script type="application/ld+json">{data}</script></head>')
        .replace("<nav>", f'<nav class="menu"><ul>{links}</ul>')
        .replace("<aside>", f"<script>{script}</script><aside>{teasers}")
    )
