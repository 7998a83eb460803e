"""Measures how many plain texts one process cleans a second: `wireroom eval cleaning --speed`."""

from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import process_time

from schemas.articles import AcceptedArticle
from services.cleaning.logic import clean
from services.lab.cleaning.cleaners import admitted
from services.lab.cleaning.labelled import articles
from services.runtime.pool.gc_tuning import freeze_gc

TURNS = 5
"""Times that all texts are cleaned; the first warms up and does not count."""


def plain_texts(path: Path) -> list[AcceptedArticle]:
    """The plain texts among the labelled articles, as intake publishes them."""
    return [admitted(article) for article in articles(path) if article.get("text")]


def per_second(texts: Sequence[AcceptedArticle]) -> float:
    """Texts cleaned in a second of processor time: the median of all turns but the first."""
    freeze_gc()  # as a pool process does
    seconds = []
    for _ in range(TURNS):
        begun = process_time()
        for text in texts:
            clean(text)
        seconds.append(process_time() - begun)
    return len(texts) / median(seconds[1:])
