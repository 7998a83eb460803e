"""Weighs what a name may mean by what the article says besides; unsure means nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from services.tagging.kb.format import Known
from services.tagging.kb.pack import Sense
from services.tagging.names import SMALL_WORDS, fold
from services.tagging.spans import Field
from services.tagging.teams import WORD, Sport, sport_of, words_of

USUAL, NEAR, NAMED, SPORT = 0.3, 0.3, 0.6, 0.3
"""What it adds to a thing's prior that the name is its usual one, that it is of a country which
the article names, that the rest of its usual name is in the article too, and that it is a team of
the article's sport (0.3 more is thirty times as well known)."""

UNKNOWN_PRIOR = 0.5
MARGIN = 0.15
"""So much likelier than the next a thing must be, or nothing is linked."""

LEAST_STEM = 5
"""Letters that a place and the word for its people share."""

MAY_BE = {
    "GPE": {"GPE", "LOC", "FAC"},
    "LOC": {"LOC", "GPE", "FAC"},
    "FAC": {"FAC", "LOC", "GPE", "ORG"},
    "NORP": {"NORP", "GPE", "LOC"},
    "ORG": {"ORG"},
}


@dataclass(frozen=True)
class Context:
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


def of_type(senses: Sequence[Sense], label: str) -> list[Sense]:
    """Those that a mention of this type may mean."""
    return [one for one in senses if one.thing.type in MAY_BE.get(label, {label})]


def teams(senses: Sequence[Sense]) -> list[Sense]:
    """Those that may be teams. Packs that tell no kinds say no more of a team than that it is an
    organisation."""
    return [
        one
        for one in senses
        if one.thing.kind == "team" or (one.thing.kind is None and one.thing.type == "ORG")
    ]


def likeliest(senses: Sequence[Sense], name: str, context: Context) -> Known | None:
    """The thing that is likelier than all others by ``MARGIN``."""
    if len(senses) < 2:
        return senses[0].thing if senses else None
    weighed = sorted(
        ((_weight(one, name, context), one.thing.id, one.thing) for one in senses), reverse=True
    )
    return weighed[0][2] if weighed[0][0] - weighed[1][0] >= MARGIN else None


def _weight(sense: Sense, name: str, context: Context) -> float:
    known = sense.thing
    own = set(WORD.findall(fold(known.name)))
    others = own - SMALL_WORDS - set(WORD.findall(fold(name)))
    others = {word for word in others if not _is_of(word, name)}
    weight = UNKNOWN_PRIOR if known.prior is None else known.prior
    weight += NEAR * (known.country in context.countries)
    if sense.usual or not others:
        weight += USUAL
    else:
        weight += NAMED * len(others & context.words) / len(others)
    if context.sport and own & context.sport.teams:
        weight += SPORT
    return weight


def _is_of(word: str, name: str) -> bool:
    """Whether a name is a form of the word: ``European`` of ``Europe``."""
    return fold(name).startswith(word[:LEAST_STEM]) and len(word) >= LEAST_STEM
