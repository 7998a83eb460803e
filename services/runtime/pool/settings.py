"""Settings of the services whose work runs in a process pool."""

from pydantic import Field

from services.runtime.pool.cpu_count import cpu_count
from services.runtime.settings import Settings


class PoolSettings(Settings):
    """Settings of the services whose work runs in child processes."""

    batch_size: int = Field(
        0, ge=0, description="Messages handled together, at most; 0 for two chunks a child."
    )
    children: int = Field(
        0, ge=0, description="Child processes; 0 for one per core that we may use."
    )
    child_seconds: float = Field(
        20.0,
        gt=0,
        description="Seconds of computing that one message may cost in all: a quarter of it beside "
        "others, the rest alone; three times that of waiting for anything but a processor.",
    )
    child_memory_mb: int = Field(
        4096, ge=0, description="Address space of a child, in MiB; 0 for no limit."
    )
    child_chunk: int = Field(32, ge=1, description="Messages that a child gets at once, at most.")

    @property
    def child_count(self) -> int:
        return self.children or cpu_count()

    @property
    def most_together(self) -> int:
        """Few enough that what a batch makes is soon handed on, and no child waits for long."""
        return self.batch_size or 2 * self.child_count * self.child_chunk
