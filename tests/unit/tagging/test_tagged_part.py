"""What is tagged of a very long article is bounded, and equals what the part alone would give."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.articles import CleanedArticle, EnrichedArticle
from services.runtime.stage import Published
from services.tagging import tagged_part as parts
from services.tagging.logic import IN_PART
from services.tagging.mentions.boundaries import Field, Span
from services.tagging.tagged_part import smaller_part, tagged_part
from services.tagging.tagger import Tagger
from tests.unit.tagging.finding import found_in

NAMES = ("Ana Costa", "Ben Ito", "Oslo", "“Never again,” she said.", "spoke", "on Tuesday.")
PARAGRAPHS = st.lists(
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=8).map(" ".join), min_size=1, max_size=12
)


class Names:
    """A model that knows the names, and counts the code points that it reads."""

    name = "names 1"

    def __init__(self) -> None:
        self.read = 0

    def find(self, articles: Sequence[Mapping[Field, str]]) -> list[list[Span]]:
        self.read += sum(len(text) for texts in articles for text in texts.values())
        return [
            found_in(dict(texts), PERSON=["Ana Costa", "Ben Ito"], GPE=["Oslo"])
            for texts in articles
        ]


def article(body: str, title: str | None = None) -> CleanedArticle:
    return CleanedArticle(article_id="1", title=title, body=body)


def event(one: CleanedArticle, model: Names | None = None) -> EnrichedArticle:
    tagger = Tagger({"en": model or Names()}, "en")
    (outcome,) = tagger.handle([one.model_dump_json().encode()])
    assert isinstance(outcome, Published)
    assert len(outcome.value) <= parts.EVENT_BYTES
    return EnrichedArticle.model_validate_json(outcome.value)


def test_an_ordinary_article_is_whole() -> None:
    whole = article("Ana Costa spoke.", "Oslo")
    assert tagged_part(whole) is whole
    found = event(whole)
    assert (found.tagged_until, found.warnings) == (None, [])
    assert "tagged_until" not in found.model_dump()


@pytest.mark.parametrize(
    ("body", "most", "kept"),
    [
        ("one two\n\nthree four\n\nfive", 22, "one two\n\nthree four"),
        ("one two\n\nthree four five six seven", 20, "one two\n\nthree four "),
        ("one two. Three four five", 14, "one two."),
        ("one\ntwo three", 6, "one"),
        ("onetwothreefour", 6, "onetwo"),
        ("one two", 7, "one two"),
    ],
)
def test_it_ends_behind_a_paragraph_or_the_next_smaller_unit(
    body: str, most: int, kept: str
) -> None:
    assert tagged_part(article(body), most).body == kept


def test_the_title_goes_first_and_counts() -> None:
    part = tagged_part(article("one\n\ntwo\n\nthree", "Title"), 13)
    assert (part.title, part.body) == ("Title", "one\n\ntwo")
    part = tagged_part(article("one\n\ntwo", "no title at all"), 9)
    assert (part.title, part.body) == (None, "one\n\ntwo")


@given(
    paragraphs=PARAGRAPHS,
    title=st.none() | st.sampled_from(NAMES),
    most=st.integers(1, 200),
)
def test_a_part_is_tagged_as_it_is_alone(
    paragraphs: list[str], title: str | None, most: int
) -> None:
    whole = article("\n\n".join(paragraphs), title)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tagged_part, "__defaults__", (most,))
        found = event(whole)
        part = tagged_part(whole)
    alone = event(part)
    assert (found.title, found.body) == (whole.title, whole.body)
    assert (found.entities, found.quotes) == (alone.entities, alone.quotes)
    assert found.focus_countries == alone.focus_countries
    assert whole.body.startswith(part.body)
    assert len(part.title or "") + len(part.body) <= most
    for mention in (one for entity in found.entities for one in entity.mentions):
        text = whole.title if mention.field == "title" else whole.body
        assert (text or "")[mention.start : mention.end] == mention.text
    if part is whole:
        assert (found.tagged_until, found.warnings) == (None, [])
    else:
        assert (found.tagged_until, found.warnings) == (len(part.body), [IN_PART])


@pytest.mark.slow
def test_a_model_reads_no_more_than_the_part() -> None:
    model = Names()
    found = event(article("Ana Costa spoke in Oslo.\n\n" * 20_000), model)
    assert model.read <= parts.TAGGED_CODE_POINTS
    assert found.tagged_until == model.read
    assert found.warnings == [IN_PART]


def test_the_part_shrinks_until_the_event_fits_its_topic(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = article("Ana Costa spoke in Oslo.\n\n" * 400)
    all_of_it = event(whole)
    size = len(all_of_it.model_dump_json())
    monkeypatch.setattr(parts, "EVENT_BYTES", size * 2 // 3)
    monkeypatch.setattr("services.tagging.tagger.EVENT_BYTES", size * 2 // 3)
    found = event(whole)
    assert found.warnings == [IN_PART]
    assert 0 < sum(one.count for one in found.entities) < sum(x.count for x in all_of_it.entities)
    alone = event(article(whole.body[: found.tagged_until]))
    assert found.entities == alone.entities


def test_a_part_shrinks_each_time_down_to_nothing() -> None:
    part = article("Ana Costa spoke.\n\n" * 10, "Oslo")
    tries = 0
    while part.title or part.body:
        part = smaller_part(part, parts.EVENT_BYTES + 1, parts.EVENT_BYTES - 1)
        tries += 1
    assert tries < 30
    assert smaller_part(article("a b c d"), 2 * parts.EVENT_BYTES, 2 * parts.EVENT_BYTES).body == ""
