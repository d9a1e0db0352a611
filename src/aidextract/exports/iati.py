"""IATI 2.03 activities: one for each event, published by a secondary reporter.

What is not known is left out, never filled in; where the standard asks for it nevertheless, it is given the standard's
own value for the unknown (region 998), or said to be assumed. No time of writing is noted: the same records give the
same file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from aidextract.export import from_dict, summary
from aidextract.exports.classify import flow_types, is_humanitarian
from aidextract.exports.parties import Party, destinations, iati_id, kind_of
from aidextract.exports.writer import RUNNING_TOTAL, Record, TextWriter
from aidextract.gazetteer import country_by_name
from aidextract.records import AidEvent

ACTIVITY_STATUS = {"pledged": "1", "committed": "2", "delivered": "3", "cancelled": "5"}
"""Code list ActivityStatus: pipeline, implementation, finalisation, cancelled."""
TRANSACTION_TYPE = {"pledged": "12", "committed": "2", "delivered": "3"}
"""Code list TransactionType: outgoing pledge, outgoing commitment, disbursement. What is cancelled has none."""
_UNSPECIFIED_REGION = "998"  # code list Region: developing countries, unspecified

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2


class IatiWriter(TextWriter):
    """An activity an event. Skipped, with the reason: what has no date, no party at all, and running totals."""

    def _start(self, path: Path) -> None:
        super()._start(path)
        self._file.write('<?xml version="1.0" encoding="UTF-8"?>\n<iati-activities version="2.03">\n')

    def _write(self, record: Record) -> None:
        for event in record["events"]:
            if reason := _unfit(event):
                self._skip(record, event, reason)
            else:
                self._file.write(tostring(self._activity(record, event), encoding="unicode") + "\n")

    def _finish(self, whole: bool) -> None:
        if whole:
            self._file.write("</iati-activities>\n")
        super()._finish(whole)

    # ------------------------------------------------------------------ the elements, in the order of the schema
    def _activity(self, record: Record, event: Mapping[str, Any]) -> Element:
        whole = from_dict(event)
        activity = Element("iati-activity", {"xml:lang": "en"})
        if event["currency"]:
            activity.set("default-currency", event["currency"])
        if is_humanitarian(event["sector"]):
            activity.set("humanitarian", "1")
        SubElement(activity, "iati-identifier").text = _clean(f"{self.options.reporter_ref}-{event['id']}")
        reporter = {"ref": self.options.reporter_ref, "type": self.options.reporter_type, "secondary-reporter": "1"}
        _narrated(activity, "reporting-org", reporter, self.options.reporter_name)
        _narrated(activity, "title", {}, summary(whole))
        _narrated(activity, "description", {"type": "1"}, event["quote"] or summary(whole))
        if event["purpose"]:
            _narrated(activity, "description", {"type": "2"}, event["purpose"])
        _participants(activity, event)
        SubElement(activity, "activity-status", code=ACTIVITY_STATUS[event["status"]])
        _dates(activity, whole)
        _places(activity, event)
        if event["sector"]:
            SubElement(activity, "sector", vocabulary="1", code=event["sector"])
        if event["flow_type"]:
            SubElement(activity, "default-flow-type", code=flow_types()[event["flow_type"]].iati)
        _transaction(activity, event, whole)
        _source(activity, record)
        return activity


def _unfit(event: Mapping[str, Any]) -> str | None:
    if event["aggregate"]:
        return RUNNING_TOTAL
    if event["date"] is None:
        return "no date: an activity needs one"
    if not event["donors"] and not event["recipients"]:
        return "neither donor nor recipient: an activity needs a participant"
    return None


def _participants(activity: Element, event: Mapping[str, Any]) -> None:
    """Donors fund, bodies that receive implement. A state that receives is the recipient country, and a participant
    only where nobody else is."""
    for party in event["donors"]:
        _giver(activity, "participating-org", party, role="1")
    bodies = [party for party in event["recipients"] if not party["country"]]
    for party in bodies or ([] if event["donors"] else event["recipients"]):
        _organisation(activity, "participating-org", party, role="4")


def _giver(parent: Element, tag: str, party: Party, **attributes: str) -> None:
    """A state that gives is its government; one that receives may be its people as well."""
    _organisation(parent, tag, party, **({"type": "10"} if party["country"] else {}), **attributes)


def _organisation(parent: Element, tag: str, party: Party, **attributes: str) -> None:
    if ref := iati_id(party):
        attributes["ref"] = ref
        if tag == "participating-org" and (channel := re.fullmatch(r"XM-DAC-(\d{5})", ref)):
            attributes["crs-channel-code"] = channel.group(1)
    if (code := kind_of(party).iati) and not party["country"]:
        attributes["type"] = code
    _narrated(parent, tag, attributes, party["name"])


def _dates(activity: Element, event: AidEvent) -> None:
    """First and last day on which it can have happened; of a pledge planned, of all else actual."""
    assert event.date is not None  # see _unfit
    start, end = ("1", "3") if event.status in ("pledged", "cancelled") else ("2", "4")
    SubElement(activity, "activity-date", {"type": start, "iso-date": str(event.date.start)})
    if event.date.end != event.date.start:
        SubElement(activity, "activity-date", {"type": end, "iso-date": str(event.date.end)})


def _places(activity: Element, event: Mapping[str, Any]) -> None:
    codes = destinations(event)
    if not codes:
        SubElement(activity, "recipient-region", code=_UNSPECIFIED_REGION, vocabulary="1")
    for code, share in zip(codes, _shares(len(codes)), strict=True):
        country = SubElement(activity, "recipient-country", code=code, percentage=share)
        if len(codes) > 1:
            SubElement(country, "narrative").text = "Equal shares are assumed: the source gives none."
    if event["location"] and not country_by_name(event["location"]):
        _narrated(SubElement(activity, "location"), "name", {}, event["location"])


def _shares(count: int) -> list[str]:
    """Percentages of two decimals that add up to 100, as the standard asks for."""
    if not count:
        return []
    share = round(100 / count, 2)
    return [f"{share:g}"] * (count - 1) + [f"{100 - share * (count - 1):.2f}".rstrip("0").rstrip(".")]


def _transaction(activity: Element, event: Mapping[str, Any], whole: AidEvent) -> None:
    """None where there is no sum of known currency: goods of unknown worth, and what is cancelled."""
    kind = TRANSACTION_TYPE.get(event["status"])
    if kind is None or whole.amount is None or not whole.currency or whole.date is None:
        return
    day = str(whole.date.start)
    transaction = SubElement(activity, "transaction")
    SubElement(transaction, "transaction-type", code=kind)
    SubElement(transaction, "transaction-date", {"iso-date": day})
    value = SubElement(transaction, "value", {"currency": whole.currency, "value-date": day})
    value.text = f"{whole.amount:f}"
    _narrated(transaction, "description", {}, summary(whole))
    ends = (("provider-org", event["donors"], _giver), ("receiver-org", event["recipients"], _organisation))
    for tag, parties, write in ends:
        if len(parties) == 1:
            write(transaction, tag, parties[0])
        elif parties:  # the standard has room for one
            _narrated(transaction, tag, {}, "; ".join(party["name"] for party in parties))


def _source(activity: Element, record: Record) -> None:
    url = record.get("url")
    if not url or urlsplit(url).scheme not in ("http", "https"):
        return
    safe = quote(_clean(url), safe=":/?#[]@!$&'()*+,;=%~")
    link = SubElement(activity, "document-link", {"url": safe, "format": "text/html"})
    _narrated(link, "title", {}, record.get("title") or record.get("source") or "Source article")
    SubElement(link, "category", code="A12")
    if record["published"]:
        SubElement(link, "document-date", {"iso-date": record["published"]})


def _narrated(parent: Element, tag: str, attributes: Mapping[str, str], text: str) -> None:
    element = SubElement(parent, tag, {name: _clean(value) for name, value in attributes.items()})
    SubElement(element, "narrative").text = _clean(text)


def _clean(text: str) -> str:
    """Without what XML cannot hold: control characters, halves of characters."""
    return _NOT_XML.sub("", text)
