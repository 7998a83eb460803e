"""Tells spans that name nothing where they stand: ``a Turkey dinner``, ``Mark your calendar``."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from services.tagging.mentions.boundaries import NAME_LABELS, Field, Span
from services.tagging.mentions.sports_teams import sport_of, words_of
from services.tagging.names import any_of, table, word_list

_SENTENCE_BEGINS = re.compile(r"(?:^|\n|[.!?:;][”\"’']? |[“\"‘])$")
_VERBS = word_list("sentence_verbs")
_OBJECT = re.compile(
    r" (?:your|my|the|an?|it|them|this|that|these|those|him|her|us|me|his|its|up|down|out|off"
    r"|for|of|to)\b"
)
_GROUPS = word_list("plural_groups")
_GENERIC = word_list("bare_bodies")


def _behind(listed: str) -> re.Pattern[str]:
    """What may stand behind a word, as ``data/goods_by_place.tsv`` has it."""
    words = any_of(listed.replace("_", " ").split(" ")).replace(r"\*", "[a-z]*")
    return re.compile(rf"[ -]{words}(?!\w)")


_GOODS = {word: _behind(listed) for word, listed in table("goods_by_place")}


def without_no_names(texts: Mapping[Field, str], spans: Iterable[Span]) -> list[Span]:
    """The spans in order, without those that name nothing."""
    article = _Article(texts)
    return [
        one
        for one in spans
        if one.label not in NAME_LABELS or not _is_no_name(article, texts[one.field], one)
    ]


class _Article:
    """What is asked of a whole article, each once at most."""

    def __init__(self, texts: Mapping[Field, str]) -> None:
        self._texts = texts
        self._longer: dict[str, bool] = {}

    @cached_property
    def is_about_team_sport(self) -> bool:
        return sport_of(self._texts, words_of(self._texts)) is not None

    def has_longer(self, name: str) -> bool:
        """Whether a longer name ends in this word, or begins with it."""
        if name not in self._longer:
            longer = re.compile(
                rf"[A-ZÀ-Þ][\w’'&-]{{1,30}}(?<!\bThe) {name}\b|\b{name} (?:of|for|on|to) "
            )
            self._longer[name] = any(map(longer.search, self._texts.values()))
        return self._longer[name]


def _is_no_name(article: _Article, text: str, span: Span) -> bool:
    name = text[span.start : span.end]
    key = name.casefold()
    if key in _GOODS and _GOODS[key].match(text, span.end):
        return True
    if key in _GENERIC and name.istitle():
        return not article.has_longer(name)
    if not _SENTENCE_BEGINS.search(text, max(0, span.start - 4), span.start):
        return False
    if key in _GROUPS:
        # "Rangers" is a team there.
        return not article.is_about_team_sport
    return key in _VERBS and bool(_OBJECT.match(text, span.end))
