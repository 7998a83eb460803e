"""Files, folders and lines become messages, or a word on why not."""

import gzip
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cli.errors import CommandError
from services.cli.messages.input_files import (
    LARGEST,
    BadInput,
    Draft,
    decode,
    expand,
    key_of,
    kind_of,
    name_of,
    read,
    unpacked,
)


def drafts(content: bytes, kind: str, **options: object) -> list[Draft | BadInput]:
    return list(read(io.BytesIO(content), kind, "in", **options))  # type: ignore[arg-type]


def test_folders_are_searched_and_other_files_left_alone(tmp_path: Path) -> None:
    for name in ("b.txt", "deep/a.html.gz", "deep/c.jsonl", "deep/picture.png", "x.gz"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = expand([str(tmp_path), "-"])
    assert [path and path.name for path in found] == ["b.txt", "a.html.gz", "c.jsonl", None]


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("nowhere.txt", "no such file"),
        ("picture.png", "not a .txt"),
        ("empty", "no .txt"),
    ],
)
def test_a_path_that_is_no_use_is_named(tmp_path: Path, name: str, error: str) -> None:
    (tmp_path / "picture.png").touch()
    (tmp_path / "empty").mkdir()
    with pytest.raises(CommandError, match=f"{name}: {error}"):
        expand([str(tmp_path / name)])


@pytest.mark.parametrize(
    ("file", "kind"),
    [("a.TXT", "text"), ("a.htm.gz", "html"), ("a.json", "json"), ("a.b.jsonl.gz", "jsonl")],
)
def test_kinds(file: str, kind: str) -> None:
    assert kind_of(Path(file)) == kind
    assert kind_of(Path("a.pdf.gz")) is None


def test_lines_go_on_as_they_are_and_a_bad_one_is_named() -> None:
    good = b'{"text":  "a", "url": "http://a/"}'
    found = drafts(good + b"\r\n\n{oops\n[1]\n", "jsonl")
    assert found[0] == Draft("in:1", good, key_of("http://a/", good))
    assert [type(one) for one in found[1:]] == [BadInput, BadInput]
    assert [one.where for one in found[1:]] == ["in:3", "in:4"]


def test_raw_lines_are_not_looked_at() -> None:
    assert drafts(b"{oops\n\xff\n", "jsonl", raw=True) == [
        Draft("in:1", b"{oops", key_of(None, b"{oops")),
        Draft("in:2", b"\xff", key_of(None, b"\xff")),
    ]


def test_a_json_file_holds_one_article_or_many() -> None:
    (one,) = drafts(b'{\n "text": "\xc3\xa9"\n}', "json")
    assert isinstance(one, Draft)
    assert (one.where, one.value) == ("in", '{"text": "é"}'.encode())
    first, second = drafts(b'[{"text": "a"}, 3]', "json")
    assert isinstance(first, Draft)
    assert (first.where, first.value) == ("in[1]", b'{"text": "a"}')
    assert second == BadInput("in[2]", "not a JSON object")


def test_a_page_becomes_an_article() -> None:
    (one,) = drafts(b"<p>x</p>", "html", source="desk")
    assert isinstance(one, Draft)
    assert json.loads(one.value) == {"html": "<p>x</p>", "source": "desk", "external_id": "in"}
    assert one.key == key_of("desk/in", b"")
    assert drafts(b" \n", "text") == [BadInput("in", "empty")]
    (bad,) = drafts(b"caf\xe9", "text")
    assert isinstance(bad, BadInput)


def test_too_large_is_said_here() -> None:
    (one,) = drafts(b'{"text": "%s"}' % (b"x" * LARGEST), "jsonl")
    assert isinstance(one, BadInput)
    assert "holds at most" in one.error


def test_a_page_may_name_its_charset() -> None:
    assert decode(b'<meta charset="iso-8859-1">caf\xe9', "html").endswith("café")
    assert decode(b"\xef\xbb\xbfa", "text") == "a"
    with pytest.raises(LookupError):
        decode(b"<meta charset=klingon>\xe9", "html")


def test_packed_files_are_unpacked_and_a_torn_one_is_named(tmp_path: Path) -> None:
    whole = gzip.compress(b'{"text": "a"}\n' * 1000)
    for name, content, kind in (("a.jsonl.gz", whole, Draft), ("b.jsonl.gz", whole[:-9], BadInput)):
        (tmp_path / name).write_bytes(content)
        with unpacked(tmp_path / name) as (lines, _):
            assert isinstance(list(read(lines, "jsonl", name))[-1], kind)


@given(
    st.dictionaries(st.sampled_from(["source", "external_id", "url"]), st.text() | st.integers()),
    st.binary(),
)
def test_a_key_is_short_whatever_it_is_made_of(article: dict[str, object], value: bytes) -> None:
    assert len(key_of(name_of(article), value)) == 32


def test_copies_and_revisions_share_a_key() -> None:
    first = {"source": "s", "external_id": "1", "url": "a"}
    assert name_of(first) == name_of(first | {"url": "b"}) == "s/1"
    assert name_of({"url": "a"}) == "a"
    assert name_of({"text": "x"}) is None
    assert key_of("a", b"1") == key_of("a", b"2") != key_of(None, b"1")
