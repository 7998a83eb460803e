"""The block model learns from labelled pages, and can be written and read."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from services.cleaning.html.blocks import model as block_model
from services.cleaning.html.blocks.features import NAMES
from services.cleaning.html.blocks.model import BODY, load_model, shipped_model
from services.lab.cleaning.block_examples import BlockExample, block_examples
from services.lab.cleaning.train_blocks import (
    MODEL_FILE,
    cross_train,
    cross_validate,
    train,
    write,
)
from tests.unit.cleaning.makers import PARAGRAPHS, TITLE


def pages(sites: int = 30) -> list[dict[str, object]]:
    """A page of each site, with its own menu and cut of the paragraphs."""
    made = []
    for site in range(sites):
        body = PARAGRAPHS[site % 3 :] + PARAGRAPHS[: site % 3]
        random = Random(site)
        menu = "".join(
            f'<li><a href="/{n}">Topic {n}</a></li>' for n in range(random.randint(3, 9))
        )
        text = "".join(f"<p>{one}</p>" for one in body)
        html = (
            f"<body><nav><ul>{menu}</ul></nav><article><h1>{TITLE}</h1>{text}</article>"
            f"<footer><p>Printed by paper {site} in Port Ellery.</p><ul>{menu}</ul></footer></body>"
        )
        made.append(
            {
                "id": str(site),
                "url": f"https://paper{site}.example/harbour-council-tidal-barrier",
                "html": html,
                "expected": {"body": "\n".join(body), "title": TITLE},
            }
        )
    return made


def test_a_page_is_learnt_from_as_it_is_and_cut() -> None:
    whole, short, plain = block_examples(pages(1))

    assert [one.form for one in (whole, short, plain)] == ["whole", "short", "plain"]
    assert whole.body.sum() == len(PARAGRAPHS)
    assert 1 <= short.body.sum() <= len(PARAGRAPHS)
    assert len(plain.body) == len(plain.page.rows) < len(whole.body)
    names = [
        i
        for i, name in enumerate(NAMES)
        if name.startswith(("name_", "around_")) and "@" not in name
    ]
    assert not plain.page.rows[:, names].any()


def test_folds_that_make_no_two_halves_give_no_model() -> None:
    [whole, *_] = block_examples(pages(1))

    assert cross_train([replace(whole, fold=fold) for fold in (0, 1)]) == {}
    assert cross_train([replace(whole, fold=fold) for fold in (0, 2, 4)]) == {}


@pytest.mark.slow
def test_what_is_learnt_holds_on_unseen_sites(tmp_path: Path) -> None:
    learnt = list(block_examples(pages()))

    assert cross_validate(learnt)["whole"] > 0.9

    model = train(learnt)
    write(model, tmp_path / "model.json")
    again = load_model((tmp_path / "model.json").read_text())
    assert all(_agree(again, one) for one in learnt if one.form == "whole")


def _agree(model: block_model.BlockModel, one: BlockExample) -> bool:
    return list(model.predict(one.page) >= BODY) == list(one.body == 1)


def test_training_writes_the_model_that_cleaning_ships() -> None:
    assert load_model(MODEL_FILE.read_text()).first.to_json(NAMES) == (
        shipped_model().first.to_json(NAMES)
    )
