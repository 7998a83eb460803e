"""Takes the marks of markdown out of a text; its words stay, addresses go to ``removed``."""

import re

from services.cleaning.text.markup import QUOTE, Markup, lines_of

_LETTER = "[^\\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
"""Of a script with spaces between words: within such a word no emphasis begins or ends."""


def _of_lines(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.MULTILINE)


def _emphasis(mark: str, inside: str) -> re.Pattern[str]:
    """Text between two marks; it may go over a line's end, not over a paragraph's."""
    sign = mark[:2]
    return re.compile(
        rf"(?<!\\)(?<!{sign})(?<!{_LETTER}){mark}(?=[^\s*_])"
        rf"((?:{inside}|\n(?![ \t]*\r?\n))*?(?<=\S)){mark}(?!{sign})(?!{_LETTER})"
    )


_LINED = r"^(?=[^\n]*[^\W_])([^\n]*\n)[ \t]*"
_TARGET = (
    r"\(\s*<?(?:https?://|mailto:|www\.|[/#.])[^\s()]*(?:\([^\s()]*\)[^\s()]*)*>?"
    r"(?:\s+[\"'][^\"'\n]*[\"'])?\s*\)"
)
_HEADING = _of_lines(r"^[ \t]{0,3}(?:#{1,6}[ \t]+)+(?=[^\n]*[^\W_])")
_IMAGE = re.compile(rf"!\[[^\[\]\n]*\](?:{_TARGET}|\([^\s()]+\))")
_LINK = re.compile(rf"\[((?:[^\[\]\n]|\[[^\[\]\n]*\])*)\]{_TARGET}")
_FENCE = _of_lines(r"^[ \t]{0,3}(?:`{3,}|~{3,})[ \t]*\w*[ \t]*(?=\r?$)")
_STRONG = _emphasis(r"\*\*\*?", r"(?!\*\*)[^\n]")
_SURE = (
    _HEADING,
    _of_lines(rf"{_LINED}={{3,}}[ \t]*\r?$"),
    _of_lines(rf"\A\s*{_LINED}-{{3,}}[ \t]*\r?$"),
    _IMAGE,
    _LINK,
    _FENCE,
    _STRONG,
)
"""Marks that hardly anything but markdown has."""
_SIGNS = ("# ", "===", "---", "](", "```", "~~~", "**")  # every one has a sign: a quick look first

_FRONT = _of_lines(r"\A\s*---[ \t]*\r?\n(?:[\w-]+:.*\n|[ \t].*\n|- .*\n){1,60}---[ \t]*\r?$")
_FRONT_TITLE = re.compile(r"title[ \t]*:[ \t]*[\"']?(?=\S)", re.IGNORECASE)
_FRONT_KEPT = re.compile(r"(?:authors?|by|date|published)[ \t]*:[ \t]*\S", re.IGNORECASE)
_UNDERLINE = _of_lines(rf"{_LINED}(?:={{3,}}|-{{3,}})[ \t]*(?=\r?$)")
_DEFINITION = _of_lines(r"^[ \t]{0,3}\[[^\]\n]+\]:[ \t]+<?(?:https?://|www\.|/|mailto:)\S+.*$")
_REFERENCE = re.compile(r"\[([^\[\]\n]+)\] ?\[[^\[\]\n]*\]")
_ENTRY = _of_lines(r"^[ \t]*[-*+][ \t]+(?=\S)")
_CELLS = re.compile(r"\|")
_TABLE_LINE = _of_lines(r"^(?=[^\n]*--)(?=[^\n]*\|)[ \t:|-]+(?=\r?$)")
_TABLE_ROW = _of_lines(r"^[ \t]*\|[^\n]*\|[ \t]*\r?$")
_MARKS = (
    _of_lines(r"^[ \t]{0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})(?=\r?$)"),
    _of_lines(r"(?<=[^\s#])[ \t]+#+[ \t]*(?=\r?$)"),
    QUOTE,
    _TABLE_LINE,
    _STRONG,
    _emphasis(r"\*", r"[^*\n]"),
    _emphasis("__?", r"[^_\n]"),
    re.compile(r"~~(?=\S)([^~\n]+)~~"),
    re.compile(r"`+([^`\n]+)`+"),
    re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])"),
)
"""Marks that count where a sure one is; what their groups hold stays."""


def take_apart(markup: Markup) -> None:
    """Take the marks from ``markup``; nothing where none is sure to be markdown's."""
    _read_front(markup)
    text = markup.text
    if not any(sign in text for sign in _SIGNS) or not any(one.search(text) for one in _SURE):
        return
    headings = [*_HEADING.finditer(text), *_UNDERLINE.finditer(text)]
    markup.headings += map(_text_start, headings)
    if headings and not markup.headlines:
        markup.headlines.append(min(map(_text_start, headings)))
    markup.replace(_FENCE, rule="markdown_fence")
    markup.replace(_IMAGE, kind="caption", rule="markdown_image")
    markup.replace(_LINK, rule="markdown_address")
    if _DEFINITION.search(markup.text):
        markup.replace(_DEFINITION, rule="markdown_address")
        markup.replace(_REFERENCE, rule="markdown_address")
    markup.replace(_HEADING)
    markup.replace(_UNDERLINE)
    for mark in _MARKS:
        markup.replace(mark)
    markup.entries += [one.end() for one in _ENTRY.finditer(markup.text)]
    markup.replace(_ENTRY)
    markup.text = _TABLE_ROW.sub(lambda row: row[0].replace("|", " "), markup.text)


def _text_start(heading: re.Match[str]) -> int:
    return heading.end() if heading.re is _HEADING else heading.start()


def _read_front(markup: Markup) -> None:
    """Take out the fields that stand above a text, but for title, author and date."""
    front = _FRONT.match(markup.text)
    if front is None:
        return
    for line in lines_of(markup.text[: front.end()]):
        title = _FRONT_TITLE.match(line.text)
        if title:
            markup.remove(line.start, line.start + title.end(), "banner", "markdown_front")
            markup.headlines.append(line.start + title.end())
            end = len(line.text.rstrip(" \t\"'"))
            markup.blank(line.start + max(end, title.end()), line.end)
        elif not _FRONT_KEPT.match(line.text):
            markup.remove(line.start, line.end, "banner", "markdown_front")
