"""What the files of languages say."""

import pytest

from services.tagging.entities.other_languages.rules import rules, rules_of


def test_each_language_file_is_read_and_others_have_no_rules() -> None:
    french, portuguese, english = rules_of("fr"), rules_of("pt"), rules_of("en")
    assert french.titles is not None
    assert french.titles.match("MM. Mme Costa")
    assert not french.titles.match("Mmes Costa")
    assert english.titles is None
    assert portuguese.preposition is not None
    assert portuguese.preposition.search("Ela chegou Desde  ")
    assert rules_of("xx") == rules()


def test_an_unknown_key_of_a_language_file_is_refused() -> None:
    with pytest.raises(TypeError, match="titels"):
        rules(titels=["Herr"])  # type: ignore[call-arg]


def test_forms_of_a_word_have_one_stem() -> None:
    polish, russian = rules_of("pl"), rules_of("ru")
    assert {polish.stem(form) for form in ("Praga", "Pradze", "Pragę")} == {"prag"}
    assert {russian.stem(form) for form in ("Тверь", "Твери", "Тверью")} == {"твер"}
    assert polish.stems("Nowa Huta") == polish.stems("Nowej Hucie")


def test_a_short_word_keeps_its_ending() -> None:
    assert rules(endings=["a"]).stem("Ana") == "ana"
    assert rules(endings=["a=b"]).stem("Lola") == "lolb"
