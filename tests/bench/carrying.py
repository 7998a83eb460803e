"""What carrying alone costs: our worker doing little, beside Faust and aiokafka doing nothing."""

import itertools
from collections.abc import Callable
from dataclasses import replace

from schemas.topics import ACCEPTED
from tests.bench import load
from tests.bench.figures import Figure, Target, beside
from tests.bench.machine import TICK_SECONDS
from tests.bench.parts import Parts, Program, ends

PARTITIONS = 4
Start = Callable[[str, str], Program]
"""Starts a contender, given its output topic and its group."""


async def measure(parts: Parts, repeats: int, count: int) -> list[Figure]:
    """Articles of 4 KB through one process, from topic to topic."""
    source = replace(ACCEPTED, name="bench.in", partitions=PARTITIONS)
    await parts.kafka.create([source])
    some = [one.model_dump_json().encode() for one in load.accepted(load.texts(200, 1))]
    await parts.publish(list(itertools.islice(itertools.cycle(some), count)), source.name)
    kafka = parts.kafka.address
    settings = {"WIREROOM_KAFKA": kafka, "WIREROOM_LOG_LEVEL": "WARNING"}

    def bare(module: str) -> Start:
        return lambda out, group: Program(
            f"tests.bench.programs.{module}", parts.folder / f"{group}.log",
            kafka, source.name, out, group,
        )  # fmt: skip

    def ours(out: str, group: str) -> Program:
        log = parts.folder / f"{group}.log"
        return Program("tests.bench.programs.copying", log, source.name, out, group, **settings)

    contenders: dict[str, Start] = {
        "ours": ours,
        "faust": bare("faust_bytes"),
        "aiokafka": bare("aiokafka_bytes"),
    }
    rates: dict[str, list[float]] = {name: [] for name in contenders}
    per_cpu: dict[str, list[float]] = {name: [] for name in contenders}
    for repeat in range(repeats):
        for name, start in contenders.items():
            rate, cpu = await race(parts, f"{name}-{repeat}", start, count)
            rates[name].append(rate)
            per_cpu[name].append(cpu)
    # On a machine that others use too, what a CPU second yields says more than what a second does.
    return [
        *_figures("articles/s", "carrying", rates, Target("value", "at least", 5000)),
        *_figures("articles/CPU s", "carrying, per CPU second", per_cpu),
    ]


def _figures(unit: str, name: str, rates: dict[str, list[float]], *targets: Target) -> list[Figure]:
    faust, bare = Target("ratio", "at least", 0.6), Target("ratio", "at least", 0.35)
    return [
        beside(
            f"{name}, beside Faust", unit, rates["ours"], "Faust with raw bytes",
            rates["faust"], targets=[*targets, faust],
        ),
        beside(
            f"{name}, beside aiokafka", unit, rates["ours"], "aiokafka with raw bytes",
            rates["aiokafka"], targets=[bare],
        ),
    ]  # fmt: skip


async def race(parts: Parts, group: str, start: Start, count: int) -> tuple[float, float]:
    """Messages per second, and per CPU second of the process, from its first output to its last."""
    target = replace(ACCEPTED, name=f"bench.{group}", partitions=PARTITIONS)
    dead = replace(target, name="bench.in.dead")
    await parts.kafka.create([target, dead])
    program = start(target.name, group)
    try:
        async with ends(parts.kafka.address, target.name, PARTITIONS) as lying:
            first, begun = await lying.at_least(1)
            cpu = program.cpu()
            last, ended = await lying.at_least(count)
            took = max(program.cpu() - cpu, TICK_SECONDS)
            return (last - first) / (ended - begun), (last - first) / took
    finally:
        program.check()
        program.end()
