"""The text of markup that no tree can be made of."""

from services.cleaning.html.fallback_text import text_of


def test_blocks_are_lines_and_scripts_are_left_out() -> None:
    html = "<h1>Tidal <b>Barrier</b></h1><script>var a = 1;</script><p>It &amp; the sea.</p>"

    assert text_of(html).split("\n") == ["", "Tidal Barrier", "", "It & the sea.", ""]


def test_what_stands_in_for_a_frame_is_kept() -> None:
    assert "Watch it here" in text_of("<iframe>Watch it here</iframe>")


def test_markup_nested_thousands_deep_is_read() -> None:
    assert "deep down" in text_of("<div>" * 5000 + "deep down")
