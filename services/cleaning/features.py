"""Describes each block of a text in numbers, by layout and statistics first and words second."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.cleaning.lines import CJK, Block
from services.cleaning.phrases import KINDS, kinds_of

Matrix = NDArray[np.float64]

_WORD = re.compile(r"\w+")
_BULLET = re.compile(r"[*•·▪●◦‣>»+](?=\s|$)")
_NUMBERED = re.compile(r"(?:\d{1,3}[.)]|#\d)(?=\s|$)")
_INNER_END = re.compile(r"[.!?。！？](?=\s?[^\s.!?。！？\d)\]”\"'’»])")
_GLUED = re.compile(r"[^\W\d_A-Z][.!?)]?(?=[A-ZÀ-ÖØ-ÞА-Я][a-zà-öø-ÿа-я])")
_SEPARATOR = re.compile(r"\s[|/›>•·»]\s|\|")
_ADDRESS = re.compile(r"https?:|www\.|\S@\S|(?<!\w)@\w")
_DIGIT = re.compile(r"\d")
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d\b(?!\.)")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_QUOTE = re.compile('["“„«”「]')
_OPENING = frozenset("\"“„«»'‘’–—-「『")
_MARKS = {
    "ends_colon": ":：",
    "ends_question": "?!？！",
    "ends_more": "…›»>→",
    "ends_bracket": ")]）】",
}
# An agency's or an archive's name closes a caption or a byline.
_SIGNATURES = """
    getty images reuters afp ap dpa apa epa efe imago shutterstock alamy keystone ansa tass xinhua
    unsplash pexels istock scanpix ntb tt pa ap/afp zuma bloomberg wikimedia yonhap newsis lusa
    archiv archive handout contributor file 뉴스1 뉴시스 연합뉴스 연합 ロイター 共同 時事
"""
SIGNED = re.compile(
    rf"(?:\b(?:{'|'.join(_SIGNATURES.split())})\b|[＝=]ＡＰ)[\w\s/.-]{{0,16}}[)\]]?$",
    re.IGNORECASE,
)
# Readers are spoken to by the page around an article, rarely by the article.
_YOU_WORDS = """
    you your yours we our us my me i sie ihre ihren ihr dein deine du dich wir uns unsere vous
    votre vos nous notre usted su tu tus nosotros nuestro nuestra você seu sua nossa nosso voi tuo
    tua nostro nostra je jouw u uw ons onze du din ditt dina vi vår våra deg dig jer os vores
    sinä vás vaše nás naše ty twój wy wasz nasz вы ваш ваша вас мы наш нас anda kami kita siz bizim
"""
_YOU = frozenset(_YOU_WORDS.split())
_PLAIN = """
    log_words log_chars word_length sentence bullet numbered starts_lower starts_digit starts_quote
    capitals upper digits commas inner_ends broken open_long glued separator address clock year
    early_colon bracket quote overlap overlap_more slug site short_words you prose tiny small
    repeated_before repeated_after repeated_often inside_neighbour signed_end
"""
_AROUND = """
    before after none_before none_after near_2 near_5 near_10 since_prose until_prose mass share
"""
PLAIN = (*_PLAIN.split(), *_MARKS, *(f"kind_{kind}" for kind in KINDS))
AROUND = tuple(_AROUND.split())
_SHARED = """
    log_words sentence bullet capitals overlap slug prose tiny small clock year you glued
"""
SHARED = (*_SHARED.split(), *(f"kind_{kind}" for kind in KINDS))
REACH = 3
NAMES = (
    *PLAIN,
    *AROUND,
    *(f"{name}@{step:+d}" for step in range(-REACH, REACH + 1) if step for name in SHARED),
)
_SHARED_AT = [PLAIN.index(name) for name in SHARED]
_PROSE_AT, _WORDS_AT = PLAIN.index("prose"), PLAIN.index("log_words")
_ENOUGH_MASS = 2000.0  # words of prose: more of it says nothing new


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of the page from outside: the words of its address, the name of its site."""

    slug: frozenset[str] = frozenset()
    site: str | None = None


def describe(blocks: Sequence[Block], setting: Setting) -> Matrix:
    """One row of ``NAMES`` for each block."""
    page = _Page(blocks, setting)
    plain = np.array([page.describe(i) for i in range(len(blocks))])
    plain = plain.reshape(len(blocks), len(PLAIN))
    around = _around(plain[:, _PROSE_AT], np.expm1(plain[:, _WORDS_AT]))
    shared = plain[:, _SHARED_AT]
    steps = [_shift(shared, step) for step in range(-REACH, REACH + 1) if step]
    return np.concatenate([plain, around, *steps], axis=1)


def words_of(text: str) -> list[str]:
    """The words of a text, lower case; pairs of characters where words are not spaced."""
    unspaced = [] if text.isascii() else CJK.findall(text)
    if len(unspaced) > len(text) / 3:
        run = "".join(unspaced)
        return [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    return _WORD.findall(text.lower())


class _Page:
    """The blocks of a page, counted, so that each can be compared with the others."""

    def __init__(self, blocks: Sequence[Block], setting: Setting) -> None:
        self.blocks = blocks
        self.setting = setting
        self.words = [words_of(block.text) for block in blocks]
        self.telling = [
            {word for word in words if len(word) > 3 or not word.isascii()} for words in self.words
        ]
        self.in_prose = Counter(
            word
            for block, words in zip(blocks, self.telling, strict=True)
            if block.is_prose
            for word in words
        )
        self.times = Counter(block.text for block in blocks)
        self.seen: Counter[str] = Counter()

    def describe(self, i: int) -> list[float]:
        block, words, telling = self.blocks[i], self.words[i], self.telling[i]
        text = block.text
        initials = [token for token in text.split() if token[0].isalpha()]
        many = max(1, len(words))
        own = int(block.is_prose)
        inner = len(_INNER_END.findall(text))
        kinds = kinds_of(text)
        before = self.seen[text]
        self.seen[text] += 1
        last = text[-1:]
        return [
            math.log1p(block.weight),
            math.log1p(len(text)),
            min(len(text) / many / 10, 3.0),
            block.is_sentence,
            _BULLET.match(text) is not None,
            _NUMBERED.match(text) is not None,
            text[:1].islower(),
            text[:1].isdigit(),
            text[:1] in _OPENING,
            _share(sum(token[0].isupper() for token in initials), len(initials)),
            _share(sum(token.isupper() and len(token) > 1 for token in initials), len(initials)),
            min(5 * _share(len(_DIGIT.findall(text)), len(text)), 1.0),
            min(text.count(",") + text.count("、"), 5) / 5,
            min(inner, 6) / 6,
            inner > 0 and not block.is_sentence,
            block.weight >= 12 and not block.is_sentence,
            min(len(_GLUED.findall(text)), 3) / 3,
            _SEPARATOR.search(text) is not None,
            _ADDRESS.search(text) is not None,
            _CLOCK.search(text) is not None,
            _YEAR.search(text) is not None,
            ":" in text[:40],
            "(" in text,
            _QUOTE.search(text) is not None,
            _share(sum(self.in_prose[word] > own for word in telling), len(telling)),
            _share(sum(self.in_prose[word] > own + 1 for word in telling), len(telling)),
            _share(len(telling & self.setting.slug), len(telling)),
            self.setting.site is not None and self.setting.site in text.lower().replace(" ", ""),
            _share(sum(len(word) < 4 for word in words), many),
            _share(sum(word in _YOU for word in words), many) * 5,
            block.is_prose,
            many <= 2,
            many <= 5,
            before > 0,
            self.times[text] - before > 1,
            self.times[text] > 2,
            self._inside_neighbour(i),
            SIGNED.search(text[-48:]) is not None,
            *(last in marks for marks in _MARKS.values()),
            *(kind in kinds for kind in KINDS),
        ]

    def _inside_neighbour(self, i: int) -> bool:
        """Whether the block beside it says the same and more: a caption with its credit."""
        text = self.blocks[i].text[:80]
        return len(text) > 20 and any(
            text in self.blocks[j].text for j in (i - 1, i + 1) if 0 <= j < len(self.blocks)
        )


def _share(some: float, of: float) -> float:
    return some / of if of else 0.0


def _around(prose: Matrix, weight: Matrix) -> Matrix:
    """How much prose stands before, after and near each block."""
    n = len(prose)
    at = np.arange(n)
    mass = prose * weight
    total = max(mass.sum(), 1.0)
    before = (np.cumsum(mass) - mass) / total
    after = 1 - np.cumsum(mass) / total
    count = np.concatenate([[0.0], np.cumsum(prose)])
    near = [
        (count[np.minimum(n, at + k + 1)] - count[np.maximum(0, at - k)] - prose) / (2 * k)
        for k in (2, 5, 10)
    ]
    last = np.maximum.accumulate(np.where(prose > 0, at, -9)) if n else at
    since = np.minimum(at - np.concatenate([[-9], last[:-1]]), 9) / 9 if n else at
    turned = prose[::-1]
    last = np.maximum.accumulate(np.where(turned > 0, at, -9)) if n else at
    until = (np.minimum(at - np.concatenate([[-9], last[:-1]]), 9) / 9)[::-1] if n else at
    return np.stack(
        [
            before,
            after,
            before <= 1e-9,
            after <= 1e-9,
            *near,
            since,
            until,
            np.full(n, min(total, _ENOUGH_MASS) / _ENOUGH_MASS),
            np.full(n, prose.mean() if n else 0.0),
        ],
        axis=1,
    )


def _shift(rows: Matrix, step: int) -> Matrix:
    """The rows ``step`` blocks further on; beyond the ends stands a row like no other."""
    shifted = np.full_like(rows, -0.5)
    if step > 0:
        shifted[:-step] = rows[step:] if step < len(rows) else shifted[:-step]
    else:
        shifted[-step:] = rows[:step] if -step < len(rows) else shifted[-step:]
    return shifted
