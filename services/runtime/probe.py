"""Tries articles whose outcome is known, to tell a fault of ours from a run of bad articles."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any
from uuid import uuid4

from services.runtime.stage import Handle, Message, Outcome, Published

log = logging.getLogger(__name__)

MARK = "MARK"
"""Stands in the articles for a word that is new in each trial: no cache and no store knows it."""


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """A message's value, and fields of the article that must come of it."""

    value: bytes
    expected: Mapping[str, Any]

    def comes_out_as(self, outcome: Outcome) -> bool:
        """Whether this is the outcome that it must have; says in the log what it is if not."""
        found = json.loads(outcome.value) if isinstance(outcome, Published) else {}
        is_right = bool(found) and all(found.get(name) == it for name, it in self.expected.items())
        if not is_right:
            log.error("an article of our own came out wrong: %.500s", outcome)
        return is_right


def known_articles(package: str) -> list[KnownArticle]:
    """Those in ``data/probe.jsonl`` of a service's package: ``article`` and ``expected``."""
    text = (files(package) / "data" / "probe.jsonl").read_text("utf-8")
    lines = text.replace(MARK, uuid4().hex[:12]).splitlines()
    return [
        KnownArticle(json.dumps(one["article"]).encode(), one["expected"])
        for one in map(json.loads, lines)
    ]


async def all_come_out(handle: Handle, package: str) -> bool:
    """Whether the known articles come out of ``handle`` as they must. Raises ``Outage``."""
    known = known_articles(package)
    outcomes = await handle([Message(one.value) for one in known])
    return all(one.comes_out_as(it) for one, it in zip(known, outcomes, strict=True))
