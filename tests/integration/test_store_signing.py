"""Services that start without a key share one that they keep in the store."""

import asyncio

import pytest
from pydantic import SecretStr

from services.runtime.mongo.client import connect
from services.runtime.mongo.signing_keys import COLLECTION, open_signer, shared_keys
from services.runtime.retry import Outage
from services.runtime.settings import Settings
from services.runtime.stage import Message
from tests.integration.store import SecantusDB, own_secantusdb, secantusdb

__all__ = ["own_secantusdb", "secantusdb"]

PLAIN = Message(b"{}", b"k", (("wireroom-attempts", b"2"),), "articles.raw")


async def test_all_that_start_at_once_share_one_key(secantusdb: SecantusDB) -> None:
    async with connect(Settings(**secantusdb.settings())) as database:
        made = await asyncio.gather(*(shared_keys(database) for _ in range(20)))
        assert len(made[0][0]) == 64
        assert all(keys == made[0] for keys in made)
        assert await database[COLLECTION].count_documents({}) == 1


async def test_what_one_signs_the_other_believes(secantusdb: SecantusDB) -> None:
    settings = Settings(**secantusdb.settings())
    one, other = await open_signer(settings), await open_signer(settings)
    signed = Message(PLAIN.value, PLAIN.key, one.signed_headers(PLAIN), PLAIN.topic)
    assert other.is_signed(signed)
    own = await open_signer(
        settings.model_copy(update={"signing_keys": SecretStr("a key of our own")})
    )
    assert not own.is_signed(signed)


async def test_a_store_that_is_away_is_an_outage(own_secantusdb: SecantusDB) -> None:
    settings = Settings(**own_secantusdb.settings(impatient=True))
    own_secantusdb.kill()
    with pytest.raises(Outage):
        await open_signer(settings)
