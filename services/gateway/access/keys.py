"""API keys: made, listed, revoked, and recognised. MongoDB has only their hashes."""

import hashlib
import hmac
import ipaddress
import json
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from starlette.requests import Request

from services.gateway.access.limits import Limits
from services.gateway.problems import Problem, too_many
from services.runtime.mongo.client import Database, Document, outages

COLLECTION = "api_keys"
PREFIX = "wrk"
KNOWN_SECONDS = 5.0
"""How long what MongoDB said of a key is believed: a revoked one ends within this time."""
MOST_KNOWN = 10_000
ANY = "*"


class BadScope(ValueError):
    """A scope that there is not; one line says which there are."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. Without API keys everybody on this machine has the ``key_id`` None."""

    key_id: str | None = None
    name: str = ""
    scopes: frozenset[str] = frozenset({"admin"})
    rate: float | None = None

    @property
    def sources(self) -> frozenset[str] | None:
        """The sources that it may write for, as intake tells sources apart; None for any."""
        named = {one.removeprefix("publish:") for one in self.scopes if one.startswith("publish:")}
        return None if self.may("admin") or ANY in named else frozenset(named)

    def writer(self, value: bytes) -> str:
        """Whom its signed header names as the writer: the article's source where the key is bound
        to sources, else the key's own name."""
        sources = self.sources
        if sources is None:
            return tidied(self.name)
        if len(sources) == 1:
            return next(iter(sources))
        try:
            return tidied(str(json.loads(value, strict=False)["source"]))
        except (ValueError, TypeError, KeyError, RecursionError):
            return ""  # Intake says what is wrong with it.

    def may(self, scope: str) -> bool:
        """Whether it has a scope: ``read``, ``publish`` (for any source) or ``admin``."""
        if "admin" in self.scopes or scope in self.scopes:
            return True
        return scope == "publish" and any(one.startswith("publish:") for one in self.scopes)


NOBODY = Caller()
"""On loopback, while there are no keys: admitted."""


def tidied(source: str) -> str:
    """A source however it is spaced and capitalised, as intake tells them apart."""
    return " ".join(source.split()).casefold()


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def checked_scopes(scopes: Sequence[str]) -> list[str]:
    """The scopes as they are kept. Raises BadScope."""
    kept = []
    for one in scopes:
        kind, _, source = one.partition(":")
        if one in ("read", "admin"):
            kept.append(one)
        elif kind == "publish" and tidied(source):
            kept.append(f"publish:{tidied(source)}")
        else:
            raise BadScope(f"{one}: a scope is read, admin, publish:SOURCE or publish:*")
    return sorted(set(kept))


def digest(secret: str) -> str:
    """SHA-256 in hex: the secret is 32 random bytes, so nothing slower is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def create(
    database: Database, name: str, scopes: Sequence[str], rate: float | None = None
) -> str:
    """Make a key; the whole of it, which is told once. Raises BadScope, Outage."""
    key_id, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    document = {
        "_id": key_id,
        "name": name,
        "hash": digest(secret),
        "scopes": checked_scopes(scopes),
        "rate": rate,
        "created_at": datetime.now(UTC),
        "revoked_at": None,
    }
    with outages():
        await database[COLLECTION].insert_one(document)
    return f"{PREFIX}_{key_id}_{secret}"


async def listed(database: Database) -> list[Document]:
    """All keys without their hashes, oldest first. Raises Outage."""
    with outages():
        found = database[COLLECTION].find({}, {"hash": False}).sort("created_at", 1)
        return [one async for one in found]


async def revoke(database: Database, key_id: str) -> bool:
    """End a key; whether there was one that was not ended yet. Raises Outage."""
    ended = {"$set": {"revoked_at": datetime.now(UTC)}}
    with outages():
        done = await database[COLLECTION].update_one({"_id": key_id, "revoked_at": None}, ended)
    return bool(done.matched_count)


async def any_keys(database: Database) -> bool:
    """Whether a key was ever made: from then on nobody comes in without. Raises Outage."""
    with outages():
        return await database[COLLECTION].find_one({}, {"_id": True}) is not None


class Access:
    """Recognises callers, and holds each to its rate."""

    def __init__(self, database: Database, rate: float) -> None:
        self._database = database
        self._rate = rate
        self._limits = Limits()
        self._known: dict[str, tuple[float, Any]] = {}

    async def require(self, request: Request, scope: str) -> Caller:
        """Who asks, if it may: ``read``, ``publish`` or ``admin``.

        Raises Problem 401, 403, 429, and Outage.
        """
        caller = await self._caller(request)
        if not caller.may(scope):
            raise Problem(HTTPStatus.FORBIDDEN, f"the API key has no scope {scope}")
        if caller.key_id is not None:
            wait = self._limits.take(caller.key_id, caller.rate or self._rate)
            if wait > 0:
                raise too_many("more requests than the API key may send", wait)
        return caller

    async def _caller(self, request: Request) -> Caller:
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        token = token.strip() if kind.casefold() == "bearer" else ""
        if not token:
            if await self._asked("any", lambda: any_keys(self._database)):
                raise _unknown("an API key is needed: Authorization: Bearer KEY")
            if not is_loopback(request.url.hostname or ""):
                # A page whose name leads here must not pass for this machine.
                raise Problem(HTTPStatus.FORBIDDEN, "without API keys, call it by 127.0.0.1")
            return NOBODY
        prefix, _, rest = token.partition("_")
        key_id, _, secret = rest.partition("_")
        if prefix != PREFIX or len(key_id) > 16 or not secret:
            raise _unknown("this is no API key of ours")
        found = await self._asked(key_id, lambda: self._find(key_id))
        if found is None or not hmac.compare_digest(found["hash"], digest(secret)):
            raise _unknown("there is no such API key, or it was revoked")
        return Caller(key_id, found["name"], frozenset(found["scopes"]), found["rate"])

    async def _find(self, key_id: str) -> Document | None:
        with outages():
            return await self._database[COLLECTION].find_one({"_id": key_id, "revoked_at": None})

    async def _asked(self, name: str, ask: Any) -> Any:
        now = time.monotonic()
        known = self._known.get(name)
        if known is None or now - known[0] > KNOWN_SECONDS:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            known = self._known[name] = (now, await ask())
        return known[1]


def _unknown(detail: str) -> Problem:
    return Problem(HTTPStatus.UNAUTHORIZED, detail, {"WWW-Authenticate": "Bearer"})
