"""Noun phrases with the mentions in them: what a trigger can take as giver, goods and receiver.

A `Unit` is a noun phrase, a name or a sum; `Phrases` holds those of one text and knows what each can be: a party by
name, by description ("the fishermen's union of Iquique") or by a pronoun; a whole and its contents; a list.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aidextract.lexicon import load_frames
from aidextract.mentions.dates import dateline_span
from aidextract.mentions.items import singular
from aidextract.records import DateMention, ItemMention, Mention, Mentions, MoneyMention, PartyMention, Role
from aidextract.syntax import NOMINAL, Parse, case_before, noun_chunks

if TYPE_CHECKING:
    from collections.abc import Mapping

SAME_THING = re.compile(
    r"\s*(?:,|and|&|, and|or|plus|as well as|along with|together with|/|, plus|, as well as)\s*"
    r"(?:the|a|an|some|their|its)?\s*"
)
_CONTENTS = re.compile(
    r"\s*,?\s*(?:of|including|includes|such as|consisting of|comprising|containing|made up of|full of|with|laden with|"
    r"loaded with|carrying|that is|namely|\(|:|,|–|—|-)\s*(?:the|a|an|some|their|its)?\s*"
)
_ADDS = frozenset({"of", "for", "in", "from"})  # what a description takes along: "clinic on Niuatoputapu"
PRONOUNS = frozenset({"it", "they", "he", "she", "we", "i", "him", "her", "them", "us", "who", "which", "that", "whom"})
RELATIVE = frozenset({"who", "which", "that", "whom"})
_DEFINED = frozenset({"the", "its", "their", "his", "her", "our", "a", "an"})
_FLOATING = _DEFINED | {"other", "some", "many", "several"}


@dataclass(slots=True)
class Unit:
    """A noun phrase, name or sum with all that was found in it. Tokens `start:end`, head `root`."""

    start: int
    end: int
    root: int
    case: str
    listed: bool
    party: PartyMention | None = None  # the phrase is this party
    inside: PartyMention | None = None  # a party stands in it as possessor or adjective: "French aid"
    item: ItemMention | None = None
    money: MoneyMention | None = None
    date: bool = False
    lemma: str = ""


class Phrases:
    """The units of one text, by sentence. `verbs` are tokens that no phrase may hold, `particles` no prepositions."""

    def __init__(
        self, parse: Parse, mentions: Mentions, verbs: set[int], particles: set[int], spoken: set[int]
    ) -> None:
        self.parse = parse
        self.words: Mapping[str, frozenset[str]] = load_frames().words
        self.by_sentence: dict[int, list[Unit]] = {}
        for unit in _find_units(parse, mentions, verbs, particles):
            if unit.root not in spoken:
                self.by_sentence.setdefault(parse.sent[unit.root], []).append(unit)

    def near(self, token: int) -> list[Unit]:
        """The units of the token's sentence, in order."""
        return self.by_sentence.get(self.parse.sent[token], [])

    def after(self, unit: Unit) -> list[Unit]:
        units = self.by_sentence[self.parse.sent[unit.root]]
        return [u for u in units if u.start >= unit.end]

    def is_thing(self, unit: Unit) -> bool:
        return unit.money is not None or unit.item is not None

    def may_be_party(self, unit: Unit) -> bool:
        if unit.money is not None:
            return False
        words = self.words
        return unit.party is not None or unit.lemma in words["bodies"] or unit.lemma in PRONOUNS or unit.item is None

    def contents(self, unit: Unit, first_case: str = "", loose: bool = True) -> list[Unit]:
        """The goods that a whole consists of: "a consignment of tents and stoves", "two lorries, with rice"."""
        found: list[Unit] = []
        last = unit
        for other in self.after(unit):
            between = self.parse.text[self.parse.end[last.end - 1] : self.parse.start[other.start]]
            if other.date:
                break
            bare = re.sub(r"[\d.,]+|\b(?:more than|over|about|some|nearly)\b", "", between).strip(" ")
            if not found:
                if first_case and other.case != first_case:
                    break
                if not _CONTENTS.fullmatch(bare + " ") and not _CONTENTS.fullmatch(between):
                    break
                if bare in (",", "with", "-", "–", "—") and other.item is None:
                    break
                if not loose and not any(c.isalpha() for c in bare):
                    break  # "food packets, dry rations" are two things, "relief goods: tents" is one
            elif not SAME_THING.fullmatch(bare + " ") and not SAME_THING.fullmatch(between):
                break
            if other.item is None and other.money is None:
                break
            if other.party is not None:
                break
            found.append(other)
            last = other
        return found

    def following(self, unit: Unit) -> list[Unit]:
        """The rest of a list that begins with the unit: "tents, blankets and rice"."""
        found: list[Unit] = []
        last = unit
        for other in self.after(unit):
            parse = self.parse
            between = parse.text[parse.end[last.end - 1] : parse.start[other.start]]
            quantity = re.sub(
                r"[\d.,]*\d\s*|\b(?:tons?|tonnes?|bags?|sacks?|boxes|of|litres?|kg|pairs?|sets?)\b", "", between
            )
            if not SAME_THING.fullmatch(quantity + " ") or not re.search(r"[,&]|and|plus|well|with|or|/", between):
                break
            if other.item is None or other.party is not None or other.money is not None:
                break
            if parse.dep[other.root] in ("nsubj", "nsubj:pass"):
                break
            found.append(other)
            last = other
        return found

    def party_of(self, unit: Unit, role: Role) -> PartyMention | None:
        """The unit as one who gives or receives: a name, whom an envoy stands for, a description, a pronoun."""
        parse, words, lemma = self.parse, self.words, unit.lemma
        if unit.money is not None or unit.date:
            return None
        if lemma in words["agents"]:
            if unit.inside is not None:
                return unit.inside  # "France's envoy"
            behind = self._party_behind(unit, ("of", "to", "for"))
            if behind is not None:
                return behind  # "the people of France"
        if lemma in words["vehicles"] and unit.party is None:
            return unit.inside if role == "donor" else None
        if unit.party is not None:
            return unit.party
        if parse.pos[unit.root] == "PRON":
            return make_party(parse, unit.start, unit.end, "party.pronoun", "") if lemma in PRONOUNS else None
        if lemma in words["bodies"] or (parse.pos[unit.root] == "PROPN" and parse.entity[unit.root] != "DATE"):
            return self._description(unit, "party.description")
        if role == "donor":
            return self._description(unit, "party.subject") if self._may_act(unit) else None
        return self._receiver(unit)

    def _may_act(self, unit: Unit) -> bool:
        """ "the conglomerate has earmarked": a subject that is no thing may be anyone."""
        parse, words, lemma = self.parse, self.words, unit.lemma
        if unit.case or parse.pos[unit.root] != "NOUN" or parse.lower[unit.start] not in _DEFINED:
            return False
        if any(lemma in words[kind] for kind in ("goods", "crews", "vague", "measures", "vehicles")):
            return False
        return lemma not in words["abstract"] or lemma in words["actors"]

    def _receiver(self, unit: Unit) -> PartyMention | None:
        """A phrase behind "to" or "for" whose noun is no known body: the owner or place in it, people, a hospital."""
        words, lemma = self.words, unit.lemma
        if unit.case in ("for", "to", "in", "into", "on", "towards", "at"):
            if unit.inside is not None:
                return unit.inside  # "for Tonga's mini-grids"
            behind = self._party_behind(unit, ("of", "in"))
            if behind is not None:
                return behind  # "for the housing of Bam"
            if unit.case != "to":
                return None
        known = lemma in words["receivers"]
        if not known and (lemma in words["goods"] or lemma in words["abstract"]):
            return None
        return self._description(unit, "party.description")

    def _party_behind(self, unit: Unit, cases: tuple[str, ...]) -> PartyMention | None:
        behind = next(iter(self.after(unit)), None)
        if behind is None or behind.start > unit.end + 2 or behind.case not in cases:
            return None
        return behind.party

    def _description(self, unit: Unit, rule: str) -> PartyMention:
        """ "the fishermen's union of Iquique": the phrase, without its determiner, with the "of" phrase behind."""
        parse = self.parse
        start = unit.start
        while start < unit.root and (
            parse.pos[start] in ("DET", "NUM")
            or parse.lower[start] in ("its", "their", "his", "her", "our", "other", "some", "many", "several")
        ):
            start += 1
        end = unit.end
        behind = next(iter(self.after(unit)), None)
        if (
            behind is not None
            and behind.start <= unit.end + 2
            and behind.case in ("of", "for", "in")
            and not behind.date
        ):
            if behind.case == "of" or (behind.case == "for" and (not unit.case or parse.pos[unit.root] == "PROPN")):
                end = behind.end
        return make_party(parse, start, end, rule, parse.words(start, end))


def make_party(parse: Parse, start: int, end: int, rule: str, name: str) -> PartyMention:
    first, last = parse.start[start], parse.end[end - 1]
    return PartyMention(first, last, parse.text[first:last], rule, name=name)


def _find_units(parse: Parse, mentions: Mentions, verbs: set[int], particles: set[int]) -> list[Unit]:
    """Noun phrases with the mentions in them; sums and names that the phrases miss become units of their own."""
    spans: list[tuple[int, int, Mention]] = []
    for mention in (*_trimmed(parse, mentions), *mentions.money, *mentions.dates):
        start = parse.token_at(mention.start)
        end = parse.token_at(max(mention.end - 1, mention.start)) + 1
        if start < len(parse):
            spans.append((start, min(end, len(parse)), mention))
    spans.sort(key=lambda s: (s[0], -s[1]))
    units: list[Unit] = []
    covered = 0
    position = 0
    items = {}
    for item in mentions.items:
        items[parse.token_at(max(item.end - 1, item.start))] = item
    for chunk in noun_chunks(parse, verbs):
        while position < len(spans) and spans[position][0] < chunk.start:
            covered = _alone(parse, spans[position], units, covered)
            position += 1
        if chunk.end <= covered:
            continue
        unit = Unit(chunk.start, chunk.end, chunk.root, chunk.case, chunk.listed, lemma=singular(parse, chunk.root))
        if chunk.start - 1 in particles:
            unit.case = ""  # "flew in 40 tonnes": no phrase of place
        cut = next(
            (
                s[0]
                for s in spans[position : position + 4]
                if isinstance(s[2], MoneyMention) and s[0] < chunk.end <= s[1]
            ),
            0,
        )
        if (
            cut > chunk.start
            and any(parse.pos[i] in NOMINAL for i in range(chunk.start, cut))
            and parse.tag[cut - 1] != "POS"
        ):
            # "offered Haiti $5 million": two phrases, whatever the tags say
            root = next(i for i in range(cut - 1, chunk.start - 1, -1) if parse.pos[i] in NOMINAL)
            unit.end, unit.root, unit.lemma = cut, root, singular(parse, root)
        while position < len(spans) and spans[position][0] < (unit.end if cut else chunk.end):
            start, end, mention = spans[position]
            position += 1
            if start < covered:
                continue
            _place(unit, start, end, mention)
        unit.item = items.get(unit.end - 1) or items.get(unit.root)
        if unit.party is not None and unit.item is not None and unit.party.end >= unit.item.end:
            unit.item = None
        covered = max(covered, unit.end)
        units.append(unit)
    while position < len(spans):
        covered = _alone(parse, spans[position], units, covered)
        position += 1
    units.sort(key=lambda u: u.start)
    dateline = dateline_span(parse.text)
    if dateline is not None:  # "KATHMANDU, Jan 28 -" takes no part in any sentence
        units = [u for u in units if parse.start[u.start] >= dateline[1] or parse.end[u.end - 1] <= dateline[0]]
    return _relatives(parse, units)


def _trimmed(parse: Parse, mentions: Mentions) -> list[PartyMention]:
    """Names found by the entity recogniser without what it swallowed: "Islamabad helicopters", "Jeseník 2 million"."""
    goods = load_frames().words["goods"]
    sums = [m.start for m in mentions.money]
    out = []
    for party in mentions.parties:
        if party.rule.startswith("ner."):
            first = parse.token_at(party.start)
            last = parse.token_at(max(party.end - 1, party.start))
            k = bisect_right(sums, party.start)
            money = sums[k] if k < len(sums) else party.end
            while first < last < len(parse) and (
                parse.start[last] >= money
                or parse.pos[last] in ("NUM", "ADP")
                or (
                    parse.pos[last] == "NOUN"
                    and singular(parse, last) in goods
                    and parse.text[parse.start[last]].islower()
                )
            ):
                last -= 1
            if last < len(parse) and parse.end[last] < party.end:
                text = parse.text[party.start : parse.end[last]]
                party = replace(party, end=parse.end[last], text=text, name=text)
        out.append(party)
    return out


def _place(unit: Unit, start: int, end: int, mention: Mention) -> None:
    if isinstance(mention, DateMention):
        if start <= unit.root < end:
            unit.date = True
            unit.end = max(unit.end, end)
    elif isinstance(mention, MoneyMention):
        if unit.money is None:
            unit.money = mention
            if start <= unit.root < end or end >= unit.end:
                unit.root, unit.end, unit.lemma = (
                    min(end, unit.end) - 1 if end <= unit.end else unit.root,
                    max(end, unit.end),
                    "",
                )
    elif isinstance(mention, PartyMention):
        if start <= unit.root < end:
            if unit.party is None or end > unit.end:
                unit.party = mention
                unit.end = max(unit.end, end)
        elif unit.inside is None:
            unit.inside = mention


def _alone(parse: Parse, span: tuple[int, int, Mention], units: list[Unit], covered: int) -> int:
    """A mention outside all noun phrases: the tagger took it for something else."""
    start, end, mention = span
    if start < covered:
        return covered
    unit = Unit(start, end, end - 1, case_before(parse, start), False)
    _place(unit, start, end, mention)
    units.append(unit)
    return end


def _relatives(parse: Parse, units: list[Unit]) -> list[Unit]:
    """ "who", "which": take over what the phrase before them is."""
    for k, unit in enumerate(units):
        if k and unit.end - unit.start == 1 and parse.lower[unit.start] in RELATIVE and not unit.case:
            last = units[k - 1]
            close = unit.start - last.end <= 2 and parse.sent[last.root] == parse.sent[unit.root]
            if close and (parse.tag[unit.start] in ("WDT", "WP") or parse.lower[unit.start] != "that"):
                back = k - 1
                if (
                    last.case in _ADDS
                    and k > 1
                    and last.start - units[k - 2].end <= 2
                    and units[k - 2].party is None
                    and last.party is None
                ):
                    back = k - 2
                source = units[back]
                units[k] = replace(
                    unit,
                    party=source.party,
                    inside=source.inside,
                    item=source.item,
                    money=source.money,
                    lemma=source.lemma,
                )
    return units
