"""The tables have all measures, and each text is read once for all of them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from services.lab.tagging.evaluate_all import CachedModel, tables
from services.tagging.mentions.boundaries import Field, Span
from tests.unit.lab.tagging.samples import FOUND, TwoCountries, write_links


def test_the_tables_have_every_measure_and_the_errors_if_asked(tmp_path: Path) -> None:
    write_links(tmp_path, FOUND)
    some = list(tables(tmp_path, TwoCountries(), lambda texts: [[] for _ in texts]))
    assert [len(rows) for _, rows in some] == [0, 0, 0, 2, 2, 0]
    more = list(tables(tmp_path, TwoCountries(), lambda texts: [[] for _ in texts], errors=True))
    assert more[-1][1] == [("1", "links", "Q20 for Q1", "Norway", "Kenya and [Norway] met.")]


def test_a_text_is_read_once_however_many_ask() -> None:
    read: list[str] = []

    class Noted(TwoCountries):
        def find(self, articles: Sequence[Mapping[Field, str]]) -> list[list[Span]]:
            read.extend(texts["body"] for texts in articles)
            return super().find(articles)

    model = CachedModel(Noted())
    first = model.find([{"body": "Kenya"}, {"body": "Oslo"}])
    assert model.find([{"body": "Oslo"}, {"body": "Kenya"}, {"body": "Norway"}])[:2] == first[::-1]
    assert read == ["Kenya", "Oslo", "Norway"]
