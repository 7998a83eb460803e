"""Measures entities as a reader sees them, on whole articles whose entities were listed by hand.

An entity of ours is *right* if its name is one of a labelled entity's names (with or without a
title, or the country right before it), its type is one of
that entity's types, and no other entity of ours has the same labelled entity before it. What stands
for an optional one does not count. A wrong one is

- ``type``: a labelled entity's name with another type;
- ``split``: one more of an entity that is already there;
- ``span``: its name shares places with a labelled entity's mentions and is none of its names;
- ``junk``: nothing is labelled there.

A labelled entity is *found* if any of ours has one of its names.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from schemas.articles import CleanedArticle, Entity, Mention
from services.lab.tagging.evaluate import Stock
from services.lab.tagging.labelled import Label, LabelledArticle, labelled_articles
from services.lab.tagging.labelled_links import LinkCounts, shared_places
from services.tagging.logic import confidence_of, find_entities
from services.tagging.mentions.boundaries import NAME_LABELS, Field
from services.tagging.names import is_title, normalise
from services.tagging.ner.spacy_model import SpacyModel

Verdict = Literal["right", "optional", "type", "split", "span", "junk"]
WRONG: tuple[Verdict, ...] = ("type", "split", "span", "junk")

SALIENT = 8
"""So many of an article's entities a reader is shown first."""


@dataclass(frozen=True, slots=True)
class Judged:
    """An entity of ours, what is thought of it, and the labelled entity that it stands for."""

    entity: Entity
    verdict: Verdict
    label: Label | None = None


@dataclass
class Believed:
    """Counts over articles. ``verdicts`` are of ours, ``found`` are labelled ones; ``certain`` has
    type, confidence and verdict of each of ours."""

    verdicts: Counter[Verdict] = field(default_factory=Counter)
    salient: Counter[Verdict] = field(default_factory=Counter)
    by_type: Counter[tuple[str, Verdict]] = field(default_factory=Counter)
    certain: list[tuple[str, float, Verdict]] = field(default_factory=list)
    wanted: int = 0
    found: int = 0
    links: LinkCounts = field(default_factory=LinkCounts)

    @property
    def right_share(self) -> float:
        """The share of ours that is right."""
        return _right(self.verdicts)

    @property
    def salient_share(self) -> float:
        """The share of each article's most salient that is right."""
        return _right(self.salient)

    @property
    def found_share(self) -> float:
        """The share of the labelled ones that is found."""
        return self.found / self.wanted if self.wanted else 0.0

    def add(self, article: LabelledArticle, entities: Sequence[Entity]) -> None:
        """Count one article; ``entities`` with the most salient first."""
        self.links.add(article, entities)
        judged = list(judge(article, entities))
        for at, one in enumerate(judged):
            self.verdicts[one.verdict] += 1
            self.by_type[one.entity.type, one.verdict] += 1
            self.certain.append((one.entity.type, confidence_of(one.entity), one.verdict))
            if at < SALIENT:
                self.salient[one.verdict] += 1
        ours = {normalise(one.entity.name) for one in judged}
        for label in article.labels:
            if not label.optional:
                self.wanted += 1
                self.found += not ours.isdisjoint(_right_names(article, label))

    def right_from(
        self, least: float, most: float = 1.0, type_: str | None = None
    ) -> Counter[bool]:
        """How many of ours are right, and how many wrong, of those with ``least`` <= confidence <=
        ``most``; of one type if one is given."""
        return Counter(
            verdict == "right"
            for kind, confidence, verdict in self.certain
            if least <= confidence <= most and type_ in (None, kind) and verdict != "optional"
        )


def believed(
    path: Path, model: SpacyModel, stock: Stock
) -> tuple[Mapping[str, Believed], Mapping[str, Believed]]:
    """What is thought of the stock model's entities, and of ours, by part and for ``all``.

    The stock model's are its spans of one name and type, the most frequent first.
    """
    articles = labelled_articles(path)
    theirs: dict[str, Believed] = defaultdict(Believed)
    ours: dict[str, Believed] = defaultdict(Believed)
    found = model.find([one.texts for one in articles])
    for article, spans in zip(articles, found, strict=True):
        cleaned = CleanedArticle(
            article_id="", title=article.texts.get("title"), body=article.texts["body"]
        )
        entities = find_entities(cleaned, spans)
        stocks = _stock_entities(article.texts, stock)
        for part in (article.part, "all"):
            theirs[part].add(article, stocks)
            ours[part].add(article, entities)
    return theirs, ours


def _stock_entities(texts: Mapping[Field, str], stock: Stock) -> list[Entity]:
    mentions: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for name, marks in zip(texts, stock(list(texts.values())), strict=True):
        for start, end, label in marks:
            text = texts[name][start:end]
            mentions[label, normalise(text)].append(
                Mention(text=text, start=start, end=end, field=name, confidence=1, value=None)
            )
    ranked = sorted(mentions.items(), key=lambda one: -len(one[1]))
    return [
        Entity(
            id=key, type=label, name=some[0].text, kb=None, geo=None,
            count=len(some), salience=0, mentions=some,
        )
        for (label, key), some in ranked
    ]  # fmt: skip


def judge(article: LabelledArticle, entities: Sequence[Entity]) -> Iterator[Judged]:
    """What is thought of each entity of ours, dates and sums left out, in order."""
    by_name: dict[str, list[Label]] = {}
    for label in article.labels:
        for name in _right_names(article, label):
            by_name.setdefault(name, []).append(label)
    there: set[int] = set()
    for entity in entities:
        if entity.type in NAME_LABELS:
            yield _judged(article, entity, by_name, there)


def _right_names(article: LabelledArticle, label: Label) -> set[str]:
    """The labelled names, normalised; those without a title before them; and those with the
    country or people right before them: ``US State Department``."""
    names = {normalise(name) for name in article.names(label)}
    names |= {normalise(_without_titles(name)) for name in article.names(label)}
    before = {
        (where, end): start
        for one in article.labels
        if {"GPE", "NORP"} & {*one.types}
        for where, start, end in one.mentions
    }
    for where, start, end in label.mentions:
        if (begin := before.get((where, start - 1))) is not None:
            names.add(normalise(article.texts[where][begin:end]))
    return names


def _without_titles(name: str) -> str:
    first, _, rest = name.partition(" ")
    return _without_titles(rest) if rest and is_title(first) else name


def _judged(
    article: LabelledArticle,
    entity: Entity,
    by_name: dict[str, list[Label]],
    there: set[int],
) -> Judged:
    meant = _nearest(entity, _named(entity, by_name))
    if not meant:
        touched = [one for one in article.labels if shared_places(entity, one)]
        if touched and all(one.optional for one in touched):
            return Judged(entity, "optional", touched[0])
        return Judged(entity, "span" if touched else "junk", touched[0] if touched else None)
    fitting = [one for one in meant if entity.type in one.types]
    if not fitting:
        verdict: Verdict = "optional" if meant[0].optional else "type"
        return Judged(entity, verdict, meant[0])
    new = [one for one in fitting if id(one) not in there]
    if not new:
        return Judged(entity, "optional" if fitting[0].optional else "split", fitting[0])
    there.add(id(new[0]))
    return Judged(entity, "optional" if new[0].optional else "right", new[0])


def _named(entity: Entity, by_name: dict[str, list[Label]]) -> list[Label]:
    """The labelled entities of its name. A country may bear a name that the article does not use:
    then those of its mentions."""
    names = [entity.name, *entity.aliases] if entity.kb else [entity.name]
    for name in names:
        if found := by_name.get(normalise(name)):
            return found
    return []


def _nearest(entity: Entity, labels: Sequence[Label]) -> list[Label]:
    """Of several labelled entities of one name those that share most mentions with it, first."""
    return sorted(labels, key=lambda one: -shared_places(entity, one))


def right_share(counts: Mapping[tuple[str, Verdict], int], type_: str) -> float:
    """The share of our entities of this type that is right."""
    return _right(Counter({one: counts.get((type_, one), 0) for one in ("right", *WRONG)}))


def _right(verdicts: Mapping[Verdict, int]) -> float:
    wrong = sum(verdicts[one] for one in WRONG)
    return verdicts["right"] / (verdicts["right"] + wrong) if verdicts["right"] + wrong else 0.0
