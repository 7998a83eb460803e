"""The sample articles are what the demo says they are."""

from schemas.articles import RawArticle
from services.cli.inputs.drafts import Draft, Files, ReadOptions
from services.cli.inputs.input_files import sample_files
from services.runtime.stage import Rejected, decode


def values() -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for one in Files(sample_files(), ReadOptions()):
        assert isinstance(one, Draft)
        found[one.where] = one.value
    return found


def test_all_but_the_broken_ones_can_be_read() -> None:
    rejected = {
        where: one.reason
        for where, value in values().items()
        if isinstance(one := decode(RawArticle, value), Rejected)
    }
    assert rejected == {"11-broken.jsonl:1": "bad_json", "11-broken.jsonl:2": "no_content"}


def test_one_is_a_copy_and_one_a_revision() -> None:
    found = values()
    assert found["01-dam-talks.txt"] == found["08-dam-talks-again.txt"]
    first = RawArticle.model_validate_json(found["09-cable-vote.json"])
    second = RawArticle.model_validate_json(found["10-cable-vote-updated.json"])
    assert first.url is not None
    assert first.url.partition("?")[0] == second.url
    assert first.text != second.text
