"""The tables of docs/identity.md say what happens: each row is tried."""

from pathlib import Path
from typing import Any

import pytest

from schemas.articles import RawArticle
from services.intake.address.canonical_url import canonical_url
from services.intake.identity import article_id
from tests.pipeline.test_identity import BODY, URL, Newsroom, text_of

TEXT = (Path(__file__).parents[2] / "docs" / "identity.md").read_text("utf-8")
A, B = text_of(), text_of("The port is open again, its director said on Friday.")
PAGE = (
    "<html><head><title>Storm Closes the Harbour of Lindmark</title>{}</head><body><article>"
    "<h1>Storm Closes the Harbour of Lindmark</h1>{}</article></body></html>"
)


def table(heading: str) -> dict[str, list[str]]:
    """The rows of the first table under a heading, by their first cell."""
    section = TEXT.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line[:1] == "|"]
    return {first: rest for first, *rest in rows[2:]}


PAIRS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "the same URL from two feeds, with two ids": (
        {"url": URL, "source": "a", "external_id": "1"},
        {"url": URL, "source": "b", "external_id": "2"},
    ),
    "the same `source` and `external_id`, no URL": (
        {"source": "a", "external_id": "1"},
        {"source": "a", "external_id": "1"},
    ),
    "the same `source`, with the id `null` in both, no URL": (
        {"source": "a", "external_id": "null"},
        {"source": "a", "external_id": "null"},
    ),
    "the same `source` and `external_id`, two URLs": (
        {"source": "a", "external_id": "1", "url": URL},
        {"source": "a", "external_id": "1", "url": f"{URL}-2"},
    ),
    "the same id from two sources, no URL": (
        {"source": "a", "external_id": "1"},
        {"source": "b", "external_id": "1"},
    ),
    "`https://example.com/a` as URL, and as id without a URL": (
        {"url": "https://example.com/a"},
        {"source": "a", "external_id": "https://example.com/a"},
    ),
    "the same text, no URL and no id": ({"text": "A"}, {"text": "A"}),
}


def id_of(fields: dict[str, Any], text: str) -> str:
    raw = RawArticle(**{"text": text, **fields})
    return article_id(raw, canonical_url(raw.url))


@pytest.mark.parametrize(("row", "pair"), PAIRS.items())
def test_pairs(row: str, pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    [answer] = table("One article")[row]
    same = id_of(pair[0], "One.") == id_of(pair[1], "Other.")
    assert answer.startswith("yes" if same else "no")


def test_every_pair_is_tried() -> None:
    assert list(table("One article")) == list(PAIRS)


def page(nonce: str) -> dict[str, Any]:
    paragraphs = "".join(f"<p>{one}</p>" for one in BODY)
    return {"url": URL, "html": PAGE.format(f"<script nonce='{nonce}'></script>", paragraphs)}


SEQUENCES: dict[str, list[dict[str, Any]]] = {
    "A, B, A": [{"text": A}, {"text": B}, {"text": A}],
    "A, A": [{"text": A}, {"text": A}],
    "A, and A again with another nonce, view counter or related box": [page("a1"), page("b2")],
    "A, and A with a corrected author, date, URL or label": [
        {"text": A},
        {"text": A, "authors": ["Ana Costa"]},
    ],
    "A, and the same message delivered again": [{"text": A}],
    "A, and a page on which no article stands": [{"text": A}, {"html": "<html></html>"}],
}


@pytest.mark.parametrize(("row", "sent"), SEQUENCES.items())
async def test_sequences(row: str, sent: list[dict[str, Any]]) -> None:
    revisions, current = table("Revisions")[row]
    newsroom = Newsroom()
    await newsroom.send(*({"url": URL, **one} for one in sent))
    if "delivered again" in row:
        newsroom.deliver_again()
        await newsroom.road.run()
    assert len(newsroom.revisions) + 1 == int(revisions)
    body = newsroom.article["body"]
    assert body == "\n\n".join(BODY) if current == "A" else newsroom.article["authors"]


def test_every_sequence_is_tried() -> None:
    # What is deleted from MongoDB is a test of the real store.
    assert [one for one in table("Revisions") if "MongoDB" not in one] == list(SEQUENCES)
