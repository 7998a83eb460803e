"""Only what is certain is linked, and the same thing has the same id in every article."""

from services.tagging.identity import Thing
from services.tagging.linking import link, named_countries
from tests.unit.tagging.finding import entities_of


def gpe(name: str) -> Thing:
    return Thing("GPE", [name])


def test_a_country_has_its_id_and_its_place() -> None:
    found = link(gpe("U.S."), frozenset())
    assert (found.id, found.kb) == ("wikidata:Q30", {"wikidata": "Q30"})
    assert found.geo is not None
    assert found.geo.country == "US"


def test_a_people_is_linked_to_its_country_and_stays_itself() -> None:
    for word in ("Polish", "Pole", "Poles"):
        found = link(Thing("NORP", [word]), frozenset())
        assert (found.id, found.kb) == ("NORP:polish", {"wikidata": "Q36"})


def test_a_great_city_is_meant_anywhere_and_a_town_in_its_country() -> None:
    paris = link(gpe("Paris"), frozenset()).geo
    assert paris is not None
    assert paris.country == "FR"
    assert link(gpe("Escuintla"), frozenset()).geo is None
    near = link(gpe("Escuintla"), frozenset({"GT"})).geo
    assert near is not None
    assert near.country == "GT"


def test_a_region_is_linked_unless_a_city_has_its_name() -> None:
    assert link(gpe("California"), frozenset()).id == "wikidata:Q99"
    assert link(gpe("Quebec"), frozenset()).kb is None


def test_what_is_no_place_is_not_linked() -> None:
    assert link(Thing("PERSON", ["Jordan"]), frozenset()).id == "PERSON:jordan"
    assert link(gpe("Quuxville"), frozenset()).id == "GPE:quuxville"


def test_the_countries_of_an_article() -> None:
    things = [gpe("Kenya"), Thing("NORP", ["Dutch"]), gpe("Oslo"), Thing("ORG", ["Peru"])]
    assert named_countries(things) == {"KE", "NL"}


def test_the_countries_of_an_article_place_its_towns() -> None:
    body = "In Guatemala, the mayor of Escuintla spoke."
    found = entities_of(body, GPE=["Guatemala", "Escuintla"])
    geo = found["Escuintla"].geo
    assert geo is not None
    assert geo.country == "GT"
    assert found["Escuintla"].kb is None
