"""Changes the JSON of a message before it is put back: a JSON merge patch (RFC 7396), pure."""

import json
from pathlib import Path
from typing import Any

from services.cli.errors import CommandError


def merge_patch(target: Any, patch: Any) -> Any:
    """The target with the patch's fields in it; a null takes a field away."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge_patch(merged.get(name), value)
    return merged


def read_patch(given: str) -> Any:
    """The patch, given as JSON or as a file of it. Raises CommandError if it is neither."""
    if given.lstrip().startswith("{"):
        text, where = given, "--patch"
    else:
        text, where = Path(given).read_text(encoding="utf-8"), given
    try:
        patch = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{where}: not JSON ({error})") from error
    if not isinstance(patch, dict):
        raise CommandError(f"{where}: a patch is a JSON object")
    return patch


def patched(value: bytes | None, patch: Any) -> bytes | None:
    """The message's value with the patch in it; untouched where there is no patch.

    Raises ValueError if the value is no JSON object.
    """
    if patch is None:
        return value
    try:
        target = json.loads(value or b"")
    except (ValueError, RecursionError):
        raise ValueError("it is no JSON, so there is nothing to patch") from None
    if not isinstance(target, dict):
        raise ValueError("it is no JSON object, so there is nothing to patch")
    text = json.dumps(merge_patch(target, patch), ensure_ascii=False)
    # Half a character is written as JSON writes it.
    return text.encode(errors="backslashreplace")
