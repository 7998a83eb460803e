"""The format of a knowledge base's lines: one thing in the world, its names, and what it is."""

from collections.abc import Iterable, Iterator
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

MAX_NAME_LENGTH = 300
"""Code points of the longest name."""

Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_NAME_LENGTH)
]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")]


FORMAT = "1"
"""Version of packs. Raised when older code can't read them, or when ``normalise`` gives other
keys."""

MAX_KEY_BYTES = 511
"""LMDB's limit for a key. A longer name is left out."""

USUAL, OTHER = b"\0", b"\1"
"""The byte before an entry's number in a pack: whether the name is the entry's usual one."""


class BadLine(ValueError):
    """A line that is no entry. The message names the line and what is wrong with it."""


class KbEntry(BaseModel):
    """A thing in the world, on a line of a file one JSON object.

    Unknown fields are refused, because most are misspelt ones.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(
        min_length=1,
        max_length=120,  # 480 bytes, less than the longest key.
        description="The entity's id in every event, such as `wikidata:Q30`. A pack's thing takes "
        "the place of one with the same id in the packs below.",
    )
    type: str = Field(pattern=r"^[A-Z_]{2,20}$", description="OntoNotes type, such as PERSON.")
    kind: str | None = Field(
        None,
        description="What it is more exactly: `country`, `region`, `city`, `team`, …; may be any.",
    )
    names: dict[Language, Name] = Field(
        min_length=1, description="Its usual name by language (BCP 47)."
    )
    aliases: dict[Language, list[Name]] = Field(
        default_factory=dict, description="Its other names by language."
    )
    ids: dict[str, str] = Field(
        default_factory=dict, description="Its ids elsewhere: `{wikidata: Q30}`."
    )
    lat: float | None = Field(None, ge=-90, le=90, description="Latitude in degrees.")
    lon: float | None = Field(None, ge=-180, le=180, description="Longitude in degrees.")
    country: str | None = Field(
        None, pattern=r"^[A-Z]{2}(-?[A-Z]{2,3})?$", description="ISO 3166-1 alpha-2 code."
    )
    parent: str | None = Field(None, description="Id of what it is part of.")
    prior: float | None = Field(
        None,
        ge=0,
        le=1,
        description="How likely a reader knows it by its name alone, on a scale of logarithms: "
        "0.2 more is ten times as well known (a town of 10,000 has 0.2, a city of a million 0.6). "
        "Null where nobody can say.",
    )

    @property
    def name(self) -> str:
        """Its usual name: in English where it has one."""
        return self.names.get("en") or next(iter(self.names.values()))


def read_lines(lines: Iterable[str | bytes]) -> Iterator[KbEntry]:
    """The entries of JSON Lines; empty lines are left out. Raises BadLine."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield KbEntry.model_validate_json(line)
            except ValidationError as error:
                first = error.errors(include_url=False)[0]
                where = ".".join(map(str, first["loc"]))
                raise BadLine(f"line {number}: {where or 'it'}: {first['msg']}") from error
