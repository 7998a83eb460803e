"""Lists are of the body as a whole: what run a line is in, and what was made of its company."""

import numpy as np
import pytest

from services.cleaning.lines import list_features
from services.cleaning.lines.classifier import shipped
from services.cleaning.lines.features import NAMES, UrlClues, describe
from services.cleaning.lines.second_pass import NAMES as AGAIN
from services.cleaning.lines.second_pass import look_again
from services.cleaning.lines.split import split
from tests.unit.cleaning.makers import PARAGRAPHS, SIGNATURE, TITLE, cleaned, page

WARDS = ["Fish Market", "Old Town", "Upper Quay", "Saltmarsh", "Lighthouse", "Ropewalk"]
ITEMS = [f"{i}) {ward}: {120 + 7 * i} metres of wall" for i, ward in enumerate(WARDS, 1)]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("* Fish Market", "*"),
        ("12) Old Town", "0)"),
        ("3) Old Town", "0)"),
        ("June 9 - Port Ellery", "A0"),
        ("https://ellery.example/a", "http"),
        ("Rating: true", ":"),
        ("The lower end of Old Town", "A1"),
        (PARAGRAPHS[0], "prose"),
    ],
)
def test_lines_of_a_list_open_alike(text: str, form: str) -> None:
    assert list_features.form(split(text)[0]) == form


def test_every_other_line_may_make_a_run() -> None:
    links = [f"https://ellery.example/{i}" for i in range(len(ITEMS))]
    lines = [line for pair in zip(ITEMS, links, strict=True) for line in pair]

    rows = describe(split("\n".join([PARAGRAPHS[0], *lines, PARAGRAPHS[1]])), UrlClues())

    size = np.expm1(rows[:, NAMES.index("run_size")])
    assert size[1:-1] == pytest.approx(len(ITEMS))


def test_a_second_look_sees_the_company_of_each_block() -> None:
    blocks = split("\n".join([TITLE, *PARAGRAPHS[:2]]))
    again = look_again(describe(blocks, UrlClues()), np.array([0.1, 0.9, 0.8]))

    def column(name: str) -> list[float]:
        return [round(float(value), 3) for value in again[:, AGAIN.index(name)]]

    assert column("best_before") == [0.1, 0.9, 0.9]
    assert column("best_after") == [0.9, 0.9, 0.8]
    assert column("odds@+1")[-1] == -8.0
    assert column("body_before")[0] == 0.0
    assert column("body_after")[-1] == 0.0


def test_no_blocks_are_judged_too() -> None:
    assert len(shipped().body.judge(describe([], UrlClues()))) == 0


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
