"""Describes a name by what the article says elsewhere: longer names, parts, short forms."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from services.tagging.classifier.article_names import Name
from services.tagging.classifier.name_features import WORD, name_words
from services.tagging.kb import countries
from services.tagging.mentions.boundaries import Field, Span
from services.tagging.mentions.split_and_join import acronym_pairs
from services.tagging.names import normalise, surname, words

LONGEST_PARTS = 6
"""Words of a name, at most, whose parts are looked for among the other names."""


class Elsewhere:
    """What the article says elsewhere: longer names, parts, short forms, lower case."""

    def __init__(
        self, texts: Mapping[Field, str], spans: Sequence[Span], names: Sequence[Name]
    ) -> None:
        self._counts = Counter(chain.from_iterable(map(WORD.findall, texts.values())))
        self._short = {
            normalise(texts[spans[short].field][spans[short].start : spans[short].end])
            for long, short in acronym_pairs(texts, spans)
            if spans[long].label == "ORG"
        }
        self._keys = {name.key for name in names}
        self._surnames: dict[str, int] = defaultdict(int)
        self._given: dict[str, int] = defaultdict(int)
        self._org_ends: dict[str, int] = defaultdict(int)
        self._org_begins: dict[str, int] = defaultdict(int)
        self._other_ends: dict[str, int] = defaultdict(int)
        self._longer: dict[str, int] = defaultdict(int)
        for name in names:
            parts = words(name.key)
            if len(parts) < 2:
                continue
            labels = [one.label for one in name.mentions]
            label = max(dict.fromkeys(labels), key=labels.count)
            if label == "PERSON":
                self._surnames[surname(parts)] += 1
                self._given[parts[0]] += 1
            elif label == "ORG":
                self._org_ends[parts[-1]] += 1
                self._org_begins[parts[0]] += 1
            else:
                self._other_ends[parts[0]] += 1
                self._other_ends[parts[-1]] += 1
            if len(parts) <= LONGEST_PARTS:
                edges = range(1, len(parts))
                ends = {" ".join(some) for at in edges for some in (parts[:at], parts[at:])}
                for one in ends:
                    self._longer[one] += 1

    def features(self, name: Name) -> dict[str, float]:
        parts = words(name.key)
        one, rest = (parts[0], ()) if len(parts) == 1 else ("", parts[1:])
        tokens = name_words(name.text)
        lower = [self._counts.get(word.casefold(), 0) for word in tokens if not word[0].islower()]
        return {
            "short for body": name.key in self._short,
            "surname of": self._surnames.get(one, 0),
            "given name of": self._given.get(one, 0),
            "last of body": self._org_ends.get(one, 0),
            "first of body": self._org_begins.get(one, 0),
            "end of other": self._other_ends.get(one, 0),
            "in longer": self._longer.get(name.key, 0),
            "holds others": sum(part in self._keys for part in _parts(parts)) if rest else 0,
            "begins with other": bool(rest) and parts[0] in self._keys,
            "ends with other": bool(rest) and " ".join(rest) in self._keys,
            "other and word": bool(rest) and " ".join(parts[:-1]) in self._keys,
            "begins with people": bool(rest) and _is_people(parts[0]),
            "lower: all": min(lower, default=0) if len(lower) == len(tokens) else 0,
            "lower: first": lower[0] if tokens and tokens[0][0].isupper() else 0,
            "lower: last": lower[-1] if tokens and tokens[-1][0].isupper() else 0,
        }


def _parts(parts: tuple[str, ...]) -> Iterator[str]:
    """The runs of a name's words, shorter than the name."""
    if len(parts) <= LONGEST_PARTS:
        for size in range(1, len(parts)):
            for at in range(len(parts) - size + 1):
                yield " ".join(parts[at : at + size])


def _is_people(word: str) -> bool:
    return bool(countries.find_people(word) or countries.find(word))
