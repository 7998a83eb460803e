"""Who may write to an address."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from schemas.articles import AcceptedArticle, Origin
from services.intake.logic import admit
from services.intake.ownership import First, Mapped, Open, Ownership, read_ownership
from services.runtime.stage import Reason, Rejected

ORIGIN = Origin(topic="articles.raw", partition=0, offset=0, timestamp=0)
OWNERS = {
    "Lindmark Feed": {"domains": ["lindmark.example.com", "example.org"], "writers": []},
    "agency": {"domains": [], "writers": ["token-7"]},
}


def article(
    source: str | None = None, url: str | None = "https://example.org/a"
) -> AcceptedArticle:
    value = json.dumps({"text": "Rain.", "source": source, "url": url}).encode()
    made = admit(value, ORIGIN, datetime(2026, 1, 1, tzinfo=UTC))
    assert isinstance(made, AcceptedArticle)
    return made


@pytest.fixture
def mapped(tmp_path: Path) -> Ownership:
    path = tmp_path / "owners.json"
    path.write_text(json.dumps(OWNERS))
    return read_ownership(str(path))


def test_by_default_the_writer_is_the_source_or_who_is_vouched_for() -> None:
    assert First().writer(article(" Desk "), None) == "desk"
    assert First().writer(article(), None) == ""
    assert First().writer(article("desk"), "token-7") == "token-7"
    assert Open().writer(article("desk"), "token-7") is None


def test_a_domain_that_is_mapped_is_written_by_its_sources_alone(mapped: Ownership) -> None:
    assert mapped.writer(article("lindmark feed"), None) is None
    for other in ("copier", None):
        refused = mapped.writer(article(other), None)
        assert refused == Rejected(Reason.NOT_OWNER, "example.org belongs to lindmark feed")


def test_a_source_with_domains_writes_to_no_other(mapped: Ownership) -> None:
    refused = mapped.writer(article("lindmark feed", "https://example.net/a"), None)
    assert refused == Rejected(Reason.NOT_OWNER, "example.net is no domain of lindmark feed")


def test_a_source_with_writers_wants_one_vouched_for(mapped: Ownership) -> None:
    elsewhere = article("agency", "https://example.net/a")
    refused = mapped.writer(elsewhere, None)
    assert refused == Rejected(Reason.NOT_OWNER, "no writer of agency vouched for")
    assert mapped.writer(elsewhere, "token-7") == "token-7"


def test_what_is_not_mapped_belongs_to_who_wrote_first(mapped: Ownership) -> None:
    assert mapped.writer(article("other", "https://example.net/a"), None) == "other"


def test_the_setting_names_the_policy() -> None:
    assert isinstance(read_ownership("open"), Open)
    assert isinstance(read_ownership("first"), First)


@pytest.mark.parametrize("broken", ["[]", "{", '{"a": 1}', '{"a": {"domain": []}}'])
def test_a_broken_map_is_an_error(tmp_path: Path, broken: str) -> None:
    path = tmp_path / "owners.json"
    path.write_text(broken)
    with pytest.raises(ValueError, match="valid"):
        read_ownership(str(path))
    with pytest.raises(FileNotFoundError):
        read_ownership(str(tmp_path / "none.json"))


def test_a_mapped_policy_is_made_from_owners() -> None:
    owners: dict[str, Any] = {}
    assert Mapped(owners).writer(article("a"), None) == "a"
