"""A sentence with a date is no line that says when an article appeared."""

import pytest

from services.cleaning.attribution.attribution_lines import read_attribution
from services.cleaning.attribution.dated_sentences import is_dated_sentence


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The trial resumes on 3 May 2019.", True),
        ("Sie wurde am 3. Mai 1949 geboren.", True),
        ("First published on 3 May 2019.", False),
        ("This page was last updated on 3 May 2019.", False),
        ("Zuletzt am 3. Mai 2019 aktualisiert.", False),
        ("The trial resumes on 3 May 2019", False),
        ("Friday, 3 May 2019.", False),
        ("By Orla Bredeveld in Port Ellery on 3 May 2019.", False),
    ],
)
def test_a_sentence_tells_of_more_than_the_article(text: str, expected: bool) -> None:
    attribution = read_attribution(text, None, month_first=False)

    assert attribution is not None
    assert is_dated_sentence(text, attribution) == expected
