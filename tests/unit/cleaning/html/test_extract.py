"""Pages: the body by layout, the fields by what the page says about itself."""

import json

import pytest

from schemas.articles import Author
from services.cleaning.html import body
from services.cleaning.logic import clean
from services.runtime.stage import Reason, Rejected
from tests.unit.cleaning.makers import PARAGRAPHS, TITLE, accept, cleaned

BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def page(head: str = "", article: str = "", lang: str = "en") -> str:
    return f"""<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">{head}</head><body>
    <header><nav><ul><li><a href="/">Home</a></li><li><a href="/sea">Sea</a></li></ul></nav>
    </header>
    <main><article>{article or f"<h1>{TITLE}</h1>" + BODY}</article></main>
    <aside><h3>Most read</h3><a href="/1">Herring prices fall again this week</a></aside>
    <footer>© 2019 Ellery Courier. All rights reserved.</footer></body></html>"""


def ld(**fields: object) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps({"@graph": [node]})}</script>'


def test_the_body_is_the_paragraphs_and_the_rest_is_removed() -> None:
    article = cleaned(html=page(f"<title>{TITLE} | Ellery Courier</title>"))

    assert article.body.split("\n\n") == PARAGRAPHS
    assert article.title == TITLE
    kinds = {piece.text: piece.kind for piece in article.removed}
    assert kinds["Home"] == "navigation"
    assert kinds["Most read"] == "related"
    assert kinds["© 2019 Ellery Courier. All rights reserved."] == "footer"


def test_the_rubric_above_the_headline_is_a_section_and_no_paragraph() -> None:
    head = '<meta property="article:section" content="Harbours">'
    article = cleaned(html=page(head, f"<span>Harbours</span><h1>{TITLE}</h1>{BODY}"))

    assert article.body.split("\n\n") == PARAGRAPHS
    kinds = {piece.text: piece.kind for piece in article.removed}
    assert kinds["Harbours"] == "section"
    assert kinds[TITLE] == "title"


def test_an_article_in_two_boxes_is_found_whole() -> None:
    told = [f"{paragraph} {paragraph}" for paragraph in PARAGRAPHS]
    first, rest = ("".join(f"<p>{text}</p>" for text in some) for some in (told[:2], told[2:]))

    article = cleaned(
        html=page(
            article=f'<h1>{TITLE}</h1><div class="entry-content">{first}</div>'
            f'<div class="c3">{rest}</div>'
        )
    )

    assert article.body.split("\n\n") == told


def test_json_ld_gives_the_fields() -> None:
    article = cleaned(
        html=page(
            ld(
                headline=TITLE,
                datePublished="2019-03-04T08:15:00+01:00",
                dateModified="2019-03-05T10:00:00+01:00",
                author=[{"@type": "Person", "name": "By Orla Bredeveld"}],
                articleSection="Coast and Sea",
            )
        )
    )

    assert article.published is not None
    assert article.published.value == "2019-03-04T08:15:00+01:00"
    assert article.published.precision == "second"
    assert article.modified == "2019-03-05T10:00:00+01:00"
    assert article.authors == [Author(name="Orla Bredeveld", role=None)]
    assert article.section == "Coast and Sea"
    assert article.evidence["published"].method == "json_ld"


def test_the_section_is_the_last_crumb_where_nothing_states_it() -> None:
    crumbs = [
        {"@type": "ListItem", "position": 1, "name": "Ellery Courier"},
        {"@type": "ListItem", "position": 2, "item": {"@id": "/coast", "name": "Coast and Sea"}},
        {"@type": "ListItem", "position": 3, "name": TITLE},
    ]
    node = json.dumps({"@type": "BreadcrumbList", "itemListElement": crumbs})

    article = cleaned(html=page(f'<script type="application/ld+json">{node}</script>'))

    assert article.section == "Coast and Sea"
    assert article.evidence["section"].method == "breadcrumb"


def test_the_dateline_is_told_with_its_evidence() -> None:
    opening = f"PORT ELLERY, March 4 (AP) — {PARAGRAPHS[0]}"

    article = cleaned("\n\n".join([TITLE, opening, *PARAGRAPHS[1:]]))

    assert article.dateline is not None
    assert (article.dateline.place, article.dateline.date, article.dateline.agency) == (
        "PORT ELLERY",
        "March 4",
        "AP",
    )
    assert article.evidence["dateline"].confidence > 0.9


def test_meta_tags_do_where_there_is_no_json_ld() -> None:
    article = cleaned(
        html=page(
            '<meta property="article:published_time" content="2019-03-04">'
            '<meta name="author" content="Orla Bredeveld and Tomas Quill">'
        )
    )

    assert article.published is not None
    assert (article.published.value, article.published.precision) == ("2019-03-04", "day")
    assert [author.name for author in article.authors] == ["Orla Bredeveld", "Tomas Quill"]


def test_a_date_in_the_future_is_not_believed() -> None:
    article = cleaned(
        html=page(ld(datePublished="2031-01-01T00:00:00Z")), fetched_at="2019-03-05T00:00:00Z"
    )

    assert article.published is None
    assert "no_published" in article.warnings


def test_hints_are_checked_and_said_to_be_so() -> None:
    agreeing = cleaned(html=page(), title=TITLE)
    alone = cleaned(html=page(), published_at="2019-03-04", authors=["Orla Bredeveld"])
    differing = cleaned(html=page(), title="Something else entirely")

    assert agreeing.evidence["title"].method.endswith("+publisher_hint")
    assert alone.evidence["published"].method == "publisher_hint"
    assert alone.evidence["authors"].method == "publisher_hint"
    assert "title_differs_from_hint" in differing.warnings


def test_a_hint_wins_over_what_is_less_sure_and_the_difference_is_said() -> None:
    hinted = {"title": "Something else entirely", "authors": ["Tomas Quill"]}
    weak = cleaned(html=f"<html><body><h1>{TITLE}</h1>{BODY}</body></html>", **hinted)
    sure = cleaned(html=page(ld(headline=TITLE, author="Orla Bredeveld")), **hinted)

    assert (weak.title, weak.evidence["title"].method) == (hinted["title"], "publisher_hint")
    assert sure.title == TITLE
    assert [author.name for author in sure.authors] == ["Orla Bredeveld"]
    assert "title_differs_from_hint" in weak.warnings
    assert {"title_differs_from_hint", "authors_differ_from_hint"} <= set(sure.warnings)


def test_a_hint_that_tells_the_time_of_day_completes_the_day() -> None:
    html = page(ld(datePublished="2019-03-04"))

    article = cleaned(html=html, published_at="2019-03-04T08:15:00+01:00")

    assert article.published is not None
    assert article.published.value == "2019-03-04T08:15:00+01:00"
    assert article.published.method == "publisher_hint+json_ld"


def test_a_hint_with_the_name_of_the_site_differs_in_nothing() -> None:
    article = cleaned(html=page(ld(headline=TITLE)), title=f"{TITLE} | Ellery Courier")

    assert article.title == TITLE
    assert "title_differs_from_hint" not in article.warnings


def test_a_page_without_words_is_rejected() -> None:
    outcome = clean(accept(html="<html><body><script>var a = 1;</script></body></html>"))

    assert isinstance(outcome, Rejected)
    assert outcome.reason is Reason.NO_ARTICLE


def test_text_is_taken_where_the_page_gives_nothing() -> None:
    article = cleaned(text="\n\n".join([TITLE, *PARAGRAPHS]), html="<html><body></body></html>")

    assert article.body.split("\n\n") == PARAGRAPHS


def test_a_page_that_shows_nothing_is_read_from_its_scripts() -> None:
    story = {
        "title": TITLE,
        "author": {"name": "Orla Bredeveld"},
        "publishedAt": "2019-03-04T08:15:00Z",
        "body": "".join(f"<p>{one}</p>" for one in PARAGRAPHS),
    }
    data = json.dumps({"props": {"pageProps": {"story": story}}})
    html = (
        "<html><head><title>Ellery Courier</title></head><body><div id='__next'></div>"
        f"<script id='__NEXT_DATA__' type='application/json'>{data}</script></body></html>"
    )

    article = cleaned(html=html)

    assert article.body.split("\n\n") == PARAGRAPHS
    assert article.title == TITLE
    assert [one.name for one in article.authors] == ["Orla Bredeveld"]
    assert article.published is not None
    assert article.published.value == "2019-03-04T08:15:00+00:00"


def test_what_a_page_states_is_kept_where_its_body_comes_from_its_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(body, "find_body", lambda *_: body.Body([], "blocks"))
    stated = ld(headline=TITLE, datePublished="2019-03-04", author="Orla Bredeveld")

    article = cleaned(html=page(stated))

    assert article.body.split("\n\n")[-1] == PARAGRAPHS[-1]
    assert article.title == TITLE
    assert [one.name for one in article.authors] == ["Orla Bredeveld"]
    assert article.published is not None
    assert article.published.value == "2019-03-04"


def test_no_text_of_a_page_goes_without_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    collapsed = "The rest of the story is shown to those who click."
    joined = "By Orla Bredeveld"
    told = body.Body([*PARAGRAPHS, joined], "trafilatura", {"Sign up now": "phrase_newsletter"})
    monkeypatch.setattr(body, "find_body", lambda *_: told)
    html = page(article=f"<h1>{TITLE}</h1>{BODY}<div style='display:none'>{collapsed}</div>")

    article = cleaned(html=html)

    rules = {piece.text: piece.rule for piece in article.removed}
    assert article.body.split("\n\n") == PARAGRAPHS
    assert rules[collapsed] == "hidden"
    assert rules[joined] == "signature"
    assert rules["Sign up now"] == "phrase_newsletter"
