"""Tells a sentence that happens to hold a set phrase from a line of the page around an article."""

import re

from services.cleaning.language_words import WORDS
from services.cleaning.lines.boilerplate_phrases import has_picture_credit, kinds_of
from services.cleaning.lines.split import Block
from services.cleaning.text_normalisation import words_of

# Set by hand; measured with `wireroom eval cleaning`.
_SENTENCE = 6  # words of a sentence
_CREDIT = 6  # words of a sentence at a caption's end that names the picture's source
_MAX_LABEL, _LABEL = 40, 3  # characters and words of a label before a colon

_IN_SENTENCES = frozenset(("newsletter", "donation", "related", "caption"))
"""Kinds of piece whose phrases stand in sentences of articles too."""

_ASKED = WORDS["lines.asks_readers"]
_VERBS = frozenset(word[1:] for word in _ASKED if word.startswith("^"))
_ADDRESS = frozenset(word for word in _ASKED if not word.startswith("^"))
_QUOTED = re.compile('“[^”]*”|„[^“”]*[“”]|«[^»]*»|»[^«]*«|「[^」]*」|"[^"]*"')
_SENTENCE_BREAK = re.compile(r"(?<=[.!?…])['\"”»)]*\s+|\s[–—|]\s|:\s")
_WORD = re.compile(r"[^\W\d_]+")


def is_page_line(block: Block, kinds: frozenset[str]) -> bool:
    """Whether a line belongs to the page, by its set phrases; a sentence of prose never does."""
    return bool(kinds) and not _is_prose(block, kinds)


def leads_away(text: str) -> bool:
    """The same of a line that stands among paragraphs: also where a sentence asks its readers.

    `Sign up for the newsletter that our readers love.` does so, and so does a caption that ends
    in the name of its source.
    """
    kinds = kinds_of(text)
    if not kinds:
        return False
    if not _is_prose(Block.of(text), kinds):
        return True
    return not kinds.isdisjoint(_IN_SENTENCES) and (
        asks_readers(text) or _has_label(text) or ("caption" in kinds and _names_source(text))
    )


def asks_readers(text: str) -> bool:
    """Whether a line, quotations aside, speaks to its readers or begins with a request."""
    for sentence in _SENTENCE_BREAK.split(_QUOTED.sub(" ", text)):
        first, *others = _WORD.findall(sentence) or [""]
        begin, two_words = first.lower(), " ".join([first, *others[:1]]).lower()
        is_name = len(first) > 1 and first.isupper()  # `US officials`
        if (
            not _VERBS.isdisjoint((begin, two_words))
            or (begin in _ADDRESS and not is_name)
            or not _ADDRESS.isdisjoint(others)
        ):
            return True
    return False


def _is_prose(block: Block, kinds: frozenset[str]) -> bool:
    return block.is_prose or (
        kinds <= _IN_SENTENCES
        and block.is_sentence
        and block.words >= _SENTENCE
        and not asks_readers(block.text)
        and not _has_label(block.text)
        and not _names_source(block.text)
    )


def _has_label(text: str) -> bool:
    """Whether a line begins with a set phrase and a colon: `Watch: The ramp bends.`"""
    label, colon, _ = text[:_MAX_LABEL].partition(":")
    return bool(colon) and len(words_of(label)) <= _LABEL and bool(kinds_of(label))


def _names_source(text: str) -> bool:
    """Whether a line ends in the name of a picture's source."""
    last = _SENTENCE_BREAK.split(text.rstrip())[-1]
    return has_picture_credit(text) or (
        len(words_of(last)) < _CREDIT and "caption" in kinds_of(last)
    )
