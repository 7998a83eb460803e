"""How a source of articles is: what ``wireroom sources`` shows, and what a desk may show."""

from typing import Literal

from pydantic import Field

from schemas.articles import Model, UtcDatetime


class SourceHealth(Model):
    """A source, when it was asked, and what is unusual about it."""

    source_id: str
    url: str = Field(description="The address of its feed.")
    name: str = Field(description="The `source` of its articles.")
    title: str | None = None
    verdict: Literal["well", "learning", "silent", "doubled", "lacking", "failing", "paused"]
    last_checked_at: UtcDatetime | None = None
    last_new_at: UtcDatetime | None = None
    next_at: UtcDatetime
    failures: int = Field(0, description="Polls in a row that failed.")
    last_error: str | None = None
    silence: float | None = Field(
        None, description="Time since something new came, in usual gaps; from 1.5 it is silent."
    )
    lost_fields: list[str] = Field(
        default_factory=list, description="Fields that its entries used to have."
    )
