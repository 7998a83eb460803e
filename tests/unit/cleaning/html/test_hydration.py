"""Articles in the data of pages that show none."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cleaning.html import visible_blocks
from services.cleaning.html.hydration import Hydrated, hydrated
from tests.unit.cleaning.makers import PARAGRAPHS, TITLE

DATE = "2019-03-04T16:05:00Z"
HTML = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
FOUND = Hydrated(TITLE, tuple(PARAGRAPHS), ("Orla Bredeveld",), DATE)


def read(scripts: str) -> Hydrated | None:
    tree = visible_blocks.parse(f"<html><body><div id='root'></div>{scripts}</body></html>")
    assert tree is not None
    return hydrated(tree)


def script(text: str, kind: str = "application/json") -> str:
    return f'<script type="{kind}">{text}</script>'


def spans(paragraph: str) -> list[dict[str, str]]:
    return [{"text": paragraph[:9]}, {"text": paragraph[9:20]}, {"text": paragraph[20:]}]


BODIES: dict[str, Any] = {
    "html": HTML,
    "html with pictures": HTML.replace(
        "</p>", "</p><figure><img><figcaption>A</figcaption></figure>", 1
    ),
    "text": "\n\n".join(PARAGRAPHS),
    "texts": PARAGRAPHS,
    "objects": [{"type": "paragraph", "text": one} for one in PARAGRAPHS],
    "objects without kinds": [{"text": one} for one in PARAGRAPHS],
    "html of blocks": [{"type": "text", "content": f"<b>{one}</b>"} for one in PARAGRAPHS],
    "pictures between": [
        part
        for one in PARAGRAPHS
        for part in ({"type": "image", "caption": "Photo", "text": "A photograph"}, {"text": one})
    ],
    "editor.js": {"blocks": [{"type": "paragraph", "data": {"text": one}} for one in PARAGRAPHS]},
    "draft.js": {
        "blocks": [{"type": "unstyled", "text": one} for one in PARAGRAPHS],
        "entityMap": {},
    },
    "portable text": [
        {"_type": "block", "children": [{"_type": "span", **span} for span in spans(one)]}
        for one in PARAGRAPHS
    ],
    "prosemirror": {
        "type": "doc",
        "content": [
            {"type": "paragraph", "content": [{"type": "text", **span} for span in spans(one)]}
            for one in PARAGRAPHS
        ],
    },
    "contentful": {
        "nodeType": "document",
        "content": [
            {"nodeType": "paragraph", "content": [{"nodeType": "text", "value": one}]}
            for one in PARAGRAPHS
        ],
    },
    "slate": [{"children": spans(one)} for one in PARAGRAPHS],
    "wordpress": {"rendered": HTML, "protected": False},
    "gutenberg": [{"name": "core/paragraph", "attributes": {"content": one}} for one in PARAGRAPHS],
    "fragments": [
        {
            "type": "paragraph",
            "model": {"text": one, "blocks": [{"model": span} for span in spans(one)]},
        }
        for one in PARAGRAPHS
    ],
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("name", ["body", "content", "articleBody"])
def test_the_forms_of_a_body(name: str, body: object) -> None:
    article = {"headline": TITLE, name: body, "author": "Orla Bredeveld", "publishedAt": DATE}

    assert read(script(json.dumps({"props": {"pageProps": {"a": article}}}))) == FOUND


ARTICLE = {"title": TITLE, "body": HTML, "authors": [{"name": "Orla Bredeveld"}], "date": DATE}
PACKED = json.dumps(json.dumps({"a": ARTICLE}))
APOLLO = {
    "ROOT_QUERY": {"article": {"__ref": "Article:1"}},
    "Article:1": {**ARTICLE, "body": {"__ref": "Body:1"}},
    "Body:1": {"blocks": [{"__ref": "Block:1"}]},
    "Block:1": {"type": "html", "content": HTML},
}
NUXT: list[object] = [{"data": 1}, {"a": 2}, {"title": 3, "body": 4, "author": 5, "date": 6}]
NUXT += [TITLE, HTML, "Orla Bredeveld", DATE]


@pytest.mark.parametrize(
    "scripts",
    [
        script(json.dumps({"a": ARTICLE})),
        script(json.dumps([{"teasers": [{"title": "A", "text": "B" * 150}]}, {"a": ARTICLE}])),
        script(json.dumps(ARTICLE), "application/ld+json"),
        script(f"window.__INITIAL_STATE__ = {json.dumps(ARTICLE)};", "text/javascript"),
        script(f"window.a={{}};window.__NUXT__={json.dumps(ARTICLE)};(function(){{f()}})()", ""),
        script(f"self.load({json.dumps(ARTICLE)}, 1)", ""),
        script(f"Fusion.a=1;Fusion.globalContent={json.dumps(ARTICLE)};Fusion.b={{}}", ""),
        script(f"window.__PRELOADED_STATE__ = JSON.parse({PACKED});", ""),
        script(json.dumps({"state": json.dumps({"a": ARTICLE})})),
        script(f"window.__APOLLO_STATE__ = {json.dumps(APOLLO)}", ""),
        script(json.dumps(NUXT)).replace("<script", '<script id="__NUXT_DATA__"'),
        script(json.dumps({**ARTICLE, "title": {"basic": TITLE}, "authors": None,
                           "credits": {"by": [{"name": "Orla Bredeveld"}]}})),
        script(json.dumps({**ARTICLE, "title": None, "headlines": {"main": f"<b>{TITLE}</b>"}})),
    ],
)  # fmt: skip
def test_the_forms_of_a_script(scripts: str) -> None:
    assert read(scripts) == FOUND


def test_text_in_a_script_with_single_quotes() -> None:
    article = {**ARTICLE, "body": HTML.replace("<p>", '<p>It\'s "so". ', 1)}
    packed = json.dumps({"a": article}).replace("\\", "\\\\").replace("'", "\\'")

    found = read(script(f"window.x = JSON.parse('{packed}')", ""))

    assert found is not None
    assert "It's" in " ".join(found.paragraphs)


def test_the_longest_article_is_taken() -> None:
    others = [{"title": f"Other {i}", "body": PARAGRAPHS[0] * 2} for i in range(9)]

    assert (
        read(script(json.dumps({"related": others})) + script(json.dumps({"a": ARTICLE}))) == FOUND
    )


@pytest.mark.parametrize(
    "scripts",
    [
        "",
        script(json.dumps({"title": TITLE, "body": "Too short."})),
        script(json.dumps({"config": {"text": "https://c.example/" + "x" * 400}})),
        script("{" * 5000),
        script('{"body":' * 4000),
        script("[" * 100_000),
        script('{"body": [' * 300 + "]}" * 300),
        script("window.x = " + '{"a":' * 5000),
        script("=[" * 50_000),
        script('JSON.parse("' + "\\" * 9999),
        script('JSON.parse(\'{"body": "' + "x" * 999 + "'"),
        script(json.dumps({"body": {"__ref": "a"}, "ROOT_QUERY": {}, "a": {"__ref": "a"}})),
        script(
            json.dumps({"body": None, "title": ["a"], "text": 5, "x": [None, True, 1e9, "y" * 300]})
        ),
        script(json.dumps([1, 2, [0], {"body": 0}] + [3] * 300)).replace(
            "<script", '<script id="__NUXT_DATA__"'
        ),
        script(json.dumps({"body": "<p>" * 9000})),
        script(json.dumps({"body": "<" + "\x00" * 300 + "<p>\ud800"})),
    ],
)
def test_what_holds_no_article_is_none(scripts: str) -> None:
    assert read(scripts) is None


def test_a_tree_of_bodies_ends() -> None:
    tree: object = HTML
    for _ in range(6):
        tree = {"body": [tree, tree], "content": tree}

    assert read(script(json.dumps({"title": TITLE, "body": tree}))) is not None


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from([HTML, TITLE]),
    lambda inner: st.lists(inner)
    | st.dictionaries(
        st.sampled_from(["body", "content", "text", "title", "headline", "type", "__ref", "date",
                         "author", "children", "ROOT_QUERY", "value"]),
        inner,
    ),
    max_leaves=30,
)  # fmt: skip


@given(values, st.sampled_from(["", "window.x = ", "f(", 'id="__NUXT_DATA__"']))
def test_no_data_make_it_raise(value: object, start: str) -> None:
    text = json.dumps(value)
    if start.startswith("id"):
        found = read(f"<script {start}>{text}</script>")
    else:
        found = read(script(start + text, ""))

    assert found is None or sum(map(len, found.paragraphs)) >= 200
