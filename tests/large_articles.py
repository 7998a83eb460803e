"""Makes texts of any size that are full of names, in shapes that a page can have."""

import random
from collections.abc import Callable, Iterator
from itertools import islice

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
    pieces = _SHAPES[shape](random.Random(1))
    return "".join(islice(pieces, size))[:size]
