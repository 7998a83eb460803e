"""Reads the words of a page that no tree can be made of, such as one nested thousands deep."""

from html.parser import HTMLParser

from services.cleaning.html.visible_blocks import BLOCKS, UNSEEN

# Where nothing else is found, what stands in for frames and films is better than nothing.
_INSTEAD = frozenset(("iframe", "object", "embed", "noscript", "canvas", "audio", "video"))
_HIDDEN = UNSEEN - _INSTEAD


class _Words(HTMLParser):
    """Collects what readers see, a line for each block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self.hidden += 1
        elif tag in BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        elif tag in BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.pieces.append(data)


def text_of(html: str) -> str:
    """The visible text of markup, without any notion of its structure."""
    words = _Words()
    words.feed(html)
    words.close()
    return "".join(words.pieces)
