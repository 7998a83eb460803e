"""Finds names by the noun before them, which says what they are: ``the tanker Quux``."""

import re
from collections.abc import Iterator
from functools import cache

from services.tagging.kb import countries
from services.tagging.mentions.evidence.capitals import CAPITALISED, FIRST_CAPITALISED, Runs
from services.tagging.mentions.type_cues import GIVEN_NAMES
from services.tagging.names import is_title, table, word_list

_PART = rf"{CAPITALISED}(?:['’]s(?= [A-Z]))?"
_WORK = re.compile(rf"(?:The )?{_PART}(?: (?:(?:of|and|of the|the|&) )?(?:{_PART}|\d+\b)){{0,6}}")
_OTHER = re.compile(rf"{CAPITALISED}(?: (?:{CAPITALISED}|\d+\b)){{0,3}}")
_CALLED = re.compile(r" (?:called|named|titled|entitled|dubbed)$")
_DETERMINED = re.compile(
    r"(?:\b(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Mm]y|[Oo]ur)|['’]s?)(?: [\w-]+){0,3}$"
)
_SHIP = rf"(?P<name>{CAPITALISED}(?: {CAPITALISED}){{0,2}})"
_BY_VERBS = (
    (
        "PRODUCT",
        ("board ", "crew of", "sister ship", "wreck of", "sinking of"),
        re.compile(
            rf"\b(?:[Aa]board|[Oo]n board|crew of|sister ship,?|wreck of|sinking of) the {_SHIP}\b"
        ),
    ),
    (
        "PRODUCT",
        ("sank", "sail", "capsized", "aground", "docked", "torpedoed", "scuttled"),
        re.compile(
            rf"\b[Tt]he {_SHIP} (?:sank|capsized|ran aground|docked|(?:set )?sailed|set sail"
            r"|was (?:torpedoed|scuttled|refloated))\b"
        ),
    ),
    (
        "ORG",
        ("headlin", "reunited", "disband", "guitarist", "drummer", "bassist", "front", "toured"),
        re.compile(
            rf"(?P<name>{FIRST_CAPITALISED}(?: {CAPITALISED}){{0,2}}) "
            r"(?:headlined|reunited|disbanded|toured|guitarist|drummer|bassist|frontman|frontwoman|keyboardist)\b"
        ),
    ),
    (
        "WORK_OF_ART",
        (
            *(" hangs", " hung", " premiered", " topped the", " won "),
            *(" is on show", " is on display", " is on stage", " is on view"),
            *(" was staged", " was performed", " was screened", " was exhibited"),
        ),
        re.compile(
            rf"{FIRST_CAPITALISED}['’]s? (?P<name>{_WORK.pattern}) "
            r"(?:hangs|hung|premiered|topped the|is on (?:show|display|stage|view)"
            r"|was (?:staged|performed|screened|exhibited)"
            r"|won (?:[a-z]+ )?(?:prizes?|awards?|best)\b)"
        ),
    ),
)
"""Names that what is done with them shows: the type, what a text without any lacks, and where."""

LONGEST_BEFORE = 60
"""Code points before a name that are looked at for the noun and its determiner."""

LONGEST_NOUN = 3
"""Words of a noun, at most."""

_FOUNDS = r"founded|owns|owned|runs|ran"
_MAKES = {
    is_firm: re.compile(rf" (?:had |has |have )?(?:{verbs})\b")
    for is_firm, verbs in (
        (True, _FOUNDS),
        (
            False,
            rf"{_FOUNDS}|made|makes?|wrote|writes|directed|sang|sings|built|leads|led|created"
            "|recorded|released|bought|sold|produced|plans|is [a-z]+ing",
        ),
    )
}
"""Behind a name that is not the noun's but its maker's: ``the film Ida Holm made``."""

_DOES = re.compile(r" (?:(?:had |has |have |is )?[a-z]+ed|says?|said|loves?|wants|did|does)\b")
"""Behind a person's name that may be another's than the noun's."""

_NOT_FIRST = word_list("sentence_words") | {"North", "South", "East", "West"}


def named_by_nouns(text: str, runs: Runs) -> Iterator[tuple[int, int, str]]:
    """Start, end and type of each name that a noun or a verb shows, in no order.

    The nouns are those of ``data/naming_nouns.tsv``, and ``runs`` those of the text.
    """
    for label, needles, pattern in _BY_VERBS:
        for match in pattern.finditer(text) if any(one in text for one in needles) else ():
            if _may_be(match["name"], label):
                yield *match.span("name"), label
    for start, _ in runs:
        told = _told(text[max(0, start - LONGEST_BEFORE) : start])
        if told:
            name = (_WORK if told == "WORK_OF_ART" else _OTHER).match(text, start)
            in_commas = text.startswith(",", start - 2)
            if not name or (in_commas and not text.startswith(",", name.end())):
                continue
            if _may_be(name[0], told) and not _is_maker(text, name, told):
                yield name.end() - len(name[0].removeprefix("The ")), name.end(), told


def _told(before: str) -> str | None:
    """The type that the noun at the end of these words says."""
    if not before.endswith(" ") or not before[-3:-2].isalpha():
        return None
    before = before[:-1].removesuffix(",")
    before = _CALLED.sub("", before) if before.endswith("ed") else before
    nouns, last_words = _nouns()
    words = before.split(" ")
    if words[-1] not in last_words:
        return None
    for size in range(LONGEST_NOUN, 0, -1):
        label, determined = nouns.get(" ".join(words[-size:]), (None, False))
        if label and (not determined or _DETERMINED.search(" ".join(words[:-size]))):
            return label
    return None


def _is_maker(text: str, name: re.Match[str], label: str) -> bool:
    if _MAKES[label == "ORG"].match(text, name.end()):
        return True
    first, _, rest = name[0].partition(" ")
    return bool(rest and first.casefold() in GIVEN_NAMES and _DOES.match(text, name.end()))


def _may_be(name: str, label: str) -> bool:
    first = name.removeprefix("The ").split(" ")[0]
    if first in _NOT_FIRST or (label != "PRODUCT" and is_title(first)):
        return False
    return not countries.find_people(name)


@cache
def _nouns() -> tuple[dict[str, tuple[str, bool]], frozenset[str]]:
    """The type that each noun says, and whether a determiner must stand before it; the nouns' last
    words."""
    nouns = {
        noun: (label, listed.startswith("the "))
        for label, listed in table("naming_nouns")
        for noun in listed.removeprefix("the ").split(", ")
    }
    return nouns, frozenset(noun.rpartition(" ")[2] for noun in nouns)
