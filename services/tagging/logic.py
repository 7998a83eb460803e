"""Says what an article names, from what a model found in it."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from schemas.articles import (
    CleanedArticle,
    EnrichedArticle,
    Entity,
    Mention,
    Model,
    Quote,
    StageRun,
)
from services.tagging.entities.coreference import EntityCandidate, join
from services.tagging.entities.linking import Link, context_of, link_all
from services.tagging.entities.other_languages import find_known, in_english, without_titles
from services.tagging.entities.salience import focus_countries, salience
from services.tagging.kb.pack_stack import PackStack
from services.tagging.mentions.boundaries import Field, Span, repair
from services.tagging.mentions.layout_mentions import find_laid_out
from services.tagging.mentions.repeats import find_repeats
from services.tagging.mentions.split_and_join import recut
from services.tagging.mentions.type_voting import decide
from services.tagging.values.normalise import Values, home_of
from services.tagging.values.quotes import find_quotes

ENGLISH = "en"
NO_MODEL = "no_model_for_language"


def texts_of(article: CleanedArticle) -> dict[Field, str]:
    """The fields that are tagged."""
    title: dict[Field, str] = {"title": article.title} if article.title else {}
    return title | {"body": article.body}


def language_of(article: CleanedArticle, default: str = ENGLISH) -> str:
    """ISO 639-1 code of the article's language, of ``default`` where it is unknown."""
    code = article.language.code if article.language else default
    return code.split("-")[0].lower()


class Findings(Model):
    """What tagging adds to an article."""

    entities: list[Entity]
    focus_countries: list[str]
    quotes: list[Quote]


def cache_key_fields(article: CleanedArticle, default_language: str) -> tuple[object, ...]:
    """All of an article that what is found in it hangs on: equal for equal findings."""
    published = article.published
    date = (published.value, published.precision, published.confidence) if published else None
    language = language_of(article, default_language)
    return article.title, article.body, language, date, *home_of(article.domain)


def find_all(
    article: CleanedArticle,
    found: Iterable[Span] | None,
    packs: PackStack | None = None,
    default_language: str = ENGLISH,
) -> Findings:
    """Entities, quotes and focus. ``found`` is the model's, None where the language has none: then
    what is known by name is found."""
    if found is None:
        found = find_known(texts_of(article), language_of(article, default_language), packs)
    entities = find_entities(article, found, packs, default_language)
    return Findings(
        entities=entities,
        focus_countries=focus_countries(entities),
        quotes=find_quotes(article.body, entities),
    )


def enrich(
    article: CleanedArticle,
    found: Iterable[Span] | None,
    run: StageRun,
    packs: PackStack | None = None,
    default_language: str = ENGLISH,
) -> EnrichedArticle:
    """The article with what is found in it, taken for ``default_language`` if it has none."""
    return add(article, find_all(article, found, packs, default_language), run)


def add(article: CleanedArticle, findings: Findings, run: StageRun) -> EnrichedArticle:
    """The article with findings, and a warning if the run had no model for its language."""
    warnings = article.warnings
    if run.model is None and NO_MODEL not in warnings:
        warnings = [*warnings, NO_MODEL]
    fields = {name: getattr(article, name) for name in CleanedArticle.model_fields}
    stages = [*article.stages, run]
    return EnrichedArticle(
        **fields | {"warnings": warnings, "stages": stages},
        event_id=event_id(article, stages),
        **dict(findings),
    )


def event_id(article: CleanedArticle, stages: Sequence[StageRun]) -> str:
    """32 hex digits from article_id, revision, origin and the stages' versions.

    The same message handled again by the same versions has the same id.
    """
    origin = article.origin.model_dump_json() if article.origin else ""
    versions = (f"{run.name} {run.version}" for run in stages)
    parts = (article.article_id, article.revision or "", origin, *versions)
    return sha256("\n".join(parts).encode()).hexdigest()[:32]


def find_entities(
    article: CleanedArticle,
    found: Iterable[Span],
    packs: PackStack | None = None,
    default_language: str = ENGLISH,
) -> list[Entity]:
    """The entities, most salient first; of equals the one named first comes first."""
    texts = texts_of(article)
    language = language_of(article, default_language)
    candidates = join(texts, find_mentions(texts, without_titles(texts, found, language)))
    if language != ENGLISH:
        candidates = in_english(candidates, language)
    context = context_of(texts, candidates)
    linked = link_all(candidates, context, packs)
    most = max((len(candidate.mentions) for candidate, _ in linked), default=1)
    values = Values(article, context.countries)
    entities = [_entity(article, texts, *one, most, values) for one in linked]
    return sorted(entities, key=lambda one: -one.salience)


def find_mentions(texts: Mapping[Field, str], found: Iterable[Span]) -> list[Span]:
    """The mentions that a model's spans come to, in order, none over another."""
    spans = repair(texts, found)
    for step in (recut, find_laid_out, decide, find_repeats):
        spans = step(texts, spans)
    return spans


def _entity(
    article: CleanedArticle,
    texts: dict[Field, str],
    candidate: EntityCandidate,
    link: Link,
    most: int,
    values: Values,
) -> Entity:
    name, *aliases = candidate.names
    return Entity(
        id=link.id,
        type=candidate.label,
        name=name,
        aliases=aliases,
        kb=link.kb,
        geo=link.geo,
        count=len(candidate.mentions),
        salience=salience(candidate.mentions, candidate.label, len(article.body), most),
        mentions=[
            Mention(
                text=texts[span.field][span.start : span.end],
                start=span.start,
                end=span.end,
                field=span.field,
                confidence=span.confidence,
                value=values.of(texts[span.field], span),
            )
            for span in candidate.mentions
        ],
    )
