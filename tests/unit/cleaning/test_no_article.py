"""Pages on which nothing of an article stands are rejected by kind; articles about them stay."""

import json
from pathlib import Path

import pytest

from schemas.articles import CleanedArticle
from services.cleaning import page_kinds
from services.cleaning.logic import clean
from services.runtime.stage import Reason, Rejected
from tests.unit.cleaning.makers import PARAGRAPHS, TITLE, accept, cleaned

WALLS: dict[str, list[list[str]]] = json.loads(
    Path(__file__).with_name("walls.json").read_text("utf-8")
)
"""By kind: the headline, then the lines. All written by us or by makers of web servers."""
OTHERS = WALLS.pop("any")
"""Whose kind may be taken for another: what counts is that they are none."""


HEAD = (
    '<header><a href="/">Courier</a><nav><ul><li><a href="/">Home</a></li><li><a href="/news">News'
    '</a></li><li><a href="/login">Log in</a></li><li><a href="/sport">Sport</a></li></ul></nav>'
    "</header>"
)
SIDE = (
    '<aside><h2>Most read</h2><ol><li><a href="/1">Storm closes coastal road again</a></li>'
    '<li><a href="/2">School meals to cost more from January</a></li></ol></aside>'
    '<footer><ul><li><a href="/privacy">Privacy</a></li></ul><p>© 2026 Courier Media Ltd. All '
    "rights reserved.</p></footer>"
)
URL = "https://courier.example/news/barrier-approved"


def bare(title: str, *lines: str) -> str:
    shown = "".join(f"<p>{line}</p>" for line in lines)
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{shown}</body></html>"


def full(title: str, *lines: str) -> str:
    shown = "".join(f"<p>{line}</p>" for line in lines)
    return (
        f"<!DOCTYPE html><html><head><title>{title} | Courier</title></head><body>{HEAD}"
        f"<main><div><h1>{title}</h1>{shown}</div></main>{SIDE}</body></html>"
    )


def divs(title: str, *lines: str) -> str:
    shown = "".join(f"<div>{line}</div>" for line in lines)
    return f"<html><body><div><div>{title}</div>{shown}</div></body></html>"


def outcomes(page: list[str]) -> list[CleanedArticle | Rejected]:
    pages = [accept(html=make(*page), url=URL) for make in (bare, full, divs)]
    return list(map(clean, [*pages, accept("\n\n".join(page), url=URL)]))


@pytest.mark.parametrize("kind", WALLS)
def test_walls_and_errors_are_rejected_by_their_kind(kind: str) -> None:
    for page in WALLS[kind]:
        for outcome in outcomes(page):
            assert isinstance(outcome, Rejected), page
            assert outcome.reason is Reason.NO_ARTICLE
            assert outcome.error.startswith(f"{kind}: "), page


@pytest.mark.parametrize("page", OTHERS, ids=lambda page: page[0])
def test_walls_in_other_words_are_rejected(page: list[str]) -> None:
    for outcome in outcomes(page):
        assert isinstance(outcome, Rejected), outcome
        assert outcome.reason is Reason.NO_ARTICLE


MENU = (
    '<div class="menu"><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li>'
    '<li><a href="/politics">Politics</a></li></ul></div>'
)
META = f'<head><title>{TITLE}</title><meta name="description" content="{PARAGRAPHS[0]}"></head>'
SHELLS = [
    "<html>…</html>",
    "<html><head><title>x</title></head><body></body></html>",
    f'<html>{META}<body><div id="root"></div><script src="/a.js"></script></body></html>',
    f'<html>{META}<body>{HEAD}<div id="app"></div>{SIDE}</body></html>',
    f'<html>{META}<body>{MENU}<div class="skeleton"></div><p>© 2026 Courier Ltd</p></body></html>',
    f"<html>{META}<body>{HEAD}<main><h1>{TITLE}</h1></main>{SIDE}</body></html>",
    f"<html>{META}<body>{HEAD}<main><div>Loading...</div></main></body></html>",
    f"<html>{META}<body>{HEAD}<p>Share</p><p>Follow us</p></body></html>",
    "<!-- empty --><script>var a = 1</script>",
    '<html><frameset><frame src="/a"></frameset></html>',
    '<html><body><embed src="/a.pdf" type="application/pdf"></body></html>',
]


@pytest.mark.parametrize("html", SHELLS)
def test_an_empty_shell_is_no_article(html: str) -> None:
    outcome = clean(accept(html=html, url=URL))
    assert isinstance(outcome, Rejected), outcome
    assert outcome.reason is Reason.NO_ARTICLE
    assert outcome.error.startswith(f"{page_kinds.EMPTY_SHELL}: ")


@pytest.mark.parametrize("text", ["…", "---\n\n***", "1 2 3"])
def test_a_text_without_a_word_is_no_article(text: str) -> None:
    assert isinstance(clean(accept(text)), Rejected)


def test_a_shell_that_asks_for_scripts_is_told_so() -> None:
    wall = "<noscript>You need to enable JavaScript to run this app.</noscript><div></div>"
    outcome = clean(accept(html=f"<html>{META}<body>{HEAD}{wall}{SIDE}</body></html>"))
    assert isinstance(outcome, Rejected)
    assert outcome.error.startswith(f"{page_kinds.SCRIPT}: ")


SHORT = [
    "Storm hit Kiel.",
    "<p>A storm hit Kiel on Monday, police said.</p>",
    f"{MENU}<p>A storm hit Kiel on Monday, police said.</p><p>© 2026 Courier Media Ltd</p>",
    '<p><a href="/x">A storm hit Kiel on Monday, police said.</a></p>',
    "A storm hit Kiel on Monday, police said.<br><br>Nobody was hurt.",
    "<p>政府周二批准了新的渡轮航线，市长说将耗资九百万。</p>",
    f'<form action="/"><p>{PARAGRAPHS[0]}</p></form>',
    f"<h1>{TITLE}</h1><p>KIEL (Reuters) - A storm hit Kiel on Monday, police said</p>",
]


@pytest.mark.parametrize("html", SHORT)
def test_a_short_article_is_one(html: str) -> None:
    assert cleaned(html=f"<html><body>{html}</body></html>", url=URL).body


ABOUT = [
    ["Access denied to port workers", "Some 40 workers of the port were turned away on Monday."],
    [
        "Bank's customers see error 503",
        "The bank said page not found for hours, on Tuesday evening.",
    ],
    [
        "Regulator fines site over cookies",
        "The Courier had left its readers no choice, the office for data said on Monday.",
    ],
    [
        "Courier domain is for sale",
        "The Harbour Board will sell the name after two years of talks. " * 3,
    ],
    ["Voters must be 18 years or older", "Parliament kept the voting age on Tuesday, by 70 to 41."],
    [
        "Log in to vote, says ministry",
        "The ministry opened its portal for voters abroad on Monday.",
    ],
    ["Are you a robot?", "A play about machines opens in Kiel on Friday. " * 8],
    ["Wartung der Brücke beginnt", "Die Stadt sperrt die Brücke am Montag für drei Wochen ganz."],
    ["Accès refusé aux ouvriers", "Quarante ouvriers du port ont été refoulés lundi matin."],
    ["Acceso denegado a los obreros", "Cuarenta obreros del puerto fueron rechazados el lunes."],
    [
        "Ошибка 404 на сайте банка",
        "Клиенты банка во вторник не могли войти в кабинет несколько часов.",
    ],
]


@pytest.mark.parametrize("page", ABOUT, ids=lambda page: page[0])
def test_articles_about_such_pages_are_articles(page: list[str]) -> None:
    for lines in (page, [*page, *PARAGRAPHS[:2]]):
        for outcome in outcomes(lines):
            assert isinstance(outcome, CleanedArticle), outcome


@pytest.mark.parametrize(
    "notice",
    [
        "Please enable JavaScript to view the comments.",
        "We use cookies and process personal data. Accept all",
        "Log in to continue",
        "404 Not Found",
        "This domain is for sale.",
    ],
)
def test_a_notice_beside_an_article_costs_nothing(notice: str) -> None:
    for lines in ([notice, *PARAGRAPHS[:2]], [*PARAGRAPHS[:2], notice]):
        for outcome in outcomes([TITLE, *lines]):
            assert isinstance(outcome, CleanedArticle), outcome
            assert PARAGRAPHS[1] in outcome.body


TEASERS = [
    [
        TITLE, PARAGRAPHS[0], "Subscribe to continue reading",
        "Get unlimited access to all our stories. Cancel anytime.", "Already a subscriber? Sign in",
    ],
    [TITLE, PARAGRAPHS[0], "This article is for subscribers only.", "Log in"],
    [
        "Rat beschließt Sperrwerk nach langer Debatte",
        "Der Rat von Port Ellery hat am Dienstag beschlossen, ein Sperrwerk am Hafen zu bauen.",
        "Jetzt weiterlesen mit F+", "Alle Artikel lesen, jederzeit kündbar.",
        "Bereits Abonnent? Anmelden",
    ],
    [
        "Le conseil approuve la digue", "Le conseil de Port Ellery a voté mardi pour une digue.",
        "La suite est réservée aux abonnés.", "Déjà abonné ? Se connecter",
    ],
    [
        "El consejo aprueba la barrera", "El consejo votó el martes a favor de una barrera.",
        "Contenido exclusivo para suscriptores", "Suscríbete para seguir leyendo",
    ],
    [
        "Conselho aprova barreira", "O conselho votou na terça-feira a favor de uma barreira.",
        "Conteúdo exclusivo para assinantes", "Já é assinante? Entrar",
    ],
    [
        "Совет одобрил барьер", "Совет Порт-Эллери во вторник проголосовал за барьер.",
        "Чтобы читать дальше, оформите подписку.", "Уже подписаны? Войти",
    ],
]  # fmt: skip


@pytest.mark.parametrize("page", TEASERS, ids=lambda page: page[0])
def test_a_teaser_before_a_paywall_is_an_article(page: list[str]) -> None:
    article = cleaned(html=bare(*page), url=URL)
    assert article.body == page[1]
    for outcome in outcomes(page):
        assert isinstance(outcome, CleanedArticle)
        assert page_kinds.PAYWALL in outcome.warnings
        assert outcome.body.endswith(page[1])
    offer = clean(accept(html=bare(page[0], *page[2:]), url=URL))
    assert isinstance(offer, Rejected)
    assert offer.error.startswith(f"{page_kinds.PAYWALL_ALONE}: ")
