"""Trains the line model: `python -m services.cleaning.train PATH` on labelled plain texts.

PATH is gzipped JSON lines of `{text, url, expected{body, title?}}`. Prints what the model gets on
sites that it did not see, then writes the model of all sites.
"""

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import md5
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.cleaning.features import NAMES, Matrix, Setting, describe
from services.cleaning.head import ends_in_full_stop, find_signatures, signed_by
from services.cleaning.hygiene import fold
from services.cleaning.line_model import BODY, TITLE_NAMES, Linear, LineModel, Vector, title_rows
from services.cleaning.lines import Block, split
from services.cleaning.setting import setting_of

_FOLDS = 5
_RIDGE = 100.0  # from a grid by factors of three, judged on unseen sites; flat around it
_PAGES = ("whole", "cropped")
_ALIKE = 0.6  # of a block's word quadruples that the expected body must hold


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled text: features and labels of its blocks, its site's name."""

    rows: Matrix
    body: Vector
    title: Vector
    signed: Vector
    full_stop: Vector
    weight: Vector
    form: str
    knows_title: bool
    knows_address: bool
    site: str


def read(path: Path) -> Iterator[Example]:
    """The examples in a file; articles without a body to learn from are left out.

    Each article comes as it is, cropped, as headline and body, and as body alone, for publishers
    hand over all of these; and each without the address too.
    """
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            article: dict[str, Any] = json.loads(line)
            expected = article["expected"]
            if not expected.get("body"):
                continue
            blocks = split(article["text"])
            headline = fold(expected.get("title") or "")
            titles = np.array([float(fold(b.text) == headline != "") for b in blocks])
            bodies = _label(blocks, expected["body"])
            setting = setting_of(article.get("url"), None)
            for known in (setting, Setting()):
                for form, kept in (
                    ("whole", np.full(len(blocks), True)),
                    ("cropped", _cropped(bodies + titles)),
                    ("headed", (bodies + titles) > 0),
                    ("bare", bodies > 0),
                ):
                    of = [block for block, keep in zip(blocks, kept, strict=True) if keep]
                    if of:
                        yield Example(
                            rows=describe(of, known),
                            body=bodies[kept],
                            title=titles[kept],
                            signed=signed_by(of, find_signatures(of, range(len(of)))),
                            full_stop=ends_in_full_stop(of),
                            weight=np.array([max(1.0, block.weight) for block in of]),
                            form=form,
                            knows_title=bool(headline),
                            knows_address=known is setting,
                            site=setting.site or article["id"],
                        )


def _cropped(parts: Vector) -> NDArray[np.bool_]:
    """All from two blocks above the article to one below: no crop's width is to be learnt."""
    inside = np.flatnonzero(parts > 0)
    at = np.arange(len(parts))
    return (at >= inside[0] - 2) & (at <= inside[-1] + 1) if len(inside) else at < 0


def _label(blocks: Sequence[Block], body: str) -> Vector:
    """1 for each block that the expected body holds."""
    whole = {fold(line) for line in body.split("\n")}
    padded, quadruples = f" {fold(body)} ", _quadruples(body)
    labels = []
    for block in blocks:
        folded = fold(block.text)
        held = folded in whole or (block.weight >= 3 and f" {folded} " in padded)
        if not held and block.weight >= 6:
            own = _quadruples(block.text)
            held = (own & quadruples).total() >= _ALIKE * max(1, own.total())
        labels.append(float(bool(folded) and held))
    return np.array(labels)


def _quadruples(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return Counter(tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3)))


def train(examples: Sequence[Example]) -> LineModel:
    """All models, fitted to the examples."""
    whole = [e for e in examples if e.form in _PAGES]
    body = _fit(
        np.concatenate([e.rows for e in whole]),
        np.concatenate([e.body for e in whole]),
        np.concatenate([np.sqrt(e.weight) / np.sqrt(e.weight).sum() for e in whole]),
    )
    titled = [e for e in examples if e.title.any() or (e.knows_title and e.form == "bare")]
    return LineModel(
        body,
        _train_title([e for e in titled if e.knows_address], body),
        _train_title([e for e in titled if not e.knows_address], body),
    )


def _train_title(examples: Sequence[Example], body: Linear) -> Linear:
    rows = [title_rows(e.rows, body.judge(e.rows), e.signed, e.full_stop) for e in examples]
    labels = [e.title[: len(of)] for e, of in zip(examples, rows, strict=True)]
    return _fit(np.concatenate(rows), np.concatenate(labels), np.ones(sum(map(len, rows))))


def _standard(rows: Matrix) -> tuple[Vector, Vector]:
    scale = rows.std(axis=0)
    return rows.mean(axis=0), np.where(scale == 0, 1.0, scale)


def _fit(rows: Matrix, labels: Vector, weight: Vector) -> Linear:
    """Logistic regression with a ridge on standardised features, by Newton's method."""
    weight = weight * (len(weight) / weight.sum())
    mean, scale = _standard(rows)
    x = np.concatenate([(rows - mean) / scale, np.ones((len(rows), 1))], axis=1)
    ridge = np.diag([_RIDGE] * rows.shape[1] + [0.0])
    beta = np.zeros(x.shape[1])
    for _ in range(30):
        judged = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        slope = x.T @ (weight * (judged - labels)) + ridge @ beta
        curve = (x * (weight * judged * (1 - judged))[:, None]).T @ x + ridge
        step = np.linalg.solve(curve + 1e-9 * np.eye(len(beta)), slope)
        beta -= step
        if np.abs(step).max() < 1e-6:
            break
    weights = beta[:-1] / scale
    return Linear(weights, float(beta[-1] - mean @ weights))


def cross_validate(examples: Sequence[Example]) -> dict[str, float]:
    """Body F1 by words and share of right headlines, on sites that the model did not see."""
    counts: Counter[str] = Counter()
    for number in range(_FOLDS):
        seen = [e for e in examples if _fold_of(e.site) != number]
        unseen = [e for e in examples if _fold_of(e.site) == number and e.form == "whole"]
        if not seen or not unseen:
            continue
        model = train(seen)
        for example in unseen:
            kind = "with address" if example.knows_address else "without"
            body = model.body.judge(example.rows)
            kept = body >= BODY
            share = example.weight / example.weight.sum()
            counts[f"kept, {kind}"] += share[kept].sum()
            counts[f"held, {kind}"] += share[example.body > 0].sum()
            counts[f"right, {kind}"] += share[kept & (example.body > 0)].sum()
            if example.title.any():
                judged = model.title_of(example.rows, body, example.signed, example.full_stop)
                counts[f"titles, {kind}"] += 1
                counts[f"found, {kind}"] += int(example.title[int(judged.argmax())])
    return {
        f"{name}, {kind}": round(float(top / max(1e-9, bottom)), 4)
        for kind in ("with address", "without")
        for name, top, bottom in (
            (
                "body F1",
                2 * counts[f"right, {kind}"],
                counts[f"kept, {kind}"] + counts[f"held, {kind}"],
            ),
            ("title", counts[f"found, {kind}"], counts[f"titles, {kind}"]),
        )
    }


def _fold_of(site: str) -> int:
    return int(md5(site.encode(), usedforsecurity=False).hexdigest(), 16) % _FOLDS


def write(model: LineModel, path: Path) -> None:
    """Save the weights, to four digits, by name."""
    data = {
        name: {
            "bias": round(linear.bias, 4),
            **{
                feature: float(f"{weight:.4g}")
                for feature, weight in zip(names, linear.weights, strict=True)
            },
        }
        for name, linear, names in (
            ("body", model.body, NAMES),
            ("title", model.title, TITLE_NAMES),
            ("title_alone", model.title_alone, TITLE_NAMES),
        )
    }
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    examples = list(read(Path(sys.argv[1])))
    print(f"{len(examples)} articles", cross_validate(examples))
    write(train(examples), Path(__file__).parent / "data" / "line_model.json")


if __name__ == "__main__":
    main()
