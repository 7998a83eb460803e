"""Tokens are spaCy's, wherever they stand, and each has one vector."""

from string import ascii_letters
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tagging.ner import embeddings
from services.tagging.ner.embeddings import TokenTable
from services.tagging.ner.encoder import UnsupportedModel
from tests.unit.tagging.ner.samples import ODD

if TYPE_CHECKING:
    from spacy.language import Language

pytestmark = pytest.mark.model


def embed_of(nlp: "Language") -> Any:
    ner: Any = nlp.get_pipe("ner")
    return ner.model.get_ref("tok2vec").layers[0].layers[0]


@pytest.fixture(scope="module")
def words(ours: "Language") -> TokenTable:
    return TokenTable(ours, embed_of(ours))


@pytest.mark.parametrize("text", ["0:) )", "0:) ) (: ( 8)", ":)x :) :)x (:"])
def test_smileys_are_cut_as_spacy_does_wherever_they_stand(
    nlp: "Language", words: TokenTable, text: str
) -> None:
    for some in (text, *text.split(), f"Ito {text} Ito", text):
        tokens = words.tokens([some])
        found = list(zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True))
        assert found == [(one.idx, one.idx + len(one)) for one in nlp.make_doc(some)]
        assert tokens.rows.dtype == int


TEXTS = st.lists(
    st.one_of(
        st.text(max_size=12),
        st.text(" \t\n\r\x1c\x85\xa0\u2028\u3000", max_size=3),
        st.sampled_from(ODD),
    ),
    min_size=1,
    max_size=12,
).map("".join)


@given(TEXTS)
def test_the_same_tokens_as_spacy(nlp: "Language", words: TokenTable, text: str) -> None:
    expected = [(one.idx, one.idx + len(one)) for one in nlp.make_doc(text)]
    tokens = words.tokens([text, "Ito", ""])
    found = list(zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True))
    assert found == [*expected, (0, 3)]
    assert tokens.lengths.tolist() == [len(expected), 1, 0]


def test_a_word_has_one_row_and_one_vector_in_every_text(words: TokenTable) -> None:
    tokens = words.tokens(["Ito met Ito.", "Costa met Ito"])
    rows = tokens.rows.tolist()
    assert rows == [rows[0], rows[1], rows[0], rows[3], rows[4], rows[1], rows[0]]
    before = words.vectors[rows[0]].copy()
    again = words.tokens(["Then Ito left"]).rows[1]
    assert np.array_equal(words.vectors[again], before)
    assert before.any()


def test_white_space_is_marked(words: TokenTable) -> None:
    rows = words.tokens(["Ito \n\n Costa"]).rows
    assert words.is_space[rows].tolist() == [False, True, False]


def test_a_batch_may_have_more_tokens_than_the_table(
    ours: "Language", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embeddings, "CACHED_TOKENS", 2)
    monkeypatch.setattr(embeddings, "COMMON_WORDS", 0)
    small = TokenTable(ours, embed_of(ours))
    for _ in range(2):
        tokens = small.tokens(["one two three four five"])
        assert sorted(set(tokens.rows.tolist())) == [0, 1, 2, 3, 4]
        assert small.vectors[tokens.rows].any(axis=1).all()


def test_common_words_are_known_at_once_and_never_forgotten(
    ours: "Language", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embeddings, "CACHED_TOKENS", 2)
    small = TokenTable(ours, embed_of(ours))
    for text in ("Quuxlander", "Quuxlander Quuxing"):
        small.tokens([text])
    monkeypatch.delattr(TokenTable, "_learn")
    assert len(small.tokens(["people, the police and a man."]).rows) == 8
    with pytest.raises(AttributeError, match="_learn"):
        small.tokens(["Quuxlander"])


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "pt", "nl", "pl", "ru", "tr"])
def test_ascii_letters_have_no_affixes_and_are_no_addresses(language: str) -> None:
    from spacy.util import (
        compile_infix_regex,
        compile_prefix_regex,
        compile_suffix_regex,
        get_lang_class,
    )

    rules: Any = get_lang_class(language).Defaults
    letters = [*ascii_letters, *(a + b for a in ascii_letters for b in ascii_letters)]
    words = [*letters, *(f"Abc{end}" for end in letters), "Quuxton", "QUUX", "quuxMn", "kmQuux"]
    words += [f"{begin}abc" for begin in letters] + ["localhost", "www", "http"]
    assert not list(filter(rules.url_match, words))
    for pattern in (
        compile_prefix_regex(rules.prefixes),
        compile_suffix_regex(rules.suffixes),
        compile_infix_regex(rules.infixes),
    ):
        assert not list(filter(pattern.search, words))
        find = embeddings.unless_letters(pattern.search, None)
        assert find("Quux") is None
        assert (find("Quux...") is None) == (pattern.search("Quux...") is None)


@pytest.mark.parametrize(
    "word",
    ["a", "A", "quux", "Quuxton", "QUUX", "McQuux", "quux-ton", "5th", "Łódź", "ł", "x" * 120],
)
def test_shapes_are_spacys(word: str) -> None:
    from spacy.lang.lex_attrs import word_shape

    assert embeddings.unless_usual(word_shape)(word) == word_shape(word)


def test_other_features_are_refused(ours: "Language", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embeddings, "FEATURES", ["ORTH", "NORM"])
    with pytest.raises(UnsupportedModel, match="other features"):
        TokenTable(ours, embed_of(ours))
