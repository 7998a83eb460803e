"""Reads what stands beside names in bylines: roles, titles, desks and agencies.

The words stand in ``data/words``, one file a language.
"""

import re
from collections.abc import Iterable

from services.cleaning.language_words import WORDS, any_of
from services.cleaning.text_normalisation import words_of

_ROLES = ("photographer", "editor", "translator", "illustrator", "videographer", "graphics")
_PROFESSIONS = ("photographer", "translator", "illustrator", "videographer")
_BY = any_of(WORDS["credits.by"])
_BY_WORDS = frozenset(WORDS["credits.by"])
_COLONS = ":：/"


def _grouped(section: str, roles: Iterable[str]) -> str:
    """A regular expression for the words of all roles, each in a group of the role's name."""
    return any_of(f"(?P<{role}>{'|'.join(WORDS[f'{section}.{role}'])})" for role in roles)


_LABEL = re.compile(
    rf"(?<!\w){_grouped('credits', _ROLES)}"
    rf"(?:\s*[{_COLONS}]\s*(?:{_BY}\s+)?|\s+{_BY}\s+|\s+(?={_BY}\s*:))",
    re.IGNORECASE,
)
_PROFESSION = re.compile(
    rf"^(?:{any_of(WORDS['professions.before'])} )?{_grouped('professions', _PROFESSIONS)}$",
    re.IGNORECASE,
)
_TITLE = re.compile(
    rf"^(?:{any_of(map(re.escape, WORDS['byline.titles']))}(?:\.\s*|\s+))+"
    rf"|(?:,?\s+{any_of(map(re.escape, WORDS['byline.degrees']))})+$",
    re.IGNORECASE,
)
_OFFICE_WORDS = frozenset(WORDS["byline.office_words"])
_AGENCY = re.compile(
    rf"^(?:the )?{any_of(name.replace(' ', '.') for name in WORDS['agencies.bylines'])}$",
    re.IGNORECASE,
)


def is_office(text: str) -> bool:
    """Whether ``text`` names an office, a desk or an agency rather than a person."""
    return not _OFFICE_WORDS.isdisjoint(words_of(text)) or _AGENCY.match(text.strip()) is not None


def split_by_role(text: str) -> list[tuple[str | None, str]]:
    """The pieces of a byline, each with the role of those named in it; None for writers.

    `By A B, photos by C D` gives `(None, "By A B,")` and `("photographer", "C D")`.
    """
    pieces: list[tuple[str | None, str]] = []
    role, cut = None, 0
    may_label = any(map(text.__contains__, _COLONS)) or not _BY_WORDS.isdisjoint(words_of(text))
    for label in _LABEL.finditer(text) if may_label else ():
        pieces.append((role, text[cut : label.start()]))
        role, cut = label.lastgroup, label.end()
    pieces.append((role, text[cut:]))
    return [(role, piece) for role, piece in pieces if piece.strip(" ,;|·•–—-()[]")]


def role_of(text: str) -> str | None:
    """The role of a profession such as `staff photographer`, or None."""
    match = _PROFESSION.match(text.strip())
    return match.lastgroup if match else None


def without_titles(name: str) -> str:
    """A name without academic titles and forms of address."""
    bare = _TITLE.sub("", name)
    return (bare if bare == name else _TITLE.sub("", bare)).strip(" ,")
