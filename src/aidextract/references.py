"""Which mentions name one and the same party: "France", "French" and "Paris"; "ANAMA" and its full name; an official
and his state."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from aidextract.gazetteer import is_state_title
from aidextract.mentions.parties import find_acronyms, same_party
from aidextract.records import PartyMention

_WORD = re.compile(r"[^\W_]+")
_SMALL = frozenset({"the", "of", "for", "and", "in", "on", "de", "a", "an", "to", "s"})
_REACH = 80  # characters from a state's name to its official's: "French Ambassador to Azerbaijan Zacharie Gross"


def group_parties(text: str, mentions: Sequence[PartyMention]) -> list[int]:
    """The number of the party that each mention names; equal numbers for one party, counted from 0 in text order."""
    acronyms = find_acronyms(text) if mentions else {}
    officials = find_officials(text, mentions)
    groups: list[int] = []
    by_key: dict[str, int] = {}
    names: list[list[str]] = []  # of each group
    states: list[str | None] = []  # of each group: officials of two states may share a name
    by_word: dict[str, list[int]] = {}
    for mention in mentions:
        country = mention.country or officials.get(mention.start)
        name = mention.name or mention.text
        full = acronyms.get(name, name)
        keys = [f"country {country}"] if country else [f"id {mention.id}"] if mention.id else []
        keys.append(_key(full))
        known = (by_key[k] for k in keys if k in by_key)
        group = next((g for g in known if not country or states[g] in (None, country)), -1)
        if group < 0 and not country:
            near = {g for w in _words(full) for g in by_word.get(w, ())}
            group = next((g for g in sorted(near) if any(same_party(full, n) for n in names[g])), -1)
        if group < 0:
            group = len(names)
            names.append([])
            states.append(None)
        states[group] = states[group] or country
        for k in keys:
            by_key.setdefault(k, group)
        if full not in names[group]:
            names[group].append(full)
            if not country:
                for w in _words(full):
                    if group not in by_word.setdefault(w, []):
                        by_word[w].append(group)
        groups.append(group)
    return groups


def find_officials(text: str, mentions: Sequence[PartyMention]) -> dict[int, str]:
    """First character of an official's name → his state: "French President Emmanuel Macron" → FR."""
    out: dict[int, str] = {}
    states = sorted((m.end, m.country) for m in mentions if m.country)
    ends = [end for end, _ in states]
    surnames: dict[str, str] = {}
    for m in mentions:
        if not m.rule.endswith("PERSON"):
            continue
        surname = m.text.split()[-1] if m.text.split() else m.text
        for i in range(bisect_left(ends, m.start - _REACH), bisect_left(ends, m.start + 1)):
            end, country = states[i]
            if country and is_state_title(text[end : m.start]):
                out[m.start] = surnames[surname] = country
                break
        else:
            if surname in surnames:
                out[m.start] = surnames[surname]
    return out


def _words(name: str) -> list[str]:
    return [w for w in (x.lower() for x in _WORD.findall(name)) if w not in _SMALL]


def _key(name: str) -> str:
    return " ".join(_words(name)) or name
