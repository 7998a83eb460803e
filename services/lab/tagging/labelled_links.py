"""Counts how many of the labelled entities that have a Wikidata id are linked to it.

A link of ours is wrong if no labelled entity at its entity's places has that id. So it is wrong too
where nothing is labelled, and where no installed source has an id for what is labelled.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from schemas.articles import Entity
from services.lab.tagging.labelled import Label, LabelledArticle
from services.tagging.mentions.boundaries import NAME_LABELS


@dataclass
class LinkCounts:
    """Counts over articles, by type.

    Of the labelled entities that are not optional: ``linkable`` have an id, ``unlinkable`` have
    none, ``right`` are linked to theirs. Of ours: ``linked`` have a Wikidata id, a ``wrong`` one.
    """

    linkable: Counter[str] = field(default_factory=Counter)
    unlinkable: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    linked: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)

    def add(self, article: LabelledArticle, entities: Sequence[Entity]) -> None:
        """Count one article."""
        ours = [
            (one, one.kb["wikidata"])
            for one in entities
            if one.type in NAME_LABELS and one.kb and "wikidata" in one.kb
        ]
        for label in article.labels:
            if label.optional:
                continue
            if label.wikidata is None:
                self.unlinkable[label.types[0]] += 1
                continue
            self.linkable[label.types[0]] += 1
            self.right[label.types[0]] += any(
                qid == label.wikidata and shared_places(one, label) for one, qid in ours
            )
        for one, qid in ours:
            meant = [label for label in article.labels if shared_places(one, label)]
            self.linked[one.type] += 1
            self.wrong[one.type] += all(label.wikidata != qid for label in meant)

    def of_type(self, type_: str) -> "LinkCounts":
        """The counts of one type: of labelled ones the first type, of ours the type."""
        counts = (self.linkable, self.unlinkable, self.right, self.linked, self.wrong)
        return LinkCounts(*(Counter({type_: one[type_]}) for one in counts))

    @property
    def recall(self) -> float:
        """The share of the linkable that is linked to its id."""
        return _share(self.right, self.linkable)

    @property
    def wrong_share(self) -> float:
        """The share of our links that is wrong."""
        return _share(self.wrong, self.linked)


def shared_places(entity: Entity, label: Label) -> int:
    """How many mentions of an entity of ours share places with the labelled entity's."""
    return sum(
        own.field == where and own.start < end and start < own.end
        for own in entity.mentions
        for where, start, end in label.mentions
    )


def _share(some: Counter[str], of: Counter[str]) -> float:
    return some.total() / of.total() if of.total() else 0.0
