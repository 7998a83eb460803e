"""The articles that fill a tagging service's memory really do."""

from tests.bench.holding import NEW_WORDS, articles


def test_each_article_has_words_that_none_before_it_had() -> None:
    known: set[str] = set()
    for number, one in enumerate(articles(5, seed=3)):
        words = set(one.body.rpartition("\n\n")[2].split())
        assert one.article_id == str(number)
        assert len(words - known) >= NEW_WORDS
        known |= words
    assert number == 4
