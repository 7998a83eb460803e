"""What an article is at each step of its way, version 1.

``RawArticle`` → ``AcceptedArticle`` → ``CleanedArticle`` → ``EnrichedArticle``.

On the wire every model is one JSON object in UTF-8. A reader must ignore fields that it does not
know; a field that is unknown to us is null, with a code in ``warnings``, never an empty string.
"""

from datetime import UTC, datetime
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, FailFast, Field, model_validator
from pydantic_core import PydanticCustomError


def _to_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        nearest = datetime.min if moment.year == datetime.min.year else datetime.max
        return nearest.replace(tzinfo=UTC)


UtcDatetime = Annotated[datetime, AfterValidator(_to_utc)]
"""A moment; one without an offset is taken as UTC, and it is always written in UTC.

One that its offset takes out of the years 1 to 9999 becomes the nearest moment within them.
"""


def utc_moment(milliseconds: int) -> datetime | None:
    """A message's timestamp, in milliseconds since 1970 UTC, as a moment.

    None where it names none: producers may write any number, and Kafka -1 for no time.
    """
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds >= 0 else None
    except (ValueError, OverflowError, OSError):
        return None


T = TypeVar("T")
Listed = Annotated[list[T], FailFast()]
"""A list of which the first wrong element is told, not each: of two million, in 4 MB of JSON, that
took 9 s and 1.7 GB."""

Share = Annotated[float, Field(ge=0.0, le=1.0)]


class Model(BaseModel):
    """Base of every model of the contract: immutable, deaf to fields of later versions, and without
    numbers that JSON does not have."""

    model_config = ConfigDict(extra="ignore", frozen=True, allow_inf_nan=False)


class RawArticle(Model):
    """A scraped article as its publisher hands it over, on ``articles.raw``.

    At least one of ``text`` and ``html`` must hold something. ``title``, ``authors``,
    ``published_at`` and ``language`` are hints: cleaning checks them against the page.

    Intake reads more than this where the meaning is plain, such as a number as an id: see
    docs/publishers.md.
    """

    text: str | None = Field(None, description="The page's visible text, as scraped.")
    html: str | None = Field(None, description="The page's HTML, as fetched.")
    url: str | None = Field(None, description="Where the page was found.")
    source: str | None = Field(
        None, description="The publisher's name for the feed or crawler it came from."
    )
    external_id: str | None = Field(
        None, description="The publisher's own id, unique within `source`."
    )
    title: str | None = Field(None, description="Hint: the headline.")
    authors: Listed[str] = Field(default_factory=list, description="Hint: names of the authors.")
    published_at: str | None = Field(
        None,
        description="Hint: when it was published, as the publisher writes it (ISO 8601 is best).",
    )
    language: str | None = Field(
        None, description="Hint: BCP 47 language tag, such as `en` or `pt-BR`."
    )
    fetched_at: UtcDatetime | None = Field(
        None,
        description="When the page was fetched; dates after it are not believed. Intake makes it "
        "null, with the warning `fetched_at_not_believed`, where it can't be read, or its year is "
        "before 1990 or 9999.",
    )
    lane: Literal["live", "bulk"] = Field(
        "live", description="`live` for news as it breaks, `bulk` for archives."
    )
    meta: dict[str, str] = Field(
        default_factory=dict,
        description="The publisher's own labels, carried through to the stored document.",
    )

    @model_validator(mode="after")
    def _holds_something(self) -> "RawArticle":
        if not (self.text and self.text.strip()) and not (self.html and self.html.strip()):
            raise PydanticCustomError("no_content", "neither text nor html holds anything")
        return self


class Origin(Model):
    """Names one message for ever: where it lay, and when the broker took it.

    Of two revisions of an article the newer is the one with the greater ``order``.
    """

    topic: str = Field(description="Topic of the first message, usually `articles.raw`.")
    partition: int = Field(ge=0, le=2**31 - 1, description="Partition of that message.")
    offset: int = Field(ge=0, le=2**63 - 1, description="Offset of that message.")
    timestamp: int = Field(
        ge=0,
        le=2**63 - 1,
        description="The broker's timestamp of that message, milliseconds since 1970 UTC.",
    )

    @property
    def order(self) -> tuple[int, int, int]:
        """Sort key that says which of two messages about one article is newer."""
        return (self.timestamp, self.offset, self.partition)


class StageRun(Model):
    """Which version of a stage handled the article, and what it took."""

    name: str = Field(description="The stage.")
    version: str = Field(
        description="The stage's own version, raised when the same article may come out otherwise."
    )
    model: str | None = Field(None, description="Model and version that it used, if any.")
    packs: Listed[str] = Field(
        default_factory=list,
        description="Knowledge-base packs that it used, as `name@version`, the first above the "
        "others.",
    )
    seconds: float = Field(ge=0, description="Time spent on this article, in seconds.")


Standing = Literal["current", "late", "other_source"]
"""What a message that intake admitted may become.

current       the current revision of its article, if none newer is there
late          an earlier revision: what it says had been replaced when it came
other_source  the version of a source that does not own the article's address
"""


class AcceptedArticle(Model):
    """A raw article that intake admitted, with its identity, on ``articles.accepted``."""

    article_id: str = Field(
        description="Deterministic id: from the canonical URL, else (source, external_id), "
        "else the normalised content. 32 hex digits. Also the Mongo `_id`."
    )
    revision: str = Field(
        description="SHA-256 of all that the publisher says of the article, 64 hex digits."
    )
    standing: Standing = Field(
        "current",
        exclude_if=lambda value: value == "current",
        description="Whether it may become the current revision; absent if it may. `late`: what "
        "it says had been replaced when it came. `other_source`: the version of a source that "
        "does not own the address.",
    )
    raw: RawArticle = Field(
        description="The raw article, as sent but for what `warnings` tells of."
    )
    canonical_url: str | None = Field(
        None,
        description="`raw.url` without tracking, fragment, AMP or mobile host; null if unusable.",
    )
    domain: str | None = Field(
        None, description="Registered domain of `canonical_url`, such as `example.co.uk`."
    )
    received_at: UtcDatetime = Field(description="When intake handled it.")
    origin: Origin = Field(description="The message it came in.")
    warnings: Listed[str] = Field(
        default_factory=list,
        description="Codes of what intake changed; may grow: `control_characters_removed`, "
        "`json_mended`, `field_converted`, `fetched_at_not_believed`, `not_a_page_removed`.",
    )
    stages: Listed[StageRun] = Field(
        default_factory=list, description="The stages that handled it so far."
    )

    @property
    def message_key(self) -> str:
        """Key of its messages: the article_id, so that compaction keeps the newest revision.

        One that never becomes current has a key of its own, ``article_id:revision``.
        """
        return message_key(self.article_id, self.revision, self.standing)


def message_key(article_id: str, revision: str | None, standing: Standing) -> str:
    """``AcceptedArticle.message_key``, from its parts."""
    return article_id if standing == "current" else f"{article_id}:{revision}"


class Span(Model):
    """A stretch of text, in Unicode code points, end exclusive."""

    start: int = Field(ge=0, description="First code point.")
    end: int = Field(ge=0, description="One past the last code point.")


class Author(Model):
    """Someone the page names as having made the article."""

    name: str = Field(description="Name alone: no `By`, title, agency or address.")
    role: str | None = Field(
        None, description="What the page says they did, such as `photographer`; null for writers."
    )


class Published(Model):
    """When an article was published, no more exactly than the page says."""

    value: str = Field(
        description="ISO 8601 date or time, with the page's own offset where it gives one."
    )
    precision: Literal["year", "month", "day", "hour", "minute", "second"] = Field(
        description="The smallest unit that the page gives."
    )
    method: str = Field(description="How it was found, such as `json_ld` or `byline`.")
    confidence: Share = Field(description="Probability that it is right.")


class Dateline(Model):
    """The opening of a wire story: `KYIV, Ukraine, Jan. 26 (AP) —`."""

    place: str | None = Field(None, description="Where it was filed.")
    date: str | None = Field(None, description="The date as written there.")
    agency: str | None = Field(None, description="The agency named there.")


class Language(Model):
    """The language of the body."""

    code: str = Field(description="ISO 639-1 code, such as `en`.")
    confidence: Share = Field(description="Probability that it is right.")


class Removed(Model):
    """A piece of the page that is not part of the body, and why it was taken out."""

    text: str = Field(description="The piece, as it read.")
    kind: str = Field(
        description="banner, section, title, byline, date, caption, share, related, navigation, "
        "newsletter, comments, cookies, advert, credit, repeat, footer or other; may grow."
    )
    rule: str = Field(description="Name of the rule that took it out.")


class Evidence(Model):
    """Why a field holds what it holds."""

    method: str = Field(description="How the value was found.")
    confidence: Share = Field(description="Probability that the value is right.")
    span: Span | None = Field(
        None, description="Where the value stands in the raw `text`; null if it is not there."
    )


class CleanedArticle(Model):
    """The article itself, without the page around it, on ``articles.cleaned``."""

    article_id: str = Field(description="As in AcceptedArticle.")
    revision: str | None = Field(None, description="As in AcceptedArticle.")
    standing: Standing = Field(
        "current",
        exclude_if=lambda value: value == "current",
        description="As in AcceptedArticle.",
    )
    content: str | None = Field(
        None,
        description="SHA-256 of what a reader sees (title, authors, dates, section, body), 64 hex "
        "digits: where it is as before, nothing is new.",
    )
    origin: Origin | None = Field(
        None, description="As in AcceptedArticle: storage's guard against older revisions."
    )
    url: str | None = Field(None, description="The canonical URL, else the URL as given.")
    source: str | None = Field(None, description="As in RawArticle.")
    external_id: str | None = Field(None, description="As in RawArticle.")
    domain: str | None = Field(None, description="As in AcceptedArticle.")
    meta: dict[str, str] = Field(default_factory=dict, description="As in RawArticle.")
    section: str | None = Field(None, description="The rubric it stood under.")
    page_kind: str | None = Field(
        None,
        description="What the page is: `article`, `live_blog`, `interview`, `list`, `gallery`, "
        "`video`, `transcript`, `obituary`, `press_release`, `opinion`, `paywall_stub` (the "
        "beginning alone) or `home`; may grow. Null in articles of before.",
    )
    title: str | None = Field(None, description="The headline, without the site's name.")
    authors: Listed[Author] = Field(default_factory=list, description="In the page's order.")
    published: Published | None = Field(None, description="When it was published.")
    modified: str | None = Field(
        None, description="ISO 8601 date or time of the last change, as the page gives it."
    )
    dateline: Dateline | None = Field(None, description="Its opening dateline; stays in `body`.")
    language: Language | None = Field(None, description="Language of the body.")
    body: str = Field(description="The text: paragraphs joined by one blank line.")
    paragraphs: Listed[Span] = Field(
        default_factory=list, description="The paragraphs as spans of `body`."
    )
    removed: Listed[Removed] = Field(
        default_factory=list, description="All that was taken out, in page order."
    )
    evidence: dict[str, Evidence] = Field(
        default_factory=dict, description="Why each field holds what it holds, by field name."
    )
    warnings: Listed[str] = Field(
        default_factory=list,
        description="Codes of what a reader should know; may grow. Changed by intake: "
        "`control_characters_removed`, `json_mended`, `field_converted`, "
        "`fetched_at_not_believed`, `not_a_page_removed`. Not found: `no_title`, "
        "`no_published`, `no_authors`, `language_unknown`. Publisher's hint doubted: "
        "`title_differs_from_hint`, `authors_differ_from_hint`, `published_differs_from_hint`, "
        "`published_hint_not_believed`. No article but a page of another kind: `page_home`, "
        "`page_list`, `page_paywall` (the beginning alone), `page_video` (pages on which nothing "
        "of an article stands are rejected). Too long: `cleaned_in_part`. Tagging: "
        "`no_model_for_language`, `tagged_in_part`.",
    )
    stages: Listed[StageRun] = Field(
        default_factory=list, description="The stages that handled it so far."
    )

    @property
    def message_key(self) -> str:
        """As in AcceptedArticle."""
        return message_key(self.article_id, self.revision, self.standing)


class DateValue(Model):
    """The day, week, month or year that the words of a date mean."""

    date: str = Field(description="ISO 8601: `2021-01-26`, `2021-W04`, `2021-01` or `2021`.")
    precision: Literal["day", "week", "month", "year"] = Field(description="How exact it is.")


class Money(Model):
    """What a sum of money comes to."""

    amount: float = Field(ge=0, description="In units of the currency, not in its cents.")
    currency: str = Field(description="ISO 4217 code, such as `USD`.")


class Mention(Model):
    """One place where an entity is named: ``article[field][start:end] == text``."""

    text: str = Field(description="The words that name it.")
    start: int = Field(ge=0, description="First code point within `field`.")
    end: int = Field(ge=0, description="One past the last code point.")
    field: Literal["title", "body"] = Field(description="Which field it stands in.")
    confidence: Share = Field(description="Probability that span and type are right.")
    value: DateValue | Money | None = Field(
        None, description="What a DATE or MONEY comes to; null for names and where unsure."
    )


class Quote(Model):
    """Words that the article gives as someone's own: ``body[start:end] == text``."""

    text: str = Field(description="The words between the quotation marks.")
    start: int = Field(ge=0, description="First code point within `body`.")
    end: int = Field(ge=0, description="One past the last code point.")
    speaker: str | None = Field(
        None, description="`id` of the entity that said it; null where the grammar is not plain."
    )


class Geo(Model):
    """Where a place lies."""

    lat: float = Field(ge=-90, le=90, description="Latitude in degrees.")
    lon: float = Field(ge=-180, le=180, description="Longitude in degrees.")
    country: str | None = Field(None, description="ISO 3166-1 alpha-2 code.")


class Entity(Model):
    """A thing in the world that the article names."""

    id: str = Field(
        description="The same for the same thing in every article: `wikidata:Q30` where linked, "
        "else from type and name, such as `PERSON:ken bredemeier`."
    )
    type: str = Field(
        description="OntoNotes type: PERSON, ORG, GPE, LOC, FAC, NORP, EVENT, PRODUCT, LAW, "
        "WORK_OF_ART, LANGUAGE, DATE, MONEY, …"
    )
    name: str = Field(description="Its fullest usual name.")
    aliases: Listed[str] = Field(
        default_factory=list, description="The other names that this article calls it."
    )
    kb: dict[str, str] | None = Field(
        None, description="Ids in knowledge bases, such as `{wikidata: Q30}`; null if not linked."
    )
    geo: Geo | None = Field(None, description="Where it lies; null if not a known place.")
    count: int = Field(ge=1, description="Number of mentions.")
    salience: Share = Field(description="How much the article is about it.")
    mentions: Listed[Mention] = Field(description="Each mention, title first, then by position.")


class EnrichedArticle(CleanedArticle):
    """The cleaned article and what is named in it, on ``articles.enriched``.

    An event may be seen more than once after a crash; its ``event_id`` is then the same.
    """

    event_id: str = Field(
        description="From article_id, revision, origin and the versions of all stages: "
        "32 hex digits."
    )
    entities: Listed[Entity] = Field(default_factory=list, description="Most salient first.")
    focus_countries: Listed[str] = Field(
        default_factory=list,
        description="The countries it is about, by the places and peoples it names: ISO 3166-1 "
        "alpha-2 codes, the most important first.",
    )
    quotes: Listed[Quote] = Field(
        default_factory=list, description="What the body quotes, in its order."
    )
    tagged_until: int | None = Field(
        None,
        ge=0,
        exclude_if=lambda value: value is None,
        description="Of an article that is too long: the code point of `body` from which on it "
        "was not tagged; absent if all of it was.",
    )
