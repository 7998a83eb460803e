"""What intake tells of itself."""

from schemas.topics import ACCEPTED, RAW
from services.runtime.registration import Collection, ServiceSpec

SERVICE = ServiceSpec(
    name="intake",
    title="admits articles: valid, identified, not seen before",
    app="services.intake.app",
    version="3",
    inputs=(RAW,),
    outputs=(ACCEPTED,),
    outcome_word="admitted",
    in_audit=True,
    needs=frozenset({"mongo"}),
    collections=(
        Collection("ledger", "article_id", "its owner, and the message that each revision came in"),
        Collection("probes.ledger", "the same", "articles of our own, tried after many failures"),
    ),
)
