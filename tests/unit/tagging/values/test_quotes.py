"""Quotes are found word for word, and said by whom the grammar says, or by nobody known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.articles import CleanedArticle
from services.tagging.logic import find_entities
from services.tagging.values.quotes import find_quotes
from tests.unit.tagging.finding import found_in
from tests.unit.tagging.values.quoting import BODIES, COSTA, ITO, PEOPLE, UNION, quotes_of, said


@pytest.mark.parametrize(
    ("body", "speaker"),
    [
        ("“We won't sign it,” Ana Costa said.", COSTA),
        ("“We won't sign it,” said Ana Costa.", COSTA),
        ("“We won't sign it,” Kenya's Minister Ana Costa told reporters.", COSTA),
        ("“We won't sign it,” Minister Ana Costa told reporters.", COSTA),
        ("“We won't sign it,” said former Kenyan minister Ana Costa, 60.", COSTA),
        ("“We won't sign it,” Ana Costa, the minister, has also said.", COSTA),
        ("Ana Costa said: “We won't sign it.”", COSTA),
        ("On Friday Ana Costa told a crowd in Oslo, “We won't sign it.”", COSTA),
        ("Talks fell flat. Mr. Ben Ito warned that “we won't sign it.”", ITO),
        ("According to Ben Ito, “we won't sign it.”", ITO),
        ("“We won't sign it,” according to the Grain Union.", UNION),
        ("“We won't sign it,” the Grain Union announced.", UNION),
        ('"We won\'t sign it," Costa insisted.', "PERSON:costa"),
        ("Ana Costa was calm. “We won't sign it,” she said.", COSTA),
        ("Ana Costa met Ben Ito. “We won't sign it,” she said.", None),
        ("“We won't sign it,” said a spokesman for Ana Costa.", None),
        ("“We won't sign it,” said Ana Costa aide Ben Ito.", ITO),
        ("“We won't sign it,” said Ana Costa's lawyer.", None),
        ("Ana Costa left. “We won't sign it,” the crowd shouted.", None),
        ("“We won't sign it.”", None),
    ],
)
def test_who_says_it(body: str, speaker: str | None) -> None:
    assert [one for _, one in said(body)] == [speaker]


def test_a_quote_goes_on_behind_its_speaker() -> None:
    body = "“We won't sign it,” Ana Costa said in Oslo. “Not this year.”"
    assert said(body) == [("We won't sign it,", COSTA), ("Not this year.", COSTA)]


def test_a_quote_goes_on_in_the_next_paragraph_if_left_open() -> None:
    body = "Ana Costa said: “We won't sign it.\n\n“Not this year.”\n\n“And who are you then?”"
    assert [one for _, one in said(body)] == [COSTA, COSTA, None]


def test_words_held_at_arms_length_are_no_quotes() -> None:
    assert said("The “free” vote was “over before noon” there.") == []
    assert said("Ana Costa called it a “mess” there.") == [("mess", COSTA)]


def test_a_nickname_is_no_quote() -> None:
    name = 'John "Bud" Frazier'
    body = f"{name} said so."
    found = found_in({"body": body}, PERSON=[name])
    entities = find_entities(CleanedArticle(article_id="1", body=body), found)
    assert find_quotes(body, entities) == []


@pytest.mark.parametrize(
    "body",
    [
        "Her novel, “The House We Never Owned at All”, is out.",
        "Her novel “The house we never owned at all” is out.",
        "Ana Costa says in “Help in the Dark” that it rained.",
        "Ana Costa wrote the so-called “bank of mum and dad” report.",
        "In his book “Salt and Iron”, Ben Ito calls it.",
        'The song, "Shake It All Night Long," won.',
        "The 'big four' banks and the \"bank of mum and dad\" lent less.",
        "Ana Costa sang 'Yellow River' and 'All the Lonely Streets of Hull'.",
        "The dockers' strike hit the owners' plans in the '80s, when rock 'n' roll was king.",
    ],
)
def test_titles_and_words_held_at_arms_length_are_no_quotes(body: str) -> None:
    assert said(body) == []


def test_what_is_said_may_be_written_as_a_title() -> None:
    assert said("“Yes We Can,” said Ana Costa.") == [("Yes We Can,", COSTA)]
    assert said("Ana Costa said: “Yes We Can.”") == [("Yes We Can.", COSTA)]


def test_a_part_of_a_sentence_is_a_quote_where_somebody_speaks() -> None:
    assert said("It was “over before it began” for them.") == []
    assert said("It was “over before it began,” officials said.") == [
        ("over before it began,", None)
    ]


def test_a_stray_straight_mark_turns_nothing_inside_out() -> None:
    body = 'The 5" pipe burst, "as we had long feared," Ben Ito said.'
    assert said(body) == [("as we had long feared,", ITO)]


pieces = st.sampled_from(
    [*PEOPLE, *BODIES, "“", "”", '"', "«", "»", "said", " ", ". ", ", ", "\n\n", "\n", "he", "aß𝔸"]
)


@given(st.lists(pieces, max_size=40))
def test_quotes_are_in_order_and_their_own_words(parts: list[str]) -> None:
    quotes = quotes_of("".join(parts))
    edges = [edge for one in quotes for edge in (one.start, one.end)]
    assert edges == sorted(edges)
