"""What is thought of entities, on a small article of which every entity is known."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from schemas.articles import Entity, Mention
from services.lab.tagging import evaluate_entities
from services.lab.tagging.evaluate_entities import Believed, believed, judge, right_share
from services.lab.tagging.labelled import Label, LabelledArticle
from services.tagging.mentions.boundaries import Field, Span
from services.tagging.ner.spacy_model import SpacyModel

BODY = (
    "Norland Transport Ministry chief Lady Ida Holm met Nils Berg of Pine Sea Bank in Tarn. "
    "Ms Holm said the bank, Norland and Hill Radio would wait. Berg said no."
)


def _label(*types: str, names: tuple[str, ...], optional: bool = False) -> Label:
    places: list[tuple[Field, int, int]] = []
    for name in names:
        start = BODY.find(name)
        places.append(("body", start, start + len(name)))
    return Label(types, tuple(places), optional)


ARTICLE = LabelledArticle(
    "made:1",
    "made.example",
    "dev",
    {"body": BODY},
    (
        _label("GPE", names=("Norland",)),
        _label("ORG", names=("Transport Ministry",)),
        _label("PERSON", names=("Lady Ida Holm", "Holm said")),
        _label("PERSON", names=("Nils Berg", "Berg said")),
        _label("ORG", names=("Pine Sea Bank",)),
        _label("GPE", "LOC", names=("Tarn",)),
        _label("ORG", names=("Hill Radio",), optional=True),
    ),
)


def _entity(label: str, name: str, at: str | None = None) -> Entity:
    start = BODY.find(at or name)
    mention = Mention(
        text=name, start=start, end=start + len(name), field="body", confidence=0.9, value=None
    )
    return Entity(
        id=f"{label}:{name}", type=label, name=name, kb=None, geo=None,
        count=1, salience=0.5, mentions=[mention],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("label", "name", "verdict"),
    [
        ("PERSON", "Nils Berg", "right"),
        ("PERSON", "Ida Holm", "right"),  # Without the title.
        ("ORG", "Norland Transport Ministry", "right"),  # With the country before it.
        ("LOC", "Tarn", "right"),  # The second of its types.
        ("ORG", "Hill Radio", "optional"),
        ("PERSON", "Hill Radio", "optional"),
        ("PERSON", "Pine Sea Bank", "type"),
        ("LOC", "Pine Sea", "span"),
        ("ORG", "would wait", "junk"),
    ],
)
def test_each_kind(label: str, name: str, verdict: str) -> None:
    (judged,) = judge(ARTICLE, [_entity(label, name)])
    assert judged.verdict == verdict


def test_the_second_of_one_entity_is_a_split() -> None:
    ours = [_entity("PERSON", "Nils Berg"), _entity("PERSON", "Berg said")]
    assert [one.verdict for one in judge(ARTICLE, ours)] == ["right", "split"]


def test_dates_are_not_judged() -> None:
    assert list(judge(ARTICLE, [_entity("DATE", "no")])) == []


def test_counts() -> None:
    believed = Believed()
    ours = [_entity("PERSON", "Nils Berg"), _entity("ORG", "Hill Radio"), _entity("ORG", "Tarn")]
    believed.add(ARTICLE, ours)
    assert believed.right_share == 0.5
    assert believed.salient_share == 0.5
    # Of six that are not optional; a wrong type is found all the same.
    assert (believed.found, believed.wanted) == (2, 6)
    assert believed.by_type["ORG", "type"] == 1
    assert believed.links.unlinkable.total() == 6
    # All are as certain as a model's mention is by default.
    assert believed.right_from(0.0) == believed.right_from(0.5) == {True: 1, False: 1}
    assert believed.right_from(0.99) == believed.right_from(0.0, 0.5) == {}
    assert believed.right_from(0.0, type_="ORG") == {False: 1}


def test_stock_and_ours_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate_entities, "labelled_articles", lambda _: [ARTICLE])
    theirs, ours = believed(Path(), Finder(), lambda texts: [[(0, 7, "GPE")] for _ in texts])
    assert {*theirs} == {*ours} == {"dev", "all"}
    assert (theirs["all"].right_share, theirs["all"].found) == (1.0, 1)
    assert ours["dev"].right_share == 1.0
    assert right_share(ours["all"].by_type, "PERSON") == 1.0


class Finder(SpacyModel):
    """Finds Nils Berg."""

    def __init__(self) -> None:
        pass

    def find(self, articles: Sequence[Mapping[Field, str]]) -> list[list[Span]]:
        start = BODY.find("Nils Berg")
        return [[Span("body", start, start + 9, "PERSON")] for _ in articles]
