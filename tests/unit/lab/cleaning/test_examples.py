"""Training examples from labelled articles."""

from services.lab.cleaning.examples import examples, quadruples
from tests.unit.cleaning.makers import PARAGRAPHS, SIGNATURE, TITLE

ARTICLE = {
    "id": "one",
    "url": "https://ellery.example/harbour-tidal-barrier",
    "text": "\n\n".join(["* Home", TITLE, SIGNATURE, *PARAGRAPHS, "Share"]),
    "expected": {"body": "\n".join(PARAGRAPHS), "title": TITLE},
}


def test_a_text_gives_every_form_with_and_without_its_url() -> None:
    found = list(examples([ARTICLE]))

    forms = ["whole", "cropped", "headed", "bare"]
    assert [one.form for one in found] == forms * 2
    assert [one.knows_address for one in found] == [True] * 4 + [False] * 4


def test_blocks_are_labelled() -> None:
    whole, _, headed, bare, *_ = examples([ARTICLE])

    assert whole.body.tolist() == [0.0] * 3 + [1.0] * len(PARAGRAPHS) + [0.0]
    assert whole.title.tolist() == [0.0, 1.0, *[0.0] * (len(whole.title) - 2)]
    assert headed.signed.max() < 1.0
    assert bare.body.all()


def test_an_article_without_a_body_gives_no_example() -> None:
    assert list(examples([{**ARTICLE, "expected": {"title": TITLE}}])) == []


def test_sequences_of_four_words_are_counted() -> None:
    assert quadruples("the tide is low the tide is low") == {
        ("the", "tide", "is", "low"): 2,
        ("tide", "is", "low", "the"): 1,
        ("is", "low", "the", "tide"): 1,
        ("low", "the", "tide", "is"): 1,
    }
    assert quadruples("low tide") == {("low", "tide"): 1}
