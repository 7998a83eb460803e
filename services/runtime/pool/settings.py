"""Settings of the services whose work runs in a process pool."""

from pydantic import Field

from services.runtime.pool.cpu_count import cpu_count
from services.runtime.settings import Settings


class PoolSettings(Settings):
    """Settings of a service with a process pool; variables say ``CHILD`` for a process."""

    batch_size: int = Field(
        0,
        ge=0,
        description="Most messages in one batch; 0 for two chunks for each process of the pool.",
    )
    children: int = Field(
        0, ge=0, description="Processes of the pool; 0 for one per core that may be used."
    )
    child_seconds: float = Field(
        20.0,
        gt=0,
        description="Seconds of processor that one message may use: a quarter within a chunk, the "
        "rest alone. It may wait for anything but a processor three times as long.",
    )
    child_memory_mb: int = Field(
        4096, ge=0, description="Address space of a pool process, in MiB; 0 for no limit."
    )
    child_chunk: int = Field(
        32, ge=1, description="Most messages that a pool process gets at once."
    )

    @property
    def child_count(self) -> int:
        return self.children or cpu_count()

    @property
    def most_together(self) -> int:
        """Most messages in one batch: few, so that outputs go out soon and no process idles."""
        return self.batch_size or 2 * self.child_count * self.child_chunk
