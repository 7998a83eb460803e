"""The work of tagging grows with an article's length and no faster, whatever it is full of."""

import re
import sys
from collections.abc import Callable
from time import process_time
from types import FrameType

import pytest

from schemas.articles import CleanedArticle
from services.tagging.entities.linking import load_knowledge
from services.tagging.logic import find_enrichment
from services.tagging.mentions.boundaries import Span
from tests.large_articles import SHAPES, large_text

pytestmark = pytest.mark.slow

SIZE = 12_000
MOST_GROWTH = 2.4
"""Times the calls for an article of twice the length. Work that grows with the square would need
four times as many."""

NAME = re.compile(r"(?:(?:[A-Z][a-z]+ of )?[A-Z][\w’]+(?: [A-Z][a-z]+)?)")


def spans_of(text: str) -> list[Span]:
    """Every name, as a model might have it."""
    return [
        Span("body", one.start(), one.end(), _label(one[0]))
        for line in re.finditer(r"[^\n]+", text)
        for one in NAME.finditer(text, line.start(), line.end())
    ]


def _label(name: str) -> str:
    if " of " in name or name.endswith(("Council", "United")) or name.isupper():
        return "ORG"
    return "PERSON" if " " in name else "GPE"


def calls(do: Callable[[], object]) -> int:
    """How many functions are called, and generators resumed, of Python and of C."""
    count = 0

    def counted(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        do()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_text_is_twice_the_work(shape: str) -> None:
    load_knowledge()
    work = []
    for size in (SIZE, SIZE, 2 * SIZE):  # The first fills caches.
        text = large_text(shape, size)
        article = CleanedArticle(article_id="1", title="Ana Costa in Oslo", body=text)
        spans = spans_of(text)
        work.append(calls(lambda article=article, spans=spans: find_enrichment(article, spans)))  # type: ignore[misc]
    assert work[2] <= MOST_GROWTH * work[0], work


@pytest.mark.parametrize("run", ["a", "A ", "1 ", "'a ", "$1 ", "USS A. "])
def test_no_run_takes_the_square_of_its_length(run: str) -> None:
    load_knowledge()
    text = run * (150_000 // len(run)) + " ida@tarn.example (NYSE: TRN)"
    article = CleanedArticle(article_id="1", title="Ana Costa Sees Oslo Now", body=text)
    begun = process_time()
    find_enrichment(article, [Span("body", 0, 1, "ORG")])
    # Seconds of CPU, whatever else the machine does; the square would take minutes.
    assert process_time() - begun < 40
