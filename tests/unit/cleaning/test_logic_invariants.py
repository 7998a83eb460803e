"""What holds for every text: clean stays clean, nothing vanishes, offsets fit."""

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.articles import CleanedArticle
from services.cleaning.lines.split import split
from services.cleaning.logic import clean
from services.cleaning.text_normalisation import normalise_text
from tests.unit.cleaning.makers import PARAGRAPHS, SECTION, SIGNATURE, TITLE, accept

pieces = st.sampled_from(
    [
        TITLE,
        SECTION,
        SIGNATURE,
        *PARAGRAPHS,
        "Share",
        "Advertisement",
        "Foto: Anna Reyes",
        "* Home",
        "Read more: A history of floods",
        "Yes.",
        "A heading",
        "Updated March 6, 2019",
    ]
)
texts = st.one_of(
    st.lists(pieces, min_size=1, max_size=12).map("\n\n".join),
    st.lists(pieces, min_size=1, max_size=12).map("\n".join),
    st.text(min_size=1, max_size=200).filter(lambda text: bool(text.strip())),
)


@given(st.text(max_size=200))
def test_tidy_text_stays_as_it_is(text: str) -> None:
    assert normalise_text(normalise_text(text)) == normalise_text(text)


@given(texts)
def test_blocks_lie_where_they_say(text: str) -> None:
    for block in split(text):
        assert normalise_text(text[block.start : block.end]) == block.text


@given(st.text(alphabet="aB.1 \n\r\t\u2028äß", max_size=200))
def test_blocks_hold_every_word(text: str) -> None:
    assert " ".join(block.text for block in split(text)).split() == text.split()


@settings(deadline=None)
@given(texts)
def test_cleaning_a_clean_body_changes_nothing(text: str) -> None:
    article = clean(accept(text))
    if isinstance(article, CleanedArticle):
        again = clean(accept(article.body))
        assert isinstance(again, CleanedArticle)
        assert again.body == article.body
        assert again.paragraphs == article.paragraphs


@settings(deadline=None)
@given(texts)
def test_body_and_removed_account_for_every_line(text: str) -> None:
    article = clean(accept(text))
    if isinstance(article, CleanedArticle):
        told = sorted([*article.body.split("\n\n"), *(piece.text for piece in article.removed)])
        assert told == sorted(block.text for block in split(text))


@settings(deadline=None)
@given(texts)
def test_paragraphs_are_spans_of_the_body(text: str) -> None:
    article = clean(accept(text))
    if isinstance(article, CleanedArticle):
        cut = [article.body[span.start : span.end] for span in article.paragraphs]
        assert "\n\n".join(cut) == article.body
        assert clean(accept(text)) == article
