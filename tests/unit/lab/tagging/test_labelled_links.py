"""Links are counted against labelled ids, on an article of which every link is known."""

import json
import re
from importlib.resources import files

import pytest

from schemas.articles import Entity, Mention
from services.lab.tagging.labelled import Label, LabelledArticle
from services.lab.tagging.labelled_links import LinkCounts

BODY = "Norland Bank lent Tarn money, said Ida Holm. Hill Radio of Norland laughed."


def _at(name: str) -> tuple[int, int]:
    return BODY.index(name), BODY.index(name) + len(name)


def _label(type_: str, name: str, qid: str | None, *, optional: bool = False) -> Label:
    return Label((type_,), (("body", *_at(name)),), optional, qid)


def _entity(type_: str, name: str, qid: str | None) -> Entity:
    start, end = _at(name)
    mention = Mention(text=name, start=start, end=end, field="body", confidence=0.9, value=None)
    return Entity(
        id=f"{type_}:{name}", type=type_, name=name, kb={"wikidata": qid} if qid else None,
        geo=None, count=1, salience=0.5, mentions=[mention],
    )  # fmt: skip


ARTICLE = LabelledArticle(
    "made:1",
    "made.example",
    "dev",
    {"body": BODY},
    (
        _label("ORG", "Norland Bank", "Q1"),
        _label("GPE", "Tarn", "Q2"),
        _label("PERSON", "Ida Holm", None),
        _label("ORG", "Hill Radio", "Q3", optional=True),
    ),
)


def _counts(*entities: Entity) -> LinkCounts:
    counts = LinkCounts()
    counts.add(ARTICLE, entities)
    return counts


def test_what_has_no_id_and_what_is_optional_is_not_linkable() -> None:
    counts = _counts()
    assert counts.linkable == {"ORG": 1, "GPE": 1}
    assert counts.unlinkable == {"PERSON": 1}
    assert (counts.recall, counts.wrong_share) == (0.0, 0.0)


def test_a_link_is_right_by_its_id_whatever_the_type_and_the_bounds() -> None:
    counts = _counts(_entity("GPE", "Norland", "Q1"), _entity("GPE", "Tarn", "Q2"))
    assert counts.right == {"ORG": 1, "GPE": 1}
    assert (counts.recall, counts.wrong_share) == (1.0, 0.0)


def test_a_link_to_another_id_to_what_has_none_or_where_nothing_is_labelled_is_wrong() -> None:
    counts = _counts(
        _entity("ORG", "Norland Bank", "Q9"),
        _entity("PERSON", "Ida Holm", "Q2"),
        _entity("GPE", "Norland laughed", "Q7"),
        _entity("ORG", "Hill Radio", "Q3"),
        _entity("GPE", "Tarn", None),
    )
    assert counts.right.total() == 0
    assert (counts.linked.total(), counts.wrong.total()) == (4, 3)
    assert counts.wrong_share == pytest.approx(0.75)


def test_the_counts_of_one_type() -> None:
    counts = _counts(_entity("GPE", "Tarn", "Q2"), _entity("ORG", "Norland Bank", "Q9"))
    assert (counts.of_type("GPE").recall, counts.of_type("GPE").wrong_share) == (1.0, 0.0)
    assert (counts.of_type("ORG").recall, counts.of_type("ORG").wrong_share) == (0.0, 1.0)


def test_every_id_of_the_labels_is_one_of_wikidata() -> None:
    lines = files("services.lab.tagging").joinpath("labels.jsonl").read_text("utf-8").splitlines()
    ids = [
        one["wikidata"]
        for line in lines
        for one in json.loads(line)["entities"]
        if "wikidata" in one
    ]
    assert ids
    assert all(re.fullmatch(r"Q[1-9]\d*", one) for one in ids)
