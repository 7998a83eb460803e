from gzip import compress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.runtime.formats.found import Found, Problem
from services.runtime.formats.warc import read_warc

PAGES = {
    "https://a.example/1": ("text/html; charset=koi8-r", "<p>Пожар на заводе</p>".encode("koi8-r")),
    "https://a.example/2": ("image/png", b"\x89PNG"),
    "https://a.example/3": ("text/html", b"<p>Zwei</p>"),
}


def record(kind: str, headers: dict[str, str], content: bytes, gzip: bool) -> bytes:
    lines = {"WARC-Type": kind, "WARC-Date": "2024-09-02T10:00:00Z", **headers}
    lines["Content-Length"] = str(len(content))
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    whole = f"WARC/1.0\r\n{head}\r\n".encode() + content + b"\r\n\r\n"
    return compress(whole) if gzip else whole


def made(gzip: bool) -> bytes:
    records = [record("warcinfo", {"Content-Type": "application/warc-fields"}, b"a: b\r\n", gzip)]
    for url, (kind, body) in PAGES.items():
        answer = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode() + body
        headers = {"WARC-Target-URI": url, "Content-Type": "application/http; msgtype=response"}
        records.append(record("response", headers, answer, gzip))
    return b"".join(records)


WARC = made(gzip=True)


@pytest.mark.parametrize("gzip", [True, False])
def test_html_responses_are_articles(gzip: bool) -> None:
    first, second = read_warc(BytesIO(made(gzip)))
    assert isinstance(first, Found)
    assert (first.url, first.html) == ("https://a.example/1", "<p>Пожар на заводе</p>")
    assert first.fetched_at
    assert isinstance(second, Found)
    assert second.html == "<p>Zwei</p>"


@pytest.mark.parametrize("gzip", [True, False])
def test_reading_goes_on_at_a_record(gzip: bool) -> None:
    whole = made(gzip)
    found = list(read_warc(BytesIO(whole)))
    at = int(found[1].place[1:])
    assert list(read_warc(BytesIO(whole), start=at)) == found[1:]


def test_a_page_too_long_costs_only_itself() -> None:
    first, second = read_warc(BytesIO(WARC), most_bytes=15)
    assert isinstance(first, Problem)
    assert isinstance(second, Found)


def test_a_cut_file_is_told() -> None:
    *_, last = read_warc(BytesIO(WARC[:-30]))
    assert isinstance(last, Problem) or last.html != "<p>Zwei</p>"


@given(st.integers(0, len(WARC)), st.binary(max_size=12), st.booleans())
def test_damage_never_raises(at: int, noise: bytes, gzip: bool) -> None:
    whole = WARC if gzip else made(gzip=False)
    found = list(read_warc(BytesIO(whole[:at] + noise + whole[at:])))
    assert all(isinstance(one, Found | Problem) for one in found)
