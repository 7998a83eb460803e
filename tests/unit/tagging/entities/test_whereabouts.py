"""Where a town lies is read from the text, before what is best known."""

import pytest

from schemas.articles import CleanedArticle, Entity
from services.tagging.entities.coreference import EntityCandidate
from services.tagging.entities.whereabouts import town_of, whereabouts
from services.tagging.logic import find_entities, texts_of
from services.tagging.mentions.boundaries import Field
from tests.unit.tagging.finding import entities_of, found_in


def country(entity: Entity) -> str | None:
    return entity.geo.country if entity.geo else None


@pytest.mark.parametrize(
    ("body", "town", "region"),
    [
        ("A bridge fell in Rome, Georgia, on Monday.", "Rome", "Georgia"),
        ("A bridge fell in Manchester, N.H., on Monday.", "Manchester", "N.H."),
        ("A bridge fell in Naples, Fla. Nobody was hurt.", "Naples", "Fla."),
        ("A bridge fell in Athens, GA, on Monday.", "Athens", "GA"),
        ("A bridge fell in Dublin (Ohio) on Monday.", "Dublin", "Ohio"),
        ("A bridge fell in Melbourne , Florida , on Monday.", "Melbourne", "Florida"),
    ],
)
def test_a_town_lies_where_the_words_behind_it_say(body: str, town: str, region: str) -> None:
    found = entities_of(body, GPE=[town, region])[town]
    assert country(found) == "US"
    assert found.kb is not None


def test_a_town_lies_in_the_country_that_stands_behind_it() -> None:
    body = "He left Hyderabad, Pakistan, and flew on to India."
    assert country(entities_of(body, GPE=["Hyderabad", "Pakistan", "India"])["Hyderabad"]) == "PK"


def test_a_region_places_the_towns_beside_it() -> None:
    body = "Ontario will pay for the road from Cambridge to Kingston, said a man in Paris."
    found = entities_of(body, GPE=["Ontario", "Cambridge", "Kingston", "Paris"])
    assert [country(found[name]) for name in ("Cambridge", "Kingston")] == ["CA", "CA"]
    assert country(found["Paris"]) == "FR"


def test_short_names_of_states_are_states_and_the_same_as_their_full_names() -> None:
    body = "Tim Quux of Reno, Nev., met Bea Zorba. Nevada said no. Quux left N.M. in May."
    found = entities_of(body, GPE=["Reno", "Nev.", "Nevada", "N.M."])
    assert found["Nevada"].kb == {"wikidata": "Q1227"}
    assert found["Nevada"].count == 2
    assert found["N.M."].kb == {"wikidata": "Q1522"}
    assert country(found["N.M."]) == "US"


def test_a_short_name_tells_the_state_from_the_country_and_the_capital() -> None:
    found = entities_of(
        "Zebulon, Ga., is small. Georgia has wine.", GPE=["Zebulon", "Ga.", "Georgia"]
    )
    assert found["Georgia"].kb == {"wikidata": "Q1428"}
    body = "Bo Quux of Yelm, Wash., sued. Washington said no, and so did Washington again."
    found = entities_of(body, GPE=["Yelm", "Wash.", "Washington"])
    assert found["Washington"].kb == {"wikidata": "Q61", "geonames": "4140963"}


def test_a_town_that_we_do_not_know_is_not_its_great_namesake() -> None:
    found = entities_of("Cows fled in Lisbon, N.D., on Friday.", GPE=["Lisbon", "N.D."])
    assert found["Lisbon"].kb is None


def test_countries_and_states_in_a_row_are_no_towns() -> None:
    body = "Aid went to Jordan, Lebanon, and Syria. Voters in Delaware, Ohio and Kansas waited."
    found = entities_of(body, GPE=["Jordan", "Lebanon", "Syria", "Delaware", "Ohio", "Kansas"])
    assert [country(found[name]) for name in ("Jordan", "Lebanon", "Syria")] == ["JO", "LB", "SY"]
    assert found["Delaware"].kb == {"wikidata": "Q1393"}


def test_a_country_with_an_abbreviation_behind_it_stays_a_country() -> None:
    found = entities_of("Rowing Kenya (AK) met. Kenya won.", GPE=["Kenya"])
    assert found["Kenya"].kb == {"wikidata": "Q114"}


@pytest.mark.parametrize(
    ("body", "names", "qid"),
    [
        ("Georgia and Alabama vote. Macon waits.", ["Georgia", "Alabama", "Macon"], "Q1428"),
        ("Georgia sued the US over water for Atlanta.", ["Georgia", "US", "Atlanta"], "Q1428"),
        ("Georgia met Armenia. Tbilisi was glad.", ["Georgia", "Armenia", "Tbilisi"], "Q230"),
        ("Georgia asked Russia and the US.", ["Georgia", "Russia", "US"], "Q230"),
        ("Georgia asked the US for help, a Georgian envoy said.", ["Georgia", "US"], "Q230"),
        ("Georgia has wine.", ["Georgia"], "Q230"),
    ],
)
def test_georgia_and_georgia(body: str, names: list[str], qid: str) -> None:
    assert entities_of(body, GPE=names, NORP=["Georgian"])["Georgia"].kb == {"wikidata": qid}


def test_a_state_that_is_called_so_or_stands_behind_a_town_is_not_its_city() -> None:
    found = entities_of("In Buffalo, New York, it snowed.", GPE=["Buffalo", "New York"])
    assert found["New York"].kb == {"wikidata": "Q1384"}
    found = entities_of("Washington state sued. It rained in Yakima.", GPE=["Washington", "Yakima"])
    assert found["Washington"].kb == {"wikidata": "Q1223"}


def test_a_name_that_holds_its_region() -> None:
    found = town_of("Washington, D.C.")
    assert found is not None
    assert (found.kind, found.country) == ("capital", "US")
    assert town_of("Quuxville, Ohio") is None
    assert town_of("Paris") is None


def test_the_countries_and_regions_of_an_article() -> None:
    things = [
        EntityCandidate.of("GPE", ["Kenya"]),
        EntityCandidate.of("NORP", ["Dutch"]),
        EntityCandidate.of("GPE", ["Oslo"]),
        EntityCandidate.of("ORG", ["Peru"]),
        EntityCandidate.of("GPE", ["Texas"]),
    ]
    found = whereabouts({}, things)
    assert found.countries == {"KE", "NL", "NO", "US"}
    assert [one.qid for one in found.regions] == ["Q1439"]


def test_two_towns_of_one_name_are_two_where_the_text_tells_them_apart() -> None:
    body = "He left Lima, Ohio, for Lima, Peru. Lima was warm. Then he saw Lima, Ohio, again."
    article = CleanedArticle(article_id="1", body=body)
    spans = found_in(texts_of(article), GPE=["Lima", "Ohio", "Peru"])
    found = [one for one in find_entities(article, spans) if one.name == "Lima"]
    assert {one.geo.country: one.count for one in found if one.geo} == {"US": 2, "PE": 2}


def test_the_state_of_a_firm_and_the_code_of_the_post() -> None:
    body = "A Portland, Ore.-based firm bought one of Dallas, TX, and one of Provo, UT."
    found = entities_of(body, GPE=["Portland", "Dallas", "TX", "Provo", "UT"])
    assert {name: country(one) for name, one in found.items()} == dict.fromkeys(found, "US")
    assert found["TX"].kb == {"wikidata": "Q1439"}


def test_a_region_prevails_over_a_greater_city_elsewhere() -> None:
    found = entities_of("In Alabama, Birmingham grows.", GPE=["Alabama", "Birmingham"])
    assert country(found["Birmingham"]) == "US"


@pytest.mark.parametrize(
    ("body", "named", "home"),
    [
        ("Peru, Peru and Chile met.", ["Peru", "Chile"], {"PE", "CL"}),
        ("Peru, Peru and Peru met Chile.", ["Peru", "Chile"], {"PE"}),
        (
            "Lima and Cusco are in Peru. So is Lima. Chile is not.",
            ["Lima", "Peru", "Chile"],
            {"PE"},
        ),
        ("Ohio, Ohio and Iowa met Chile.", ["Ohio", "Iowa", "Chile"], {"US"}),
        ("Nobody met.", [], set()),
    ],
)
def test_the_country_named_most_is_home(body: str, named: list[str], home: set[str]) -> None:
    texts: dict[Field, str] = {"body": body}
    spans = found_in(texts, GPE=named)
    candidates = [
        EntityCandidate.of(
            "GPE", [name], [one for one in spans if body[one.start : one.end] == name]
        )
        for name in named
    ]
    assert whereabouts(texts, candidates).home == home


@pytest.mark.parametrize(
    ("body", "qid"),
    [
        ("Voters in Vermont and New York went home.", "Q1384"),
        ("Voters in New York and Vermont went home.", "Q1384"),
        ("The New York attorney general sued, and so did Vermont.", "Q1384"),
        ("New York Gov. Ida Quux sued, and so did Vermont.", "Q1384"),
        ("Voters in Norway and New York went home. So did Vermont.", "Q60"),
        ("The New York mayor sued, and so did Vermont.", "Q60"),
    ],
)
def test_a_state_with_the_name_of_a_city_by_its_office_or_in_a_list(body: str, qid: str) -> None:
    found = entities_of(body, GPE=["New York", "Vermont", "Norway"])["New York"]
    assert found.kb is not None
    assert found.kb["wikidata"] == qid


def test_the_capital_is_meant_beside_a_state() -> None:
    body = "Talks between Vermont and Washington failed. Vermont paid nothing."
    found = entities_of(body, GPE=["Vermont", "Washington"])["Washington"]
    assert found.kb is not None
    assert found.kb["wikidata"] == "Q61"


def test_the_attorney_general_tells_the_state_from_the_country() -> None:
    found = entities_of("The Georgia attorney general sued.", GPE=["Georgia"])["Georgia"]
    assert found.kb == {"wikidata": "Q1428"}
