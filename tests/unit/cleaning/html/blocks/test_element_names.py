import pytest

from services.cleaning.html.blocks.element_names import NAMES, names_in


def names(written: str) -> set[str]:
    return {name for i, name in enumerate(NAMES) if names_in(written) >> i & 1}


@pytest.mark.parametrize(
    ("written", "called"),
    [
        ("story-body__text", {"article", "body"}),
        ("relatedArticles", {"related", "article"}),
        ("RELATED", {"related"}),
        ("newsletter-signup", {"newsletter", "byline"}),
        ("football", set()),
        ("site-footer", {"footer"}),
        ("c-ad", {"advert"}),
        ("lead", {"summary"}),
        ("", set()),
    ],
)
def test_classes_tell_what_an_element_is_for(written: str, called: set[str]) -> None:
    assert names(written) == called


def test_the_length_that_is_read_is_bounded() -> None:
    assert names("x " * 5000 + "footer") == set()
