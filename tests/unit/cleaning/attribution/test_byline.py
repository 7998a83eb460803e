"""Bylines in the languages of the news, and what is none."""

import pytest

from services.cleaning.attribution import byline


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("By Orla Bredeveld", ["Orla Bredeveld"]),
        ("BY ORLA BREDEVELD AND TOMAS QUILL", ["Orla Bredeveld", "Tomas Quill"]),
        ("By Orla Bredeveld, Associated Press", ["Orla Bredeveld"]),
        ("By Orla Bredeveld in London", ["Orla Bredeveld"]),
        ("By Orla Bredeveld (orla@example.com)", ["Orla Bredeveld"]),
        ("Von Anna-Lena Gräf und Jens von der Heide", ["Anna-Lena Gräf", "Jens von der Heide"]),
        ("Par Élodie d'Aubigny", ["Élodie d'Aubigny"]),
        ("김하늘 기자", ["김하늘"]),
        ("记者 王小河", ["王小河"]),
        ("Orla Bredeveld · Ellery News", ["Orla Bredeveld"]),
        ("Von Dr. Orla Bredeveld", ["Orla Bredeveld"]),
        ("By Prof. Dr. Orla Bredeveld and Tomas Quill, PhD", ["Orla Bredeveld", "Tomas Quill"]),
        ("Orla Bredeveld 2 minutes read", ["Orla Bredeveld"]),
        ("View all posts by Orla Bredeveld", ["Orla Bredeveld"]),
        ("Autorin/Autor Orla Bredeveld", ["Orla Bredeveld"]),
        ("Auteur : Orla Bredeveld", ["Orla Bredeveld"]),
        ("Orla Bredeveld im Gespräch mit Tomas Quill", ["Orla Bredeveld", "Tomas Quill"]),
        ("（责编：王小河、李大山）", ["王小河", "李大山"]),
    ],
)
def test_names_are_read_alone(text: str, names: list[str]) -> None:
    read = byline.read(text)

    assert read is not None
    assert [author.name for author in read.authors] == names


@pytest.mark.parametrize(
    "text",
    [
        "Harbour Council Approves Tidal Barrier After Long Debate",
        "Coast and Sea (C&S)",
        "By Staff Reporter",
        "Reuters",
        "记者 草原社",
        "Photo: Anna Reyes",
        "Fotos: Anna Reyes",
        "By the time the ships came in, it was dark.",
        "",
    ],
)
def test_what_names_nobody_is_no_byline(text: str) -> None:
    assert byline.read(text) is None


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("By Orla Bredeveld, photos by Tomas Quill", [None, "photographer"]),
        ("Text: Orla Bredeveld, Fotos: Tomas Quill", [None, "photographer"]),
        ("By Orla Bredeveld, staff photographer", ["photographer"]),
        ("By Orla Bredeveld, senior reporter", [None]),
        ("Par Orla Bredeveld, traduction : Tomas Quill", [None, "translator"]),
        ("Editing by Tomas Quill", ["editor"]),
    ],
)
def test_roles_are_read_with_the_names(text: str, roles: list[str | None]) -> None:
    read = byline.read(text)

    assert read is not None
    assert [author.role for author in read.authors] == roles
    names = [author.name for author in read.authors]
    assert set(names) <= {"Orla Bredeveld", "Tomas Quill"}
