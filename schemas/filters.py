"""Which articles somebody wants: asked by readers of events, webhooks, the desk and exports."""

import re
from collections.abc import Iterable
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from schemas.articles import AcceptedArticle, CleanedArticle, EnrichedArticle, Model, RawArticle

MOST_VALUES = 100
MOST_CHARACTERS = 300
FIELDS = ("source", "language", "entity", "country")
WITH_COMMAS = ("language", "country")
"""Their values hold no comma, so one parameter may name several; a name may hold one."""

LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*")
COUNTRY = re.compile(r"[A-Z]{2}")


class FilterError(ValueError):
    """A filter that can't be meant; ``field`` is its criterion, the text one sentence."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"{field}: {why}")
        self.field = field


def _listed(value: object) -> object:
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list) else value


def _text(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not value.strip():
        raise PydanticCustomError("empty", "a value is empty")
    if len(value) > MOST_CHARACTERS:
        raise PydanticCustomError("long", f"a value has more than {MOST_CHARACTERS} characters")
    return value.strip()


def _language(value: object) -> object:
    if isinstance(value, str) and not LANGUAGE.fullmatch(value := value.lower()):
        raise PydanticCustomError(
            "language", "`{value}` is no language tag such as `en`", {"value": value[:40]}
        )
    return value.partition("-")[0] if isinstance(value, str) else value


def _country(value: object) -> object:
    if isinstance(value, str) and not COUNTRY.fullmatch(value := value.upper()):
        raise PydanticCustomError(
            "country", "`{value}` is no ISO 3166-1 code such as `UA`", {"value": value[:40]}
        )
    return value


Text = Annotated[str, BeforeValidator(_text)]
Language = Annotated[str, BeforeValidator(_language), BeforeValidator(_text)]
Country = Annotated[str, BeforeValidator(_country), BeforeValidator(_text)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_listed), Field(max_length=MOST_VALUES)]
Languages = Annotated[tuple[Language, ...], BeforeValidator(_listed), Field(max_length=MOST_VALUES)]
Countries = Annotated[tuple[Country, ...], BeforeValidator(_listed), Field(max_length=MOST_VALUES)]


class ArticleFilter(BaseModel):
    """Any of the values of one criterion, and all criteria that hold values.

    Without a value it lets every article through.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: Texts = Field((), description="Sources, exactly as articles name them.")
    language: Languages = Field((), description="ISO 639 codes; of `pt-BR` the `pt` counts.")
    entity: Texts = Field(
        (), description="Ids such as `wikidata:Q30`, or names and aliases in any case."
    )
    country: Countries = Field((), description="ISO 3166-1 alpha-2 codes of focus countries.")

    @property
    def asked(self) -> tuple[str, ...]:
        """The criteria that hold values."""
        return tuple(one for one in FIELDS if getattr(self, one))

    def unanswered(self, model: type[Model]) -> tuple[str, ...]:
        """The criteria that articles of this model say nothing of, so that nothing would match."""
        return tuple(one for one in self.asked if one not in answers(model))

    def matches(self, article: Model) -> bool:
        """Whether it lets an article through; what its model does not tell does not match."""
        return (
            (not self.source or _source(article) in self.source)
            and (not self.language or _language_of(article) in self.language)
            and (not self.country or not set(self.country).isdisjoint(_countries(article)))
            and (not self.entity or self._names_one(article))
        )

    def _names_one(self, article: Model) -> bool:
        wanted = {one.casefold() for one in self.entity}
        return any(one.casefold() in wanted for one in _entity_words(article))


def answers(model: type[Model]) -> tuple[str, ...]:
    """The criteria that articles of this model can be asked."""
    if issubclass(model, EnrichedArticle):
        return FIELDS
    if issubclass(model, CleanedArticle | AcceptedArticle | RawArticle):
        return ("source", "language")
    return ()


def _source(article: Model) -> str | None:
    if isinstance(article, AcceptedArticle):
        return article.raw.source
    return article.source if isinstance(article, CleanedArticle | RawArticle) else None


def _language_of(article: Model) -> str | None:
    """Of an article that is not cleaned yet, its publisher's hint."""
    if isinstance(article, CleanedArticle):
        return article.language.code if article.language else None
    raw = article.raw if isinstance(article, AcceptedArticle) else article
    hint = raw.language if isinstance(raw, RawArticle) else None
    return re.split("[-_]", hint.strip().lower())[0] if hint else None


def _countries(article: Model) -> Iterable[str]:
    return article.focus_countries if isinstance(article, EnrichedArticle) else ()


def _entity_words(article: Model) -> Iterable[str]:
    for entity in article.entities if isinstance(article, EnrichedArticle) else ():
        yield entity.id
        yield entity.name
        yield from entity.aliases
        yield from (f"{base}:{id}" for base, id in (entity.kb or {}).items())


def filter_of(values: object) -> ArticleFilter:
    """A filter from what JSON or a query holds. Raises FilterError."""
    try:
        return ArticleFilter.model_validate({} if values is None else values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = str(first["loc"][0]) if first["loc"] else "filter"
        known = "no such criterion; there are " + ", ".join(FIELDS)
        why = known if first["type"] == "extra_forbidden" else first["msg"]
        raise FilterError(field, why) from None


def filter_of_query(pairs: Iterable[tuple[str, str]]) -> ArticleFilter:
    """A filter from query parameters; others than criteria are left to the caller.

    A parameter may be repeated. Raises FilterError.
    """
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        if name in FIELDS:
            parts = value.split(",") if name in WITH_COMMAS else [value]
            values.setdefault(name, []).extend(parts)
    return filter_of(values)
