"""What an article says elsewhere of its names."""

from tests.unit.tagging.classifier.describing import described


def test_longer_names_and_parts_are_told() -> None:
    found = described(
        "Ida Holm. Holm. Ida. Tarn Steel. Steel. Tarn. The Oss Board (OB) met.",
        PERSON=["Ida Holm", "Holm", "Ida"],
        ORG=["Tarn Steel", "Steel", "Tarn", "Oss Board", "OB"],
    )
    assert found["Holm"]["surname of"] == found["Ida"]["given name of"] == 1
    assert found["Steel"]["last of body"] == found["Tarn"]["first of body"] == 1
    assert found["Tarn"]["in longer"] == 1
    assert found["Tarn Steel"]["holds others"] == 2
    assert found["Tarn Steel"]["begins with other"] == found["Tarn Steel"]["ends with other"] == 1
    assert found["OB"]["short for body"] == 1
    assert found["Ida Holm"]["short for body"] == 0


def test_words_that_the_article_writes_in_small_letters_are_told() -> None:
    found = described(
        "Stripe grew. The stripe was red. A big Stripe Board", ORG=["Stripe Board", "Stripe"]
    )
    assert found["Stripe"]["lower: all"] == 1
    assert found["Stripe Board"]["lower: all"] == 0
    assert found["Stripe Board"]["lower: first"] == 1
