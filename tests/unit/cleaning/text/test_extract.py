"""Plain text as scrapers hand it over, in twenty variations of one page."""

import json
import textwrap
from pathlib import Path

import pytest

from tests.unit.cleaning.makers import PARAGRAPHS, SECTION, SIGNATURE, TITLE, cleaned, page

BANNER = "HARBOUR AID - Give today to help the flooded families of the coast!"
FOOTER = "Join the Ellery Courier mailing list"
WHOLE = page(BANNER, SECTION, TITLE, SIGNATURE, *PARAGRAPHS, FOOTER)


def wrap(paragraph: str) -> str:
    return "\n".join(textwrap.wrap(paragraph, 72))


VARIATIONS = {
    "as it is": WHOLE,
    "no banner": page(SECTION, TITLE, SIGNATURE, *PARAGRAPHS, FOOTER),
    "no section": page(BANNER, TITLE, SIGNATURE, *PARAGRAPHS, FOOTER),
    "no footer": page(BANNER, SECTION, TITLE, SIGNATURE, *PARAGRAPHS),
    "no byline": page(BANNER, SECTION, TITLE, "March 4, 2019", *PARAGRAPHS, FOOTER),
    "date first": page("March 4, 2019", TITLE, "By Orla Bredeveld", *PARAGRAPHS, FOOTER),
    "byline and date apart": page(
        SECTION, TITLE, "By Orla Bredeveld", "4 March 2019", *PARAGRAPHS, FOOTER
    ),
    "two bylines": page(
        TITLE, "By Orla Bredeveld and Tomas Quill March 4, 2019", *PARAGRAPHS, FOOTER
    ),
    "single newlines": page(BANNER, SECTION, TITLE, SIGNATURE, *PARAGRAPHS, FOOTER, gap="\n"),
    "windows newlines": WHOLE.replace("\n", "\r\n"),
    "many blank lines": WHOLE.replace("\n\n", "\n \n\t\n\n"),
    "wrapped lines": page(SECTION, TITLE, SIGNATURE, *map(wrap, PARAGRAPHS), FOOTER),
    "upper-case title": page(SECTION, TITLE.upper(), SIGNATURE, *PARAGRAPHS, FOOTER),
    "upper-case byline": page(TITLE, "BY ORLA BREDEVELD", "March 4, 2019", *PARAGRAPHS),
    "another footer": page(
        TITLE, SIGNATURE, *PARAGRAPHS, "© 2019 Ellery Courier. All rights reserved."
    ),
    "caption in the middle": page(
        TITLE,
        SIGNATURE,
        *PARAGRAPHS[:3],
        "The harbour mouth at low tide. Photo: Anna Reyes/Ellery Courier",
        *PARAGRAPHS[3:],
    ),
    "share line": page(TITLE, SIGNATURE, "Share", "Facebook", "Twitter", *PARAGRAPHS, "Share"),
    "related link in the middle": page(
        TITLE, SIGNATURE, *PARAGRAPHS[:4], "Read more: A history of floods", *PARAGRAPHS[4:]
    ),
    "heading of nothing at the end": page(TITLE, SIGNATURE, *PARAGRAPHS, "More news"),
    "repeated title": page(TITLE, SIGNATURE, TITLE, *PARAGRAPHS),
    "iso date": page(TITLE, "Orla Bredeveld | 2019-03-04", *PARAGRAPHS),
    "updated": page(
        TITLE, "By Orla Bredeveld", "Published March 4, 2019", "Updated March 6, 2019", *PARAGRAPHS
    ),
    "entities and invisible characters": page(TITLE, SIGNATURE, *PARAGRAPHS)
    .replace("harbour", "har\u00adbour")
    .replace(" the ", " the\u00a0"),
}


@pytest.mark.parametrize("text", VARIATIONS.values(), ids=VARIATIONS.keys())
def test_every_variation_gives_the_same_article(text: str) -> None:
    article = cleaned(text, domain="example.com")

    assert article.title is not None
    assert article.title.casefold() == TITLE.casefold()
    assert article.body.split("\n\n") == PARAGRAPHS
    assert article.published is not None
    assert (article.published.value, article.published.precision) == ("2019-03-04", "day")
    assert article.language is not None
    assert article.language.code == "en"
    names = [author.name for author in article.authors]
    if "Tomas" in text:
        assert names == ["Orla Bredeveld", "Tomas Quill"]
    elif "orla" in text.casefold():
        assert names == ["Orla Bredeveld"]
    else:
        assert "no_authors" in article.warnings
    if SECTION in text:
        assert article.section == SECTION


def test_whatever_is_not_kept_is_removed_with_its_rule() -> None:
    article = cleaned(WHOLE)

    assert [piece.text for piece in article.removed] == [BANNER, SECTION, TITLE, SIGNATURE, FOOTER]
    assert [piece.kind for piece in article.removed[1:]] == [
        "section",
        "title",
        "byline",
        "newsletter",
    ]
    assert all(piece.rule for piece in article.removed)


def test_evidence_points_into_the_raw_text() -> None:
    article = cleaned(WHOLE)

    for field in ("title", "section"):
        span = article.evidence[field].span
        assert span is not None
        assert WHOLE[span.start : span.end] == getattr(article, field)
    span = article.evidence["authors"].span
    assert span is not None
    assert "Orla Bredeveld" in WHOLE[span.start : span.end]


def test_the_last_change_is_not_the_day_of_publication() -> None:
    article = cleaned(VARIATIONS["updated"])

    assert article.modified == "2019-03-06"


def test_a_news_flash_of_one_line_is_kept() -> None:
    flash = "Port Ellery council approves tidal barrier in seven to five vote"
    assert cleaned(flash).body == flash


def test_the_article_that_started_it() -> None:
    folder = Path(__file__).parents[5] / "shared" / "article"
    if not folder.exists():
        pytest.skip("only on the machine that has it")
    expected = json.loads((folder / "expected.json").read_text())

    article = cleaned((folder / "seed.txt").read_text())

    assert article.title == expected["title"]
    assert article.section == expected["section"]
    assert [author.name for author in article.authors] == expected["authors"]
    assert article.published is not None
    assert {
        "value": article.published.value,
        "precision": article.published.precision,
    } == expected["published"]
    assert len(article.paragraphs) == expected["body_paragraphs"]
    assert article.body.startswith(expected["body_starts"])
    assert article.body.endswith(expected["body_ends"])
    assert set(expected["removed"]) <= {piece.text for piece in article.removed}


@pytest.mark.parametrize(
    "line", ["* Ada Verhallen", "Tomas Quill on the wall. Photo: Anna Reyes/Ellery Courier"]
)
def test_entries_of_menus_and_captions_are_no_headlines(line: str) -> None:
    above = cleaned(page(line, TITLE, *PARAGRAPHS))
    below = cleaned(page(TITLE, line, *PARAGRAPHS))

    assert (above.title, below.title) == (TITLE, TITLE)
    assert above.evidence["title"].confidence >= 0.6
