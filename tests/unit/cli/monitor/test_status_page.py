"""The status page says how all of it is, and what did not get through."""

import asyncio
import json
import urllib.error
import urllib.request
from typing import Any

import pytest

from services.cli.monitor.open_letters import LetterGroup, OpenLetters
from services.cli.monitor.status_page import StatusPage, find_documents, status_page
from services.runtime.escaping import HARMFUL
from tests.conditions import HANG_SECONDS
from tests.integration.kafka import refusing_port
from tests.unit.cli.monitor.test_service_state import at, page


def _get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=HANG_SECONDS) as answer:
        return str(answer.read().decode())


async def get(url: str) -> str:
    return await asyncio.to_thread(_get, url)


async def told_of(url: str, service: str) -> dict[str, Any]:
    """What the page tells once it knows of the service."""
    while True:
        told: dict[str, Any] = json.loads(await get(f"{url}status.json"))
        if service in [row["service"] for row in told["rows"]]:
            return told
        await asyncio.sleep(0.05)


@pytest.mark.processes
async def test_it_serves_itself_and_its_figures() -> None:
    async with status_page() as served:
        html = await get(served.url)
        before = json.loads(await get(f"{served.url}status.json"))
        with refusing_port() as port:
            url = f"http://127.0.0.1:{port}"
            served.services = {"intake": url}
            told = await told_of(served.url, "intake")
    assert "<title>Wireroom</title>" in html
    assert "://" not in html  # It needs nothing from elsewhere.
    assert (before["level"], before["sentence"]) == ("warn", "The services are starting.")
    assert told["level"] == "ill"
    [row] = told["rows"]
    assert (row["state"], row["url"]) == ("does not answer", url)
    assert told["titles"]["intake"].startswith("admits articles")


@pytest.mark.processes
async def test_it_serves_the_documentation_and_no_other_file() -> None:
    async with status_page() as served:
        assert (await get(f"{served.url}files/README.md")).startswith("# Wireroom")
        for path in ("pyproject.toml", "../README.md", "services/cli/main.py", ""):
            with pytest.raises(urllib.error.HTTPError):
                await get(f"{served.url}files/{path}")
        told = json.loads(await get(f"{served.url}status.json"))
        for name in told["documents"]:
            await get(f"{served.url}files/{name}")


@pytest.mark.processes
async def test_an_installed_wireroom_has_its_readme(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setattr("services.cli.monitor.status_page.CHECKOUT", tmp_path)
    assert list(find_documents()) == ["README.md"]
    async with status_page() as served:
        assert "# Wireroom" in await get(f"{served.url}files/README.md")


def test_dead_letters_are_shown_with_the_command_to_look_at_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("UV_RUN_RECURSION_DEPTH", "1")
    shown = StatusPage("http://127.0.0.1:1/")
    shown.watch.see(at(1, page("intake", 14, dead=2), page("storage", 14)))
    # Before anybody has read them, the service's own count is told.
    assert "2 messages did not get through" in shown.view()["sentence"]
    letter = LetterGroup("articles.raw", "intake", "rejected", "bad_json", 1, 5, "a.dead/0/1", "x")
    shown.letters = OpenLetters([letter])
    told = json.loads(json.dumps(shown.view()))
    assert told["level"] == "warn"
    assert "1 message did not get through" in told["sentence"]
    assert told["letters"]["groups"][0]["example"] == "a.dead/0/1"
    assert told["show"] == "uv run wireroom dead show"
    # All of them were replayed or dropped.
    shown.letters = OpenLetters([])
    assert shown.view()["level"] == "well"
    # The store does not answer.
    shown.letters = OpenLetters([], complete=False, unknown="mongo is away")
    assert "2 messages did not get through" in shown.view()["sentence"]


def test_what_strangers_wrote_is_escaped() -> None:
    nasty = "\x1b[31m\u202e\x9b\u2028"
    page = StatusPage("http://127.0.0.1:1/")
    page.letters = OpenLetters([LetterGroup(nasty, nasty, nasty, nasty, error=nasty)])
    page.watch.see(at(0.0, ""))
    told = page.view()
    [group] = told["letters"]["groups"]
    assert group["error"] == "\\u001b[31m\\u202e\\u009b\\u2028"
    assert not HARMFUL.search(repr(told).replace("\\\\u", ""))
    assert (told["show"].endswith("dead show"), group["count"]) == (True, 0)
