"""Tells a sentence that ends in a date from a line that says when an article appeared."""

from services.cleaning.attribution.attribution_lines import Attribution
from services.cleaning.attribution.date_words import PUBLISHED, UPDATED
from services.cleaning.lines.split import count_words, ends_sentence

# Set by hand; measured with `wireroom eval cleaning`.
_MIN_WORDS, _MIN_OTHER_WORDS = 6, 3  # of the sentence, and of it without its date


def is_dated_sentence(text: str, attribution: Attribution) -> bool:
    """Whether a line such as `The trial resumes on 3 May 2019.` tells of more than the article.

    `First published on 3 May 2019.` does not.
    """
    return (
        attribution.byline is None
        and attribution.other_words >= _MIN_OTHER_WORDS
        and ends_sentence(text)
        and count_words(text) >= _MIN_WORDS
        and not (PUBLISHED.search(text) or UPDATED.search(text))
    )
