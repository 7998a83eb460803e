"""Reads labelled articles, to measure cleaning or to train its line model.

A folder holds `extraction/extraction.jsonl.gz` with its pages, `plaintext/plaintext.jsonl.gz`, or
both: lines of `{id, source, url, html_path | text, expected{body | with + without, title,
authors[], date}}`.
"""

import gzip
import json
from collections.abc import Iterator, Mapping
from hashlib import md5
from pathlib import Path
from typing import Any

from trafilatura.utils import decode_file

from services.cleaning.url_clues import read_url_clues

Article = Mapping[str, Any]
FOLDS = 5
"""Parts of the sites, for cross-validation."""

ASIDE = 4
"""The fold that is kept aside: nobody looks at its articles while making rules."""


def articles(path: Path) -> Iterator[Article]:
    """The labelled articles under ``path``, pages with their HTML, texts with their text."""
    for file in (path / "extraction/extraction.jsonl.gz", path / "plaintext/plaintext.jsonl.gz"):
        if not file.exists():
            continue
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                article = json.loads(line)
                if "html_path" in article:
                    page = file.parent / article["html_path"]
                    article["html"] = decode_file(gzip.decompress(page.read_bytes()))
                yield article


def fold_of(article: Article) -> int:
    """The fold of an article, from 0 to ``FOLDS - 1``; all articles of a site share one."""
    site = read_url_clues(article.get("url"), None).site or article["id"].removesuffix("#text")
    return int(md5(site.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS
