"""Chooses among the entries that a name may mean, by what else the article says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from services.tagging.entities.whereabouts import NOWHERE, Whereabouts
from services.tagging.kb.entry import KbEntry
from services.tagging.kb.pack import NameMatch
from services.tagging.mentions.boundaries import Field
from services.tagging.mentions.sports_teams import WORD, FieldOffset, Sport, sport_of, words_of
from services.tagging.names import SMALL_WORDS, normalise

PRIOR_BONUS = {
    "usual name": 0.3,  # the name is the entry's usual one
    "country": 0.3,  # the article names the entry's country
    "full name": 0.6,  # all other words of the usual name are in the article; a share for some
    "sport": 0.3,  # the entry is a team of the article's sport
    "type": 0.5,  # the entry is of the mention's type
    "missing word": -0.05,  # each word of the usual name that is not in the article
}
"""Signal → what it adds to an entry's prior. The scale is logarithmic: 0.2 more is ten times as
well known, 0.3 some thirty times.

Set by hand. The column "told" of the rows "oracle links in" of ``wireroom eval tagging PATH``
measures them."""

UNKNOWN_PRIOR = 0.5
"""The prior of an entry that has none."""

MARGIN = 0.04
"""The best entry must lead the next by this much. Otherwise the name is not linked."""

STEM = 5
"""Letters that the name of a place and the word for its people share."""

MAY_BE = {
    "GPE": {"GPE", "LOC", "FAC"},
    "LOC": {"LOC", "GPE", "FAC"},
    "FAC": {"FAC", "LOC", "GPE", "ORG"},
    "NORP": {"NORP", "GPE", "LOC"},
    "ORG": {"ORG"},
}
"""A mention's type → the types of entries that it may mean; of other types only the same."""


@dataclass(frozen=True)
class ArticleContext:
    """What an article says besides a name.

    ``where`` is where its places lie, ``people`` are the ends of its mentions of persons,
    ``surnames`` the last words of their names, normalised.
    """

    texts: Mapping[Field, str]
    where: Whereabouts = NOWHERE
    people: frozenset[FieldOffset] = frozenset()
    surnames: frozenset[str] = frozenset()

    @property
    def countries(self) -> frozenset[str]:
        """The ISO 3166-1 codes of its countries."""
        return self.where.countries

    @cached_property
    def words(self) -> frozenset[str]:
        """The article's words, without accents or case."""
        return words_of(self.texts)

    @cached_property
    def sport(self) -> Sport | None:
        """The team sport that the article is about."""
        return sport_of(self.texts, self.words)


def is_of_type(entry: KbEntry, label: str | None) -> bool:
    """Whether a mention of type ``label`` may mean the entry."""
    return entry.type in MAY_BE.get(label or "", {label})


def is_short_for(name: str, entry: KbEntry) -> bool:
    """Whether an abbreviation that the article explains by ``name`` may be the entry's: the two
    share half of the entry's words. "EPA" is no agency for the environment behind "Economic
    Planning Agency"."""
    said = {word[:STEM] for word in WORD.findall(normalise(name))}
    return any(
        2 * len(said & own) >= len(own)
        for known in (entry.name, *entry.aliases.get("en", ()))
        if not known.isupper()
        for own in ({word[:STEM] for word in WORD.findall(normalise(known))} - SMALL_WORDS,)
    )


def teams(matches: Sequence[NameMatch]) -> list[NameMatch]:
    """The matches that may be teams. A pack without kinds calls a team an organisation."""
    return [
        one
        for one in matches
        if one.entry.kind == "team" or (one.entry.kind is None and one.entry.type == "ORG")
    ]


def likeliest(
    matches: Sequence[NameMatch], key: str, context: ArticleContext, label: str | None = None
) -> KbEntry | None:
    """The entry that leads all others by ``MARGIN``, None if there is none.

    ``key`` is the mention's normalised name, ``label`` its type. A single match needs no lead.
    """
    if len(matches) < 2:
        return matches[0].entry if matches else None
    ranked = sorted(
        ((_score(one, key, context, label), one.entry.id, one.entry) for one in matches),
        reverse=True,
    )
    return ranked[0][2] if ranked[0][0] - ranked[1][0] >= MARGIN else None


def has_context_support(match: NameMatch, key: str, context: ArticleContext) -> bool:
    """Whether the rest of the entry's usual name is in the article, or it is a team of the
    article's sport. ``key`` is the mention's normalised name."""
    if _is_of_sport(match.entry, context):
        return True
    return not match.usual and _other_words(match.entry, key) <= context.words


def _score(match: NameMatch, key: str, context: ArticleContext, label: str | None) -> float:
    entry = match.entry
    others = _other_words(entry, key)
    score = UNKNOWN_PRIOR if entry.prior is None else entry.prior
    score += PRIOR_BONUS["country"] * (entry.country in context.countries)
    score += PRIOR_BONUS["type"] * is_of_type(entry, label)
    score += PRIOR_BONUS["sport"] * _is_of_sport(entry, context)
    if match.usual or not others:
        return score + PRIOR_BONUS["usual name"]
    said = len(others & context.words)
    score += PRIOR_BONUS["full name"] * said / len(others)
    return score + PRIOR_BONUS["missing word"] * (len(others) - said)


def _other_words(entry: KbEntry, key: str) -> set[str]:
    """The words of the entry's usual name that the mention's lacks. A form of a word counts as the
    word: ``European`` lacks nothing of ``Europe``."""
    own = set(WORD.findall(normalise(entry.name))) - SMALL_WORDS - set(WORD.findall(key))
    return {word for word in own if len(word) < STEM or not key.startswith(word[:STEM])}


def _is_of_sport(entry: KbEntry, context: ArticleContext) -> bool:
    if context.sport is None:
        return False
    own = WORD.findall(normalise(entry.name))
    return not (context.sport.teams | context.sport.names).isdisjoint(own)
