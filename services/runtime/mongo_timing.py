"""Measures every command to MongoDB where the driver sends it, so that none can be forgotten."""

from pymongo.monitoring import (
    CommandFailedEvent,
    CommandListener,
    CommandStartedEvent,
    CommandSucceededEvent,
)

from services.runtime import metrics

COMMANDS = ("find", "insert", "update", "delete")
"""The commands that carry articles; all others are ``other``."""


class Timing(CommandListener):
    """Tells ``wireroom_store_seconds`` of each command, whether or not it succeeded."""

    def started(self, event: CommandStartedEvent) -> None:
        return

    def succeeded(self, event: CommandSucceededEvent) -> None:
        _observe(event)

    def failed(self, event: CommandFailedEvent) -> None:
        _observe(event)


def _observe(event: CommandSucceededEvent | CommandFailedEvent) -> None:
    command = event.command_name if event.command_name in COMMANDS else "other"
    metrics.STORE_SECONDS.labels(command).observe(event.duration_micros / 1e6)
