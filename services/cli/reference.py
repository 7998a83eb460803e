"""Writes the tables of ``docs/reference/`` from the code, so that they cannot differ from it.

``python -m services.cli.reference docs`` writes every table anew (the task ``tables``). A table
stands between two comments that name it; the text around it is written by hand.
"""

import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from prometheus_client import Counter, Gauge, Histogram
from prometheus_client.metrics import MetricWrapperBase
from pydantic import SecretStr
from pydantic.fields import FieldInfo
from typer.main import get_command

from schemas.articles import Model
from schemas.generate import models
from schemas.topics import DAY_SECONDS, MIB
from services.cli.main import app
from services.cli.registry import find
from services.runtime.discovery import registered
from services.runtime.pool.settings import PoolSettings
from services.runtime.registration import Topology
from services.runtime.settings import Settings
from services.runtime.telemetry import metrics
from services.storage.collections import ARTICLE_INDEXES, REVISION_INDEXES

Metric = Counter | Gauge | Histogram
Row = Sequence[str]


@cache
def own_services() -> Topology:
    """The services of this repository, without those of other installed packages."""
    return Topology(
        found.load()
        for found in registered()
        if found.dist is not None and found.dist.name == "wireroom"
    )


def pages() -> dict[str, dict[str, str]]:
    """The tables of each page: the page's path below ``docs/``, then name and text of each."""
    return {
        "reference/settings.md": {"settings": settings_table()},
        "reference/metrics.md": {"metrics": metrics_table()},
        "reference/topics.md": {"topics": topics_table(), "messages": messages_table()},
        "reference/services.md": {
            "services": services_table(),
            "resources": resources_table(),
        },
        "reference/store.md": {"collections": collections_table(), "indexes": indexes_table()},
        "reference/events.md": {one.__name__: fields_table(one) for one in models()},
        "reference/commands.md": {"commands": commands_table(), "tasks": tasks_table()},
    }


def _table(headings: Row, rows: Iterable[Row]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(_cell(text) for text in line)} |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _code(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def settings_table() -> str:
    """What all services share first, then what one adds."""
    rows = list(_settings_rows("all", Settings.model_fields.items()))
    with_pool = [name for name in own_services() if issubclass(_settings_of(name), PoolSettings)]
    rows += _settings_rows(", ".join(with_pool), _added(PoolSettings, Settings))
    for service in own_services():
        own = _settings_of(service)
        base = PoolSettings if service in with_pool else Settings
        rows += _settings_rows(service, _added(own, base))
    return _table(["variable", "default", "service", "meaning"], rows)


def _settings_of(service: str) -> type[Settings]:
    return find(service)[1].settings_class


def _added(own: type[Settings], base: type[Settings]) -> list[tuple[str, FieldInfo]]:
    """The fields that the class adds, or gives another default."""
    before = base.model_fields
    return [
        (name, one)
        for name, one in own.model_fields.items()
        if name not in before or one.default != before[name].default
    ]


def _settings_rows(service: str, fields: Iterable[tuple[str, FieldInfo]]) -> Iterator[Row]:
    for name, field in fields:
        shown = _default(field.default)
        yield f"`WIREROOM_{name.upper()}`", shown, service, field.description or ""


def _default(default: Any) -> str:
    match default:
        case None | "":
            return ""
        case SecretStr():
            return f"`{default.get_secret_value()}`"
        case bool():
            return f"`{str(default).lower()}`"
        case dict():
            return f"`{default}`".replace("'", '"')
        case _:
            return f"`{default}`"


def declared() -> list[Metric]:
    """All metrics, in the order of their declaration."""
    own = [one.metrics for one in own_services().values() if one.metrics]
    return [
        one
        for module in (metrics, *map(import_module, own))
        for one in vars(module).values()
        if isinstance(one, Counter | Gauge | Histogram)
    ]


def name_of(metric: MetricWrapperBase) -> str:
    """The name as it stands in queries; a histogram's goes on with _bucket, _sum and _count."""
    family = next(iter(metric.describe()))
    return f"{family.name}_total" if family.type == "counter" else family.name


def labels_of(metric: MetricWrapperBase) -> tuple[str, ...]:
    """The names of its labels."""
    return tuple(metric._labelnames)


def metrics_table() -> str:
    """Each metric with its labels."""
    rows = []
    for metric in declared():
        family = next(iter(metric.describe()))
        labels = " ".join(f"`{label}`" for label in labels_of(metric))
        rows.append([f"`{name_of(metric)}`", family.type, labels, family.documentation])
    return _table(["metric", "type", "labels", "meaning"], rows)


def topics_table() -> str:
    """Each topic with who writes and who reads it."""
    ours = own_services()
    return _table(
        ["topic", "holds", "key", "written by", "read by", "what lies there"],
        (
            [
                f"`{topic.name}`",
                f"[{topic.model.__name__}](events.md#{topic.model.__name__.lower()})",
                topic.key,
                _names(one.name for one in ours.writers(topic)) or "publishers",
                _names(one.name for one in ours.readers(topic)) or "downstream systems",
                topic.summary,
            ]
            for topic in ours.topics.values()
        ),
    )


def _names(names: Iterable[str]) -> str:
    return ", ".join(names)


def messages_table() -> str:
    """How long the messages of each topic stay, and how large they may be."""
    return _table(
        ["topic", "partitions", "kept for", "compacted", "largest message", "timestamps"],
        (
            [
                f"`{topic.name}`",
                str(topic.partitions),
                f"{topic.retention_seconds / DAY_SECONDS:g} days",
                "yes" if topic.compacted else "no",
                f"{topic.max_message_bytes / MIB:g} MiB",
                "the broker's" if topic.from_publishers else "the writer's",
            ]
            for topic in own_services().all_topics.values()
        ),
    )


def services_table() -> str:
    """Each service with its topics and needs."""
    return _table(
        ["service", "what it does", "reads", "writes", "version", "needs", "extra"],
        (
            [
                f"`{one.name}`",
                one.title,
                _code(topic.name for topic in one.inputs),
                _code(topic.name for topic in one.outputs),
                one.version,
                _names(sorted(one.needs)),
                f"`wireroom[{one.extra}]`" if one.extra else "",
            ]
            for one in own_services().values()
        ),
    )


def collections_table() -> str:
    """Each collection of MongoDB with the service that writes it."""
    return _table(
        ["collection", "written by", "`_id`", "what it holds"],
        (
            [f"`{held.name}`", one.name, held.id, held.holds]
            for one in own_services().values()
            for held in one.collections
        ),
    )


def indexes_table() -> str:
    """Each index of the stored articles."""
    indexes = {"articles": ARTICLE_INDEXES, "revisions": REVISION_INDEXES}
    return _table(
        ["collection", "fields", "newest first by"],
        (
            [f"`{collection}`", _code(rising), _code(falling)]
            for collection, held in indexes.items()
            for keys in (one.document["key"] for one in held)
            for rising in [[name for name, direction in keys.items() if direction > 0]]
            for falling in [[name for name, direction in keys.items() if direction < 0]]
        ),
    )


def resources_table() -> str:
    """What one replica of each service takes in the deploy files."""
    return _table(
        ["service", "CPU cores", "memory", "memory limit", "replicas", "waiting per replica"],
        (
            [
                f"`{one.name}`",
                f"{one.resources.cpu:g}",
                f"{one.resources.memory_mb} MiB",
                f"{one.resources.memory_limit_mb} MiB",
                f"{one.resources.min_replicas} to {one.resources.max_replicas}",
                f"{one.resources.lag_threshold} messages",
            ]
            for one in own_services().values()
        ),
    )


def fields_table(model: type[Model]) -> str:
    """The fields of a model; of one that extends another, those that it adds."""
    inherited: dict[str, FieldInfo] = getattr(model.__base__, "model_fields", {})
    return _table(
        ["field", "type", "required", "meaning"],
        (
            [
                f"`{name}`",
                type_in_words(field.annotation),
                "yes" if field.is_required() else "",
                field.description or "",
            ]
            for name, field in model.model_fields.items()
            if name not in inherited
        ),
    )


_PLAIN = {str: "string", int: "integer", float: "number", bool: "true or false", datetime: "time"}


def type_in_words(annotation: Any) -> str:
    """A field's type as a reader of the JSON sees it. Raises KeyError for one not known here."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return " or ".join(f"`{value}`" for value in inner)
    if origin in (Union, UnionType):
        known = [type_in_words(one) for one in inner if one is not NoneType]
        return " or ".join([*known, "null"] if NoneType in inner else known)
    if origin is list:
        return f"list of {type_in_words(inner[0])}"
    if origin is dict:
        return f"map of {type_in_words(inner[0])} to {type_in_words(inner[1])}"
    if hasattr(annotation, "__metadata__"):
        return type_in_words(inner[0])
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    return _PLAIN[annotation]


def commands_table() -> str:
    """Each command with its arguments and its one-line help."""
    return _table(["command", "does"], _command_rows("wireroom", get_command(app)))


def _command_rows(words: str, command: Any) -> Iterator[Row]:
    for name, inner in getattr(command, "commands", {}).items():
        if hasattr(inner, "commands"):
            yield from _command_rows(f"{words} {name}", inner)
        else:
            yield f"`{_usage(f'{words} {name}', inner)}`", inner.get_short_help_str(200)


def _usage(words: str, command: Any) -> str:
    arguments = [
        f"[{one.metavar}]" if not one.required and not one.metavar.startswith("[") else one.metavar
        for one in command.params
        if one.param_type_name == "argument"
    ]
    return " ".join([words, *arguments])


def tasks_table() -> str:
    """Each task of ``pyproject.toml`` with its help."""
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    tasks = tomllib.loads(text)["tool"]["poe"]["tasks"]
    rows = ([f"`uv run poe {name}`", task["help"]] for name, task in sorted(tasks.items()))
    return _table(["task", "does"], rows)


def with_tables(text: str, tables: dict[str, str]) -> str:
    """The text with each table between its markers. Raises ValueError if one has no markers."""
    for name, table in tables.items():
        begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
        before, found, rest = text.partition(begin)
        _, closed, after = rest.partition(end)
        if not (found and closed):
            raise ValueError(f"no {begin} … {end} there")
        text = f"{before}{begin}\n{table}\n{end}{after}"
    return text


def write(folder: Path) -> None:
    """Write the tables into the pages below ``folder``. Raises OSError if a page is missing."""
    for name, tables in pages().items():
        page = folder / name
        page.write_text(with_tables(page.read_text(encoding="utf-8"), tables), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
