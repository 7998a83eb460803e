"""Reads bylines: who made the article, without "By", titles, agencies, places and addresses."""

import re
from dataclasses import dataclass
from functools import lru_cache

from schemas.articles import Author
from services.cleaning.attribution import credit_words
from services.cleaning.language_words import WORDS, any_of
from services.cleaning.lines.split import CJK

_BY = re.compile(
    rf"^(?:{any_of(WORDS['byline.before_by'])}\s+)?{any_of(WORDS['byline.by'])}\s*[:：/／|]?\s+",
    re.IGNORECASE,
)
_BY_TIGHT = re.compile(rf"^{any_of(WORDS['byline.by_before_colon'])}\s*[:：/／|]\s*", re.IGNORECASE)
_AND = re.compile(rf"\s*(?:[,;&|/·•、，]|\b{any_of(WORDS['byline.and'])}(?=\s))\s*(?=\S)")
_READING_TIME = rf"\d{{1,2}}\s?min(?:ute)?s?\.?(?:\s{any_of(WORDS['byline.after_minutes'])})?"
_TRAILING = re.compile(
    rf"(?i:\s+{any_of([*WORDS['byline.after_name'], _READING_TIME])})$"
    rf"|(?<=[^\W\d_A-Z]){any_of(WORDS['byline.joined_to_name'])}$"
)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+|https?://\S+|www\.\S+|@\w+")
_IN_ADDRESSES = ("@", "://", "www.")
_PARENTHESIS = re.compile(r"\s*[(\[（【][^)\]）】]*[)\]）】]?")
_BRACKETS = "([（【"
_BRACKETED = re.compile(r"^[(\[（【][^()\[\]（）【】]*[)\]）】]$")
_PARTICLE = frozenset(WORDS["names.particles"])
_NO_CJK_NAMES = frozenset(WORDS["byline.no_names"])
_EDGES = " \t|·•*-–—:,;/"
_SIGNING = (None, "editor")  # what those do who sign an article
_LEAD = 40  # characters
_LONGEST = 160
_CJK_OFFICE = re.compile(rf"{any_of(WORDS['byline.office_endings'])}$")
_ELISION = re.compile("^[dl]['’]")
_INITIAL = re.compile(r"^[^\W\d_]\.?(?:-?[^\W\d_]\.)*$")
_TOKEN = re.compile(r"^[^\W\d_](?:[^\W\d_]|['’‘.\-‐])*$")
_PLACE = re.compile(rf"\s+{any_of(WORDS['byline.before_place'])}\s+\S.*$")
_CJK_NAME = re.compile(
    r"^[\u4e00-\u9fff]{2,4}$|^[\uac00-\ud7a3]{2,4}$|^[\u3040-\u30ff\u4e00-\u9fff・ ]{2,8}$"
)
_CJK_ROLE = re.compile(rf"\s*{any_of(WORDS['byline.title_endings'])}\s*$")


@dataclass(frozen=True, slots=True)
class Byline:
    """``marked`` says that the line calls itself a byline ("By …")."""

    authors: tuple[Author, ...]
    marked: bool


@lru_cache(maxsize=256)  # lines near a headline are asked about more than once
def read(text: str) -> Byline | None:
    """The names in a byline (dates already cut out), or None if it is none."""
    if _BRACKETED.match(text):
        text = text[1:-1]
    if any(map(text.__contains__, _BRACKETS)):
        text = _PARENTHESIS.sub(" ", text)
    if any(map(text.__contains__, _IN_ADDRESSES)):
        text = _ADDRESS.sub(" ", text)
    text = text.strip(_EDGES)
    if len(text) > _LONGEST or (text.isascii() and len(text.split(maxsplit=1)) < 2):
        return None  # too long, or one word, which is no name where words are spaced
    names: list[Author] = []
    marked = signed = False
    for role, piece in credit_words.split(text):
        bare = unmarked(piece)
        signed = signed or len(bare) < len(piece.strip())
        marked = marked or signed or role is not None
        for one in _AND.split(bare):
            if names and (did := credit_words.doer(one)):
                names[-1] = Author(name=names[-1].name, role=did)
                continue
            one = _TRAILING.sub("", _PLACE.sub("", one))
            named = _CJK_ROLE.sub("", one)
            marked = marked or named != one
            name = credit_words.without_titles(named.strip(_EDGES))
            if is_name(name) and (marked or not _is_uncased(name)):
                names.append(Author(name=_cased(name), role=role))
            elif not (names or marked):
                return None
    if not names or not (signed or any(name.role in _SIGNING for name in names)):
        return None  # nobody, or a picture's credit
    return Byline(tuple(dict.fromkeys(names)), marked)


def unmarked(text: str) -> str:
    """``text`` without the "By" that it may open with."""
    return _BY_TIGHT.sub("", _BY.sub("", text.strip() + " ", count=1).strip(), count=1)


def opens_like_one(text: str) -> bool:
    """Whether ``text`` begins with "By" or with a role: a quick look before a long one."""
    text = text.lstrip(_EDGES + _BRACKETS)
    if _BY.match(text) or _BY_TIGHT.match(text):
        return True
    pieces = credit_words.split(text[:_LEAD])
    return bool(pieces) and pieces[0][0] is not None


def is_mark(text: str) -> bool:
    """Whether a line is the "By" of a byline whose name stands on the next line."""
    return len(text) < 20 and _BY.fullmatch(text.rstrip(" :") + " ") is not None


def is_name(text: str) -> bool:
    """Whether ``text`` has the shape of a person's name."""
    if not text.isascii():
        if _CJK_NAME.match(text):
            return text not in _NO_CJK_NAMES and not _CJK_OFFICE.search(text)
        if CJK.search(text):
            return False
    tokens = text.split()
    if not 2 <= len(tokens) <= 5 or len(text) > 50 or credit_words.is_office(text):
        return False
    proper = 0
    for token in tokens:
        if token.lower() in _PARTICLE:
            continue
        if not (_TOKEN.match(token) or _INITIAL.match(token)):
            return False
        if not _ELISION.sub("", token)[:1].isupper() and token[0].lower() != token[0].upper():
            return False
        proper += 1
    return proper >= 2 or (proper == 1 and len(tokens) == 2)


def _is_uncased(name: str) -> bool:
    """Whether nothing in its letters tells a name from other words, as in Arabic or Hindi."""
    return name.lower() == name.upper() and not _CJK_NAME.match(name)


def _cased(name: str) -> str:
    return name.title() if name.isupper() and len(name) > 4 else name
