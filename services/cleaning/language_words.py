"""Reads the words of every language from ``data/words``, so that a language is one file.

``data/words/en.toml`` says what each key is for. ``international.toml`` holds names and signs that
belong to no language.
"""

import tomllib
from collections.abc import Iterable, Mapping
from importlib.abc import Traversable
from importlib.resources import files

Words = Mapping[str, tuple[str, ...]]
"""Entries by key, such as ``byline.by``: those of all languages, each once."""

_INTERNATIONAL = "international"


def load(folder: Traversable) -> tuple[Words, frozenset[str]]:
    """The words of all files in ``folder``, and the codes of their languages.

    Raises ValueError if a file is not TOML, if it has a key that neither ``en.toml`` nor
    ``international.toml`` has, or if an entry is not text.
    """
    found = {
        file.name.removesuffix(".toml"): _entries(file)
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".toml")
    }
    keys = found["en"].keys() | found[_INTERNATIONAL].keys()
    words: dict[str, dict[str, None]] = {key: {} for key in keys}
    for language, entries in found.items():
        if unknown := entries.keys() - keys:
            raise ValueError(f"{language}.toml: keys that en.toml lacks: {sorted(unknown)}")
        for key, listed in entries.items():
            words[key].update(dict.fromkeys(listed))
    return {key: tuple(of) for key, of in words.items()}, frozenset(found) - {_INTERNATIONAL}


def _entries(file: Traversable) -> dict[str, list[str]]:
    try:
        sections = tomllib.loads(file.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{file.name}: {error}") from error
    entries: dict[str, list[str]] = {}
    for section, keys in sections.items():
        for key, listed in keys.items() if isinstance(keys, dict) else [("", keys)]:
            if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
                raise ValueError(f"{file.name}: {section}.{key} is not a list of texts")
            entries[f"{section}.{key}"] = listed
    return entries


WORDS, LANGUAGES = load(files("services.cleaning") / "data" / "words")


def any_of(entries: Iterable[str]) -> str:
    """A regular expression for any of the entries, which are regular expressions themselves."""
    return f"(?:{'|'.join(entries) or '(?!)'})"
