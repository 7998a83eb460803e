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
        ("By Orla Bredeveld on", ["Orla Bredeveld"]),
        ("By Orla Bredeveld with agencies", ["Orla Bredeveld"]),
        ("Von Orla Bredeveld mit Agenturen", ["Orla Bredeveld"]),
        ("Par Orla Bredeveld, avec AFP", ["Orla Bredeveld"]),
        ("Por Orla Bredeveld con agencias", ["Orla Bredeveld"]),
        ("Orla Bredeveld med TT", ["Orla Bredeveld"]),
        ("Ein Gastbeitrag von Orla Bredeveld", ["Orla Bredeveld"]),
        ("Eine Analyse von Orla Bredeveld und Tomas Quill", ["Orla Bredeveld", "Tomas Quill"]),
        ("Une enquête par Orla Bredeveld", ["Orla Bredeveld"]),
        ("Análisis por Orla Bredeveld y Tomas Quill", ["Orla Bredeveld", "Tomas Quill"]),
        ("Een reportage door Orla Bredeveld", ["Orla Bredeveld"]),
        ("Skrevet af Orla Bredeveld og Tomas Quill", ["Orla Bredeveld", "Tomas Quill"]),
        ("Text och foto: Orla Bredeveld", ["Orla Bredeveld"]),
        ("Teksti: Orla Bredeveld ja Tomas Quill", ["Orla Bredeveld", "Tomas Quill"]),
        ("Írta: Bredeveld Orla és Quill Tamás", ["Bredeveld Orla", "Quill Tamás"]),
        ("Napisała Orla Bredeveld", ["Orla Bredeveld"]),
        ("Napsal Tomáš Quill", ["Tomáš Quill"]),
        ("Un articol de Orla Bredeveld și Tomas Quill", ["Orla Bredeveld", "Tomas Quill"]),
        ("Piše: Orla Bredeveld", ["Orla Bredeveld"]),
        ("Подготовила Мария Иванова", ["Мария Иванова"]),
        ("Γράφει η Μαρία Παππά", ["Μαρία Παππά"]),
        ("By state political reporter Orla Bredeveld", ["Orla Bredeveld"]),
        ("By Staff Writer Orla Ann Bredeveld", ["Orla Ann Bredeveld"]),
        ("Chief reporter Orla Bredeveld", ["Orla Bredeveld"]),
        ("Orla Bredeveld Harbour correspondent", ["Orla Bredeveld"]),
        ("Orla Bredeveld Political Editor", ["Orla Bredeveld"]),
        ("Orla Bredeveld, Harbour correspondent, Ellery Courier", ["Orla Bredeveld"]),
        ("Orla Bredeveld, journaliste", ["Orla Bredeveld"]),
        ("By Orla Bredeveld, reporter, and Tomas Quill", ["Orla Bredeveld", "Tomas Quill"]),
        ("Bredeveld, Orla", ["Orla Bredeveld"]),
        ("van der Quill, Tomas J.", ["Tomas J. van der Quill"]),
        ("Orla Bredeveld | orla@example.com Email the author Follow on X", ["Orla Bredeveld"]),
        ("Orla Bredeveld Follow @orla", ["Orla Bredeveld"]),
        ("Read more posts by Orla Bredeveld", ["Orla Bredeveld"]),
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
        "Email The Author",
        "Montag",
        "Ellery.com News",
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


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("dpa", ["dpa"]),
        ("(AFP)", ["AFP"]),
        ("By Reuters", ["Reuters"]),
        ("Reuters Staff", ["Reuters Staff"]),
        ("The Associated Press", ["The Associated Press"]),
        ("Redacción EFE", ["Redacción EFE"]),
        ("AFP/dpa", ["AFP", "dpa"]),
        ("By Courier Staff", ["Courier Staff"]),
        ("Staff", []),
        ("Sid", []),
        ("News desk", []),
        ("Reuters said it would appeal", []),
        ("By the time the whole team", []),
    ],
)
def test_agencies_and_newsrooms_sign_too(text: str, names: list[str]) -> None:
    assert [author.name for author in byline.newsroom(text)] == names
