"""The tables of names: whole, consistent, read-only, and refused with a clear message when broken."""

from __future__ import annotations

import csv
import dataclasses
import re
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from aidextract import gazetteer
from aidextract.errors import DataError
from aidextract.gazetteer import (
    countries,
    countries_by_name,
    country,
    country_by_name,
    find_forms,
    good_by_name,
    goods,
    is_state_title,
    organisation,
    organisation_by_name,
    organisations,
    place_country,
    places,
    senses,
    title,
    titles,
)
from aidextract.tables import read_tsv

ROOT = Path(__file__).resolve().parents[1]
IATI = ROOT.parent / "shared" / "reference" / "iati"
TABLES: list[Callable[[], Mapping[str, Any]]] = [countries, organisations, places, titles, goods]
FORMER = {"SU", "YU", "DD", "CS"}
NO_PEOPLE = {"AQ", "BL", "BV", "CC", "GG", "GS", "HM", "JE", "PM", "SH", "SJ", "TF", "UM"}


# ------------------------------------------------------------------ what is in them
def test_every_state_has_its_parts() -> None:
    assert len(countries()) == 249 + 1 + len(FORMER)
    assert len({c.iso3 for c in countries().values()}) == len(countries())
    for c in countries().values():
        assert c.demonyms or c.iso2 in NO_PEOPLE, c.name
        assert c.capitals or c.iso2 in NO_PEOPLE | FORMER | {"GI", "HK", "MO", "NF"}, c.name
        assert c.currency or c.iso2 == "AQ", c.name


@pytest.mark.skipif(not IATI.exists(), reason="the IATI code lists of ../shared/reference are not here")
def test_codes_are_those_of_the_standards() -> None:
    def codes(name: str) -> set[str]:
        with (IATI / name).open(encoding="utf-8") as file:
            return {row["code"] for row in csv.DictReader(file)}

    assert set(countries()) - FORMER == codes("Country.csv") - {"AN"}
    assert {g.sector for g in goods().values()} <= codes("Sector.csv")
    channels = codes("CRSChannelCode.csv")
    assert {o.iati.removeprefix("XM-DAC-") for o in organisations().values() if o.iati} <= channels


def test_tables_are_as_large_as_they_should_be() -> None:
    assert len(organisations()) >= 350
    assert len(goods()) >= 500
    assert sum(o.kind == "red cross" for o in organisations().values()) >= 190
    assert sum(o.iati is not None for o in organisations().values()) >= 120
    assert {"state", "body", "person"} == {t.stands_for for t in titles().values()}


@pytest.mark.parametrize("name", ["countries.tsv", "organisations.tsv", "titles.tsv", "items.tsv", "places.tsv"])
def test_tables_are_sorted_and_say_what_they_are(name: str) -> None:
    content = (ROOT / "src/aidextract/data" / name).read_text("utf-8")
    head = "".join(line for line in content.splitlines(keepends=True) if line.startswith("#"))
    assert all(word in head for word in ("Source:", "Licence:", "Extend:"))
    keys = [next(iter(row.values())) for row in read_tsv(name)]
    assert keys in (sorted(keys), sorted(keys, key=lambda k: (k.lower(), k)))


def test_no_body_has_a_forbidden_form() -> None:
    """Plain words in capitals that no acronym is worth."""
    assert not {"AID", "IT", "US", "AND", "HELP", "FOOD"} & {
        f for o in organisations().values() for f in (o.name, *o.aliases)
    }


def test_every_form_is_found_whole_in_a_text() -> None:
    for form in _all_forms():
        found = [(f.start, f.end) for f in find_forms(f"x {form} y")]
        assert found == [(2, 2 + len(form))] or found == [(2, 2 + len(form.rstrip(".")))], form


def test_forms_in_capitals_are_found_too() -> None:
    for c in countries().values():
        if len(c.name) > 3 and c.name.isascii():
            assert [s.country for f in find_forms(c.name.upper()) for s in f.senses][:1] == [c.iso2], c.name


# ------------------------------------------------------------------ questions
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Laos", "LA"),
        ("the Netherlands", "NL"),
        ("Türkiye", "TR"),
        ("Turkiye", "TR"),
        ("Burma", "MM"),
        ("U.K.", "GB"),
        ("DRC", "CD"),
        ("Swaziland", "SZ"),
        ("Ivory Coast", "CI"),
        ("Côte d’Ivoire", "CI"),
        ("KENYA", "KE"),
        ("Filipinos", "PH"),
        ("Basotho", "LS"),
        ("the Kremlin", "RU"),
        ("New Delhi", "IN"),
        ("Ouagadougou", "BF"),
        ("Kenya's", "KE"),
        ("Sudanese", "SD"),
        ("Saudi", "SA"),
        ("Congo", None),
        ("Congolese", None),
        ("Korean", None),
        ("Dominican", None),
        ("Brussels", None),
        ("Goma", None),
        ("us", None),
        ("turkey", None),
        ("", None),
        ("Atlantis", None),
        ("Oxfam", None),
    ],
)
def test_country_by_name(text: str, expected: str | None) -> None:
    assert country_by_name(text) == expected


def test_ambiguous_names_keep_all_their_states() -> None:
    assert countries_by_name("Congo") == ("CD", "CG")
    assert countries_by_name("Koreans") == ("KP", "KR")
    assert countries_by_name("Dominican") == ("DM", "DO")
    assert countries_by_name("Georgia") == ("GE",)
    assert [s.key for s in senses("Brussels")] == ["BE", "eu"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HARARE", "ZW"),
        ("Port-au-Prince", "HT"),
        ("Goma", "CD"),
        ("Washington, D.C.", "US"),
        ("Nice, France", "FR"),
        ("Odisha", "IN"),
        ("Gaza", "PS"),
        ("Brussels", "BE"),
        ("Tripoli", "LY"),
        ("COX'S BAZAR", "BD"),
        ("Kenya", "KE"),
        ("São Paulo", "BR"),
        ("Hyderabad", None),
        ("Springfield", None),
        ("West Africa", None),
        ("", None),
        (",", None),
    ],
)
def test_place_country(text: str, expected: str | None) -> None:
    assert place_country(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("UNICEF", "unicef"),
        ("UN Children’s Fund", "unicef"),
        ("the World Food Program", "wfp"),
        ("FAO", "fao"),
        ("European Union", "eu"),
        ("Doctors Without Borders", "msf"),
        ("Kenyan Red Cross", "kenyan-red-cross"),
        ("Red Cross Society of China", "red-cross-society-of-china"),
        ("who", None),
        ("care", None),
        ("MCC", None),
        ("Kenya", None),
        ("", None),
    ],
)
def test_organisation_by_name(text: str, expected: str | None) -> None:
    found = organisation_by_name(text)
    assert (found.id if found else None) == expected


def test_lookups_by_code() -> None:
    assert country("KE").currency == "KES"
    assert organisation("XM-DAC-41140") is organisation("wfp")
    with pytest.raises(KeyError):
        country("ZZ")
    with pytest.raises(KeyError):
        organisation("nobody")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ambassador", "state"),
        ("High  Commissioner", "state"),
        ("foreign minister", "state"),
        ("King", "state"),
        ("mayor", "body"),
        ("Country Director", "body"),
        ("Dr.", "person"),
        ("Sheikh", "person"),
        ("tractor", None),
    ],
)
def test_title(text: str, expected: str | None) -> None:
    found = title(text)
    assert (found.stands_for if found else None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" Ambassador ", True),
        (" Ambassador to Azerbaijan ", True),
        ("'s outgoing ambassador to Kenya, Dr. ", True),
        ("’s deputy prime minister, ", True),
        (" President ", True),
        (" Prime Minister and Finance Minister ", True),
        (" Prime Minister and German ambassador ", False),
        (" thanked Ambassador ", False),
        (" and British ambassador ", False),
        (" troops met ", False),
        ("", False),
        (" Mayor ", False),
        (" ambassador. On Monday ", False),
        (" ambassador " * 40, False),
    ],
)
def test_is_state_title(text: str, expected: bool) -> None:
    assert is_state_title(text) is expected


@pytest.mark.parametrize(
    ("text", "expected", "vague"),
    [
        ("high-quality demining toolkits", "demining toolkit", False),
        ("Fire Engines", "fire engine", False),
        ("bags of cement", "cement", False),
        ("batteries", "battery", False),
        ("firemen", "fireman", False),
        ("buses", "bus", False),
        ("26 tons of humanitarian aid", "humanitarian aid", True),
        ("medical supplies", "medical supplies", True),
    ],
)
def test_good_by_name(text: str, expected: str, vague: bool) -> None:
    found = good_by_name(text)
    assert found is not None
    assert (found.item, found.vague) == (expected, vague)


def test_what_is_no_good() -> None:
    assert good_by_name("the spokesman's smile") is None
    assert good_by_name("") is None


# ------------------------------------------------------------------ habits
def test_records_and_tables_are_read_only() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        country("KE").name = "Kenia"  # type: ignore[misc]
    for table in TABLES:
        with pytest.raises(TypeError):
            table()["XX"] = None  # type: ignore[index]


def test_loading_is_quick() -> None:
    """0.06 s on one quiet core of 2024; the bound leaves room for a slow and busy one."""
    spent = []
    for _ in range(3):
        _forget()
        begin = time.process_time()
        for table in TABLES:
            table()
        list(find_forms("KENYA"))
        spent.append(time.process_time() - begin)
    assert min(spent) < 0.4


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str, str, str], None]]:
    """Puts one wrong cell into a table, for the time of a test."""

    def spoil(name: str, key: str, column: str, cell: str) -> None:
        def read(asked: str) -> list[dict[str, str]]:
            rows = read_tsv(asked)
            return [row | {column: cell} if asked == name and next(iter(row.values())) == key else row for row in rows]

        monkeypatch.setattr(gazetteer, "read_tsv", read)
        _forget()

    yield spoil
    monkeypatch.undo()
    _forget()


@pytest.mark.parametrize(
    ("name", "key", "column", "cell", "table", "known"),
    [
        ("countries.tsv", "KE", "iso3", "Ken", countries, "three capital letters"),
        ("countries.tsv", "KE", "currency", "shilling", countries, "ISO 4217"),
        ("countries.tsv", "KE", "care", "Uganda", countries, "another cell"),
        ("organisations.tsv", "wfp", "kind", "charity", organisations, "multilateral"),
        ("organisations.tsv", "wfp", "state", "ZZ", organisations, "countries.tsv"),
        ("places.tsv", "sindh", "kind", "province", places, "region"),
        ("titles.tsv", "ambassador", "stands_for", "country", titles, "state, body, person"),
        ("items.tsv", "tent", "sector", "720", goods, "five digits"),
        ("items.tsv", "tent", "vague", "no", goods, "'yes' or nothing"),
    ],
)
def test_a_broken_table_says_where_and_what_is_known(
    broken: Callable[[str, str, str, str], None],
    name: str,
    key: str,
    column: str,
    cell: str,
    table: Callable[[], Mapping[str, Any]],
    known: str,
) -> None:
    broken(name, key, column, cell)
    with pytest.raises(DataError) as caught:
        table()
    message = str(caught.value)
    line = next(
        n
        for n, line in enumerate((ROOT / "src/aidextract/data" / name).read_text("utf-8").split("\n"), start=1)
        if line.split("\t")[0] == key
    )
    assert re.match(rf"{re.escape(name)}, line {line}: ", message)
    assert repr(cell) in message
    assert known in message


def _forget() -> None:
    for part in vars(gazetteer).values():
        if hasattr(part, "cache_clear"):
            part.cache_clear()


def _all_forms() -> list[str]:
    forms: list[str] = []
    for c in countries().values():
        forms += [c.name, *c.names, *c.demonyms, *c.capitals, *c.metonyms, *c.cities]
    for o in organisations().values():
        forms += [o.name, *o.aliases]
    for p in places().values():
        forms += [p.name, *p.aliases]
    return forms
