"""The rule-based way from mentions to candidates: each trigger looks for its giver, goods and receiver.

The frames of `data/frames.toml` say where a role stands (subject, object, behind "to"). The parse is asked first; where
it gives nothing, the order of words inside the clause is ("~order" in the rule id). Every argument carries its rule:
``frame.give/donor``, ``frame.give/item~order``, ``frame.give/donor~gap``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from aidextract.lexicon import Frame, Frames, load_frames
from aidextract.mentions.items import attach_quantities
from aidextract.mentions.triggers import Trigger, find_triggers
from aidextract.phrases import RELATIVE, SAME_THING, Phrases, Unit
from aidextract.records import (
    Argument,
    Candidate,
    DateMention,
    ItemMention,
    Mention,
    Mentions,
    MoneyMention,
    PartyMention,
    Role,
    Status,
)
from aidextract.syntax import (
    BULLETS,
    PREPOSITIONS,
    VERBAL,
    Parse,
    ancestors,
    auxiliaries,
    first_conjunct,
    is_passive,
    read_parse,
    subject_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spacy.tokens import Doc

_WORTH = re.compile(
    r"\b(?:worth|valued at|value of|value:|costs?|costing|cost of|tune of|extent of|priced at|estimated at|total of|"
    r"price tag|to a value of|totall?ing|amounting to)[\s(]*"
    r"(?:about|around|some|over|nearly|almost|approximately|more than|an estimated|roughly|at least|up to|of)?\s*$"
)
_WORTH_OF = re.compile(r"['’]?s?['’]?[\s-]+(?:worth|value)\b")
_GOVERNING = PREPOSITIONS - {"in", "on"}
_FUTURE = frozenset({"will", "'ll", "’ll", "shall", "wo"})
_PARTIES: tuple[Role, ...] = ("donor", "recipient")
_THINGS: tuple[Role, ...] = ("item", "money")
_SOUGHT: tuple[Role, ...] = ("item", "donor", "recipient")
_BETWEEN = frozenset(
    ", and & a an the or plus some over than more about nearly around up to ( ) / also another at least as well both "
    "almost just only".split()
)
_BOUNDING = frozenset({"until", "till", "before", "after", "by", "of", "than"})
_DATELINE = re.compile(r"\s*(?:\([^)]{2,30}\)\s*)?(?::|--|[–—-]\s)")
_MAX_TRANSFERS = 12  # of one trigger; longer lists are tables


@dataclass(slots=True)
class _Transfer:
    """What is being gathered for one candidate: role → [(mention, rule)]."""

    trigger: Trigger
    status: Status
    roles: dict[Role, list[tuple[Mention, str]]] = field(default_factory=dict)

    def add(self, role: Role, mention: Mention | None, rule: str) -> None:
        held = self.roles.setdefault(role, [])
        if mention is not None and all((m.start, m.end) != (mention.start, mention.end) for m, _ in held):
            held.append((mention, rule))

    def has(self, role: Role) -> bool:
        return bool(self.roles.get(role))

    def copy(self) -> _Transfer:
        return _Transfer(self.trigger, self.status, {role: list(found) for role, found in self.roles.items()})


def find_candidates(doc: Doc | Parse, mentions: Mentions) -> list[Candidate]:
    """The transfers that the frames see in a text, in order, not yet judged (see `assertion.assess`).

    One candidate a transfer: of "Japan gave $3 million and Norway $2 million" two, of "sent 20 tents and $5,000" two
    as well (goods; cash on top). Descriptions in a role ("the maternity clinic", "it") become party mentions with the
    rules "party.description" and "party.pronoun"; a pronoun has no name, `references` looks for it.
    """
    parse = read_parse(doc)
    if not len(parse):
        return []
    reader = _Reader(parse, mentions)
    return reader.read()


class _Reader:
    """One text: its units by sentence, its triggers, and the questions that frames ask of them."""

    def __init__(self, parse: Parse, mentions: Mentions) -> None:
        self.parse = parse
        self.lexicon: Frames = load_frames()
        self.mentions = mentions
        self.triggers = find_triggers(parse)
        # The nouns of "take delivery", "courtesy of" are parts of triggers; the "in" of "flew in" governs nothing.
        verbs = {t.head for t in self.triggers if t.verbal}
        particles = {k for t in self.triggers if t.verbal for k in t.tokens[1:] if parse.lower[k] not in _GOVERNING}
        spoken = {k for t in self.triggers if len(t.tokens) > 1 and t.head not in t.tokens[1:] for k in t.tokens}
        self.phrases = Phrases(parse, mentions, verbs, particles, spoken)
        self.verbs: dict[int, list[Trigger]] = {}
        for trigger in self.triggers:
            if trigger.verbal:
                self.verbs.setdefault(parse.sent[trigger.head], []).append(trigger)
        self.date_starts = [date.start for date in mentions.dates]
        self.nouns = {t.head: t for t in self.triggers if not t.verbal and self._is_noun_frame(t)}
        self.heads = {t.head: t for t in self.triggers}
        self.absorbed: set[int] = set()
        self.quantity_of = attach_quantities(mentions.items, mentions.quantities, parse.text)
        self.item_number = {id(item): k for k, item in enumerate(mentions.items)}

    def _is_noun_frame(self, trigger: Trigger) -> bool:
        return "before" not in self.frame(trigger).places("item")

    def frame(self, trigger: Trigger) -> Frame:
        return self.lexicon.frames[trigger.frame]

    # -------------------------------------------------------------- the story
    def read(self) -> list[Candidate]:
        found: list[Candidate] = []
        noun_transfers = {head: self._noun_transfer(trigger) for head, trigger in self.nouns.items()}
        last_donor: dict[int, list[tuple[Mention, str]]] = {}
        for trigger in self.triggers:
            if trigger.verbal:
                transfers = self._verb_transfers(trigger, noun_transfers, last_donor)
            elif trigger.head in self.nouns:
                continue
            else:
                transfers = self._marker_transfers(trigger)
            for transfer in transfers:
                found += self._finish(transfer)
        for head, transfer in noun_transfers.items():
            if head not in self.absorbed:
                found += self._finish(transfer)
        found += self._bullets(found)
        found.sort(key=lambda c: (c.trigger.start if c.trigger else 0, c.arguments[0].mention.start))
        return self._with_context(self._headed(found))

    def _with_context(self, found: list[Candidate]) -> list[Candidate]:
        """A transfer whose sentence names no receiver goes where the place named in it lies, else where the transfer
        before it went, else to the place that the text speaks of most."""
        out: list[Candidate] = []
        last: PartyMention | None = None
        for candidate in found:
            named = [a.mention for a in candidate.arguments if a.role == "recipient"]
            if not named:
                donors = {_key(a.mention) for a in candidate.arguments if a.role == "donor"}
                place = next((a.mention for a in candidate.arguments if a.role == "location"), None)
                rule = f"{candidate.rule}/recipient~place"
                if place is None:
                    place, rule = last, f"{candidate.rule}/recipient~before"
                    if place is None or _key(place) in donors:
                        place, rule = self._focus(donors), f"{candidate.rule}/recipient~focus"
                if place is not None and _key(place) not in donors:
                    rest = tuple(a for a in candidate.arguments if a.role != "location" or a.mention is not place)
                    candidate = replace(candidate, arguments=(*rest, Argument("recipient", place, rule)))
                    named = [place]
            party = next((m for m in named if isinstance(m, PartyMention) and m.rule != "party.pronoun"), None)
            last = party or last
            out.append(candidate)
        return out

    def _focus(self, donors: set[str]) -> PartyMention | None:
        """The country or place named most often, the first of equals, that is not among the givers."""
        return next((party for party in self._places if _key(party) not in donors), None)

    @cached_property
    def _places(self) -> list[PartyMention]:
        """The countries and places of the text, the most often named first."""
        counts: dict[str, int] = {}
        first: dict[str, PartyMention] = {}
        for party in self.mentions.parties:
            if party.country or party.rule in ("ner.GPE", "ner.LOC") or party.kind in ("country", "region", "place"):
                counts[_key(party)] = counts.get(_key(party), 0) + 1
                first.setdefault(_key(party), party)
        return [first[key] for key in sorted(counts, key=lambda key: (-counts[key], first[key].start))]

    # -------------------------------------------------------------- verbs
    def _verb_transfers(
        self,
        trigger: Trigger,
        nouns: dict[int, _Transfer],
        last_donor: dict[int, list[tuple[Mention, str]]],
    ) -> list[_Transfer]:
        parse, frame = self.parse, self.frame(trigger)
        passive = is_passive(parse, trigger.head)
        rule = f"frame.{frame.id}"
        transfer = _Transfer(trigger, self._status(trigger, frame))
        before, after = self._reach(trigger)
        labels = self._labels(trigger, before, after, passive)
        used: set[int] = set()
        never = frame.not_item | self.lexicon.words["never"]
        telling = {"obj", "nsubj:pass", "obl[for]"} | ({"nsubj"} if subject_is_thing(frame) else set())
        first = {label: unit for unit, label in reversed(labels)}
        if any(u.lemma in never for label, u in first.items() if label in telling and u.party is None and not u.listed):
            return []  # "handed over power", "approved the budget of $4 billion", "paid $30 million for the striker"

        for role in _SOUGHT:
            for place in frame.places(role):
                for unit, label in labels:
                    if label != place or unit.start in used:
                        continue
                    if unit.case and not unit.listed and transfer.has(role):
                        continue
                    if role == "item":
                        if label != "obl[with]" and self._is_carrier(unit, labels):
                            continue
                        if self._add_thing(transfer, unit, f"{rule}/{role}", frame, nouns):
                            used.add(unit.start)
                    else:
                        party = self.phrases.party_of(unit, role)
                        if party is not None:
                            self._add_party(transfer, role, unit, party, f"{rule}/{role}")
                            used.add(unit.start)
                if transfer.has(role) or (role == "item" and transfer.has("money")):
                    break
        self._fill_by_order(transfer, frame, before, after, passive, used, nouns, last_donor)
        if transfer.has("donor"):
            last_donor[parse.sent[trigger.head]] = transfer.roles["donor"]
        self._add_worth(transfer, [*before, *after], used)
        self._add_owner(transfer, frame, [*before, *after], trigger)
        return self._divide(transfer, frame, after, used)

    def _reach(self, trigger: Trigger) -> tuple[list[Unit], list[Unit]]:
        """The units before and behind a verb that may be its arguments: up to the next trigger verb of the sentence."""
        parse = self.parse
        units = self.phrases.near(trigger.head)
        low, high = parse.sents[parse.sent[trigger.head]]
        for other in self.verbs.get(parse.sent[trigger.head], ()):
            if other is trigger:
                continue
            if other.head < trigger.head:
                low = max(low, other.last + 1) if self._closes(other.head, trigger.head) else low
            elif other.head > trigger.last:
                high = min(high, other.head)
                break
        before = [u for u in units if low <= u.start and u.end <= trigger.head]
        after = [u for u in units if trigger.head < u.start and u.end <= high]
        return before, after

    def _closes(self, other: int, verb: int) -> bool:
        """Does the other verb before it keep its own arguments? Not where it stands in a relative clause between
        the subject and this verb ("the tents that Japan sent arrived")."""
        return verb not in ancestors(self.parse, other)

    def _labels(self, trigger: Trigger, before: list[Unit], after: list[Unit], passive: bool) -> list[tuple[Unit, str]]:
        """Each unit in reach with its place: "nsubj", "obj", "iobj", "obl[to]", "acl", "near"."""
        parse, verb = self.parse, trigger.head
        labels: list[tuple[Unit, str]] = []
        subject = subject_of(parse, verb)
        relative = parse.dep[verb].startswith("acl")
        for unit in self.phrases.near(verb):
            if unit.end <= verb and not unit.case:
                root = first_conjunct(parse, unit.root)
                if subject is not None and (root == subject or unit.start <= subject < unit.end):
                    if relative and parse.head[verb] == root:
                        labels.append((unit, "acl" if passive or not parse.lower[verb].endswith("ing") else "nsubj"))
                    else:
                        labels.append((unit, "nsubj:pass" if passive else "nsubj"))
            if (
                relative
                and unit.end <= verb
                and unit.root == parse.head[verb]
                and all(u is not unit for u, _ in labels)
            ):
                labels.append((self._modified(unit), "acl"))
        opening = parse.sents[parse.sent[verb]][0]
        for unit in before:
            if unit.case and unit.start <= opening + 2 and not unit.date:  # "For Tonga's schools, Japan has approved"
                labels.append((unit, f"obl[{unit.case}]"))
        bare: list[Unit] = []
        closed = False
        edge = 0  # end of what the last bare phrase takes along: "the town of Jeseník"
        for unit in after:
            if unit.date:
                continue
            if unit.case == "of" and bare and unit.start <= edge + 2 and unit.money is None:
                edge = unit.end
            if unit.case and not (unit.listed and unit.money is not None):
                if (
                    unit.start == trigger.last + 1 + len(unit.case.split()) - 1
                    or parse.lower[trigger.last] == unit.case
                ):
                    labels.append((unit, "near"))
                if not self._elsewhere(unit, verb):
                    labels.append((unit, f"obl[{unit.case}]"))
                if bare and edge != unit.end:
                    closed = True
                continue
            if (
                self._elsewhere(unit, verb)
                or parse.dep[unit.root] in ("nsubj", "nsubj:pass")
                and parse.head[unit.root] != verb
            ):
                closed = True
                continue
            if not closed and not passive and (not bare or self._adjacent(edge, unit.start)):
                bare.append(unit)
                edge = unit.end
            elif parse.head[first_conjunct(parse, unit.root)] == verb:
                labels.append((unit, parse.dep[first_conjunct(parse, unit.root)]))
            elif passive and parse.dep[unit.root] == "obj":
                labels.append((unit, "obj"))
            elif bare and self._listed_after(bare[-1], unit):
                bare.append(unit)
                edge = unit.end
        labels += self._bare(trigger, bare)
        return labels

    def _modified(self, unit: Unit) -> Unit:
        """ "18 howitzers on wheels which": what a relative clause is about, where the parser takes the nearest noun."""
        if not unit.case or unit.case == "of":
            return unit
        before = [u for u in self.phrases.near(unit.root) if u.end <= unit.start]
        close = before and before[-1].item is not None and unit.start - before[-1].end <= 2
        return before[-1] if close else unit

    def _bare(self, trigger: Trigger, bare: list[Unit]) -> list[tuple[Unit, str]]:
        """Objects by their order: "gave [the clinic] [20 beds]", "gave [beds] and [tables]"."""
        if not bare:
            return []
        text, parse = self.parse.text, self.parse
        groups: list[list[Unit]] = [[bare[0]]]
        for unit in bare[1:]:
            between = text[parse.end[groups[-1][-1].end - 1] : parse.start[unit.start]]
            if SAME_THING.fullmatch(between):
                groups[-1].append(unit)
            else:
                groups.append([unit])
        if len(groups) > 1 and self.phrases.is_thing(groups[1][0]) and self.phrases.may_be_party(groups[0][0]):
            return [(u, "iobj") for u in groups[0]] + [(u, "obj") for group in groups[1:] for u in group]
        first = groups[0][0]
        if len(groups) == 1 and first.party is not None and first.item is None and first.money is None:
            things = [u for u in groups[0][1:] if self.phrases.is_thing(u)]
            if not things:  # "the howitzers which Sweden promised Ukraine": only the frame can tell
                return [(u, label) for u in groups[0] for label in ("obj", "iobj")]
        return [(u, "obj") for group in groups for u in group]

    def _adjacent(self, left: int, right: int) -> bool:
        """Nothing but determiners, numbers, commas or dates between two places."""
        parse = self.parse
        between = parse.lower[left:right]
        if len(between) > 6:
            return False
        return all(
            word in _BETWEEN or parse.pos[k] in ("DET", "NUM", "SYM", "ADJ", "ADV")
            for k, word in enumerate(between, start=left)
        )

    def _listed_after(self, left: Unit, right: Unit) -> bool:
        return self.parse.dep[right.root] == "conj" and first_conjunct(self.parse, right.root) == first_conjunct(
            self.parse, left.root
        )

    def _elsewhere(self, unit: Unit, verb: int) -> bool:
        """Does the unit belong to another verb between it and the trigger?"""
        parse = self.parse
        for above in ancestors(parse, unit.root):
            if above == verb:
                return False
            if parse.pos[above] in VERBAL and above > verb and above in self.heads and self.heads[above].verbal:
                return True
            if parse.pos[above] == "VERB" and parse.tag[above] in ("VBD", "VBZ", "VBP") and above > verb:
                return True
        return False

    def _add_party(self, transfer: _Transfer, role: Role, unit: Unit, party: PartyMention, rule: str) -> None:
        """Takes a party into a role. Of "its neighbour, Lesotho" and "Chad and Mali, the two countries" the names."""
        held = transfer.roles.setdefault(role, [])
        if held and unit.listed and self.parse.dep[unit.root] == "appos":
            if party.rule == "party.description":
                return
            if held[-1][0].rule == "party.description":
                held.pop()
        transfer.add(role, party, rule)

    # -------------------------------------------------------------- word order, where the parse gives nothing
    def _fill_by_order(
        self,
        transfer: _Transfer,
        frame: Frame,
        before: list[Unit],
        after: list[Unit],
        passive: bool,
        used: set[int],
        nouns: dict[int, _Transfer],
        last_donor: dict[int, list[tuple[Mention, str]]],
    ) -> None:
        rule = f"frame.{frame.id}"
        free_before = [u for u in before if u.start not in used and not u.date]
        free_after = [u for u in after if u.start not in used and not u.date]
        subject_role: Role = "recipient" if frame.places("recipient")[:1] == ("nsubj",) else "donor"
        by_subject = subject_is_thing(frame)
        if not transfer.has("item") and not transfer.has("money"):
            things = free_before[::-1] if passive or by_subject else free_after
            for unit in things:
                if unit.case and unit.case not in ("of", "with") and not unit.money:
                    continue
                if transfer.trigger.weak and not self._is_close(unit, transfer.trigger, by_subject):
                    continue
                if self.phrases.is_thing(unit) and self._add_thing(transfer, unit, f"{rule}/item~order", frame, nouns):
                    used.add(unit.start)
                    break
        if not transfer.has(subject_role) and not passive and not by_subject:
            for unit in reversed(free_before):
                if unit.case or unit.start in used:
                    continue
                party = self.phrases.party_of(unit, "donor") if unit.party or unit.inside else None
                if party is not None:
                    transfer.add(subject_role, party, f"{rule}/{subject_role}~order")
                    used.add(unit.start)
                    break
            else:
                shared = last_donor.get(self.parse.sent[transfer.trigger.head])
                if shared and subject_role == "donor" and self._joined(transfer.trigger):
                    for mention, _ in shared:
                        transfer.add("donor", mention, f"{rule}/donor~shared")
        if not transfer.has("recipient"):
            cases = [place[4:-1] for place in frame.places("recipient") if place.startswith("obl[")]
            for case in cases:
                for unit in free_after:
                    if unit.case == case and unit.start not in used and (unit.party or unit.inside):
                        party = self.phrases.party_of(unit, "recipient")
                        if party is not None:
                            transfer.add("recipient", party, f"{rule}/recipient~order")
                            used.add(unit.start)
                            break
                if transfer.has("recipient"):
                    break
        if not transfer.has("donor"):
            # "equipment from Denmark was handed over", "French tents arrived"
            for unit in [*before, *after]:
                if unit.case == "from" and unit.start not in used and unit.party is not None:
                    transfer.add("donor", unit.party, f"{rule}/donor~from")
                    break

    def _is_close(self, unit: Unit, trigger: Trigger, by_subject: bool) -> bool:
        """Everyday verbs take by word order only what stands near them, no verb or relative pronoun between."""
        parse = self.parse
        low, high = (unit.end, trigger.head) if unit.end <= trigger.head else (trigger.last + 1, unit.start)
        if high - low > 7 or (by_subject and (unit.money is not None or unit.start > trigger.head)):
            return False
        return not any(parse.pos[i] == "VERB" or parse.lower[i] in RELATIVE for i in range(low, high))

    def _add_owner(self, transfer: _Transfer, frame: Frame, units: Sequence[Unit], trigger: Trigger) -> None:
        """Parties in the phrase: "Japan's parcel was flown" has a giver, "offered Peru helicopters" a receiver."""
        parse = self.parse
        starts = {m.start for role in _THINGS for m, _ in transfer.roles.get(role, [])}
        for unit in units:
            inside = unit.inside
            if inside is None or not any(
                parse.start[unit.start] <= start < parse.end[unit.end - 1] for start in starts
            ):
                continue
            behind = parse.token_at(inside.end)
            owns = behind < len(parse) and parse.tag[behind] == "POS"
            if not transfer.has("recipient") and "iobj" in frame.places("recipient") and not owns:
                if (
                    unit.start == trigger.last + 1
                    and parse.tag[behind - 1].startswith("NNP")
                    and not inside.rule.endswith("demonym")
                ):
                    transfer.add("recipient", inside, f"frame.{frame.id}/recipient~inside")
                    continue
            if not transfer.has("donor"):
                transfer.add("donor", inside, f"frame.{frame.id}/donor~owner")

    def _joined(self, trigger: Trigger) -> bool:
        """Is the verb coordinated with one before it: "airlifted tents and donated cash"?"""
        dep = self.parse.dep[trigger.head]
        return dep in ("conj", "parataxis", "xcomp", "advcl") or self.parse.lower[trigger.head - 1] in (
            "and",
            ",",
            "to",
        )

    # -------------------------------------------------------------- what a unit can be
    def _is_carrier(self, unit: Unit, labels: list[tuple[Unit, str]]) -> bool:
        """A lorry or plane that comes with goods is not what is given."""
        if unit.lemma not in self.lexicon.words["vehicles"]:
            return False
        return any(
            label in ("obl[with]", "obl[carrying]") and (other.item is not None or self.phrases.contents(other))
            for other, label in labels
        )

    def _add_thing(self, transfer: _Transfer, unit: Unit, rule: str, frame: Frame, nouns: dict[int, _Transfer]) -> bool:
        """Takes the unit as what is given: a sum, goods with all that is listed in them, or a noun trigger's things."""
        if unit.lemma in frame.not_item:
            return False
        noun = self.nouns.get(unit.root)
        if noun is not None and noun.head not in nouns:
            noun = None
        if noun is not None:
            self.absorbed.add(noun.head)
            held = nouns[noun.head]
            if transfer.status == "delivered" and held.status == "pledged":
                transfer.status = "pledged"  # "its pledge came on Tuesday"
            for role in _THINGS:
                for mention, _ in held.roles.get(role, []):
                    transfer.add(role, mention, rule)
            for role in _PARTIES:
                if not transfer.has(role):
                    for mention, why in held.roles.get(role, []):
                        transfer.add(role, mention, why)
        if unit.money is not None:
            transfer.add("money", unit.money, rule)
        elif noun is not None and (transfer.has("item") or transfer.has("money")):
            return True
        if unit.item is not None and not (unit.money is not None and unit.lemma in self.lexicon.words["vague"]):
            if noun is None or not (transfer.has("item") or transfer.has("money")):
                whole = any(unit.lemma in self.lexicon.words[kind] for kind in ("vague", "measures", "vehicles"))
                loose = unit.lemma in self.lexicon.words["vague"]
                contents = self.phrases.contents(unit, loose=loose) if whole else []
                for inner in contents:
                    transfer.add("money" if inner.money else "item", inner.money or inner.item, rule)
                if not contents:
                    transfer.add("item", unit.item, rule)
                    for inner in self.phrases.following(unit):
                        transfer.add("item", inner.item, rule)
        elif unit.money is None:
            inner_units = self.phrases.contents(unit)
            if not inner_units:
                return False
            for inner in inner_units:
                if inner.money is not None:
                    transfer.add("money", inner.money, rule)
                else:
                    transfer.add("item", inner.item, rule)
        else:
            # "$200,000 worth of gloves"
            after = self.parse.text[unit.money.end : unit.money.end + 12]
            if _WORTH_OF.match(after):
                for inner in self.phrases.contents(unit, first_case="of"):
                    transfer.add("item", inner.item, rule)
        return transfer.has("item") or transfer.has("money")

    # -------------------------------------------------------------- worth, several transfers in one clause
    def _add_worth(self, transfer: _Transfer, units: Iterable[Unit], used: set[int]) -> None:
        """A sum that tells what the goods are worth, wherever it stands in the clause."""
        if transfer.has("money"):
            return
        for unit in units:
            if unit.money is None or unit.start in used:
                continue
            if self._is_worth(unit.money) or (unit.case in ("with", "at") and transfer.trigger.frame == "fund"):
                transfer.add("money", unit.money, f"frame.{transfer.trigger.frame}/money~worth")
                used.add(unit.start)
                return

    def _is_worth(self, money: MoneyMention) -> bool:
        text = self.parse.text
        if _WORTH.search(text[max(0, money.start - 45) : money.start].lower()):
            return True
        if text[max(0, money.start - 1) : money.start] == "(" and text[money.end : money.end + 1] == ")":
            return True
        return bool(_WORTH_OF.match(text[money.end : money.end + 12]))

    def _divide(self, transfer: _Transfer, frame: Frame, after: list[Unit], used: set[int]) -> list[_Transfer]:
        """One transfer, or several: "$2m to A and $3m to B", "Japan gave $3m and Norway $2m"."""
        rule = f"frame.{frame.id}"
        subject_is_donor = frame.places("donor")[:1] == ("nsubj",)
        out = [transfer]
        bare = [u for u in after if not u.date]
        previous: _Transfer | None = None
        k = 0
        while k < len(bare) and len(out) < _MAX_TRANSFERS:
            unit = bare[k]
            following = bare[k + 1] if k + 1 < len(bare) else None
            # A new giver, and right behind it a sum or goods of its own, no verb between.
            if (
                subject_is_donor
                and unit.party is not None
                and (not unit.case or unit.listed)
                and (unit.start not in used or unit.listed)
                and following is not None
                and self.phrases.is_thing(following)
                and (not following.case or following.listed)
                and self._gapped(unit, following)
            ):
                previous = _Transfer(transfer.trigger, transfer.status)
                for other_role in _PARTIES:  # it was taken for one more receiver of the list
                    held = transfer.roles.get(other_role, [])
                    transfer.roles[other_role] = [pair for pair in held if pair[0] is not unit.party]
                role: Role = "recipient" if self._was_indirect(transfer, after) else "donor"
                previous.add(role, unit.party, f"{rule}/{role}~gap")
                for other_role in _PARTIES:
                    if other_role != role:
                        for mention, _ in transfer.roles.get(other_role, []):
                            previous.add(other_role, mention, f"{rule}/{other_role}~shared")
                self._add_thing(
                    previous,
                    following,
                    f"{rule}/item~gap",
                    frame,
                    {h: _Transfer(t, "delivered") for h, t in self.nouns.items()},
                )
                for role_name in _THINGS:  # they are the new giver's now
                    taken = {(m.start, m.end) for m, _ in previous.roles.get(role_name, [])}
                    if role_name in transfer.roles and len(transfer.roles[role_name]) > len(taken):
                        transfer.roles[role_name] = [
                            pair for pair in transfer.roles[role_name] if (pair[0].start, pair[0].end) not in taken
                        ]
                out.append(previous)
                k += 2
                continue
            # A further sum with a receiver of its own.
            if (
                unit.money is not None
                and (not unit.case or unit.listed)
                and following is not None
                and following.case in ("to", "for")
                and not following.listed
                and transfer.has("recipient")
                and not self._is_worth(unit.money)
                and unit.money.start > min(m.start for m, _ in transfer.roles["recipient"])
            ):
                party = self.phrases.party_of(following, "recipient")
                if party is not None:
                    previous = _Transfer(transfer.trigger, transfer.status)
                    previous.roles["donor"] = list(transfer.roles.get("donor", []))
                    previous.add("money", unit.money, f"{rule}/item~gap")
                    previous.add("recipient", party, f"{rule}/recipient~gap")
                    transfer.roles["money"] = [
                        p for p in transfer.roles.get("money", []) if p[0].start != unit.money.start
                    ]
                    transfer.roles["recipient"] = [p for p in transfer.roles["recipient"] if p[0].start != party.start]
                    out.append(previous)
                    k += 2
                    continue
            k += 1
        # "to A, B": receivers behind the last of a gapped list belong to all where only the last has one.
        if len(out) > 1 and previous is not None and not transfer.has("recipient"):
            for giver in out[::-1]:
                if giver.has("recipient"):
                    for other in out:
                        if not other.has("recipient"):
                            other.roles["recipient"] = list(giver.roles["recipient"])
                    break
        return out

    def _gapped(self, left: Unit, right: Unit) -> bool:
        """No verb between, and the new giver stands behind a comma, "and" or semicolon."""
        parse = self.parse
        if right.start - left.end > 5 or any(parse.pos[i] in VERBAL for i in range(left.end, right.start)):
            return False
        if any(word == "and" or word == "," for word in parse.lower[left.end : right.start]):
            return False
        before = parse.lower[left.start - 1] if left.start else ""
        if before in ("the", "a", "an"):
            before = parse.lower[left.start - 2] if left.start > 1 else ""
        return before in (",", "and", ";", "while", "&", "plus")

    def _was_indirect(self, transfer: _Transfer, after: list[Unit]) -> bool:
        recipients = transfer.roles.get("recipient", [])
        if not recipients:
            return False
        things = [m.start for role in _THINGS for m, _ in transfer.roles.get(role, [])]
        first = recipients[0][0].start
        verb = self.parse.start[transfer.trigger.head]
        return (
            verb < first
            and bool(things)
            and first < min(things)
            and not any(u.case for u in after if self.parse.start[u.start] <= first < self.parse.end[u.end - 1])
        )

    # -------------------------------------------------------------- nouns and markers
    def _noun_transfer(self, trigger: Trigger) -> _Transfer:
        """ "Mongolia's donation of 60 yurts to Nepal", "a $5m grant from Finland"."""
        parse, frame = self.parse, self.frame(trigger)
        rule = f"frame.{frame.id}"
        transfer = _Transfer(trigger, frame.status)
        units = self.phrases.near(trigger.head)
        own = next((u for u in units if u.start <= trigger.head < u.end), None)
        if own is not None:
            if own.inside is not None and {"nmod:poss", "amod"} & set(frame.places("donor")):
                transfer.add("donor", own.inside, f"{rule}/donor")
            if own.money is not None:
                transfer.add("money", own.money, f"{rule}/item")
        position = trigger.last + 1 if own is None else max(own.end, trigger.last + 1)
        for unit in units:
            if unit.start < position:
                continue
            between = parse.lower[position : unit.start]
            if (
                any(parse.pos[i] in VERBAL and parse.tag[i] not in ("VBN", "VBG") for i in range(position, unit.start))
                or len(between) > 6
            ):
                break
            if unit.date:
                position = unit.end
                continue
            label = f"obl[{unit.case}]"
            if label in frame.places("item") and self.phrases.is_thing(unit) and unit.party is None:
                if not (transfer.has("item") or transfer.has("money")):
                    self._add_thing(transfer, unit, f"{rule}/item", frame, {})
            elif unit.money is not None and self._is_worth(unit.money):
                transfer.add("money", unit.money, f"{rule}/money~worth")
            elif label in frame.places("donor") and not transfer.has("donor"):
                party = self.phrases.party_of(unit, "donor")
                transfer.add("donor", party, f"{rule}/donor")
            elif label in frame.places("recipient") and (not transfer.has("recipient") or unit.listed):
                party = self.phrases.party_of(unit, "recipient")
                transfer.add("recipient", party, f"{rule}/recipient")
            elif unit.money is not None and not unit.case and not transfer.has("money"):
                transfer.add("money", unit.money, f"{rule}/item")
            elif not unit.case and not SAME_THING.fullmatch(
                parse.text[parse.end[position - 1] : parse.start[unit.start]] + " "
            ):
                break
            position = unit.end
        self._support_verb(transfer, frame, trigger, units)
        if not transfer.has("item") and not transfer.has("money") and "nsubj" in frame.places("item"):
            self._copula(transfer, frame, trigger, units)
        return transfer

    def _support_verb(self, transfer: _Transfer, frame: Frame, trigger: Trigger, units: Sequence[Unit]) -> None:
        """ "Finland made a donation": the subject of the verb that carries the noun gives."""
        parse = self.parse
        verb = parse.head[trigger.head]
        if transfer.has("donor") or parse.pos[verb] != "VERB" or parse.dep[trigger.head] != "obj" or verb in self.heads:
            return
        if parse.lemma[verb] not in self.lexicon.words["support"]:
            return
        subject = subject_of(parse, verb)
        for unit in units:
            if subject is not None and unit.start <= subject < unit.end:
                transfer.add("donor", self.phrases.party_of(unit, "donor"), f"frame.{frame.id}/donor")
        aux = auxiliaries(parse, verb)
        if _FUTURE & set(aux) or parse.lemma[verb] in ("announce", "unveil"):
            transfer.status = "pledged"

    def _copula(self, transfer: _Transfer, frame: Frame, trigger: Trigger, units: Sequence[Unit]) -> None:
        """ "The rice is a gift from Pakistan", "18 tonnes of rice, the gift of the parish"."""
        parse = self.parse
        low = max(parse.sents[parse.sent[trigger.head]][0], trigger.head - 8)
        between = set(parse.lower[low : trigger.head])
        if not between & {"is", "are", "was", "were", ",", "as", "being", "–", "-", "("}:
            return
        for unit in reversed(units):
            if (
                unit.end <= trigger.tokens[0]
                and unit.end >= low
                and not (unit.start <= trigger.head < unit.end)
                and unit.item is not None
            ):
                if unit.lemma in frame.not_item or unit.party is not None:
                    continue
                self._add_thing(transfer, unit, f"frame.{frame.id}/item", frame, {})
                return

    def _marker_transfers(self, trigger: Trigger) -> list[_Transfer]:
        """ "30 microscopes, courtesy of Switzerland"."""
        parse, frame = self.parse, self.frame(trigger)
        rule = f"frame.{frame.id}"
        transfer = _Transfer(trigger, frame.status)
        units = self.phrases.near(trigger.head)
        for unit in units:
            if unit.start > trigger.last and unit.start <= trigger.last + 3:
                if unit.inside is not None or unit.party is not None or unit.lemma in self.lexicon.words["bodies"]:
                    transfer.add("donor", self.phrases.party_of(unit, "donor"), f"{rule}/donor")
                break
        for unit in reversed(units):
            if unit.end <= trigger.tokens[0] and unit.item is not None and unit.party is None and not unit.date:
                self._add_thing(transfer, unit, f"{rule}/item", frame, {})
                break
        for unit in units:
            verb = parse.head[unit.root]
            if (
                unit.party is not None
                and unit.end <= trigger.head
                and not unit.case
                and parse.lemma[verb] in ("have", "get", "receive", "take", "boast", "own")
            ):
                transfer.add("recipient", unit.party, f"{rule}/recipient")
        return [transfer]

    def _bullets(self, found: Sequence[Candidate]) -> list[Candidate]:
        """Lines of a list that have no verb: "* US$ 3 million for UNHCR", "Norway: 2 tonnes of fish"."""
        parse = self.parse
        out: list[Candidate] = []
        covered = {a.mention.start for c in found for a in c.arguments if a.role in ("money", "item")}
        for number, (low, high) in enumerate(parse.sents):
            units = self.phrases.by_sentence.get(number, [])
            if not 2 <= len(units) <= 10:
                continue
            opens = parse.lower[low][:1] in BULLETS
            colon = next(
                (i for i in range(low, min(high, low + 10)) if parse.lower[i] in (":", "–", "—", "-", "--")), -1
            )
            things = [
                u
                for u in units
                if (
                    u.money is not None
                    or (
                        u.item is not None
                        and id(u.item) in self.item_number
                        and self.item_number[id(u.item)] in self.quantity_of
                    )
                )
            ]
            if not things or any(self._start_of(thing) in covered for thing in things) or not (opens or colon > 0):
                continue
            if any(
                parse.pos[i] in VERBAL and parse.tag[i] in ("VBD", "VBZ", "VBP", "MD")
                for i in range(low, things[0].start)
            ):
                continue
            anchor = Trigger(
                things[0].root,
                (things[0].root,),
                "bullet",
                "",
                False,
                True,
                parse.start[things[0].start],
                parse.end[things[0].end - 1],
            )
            said = next(iter(self.verbs.get(number, ())), None)
            transfer = _Transfer(anchor, self.frame(said).status if said else "delivered")
            for unit in units:
                if unit.case in ("for", "to") and unit.start > things[0].start and not transfer.has("recipient"):
                    transfer.add("recipient", self.phrases.party_of(unit, "recipient"), "frame.bullet/recipient")
                elif (
                    unit.party is not None
                    and unit.end <= things[0].start
                    and not unit.case
                    and (colon < 0 or unit.start < colon)
                ):
                    transfer.add("donor", unit.party, "frame.bullet/donor")
                elif unit.case in ("from", "by") and unit.party is not None:
                    transfer.add("donor", unit.party, "frame.bullet/donor")
            if not transfer.has("donor") and not transfer.has("recipient"):
                continue
            for unit in things:
                if unit.money is not None:
                    transfer.add("money", unit.money, "frame.bullet/item")
                else:
                    transfer.add("item", unit.item, "frame.bullet/item")
            out += self._finish(transfer, rule="frame.bullet")
        return out

    def _start_of(self, thing: Unit) -> int:
        mention = thing.money or thing.item
        return mention.start if mention is not None else -1

    def _headed(self, found: list[Candidate]) -> list[Candidate]:
        """Lines that open with a name: "* GREECE: An air force plane landed with 21 firefighters" are about its aid."""
        parse = self.parse
        out = []
        for candidate in found:
            if candidate.trigger is None or any(a.role == "donor" for a in candidate.arguments):
                out.append(candidate)
                continue
            low, high = parse.sents[parse.sent[min(parse.token_at(candidate.trigger.start), len(parse) - 1)]]
            first = next(iter(self.phrases.near(low)), None)
            if first is not None and first.party is not None and first.start <= low + 2 and first.end < high:
                mark = parse.lower[first.end]
                recipients = {_key(a.mention) for a in candidate.arguments if a.role == "recipient"}
                if mark in (":", "–", "—", "-", "--", ".") and _key(first.party) not in recipients:
                    donor = Argument("donor", first.party, f"{candidate.rule}/donor~heading")
                    shifted = tuple(replace(a, of=a.of + 1) if a.of is not None else a for a in candidate.arguments)
                    candidate = replace(candidate, arguments=(donor, *shifted))
            out.append(candidate)
        return out

    # -------------------------------------------------------------- status, conditions, the candidate itself
    def _status(self, trigger: Trigger, frame: Frame) -> Status:
        """The frame's status, moved by tense: "will give" and "promised to give" are pledges."""
        if frame.status in ("pledged", "cancelled"):
            return frame.status
        parse, words = self.parse, self.lexicon.words
        aux = auxiliaries(parse, trigger.head)
        if _FUTURE & set(aux) or "would" in aux:
            return "pledged"
        if "to" in aux:
            below = [a for a in aux if a in ("is", "are", "was", "were")]
            if below and aux.index(below[0]) < aux.index("to"):
                return "pledged"  # "is to give"
            i = trigger.head - 1
            while i > 0 and parse.lower[i] != "to":
                i -= 1
            governor = parse.lemma[i - 1] if i else ""
            above = parse.lemma[parse.head[trigger.head]]
            for lemma in (governor, above, parse.lower[i - 1] if i else ""):
                if lemma in words["deciding"]:
                    return "committed"
                if lemma in words["promising"]:
                    return "pledged"
            if lemma == parse.lemma[trigger.head] and frame.status == "delivered" and not self._past_around(trigger):
                return "pledged"  # a headline: "Japan to send tents"
        if parse.lower[trigger.head].endswith("ing") and "be" in aux and "will" in aux:
            return "pledged"
        return frame.status

    def _past_around(self, trigger: Trigger) -> bool:
        parse = self.parse
        low, high = parse.sents[parse.sent[trigger.head]]
        return any(parse.tag[i] in ("VBD", "VBZ", "VBP") for i in range(low, high))

    def _finish(self, transfer: _Transfer, rule: str = "") -> list[Candidate]:
        """The candidates of what was gathered, or none where the frame's conditions fail. Cash on top of goods: two."""
        trigger = transfer.trigger
        frame = self.lexicon.frames.get(trigger.frame)
        items = transfer.roles.get("item", [])
        money = transfer.roles.get("money", [])
        if not items and not money:
            return []
        if frame is not None and not self._meets(transfer, frame):
            return []
        vague = self.lexicon.words["vague"]
        exact = [pair for pair in items if isinstance(pair[0], ItemMention) and pair[0].head not in vague]
        if exact or money:
            items = exact  # "aid" is an item only where nothing better is said
        groups: list[tuple[list[tuple[Mention, str]], list[tuple[Mention, str]]]]
        worth = [m for m in money if isinstance(m[0], MoneyMention) and self._is_worth(m[0])] if items else []
        cash = [m for m in money if m not in worth]
        if items and cash:
            groups = [(items, worth[:1])] + [([], [m]) for m in cash]
        elif items:
            groups = [(items, worth[:1])]
        else:
            groups = [([], [m]) for m in money[:1]]
        out = []
        for goods, sums in groups:
            arguments: list[Argument] = []
            for role in _PARTIES:
                arguments += [Argument(role, m, why) for m, why in transfer.roles.get(role, [])]
            for mention, why in goods:
                arguments.append(Argument("item", mention, why))
                number = self.item_number.get(id(mention))
                if number is not None and number in self.quantity_of:
                    quantity = self.mentions.quantities[self.quantity_of[number]]
                    arguments.append(Argument("quantity", quantity, f"{why}/quantity", of=len(arguments) - 1))
            arguments += [Argument("money", m, why) for m, why in sums]
            date = self._date(trigger, transfer.status)
            name = rule or f"frame.{trigger.frame}"
            if date is not None:
                arguments.append(Argument("date", date, f"{name}/date"))
            place = self._location(transfer)
            if place is not None:
                arguments.append(Argument("location", place, f"{name}/location"))
            word = Mention(trigger.start, trigger.end, self.parse.text[trigger.start : trigger.end], name)
            out.append(Candidate(tuple(arguments), transfer.status, name, word))
        return out

    def _meets(self, transfer: _Transfer, frame: Frame) -> bool:
        """The frame's `needs`, and for weak triggers: a sum or known or counted goods, and a party."""
        trigger, words = transfer.trigger, self.lexicon.words
        parties = transfer.has("donor"), transfer.has("recipient")
        roles: tuple[Role, ...] = ("donor", "recipient", "money")
        if any(role in frame.needs and not transfer.has(role) for role in roles):
            return False
        if not any(parties):
            return False
        items = [m for m, _ in transfer.roles.get("item", []) if isinstance(m, ItemMention)]
        known = [m for m in items if m.head in words["goods"] or m.head in words["crews"] or m.head in words["vague"]]
        counted = [m for m in items if self.item_number.get(id(m), -1) in self.quantity_of]
        if frame.status == "cancelled":
            low, high = self.parse.sents[self.parse.sent[trigger.head]]
            near = set(self.parse.lower[max(low, trigger.head - 15) : min(high, trigger.head + 20)])
            return bool(near & words["aid_words"])
        if not transfer.has("money") and not known and not counted:
            return not trigger.weak and trigger.verbal and all(parties) and bool(items)
        if trigger.weak and not transfer.has("money") and not known and not all(parties) and not counted:
            return False
        if trigger.weak and all(
            m.rule == "party.subject" for role in _PARTIES for m, _ in transfer.roles.get(role, [])
        ):
            return False  # "the waiter brought a check for $40"
        if (
            trigger.weak
            and [m.rule for m, _ in transfer.roles.get("donor", [])] == ["party.subject"]
            and not transfer.has("recipient")
        ):
            return False
        if trigger.weak and trigger.verbal and not parties[1] and not transfer.has("money") and not counted:
            return False  # "presented its excavator", "brought the house down"
        receiver_first = frame.places("recipient")[:1] == ("nsubj",)
        if trigger.weak and receiver_first and not parties[0]:
            return False  # "will get 8,240 cedis a tonne"
        if trigger.weak and "money" in frame.needs and trigger.verbal and not all(parties):
            return False  # "pays 628 million euros in five instalments"
        if trigger.weak and frame.places("item")[:1] != ("obj",) and items and not transfer.has("money"):
            crews = words["crews"]
            if not counted and all(m.head in crews for m in items):
                return False  # "the drivers came"
        if trigger.weak and not trigger.verbal:
            return transfer.has("donor") or all(parties)
        return True

    def _date(self, trigger: Trigger, status: Status) -> DateMention | None:
        """The date of the trigger's clause: the nearest in its sentence, better one with no other trigger between.

        None that bounds ("until March", "after the flood of 2004"), dates the text or the saying of it.
        """
        parse = self.parse
        low, high = parse.sents[parse.sent[trigger.head]]
        first, last = parse.start[low], parse.end[high - 1]
        best: tuple[int, int, DateMention] | None = None
        number = parse.sent[trigger.head]
        for date in self.mentions.dates[bisect_left(self.date_starts, first) :]:
            if date.end > last:
                break
            token = parse.token_at(date.start)
            before = parse.lower[max(low, token - 2) : token]
            if _BOUNDING & set(before) or _DATELINE.match(parse.text, date.end) and token - low < 8:
                continue
            if (
                status == "delivered"
                and self._is_saying(parse.lemma[max(low, token - 3) : token])
                and token < trigger.head
            ):
                continue
            left, right = sorted((token, trigger.head))
            others = sum(left < other.head < right for other in self.verbs.get(number, ()))
            found = (others, right - left, date)
            if best is None or found[:2] < best[:2]:
                best = found
        return None if best is None else best[2]

    def _is_saying(self, lemmas: list[str]) -> bool:
        return any(lemma in self.lexicon.words["saying"] for lemma in lemmas)

    def _location(self, transfer: _Transfer) -> PartyMention | None:
        """A place behind "in" or "at" in the sentence, which is nobody's part already."""
        taken = {m.start for role in _PARTIES for m, _ in transfer.roles.get(role, [])}
        head = transfer.trigger.head
        for unit in self.phrases.near(head):
            party = unit.party
            if (
                unit.start > head
                and unit.case in ("in", "at", "across")
                and party is not None
                and party.start not in taken
            ):
                if (
                    party.country
                    or party.kind in ("country", "region", "place")
                    or party.rule in ("ner.GPE", "ner.LOC")
                ):
                    return party
        return None


def subject_is_thing(frame: Frame) -> bool:
    """True for frames of arriving: what comes is the subject."""
    return "nsubj" in frame.places("item")


def _key(mention: Mention) -> str:
    """What makes two mentions of a party the same: its country, else its name."""
    if isinstance(mention, PartyMention):
        return mention.country or mention.name.lower() or mention.text.lower()
    return mention.text.lower()
