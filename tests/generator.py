"""Makes news articles that nobody wrote: as many as wanted, the same for the same seed."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from html import escape

from schemas.articles import RawArticle

GIVEN = [
    "Amara",
    "Bruno",
    "Chiara",
    "Dmitri",
    "Esra",
    "Farid",
    "Greta",
    "Hanna",
    "Ivo",
    "Jolanta",
    "Kofi",
    "Leila",
    "Mateo",
    "Noor",
]
FAMILY = [
    "Achterberg",
    "Bellweather",
    "Cordova",
    "Dunmore",
    "Eskilsen",
    "Farrow",
    "Galanis",
    "Hoxha",
    "Ibarra",
    "Juarez",
]
PLACES = [
    "Norway",
    "Kenya",
    "Chile",
    "Portugal",
    "Vietnam",
    "Morocco",
    "Iceland",
    "Bolivia",
    "Lisbon",
    "Nairobi",
    "Oslo",
]
BODIES = [
    "the Harbour Board",
    "Telvane Energy",
    "the National Audit Office",
    "Corvane Rail",
    "the Water Council",
]
VERBS = ["approved", "delayed", "questioned", "published", "withdrew", "defended", "expanded"]
THINGS = [
    "a plan to move the fish market",
    "new rules for night trains",
    "a study of river levels",
    "the budget of the northern ports",
    "a contract for wind turbines",
    "a list of closed schools",
]
TAILS = [
    "after two years of talks",
    "in a vote that few had expected",
    "despite protests from farmers",
    "for the third time since the spring",
    "while unions asked for more time",
]
SECTIONS = ["World", "Business", "Science", "Politics"]


def raw_articles(count: int, seed: int = 1, paragraphs: int = 5) -> Iterator[RawArticle]:
    """Articles that are all distinct: plain text and HTML in turn, each with an URL of its own."""
    rng = random.Random(seed)
    for number in range(count):
        title = _title(rng, number)
        author = f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}"
        day = date(2024, 1, 1) + timedelta(days=rng.randrange(600))
        body = [_paragraph(rng, number) for _ in range(paragraphs)]
        url = f"https://news{seed}.example.com/{rng.choice(SECTIONS).lower()}/{number}"
        make = _html if number % 2 else _text
        yield make(url, rng.choice(SECTIONS), title, author, day, body)


def _title(rng: random.Random, number: int) -> str:
    body = rng.choice(BODIES).removeprefix("the ")
    thing = rng.choice(THINGS).split(" ", 1)[1]
    return f"{body} {rng.choice(VERBS)} {thing}, edition {number}".title()


def _paragraph(rng: random.Random, number: int) -> str:
    person = f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}"
    return " ".join(
        f"{_capital(rng.choice(BODIES))} in {rng.choice(PLACES)} {rng.choice(VERBS)} "
        f"{rng.choice(THINGS)} {rng.choice(TAILS)}, {person} said in case {number}."
        for _ in range(rng.randint(2, 4))
    )


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _text(
    url: str, section: str, title: str, author: str, day: date, body: list[str]
) -> RawArticle:
    byline = f"By {author} {day:%B} {day.day}, {day.year}"
    footer = "Sign up for our newsletter"
    return RawArticle(text="\n\n".join([section, title, byline, *body, footer]), url=url)


def _html(
    url: str, section: str, title: str, author: str, day: date, body: list[str]
) -> RawArticle:
    paragraphs = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in body)
    return RawArticle(
        html=f"""<!doctype html><html lang="en"><head><title>{escape(title)} | Example News</title>
<meta property="og:title" content="{escape(title)}"><meta name="author" content="{author}">
<meta property="article:published_time" content="{day}T08:00:00+00:00"></head>
<body><nav><a href="/">Home</a> <a href="/{section.lower()}">{section}</a></nav>
<article><h1>{escape(title)}</h1><p class="byline">By {author}</p>{paragraphs}</article>
<aside><h2>Most read</h2><ul><li><a href="/a">Ten bridges</a></li></ul></aside>
<footer>Copyright Example News</footer></body></html>""",
        url=url,
    )
