"""Which mentions name one and the same party: "France", "French" and "Paris"; "ANAMA" and its full name; an official
and his state."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from aidextract.gazetteer import is_state_title
from aidextract.mentions.parties import find_acronyms, same_party
from aidextract.records import Argument, Candidate, PartyMention
from aidextract.syntax import SUBJECT, Parse

_WORD = re.compile(r"[^\W_]+")
_SMALL = frozenset({"the", "of", "for", "and", "in", "on", "de", "a", "an", "to", "s"})
_PERSONAL = frozenset({"he", "she", "him", "her"})
_NEUTRAL = frozenset({"it", "which", "that"})
_RELATIVE = frozenset({"who", "whom", "which", "that"})
_SPEAKERS = frozenset({"i", "we", "us", "me"})  # of a quotation: whoever that is
_REACH = 80  # characters from a state's name to its official's: "French Ambassador to Azerbaijan Zacharie Gross"


def group_parties(text: str, mentions: Sequence[PartyMention]) -> list[int]:
    """The number of the party that each mention names; equal numbers for one party, counted from 0 in text order."""
    acronyms = find_acronyms(text) if mentions else {}
    spelled = _spelled_here(mentions, acronyms)
    officials = find_officials(text, mentions)
    groups: list[int] = []
    by_key: dict[str, int] = {}
    names: list[list[str]] = []  # of each group
    states: list[str | None] = []  # of each group: officials of two states may share a name
    by_word: dict[str, list[int]] = {}
    for found in mentions:
        mention = spelled.get(found.text, found)
        country = mention.country or officials.get(found.start)
        name = mention.name or mention.text
        full = acronyms.get(name, name)
        keys = [f"country {country}"] if country else [f"id {mention.id}"] if mention.id else []
        keys.append(_key(full))
        known = (by_key[k] for k in keys if k in by_key)
        group = next((g for g in known if not country or states[g] in (None, country)), -1)
        if group < 0 and not country:
            near = {g for w in _words(full) for g in by_word.get(w, ())}
            group = next((g for g in sorted(near) if _is_one_of(full, names[g])), -1)
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


def _is_one_of(name: str, names: Sequence[str]) -> bool:
    """Also of the fullest: "Central Hospital" ties no two hospitals of a town together."""
    return any(same_party(name, n) for n in names) and same_party(name, max(names, key=len))


def _spelled_here(mentions: Sequence[PartyMention], acronyms: Mapping[str, str]) -> dict[str, PartyMention]:
    """Acronym → the mention of this text that says it in full, where the gazetteer knows another body of that acronym:
    beside the Pakistan Red Crescent Society, "PRCS" is not the Palestinian one."""
    out: dict[str, PartyMention] = {}
    short = {m.text: m for m in mentions if m.id and m.text.isupper() and len(m.text.split()) == 1}
    for m in mentions if short else ():
        initials = "".join(w[0] for w in _WORD.findall(m.text) if w[0].isupper())
        for text, known in short.items():
            said = initials == text or (text in acronyms and same_party(m.text, acronyms[text]))
            if said and m.id != known.id and len(m.text.split()) > 1:
                out.setdefault(text, m)
    return out


def resolve_pronouns(parse: Parse, candidates: Sequence[Candidate], parties: Sequence[PartyMention]) -> list[Candidate]:
    """The candidates with a name from `parties` in the place of each pronoun. Where none fits, the role stays empty."""
    named = sorted((p for p in parties if p.name), key=lambda p: (p.end, p.start))
    ends = [p.end for p in named]
    out: list[Candidate] = []
    for c in candidates:
        if not any(_is_pronoun(a) for a in c.arguments):
            out.append(c)
            continue
        taken = {_identity(a.mention) for a in c.arguments if isinstance(a.mention, PartyMention)}
        arguments: list[Argument] = []
        places: dict[int, int] = {}  # a quantity points to its item by position, which a role left out would shift
        for i, a in enumerate(c.arguments):
            if isinstance(a.mention, PartyMention) and _is_pronoun(a):
                meant = _antecedent(parse, a.mention, named[: bisect_right(ends, a.mention.start)], taken)
                if meant is None:
                    continue
                taken.add(_identity(meant))
                a = replace(a, mention=meant, rule=f"{a.rule}/pronoun")
            places[i] = len(arguments)
            arguments.append(a)
        held = (a if a.of is None else replace(a, of=places[a.of]) for a in arguments)
        out.append(replace(c, arguments=tuple(held)))
    return out


def _is_pronoun(argument: Argument) -> bool:
    return isinstance(argument.mention, PartyMention) and not argument.mention.name


def _identity(mention: PartyMention) -> str:
    return mention.country or mention.id or _key(mention.name)


def _antecedent(
    parse: Parse, pronoun: PartyMention, before: Sequence[PartyMention], taken: set[str]
) -> PartyMention | None:
    """The nearest party before a relative pronoun; else the last subject of the sentence or the one before it, else the
    last party there. Nobody who has another role in the same transfer is meant."""
    word = pronoun.text.lower()
    if word in _SPEAKERS or not before:
        return None
    here = parse.sent[parse.token_at(pronoun.start)]
    first = parse.start[parse.sents[max(0, here - (word not in _RELATIVE))][0]]
    near = [p for p in reversed(before[-50:]) if p.start >= first and _identity(p) not in taken and _may_be(p, word)]
    if word in _RELATIVE:
        return near[0] if near else None
    subjects = (p for p in near if any(parse.dep[t] in SUBJECT for t in _tokens(parse, p)))
    return next(subjects, near[0] if near else None)


def _may_be(party: PartyMention, word: str) -> bool:
    person = party.kind == "person" or party.rule.endswith("PERSON")
    return not (word in _PERSONAL and not person) and not (word in _NEUTRAL and person)


def _tokens(parse: Parse, mention: PartyMention) -> range:
    return range(parse.token_at(mention.start), parse.token_at(mention.end - 1) + 1)


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


def find_home_recipient(candidate: Candidate, parties: Sequence[PartyMention]) -> Argument | None:
    """The state that an article is about, where a state gives and nobody is said to receive.

    It is about one when at least half of all mentions of states other than the donors' are of that one, and it is named
    twice. The mention nearest to what is given stands for it.
    """
    given = [a.mention for a in candidate.arguments if a.role in ("item", "money")]
    givers = [a.mention for a in candidate.arguments if a.role == "donor"]
    donors = {m.country for m in givers if isinstance(m, PartyMention)}
    if not given or not donors - {None} or any(a.role == "recipient" for a in candidate.arguments):
        return None
    states = Counter(m.country for m in parties if m.country and m.country not in donors)
    if not states:
        return None
    state, times = states.most_common(1)[0]
    if times < 2 or 2 * times < states.total():
        return None
    nearest = min((m for m in parties if m.country == state), key=lambda m: abs(m.start - given[0].start))
    return Argument("recipient", nearest, "article/country", times / states.total())
