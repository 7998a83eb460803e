"""What an article names: types, identity, links and salience together."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from schemas.articles import CleanedArticle, EnrichedArticle, Origin, StageRun
from services.tagging.logic import (
    NO_MODEL,
    confidence_of,
    enrich,
    event_id,
    find_enrichment,
    find_entities,
)
from services.tagging.mentions.boundaries import Span
from tests.unit.tagging.finding import entities_of, mention_texts

ORIGIN = Origin(topic="articles.raw", partition=1, offset=7, timestamp=1_000)
RUN = StageRun(name="tagging", version="1", model=None, seconds=0.0)


def test_a_surname_joins_the_full_name() -> None:
    body = "Ana Costa spoke on Monday. Later Costa left with Ms. Costa's aide."
    found = entities_of(body, PERSON=["Ana Costa", "Costa"])
    assert list(found) == ["Ana Costa"]
    assert mention_texts(found["Ana Costa"]) == ["Ana Costa", "Costa", "Costa"]
    assert found["Ana Costa"].id == "PERSON:ana costa"
    assert found["Ana Costa"].aliases == ["Costa"]


def test_two_people_of_one_surname_stay_apart() -> None:
    body = (
        "Bill Marsh met Hope Marsh. Bill Marsh spoke first. Marsh was calm. "
        "Then Hope Marsh rose. Marsh was not."
    )
    found = entities_of(body, PERSON=["Bill Marsh", "Hope Marsh", "Marsh"])
    assert mention_texts(found["Bill Marsh"]) == ["Bill Marsh", "Bill Marsh", "Marsh"]
    assert mention_texts(found["Hope Marsh"]) == ["Hope Marsh", "Hope Marsh", "Marsh"]


def test_countries_are_one_entity_with_their_id() -> None:
    body = "The United States said so. U.S. officials agreed; the US and America rejoiced."
    found = entities_of(body, GPE=["United States", "U.S.", "US"], ORG=["America"])
    assert list(found) == ["United States"]
    assert found["United States"].id == "wikidata:Q30"
    assert found["United States"].kb == {"wikidata": "Q30"}
    assert mention_texts(found["United States"]) == ["United States", "U.S.", "US", "America"]


def test_an_acronym_joins_its_expansion() -> None:
    body = "The North Sea Grain Organization (NSGO) met. NSGO members agreed."
    found = entities_of(body, ORG=["North Sea Grain Organization", "NSGO"])
    assert list(found) == ["North Sea Grain Organization"]
    assert found["North Sea Grain Organization"].count == 3


def test_all_mentions_decide_the_type() -> None:
    body = "Ana Costa spoke. Costa left. Costa said no. The Costa plan failed."
    article = CleanedArticle(article_id="1", body=body)
    places = [(0, "PERSON", 9), (17, "PERSON", 22), (29, "ORG", 34), (48, "ORG", 53)]
    found = [Span("body", start, end, label) for start, label, end in places]
    assert [one.type for one in find_entities(article, found)] == ["PERSON"]


def test_names_are_found_in_hyphenated_words_and_headlines() -> None:
    body = "Ana Costa met Ben Ito. The Costa-Ito talks, and anti-Ito rallies, went on."
    found = entities_of(body, "Costa Meets Ito at Dawn", PERSON=["Ana Costa", "Ben Ito"])
    assert mention_texts(found["Ben Ito"]) == ["Ito", "Ben Ito", "Ito", "Ito"]
    assert mention_texts(found["Ana Costa"]) == ["Costa", "Ana Costa", "Costa"]


def test_a_headline_taken_whole_gives_way_to_the_names_in_it() -> None:
    title = "Costa Hold First Phone Talks"
    body = "Ana Costa called."
    found = entities_of(body, title, PERSON=["Ana Costa"], ORG=[title])
    assert list(found) == ["Ana Costa"]


def test_the_obvious_is_the_most_salient() -> None:
    body = "Ana Costa spoke in Oslo. Costa thanked Ben Ito. Costa left on Monday."
    found = entities_of(
        body,
        "Costa speaks",
        PERSON=["Ana Costa", "Ben Ito"],
        GPE=["Oslo"],
        DATE=["Monday"],
    )
    ranked = sorted(found.values(), key=lambda one: -one.salience)
    assert [one.name for one in ranked] == ["Ana Costa", "Oslo", "Ben Ito", "Monday"]
    assert ranked[0].salience == 1.0
    assert ranked[-1].salience == 0.0


def test_a_language_without_a_model_is_a_warning() -> None:
    article = CleanedArticle(article_id="1", body="Bonjour.", warnings=["no_title"])
    enriched = enrich(article, None, RUN)
    assert enriched.entities == []
    assert enriched.warnings == ["no_title", NO_MODEL]
    assert enriched.stages == [RUN]


def test_the_event_id_follows_article_revision_origin_and_versions_only() -> None:
    article = CleanedArticle(article_id="1", revision="a", body="One.", origin=ORIGIN)
    runs = [StageRun(name="cleaning", version="1", seconds=0.1), RUN]
    name = event_id(article, runs)
    assert len(name) == 32
    slower = [runs[0].model_copy(update={"seconds": 9.0, "model": "other"}), RUN]
    assert event_id(article.model_copy(update={"body": "Two."}), slower) == name
    changes: list[dict[str, object]] = [
        {"article_id": "2"}, {"revision": "b"}, {"revision": None}, {"origin": None},
        {"origin": ORIGIN.model_copy(update={"offset": 8})},
    ]  # fmt: skip
    others = [event_id(article.model_copy(update=change), runs) for change in changes]
    for position in range(2):
        later = list(runs)
        later[position] = runs[position].model_copy(update={"version": "2"})
        others.append(event_id(article, later))
    assert len({name, *others}) == 1 + len(others)


NAMES = ("Ana", "Costa", "U.S.", "the", "Russia", "NATO", "’s", "-", "said", "İ𝔸")
LAYOUT = ("\n\n", "\n", "(NATO)", "“no”", "OSLO, Jan. 26 (AP) —", "Ito 1 2 3\nEke 4 5 6\nDoe 7 8 9")
words = st.sampled_from([*NAMES, *LAYOUT])
labels = st.sampled_from(["PERSON", "ORG", "GPE", "NORP", "DATE", "CARDINAL"])


@given(st.lists(words, min_size=1, max_size=30), st.data())
def test_every_mention_is_its_text_and_none_overlap(parts: list[str], data: st.DataObject) -> None:
    body = " ".join(parts)
    place = st.integers(0, len(body))
    edges = data.draw(st.lists(st.tuples(place, place, labels), max_size=12))
    found = [Span("body", min(a, b), max(a, b), label) for a, b, label in edges]
    article = CleanedArticle(article_id="1", title=body[: len(body) // 2] or None, body=body)
    enriched = enrich(article, found, RUN)
    assert enriched == enrich(article, found, RUN)
    assert EnrichedArticle.model_validate_json(enriched.model_dump_json()) == enriched
    assert len({one.id for one in enriched.entities}) == len(enriched.entities)
    taken: set[tuple[str, int]] = set()
    for entity in enriched.entities:
        for mention in entity.mentions:
            text = getattr(article, mention.field)
            assert text[mention.start : mention.end] == mention.text
            letters = {(mention.field, at) for at in range(mention.start, mention.end)}
            assert letters
            assert not letters & taken
            taken |= letters


def test_names_that_are_less_certain_are_left_out_and_values_stay() -> None:
    article = CleanedArticle(article_id="1", body="Ida Holm met Ana Costa on 3 May 2024.")
    spans = [
        Span("body", 0, 8, "PERSON", 0.6),
        Span("body", 13, 22, "PERSON", 0.4),
        Span("body", 26, 36, "DATE", 0.1),
    ]
    assert [one.name for one in find_enrichment(article, spans).entities] == [
        "Ida Holm",
        "Ana Costa",
        "3 May 2024",
    ]
    certain = find_enrichment(article, spans, min_confidence=0.5)
    assert [one.name for one in certain.entities] == ["Ida Holm", "3 May 2024"]
    assert [confidence_of(one) for one in certain.entities] == [0.6, 0.1]


def test_names_of_our_own_finder_are_classified() -> None:
    article = CleanedArticle(article_id="1", body="The Whale met officials of Kenya. Whale slept.")
    spans = [Span("body", 4, 9, "LANGUAGE"), Span("body", 27, 32, "LANGUAGE")]
    assert [one.type for one in find_entities(article, spans[:1])] == ["LANGUAGE"]
    seen = [replace(one, seen=bytes(32)) for one in spans]
    (kenya,) = find_entities(article, seen)
    assert (kenya.name, kenya.type) == ("Kenya", "GPE")
