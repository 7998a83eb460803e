"""``wireroom bench``: hands over to the benchmarks, which live beside the tests in a checkout.

They need what an installation does not have: the tests' brokers and stores, and the programs of
others that we are measured beside. So they are a program of their own.
"""

import subprocess
import sys
from pathlib import Path

import typer

from services.cli.errors import CommandError

ROOT = Path(__file__).parents[3]

PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}


def register(app: typer.Typer) -> None:
    app.command("bench", context_settings=PASS_ON, short_help="Run the benchmarks.")(bench)


def bench(context: typer.Context) -> None:
    """Measure Wireroom beside what it is made of and what people would use instead."""
    if not (ROOT / "tests" / "bench" / "__main__.py").exists():
        raise CommandError("the benchmarks are part of a checkout of the repository, not installed")
    command = [sys.executable, "-m", "tests.bench", *context.args]
    code = subprocess.run(command, cwd=ROOT).returncode  # noqa: S603
    if code:
        raise typer.Exit(code)
