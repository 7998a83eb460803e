"""Reads who wrote an article from a byline, without "By", titles, agencies, places, addresses."""

import re
from dataclasses import dataclass
from functools import lru_cache

from schemas.articles import Author
from services.cleaning.attribution import credit_words
from services.cleaning.language_words import WORDS, any_of
from services.cleaning.lines.split import UNSPACED

_BY = re.compile(
    rf"^(?:{any_of(WORDS['byline.before_by'])}\s+)?{any_of(WORDS['byline.by'])}\s*[:：/／|]?\s+",
    re.IGNORECASE,
)
_BY_BEFORE_COLON = re.compile(
    rf"^{any_of(WORDS['byline.by_before_colon'])}\s*[:：/／|]\s*", re.IGNORECASE
)
_AND = re.compile(rf"\s*(?:[,;&|/·•、，]|\b{any_of(WORDS['byline.and'])}(?=\s))\s*(?=\S)")
_READING_TIME = rf"\d{{1,2}}\s?min(?:ute)?s?\.?(?:\s{any_of(WORDS['byline.after_minutes'])})?"
_AFTER_NAME = re.compile(
    rf"(?i:\s+{any_of([*WORDS['byline.after_name'], _READING_TIME])})$"
    rf"|(?<=[^\W\d_A-Z]){any_of(WORDS['byline.joined_to_name'])}$"
)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+|https?://\S+|www\.\S+|@\w+")
_IN_ADDRESSES = ("@", "://", "www.")
_PARENTHESIS = re.compile(r"\s*[(\[（【][^)\]）】]*[)\]）】]?")
_BRACKETS = "([（【"
_BRACKETED = re.compile(r"^[(\[（【][^()\[\]（）【】]*[)\]）】]$")
_PARTICLES = frozenset(WORDS["names.particles"])
_NO_CJK_NAMES = frozenset(WORDS["byline.no_names"])
_EDGES = " \t|·•*-–—:,;/"
_AUTHOR_ROLES = (None, "editor")  # others are named beside authors only
# Set by hand; measured with `wireroom eval cleaning`.
_OPENING = 40  # characters at the start that are looked at first
_MAX_BYLINE = 160  # characters
_MAX_BY = 20  # characters of a line that holds the "By" alone
_MAX_NAME = 50  # characters
_CJK_OFFICE = re.compile(rf"{any_of(WORDS['byline.office_endings'])}$")
_ELISION = re.compile("^[dl]['’]")
_INITIAL = re.compile(r"^[^\W\d_]\.?(?:-?[^\W\d_]\.)*$")
_NAME_WORD = re.compile(r"^[^\W\d_](?:[^\W\d_]|['’‘.\-‐])*$")
_PLACE = re.compile(rf"\s+{any_of(WORDS['byline.before_place'])}\s+\S.*$")
_CJK_NAME = re.compile(
    r"^[\u4e00-\u9fff]{2,4}$|^[\uac00-\ud7a3]{2,4}$|^[\u3040-\u30ff\u4e00-\u9fff・ ]{2,8}$"
)
_CJK_TITLE = re.compile(rf"\s*{any_of(WORDS['byline.title_endings'])}\s*$")


@dataclass(frozen=True, slots=True)
class Byline:
    """The authors of a line; ``is_marked`` says that it calls itself a byline ("By …")."""

    authors: tuple[Author, ...]
    is_marked: bool


@lru_cache(maxsize=256)  # lines near a headline are read more than once
def read(text: str) -> Byline | None:
    """The names in a line without its dates, or None if it is no byline."""
    if _BRACKETED.match(text):
        text = text[1:-1]
    if any(map(text.__contains__, _BRACKETS)):
        text = _PARENTHESIS.sub(" ", text)
    if any(map(text.__contains__, _IN_ADDRESSES)):
        text = _ADDRESS.sub(" ", text)
    text = text.strip(_EDGES)
    if len(text) > _MAX_BYLINE or (text.isascii() and len(text.split(maxsplit=1)) < 2):
        return None  # one word is no name where words are spaced
    names: list[Author] = []
    marked = has_by = False
    for role, piece in credit_words.split_by_role(text):
        bare = without_by(piece)
        has_by = has_by or len(bare) < len(piece.strip())
        marked = marked or has_by or role is not None
        for one in _AND.split(bare):
            if names and (own_role := credit_words.role_of(one)):
                names[-1] = Author(name=names[-1].name, role=own_role)
                continue
            one = _AFTER_NAME.sub("", _PLACE.sub("", one))
            named = _CJK_TITLE.sub("", one)
            marked = marked or named != one
            name = credit_words.without_titles(named.strip(_EDGES))
            if is_name(name) and (marked or not _is_uncased(name)):
                names.append(Author(name=_cased(name), role=role))
            elif not (names or marked):
                return None
    if not names or not (has_by or any(name.role in _AUTHOR_ROLES for name in names)):
        return None  # nobody, or a picture's credit
    return Byline(tuple(dict.fromkeys(names)), marked)


def without_by(text: str) -> str:
    """``text`` without the "By" that it may open with."""
    return _BY_BEFORE_COLON.sub("", _BY.sub("", text.strip() + " ", count=1).strip(), count=1)


def starts_like_byline(text: str) -> bool:
    """Whether ``text`` begins with "By" or with a role. Quicker than ``read``."""
    text = text.lstrip(_EDGES + _BRACKETS)
    if _BY.match(text) or _BY_BEFORE_COLON.match(text):
        return True
    pieces = credit_words.split_by_role(text[:_OPENING])
    return bool(pieces) and pieces[0][0] is not None


def is_by_alone(text: str) -> bool:
    """Whether a line is only the "By" of a byline whose name stands on the next line."""
    return len(text) < _MAX_BY and _BY.fullmatch(text.rstrip(" :") + " ") is not None


def is_name(text: str) -> bool:
    """Whether ``text`` has the shape of a person's name."""
    if not text.isascii():
        if _CJK_NAME.match(text):
            return text not in _NO_CJK_NAMES and not _CJK_OFFICE.search(text)
        if UNSPACED.search(text):
            return False
    tokens = text.split()
    if not 2 <= len(tokens) <= 5 or len(text) > _MAX_NAME or credit_words.is_office(text):
        return False
    proper = 0
    for token in tokens:
        if token.lower() in _PARTICLES:
            continue
        if not (_NAME_WORD.match(token) or _INITIAL.match(token)):
            return False
        if not _ELISION.sub("", token)[:1].isupper() and token[0].lower() != token[0].upper():
            return False
        proper += 1
    return proper >= 2 or (proper == 1 and len(tokens) == 2)


def _is_uncased(name: str) -> bool:
    """Whether its script has no capitals that would tell a name, such as Arabic or Hindi."""
    return name.lower() == name.upper() and not _CJK_NAME.match(name)


def _cased(name: str) -> str:
    return name.title() if name.isupper() and len(name) > 4 else name
