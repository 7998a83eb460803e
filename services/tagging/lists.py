"""Reads the word lists that ship in ``data/``."""

from importlib.resources import files


def word_list(name: str) -> frozenset[str]:
    """The words of ``data/<name>.txt``: separated by white space, lines with ``#`` left out."""
    return frozenset(word for line in name_list(name) for word in line.split())


def name_list(name: str) -> frozenset[str]:
    """The lines of ``data/<name>.txt``, those with ``#`` left out."""
    text = files("services.tagging.data").joinpath(f"{name}.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))
