"""Marks are blanked where they stand, and what goes is told."""

import re

from services.cleaning.text.markup import BLANK, Line, Markup, lines_of


def test_lines_lie_where_they_say() -> None:
    text = "one\r\ntwo\n\rthree\n"
    lines = list(lines_of(text))

    assert [line.text for line in lines] == ["one", "two", "", "three", ""]
    assert all(text[line.start : line.end] == line.text for line in lines)
    assert next(lines_of(text, 5)) == Line("two", 5, 8)


def test_a_line_of_marks_is_blank() -> None:
    assert Line(f" > \u00a0{BLANK}", 0, 5).is_blank
    assert not Line("> a", 0, 3).is_blank


def test_a_removed_piece_is_told_by_lines() -> None:
    markup = Markup("a\n b  c\r\n\nd")
    markup.remove(2, 9, "other", "a_rule")

    assert markup.text == f"a\n{BLANK * 5}\r\n\nd"
    assert [(piece.text, piece.kind, piece.rule) for piece in markup.removed] == [
        ("b c", "other", "a_rule")
    ]


def test_groups_of_a_mark_stay() -> None:
    markup = Markup("x <a|b> y <c|d>")
    markup.replace(re.compile(r"<(\w)\|(\w)>"), start=3)
    assert markup.text == f"x <a|b> y {BLANK}c{BLANK}d{BLANK}"
    assert markup.removed == []

    markup.replace(re.compile(r"<(\w)\|(\w)>"), kind="caption", rule="a_rule")
    assert markup.text.startswith(f"x {BLANK}a{BLANK}b{BLANK} y")
    assert [(piece.text, piece.kind) for piece in markup.removed] == [("<|>", "caption")]


def test_a_line_break_becomes_a_space() -> None:
    markup = Markup("a\r\nb")
    markup.join(1, 3)
    assert markup.text == "a  b"
