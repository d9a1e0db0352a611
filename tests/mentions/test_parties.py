"""Parties found on characters, acronyms, names of one party. The sentences stand in fixtures/cases/parties.jsonl."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path
from typing import Any

import pytest

from aidextract.mentions.parties import find_acronyms, find_gazetteer_parties, same_party

ROOT = Path(__file__).resolve().parents[2]
CASES = [json.loads(line) for line in (ROOT / "tests/fixtures/cases/parties.jsonl").read_text("utf-8").splitlines()]
GOLD = ROOT.parent / "shared" / "gold" / "train.jsonl"


def _param(case: dict[str, Any]) -> Any:
    marks = [pytest.mark.xfail(strict=True, reason=case["comment"])] if case.get("expect") == "fails" else []
    return pytest.param(case, id=case["label"], marks=marks)


@pytest.mark.parametrize("case", [_param(c) for c in CASES])
def test_case(case: dict[str, Any]) -> None:
    found = find_gazetteer_parties(case["text"])
    assert [[m.text, m.country or m.id, m.rule] for m in found] == case["expected"]


def test_cases_are_many_and_hold_negatives() -> None:
    assert len({c["label"] for c in CASES}) == len(CASES) >= 80
    assert sum(not c["expected"] for c in CASES) >= 20


def test_offsets_are_exact_in_order_and_apart() -> None:
    text = "\n\n".join(f"¶ “{c['text']}” — 🙂" for c in CASES)
    found = find_gazetteer_parties(text)
    assert len(found) > 100
    assert all(text[m.start : m.end] == m.text for m in found)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))


def test_a_mention_says_what_it_means() -> None:
    tokyo, wfp, open_one = find_gazetteer_parties("Tokyo paid the WFP for Congolese schools.")
    assert (tokyo.name, tokyo.country, tokyo.id, tokyo.kind) == ("Japan", "JP", None, "country")
    assert (wfp.name, wfp.country, wfp.id, wfp.kind) == ("World Food Programme", None, "XM-DAC-41140", "multilateral")
    assert (open_one.name, open_one.country, open_one.kind) == ("Congolese", None, "country")


def test_places_can_be_left_out() -> None:
    text = "Goma and Sindh thanked Mali."
    assert [m.text for m in find_gazetteer_parties(text)] == ["Goma", "Sindh", "Mali"]
    assert [m.text for m in find_gazetteer_parties(text, places=False)] == ["Mali"]


def test_odd_texts_do_not_raise() -> None:
    pieces = [w for c in CASES for w in c["text"].split()] + [
        "(",
        ")",
        ",",
        "\n",
        "\x00",
        "’",
        "…",
        "(WHO)",
        "‏",
        "ß",
        "İ",
        "U.",
        "S.",
    ]
    dice = random.Random(7)
    for _ in range(300):
        text = dice.choice(["", " "]).join(dice.choices(pieces, k=dice.randint(0, 40)))
        found = find_gazetteer_parties(text)
        assert all(text[m.start : m.end] == m.text for m in found)
        for short in find_acronyms(text):
            assert short in text
        same_party(text, text[::-1])


@pytest.mark.parametrize(
    "piece", ["CARE ", "(WHO) ", "Jordan ", "World Food ", "A, and B ", "U.S.", "((", "Red Cross Society of "]
)
def test_time_grows_with_the_length_only(piece: str) -> None:
    def spent(text: str) -> float:
        begin = time.perf_counter()
        find_gazetteer_parties(text)
        find_acronyms(text)
        return time.perf_counter() - begin

    short, long = piece * 2_000, piece * 16_000
    best = min(spent(short) for _ in range(3))
    assert spent(long) < 40 * best + 0.2


# ------------------------------------------------------------------ acronyms
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the Azerbaijani Mine Action Agency (ANAMA) said", {"ANAMA": "Azerbaijani Mine Action Agency"}),
        ("A team of the Borno Relief Trust (BRT) came.", {"BRT": "Borno Relief Trust"}),
        ("Dr Amina Bello of the Lake Basin Authority ( LBA )", {"LBA": "Lake Basin Authority"}),
        (
            "the Office for Refugees, Returnees and Migrants (ORRM)",
            {"ORRM": "Office for Refugees, Returnees and Migrants"},
        ),
        ("the National Institute of Disaster Management (INGD)", {"INGD": "National Institute of Disaster Management"}),
        ("a charity, Help the Needy (HTN), and", {"HTN": "Help the Needy"}),
        ("Kreditanstalt für Wiederaufbau (KfW)", {"KfW": "Kreditanstalt für Wiederaufbau"}),
        ("Union of Rice\n Growers (URG)", {"URG": "Union of Rice Growers"}),
        (
            "WFP (the World Food Programme) and CDF (Coast Development Fund)",
            {"WFP": "World Food Programme", "CDF": "Coast Development Fund"},
        ),
        ("from Malta to the National Harvest Commission (CNC)", {"CNC": "National Harvest Commission"}),
        ("the Assembly of the Inland River Agency (IRENA)", {"IRENA": "Inland River Agency"}),
        ("Imran Qadir (PTI) spoke", {}),
        ("KABUL (AFP) - Rain", {}),
        ("Senator Dale Cole (D-MA)", {}),
        ("five million (USD)", {}),
        ("the hospital (ICU)", {}),
        ("tents (and blankets)", {}),
        ("no brackets at all", {}),
        ("", {}),
        ("(", {}),
    ],
)
def test_find_acronyms(text: str, expected: dict[str, str]) -> None:
    assert find_acronyms(text) == expected


# ------------------------------------------------------------------ one party under two names
@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("World Food Programme", "WFP"),
        ("the World Food Programme's", "World Food Program"),
        ("UNICEF", "UN Children's Fund"),
        ("the Hilton Foundation", "Conrad N. Hilton Foundation"),
        ("Ministry of Health", "the Health Ministry"),
        ("Ministry of Health", "Kenyan Ministry of Health"),
        ("Ministry of Health of Kenya", "Kenya's health ministry"),
        ("Adaeze Okonkwo", "Okonkwo"),
        ("Mr Okonkwo", "Adaeze Okonkwo"),
        ("Foreign Minister Ada Diallo", "Diallo"),
        ("Government of Kenya", "Kenya"),
        ("the Kenyan government", "Nairobi"),
        ("French", "France"),
        ("Congo", "DR Congo"),
        ("Red Cross", "Kenya Red Cross"),
        ("Rotary Club of Embu", "the Rotary Club"),
        ("Lakeside Ltd", "Lakeside"),
        ("Sunway Cruises", "Sunway"),
        ("Coast Relief Organisation", "Coast Relief Organization"),
        ("St Mary's Hospital", "Saint Mary’s hospital"),
        ("Lake Basin Development Authority", "LBDA"),
        ("Dry Lands Trust", "Dry Lands Trusts"),
        ("Moss & Sons", "Moss and Sons"),
        ("Dry Lands Trust (DLT)", "DLT"),
        ("Lake Basin Fund (Basin Fund)", "the Basin Fund"),
        ("Turkish aid agency TIKA", "TIKA"),
        ("chocolate maker Ambrosia", "Ambrosia"),
        ("Kenya Red Cross Society", "Red Cross"),
    ],
)
def test_same_party(a: str, b: str) -> None:
    assert same_party(a, b)
    assert same_party(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Ministry of Health of Kenya", "Ministry of Health of Yemen"),
        ("Kenyan Red Cross", "Danish Red Cross"),
        ("North Korea", "South Korea"),
        ("Sudan", "South Sudan"),
        ("Niger", "Nigeria"),
        ("Dominica", "Dominican Republic"),
        ("Ministry of Health", "Ministry of Education"),
        ("the foundation", "Hilton Foundation"),
        ("the agency", "Lake Agency"),
        ("Hilton Foundation", "Hunter Foundation"),
        ("Adaeze Okonkwo", "Chidi Okonkwo"),
        ("York", "New York"),
        ("European Commission", "EU"),
        ("Bank of Thailand", "Bank of Korea"),
        ("Rotary Club of Embu", "Rotary Club of Meru"),
        ("USAID", "United States"),
        ("Global Fund", "Global Environment Facility"),
        ("University of Ghana", "Ghana"),
        ("World Bank", "World Vision"),
        ("", ""),
        ("WFP", "WHO"),
        ("the army", "Lake Army"),
        ("workers at Lakeside Mills", "Lakeside Mills"),
        ("Red Cross Society of China", "Indian Red Cross Society"),
        ("Tata Steel", "Tata Motors"),
        ("Kenya", ""),
        ("...", "..."),
    ],
)
def test_not_the_same_party(a: str, b: str) -> None:
    assert not same_party(a, b)
    assert not same_party(b, a)


# ------------------------------------------------------------------ on real articles
@pytest.mark.skipif(not GOLD.exists(), reason="the gold articles of ../shared/gold are not here")
def test_states_of_the_gold_are_among_the_mentions() -> None:
    wanted = found = 0
    for line in GOLD.read_text("utf-8").splitlines():
        article = json.loads(line)
        here = {m.country for m in find_gazetteer_parties(article["text"])}
        for event in article["events"]:
            states = [p["country"] for p in event["donors"] + event["recipients"] if p.get("country")]
            wanted += len(states)
            found += sum(state in here for state in states)
    assert found / wanted >= 0.97
