"""A command that holds embedded parts until it is ended: run as a process by the tests."""

import asyncio
import sys

from services.cli.demo.embedded import embedded
from services.cli.processes import run


async def hold() -> None:
    async with embedded(["intake", "cleaning"]) as ours:
        # Services that are ready have children of their own.
        await ours.run(ours.ready())
        print(ours.folder, *(part.process.pid for part in ours.parts.values()), flush=True)
        await ours.run(asyncio.Event().wait())


if __name__ == "__main__":
    try:
        run(hold())
    except KeyboardInterrupt:
        sys.exit(130)
