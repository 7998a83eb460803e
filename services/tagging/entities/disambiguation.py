"""Weighs what a name may mean by what the article says besides; unsure means nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from services.tagging.kb.entry import KbEntry
from services.tagging.kb.pack import Sense
from services.tagging.mentions.boundaries import Field
from services.tagging.mentions.sports_teams import WORD, Sport, sport_of, words_of
from services.tagging.names import SMALL_WORDS, normalise

USUAL, NEAR, NAMED, SPORT, TYPED = 0.3, 0.3, 0.6, 0.3, 0.5
"""What it adds to a thing's prior that the name is its usual one, that it is of a country which
the article names, that the rest of its usual name is in the article too, that it is a team of the
article's sport, and that it is of the mention's type (0.3 more is thirty times as well known)."""

UNSAID = 0.05
"""What each word of its usual name takes off that is not in the article."""

UNKNOWN_PRIOR = 0.5
MARGIN = 0.04
"""So much likelier than the next a thing must be, or nothing is linked."""

STEM = 5
"""Letters that a place and the word for its people share."""

MAY_BE = {
    "GPE": {"GPE", "LOC", "FAC"},
    "LOC": {"LOC", "GPE", "FAC"},
    "FAC": {"FAC", "LOC", "GPE", "ORG"},
    "NORP": {"NORP", "GPE", "LOC"},
    "ORG": {"ORG"},
}


@dataclass(frozen=True)
class ArticleContext:
    """What an article says besides a name. ``countries`` are the codes of those that it names,
    ``people`` the fields and ends of mentions of persons."""

    texts: Mapping[Field, str]
    countries: frozenset[str] = frozenset()
    people: frozenset[tuple[Field, int]] = frozenset()

    @cached_property
    def words(self) -> frozenset[str]:
        """Its words, without accents or case."""
        return words_of(self.texts)

    @cached_property
    def sport(self) -> Sport | None:
        """The sport that it is about, if it is one that teams play."""
        return sport_of(self.texts, self.words)


def is_of_type(known: KbEntry, label: str | None) -> bool:
    """Whether a mention of this type may mean it."""
    return known.type in MAY_BE.get(label or "", {label})


def teams(senses: Sequence[Sense]) -> list[Sense]:
    """Those that may be teams. Packs that tell no kinds say no more of a team than that it is an
    organisation."""
    return [
        one
        for one in senses
        if one.thing.kind == "team" or (one.thing.kind is None and one.thing.type == "ORG")
    ]


def likeliest(
    senses: Sequence[Sense], key: str, context: ArticleContext, label: str | None = None
) -> KbEntry | None:
    """The thing that is likelier than all others by ``MARGIN``; ``label`` is the mention's type."""
    if len(senses) < 2:
        return senses[0].thing if senses else None
    weighed = sorted(
        ((_weight(one, key, context, label), one.thing.id, one.thing) for one in senses),
        reverse=True,
    )
    return weighed[0][2] if weighed[0][0] - weighed[1][0] >= MARGIN else None


def has_context_support(sense: Sense, key: str, context: ArticleContext) -> bool:
    """Whether the rest of a fuller name is in the article, or it is a team of its sport."""
    if _is_of_sport(sense.thing, context):
        return True
    return not sense.usual and _others(sense.thing, key) <= context.words


def _weight(sense: Sense, key: str, context: ArticleContext, label: str | None) -> float:
    known = sense.thing
    others = _others(known, key)
    weight = UNKNOWN_PRIOR if known.prior is None else known.prior
    weight += NEAR * (known.country in context.countries)
    weight += TYPED * is_of_type(known, label)
    weight += SPORT * _is_of_sport(known, context)
    if sense.usual or not others:
        return weight + USUAL
    said = len(others & context.words)
    return weight + NAMED * said / len(others) - UNSAID * (len(others) - said)


def _others(known: KbEntry, key: str) -> set[str]:
    """The words of its usual name that are not in this name of it: none of ``Europe`` are not in
    ``European``."""
    own = set(WORD.findall(normalise(known.name))) - SMALL_WORDS - set(WORD.findall(key))
    return {word for word in own if len(word) < STEM or not key.startswith(word[:STEM])}


def _is_of_sport(known: KbEntry, context: ArticleContext) -> bool:
    if context.sport is None:
        return False
    own = WORD.findall(normalise(known.name))
    return not (context.sport.teams | context.sport.names).isdisjoint(own)
