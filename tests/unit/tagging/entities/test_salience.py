"""The countries that an article is about come out, the most important first."""

from services.tagging.entities.salience import focus_countries
from tests.unit.tagging.finding import entities_of


def test_places_and_peoples_count_for_their_countries() -> None:
    found = entities_of(
        "Kenya and Kenya's capital. Nairobi is far from Oslo. A Dutch and a Dutch ship.",
        title="Kenya votes",
        GPE=["Kenya", "Nairobi", "Oslo"],
        NORP=["Dutch"],
    )
    assert focus_countries(list(found.values())) == ["KE", "NL"]


def test_a_part_counts_for_its_country_and_what_is_past_for_none() -> None:
    found = entities_of("Scotland, Scotland and the USSR.", GPE=["Scotland", "USSR"])
    assert focus_countries(list(found.values())) == ["GB"]


def test_a_region_counts_for_its_country() -> None:
    found = entities_of("Texas and Ohio voted.", GPE=["Texas", "Ohio"])
    assert focus_countries(list(found.values())) == ["US"]


def test_no_place_no_country() -> None:
    assert (
        focus_countries(list(entities_of("Ana Costa spoke.", PERSON=["Ana Costa"]).values())) == []
    )
