"""Of what a name may mean that is taken which the article speaks for; unsure is nothing."""

from services.tagging.entities.disambiguation import (
    ArticleContext,
    has_context_support,
    is_short_for,
    likeliest,
)
from services.tagging.kb.entry import KbEntry
from services.tagging.kb.pack import NameMatch
from services.tagging.names import normalise


def match(id: str, name: str, type: str = "ORG", *, usual: bool = False) -> NameMatch:
    return NameMatch(KbEntry(id=id, type=type, names={"en": name}), usual)


def meant(*matches: NameMatch, name: str, text: str, label: str | None = None) -> str | None:
    known = likeliest(matches, normalise(name), ArticleContext({"body": text}), label)
    return known.id if known else None


SOX, BRUINS = match("sox", "Boston Red Sox"), match("bruins", "Boston Bruins")


def test_the_rest_of_the_name_in_the_article() -> None:
    assert meant(SOX, BRUINS, name="Boston", text="The Bruins of Boston") == "bruins"
    assert meant(SOX, BRUINS, name="Boston", text="Boston lost. Red Sox fans wept.") == "sox"


def test_the_team_of_the_sport() -> None:
    hockey = "NHL: the puck went in. Boston won."
    baseball = "The pitcher threw eight innings. A shortstop: Boston won."
    assert meant(SOX, BRUINS, name="Boston", text=hockey) == "bruins"
    assert meant(SOX, BRUINS, name="Boston", text=baseball) == "sox"


def test_the_type_of_the_mention() -> None:
    city = match("city", "Boston", "GPE", usual=True)
    assert meant(SOX, city, name="Boston", text="Boston", label="GPE") == "city"
    assert meant(SOX, city, name="Boston", text="Boston", label="ORG") == "sox"


def test_a_full_name_in_the_article_overrules_the_type() -> None:
    man, city = match("man", "Mal Washington", "PERSON"), match("dc", "Washington, D.C.", "GPE")
    text = "Mal Washington won. Washington was glad."
    assert meant(man, city, name="Washington", text=text, label="GPE") == "man"


def test_a_form_of_the_name_is_as_good_as_the_name() -> None:
    some = match("europe", "Europe", "LOC"), match("eu", "European Union")
    assert meant(*some, name="European", text="European skies") == "europe"


def test_two_with_nothing_to_choose_by_are_neither() -> None:
    some = match("1", "Rapid Support Forces"), match("2", "Reporters Sans Frontieres")
    assert meant(*some, name="RSF", text="RSF said so.") is None


def test_a_name_is_borne_out_by_its_other_words_or_its_sport() -> None:
    motors = match("x", "Ford Motor Company")
    assert has_context_support(motors, "ford", ArticleContext({"body": "Ford, the motor company"}))
    assert not has_context_support(
        motors, "ford", ArticleContext({"body": "Ford stayed with the company."})
    )
    assert not has_context_support(
        match("x", "Ford", usual=True), "ford", ArticleContext({"body": "Ford"})
    )
    club = match("x", "Kent County Cricket Club")
    assert has_context_support(
        club, "kent", ArticleContext({"body": "The bowler took a wicket in the innings."})
    )
    assert not has_context_support(club, "kent", ArticleContext({"body": "Kent is green."}))


def test_an_abbreviation_is_not_of_an_entry_with_another_name() -> None:
    agency = match("x", "Energy Protection Agency").entry
    assert is_short_for("Agency for the Protection of Energy", agency)
    assert not is_short_for("Estates Planning Authority", agency)
