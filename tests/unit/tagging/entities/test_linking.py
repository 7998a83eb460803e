"""Only what is certain is linked, and the same thing has the same id in every article."""

from pathlib import Path

from schemas.articles import CleanedArticle
from services.lab.packs.build_pack import build
from services.tagging.entities.coreference import EntityCandidate
from services.tagging.entities.disambiguation import ArticleContext
from services.tagging.entities.linking import link, named_countries
from services.tagging.kb.entry import KbEntry
from services.tagging.kb.pack_stack import PackStack
from services.tagging.logic import find_entities, texts_of
from tests.unit.tagging.finding import entities_of, found_in


def around(*countries: str) -> ArticleContext:
    return ArticleContext({}, frozenset(countries))


def gpe(name: str) -> EntityCandidate:
    return EntityCandidate.of("GPE", [name])


def test_a_country_has_its_id_and_its_place() -> None:
    found = link(gpe("U.S."), around())
    assert (found.id, found.kb) == ("wikidata:Q30", {"wikidata": "Q30"})
    assert found.geo is not None
    assert found.geo.country == "US"


def test_a_people_is_linked_to_its_country_and_stays_itself() -> None:
    for word in ("Polish", "Pole", "Poles"):
        found = link(EntityCandidate.of("NORP", [word]), around())
        assert (found.id, found.kb) == ("NORP:polish", {"wikidata": "Q36"})


def test_a_great_city_is_meant_anywhere_and_a_town_in_its_country() -> None:
    paris = link(gpe("Paris"), around()).geo
    assert paris is not None
    assert paris.country == "FR"
    assert link(gpe("Escuintla"), around()).geo is None
    near = link(gpe("Escuintla"), around("GT")).geo
    assert near is not None
    assert near.country == "GT"


def test_a_city_has_the_id_of_geonames_whichever_of_its_names_is_used() -> None:
    paris = link(gpe("Paris"), around())
    assert (paris.id, paris.kb) == ("geonames:2988507", {"geonames": "2988507"})
    found = entities_of("Mumbai, once Bombay, grows.", GPE=["Mumbai", "Bombay"])
    assert found["Mumbai"].count == 2


def test_a_region_is_linked_unless_a_city_has_its_name() -> None:
    assert link(gpe("California"), around()).id == "wikidata:Q99"
    assert link(gpe("Quebec"), around()).kb is None


def test_a_region_of_the_country_is_meant_though_a_city_elsewhere_has_its_name() -> None:
    assert link(gpe("Victoria"), around()).kb is None
    assert link(gpe("Victoria"), around("AU")).kb == {"wikidata": "Q36687"}
    assert link(gpe("Victoria"), around("AU", "CA")).kb is None


def test_what_is_no_place_is_not_linked() -> None:
    assert link(EntityCandidate.of("PERSON", ["Jordan"]), around()).id == "PERSON:jordan"
    assert link(gpe("Quuxville"), around()).id == "GPE:quuxville"


def test_the_countries_of_an_article() -> None:
    things = [
        gpe("Kenya"),
        EntityCandidate.of("NORP", ["Dutch"]),
        gpe("Oslo"),
        EntityCandidate.of("ORG", ["Peru"]),
    ]
    assert named_countries(things) == {"KE", "NL"}


def test_the_countries_of_an_article_place_its_towns() -> None:
    body = "In Guatemala, the mayor of Escuintla spoke."
    found = entities_of(body, GPE=["Guatemala", "Escuintla"])
    geo = found["Escuintla"].geo
    assert geo is not None
    assert geo.country == "GT"
    assert found["Escuintla"].kb is None


def test_bodies_and_people_of_the_starter_pack_are_linked() -> None:
    found = entities_of(
        "The UN met. Narendra Modi spoke to the United Nations and to Modi.",
        ORG=["UN", "United Nations"],
        PERSON=["Narendra Modi"],
    )
    assert found["United Nations"].kb == {"wikidata": "Q1065"}
    assert found["United Nations"].count == 2
    assert found["Narendra Modi"].id == "wikidata:Q1058"


def test_a_part_of_a_body_is_not_the_body() -> None:
    long = "Food and Agriculture Organization of the United Nations"
    found = entities_of(
        f"The {long} (FAO) met at the United Nations.", ORG=[long, "FAO", "United Nations"]
    )
    assert found[long].kb == {"wikidata": "Q82151"}
    assert found["United Nations"].kb == {"wikidata": "Q1065"}


def test_what_no_source_bears_out_has_an_id_of_ours_and_no_link() -> None:
    found = link(EntityCandidate.of("ORG", ["Boko Haram"]), around())
    assert (found.id, found.kb) == ("ORG:boko haram", None)


def test_two_that_are_as_likely_are_not_linked() -> None:
    # The Rapid Support Forces and Reporters Without Borders.
    assert link(EntityCandidate.of("ORG", ["RSF"]), around()).id == "ORG:rsf"


def test_a_country_in_a_match_is_its_team_and_not_linked() -> None:
    match = "England beat Wales. The striker scored a goal and the goalkeeper saved a penalty."
    assert entities_of(match, GPE=["England", "Wales"])["England"].kb is None
    visit = "He flew to Paris in France. The striker, the goalkeeper and a penalty in soccer."
    assert entities_of(visit, GPE=["France"])["France"].kb == {"wikidata": "Q142"}
    speech = "France set a goal. It has goals for England."
    assert entities_of(speech, GPE=["France"])["France"].kb == {"wikidata": "Q142"}


def test_a_pack_with_teams_links_the_team(tmp_path: Path) -> None:
    team = KbEntry(
        id="x:1", type="ORG", kind="team", names={"en": "England team"}, aliases={"en": ["England"]}
    )
    build([team], tmp_path / "teams.pack", "teams")
    packs = PackStack(str(tmp_path / "teams.pack"))
    assert link(gpe("England"), around(), packs, team=True).id == "x:1"
    assert link(gpe("England"), around(), packs).id == "wikidata:Q21"


def test_place_and_team_of_one_name_are_two_where_the_team_is_known(tmp_path: Path) -> None:
    team = KbEntry(
        id="x:1", type="ORG", names={"en": "Wales rugby team"}, aliases={"en": ["Wales"]}
    )
    build([team], tmp_path / "teams.pack", "teams")
    body = "Wales beat Leeds in rugby: a try, a scrum, 20-3. It rained in Wales."
    article = CleanedArticle(article_id="1", body=body)
    found = find_entities(
        article, found_in(texts_of(article), GPE=["Wales"]), PackStack(str(tmp_path / "teams.pack"))
    )
    assert {one.id: [a.start for a in one.mentions] for one in found} == {
        "x:1": [0],
        "wikidata:Q25": [body.rindex("Wales")],
    }


def test_where_it_is_played_is_no_team_though_the_article_names_the_team(tmp_path: Path) -> None:
    team = KbEntry(id="x:1", type="ORG", names={"en": "Quux Expos"}, aliases={"en": ["Quux"]})
    city = KbEntry(id="x:2", type="GPE", names={"en": "Quux"})
    build([team, city], tmp_path / "teams.pack", "teams")
    packs = PackStack(str(tmp_path / "teams.pack"))
    match = ArticleContext({"body": "Baseball: the pitcher threw an inning and the Expos won."})
    assert link(gpe("Quux"), match, packs, team=True).id == "x:1"
    assert link(gpe("Quux"), match, packs).id == "x:2"


def test_what_is_no_place_is_linked_as_ever_where_teams_play(tmp_path: Path) -> None:
    ground = KbEntry(id="x:1", type="FAC", names={"en": "Quux Park"}, aliases={"en": ["Quux"]})
    build([ground], tmp_path / "grounds.pack", "grounds")
    packs = PackStack(str(tmp_path / "grounds.pack"))
    assert link(gpe("Quux"), around(), packs, team=True).id == "x:1"
    assert link(gpe("Wales"), around(), packs, team=True).kb is None


def test_a_well_known_thing_of_another_type_is_not_meant_unless_it_is_named(tmp_path: Path) -> None:
    singer = KbEntry(id="x:1", type="PERSON", names={"en": "Quux"}, prior=0.1)
    town = KbEntry(id="x:2", type="GPE", names={"en": "Quux"}, prior=1.0)
    bank = KbEntry(id="x:3", type="ORG", names={"en": "Quux Savings"}, aliases={"en": ["Quux"]})
    build([singer, town, bank], tmp_path / "some.pack", "some")
    packs, quux = PackStack(str(tmp_path / "some.pack")), EntityCandidate.of("PERSON", ["Quux"])
    assert link(quux, ArticleContext({"body": "Quux sang."}), packs).id == "x:1"
    assert link(quux, ArticleContext({"body": "Quux Savings lent. Quux lost."}), packs).id == "x:3"


def test_a_person_with_a_short_name_is_a_firm_only_if_the_article_says_so(tmp_path: Path) -> None:
    firm = KbEntry(id="x:1", type="ORG", names={"en": "Quux Motors"}, aliases={"en": ["Quux"]})
    build([firm], tmp_path / "firms.pack", "firms")
    packs, quux = PackStack(str(tmp_path / "firms.pack")), EntityCandidate.of("PERSON", ["Quux"])
    assert link(quux, ArticleContext({"body": "Quux makes motors."}), packs).id == "x:1"
    assert link(quux, ArticleContext({"body": "Quux makes jam."}), packs).id == "PERSON:quux"


def test_a_name_that_one_thing_has_is_linked_though_its_type_is_mistaken(tmp_path: Path) -> None:
    club = KbEntry(id="x:1", type="ORG", names={"en": "Quux Rovers"}, aliases={"en": ["Quux"]})
    build([club], tmp_path / "clubs.pack", "clubs")
    packs = PackStack(str(tmp_path / "clubs.pack"))
    assert link(EntityCandidate.of("PERSON", ["Quux Rovers"]), around(), packs).id == "x:1"
    assert link(EntityCandidate.of("PERSON", ["Quux"]), around(), packs).id == "PERSON:quux"
    assert link(gpe("Quux"), around(), packs, team=True).id == "x:1"


def test_of_two_namesakes_the_one_of_a_country_in_the_article(tmp_path: Path) -> None:
    here = KbEntry(id="x:1", type="PERSON", names={"en": "Ana Costa"}, country="PT")
    there = KbEntry(id="x:2", type="PERSON", names={"en": "Ana Costa"}, country="BR")
    build([here, there], tmp_path / "people.pack", "people")
    packs = PackStack(str(tmp_path / "people.pack"))
    ana = EntityCandidate.of("PERSON", ["Ana Costa"])
    assert link(ana, around("BR"), packs).id == "x:2"
    assert link(ana, around(), packs).id == "PERSON:ana costa"
