"""Files become messages, each with its article, or a word on why not."""

import bz2
import gzip
import io
import json
import lzma
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.articles import AcceptedArticle
from schemas.topics import MIB
from services.cli.inputs.drafts import LARGEST, Draft, Files, ReadOptions, read
from services.cli.inputs.input_files import BadInput, InputFile, PassedOver, find_files
from services.runtime.stage import Reason, Rejected

CHECKED = ReadOptions()
UNCHECKED = ReadOptions(unchecked=True)


def found(content: bytes, name: str, options: ReadOptions = CHECKED) -> list[Draft | BadInput]:
    file = InputFile(Path(name), "in", name)
    return list(read(io.BufferedReader(io.BytesIO(content)), file, options))


def drafts(content: bytes, name: str, options: ReadOptions = CHECKED) -> list[Draft]:
    return [one for one in found(content, name, options) if isinstance(one, Draft)]


def one_draft(content: bytes, name: str, options: ReadOptions = CHECKED) -> Draft:
    [one] = drafts(content, name, options)
    return one


def article(draft: Draft) -> AcceptedArticle:
    assert isinstance(draft.verdict, AcceptedArticle)
    return draft.verdict


def rejection(draft: Draft | BadInput) -> Reason:
    assert isinstance(draft, Draft)
    assert isinstance(draft.verdict, Rejected)
    return draft.verdict.reason


def test_lines_go_on_as_they_are_and_a_bad_one_is_named() -> None:
    good = b'{"text":  "a", "url": "http://a.example/"}'
    first, *bad = found(good + b"\r\n\n{oops\n[1]\ncaf\xe9", "a.jsonl")
    assert isinstance(first, Draft)
    assert (first.where, first.value) == ("in:1", good)
    assert [(type(one), one.where) for one in bad] == [
        (BadInput, "in:3"),
        (Draft, "in:4"),
        (BadInput, "in:5"),
    ]
    assert rejection(bad[1]) is Reason.WRONG_TYPE


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"title": "nothing else"}, Reason.NO_CONTENT),
        ({"text": " \n"}, Reason.NO_CONTENT),
        ({"text": ["x"]}, Reason.WRONG_TYPE),
        ({"html": "x" * 4 * MIB}, Reason.TOO_LARGE),
    ],
)
def test_what_intake_will_say_is_known_before(line: object, reason: Reason) -> None:
    assert rejection(one_draft(json.dumps(line).encode(), "a.jsonl")) is reason
    unchecked = one_draft(json.dumps(line).encode(), "a.jsonl", UNCHECKED)
    assert rejection(unchecked) is reason
    assert unchecked.unchecked


def test_what_intake_takes_is_a_setting() -> None:
    line = json.dumps({"text": "x" * 2000}).encode()
    assert rejection(one_draft(line, "a.jsonl", ReadOptions(max_article_bytes=1024)))
    assert article(one_draft(line, "a.jsonl"))


def test_unchecked_lines_and_files_are_not_looked_at() -> None:
    lines = drafts(b"{oops\n\xff\n", "a.jsonl", UNCHECKED)
    assert [(one.where, one.value) for one in lines] == [("in:1", b"{oops"), ("in:2", b"\xff")]
    whole = one_draft(b'[{"text": "a"},\n 3]\n', "a.json", UNCHECKED)
    assert whole.value == b'[{"text": "a"},\n 3]\n'


def test_a_json_file_holds_one_article_or_many() -> None:
    one = one_draft(b'{\n "text": "\xc3\xa9"\n}', "a.json")
    assert (one.where, one.value) == ("in", '{"text": "é"}'.encode())
    first, second = found(b'[{"text": "a"}, 3]', "a.json")
    assert isinstance(first, Draft)
    assert (first.where, first.value) == ("in[1]", b'{"text": "a"}')
    assert second == BadInput("in[2]", "not a JSON object")
    [bad] = found(b'{\n "text": "a"\n "url": 1}', "a.json")
    assert isinstance(bad, BadInput)
    assert bad.error.startswith("not JSON: Expecting ',' delimiter: line 3")


def test_json_by_another_name() -> None:
    lines = b'{"text": "a"}\n{oops\n{"text": "b"}\n'
    assert [one.where for one in found(lines, "a.json")] == ["in:1", "in:2", "in:3"]
    pretty = b'[\n {"text": "a"},\n {"text": "b"}\n]'
    assert [one.where for one in found(pretty, "a.jsonl")] == ["in[1]", "in[2]"]
    [page] = found(b"<!doctype html>", "a.jsonl")
    assert isinstance(page, BadInput)
    assert page.error.startswith("not JSON, it looks like HTML")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_json_in_every_unicode_encoding(encoding: str, name: str) -> None:
    lines = '{"text": "é 東京 😀"}\n{"text": "b"}\n'.encode(encoding)
    assert [article(one).raw.text for one in drafts(lines, name)] == ["é 東京 😀", "b"]


def test_json_in_another_encoding_needs_its_name() -> None:
    line = '{"text": "café"}'.encode("cp1252")
    [bad] = found(line, "a.jsonl")
    assert isinstance(bad, BadInput)
    assert "--encoding" in bad.error
    assert article(one_draft(line, "a.jsonl", ReadOptions(encoding="cp1252"))).raw.text == "café"
    assert article(one_draft(line, "a.json", ReadOptions(encoding="cp1252"))).raw.text == "café"
    [cut] = found('{"text": "a"}'.encode("utf-16-le")[:-1], "a.jsonl")
    assert cut == BadInput("in", "not utf-16-le: truncated data")


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_half_a_character_costs_no_article(name: str) -> None:
    cut = one_draft(rb'{"text": "cut \ud83d", "title": "\ud83d\ude00"}', name)
    assert article(cut).raw.text == "cut \ufffd"
    assert article(cut).raw.title == "😀"
    # Intake mends the line itself.
    assert cut.note == ("" if name == "a.jsonl" else "halves of characters became U+FFFD")
    java = one_draft(b'{"text": "\xed\xa0\xbd\xed\xb8\x80"}', "a.jsonl")
    assert article(java).raw.text == "😀"


def test_escapes_make_no_article_too_large() -> None:
    text = "й" * MIB
    line = json.dumps({"text": text}).encode()
    assert len(line) > 4 * MIB
    assert article(one_draft(line, "a.jsonl")).raw.text == text


def test_a_page_becomes_an_article() -> None:
    page = one_draft(b"<p>x</p>", "a.html", ReadOptions(source="desk", url="http://a.example/1"))
    assert json.loads(page.value) == {
        "html": "<p>x</p>",
        "url": "http://a.example/1",
        "source": "desk",
    }
    assert rejection(one_draft(b" \n", "a.txt")) is Reason.NO_CONTENT
    guessed = one_draft("Un café à Paris".encode("cp1252"), "a.txt")
    assert article(guessed).raw.text == "Un café à Paris"
    assert guessed.note == "read as Windows-1252, a guess"
    [bad] = found(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\0\1" * 99, "a.txt")
    assert bad == BadInput("in", "not text, it looks like application/pdf")


def test_a_source_alone_makes_no_other_article() -> None:
    alone = one_draft(b"some news", "a.txt")
    sourced = one_draft(b"some news", "b.txt", ReadOptions(source="desk"))
    assert article(alone).article_id == article(sourced).article_id
    assert article(alone).revision == article(sourced).revision
    assert alone.key == sourced.key
    assert (alone.known_by, sourced.known_by) == ("content", "content")


def test_ids_from_names_make_revisions_if_they_are_asked_for() -> None:
    options = ReadOptions(source="desk", ids_from_names=True)
    first, second = one_draft(b"one", "d/a.txt", options), one_draft(b"two", "d/a.txt", options)
    assert article(first).article_id == article(second).article_id
    assert article(first).raw.external_id == "d/a.txt"
    assert first.known_by == "source and id"
    assert article(one_draft(b"one", "e/a.txt", options)).article_id != article(first).article_id


def test_a_url_tells_articles_apart() -> None:
    first = one_draft(b'{"text": "1", "url": "https://www.a.example/x?utm_source=b"}', "a.jsonl")
    second = one_draft(b'{"text": "2", "url": "http://a.example/x"}', "a.jsonl")
    assert first.known_by == "url"
    assert first.key == second.key == article(first).article_id.encode()
    assert one_draft(b'{"text": "1", "url": "no address"}', "a.jsonl").known_by == "content"


def test_what_no_topic_takes_is_not_even_unchecked() -> None:
    [bad] = found(b'{"text": "%s"}' % (b"x" * LARGEST), "a.jsonl", UNCHECKED)
    assert isinstance(bad, BadInput)
    assert "holds at most" in bad.error


@pytest.mark.slow
@pytest.mark.parametrize(
    ("suffix", "pack"), [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)]
)
def test_packed_files_are_unpacked_and_a_torn_one_is_named(
    tmp_path: Path, suffix: str, pack: Callable[[bytes], bytes]
) -> None:
    whole = pack(b"".join(b'{"text": "%d"}\n' % number for number in range(2000)))
    (tmp_path / f"a.jsonl{suffix}").write_bytes(whole)
    (tmp_path / f"b.jsonl{suffix}").write_bytes(whole[:-9])
    (tmp_path / f"c.txt{suffix}").write_bytes(b"not packed at all")
    reader = Files(find_files([str(tmp_path)]), CHECKED)
    every = list(reader)
    assert [one.where for one in every[:2000]] == [
        f"{tmp_path}/a.jsonl{suffix}:{number}" for number in range(1, 2001)
    ]
    bad = [one for one in every if isinstance(one, BadInput)]
    assert [one.where for one in bad] == [
        f"{tmp_path}/{name}{suffix}" for name in ("b.jsonl", "c.txt")
    ]
    assert reader.done_bytes == 2 * len(whole) - 9 + 17


def test_a_file_that_can_not_be_opened_or_holds_nothing_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").touch()
    (tmp_path / "none.json").write_text("[]")
    gone = InputFile(tmp_path / "gone.txt", "gone.txt")
    assert list(Files([*find_files([str(tmp_path)]), gone], CHECKED)) == [
        PassedOver(f"{tmp_path}/empty.jsonl", "holds no article"),
        PassedOver(f"{tmp_path}/none.json", "holds no article"),
        BadInput("gone.txt", "No such file or directory"),
    ]


def test_only_some_files_may_be_unchecked(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{oops")
    [file] = find_files([str(tmp_path)])
    assert isinstance(file, InputFile)
    checked, unchecked = Files([file, replace(file, unchecked=True)], CHECKED)
    assert isinstance(checked, BadInput)
    assert isinstance(unchecked, Draft)


@given(st.binary(max_size=300), st.sampled_from(["a.jsonl", "a.json", "a.html", "a.txt"]))
def test_nothing_is_too_odd_to_be_read_or_named(content: bytes, name: str) -> None:
    for one in found(content, name):
        assert one.where.startswith("in")
        if isinstance(one, Draft):
            assert len(one.key) == 32
