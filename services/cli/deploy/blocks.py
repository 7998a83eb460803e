"""Replaces the made parts of files that people write, and fills templates line by line."""

import re
from collections.abc import Iterable, Mapping
from string import Template

MADE_BY = "uv run poe deploy"


class NoBlock(Exception):
    """A file lacks a block that is to be written; one line says which."""


def with_block(text: str, name: str, lines: Iterable[str]) -> str:
    """The text with other lines between the markers of a block. Raises NoBlock.

    The markers are the comments ``# >>> uv run poe deploy: NAME`` and ``# <<< NAME``.
    """
    body = "\n".join(lines).strip("\n")
    new, count = _block(name).subn(
        lambda found: f"{found[1]}{body}\n{found[3]}" if body else found[1] + found[3], text
    )
    if count != 1:
        raise NoBlock(f"{count} blocks '# >>> {MADE_BY}: {name}' … '# <<< {name}', not one")
    return new


def block_in(text: str, name: str) -> str:
    """What stands between the markers of a block; empty if there is none."""
    found = _block(name).search(text)
    return found[2] if found else ""


def _block(name: str) -> re.Pattern[str]:
    begin, end = re.escape(f"# >>> {MADE_BY}: {name}"), re.escape(f"# <<< {name}")
    return re.compile(rf"^( *{begin}\n)(.*?)^( *{end}\n)", re.M | re.S)


def filled(template: str, values: Mapping[str, str | None]) -> str:
    """A template with its ``$placeholders`` replaced.

    A line that is nothing but a placeholder whose value is None falls away.
    """
    away = {f"${name}" for name, value in values.items() if value is None}
    lines = [one for one in template.splitlines(keepends=True) if one.strip() not in away]
    return Template("".join(lines)).substitute(values)
