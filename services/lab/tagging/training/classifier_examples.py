"""Makes the examples that the classifier learns from: the names that the finder found in labelled
articles, each with the types that are right for it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.lab.tagging.labelled import Label, LabelledArticle
from services.tagging.classifier.article_names import LABELS, Name, names_of
from services.tagging.classifier.classify import body_words, name_inputs
from services.tagging.classifier.network import NameInput
from services.tagging.logic import candidate_mentions
from services.tagging.mentions.boundaries import Field, Span
from services.tagging.mentions.codes import codes_in
from services.tagging.names import is_title

Place = tuple[Field, int, int]
"""A field, and start and end in code points."""


@dataclass(frozen=True, slots=True)
class Example:
    """A name that was found; ``types`` are right for it, none if it is no entity. ``weight`` is how
    much it counts: an optional entity little, what only touches one not at all."""

    outlet: str
    name: NameInput
    body: Sequence[str]
    types: tuple[str, ...]
    weight: float


OPTIONAL_WEIGHT = 0.3


def examples(
    articles: Iterable[LabelledArticle], found: Mapping[str, Sequence[Span]]
) -> Iterator[Example]:
    """One for each name of the articles; ``found`` are the finder's spans by article id. The finder
    must not have learned from the article: its errors are what is to be learned."""
    for article in articles:
        codes = codes_in(article.texts)
        spans = candidate_mentions(article.texts, found[article.id], codes)
        names = names_of(article.texts, spans)
        right = dict(_right_places(article))
        body = body_words(article.texts["body"])
        described = name_inputs(article.texts, spans, names)
        for name, given in zip(names, described, strict=True):
            label = _label_of(name, right)
            weight = 1.0
            if label and label.optional:
                weight = OPTIONAL_WEIGHT
            elif label is None and _touches_optional(name, article):
                weight = 0.0
            types = tuple(one for one in label.types if one in LABELS) if label else ()
            yield Example(article.outlet, given, body, types, weight)


def _right_places(article: LabelledArticle) -> Iterator[tuple[Place, Label]]:
    """Where a mention is right: as labelled, and with what the rules allow beside it."""
    national = {
        (field, end): start
        for label in article.labels
        if {"GPE", "NORP"} & {*label.types}
        for field, start, end in label.mentions
    }
    for label in reversed(article.labels):
        for field, start, end in label.mentions:
            text = article.texts[field]
            before = national.get((field, start - 1))
            if before is not None and "ORG" in label.types:
                yield (field, before, end), label
            begin = start
            while (first := text[begin:end].partition(" "))[1] and is_title(first[0]):
                begin += len(first[0]) + 1
                yield (field, begin, end), label
            if text.startswith(("The ", "the "), start):
                yield (field, start + 4, end), label
            if text[max(0, start - 4) : start] == "The " and "WORK_OF_ART" in label.types:
                yield (field, start - 4, end), label
    for label in article.labels:
        for field, start, end in label.mentions:
            yield (field, start, end), label


def _label_of(name: Name, right: Mapping[Place, Label]) -> Label | None:
    """The label of most mentions, None unless half of the mentions have one."""
    places = ((one.field, one.start, one.end) for one in name.mentions)
    hits = [right[place] for place in places if place in right]
    if 2 * len(hits) < len(name.mentions) or not hits:
        return None
    return Counter(hits).most_common(1)[0][0]


def _touches_optional(name: Name, article: LabelledArticle) -> bool:
    optional = [place for label in article.labels if label.optional for place in label.mentions]
    return all(
        any(
            one.field == field and one.start < end and start < one.end
            for field, start, end in optional
        )
        for one in name.mentions
    )
