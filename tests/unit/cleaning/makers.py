"""Articles for the tests of cleaning, all written by us."""

from datetime import UTC, datetime

from schemas.articles import AcceptedArticle, CleanedArticle, Origin, RawArticle
from services.cleaning.logic import clean

TITLE = "Harbour Council Approves Tidal Barrier After Long Debate"
PARAGRAPHS = [
    "The council of Port Ellery voted on Tuesday to build a tidal barrier across the mouth of the "
    "harbour, ending eleven years of argument about how to keep the old town dry.",
    "Mayor Ines Calloway said the vote was close. Seven councillors were in favour and five "
    "against, with one abstention from the member for the fish market ward.",
    '"We can argue for another decade or we can pour concrete," Calloway told reporters on the '
    "steps of the town hall.",
    "Opponents say the barrier will silt up the inner basin within twenty years, and they have "
    "asked the regional court to look at the survey on which the plan rests.",
    "It was not clear when the court would answer.",
    "Engineers expect the first caisson to be floated into place next spring, once the "
    "herring fleet has left for the northern grounds.",
    "The work will cost 214 million crowns, two thirds of it from the national flood fund, "
    "according to the treasurer.",
]
SECTION = "Coast and Sea (C&S)"
SIGNATURE = "By Orla Bredeveld March 4, 2019"
RECEIVED = datetime(2024, 5, 1, tzinfo=UTC)
ORIGIN = Origin(
    topic="articles.raw", partition=0, offset=1, timestamp=int(RECEIVED.timestamp() * 1000)
)


def accept(
    text: str | None = None, html: str | None = None, domain: str | None = None, **hints: object
) -> AcceptedArticle:
    return AcceptedArticle(
        article_id="a" * 32,
        revision="b" * 64,
        raw=RawArticle.model_validate({"text": text, "html": html, **hints}),
        domain=domain,
        received_at=RECEIVED,
        origin=Origin(
            topic="articles.raw", partition=0, offset=1, timestamp=int(RECEIVED.timestamp() * 1000)
        ),
    )


def cleaned(
    text: str | None = None, html: str | None = None, domain: str | None = None, **hints: object
) -> CleanedArticle:
    article = clean(accept(text, html, domain, **hints))
    assert isinstance(article, CleanedArticle), article
    return article


def page(*blocks: str, gap: str = "\n\n") -> str:
    return gap.join(blocks)
