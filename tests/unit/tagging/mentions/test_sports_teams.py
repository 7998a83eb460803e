"""A place's name is told from its team's by what stands about it."""

import pytest

from services.tagging.mentions.boundaries import Field, Span
from services.tagging.mentions.sports_teams import Sport, sport_of, stands_for_team, words_of


def sport(body: str) -> Sport | None:
    texts: dict[Field, str] = {"body": body}
    return sport_of(texts, words_of(texts))


def is_team(body: str, name: str, *, person: str | None = None) -> bool:
    start = body.index(name)
    people = {("body", body.index(person) + len(person))} if person else set()
    mention = Span("body", start, start + len(name), "GPE")
    return stands_for_team({"body": body}, [mention], people)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("The bowler took a wicket in the innings.", "cricket"),
        ("Mauritania drew 0-0 with Benin in a soccer friendly.", "soccer"),
        ("Rugby results: Orrell 13 Bath 56", "rugby"),
        ("NHL standings after Tuesday", "nhl"),
    ],
)
def test_the_sport_of_an_article(body: str, name: str) -> None:
    found = sport(body)
    assert found is not None
    assert name in found.names


@pytest.mark.parametrize(
    "body",
    [
        "France set a goal. It has goals for England.",
        "The party won one division, lost another and played on at its conference.",
        "The vote was 52-48 on aid to farmers.",
        "The centre for united nations was in lock, try as the guard may, by 3-1.",
        "Coaches moved forward on points: results of tests in the period of a century.",
        "Police shot at a crowd. Witnesses named the square, the lorry, the hour, and no reason. "
        "Mourners met at noon and again at six in the evening, under a grey sky. Scores had died, "
        "among them a boy who had come from soccer practice.",
    ],
)
def test_other_articles_have_none(body: str) -> None:
    assert sport(body) is None


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("They beat Leeds, Everton and Derby.", "Leeds"),
        ("A test against Italy, Scotland and Wales.", "Italy"),
        ("Leeds 2 Derby 1", "Leeds"),
    ],
)
def test_what_plays_is_a_team(body: str, name: str) -> None:
    assert is_team(body, name)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("LEEDS 1996-08-31", "LEEDS"),
        ("They played in Leeds on Friday.", "Leeds"),
        ("He was born near Leeds, England.", "Leeds"),
        ("Leeds, England, is a city.", "Leeds"),
        ("At Leeds: Kent beat Essex.", "Leeds"),
        ("Leeds: Kent 238 and 133-5", "Leeds"),
        ("Rovers of Leeds beat Derby.", "Leeds"),
        ("Rovers (Leeds) 75", "Leeds"),
    ],
)
def test_where_it_is_played_is_a_place(body: str, name: str) -> None:
    assert not is_team(body, name)


def test_in_brackets_behind_a_player_is_a_team() -> None:
    assert is_team("Ana Costa (Leeds) scored.", "Leeds", person="Ana Costa")
    assert not is_team("Ana Costa (Leeds) scored.", "Leeds")
