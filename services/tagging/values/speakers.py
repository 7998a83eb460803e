"""Says who said each quote, where the grammar is plain."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from services.tagging.values.described_people import DescribedPeople, Names
from services.tagging.values.quote_marks import Paragraph, Quoted
from services.tagging.values.speech_patterns import (
    BEFORE,
    BEHIND,
    BEHIND_COMMA,
    COLON,
    COLON_ENDS,
    ENDS,
    LONGEST_COLON,
    NO_SPEAKER,
    NOT_BEHIND_SPEAKING,
    NOUN_BEFORE,
    NOUN_BEHIND,
    OPEN_ENDED,
    ORGANISATION,
    PERSON,
    PRONOUN_BEFORE,
    PRONOUN_BEHIND,
    QUOTED,
    SPEAKING_WORDS,
    SPEECH,
    SPOKE,
)

FARTHEST = 400
"""Code points before a quote that are searched for who says it."""

PARAGRAPHS_BACK = 5
"""Paragraphs before a quote's own among which the person is looked for whom a pronoun means."""

MOST_SPACES = 3
"""Spaces in the longest of the quotes that say nothing without a comma or a stop beside them."""

_MASK = re.compile(f"[{PERSON}{ORGANISATION}{QUOTED}]")
_MASKS_TO_SPACES = str.maketrans(dict.fromkeys((PERSON, ORGANISATION, QUOTED), " "))
_WORD = re.compile(r"\w+")
_DASH = re.compile(r"[—–-]{1,2}\s*[^\s—–-]")
_STOPS = ",.!?…—–-"
_GOES_ON = re.compile(r"\s*(?:[a-z]|,|[—–-])")
_BEFORE_NEXT = re.compile(r"(?:\s[^.!?;]{0,80})?:\s*$")
_IS_SENTENCE = re.compile(r"\W*[A-ZÀ-Ý0-9](?:.*\S)?[.!?…]\W*", re.DOTALL)
_KIN = (
    r"(?:husband|wife|widow|son|daughter|father|mother|brother|sister|partner|lawyer|attorney|aide"
    r"|agent|spokes\w+|boss|deputy|neighbou?r|friend)"
)
_ROLE = (
    r"(?:man|woman|official|officer|resident|witness|analyst|expert|driver|student|teacher|adviser"
    r"|farmer|soldier|doctor|nurse|trader|diplomat|source|survivor|villager|passenger|victim|voter"
    r"|relative|worker|representative|protester|customer|colleague|clerk|reporter|fan|user)"
)
_UNNAMED = re.compile(
    rf"{PERSON}['’]s?\s(?:[\w-]+\s)?{_KIN}\b"
    rf"|(?<!{PERSON},\s)(?<!\bis\s)(?<!\bas\s)(?<!\bwas\s)"
    rf"\b(?:[Aa]n?|[Aa]nother|[Oo]ne|[Hh]is|[Hh]er)\s(?:[\w-]+\s){{0,3}}?(?:{_KIN}|{_ROLE})\b(?!,\s{PERSON})"
)
_PRONOUN = re.compile(r"(?:(?:But|And|Then) )?(?P<who>[Hh]e|[Ss]he)\b")
_POSSESSIVE = re.compile(r"['’]")
_SPOKEN_BEFORE = re.compile(rf"{SPEECH.pattern}[^.!?]*[.!?]?\s*$|[:,]\s*$")

Said = tuple[str | None, bool]
"""The id of who says a quote, None where unsure; and whether words right behind it say so."""


class _Place(NamedTuple):
    """A quote in its article: the number and start of its paragraph, where the quote before it
    stops, and who says that one."""

    quote: Quoted
    at: int
    begin: int
    since: int
    last: str | None


class Speakers:
    """Finds who speaks in one article.

    ``names`` are the mentions of persons and of what else may speak, ``paragraphs`` the article's.
    """

    def __init__(self, body: str, names: Names, paragraphs: Sequence[Paragraph]) -> None:
        self._body, self._paragraphs = body, paragraphs
        self._masked, self._names = _mask(body, names, paragraphs)
        self._people = DescribedPeople(self._masked, self._names)

    def masked(self, begin: int, end: int) -> str:
        """This part of the body, with masks for quotes and names."""
        return self._masked[begin:end]

    def find(self) -> list[list[Said]]:
        """Who says each quote of each paragraph."""
        found: list[list[Said]] = []
        last, stop = None, 0
        for at, paragraph in enumerate(self._paragraphs):
            found.append(self._in_paragraph(at, last, stop))
            if paragraph.quotes:
                last, stop = found[-1][-1][0], paragraph.quotes[-1].stop
        for at in range(len(found) - 1, 0, -1):
            if self._goes_on(at) and found[at - 1][-1][0] is None:
                found[at - 1][-1] = found[at][0]
        return found

    def _goes_on(self, at: int) -> bool:
        """Whether a paragraph begins with the rest of the quote that the last one leaves open."""
        here, before = self._paragraphs[at], self._paragraphs[at - 1] if at else None
        if not before or not before.quotes or not here.quotes:
            return False
        return before.quotes[-1].is_open and here.quotes[0].begin == here.start

    def _in_paragraph(self, at: int, last: str | None, since: int) -> list[Said]:
        start, _, quotes = self._paragraphs[at]
        if not quotes:
            return []
        edges = [*(one.begin for one in quotes[1:]), self._tail_end(at, quotes[-1])]
        said: list[Said] = []
        continues = False
        for quote, edge in zip(quotes, edges, strict=True):
            tail = self._masked[quote.stop : edge]
            place = _Place(quote, at, start, since, last)
            speaker, end = self._behind(place, tail)
            speaker = speaker or self._before(place)
            if not speaker and not end:
                if continues or (not said and self._goes_on(at)):
                    speaker = last
                elif not tail.strip(" .") or self._is_sentence(quote):
                    speaker = self._unmarked(place, is_first=not said)
            continues = bool(speaker and ENDS.match(tail, end))
            last, since = speaker, quote.stop
            said.append((speaker, end > 0))
        return said

    def _is_sentence(self, quote: Quoted) -> bool:
        return _IS_SENTENCE.fullmatch(self._body, quote.start, quote.end) is not None

    def _tail_end(self, at: int, quote: Quoted) -> int:
        """Where what may say who said a paragraph's last quote ends: ``— X`` may stand below."""
        end = self._paragraphs[at].end
        if at + 1 < len(self._paragraphs) and not self._masked[quote.stop : end].strip():
            below = self._paragraphs[at + 1]
            if _DASH.match(self._masked, below.start):
                return below.quotes[0].begin if below.quotes else below.end
        return end

    def _behind(self, place: _Place, tail: str) -> tuple[str | None, int]:
        """Who says it by the words right behind it, and where in ``tail`` these words end. The
        end is 0 if there are no such words."""
        quote = place.quote
        closing = self._body[quote.end - 1]
        if closing not in _STOPS and tail[:1] not in _STOPS and self._is_short(quote):
            return None, 0
        match = _first(BEHIND, tail)
        if not match and (tail.startswith(",") or closing in ",!?…—–"):
            match = _first(BEHIND_COMMA, tail)
        if match and not _begins_a_sentence(closing, tail, match.end()):
            return self._names[quote.stop + match.start("who")][2], match.end()
        if match:
            return None, 0
        if match := PRONOUN_BEHIND.match(tail):
            return self._meant(match["who"] or match["whom"], place, quote.begin), match.end()
        if match := NOUN_BEHIND.match(tail):
            return self._people.called(match["noun"] or match["noun_last"]), match.end()
        return None, 0

    def _is_short(self, quote: Quoted) -> bool:
        return self._body.count(" ", quote.start, quote.end) < MOST_SPACES

    def _before(self, place: _Place) -> str | None:
        """Who says it by the words before it, up to its opening mark."""
        quote, at, begin, *_ = place
        if quote.begin == begin and at:
            above = self._paragraphs[at - 1]
            if self._masked.endswith(":", above.start, above.end):
                begin = above.start
        base = max(begin, quote.begin - FARTHEST)
        head = self._masked[base : quote.begin]
        if base > begin:  # which is not where a sentence begins
            head = QUOTED + head[1:]
        if not head:
            return None
        # This tells sooner than the patterns that there is nothing.
        words = _WORD.findall(head, max(map(head.rfind, NOT_BEHIND_SPEAKING)) + 1)
        if "According" in head or not SPEAKING_WORDS.isdisjoint(words):
            if match := _first(BEFORE, head):
                return self._names[base + match.start("who")][2]
            if match := PRONOUN_BEFORE.search(head):
                return self._meant(match["who"].lower(), place, base + match.start("who"))
            if match := NOUN_BEFORE.search(head):
                return self._people.called(match["noun"])
        is_colon = COLON_ENDS.search(head.rstrip()[-LONGEST_COLON:])
        if is_colon and (match := COLON.search(head)):
            start, end = (base + edge for edge in match.span("sentence"))
            if pronoun := _PRONOUN.match(self._masked, start, end):
                return self._meant(pronoun[1].lower(), place, start)
            return self._before_colon(start, end)
        return None

    def _before_colon(self, begin: int, end: int) -> str | None:
        """The one person whom the sentence before a colon names, if it may be who speaks."""
        start = self._masked.find(PERSON, begin, end)
        if start < 0 or len(self._people.between(begin, end)) != 1:
            return None
        stop, _, who = self._names[start]
        is_owner = _POSSESSIVE.match(self._masked, stop)
        return None if is_owner or NO_SPEAKER.search(self._masked[begin:start]) else who

    def _meant(self, pronoun: str, place: _Place, end: int) -> str | None:
        """Whom ``he`` or ``she`` means that speaks where ``place`` is, by what stands before
        ``end``."""
        people, (_, at, begin, since, last) = self._people, place
        if _UNNAMED.search(self._masked, max(begin, since), end):
            return None
        named = people.between(since, end)
        if not (last or named) and since > begin:  # who says the quote before it is unknown
            return None
        if last and named <= {last} and people.may_be(last, pronoun):
            return last
        for start in (max(begin, since), begin):
            if people.between(start, end):
                return people.only(start, end, pronoun)
        for above in reversed(self._paragraphs[max(0, at - PARAGRAPHS_BACK) : at]):
            if people.between(above.start, above.end):
                return people.only(above.start, above.end, pronoun)
        return None

    def _unmarked(self, place: _Place, *, is_first: bool) -> str | None:
        """Who says a whole sentence that stands without any words about its speaker: who has
        just spoken, if nobody else is named."""
        quote, at, begin, since, last = place
        if not is_first:
            other = _SPOKEN_BEFORE.search(self._masked, since, quote.begin)
            return None if other else self._still(last, since, quote.begin)
        if quote.begin > begin:
            return self._who_spoke(begin, quote.begin)
        above = self._paragraphs[at - 1] if at else None
        if not above or not above.quotes:
            return self._who_spoke(above.start, above.end) if above else None
        words = self._masked[above.start : above.end].strip(f"{QUOTED} .\n")
        return self._still(last, above.start, above.end) if words else None

    def _still(self, last: str | None, begin: int, end: int) -> str | None:
        """Who has spoken last, if nobody else is named here."""
        return last if last and self._people.between(begin, end) <= {last} else None

    def _who_spoke(self, begin: int, end: int) -> str | None:
        """The one person named here, if a sentence says that this person speaks."""
        named = self._people.between(begin, end)
        if len(named) != 1 or not SPOKE.search(self._masked[begin:end]):
            return None
        return named.pop()


def _begins_a_sentence(closing: str, tail: str, end: int) -> bool:
    """Whether ``X said`` behind a quote that a stop ends belongs to what follows: it goes on to
    the next quote, or says what X said. It ends at ``end`` in ``tail``."""
    if closing in ".!?" and _BEFORE_NEXT.match(tail, end):
        return True
    return closing == "." and not _GOES_ON.match(tail) and not OPEN_ENDED.match(tail, end)


def _mask(body: str, names: Names, paragraphs: Sequence[Paragraph]) -> tuple[str, Names]:
    """The body with masks for its quotes and names, as long as before; the names outside quotes."""
    body = body.translate(_MASKS_TO_SPACES) if _MASK.search(body) else body
    quotes = ((one.begin, one.stop, QUOTED) for each in paragraphs for one in each.quotes)
    masked = _masked(body, quotes)
    outside = {
        start: name for start, name in names.items() if QUOTED not in masked[start : name[0]]
    }
    masks = (
        (start, end, PERSON if label == "PERSON" else ORGANISATION)
        for start, (end, label, _) in outside.items()
    )
    return _masked(masked, masks), outside


def _masked(text: str, masks: Iterable[tuple[int, int, str]]) -> str:
    """The text with masks from start to end, in order, none overlapping."""
    parts: list[str] = []
    at = 0
    for start, end, mask in masks:
        parts += text[at:start], mask * (end - start)
        at = end
    return "".join([*parts, text[at:]])


def _first(forms: Sequence[re.Pattern[str]], text: str) -> re.Match[str] | None:
    """The first form that matches: before a quote anywhere, behind one at once."""
    if PERSON not in text and ORGANISATION not in text:
        return None
    find = re.Pattern.search if forms is BEFORE else re.Pattern.match
    return next((match for form in forms if (match := find(form, text))), None)
