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
_ROLE_WORDS = frozenset(WORDS["byline.roles"])
_FIELDS = frozenset(WORDS["byline.fields"])
_NEWSROOM_WORDS = frozenset(WORDS["byline.newsroom"])
_OFFICE_WORDS = _ROLE_WORDS.union(WORDS["byline.office_words"])
_AGENCY_NAME = any_of(name.replace(" ", ".") for name in WORDS["agencies.bylines"])
_AGENCY = re.compile(rf"^(?:the )?{_AGENCY_NAME}$", re.IGNORECASE)
_SIGNED_AGENCY = re.compile(rf"(?<![\w@.-])(?:The )?{_AGENCY_NAME}(?![\w@-])")
_NEWSROOM = re.compile(any_of(WORDS["byline.newsrooms"]), re.IGNORECASE)
_BESIDE_ROLE = " .,:;()'’"


def is_office(text: str) -> bool:
    """Whether ``text`` names an office, a desk or an agency rather than a person."""
    return not _OFFICE_WORDS.isdisjoint(words_of(text)) or _AGENCY.match(text.strip()) is not None


def is_newsroom(text: str) -> bool:
    """Whether ``text`` is an agency's name as agencies sign, alone or with words of a newsroom."""
    rest = words_of(_SIGNED_AGENCY.sub(" ", text))
    return len(rest) < len(words_of(text)) and _NEWSROOM_WORDS.issuperset(rest)


def signs(text: str) -> bool:
    """Whether ``text`` is an agency or what signs in a person's place, such as `Redaktion`."""
    return _NEWSROOM.fullmatch(text) is not None or is_newsroom(text)


def ends_in_newsroom(text: str) -> bool:
    """Whether ``text`` may be the name of a newsroom, such as `Courier Staff`."""
    words = words_of(text)
    return len(words) > 1 and words[-1] in _NEWSROOM_WORDS and not text.islower()


def has_role(text: str) -> bool:
    """Whether one of its words is what writers are called, such as `correspondent`."""
    return not _ROLE_WORDS.isdisjoint(words_of(text))


def beside_role(text: str) -> str:
    """What may be the name in a text such as `Chief reporter A. Name` or `A. Name Staff Writer`.

    Empty where there is no role, or nothing beside it.
    """
    tokens = text.split()
    roles = [i for i, one in enumerate(tokens) if one.strip(_BESIDE_ROLE).lower() in _ROLE_WORDS]
    if not roles:
        return ""
    if behind := tokens[roles[-1] + 1 :]:
        return " ".join(behind)
    end = roles[0]
    if tokens[end].islower() and end > 2 and tokens[end - 1].istitle():
        end -= 1  # the capital opens the role
    while end > 2 and (tokens[end - 1].lower() in _FIELDS or tokens[end - 1].islower()):
        end -= 1
    return " ".join(tokens[:end])


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


def labels_other(text: str) -> bool:
    """Whether ``text`` ends in the label of somebody who is no writer, such as `Photos by`."""
    return split_by_role(f"{text} X")[-1][0] is not None


def credits_picture(text: str) -> bool:
    """Whether ``text`` begins with the label of somebody who is no writer."""
    pieces = split_by_role(text.lstrip("([ "))
    return bool(pieces) and pieces[0][0] is not None


def role_of(text: str) -> str | None:
    """The role of a profession such as `staff photographer`, or None."""
    match = _PROFESSION.match(text.strip())
    return match.lastgroup if match else None


def without_titles(name: str) -> str:
    """A name without academic titles and forms of address."""
    bare = _TITLE.sub("", name)
    return (bare if bare == name else _TITLE.sub("", bare)).strip(" ,")
