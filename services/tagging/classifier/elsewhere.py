"""Describes a name by what the article says elsewhere: longer names, parts, short forms."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from services.tagging.classifier.article_names import Name
from services.tagging.classifier.name_features import WORD
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
        asked = {word.casefold() for name in names for word in WORD.findall(name.text)}
        words_ = (word for text in texts.values() for word in WORD.findall(text))
        self._lower = Counter(word for word in words_ if word in asked)
        self._short = {
            normalise(texts[spans[short].field][spans[short].start : spans[short].end])
            for long, short in acronym_pairs(texts, spans)
            if spans[long].label == "ORG"
        }
        self._keys = {name.key for name in names}
        self._surnames: Counter[str] = Counter()
        self._given: Counter[str] = Counter()
        self._org_ends: Counter[str] = Counter()
        self._org_begins: Counter[str] = Counter()
        self._other_ends: Counter[str] = Counter()
        self._longer: Counter[str] = Counter()
        for name in names:
            parts = words(name.key)
            if len(parts) < 2:
                continue
            label = Counter(one.label for one in name.mentions).most_common(1)[0][0]
            if label == "PERSON":
                self._surnames[surname(parts)] += 1
                self._given[parts[0]] += 1
            elif label == "ORG":
                self._org_ends[parts[-1]] += 1
                self._org_begins[parts[0]] += 1
            else:
                self._other_ends.update((parts[0], parts[-1]))
            if len(parts) <= LONGEST_PARTS:
                ends = {" ".join(parts[:at]) for at in range(1, len(parts))}
                self._longer.update(ends | {" ".join(parts[at:]) for at in range(1, len(parts))})

    def features(self, name: Name) -> dict[str, float]:
        parts = words(name.key)
        one, rest = (parts[0], ()) if len(parts) == 1 else ("", parts[1:])
        tokens = WORD.findall(name.text)
        capital = [word.casefold() for word in tokens if not word[0].islower()]
        return {
            "short for body": name.key in self._short,
            "surname of": self._surnames[one],
            "given name of": self._given[one],
            "last of body": self._org_ends[one],
            "first of body": self._org_begins[one],
            "end of other": self._other_ends[one],
            "in longer": self._longer[name.key],
            "holds others": sum(part in self._keys for part in _parts(parts)),
            "begins with other": bool(rest) and parts[0] in self._keys,
            "ends with other": bool(rest) and " ".join(rest) in self._keys,
            "other and word": bool(rest) and " ".join(parts[:-1]) in self._keys,
            "begins with people": bool(rest) and _is_people(parts[0]),
            "lower: all": min((self._lower[word] for word in capital), default=0)
            if len(capital) == len(tokens)
            else 0,
            "lower: first": self._lower[capital[0]] if tokens and tokens[0][0].isupper() else 0,
            "lower: last": self._lower[capital[-1]] if tokens and tokens[-1][0].isupper() else 0,
        }


def _parts(parts: tuple[str, ...]) -> Iterator[str]:
    """The runs of a name's words, shorter than the name."""
    if len(parts) <= LONGEST_PARTS:
        for size in range(1, len(parts)):
            for at in range(len(parts) - size + 1):
                yield " ".join(parts[at : at + size])


def _is_people(word: str) -> bool:
    return bool(countries.find_people(word) or countries.find(word))
