"""What a name is like by itself."""

import pytest

from services.tagging.classifier.name_features import LONGEST, name_features


@pytest.mark.parametrize(
    ("name", "feature"),
    [
        ("Kenya", "country"),
        ("Kenyans", "people"),
        ("Ministry of Fish", "of"),
        ("Ministry of Fish", "head: ORG"),
        ("Holm & Dahl, Inc.", "dot"),
        ("Holm, Dahl", "comma"),
        ("Ida's", "apostrophe"),
        ("OSS", "capitals"),
        ("G20", "digit"),
        ("Al-Tarn", "hyphen"),
        ("#tarn", "address"),
        ("Łódź", "foreign letters"),
        ("Tarn (north", "bracket"),
        ("tarn", "begins lower"),
        ("Tarn board", "ends lower"),
        ("the Tarn", "begins small"),
        ("Bank of", "ends small"),
        ("TarnSoft", "camel case"),
        ("Minister Holm", "begins with title"),
    ],
)
def test_what_is_true_of_a_name_is_told(name: str, feature: str) -> None:
    assert name_features(name)[feature] == 1
    assert name_features("Zzyqx")[feature] == 0


def test_a_city_is_told_by_its_renown() -> None:
    assert name_features("Nairobi")["renown"] == 1
    assert name_features("Zzyqx")["renown"] < 0
    assert name_features("Nairobi")["in pack: GPE"] > name_features("Zzyqx")["in pack: GPE"]


def test_words_and_letters_are_counted_and_a_long_name_is_cut() -> None:
    assert name_features("Ida Holm")["words"] == 2
    assert name_features("Ida Holm")["letters"] == 8
    assert name_features("The big fish Board")["lower words"] == 2
    assert name_features("A" * 10_000)["letters"] == LONGEST


@pytest.mark.parametrize("name", ["", ".", "—", "(", "\n", "’s"])
def test_what_is_no_name_has_features_too(name: str) -> None:
    assert name_features(name).keys() == name_features("Ida").keys()
