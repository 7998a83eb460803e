"""Reads our pages in Markdown: code blocks, links, headings, sentences."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    {
        ROOT / "README.md",
        ROOT / "schemas" / "CHANGELOG.md",
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / ".github").glob("*.md"),
    }
)
"""Every page that people read."""

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.S | re.M)
_LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")


def name_of(page: Path) -> str:
    """The page's path from the root, as ids of tests show it."""
    return page.relative_to(ROOT).as_posix()


def blocks(text: str, *languages: str) -> list[str]:
    """The code blocks in one of these languages; ``""`` stands for none."""
    return [found[2] for found in _FENCE.finditer(text) if found[1] in languages]


def shell_lines(text: str) -> list[str]:
    """The commands of a page, one a line, without comments."""
    lines = "".join(blocks(text, "sh")).replace("\\\n", " ").splitlines()
    return [line for line in (re.sub(r"(^|\s+)#.*", "", line) for line in lines) if line.strip()]


def simple_commands(line: str) -> Iterator[list[str]]:
    """The words of each command of a line, which pipes, ``&&`` and ``;`` part; without redirections
    and without variables set before a command."""
    words: list[str] = []
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    tokens = iter(lexer)
    for token in tokens:
        if token in ("<", ">", ">>"):
            next(tokens)
        elif set(token) <= set("|&;()"):
            yield words
            words = []
        elif words or not re.match(r"\w+=", token):
            words.append(token)
    yield words


def inline_code(text: str) -> list[str]:
    """What stands between single backticks, outside of code blocks."""
    return _CODE.findall(_FENCE.sub("", text))


def links(text: str) -> list[str]:
    """The targets of links, as written, without those to other sites."""
    targets = [found[2] for found in _LINK.finditer(_CODE.sub("", _FENCE.sub("", text)))]
    return [one for one in targets if not one.startswith(("http://", "https://"))]


def anchors(text: str) -> set[str]:
    """The anchors that GitHub gives to the headings."""
    headings = re.findall(r"^#+ (.*)$", _FENCE.sub("", text), re.M)
    return {
        re.sub(r"[^\w\- ]", "", _LINK.sub(r"\1", one).replace("`", "").lower()).replace(" ", "-")
        for one in headings
    }


def paragraphs(text: str) -> Iterator[str]:
    """Prose as it reads aloud: paragraphs and list items, without code blocks, tables, headings and
    comments. A link is its text, code stays."""
    text = re.sub(r"<!--.*?-->", "", _FENCE.sub("", text), flags=re.S)
    text = _LINK.sub(r"\1", text)
    current: list[str] = []
    for line in [*text.splitlines(), ""]:
        begins = re.match(r"\s*([*-]|\d+\.) +", line)
        if begins or not line.strip() or line.startswith(("#", "|")):
            if current:
                yield " ".join(current)
            current = []
        if line.strip() and not line.startswith(("#", "|")):
            current.append(line[begins.end() :].strip() if begins else line.strip())


def list_items(text: str) -> list[str]:
    """The first lines of list items, and what goes on below them."""
    text = re.sub(r"<!--.*?-->", "", _FENCE.sub("", text), flags=re.S)
    return [
        " ".join(one.split())
        for one in re.findall(r"^ *(?:[*-]|\d+\.) +(.*(?:\n +(?![*-]).+)*)", text, re.M)
    ]


def sentences(text: str) -> list[str]:
    """The sentences of a page's prose. One ends with ``.``, ``!`` or ``?``, or its paragraph."""
    return [
        sentence
        for paragraph in paragraphs(text)
        for sentence in re.split(r"(?<=[.!?])[*_\"”)]*\s+(?=[^a-z])", paragraph)
    ]


def prose(text: str) -> str:
    """All prose and tables of a page, without code and without the addresses of links."""
    return _CODE.sub("", _LINK.sub(r"\1", re.sub(r"<!--.*?-->", "", _FENCE.sub("", text))))
