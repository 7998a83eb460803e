"""Reads bylines: who made the article, without "By", titles, agencies, places and addresses."""

import re
from dataclasses import dataclass

from schemas.articles import Author

_BY = re.compile(
    r"""^(?:(?:written|reported|posted|published|reporting|story|words|article|analysis|opinion)
        \s+)?
    (?:by|von|vom|par|por|di|da|door|av|af|kirjoittanut|przez|authors?|auteurs?|autore|oleh|
        autor(?:in|en|zy|es|a|i|em)?|texte?|tekst|texto|penulis|reporter|writer|yazan|haber|
        tác\ giả|theo|автор(?:ы)?|текст|от|από|του|بقلم|كتب|מאת|نویسنده|文|記者|记者|作者|撰文|글)
    \s*[:：/／|]?\s+""",
    re.IGNORECASE | re.VERBOSE,
)
_BY_TIGHT = re.compile(r"^(?:文|記者|记者|作者|撰文|글|by)\s*[:：/／|]\s*", re.IGNORECASE)
_AND = re.compile(
    r"\s*(?:[,;&|/·•、，]|\b(?:and|AND|und|UND|et|ET|y|e|ve|och|og|en|i|a|dan|и)(?=\s))\s*(?=\S)"
)
_TRAILING = re.compile(r"\s+(?:follow|seguir|folgen|suivre|x|twitter)$", re.IGNORECASE)
_ADDRESS = re.compile(r"\S+@\S+\.\w+|https?://\S+|www\.\S+|(?<!\S)@\w+")
_PARENTHESIS = re.compile(r"\s*[(\[（【][^)\]）】]*[)\]）】]?")
_PARTICLES = """
    de da di do dos das del della der den van von vom zu zum zur la le les el al bin ibn ben bint
    ter ten te af av y e i und och op mac st
"""
_PARTICLE = frozenset(_PARTICLES.split())
_NO_CJK_NAMES = frozenset(("입력", "수정", "뉴스", "사진", "新闻", "新聞", "社会", "国际", "來源"))
_ELISION = re.compile("^[dl]['’]")
_INITIAL = re.compile(r"^[^\W\d_]\.?(?:-?[^\W\d_]\.)*$")
_TOKEN = re.compile(r"^[^\W\d_][\w'’‘.\-‐]*$")
_PLACE = re.compile(r"\s+(?:in|aus|from|à|at|for|für|pour|para|fra|från|ve městě)\s+\S.*$")
_CJK_NAME = re.compile(
    r"^[\u4e00-\u9fff]{2,4}$|^[\uac00-\ud7a3]{2,4}$|^[\u3040-\u30ff\u4e00-\u9fff・ ]{2,8}$"
)
_CJK_ROLE = re.compile(
    r"\s*(?:기자|특파원|선임기자|인턴기자|記者|记者|編集委員|編輯|编辑|專欄)\s*$"
)
# What stands in a byline and is no part of a name.
_ROLES = """
    staff senior chief special deputy associate contributing correspondent reporter writer editor
    journaliste? journalistin columnist producer photographer analyst anchor commentator blogger
    freelancer? redakteur(?:in)? redaktion korrespondent(?:in)? autor(?:in)? chefredakteur(?:in)?
    volontär(?:in)? rédact(?:eur|rice|ion) envoyée? correspondante? redaktør redaktör reportere?
    redacci[oó]n redactora? corresponsal periodista redação jornalista giornalista inviat[oa]
    wartawan muhabir корреспондент редактор обозреватель журналист
    news desk team agency agencies agencia agence press bureau media newspaper times post tv radio
    online services? wire network magazine digital group inc ltd gmbh
    follow us published updated posted latest videos? photos? read more share home edition topics?
    mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday
    subscribe advertisement menu search login breaking exclusive opinion politics business sports?
    world live today week archives? images getty
"""
_AGENCIES = """
    AP AFP dpa APA sda Reuters ANSA EFE TASS Xinhua PTI ANI IANS UPI KNA epd SID Bloomberg Kyodo
    Yonhap Antara NTB TT Ritzau STT Lusa Belga CTK ČTK TASR PAP MTI Agerpres Tanjug Ukrinform
    Interfax RIA AAP CP AA ANP Anadolu Canadian.Press Associated.Press Agence.France-Presse
"""
_ROLE = re.compile(rf"(?<!\w)(?:{'|'.join(_ROLES.split())})(?!\w)", re.IGNORECASE)
_AGENCY = re.compile(rf"^(?:the )?(?:{'|'.join(_AGENCIES.split())})$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Byline:
    """``marked`` says that the line calls itself a byline ("By …")."""

    authors: tuple[Author, ...]
    marked: bool


def read(text: str) -> Byline | None:
    """The names in a byline (dates already cut out), or None if it is none."""
    text = _ADDRESS.sub(" ", _PARENTHESIS.sub(" ", text)).strip(" \t|·•-–—:,;/")
    unmarked = _BY_TIGHT.sub("", _BY.sub("", text + " ", count=1).strip(), count=1)
    marked = len(unmarked) < len(text)
    if not unmarked or len(unmarked) > 160:
        return None
    names: list[Author] = []
    for piece in _AND.split(unmarked):
        piece = _TRAILING.sub("", _PLACE.sub("", piece))
        role = _CJK_ROLE.search(piece)
        name = _CJK_ROLE.sub("", piece).strip(" \t|·•–—:,;/")
        marked = marked or role is not None
        if is_name(name):
            names.append(Author(name=_cased(name)))
        elif not (names or marked):
            return None
    return Byline(tuple(dict.fromkeys(names)), marked) if names else None


def is_mark(text: str) -> bool:
    """Whether a line is the "By" of a byline whose name stands on the next line."""
    return len(text) < 20 and _BY.fullmatch(text.rstrip(" :") + " ") is not None


def is_name(text: str) -> bool:
    """Whether ``text`` has the shape of a person's name."""
    if _CJK_NAME.match(text):
        return text not in _NO_CJK_NAMES
    tokens = text.split()
    if not 2 <= len(tokens) <= 5 or len(text) > 50 or is_role(text):
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


def is_role(text: str) -> bool:
    """Whether ``text`` names an office, a desk or an agency rather than someone."""
    return _ROLE.search(text) is not None or _AGENCY.match(text.strip()) is not None


def _cased(name: str) -> str:
    return name.title() if name.isupper() and len(name) > 4 else name
