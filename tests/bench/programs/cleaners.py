"""Cleans pages as ours does and as others do: a program of its own, for one needs its own Python.

``python cleaners.py ours|trafilatura|mediacloud FILE``, with JSON lines of ``url`` and ``html``.
Says ``title`` and ``body`` of each as JSON lines, and last the CPU seconds and the seconds.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

Cleaned = tuple[str | None, str | None]
"""Title and body."""


def ours() -> Callable[[str, str], Cleaned]:
    from datetime import UTC, datetime

    from schemas.articles import Origin, RawArticle
    from services.cleaning.logic import clean
    from services.intake.logic import admit
    from services.runtime.stage import Rejected

    origin = Origin(topic="articles.raw", partition=0, offset=0, timestamp=0)

    def run(url: str, html: str) -> Cleaned:
        raw = RawArticle(html=html, url=url).model_dump_json().encode()
        accepted = admit(raw, origin, datetime.now(UTC))
        cleaned = accepted if isinstance(accepted, Rejected) else clean(accepted)
        return (None, None) if isinstance(cleaned, Rejected) else (cleaned.title, cleaned.body)

    return run


def trafilatura() -> Callable[[str, str], Cleaned]:
    from trafilatura import bare_extraction

    def run(url: str, html: str) -> Cleaned:
        found: Any = bare_extraction(html, url=url, include_comments=False, with_metadata=True)
        return (found.title, found.text) if found else (None, None)

    return run


def mediacloud() -> Callable[[str, str], Cleaned]:
    import mcmetadata

    def run(url: str, html: str) -> Cleaned:
        found = mcmetadata.extract(url, html_text=html)
        return found["article_title"], found["text_content"]

    return run


def main(name: str, path: str) -> None:
    run = {"ours": ours, "trafilatura": trafilatura, "mediacloud": mediacloud}[name]()
    with open(path, encoding="utf-8") as lines:
        pages = [json.loads(line) for line in lines]
    run(pages[0]["url"], pages[0]["html"])  # What is made at the first use.
    cpu, begun = time.process_time(), time.perf_counter()
    for page in pages:
        try:
            title, body = run(page["url"], page["html"])
        except Exception:  # theirs raise for a page without an article
            title = body = None
        print(json.dumps({"title": title, "body": body}))
    print(json.dumps([time.process_time() - cpu, time.perf_counter() - begun]))


if __name__ == "__main__":
    main(*sys.argv[1:])
