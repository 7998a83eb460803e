"""What stands beside names in bylines: what someone did, their titles, desks and agencies."""

import re
from collections.abc import Iterable

from services.cleaning.language_words import WORDS, any_of
from services.cleaning.text_normalisation import words_of

_ROLES = ("photographer", "editor", "translator", "illustrator", "videographer", "graphics")
_BY = any_of(WORDS["credits.by"])
_BY_WORDS = frozenset(WORDS["credits.by"])
_COLONS = ":：/"


def _named(section: str, roles: Iterable[str]) -> str:
    """A regular expression for the words of each role, in a group of its name."""
    return any_of(f"(?P<{role}>{'|'.join(WORDS[f'{section}.{role}'])})" for role in roles)


_LABEL = re.compile(
    rf"(?<!\w){_named('credits', _ROLES)}"
    rf"(?:\s*[{_COLONS}]\s*(?:{_BY}\s+)?|\s+{_BY}\s+|\s+(?={_BY}\s*:))",
    re.IGNORECASE,
)
_DOER = re.compile(
    rf"^(?:{any_of(WORDS['professions.before'])} )?"
    rf"{_named('professions', ('photographer', 'translator', 'illustrator', 'videographer'))}$",
    re.IGNORECASE,
)
_TITLE = re.compile(
    rf"^(?:{any_of(map(re.escape, WORDS['byline.titles']))}(?:\.\s*|\s+))+"
    rf"|(?:,?\s+{any_of(map(re.escape, WORDS['byline.degrees']))})+$",
    re.IGNORECASE,
)
_OFFICE = frozenset(WORDS["byline.office_words"])
_AGENCY = re.compile(
    rf"^(?:the )?{any_of(name.replace(' ', '.') for name in WORDS['agencies.bylines'])}$",
    re.IGNORECASE,
)


def is_office(text: str) -> bool:
    """Whether ``text`` names an office, a desk or an agency rather than someone."""
    return not _OFFICE.isdisjoint(words_of(text)) or is_agency(text)


def is_agency(text: str) -> bool:
    return _AGENCY.match(text.strip()) is not None


def split(text: str) -> list[tuple[str | None, str]]:
    """A byline in pieces, each with what those named in it did; None for writers.

    `By A B, photos by C D` gives `(None, "By A B,")` and `("photographer", "C D")`.
    """
    pieces: list[tuple[str | None, str]] = []
    role, cut = None, 0
    may_label = any(map(text.__contains__, _COLONS)) or not _BY_WORDS.isdisjoint(words_of(text))
    for label in _LABEL.finditer(text) if may_label else ():
        pieces.append((role, text[cut : label.start()]))
        role, cut = label.lastgroup, label.end()
    pieces.append((role, text[cut:]))
    return [(did, piece) for did, piece in pieces if piece.strip(" ,;|·•–—-()[]")]


def doer(text: str) -> str | None:
    """The role that a word such as `staff photographer` after a name tells."""
    match = _DOER.match(text.strip())
    return match.lastgroup if match else None


def without_titles(name: str) -> str:
    """A name without academic titles and forms of address."""
    bare = _TITLE.sub("", name)
    return (bare if bare == name else _TITLE.sub("", bare)).strip(" ,")
