"""Reads the word lists that ship in ``data/``."""

from importlib.resources import files


def word_list(name: str) -> frozenset[str]:
    """The words of ``data/<name>.txt``: separated by white space, lines with ``#`` left out."""
    text = files("services.tagging.data").joinpath(f"{name}.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())
