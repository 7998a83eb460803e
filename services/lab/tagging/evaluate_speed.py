"""Measures the speed of tagging beside the stock model's, in one run."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from schemas.articles import CleanedArticle
from services.lab.tagging.evaluate import Stock, lines_of
from services.runtime.pool.gc_tuning import freeze_gc
from services.runtime.stage import Published
from services.tagging.ner.spacy_model import SpacyModel
from services.tagging.tagger import Tagger

Arg = TypeVar("Arg")

TURN = 24
"""Texts that one side tags before it is the other's turn: what a process gets at once."""

FULL_LENGTH = range(1_500, 8_000)
"""Code points of the texts that are measured: those of usual articles."""


def speeds(texts: Sequence[str], model: SpacyModel, stock: Stock) -> tuple[float, float]:
    """Articles per second of CPU time: the stock model alone, and our whole stage from bytes to
    bytes.

    They take turns, so that the machine's load hits both. The first turn warms both up and does not
    count. ``model`` must not have read the texts before: it would have cached their paragraphs.
    Raises ValueError if an article was not tagged.
    """
    tagger = Tagger({"en": model}, "en")
    freeze_gc()  # as a process of the pool does

    def tag(values: Sequence[bytes]) -> None:
        if not all(isinstance(one, Published) for one in tagger.handle(values)):
            raise ValueError("an article was not tagged")

    turns = [texts[at : at + TURN] for at in range(0, len(texts), TURN)]
    theirs = ours = 0.0
    for place, turn in enumerate(turns):
        articles = [
            CleanedArticle(article_id=str(number), body=text) for number, text in enumerate(turn)
        ]
        values = [article.model_dump_json().encode() for article in articles]
        spent = _seconds(stock, turn), _seconds(tag, values)
        if place:
            theirs, ours = theirs + spent[0], ours + spent[1]
    count = len(texts) - len(turns[0])
    return count / theirs, count / ours


def full_articles(path: Path, count: int) -> list[str]:
    """At most ``count`` different texts of the data that are as long as usual articles."""
    files = ("linking/linking.jsonl.gz", "ner/ner.jsonl.gz")
    texts = [line["text"] for file in files for line in lines_of(path / file)]
    return [text for text in dict.fromkeys(texts) if len(text) in FULL_LENGTH][:count]


def _seconds(work: Callable[[Arg], object], given: Arg) -> float:
    """CPU seconds of this process."""
    begun = time.process_time()
    work(given)
    return time.process_time() - begun
