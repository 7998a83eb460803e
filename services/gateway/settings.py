"""What the gateway can be told beyond what all services share."""

from pydantic import Field

from schemas.topics import MIB
from services.runtime.settings import Settings


class GatewaySettings(Settings):
    """What the gateway can be told."""

    gateway_host: str = Field(
        "127.0.0.1",
        description="Address on which the gateway serves; without API keys it must be loopback.",
    )
    gateway_port: int = Field(
        8080, ge=0, le=65535, description="The gateway's port; 0 picks a free one."
    )
    gateway_body_bytes: int = Field(
        64 * MIB, ge=1024, description="Largest body of a request, in bytes, once decompressed."
    )
    gateway_in_flight_bytes: int = Field(
        128 * MIB,
        ge=1024,
        description="Bytes of all bodies that are handled at the same time; with more, the answer "
        "is 429.",
    )
    gateway_wait_seconds: float = Field(
        60.0, gt=0, description="How long `?wait=enriched` waits for the event."
    )
    gateway_rate: float = Field(
        200.0, gt=0, description="Requests a second for each API key that names no rate of its own."
    )
    gateway_origins: str = Field(
        "", description="Web origins, comma separated, whose pages may call it (CORS); `*` for all."
    )

    @property
    def origins(self) -> list[str]:
        """``gateway_origins`` as a list."""
        return [one.strip() for one in self.gateway_origins.split(",") if one.strip()]
