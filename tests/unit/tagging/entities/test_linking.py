"""Only what is certain is linked, and the same thing has the same id in every article."""

from pathlib import Path

from schemas.articles import CleanedArticle
from services.lab.packs.build_pack import build
from services.tagging.entities.coreference import EntityCandidate
from services.tagging.entities.disambiguation import ArticleContext
from services.tagging.entities.linking import link
from services.tagging.entities.whereabouts import Whereabouts
from services.tagging.kb.entry import KbEntry
from services.tagging.kb.pack_stack import PackStack
from services.tagging.logic import find_entities, texts_of
from services.tagging.mentions.boundaries import Span
from tests.unit.tagging.finding import entities_of, found_in


def around(*countries: str) -> ArticleContext:
    return ArticleContext({}, Whereabouts(frozenset(countries)))


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
    assert (paris.id, paris.kb) == ("wikidata:Q90", {"wikidata": "Q90", "geonames": "2988507"})
    escuintla = link(gpe("Escuintla"), around("GT"))
    assert escuintla.kb is None or set(escuintla.kb) == {"geonames"}
    found = entities_of("Mumbai, once Bombay, grows.", GPE=["Mumbai", "Bombay"])
    assert found["Mumbai"].count == 2


def test_a_region_is_linked_unless_a_city_has_its_name() -> None:
    assert link(gpe("California"), around()).id == "wikidata:Q99"
    assert link(gpe("Quebec"), around()).kb is None


def test_a_region_of_the_country_is_meant_though_a_city_elsewhere_has_its_name() -> None:
    assert link(gpe("Victoria"), around()).kb is None
    assert link(gpe("Victoria"), around("AU")).kb == {"wikidata": "Q36687"}
    assert link(gpe("Victoria"), around("AU", "CA")).kb is None


def test_a_great_city_is_meant_by_a_name_that_its_region_has_too() -> None:
    cities = {"New York": "US", "Moscow": "RU", "Baghdad": "IQ", "Washington": "US"}
    for name, country in cities.items():
        found = link(gpe(name), around())
        assert found.geo is not None
        assert (found.geo.country, "geonames" in (found.kb or {})) == (country, True)


def test_a_town_does_not_stand_in_the_shadow_of_its_great_namesake() -> None:
    paris = link(gpe("Paris"), around("US")).geo
    assert paris is not None
    assert paris.country == "FR"


def test_what_is_no_place_is_not_linked() -> None:
    assert link(EntityCandidate.of("PERSON", ["Jordan"]), around()).id == "PERSON:jordan"
    assert link(gpe("Quuxville"), around()).id == "GPE:quuxville"


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


def test_a_country_keeps_its_link_in_a_match_and_a_town_that_plays_has_none() -> None:
    match = "Benin beat Togo in soccer. The striker and the goalkeeper cheered. Leeds beat Derby."
    found = entities_of(match, GPE=["Benin", "Togo", "Leeds"])
    assert found["Benin"].kb == {"wikidata": "Q962"}
    assert found["Leeds"].kb is None
    speech = "The centre of Leeds was locked. Nations try to look forward, said the guard, 3-1."
    assert entities_of(speech, GPE=["Leeds"])["Leeds"].kb is not None


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
    assert link(gpe("Leeds"), around(), packs, team=True).kb is None


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


def test_a_surname_means_the_known_person_unless_another_bears_it(tmp_path: Path) -> None:
    known = KbEntry(
        id="x:1", type="PERSON", names={"en": "Ana Quux"}, aliases={"en": ["Quux"]}, prior=0.8
    )
    build([known], tmp_path / "people.pack", "people")
    packs = PackStack(str(tmp_path / "people.pack"))

    def linked(label: str, *names: str) -> str:
        return link(EntityCandidate.of(label, names), around(), packs).id

    assert linked("PERSON", "Quux") == linked("PERSON", "Ana Quux", "Quux") == "x:1"
    assert linked("PERSON", "Ben Quux", "Quux") == "PERSON:ben quux"
    assert linked("ORG", "Quux") == "ORG:quux"


def test_what_is_little_known_is_meant_by_its_own_type_only(tmp_path: Path) -> None:
    shop = KbEntry(id="x:1", type="ORG", names={"en": "Quux"}, prior=0.4)
    build([shop], tmp_path / "shops.pack", "shops")
    packs = PackStack(str(tmp_path / "shops.pack"))
    assert link(EntityCandidate.of("ORG", ["Quux"]), around(), packs).id == "x:1"
    assert link(EntityCandidate.of("PERSON", ["Quux"]), around(), packs).id == "PERSON:quux"
    assert link(gpe("Quux"), around(), packs).id == "GPE:quux"


def test_an_abbreviation_that_the_article_explains_otherwise_is_not_linked(tmp_path: Path) -> None:
    agency = KbEntry(
        id="x:1", type="ORG", names={"en": "Quux Zorba Service"}, aliases={"en": ["QZS"]}
    )
    build([agency], tmp_path / "some.pack", "some")
    packs = PackStack(str(tmp_path / "some.pack"))
    assert link(EntityCandidate.of("ORG", ["QZS"]), around(), packs).id == "x:1"
    other = EntityCandidate.of("ORG", ["Quality Zone Society", "QZS"])
    assert link(other, around(), packs).kb is None


def test_a_thing_has_its_wikidata_id_as_its_id_wherever_it_has_one() -> None:
    found = entities_of(
        "Apple sued the UN in Berlin, Ohio and Germany, said Margaret Thatcher.",
        ORG=["Apple", "UN"],
        GPE=["Berlin", "Ohio", "Germany"],
        PERSON=["Margaret Thatcher"],
    )
    for one in found.values():
        assert one.kb is not None
        assert one.id == f"wikidata:{one.kb['wikidata']}"
    assert found["Apple"].kb == {"wikidata": "Q312", "cik": "0000320193"}
    assert found["Berlin"].kb == {"wikidata": "Q64", "geonames": "2950159"}


def test_the_surname_of_a_person_means_no_town() -> None:
    body = "Ann Houston won. Houston was glad; so was Bo Paris. Paris sang in Peru."
    found = entities_of(body, PERSON=["Ann Houston", "Bo Paris"], GPE=["Houston", "Paris", "Peru"])
    linked = {name: one.kb for name, one in found.items() if one.kb}
    assert linked == {"Peru": {"wikidata": "Q419"}}


def test_a_town_is_not_its_club_but_where_they_play() -> None:
    body = "In Liverpool it rained. A mayor met a poet and a baker there."
    assert entities_of(body, GPE=["Liverpool"])["Liverpool"].kb != {"wikidata": "Q1130849"}
    match = "Liverpool beat Leeds 3-1. The striker and the goalkeeper of the football club cheered."
    assert entities_of(match, GPE=["Liverpool"])["Liverpool"].kb == {"wikidata": "Q1130849"}
    assert link(EntityCandidate.of("ORG", ["Liverpool"]), around()).id == "wikidata:Q1130849"
    match = "Leicester beat Bath 33-3 in rugby. The flanker and the fly-half of the scrum cheered."
    assert entities_of(match, GPE=["Leicester"])["Leicester"].kb is None


def test_a_name_that_many_countries_share_means_the_body_of_the_articles_own() -> None:
    british = "In Britain, Labour lost. Londoners from Leeds to Hull, in the UK, shrugged."
    found = entities_of(british, ORG=["Labour"], GPE=["Britain", "Leeds", "Hull", "UK"])
    assert found["Labour"].kb == {"wikidata": "Q9630"}
    norwegian = "In Norway, Labour lost. Norway, where the King of Norway sat, shrugged."
    assert entities_of(norwegian, ORG=["Labour"], GPE=["Norway"])["Labour"].kb is None
    both = "Labour lost in Wellington, New Zealand. A Briton came to New Zealand, said Wellington."
    found = entities_of(both, ORG=["Labour"], GPE=["Wellington", "New Zealand"], NORP=["Briton"])
    assert found["Labour"].kb is None


def test_the_parliament_of_a_state_is_not_the_congress() -> None:
    federal = "The Senate voted in the United States. Congress went home."
    found = entities_of(federal, ORG=["Senate", "Congress"], GPE=["United States"])
    assert found["Senate"].kb == {"wikidata": "Q66096"}
    state = "The Senate voted in Ohio. A Columbus legislator of the United States wept."
    assert entities_of(state, ORG=["Senate"], GPE=["Ohio", "United States"])["Senate"].kb is None


def test_the_short_name_of_a_body_of_a_state_is_not_that_of_the_country() -> None:
    ohio = EntityCandidate.of("ORG", ["Ohio Supreme Court", "Supreme Court"])
    assert link(ohio, around("US")).kb is None
    assert link(EntityCandidate.of("ORG", ["Supreme Court"]), around("US")).kb is not None


def test_the_followers_of_a_party_are_linked_to_it_and_stay_themselves() -> None:
    found = entities_of(
        "Democrats in the United States lost. The Democratic Party wept.",
        NORP=["Democrats"],
        ORG=["Democratic Party"],
        GPE=["United States"],
    )
    assert found["Democrats"].kb == found["Democratic Party"].kb == {"wikidata": "Q29552"}
    assert found["Democrats"].id.startswith("NORP:")
    assert found["Democratic Party"].id == "wikidata:Q29552"


def test_a_name_known_with_its_royal_title_needs_the_title(tmp_path: Path) -> None:
    prince = KbEntry(id="x:1", type="PERSON", names={"en": "Prince Quux"})
    build([prince], tmp_path / "royals.pack", "royals")
    packs = PackStack(str(tmp_path / "royals.pack"))

    def linked(body: str) -> str:
        article = CleanedArticle(article_id="1", body=body)
        (found,) = find_entities(article, found_in(texts_of(article), PERSON=["Quux"]), packs)
        return found.id

    assert linked("Nobody met Prince Quux there.") == "x:1"
    assert linked("Nobody met Doctor Quux there.") == "PERSON:quux"


def test_a_language_is_no_people() -> None:
    for body in ("He wrote it in Polish.", "She speaks Polish, it seems.", "We learn Polish"):
        assert entities_of(body, NORP=["Polish"])["Polish"].kb is None
    for body in ("It lies in Polish waters.", "He spoke to Polish voters.", "A Polish song."):
        assert entities_of(body, NORP=["Polish"])["Polish"].kb == {"wikidata": "Q36"}


def test_half_of_a_name_with_hyphens_is_no_place() -> None:
    for body in ("He sailed from Port-of-Spain.", "She was born in Maine-et-Loire."):
        article = CleanedArticle(article_id="1", body=body)
        name = "Spain" if "Spain" in body else "Maine"
        start = body.index(name)
        spans = [Span("body", start, start + 5, "GPE")]
        assert [one.kb for one in find_entities(article, spans)] in ([], [None])
