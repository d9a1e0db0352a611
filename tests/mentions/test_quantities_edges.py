"""What counts goods and what does not: one line a rule, with its counter-example beside it."""

from __future__ import annotations

import pytest

from aidextract.mentions.money import find_money
from aidextract.mentions.quantities import find_quantities, load_units
from aidextract.records import QuantityMention


def said(mention: QuantityMention) -> str:
    """ "10-15 bags = 10..15 bags, lower, each" """
    value = "?" if mention.value is None else f"{mention.value:f}"
    value += f"..{mention.upper:f}" if mention.upper is not None else ""
    assert (mention.bound == "range") == (mention.upper is not None)
    bound = f", {mention.bound}" if mention.bound not in ("exact", "range") else ""
    unit, each = f" {mention.unit}" if mention.unit else "", ", each" if mention.each else ""
    return f"{mention.text} = {value}{unit}{bound}{each}"


# fmt: off
CASES = [
    ("20 tons of rice", "20 tons = 20 tons"),
    ("20 short ton of rice", "20 short ton = 20 short ton"),
    ("one ton of rice", "one ton = 1 ton"),
    ("20 ton of rice", "20 ton = 20 ton"),
    ("20 ton trucks", "20 = 20"),
    ("20-tonne trucks", ""),
    ("1.5 tonne of rice", "1.5 tonne = 1.5 tonne"),
    ("20 MT of maize", "20 MT = 20 MT"),
    ("20 mt of maize", "20 mt = 20 mt"),
    ("20 mT of maize", "20 = 20"),
    ("5 kg of salt", "5 kg = 5 kg"),
    ("5kg of salt", "5kg = 5 kg"),
    ("50 kg bags of salt", ""),
    ("40 bags of 50 kg each", "40 bags = 40 bags, each"),
    ("40 bags of 50kg rice", "40 bags = 40 bags"),
    ("40 50-kg bags of rice", "40 50-kg bags = 40 bags"),
    ("40 sealed 50-litre drums of oil", "40 sealed 50-litre drums = 40 drums"),
    ("40 x 50 kg bags of rice", "40 x 50 kg bags = 40 bags"),
    ("40 large sacks of beans", "40 large sacks = 40 sacks"),
    ("40 mixed boxes of toys", "40 mixed boxes = 40 boxes"),
    ("a truckload of rice", "a truckload = 1 truckload"),
    ("a ton of rice", "a ton = 1 ton"),
    ("a large truckload of rice", "a large truckload = 1 truckload"),
    ("a lot of rice", ""),
    ("a convoy of trucks", "a convoy = 1 convoy"),
    ("a shipment of rice", ""),
    ("a mile of pipe", ""),
    ("an additional crate of books", "an additional crate = 1 crate"),
    ("3 miles of pipe", "3 miles = 3 miles"),
    ("3 miles away", ""),
    ("300 m of cable", "300 m = 300 m"),
    ("300m of cable", "300m = 300 m"),
    ("a 300m bridge", ""),
    ("5 MW of power", "5 MW = 5 MW"),
    ("30 days", ""),
    ("30 days of rice", ""),
    ("30 hours of flying", "30 hours = 30 hours"),
    ("1,900 hours of helicopter time", "1,900 hours = 1900 hours"),
    ("two weeks", ""),
    ("three centuries", ""),
    ("two seconds", ""),
    ("5 working days", ""),
    ("27 lorries", "27 = 27"),
    ("27 lorries of beans", "27 lorries = 27 lorries"),
    ("27 lorries carrying beans", "27 lorries = 27 lorries"),
    ("27 lorries stuffed with beans", "27 lorries = 27 lorries"),
    ("27 loaded lorries", "27 = 27"),
    ("7 tons and 440 kilograms of rice", "7 tons and 440 kilograms = 7.44 tons"),
    ("7 tons, 440 kilograms of rice", "7 tons, 440 kilograms = 7.44 tons"),
    ("7 tons 440 kilograms of rice", "7 tons 440 kilograms = 7.44 tons"),
    ("7 tons and 1,200 kilograms of rice", "7 tons = 7 tons; 1,200 kilograms = 1200 kilograms"),
    ("7 kilograms and 3 tons of rice", "7 kilograms = 7 kilograms; 3 tons = 3 tons"),
    ("10 tons to 15 tons of rice", "10 tons to 15 tons = 10..15 tons"),
    ("10 tons - 15 tons of rice", "10 tons - 15 tons = 10..15 tons"),
    ("between 10 tons and 15 tons of rice", "10 tons and 15 tons = 10..15 tons"),
    ("10 tons and 15 tons of rice", "10 tons = 10 tons; 15 tons = 15 tons"),
    ("15 tons or 10 tons of rice", "15 tons = 15 tons; 10 tons = 10 tons"),
    ("10 tons to 15 kilograms of rice", "10 tons = 10 tons; 15 kilograms = 15 kilograms"),
    ("5 tons of rice and 6 tons of flour", "5 tons = 5 tons; 6 tons = 6 tons"),
    ("300 blankets each", "300 = 300"),
    ("300 tons of rice each", "300 tons = 300 tons, each"),
    ("300 bags of rice, 50 kg each", "300 bags = 300 bags, each; 50 kg = 50 kg, each"),
    ("300 of each", "300 = 300, each"),
    ("12 packets of salt to each of them", "12 packets = 12 packets"),
    ("12 each", "12 = 12, each"),
    ("on March 5 tents came", ""),
    ("in DECEMBER 30 tents came", ""),
    ("5th of May", ""),
    ("No. 5 tents", ""),
    ("Squadron 5 left", ""),
    ("§5 holds", ""),
    ("gave the group 5 tents", "5 = 5"),
    ("Group 5 tents", ""),
    ("under 20 men", ""),
    ("Over 20 men", ""),
    ("number 7", ""),
    ("5%", ""),
    ("5 percent", ""),
    ("5 per cent", ""),
    ("20° heat", ""),
    ("5:30 came", ""),
    ("5's turn", ""),
    ("5 o'clock", ""),
    ("5 pm", ""),
    ("10 GMT", ""),
    ("5 years old", ""),
    ("5-year-old", ""),
    ("5 times", ""),
    ("5 AD", ""),
    ("5 votes", ""),
    ("5/6 of wells", ""),
    ("one in 5 wells", ""),
    ("nine out of every 5", ""),
    ("in 1999", ""),
    ("in 2012 tents", ""),
    ("1,999 tents", "1,999 = 1999"),
    ("1999 tents", "1999 = 1999"),
    ("2000 tents", "2000 = 2000"),
    ("in 2000 tents", "2000 = 2000"),
    ("1950 was hard", ""),
    ("1950 schools", "1950 = 1950"),
    ("Ali, 34, ran", ""),
    ("one", ""),
    ("one of them", ""),
    ("one hundred", "one hundred = 100"),
    ("one tent", "one = 1"),
    ("one man", ""),
    ("one day", ""),
    ("one may", ""),
    ("two of them", "two = 2"),
    ("a few tents", "a few = ?"),
    ("several of the tents", "several = ?"),
    ("dozens of tents", "dozens = ?"),
    ("dozens there", "dozens = ?"),
    ("dozens of years", ""),
    ("two thirds of tents", ""),
    ("half a ton of rice", "half a ton = 0.5 ton"),
    ("0.5 tents", "0.5 = 0.5"),
    ("R300 tents", ""),
    ("'97 tents", ""),
    ("’97 tents", ""),
    ("A-5 tents", ""),
    ("3-2 win", ""),
    ("10-5", ""),
    ("20-odd tents", "20 = 20"),
    ("20-plus tents", "20-plus = 20, lower"),
    ("20-bed ward", ""),
    ("20-bed", ""),
    ("20 tonnes", "20 tonnes = 20 tonnes"),
    ("20-tonne consignment of rice", "20-tonne = 20 tonne"),
    ("20-ton relief cargo of rice", "20-ton = 20 ton"),
    ("20-lorry convoy", "20-lorry = 20 lorry"),
    ("5-dose package", "5-dose = 5 dose"),
    ("5-dose new measles package", "5-dose = 5 dose"),
    ("5-metric-ton aid shipment", "5-metric-ton = 5 metric-ton"),
    ("more than 300 tents", "more than 300 = 300, lower"),
    ("300 or more tents", "300 or more = 300, lower"),
    ("300+ tents", "300+ = 300, lower"),
    ("300-plus tents", "300-plus = 300, lower"),
    ("up to 20 tons of rice", "up to 20 tons = 20 tons, upper"),
    ("10 to 15 tons of rice", "10 to 15 tons = 10..15 tons"),
    ("10-15 bags", "10-15 bags = 10..15 bags"),
    ("20 departments of state", "20 = 20"),
    ("20 head of cattle", "20 head = 20 head"),
    ("200 cubic metres of wood", "200 cubic metres = 200 cubic metres"),
    ("200 m3 of wood", "200 m3 = 200 m3"),
    ("200 m³ of water", "200 m³ = 200 m³"),
    ("3 metric tons of salt", "3 metric tons = 3 metric tons"),
    ("3 board feet of wood", "3 board feet = 3 board feet"),
    ("3 jerry cans of oil", "3 jerry cans = 3 jerry cans"),
    ("3 lb. of sugar", "3 lb. = 3 lb."),
    ("3 lbs. of sugar", "3 lbs. = 3 lbs."),
    ("20 tons can feed", "20 tons = 20 tons"),
    ("two bags set aside", "two bags = 2 bags"),
    ("20 tents, 30 more tents", "20 = 20; 30 = 30"),
    ("20 additional tons of rice", "20 additional tons = 20 tons"),
    ("20 assorted tons of rice", "20 assorted tons = 20 tons"),
    ("100 bags of 20 kg, each", "100 bags = 100 bags, each"),
    ("bags of 50 kg", ""),
    ("convoys of 50 kg", ""),
    ("100 unit", "100 = 100"),
    ("100 units", "100 units = 100 units"),
    ("fifty T-shirts", "fifty = 50"),
    ("20 t of rice", "20 t = 20 t"),
    ("20 T of rice", "20 T = 20 T"),
    ("300 sq m of sheets", "300 sq m = 300 sq m"),
    ("300 square metres of sheets", "300 square metres = 300 square metres"),
    ("3 quintals of seed", "3 quintals = 3 quintals"),
    ("5 ha of land", "5 ha = 5 ha"),
    ("5 kWh of power", "5 kWh = 5 kWh"),
    ("20 degrees", ""),
    ("two thirds of them and 300 tents", "300 = 300"),
    ("R20 and 300 tents", "300 = 300"),
    ("30 days and 300 tents", "300 = 300"),
    ("several Tents", ""),
    ("several tents", "several = ?"),
    ("300m women there", ""),
    ("shipments of 50 kg of rice", "50 kg = 50 kg"),
    ("on March 5 bags came", ""),
    ("on March 50 bags came", "50 bags = 50 bags"),
    ("7 kilograms and 440 grams of salt", "7 kilograms and 440 grams = 7.44 kilograms"),
    ("7 tons and 999.5 kilograms of salt", "7 tons and 999.5 kilograms = 7.9995 tons"),
    ("300m days", ""),
    ("20 kW pumps", ""),
    ("20 kW of pumps", "20 kW = 20 kW"),
    ("5 ft poles", ""),
]
# fmt: on


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_quantities(text: str, expected: str) -> None:
    whole = f"It says {text}."
    found = find_quantities(whole, find_money(whole))
    assert "; ".join(map(said, found)) == expected
    assert all(whole[m.start : m.end] == m.text for m in found)


_UNITS = {form: unit for form, unit in load_units().items() if unit.kind in ("measure", "container", "count")}


@pytest.mark.parametrize("form", [form for form in sorted(_UNITS) if form != _UNITS[form].name and form[-1] != "."])
def test_every_unit_is_read_with_its_number(form: str) -> None:
    text = f"They gave 340 {form} of goods to him."
    [mention] = find_quantities(text)
    assert (mention.value, mention.unit, mention.text) == (340, form, f"340 {form}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$5 and 14 stoves", "14 = 14"),
        ("14 stoves and $5", "14 = 14"),
        ("€90,000 (AZN 180,654), 3 tents, €5 and 2 beds", "3 = 3; 2 = 2"),
        ("a truckload of rice and 3 tents", "a truckload = 1 truckload; 3 = 3"),
        ("3 tents and a truckload of rice", "3 = 3; a truckload = 1 truckload"),
        ("a $5 ton of rice", ""),
    ],
)
def test_money_is_no_quantity(text: str, expected: str) -> None:
    assert "; ".join(map(said, find_quantities(text, find_money(text)))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [  # whole texts, for what stands at their very start or end
        ("12", ""),  # may be a day
        ("120", "120 = 120"),
        ("120.", "120 = 120"),
        ("1. Tents", ""),
        ("(2) Tents", ""),
        ("Aid:\n3. Tents", ""),
        ("In 2012. Tents", ""),
        ("By 1998", ""),
        ("Five", "Five = 5"),
        ("300 bags", "300 bags = 300 bags"),
        ("12 tents each", "12 = 12"),
        ("Ali, 34, gave 34", "34 = 34"),
        ("Ali, 119, gave tents", ""),
        ("Ali, 120, gave tents", "120 = 120"),
    ],
)
def test_whole_texts(text: str, expected: str) -> None:
    assert "; ".join(map(said, find_quantities(text))) == expected
