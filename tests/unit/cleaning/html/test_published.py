"""When pages were published: stated, shown, in the address, and which of them to believe."""

import json

import pytest

from schemas.articles import CleanedArticle
from tests.unit.cleaning.makers import PARAGRAPHS, TITLE, cleaned

BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def read(
    shown: str = "", head: str = "", url: str | None = None, below: str = "", **hints: object
) -> CleanedArticle:
    body = f"<body><h1>{TITLE}</h1>{shown}{BODY}{below}</body>"
    html = f'<html lang="en"><head>{head}</head>{body}</html>'
    return cleaned(html=html, url=url, **hints)


def ld(**fields: object) -> str:
    node = {"@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def when(article: CleanedArticle) -> tuple[str, str] | None:
    said = article.published
    return (said.value, said.precision) if said else None


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("<p>March 4, 2019</p>", ("2019-03-04", "day")),
        ("<p>By Orla Bredeveld | Published: March 4, 2019 4:05 PM EST | 3 comments</p>",
         ("2019-03-04T16:05-05:00", "minute")),
        ('<time datetime="2019-03-04T16:05:00+01:00">Monday</time>',
         ("2019-03-04T16:05:00+01:00", "second")),
    ],
)  # fmt: skip
def test_what_the_page_shows_near_the_headline(shown: str, expected: tuple[str, str]) -> None:
    assert when(read(shown)) == expected


def test_a_labelled_date_anywhere() -> None:
    assert when(read(below="<ul><li>Date: 04.03.2019</li></ul>")) == ("2019-03-04", "day")


def test_a_date_alone_on_its_line_if_there_is_no_other() -> None:
    assert when(read(below=BODY + "<p>Port Ellery, 04.03.2019</p>")) == ("2019-03-04", "day")
    two = "<p>Ellery, 04.03.2019</p><p>Merrow, 07.03.2019</p>"
    assert when(read(below=BODY + two)) is None


def test_midnight_to_the_second_is_a_day() -> None:
    assert when(read(head=ld(datePublished="2019-03-04T00:00:00Z"))) == ("2019-03-04", "day")


def test_agreement_makes_surer_and_the_time_of_day_is_kept() -> None:
    article = read("<p>March 4, 2019 16:05</p>", ld(datePublished="2019-03-04"))

    assert when(article) == ("2019-03-04T16:05", "minute")
    assert article.evidence["published"].method == "date_line+json_ld"
    assert article.evidence["published"].confidence > 0.95


def test_a_moment_in_utc_is_told_in_the_page_s_own_time() -> None:
    stated = ld(datePublished="2019-03-04T23:30:00Z")

    assert when(read("<p>March 5, 2019 00:30</p>", stated)) == ("2019-03-05T00:30+01:00", "minute")
    assert when(read("<p>March 5, 2019</p>", stated)) == ("2019-03-05", "day")


def test_the_day_in_the_address_is_the_local_one_and_the_first() -> None:
    url = "https://courier.example/2019/03/04/barrier"

    assert when(read(url=url)) == ("2019-03-04", "day")
    assert when(read(head=ld(datePublished="2019-03-05T01:10:00Z"), url=url)) == (
        "2019-03-04",
        "day",
    )
    assert when(read(head=ld(datePublished="2021-06-05T01:10:00Z"), url=url)) == (
        "2019-03-04",
        "day",
    )


def test_a_tag_that_does_not_say_of_what_yields_to_the_page() -> None:
    head = '<meta name="date" content="2019-02-20">'

    assert when(read("<p>March 4, 2019</p>", head)) == ("2019-03-04", "day")
    assert when(read("", head)) == ("2019-02-20", "day")


def test_two_statements_that_differ_are_believed_less() -> None:
    stated = ld(datePublished="2019-03-04T10:00:00Z")

    assert (
        read("<p>January 4, 2019</p>", stated).evidence["published"].confidence
        < read("", stated).evidence["published"].confidence
    )


@pytest.mark.parametrize(
    "shown",
    [
        "<p>The barrier was first proposed on March 4, 2008, when the town flooded.</p>",
        "<aside><time datetime='2019-03-04'>4 March</time></aside>",
        "<section id='comments'><time datetime='2019-03-04'>4 March</time></section>",
        "<ul><li class='comment even'><time datetime='2019-03-04'>4 March</time></li></ul>",
        "<figure><figcaption>The harbour on March 4, 2008</figcaption></figure>",
    ],
)
def test_no_date_is_taken_from_prose_captions_or_other_articles(shown: str) -> None:
    assert when(read(below=shown)) is None


def test_the_last_change_is_kept_apart() -> None:
    article = read("<p>Published March 4, 2019</p><p>Updated March 6, 2019 09:00</p>")

    assert when(article) == ("2019-03-04", "day")
    assert article.modified == "2019-03-06T09:00"


@pytest.mark.parametrize(
    "name", ["article:modified_time", "og:updated_time", "article.updated", "last-modified"]
)
def test_meta_tags_of_the_last_change(name: str) -> None:
    article = read(head=f'<meta name="{name}" content="2019-03-06T10:20:00Z">')

    assert article.modified == "2019-03-06T10:20:00+00:00"


@pytest.mark.parametrize(
    "stated", [1551715500, 1551715500000, "1551715500", "/Date(1551715500000)/", "20190304T160500Z"]
)
def test_moments_in_json_ld_as_programs_write_them(stated: object) -> None:
    assert when(read(head=ld(datePublished=stated))) == ("2019-03-04T16:05:00+00:00", "second")


def test_a_stated_date_in_figures_is_read_as_the_page_s_language_writes_it() -> None:
    head = '<meta name="DC.date" content="03/04/2019">'

    assert when(read(head=head)) == ("2019-03-04", "day")
    assert when(
        cleaned(html=f'<html lang="de"><head>{head}</head><body><h1>{TITLE}</h1>{BODY}</body>')
    ) == ("2019-04-03", "day")


def test_a_label_of_the_last_change_above_its_date() -> None:
    lines = ("Last updated", "March 6, 2019", "Published", "March 4, 2019")

    article = read("".join(f"<div>{one}</div>" for one in lines))

    assert when(article) == ("2019-03-04", "day")
    assert article.modified == "2019-03-06"


@pytest.mark.parametrize("lang", ["en-GB", "en-AU"])
def test_a_british_page_writes_the_day_first(lang: str) -> None:
    page = (
        f'<html lang="{lang}"><body><h1>{TITLE}</h1><p>Published 04/03/2019</p>{BODY}</body></html>'
    )

    assert when(cleaned(html=page, domain="courier.com")) == ("2019-03-04", "day")


def test_a_date_that_is_called_so_goes_before_others() -> None:
    shown = "<p>Received: 2 January 2019</p><p>Accepted: 9 February 2019</p>"

    assert when(read(shown + "<p>Published: 4 March 2019</p>")) == ("2019-03-04", "day")


STALE = '<meta property="article:published_time" content="2017-03-04T08:00:00Z">'


@pytest.mark.parametrize(
    ("shown", "url", "day"),
    [
        ("<p>Published 4 March 2019</p>", None, "2019-03-04"),
        ("<p>4 March 2019</p>", "https://c.example/2019/03/04/barrier", "2019-03-04"),
        ("<p>Updated 4 March 2019</p>", None, "2017-03-04"),
        ("<p>4 March 2019</p>", "https://c.example/2017/03/04/barrier", "2017-03-04"),
        ("<p>4 April 2017</p>", None, "2017-03-04"),
    ],
)
def test_a_stated_date_long_before_the_one_shown_gives_way(
    shown: str, url: str | None, day: str
) -> None:
    html = f"<html><head>{STALE}</head><body><h1>{TITLE}</h1>{shown}{BODY}</body></html>"

    article = cleaned(html=html, url=url)

    assert article.published is not None
    assert article.published.value[:10] == day


@pytest.mark.parametrize(
    "box",
    [
        '<div class="comments"><p>Rigo, 4 March 2019 at 10:05</p></div>',
        '<section id="comments"><time datetime="2019-03-04T10:05Z">4 March</time></section>',
        '<ol class="comment-list"><li><b>Rigo</b> <span>4 March 2019, 10:05</span></li></ol>',
        '<div class="disqus-thread"><p>4 March 2019</p></div>',
        '<article class="comment"><time datetime="2019-03-04">4 March 2019</time></article>',
        '<div class="reader-comments"><p>4 March 2019</p><p>5 March 2019</p></div>',
        '<ul class="kommentare"><li>4. März 2019, 10:05 Uhr</li></ul>',
    ],
)
def test_the_time_of_a_comment_is_no_date(box: str) -> None:
    html = f"<html><body><h1>{TITLE}</h1>{BODY}{box}</body></html>"

    assert cleaned(html=html).published is None
