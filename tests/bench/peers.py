"""Wireroom beside what people would use instead, on the same articles. An option: it fetches some.

mediacloud-metadata wants another trafilatura than ours, so it runs in an environment of its own.
"""

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import mean
from typing import Any

from pymongo import MongoClient

from schemas.topics import RAW
from services.cleaning.logic import clean
from services.runtime.stage import Rejected
from tests.bench import load
from tests.bench.figures import Figure, beside
from tests.bench.parts import ALONE, Parts, Pipeline, Program
from tests.bench.working import through
from tests.integration.kafka import ROOT

MEDIACLOUD = "mediacloud-metadata==2.1.0"
CLEANERS = ("ours", "trafilatura", "mediacloud")
SEED = 11_000

Page = dict[str, Any]


def pages(count: int, gold: Path | None) -> list[Page]:
    """Pages with what is expected of each: generated, or those of a file, which ``--gold`` names.

    Its lines hold ``url``, ``html`` or ``html_path``, and ``expected`` with ``body`` and ``title``;
    those without an address or a body are left out.
    """
    if gold is None:
        return [_generated(one.url, one.html) for one in load.pages(count, SEED)]
    found = [json.loads(line) for line in _unpacked(gold).splitlines()]
    for page in found:
        if "html" not in page:
            page["html"] = _unpacked(gold.parent / page["html_path"]).decode("utf-8", "replace")
    # Without an address mediacloud-metadata fails, and would be measured for that.
    return [one for one in found if one.get("url") and one.get("expected", {}).get("body")]


def _unpacked(path: Path) -> bytes:
    held = path.read_bytes()
    return gzip.decompress(held) if held.startswith(b"\x1f\x8b") else held


def _generated(url: str | None, html: str | None) -> Page:
    assert url is not None
    assert html is not None
    paragraphs = re.findall(r"<p>(.*?)</p>", html)
    title = re.search(r"<h1>(.*?)</h1>", html)
    assert title is not None
    return {
        "url": url,
        "html": html,
        "expected": {"body": "\n".join(paragraphs), "title": title[1]},
    }


def cleaning(folder: Path, repeats: int, some: Sequence[Page]) -> list[Figure]:
    """Pages per CPU second and how well they were cleaned, ours beside each peer's."""
    path = folder / "pages.jsonl"
    path.write_text("\n".join(json.dumps({"url": p["url"], "html": p["html"]}) for p in some))
    rates: dict[str, list[float]] = {name: [] for name in CLEANERS}
    bodies: dict[str, float] = {}
    titles: dict[str, float] = {}
    for _ in range(repeats):
        for name in CLEANERS:
            *found, (cpu, _) = map(json.loads, _run(_cleaner(name), str(path)))
            rates[name].append(len(some) / cpu)
            expected = [page["expected"] for page in some]
            pairs = list(zip(found, expected, strict=True))
            bodies[name] = mean(likeness(one["body"], gold["body"]) for one, gold in pairs)
            titled = [(one, gold) for one, gold in pairs if gold.get("title")]
            titles[name] = mean(_same(one["title"], gold["title"]) for one, gold in titled)
    figures = []
    for peer in CLEANERS[1:]:
        quality = ("bodies, F1 of words", bodies), ("titles right", titles)
        figures += [
            beside(
                f"cleaning beside {peer}, speed", "pages/CPU s", rates["ours"], peer, rates[peer]
            ),
            *(
                beside(f"cleaning beside {peer}, {name}", "share", [by["ours"]], peer, [by[peer]])
                for name, by in quality
            ),
        ]
    return figures


def _cleaner(name: str) -> list[str]:
    program = str(ROOT / "tests" / "bench" / "programs" / "cleaners.py")
    if name != "mediacloud":
        return [sys.executable, "-m", "tests.bench.programs.cleaners", name]
    uv = shutil.which("uv")
    assert uv is not None, "the peers need uv, which makes an environment for one of them"
    return [uv, "run", "--quiet", "--no-project", "--with", MEDIACLOUD, "python", program, name]


def _run(command: Sequence[str], *arguments: str) -> list[str]:
    done = subprocess.run(
        [*command, *arguments],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**ALONE, **os.environ},
    )
    return done.stdout.decode().splitlines()


def likeness(found: str | None, gold: str) -> float:
    """F1 of the words, each as often as it occurs: 1 for the same text."""
    ours, theirs = (Counter(re.findall(r"\w+", text or "")) for text in (found, gold))
    common = (ours & theirs).total()
    return 2 * common / max(ours.total() + theirs.total(), 1)


def _same(found: str | None, gold: str) -> bool:
    return " ".join((found or "").split()).casefold() == " ".join(gold.split()).casefold()


def tagging(folder: Path, repeats: int, count: int) -> list[Figure]:
    """Articles per CPU second, ours beside stock spaCy, one at a time and by its own pipe."""
    path = folder / "cleaned.jsonl"
    cleaned = [clean(one) for one in load.accepted(load.texts(count, SEED + 1))]
    kept = [one.model_dump_json() for one in cleaned if not isinstance(one, Rejected)]
    path.write_text("\n".join(kept))
    rates: dict[str, list[float]] = {name: [] for name in ("ours", "stock", "pipe")}
    command = [sys.executable, "-m", "tests.bench.programs.taggers"]
    for _ in range(repeats):
        for name, found in rates.items():
            [line] = _run(command, name, str(path))
            found.append(len(kept) / json.loads(line)[0])
    return [
        beside(f"tagging beside {name}", "articles/CPU s", rates["ours"], name, rates[kind])
        for kind, name in (("stock", "stock spaCy"), ("pipe", "stock spaCy's nlp.pipe"))
    ]


async def whole(running: Pipeline, repeats: int, count: int) -> list[Figure]:
    """All four services beside the scripts that a user would write, on pages."""
    rates: list[float] = []
    theirs: dict[str, list[float]] = {"alone": [], "pool": []}
    for repeat in range(repeats):
        articles = list(load.pages(count, SEED + 2 + repeat))
        rates.append(count / await through(running, articles))
        values = [one.model_dump_json().encode() for one in articles]
        for kind, found in theirs.items():
            found.append(await _script(running.parts, kind, values, repeat))
    return [
        beside(f"all of it beside {name}", "pages/s", rates, name, theirs[kind])
        for kind, name in (("alone", "the obvious script"), ("pool", "the script with a pool"))
    ]


async def _script(parts: Parts, kind: str, values: list[bytes], repeat: int) -> float:
    """Articles per second of a script, from the first stored to the last: without its start."""
    topic = replace(RAW, name=f"peers.{kind}.{repeat}", partitions=4)
    await parts.kafka.create([topic])
    await parts.publish(values, topic.name)
    database = f"peers_{kind}_{repeat}"
    script = Program(
        "tests.bench.programs.scripts", parts.folder / f"{kind}.log",
        kind, parts.kafka.address, topic.name, parts.store.address, database,
    )  # fmt: skip
    try:
        with MongoClient[dict[str, Any]](parts.store.address) as client:
            stored = client[database]["articles"]
            first, begun = _stored(script, stored, 1)
            last, ended = _stored(script, stored, len(values))
        return (last - first) / (ended - begun)
    finally:
        script.end()


def _stored(script: Program, stored: Any, least: int) -> tuple[int, float]:
    while (count := stored.count_documents({})) < least:
        script.check()
        time.sleep(0.2)  # To count is work for the store, which the script waits for.
    return count, time.monotonic()
