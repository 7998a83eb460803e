"""Makes texts of any size that are full of names, in shapes that a page can have.

``python -m tests.large_articles [SIZE [SHAPE …]]`` prints what each takes.
"""

import random
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from time import process_time

from schemas.articles import AcceptedArticle, Origin, RawArticle
from services.cleaning.pool_work import work as cleaning_work
from services.runtime.stage import Published
from services.tagging.tagger import work as tagging_work

_SYLLABLES = ("ba", "dor", "el", "fen", "gra", "hol", "is", "ka", "lun", "mar", "nev", "os", "ti")
_ORGANISATIONS = ("Ministry", "Bank", "University", "Council", "Institute", "Group", "Party")
_PLACES = ("Norway", "Kenya", "Chile", "Lisbon", "Nairobi", "Oslo", "Geneva", "Paris, Texas")
_HANZI = "北京市政府周三宣布新的港口计划张伟李娜王芳上海广州经济部长表示将于明年开始"


def _word(rng: random.Random) -> str:
    return "".join(rng.choices(_SYLLABLES, k=rng.randint(2, 4))).capitalize()


def _person(rng: random.Random) -> str:
    return f"{_word(rng)} {_word(rng)}"


def _organisation(rng: random.Random) -> str:
    return f"{rng.choice(_ORGANISATIONS)} of {_word(rng)}"


def _sentence(rng: random.Random) -> str:
    return (
        f"{_person(rng)} of the {_organisation(rng)} met {_person(rng)} in {rng.choice(_PLACES)} "
        f"and {_word(rng)} on Tuesday, said {_person(rng)}."
    )


def _distinct(rng: random.Random) -> Iterator[str]:
    while True:
        yield " ".join(_sentence(rng) for _ in range(4)) + "\n\n"


def _repeated(rng: random.Random) -> Iterator[str]:
    known = [_sentence(rng) for _ in range(30)]
    while True:
        yield " ".join(rng.choices(known, k=4)) + "\n\n"


def _one_surname(rng: random.Random) -> Iterator[str]:
    while True:
        yield f"Mr. {_word(rng)} Holm met {_word(rng)} Holm; then Holm spoke in {_word(rng)}.\n\n"


def _one_line(rng: random.Random) -> Iterator[str]:
    while True:
        yield f"{_person(rng)} and the {_organisation(rng)} in {_word(rng)} "


def _short_lines(rng: random.Random) -> Iterator[str]:
    while True:
        yield f"{_person(rng)}\n"


def _table(rng: random.Random) -> Iterator[str]:
    while True:
        yield f"{_word(rng)} United {rng.randrange(40)} {rng.randrange(40)} {rng.randrange(99)}\n"


def _roster(rng: random.Random) -> Iterator[str]:
    while True:
        yield f"{_word(rng)}: {', '.join(_person(rng) for _ in range(11))}.\n"


def _datelines(rng: random.Random) -> Iterator[str]:
    while True:
        place = _word(rng).upper()
        yield f"{place}, Jan. {rng.randrange(1, 29)} (AP) — {_sentence(rng)}\n\n"


def _acronyms(rng: random.Random) -> Iterator[str]:
    while True:
        one, other = _word(rng), _word(rng)
        yield f"The {one} {other} Council ({one[0]}{other[0]}C) sued the {one[:3].upper()}. "


def _quotes(rng: random.Random) -> Iterator[str]:
    while True:
        yield (
            f"“We will not go back to {_word(rng)} now,” {_person(rng)} said. "
            f"“They know it in {rng.choice(_PLACES)} as well,” he said. “It is so,” she added. "
        )


def _capitals(rng: random.Random) -> Iterator[str]:
    while True:
        yield f"{_sentence(rng)}\n{_sentence(rng).upper()}\n\n"


def _sport(rng: random.Random) -> Iterator[str]:
    while True:
        yield (
            f"In football {_word(rng)} beat {_word(rng)} 2-1 at {rng.choice(_PLACES)} and "
            f"goalkeeper {_person(rng)} ({_word(rng)}) kept England and Wales out of the league.\n"
        )


def _hanzi(rng: random.Random) -> Iterator[str]:
    while True:
        yield "".join(rng.choices(_HANZI, k=40)) + "。"


def _no_spaces(rng: random.Random) -> Iterator[str]:
    while True:
        yield _word(rng)


def _punctuation(rng: random.Random) -> Iterator[str]:
    while True:
        yield f"{_word(rng)}, {_word(rng)}; ({_word(rng)}) - "


_SHAPES: dict[str, Callable[[random.Random], Iterator[str]]] = {
    "distinct": _distinct,
    "repeated": _repeated,
    "one_surname": _one_surname,
    "one_line": _one_line,
    "short_lines": _short_lines,
    "table": _table,
    "roster": _roster,
    "datelines": _datelines,
    "acronyms": _acronyms,
    "quotes": _quotes,
    "capitals": _capitals,
    "sport": _sport,
    "hanzi": _hanzi,
    "no_spaces": _no_spaces,
    "punctuation": _punctuation,
}
SHAPES = tuple(_SHAPES)
"""What a large text can look like."""


def large_text(shape: str, size: int) -> str:
    """A text of ``size`` code points, the same for the same arguments; ``shape`` is in SHAPES."""
    pieces: list[str] = []
    length = 0
    for piece in _SHAPES[shape](random.Random(1)):
        if length >= size:
            break
        pieces.append(piece)
        length += len(piece)
    return "".join(pieces)[:size]


def accepted(text: str) -> AcceptedArticle:
    """The article that intake makes of a text."""
    return AcceptedArticle(
        article_id="large",
        revision="1",
        raw=RawArticle(text=text),
        received_at=datetime(2026, 1, 1, tzinfo=UTC),
        origin=Origin(topic="articles.raw", partition=0, offset=0, timestamp=10**12),
    )


def main(size: str = "3600000", *shapes: str) -> None:
    """Print the seconds of processor that cleaning and tagging take, and the event's size."""
    services = (cleaning_work(), tagging_work())
    for shape in ("warm-up", *(shapes or SHAPES)):
        text = large_text("distinct", 3000) if shape == "warm-up" else large_text(shape, int(size))
        value: bytes = accepted(text).model_dump_json().encode()
        seconds = []
        for work in services:
            begun = process_time()
            (outcome,) = work([value])
            seconds.append(process_time() - begun)
            if not isinstance(outcome, Published):
                print(f"{shape:12} {outcome}")
                break
            value = outcome.value
        else:
            cleaning, tagging = seconds
            mib = len(value) / 2**20
            print(f"{shape:12} cleaning {cleaning:5.2f} s  tagging {tagging:5.2f} s  {mib:.1f} MiB")


if __name__ == "__main__":
    main(*sys.argv[1:])
