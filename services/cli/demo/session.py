"""What ``demo`` and ``up`` do, from start to stop."""

import asyncio
import sys
from collections.abc import Sequence

from services.cli.demo.embedded import Embedded, embedded
from services.cli.demo.tracker import Tracker
from services.cli.demo.view import Screen, many
from services.cli.errors import CommandError
from services.cli.messages.input_files import BadInput, Draft, expand, kind_of, read, unpacked
from services.cli.monitor.status_page import status_page
from services.cli.processes import free_port
from services.cli.samples import SAMPLES
from services.runtime.registration import topology


def drafts_of(names: Sequence[str]) -> list[Draft]:
    """All articles in the files, as they are. Raises CommandError if one can't be read."""
    drafts: list[Draft] = []
    for path in expand(names):
        if path is None:
            found = list(read(sys.stdin.buffer, "jsonl", "stdin", raw=True))
        else:
            where = path.name if path.is_relative_to(SAMPLES) else str(path)
            with unpacked(path) as (content, _):
                found = list(read(content, kind_of(path) or "jsonl", where, raw=True))
        for one in found:
            if isinstance(one, BadInput):
                raise CommandError(f"{one.where}: {one.error}")
            drafts.append(one)
    if not drafts:
        raise CommandError("there is nothing in these files")
    return drafts


async def run_demo(
    drafts: Sequence[Draft], screen: Screen, *, seconds: float, keep: bool
) -> tuple[Tracker, bool]:
    """Start everything, follow the drafts to their ends, stop everything.

    Returns what was seen, and whether all of them ended.
    """
    with screen.waiting(f"starting a broker, a store and {len(topology())} services"):
        async with embedded(keep=keep) as ours:
            screen.say(f"broker at {ours.kafka}, store at {ours.mongo}")
            if keep:
                screen.say(f"logs in {ours.folder}")
            follower = Tracker(ours, on_progress=screen.progress)
            screen.say(f"publishing {many(len(drafts), 'article')}")
            complete = await ours.run(follower.follow(drafts, seconds))
            screen.say("all of them came to an end; stopping" if complete else "stopping")
    return follower, complete


async def keep_running(
    screen: Screen, kafka_port: int, mongo_port: int, status_port: int, keep: bool
) -> None:
    """Start everything, say where it is, and wait until a part or we are ended."""
    async with embedded(kafka_port=kafka_port, mongo_port=mongo_port, keep=keep) as ours:
        command = [sys.executable, "-m", "services.cli.main", "lag", "--serve", "--every", "2"]
        await ours.begin("lag", command, free_port())
        services = {ours.url(name): str(name) for name in (*topology(), "lag")}
        async with status_page(services, free_port(status_port)) as page:
            print(addresses(ours, page, list(services)), flush=True)
            await ours.run(ours.ready())
            screen.say("all services are ready")
            await ours.run(asyncio.Event().wait())


def addresses(ours: Embedded, page: str, urls: Sequence[str]) -> str:
    """Every address, and what to do with them, in lines to copy."""
    exports = "\n".join(f"export {name}='{value}'" for name, value in ours.environment.items())
    metrics = "\n".join(f"  {service:<8} {ours.url(service)}/metrics" for service in topology())
    return f"""\
status     {page}
Kafka      {ours.kafka}
MongoDB    {ours.mongo}
logs       {ours.folder}
services   (also /healthz and /readyz)
{metrics}

In another terminal:

{exports}
wireroom publish --samples
wireroom consume
wireroom dead list
wireroom top {" ".join(urls)}

Ctrl-C stops it all; what it holds is then gone."""
