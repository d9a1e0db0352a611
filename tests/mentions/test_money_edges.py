"""Where a sum ends, what it is worth and what it is not: one line a rule, with its counter-example beside it."""

from __future__ import annotations

import pytest

from aidextract.mentions.money import find_money
from aidextract.records import MoneyMention


def said(mention: MoneyMention) -> str:
    """ "$5m-$7m = 5000000..7000000 USD lower (€4m = 4000000 EUR)" """
    amount = "?" if mention.amount is None else str(mention.amount)
    amount += f"..{mention.upper}" if mention.upper is not None else ""
    bound = "" if mention.bound in ("exact", "range") else f" {mention.bound}"
    assert (mention.bound == "range") == (mention.upper is not None)
    alternatives = "".join(f" ({said(other)})" for other in mention.alternatives)
    return f"{mention.text} = {amount} {mention.currency or '?'}{bound}{alternatives}"


# fmt: off
CASES = [
    ("A stamp is 1 cent.", "1 cent = 0.01 USD"),
    ("Each paid 50 pence at the door.", "50 pence = 0.5 GBP"),
    ("Each paid 50 cents for the bus.", "50 cents = 0.5 USD"),
    ("It cost 3 dollars 50 cents.", "3 dollars 50 cents = 3.5 USD"),
    ("It cost 3 dollars and 50 cents.", "3 dollars and 50 cents = 3.5 USD"),
    ("It cost 3.5 dollars 50 cents.", "3.5 dollars = 3.5 USD; 50 cents = 0.5 USD"),
    ("It cost 3 dollars, 150 cents.", "3 dollars = 3 USD; 150 cents = 1.5 USD"),
    ("It cost 3 dollars in all; the rest was 50 cents.", "3 dollars = 3 USD; 50 cents = 0.5 USD"),
    ("ALL 500 men came home.", ""),
    ("The bank lent ALL 500,000 to the mill.", "ALL 500,000 = 500000 ALL"),
    ("The team won 5 won games.", ""),
    ("It lent 5 million won.", "5 million won = 5000000 KRW"),
    ("They set aside 500 Rs for tea.", "500 Rs = 500 INR"),
    ("They set aside 500 Tk for tea.", "500 Tk = 500 BDT"),
    ("They set aside 500 RS for tea.", "500 RS = 500 INR"),
    ("It crossed the 5 million mark.", ""),
    ("It crossed the 5 million crown line.", ""),
    ("The hall cost 30 grand.", "30 grand = 30000 ?"),
    ("They held 30 grand prix races.", ""),
    ("There were 2 grand coalition talks.", ""),
    ("There were 2 grand finals.", ""),
    ("A kit is 2.5 grand there.", "2.5 grand = 2500 ?"),
    ("Trucks brought 5,000 pounds of rice.", ""),
    ("Trucks brought 5,000 pounds of aid.", "5,000 pounds = 5000 GBP"),
    ("London added 5,000 pounds of military help.", "5,000 pounds = 5000 GBP"),
    ("London added 5,000 pounds.", "5,000 pounds = 5000 GBP"),
    ("A drum weighing 500 pounds fell.", ""),
    ("A drum that weighs about 500 pounds fell.", ""),
    ("Oslo set 30 MUSD aside.", "30 MUSD = 30000000 USD"),
    ("Oslo set 30MUSD aside.", "30MUSD = 30000000 USD"),
    ("The town got €250.000 for the pier.", "€250.000 = 250000 EUR"),
    ("The town got $250.000 for the pier.", "$250.000 = 250.000 USD"),
    ("The town got DKK 250.000 for the pier.", "DKK 250.000 = 250000 DKK"),
    ("The town got VND 250.000 for the pier.", "VND 250.000 = 250000 VND"),
    ("The town got €250.000,50 for the pier.", "€250.000,50 = 250000.50 EUR"),
    ("Fuel is €1.859 per litre.", "€1.859 = 1.859 EUR"),
    ("Fuel is €1.859/litre.", "€1.859 = 1.859 EUR"),
    ("Fuel is €1.859 each.", "€1.859 = 1.859 EUR"),
    ("The rate was €1.859 to the pound.", "€1.859 = 1.859 EUR"),
    ("The school gets €1.859 a year.", "€1.859 = 1859 EUR"),
    ("The school gets €1.859 per month.", "€1.859 = 1859 EUR"),
    ("They gave $5 m for roads.", "$5 m = 5000000 USD"),
    ("They gave €5 M for roads.", "€5 M = 5000000 EUR"),
    ("They gave $5 b for roads.", "$5 b = 5000000000 USD"),
    ("They gave $5 B for roads.", "$5 B = 5000000000 USD"),
    ("They gave $5 m-high walls.", "$5 = 5 USD"),
    ("They gave 32.2 m US dollars.", "32.2 m US dollars = 32200000 USD"),
    ("A line of 5 EUR million was opened.", "5 EUR million = 5000000 EUR"),
    ("A line of 5 EUR mln was opened.", "5 EUR mln = 5000000 EUR"),
    ("A line of 5 EUR billion was opened.", "5 EUR billion = 5000000000 EUR"),
    ("A line of 5 EUR bn was opened.", "5 EUR bn = 5000000000 EUR"),
    ("A line of 5 EUR trillion was opened.", "5 EUR trillion = 5000000000000 EUR"),
    ("A line of 5 INR crore was opened.", "5 INR crore = 50000000 INR"),
    ("A line of 5 INR lakh was opened.", "5 INR lakh = 500000 INR"),
    ("He gave Rs.5,00,000/- to the school.", "Rs.5,00,000 = 500000 INR"),
    ("A cheque for Rs.1,500,000 was shown.", "Rs.1,500,000 = 1500000 INR"),
    ("The board will give Tk one crore.", "Tk one crore = 10000000 BDT"),
    ("The board gave Tk one.", ""),
    ("A further Rs two lakh came.", "Rs two lakh = 200000 INR"),
    ("The club gave US dollars 45,000.", "US dollars 45,000 = 45000 USD"),
    ("They paid 4 million and 390 thousand Afghanis.", "4 million and 390 thousand Afghanis = 4390000 AFN"),
    ("It gave Rs 25 crore and will give another crore.", "Rs 25 crore = 250000000 INR; another crore = 10000000 INR"),
    ("A line of 5 EUR thousand was opened.", "5 EUR thousand = 5000 EUR"),
    ("Tens of millions of dollars went there.", "Tens of millions of dollars = ? USD"),
    ("Between $2 and $3 million is needed.", "$2 and $3 million = 2000000..3000000 USD"),
    ("Between $2 million and $3 million is needed.", "$2 million and $3 million = 2000000..3000000 USD"),
    ("The sum of $2 million and $3 million is needed.", "$2 million = 2000000 USD; $3 million = 3000000 USD"),
    ("They need $5m-$7m.", "$5m-$7m = 5000000..7000000 USD"),
    ("They need $5m – $7m a year.", "$5m – $7m = 5000000..7000000 USD"),
    ("They need $5m to $7m.", "$5m to $7m = 5000000..7000000 USD"),
    ("They need $5m or $7m.", "$5m or $7m = 5000000..7000000 USD"),
    ("They need $5m or $12m.", "$5m = 5000000 USD; $12m = 12000000 USD"),
    ("They need $5m to $100m.", "$5m to $100m = 5000000..100000000 USD"),
    ("They need $5m to €7m.", "$5m = 5000000 USD; €7m = 7000000 EUR"),
    ("They need $7m to $5m.", "$7m = 7000000 USD; $5m = 5000000 USD"),
    ("Aid was raised from $3m to $5m.", "$3m = 3000000 USD; $5m = 5000000 USD"),
    ("Aid was cut to some $3m to $5m.", "$3m = 3000000 USD about; $5m = 5000000 USD"),
    ("A grant of $3m to $5m.", "$3m = 3000000 USD; $5m = 5000000 USD"),
    ("It is 5 to 10 million dollars.", "5 to 10 million dollars = 5000000..10000000 USD"),
    ("It paid 2 million yuan or $280,000.", "2 million yuan = 2000000 CNY ($280,000 = 280000 USD)"),
    (
        "It paid 2 million yuan, equal to about $280,000, in May.",
        "2 million yuan = 2000000 CNY ($280,000 = 280000 USD about)",
    ),
    ("It paid 2 million yuan, i.e. $280,000, in May.", "2 million yuan = 2000000 CNY ($280,000 = 280000 USD)"),
    ("It paid 2 million yuan / $280,000 in May.", "2 million yuan = 2000000 CNY ($280,000 = 280000 USD)"),
    ("It paid 2 million yuan (about $280,000) in May.", "2 million yuan = 2000000 CNY ($280,000 = 280000 USD about)"),
    (
        "It paid 2 million yuan a year (under $280,000) in May.",
        "2 million yuan = 2000000 CNY ($280,000 = 280000 USD upper)",
    ),
    ("It paid 2 million yuan (≈ $280,000) in May.", "2 million yuan = 2000000 CNY ($280,000 = 280000 USD about)"),
    ("It paid 2 million yuan [$280,000] in May.", "2 million yuan = 2000000 CNY ($280,000 = 280000 USD)"),
    (
        "It paid 2 million yuan (an estimated $280,000 at today's rate) in May.",
        "2 million yuan = 2000000 CNY ($280,000 = 280000 USD about)",
    ),
    ("It paid 2 million yuan ($280,000 US) in May.", "2 million yuan = 2000000 CNY ($280,000 US = 280000 USD)"),
    (
        "It paid 2 million yuan ($280,000 and a lot of further things) in May.",
        "2 million yuan = 2000000 CNY ($280,000 = 280000 USD)",
    ),
    (
        "It paid 2 million yuan ($280,000 went to the town) in May.",
        "2 million yuan = 2000000 CNY; $280,000 = 280000 USD",
    ),
    (
        "It paid 2 million yuan ($280,000 or €270,000) in May.",
        "2 million yuan = 2000000 CNY ($280,000 = 280000 USD) (€270,000 = 270000 EUR)",
    ),
    (
        "It paid 2 million yuan ($280,000; €270,000) in May.",
        "2 million yuan = 2000000 CNY ($280,000 = 280000 USD) (€270,000 = 270000 EUR)",
    ),
    ("It paid 2 million yuan in May ($280,000 was lent).", "2 million yuan = 2000000 CNY; $280,000 = 280000 USD"),
    ("It paid 2 million yuan\n($280,000).", "2 million yuan = 2000000 CNY; $280,000 = 280000 USD"),
    ("Norway gave $5 million, Sweden 440 million outright.", "$5 million = 5000000 USD; 440 million = 440000000 USD"),
    ("Norway gave $5 million, Sweden 440 million more.", "$5 million = 5000000 USD; 440 million = 440000000 USD"),
    ("Norway gave $5 million, Sweden 440 million trees.", "$5 million = 5000000 USD"),
    ("Norway gave $5 million; 440 million people wait.", "$5 million = 5000000 USD"),
    ("Norway gave $5 million to people, Sweden 440 million.", "$5 million = 5000000 USD"),
    ("Norway gave $5 million; of them 3 million fled.", "$5 million = 5000000 USD"),
    ("Norway sent $5,000; Chad, 2,500; Mali, nothing.", "$5,000 = 5000 USD; 2,500 = 2500 USD"),
    ("Norway sent $5,000. Chad sent 2,500, said he.", "$5,000 = 5000 USD"),
    ("Norway sent $5,000, of which 2,500 went to Chad.", "$5,000 = 5000 USD; 2,500 = 2500 USD"),
    ("Norway sent $5,000, of which 2,500 tents.", "$5,000 = 5000 USD"),
    ("Norway sent $5,000, Chad 900; Mali nothing.", "$5,000 = 5000 USD"),
    ("Norway sent $5,000 to families, Chad 2,500; Mali nothing.", "$5,000 = 5000 USD"),
    (
        "The deal was 12 million Kuwaiti dinars, of them 2 million dinars now.",
        "12 million Kuwaiti dinars = 12000000 KWD; 2 million dinars = 2000000 KWD",
    ),
    ("She sent $5 million Canadian.", "$5 million Canadian = 5000000 CAD"),
    ("She sent $5 million Canadian grants.", "$5 million = 5000000 USD"),
    ("She sent $5 million Canadian-made.", "$5 million = 5000000 USD"),
    ("She sent $20,000 CAD.", "$20,000 CAD = 20000 CAD"),
    ("She sent $5 million Canadian dollars.", "$5 million Canadian dollars = 5000000 CAD"),
    ("She sent 5 million US$.", "5 million US$ = 5000000 USD"),
    ("She sent 3 million A$.", "3 million A$ = 3000000 AUD"),
    ("She sent 3 million NZ$ and a $5 note.", "3 million NZ$ = 3000000 NZD; $5 = 5 USD"),
    ("She sent 3 million A$5.", "A$5 = 5 AUD"),
    ("She sent MAUD 60.", "MAUD 60 = 60000000 AUD"),
    ("She sent AUD 60.", "AUD 60 = 60 AUD"),
    ("They chose R20 of them.", ""),
    ("The R 20 road is open.", ""),
    ("They lent R20,000 to him.", "R20,000 = 20000 ZAR"),
    ("nzd$15 is the fee.", "nzd$15 = 15 NZD"),
    ("US$ 15 is the fee.", "US$ 15 = 15 USD"),
    ("US$  15 is the fee.", "US$  15 = 15 USD"),
    ("-$5m was booked.", "$5m = 5000000 USD"),
    ("The fee is 500/- a head.", "500/- = 500 KES"),
    ("The fee is 500/= a head.", "500/= = 500 UGX"),
    ("The fee is 500 /- a head.", ""),
    ("He won 500€ there.", "500€ = 500 EUR"),
    ("He won 500 €20 there.", "€20 = 20 EUR"),
    ("He won 500 $ there.", "500 $ = 500 USD"),
    ("Rs.500 for the school", "Rs.500 = 500 INR"),
    ("Rs. 500 for the school", "Rs. 500 = 500 INR"),
    ("Tk500 for the school", "Tk500 = 500 BDT"),
    ("More than $5 was paid.", "$5 = 5 USD lower"),
    ("Up to 300 euros was paid.", "300 euros = 300 EUR upper"),
    ("It cost 300 euros or more.", "300 euros = 300 EUR lower"),
    ("It cost 300 euros or less.", "300 euros = 300 EUR upper"),
    ("It cost about 10,000 yen.", "10,000 yen = 10000 JPY about"),
    ("It gave 999 L and 1000 L.", ""),
    ("It gave 1,000 FF then.", ""),
    ("It gave 5 thousand pounds sterling.", "5 thousand pounds sterling = 5000 GBP"),
    ("A five-dollar note and $five.", "five-dollar = 5 USD"),
    ("A $10-million plan.", "$10-million = 10000000 USD"),
    ("A 10-million-dollar plan.", "10-million-dollar = 10000000 USD"),
    (
        "a million dollars; one million dollars; half a million euros",
        "a million dollars = 1000000 USD; one million dollars = 1000000 USD; half a million euros = 500000 EUR",
    ),
    ("It gave 12 Swiss francs, 12 francs.", "12 Swiss francs = 12 CHF; 12 francs = 12 CHF"),
    ("They got 5,000 pounds of that.", "5,000 pounds = 5000 GBP"),
    ("They lent 5,000 Egyptian pounds of rice.", "5,000 Egyptian pounds = 5000 EGP"),
    ("They lent 5 million dollars of rice.", "5 million dollars = 5000000 USD"),
    ("It is between $2 and $3 thousand.", "$2 and $3 thousand = 2000..3000 USD"),
    ("They gave 5 USD20 million.", "USD20 million = 20000000 USD"),
    ("They gave $5 million M.", "$5 million = 5000000 USD"),
    ("It paid 2 million yuan ($280,000 yes) in May.", "2 million yuan = 2000000 CNY; $280,000 = 280000 USD"),
    ("It paid 2 million yuan ($280,000 pa) in May.", "2 million yuan = 2000000 CNY ($280,000 = 280000 USD)"),
    ("The fee /= 300 tents.", ""),
    ("The fee /- 300 tents.", ""),
    ("It gave 300 Dhs. to him.", "300 Dhs = 300 AED"),
]
# fmt: on


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_sums(text: str, expected: str) -> None:
    found = find_money(text)
    assert "; ".join(map(said, found)) == expected
    assert all(text[m.start : m.end] == m.text for m in found)


@pytest.mark.parametrize(("country", "expected"), [("ZA", "R250 = 250 ZAR"), ("KE", ""), (None, "")])
def test_one_letter_is_a_sign_at_home_only(country: str | None, expected: str) -> None:
    assert "; ".join(map(said, find_money("They got R20 and R250 each.", country=country))) == expected
