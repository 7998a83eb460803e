"""Lines that belong to the page by their set phrases."""

import pytest

from services.cleaning.lines.boilerplate_phrases import KINDS, MAX_LENGTH, kind_of, kinds_of
from tests.unit.cleaning.makers import PARAGRAPHS, TITLE


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Advertisement", "advert"),
        ("ADVERTISEMENT 2", "advert"),
        ("Teilen", "share"),
        ("Sign up for the tides of the week", "newsletter"),
        ("Lesen Sie auch: Ebbe im Hafen", "related"),
        ("3 Kommentare", "comments"),
        ("© 2019 Ellery Courier", "caption"),
        ("Foto: Anna Reyes", "caption"),
        ("Todos los derechos reservados", "footer"),
        ("相关阅读：港口", "related"),
        ("责任编辑：王小河", "footer"),
        ("Читайте также: Отлив", "related"),
    ],
)
def test_phrases_tell_the_kind_of_a_line(line: str, kind: str) -> None:
    assert kind_of(line) == kind
    assert kind in KINDS


@pytest.mark.parametrize(
    "line",
    [
        TITLE,
        *PARAGRAPHS,
        "Advertisement for a harbour that never was",  # `=` asks for the whole line
        "A page that we read more often than others",  # `^` asks for the start
        "Sharepoint",
        "",
    ],
)
def test_other_lines_are_of_no_kind(line: str) -> None:
    assert kinds_of(line) == frozenset()
    assert kind_of(line) is None


def test_a_line_may_be_of_several_kinds_and_the_first_counts() -> None:
    line = "Newsletter: all rights reserved"

    assert kinds_of(line) == {"newsletter", "footer"}
    assert kind_of(line) == "newsletter"


def test_long_lines_are_prose() -> None:
    line = "Newsletter " + "tide " * 60

    assert len(line) > MAX_LENGTH
    assert kinds_of(line) == frozenset()
