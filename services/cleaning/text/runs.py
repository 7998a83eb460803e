"""Finds runs of lines that belong together: key points above a body, and speeches."""

import re
from collections import Counter
from collections.abc import Container, Sequence, Set

from services.cleaning.language_words import WORDS, any_of
from services.cleaning.lines.arrays import Vector
from services.cleaning.lines.classifier import body_start
from services.cleaning.lines.split import Block
from services.cleaning.text.clean_body import Kinds

BULLET = re.compile(r"(?:[*•·▪●◦‣–✓✔→►➤-]|\d{1,2}[.)])\s")
KEY_POINTS = re.compile(rf"{any_of(WORDS['lines.key_points'])}\s?[:：]?", re.IGNORECASE)
_CAPITAL = r"[^\W\d_a-zà-ÿа-я]"
_SPEAKER = re.compile(
    rf"(?:({_CAPITAL}[^\s:：]*(?:\s{_CAPITAL}[^\s:：]*){{0,5}})(?:\s[^.:：]{{1,30}})?(?::(?=\s|$)|：)"
    r"|(Q)[.:]?\s)"
)
_TITLE_BEHIND = re.compile(r"[,(].*")

# Set by hand; measured with `wireroom eval cleaning`.
_DOUBTFUL = 0.4  # probability of being body, on average, for points on a page
_OTHERS = 2  # lines above the body of a text that is no page: headline, section or label
_WORDS_OF_POINT = 3  # words of a key point on average; entries of menus have fewer
_LEAST_SPEECHES, _LEAST_SPEAKERS = 4, 2
_SHARE = 0.5  # of the blocks from the first speech to the last
_LABEL = 80  # characters at a line's start that may name its speaker
_REPEATED = 2  # times that a speaker speaks


def entries(blocks: Sequence[Block], told: Set[int]) -> frozenset[int]:
    """The lines of lists: ``told`` and those with a bullet, two or more in a row."""
    marked = {i for i, block in enumerate(blocks) if i in told or BULLET.match(block.text)}
    return frozenset(i for i in marked if {i - 1, i + 1} & marked)


def key_points(
    blocks: Sequence[Block],
    kinds: Kinds,
    listed: Set[int],
    body: Vector,
    title: int | None,
    attributed: Container[int],
    *,
    is_body: bool,
) -> Sequence[int]:
    """The lines of a summary between the headline and the body.

    Nothing but lines that are ``attributed``, and so say who or when, stands between them and the
    body. ``listed`` are the entries of lists; a label such as `Key points` tells them too. ``body``
    is each block's probability of being body; ``is_body`` says that the text is nothing else.
    """
    start = body_start(body)
    first = 0 if title is None else title + 1
    labels = [i for i in range(first, start) if KEY_POINTS.fullmatch(blocks[i].text)]
    found = []
    for i in range(start - 1, first - 1, -1):
        if i in attributed:
            continue
        if i not in listed and not (labels and i > labels[-1]):
            break
        found.append(i)
    others = sum(i not in attributed for i in range(start)) - len(found)
    is_page = others > _OTHERS or (title is None and not is_body)
    is_menu = (
        any(kinds[i] for i in found)
        or sum(blocks[i].words for i in found) < _WORDS_OF_POINT * len(found)
        or (is_page and body[found].sum() < _DOUBTFUL * len(found))
    )
    is_head = title is not None or (found and found[-1] <= 1)  # a label may stand above
    return found if is_head and not is_menu else []


def speeches(blocks: Sequence[Block]) -> range:
    """From the first to the last block that begins with a speaker's name, in a transcript.

    The first says a sentence, unlike a line such as `Byline: A. Name`.
    """
    spoken = {}
    for i, block in enumerate(blocks):
        if found := _SPEAKER.match(block.text[:_LABEL]):
            spoken[i] = _TITLE_BEHIND.sub("", found[1] or found[2]).split()[-1:]
    times = Counter(map(str, spoken.values()))
    again = [i for i, speaker in spoken.items() if times[str(speaker)] >= _REPEATED]
    if len(again) < _LEAST_SPEECHES or len({str(spoken[i]) for i in again}) < _LEAST_SPEAKERS:
        return range(0)
    first = min(i for i in spoken if i in again or blocks[i].is_sentence)
    found_in = range(first, max(again) + 1)
    return found_in if len(again) >= _SHARE * len(found_in) else range(0)
