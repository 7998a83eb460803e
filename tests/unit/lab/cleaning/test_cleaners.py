"""Other cleaners are measured where they are installed, for what they look for."""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest.mock import ANY

import pytest

from services.lab.cleaning.cleaners import others
from tests.unit.cleaning.makers import PARAGRAPHS, TITLE

pytestmark = pytest.mark.slow

PAGE = {
    "url": "https://harbour.example/tidal-barrier",
    "html": f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>"
    + "".join(f"<p>{one}</p>" for one in PARAGRAPHS)
    + "</article></body></html>",
}
MODULES = (
    "rs_trafilatura",
    "readability",
    "readability.cleaners",
    "resiliparse",
    "resiliparse.extract",
    "resiliparse.extract.html2text",
    "resiliparse.parse",
    "resiliparse.parse.html",
    "mcmetadata",
)
Install = Callable[..., None]


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Install:
    """Installs a module of given names; the others are none, installed here or not."""
    for name in MODULES:
        monkeypatch.setitem(sys.modules, name, None)

    def of(name: str, **holds: Any) -> None:
        module = ModuleType(name)
        vars(module).update(holds)
        monkeypatch.setitem(sys.modules, name, module)

    return of


def test_trafilatura_is_measured_where_nothing_else_is_installed(install: Install) -> None:
    assert list(others()) == ["trafilatura"]

    answer = others()["trafilatura"](PAGE)

    assert answer is not None
    assert PARAGRAPHS[0] in answer.body
    assert answer.title == TITLE
    assert answer.looks_for == ("title", "published", "authors")


def test_rs_trafilatura_gives_all_fields(install: Install) -> None:
    found = SimpleNamespace(
        main_content="A body.", title=TITLE, author="Ada Bjork; Bo Chen", date="2026-05-04"
    )
    install("rs_trafilatura", extract=lambda page, url: found)

    answer = others()["rs-trafilatura"](PAGE)

    assert answer is not None
    assert (answer.body, answer.title, answer.date) == ("A body.", TITLE, "2026-05-04")
    assert answer.authors == ("Ada Bjork", "Bo Chen")
    assert answer.looks_for == ("title", "published", "authors")


def test_the_html_of_readability_becomes_text(install: Install) -> None:
    class Document:
        def __init__(self, page: str, url: str) -> None:
            used.append(rebound.html_cleaner)

        def short_title(self) -> str:
            return TITLE

        def summary(self) -> str:
            return "<html><body><div><p>One tide.</p><p>Two tides.</p></div></body></html>"

    used = []
    rebound = SimpleNamespace(html_cleaner="of mcmetadata")
    install("readability", Document=Document, readability=rebound)
    install("readability.cleaners", html_cleaner="its own")

    answer = others()["readability"](PAGE)

    assert answer is not None
    assert (answer.body, answer.title) == ("One tide.\nTwo tides.", TITLE)
    assert answer.looks_for == ("title",)
    assert (used, rebound.html_cleaner) == (["its own"], "of mcmetadata")


def test_resiliparse_gives_a_body_and_the_title_tag(install: Install) -> None:
    install("resiliparse")
    install("resiliparse.extract")
    install("resiliparse.parse")
    install("resiliparse.parse.html", HTMLTree=SimpleNamespace(parse=lambda page: tree))
    install("resiliparse.extract.html2text", extract_plain_text=lambda tree, **_: "A body.")
    tree = SimpleNamespace(title=TITLE)

    answer = others()["resiliparse"](PAGE)

    assert answer is not None
    assert (answer.body, answer.title, answer.looks_for) == ("A body.", TITLE, ("title",))


def test_mediacloud_does_not_look_for_authors(install: Install) -> None:
    found = {
        "text_content": "A body.",
        "article_title": TITLE,
        "publication_date": datetime(2026, 5, 4),
    }
    install("mcmetadata", extract=lambda url, html_text: found if url else {})

    answer = others()["mediacloud"](PAGE)

    assert answer is not None
    assert (answer.body, answer.title) == ("A body.", TITLE)
    assert answer.date == "2026-05-04T00:00:00"
    assert answer.looks_for == ("title", "published")
    assert others()["mediacloud"]({**PAGE, "url": None}) == replace(answer, seconds=ANY)


def test_a_cleaner_that_raises_gives_nothing(install: Install) -> None:
    def extract(url: str, html_text: str) -> None:
        raise ValueError("no such page")

    install("mcmetadata", extract=extract)

    answer = others()["mediacloud"](PAGE)

    assert answer is not None
    assert (answer.body, answer.title, answer.authors, answer.date) == ("", None, (), None)


def test_cleaners_of_pages_are_not_measured_on_plain_text() -> None:
    assert {cleaner({"text": "\n".join(PARAGRAPHS)}) for cleaner in others().values()} == {None}
