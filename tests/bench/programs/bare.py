"""The bare functions, clean and tag, on articles in memory: what the work itself costs.

``python -m tests.bench.programs.bare``: says ``ready`` once its models are loaded; given the name
of a file of accepted articles, as JSON lines, it says in JSON what they took; and so on.
"""

import json
import sys
import time
from pathlib import Path

from schemas.articles import AcceptedArticle, StageRun
from services.cleaning.logic import clean
from services.runtime.stage import Rejected
from services.tagging.logic import enrich, texts_of
from services.tagging.ner.spacy_model import SpacyModel
from services.tagging.settings import TaggingSettings

AT_ONCE = 100


def main() -> None:
    model = SpacyModel(TaggingSettings().models["en"])
    print("ready", flush=True)
    for path in sys.stdin:
        print(json.dumps(_measure(Path(path.strip()), model)), flush=True)


def _measure(path: Path, model: SpacyModel) -> dict[str, float]:
    lines = path.read_bytes().splitlines()
    articles = [AcceptedArticle.model_validate_json(line) for line in lines]
    cpu, begun = time.process_time(), time.perf_counter()
    cleaning = 0.0
    for at in range(0, len(articles), AT_ONCE):
        cleaning += _work(articles[at : at + AT_ONCE], model)
    return {
        "cpu": time.process_time() - cpu,
        "cleaning_cpu": cleaning,
        "seconds": time.perf_counter() - begun,
    }


def _work(articles: list[AcceptedArticle], model: SpacyModel) -> float:
    """The CPU seconds that cleaning took of it."""
    before = time.process_time()
    cleaned = [one for one in map(clean, articles) if not isinstance(one, Rejected)]
    cleaning = time.process_time() - before
    found = model.find([texts_of(one) for one in cleaned])
    for article, spans in zip(cleaned, found, strict=True):
        enrich(article, spans, StageRun(name="tagging", version="1", model=model.name, seconds=0))
    return cleaning


if __name__ == "__main__":
    main()
