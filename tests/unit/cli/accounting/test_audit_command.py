"""What ``wireroom audit`` says of a message and of all, in JSON and for people."""

import json

from services.cli.accounting.audit_command import as_line, as_row, as_summary
from services.cli.accounting.outcomes import Account, Branch, DeadLetterKind, End, Ended

KIND = DeadLetterKind("rejected", "cleaning", "no_article")
ID = "0123456789abcdef" * 2
REJECTED = Ended(("articles.raw", 3, 17), ID, End.REJECTED, KIND)
MOVING = Ended(("articles.raw", 3, 18), ID, End.IN_FLIGHT)
MISSING = Ended(("articles.raw", 11, 1), None, End.MISSING)


def test_a_dead_message_names_service_and_reason() -> None:
    assert as_row(REJECTED) == {
        "message": "articles.raw/3/17",
        "article_id": ID,
        "end": "rejected",
        "service": "cleaning",
        "reason": "no_article",
    }
    assert as_line(REJECTED, for_people=True).split() == [
        "articles.raw/3/17", "0123456789ab", "rejected", "by", "cleaning:", "no_article",
    ]  # fmt: skip
    assert as_line(REJECTED, for_people=False) == (
        f"articles.raw/3/17\t{ID}\trejected by cleaning: no_article"
    )


def test_a_message_that_is_not_dead_names_none() -> None:
    row = as_row(MOVING)
    assert (row["end"], row["service"], row["reason"]) == ("in_flight", None, None)
    assert as_line(MISSING, for_people=False) == "articles.raw/11/1\t\tmissing"
    assert "no article" in as_line(MISSING, for_people=True)


def test_the_summary_adds_up_and_names_what_is_missing() -> None:
    account = Account(branches=[Branch("scoring", waiting=4)])
    for one in (REJECTED, REJECTED, MOVING, MISSING):
        account.add(one)
    account.partition(3).offsets, account.partition(3).deleted = 9, 4
    shown = json.loads(json.dumps(as_summary(account)))
    assert shown["in"] == 4
    assert sum(shown[str(end).replace(" ", "_")] for end in End) == 4
    assert shown["dead"] == [{**KIND._asdict(), "count": 2}]
    assert shown["missing_messages"] == [{"message": "articles.raw/11/1", "article_id": None}]
    assert shown["partitions"][0] == {
        "partition": 3, "offsets": 9, "read": 3, "dead": 2, "deleted": 4, "markers": 6
    }  # fmt: skip
    assert account.deleted == 4
    assert shown["branches"] == [{"service": "scoring", "waiting": 4, "rejected": 0, "failed": 0}]
