"""Makes entities, quotes and focus countries of the spans that a model found in an article."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from services.tagging.classifier.classify import classify_names
from services.tagging.entities.coreference import EntityCandidate, join
from services.tagging.entities.linking import Link, context_of, link_all
from services.tagging.entities.other_languages.case_forms import join_cases
from services.tagging.entities.other_languages.country_names import in_english, without_titles
from services.tagging.entities.other_languages.known_names import find_known_names
from services.tagging.entities.person_mentions import mend_persons
from services.tagging.entities.salience import focus_countries, salience
from services.tagging.kb.pack_stack import PackStack
from services.tagging.mentions.boundaries import (
    NAME_LABELS,
    Field,
    Span,
    repair_boundaries,
)
from services.tagging.mentions.codes import Ranges, codes_in, is_outside, without_codes
from services.tagging.mentions.layout_mentions import add_layout_mentions
from services.tagging.mentions.repeats import add_repeats
from services.tagging.mentions.split_and_join import split_and_join
from services.tagging.mentions.told_types import tell_types
from services.tagging.mentions.type_voting import vote_types
from services.tagging.values.normalise import NamedPlace, ValueNormaliser, country_of_domain
from services.tagging.values.quotes import find_quotes
from services.tagging.values.value_mentions import settle_values

ENGLISH = "en"
NO_MODEL = "no_model_for_language"
IN_PART = "tagged_in_part"


def texts_of(article: CleanedArticle) -> dict[Field, str]:
    """The fields that are tagged."""
    title: dict[Field, str] = {"title": article.title} if article.title else {}
    return title | {"body": article.body}


def language_of(article: CleanedArticle, default: str = ENGLISH) -> str:
    """ISO 639-1 code of the article's language, ``default`` where it is unknown."""
    code = article.language.code if article.language else default
    return code.split("-")[0].lower()


class Enrichment(Model):
    """What tagging adds to an article."""

    entities: list[Entity]
    focus_countries: list[str]
    quotes: list[Quote]


def cache_key_fields(article: CleanedArticle, default_language: str) -> tuple[object, ...]:
    """The fields that determine the enrichment: articles with equal fields have equal ones."""
    published = article.published
    date = (published.value, published.precision, published.confidence) if published else None
    language = language_of(article, default_language)
    return article.title, article.body, language, date, *country_of_domain(article.domain)


def find_enrichment(
    article: CleanedArticle,
    spans: Iterable[Span] | None,
    packs: PackStack | None = None,
    default_language: str = ENGLISH,
    min_confidence: float = 0.0,
) -> Enrichment:
    """Entities, quotes and focus countries.

    ``spans`` are the model's, None where the language has no model: then only what is known by
    name is found. ``packs`` are the starter pack if None. Names of less than ``min_confidence``
    (0..1) are left out.
    """
    if spans is None:
        language = language_of(article, default_language)
        spans = find_known_names(texts_of(article), language, packs)
    found = find_entities(article, spans, packs, default_language)
    entities = [
        one for one in found if one.type not in NAME_LABELS or confidence_of(one) >= min_confidence
    ]
    return Enrichment(
        entities=entities,
        focus_countries=focus_countries(entities),
        quotes=find_quotes(article.body, entities),
    )


def confidence_of(entity: Entity) -> float:
    """The probability (0..1) that an entity is right: that of its most certain mention."""
    return max(one.confidence for one in entity.mentions)


def enrich(
    article: CleanedArticle,
    spans: Iterable[Span] | None,
    run: StageRun,
    packs: PackStack | None = None,
    default_language: str = ENGLISH,
) -> EnrichedArticle:
    """The article with its enrichment; arguments as for ``find_enrichment``."""
    return add(article, find_enrichment(article, spans, packs, default_language), run)


def add(
    article: CleanedArticle,
    enrichment: Enrichment,
    run: StageRun,
    tagged_until: int | None = None,
) -> EnrichedArticle:
    """The article with this enrichment, and a warning if the run had no model for its language.

    ``tagged_until`` is where the tagged part of its body ends, None if all of it was tagged.
    """
    reasons = {NO_MODEL: run.model is None, IN_PART: tagged_until is not None}
    new = [code for code, holds in reasons.items() if holds and code not in article.warnings]
    warnings = [*article.warnings, *new]
    fields = {name: getattr(article, name) for name in CleanedArticle.model_fields}
    stages = [*article.stages, run]
    return EnrichedArticle(
        **fields | {"warnings": warnings, "stages": stages},
        event_id=event_id(article, stages),
        tagged_until=tagged_until,
        **dict(enrichment),
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
    spans: Iterable[Span],
    packs: PackStack | None = None,
    default_language: str = ENGLISH,
) -> list[Entity]:
    """The entities, most salient first; of equals the one named first comes first.

    Offsets of mentions are code points: ``article[field][start:end] == text``.
    """
    texts = texts_of(article)
    language = language_of(article, default_language)
    if language == ENGLISH:
        spans = settle_values(texts, spans)
    candidates = join(texts, find_mentions(texts, without_titles(texts, spans, language)))
    if language != ENGLISH:
        candidates = in_english(join_cases(candidates, language), language)
    context = context_of(texts, candidates)
    linked = link_all(candidates, context, packs)
    most = max((len(candidate.mentions) for candidate, _ in linked), default=1)
    values = ValueNormaliser(article, context.countries, _places(linked))
    entities = [_entity(texts, candidate, link, most, values) for candidate, link in linked]
    return sorted(entities, key=lambda one: -one.salience)


def _places(linked: Iterable[tuple[EntityCandidate, Link]]) -> Iterator[NamedPlace]:
    for candidate, link in linked:
        code = candidate.country.code if candidate.country else link.geo and link.geo.country
        if code:
            yield from ((one.field, one.start, code[:2]) for one in candidate.mentions)


def find_mentions(texts: Mapping[Field, str], spans: Iterable[Span]) -> list[Span]:
    """The mentions, from a model's spans: in order, none overlapping."""
    codes = codes_in(texts)
    mentions = candidate_mentions(texts, spans, codes)
    # Only of our own finder has been learned which of its names are right.
    decide = classify_names if any(one.seen for one in mentions) else vote_types
    for step in (decide, add_repeats, mend_persons):
        mentions = step(texts, mentions)
    # A ticker's letters are no repeat of a name, nor is what a tag holds.
    return [one for one in mentions if one.label not in NAME_LABELS or is_outside(one, codes)]


def candidate_mentions(
    texts: Mapping[Field, str], spans: Iterable[Span], codes: Ranges
) -> list[Span]:
    """What may be mentions: the model's spans cut and joined to names, and those that the layout
    shows. In order, none overlapping. ``codes`` are the article's."""
    mentions = repair_boundaries(texts, without_codes(spans, codes))
    for step in (split_and_join, add_layout_mentions, tell_types):
        mentions = step(texts, mentions)
    return mentions


def _entity(
    texts: Mapping[Field, str],
    candidate: EntityCandidate,
    link: Link,
    most: int,
    values: ValueNormaliser,
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
        salience=salience(candidate.mentions, candidate.label, len(texts["body"]), most),
        mentions=[
            Mention(
                text=texts[span.field][span.start : span.end],
                start=span.start,
                end=span.end,
                field=span.field,
                confidence=span.confidence,
                value=values.value_of(texts[span.field], span),
            )
            for span in candidate.mentions
        ],
    )
