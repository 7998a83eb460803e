"""Reads the settings, so that a wrong one is a line that names it."""

from typing import TypeVar

from pydantic import ValidationError

from services.cli.errors import CommandError
from services.runtime.settings import Settings

S = TypeVar("S", bound=Settings)


def load(settings_class: type[S]) -> S:
    """The settings in the environment. Raises CommandError that names the wrong variables."""
    try:
        return settings_class()
    except ValidationError as invalid:
        wrong = "; ".join(
            f"WIREROOM_{'.'.join(str(part) for part in error['loc']).upper()}: {error['msg']}"
            for error in invalid.errors(include_url=False, include_input=False)
        )
        raise CommandError(f"wrong setting: {wrong}") from None
