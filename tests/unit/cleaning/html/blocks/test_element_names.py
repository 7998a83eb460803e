import pytest

from services.cleaning.html.blocks.element_names import (
    HIDDEN,
    MAX_LENGTH,
    NAMES,
    PERSON,
    names_in,
    names_of,
)


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


def test_two_more_bits_tell_of_people_and_of_text_for_screen_readers() -> None:
    assert names_in("post-author") & PERSON
    assert not names_in("post-date") & PERSON
    assert names_in("label visually-hidden") & HIDDEN
    assert not names_in("hidden-xs") & HIDDEN


def test_an_element_is_called_by_its_class_and_all_else() -> None:
    both = names_in("related") | names_in("site-footer") | names_in("main")
    assert names_of("related", ["site-footer", "main"]) == both
    assert names_of("", []) == 0


def test_the_class_goes_first_where_all_is_too_long() -> None:
    padded = "related" + " x" * (MAX_LENGTH // 2 - 4)
    assert names_of(padded, ["site-footer"]) == names_in("related")


def test_the_length_that_is_read_is_bounded() -> None:
    assert names("x " * 5000 + "footer") == set()
