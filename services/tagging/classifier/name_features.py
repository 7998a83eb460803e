"""Describes a name by its letters and by what lists know of it, whatever the article."""

import re
from functools import lru_cache

from services.tagging.kb import countries, places
from services.tagging.kb.pack_stack import starter
from services.tagging.mentions.type_cues import head_type
from services.tagging.mentions.type_voting import known_organisations, renown
from services.tagging.names import CACHED_NAMES, SMALL_WORDS, is_title, normalise, words

UNKNOWN_PRIOR = 0.5
"""Prior (0..1) of an entry whose pack gives none."""

USUAL = 0.3
"""What is added to the prior of an entry that is usually meant by the name."""

NOT_KNOWN = -0.3
"""The value where no entry has the name: below all that have it."""

LONGEST = 100
"""Code points of a name that are described. Names are shorter; broken pages hold longer ones."""

WORD = re.compile(r"[^\W_]+")
_MIXED = re.compile(r"[a-z][A-Z]")


@lru_cache(CACHED_NAMES)
def name_words(name: str) -> tuple[str, ...]:
    """The words of a name as they are written."""
    return tuple(WORD.findall(name))


@lru_cache(CACHED_NAMES)
def name_features(name: str) -> dict[str, float]:
    """The features of a name as it is written: 0..1, but for counts of words and letters.
    What is given is shared: it must not be changed."""
    return _of_lists(name) | _of_letters(name[:LONGEST])


def _of_lists(name: str) -> dict[str, float]:
    key = normalise(name)
    parts = words(key)
    head = head_type(parts)
    named_so = places.find(key)
    priors: dict[str, float] = {}
    for match in starter().find(name):
        prior = UNKNOWN_PRIOR if match.entry.prior is None else match.entry.prior
        kind = match.entry.type if match.entry.type in ("PERSON", "ORG", "GPE") else "other"
        known = prior + (USUAL * match.usual if kind != "other" else 0)
        priors[kind] = max(known, priors.get(kind, NOT_KNOWN))
    return {
        "known organisation": key in known_organisations(),
        "country": bool(countries.find(key)),
        "people": bool(countries.find_people(key)),
        "renown": max(map(renown, named_so), default=-0.5),
        "region": any(one.kind == "region" for one in named_so),
        **{
            f"in pack: {kind}": priors.get(kind, NOT_KNOWN)
            for kind in ("PERSON", "ORG", "GPE", "other")
        },
        **{f"head: {label}": head == label for label in ("ORG", "FAC", "LOC", "EVENT", "PRODUCT")},
    }


def _of_letters(name: str) -> dict[str, float]:
    tokens = name_words(name) or ("",)
    first, last = tokens[0], tokens[-1]
    return {
        "words": len(words(normalise(name))),
        "letters": len(name),
        "capitals": name.isupper() and len(name) > 1,
        "digit": any(map(str.isdigit, name)),
        "hyphen": "-" in name,
        "of": " of " in name,
        "and": " and " in name,
        "for": " for " in name,
        "dot": "." in name,
        "comma": "," in name,
        "apostrophe": "'" in name or "’" in name,
        "address": any(mark in name for mark in ("/", "@", "#", ".com")),
        "foreign letters": not name.isascii(),
        "bracket": any(mark in name for mark in "(<["),
        "lower words": sum(one[:1].islower() and one not in SMALL_WORDS for one in tokens),
        "begins lower": name[:1].islower(),
        "ends lower": last[:1].islower(),
        "begins small": first.casefold() in SMALL_WORDS,
        "ends small": last.casefold() in SMALL_WORDS,
        "camel case": bool(_MIXED.search(name)),
        "begins with title": is_title(first),
    }
