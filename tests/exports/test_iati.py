"""IATI 2.03, against the standard's own schema."""

from __future__ import annotations

import csv
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aidextract.exports import FORMATS, ExportOptions
from aidextract.exports.classify import flow_types, sectors
from aidextract.exports.iati import ACTIVITY_STATUS, TRANSACTION_TYPE
from aidextract.exports.parties import destinations
from aidextract.tables import read_tsv

etree = pytest.importorskip("lxml.etree")

REFERENCE = Path(__file__).resolve().parents[2].parent / "shared" / "reference" / "iati"
needs_reference = pytest.mark.skipif(not REFERENCE.is_dir(), reason="needs the IATI schema and code lists, not here")

Write = Callable[..., Any]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a record and gives the parsed tree."""

    def write(record: dict[str, Any], options: ExportOptions = ExportOptions()) -> Any:  # noqa: B008
        with FORMATS["iati"](options).open(tmp_path / "x.xml") as writer:
            writer.write(record)
        return etree.parse(tmp_path / "x.xml", etree.XMLParser(resolve_entities=False)).getroot()

    return write


@pytest.fixture(scope="session")
def schema() -> Any:
    return etree.XMLSchema(etree.parse(REFERENCE / "schema" / "iati-activities-schema.xsd"))


def codes(name: str) -> dict[str, str]:
    """Those of a code list that are in force, with their names."""
    with open(REFERENCE / f"{name}.csv", encoding="utf-8") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file) if row["status"] == "active"}


@needs_reference
class TestAgainstTheStandard:
    @pytest.mark.parametrize("which", ["record", "hostile"])
    def test_the_schema_accepts_it(self, which: str, write: Write, schema: Any, request: pytest.FixtureRequest) -> None:
        root = write(request.getfixturevalue(which))
        schema.assertValid(root)
        assert len(root) == {"record": 5, "hostile": 1}[which]

    def test_no_records_are_refused_by_the_schema_only_for_being_none(self, schema: Any, tmp_path: Path) -> None:
        FORMATS["iati"]().open(tmp_path / "x.xml").close()
        root = etree.parse(tmp_path / "x.xml").getroot()
        assert (root.tag, root.get("version"), len(root)) == ("iati-activities", "2.03", 0)

    def test_our_tables_hold_codes_that_are_in_force(self) -> None:
        lists = {name: codes(name) for name in ("Sector", "FlowType", "OrganisationType")}
        assert {code: sector.name for code, sector in sectors().items()}.items() <= lists["Sector"].items()
        assert {flow.iati for flow in flow_types().values()} <= lists["FlowType"].keys()
        assert {row["iati"] for row in read_tsv("party_kinds.tsv")} - {""} <= lists["OrganisationType"].keys()
        assert set(ACTIVITY_STATUS.values()) <= codes("ActivityStatus").keys()
        assert set(TRANSACTION_TYPE.values()) <= codes("TransactionType").keys()


class TestActivity:
    def test_goods_of_unknown_worth_have_no_transaction(self, write: Write, record: dict[str, Any]) -> None:
        goods = write(record)[0]
        assert goods.find("transaction") is None
        assert goods.findtext("title/narrative") == (
            "250+ mine detectors, 7.44 tons rope from Japan to Cambodian Mine Action Centre"
        )
        assert goods.findtext("description/narrative").startswith("Japan delivered 250 mine detectors")
        assert goods.find("sector").attrib == {"vocabulary": "1", "code": "15250"}
        assert goods.find("recipient-country").attrib == {"code": "KH", "percentage": "100"}
        assert [(d.get("type"), d.get("iso-date")) for d in goods.iter("activity-date")] == [
            ("2", "2023-06-05"),
            ("4", "2023-06-11"),
        ]
        assert goods.findtext("location/name/narrative") == "Battambang"

    def test_status_gives_transaction_and_activity_status(self, write: Write, record: dict[str, Any]) -> None:
        found = [
            (a.find("activity-status").get("code"), *(t.get("code") for t in a.iter("transaction-type")))
            for a in write(record)
        ]
        assert found == [("3",), ("2", "2"), ("1", "12"), ("5",), ("3",)]

    def test_money_is_exact_with_its_currency_and_day(self, write: Write, record: dict[str, Any]) -> None:
        value = write(record)[2].find("transaction/value")
        assert (value.text, dict(value.attrib)) == ("1234567.89", {"currency": "USD", "value-date": "2023-06-14"})

    def test_a_sum_without_currency_is_no_transaction(self, write: Write, record: dict[str, Any]) -> None:
        assert write(record)[4].find("transaction") is None

    def test_donors_fund_and_bodies_implement_with_their_codes(self, write: Write, record: dict[str, Any]) -> None:
        activity = write(record)[2]
        funder, implementer = activity.findall("participating-org")
        assert dict(funder.attrib) == {"role": "1", "type": "60"}
        assert funder.findtext("narrative") == "Equity Foundation"
        assert dict(implementer.attrib) == {
            "role": "4", "ref": "XM-DAC-41122", "crs-channel-code": "41122", "type": "40",
        }  # fmt: skip
        assert activity.find("transaction/receiver-org").get("ref") == "XM-DAC-41122"

    def test_a_state_receives_as_country_not_as_participant(self, write: Write, record: dict[str, Any]) -> None:
        activity = write(record)[1]
        assert [org.findtext("narrative") for org in activity.findall("participating-org")] == ["Japan", "UNICEF"]
        assert activity.find("recipient-country").get("code") == "KE"
        assert activity.findtext("transaction/provider-org/narrative") == "Japan; UNICEF"
        assert activity.findtext("transaction/receiver-org/narrative") == "Kenya"

    def test_an_unknown_place_is_called_unspecified(self, write: Write, record: dict[str, Any]) -> None:
        assert write(record)[2].find("recipient-region").get("code") == "998"

    def test_several_countries_share_alike_and_it_is_said(self, write: Write, record: dict[str, Any]) -> None:
        event = record["events"][1]
        states = [{"name": code, "country": code, "id": code, "kind": "country"} for code in ("KE", "UG", "TZ")]
        (activity,) = write({**record, "events": [{**event, "recipients": states}]})
        found = activity.findall("recipient-country")
        assert [country.get("percentage") for country in found] == ["33.33", "33.33", "33.34"]
        assert found[0].findtext("narrative") == "Equal shares are assumed: the source gives none."

    def test_who_publishes_is_an_option_and_a_secondary_reporter(self, write: Write, record: dict[str, Any]) -> None:
        options = ExportOptions(reporter_ref="XI-WIKIDATA-Q1", reporter_name="Aid Watch", reporter_type="22")
        activity = write(record, options)[0]
        org = activity.find("reporting-org")
        assert dict(org.attrib) == {"ref": "XI-WIKIDATA-Q1", "type": "22", "secondary-reporter": "1"}
        assert org.findtext("narrative") == "Aid Watch"
        assert activity.findtext("iati-identifier") == f"XI-WIKIDATA-Q1-{record['events'][0]['id']}"

    def test_the_article_is_linked(self, write: Write, record: dict[str, Any], hostile: dict[str, Any]) -> None:
        link = write(record)[0].find("document-link")
        assert link.get("url") == "https://example.org/a?b=1&c=d%20e"
        assert link.findtext("title/narrative") == "Detectors & rope"
        assert write(hostile)[0].find("document-link") is None  # javascript: is no document

    def test_relief_is_humanitarian_and_demining_is_not(self, write: Write, record: dict[str, Any]) -> None:
        activities = write(record)
        assert [activity.get("humanitarian") for activity in activities] == [None, "1", None, None, None]

    def test_control_characters_are_dropped_and_the_rest_kept(self, write: Write, hostile: dict[str, Any]) -> None:
        purpose = write(hostile)[0].xpath("description[@type='2']/narrative")[0].text
        assert purpose == "=HYPERLINK(\"x\")]]><b>&\u2028\n'\"\t"  # XML readers make \r\n one \n


def test_memory_does_not_grow_with_the_records(record: dict[str, Any], tmp_path: Path) -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        with FORMATS["iati"]().open(tmp_path / "x.xml") as writer:
            for _ in range(count):
                writer.write(record)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(1)  # reads the tables
    assert peak(300) < 500_000
    assert (tmp_path / "x.xml").stat().st_size > 1_500_000


@pytest.mark.parametrize(
    ("recipients", "location", "found"),
    [
        ([("Kenya", "KE", "country")], "Somalia", ["KE"]),
        ([("Oxfam", None, "ngo")], "Goma, DR Congo", ["CD"]),
        ([("Sindh", None, "place")], None, ["PK"]),
        ([("Oxfam", None, "ngo")], None, []),
        ([("flood victims", None, "people")], None, []),
        ([("Moi University", None, "academic")], "no text says so", ["KE"]),
        ([("Oxfam", None, "ngo")], "no text says so", []),  # its seat is not where it takes the aid
    ],
)
def test_where_the_aid_goes(recipients: list[tuple[str, str | None, str]], location: str, found: list[str]) -> None:
    parties = [{"name": name, "country": country, "id": country, "kind": kind} for name, country, kind in recipients]
    if location == "no text says so":
        parties = [{**party, "based_in": "KE"} for party in parties]
    assert destinations({"recipients": parties, "location": location}) == found
