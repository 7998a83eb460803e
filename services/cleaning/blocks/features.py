"""Describes each block of a text in numbers, by layout and statistics first and words second."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from services.cleaning.blocks import runs
from services.cleaning.blocks.lines import CJK, Block
from services.cleaning.blocks.phrases import KINDS, LONGEST, kinds_of
from services.cleaning.blocks.surroundings import Matrix, around, neighbours
from services.cleaning.hygiene import words_of

# Words of four letters, or of two where they are not Latin ones, tell what a text is about.
_TELLING = re.compile(r"[^\W\d_]{4,}|[^\W\d_a-z]{2,3}")
# The same of Latin-1, with the signs in it that count as letters: three times as quick.
_TELLING_LATIN = re.compile("[a-zª²³µ¹º¼½¾ß-öø-ÿ]{4,}|[ª²³µ¹º¼½¾ß-öø-ÿ]{2,3}")
_LATIN = re.compile("[\u0000-\u00ff\u2010-\u203a€]*")  # and the usual quotes and dashes
_BULLET = re.compile(r"[*•·▪●◦‣>»+](?=\s|$)")
_NUMBERED = re.compile(r"(?:\d{1,3}[.)]|#\d)(?=\s|$)")
_INNER_END = re.compile(r"[.!?。！？](?=\s?[^\s.!?。！？\d)\]”\"'’»])")
_SEPARATOR = re.compile(r"[|/›>•·»](?:(?<=\|)|(?<=\s.)(?=\s))")
_ADDRESS = re.compile(r"https?:|www\.|\S@\S|(?<!\w)@\w")
_IN_ADDRESSES = ("@", "http", "www.")
_DIGIT = re.compile("[0-9]")
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d\b(?!\.)")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_QUOTES = '"“„«”「'
_OPENING = frozenset("\"“„«»'‘’–—-「『")
_MARKS = {
    "ends_colon": ":：",
    "ends_question": "?!？！",
    "ends_more": "…›»>→",
    "ends_bracket": ")]）】",
}
_MARKED = {
    char: tuple(char in marks for marks in _MARKS.values()) for char in "".join(_MARKS.values())
}
_UNMARKED, _NO_KINDS = (False,) * len(_MARKS), (False,) * len(KINDS)
_SAMPLE = 32  # words: so many tell how many begin with a capital
# An agency's or an archive's name closes a caption or a byline.
_SIGNATURES = """
    getty images reuters afp ap dpa apa epa efe imago shutterstock alamy keystone ansa tass xinhua
    unsplash pexels istock scanpix ntb tt pa zuma bloomberg wikimedia yonhap newsis lusa
    archiv archive handout contributor file 뉴스1 뉴시스 연합뉴스 연합 ロイター 共同 時事
"""
_SIGNED = frozenset(_SIGNATURES.split())
# Readers are spoken to by the page around an article, rarely by the article.
_YOU_WORDS = """
    you your yours we our us my me i sie ihre ihren ihr dein deine du dich wir uns unsere vous
    votre vos nous notre usted su tu tus nosotros nuestro nuestra você seu sua nossa nosso voi tuo
    tua nostro nostra je jouw u uw ons onze du din ditt dina vi vår våra deg dig jer os vores
    sinä vás vaše nás naše ty twój wy wasz nasz вы ваш ваша вас мы наш нас anda kami kita siz bizim
"""
_YOU = frozenset(
    written for you in _YOU_WORDS.split() for written in (you, you.capitalize(), you.upper())
)
_PLAIN = """
    log_words log_chars word_length sentence bullet numbered starts_lower starts_digit starts_quote
    capitals upper digits commas inner_ends broken open_long separator address clock year
    early_colon bracket quote overlap overlap_more slug site short_words you prose tiny small
    repeated_before repeated_after repeated_often inside_neighbour signed_end
"""
_AROUND = """
    before after none_before none_after near_2 near_5 near_10 since_prose until_prose mass share
"""
PLAIN = (*_PLAIN.split(), *_MARKS, *(f"kind_{kind}" for kind in KINDS))
_SHARED = "log_words sentence bullet capitals overlap slug prose tiny small clock year you"
SHARED = (*_SHARED.split(), *(f"kind_{kind}" for kind in KINDS))
REACH = 3
NAMES = (
    *PLAIN,
    *_AROUND.split(),
    *runs.NAMES,
    *(f"{name}@{step:+d}" for step in range(-REACH, REACH + 1) if step for name in SHARED),
)
_SHARED_AT = [PLAIN.index(name) for name in SHARED]
_OVERLAP_AT, _COLON_AT = PLAIN.index("overlap"), PLAIN.index("ends_colon")
_PROSE_AT, _WORDS_AT = PLAIN.index("prose"), PLAIN.index("log_words")


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of the page from outside: the words of its address, the name of its site."""

    slug: frozenset[str] = frozenset()
    site: str | None = None


def describe(blocks: Sequence[Block], setting: Setting) -> Matrix:
    """One row of ``NAMES`` for each block."""
    page = _Page(blocks, setting)
    plain = np.array([page.describe(i) for i in range(len(blocks))], dtype=float)
    plain = plain.reshape(len(blocks), len(PLAIN))
    prose = plain[:, _PROSE_AT]
    near = around(prose, np.expm1(plain[:, _WORDS_AT]))
    kinds = plain[:, -len(KINDS) :].max(axis=1)
    run = runs.runs(blocks, plain[:, _OVERLAP_AT], plain[:, _COLON_AT], kinds)
    return np.concatenate([plain, near, run, *neighbours(plain[:, _SHARED_AT], REACH)], axis=1)


def telling_words(text: str) -> list[str]:
    """The longer words of a text, lower case; pairs of characters where words are not spaced."""
    if _LATIN.fullmatch(text):
        return _TELLING_LATIN.findall(text.lower())
    unspaced = CJK.findall(text)
    if len(unspaced) > len(text) / 3:
        run = "".join(unspaced)
        return [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    return _TELLING.findall(text.lower())


class _Page:
    """The blocks of a page, counted, so that each can be compared with the others."""

    def __init__(self, blocks: Sequence[Block], setting: Setting) -> None:
        self.blocks = blocks
        self.setting = setting
        self.words = [telling_words(block.text) for block in blocks]
        self.telling = list(map(set, self.words))
        once: set[str] = set()
        twice: set[str] = set()
        thrice: set[str] = set()
        for block, telling in zip(blocks, self.telling, strict=True):
            if block.is_prose:
                thrice |= twice & telling
                twice |= once & telling
                once |= telling
        self.in_prose = (once, twice, thrice)  # words in as many blocks of prose or more
        self.times = Counter(block.text for block in blocks)
        self.seen: Counter[str] = Counter()

    def describe(self, i: int) -> list[float]:
        block, telling = self.blocks[i], self.telling[i]
        text, weight, sentence, prose = block.text, block.weight, block.is_sentence, block.is_prose
        short, head = len(text) <= LONGEST, text[:LONGEST]
        tokens = head.split()
        initials = [token[0] for token in tokens[:_SAMPLE]]
        many, unlike = max(1.0, weight), max(1, len(telling))
        inner = len(_INNER_END.findall(head))
        digits = len(_DIGIT.findall(head))
        kinds = kinds_of(text)
        times, before = self.times[text], 0
        if times > 1:
            before = self.seen[text]
            self.seen[text] += 1
        last, first = text[-1:], text[:1]
        return [
            math.log1p(weight),
            math.log1p(len(text)),
            min(len(text) / many / 10, 3.0),
            sentence,
            _BULLET.match(text) is not None,
            _NUMBERED.match(text) is not None,
            first.islower(),
            first.isdigit(),
            first in _OPENING,
            sum(map(str.isupper, initials)) / max(1, sum(map(str.isalpha, initials))),
            sum(map(str.isupper, tokens)) / many if short else 0.0,
            min(5 * digits / len(head), 1.0),
            min(head.count(",") + head.count("、"), 5) / 5,
            min(inner, 6) / 6,
            inner > 0 and not sentence,
            weight >= 12 and not sentence,
            short and _SEPARATOR.search(text) is not None,
            short
            and any(map(text.__contains__, _IN_ADDRESSES))
            and _ADDRESS.search(text) is not None,
            short and digits > 2 and _CLOCK.search(text) is not None,
            short and digits > 3 and _YEAR.search(text) is not None,
            ":" in text[:40],
            "(" in head,
            any(map(head.__contains__, _QUOTES)),
            len(telling & self.in_prose[prose]) / unlike,
            len(telling & self.in_prose[prose + 1]) / unlike,
            len(telling & self.setting.slug) / unlike,
            short
            and self.setting.site is not None
            and self.setting.site in text.lower().replace(" ", ""),
            1 - min(1.0, len(self.words[i]) / many),
            5 * min(1.0, len(set(map(str.lower, _YOU.intersection(tokens)))) / many),
            prose,
            weight <= 2,
            weight <= 5,
            before > 0,
            times - before > 1,
            times > 2,
            times == 1 and self._inside_neighbour(i),
            not _SIGNED.isdisjoint(words_of(text[-24:])[-3:]),
            *_MARKED.get(last, _UNMARKED),
            *([kind in kinds for kind in KINDS] if kinds else _NO_KINDS),
        ]

    def _inside_neighbour(self, i: int) -> bool:
        """Whether the block beside it says the same and more: a caption, a trail to a headline."""
        text = self.blocks[i].text[:80]
        return len(text) > 20 and any(
            text in self.blocks[j].text for j in (i - 1, i + 1) if 0 <= j < len(self.blocks)
        )
