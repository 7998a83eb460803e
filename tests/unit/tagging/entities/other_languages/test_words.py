"""Words of a text, and which of them may begin a name."""

from services.tagging.entities.other_languages.words import words_of


def test_an_article_with_an_apostrophe_is_no_part_of_the_name() -> None:
    text = "Avec l'Espagne et dell'Umbria, O'Neill parle d'argent."
    words = words_of(text)
    assert [word.text for word in words if word.has_capital] == [
        *("Avec", "Espagne", "Umbria", "O'Neill"),
    ]
    assert all(text[word.start : word.end] == word.text for word in words)


def test_the_dot_of_a_sentence_is_no_part_of_a_word() -> None:
    words = words_of("J. Duval chante. «Marie» danse")
    assert [word.text for word in words] == ["J.", "Duval", "chante", "Marie", "danse"]
    assert [word.opens for word in words] == [True, True, False, True, False]
    assert [word.is_initial for word in words] == [True, False, False, False, False]


def test_only_a_space_joins_words() -> None:
    words = words_of("Ana Mora, Juan\nPaz")
    assert [word.joined for word in words] == [False, True, False, False]


def test_acronyms_are_capitals() -> None:
    assert [word.is_acronym for word in words_of("ABC Abc A ABCDEFGH")] == [True, *[False] * 3]
