"""What the processes of cleaning's pool run: from message values to outcomes."""

from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from time import perf_counter

from schemas.articles import AcceptedArticle, StageRun
from services.cleaning import language
from services.cleaning.attribution import date_words, relative_dates
from services.cleaning.html.blocks import model as block_model
from services.cleaning.lines import classifier
from services.cleaning.logic import clean
from services.cleaning.registration import SERVICE
from services.runtime.pool.process import Work
from services.runtime.stage import Outcome, Rejected, decode, outcome_of, publish

_MODEL = f"trafilatura {version('trafilatura')}"


def work() -> Work:
    """The function that a pool process calls with the values of some messages."""
    # Load everything now, so that the first article does not wait 0.7 s for it.
    language.identify("")
    date_words.months(None)
    classifier.shipped_model()
    block_model.shipped_model()
    relative_dates.find("3 hours ago", None, datetime(2000, 1, 1, tzinfo=UTC))

    def clean_all(values: list[bytes | None]) -> Iterator[Outcome]:
        return map(_clean_one, values)

    return clean_all


def _clean_one(value: bytes | None) -> Outcome:
    try:
        return _clean(value)
    except MemoryError:  # Ends the process: alone in a new one the article may find enough.
        raise
    except Exception as error:  # one article must not fail the others of its batch
        return outcome_of(error)


def _clean(value: bytes | None) -> Outcome:
    start = perf_counter()
    article = decode(AcceptedArticle, value)
    if isinstance(article, Rejected):
        return article
    cleaned = clean(article)
    if isinstance(cleaned, Rejected):
        return cleaned
    run = StageRun(
        name=SERVICE.name, version=SERVICE.version, model=_MODEL, seconds=perf_counter() - start
    )
    return publish(
        cleaned.message_key, cleaned.model_copy(update={"stages": [*article.stages, run]})
    )
