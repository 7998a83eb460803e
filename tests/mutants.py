"""Prints the mutation score of each file that ``[tool.mutmut]`` names, and of all together.

``poe mutants`` runs it after mutmut. The score is the share of all mutants that a test killed;
those that no test runs, and those that change nothing, count as survivors too.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from mutmut.stats import status_by_exit_code

KILLED = {"killed", "timeout", "segfault", "caught by type check"}
ENOUGH = 0.85
ROOT = Path("mutants")


def results() -> Iterator[tuple[str, str, str]]:
    """File, mutant and status of each mutant that mutmut made."""
    for path in sorted(ROOT.rglob("*.meta")):
        name = str(path.relative_to(ROOT)).removesuffix(".meta")
        for mutant, code in json.loads(path.read_text())["exit_code_by_key"].items():
            yield name, mutant, status_by_exit_code[code]


def main() -> int:
    """Print a line a file; 1 if too few mutants were killed in all."""
    killed, total = Counter[str](), Counter[str]()
    for name, mutant, status in results():
        for key in (name, "all"):
            total[key] += 1
            killed[key] += status in KILLED
        if status not in KILLED and "--survivors" in sys.argv:
            print(f"{status:<10} {mutant}")
    for key in [*sorted(total.keys() - {"all"}), "all"]:
        print(f"{killed[key] / total[key]:5.2f}  {killed[key]:>5} of {total[key]:>5}  {key}")
    return int(killed["all"] < ENOUGH * total["all"])


if __name__ == "__main__":
    sys.exit(main())
