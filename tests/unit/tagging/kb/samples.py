"""Entries and packs for tests, of a few words each."""

from pathlib import Path

from services.lab.packs.build_pack import build
from services.tagging.kb.entry import KbEntry
from services.tagging.kb.pack import Pack

UNITED_STATES = {
    "id": "wikidata:Q30",
    "type": "GPE",
    "kind": "country",
    "names": {"en": "United States", "de": "Vereinigte Staaten"},
    "aliases": {"en": ["U.S.", "America"]},
    "ids": {"wikidata": "Q30"},
    "lat": 40.0,
    "lon": -100.0,
    "country": "US",
    "prior": 1.0,
}


def entry_of(id: str, *names: str, **more: object) -> KbEntry:
    """An organisation with a usual name and others; ``more`` are further fields."""
    first, *others = names
    given = {"id": id, "type": "ORG", "names": {"en": first}, "aliases": {"en": others}, **more}
    return KbEntry.model_validate(given)


def made(path: Path, *entries: KbEntry, name: str = "test") -> Pack:
    """A pack of these entries, open."""
    build(entries, path, name)
    return Pack(path)
