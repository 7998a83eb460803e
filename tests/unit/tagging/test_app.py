"""Tagging tags the articles that it carries with it, whatever models it has."""

import json

import pytest

from services.runtime.probe import known_articles
from services.runtime.stage import Message
from services.tagging.app import open_stages
from services.tagging.settings import TaggingSettings
from services.tagging.tagger import Tagger


def test_its_own_articles_come_out_without_a_model() -> None:
    for one in known_articles("services.tagging"):
        [outcome] = Tagger({}, "en").handle([one.value])
        assert one.comes_out_as(outcome)


@pytest.mark.model
@pytest.mark.processes
async def test_its_own_articles_come_out_and_are_tagged() -> None:
    async with open_stages(TaggingSettings(children=1)) as [stage]:
        assert stage.probe is not None
        assert await stage.probe()
        [article] = known_articles("services.tagging")
        [outcome] = await stage.handle([Message(article.value)])
        names = {one["name"] for one in json.loads(outcome.value)["entities"]}  # type: ignore[union-attr]
        assert {"France", "Canada", "Mireille Aubertin"} <= names
