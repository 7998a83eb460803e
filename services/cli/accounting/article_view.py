"""How ``wireroom show`` lays out an article, as one reads it. Pure: from the stored document."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from schemas.articles import EnrichedArticle, Entity, Mention
from services.cli import words
from services.cli.accounting.outcomes import name_of
from services.cli.tables import printable

WIDTH = 100
"""Cells of a line of text, at most: longer ones are hard to read."""
MOST_ENTITIES, MOST_QUOTES, MOST_REVISIONS = 25, 10, 5

STYLES = {
    "people": "bold cyan",
    "organisations": "bold green",
    "places": "bold yellow",
    "groups": "bold magenta",
    "events": "bold red",
    "products": "bold blue",
    "works": "bold blue",
    "laws": "bold blue",
    "languages": "bold blue",
}
HEADING = "bold underline"


def view(
    document: Mapping[str, Any], revisions: Sequence[Mapping[str, Any]], has_colours: bool
) -> list[RenderableType]:
    """Things that Rich can print. ``revisions`` are the earlier ones, the newest first.

    Raises ValueError if the document holds no article.
    """
    article = EnrichedArticle.model_validate(document)
    parts: list[Sequence[RenderableType]] = [
        _head(article, document),
        _text(article),
        _legend(article) if has_colours else [],
        _entities(article),
        _quotes(article),
        [Text(f"• {printable(words.warning(code))}") for code in article.warnings],
        [_facts(article, document, revisions)],
    ]
    titles = ("", "", "", "Names", "Quotes", "Warnings", "Where it is")
    shown: list[RenderableType] = []
    for title, lines in zip(titles, parts, strict=True):
        if not lines:
            continue
        if shown:
            shown.append("")
        if title:
            shown.append(Text(title, style=HEADING))
        shown.extend(Padding(line, (0, 0, 0, 2 if title else 0)) for line in lines)
    return shown


def print_view(console: Console, lines: Iterable[RenderableType]) -> None:
    """Print on a console, at most ``WIDTH`` cells wide; in a pipe no blanks end a line."""
    with console.capture() as captured:
        for line in lines:
            console.print(line, width=min(console.width, WIDTH), markup=False, highlight=False)
    text = captured.get()
    if not console.is_terminal:
        text = "".join(f"{line.rstrip()}\n" for line in text.splitlines())
    console.file.write(text)


def _head(article: EnrichedArticle, document: Mapping[str, Any]) -> list[RenderableType]:
    title = _marked(article.title or "", 0, article, "title")
    title.stylize("bold")
    lines: list[RenderableType] = [title if article.title else Text("(no headline)", style="dim")]
    if article.authors:
        authors = (f"{one.name} ({one.role})" if one.role else one.name for one in article.authors)
        lines.append(Text("By " + printable(", ".join(authors))))
    lines.append(Text(" · ".join(map(printable, _about(article, document)))))
    if article.url:
        lines.append(Text(printable(article.url), style="dim", overflow="fold"))
    return lines


def _about(article: EnrichedArticle, document: Mapping[str, Any]) -> Iterator[str]:
    if article.published:
        yield words.date_in_words(article.published.value, article.published.precision)
    elif isinstance(came := document.get("shown_at"), datetime):
        yield f"no date; came {words.moment_in_words(came)}"
    if article.modified:
        yield f"changed {words.date_in_words(article.modified)}"
    if article.page_kind not in (None, "article"):
        yield article.page_kind.replace("_", " ")
    yield from filter(None, (article.section, article.domain))
    if article.source and article.source != article.domain:
        yield f"from {article.source}"
    if article.language:
        yield words.language(article.language.code)


def _text(article: EnrichedArticle) -> list[RenderableType]:
    """The paragraphs, a blank line between them."""
    lines: list[RenderableType] = []
    end = 0
    for line in re.finditer(r"[^\n]+", article.body):
        if lines and line.start() > end + 1:
            lines.append("")
        lines.append(_marked(line[0], line.start(), article, "body"))
        end = line.end()
    return lines


def _marked(part: str, start: int, article: EnrichedArticle, field: str) -> Text:
    """A part of a field that begins at ``start``, its names in the colours of their types."""
    text = Text(printable(part))
    for style, mention in _names(article):
        if mention.field == field and mention.start < start + len(part) and mention.end > start:
            text.stylize(style, max(mention.start - start, 0), mention.end - start)
    return text


def _names(article: EnrichedArticle) -> Iterator[tuple[str, Mention]]:
    for entity in article.entities:
        if entity.type in words.KINDS:
            yield from ((STYLES[words.KINDS[entity.type]], mention) for mention in entity.mentions)


def _legend(article: EnrichedArticle) -> list[RenderableType]:
    there = {words.KINDS[one.type] for one in article.entities if one.type in words.KINDS}
    kinds = [Text(kind, style=STYLES[kind]) for kind in STYLES if kind in there]
    return [Text.assemble(("Colours: ", "dim"), Text("  ").join(kinds))] if kinds else []


def _entities(article: EnrichedArticle) -> list[RenderableType]:
    """The names, the most salient first, with what each is linked to."""
    named = [one for one in article.entities if one.type in words.KINDS]
    if not named:
        return []
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(overflow="fold", ratio=2)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, justify="right")
    table.add_column(overflow="fold", ratio=1)
    for one in named[:MOST_ENTITIES]:
        also = f" (also {', '.join(one.aliases)})" if one.aliases else ""
        table.add_row(
            Text(printable(one.name), style=STYLES[words.KINDS[one.type]])
            + Text(printable(also), style="not bold"),
            words.ONE_OF[one.type],
            f"×{one.count}",
            Text(printable(_link(one))),
        )
    names, values = len(named) - MOST_ENTITIES, len(article.entities) - len(named)
    rest = [f"{names} more"] if names > 0 else []
    rest += [words.many(values, "date or amount", "dates and amounts")] if values else []
    return [table, *([Text(f"and {', '.join(rest)}; --json has all")] if rest else [])]


def _link(entity: Entity) -> str:
    """The id in a knowledge base, Wikidata's where there is one."""
    known = entity.kb or {}
    name = "wikidata" if "wikidata" in known else next(iter(known), None)
    return f"{name}:{known[name]}" if name else ""


def _quotes(article: EnrichedArticle) -> list[RenderableType]:
    names = {one.id: one.name for one in article.entities}
    lines: list[RenderableType] = []
    for quote in article.quotes[:MOST_QUOTES]:
        speaker = names.get(quote.speaker or "")
        said = f"“{quote.text}”" + (f" — {speaker}" if speaker else "")
        lines.append(Text(printable(said)))
    more = len(article.quotes) - MOST_QUOTES
    return [*lines, *([Text(f"and {more} more; --json has all")] if more > 0 else [])]


def _facts(
    article: EnrichedArticle, document: Mapping[str, Any], revisions: Sequence[Mapping[str, Any]]
) -> RenderableType:
    """What it is called here, and where its document and its message lie."""
    stored = document.get("stored_at")
    facts = {
        "id": article.article_id,
        "external id": article.external_id,
        "stored": "in articles"
        + (f", {words.moment_in_words(stored)}" if isinstance(stored, datetime) else ""),
        "message": article.origin
        and name_of((article.origin.topic, article.origin.partition, article.origin.offset)),
        "event": article.event_id,
        "revision": article.revision and article.revision[:8],
        "earlier": "; ".join(map(_earlier, revisions[:MOST_REVISIONS]))
        + (f"; and {len(revisions) - MOST_REVISIONS} more" * (len(revisions) > MOST_REVISIONS)),
        "stages": ", ".join(f"{run.name} {run.version}" for run in article.stages),
        "labels": ", ".join(f"{name}={value}" for name, value in article.meta.items()),
    }
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for name, value in facts.items():
        if value:
            table.add_row(name, Text(printable(value)))
    return table


def _earlier(revision: Mapping[str, Any]) -> str:
    stored = revision.get("stored_at")
    when = f", {words.moment_in_words(stored)}" if isinstance(stored, datetime) else ""
    return f"{(revision.get('revision') or '?')[:8]}{when}"
