"""Joins the entities whose names differ only by the endings of cases: ``Москва``, ``Москве``."""

from collections.abc import Sequence

from services.tagging.entities.coreference import EntityCandidate
from services.tagging.entities.other_languages.rules import LanguageRules, rules_of


def join_cases(candidates: Sequence[EntityCandidate], language: str) -> list[EntityCandidate]:
    """The candidates, one for all cases of a name; a surname joins the one who has it in full.

    As they are for a language whose file has no endings.
    """
    rules = rules_of(language)
    if not rules.endings:
        return list(candidates)
    by_name: dict[tuple[str, str], EntityCandidate] = {}
    for one in candidates:
        key = one.label, rules.stems(one.names[0])
        by_name[key] = _joined(by_name[key], one) if key in by_name else one
    return _with_surnames(list(by_name.values()), rules)


def _with_surnames(
    candidates: Sequence[EntityCandidate], rules: LanguageRules
) -> list[EntityCandidate]:
    people = [one for one in candidates if one.label == "PERSON"]
    full: dict[str, list[EntityCandidate]] = {}
    for one in people:
        if " " in one.names[0]:
            full.setdefault(rules.bare_stem(one.names[0].split()[-1]), []).append(one)
    joined = {id(one): one for one in candidates}
    for one in people:
        bearers = [] if " " in one.names[0] else full.get(rules.bare_stem(one.names[0]), [])
        if len(bearers) == 1:
            joined[id(bearers[0])] = _joined(joined[id(bearers[0])], one)
            del joined[id(one)]
    return list(joined.values())


def _joined(first: EntityCandidate, other: EntityCandidate) -> EntityCandidate:
    names = dict.fromkeys([*first.names, *other.names])
    mentions = sorted(
        [*first.mentions, *other.mentions], key=lambda one: (one.field != "title", one.start)
    )
    return EntityCandidate.of(first.label, list(names), mentions)
