"""Bylines in the languages of the news, and what is none."""

import pytest

from services.cleaning.attribution import byline, dateline, selection


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


@pytest.mark.parametrize(
    ("text", "place", "date", "agency"),
    [
        ("KYIV, Ukraine (AP) — Ships left", "KYIV, Ukraine", None, "AP"),
        ("WASHINGTON, Jan. 26 (Reuters) - Ships left", "WASHINGTON", "Jan. 26", "Reuters"),
        ("KYIV, Jan. 26, 2021 (AP) — Ships left", "KYIV", "Jan. 26, 2021", "AP"),
        ("Berlin (dpa) - Schiffe fuhren", "Berlin", None, "dpa"),
        ("Berlin (dpa/bb) – Schiffe fuhren", "Berlin", None, "dpa"),
        ("Wien (APA) – Schiffe fuhren", "Wien", None, "APA"),
        ("JERUSALEM and BEIRUT (AP) — Ships left", "JERUSALEM and BEIRUT", None, "AP"),
        ("ST. LOUIS (AP) — Ships left", "ST. LOUIS", None, "AP"),
        ("Madrid, 26 ene (EFE).- Ships left", "Madrid", "26 ene", "EFE"),
        ("MOSCOW, January 26. /TASS/. Ships left", "MOSCOW", "January 26", "TASS"),
        ("(Reuters) - Ships left", None, None, "Reuters"),
        ("МОСКВА, 26 янв - РИА Новости. Ships left", "МОСКВА", "26 янв", "РИА Новости"),
        ("NEW DELHI: Ships left", "NEW DELHI", None, None),
        ("KYIV — Ships left", "KYIV", None, None),
    ],
)
def test_datelines_are_read(
    text: str, place: str | None, date: str | None, agency: str | None
) -> None:
    read = dateline.read(text)

    assert read is not None
    assert (read[0].place, read[0].date, read[0].agency) == (place, date, agency)
    assert text[read[1] :].startswith(("Ships", "Schiffe"))


@pytest.mark.parametrize(
    "text",
    [
        "The mayor (AP) said the vote was close.",
        "He told the AP (Associated Press) - late - that it was over.",
        "NATO — the alliance of thirty — met.",
        "BREAKING — Ships left",
        "UPDATE: Ships left",
        "COVID-19 — what we know",
        "",
    ],
)
def test_what_is_no_dateline(text: str) -> None:
    assert dateline.read(text) is None


def test_a_dash_alone_makes_no_dateline() -> None:
    assert dateline.read("In the end — he said — nothing happened.") is None


@pytest.mark.parametrize(
    ("prose", "may"),
    [
        ("The council met on Tuesday.", True),
        ("A viewer saw it from the harbours.", True),
        ("It has a view of the sea.", False),
        ("view", False),
        ("The council met at Harbour View.", False),
    ],
)
def test_words_of_the_body_sign_no_text(prose: str, may: bool) -> None:
    read = byline.read("Harbour View")

    assert read is not None
    assert selection.may_sign(read, prose) is may
