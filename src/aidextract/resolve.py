"""From a candidate to an event: each argument's value, its name in full, and where it stands in the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aidextract.gazetteer import country, organisation
from aidextract.mentions.money import settle_currency
from aidextract.mentions.parties import same_party
from aidextract.records import (
    AidEvent, Argument, Article, Candidate, DateMention, Evidence, Item, ItemMention, Mention, Mentions, Money,
    MoneyMention, Party, PartyMention, QuantityMention,
)  # fmt: skip

_LONGEST_NAME = 9  # words: a longer "name" is a clause
_BRACKET = re.compile(r"\s*\([^()]*\)\s*")


def resolve_events(candidates: Sequence[Candidate], article: Article, mentions: Mentions, groups: Sequence[int]) -> list[AidEvent]:
    """`groups` numbers `mentions.parties` by party, as `references.group_parties` gives it."""
    members: dict[int, list[PartyMention]] = {}
    group_of: dict[tuple[int, int], int] = {}
    for mention, group in zip(mentions.parties, groups, strict=True):
        members.setdefault(group, []).append(mention)
        group_of[mention.start, mention.end] = group
    return [_event(c, article, members, group_of) for c in candidates]


def _event(c: Candidate, article: Article, members: dict[int, list[PartyMention]], group_of: dict[tuple[int, int], int]) -> AidEvent:
    evidence: list[Evidence] = []

    def note(field: str, mention: Mention, rule: str) -> None:
        evidence.append(Evidence(field, article.text[mention.start : mention.end], mention.start, mention.end, rule))

    parties: dict[str, list[Party]] = {"donor": [], "recipient": []}
    for a in c.arguments:
        if a.role in parties and isinstance(a.mention, PartyMention):
            group = group_of.get((a.mention.start, a.mention.end))
            party = party_of(members[group] if group is not None else [a.mention], a.mention)
            if party not in parties[a.role]:
                note(f"{a.role}s[{len(parties[a.role])}]", a.mention, a.rule)
                parties[a.role].append(party)
    items: list[Item] = []
    for position, a in enumerate(c.arguments):
        if a.role == "item":
            note(f"items[{len(items)}].item", a.mention, a.rule)
            number = next((q for q in c.arguments if q.role == "quantity" and q.of == position), None)
            if number is not None:
                note(f"items[{len(items)}].quantity", number.mention, number.rule)
            items.append(item_of(a.mention, number.mention if number else None))
    money, alternatives = None, ()
    if (sum_ := _first(c, "money")) and isinstance(sum_.mention, MoneyMention):
        home = parties["donor"][0].country if parties["donor"] else None
        mention = settle_currency(sum_.mention, article.country or home)
        money = money_of(mention)
        alternatives = tuple(m for m in map(money_of, mention.alternatives) if m)
        if money:
            note("amount", mention, sum_.rule)
            if money.currency:
                note("currency", mention, sum_.rule)
    date = date_text = None
    if (day := _first(c, "date")) and isinstance(day.mention, DateMention):
        date, date_text = day.mention.value, day.mention.text
        note("date", day.mention, day.rule)
    words: dict[str, str | None] = {"location": None, "purpose": None}
    for field in words:
        if found := _first(c, field):
            words[field] = " ".join(found.mention.text.split())
            note(field, found.mention, found.rule)
    told = c.trigger or next((a.mention for a in c.arguments if a.role in ("item", "money")), None)
    if told is not None:
        note("status", told, c.rule)
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


def _first(c: Candidate, role: str) -> Argument | None:
    return next((a for a in c.arguments if a.role == role), None)


def party_of(mentions: Sequence[PartyMention], chosen: PartyMention) -> Party:
    """A state under its short name, an organisation of the gazetteer under its own, all others in the text's fullest form."""
    code = next((m.country for m in mentions if m.country), None)
    if code:
        known = country(code)
        return Party(known.name if known else chosen.name, code, known.iso2 if known else None, "country")
    listed = next((m for m in mentions if m.id), None)
    own = [" ".join(m.text.split()) for m in mentions if m is chosen or same_party(m.name or m.text, chosen.name or chosen.text)]
    name = max((n for n in own if len(n.split()) <= _LONGEST_NAME), key=len, default=" ".join(chosen.text.split()))
    name = _BRACKET.sub(" ", name).strip() or name
    if listed:
        body = organisation(listed.id or "")
        return Party(body.name if body else listed.name or name, None, listed.id, listed.kind)
    return Party(name, None, None, next((m.kind for m in mentions if m.kind), None))


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


__all__ = ["ItemMention", "item_of", "money_of", "party_of", "resolve_events"]
