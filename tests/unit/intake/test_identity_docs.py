"""The examples of docs/identity.md are true."""

import re
from pathlib import Path

import pytest

from schemas.articles import RawArticle
from services.intake.address.canonical_url import canonical_url
from services.intake.identity import article_id

PAGE = Path(__file__).parents[3] / "docs" / "identity.md"
ROW = re.compile(r"^\| `([^`]+)` \| `([^`]+)` \| (yes|no) \|$", re.MULTILINE)
EXAMPLES: list[tuple[str, str, str]] = ROW.findall(PAGE.read_text("utf-8"))


@pytest.mark.parametrize(("one", "other", "answer"), EXAMPLES)
def test_an_example_is_true(one: str, other: str, answer: str) -> None:
    ids = {article_id(RawArticle(url=url, text="a"), canonical_url(url)) for url in (one, other)}
    assert len(ids) == (1 if answer == "yes" else 2)


def test_the_table_holds_examples_of_both() -> None:
    assert len(EXAMPLES) > 25
    assert {answer for *_, answer in EXAMPLES} == {"yes", "no"}
