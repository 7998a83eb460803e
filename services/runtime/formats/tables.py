"""Reads tables: CSV and Parquet, whose columns are found by the names that people give them."""

import csv
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import IO, Any

from services.runtime.formats.found import LARGEST_PART, Found, Problem, Reading, clean

COLUMNS: dict[str, tuple[str, ...]] = {
    "html": ("html", "body_html", "content_html", "raw_html", "page"),
    "text": ("text", "content", "body", "article", "full_text", "fulltext", "maintext", "story"),
    "title": ("title", "headline", "heading"),
    "url": ("url", "link", "article_url", "source_url", "uri", "permalink"),
    "authors": ("authors", "author", "byline", "creator"),
    "published_at": (
        *("published_at", "published", "date", "publish_date", "date_publish", "pubdate"),
        *("publication_date", "date_published", "created_at", "timestamp"),
    ),
    "language": ("language", "lang", "locale"),
    "external_id": ("external_id", "id", "article_id", "guid", "uuid"),
    "source": ("source", "publication", "publisher", "outlet", "source_name", "source_domain"),
}
"""A field of an article, and the columns that hold it; the first that is there counts."""
LONGEST_CELL = LARGEST_PART
BATCH_ROWS = 256


def read_csv(lines: Iterable[str]) -> Reading:
    """The articles in a table of characters; commas, semicolons, tabs or bars between its cells.

    ``[N]`` is the place of the row N below the names of the columns.
    """
    csv.field_size_limit(LONGEST_CELL)
    rows = iter(lines)
    head = next(rows, "")
    mark = max(",;\t|", key=head.count)
    try:
        names = next(csv.reader([head], delimiter=mark), [])
        columns = find_columns(names)
        if "html" not in columns and "text" not in columns:
            yield Problem("", NO_COLUMN.format(", ".join(names)[:200]))
            return
        number = 0
        for number, row in enumerate(csv.reader(rows, delimiter=mark), 1):
            if any(row):
                yield _article(dict(zip(names, row, strict=False)), columns, f"[{number}]")
    except csv.Error as error:
        yield Problem("", f"damaged: {error}")


NO_COLUMN = "no column is named like a text ({0}); `text`, `content`, `body` and `html` are known"


def read_parquet(stream: IO[bytes]) -> Reading:
    """The articles in a Parquet file, which must be able to seek; some rows at a time."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        yield Problem("", "a Parquet file: install wireroom[parquet] to read it")
        return
    number = 0
    try:
        table = pyarrow.parquet.ParquetFile(stream)
        names = table.schema_arrow.names
        columns = find_columns(names)
        if "html" not in columns and "text" not in columns:
            yield Problem("", NO_COLUMN.format(", ".join(names)[:200]))
            return
        wanted = sorted(set(columns.values()))
        for batch in table.iter_batches(batch_size=BATCH_ROWS, columns=wanted):
            for row in batch.to_pylist():
                number += 1
                yield _article(row, columns, f"[{number}]")
    except (pyarrow.ArrowException, OSError, ValueError, OverflowError) as error:
        yield Problem(f"[{number}]", f"damaged: {str(error)[:200]}")


def find_columns(names: Iterable[str]) -> dict[str, str]:
    """Which column holds each field of an article, by its name."""
    by_name: dict[str, str] = {}
    for name in names:
        by_name.setdefault(
            name.strip("\ufeff \"'").lower().replace(" ", "_").replace("-", "_"), name
        )
    return {
        field: by_name[found]
        for field, known in COLUMNS.items()
        if (found := next((one for one in known if one in by_name), None))
    }


def _article(row: Mapping[str, Any], columns: Mapping[str, str], place: str) -> Found | Problem:
    cells = {field: row.get(name) for field, name in columns.items()}
    authors = cells.pop("authors", None)
    values = {field: _cell(value) for field, value in cells.items()}
    if not values.get("html") and not values.get("text"):
        return Problem(place, "a row without a text")
    names = authors if isinstance(authors, list | tuple) else [authors]
    return Found(place, authors=tuple(name for one in names if (name := _cell(one))), **values)  # type: ignore[arg-type]


def _cell(value: object) -> str | None:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return clean(value)
