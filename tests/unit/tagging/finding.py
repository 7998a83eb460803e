"""Stands in for a model: finds given names wherever they stand, with the type one gives."""

import re

from schemas.articles import CleanedArticle, Entity
from services.tagging.logic import find_entities, texts_of
from services.tagging.mentions.boundaries import Field, Span


def found_in(texts: dict[Field, str], **types: list[str]) -> list[Span]:
    """Every place of each name as words of their own, by type; the longest name first."""
    return [
        Span(field, match.start(), match.end(), label)
        for field, text in texts.items()
        for label, names in types.items()
        for name in names
        for match in re.finditer(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)
    ]


def entities_of(body: str, title: str | None = None, **types: list[str]) -> dict[str, Entity]:
    """The entities by name of an article in which a model finds these names."""
    article = CleanedArticle(article_id="1", title=title, body=body)
    entities = find_entities(article, found_in(texts_of(article), **types))
    assert len({one.id for one in entities}) == len(entities)
    for entity in entities:
        assert entity.count == len(entity.mentions)
        for mention in entity.mentions:
            text = article.title if mention.field == "title" else article.body
            assert text is not None
            assert text[mention.start : mention.end] == mention.text
    return {one.name: one for one in entities}


def mention_texts(entity: Entity) -> list[str]:
    """The words of its mentions, in order."""
    return [mention.text for mention in entity.mentions]
