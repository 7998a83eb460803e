"""What log lines look like: one JSON object a line for machines, or plain words for people."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

from services.runtime.escaping import escaped, one_line

_STANDARD = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

NOISY = ("aiokafka", "faust", "mode", "kafka", "pymongo", "asyncio")
"""Libraries that say at INFO what only their authors need."""


MESSAGE_LENGTH = 1_000
ERROR_LENGTH = 300
"""Room for what went wrong, and not for the article that an error may quote."""
CALLS_LENGTH = 8_000

REPEATS = 10
REPEAT_SECONDS = 60.0


class Repeats(logging.Filter):
    """Lets ``REPEATS`` alike lines a minute through, and says so.

    The last of them says that more are left out, and the next one how many were. Alike are lines
    of one place in the code with the same ``reason``. Errors always get through.
    """

    def __init__(self) -> None:
        super().__init__()
        # From the kind to when its minute began, and how many there were in it.
        self._seen: dict[tuple[str, object, object], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno >= logging.ERROR:
            return True
        kind = (record.name, record.msg, getattr(record, "reason", None))
        begun, count = self._seen.get(kind, (record.created, 0))
        if record.created - begun >= REPEAT_SECONDS:
            if count > REPEATS:
                record.left_out = count - REPEATS
            begun, count = record.created, 0
        self._seen[kind] = (begun, count + 1)
        if count + 1 == REPEATS:
            record.repeats = f"more such lines are left out for {REPEAT_SECONDS:g} s"
        return count < REPEATS

    def left_out(self) -> int:
        """How many lines were left out and no line has said so yet."""
        return sum(max(count - REPEATS, 0) for _, count in self._seen.values())


class Handler(logging.StreamHandler[Any]):
    """Writes to standard error, and says at the end how many alike lines were left out."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)
        self.repeats = Repeats()
        self.addFilter(self.repeats)

    def close(self) -> None:
        if count := self.repeats.left_out():
            self.repeats = Repeats()
            words = "%d lines like earlier ones were left out"
            self.emit(logging.LogRecord(__name__, logging.INFO, "", 0, words, (count,), None))
        super().close()


class JsonFormatter(logging.Formatter):
    """Time, level, service, words, and whatever was passed as ``extra``."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self.service = service

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "service": self.service,
            "logger": record.name,
            "message": record.getMessage()[:MESSAGE_LENGTH],
        }
        line |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = _in_brief(record.exc_info[1])
        return escaped(json.dumps(line, default=str, ensure_ascii=False))


def _in_brief(error: BaseException) -> str:
    """Where it was raised, and the beginning of what it says."""
    calls = "".join(traceback.format_tb(error.__traceback__))[-CALLS_LENGTH:]
    return f"{calls}{type(error).__name__}: {error!s:.{ERROR_LENGTH}}"


class ConsoleFormatter(logging.Formatter):
    """One line for people, with the place of the message where there is one."""

    def __init__(self, service: str) -> None:
        super().__init__(f"%(asctime)s %(levelname)-7s {service:<8}  %(message)s", "%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        return escaped(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:
        lies_at = getattr(record, "lies_at", None)
        left_out = getattr(record, "left_out", None)
        notes = (
            lies_at and f"({lies_at})",
            left_out and f"({left_out} such lines were left out)",
            getattr(record, "repeats", None) and f"({vars(record)['repeats']})",
        )
        return one_line("  ".join((super().formatMessage(record), *filter(None, notes))))


def configure(service: str, level: str, style: str) -> None:
    """Send all log lines to standard error, from ``level`` on, as ``json`` or ``console``."""
    handler = Handler()
    handler.setFormatter(JsonFormatter(service) if style == "json" else ConsoleFormatter(service))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in NOISY:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))
