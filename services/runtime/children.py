"""Work that can hang, swell or crash runs in child processes that are watched and replaced."""

from collections.abc import Callable, Iterator

from services.runtime.stage import Outcome

Work = Callable[[list[bytes | None]], Iterator[Outcome]]
"""What a child runs: from the values of some messages, their outcomes, in order, as they come."""
