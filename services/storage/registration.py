"""What storage tells of itself."""

from schemas.topics import ENRICHED
from services.runtime.registration import Collection, ServiceSpec

SERVICE = ServiceSpec(
    name="storage",
    title="keeps them: the newest revision of each, and the earlier ones",
    app="services.storage.app",
    version="2",
    inputs=(ENRICHED,),
    outcome_word="stored",
    in_audit=True,
    needs=frozenset({"mongo"}),
    collections=(
        Collection("articles", "article_id", "the current revision of each article"),
        Collection(
            "revisions",
            "article_id:revision:message",
            "the earlier revisions, and versions of other sources",
        ),
        Collection("entities", "the entity's id", "what articles name, joined"),
        Collection("stored", "article_id", "nothing more: what is not in `articles` was deleted"),
        Collection("probes.articles", "article_id", "articles of our own, while they are tried"),
        Collection("probes.revisions", "article_id:revision:message", "nothing"),
        Collection("probes.stored", "article_id", "nothing more"),
        Collection("probes.entities", "the entity's id", "what our own articles name"),
    ),
    metrics="services.storage.metrics",
)
