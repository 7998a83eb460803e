"""Chooses author and dates of a text among its attributions: the explicit, then the nearest."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from schemas.articles import Author, Span
from services.cleaning.attribution import author_notes
from services.cleaning.attribution.attribution_lines import Attribution, without_dates
from services.cleaning.attribution.byline import Byline, newsroom, without_by
from services.cleaning.attribution.date_words import PUBLISHED
from services.cleaning.attribution.dates import RELATIVE_DATE, FoundDate, Precision
from services.cleaning.finding import Finding
from services.cleaning.lines.split import Block
from services.cleaning.text_normalisation import spaceless_key

# Distances and confidences are set by hand. `wireroom eval cleaning` prints for each tenth of
# confidence how often answers are right.
_NEAR = 4  # blocks below a headline in which a mere name is likely the author's
_CLOSE = 8  # blocks between a headline and its date, as a rule
_LONG = 4  # letters of a word that is hardly a name's by chance
_MAX_AGENCY = 12  # words of a line with an agency and a date
_LABEL_REACH = 20  # characters from a label to its date
_MIN_CONFIDENCE = 0.4  # with less, a name is taken for someone else's
_MARKED = 0.85  # of authors in a line that calls itself a byline
_NEAR_DATED, _NEAR_ALONE = 0.75, 0.65  # of a mere name near the headline, by a date or not
_FAR_DATED, _FAR_ALONE = 0.5, 0.3  # of a mere name elsewhere
_AGENCY, _NOTE = 0.55, 0.6  # of an agency that signs, and of whom a note at the end presents
_DATE, _RELATIVE_DATE, _FAR_DATE = 0.9, 0.75, 0.65
_MODIFIED, _DATE_OF_UPDATE = 0.8, 0.6


class ChosenAttribution(NamedTuple):
    """The chosen author and dates. Spans lie in the raw text."""

    authors: Finding[tuple[Author, ...]] | None
    published: Finding[tuple[str, Precision]] | None
    modified: Finding[str] | None


def choose(
    blocks: Sequence[Block],
    attributions: Mapping[int, Attribution],
    title: int,
    end: int,
    prose: str,
    site: str | None = None,
) -> ChosenAttribution:
    """The authors and dates of the article between the blocks ``title`` and ``end``.

    A line that says nothing else goes first. Then the order is: below the headline, above it, below
    the body. ``prose`` is the body, ``site`` the site's name in lower case without spaces.
    """

    def order(i: int) -> tuple[bool, int, int]:
        place = 1 if i < title else 0 if i < end else 2
        return not attributions[i].stands_alone, place, abs(i - title)

    placed = sorted(attributions, key=order)
    named = [
        (_author_confidence(attributions, i, one, title), -rank, i, one)
        for rank, i in enumerate(placed)
        if (one := attributions[i].byline) and can_be_author(one, prose)
    ]
    dated = [(i, one) for i in placed for one in _own_dates(attributions[i], blocks[i].text)]
    dated.sort(key=lambda pair: pair[1].is_relative)
    authors = None
    if named and max(one[0] for one in named) >= _MIN_CONFIDENCE:
        confidence, _, i, byline = max(named, key=lambda one: one[:3])
        authors = Finding(
            _authors_of(byline, blocks[i], site), "byline", confidence, _span(blocks[i])
        )
    if authors is None:
        authors = _agency(blocks, attributions, title) or _noted(blocks[title + 1 :])
    modified = next(
        (
            Finding(one.value, one.method, _MODIFIED, _span(blocks[i]))
            for i, one in dated
            if one.is_update
        ),
        None,
    )
    published = next(
        (_published(one, blocks[i], abs(i - title)) for i, one in dated if not one.is_update), None
    )
    if published is None and modified is not None:
        published = Finding(
            (modified.value[:10], "day"),
            RELATIVE_DATE if modified.method == RELATIVE_DATE else "date_of_update",
            _DATE_OF_UPDATE,
            modified.span,
        )
    return ChosenAttribution(authors, published, modified)


def _agency(
    blocks: Sequence[Block], attributions: Mapping[int, Attribution], title: int
) -> Finding[tuple[Author, ...]] | None:
    """The agency that signs one of the blocks below a headline."""
    for i in range(title + 1, min(len(blocks), title + 1 + _NEAR)):
        if blocks[i].words <= _MAX_AGENCY:
            beside = (attributions.get(place) for place in (i - 1, i, i + 1))
            dated = any(one.dates for one in beside if one)
            if named := newsroom(without_dates(blocks[i].text), is_dated=dated):
                return Finding(named, "agency_below_title", _AGENCY, _span(blocks[i]))
    return None


def _noted(blocks: Sequence[Block]) -> Finding[tuple[Author, ...]] | None:
    """The author whom a note below the body presents."""
    note = author_notes.find([block.text for block in blocks])
    return Finding(note[1], "author_note", _NOTE, _span(blocks[note[0]])) if note else None


def _published(one: FoundDate, block: Block, distance: int) -> Finding[tuple[str, Precision]]:
    confidence = _RELATIVE_DATE if one.is_relative else _DATE
    confidence = _FAR_DATE if distance > _CLOSE else confidence
    return Finding((one.value, one.precision), one.method, confidence, _span(block))


def _own_dates(attribution: Attribution, text: str) -> Iterator[FoundDate]:
    """The article's own dates in a line, unlike that of a caption that ends with one."""
    for one in attribution.dates:
        is_byline = attribution.byline is not None and attribution.byline.is_marked
        if (
            attribution.stands_alone
            or is_byline
            or PUBLISHED.search(text[: one.start][-_LABEL_REACH:])
        ):
            yield one


def _author_confidence(
    attributions: Mapping[int, Attribution], i: int, byline: Byline, title: int
) -> float:
    """Probability that those named in block ``i`` are the authors."""
    if byline.is_marked:
        return _MARKED
    dated = any(place in attributions and attributions[place].dates for place in (i - 1, i, i + 1))
    if title < i <= title + _NEAR:
        return _NEAR_DATED if dated else _NEAR_ALONE
    return _FAR_DATED if dated else _FAR_ALONE


def can_be_author(named: Byline, prose: str) -> bool:
    """Whether those named may be the authors of the body ``prose``.

    A line that calls itself a byline always may. Else, a name of which the body has a word is
    someone in the news, and words that the body writes small (`More Stories`) are no name.
    """
    if named.is_marked:
        return True
    if any(author.name in prose for author in named.authors):
        return False
    words = [word for author in named.authors for word in author.name.split()]
    return not any(
        word != word.lower()
        and (
            _contains_word(word.lower(), prose)
            or (len(word) >= _LONG and _contains_word(word, prose))
        )
        for word in words
    )


def _contains_word(word: str, prose: str) -> bool:
    """Whether ``word`` stands in ``prose`` as a word of its own."""
    at = prose.find(word)
    while at >= 0:
        end = at + len(word)
        if not (prose[at - 1 : at].isalnum() or prose[end : end + 1].isalnum()):
            return True
        at = prose.find(word, end)
    return False


def _authors_of(byline: Byline, block: Block, site: str | None) -> tuple[Author, ...]:
    """The authors; where the site itself is one of them, the credit as it is written."""
    if site and any(spaceless_key(author.name) == site for author in byline.authors):
        return (Author(name=without_by(block.text), role=None),)
    return byline.authors


def _span(block: Block) -> Span:
    return Span(start=block.start, end=block.end)
