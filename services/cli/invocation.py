"""How the user started the command, so that every command we print can be pasted."""

import os
import shlex
import shutil
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
UV_VARIABLES = ("UV_RUN_RECURSION_DEPTH", "UV")
"""What ``uv run`` sets for the programs that it starts; older versions set only one of them."""


def prefix() -> str:
    """The words that start Wireroom the way it was started: ``uv run wireroom``, ``wireroom``."""
    if any(os.environ.get(name) for name in UV_VARIABLES):
        return "uv run wireroom"
    own = Path(sys.argv[0])
    if own.name != "wireroom":
        return f"{shlex.quote(sys.executable)} -m services.cli.main"
    found = shutil.which("wireroom")
    if found is not None and own.exists() and own.samefile(found):
        return "wireroom"
    return shlex.quote(str(own))


def command(words: str) -> str:
    """A command that can be pasted; ``words`` follow the program's name."""
    return f"{prefix()} {words}"


def docs() -> str:
    """Where the documentation is: a path in a checkout, else how to print it."""
    for name in ("docs/README.md", "README.md"):
        path = CHECKOUT / name
        if path.is_file():
            here = Path.cwd()
            return str(path.relative_to(here) if path.is_relative_to(here) else path)
    return "README.md of the package wireroom"
