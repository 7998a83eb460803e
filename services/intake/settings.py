"""What the intake service can be told beyond what all services share."""

from pydantic import Field

from services.intake.logic import MAX_ARTICLE_BYTES
from services.runtime.settings import Settings


class IntakeSettings(Settings):
    """What intake can be told."""

    max_article_bytes: int = Field(
        MAX_ARTICLE_BYTES, ge=1024, description="Largest raw article that is taken, in bytes."
    )
    ledger_days: float = Field(
        30.0, gt=0, le=10_000, description="Days after which the same content is news again."
    )
