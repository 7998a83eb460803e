"""Texts come out as they were written, whatever encoding they are in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.runtime.formats.text import (
    NotText,
    decode_text,
    decode_utf8,
    join_surrogates,
    python_codec,
)

FRENCH = "Le président a déclaré à Paris — “oui” — que l’été serait long. "

SENTENCES = {
    "utf-16-le": "The mayor spoke. It was raining.",
    "utf-16-be": "Η κυβέρνηση ανακοίνωσε την Τετάρτη νέο σχέδιο.",
    "cp932": "東京都は27日、新しい①防災計画を発表した。",
    "euc_jp": "東京都は27日、新しい防災計画を発表した。",
    "iso2022_jp": "東京都は27日、新しい防災計画を発表した。",
    "gb18030": "北京市政府周三宣布了新的交通计划，预计明年开始实施。",
    "big5": "台北市政府週三宣布新的交通計畫，預計明年開始實施。",
    "cp949": "정부는 수요일 새로운 교통 계획을 발표했다.",
    "cp1251": "Правительство объявило в среду о новом плане развития.",
    "koi8-r": "Правительство объявило в среду о новом плане развития.",
    "cp1252": FRENCH,
    "cp1250": "Rząd ogłosił w środę nowy plan rozwoju transportu, który zacznie obowiązywać.",
    "iso8859-2": "Rząd ogłosił w środę nowy plan rozwoju transportu, który zacznie obowiązywać.",
    "cp1254": "Hükümet çarşamba günü yeni ulaşım planını açıkladı.",
    "cp1253": "Η κυβέρνηση ανακοίνωσε την Τετάρτη νέο σχέδιο για τις μεταφορές.",
    "cp1255": "הממשלה הודיעה ביום רביעי על תוכנית תחבורה חדשה.",
    "cp1256": "أعلنت الحكومة يوم الأربعاء خطة جديدة للنقل.",
    "cp874": "รัฐบาลประกาศแผนการขนส่งใหม่เมื่อวันพุธ",
}


@pytest.mark.parametrize("encoding", SENTENCES)
def test_a_text_that_does_not_say_its_encoding_is_guessed_and_that_is_told(encoding: str) -> None:
    text = SENTENCES[encoding]
    found, note = decode_text(text.encode(encoding))
    assert found == text
    assert note.endswith("a guess")


@pytest.mark.parametrize(
    "text", ["café", "Un café à Paris.", "It costs €5, said the mayor’s office."]
)
def test_few_letters_beyond_ascii_are_western(text: str) -> None:
    assert decode_text(text.encode("cp1252"))[0] == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_believed_and_taken_away(encoding: str) -> None:
    assert decode_text(FRENCH.encode(encoding), encoding="cp1251") == (FRENCH, "")


@pytest.mark.parametrize(
    ("declaration", "encoding", "text"),
    [
        ('<meta charset="iso-8859-1">', "cp1252", FRENCH),
        ("<meta charset=latin1>", "cp1252", FRENCH),
        ('<meta http-equiv="Content-Type" content="text/html; charset=x-sjis">', "cp932", "東京①"),
        ('<meta charset="Shift_JIS">', "cp932", "東京①"),
        ('<meta charset="gb2312">', "gb18030", "北京市政府"),
        ('<meta charset="iso-2022-jp">', "iso2022_jp", "東京都"),
        ('<?xml version="1.0" encoding="windows-1251"?>', "cp1251", "В среду"),
        # Saved anew in UTF-8, with its old declaration.
        ('<meta charset="iso-8859-1">', "utf-8", FRENCH),
    ],
)
def test_a_page_says_its_encoding(declaration: str, encoding: str, text: str) -> None:
    page = f"{declaration}<p>{text}"
    assert decode_text(page.encode(encoding), is_html=True) == (page, "")


def test_a_page_that_names_a_wrong_encoding_is_read_by_its_bytes() -> None:
    page = f"<meta charset=utf-8><p>{FRENCH}"
    text, note = decode_text(page.encode("cp1252"), is_html=True)
    assert (text, note) == (page, "read as Windows-1252, a guess")
    page = "<meta charset=klingon><p>Un café à Paris"
    assert decode_text(page.encode("cp1252"), is_html=True)[0] == page


@pytest.mark.parametrize("broken", [FRENCH.encode() + b"\xe2\x80", b"\xff" + FRENCH.encode()])
def test_a_damaged_byte_costs_one_character_not_the_text(broken: bytes) -> None:
    text, note = decode_text(broken)
    assert text.strip("\ufffd") == FRENCH
    assert note == "1 unreadable in utf-8"


def test_the_user_knows_best() -> None:
    text = "Rząd ogłosił"
    assert decode_text(text.encode("iso8859-2"), encoding="iso8859-2") == (text, "")
    assert decode_text(b"\x81a", encoding="cp1252")[1] == "1 unreadable in cp1252"


@pytest.mark.parametrize(
    "page", [b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n\0\1\2\xff" * 9, b"PK\3\4\xff\xfe\0\0\x80\x81" * 99]
)
def test_what_is_no_text_is_said_to_be_none(page: bytes) -> None:
    with pytest.raises(NotText, match=r"looks like application/(pdf|zip)"):
        decode_text(page)


def test_control_characters_are_left_for_intake_to_judge() -> None:
    for text in ("a bell \x07 and a NUL \0 in a text", "\x1b[31mred\x1b[0m in a terminal"):
        assert decode_text(text.encode()) == (text, "")


def test_surrogates_become_the_characters_that_they_stand_for() -> None:
    assert decode_utf8("a\ud83d\ude00b\ud800".encode("utf-8", "surrogatepass")) == "a😀b\ufffd"
    assert decode_utf8(b"caf\xe9") is None
    assert join_surrogates("\ud83d\ude00 \udc00") == "😀 \ufffd"


def test_labels_mean_what_browsers_take_them_for() -> None:
    labels = ("ISO-8859-1", "ascii", "x-sjis", "gb2312", "euc-kr", "utf8", "iso8859-2", "klingon")
    codecs = ("cp1252", "cp1252", "cp932", "gb18030", "cp949", "utf-8", "iso8859-2", None)
    assert tuple(map(python_codec, labels)) == codecs


@given(st.text())
def test_utf8_is_always_read_as_such(text: str) -> None:
    if (
        4 * text.count("\0") < len(text.encode())
        and "\x1b" not in text
        and not text.startswith("\ufeff")
    ):
        assert decode_text(text.encode()) == (text, "")


@given(st.binary(max_size=200), st.booleans())
def test_no_bytes_are_too_odd(page: bytes, is_html: bool) -> None:
    try:
        text, _ = decode_text(page, is_html=is_html)
    except NotText:
        return
    text.encode()
