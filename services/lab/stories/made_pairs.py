"""Pairs made from news: copies as outlets make them, and other fillings of one form.

Labelled pairs are few and mostly of one wire; what varies there is not what varies elsewhere.
"""

import gzip
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from services.stories.copies.comparison import Comparison, compare
from services.stories.copies.wording import Wording, wording

EVERY = 37
"""Takes one article in so many of the file."""
TEXTS = 350
LEAST_WORDS, SHORT_WORDS, MOST_WORDS = 35, 110, 700
CORRECTED_WORDS = 80
"""Words from which one other number is a correction; in a shorter text it is the news."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_NUMBER = re.compile(r"\d[\d.,/:-]*\d|\d")
_NAME = re.compile(r"\b[A-Z]\w{3,}\b")
_OPPOSITES = (("rose", "fell"), ("up", "down"), ("Monday", "Thursday"), ("higher", "lower"))


@dataclass(frozen=True, slots=True)
class MadePair:
    """A comparison of two texts, and whether one was made as a copy of the other."""

    comparison: Comparison
    is_copy: bool


def made_pairs(file: Path) -> Iterator[MadePair]:
    """A copy and a refilled form of each of some texts; the same each time."""
    texts = _texts(file)
    names = [name for text in texts for name in _NAME.findall(text)]
    for number, text in enumerate(texts):
        random = Random(number)  # noqa: S311
        earlier = wording("earlier", text)
        other = texts[(number + 1) % len(texts)]
        yield _pair(copied(text, other, random), earlier, random.choice((None, 0, 0, 1)), True)
        filled = refilled(text, names, random)
        if filled is not None and filled != text:
            days = random.choice((None, 0, 1, 7, random.randint(2, 90)))
            yield _pair(filled, earlier, days, False)


def _pair(text: str, earlier: Wording, days: int | None, is_copy: bool) -> MadePair:
    later = wording("later", text)
    if days is not None:
        earlier, later = replace(earlier, day=1), replace(later, day=1 + days)
    return MadePair(compare(later, earlier), is_copy)


def _texts(file: Path) -> list[str]:
    """Texts of some length, as many short ones again."""
    found = []
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % EVERY == 0:
                row = json.loads(line)
                text = row.get("text") or ""
                if row.get("lang", "en") == "en" and LEAST_WORDS <= len(text.split()) <= MOST_WORDS:
                    found.append(text)
    Random(7).shuffle(found)  # noqa: S311
    short = [text for text in found if len(text.split()) < SHORT_WORDS]
    return [*short[:TEXTS], *found[:TEXTS]]


def copied(text: str, other: str, random: Random) -> str:
    """The text as another outlet prints it: cut, extended, with lines of its own, corrected."""
    parts = _SENTENCE.split(text)
    if random.random() < 0.4 and len(parts) > 3:
        parts = parts[: max(2, int(len(parts) * random.uniform(0.4, 0.95)))]
    if random.random() < 0.3 and len(parts) > 4:
        parts.pop(random.randrange(1, len(parts)))
    if random.random() < 0.3:
        parts.insert(0, " ".join(other.split()[-12:]))
    if random.random() < 0.4:
        parts.append(" ".join(other.split()[: random.randint(5, 30)]))
    if random.random() < 0.25 and len(parts) > 2:
        at = random.randrange(len(parts))
        words = parts[at].split()
        random.shuffle(words)
        parts[at] = " ".join(words)
    if random.random() < 0.2:
        at = random.randrange(len(parts) + 1)
        parts[at:at] = _SENTENCE.split(other)[: random.randint(1, 5)]
    made = " ".join(parts)
    numbers = list(_NUMBER.finditer(made))
    if random.random() < 0.35 and numbers and len(made.split()) >= CORRECTED_WORDS:
        one = random.choice(numbers)
        made = made[: one.start()] + _other_number(one.group(), random) + made[one.end() :]
    if random.random() < 0.3:
        made = made.replace("'", "’").replace('"', "“")
    return made


def refilled(text: str, names: Sequence[str], random: Random) -> str | None:
    """The text with other numbers, and often other names; None if it has no numbers."""
    count = len(_NUMBER.findall(text))
    if not count:
        return None
    share = random.choice((0.3, 0.5, 0.7, 1.0) if len(text.split()) < SHORT_WORDS else (0.7, 1.0))
    chosen = set(random.sample(range(count), max(1, round(share * count))))
    places = iter(range(count))
    made = _NUMBER.sub(
        lambda found: (
            _other_number(found.group(), random) if next(places) in chosen else found.group()
        ),
        text,
    )
    if random.random() < 0.5:
        own = sorted(set(_NAME.findall(made)))
        for name in random.sample(own, min(len(own), random.randint(1, 1 + len(own) // 2))):
            made = re.sub(rf"\b{name}\b", random.choice(names), made)
    for word, opposite in _OPPOSITES:
        if random.random() < 0.5:
            made = re.sub(rf"\b{word}\b", opposite, made)
    return made


def _other_number(written: str, random: Random) -> str:
    """Other digits in the same places."""
    return "".join(
        str(random.randint(0 if place else 1, 9)) if sign.isdigit() else sign
        for place, sign in enumerate(written)
    )
