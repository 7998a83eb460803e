"""An article is shown so that anybody can read it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.articles import Author, EnrichedArticle, Entity, Language, Published, Span
from services.cli.demo.view import addresses, article, next_steps


def enriched(
    title: str | None = "Drums return", body: str = "x", names: int = 0
) -> EnrichedArticle:
    return EnrichedArticle(
        article_id="a",
        event_id="e",
        title=title,
        body=body,
        paragraphs=[Span(start=0, end=len(body))],
        authors=[Author(name="Ann Bell"), Author(name="Bo Cho")],
        published=Published(
            value="2024-06-02T18:35:00+01:00", precision="second", method="json_ld", confidence=0.9
        ),
        language=Language(code="en", confidence=1),
        warnings=["no_model_for_language"],
        entities=[
            Entity(id=str(n), type="GPE", name=f"Town {n}", count=1, salience=0.5, mentions=[])
            for n in range(names)
        ],
    )


def lines(event: EnrichedArticle, width: int = 80) -> list[str]:
    return [line for line, _ in article(event, width)]


def test_an_article_in_words() -> None:
    assert lines(enriched(body="Six drums left.\nFor good.\n\nMore.", names=8), 100) == [
        "  Drums return",
        "  by Ann Bell, Bo Cho · 2 June 2024, 18:35 +01:00 · English · 1 paragraph",
        "  Six drums left. For good.",
        "  places: Town 0, Town 1, Town 2, Town 3, Town 4, Town 5 and 2 more",
        "  note: no names were looked for: no model for this language is installed",
    ]


def test_a_name_stands_on_one_line() -> None:
    shown = lines(enriched(names=6), 40)
    assert "    2 June 2024, 18:35 +01:00 ·" in shown
    assert "  places: Town 0, Town 1, Town 2," in shown
    assert "    Town 3, Town 4, Town 5" in shown


def test_strangers_words_give_the_terminal_no_commands() -> None:
    shown = "".join(lines(enriched("a\x1b[2Jb\u202e", body="c\x07d")))
    assert not set("\x1b\x07\u202e") & set(shown)


def test_a_long_paragraph_is_cut_at_a_word() -> None:
    [line] = [line for line in lines(enriched(body="a man-made " * 50)) if "man" in line]
    assert line.endswith(("man-made …", "a …"))
    assert len(line) <= 80


@given(st.text(max_size=300), st.text(max_size=500), st.integers(40, 100))
def test_no_line_is_too_wide(title: str, body: str, width: int) -> None:
    assert all(len(line) <= width for line in lines(enriched(title or None, body), width))


def test_what_comes_next_can_be_pasted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_RUN_RECURSION_DEPTH", "1")
    steps = next_steps()
    assert len(steps) == 4
    assert all(step.startswith("uv run wireroom ") and " # " in step for step in steps[:3])
    assert steps[3].startswith("Documentation: ")


def test_addresses_say_what_they_are_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_RUN_RECURSION_DEPTH", "1")
    services = {"intake": "http://127.0.0.1:4"}
    text = addresses({"Kafka": ("127.0.0.1:1", "for producers")}, services, {})
    assert "Kafka       127.0.0.1:1\n            for producers\n" in text
    assert "intake    http://127.0.0.1:4/metrics" in text
    assert "\nuv run wireroom top " in text
    assert "export" not in text
    alone = addresses({}, services, {"WIREROOM_KAFKA": "127.0.0.1:1"})
    assert "export WIREROOM_KAFKA='127.0.0.1:1'" in alone
    assert "uv run wireroom top http://127.0.0.1:4 " in alone
