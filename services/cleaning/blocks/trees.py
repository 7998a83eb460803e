"""Judges rows by a forest of decision trees held in a few arrays, as quick as numpy makes it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Trees:
    """Boosted trees. Node ``i`` asks whether ``feature[i]`` is above ``threshold[i]``.

    If so, it goes on at ``child[i] + 1``, else at ``child[i]``; a leaf asks for more than infinity
    and is its own child. The log-odds are the sum of the leaves' ``value``.
    """

    roots: Ints
    feature: Ints
    threshold: Floats
    child: Ints
    value: Floats
    depth: int

    def judge(self, rows: Floats) -> Floats:
        """The probability for each row."""
        flat = np.ascontiguousarray(rows).ravel()
        start = (np.arange(len(rows)) * rows.shape[1])[:, None]
        at = np.broadcast_to(self.roots, (len(rows), len(self.roots)))
        # No index is ever out of bounds; "clip" saves numpy the looking.
        for _ in range(self.depth):
            asked = self.feature.take(at, mode="clip") + start
            above = flat.take(asked, mode="clip") > self.threshold.take(at, mode="clip")
            at = self.child.take(at, mode="clip") + above
        odds: Floats = np.clip(self.value.take(at, mode="clip").sum(axis=1), -30, 30)
        return 1 / (1 + np.exp(-odds))

    def saved(self, names: Sequence[str]) -> dict[str, Any]:
        """The trees as JSON holds them, to four digits, features by name; a leaf asks for none."""
        asked = np.isfinite(self.threshold)
        return {
            "roots": self.roots.tolist(),
            "feature": [
                names[f] if split else "" for f, split in zip(self.feature, asked, strict=True)
            ],
            "threshold": [
                float(f"{t:.4g}") if split else 0
                for t, split in zip(self.threshold, asked, strict=True)
            ],
            "child": self.child.tolist(),
            "value": [float(f"{value:.4g}") for value in self.value],
            "depth": self.depth,
        }


def read(saved: Mapping[str, Any], names: Sequence[str]) -> Trees:
    """What ``Trees.saved`` gave; ValueError where it asks for a feature that there is not."""
    place = {"": 0, **{name: i for i, name in enumerate(names)}}
    if unknown := set(saved["feature"]) - place.keys():
        raise ValueError(f"the model was trained on other features: {sorted(unknown)}")
    asked = np.array([name != "" for name in saved["feature"]])
    return Trees(
        np.array(saved["roots"]),
        np.array([place[name] for name in saved["feature"]]),
        np.where(asked, np.array(saved["threshold"], dtype=float), np.inf),
        np.array(saved["child"]),
        np.array(saved["value"], dtype=float),
        saved["depth"],
    )


def from_nodes(trees: Sequence[Node]) -> Trees:
    """Trees as LightGBM dumps them: nested splits with `left_child` where `<=` holds."""
    roots: list[int] = []
    nodes: list[tuple[int, float, int, float]] = []
    depth = 0
    for root in trees:
        roots.append(len(nodes))
        levels = list(_levels(root, len(nodes)))
        depth = max(depth, len(levels) - 1)
        for level in levels:
            nodes += level
    feature, threshold, child, value = zip(*nodes, strict=True)
    return Trees(
        np.array(roots),
        np.array(feature),
        np.array(threshold, dtype=float),
        np.array(child),
        np.array(value, dtype=float),
        depth,
    )


def _levels(root: Node, start: int) -> Iterator[list[tuple[int, float, int, float]]]:
    """The nodes of a tree level by level, so that the two children of a node lie side by side."""
    level, at = [root], start
    while level:
        below = at + len(level)
        rows: list[tuple[int, float, int, float]] = []
        children: list[Node] = []
        for place, node in enumerate(level):
            if "leaf_value" in node:
                rows.append((0, np.inf, at + place, float(node["leaf_value"])))
            else:
                child = below + len(children)
                rows.append((int(node["split_feature"]), float(node["threshold"]), child, 0.0))
                children += [node["left_child"], node["right_child"]]
        yield rows
        level, at = children, below
