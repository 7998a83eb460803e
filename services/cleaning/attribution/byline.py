"""Reads who wrote an article from a byline, without "By", titles, agencies, places, addresses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from schemas.articles import Author
from services.cleaning.attribution import credit_words
from services.cleaning.language_words import WORDS, any_of
from services.cleaning.lines.split import UNSPACED

_ANY_BY = any_of(sorted(WORDS["byline.by"], key=len, reverse=True))  # `text und foto`, then `text`
_BY_FORM = rf"(?:{any_of(WORDS['byline.before_by'])}\s+)?{_ANY_BY}\s*[:：/／|]?\s+"
_BEFORE_COLON_FORM = rf"{any_of(WORDS['byline.by_before_colon'])}\s*[:：/／|]\s*"
_BY = re.compile(_BY_FORM, re.IGNORECASE)
_BY_BEFORE_COLON = re.compile(_BEFORE_COLON_FORM, re.IGNORECASE)
# In lower case: a search that ignores case tries each word, one that does not only its letter's.
_SMALL_BY = re.compile(f"{_BY_FORM}|{_BEFORE_COLON_FORM}")
_BY_JOINED = re.compile(rf"{any_of(WORDS['byline.joined_by'])}(?=[A-ZÀ-Þ][^\W\d_A-Z])")
_AND = re.compile(rf"\s*([,;&|/·•、，]|\b{any_of(WORDS['byline.and'])}(?=\s))\s*(?=\S)")
_COMMAS = ",、，"
_LISTED = re.compile(rf"\s*(?:[;|&]|\b{any_of(WORDS['byline.and'])}(?=\s))\s*(?=\S)")
_DASH = re.compile(r"\s[-–—]\s")
_READING_TIME = rf"\d{{1,2}}\s?min(?:ute)?s?\.?(?:\s{any_of(WORDS['byline.after_minutes'])})?"
_AFTER_NAME = re.compile(
    rf"(?i:\s+{any_of([*WORDS['byline.after_name'], _READING_TIME])})$"
    rf"|(?<=[^\W\d_A-Z]){any_of(WORDS['byline.joined_to_name'])}$"
)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+|https?://\S+|www\.\S+|@\w+")
_BEFORE_DATE = re.compile(
    rf"(?<=\w)[\s,]+{any_of(WORDS['byline.before_date'])}(?:\s+\w+[,.]?)?\s*$"
)
_SURNAME_FIRST = re.compile(
    r"^((?:\w+ ){0,2}[^\W\d_][\w'’-]+), ([^\W\d_][\w'’-]+\.?(?: [^\W\d_]\.?| [^\W\d_][\w'’-]+)?)$"
)
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
_MAX_OPENING = 80  # characters in which a "By" ends, with what stands before it
_MAX_BY = 20  # characters of a line that holds the "By" alone
_MAX_NAME = 50  # characters
_CJK_OFFICE = re.compile(rf"{any_of(WORDS['byline.office_endings'])}$")
_ELISION = re.compile("^[dl]['’]")
_INITIAL = re.compile(r"^[^\W\d_]\.?(?:-?[^\W\d_]\.)*$")
_DOMAIN = re.compile(r"\w\w\.[a-z]{2,}$")
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
    text = without_addresses(text)
    text = _BEFORE_DATE.sub("", text.strip(_EDGES))
    if len(text) > _MAX_BYLINE or (text.isascii() and len(text.split(maxsplit=1)) < 2):
        return None  # one word is no name where words are spaced
    names: list[Author] = []
    says_more = False  # as a caption does that ends with names
    opened = without_by(text)
    marked = has_by = len(opened) < len(text)
    if dash := _DASH.search(opened):
        if credit_words.is_office(opened[dash.end() :]):
            opened = opened[: dash.start()]
        elif marked:
            opened = _DASH.sub(", ", opened)
    for role, piece in credit_words.split_by_role(opened):
        bare = without_by(piece)
        has_by = has_by or len(bare) < len(piece.strip())
        marked = marked or has_by or role is not None
        beside_role = False  # behind a role, a comma opens the name of the paper
        for mark, one in _split(bare):
            if names and (own_role := credit_words.role_of(one)):
                names[-1] = Author(name=names[-1].name, role=own_role)
                continue
            whole = without_by(one)
            placed = _PLACE.sub("", whole)
            one = _without_rest(placed)
            named = one if one.isascii() else _CJK_TITLE.sub("", one)
            marked = marked or named != one
            name = credit_words.without_titles(named.strip(_EDGES))
            if not is_name(name):
                name = credit_words.beside_role(name)
                marked = marked or is_name(name)
            if is_name(name) and (marked or not _is_uncased(name)):
                if not (beside_role and mark in _COMMAS):
                    names.append(Author(name=_cased(name), role=role))
            elif not (names or marked):
                return None
            beside_role = credit_words.has_role(one)
            signs = mark != "/" and credit_words.signs(one)  # behind `/` it is a picture's credit
            says_more = (
                says_more
                or placed != whole
                or not (is_name(name) or beside_role or credit_words.signs(one) or not one)
            )
            marked = marked or ((beside_role or signs or one != placed) and not says_more)
            if placed != whole and not marked:
                return None  # a headline, rather than a name and a place
    if not names or not (has_by or any(name.role in _AUTHOR_ROLES for name in names)):
        return None  # nobody, or a picture's credit
    if says_more and not has_by and any(name.role not in _AUTHOR_ROLES for name in names):
        return None  # a caption with its credit
    return Byline(tuple(dict.fromkeys(names)), marked)


def _split(text: str) -> Iterator[tuple[str, str]]:
    """The pieces of a list of names, each with the mark or the word before it."""
    if "," in text:
        turned = list(map(_turned, _LISTED.split(text)))
        if all(turned):
            yield from (("", name) for name in turned if name)
            return
    mark = ""
    for i, piece in enumerate(_AND.split(text)):
        if i % 2:
            mark = piece
        else:
            yield mark, piece


def _turned(text: str) -> str | None:
    """`Surname, Given` as `Given Surname`; None where a text is of no such form."""
    match = _SURNAME_FIRST.match(text)
    if match is None:
        return None
    *particles, surname = match[1].split()
    if not _PARTICLES.issuperset(map(str.lower, particles)) or surname.lower() in _PARTICLES:
        return None
    last = match[1].title() if match[1].isupper() else match[1]
    name = f"{match[2]} {last}"
    return name if is_name(name) else None


def _without_rest(text: str) -> str:
    """A name without what pages put behind it, such as `Follow`."""
    while (bare := _AFTER_NAME.sub("", text)) != text:
        text = bare
    return text


def newsroom(text: str, *, is_dated: bool = False) -> tuple[Author, ...]:
    """The agencies that sign a line and nobody else, as in `dpa`, `(AFP)`, `By Reuters Staff`.

    Where it ``is_dated`` or begins with "By", a newsroom alone will do (`Redaktion`).
    """
    text = text.strip(_EDGES + _BRACKETS + ")]）】")
    bare = without_by(text)
    if len(bare) > _MAX_NAME:
        return ()
    marked = len(bare) < len(text)
    pieces = [piece for _, piece in _split(bare)]
    if not all(map(credit_words.is_newsroom, pieces)):
        alone = marked or is_dated
        signs = credit_words.signs(bare) if alone else credit_words.is_newsroom(bare)
        signs = signs or (marked and credit_words.ends_in_newsroom(bare))
        pieces = [bare] if signs else []
    return tuple(Author(name=piece.strip(_EDGES), role=None) for piece in pieces)


def without_addresses(text: str) -> str:
    """``text`` without e-mail addresses, URLs and handles."""
    return _ADDRESS.sub(" ", text) if any(map(text.__contains__, _IN_ADDRESSES)) else text


@lru_cache(maxsize=256)  # the pieces of a byline are mostly the whole of it
def without_by(text: str) -> str:
    """``text`` without the "By" that it may open with."""
    bare = text.strip()
    if _opens_with_by(f"{bare} "):
        bare = _without(_BY_BEFORE_COLON, _without(_BY, f"{bare} ").strip())
    return _without(_BY_JOINED, bare)


def _opens_with_by(text: str) -> bool:
    return _SMALL_BY.match(text[:_MAX_OPENING].lower()) is not None


def _without(opening: re.Pattern[str], text: str) -> str:
    found = opening.match(text)
    return text[found.end() :] if found else text


def starts_like_byline(text: str) -> bool:
    """Whether ``text`` is or begins with "By" or with a role. Quicker than ``read``."""
    text = text.lstrip(_EDGES + _BRACKETS)
    if _opens_with_by(f"{text} ") or _BY_JOINED.match(text):
        return True
    pieces = credit_words.split_by_role(text[:_OPENING])
    return bool(pieces) and pieces[0][0] is not None


def is_by_alone(text: str) -> bool:
    """Whether a line is only the "By" of a byline whose name stands on the next line."""
    if len(text) >= _MAX_BY:
        return False
    bare = text.rstrip(" :") + " "
    return _opens_with_by(bare) and _BY.fullmatch(bare) is not None


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
        if not (_NAME_WORD.match(token) or _INITIAL.match(token)) or _DOMAIN.search(token):
            return False
        if not _ELISION.sub("", token)[:1].isupper() and token[0].lower() != token[0].upper():
            return False
        proper += 1
    if tokens[-1] in _PARTICLES:
        return False
    return proper >= 2 or (proper == 1 and len(tokens) == 2)


def _is_uncased(name: str) -> bool:
    """Whether its script has no capitals that would tell a name, such as Arabic or Hindi."""
    return name.lower() == name.upper() and not _CJK_NAME.match(name)


def _cased(name: str) -> str:
    return name.title() if name.isupper() and len(name) > 4 else name
