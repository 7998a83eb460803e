"""How ``demo`` and ``up`` look: articles, their ends and addresses, on standard output."""

import sys
import textwrap
from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.text import Text

from schemas.articles import EnrichedArticle
from services.cli import words
from services.cli.console import GuardedConsole
from services.cli.demo.tracker import Tracker
from services.cli.invocation import command, docs
from services.cli.messages.progress import ArticleProgress, ProgressTracker, steps
from services.cli.tables import printable
from services.runtime.registration import topology

WIDEST = 100
"""Columns; longer lines are hard to read."""
NO_BREAK = "\N{NO-BREAK SPACE}"
SEPARATOR = f"{NO_BREAK}· "
LONGEST_WHOLE = 30
"""Characters of a name or a fact that stands on one line."""
MOST_NAMES = 6
"""Names of one kind shown for an article."""


def show_json(event: EnrichedArticle) -> None:
    """One event as one line of JSON."""
    sys.stdout.write(event.model_dump_json() + "\n")


def show_articles(ways: Iterable[ArticleProgress]) -> None:
    """Each enriched article in brief, under the name of its file."""
    console = GuardedConsole(highlight=False, soft_wrap=True)
    for way in ways:
        if way.event is None:
            continue
        console.print(Text(printable(way.where), style="bold cyan"))
        for line, style in article(way.event, _width(console)):
            console.print(Text(line, style=style))
        console.print()


def article(event: EnrichedArticle, width: int) -> list[tuple[str, str]]:
    """The lines that show an article, at most ``width`` columns wide, and the style of each."""
    lines = [(line, "bold") for line in _wrapped(event.title or "(no headline)", width)]
    lines += [(line, "") for line in _wrapped(SEPARATOR.join(map(_whole, facts(event))), width)]
    lines += [(line, "italic") for line in [first_line(event, width)] if line.strip()]
    for kind, names in words.names_by_kind(event.entities).items():
        more = len(names) - MOST_NAMES
        told = ", ".join(map(_whole, names[:MOST_NAMES]))
        told += f" and{NO_BREAK}{more}{NO_BREAK}more" if more > 0 else ""
        lines += [(line, "cyan") for line in _wrapped(f"{kind}: {told}", width)]
    if event.warnings:
        told = "; ".join(map(words.warning, event.warnings))
        lines += [(line, "yellow") for line in _wrapped(f"note: {told}", width)]
    return lines


def facts(event: EnrichedArticle) -> list[str]:
    """Authors, date, section, language, domain and size, those of them that are known."""
    authors = ", ".join(author.name for author in event.authors)
    told = [
        f"by {authors}" if authors else None,
        event.published and words.moment(event.published),
        event.section,
        event.language and words.language(event.language.code),
        event.domain,
        words.many(len(event.paragraphs), "paragraph"),
    ]
    return [fact for fact in told if fact]


def first_line(event: EnrichedArticle, width: int) -> str:
    """The beginning of the body, cut to one line."""
    start = event.body[: 2 * width].strip().partition("\n\n")[0]
    return "  " + textwrap.shorten(
        printable(start), width - 4, placeholder=" …", break_on_hyphens=False
    )


def progress(ends: ProgressTracker) -> str:
    """How far the articles are, in one line."""
    counts = ends.counts()
    names = (*steps().values(), "stored", "dropped", "dead")
    told = " · ".join(f"{counts[name]} {name}" for name in names)
    return f"{len(ends.ways)} published · {told}"


def show_ends(follower: Tracker, *, to_stderr: bool) -> None:
    """What became of each file, what services and store counted, and what to do next."""
    console = GuardedConsole(stderr=to_stderr, highlight=False, soft_wrap=True)
    ways = list(follower.ends.ways.values())
    console.print(Text("What became of each", style="bold"))
    column = max((len(way.where) for way in ways), default=0)
    for way in ways:
        ours = not way.ended or (way.letter is not None and way.letter.outcome == "failed")
        style = "bold red" if ours else "green" if way.stored else "yellow"
        console.print(
            Text(f"{printable(way.where):<{column}}  ").append(printable(way.end), style=style)
        )
    console.print()
    console.print(Text("What the services and the store counted", style="bold"))
    for service, spec in topology().items():
        if not spec.inputs:
            continue
        told = ", ".join(
            f"{count} {outcome}{f' ({reason})' if reason else ''}"
            for (name, outcome, reason), count in sorted(follower.outcomes.items())
            if name == service
        )
        console.print(f"{service:<8}  {told or 'nothing'}", markup=False)
    places = [way.stored for way in ways]
    held = (
        words.many(places.count("articles"), "article"),
        words.many(places.count("revisions"), "earlier revision"),
        words.many(follower.entities, "entity", "entities"),
    )
    console.print(f"{'MongoDB':<8}  {', '.join(held)}", markup=False)
    console.print()
    console.print(Text("What to do next", style="bold"))
    for line in next_steps():
        console.print(line, markup=False)


def next_steps() -> list[str]:
    """Commands that can be pasted, and where the documentation is."""
    steps = {
        command("demo YOUR-FILE.html"): "the same with articles of your own",
        command("up"): "keep it running, with a status page",
        command("publish YOUR-FILE.html"): "then, in another terminal",
    }
    return [*_columns(steps), f"Documentation: {docs()}"]


def addresses(
    pages: Mapping[str, tuple[str, str]], services: Mapping[str, str], exports: Mapping[str, str]
) -> str:
    """Every address and what it is for, and what to do next, in lines to paste.

    ``pages`` has address and purpose by name. ``exports`` are the settings that other terminals
    need, where commands do not find the stack by themselves.
    """
    lines = []
    for name, (address, purpose) in pages.items():
        lines += [f"{name:<12}{address}", f"{'':<12}{purpose}"]
    lines += ["services    each serves /metrics, /healthz and /readyz"]
    lines += [f"  {name:<10}{url}/metrics" for name, url in services.items()]
    lines += ["", "In another terminal:", ""]
    lines += [f"export {name}='{value}'" for name, value in exports.items()]
    top = "top" if not exports else f"top {' '.join(services.values())}"
    steps = {
        command("publish --samples"): "publish sample articles",
        command("consume"): "read the enriched events",
        command("audit"): "account for every article",
        command("dead list"): "see what did not get through",
        command(top): "watch the services",
    }
    if not exports:
        steps[command("where --json")] = "these addresses, for programs"
    lines += _columns(steps)
    lines += ["", f"Documentation: {docs()}", "Ctrl-C stops all of it; what it holds is then gone."]
    return "\n".join(lines)


def _columns(steps: Mapping[str, str]) -> list[str]:
    """Commands, each with a comment that may be pasted with it."""
    width = min(max(map(len, steps)), 48)
    return [f"{words:<{width}}  # {purpose}" for words, purpose in steps.items()]


def _width(console: Console) -> int:
    return max(40, min(console.width, WIDEST))


def _whole(words: str) -> str:
    """The words, so that no line ends between them unless there are many."""
    return words.replace(" ", NO_BREAK) if len(words) <= LONGEST_WHOLE else words


def _wrapped(text: str, width: int) -> list[str]:
    lines = textwrap.wrap(
        printable(text),
        width,
        initial_indent="  ",
        subsequent_indent="    ",
        break_on_hyphens=False,
    )
    return [line.replace(NO_BREAK, " ") for line in lines]
