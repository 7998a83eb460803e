"""What stands beside names in bylines: what someone did, their titles, desks and agencies."""

import re

from services.cleaning.text_normalisation import words_of

_DID = {
    "photographer": r"photo(?:s|graph(?:s|y|e|er)?)?|pictures?|foto(?:s|graf(?:i[ae]|ía|in|o)?)?|"
    r"bild(?:er)?|fotógraf[oa]|фото|写真|摄影|攝影|사진",
    "editor": r"edit(?:ed|ing|ors?)|redaktør|redaktör|редактор|责编|责任编辑|責任編輯|編集|编辑",
    "translator": r"translat(?:ed|ion|or)|übersetz(?:t|ung|er|erin)|traduction|traduit|traducción|"
    r"traducido|tradução|traduzione|vertaling|перевод|翻译|翻譯|번역",
    "illustrator": r"illustrat(?:ed|ions?|or)|illustrationen|ilustración|ilustração|illustrazioni",
    "videographer": r"videos?|videograph(?:y|er)",
    "graphics": r"graphics?|grafik(?:en)?|gráficos?|infographics?",
}
_BYS = "by von par por di da door av af"
_BY = rf"(?:{'|'.join(_BYS.split())})"
_BY_WORDS = frozenset(_BYS.split())
_COLONS = ":：/"
_LABEL = re.compile(
    r"(?<!\w)(?:"
    + "|".join(f"(?P<{did}>{words})" for did, words in _DID.items())
    + rf")(?:\s*[{_COLONS}]\s*(?:{_BY}\s+)?|\s+{_BY}\s+|\s+(?={_BY}\s*:))",
    re.IGNORECASE,
)
_DOER = re.compile(
    r"^(?:staff |freelance |senior |chief |picture )?(?:(?P<photographer>photographer|"
    r"photojournalist|fotograf(?:in)?|photographe)|(?P<translator>translator|übersetzer(?:in)?)|"
    r"(?P<illustrator>illustrator)|(?P<videographer>videographer))$",
    re.IGNORECASE,
)
_TITLES = """
    dr prof professor phd ph.d md m.d mba mag dipl dipl.-ing ing h.c rechtsanwalt rechtsanwältin
    sir dame rev reverend mr mrs ms herr frau dra drs
"""
_TITLE = re.compile(
    rf"^(?:(?:{'|'.join(re.escape(title) for title in _TITLES.split())})(?:\.\s*|\s+))+"
    r"|(?:,?\s+(?:phd|ph\.d\.|md|m\.d\.|mba|msc|m\.sc\.|llm|jd))+$",
    re.IGNORECASE,
)
# What stands in a byline and is no part of a name.
_OFFICES = """
    staff senior chief special deputy associate contributing correspondent reporter writer editor
    journalist journaliste journalistin columnist producer photographer analyst anchor commentator
    blogger freelance freelancer redakteur redakteurin redaktion korrespondent korrespondentin
    autor autorin chefredakteur chefredakteurin volontär volontärin rédacteur rédactrice rédaction
    envoyé envoyée correspondant correspondante redaktør redaktör reportere redaccion redacción
    redactor redactora corresponsal periodista redação jornalista giornalista inviato inviata
    wartawan muhabir корреспондент редактор обозреватель журналист
    news desk team agency agencies agencia agence press bureau media newspaper times post tv radio
    online service services wire network magazine digital group inc ltd gmbh
    follow us published updated posted latest video videos photo photos read more share home edition
    topic topics mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday
    sunday subscribe advertisement menu search login breaking exclusive opinion politics business
    sport sports world live today week archive archives images getty
"""
_AGENCIES = """
    AP AFP dpa APA sda Reuters ANSA EFE TASS Xinhua PTI ANI IANS UPI KNA epd SID Bloomberg Kyodo
    Yonhap Antara NTB TT Ritzau STT Lusa Belga CTK ČTK TASR PAP MTI Agerpres Tanjug Ukrinform
    Interfax RIA AAP CP AA ANP Anadolu Canadian.Press Associated.Press Agence.France-Presse
"""
_OFFICE = frozenset(_OFFICES.split())
_AGENCY = re.compile(rf"^(?:the )?(?:{'|'.join(_AGENCIES.split())})$", re.IGNORECASE)


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
