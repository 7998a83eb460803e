"""Ways to one article lead to one id; addresses of two articles stay two."""

import itertools

import pytest

from schemas.articles import RawArticle
from services.intake.address.canonical_url import canonical_url
from services.intake.logic import article_id
from tests.unit.intake.address.address_kinds import STORY, different, one, pairs


def _id(address: str) -> str:
    url = canonical_url(address)
    assert url is not None
    assert canonical_url(url) == url
    return article_id(RawArticle(url=address, text="a"), url)


@pytest.mark.parametrize(("kind", "address"), one())
def test_every_kind_of_address_leads_to_its_article(kind: str, address: str) -> None:
    assert _id(address) == _id(STORY), (kind, canonical_url(address))


@pytest.mark.parametrize(("first", "second"), pairs())
def test_two_ways_to_write_an_address_are_one(first: str, second: str) -> None:
    assert canonical_url(first) == canonical_url(second)


@pytest.mark.parametrize("addresses", different(), ids=lambda found: found[0])
def test_what_chooses_an_article_stays(addresses: list[str]) -> None:
    for first, second in itertools.combinations(addresses, 2):
        assert _id(first) != _id(second), (first, second)
