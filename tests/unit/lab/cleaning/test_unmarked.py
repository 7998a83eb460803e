"""Bodies of pages whose body nobody labelled."""

from services.lab.cleaning.labelled import ASIDE, FOLDS, fold_of
from services.lab.cleaning.unmarked import body_of
from tests.unit.cleaning.makers import PARAGRAPHS, TITLE

HTML = f"<html><body><article><h1>{TITLE}</h1>{''.join(f'<p>{p}</p>' for p in PARAGRAPHS)}"


def article(*, aside: bool = False, html: str = HTML, **expected: object) -> dict[str, object]:
    """An article of a site that is kept aside, or of one that is not."""
    sites = ({"id": str(n), "url": f"https://paper{n}.example/a"} for n in range(20 * FOLDS))
    site = next(one for one in sites if (fold_of(one) == ASIDE) is aside)
    return {**site, "html": html, "expected": expected}


def test_the_body_that_trafilatura_finds_stands_in_for_a_label() -> None:
    body = body_of(article())

    assert body is not None
    assert body.split("\n")[-len(PARAGRAPHS) :] == PARAGRAPHS


def test_a_body_that_is_known_to_be_wrong_is_none() -> None:
    assert body_of(article(**{"with": [PARAGRAPHS[0][:40]]})) is not None
    assert body_of(article(**{"with": ["words that are not there"]})) is None
    told = {"with": [PARAGRAPHS[0][:40]], "without": [PARAGRAPHS[1][:40]]}
    assert body_of(article(**told)) is None


def test_a_short_body_and_an_article_kept_aside_give_none() -> None:
    assert body_of(article(html=f"<p>{PARAGRAPHS[0]}</p>")) is None
    assert body_of(article(aside=True)) is None
