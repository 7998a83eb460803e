"""Says who may write to an article's address. Pure, but for reading the map once.

open   whoever comes later
first  who wrote an address first owns it; what others say of it is kept as their version
a map  a JSON file: for each source its ``domains`` and, for what a gateway vouches for, ``writers``
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from schemas.articles import AcceptedArticle
from services.intake.identity import writer_of
from services.runtime.stage import Reason, Rejected


class Ownership(Protocol):
    """A policy. ``vouched`` is the writer that a gateway vouches for, None without one."""

    def writer(self, article: AcceptedArticle, vouched: str | None) -> str | Rejected | None:
        """Who writes, to be held against the owner; None for one whom everybody yields to.

        Rejected with ``not_owner`` for one who may not write there.
        """


class Open:
    """Whoever comes later."""

    def writer(self, article: AcceptedArticle, vouched: str | None) -> str | None:
        return None


class First:
    """Who wrote an address first owns it."""

    def writer(self, article: AcceptedArticle, vouched: str | None) -> str | None:
        return vouched if vouched is not None else writer_of(article.raw)


class Owner(BaseModel):
    """What one source may do; an empty list allows all."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    domains: list[str] = Field(
        default_factory=list, description="Registered domains that it alone writes to."
    )
    writers: list[str] = Field(
        default_factory=list, description="Writers that may send for it, vouched for by a gateway."
    )


class Mapped:
    """Sources with domains of their own. For all others, who wrote first owns."""

    def __init__(self, owners: Mapping[str, Owner]) -> None:
        self._owners = {name.strip().casefold(): owner for name, owner in owners.items()}
        self._sources: dict[str, set[str]] = {}
        for name, owner in self._owners.items():
            for one in owner.domains:
                self._sources.setdefault(one.casefold(), set()).add(name)

    def writer(self, article: AcceptedArticle, vouched: str | None) -> str | Rejected | None:
        source, domain = writer_of(article.raw), article.domain or ""
        owner = self._owners.get(source)
        if owner and owner.writers and vouched not in owner.writers:
            return Rejected(Reason.NOT_OWNER, f"no writer of {source} vouched for")
        allowed = self._sources.get(domain)
        if allowed:
            if source in allowed:
                return None
            return Rejected(Reason.NOT_OWNER, f"{domain} belongs to {', '.join(sorted(allowed))}")
        if owner and owner.domains and domain:
            return Rejected(Reason.NOT_OWNER, f"{domain} is no domain of {source}")
        return First().writer(article, vouched)


_OWNERS = TypeAdapter(dict[str, Owner])


def read_ownership(setting: str) -> Ownership:
    """The policy that a setting names: ``open``, ``first``, or the path of a map.

    Raises OSError if there is no such file, ValueError if it is no map.
    """
    if setting == "open":
        return Open()
    if setting == "first":
        return First()
    return Mapped(_OWNERS.validate_json(Path(setting).read_bytes()))
