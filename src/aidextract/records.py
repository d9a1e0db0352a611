"""The records that travel between the stages, and the ones that a user gets. Frozen, no behaviour of weight.

Offsets (`start`, `end`) always count characters of the text as it was given: ``text[start:end]``.
What the text does not say is ``None``, never a guess.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from aidextract.views.explain import Explanation

Status = Literal["pledged", "committed", "delivered", "cancelled"]
STATUSES: tuple[Status, ...] = ("pledged", "committed", "delivered", "cancelled")
Bound = Literal["exact", "lower", "upper", "about", "range"]
"""What a number claims: "300", "more than 300", "up to 300", "some 300", "10 to 15"."""
PartyKind = Literal[
    "country", "region", "place", "government", "multilateral", "ngo", "foundation", "company", "church",
    "armed forces", "red cross", "academic", "person", "people", "other",
]
Role = Literal["donor", "recipient", "item", "money", "quantity", "date", "location", "purpose"]
Assertion = Literal["actual", "negated", "requested", "hypothetical", "sale", "talk"]
"""What the text claims of a transfer. Only `actual` ones become events."""


# ------------------------------------------------------------------ input
@dataclass(frozen=True, slots=True)
class Article:
    """A text with its reference date. `published` is what relative dates count from."""

    text: str
    published: dt.date | None = None
    id: str | None = None
    title: str | None = None
    country: str | None = None  # ISO 3166-1 alpha-2 of the dateline ("HARARE -"), which settles "Rs" or "$"
    url: str | None = None  # where it stands in the web; only passed on
    source: str | None = None  # who published it; only passed on


@dataclass(frozen=True, slots=True)
class DateRange:
    """First and last day, both included. One day has `start == end`."""

    start: dt.date
    end: dt.date

    def __str__(self) -> str:
        """ISO 8601: ``2022-09-09`` or ``2022-08-29/2022-09-04``."""
        return f"{self.start}" if self.start == self.end else f"{self.start}/{self.end}"


# ------------------------------------------------------------------ mentions: what was found, where
@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of the article that names something. `rule` says what found it ("party.country", "ner.ORG")."""

    start: int
    end: int
    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class MoneyMention(Mention):
    """A sum. `amount` is None for a vague one ("millions of dollars")."""

    amount: Decimal | None = None
    currency: str | None = None  # ISO 4217
    upper: Decimal | None = None  # upper end of a range; `amount` is the lower end
    bound: Bound = "exact"
    alternatives: tuple[MoneyMention, ...] = ()  # conversions in brackets: the same money again
    sign: str | None = None  # as in the text: "$", "Rs", "dollars"; lets a later stage settle an ambiguous one
    each: bool = False  # "gave Rs 5 crore each": so much from, or to, every party


@dataclass(frozen=True, slots=True)
class QuantityMention(Mention):
    """A number with what it counts in. `start:end` covers number and unit ("20 tons", "more than 300")."""

    value: Decimal | None = None
    upper: Decimal | None = None
    bound: Bound = "exact"
    unit: str | None = None  # as in the text: "tons", "truckloads"; None for a plain count
    each: bool = False  # "48 tons each of flour and wheat"


@dataclass(frozen=True, slots=True)
class DateMention(Mention):
    """A date or period. `value` is None when it cannot be resolved ("recently", or no reference date)."""

    value: DateRange | None = None


@dataclass(frozen=True, slots=True)
class PartyMention(Mention):
    """A name, demonym or description of one who may give or receive."""

    name: str = ""
    country: str | None = None  # ISO 3166-1 alpha-2, only where the party is a state as such
    id: str | None = None  # IATI organisation identifier or our own ("XM-DAC-41122")
    kind: PartyKind | None = None


@dataclass(frozen=True, slots=True)
class ItemMention(Mention):
    """Goods or services: the noun phrase without determiner, number and unit."""

    head: str = ""  # lemma of the head noun


@dataclass(frozen=True, slots=True)
class Mentions:
    """All that was found in one article, each kind sorted by position."""

    parties: tuple[PartyMention, ...] = ()
    items: tuple[ItemMention, ...] = ()
    money: tuple[MoneyMention, ...] = ()
    quantities: tuple[QuantityMention, ...] = ()
    dates: tuple[DateMention, ...] = ()


# ------------------------------------------------------------------ candidates: who does what to whom
@dataclass(frozen=True, slots=True)
class Argument:
    """A mention in a role of one transfer. `of` ties a quantity to its item, by position in `arguments`."""

    role: Role
    mention: Mention
    rule: str
    score: float = 1.0
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """One transfer as one place of the text tells it, before its values are resolved and retellings are merged."""

    arguments: tuple[Argument, ...]
    status: Status
    rule: str  # frame or model behind it: "frame.give", "reader"
    trigger: Mention | None = None
    assertion: Assertion = "actual"
    aggregate: bool = False
    score: float = 1.0
    status_score: float = 1.0


# ------------------------------------------------------------------ output
@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a slot's value stands in the text, and the rule or model that put it there."""

    field: str  # "donors[0]", "items[1].quantity", "amount", "date", "status" ...
    text: str
    start: int
    end: int
    rule: str
    score: float = 1.0  # probability that the value is right


@dataclass(frozen=True, slots=True)
class Party:
    """One who gives or receives. `country`: it is a state as such; `based_in`: the state that it belongs to, or is."""

    name: str
    country: str | None = None
    id: str | None = None
    kind: PartyKind | None = None
    based_in: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """Goods or services given."""

    item: str
    quantity: Decimal | None = None
    unit: str | None = None
    bound: Bound | None = None
    upper: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Money:
    """A sum in one currency."""

    amount: Decimal
    currency: str | None
    bound: Bound = "exact"
    upper: Decimal | None = None


@dataclass(frozen=True, slots=True)
class AidEvent:
    """One transfer, made or promised. Singular properties give the first of each list, or None."""

    donors: tuple[Party, ...] = ()
    recipients: tuple[Party, ...] = ()
    items: tuple[Item, ...] = ()
    money: Money | None = None
    alternatives: tuple[Money, ...] = ()  # the same money in other currencies, as the text gives it
    date: DateRange | None = None
    date_text: str | None = None  # the words of the date, kept also where they could not be resolved
    status: Status = "delivered"
    location: str | None = None
    purpose: str | None = None
    aggregate: bool = False
    evidence: tuple[Evidence, ...] = field(default=(), repr=False)
    score: float = 1.0  # probability that it is one
    rule: str | None = None  # the frame or model behind it: "frame.give", "reader"

    def to_dict(self) -> dict[str, Any]:
        """Plain values under the keys of `aidextract.export.to_dict`."""
        from aidextract.export import to_dict  # export imports this module

        return to_dict(self)

    def explain(self, article: Article | str | None = None) -> Explanation:
        """For every slot the words, their place in the text, and the rule or model that put them there.

        With the `article` (or its text) also the sentence. What was considered and refused: `Extraction.explain`.
        """
        from aidextract.views.explain import explain_event

        return explain_event(self, article.text if isinstance(article, Article) else article)

    @property
    def donor(self) -> Party | None:
        return self.donors[0] if self.donors else None

    @property
    def recipient(self) -> Party | None:
        return self.recipients[0] if self.recipients else None

    @property
    def item(self) -> str | None:
        return self.items[0].item if self.items else None

    @property
    def quantity(self) -> Decimal | None:
        return self.items[0].quantity if self.items else None

    @property
    def amount(self) -> Decimal | None:
        return self.money.amount if self.money else None

    @property
    def currency(self) -> str | None:
        return self.money.currency if self.money else None


@dataclass(frozen=True, slots=True)
class Rejected:
    """What looked like aid and was not taken. `start:end` is the trigger, or all that was found of the transfer."""

    start: int
    end: int
    text: str
    reason: str  # an Assertion other than "actual", or "caseload", "no transfer", "low score" ...
    rule: str  # the cue, frame or model that decided: "cue.request.appeal_for"
