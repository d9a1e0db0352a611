"""From candidates to events: values, names in full, evidence. Mentions are cut from a text by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from aidextract.mentions.money import find_money
from aidextract.records import (
    AidEvent,
    Argument,
    Article,
    Candidate,
    DateMention,
    DateRange,
    Item,
    ItemMention,
    Mention,
    Mentions,
    Money,
    MoneyMention,
    Party,
    PartyMention,
    QuantityMention,
)
from aidextract.references import group_parties
from aidextract.resolve import item_of, money_of, party_of, resolve_events

UNICEF = "XM-DAC-41122"


def party(text: str, words: str, *, nth: int = 0, **facts: Any) -> PartyMention:
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return PartyMention(start, start + len(words), words, "test", **({"name": words} | facts))


def cut(kind: Any, text: str, words: str, **facts: Any) -> Any:
    start = text.index(words)
    return kind(start, start + len(words), words, "test", **facts)


def resolve(text: str, *arguments: tuple[Any, ...], others: tuple[PartyMention, ...] = (), **facts: Any) -> AidEvent:
    """One candidate of (role, mention) or (role, mention, of); `others` are parties named besides."""
    article = Article(text, country=facts.pop("paper", None))
    candidate = Candidate(
        tuple(Argument(role, mention, f"test/{role}", of=of[0] if of else None) for role, mention, *of in arguments),
        **({"status": "delivered", "rule": "test"} | facts),
    )
    named = {m for _, m, *_ in arguments if isinstance(m, PartyMention)} | set(others)
    parties = tuple(sorted(named, key=lambda m: (m.start, m.end)))
    [event] = resolve_events([candidate], article, Mentions(parties=parties), group_parties(text, parties))
    for e in event.evidence:
        assert text[e.start : e.end] == e.text
    return event


# ------------------------------------------------------------------ parties
@pytest.mark.parametrize(
    ("text", "chosen", "others", "expected"),
    [
        pytest.param(
            "French lorries came; Paris paid.", {"words": "French", "country": "FR"}, [],
            Party("France", "FR", "FR", "country"), id="adjective stands for the state",
        ),
        pytest.param(
            "Turkey came.", {"words": "Turkey", "country": "ZZ"}, [],
            Party("Turkey", "ZZ", None, "country"), id="a code of nobody",
        ),
        pytest.param(
            "French Ambassador to Azerbaijan Zoe Gris came.", {"words": "Zoe Gris", "rule": "ner.PERSON"},
            [{"words": "French", "country": "FR"}, {"words": "Azerbaijan", "country": "AZ"}],
            Party("France", "FR", "FR", "country"), id="an official stands for his state",
        ),
        pytest.param(
            "LNU sang. The Lakeside Nurses Union (LNU) came.", {"words": "LNU"},
            [{"words": "Lakeside Nurses Union"}], Party("Lakeside Nurses Union"), id="acronym, named in full",
        ),
        pytest.param(
            "INGC sang. The National Institute of Flood Control (INGC) came.", {"words": "INGC"},
            [{"words": "National Institute of Flood Control"}], Party("National Institute of Flood Control"),
            id="acronym that does not spell, named in full",
        ),
        pytest.param(
            "the Azerbaijani Mine Action Agency (ANAMA) came.", {"words": "Azerbaijani Mine Action Agency (ANAMA)"},
            [], Party("Azerbaijani Mine Action Agency"), id="name without its bracket",
        ),
        pytest.param(
            "ANAMA sang. The Azerbaijani Mine Action Agency (ANAMA) came.",
            {"words": "ANAMA", "id": "anama", "kind": "government", "name": "National Agency for Mine Action"},
            [{"words": "Azerbaijani Mine Action Agency", "id": "anama"}],
            Party("Azerbaijani Mine Action Agency", None, "anama", "government"),
            id="the text's fullest form, not the list's",
        ),
        pytest.param(
            "UNICEF came.",
            {"words": "UNICEF", "id": UNICEF, "kind": "multilateral", "name": "United Nations Children's Fund"},
            [], Party("UNICEF", None, UNICEF, "multilateral"), id="no fuller form than the text has",
        ),
        pytest.param(
            "UNICEF came. The UN children's agency sang.",
            {"words": "UNICEF", "id": UNICEF, "name": "United Nations Children's Fund"},
            [{"words": "UN children's agency", "id": UNICEF, "name": "United Nations Children's Fund"}],
            Party("UNICEF", None, UNICEF), id="a proper name before a description",
        ),
        pytest.param(
            "Vale sang. The Orrin Vale Foundation came.", {"words": "Orrin Vale Foundation", "kind": "foundation"},
            [], Party("Orrin Vale Foundation", kind="foundation"), id="private foundation",
        ),
        pytest.param(
            "the\n  flood   victims", {"words": "flood   victims"}, [], Party("flood victims"), id="blanks",
        ),
        pytest.param(
            "a gift of the Orrin Vale Foundation (OVF) came.", {"words": "of the Orrin Vale Foundation (OVF"}, [],
            Party("Orrin Vale Foundation"), id="what a wrong boundary leaves",
        ),
        pytest.param("Hand in Hand came.", {"words": "Hand in Hand"}, [], Party("Hand in Hand"), id="links inside"),
        pytest.param("on and on", {"words": "and"}, [], Party("and"), id="nothing but a link"),
        pytest.param(
            "Governor Ana Orrin Vale came.", {"words": "Governor Ana Orrin Vale"},
            [{"words": "Ana Orrin Vale", "rule": "ner.PERSON"}], Party("Ana Orrin Vale"), id="a person without title",
        ),
        pytest.param(
            "President Orrin Fund came.", {"words": "President Orrin Fund"},
            [{"words": "Orrin", "rule": "ner.PERSON"}], Party("President Orrin Fund"), id="a body that is called so",
        ),
        pytest.param(
            "LNU sang. The Lima Nurses Union came.", {"words": "LNU", "id": "latvian-union", "name": "Latvian Union"},
            [{"words": "Lima Nurses Union", "id": "lima-union"}], Party("Lima Nurses Union", None, "lima-union"),
            id="an acronym means whom this text spells out",
        ),
        pytest.param(
            "the Union that came by the old road over the hills of Orrin",
            {"words": "Union that came by the old road over the hills of Orrin"}, [],
            Party("Union that came by the old road over the hills of Orrin"), id="a clause, where there is no name",
        ),
    ],
)  # fmt: skip
def test_party(text: str, chosen: dict[str, Any], others: list[dict[str, Any]], expected: Party) -> None:
    def mention(facts: dict[str, Any]) -> PartyMention:
        rule = facts.get("rule", "test")
        m = party(text, facts["words"], **{k: v for k, v in facts.items() if k not in ("words", "rule")})
        return PartyMention(m.start, m.end, m.text, rule, m.name, m.country, m.id, m.kind)

    event = resolve(text, ("donor", mention(chosen)), others=tuple(map(mention, others)))
    assert event.donors == (expected,)
    assert [(e.field, e.text) for e in event.evidence] == [("donors[0]", chosen["words"])]


def test_a_name_of_the_group_that_is_another_body_is_not_taken() -> None:
    text = "Hilton came."
    chosen = party(text, "Hilton")
    other = PartyMention(0, 6, "Lakeside Nurses Union", "test", "Lakeside Nurses Union")
    assert party_of([chosen, other], chosen) == Party("Hilton")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("25 families", "families"),
        ("some 1,200 needy families in Lae", "needy families in Lae"),
        ("more than two hundred pupils", "pupils"),
        ("dozens of villages", "villages"),
        ("eight fishermen", "fishermen"),
        ("fifteen countries", "countries"),
        ("half a million people", "people"),
        ("two of our ladies", "our ladies"),
        ("several charities", "several charities"),
        ("one man", "one man"),
        ("Four Paws", "Four Paws"),
        ("Eight villages", "Eight villages"),
        ("9 Fjell Foundation", "9 Fjell Foundation"),
        ("three", "three"),
        ("five-year-old girl", "five-year-old girl"),
        ("tenants", "tenants"),
    ],
)
def test_how_many_they_are_is_no_part_of_the_name(words: str, name: str) -> None:
    chosen = party(f"{words} got rice.", words)
    assert party_of([chosen], chosen) == Party(name)


def test_an_official_beside_his_state_is_not_a_donor_of_his_own() -> None:
    text = "Ambassador Ana Vale and the mayor Tom Orrin brought what Peru gave."
    peru = party(text, "Peru", country="PE")
    event = resolve(text, ("donor", party(text, "Ambassador Ana Vale")), ("donor", peru))
    assert [p.name for p in event.donors] == ["Peru"]
    event = resolve(text, ("donor", party(text, "Tom Orrin")), ("donor", peru))
    assert [p.name for p in event.donors] == ["Tom Orrin", "Peru"]
    event = resolve(text, ("donor", party(text, "Ambassador Ana Vale")), ("recipient", peru))
    assert [p.name for p in event.donors] == ["Ambassador Ana Vale"]


def test_two_mentions_of_one_party_are_one() -> None:
    text = "Norway, the Norwegian state, gave."
    event = resolve(
        text, ("donor", party(text, "Norway", country="NO")), ("donor", party(text, "Norwegian", country="NO"))
    )
    assert [p.name for p in event.donors] == ["Norway"]
    assert [(e.field, e.text) for e in event.evidence] == [("donors[0]", "Norway")]


def test_several_donors_and_recipients_are_numbered() -> None:
    text = "Norway and Peru gave to Lakeside and Chad."
    event = resolve(
        text,
        ("donor", party(text, "Norway", country="NO")),
        ("donor", party(text, "Peru", country="PE")),
        ("recipient", party(text, "Lakeside")),
        ("recipient", party(text, "Chad", country="TD")),
    )
    assert [p.name for p in event.donors + event.recipients] == ["Norway", "Peru", "Lakeside", "Chad"]
    assert [e.field for e in event.evidence] == ["donors[0]", "donors[1]", "recipients[0]", "recipients[1]"]
    assert (event.donor, event.recipient) == (event.donors[0], event.recipients[0])


def test_nobody_gives_to_himself() -> None:
    text = "Norway gave the Norwegian state beds."
    event = resolve(
        text, ("donor", party(text, "Norway", country="NO")), ("recipient", party(text, "Norwegian", country="NO"))
    )
    assert [p.name for p in event.donors] == ["Norway"]
    assert event.recipients == ()
    assert "recipients[0]" not in [e.field for e in event.evidence]


# ------------------------------------------------------------------ location, purpose
def test_the_place_is_not_said_twice() -> None:
    text = "Beds went to Peru; Peruvian nurses sang."
    peru = ("recipient", party(text, "Peru", country="PE"))
    event = resolve(text, peru, ("location", party(text, "Peruvian", country="PE")))
    assert (event.location, [p.name for p in event.recipients]) == (None, ["Peru"])
    assert "location" not in [e.field for e in event.evidence]


@pytest.mark.parametrize(
    ("words", "facts", "location"),
    [("Peru", {"country": "PE"}, "Peru"), ("Peruvian", {"country": "PE"}, "Peru"), ("Ayabaca", {}, "Ayabaca")],
)
def test_location(words: str, facts: dict[str, Any], location: str) -> None:
    text = f"Beds for the Lakeside Union in {words}."
    event = resolve(text, ("recipient", party(text, "Lakeside Union")), ("location", party(text, words, **facts)))
    assert event.location == location
    assert [(e.field, e.text) for e in event.evidence] == [("recipients[0]", "Lakeside Union"), ("location", words)]


def test_purpose_is_in_the_texts_words() -> None:
    text = "Money for mine\nclearance."
    event = resolve(text, ("purpose", cut(Mention, text, "mine\nclearance")))
    assert event.purpose == "mine clearance"
    assert [(e.field, e.text) for e in event.evidence] == [("purpose", "mine\nclearance")]


# ------------------------------------------------------------------ items
@pytest.mark.parametrize(
    ("number", "item"),
    [
        (None, Item("blankets")),
        (QuantityMention(0, 1, "2 truckloads", "test", Decimal(2), unit="truckloads"),
         Item("blankets", Decimal(2), "truckloads", "exact")),
        (QuantityMention(0, 1, "more than 300", "test", Decimal(300), bound="lower"),
         Item("blankets", Decimal(300), None, "lower")),
        (QuantityMention(0, 1, "10 to 15", "test", Decimal(10), Decimal(15), "range"),
         Item("blankets", Decimal(10), None, "range", Decimal(15))),
        (QuantityMention(0, 1, "dozens of boxes", "test", unit="boxes"), Item("blankets", None, "boxes")),
        (Mention(0, 1, "12", "test"), Item("blankets")),
    ],
)  # fmt: skip
def test_item(number: Mention | None, item: Item) -> None:
    assert item_of(ItemMention(0, 8, "blankets", "test"), number) == item


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Peru got rescue equipment. It sent 40 saws on Monday.", ["40 saws"]),  # the second sentence says what it is
        ("Peru got rescue equipment, among it 40 saws.", ["rescue equipment", "40 saws"]),  # a whole and its contents
        ("Peru got rescue equipment. Chile sent it.", ["rescue equipment"]),  # nothing closer is named
        ("Peru got 7 tons of rescue equipment. It sent 40 saws.", ["7 tons rescue equipment", "40 saws"]),
    ],
)
def test_a_vague_whole_told_more_closely_elsewhere_is_no_item(text: str, expected: list[str]) -> None:
    arguments: list[tuple[Any, ...]] = [("item", cut(ItemMention, text, "rescue equipment"))]
    if "7 tons" in text:
        arguments.append(("quantity", cut(QuantityMention, text, "7 tons", value=Decimal(7), unit="tons"), 0))
    if "saws" in text:
        arguments.append(("item", cut(ItemMention, text, "saws")))
        arguments.append(("quantity", cut(QuantityMention, text, "40", value=Decimal(40)), len(arguments) - 1))
    found = resolve(text, *arguments).items
    assert [" ".join(str(x) for x in (i.quantity, i.unit, i.item) if x is not None) for i in found] == expected


def test_each_item_has_its_own_number() -> None:
    text = "They sent rice, 12 tons of flour and 300 tents."
    event = resolve(
        text,
        ("item", cut(ItemMention, text, "rice")),
        ("item", cut(ItemMention, text, "flour")),
        ("quantity", cut(QuantityMention, text, "12 tons", value=Decimal(12), unit="tons"), 1),
        ("item", cut(ItemMention, text, "tents")),
        ("quantity", cut(QuantityMention, text, "300", value=Decimal(300)), 3),
    )
    assert [(i.item, i.quantity, i.unit) for i in event.items] == [
        ("rice", None, None), ("flour", 12, "tons"), ("tents", 300, None),
    ]  # fmt: skip
    assert [(e.field, e.text) for e in event.evidence] == [
        ("items[0].item", "rice"), ("items[1].item", "flour"), ("items[1].quantity", "12 tons"),
        ("items[2].item", "tents"), ("items[2].quantity", "300"), ("status", "rice"),
    ]  # fmt: skip


# ------------------------------------------------------------------ money
@pytest.mark.parametrize(
    ("sum_", "facts", "expected", "alternatives"),
    [
        ("€400,000 (AZN 803,272 or $472,752)", {}, Money(Decimal(400000), "EUR"),
         (Money(Decimal(803272), "AZN"), Money(Decimal(472752), "USD"))),
        ("Rs 5,000", {"paper": "NP"}, Money(Decimal(5000), "NPR"), ()),
        ("Rs 5,000", {"donor": "LK"}, Money(Decimal(5000), "LKR"), ()),
        ("Rs 5,000", {"paper": "NP", "donor": "LK"}, Money(Decimal(5000), "NPR"), ()),
        ("$5,000", {}, Money(Decimal(5000), "USD"), ()),
        ("$5,000", {"donor": "AU", "paper": "AU"}, Money(Decimal(5000), "AUD"), ()),
        ("$5,000", {"donor": "JP"}, Money(Decimal(5000), "USD"), ()),
        ("more than €500", {}, Money(Decimal(500), "EUR", "lower"), ()),
        ("€10 to 15 million", {}, Money(Decimal(10_000_000), "EUR", "range", Decimal(15_000_000)), ()),
        ("millions of dollars", {}, None, ()),
    ],
)  # fmt: skip
def test_money(sum_: str, facts: dict[str, str], expected: Money | None, alternatives: tuple[Money, ...]) -> None:
    text = f"The Kingdom gave {sum_}."
    arguments: list[tuple[Any, ...]] = [("money", find_money(text)[0])]
    if "donor" in facts:
        arguments.append(("donor", party(text, "Kingdom", country=facts["donor"])))
    event = resolve(text, *arguments, paper=facts.get("paper"))
    assert event.money == expected
    assert event.alternatives == alternatives
    fields = [e.field for e in event.evidence]
    assert ("amount" in fields, "currency" in fields) == (expected is not None, expected is not None)


def test_a_sum_of_unknown_currency_has_no_evidence_for_it() -> None:
    text = "gave 5,000."
    event = resolve(text, ("money", cut(MoneyMention, text, "5,000", amount=Decimal(5000))))
    assert event.money == Money(Decimal(5000), None)
    assert [e.field for e in event.evidence] == ["amount", "status"]


def test_no_amount_no_money() -> None:
    assert money_of(MoneyMention(0, 1, "millions", "test", currency="USD")) is None


# ------------------------------------------------------------------ date, status
@pytest.mark.parametrize("value", [DateRange(dt.date(2023, 5, 1), dt.date(2023, 5, 7)), None])
def test_the_words_of_a_date_are_kept(value: DateRange | None) -> None:
    text = "It came last week."
    event = resolve(text, ("date", cut(DateMention, text, "last week", value=value)))
    assert (event.date, event.date_text) == (value, "last week")
    assert [(e.field, e.text) for e in event.evidence] == [("date", "last week")]


def test_status_stands_with_the_trigger_or_else_with_what_is_given() -> None:
    text = "They pledged 12 beds."
    beds = ("item", cut(ItemMention, text, "beds"))
    event = resolve(text, beds, trigger=cut(Mention, text, "pledged"), status="pledged", aggregate=True, score=0.87654)
    assert (event.status, event.aggregate, event.score, event.rule) == ("pledged", True, 0.8765, "test")
    assert [(e.field, e.text) for e in event.evidence[1:]] == [("status", "pledged"), ("aggregate", "pledged")]
    assert [(e.field, e.text) for e in resolve(text, beds).evidence[1:]] == [("status", "beds")]


def test_nothing() -> None:
    assert resolve("") == AidEvent(rule="test")
    assert resolve_events([], Article(""), Mentions(), []) == []


def test_the_day_of_the_dateline_dates_nothing() -> None:
    text = "APIA, Sept 8 (Wire) - Peru gave tents on Sept 5."
    eighth, fifth = (DateRange(day, day) for day in (dt.date(2022, 9, 8), dt.date(2022, 9, 5)))
    top = DateMention(6, 12, "Sept 8", "date.dateline", eighth)
    peru = ("donor", party(text, "Peru", country="PE"))
    event = resolve(text, peru, ("date", top))
    assert (event.date, event.date_text) == (None, None)
    assert resolve(text, peru, ("date", cut(DateMention, text, "Sept 5", value=fifth))).date == fifth
