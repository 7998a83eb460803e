"""What a publisher changed, and of which kind it is; noise is no change."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.articles import Author, CleanedArticle, Published, Removed
from services.stories.revisions.revision import Revised, revised

BODY = (
    "The water company of Ostrand will replace forty kilometres of pipe before winter.\n\n"
    "Its director Petra Halvorsen put the cost at 12.4 million crowns. “Households will not pay,”"
    " she told the council.\n\n"
    "Work will begin near the harbour and move north from there."
)


def article(body: str = BODY, **fields: Any) -> CleanedArticle:
    return CleanedArticle(article_id="a", body=body, **fields)


def told(body: str = BODY, **fields: Any) -> Revised | None:
    """What is said of a later revision with this body and these fields."""
    return revised(
        article(title="Pipes to be replaced"),
        article(body, **{"title": "Pipes to be replaced", **fields}),
    )


def test_the_same_again_is_no_change() -> None:
    assert told() is None


@pytest.mark.parametrize(
    "line",
    ["Updated 3 March 2026, 10:15", "1,204 views", "5 minutes ago", "4 min read", "12 comments"],
)
def test_noise_is_no_change(line: str) -> None:
    assert told(f"{line}\n\n{BODY}") is None
    assert revised(article(f"{line}\n\n{BODY}"), article(BODY)) is None


def test_a_sentence_about_a_publication_is_no_noise() -> None:
    found = told(f"Published in 1998, the plan named no main.\n\n{BODY}")
    assert found is not None
    assert found.kind == "update"


def test_an_update_says_which_sentences_changed() -> None:
    later = BODY.replace("12.4 million", "13.1 million") + " A school will get a line of its own."
    found = told(later)
    assert found is not None
    assert (found.kind, found.notice, list(found.fields)) == ("update", None, [])
    changed, added = found.sentences
    assert (changed.change, added.change) == ("changed", "added")
    assert changed.before is not None
    assert changed.after is not None
    assert BODY[changed.before.span.start : changed.before.span.end] == changed.before.text
    assert later[changed.after.span.start : changed.after.span.end] == changed.after.text
    assert added.after is not None
    assert added.after.text == "A school will get a line of its own."


def test_a_sentence_that_went_is_removed() -> None:
    found = told(BODY.replace("“Households will not pay,” she told the council.", ""))
    assert found is not None
    [one] = found.sentences
    assert (one.change, one.after) == ("removed", None)


def test_a_paragraph_that_moved_is_no_update() -> None:
    first, second, third = BODY.split("\n\n")
    found = told("\n\n".join((first, third, second)))
    assert found is not None
    assert (found.kind, list(found.sentences)) == ("typography", [])


@pytest.mark.parametrize(
    "notice",
    [
        "Correction: An earlier version of this article gave the cost as 12.4 million.",
        "This article was amended on 4 March 2026 to give the right cost.",
        "(Corrects cost in second paragraph)",
        "Korrektur: In einer früheren Fassung dieses Artikels stand eine andere Zahl.",
        "Rectificatif : le coût est de 13,1 millions.",
    ],
)
@pytest.mark.parametrize("removed", [False, True])
def test_a_correction_is_known_by_its_notice(notice: str, removed: bool) -> None:
    later = BODY.replace("12.4", "13.1")
    found = (
        told(later, removed=[Removed(text=notice, kind="note", rule="note")])
        if removed
        else told(f"{later}\n\n{notice}")
    )
    assert found is not None
    assert (found.kind, found.notice) == ("correction", notice)


def test_a_notice_that_stood_there_before_tells_of_no_change_now() -> None:
    notice = "Correction: An earlier version of this article gave another cost."
    before = article(f"{BODY}\n\n{notice}")
    found = revised(before, article(f"{BODY} Work ends in May.\n\n{notice}"))
    assert found is not None
    assert found.kind == "update"


def test_prose_about_a_correction_is_none() -> None:
    found = told(f"{BODY} Prices saw a correction in May.")
    assert found is not None
    assert found.kind == "update"


def test_a_retraction_and_a_withdrawal() -> None:
    retracted = told(f"This article has been retracted.\n\n{BODY}")
    assert retracted is not None
    assert retracted.kind == "retraction"
    gone = told("This story has been removed.")
    assert gone is not None
    assert (gone.kind, gone.notice) == ("withdrawn", "This story has been removed.")


def test_the_headline_alone() -> None:
    found = told(title="Forty kilometres of pipe to be replaced")
    assert found is not None
    [field] = found.fields
    assert (found.kind, field.field) == ("headline", "title")
    assert field.after == "Forty kilometres of pipe to be replaced"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("“Households will not pay,”", '"Households will not pay,"'),
        ("replace forty", "repalce forty"),
        ("council.", "council!"),
        ("harbour", "harbor"),
    ],
)
def test_typography(old: str, new: str) -> None:
    found = told(BODY.replace(old, new))
    assert found is not None
    assert found.kind == "typography"


@pytest.mark.parametrize(
    ("old", "new"), [("12.4", "12.5"), ("Halvorsen", "Halvorson"), ("will not", "will")]
)
def test_numbers_names_and_words_are_no_typography(old: str, new: str) -> None:
    found = told(BODY.replace(old, new))
    assert found is not None
    assert found.kind == "update"


def test_other_fields_are_named() -> None:
    day = Published(value="2026-03-02", precision="day", method="byline", confidence=0.9)
    found = told(authors=[Author(name="Tomas Weir")], published=day)
    assert found is not None
    assert found.kind == "update"
    assert {(one.field, one.before, one.after) for one in found.fields} == {
        ("authors", None, "Tomas Weir"),
        ("published", None, "2026-03-02"),
    }


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_bodies_compare(one: str, other: str) -> None:
    found = revised(article(one), article(other))
    if one == other:
        assert found is None
    if found is not None:
        for change in found.sentences:
            assert (change.before is None) == (change.change == "added")
            assert (change.after is None) == (change.change == "removed")
