"""``python -m tests.hostile``: sends what no publisher should, and prints what became of it."""

import argparse
import asyncio
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

from tests.hostile.run import MOST_SECONDS, run
from tests.integration.kafka import kafka_or_skip


def main() -> int:
    parser = argparse.ArgumentParser(prog="poe hostile", description=__doc__)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, help="where everything lies, kept at the end")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    kafka_or_skip()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="wireroom-hostile-") as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        report = asyncio.run(run(options.messages, options.seed, folder))
    for name, count in sorted(report.sent.items()):
        print(f"{count:>8,}  {name}")
    for name, count in sorted(report.refused.items()):
        print(f"{count:>8,}  refused by the broker: {name}")
    print(
        f"{len(report.stored_at):,} of {len(report.published_at):,} good articles stored, "
        f"the slowest after {report.slowest:.0f} s; {report.most_bytes / 1e9:.2f} GB at most"
    )
    if report.slowest > MOST_SECONDS:
        report.faults.append(f"an article was stored after {report.slowest:.0f} s")
    for fault in report.faults:
        print(f"FAULT {fault}")
    verdict = "all hold" if not report.faults else "NOT ALL HOLD"
    print(f"seed {options.seed}: {verdict}, {(time.monotonic() - begun) / 60:.1f} minutes")
    return int(bool(report.faults))


if __name__ == "__main__":
    sys.exit(main())
