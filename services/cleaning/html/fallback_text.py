"""Reads the text of a page that lxml cannot parse, such as one nested thousands deep."""

from html.parser import HTMLParser

from services.cleaning.html.visible_blocks import BLOCKS, UNSEEN

# Where nothing else is found, the text that stands in for frames and films is kept.
_REPLACEMENTS = frozenset(("iframe", "object", "embed", "noscript", "canvas", "audio", "video"))
_HIDDEN = UNSEEN - _REPLACEMENTS


class _TextCollector(HTMLParser):
    """Collects the visible text, one line for each block."""

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
    """The visible text of markup, without its structure."""
    collector = _TextCollector()
    collector.feed(html)
    collector.close()
    return "".join(collector.pieces)
