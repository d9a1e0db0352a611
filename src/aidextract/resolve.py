"""From a candidate to an event: each argument's value, its name in full, and where it stands in the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from aidextract.gazetteer import countries, good_by_name, is_state_title, place_country
from aidextract.mentions.money import is_ambiguous, settle_currency
from aidextract.mentions.numbers import bound_before, find_numbers
from aidextract.mentions.parties import find_acronyms, same_party, strip_titles
from aidextract.records import (
    AidEvent,
    Argument,
    Article,
    Candidate,
    DateMention,
    Evidence,
    Item,
    Mention,
    Mentions,
    Money,
    MoneyMention,
    Party,
    PartyMention,
    QuantityMention,
)

_PLACE_RULES = frozenset({"party.place", "ner.GPE", "ner.LOC"})
_OWN_DOLLAR = frozenset({"AU", "NZ", "CA", "SG", "HK"})
_LONGEST_NAME = 9  # words: a longer "name" is a clause
_SMALL = frozenset("of the for and in on to de des du la da do van von al el bin".split())
_SENTENCE_END = re.compile(r"[.!?][\"”’']*\s|\n")
_BRACKET = re.compile(r"\s*\([^()]*\)\s*")
_LINKS = "of|in|at|to|by|from|for|and|the"
_ENDS = re.compile(rf"^(?:[^\w'’\"“‘]|(?:{_LINKS})\s)+|(?:[\s,;:–-]|\s(?:{_LINKS}|No\.?)(?=[\s,;:–-]|$))+$")
_COUNTED = re.compile(r"( of)? (?=[a-z])")


def resolve_events(
    candidates: Sequence[Candidate], article: Article, mentions: Mentions, groups: Sequence[int]
) -> list[AidEvent]:
    """`groups` numbers `mentions.parties` by party, as `references.group_parties` gives it."""
    members: dict[int, list[PartyMention]] = {}
    group_of: dict[tuple[int, int], int] = {}
    for mention, group in zip(mentions.parties, groups, strict=True):
        members.setdefault(group, []).append(mention)
        group_of[mention.start, mention.end] = group
    acronyms = find_acronyms(article.text) if candidates else {}

    def party(mention: PartyMention) -> Party:
        group = group_of.get((mention.start, mention.end))
        return party_of(members[group] if group is not None else [mention], mention, acronyms)

    homes = home_countries(mentions) if any(a.role == "money" for c in candidates for a in c.arguments) else []
    return [_event(c, article, party, homes) for c in candidates]


def _event(
    c: Candidate, article: Article, party_named: Callable[[PartyMention], Party], homes: Sequence[str]
) -> AidEvent:
    evidence: list[Evidence] = []

    def note(field: str, mention: Mention, rule: str, score: float = 1.0) -> None:
        text = article.text[mention.start : mention.end]
        evidence.append(Evidence(field, text, mention.start, mention.end, rule, round(score, 4)))

    parties: dict[str, list[Party]] = {"donor": [], "recipient": []}
    states = {a.role for a in c.arguments if isinstance(a.mention, PartyMention) and a.mention.country}
    for a in c.arguments:
        if a.role in parties and isinstance(a.mention, PartyMention):
            if a.role in states and _is_official(a.mention):
                continue  # his state has the role: he stands for it
            party = party_named(a.mention)
            if party not in parties["donor"] + parties["recipient"]:  # nor does anyone give to himself
                note(f"{a.role}s[{len(parties[a.role])}]", a.mention, a.rule, a.score)
                parties[a.role].append(party)
    items: list[Item] = []
    told_twice = _vague_retellings(c, article.text)
    for position, a in enumerate(c.arguments):
        if a.role == "item" and position not in told_twice:
            note(f"items[{len(items)}].item", a.mention, a.rule, a.score)
            number = next((q for q in c.arguments if q.role == "quantity" and q.of == position), None)
            if number is not None:
                note(f"items[{len(items)}].quantity", number.mention, number.rule, number.score)
            items.append(item_of(a.mention, number.mention if number else None))
    money: Money | None = None
    alternatives: tuple[Money, ...] = ()
    if (sum_ := _first(c, "money")) and isinstance(sum_.mention, MoneyMention):
        near = [p.country for p in (*parties["donor"], *parties["recipient"])]
        mention = settle(sum_.mention, article.country, near, homes)
        money = money_of(mention)
        alternatives = tuple(m for m in map(money_of, mention.alternatives) if m)
        if money:
            note("amount", mention, sum_.rule, sum_.score)
            if money.currency:
                note("currency", mention, sum_.rule, sum_.score)
    date = date_text = None
    if (day := _first(c, "date")) and isinstance(day.mention, DateMention) and day.mention.rule != "date.dateline":
        date, date_text = day.mention.value, day.mention.text  # a dateline alone dates nothing
        note("date", day.mention, day.rule, day.score)
    words: dict[str, str | None] = {"location": None, "purpose": None}
    for field in words:
        if (found := _first(c, field)) is None:
            continue
        words[field] = " ".join(found.mention.text.split())
        if field == "location" and isinstance(found.mention, PartyMention):
            place = party_named(found.mention)
            if place in parties["recipient"]:
                words[field] = None  # said once, as the recipient
                continue
            words[field] = place.name if place.country else words[field]  # "Yemeni" → Yemen
        note(field, found.mention, found.rule, found.score)
    told = c.trigger or next((a.mention for a in c.arguments if a.role in ("item", "money")), None)
    if told is not None:
        note("status", told, c.rule, c.status_score)
        if c.aggregate:
            note("aggregate", told, c.rule)
    return AidEvent(
        donors=tuple(parties["donor"]),
        recipients=tuple(parties["recipient"]),
        items=tuple(items),
        money=money,
        alternatives=alternatives,
        date=date,
        date_text=date_text,
        status=c.status,
        location=words["location"],
        purpose=words["purpose"],
        aggregate=c.aggregate,
        evidence=tuple(evidence),
        score=round(c.score, 4),
        rule=c.rule,
    )


def _is_official(mention: PartyMention) -> bool:
    """ "Ambassador Ana Maria Ruiz", said without her state."""
    name = " ".join(mention.text.split())
    return not mention.country and is_state_title(name.removesuffix(strip_titles(name)))


def _vague_retellings(c: Candidate, text: str) -> set[int]:
    """Places of items that another sentence names more closely: "rescue equipment", and later "40 power saws".

    In one sentence the whole and its contents are both items.
    """
    numbered = {a.of for a in c.arguments if a.role == "quantity"}
    items = {i: a.mention for i, a in enumerate(c.arguments) if a.role == "item"}
    vague = {i for i, m in items.items() if i not in numbered and _is_vague(m.text)}
    close = [m for i, m in items.items() if i not in vague]
    return {i for i in vague if close and all(_SENTENCE_END.search(text, *_gap(m, items[i])) for m in close)}


def _is_vague(name: str) -> bool:
    good = good_by_name(name.split()[-1]) if name.split() else None
    return good is not None and good.vague


def _gap(a: Mention, b: Mention) -> tuple[int, int]:
    return min(a.end, b.end), max(a.start, b.start)


def _first(c: Candidate, role: str) -> Argument | None:
    return next((a for a in c.arguments if a.role == role), None)


def party_of(
    mentions: Sequence[PartyMention], chosen: PartyMention, acronyms: Mapping[str, str] = MappingProxyType({})
) -> Party:
    """A state under its short name, all others in the fullest form that the text has among `mentions`.

    `acronyms` are those that the text defines, with their full names.
    """
    code = next((m.country for m in mentions if m.country), None)
    if code:
        known = countries().get(code)
        return Party(known.name if known else chosen.name, code, code if known else None, "country")
    listed = max((m for m in mentions if m.id), key=lambda m: len(m.text), default=None)
    names = {chosen.name or chosen.text, acronyms.get(chosen.name or chosen.text, chosen.text)}
    own = [
        _tidy(m.text)
        for m in mentions
        if m is chosen or (listed and m.id == listed.id) or any(same_party(m.name or m.text, name) for name in names)
    ]
    names_of_size = [n for n in own if 0 < len(n.split()) <= _LONGEST_NAME]
    name = max(names_of_size, key=_fullness, default=_tidy(chosen.text))
    name = _uncounted(name)
    person = strip_titles(name)
    if " " in person and any(m.rule.endswith("PERSON") and person in m.text for m in mentions):
        name = person  # "Governor Ana Maria Ruiz", but "Queen Ana"
    kind = next((m.kind for m in (listed, *mentions) if m and m.kind), None)
    return Party(name, None, listed.id if listed else None, kind)


def _tidy(name: str) -> str:
    """Without brackets, and what a boundary set too wide or too narrow leaves at the ends: "of Red Cross Society",
    "Children's Fund (UNICEF"."""
    name = " ".join(name.split())
    bare = _BRACKET.sub(" ", name)
    return _ENDS.sub("", bare.partition("(")[0].rpartition(")")[2]) or name


def _uncounted(name: str) -> str:
    """ "more than 25 families" are families; "Four Paws" and "one man" stay."""
    number = next(iter(find_numbers(name)), None)
    if number is None or number.value == 1 or name[0].isupper() or bound_before(name, number.start)[1] > 0:
        return name
    counted = _COUNTED.match(name, number.end)
    return name[counted.end() :] if counted and (counted[1] or not number.vague) else name


def _fullness(name: str) -> tuple[bool, int]:
    """A proper name before a description ("UN food agency"), then the longer."""
    return all(w in _SMALL or not w[0].islower() for w in name.split()), len(name)


def home_countries(mentions: Mentions) -> list[str]:
    """The countries that the text names or whose places it names, the most frequent first."""
    count: Counter[str] = Counter()
    for m in mentions.parties:
        code = m.country or (place_country(m.name or m.text) if m.rule in _PLACE_RULES else None)
        if code:
            count[code] += 1
    return [code for code, _ in count.most_common()]


def settle(
    mention: MoneyMention, dateline: str | None, parties: Sequence[str | None], homes: Sequence[str]
) -> MoneyMention:
    """A sign that several currencies share, read as that of the first country which writes it so.

    Asked are the country of the dateline, those of the event's parties, and those that the text names (`homes`). A bare
    "$" is the world's in most texts: only those in `_OWN_DOLLAR` take it for their own, where the text is about them.
    """
    if not is_ambiguous(mention.sign):
        return mention
    codes = [dateline, *parties, *homes]
    if mention.sign in ("$", "dollar", "dollars"):
        codes = [] if "US" in homes else [code for code in (dateline, *homes[:1]) if code in _OWN_DOLLAR]
    for code in codes:
        if code is not None and code in countries():
            settled = settle_currency(mention, code)
            if settled.currency == countries()[code].currency:
                return settled
    return mention


def item_of(mention: Mention, number: Mention | None) -> Item:
    """The goods with their count. "two truckloads of blankets" → blankets, 2, truckloads."""
    name = " ".join(mention.text.split())
    if isinstance(number, QuantityMention):
        return Item(name, number.value, number.unit, number.bound if number.value is not None else None, number.upper)
    return Item(name)


def money_of(mention: MoneyMention) -> Money | None:
    """None for a vague sum ("millions of dollars")."""
    if mention.amount is None:
        return None
    return Money(mention.amount, mention.currency, mention.bound, mention.upper)
