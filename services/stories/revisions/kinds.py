"""Says of what kind a change is: the notice that a publisher sets, else what changed."""

import re
from collections.abc import Iterable
from importlib.resources import files
from typing import Literal

RevisionKind = Literal["correction", "update", "headline", "typography", "retraction", "withdrawn"]

MOST_NOTICE = 400
"""Characters of a notice: a sentence longer than that tells news."""


def _patterns(name: str) -> re.Pattern[str]:
    lines = files("services.stories").joinpath("data", name).read_text("utf-8").splitlines()
    return re.compile("|".join(f"(?:{line})" for line in lines if line), re.IGNORECASE)


CORRECTS = _patterns("correction_notices.txt")
RETRACTS = _patterns("retraction_notices.txt")
WITHDRAWS = _patterns("withdrawal_notices.txt")


def notice(pattern: re.Pattern[str], texts: Iterable[str]) -> str | None:
    """The first of the texts that opens as such a notice does, or says so in a short sentence."""
    return next((text for text in texts if len(text) <= MOST_NOTICE and pattern.search(text)), None)
