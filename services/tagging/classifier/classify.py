"""Decides which names of an English article are entities, and of what type."""

from collections.abc import Iterator, Mapping, Sequence

from services.tagging.classifier.article_features import features
from services.tagging.classifier.article_names import LABELS, Name, names_of
from services.tagging.classifier.name_features import WORD, name_words
from services.tagging.classifier.network import Floats, NameInput, Network, network
from services.tagging.classifier.surroundings import MOST_MENTIONS
from services.tagging.mentions.boundaries import NAME_LABELS, Field, Span
from services.tagging.mentions.layout_mentions import LAYOUT_CONFIDENCE
from services.tagging.mentions.seen import mean_seen
from services.tagging.mentions.split_and_join import acronym_pairs
from services.tagging.names import acronyms, normalise

LEAST_CONFIDENCE = 0.45
"""A name that is less likely right is left out. On unseen outlets .869 are then right and .863 are
found; at 0.4 it is .860 and .877, at 0.5 .880 and .849."""

SEEN = 32
"""Numbers that the finder keeps of what it saw."""

BODY_WORDS = 300
"""Words of the body that say what the article is about."""

USUAL_WORD, LONGEST_WORD = 7, 12
"""Code points of a word and what follows it, on average and at most on average."""


def classify_names(
    texts: Mapping[Field, str], spans: Sequence[Span], learned: Network | None = None
) -> list[Span]:
    """The spans in order, those of one name with one type, without those that are no entities.

    ``confidence`` is the probability that span and type are right. Values such as dates stay as
    they are, and names that the layout shows. ``learned`` is the network that ships if None.
    """
    learned = learned or network()
    all_names = names_of(texts, spans)
    names = [one for one in all_names if not _is_laid_out(one)]
    if not names:
        return list(spans)
    shown = [one for one in all_names if _is_laid_out(one)]
    given = name_inputs(texts, spans, names, shown)
    answers = learned.probabilities(given, body_words(texts["body"]))
    decided: dict[str, tuple[str, float] | None] = {}
    for name, (*by_type, _) in zip(names, answers.tolist(), strict=True):
        most = max(by_type)
        best = by_type.index(most)
        confidence = learned.calibrated(best, most)
        told = LABELS[best], round(confidence, 2)
        decided[name.key] = told if confidence >= LEAST_CONFIDENCE else None
    for long, short in _abbreviated(texts, spans):
        if (answer := decided.get(long)) and decided.get(short):
            decided[short] = answer
    return list(_as_decided(texts, spans, decided))


def _abbreviated(texts: Mapping[Field, str], spans: Sequence[Span]) -> Iterator[tuple[str, str]]:
    """The keys of names and of their initials in brackets behind them: they are one thing."""
    for at, behind in acronym_pairs(texts, spans):
        text = texts[spans[at].field]
        long = text[spans[at].start : spans[at].end]
        short = normalise(text[spans[behind].start : spans[behind].end])
        if short in acronyms(long):
            yield normalise(long), short


def _as_decided(
    texts: Mapping[Field, str],
    spans: Sequence[Span],
    decided: Mapping[str, tuple[str, float] | None],
) -> Iterator[Span]:
    for span in spans:
        key = normalise(texts[span.field][span.start : span.end])
        if span.label not in NAME_LABELS or key not in decided:
            yield span
        elif told := decided[key]:
            yield Span(span.field, span.start, span.end, *told)


def _is_laid_out(name: Name) -> bool:
    """Whether the layout, or a word such as "hurricane", shows of any mention what it is."""
    return any(one.confidence >= LAYOUT_CONFIDENCE for one in name.mentions)


def name_inputs(
    texts: Mapping[Field, str],
    spans: Sequence[Span],
    names: Sequence[Name],
    beside: Sequence[Name] = (),
) -> list[NameInput]:
    """What the network is told of each name; arguments as for ``features``."""
    described = features(texts, spans, names, beside)
    return [
        NameInput(given, name_words(name.text), seen)
        for name, given, seen in zip(names, described, _seen(names), strict=True)
    ]


def _seen(names: Sequence[Name]) -> Floats:
    """(names, ``SEEN``): what the finder saw at the first mentions, on average; zeros where it
    found none."""
    return mean_seen(
        [
            [one.seen for one in name.mentions[:MOST_MENTIONS] if one.seen] or [bytes(SEEN)]
            for name in names
        ]
    )


def body_words(body: str) -> list[str]:
    """The words that say what an article is about: its first ones."""
    some = WORD.findall(body[: BODY_WORDS * USUAL_WORD])
    if len(some) <= BODY_WORDS:
        some = WORD.findall(body[: BODY_WORDS * LONGEST_WORD])
    return some[:BODY_WORDS]
