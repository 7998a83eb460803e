"""What a child process makes of message values."""

from schemas.articles import CleanedArticle
from services.cleaning.pool_work import work
from services.runtime.stage import Published, Reason, Rejected
from tests.unit.cleaning.makers import PARAGRAPHS, TITLE, accept

VALUE = accept("\n\n".join([TITLE, *PARAGRAPHS])).model_dump_json().encode()


def test_outcomes_come_in_order_and_a_bad_message_costs_only_itself() -> None:
    outcomes = list(work()([VALUE, None, b"{", VALUE]))

    assert [type(outcome) for outcome in outcomes] == [Published, Rejected, Rejected, Published]
    assert [one.reason for one in outcomes if isinstance(one, Rejected)] == [
        Reason.NO_VALUE,
        Reason.BAD_JSON,
    ]


def test_the_run_is_noted_on_the_article() -> None:
    (outcome,) = work()([VALUE])

    assert isinstance(outcome, Published)
    article = CleanedArticle.model_validate_json(outcome.value)
    assert outcome.key == article.article_id.encode()
    assert [run.name for run in article.stages] == ["cleaning"]
    assert article.stages[0].seconds > 0


def test_outcomes_come_one_by_one() -> None:
    outcomes = work()([VALUE, None])

    assert isinstance(next(outcomes), Published)
