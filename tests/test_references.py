"""Which mentions name one party. Mentions are written by hand over short texts; the gazetteer is the shipped one."""

from __future__ import annotations

import pytest

from aidextract.records import PartyMention
from aidextract.references import find_officials, group_parties


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
