"""Tells what a kept page is (`page_kind`): an article, or one of its special forms."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import unquote, urlsplit

from services.cleaning import page_kinds
from services.cleaning.language_words import WORDS
from services.cleaning.lines.split import UNSPACED, count_words

ARTICLE, LIVE_BLOG, INTERVIEW, GALLERY = "article", "live_blog", "interview", "gallery"
VIDEO, TRANSCRIPT, OBITUARY = "video", "transcript", "obituary"
PRESS_RELEASE, OPINION = "press_release", "opinion"
_LABELLED = (
    *(LIVE_BLOG, INTERVIEW, GALLERY, VIDEO),
    *(TRANSCRIPT, OBITUARY, PRESS_RELEASE, OPINION),
)
_BY_WARNING = {
    page_kinds.HOME: "home",
    page_kinds.LIST: "list",
    page_kinds.PAYWALL: "paywall_stub",
    page_kinds.VIDEO: VIDEO,
}
PAGE_KINDS = (ARTICLE, *_LABELLED, "home", "list", "paywall_stub")
"""All that ``find`` tells."""

_BY_TYPE = {
    "LiveBlogPosting": LIVE_BLOG,
    "OpinionNewsArticle": OPINION,
    "ImageGallery": GALLERY,
    "MediaGallery": GALLERY,
    "Obituary": OBITUARY,
    "ObituaryNewsArticle": OBITUARY,
    "PressRelease": PRESS_RELEASE,
    "Interview": INTERVIEW,
}

# Set by hand.
_MAX_LABEL = 40  # characters
_LONGEST = 200  # characters of a paragraph that are read
_MOST = 40  # paragraphs whose form is read
_HEAD, _TAIL = 2, 4  # paragraphs in which phrases stand
_MAX_NOTICE = 80  # characters of the line that calls a text a press release
_MAX_CAPTIONED = 120  # words beside a video
_MIN_TURNS, _TURNS = 6, 0.6  # paragraphs with the name of a speaker, and their share
_TWO = 2  # speakers of an interview
_MAX_SPEAKER = 4  # words of such a name
_MIN_QUESTIONS, _QUESTIONS = 3, 0.2  # the same of paragraphs that ask
_MIN_TIMES, _FALLING = 5, 0.8  # entries with a time, and the share that is older than the one above
_MIN_CAPTIONS, _CAPTIONS = 4, 0.7  # paragraphs that end with a picture's credit, and their share
_CREDITED = 80  # characters at the end of a line in which a credit stands
_OBITUARY, _OBITUARY_OF_NAME, _RELEASE = 3, 2, 2  # phrases
_MAX_NAME = 5  # words of a title that is but a name

_ACCENTS = re.compile("[\u0300-\u036f]")
_PARTS = re.compile(r"\s+[-–—]+\s+|\s*[|:：–—·•»›()\[\]{}【】「」『』〈〉《》+/]+\s*")
_OPENING = "[({【「『《+-– "
_SUFFIX = re.compile(r"\.\w{1,5}$")
_TURN = re.compile(r"[-–—]\s|([^\s:：.!?,;\d][^:：.!?,;]{0,40})[:：]|([Qq])\.\s")
_TIME = re.compile(
    r"\W{0,3}([01]?\d|2[0-3])[:.h]([0-5]\d)(?!\d|[.,]\d| (?:million|billion))"
    r"(?:\s?(?:([ap])\.?m\b))?",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    rf"(?:©|\b(?:{'|'.join(WORDS['lines.picture_credits'])})(?: by)?\s?[:|/]\s?\S).{{0,60}}$"
    r"|\b(?:photo|foto)s? (?:by|von|de|di)\b.{0,60}$|[/|]\s?[A-Z][\w ]{1,30}\)$",
    re.IGNORECASE,
)
_BETWEEN_WORDS = ".,;:!?\"'()[]/|&*+-–—…“”„‘’«»‹›•·।،؛؟、。「」【】：！？（）\u200c"
_CREDIT_SIGN = re.compile("[©:|/(]")
_YEARS = re.compile(r"\b1[89]\d\d\s?[-–—]\s?(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Stated:
    """What a page says of itself.

    ``types`` are those of its JSON-LD, ``og_type`` is that of OpenGraph. ``titles`` are its
    headlines as they stand, ``labels`` the short lines above them.
    """

    types: frozenset[str] = frozenset()
    og_type: str = ""
    titles: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


def find(
    stated: Stated,
    *,
    url: str | None,
    domain: str | None,
    section: str | None,
    paragraphs: Sequence[str],
    removed: Sequence[str],
    warnings: Sequence[str],
) -> str:
    """One of ``PAGE_KINDS``; an article where nothing or more than one other kind is told.

    What the page says of itself comes first: types, labels, notices. Where it says nothing, the
    form of its paragraphs counts. ``removed`` are pieces that were removed around them.
    """
    for warning in warnings:
        if warning in _BY_WARNING:
            return _BY_WARNING[warning]
    told = {_BY_TYPE[name] for name in stated.types if name in _BY_TYPE}
    told.update(_by_labels(stated, section), _by_path(url), _by_host(domain))
    hints = _TITLES.held(_Text(stated.titles))
    told |= hints.keys() - {INTERVIEW, TRANSCRIPT}
    ends = _Text(_ends(paragraphs, removed))
    told.update(_by_notices(ends, paragraphs))
    if VIDEO in told and not _is_video(stated, paragraphs):
        told.remove(VIDEO)
    if told:
        return told.pop() if len(told) == 1 else ARTICLE
    lines = paragraphs[:_MOST]
    return (
        _dialogue(lines, hints.keys())
        or (LIVE_BLOG if _is_live(lines) else None)
        or (GALLERY if _are_captions(lines) else None)
        or _by_phrases(ends, stated.titles)
        or ARTICLE
    )


def _spaced(text: str) -> str:
    """A text in lower case with one space on either side of each word and line break."""
    text = f" {text.lower()} ".replace("\n", " \n ")
    for sign in _BETWEEN_WORDS:
        text = text.replace(sign, " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def _key(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text.lower())))


def _keys(*sections: str) -> dict[str, str]:
    return {
        _key(entry): kind
        for section in sections
        for kind in _LABELLED
        for entry in WORDS.get(f"{section}.{kind}", ())
    }


def _without_accents(text: str) -> str:
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", bare)


def _is_unspaced(text: str) -> bool:
    return not text.isascii() and UNSPACED.search(text) is not None


class _Text:
    """Pieces of a text in words; no phrase goes over the end of a piece."""

    def __init__(self, pieces: Iterable[str]) -> None:
        self.whole = _spaced("\n".join([one[:_LONGEST].replace("\n", " ") for one in pieces]))
        self.pieces = self.whole.split("\n")
        self.words = frozenset(self.whole.split())
        self.unspaced = self.whole.replace(" ", "") if _is_unspaced(self.whole) else ""

    def opens_with(self, phrases: Iterable[str], most: int | None = None) -> bool:
        """Whether a piece begins with one of the phrases; ``most`` is the piece's length."""
        starts = tuple(one.replace(" ", "") for one in phrases)
        pieces = (one for one in self.pieces if most is None or len(one) <= most)
        return any(one.replace(" ", "").startswith(starts) for one in pieces)


class _Phrases:
    """Phrases by their first words, so that most texts cost one look for each word."""

    def __init__(self, section: str) -> None:
        self.by_first: dict[str, list[tuple[str, str]]] = {}
        self.unspaced: list[tuple[str, str]] = []
        for kind in _LABELLED:
            for entry in WORDS.get(f"{section}.{kind}", ()):
                for written in {entry, _without_accents(entry)}:
                    phrase = _spaced(written)
                    if _is_unspaced(written):
                        self.unspaced.append((phrase.replace(" ", ""), kind))
                    else:
                        self.by_first.setdefault(phrase.split()[0], []).append((phrase, kind))
        self.first = frozenset(self.by_first)

    def held(self, text: _Text) -> dict[str, set[str]]:
        """By kind, the phrases that stand in the text."""
        found: dict[str, set[str]] = {}
        for first in self.first & text.words:
            for phrase, kind in self.by_first[first]:
                if phrase in text.whole:
                    found.setdefault(kind, set()).add(phrase)
        for phrase, kind in self.unspaced if text.unspaced else ():
            if phrase in text.unspaced:
                found.setdefault(kind, set()).add(phrase)
        return found


_LABELS, _PATHS = _keys("kind_labels"), _keys("kind_labels", "kind_paths")
_TITLES, _NOTICES, _PHRASES = map(_Phrases, ("kind_titles", "kind_notices", "kind_phrases"))
_HOSTS = frozenset(WORDS["kind_hosts.press_release"])
_SIGNS = WORDS["kind_hosts.press_release_signs"]
_QUESTION = frozenset(map(_key, WORDS["kind_forms.question"]))
_ANSWER = frozenset(map(_key, WORDS["kind_forms.answer"]))


def _ends(paragraphs: Sequence[str], removed: Sequence[str]) -> list[str]:
    tail = paragraphs[max(_HEAD, len(paragraphs) - _TAIL) :]
    return [*paragraphs[:_HEAD], *tail, *removed]


def _by_labels(stated: Stated, section: str | None) -> Iterator[str]:
    if section and (kind := _PATHS.get(_key(section))):
        yield kind
    for name in stated.labels:
        if kind := _label(name):
            yield kind
    for title in stated.titles:
        first, *others = map(_label, _PARTS.split(title.lstrip(_OPENING)))
        # `(Photo gallery)` behind a headline says that the article has one.
        told = (first, *(kind for kind in others if kind != GALLERY))
        yield from filter(None, told)


def _label(name: str) -> str | None:
    return _LABELS.get(_key(name)) if len(name) <= _MAX_LABEL else None


def _by_path(url: str | None) -> Iterator[str]:
    try:
        path = urlsplit(url or "").path
    except ValueError:
        return
    *parts, last = unquote(path).strip("/").split("/")
    for part in parts:
        if kind := _PATHS.get(_key(part)):
            yield kind
    slug = _Text([_SUFFIX.sub("", last)])
    yield from (kind for kind in _TITLES.held(slug) if kind in (LIVE_BLOG, GALLERY))


def _by_host(domain: str | None) -> Iterator[str]:
    if domain in _HOSTS:
        yield PRESS_RELEASE


def _by_notices(ends: _Text, paragraphs: Sequence[str]) -> Iterator[str]:
    for kind, phrases in _NOTICES.held(ends).items():
        if kind != PRESS_RELEASE or ends.opens_with(phrases, _MAX_NOTICE):
            yield kind
    opening = "".join(paragraphs[:1])[:_LONGEST].lower()
    if any(sign in opening for sign in _SIGNS):
        yield PRESS_RELEASE


def _is_video(stated: Stated, paragraphs: Sequence[str]) -> bool:
    return sum(map(count_words, paragraphs[:_MOST])) <= _MAX_CAPTIONED or (
        stated.og_type.startswith("video") and "VideoObject" in stated.types
    )


def _dialogue(lines: Sequence[str], hints: Set[str]) -> str | None:
    """An interview or a transcript, by who speaks in each line and who asks.

    ``hints`` are the kinds whose words stand in the headline.
    """
    is_interview = INTERVIEW in hints
    turns = [(found, line) for line in lines if (found := _TURN.match(line))]
    asked = [line.rstrip("\"'”’»)").endswith(("?", "？", "؟")) for line in lines]
    if not is_interview and sum(asked) >= _MIN_QUESTIONS:
        is_interview = INTERVIEW in _TITLES.held(_Text(lines[:_HEAD]))
    if len(turns) >= max(_MIN_TURNS, _TURNS * len(lines)):
        names = Counter(_key(found[1] or found[2] or "") for found, _ in turns)
        if names[""] == len(turns):
            return INTERVIEW if sum(asked) >= _MIN_QUESTIONS else None
        usual = {name for name, times in names.items() if times > 1}
        written = [found[1] for found, _ in turns if found[1]]
        if sum(names[name] for name in usual) < _TURNS * len(turns) or len(usual) < _TWO:
            return None
        if TRANSCRIPT not in hints and usual & _QUESTION and usual & _ANSWER:
            return INTERVIEW
        if all(len(one.split()) <= _MAX_SPEAKER for one in written):
            is_spoken = len(usual) > _TWO or all(map(str.isupper, written))
            is_asked = not is_spoken and sum(asked) >= _MIN_QUESTIONS
            is_transcript = TRANSCRIPT in hints or not (is_interview or is_asked)
            return TRANSCRIPT if is_transcript else INTERVIEW
    turns_of_two = sum(one and not after for one, after in pairwise(asked))
    if is_interview and turns_of_two >= max(_MIN_QUESTIONS, _QUESTIONS * len(lines)):
        return INTERVIEW
    return None


def _is_live(lines: Sequence[str]) -> bool:
    """Whether entries begin with times, the newest first."""
    times = []
    for line in lines:
        if found := _TIME.match(line):
            hour = int(found[1]) % 12 if found[3] else int(found[1])
            afternoon = 12 if (found[3] or "").lower() == "p" else 0
            times.append(60 * (hour + afternoon) + int(found[2]))
    falling = sum(later > earlier for later, earlier in pairwise(times))
    return len(times) >= _MIN_TIMES and falling >= _FALLING * (len(times) - 1)


def _are_captions(lines: Sequence[str]) -> bool:
    if len(lines) < _MIN_CAPTIONS or not any(map(_is_captioned, lines[:2])):
        return False
    return sum(map(_is_captioned, lines)) >= _CAPTIONS * len(lines)


def _is_captioned(line: str) -> bool:
    end = line[-_CREDITED:]
    return bool(_CREDIT_SIGN.search(end) and _CREDIT.search(end))


def _by_phrases(ends: _Text, titles: Sequence[str]) -> str | None:
    found = _PHRASES.held(ends)
    told = found.get(OBITUARY, ())
    is_name = told and any(len(one.split()) <= _MAX_NAME or _YEARS.search(one) for one in titles)
    is_obituary = len(told) >= (_OBITUARY_OF_NAME if is_name else _OBITUARY)
    contacts = [one for one in found.get(PRESS_RELEASE, ()) if ends.opens_with([one])]
    is_release = len(contacts) >= _RELEASE
    if is_obituary == is_release:
        return None
    return OBITUARY if is_obituary else PRESS_RELEASE
