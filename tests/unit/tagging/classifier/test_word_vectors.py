"""Words have the vectors and ranks that the table holds."""

from zlib import crc32

import numpy as np
import pytest

from services.tagging.classifier.word_vectors import UNKNOWN, WordVectors


@pytest.fixture
def vectors() -> WordVectors:
    words = sorted(["fish", "Tarn", "łódź"], key=lambda one: crc32(one.encode()))
    keys = np.array([crc32(one.encode()) for one in words], np.uint32)
    row = {"fish": 0, "Tarn": 1, "łódź": 1}
    rows = np.array([row[one] for one in words], np.uint16)
    ranks = np.array([len(one) for one in words], np.float32)
    return WordVectors(keys, rows, ranks, np.array([[1, 2], [3, 6]], np.float32))


def test_the_mean_is_of_the_words_that_are_known(vectors: WordVectors) -> None:
    assert vectors.mean(["fish"]).tolist() == [1, 2]
    assert vectors.mean(["fish", "Tarn", "other"]).tolist() == [2, 4]
    assert vectors.mean(["other", "tarn", "\ud800"]).tolist() == [0, 0]
    assert vectors.mean([]).tolist() == [0, 0]


def test_words_may_share_a_vector(vectors: WordVectors) -> None:
    assert vectors.mean(["łódź"]).tolist() == vectors.mean(["Tarn"]).tolist()


def test_a_rank_is_the_words_own(vectors: WordVectors) -> None:
    assert vectors.rank("fish") == vectors.rank("Tarn") == 4
    assert vectors.rank("other") == UNKNOWN
