"""Sector, flow type and general type of an event, by the rules of `data/sectors.tsv` and `data/flow_types.tsv`.

What the event is for counts before what is given: generators for a hospital are health. Nothing is said in doubt: for
goods or purposes of two sectors, for a donor of unknown kind, for donors of two kinds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from aidextract.errors import DataError
from aidextract.gazetteer import good_by_name
from aidextract.tables import read_tsv

_RELIEF = "72010"  # what food, tents and the like are together
_RELIEF_GROUP = "720"  # emergency response


@dataclass(frozen=True, slots=True)
class Sector:
    """A DAC purpose code, and what it is called elsewhere."""

    code: str
    name: str
    cluster: str | None
    general: str | None


@dataclass(frozen=True, slots=True)
class FlowType:
    """A flow type with what points to it."""

    name: str
    iati: str
    general: str | None
    donors: frozenset[str]
    recipients: frozenset[str]


# ------------------------------------------------------------------ questions
def classify(event: Mapping[str, Any]) -> dict[str, str | None]:
    """`sector` (5 digits) and `flow_type` of an event, as `aidextract.export.to_dict` gives it.

    >>> japan = {"name": "Japan", "country": "JP", "id": "JP", "kind": "country"}
    >>> classify({"donors": [japan], "recipients": [], "items": [{"item": "mine detectors"}], "purpose": None})
    {'sector': '15250', 'flow_type': 'ODA-like'}
    """
    sector = _sector(event)
    flow_type = _flow_type(event, sector)
    return {"sector": None if flow_type == "military" else sector, "flow_type": flow_type}


def general_type(event: Mapping[str, Any]) -> str | None:
    """Military, Humanitarian or Financial, as trackers of support sort aid, for an event with sector and flow type."""
    if event["flow_type"] and (general := flow_types()[event["flow_type"]].general):
        return general
    if event["sector"] in sectors():
        return sectors()[event["sector"]].general
    goods = [good_by_name(item["item"]) for item in event["items"]]
    if goods and all(good and good.category == "loan" for good in goods):
        return "Financial"
    return None


def is_humanitarian(sector: str | None) -> bool:
    """Whether a code is one of emergency response, reconstruction relief or disaster preparedness (72, 73, 74)."""
    return sector is not None and sector[:2] in ("72", "73", "74")


# ------------------------------------------------------------------ rules
def _sector(event: Mapping[str, Any]) -> str | None:
    by_word = _sector_words()
    if event["purpose"] and (found := by_word.find(event["purpose"])):
        return _only(found)
    found = set()
    for item in event["items"]:
        good = good_by_name(item["item"])
        if words := by_word.find(item["item"]):
            found |= words
        elif good and not good.vague and (code := _sectors_by_category().get(good.category)):
            found.add(code)
    return _only(found)


def _only(codes: set[str]) -> str | None:
    if len(codes) > 1 and all(code.startswith(_RELIEF_GROUP) for code in codes):
        return _RELIEF
    return next(iter(codes)) if len(codes) == 1 else None


def _flow_type(event: Mapping[str, Any], sector: str | None) -> str | None:
    texts = [event["purpose"] or "", *(item["item"] for item in event["items"])]
    named = set().union(*(_flow_words().find(text) for text in texts))
    for flow in flow_types().values():
        if flow.name in named or any(flow.name == _flow_of(item["item"]) for item in event["items"]):
            return flow.name
        if _are_all(event["donors"], flow.donors) or (not sector and _are_all(event["recipients"], flow.recipients)):
            return flow.name
    return None


def _flow_of(item: str) -> str | None:
    """What the goods' category says by itself."""
    good = good_by_name(item)
    if good is None or _flow_exceptions().find(item):
        return None
    return _flows_by_category().get(good.category)


def _are_all(parties: Iterable[Mapping[str, Any]], kinds: frozenset[str]) -> bool:
    given = [party["kind"] for party in parties]
    return bool(given) and all(kind in kinds for kind in given)


# ------------------------------------------------------------------ tables
@cache
def sectors() -> Mapping[str, Sector]:
    """By code."""
    return MappingProxyType(
        {
            row["code"]: Sector(row["code"], row["name"], row["cluster"] or None, row["general"] or None)
            for row in read_tsv("sectors.tsv")
        }
    )


@cache
def flow_types() -> Mapping[str, FlowType]:
    """By name, in the order in which they are tried."""
    return MappingProxyType(
        {
            row["flow_type"]: FlowType(
                row["flow_type"],
                row["iati"],
                row["general"] or None,
                *(frozenset(_split(row[column])) for column in ("donors", "recipients")),
            )
            for row in read_tsv("flow_types.tsv")
        }
    )


@cache
def _sectors_by_category() -> Mapping[str, str]:
    return _one_each("sectors.tsv", "code", "categories")


@cache
def _sector_words() -> _Words:
    return _Words(_one_each("sectors.tsv", "code", "words"))


@cache
def _flows_by_category() -> Mapping[str, str]:
    return _one_each("flow_types.tsv", "flow_type", "categories")


@cache
def _flow_exceptions() -> _Words:
    return _Words(_one_each("flow_types.tsv", "flow_type", "unless"))


@cache
def _flow_words() -> _Words:
    return _Words(_one_each("flow_types.tsv", "flow_type", "words"))


def _one_each(table: str, key: str, column: str) -> Mapping[str, str]:
    """What stands in the lists of a column → the key of its row."""
    out: dict[str, str] = {}
    for row in read_tsv(table):
        for word in _split(row[column]):
            if word in out:
                raise DataError(f"{table}: {word!r} stands in {column} of both {out[word]} and {row[key]}")
            if word != word.lower():
                raise DataError(f"{table}, {row[key]}: {column} must be in lower case, got {word!r}")
            out[word] = row[key]
    return MappingProxyType(out)


def _split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|") if part.strip()]


class _Words:
    """Finds the longest of many phrases, singular or plural, and tells what they stand for."""

    def __init__(self, meanings: Mapping[str, str]) -> None:
        self._meanings = meanings
        longest_first = sorted(meanings, key=len, reverse=True)
        self._pattern = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, longest_first))})(?:s|es)?(?![\w-])")

    def find(self, text: str) -> set[str]:
        """What the phrases of a short text stand for."""
        flat = " ".join(text.lower().split())
        return {self._meanings[m.group(1)] for m in self._pattern.finditer(flat)}
