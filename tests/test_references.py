"""Which mentions name one party. Mentions are written by hand over short texts; the gazetteer is the shipped one."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

from aidextract.records import Argument, Candidate, ItemMention, PartyMention, QuantityMention
from aidextract.references import find_home_recipient, find_officials, group_parties, resolve_pronouns
from aidextract.syntax import read_parse


def mentions(text: str, *names: str) -> list[PartyMention]:
    """In text order. "Peru=PE" is a state, "Ann Lee:PERSON" what a recogniser says, "UNICEF#unicef" has an id."""
    out: list[PartyMention] = []
    position = 0
    for name in names:
        name, _, country = name.partition("=")
        name, _, label = name.partition(":")
        name, _, id_ = name.partition("#")
        start = text.index(name, position)
        position = start + 1
        rule = f"ner.{label}" if label else "party.country" if country else "ner.ORG"
        out.append(PartyMention(start, start + len(name), name, rule, name, country or None, id_ or None))
    return out


@pytest.mark.parametrize(
    ("text", "names", "groups"),
    [
        pytest.param("Peru paid. A Peruvian left Lima.", ["Peru=PE", "Peruvian=PE", "Lima=PE"], [0, 0, 0], id="state"),
        pytest.param("Peru and Chile paid.", ["Peru=PE", "Chile=CL"], [0, 1], id="two states"),
        pytest.param(
            "The Lakeside Nurses Union (LNU) came. LNU sang.",
            ["Lakeside Nurses Union", "LNU", "LNU"], [0, 0, 0], id="acronym in brackets",
        ),
        pytest.param(
            "The Lakeside Nurses Union (LNU) came. LNU sang.",
            ["Lakeside Nurses Union (LNU)", "LNU"], [0, 0], id="name together with its acronym",
        ),
        pytest.param(
            "The National Institute of Flood Control (INGC) came. INGC sang.",
            ["National Institute of Flood Control", "INGC"], [0, 0], id="acronym of another language",
        ),
        pytest.param(
            "The Azerbaijani Mine Action Agency (ANAMA) came. ANAMA sang.",
            ["Azerbaijani Mine Action Agency", "ANAMA#anama"], [0, 0], id="acronym that does not spell",
        ),
        pytest.param("LNU came. The Nurses Guild sang.", ["LNU", "Nurses Guild"], [0, 1], id="acronym of none"),
        pytest.param(
            "The Lakeside Nurses Union came. LNU sang.",
            ["Lakeside Nurses Union", "LNU#latvian-union"], [0, 0], id="acronym that the gazetteer knows of another",
        ),
        pytest.param(
            "Lima's Nurses Union (LNU) came. LNU sang.",
            ["Lima's Nurses Union#lima", "LNU#latvian-union"], [0, 0], id="the same in brackets",
        ),
        pytest.param(
            "LNU came. The Lakeside Guild sang.",
            ["LNU#latvian-union", "Lakeside Guild"], [0, 1], id="acronym that nothing here spells",
        ),
        pytest.param(
            "Queen Ada Central Hospital, the Central Hospital and Oxmoor Central Hospital",
            ["Queen Ada Central Hospital", "Central Hospital", "Oxmoor Central Hospital"], [0, 0, 1],
            id="a short name ties no two longer ones",
        ),
        pytest.param(
            "The Orrin Vale Foundation came. The Vale Foundation sang.",
            ["Orrin Vale Foundation", "Vale Foundation"], [0, 0], id="shorter name",
        ),
        pytest.param(
            "The Vale Foundation came. The Lakeside Foundation sang.",
            ["Vale Foundation", "Lakeside Foundation"], [0, 1], id="two of a kind",
        ),
        pytest.param(
            "Health Ministry staff of the Ministry of Health came.",
            ["Health Ministry", "Ministry of Health"], [0, 0], id="word order",
        ),
        pytest.param(
            "UNICEF and the UN Children's Fund", ["UNICEF#unicef", "UN Children's Fund#unicef"], [0, 0], id="one id",
        ),
        pytest.param(
            "Peruvian Ambassador to Chad Ana Ruiz spoke. Ruiz left.",
            ["Peruvian=PE", "Chad=TD", "Ana Ruiz:PERSON", "Ruiz:PERSON"], [0, 1, 0, 0], id="official and his surname",
        ),
        pytest.param(
            "Peruvian President Ana Ruiz met Chilean President Tomas Ruiz.",
            ["Peruvian=PE", "Ana Ruiz:PERSON", "Chilean=CL", "Tomas Ruiz:PERSON"], [0, 0, 1, 1], id="one surname",
        ),
        pytest.param(
            "Peruvian Minister Ruiz met Chilean Minister Ruiz.",
            ["Peruvian=PE", "Ruiz:PERSON", "Chilean=CL", "Ruiz:PERSON"], [0, 0, 1, 1], id="two of one whole name",
        ),
        pytest.param(
            "Peruvian singer Ana Ruiz sang.", ["Peruvian=PE", "Ana Ruiz:PERSON"], [0, 1], id="no official",
        ),
        pytest.param("Georgia sang, Georgia paid.", ["Georgia:PERSON", "Georgia=GE"], [0, 0], id="name, then state"),
        pytest.param("", [], [], id="none"),
        pytest.param("... and ...", ["...", "..."], [0, 0], id="no letter in it"),
    ],
)  # fmt: skip
def test_groups(text: str, names: list[str], groups: list[int]) -> None:
    assert group_parties(text, mentions(text, *names)) == groups


@pytest.mark.parametrize(
    ("text", "names", "officials"),
    [
        ("French Ambassador to Chad Zoe Gris", ["French=FR", "Chad=TD", "Zoe Gris:PERSON"], {"Zoe Gris": "FR"}),
        ("Japan's foreign minister, Ken Ito, came.", ["Japan=JP", "Ken Ito:PERSON"], {"Ken Ito": "JP"}),
        ("Ken Ito, whom Japan's minister knows", ["Ken Ito:PERSON", "Japan=JP"], {}),
        ("Japan's nurse Ken Ito came.", ["Japan=JP", "Ken Ito:PERSON"], {}),
        ("Japan's minister Ken Ito; later Ito left", ["Japan=JP", "Ken Ito:PERSON", "Ito:PERSON"],
         {"Ken Ito": "JP", "Ito": "JP"}),
        ("Japan's minister of Ito Motors", ["Japan=JP", "Ito Motors:ORG"], {}),
    ],
)  # fmt: skip
def test_officials(text: str, names: list[str], officials: dict[str, str]) -> None:
    found = mentions(text, *names)
    states = find_officials(text, found)
    assert {m.text: states[m.start] for m in found if m.start in states} == officials


def test_two_states_are_never_one_group() -> None:
    text = "Peruvian Minister Ruiz, Chilean Minister Ruiz, Ruiz of Peru and Chile's Ruiz met in Lima."
    found = mentions(
        text, "Peruvian=PE", "Ruiz:PERSON", "Chilean=CL", "Ruiz:PERSON", "Ruiz:PERSON", "Peru=PE", "Chile=CL",
        "Ruiz:PERSON", "Lima=PE",
    )  # fmt: skip
    states: dict[int, set[str]] = {}
    for mention, group in zip(found, group_parties(text, found), strict=True):
        if mention.country:
            states.setdefault(group, set()).add(mention.country)
    assert sorted(map(sorted, states.values())) == [["CL"], ["PE"]]


# ------------------------------------------------------------------ pronouns
VISIT = """
Norway PROPN nsubj 1
called VERB root 1 call
Ada PROPN compound 3
Berg PROPN obj 1
in ADP case 5
Peru PROPN obl 1
. PUNCT punct 1

{0} PRON nsubj 8
gave VERB root 8 give
beds NOUN obj 8 bed
. PUNCT punct 8
"""


def asked(make_doc: Any, pronoun: str, *parties: str, **others: str) -> Candidate:
    """The candidate of "{pronoun} gave 40 beds", of whose parties those in `others` have roles already."""
    doc = make_doc(VISIT.format(pronoun))
    text = doc.text
    named = mentions(text, *parties)
    start = text.index(f"{pronoun} gave")
    beds = text.index("beds")
    arguments = [
        Argument("donor", PartyMention(start, start + len(pronoun), pronoun, "party.pronoun"), "give/donor"),
        Argument("item", ItemMention(beds, beds + 4, "beds", "item", head="bed"), "give/item"),
        Argument("quantity", QuantityMention(beds, beds, "", "quantity", Decimal(40)), "give/quantity", of=1),
        *(Argument("recipient", p, "give/recipient") for p in named if p.text in others.values()),
    ]
    [found] = resolve_pronouns(read_parse(doc), [Candidate(tuple(arguments), "delivered", "give")], named)
    [number] = [a for a in found.arguments if a.role == "quantity"]
    assert number.of is not None
    assert found.arguments[number.of].role == "item"
    return found


def donor(candidate: Candidate) -> str | None:
    return next((a.mention.text for a in candidate.arguments if a.role == "donor"), None)


ALL = ("Norway=NO", "Ada Berg:PERSON", "Peru=PE")


def test_it_is_the_last_subject(make_doc: Any) -> None:
    found = asked(make_doc, "It", *ALL)
    assert donor(found) == "Norway"
    assert found.arguments[0].rule == "give/donor/pronoun"


def test_she_is_a_person(make_doc: Any) -> None:
    assert donor(asked(make_doc, "She", *ALL)) == "Ada Berg"
    assert donor(asked(make_doc, "She", "Norway=NO", "Peru=PE")) is None


def test_nobody_gives_to_himself(make_doc: Any) -> None:
    assert donor(asked(make_doc, "It", *ALL, recipient="Norway")) == "Peru"
    assert donor(asked(make_doc, "It", "Norway=NO", recipient="Norway")) is None


@pytest.mark.parametrize("pronoun", ["We", "I"])
def test_who_speaks_stays_open(make_doc: Any, pronoun: str) -> None:
    assert donor(asked(make_doc, pronoun, *ALL)) is None


def test_a_relative_pronoun_means_the_nearest_of_its_own_sentence(make_doc: Any) -> None:
    assert donor(asked(make_doc, "who", *ALL)) is None  # all parties stand in the sentence before
    rows = VISIT.format("who").replace("\n\n", "\n").replace("gave VERB root 8", "gave VERB acl:relcl 5")
    doc = make_doc(rows)
    named = mentions(doc.text, *ALL)
    start = doc.text.index("who")
    who = Argument("donor", PartyMention(start, start + 3, "who", "party.pronoun"), "give/donor")
    [found] = resolve_pronouns(read_parse(doc), [Candidate((who,), "delivered", "give")], named)
    assert donor(found) == "Peru"


def test_candidates_without_pronouns_pass_as_they_are(make_doc: Any) -> None:
    doc = make_doc(VISIT.format("It"))
    [norway] = mentions(doc.text, "Norway=NO")
    candidate = Candidate((Argument("donor", norway, "give/donor"),), "delivered", "give")
    [found] = resolve_pronouns(read_parse(doc), [candidate], [norway])
    assert found is candidate


# ------------------------------------------------------------------ the country that an article is about
@pytest.mark.parametrize(
    ("text", "donor", "expected"),
    [
        ("Peru dug out. Japan sent 9 pumps. Peru counts its dead.", "Japan", "Peru"),
        ("Japan sent 9 pumps. Peru counts its dead.", "Japan", None),  # named once
        ("Peru and Chile dug out. Chile, Bolivia and Peru met. Japan sent 9 pumps.", "Japan", None),  # many
        ("Peru dug out. Oxfam sent 9 pumps. Peru counts its dead.", "Oxfam", None),  # a charity may give anywhere
        ("Japan dug out. Japan sent 9 pumps.", "Japan", None),  # nobody gives to himself
    ],
)
def test_a_state_gives_to_the_country_that_the_article_is_about(text: str, donor: str, expected: str | None) -> None:
    codes = {"Peru": "PE", "Chile": "CL", "Bolivia": "BO", "Ecuador": "EC", "Japan": "JP", "Oxfam": None}
    parties = [
        PartyMention(m.start(), m.end(), m[0], "party.country", name=m[0], country=codes[m[0]])
        for m in re.finditer("|".join(codes), text)
    ]
    pumps = text.index("pumps")
    arguments = (
        Argument("item", ItemMention(pumps, pumps + 5, "pumps", "test"), "test"),
        Argument("donor", next(m for m in parties if m.text == donor), "test"),
    )
    found = find_home_recipient(Candidate(arguments, "delivered", "test"), parties)
    assert (found and found.mention.text) == expected
    known = Argument("recipient", parties[0], "test")
    assert find_home_recipient(Candidate((*arguments, known), "delivered", "test"), parties) is None
