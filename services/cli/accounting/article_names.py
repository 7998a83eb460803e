"""What a user may call an article, and which articles such a name fits. Pure.

id          e3b0c442 98fc…: 8 to 32 hex digits, as every command prints them
URL         as a browser shows it, with or without https://
external id the publisher's own, alone or as SOURCE/ID
message     articles.raw/3/17, or a place on another topic
dead letter articles.raw.dead/0/3
file        the one that was published; news.jsonl:3 for a line, news.json[3] for an entry
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Self

from schemas.articles import AcceptedArticle, Model, Origin, RawArticle
from services.cli.accounting.outcomes import MessagePosition
from services.cli.inputs.as_admitted import NOWHERE, as_admitted, sources_with_own_ids
from services.cli.inputs.input_files import PACKED
from services.intake.address.canonical_url import canonical_url
from services.intake.identity import article_id, own_id, revision
from services.intake.logic import without_controls
from services.runtime.stage import Rejected, decode

_ID = re.compile(r"((articles|revisions|ledger)/)?(?P<id>[0-9a-f]{8,32})(:[0-9a-f]*)?", re.I)
"""An id, also as `explain` shows a document."""
_PLACE = re.compile(r"(?P<topic>[\w.-]+)/(?P<partition>\d{1,9})/(?P<offset>\d{1,18})")
_ENTRY = re.compile(r"(?P<file>.+?)(?P<entry>:\d+|\[\d+\])")
MOST_SPLITS = 8
"""Slashes of ``SOURCE/ID`` that are tried as the one between source and id."""


class ArticleKey(Model):
    """The least that a message behind intake says of its article."""

    article_id: str
    revision: str | None = None


def article_key(value: bytes | None) -> ArticleKey | None:
    """The article and revision that a message names, or None where it names none."""
    found = decode(ArticleKey, value)
    return None if isinstance(found, Rejected) else found


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells which article a raw message holds, as far as it does."""

    article_id: str | None = None
    url: str | None = None
    external_id: str | None = None
    digest: bytes | None = None
    """SHA-256 of a message that holds no article."""
    revision: str | None = None
    """That of what it says, whatever address stands beside it."""
    source: str | None = None

    @classmethod
    def of(cls, article: AcceptedArticle) -> Self:
        """That of an article that intake admits."""
        raw = article.raw
        said = revision(raw.model_copy(update={"url": None}), None)
        return cls(
            article.article_id, article.canonical_url, raw.external_id, None, said, raw.source
        )

    @classmethod
    def of_value(cls, value: bytes | None, origin: Origin = NOWHERE) -> Self:
        """That of a message on ``articles.raw``, also of one that intake rejects."""
        found = as_admitted(value, origin)
        return cls.of_rejected(value) if isinstance(found, Rejected) else cls.of(found)

    @classmethod
    def of_rejected(cls, value: bytes | None) -> Self:
        """What a message that holds no article says all the same."""
        digest = hashlib.sha256(value or b"").digest()
        try:
            found = json.loads(without_controls(value or b"").decode())
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            return cls(digest=digest)
        url, source, own = (
            one if isinstance(one := found.get(name), str) else None
            for name in ("url", "source", "external_id")
        )
        address = canonical_url(url)
        raw = RawArticle(text="-", source=source, external_id=own)
        known = address or (source and own_id(raw))
        found_id = article_id(raw, address, sources_with_own_ids()) if known else None
        return cls(found_id, address, own, digest, source=source)


@dataclass(frozen=True, slots=True)
class ArticleName:
    """What a name may mean: all readings of it at once."""

    given: str
    prefix: str | None = None
    """The beginning of an id, or the whole."""
    message: MessagePosition | None = None
    """Excludes the other readings."""
    ids: frozenset[str] = frozenset()
    """Ids that follow from it."""
    url: str | None = None
    external_ids: frozenset[str] = frozenset()
    sources_and_ids: frozenset[tuple[str | None, str | None]] = frozenset()
    digests: frozenset[bytes] = frozenset()
    """SHA-256 of messages that it names and that hold no article."""
    revisions: frozenset[str] = frozenset()
    """The contents of a file: it may have been published with an address or an id beside it."""

    @classmethod
    def read(
        cls,
        given: str,
        topics: Collection[str],
        values: Iterable[bytes] = (),
        names: Iterable[str] = (),
    ) -> Self:
        """All that ``given`` may mean.

        ``topics`` are those that a message may lie on; ``values`` the messages that publishing the
        file of this name gives, and ``names`` the ids that it may have from its name.
        """
        # Half characters, from a shell that speaks another encoding, are in no article's name.
        name = given.encode("utf-8", "replace").decode().strip()
        place = _PLACE.fullmatch(name)
        if place and place["topic"] in topics:
            return cls(
                given, message=(place["topic"], int(place["partition"]), int(place["offset"]))
            )
        prefix = _ID.fullmatch(name)
        url = canonical_url(name)
        # Of an article whose publisher gave no id of its own; others are found by their address.
        ids = {article_id(RawArticle(text="-"), url)} if url else set()
        named = set(_sources_and_ids(name)) if "://" not in name else set()
        ids |= {
            article_id(RawArticle(text="-", source=source, external_id=own), None)
            for source, own in named
        }
        inside = [Identity.of_value(value) for value in values]
        return cls(
            given,
            prefix=prefix["id"].lower() if prefix else None,
            ids=frozenset(ids | {one.article_id for one in inside if one.article_id}),
            url=url,
            external_ids=frozenset(filter(None, (name, *names))),
            sources_and_ids=frozenset(named),
            digests=frozenset(one.digest for one in inside if one.digest),
            revisions=frozenset(one.revision for one in inside if one.revision),
        )

    @property
    def urls(self) -> list[str]:
        """The address in all ways that lead to the same article."""
        if self.url is None:
            return []
        bare = re.sub(r"^https?://(www\.)?", "", self.url)
        return [f"{scheme}://{www}{bare}" for scheme in ("https", "http") for www in ("", "www.")]

    def is_about(self, one: Identity) -> bool:
        """Whether one of the readings fits."""
        return (
            one.article_id in self.ids
            or (
                self.prefix is not None
                and one.article_id is not None
                and one.article_id.startswith(self.prefix)
            )
            or (one.url is not None and one.url in self.urls)
            or (one.external_id is not None and one.external_id.strip() in self.external_ids)
            or (one.source, one.external_id) in self.sources_and_ids
            or one.digest in self.digests
            or one.revision in self.revisions
        )


def _sources_and_ids(name: str) -> Iterable[tuple[str, str]]:
    """The sources and ids that ``SOURCE/ID`` may mean."""
    parts = name.split("/")
    for at in range(1, min(len(parts), MOST_SPLITS + 1)):
        source, own = "/".join(parts[:at]).strip(), "/".join(parts[at:]).strip()
        if source and own:
            yield source, own


def split_entry(given: str) -> tuple[str, str]:
    """A file's name and which of its entries is meant: ``news.jsonl``, ``:3``; ``""`` for all."""
    found = _ENTRY.fullmatch(given)
    return (found["file"], found["entry"]) if found else (given, "")


def ids_from_name(file: PurePath) -> list[str]:
    """What ``publish --ids-from-names`` may have made of a file's name: its path, or the end of it
    below a folder, without what tells of packing."""
    bare = file.with_suffix("") if file.suffix.lower() in PACKED else file
    return ["/".join(bare.parts[at:]) for at in range(len(bare.parts))]
