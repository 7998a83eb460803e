"""Files of each format, packed in each way, become messages that intake takes."""

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
import zstandard

from services.cli.inputs.drafts import Draft, Files, ReadOptions
from services.cli.inputs.input_files import BadInput, PassedOver, find_files

TEXT = "A storm hit the coast on Monday, police said."
URL = "https://a.example/storm"
RSS = f"""<rss version="2.0"><channel><item><title>Storm</title><link>{URL}</link>
<description>{TEXT}</description></item></channel></rss>"""
NITF = f"""<nitf><head><title>Storm</title><docdata><doc-id id-string="n1"/>
<date.issue norm="20240902T100000Z"/></docdata></head><body><body.head><hedline><hl1>Storm</hl1>
</hedline><byline>By <person>Ann Lee</person></byline></body.head><body.content><p>{TEXT}</p>
</body.content></body></nitf>"""
NEWSML = f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="g1" xml:lang="en">
<itemMeta>
<versionCreated>2024-09-02T10:00:00Z</versionCreated></itemMeta><contentMeta>
<headline>Storm</headline><creator><name>Ann Lee</name></creator></contentMeta><contentSet>
<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body>
<p>{TEXT}</p></body></html></inlineXML></contentSet></newsItem>"""
NINJS = {"uri": URL, "headline": "Storm", "body_xhtml": f"<p>{TEXT}</p>", "byline": "Ann Lee"}
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "items": [{"id": "1", "url": URL, "title": "Storm", "content_text": TEXT}],
}


def parquet() -> bytes:
    out = io.BytesIO()
    table = pyarrow.table({"headline": ["Storm"], "content": [TEXT], "link": [URL], "n": [1]})
    pyarrow.parquet.write_table(table, out)
    return out.getvalue()


FILES = {
    "a.rss": RSS.encode(),
    "a.xml": RSS.encode("utf-16"),
    "nitf.xml": NITF.encode(),
    "newsml.xml": NEWSML.encode(),
    "ninjs.json": json.dumps(NINJS).encode(),
    "ninjs.jsonl": json.dumps(NINJS).encode(),
    "feed.json": json.dumps(JSON_FEED).encode(),
    "a.csv": f'headline;content;link\nStorm;"{TEXT}";{URL}\n'.encode("utf-8-sig"),
    "a.tsv": f"Title\tFull text\tURL\nStorm\t{TEXT}\t{URL}\n".encode("utf-16"),
    "a.parquet": parquet(),
    "a.eml": f"Subject: Storm\nMessage-ID: <1@a>\n\n{TEXT}\n".encode(),
    "a.mbox": f"From a Mon\nSubject: Storm\n\n{TEXT}\n".encode(),
    "a.xhtml": f"<html><head><title>Storm</title></head><body><p>{TEXT}</p></body></html>".encode(),
}
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": zstandard.compress,
}


def found(*paths: Path) -> list[Draft | BadInput | PassedOver]:
    return list(Files(find_files([str(path) for path in paths]), ReadOptions(source="s")))


def laid(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("packing", PACKERS)
def test_each_format_packed_in_each_way(tmp_path: Path, name: str, packing: str) -> None:
    [draft] = found(laid(tmp_path, name + packing, PACKERS[packing](FILES[name])))
    assert isinstance(draft, Draft), draft
    article = json.loads(draft.value)
    assert TEXT in (article.get("html") or article["text"])
    assert article["source"] == "s"
    if not name.endswith("xhtml"):
        assert article["title"] == "Storm"


def tar(mode: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, content in {**FILES, "b.txt.gz": gzip.compress(TEXT.encode())}.items():
            member = tarfile.TarInfo(f"news/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return out.getvalue()


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**FILES, "b.txt.gz": gzip.compress(TEXT.encode())}.items():
            archive.writestr(f"news/{name}", content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.tar", tar("w")),
        ("a.tar.gz", tar("w:gz")),
        ("a.tgz", tar("w:gz")),
        ("a.tar.bz2", tar("w:bz2")),
        ("a.tar.zst", zstandard.compress(tar("w"))),
        ("a.zip", zipped()),
    ],
)
def test_an_archive_is_read_as_a_folder(tmp_path: Path, name: str, content: bytes) -> None:
    drafts = found(laid(tmp_path, name, content))
    assert [type(one) for one in drafts] == [Draft] * (len(FILES) + 1)
    assert drafts[0].where.startswith(f"{tmp_path}/{name}!news/a.rss")


def test_what_an_archive_holds_beside_articles_is_named(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("in.zip", zipped())
        archive.writestr("a.pdf", b"x")
        archive.writestr(".hidden.txt", b"x")
        archive.writestr("good.txt", TEXT)
    path = laid(tmp_path, "a.zip", out.getvalue())
    *over, good = found(path)
    assert [type(one) for one in over] == [PassedOver] * 3
    assert isinstance(good, Draft)


@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz", "a.zip", "a.tar.zst", "a.parquet", "a.warc"])
def test_a_damaged_file_is_told(tmp_path: Path, name: str) -> None:
    [bad] = found(laid(tmp_path, name, b"nothing of the kind" * 100))
    assert isinstance(bad, BadInput)


def test_a_tar_that_unpacks_without_end_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.runtime.formats.packing.MOST_UNPACKED", 1024 * 1024)
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        member = tarfile.TarInfo("a.txt")
        member.size = 64 * 1024 * 1024
        archive.addfile(member, io.BytesIO(bytes(member.size)))
    *_, bad = found(laid(tmp_path, "a.tar.gz", out.getvalue()))
    assert isinstance(bad, BadInput)


def test_a_table_without_a_text_is_told(tmp_path: Path) -> None:
    [bad] = found(laid(tmp_path, "a.csv", b"a,b\n1,2\n"))
    assert isinstance(bad, BadInput)
    assert "no column" in bad.error
