"""What storage tells of itself."""

from schemas.topics import ENRICHED
from services.runtime.registration import Collection, ServiceSpec

SERVICE = ServiceSpec(
    name="storage",
    title="keeps them: the newest revision of each, and the earlier ones",
    app="services.storage.app",
    version="1",
    inputs=(ENRICHED,),
    outcome_word="stored",
    in_audit=True,
    needs=frozenset({"mongo"}),
    collections=(
        Collection("articles", "article_id", "the current revision of each article"),
        Collection("revisions", "article_id:revision", "the earlier revisions"),
        Collection("entities", "the entity's id", "what articles name, joined"),
        Collection("probes.articles", "article_id", "articles of our own, while they are tried"),
        Collection("probes.revisions", "article_id:revision", "nothing"),
        Collection("probes.entities", "the entity's id", "what our own articles name"),
    ),
    metrics="services.storage.metrics",
)
