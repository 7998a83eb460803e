"""A service is known by its registration alone, and contradictions are refused."""

from dataclasses import replace
from importlib.metadata import EntryPoint

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.topics import ACCEPTED, CLEANED, ENRICHED, LIVE, RAW
from services.runtime.registration import BadRegistration, ServiceSpec, Topology, topology

SCORED = replace(ENRICHED, name="articles.scored", compacted=False)
SCORING = ServiceSpec(
    "scoring", "scores", "scoring.app", inputs=(ENRICHED,), outputs=(SCORED,), outcome_word="scored"
)
POLLER = ServiceSpec("poller", "fetches", "poller.app", outputs=(RAW,))
SERVER = ServiceSpec("server", "serves", "server.app")
OURS = tuple(topology()[name] for name in ("intake", "cleaning", "tagging", "storage"))


def test_an_article_meets_the_services_in_the_order_of_their_topics() -> None:
    assert [one.name for one in topology().audited] == ["intake", "cleaning", "tagging", "storage"]


@given(st.permutations([*OURS, SCORING, POLLER, SERVER]))
def test_the_order_is_the_same_however_services_are_found(found: list[ServiceSpec]) -> None:
    order = ["intake", "cleaning", "tagging", "storage", "poller", "scoring", "server"]
    assert list(Topology(found)) == order


def test_a_topic_may_have_several_readers() -> None:
    found = Topology([*OURS, SCORING])
    assert [one.name for one in found.readers(ENRICHED)] == ["storage", "scoring"]
    assert [one.name for one in found.writers(SCORED)] == ["scoring"]
    assert [(topic.name, one.name) for topic, one in found.readings()] == [
        ("articles.raw", "intake"),
        ("articles.accepted", "cleaning"),
        ("articles.cleaned", "tagging"),
        ("articles.enriched", "storage"),
        ("articles.enriched", "scoring"),
    ]
    assert [one.name for one in found.audited] == ["intake", "cleaning", "tagging", "storage"]


def test_only_a_topic_that_is_read_has_dead_letters() -> None:
    found = Topology([*OURS, SCORING])
    assert list(found.dead_topics) == [f"{topic.name}.dead" for topic in LIVE]
    assert "articles.scored" in found.topics
    assert list(found.all_topics) == [*found.topics, *found.dead_topics]
    assert found.source_of("articles.enriched.dead") == ENRICHED
    for name in ("articles.scored.dead", "articles.enriched"):
        with pytest.raises(KeyError):
            found.source_of(name)


def test_a_service_may_have_several_stages_or_none() -> None:
    both = ServiceSpec("both", "joins", "both.app", inputs=(CLEANED, ENRICHED), outputs=(SCORED,))

    async def handle(batch: object) -> list[object]:
        return []

    stages = [both.stage(handle, input=topic) for topic in both.inputs]  # type: ignore[arg-type]
    assert [(one.name, one.version, one.input, one.outputs) for one in stages] == [
        ("both", "1", CLEANED, (SCORED,)),
        ("both", "1", ENRICHED, (SCORED,)),
    ]
    found = Topology([*OURS, both, SERVER])
    assert found["server"].inputs == found["server"].outputs == ()
    assert list(found)[-2:] == ["both", "server"]


def test_two_services_or_topics_of_one_name_are_refused() -> None:
    with pytest.raises(BadRegistration, match="two services are called scoring"):
        Topology([SCORING, replace(SCORING, title="other")])
    other = replace(ACCEPTED, partitions=3)
    with pytest.raises(BadRegistration, match=r"two topics are called articles\.accepted"):
        Topology([*OURS, replace(SCORING, inputs=(other,))])


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("no_such_package.registration:SERVICE", "can't be imported: Mod.*: No module named"),
        ("tests.unit.runtime.untitled:SERVICE", "can't be imported: TypeError: .*'title'"),
        ("services.intake.registration:NOTHING", "can't be imported: .*NOTHING"),
        ("services.intake.registration:RAW", "is no ServiceSpec of the name odd"),
        ("services.intake.registration:SERVICE", "is no ServiceSpec of the name odd"),
    ],
)
def test_a_registration_that_is_none_is_one_line(
    monkeypatch: pytest.MonkeyPatch, value: str, words: str
) -> None:
    found = [EntryPoint("odd", value, "wireroom.services")]
    monkeypatch.setattr("services.runtime.registration.registered", lambda: found)
    topology.cache_clear()
    try:
        with pytest.raises(BadRegistration, match=words) as raised:
            topology()
    finally:
        monkeypatch.undo()
        topology.cache_clear()
    assert value in str(raised.value)
    assert "\n" not in str(raised.value)
