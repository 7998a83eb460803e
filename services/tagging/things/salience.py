"""Says how much an article is about each thing that it names."""

from collections.abc import Sequence
from math import log1p

from services.tagging.mentions.spans import VALUES, Found

TITLE_WEIGHT = 0.3
EARLY_WEIGHT = 0.3
COUNT_WEIGHT = 0.4


def salience(mentions: Sequence[Found], label: str, length: int, most: int) -> float:
    """A share in 0..1 from place, title and count; dates and sums are never what it is about.

    ``length`` is that of the body in code points, ``most`` the count of the most named entity.
    """
    if label in VALUES or not mentions:
        return 0.0
    in_title = any(mention.field == "title" for mention in mentions)
    first = min((mention.start for mention in mentions if mention.field == "body"), default=length)
    early = 1.0 if in_title else 1.0 - first / max(length, 1)
    often = log1p(len(mentions)) / log1p(max(most, len(mentions)))
    return round(TITLE_WEIGHT * in_title + EARLY_WEIGHT * early + COUNT_WEIGHT * often, 4)
