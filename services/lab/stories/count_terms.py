"""Counts terms of a background of news: `uv run python -m services.lab.stories.count_terms FILE`.

FILE holds lines of `{id, title, text, lang}`, perhaps in gzip. Writes
``services/stories/data/term_counts.json.gz``: in how many articles each term stands, no text.
"""

import gzip
import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from services import stories
from services.lab.stories.labelled import article_of
from services.stories.clues import Clues, read_clues
from services.stories.term_weights import counted

ARTICLES = 5_000
EVERY = 4
"""Takes one article in so many, so that they are spread over the file."""
LEAST_CHARACTERS = 300
MOST_TERMS = 12_000
"""Of each kind; what is rarer counts as new."""
COUNTS_FILE = Path(stories.__file__).parent / "data" / "term_counts.json.gz"


def background(path: Path) -> Iterator[Clues]:
    """The clues of English articles of some length."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in islice(lines, 0, None, EVERY):
            row = json.loads(line)
            text = row.get("text") or ""
            if row.get("lang", "en") == "en" and len(text) >= LEAST_CHARACTERS:
                yield read_clues(article_of({"id": "-", "title": row.get("title"), "text": text}))


def main() -> None:
    weights = counted(islice(background(Path(sys.argv[1])), ARTICLES))
    saved = json.dumps(weights.to_json(MOST_TERMS), ensure_ascii=False, sort_keys=True)
    COUNTS_FILE.write_bytes(gzip.compress(saved.encode(), mtime=0))
    print(f"{weights.articles:,} articles, {COUNTS_FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
