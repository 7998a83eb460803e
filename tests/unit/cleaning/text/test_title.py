"""The headline of a plain text."""

import numpy as np

from services.cleaning.attribution.attribution_lines import find_attributions
from services.cleaning.lines.split import Block
from services.cleaning.text.title import find_title
from services.cleaning.text_normalisation import comparison_key
from tests.unit.cleaning.makers import PARAGRAPHS, SIGNATURE, TITLE

HEAD = ["Coast and Sea", TITLE, SIGNATURE]


def find(
    lines: list[str], probability: list[float], hint: str | None = None
) -> tuple[int | None, float]:
    """The headline of lines above a body, by the model's probability for each of them."""
    blocks = [Block.of(line) for line in [*lines, *PARAGRAPHS]]
    body = np.array([0.0] * len(lines) + [0.9] * len(PARAGRAPHS))
    return find_title(
        blocks,
        [comparison_key(block.text) for block in blocks],
        np.array(probability),
        body,
        find_attributions(blocks, range(len(lines))),
        len(lines),
        hint=hint,
        knows_address=False,
    )


def test_layout_and_model_decide_together() -> None:
    at, confidence = find(HEAD, [0.2, 0.9, 0.1])
    _, less = find(HEAD, [0.2, 0.5, 0.1])

    assert at == 1
    assert less < confidence < 1.0


def test_a_byline_and_a_paragraph_are_no_headlines() -> None:
    assert find([SIGNATURE], [0.9])[0] is None
    assert find([PARAGRAPHS[0]], [0.9])[0] is None


def test_the_line_that_the_publisher_names_is_the_headline() -> None:
    assert find(HEAD, [0.0, 0.0, 0.0], hint=TITLE.upper()) == (1, 0.97)
    assert find(HEAD, [0.2, 0.9, 0.1], hint="Another Headline")[0] == 1


def test_of_a_headline_that_stands_twice_the_first_counts() -> None:
    assert find([TITLE, "Coast", TITLE, SIGNATURE], [0.1, 0.1, 0.9, 0.0])[0] == 0


def test_entries_of_menus_are_unlikely_headlines() -> None:
    _, plain = find(["Harbour Council Approves Barrier"], [0.8])
    _, entry = find(["* Harbour Council Approves Barrier"], [0.8])

    assert entry < plain
