"""Runs all four services with other values of the settings that matter: whence the defaults."""

from tests.bench import load
from tests.bench.figures import Figure, beside
from tests.bench.parts import Parts, pipeline
from tests.bench.working import through

SETTINGS: dict[str, tuple[float, ...]] = {
    "children": (1, 2, 4),
    "child_chunk": (2, 8, 32, 128),
    "batch_size": (50, 200, 500),
    "buffer_size": (128, 512, 1024, 4096),
    "linger_seconds": (0, 0.005, 0.02),
}
SEED = 20_000


async def measure(parts: Parts, repeats: int, count: int) -> list[Figure]:
    """Texts per second and CPU for each, with each value of each setting and the rest as it is.

    The defaults are run again before each setting: the machine may be another by then.
    """
    figures = []
    for place, (name, values) in enumerate(SETTINGS.items()):
        rate, cpu = await _run(parts, repeats, count, {}, 1000 * place)
        for number, value in enumerate(values):
            at = 1000 * place + 100 * (1 + number)
            rates, costs = await _run(parts, repeats, count, {name: value}, at)
            figures += [
                beside(f"{name} {value}, rate", "articles/s", rates, "the defaults", rate),
                beside(
                    f"{name} {value}, CPU", "CPU s/article", costs, "the defaults", cpu,
                    more_is_better=False,
                ),
            ]  # fmt: skip
    return figures


async def _run(
    parts: Parts, repeats: int, count: int, settings: dict[str, float], seed: int
) -> tuple[list[float], list[float]]:
    rates, costs = [], []
    async with pipeline(parts, **settings) as running:
        await through(running, list(load.texts(10, SEED + seed + 99)))
        for repeat in range(repeats):
            articles = list(load.texts(count, SEED + seed + repeat))
            before = sum(running.cpu().values())
            rates.append(count / await through(running, articles))
            costs.append((sum(running.cpu().values()) - before) / count)
    return rates, costs
