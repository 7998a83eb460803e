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
        30.0,
        gt=0,
        le=10_000,
        description="Days that an article is remembered after it last came: its revisions and who "
        "owns it.",
    )
    own_ids: str = Field(
        "", description="Sources, comma separated, whose own ids count before addresses."
    )
    ownership: str = Field(
        "first",
        description="Who may write to an address: `open` (whoever comes later), `first` (who wrote "
        "it first), or the path of a JSON file that gives each source its domains and writers.",
    )

    @property
    def sources_with_own_ids(self) -> frozenset[str]:
        """``own_ids``, as ``identity.writer_of`` names them."""
        names = (" ".join(one.split()).casefold() for one in self.own_ids.split(","))
        return frozenset(name for name in names if name)
