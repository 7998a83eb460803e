"""What ``demo`` and ``up`` do, from start to stop."""

import asyncio
import os
import sys
from collections.abc import Callable, Sequence

from services.cli.demo.embedded import PARTITIONS, Embedded, embedded
from services.cli.demo.tracker import Tracker
from services.cli.demo.view import addresses, progress
from services.cli.errors import CommandError
from services.cli.inputs.drafts import Draft, Files, ReadOptions
from services.cli.inputs.input_files import BadInput, PassedOver, find_files, sample_files
from services.cli.messages.progress import ProgressTracker
from services.cli.monitor.status_page import status_page
from services.cli.processes import free_port
from services.cli.progress_display import Progress, ProgressDisplay
from services.cli.running_stack import RunningStack, announcing, process_start
from services.cli.samples import SAMPLES
from services.cli.words import many
from services.runtime.registration import topology

LAG = [sys.executable, "-m", "services.cli.main", "lag", "--serve", "--every", "2"]


def drafts_of(names: Sequence[str], say: Callable[[str], None]) -> tuple[list[Draft], list[str]]:
    """All articles in the files, as they are, and the files that can't be read.

    ``say`` is told of each file without an article. Raises CommandError if there is no article.
    """
    files = sample_files() if list(names) == [str(SAMPLES)] else find_files(names)
    drafts: list[Draft] = []
    bad: list[str] = []
    for one in Files(files, ReadOptions(unchecked=True)):
        match one:
            case Draft():
                drafts.append(one)
            case BadInput(where, error):
                bad.append(where)
                say(f"{where}: {error}")
            case PassedOver(where, reason):
                say(f"{where}: passed over: {reason}")
    if not drafts:
        raise CommandError("there is no article in these files")
    return drafts, bad


async def run_demo(
    drafts: Sequence[Draft], display: Progress, *, seconds: float, keep: bool
) -> tuple[Tracker, bool]:
    """Start everything, follow the drafts to their ends, stop everything.

    Returns what was seen, and whether all of them ended.
    """
    reading = [name for name, one in topology().items() if one.inputs]
    async with embedded(reading, keep=keep, progress=display) as ours:
        if keep:
            display.say(f"logs in {ours.folder}")

        def on_progress(ends: ProgressTracker) -> None:
            if ours.is_ready:
                ended = sum(way.ended for way in ends.ways.values())
                display.waiting_for(progress(ends), ended, len(drafts))

        follower = Tracker(ours, on_progress)
        display.say(f"publishing {many(len(drafts), 'article')}")
        complete = await ours.run(_follow(ours, follower, drafts, seconds))
        display.say("all of them came to an end; stopping" if complete else "stopping")
        display.waiting_for("stopping")
    return follower, complete


async def _follow(
    ours: Embedded, follower: Tracker, drafts: Sequence[Draft], seconds: float
) -> bool:
    """Follow the drafts, and tell meanwhile which services are ready."""
    readiness = asyncio.create_task(ours.ready())
    try:
        return await follower.follow(drafts, seconds)
    finally:
        readiness.cancel()
        await asyncio.gather(readiness, return_exceptions=True)


async def keep_running(
    display: ProgressDisplay,
    kafka_port: int,
    mongo_port: int,
    status_port: int,
    gateway_port: int,
    keep: bool,
) -> None:
    """Start everything, say where it is, and wait until a part or we are ended."""
    with announcing() as announcement:
        async with status_page(free_port(status_port)) as page:
            display.say(f"status page at {page.url}")
            async with embedded(
                kafka_port=kafka_port,
                mongo_port=mongo_port,
                door_ports={"gateway": gateway_port},
                keep=keep,
                progress=display,
                on_addresses=lambda ours: announcement.write(stack(ours, page.url)),
            ) as ours:
                await ours.begin("lag", LAG, free_port())
                page.services, page.settings = ours.services, ours.settings
                announcement.write(stack(ours, page.url))
                await ours.run(ours.ready())
                display.say("all of it is ready")
                display.close()
                if announcement.refused:
                    told = f"\nOther commands need the exports: {announcement.refused}"
                    print(told, file=sys.stderr)
                exports = ours.environment if announcement.refused else {}
                told = addresses(pages(ours, page.url), ours.services, exports)
                print(f"\n{told}", flush=True)
                try:
                    await ours.run(asyncio.Event().wait())
                finally:
                    print("stopping", file=sys.stderr)


def stack(ours: Embedded, page: str) -> RunningStack:
    """What other commands need to know of it."""
    started = process_start(os.getpid())
    assert started is not None
    return RunningStack(
        pid=os.getpid(),
        started=started,
        kafka=ours.kafka,
        mongo=ours.mongo,
        kafka_idempotence=ours.settings.kafka_idempotence,
        kafka_broker_timestamps=ours.settings.kafka_broker_timestamps,
        kafka_session_timeout=ours.settings.kafka_session_timeout,
        partitions=PARTITIONS,
        status=page,
        services=ours.services,
        doors=ours.doors,
        logs=str(ours.folder),
    )


def pages(ours: Embedded, page: str) -> dict[str, tuple[str, str]]:
    """Address and purpose by name."""
    doors = {
        name: (url, f"{topology()[name].title}; {url}/openapi.json describes it")
        for name, url in ours.doors.items()
    }
    return {
        "status page": (page, "what each service does just now; open it in a browser"),
        "Kafka": (ours.kafka, "for producers of articles and readers of events"),
        "MongoDB": (ours.mongo, "the stored articles, in the database wireroom"),
        **doors,
        "logs": (str(ours.folder), "a file for each part, such as cleaning.log"),
    }
