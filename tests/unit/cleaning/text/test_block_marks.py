"""What the marks of a mail or of markdown tell of a text's blocks."""

from services.cleaning.lines.split import split
from services.cleaning.text.block_marks import date_sent, marks_of, sender, take_apart

MAIL = (
    'From: "Orla Bredeveld" <orla@courier.example>\nDate: 03/05/2019 09:14\n'
    "Subject: Council approves barrier\n\nThe council voted.\n"
)


def test_headlines_and_parts_are_told_by_block() -> None:
    markup = take_apart("Home\n\n# A barrier\n\nThe council voted.\n\n## Cost\n\n* one\n* two\n")
    blocks = split(markup.text)
    marks = marks_of(blocks, markup, frozenset())

    assert [blocks[i].text for i in marks.headlines] == ["A barrier"]
    assert [blocks[i].text for i in sorted(marks.parts)] == ["A barrier", "Cost", "one", "two"]
    assert [blocks[i].text for i in sorted(marks.entries)] == ["one", "two"]
    assert marks.is_page


def test_what_was_told_before_is_told_again() -> None:
    blocks = split("one\n\ntwo\n\nThe council voted.")
    marks = marks_of(blocks, take_apart("one\n\ntwo\n\nThe council voted."), {"one", "two"})

    assert marks.entries == marks.parts == {0, 1}
    assert not marks.is_page


def test_a_header_gives_date_and_sender() -> None:
    markup = take_apart(MAIL)
    sent, by = date_sent(markup, "en", month_first=True), sender(markup)

    assert sent is not None
    assert sent.value == ("2019-03-05T09:14", "minute")
    assert sent.span is not None
    assert MAIL[sent.span.start : sent.span.end] == "03/05/2019 09:14"
    assert by is not None
    assert [author.name for author in by.value] == ["Orla Bredeveld"]


def test_without_an_address_or_a_date_a_header_gives_neither() -> None:
    plain = take_apart("Subject: Barrier\nFrom: Ellery Courier\nDate: today\n\nThe council voted.")

    assert date_sent(plain, "en", month_first=False) is None
    assert sender(plain) is None
    assert sender(take_apart("The council voted.")) is None
    assert date_sent(take_apart("The council voted."), None, month_first=False) is None
