"""Settings of feeders."""

from pydantic import Field

from schemas.topics import MIB
from services.runtime.settings import Settings


class FeedersSettings(Settings):
    """Settings of feeders. Times are in seconds."""

    feeders_interval: float = Field(
        900.0, ge=1, description="A source is asked again after so long."
    )
    feeders_host_gap: float = Field(
        1.0, ge=0, description="Least time between two requests to one host, over all replicas."
    )
    feeders_concurrency: int = Field(8, ge=1, description="Sources that are polled at once.")
    feeders_timeout: float = Field(30.0, gt=0, description="A request may take so long as a whole.")
    feeders_header_timeout: float = Field(
        10.0, gt=0, description="Connecting, and each wait for bytes, may take so long."
    )
    feeders_max_bytes: int = Field(
        8 * MIB, ge=1024, description="Most bytes of one answer, packed and unpacked."
    )
    feeders_redirects: int = Field(5, ge=0, description="Most redirects that a request follows.")
    feeders_pages: int = Field(
        50, ge=1, description="Most pages fetched for a source before others have their turn."
    )
    feeders_body_characters: int = Field(
        500,
        ge=1,
        description="A content of so many characters is an entry's body; of fewer, and "
        "without one, its page is fetched.",
    )
    feeders_seen_days: int = Field(
        90, ge=1, description="How long an entry is remembered after it was last in its feed."
    )
    feeders_private: bool = Field(
        False, description="Whether private and local addresses may be asked."
    )
    feeders_agent: str = Field(
        "wireroom-feeders/1", description="User agent of requests; robots.txt is read for it."
    )
