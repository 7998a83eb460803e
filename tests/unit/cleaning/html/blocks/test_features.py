"""What the block model is told of each block of a page."""

import pytest

from services.cleaning.html import visible_blocks
from services.cleaning.html.blocks import features
from services.cleaning.html.blocks.features import NAMES, Description, PageClues
from tests.unit.cleaning.makers import PARAGRAPHS, TITLE

HTML = f"""<body><ul><li><a href="/">Home</a><li><a href="/sea">Sea</a></ul>
<main class="article"><h1>{TITLE}</h1>{"".join(f"<p>{one}</p>" for one in PARAGRAPHS)}</main>
<div class="related"><h3>Read more</h3>
<p><a href="/1">Herring prices fall again in the week after the storm</a></p>
</div></body>"""


def described(html: str, clues: PageClues) -> Description:
    tree = visible_blocks.parse(html)
    assert tree is not None
    return features.describe(visible_blocks.read(tree), clues)


def column(page: Description, name: str) -> list[float]:
    return [float(value) for value in page.rows[:, NAMES.index(name)]]


def test_each_block_but_a_short_link_has_a_row() -> None:
    page = described(HTML, PageClues(TITLE))

    assert list(page.places) == list(range(2, 2 + 1 + len(PARAGRAPHS) + 2))
    assert page.rows.shape == (len(page.places), len(NAMES))
    assert len(set(NAMES)) == len(NAMES)
    assert page.words[1] == len(PARAGRAPHS[0].split())
    assert column(page, "menus_above")[:2] == [pytest.approx(1.0986, abs=1e-3), 0.0]


def test_the_headline_and_what_is_below_it_are_told() -> None:
    page = described(HTML, PageClues(TITLE.upper(), PARAGRAPHS[0][:100]))

    assert column(page, "is_title") == [1, *[0] * (len(PARAGRAPHS) + 2)]
    assert column(page, "below_title") == [0, *[1] * (len(PARAGRAPHS) + 2)]
    assert column(page, "is_summary")[1] == 1
    assert sum(column(page, "is_summary")) == 1


def test_the_paragraphs_of_an_article_share_form_and_element() -> None:
    page = described(HTML, PageClues())
    paragraphs = slice(1, 1 + len(PARAGRAPHS))

    assert set(column(page, "form_most")[paragraphs]) == {1.0}
    assert set(column(page, "in_core")[paragraphs]) == {1.0}
    assert min(column(page, "share_2")[paragraphs]) == pytest.approx(1.0)
    assert column(page, "share_2")[-1] == 0.0
    assert column(page, "name_related")[-2:] == [1.0, 1.0]
    assert column(page, "around_article")[-2:] == [0.0, 0.0]


def test_neighbours_are_told_and_beyond_the_page_there_are_none() -> None:
    page = described(HTML, PageClues())

    assert column(page, "link_share@+1")[-2] == 1.0
    assert column(page, "link_share@-1")[0] == -0.5
    assert column(page, "same_form@+1")[-1] == 0.0
    assert column(page, "same_form@+1")[1] == 1.0


def test_a_page_of_one_block_is_described_and_so_is_one_of_none() -> None:
    assert described("<p>Low tide</p>", PageClues()).rows.shape == (1, len(NAMES))
    assert described('<a href="/">Home</a>', PageClues()).rows.shape == (0, len(NAMES))
