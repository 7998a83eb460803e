from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st

from services.runtime.formats.found import Found, Problem
from services.runtime.formats.mail import read_eml, read_mbox

LETTER = b"""From: =?utf-8?q?Die_K=C3=BCste?= <news@kueste.example>
Subject: =?iso-8859-1?q?Sturm_=FCber_Kiel?=
Date: Mon, 02 Sep 2024 10:00:00 +0200
Message-ID: <1@kueste.example>
List-Id: Morning <morning.kueste.example>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

Text.
--b
Content-Type: text/html; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

<p>Der Sturm zog =FCber Kiel.</p>
--b--
"""


def test_a_newsletter() -> None:
    found = read_eml(LETTER)
    assert isinstance(found, Found)
    assert found.html is not None
    assert found.html.strip() == "<p>Der Sturm zog über Kiel.</p>"
    assert (found.title, found.authors) == ("Sturm über Kiel", ("Die Küste",))
    assert found.published_at == "2024-09-02T10:00:00+02:00"
    assert found.external_id == "1@kueste.example"
    assert found.meta == {"list_id": "morning.kueste.example", "from": "news@kueste.example"}


def test_a_mailbox_also_with_quoted_from_lines() -> None:
    plain = b"Subject: B\n\nOne.\n\n>From here on.\n"
    box = b"From a@b Mon\n" + LETTER + b"\nFrom a@b Mon\n" + plain
    first, second = read_mbox(BytesIO(box))
    assert isinstance(first, Found)
    assert first.title == "Sturm über Kiel"
    assert isinstance(second, Found)
    assert (second.place, second.text) == ("[2]", "One.\n\nFrom here on.\n")


def test_one_letter_too_long_costs_only_itself() -> None:
    box = b"From a\nSubject: A\n\n" + b"x" * 500 + b"\n\nFrom b\nSubject: B\n\nShort.\n"
    first, second = read_mbox(BytesIO(box), most_bytes=200)
    assert isinstance(first, Problem)
    assert isinstance(second, Found)


def test_an_attachment_is_no_article() -> None:
    letter = b"Content-Type: text/plain\nContent-Disposition: attachment\n\nx\n"
    assert read_eml(letter) == Problem("", "a letter without a text")


def test_what_is_no_mailbox_is_told() -> None:
    assert [type(one) for one in read_mbox(BytesIO(b"hello\n"))] == [Problem]


def test_parts_within_parts_are_bounded() -> None:
    heads = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(3000)
    )
    assert isinstance(read_eml(heads + b"\nx"), Problem)


@given(st.integers(0, len(LETTER)), st.binary(max_size=12))
def test_damage_never_raises(at: int, noise: bytes) -> None:
    assert isinstance(read_eml(LETTER[:at] + noise + LETTER[at:]), Found | Problem)
