"""What README and docs say is so, and they say it in plain English."""

import ast
import importlib
import json
import re
import tomllib
from typing import Any

import pytest
from typer import Typer
from typer.main import get_command

from services.cli.main import app
from services.cli.reference import pages, with_tables
from services.runtime.stage import Dropped, Failed, Published, Reason, Rejected, Stored
from services.tagging.kb.entry import KbEntry
from tests import markdown
from tests.bench.__main__ import main as bench
from tests.markdown import PAGES, ROOT, name_of

README = (ROOT / "README.md").read_text(encoding="utf-8")
TEXTS = {name_of(page): page.read_text(encoding="utf-8") for page in PAGES}
TASKS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["poe"]["tasks"]
LONGEST_SENTENCE = 32
"""In words."""
each_page = pytest.mark.parametrize("name", TEXTS)


def test_readme_is_read_in_ten_minutes() -> None:
    assert len(README.split()) <= 2000


@each_page
def test_no_sentence_is_long(name: str) -> None:
    said = markdown.sentences(TEXTS[name])
    assert [one for one in said if len(one.split()) > LONGEST_SENTENCE] == []


@each_page
def test_list_items_end_with_a_full_stop(name: str) -> None:
    assert [one for one in markdown.list_items(TEXTS[name]) if not ends_well(one)] == []


def ends_well(item: str) -> bool:
    """A sentence, the head of a list or a block, or nothing but a link or a box to tick."""
    return item.endswith((".", ":", "?", ".)")) or bool(
        re.fullmatch(r"(\[[^\]]*\]\([^)]*\)|\[ \].*)", item)
    )


PRIVATE_WORDS = re.compile(
    r"\b(nursery|shelf|carriers?|relay|spots?|so many|came of|comes? of|hangs? on|"
    r"of no more use|of which|whence|DLQ|quarantine|payload|child process(es)?|children|child)\b",
    re.IGNORECASE,
)
"""What style forbids: words of our own where the field has one, and turns that nobody says."""


@each_page
def test_no_private_words(name: str) -> None:
    assert PRIVATE_WORDS.findall(hand_written(name)) == []


def hand_written(name: str) -> str:
    """A page's prose without its generated tables."""
    text = TEXTS[name]
    for table in pages().get(name.removeprefix("docs/"), {}):
        text = re.sub(rf"<!-- {table}:begin -->.*?<!-- {table}:end -->", "", text, flags=re.S)
    return markdown.prose(text)


@pytest.mark.parametrize("name", pages())
def test_tables_are_those_of_the_code(name: str) -> None:
    text = TEXTS[f"docs/{name}"]
    assert with_tables(text, pages()[name]) == text, "run `uv run poe tables`"


@each_page
def test_each_link_leads_somewhere(name: str) -> None:
    lost = []
    for link in markdown.links(TEXTS[name]):
        path, _, anchor = link.partition("#")
        target = ((ROOT / name).parent / path).resolve() if path else ROOT / name
        found = TEXTS.get(name_of(target)) if target.is_relative_to(ROOT) else None
        if not target.exists() or (anchor and anchor not in markdown.anchors(found or "")):
            lost.append(link)
    assert lost == []


def test_each_page_is_reached_from_the_index() -> None:
    reached, waiting = set(), ["README.md"]
    while waiting:
        name = waiting.pop()
        if name in TEXTS and name not in reached:
            reached.add(name)
            waiting += [
                name_of(target)
                for link in markdown.links(TEXTS[name])
                if (
                    target := ((ROOT / name).parent / link.partition("#")[0]).resolve()
                ).is_relative_to(ROOT)
            ]
    assert set(TEXTS) - reached == {".github/PULL_REQUEST_TEMPLATE.md"}


COMMANDS = [
    pytest.param(words, id=f"{name}: {' '.join(words)}")
    for name, text in TEXTS.items()
    for line in markdown.shell_lines(text)
    for words in markdown.simple_commands(line)
]
INLINE = [
    pytest.param(code.split(), id=f"{name}: {code}")
    for name, text in TEXTS.items()
    for code in markdown.inline_code(text)
    if re.match(r"(uv run )?(wireroom|poe) [a-z]", code)
]


@pytest.mark.parametrize("words", COMMANDS)
def test_each_command_in_a_block_would_run(words: list[str]) -> None:
    match words[2:] if words[:2] == ["uv", "run"] else words:
        case ["wireroom", *rest]:
            parse_wireroom(rest)
        case ["poe", task, *rest]:
            assert task in TASKS, f"no task {task}"
            parse_task(task, rest)
        case ["python", "-m", module, *_]:
            assert importlib.util.find_spec(module), f"no module {module}"


def parse_wireroom(words: list[str]) -> None:
    """Fail where the command line would: no such command, option or choice."""
    command: Any = get_command(app)
    while inner := getattr(command, "commands", None):
        assert words[:1] != [], "a group of commands"
        assert words[0] in inner, f"no command {words[0]}"
        command, words = inner[words[0]], words[1:]
    if command.name == "bench":
        return parse_bench(words)
    # A service that the page tells how to add, of which nobody here knows.
    known = ["storage" if word == "scoring" else word for word in words]
    try:
        command.make_context(command.name, known)
    except Exception as error:
        pytest.fail(str(error))


def parse_task(task: str, words: list[str]) -> None:
    if task == "bench":
        parse_bench(words)
    elif task == "chaos":
        source = (ROOT / "tests" / "chaos" / "__main__.py").read_text(encoding="utf-8")
        assert all(f'"{word}"' in source for word in words if word.startswith("--"))
    else:
        assert words == [], "tell this test which options the task has"


def parse_bench(words: list[str]) -> None:
    bench_app = Typer()
    bench_app.command()(bench)
    try:
        get_command(bench_app).make_context("bench", list(words))
    except Exception as error:
        pytest.fail(str(error))


@pytest.mark.parametrize("words", INLINE)
def test_each_command_in_a_sentence_exists(words: list[str]) -> None:
    tool, *rest = words[2:] if words[0] == "uv" else words
    if tool == "poe":
        assert rest[0] in TASKS
        return
    command: Any = get_command(app)
    for word in rest:
        inner = getattr(command, "commands", None)
        if inner is None or word == "…":
            break
        assert word in inner, f"no command {word}"
        command = inner[word]
    options = {name for parameter in command.params for name in parameter.opts} | {"--help"}
    if command.name != "bench":
        assert {word for word in rest if word.startswith("--")} <= options


@each_page
def test_each_python_block_compiles_and_imports_what_there_is(name: str) -> None:
    for block in markdown.blocks(TEXTS[name], "python"):
        for node in ast.walk(ast.parse(block)):
            if (
                isinstance(node, ast.ImportFrom)
                and node.module
                and node.module.startswith(("services.", "schemas."))
            ):
                module = importlib.import_module(node.module)
                assert [one.name for one in node.names if not hasattr(module, one.name)] == []


@each_page
def test_each_json_block_is_json(name: str) -> None:
    for block in markdown.blocks(TEXTS[name], "json"):
        json.loads(block)


def test_the_line_of_a_pack_is_one() -> None:
    [line] = markdown.blocks(TEXTS["docs/knowledge-base.md"], "json")
    assert KbEntry.model_validate_json(line).names["en"] == "European Union"


def test_every_reason_is_told() -> None:
    told = re.findall(r"^\| `(\w+)` \| (\w+) \|", TEXTS["docs/reference/topics.md"], re.M)
    outcomes = {one.name for one in (Published, Stored, Dropped, Rejected, Failed)}
    assert [reason for reason, _ in told] == list(Reason)
    assert {outcome for _, outcome in told} <= outcomes


def test_every_field_of_a_registration_is_told() -> None:
    from services.runtime.registration import Resources, ServiceSpec

    told = set(markdown.inline_code(TEXTS["docs/services.md"]))
    assert set(ServiceSpec.__dataclass_fields__) | set(Resources.__dataclass_fields__) <= told
