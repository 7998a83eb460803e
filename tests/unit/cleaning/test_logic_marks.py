"""No word vanishes from mail, markdown and transcripts; offsets lie in the raw text."""

import re
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.articles import CleanedArticle
from services.cleaning.logic import clean
from services.cleaning.text import mail, markdown
from services.cleaning.text.markup import BLANK, Markup
from services.cleaning.text_normalisation import normalise_text
from tests.unit.cleaning.makers import PARAGRAPHS, SIGNATURE, TITLE, accept

_WORD = re.compile(r"[^\W_]+")

pieces = st.sampled_from(
    [
        TITLE,
        f"# {TITLE}",
        f"{TITLE}\n=====",
        SIGNATURE,
        *PARAGRAPHS[:4],
        f"> {PARAGRAPHS[4]}",
        "## A **bold** heading",
        "* one entry of a list\n* another *entry* of it",
        "[a link](https://site.example/x) in a line",
        "![An image](/image.jpg)",
        "[1]: https://site.example/y",
        "```python\ncode\n```",
        "| a | b |\n|---|---|\n| c | d |",
        "---",
        f"From: Desk <desk@courier.example>\nDate: 5 Mar 2019\nSubject: Fwd: {TITLE}",
        "---------- Forwarded message ---------",
        "On Tue, Mar 5, 2019 at 9:14 AM Desk <desk@courier.example> wrote:",
        "-- \nDesk\nEllery Courier",
        "This e-mail is confidential.",
        "QUINN: Was it close?\nBROK: Very.\nQUINN: And now?\nBROK: We build.",
        "Rush transcript, provided by Port Radio.",
        "- one point\n- another point",
        "FOR IMMEDIATE RELEASE",
        "Follow Orla on Twitter: @orlab",
        "###",
    ]
)
marks = st.sampled_from(
    ["# ", "> ", "**", "*", "_", "[", "](https://a.b)", "\n", "\n\n", "- ", "|", "---", "```", "a "]
)
texts = st.one_of(
    st.lists(pieces, min_size=1, max_size=10).map("\n\n".join),
    st.lists(pieces, min_size=1, max_size=10).map("\n".join),
    st.lists(marks, min_size=1, max_size=30).map("".join).filter(lambda text: bool(text.strip())),
)


def words(*told: str) -> Counter[str]:
    return Counter(_WORD.findall(" ".join(map(normalise_text, told))))


@settings(deadline=None)
@given(texts)
def test_marks_are_blanked_where_they_stand(text: str) -> None:
    markup = Markup(text)
    mail.take_apart(markup)
    markdown.take_apart(markup)

    assert len(markup.text) == len(text)
    assert all(new in (old, BLANK, " ") for old, new in zip(text, markup.text, strict=True))
    told = words(markup.text, *(piece.text for piece in markup.removed))
    assert not words(text) - told


@settings(deadline=None)
@given(texts)
def test_body_and_removed_hold_every_word(text: str) -> None:
    article = clean(accept(text))
    if isinstance(article, CleanedArticle):
        told = words(article.body, *(piece.text for piece in article.removed))
        assert not words(text) - told
        assert all(piece.rule for piece in article.removed)


@settings(deadline=None)
@given(texts)
def test_evidence_of_the_headline_lies_in_the_raw_text(text: str) -> None:
    article = clean(accept(text))
    if isinstance(article, CleanedArticle) and article.title:
        span = article.evidence["title"].span
        assert span is not None
        assert not words(article.title) - words(text[span.start : span.end])
