"""Lists are of the body as a whole: what run a line is in, and what was made of its company."""

import numpy as np
import pytest

from services.cleaning.lines.classifier import shipped_model
from services.cleaning.lines.features import UrlClues, describe
from services.cleaning.lines.second_pass import NAMES as AGAIN
from services.cleaning.lines.second_pass import describe_again
from services.cleaning.lines.split import split
from tests.unit.cleaning.makers import PARAGRAPHS, SIGNATURE, TITLE, cleaned, page

WARDS = ["Fish Market", "Old Town", "Upper Quay", "Saltmarsh", "Lighthouse", "Ropewalk"]
ITEMS = [f"{i}) {ward}: {120 + 7 * i} metres of wall" for i, ward in enumerate(WARDS, 1)]


def test_a_second_look_sees_the_company_of_each_block() -> None:
    blocks = split("\n".join([TITLE, *PARAGRAPHS[:2]]))
    again = describe_again(describe(blocks, UrlClues()), np.array([0.1, 0.9, 0.8]))

    def column(name: str) -> list[float]:
        return [round(float(value), 3) for value in again[:, AGAIN.index(name)]]

    assert column("best_before") == [0.1, 0.9, 0.9]
    assert column("best_after") == [0.9, 0.9, 0.8]
    assert column("odds@+1")[-1] == -8.0
    assert column("body_before")[0] == 0.0
    assert column("body_after")[-1] == 0.0


def test_no_blocks_are_judged_too() -> None:
    assert len(shipped_model().body.predict(describe([], UrlClues()))) == 0


@pytest.mark.parametrize("separate", [True, False])
def test_a_list_in_the_body_is_kept(separate: bool) -> None:
    lead = "These walls are planned:"
    listed = ITEMS if separate else ["\n".join(ITEMS)]
    text = page(
        "* Home", "* Coast", TITLE, SIGNATURE, *PARAGRAPHS[:3], lead, *listed, *PARAGRAPHS[3:]
    )

    body = cleaned(text).body

    assert [item for item in ITEMS if item not in body] == []
    assert "* Home" not in body
