"""Pages and texts at the edge: huge, deep, framed, broken, of other scripts, of one line."""

from time import process_time

import pytest

from schemas.articles import CleanedArticle
from services.cleaning.logic import clean
from services.runtime.pool.settings import PoolSettings
from tests.unit.cleaning.makers import ORIGIN, PARAGRAPHS, TITLE, accept, cleaned, page

BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
ARTICLE = f"<article><h1>{TITLE}</h1><p>By Orla Bredeveld</p>{BODY}</article>"
XHTML = (
    '<?xml version="1.0" encoding="{charset}"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 '
    'Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\n<html '
    'xmlns="http://www.w3.org/1999/xhtml" xml:lang="en"><head><title>{title}</title></head>'
    "<body>{article}<br/></body></html>"
)

PAGES = {
    "20 nested frames": "<iframe src='a'>" * 20 + ARTICLE + "</iframe>" * 20,
    "20 nested framesets": "<frameset><frame src='a'>" * 20 + ARTICLE + "</frameset>" * 20,
    "3000 nested blocks": "<div>" * 3000 + ARTICLE + "</div>" * 3000,
    "no body": f"<html><head><title>{TITLE}</title></head>{ARTICLE}</html>",
    "no html": ARTICLE,
    "XHTML": XHTML.format(charset="UTF-8", title=TITLE, article=ARTICLE),
    "a charset that it is not in": XHTML.format(charset="ISO-8859-1", title=TITLE, article=ARTICLE),
    "AMP": f"""<html ⚡ lang="en"><head><script async src="https://cdn.example/v0.js"></script>
        <style amp-boilerplate>body{{visibility:hidden}}</style></head><body><amp-sidebar><ul>
        <li>Home</li></ul></amp-sidebar>{ARTICLE}<amp-img src="x"></amp-img><amp-ad></amp-ad>
        </body></html>""",
    "NUL characters": f"<html><body>\x00{ARTICLE}\x00</body></html>",
}
MEGABYTES = {
    "links": f"<body>{ARTICLE}<ul>"
    + "<li><a href='/x'>The council speaks about the wall again</a></li>" * 31_000
    + "</ul></body>",
    "script": f"<head><script>{'var a = 1;' * 200_000}</script></head><body>{ARTICLE}</body>",
    "one attribute": f"<body data-x='{'x' * 2_000_000}'>{ARTICLE}</body>",
}


@pytest.mark.slow
@pytest.mark.parametrize("html", PAGES.values(), ids=PAGES.keys())
def test_the_article_is_found_in_odd_markup(html: str) -> None:
    article = cleaned(html=html)

    assert article.title == TITLE
    assert article.body.split("\n\n") == PARAGRAPHS
    assert [author.name for author in article.authors] == ["Orla Bredeveld"]


@pytest.mark.slow
@pytest.mark.parametrize("html", MEGABYTES.values(), ids=MEGABYTES.keys())
def test_two_megabytes_stay_within_a_child_s_time(html: str) -> None:
    assert len(html) > 2_000_000
    start = process_time()

    article = cleaned(html=html)

    assert process_time() - start < PoolSettings().child_seconds
    assert article.body.split("\n\n") == PARAGRAPHS
    assert len(article.model_dump_json()) < 10_000  # what is said a thousand times is told once


@pytest.mark.slow
def test_two_megabytes_of_text_stay_within_a_child_s_time() -> None:
    text = page(TITLE, *(f"{n}. {one}" for n in range(2200) for one in PARAGRAPHS))
    assert len(text) > 2_000_000
    start = process_time()

    article = cleaned(text)

    assert process_time() - start < PoolSettings().child_seconds
    assert len(article.body) > 1_900_000


def test_mojibake_of_a_wrong_charset_is_repaired() -> None:
    spoilt = ARTICLE.replace("Mayor Ines", "Bürgermeister Jürgen — „Ines“")
    html = f"<meta charset='iso-8859-1'>{spoilt.encode().decode('cp1252', 'replace')}"

    article = cleaned(html=html)

    assert "Bürgermeister Jürgen" in article.body


def test_right_to_left() -> None:
    paragraphs = [
        "מועצת העיר החליטה ביום שלישי לבנות מחסום בכניסה לנמל הישן, ובכך סיימה ויכוח של שנים.",
        "ראש העיר אמרה כי ההצבעה הייתה צמודה מאוד. שבעה חברי מועצה היו בעד וחמישה נגד.",
        "המתנגדים אומרים כי המחסום יסתום את הנמל הפנימי בתוך עשרים שנה, ופנו לבית המשפט.",
    ]
    marked = "".join(f"<p>\u200f{paragraph}\u200e</p>" for paragraph in paragraphs)
    html = f'<html dir="rtl" lang="he"><h1>המועצה אישרה מחסום</h1><p>מאת אורלה ברדוולד</p>{marked}'

    for article in (
        cleaned(html=html),
        cleaned(page("המועצה אישרה מחסום", "מאת אורלה ברדוולד", *paragraphs)),
    ):
        assert article.title == "המועצה אישרה מחסום"
        assert article.body.split("\n\n") == paragraphs
        assert [author.name for author in article.authors] == ["אורלה ברדוולד"]
        assert article.language is not None
        assert article.language.code == "he"


def test_chinese() -> None:
    paragraphs = [
        "市议会星期二决定在港口入口处修建一道防潮堤，以保护老城区免受海水侵袭，结束了十一年的争论。",
        "市长表示，投票结果十分接近，七名议员赞成，五名议员反对，另有一名议员弃权。",
        "反对者说，防潮堤将在二十年内使内港淤塞，他们已请求地区法院审查该计划所依据的调查报告。",
    ]
    shown = "".join(f"<p>\u3000\u3000{paragraph}</p>" for paragraph in paragraphs)
    html = (
        '<html lang="zh-CN"><head><title>市议会批准防潮堤方案_社会_草原网</title></head>'
        f"<h1>市议会批准防潮堤方案</h1><p>2019年03月04日 16:05 记者 王小河</p>{shown}</html>"
    )

    article = cleaned(html=html)

    assert article.title == "市议会批准防潮堤方案"
    assert article.body.split("\n\n") == paragraphs
    assert [author.name for author in article.authors] == ["王小河"]
    assert article.published is not None
    assert article.published.value == "2019-03-04T16:05"
    assert article.language is not None
    assert article.language.code == "zh"


@pytest.mark.parametrize(
    "raw",
    [
        {"text": TITLE},
        {"text": f"{TITLE}\n"},
        {"html": f"<html><body><h1>{TITLE}</h1></body></html>"},
        {"html": f"<html><body><nav>Home</nav><p>{TITLE}</p></body></html>"},
    ],
)
def test_a_flash_of_one_line_is_kept(raw: dict[str, str]) -> None:
    assert cleaned(**raw).body == TITLE


@pytest.mark.parametrize("timestamp", [1, 2**63 - 1, 9_224_318_015_999_999])
def test_a_message_s_timestamp_may_be_any(timestamp: int) -> None:
    origin = ORIGIN.model_copy(update={"timestamp": timestamp})
    article = clean(accept(html=ARTICLE).model_copy(update={"origin": origin}))

    assert isinstance(article, CleanedArticle)
    assert article.body.split("\n\n") == PARAGRAPHS


def test_what_intake_changed_is_told_first() -> None:
    told = accept(html=ARTICLE).model_copy(update={"warnings": ["control_characters_removed"]})
    article = clean(told)

    assert isinstance(article, CleanedArticle)
    assert article.warnings == ["control_characters_removed", "no_published"]


def test_half_a_character_in_a_pages_data_costs_no_article() -> None:
    data = r'{"@type": "NewsArticle", "headline": "Cut \ud83d\u001b[31m", "author": "A\udc00 Bee"}'
    article = cleaned(html=f'<script type="application/ld+json">{data}</script>{ARTICLE}')

    assert article.body.split("\n\n") == PARAGRAPHS
    assert "\x1b" not in article.model_dump_json()
