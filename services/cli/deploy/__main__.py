"""``python -m services.cli.deploy`` (the task ``deploy``): writes the deploy files anew."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from services.cli.deploy.blocks import MADE_BY, NoBlock
from services.cli.deploy.files import stale, write
from services.cli.deploy.plan import CannotPlan, installed_packages, plan
from services.runtime.registration import BadRegistration, topology


def main(arguments: Sequence[str] | None = None) -> int:
    """Write stale files and name them; with ``--check`` only name them, and return 1 if any is."""
    parser = argparse.ArgumentParser(
        prog=MADE_BY, description="Write the deploy files from the services' registrations."
    )
    parser.add_argument("--check", action="store_true", help="write nothing; 1 if a file is stale")
    parser.add_argument("folder", nargs="?", type=Path, default=Path(), help="a Wireroom checkout")
    asked = parser.parse_args(arguments)
    try:
        texts = stale(asked.folder, plan(topology(), installed_packages()))
    except (BadRegistration, CannotPlan, NoBlock) as error:
        return _failed(str(error))
    except FileNotFoundError as missing:
        return _failed(f"{missing.filename}: not there; is {asked.folder.resolve()} a checkout?")
    if not asked.check:
        write(texts)
    for path, text in texts.items():
        done = "removed" if text is None else "written"
        print(f"{path}: {'stale' if asked.check else done}")
    if asked.check and texts:
        return _failed(f"{len(texts)} stale: {MADE_BY}")
    return 0


def _failed(line: str) -> int:
    print(line, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
