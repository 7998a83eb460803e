"""Makes the examples that the name finder learns from: labelled articles, and its own old output.

A labelled article says which names there are, not how the package's recogniser marks them. So each
example keeps the recogniser's habits: its "the" and ``'s`` where it took them along, its dates and
numbers, its type where a label accepts several, and whatever it said of optional names.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from spacy.training import Example

from services.lab.tagging.labelled import Label, LabelledArticle, all_texts
from services.tagging.mentions.boundaries import NAME_LABELS
from services.tagging.model_input import paragraphs

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

Mark = tuple[int, int, str]
"""Start and end in code points, and type."""

WITH_THE = frozenset({"ORG", "FAC", "LOC", "EVENT", "LAW"})
"""Types that OntoNotes marks with the "the" before them."""

OLD_LENGTH = range(60, 900)
"""Code points of paragraphs from which the finder's own old output is taken."""

OLD_PARAGRAPHS = 3
"""Paragraphs of one article that are taken."""


def labelled_examples(nlp: "Language", articles: Sequence[LabelledArticle]) -> list[Example]:
    """One example for each paragraph of these articles. ``nlp`` is the package as it comes."""
    parts = [
        (article, field, offset, text)
        for article in articles
        for field, whole in article.texts.items()
        for offset, text in paragraphs(whole)
    ]
    docs = nlp.pipe([text for *_, text in parts])
    return [
        _example(
            nlp, text, marks(text, _labels_in(article, field, offset, len(text)), doc_marks(doc))
        )
        for (article, field, offset, text), doc in zip(parts, docs, strict=True)
    ]


def old_examples(
    nlp: "Language", path: Path, known: Iterable[str], count: int, seed: int = 0
) -> list[Example]:
    """So many paragraphs of other articles under ``path``, as the package marks them; ``known``
    are the ids that are left out."""
    rng = random.Random(seed)  # noqa: S311
    known = {*known}
    bodies = [
        body for id_, _, body in all_texts(path) if id_.startswith("load:") and id_ not in known
    ]
    rng.shuffle(bodies)
    chosen: list[str] = []
    for body in bodies:
        texts = [text for _, text in paragraphs(body) if len(text) in OLD_LENGTH]
        chosen += rng.sample(texts, min(OLD_PARAGRAPHS, len(texts)))
        if len(chosen) >= count:
            break
    return [Example(nlp.make_doc(doc.text), doc) for doc in nlp.pipe(chosen[:count])]


def marks(text: str, labels: Sequence[tuple[int, int, Label]], old: Sequence[Mark]) -> list[Mark]:
    """What the finder should mark in a paragraph; ``labels`` are its labelled mentions, ``old`` is
    what the package marks."""
    right: list[Mark] = []
    for start, end, label in labels:
        if not label.optional:
            right.append(_as_of_old(text, start, end, label, old))
    optional = [(start, end) for start, end, label in labels if label.optional]
    kept = [
        (start, end, kind)
        for start, end, kind in old
        if not _touches(start, end, ((a, b) for a, b, _ in right))
        and (kind not in NAME_LABELS or _touches(start, end, optional))
    ]
    return sorted([*right, *kept])


def _as_of_old(text: str, start: int, end: int, label: Label, old: Sequence[Mark]) -> Mark:
    over = [one for one in old if one[0] < end and start < one[1]]
    kind = next((one[2] for one in over if one[2] in label.types), label.types[0])
    if text[max(0, start - 4) : start].casefold() == "the ":
        takes_the = min(one[0] for one in over) <= start - 4 if over else kind in WITH_THE
        start -= 4 * takes_the
    if text[end : end + 2] in ("'s", "’s") and max((one[1] for one in over), default=0) >= end + 2:
        end += 2
    return start, end, kind


def _touches(start: int, end: int, others: Iterable[tuple[int, int]]) -> bool:
    return any(a < end and start < b for a, b in others)


def _labels_in(
    article: LabelledArticle, field: str, offset: int, length: int
) -> list[tuple[int, int, Label]]:
    return [
        (start - offset, end - offset, label)
        for label in article.labels
        for where, start, end in label.mentions
        if where == field and offset <= start and end <= offset + length
    ]


def doc_marks(doc: "Doc") -> list[Mark]:
    """The entities of a spaCy document."""
    return [(one.start_char, one.end_char, one.label_) for one in doc.ents]


def _example(nlp: "Language", text: str, wanted: Iterable[Mark]) -> Example:
    doc = nlp.make_doc(text)
    reference = doc.copy()
    reference.ents = list(_spans(reference, wanted))
    return Example(doc, reference)


def _spans(doc: "Doc", wanted: Iterable[Mark]) -> Iterator["Span"]:
    """The marks on whole tokens, none overlapping, none with white space at an end."""
    free = 0
    for start, end, kind in wanted:
        span = doc.char_span(start, end, label=kind, alignment_mode="expand")
        if span is None or span.start < free:
            continue
        if not (doc[span.start].is_space or doc[span.end - 1].is_space):
            free = span.end
            yield span
