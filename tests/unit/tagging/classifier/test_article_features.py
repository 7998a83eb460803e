"""Every name has the same features, whatever the text."""

from hypothesis import given
from hypothesis import strategies as st

from services.tagging.classifier.article_features import features
from services.tagging.classifier.article_names import LABELS, names_of
from services.tagging.mentions.boundaries import Field, Span
from tests.unit.tagging.classifier.describing import described


def test_the_finders_types_and_the_title_are_told() -> None:
    texts: dict[Field, str] = {"title": "Tarn", "body": "Tarn"}
    spans = [Span("title", 0, 4, "ORG"), Span("body", 0, 4, "GPE")]
    (found,) = features(texts, spans, names_of(texts, spans))
    assert (found["found: ORG"], found["found: GPE"], found["in title"]) == (0.5, 0.5, 0.5)
    assert found["mentions"] == 2


PIECES = (
    *("Tarn", "Oss", "Ida", "Holm", "the", "The", "and", "in", "said", "US", "𝔸", "3"),
    *("(", ")", ",", ".", ":", "-", "/", "“", "”", "’s"),
)
pieces = st.lists(st.sampled_from([*PIECES, "\n", " ", " "]), min_size=1, max_size=30)


@given(pieces, st.lists(st.tuples(st.integers(0, 60), st.integers(1, 12), st.sampled_from(LABELS))))
def test_every_text_has_the_same_features(
    words: list[str], places: list[tuple[int, int, str]]
) -> None:
    texts: dict[Field, str] = {"body": "".join(words)}
    spans, free = [], 0
    for start, length, label in sorted(places):
        end = min(start + length, len(texts["body"]))
        if free <= start < end:
            spans.append(Span("body", start, end, label))
            free = end
    names = names_of(texts, spans)
    expected = described("Tarn", GPE=["Tarn"])["Tarn"].keys()
    for one in features(texts, spans, names):
        assert one.keys() == expected
        assert all(value == value and abs(value) < 1e6 for value in one.values())
