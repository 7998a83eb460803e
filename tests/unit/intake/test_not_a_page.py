"""What is no page and no text is told from articles, also from those about such things."""

import base64
import gzip
import io
import json
import random
import zipfile
from collections.abc import Callable

import pytest

from schemas.articles import AcceptedArticle
from services.intake.logic import CONTROLS_REMOVED, admit
from services.intake.not_a_page import NOT_A_PAGE_REMOVED
from services.runtime.stage import Reason, Rejected
from tests.unit.intake.test_logic import NOON, ORIGIN

PROSE = (
    "The harbour council met on Tuesday to vote on the new ferry line, and the mayor said that it "
    "would cost nine million crowns. Engineers expect the work to begin in spring. "
)
PAGE = f"<!DOCTYPE html><html><body><article><p>{PROSE * 3}</p></article></body></html>"
NOISE = random.Random(1).randbytes(3000)


def outcome_of(content: str, field: str) -> AcceptedArticle | Rejected:
    return admit(json.dumps({field: content}).encode(), ORIGIN, NOON)


def assert_refused(content: str, what: str) -> None:
    for field in ("text", "html"):
        outcome = outcome_of(content, field)
        assert isinstance(outcome, Rejected), content[:80]
        assert outcome.reason is Reason.NOT_A_PAGE
        assert outcome.error.startswith(f"{field}: ")
        assert what in outcome.error


SHOWN_JSON = (
    '<html><head><meta name="color-scheme" content="light dark"></head><body><pre '
    'style="white-space: pre-wrap;">{&quot;error&quot;: &quot;Not found&quot;}</pre></body></html>'
)


@pytest.mark.parametrize(
    ("what", "content"),
    [
        ("base64", base64.b64encode(PAGE.encode()).decode()),
        ("base64", base64.encodebytes(PAGE.encode()).decode()),
        ("base64", base64.urlsafe_b64encode(NOISE).decode()),
        ("data: URI", f"data:text/html;base64,{base64.b64encode(PAGE.encode()).decode()}"),
        ("data: URI", f"data:image/png;base64,{base64.b64encode(NOISE).decode()}"),
        ("percent", "%3Chtml%3E%3Cbody%3E%3Cp%3EA%20storm%20hit%20the%20coast%3C%2Fp%3E%3C%2Fhtml"),
        ("PDF", "%PDF-1.4\n%âãÏÓ\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"),
        ("PDF", "\ufeff\n%PDF-1.5\r%\r\n3 0 obj"),
        ("PDF", "%PDF-1.7"),
        ("file", r"{\rtf1\ansi\deff0 {\fonttbl}\f0 The council met.}"),
        ("JSON", '{"error": {"code": 404, "message": "Not found"}}'),
        ("JSON", '\n{"message": "Not Found"}\n'),
        ("JSON", '[{"title": "A storm hit the coast"}]'),
        ("JSON", ')]}\'\n{"a": [1]}'),
        ("JSON", '{"@type": "WebSite", "name": "a\nb"}'),
        ("JSON", SHOWN_JSON),
        ("<Error>", "<?xml version='1.0'?>\n<Error><Code>AccessDenied</Code></Error>"),
        (
            "<rss>",
            '<?xml version="1.0"?><?xml-stylesheet href="a"?><!-- x --><rss><channel/></rss>',
        ),
        ("<feed>", '<feed xmlns="http://www.w3.org/2005/Atom"><entry/></feed>'),
        ("<urlset>", '<urlset xmlns="x"><url/></urlset>'),
        ("code", "body{margin:0;padding:0}.a{color:red}\n.b > p { font-size: 12px; }"),
        ("code", '@charset "utf-8";\nbody { margin: 0 }'),
        ("code", '!function(e,t){"use strict";var n=t(e);e.x=n}(window,function(w){return {}});'),
        ("code", f"/*! {PROSE} */\n(function(w){{w.a={{b:1}};w.c=function(){{}}}})(window);"),
        ("code", 'window.__DATA__ = {"a": {"b": [1, 2]}};\nwindow.__RUN__({"c": [{"d": 4}]});'),
    ],
)
def test_what_is_no_page_is_refused_by_its_kind(what: str, content: str) -> None:
    assert_refused(content, what)


def _docx() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", PAGE + str(NOISE))
    return file.getvalue()


@pytest.mark.parametrize(
    "decode",
    [
        lambda data: data.decode("latin-1"),
        lambda data: data.decode("cp1252", "replace"),
        lambda data: data.decode("utf-8", "replace"),
        lambda data: data.decode("utf-8", "surrogateescape"),
    ],
    ids=["latin-1", "cp1252", "utf-8 replaced", "utf-8 escaped"],
)
@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + NOISE,
        b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01" + NOISE,
        b"GIF89a" + NOISE,
        gzip.compress(NOISE, mtime=0),
        _docx(),
    ],
    ids=["png", "jpeg", "gif", "gzip", "docx"],
)
def test_files_read_as_text_are_refused(data: bytes, decode: Callable[[bytes], str]) -> None:
    assert_refused(decode(data), "a file")


@pytest.mark.parametrize(
    "content",
    [
        PAGE,
        f'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html><body><p>{PROSE}</p></body></html>',
        f'{{ "quoted" }} {PROSE}',
        f"[Update] {PROSE} [ends]",
        f"{{{PROSE}}}",
        f"%PDF-1.7 is how such a file begins. {PROSE}",
        f"GIF89a is the name of a format. {PROSE}",
        f"data: {PROSE}",
        f"data:text/html;base64 is how it begins. {PROSE}",
        f"<Error> was all that readers saw. {PROSE}",
        f"<p>The server said</p><pre>{{&quot;error&quot;: 404}}</pre><p>{PROSE}</p>",
        f'<html><body><pre>{{"error": 404}}</pre><p>{PROSE}</p></body></html>',
        f"<html><body><pre>{PROSE}</pre></body></html>",
        f"<style>.a{{b:c}}</style><p>{PROSE}</p>",
        f"window.dataLayer = window.dataLayer || []; function gtag(){{dataLayer.push()}}\n{PROSE}",
        f".a {{ color: red; }}\n{PROSE}",
        f"function(a) {{ return b; }} {PROSE}",
        "window.a=[];function f(){push();}\n政府周二批准了新的渡轮航线，市长说将耗资九百万。" * 3,
        f'Import taxes from "China" {PROSE}',
        f"Rindfleischetikettierungsueberwachungsaufgabenuebertragungsgesetz {PROSE}",
        f"https://example.com/{'a' * 100} {PROSE}",
        f"PNG\n{PROSE}",
    ],
)
def test_articles_stay_whatever_they_quote(content: str) -> None:
    for field in ("text", "html"):
        outcome = outcome_of(content, field)
        assert isinstance(outcome, AcceptedArticle), outcome
        assert getattr(outcome.raw, field) == content
        assert outcome.warnings == []


@pytest.mark.parametrize(
    "prose",
    [
        PROSE,
        "Правительство сообщило о шторме на побережье. " * 5,
        "政府周二批准了新的渡轮航线。" * 9,
        "Chính phủ đã phê duyệt tuyến phà mới vào thứ Ba, thị trưởng cho biết. " * 5,
        "À l'été, l'Élysée a déjà été alerté, d'après un député. " * 5,
        "\0".join(PROSE),
    ],
)
def test_a_control_does_not_make_a_text_a_file(prose: str) -> None:
    outcome = outcome_of(f"\x07{prose}", "text")
    assert isinstance(outcome, AcceptedArticle), outcome
    assert outcome.warnings == [CONTROLS_REMOVED]


def test_a_text_is_taken_where_the_page_is_none() -> None:
    fields = {"text": PROSE, "html": base64.b64encode(PAGE.encode()).decode()}
    outcome = admit(json.dumps(fields).encode(), ORIGIN, NOON)
    assert isinstance(outcome, AcceptedArticle)
    assert (outcome.raw.text, outcome.raw.html) == (PROSE, None)
    assert outcome.warnings == [NOT_A_PAGE_REMOVED]


@pytest.mark.parametrize(
    "content",
    [
        "<?a?>" * 20_000,
        "/*" * 200_000,
        "a{b:c}" + "x" * 79 + "1" * 200_000,
        "<html><body><pre></pre>" + "<" * 200_000,
        "A" * 400_000 + " ",
        "[" * 200_000,
        ".a" * 200_000,
    ],
)
def test_nothing_makes_it_slow(content: str) -> None:
    # Each of these took minutes or more with an expression that tries again and again.
    assert isinstance(outcome_of(content, "text"), AcceptedArticle | Rejected)
