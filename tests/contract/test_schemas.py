"""What readers in other languages rely on: the generated files say what the models do."""

import ast
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from pydantic import ValidationError

import schemas
from schemas.articles import Model, RawArticle
from schemas.asyncapi import document, with_dead_letters
from schemas.dead_letter import DEAD_PREFIX, DeadLetter, dead_headers
from schemas.generate import GENERATED, files, flows, models, write
from schemas.json_schema import header_schema, json_schema
from schemas.topics import LIVE, TOPICS, Topic

PACKAGE = Path(schemas.__file__).parent
EXAMPLES = PACKAGE / "examples"


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator(schema, format_checker=FormatChecker())


def examples() -> list[Path]:
    return sorted(EXAMPLES.glob("*/*.json"))


def nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
    for child in (
        tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    ):
        yield from nodes(child)


def test_generated_files_are_fresh() -> None:
    there = {path.name: path.read_text(encoding="utf-8") for path in GENERATED.iterdir()}
    assert there == files(), "stale: run `poe schemas`"


def test_writes_into_any_folder(tmp_path: Path) -> None:
    write(tmp_path / "new")
    assert {path.name for path in (tmp_path / "new").iterdir()} == set(files())


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_generated_schema_is_a_schema(model: type[Model]) -> None:
    schema = json.loads(files()[f"{model.__name__}.json"])
    Draft202012Validator.check_schema(schema)
    assert schema["title"] == model.__name__
    assert schema["$id"] == f"urn:wireroom:v1:{model.__name__}"


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_every_field_is_described_once(model: type[Model]) -> None:
    assert (model.__doc__ or "").strip()
    bare = [name for name, field in model.model_fields.items() if not field.description]
    assert not bare


@pytest.mark.parametrize("topic", LIVE, ids=lambda topic: topic.name)
def test_every_live_topic_has_an_example(topic: Topic) -> None:
    assert list((EXAMPLES / topic.name).glob("*.json"))


@pytest.mark.parametrize("path", examples(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_example_meets_model_and_schema(path: Path) -> None:
    model = TOPICS[path.parent.name].model
    text = path.read_text(encoding="utf-8")
    validator(json_schema(model)).validate(json.loads(text))
    article = model.model_validate_json(text)
    validator(json_schema(model)).validate(json.loads(article.model_dump_json()))
    assert model.model_validate_json(article.model_dump_json()) == article


@given(
    text=st.none() | st.text(alphabet=" \n\tab"),
    html=st.none() | st.text(alphabet=" \n\tab"),
    absent=st.sets(st.sampled_from(["text", "html"])),
)
def test_schema_and_model_agree_on_what_holds_something(
    text: str | None, html: str | None, absent: set[str]
) -> None:
    raw = {key: value for key, value in [("text", text), ("html", html)] if key not in absent}
    try:
        RawArticle.model_validate(raw)
    except ValidationError:
        admitted = False
    else:
        admitted = True
    assert validator(json_schema(RawArticle)).is_valid(raw) == admitted


def test_schema_ignores_unknown_fields_and_refuses_wrong_types() -> None:
    schema = validator(json_schema(RawArticle))
    assert schema.is_valid({"text": "a", "of_a_later_version": 1})
    assert not schema.is_valid({"text": "a", "authors": "Maren Holt"})
    assert not schema.is_valid({"text": "a", "lane": "slow"})


def test_asyncapi_has_every_topic_with_its_ends() -> None:
    api = document(flows())
    assert {one["address"] for one in api["channels"].values()} == set(TOPICS)
    for topic in TOPICS.values():
        channel = next(one for one in api["channels"].values() if one["address"] == topic.name)
        kafka = channel["bindings"]["kafka"]
        assert kafka["partitions"] == topic.partitions
        assert kafka["topicConfiguration"] == {
            "cleanup.policy": topic.configs["cleanup.policy"].split(","),
            "retention.ms": int(topic.configs["retention.ms"]),
            "max.message.bytes": int(topic.configs["max.message.bytes"]),
        }
        ends = {
            (one["action"], one["tags"][0]["name"])
            for one in api["operations"].values()
            if one["summary"].endswith(f" {topic.name}.")
        }
        assert ends == {
            (flow.action, flow.who) for flow in with_dead_letters(flows()) if flow.topic == topic
        }


def test_the_topics_are_written_and_read_by_whom_they_should() -> None:
    ends = {(one.who, one.action, one.topic.name) for one in with_dead_letters(flows())}
    assert {
        ("publishers", "send", "articles.raw"), ("intake", "receive", "articles.raw"),
        ("intake", "send", "articles.raw.dead"), ("intake", "send", "articles.accepted"),
        ("tagging", "send", "articles.enriched"), ("storage", "receive", "articles.enriched"),
        ("downstream systems", "receive", "articles.enriched"),
        ("wireroom dead", "receive", "articles.enriched.dead"),
    } <= ends  # fmt: skip
    assert ("downstream systems", "send", "articles.enriched.dead") not in ends


def test_asyncapi_references_resolve() -> None:
    api = yaml.safe_load(files()["asyncapi.yaml"])
    assert api == document(flows())
    references = [node["$ref"] for node in nodes(api) if "$ref" in node]
    assert references
    for reference in references:
        target = api
        for step in reference.removeprefix("#/").split("/"):
            target = target[step]


def test_headers_of_a_dead_letter_meet_their_schema() -> None:
    letter = DeadLetter(
        service="intake", outcome="rejected", reason="bad_json", error="not JSON", attempts=1,
        topic="articles.raw", partition=3, offset=14, timestamp=1741000000000,
        time="2025-03-03T09:02:41Z", version="0.1.0",
    )  # fmt: skip
    headers = {name: value.decode() for name, value in dead_headers([], letter)}
    schema = header_schema(TOPICS["articles.raw.dead"])
    validator(schema).validate(headers)
    headers.pop(DEAD_PREFIX + "reason")
    assert not validator(schema).is_valid(headers)


def test_contract_needs_pydantic_and_the_standard_library_only() -> None:
    allowed = {"pydantic", "pydantic_core", "schemas", *sys.stdlib_module_names}
    for path in PACKAGE.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imports = {
            name.split(".")[0]
            for node in ast.walk(tree)
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }
        extra = {"yaml"} if path.name == "generate.py" else set()
        assert imports <= allowed | extra, path.name
