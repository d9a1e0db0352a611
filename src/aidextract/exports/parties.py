"""Who and where, in the codes of others: identifiers, kinds, countries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from aidextract import gazetteer
from aidextract.tables import read_tsv

Party = Mapping[str, Any]
"""A party as `aidextract.export.to_dict` gives it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of party is called in the code lists of others; None where it does not settle it."""

    iati: str | None
    fts: str | None


@cache
def kinds() -> Mapping[str | None, Kind]:
    """By the kind that events give; kinds that no list knows are not there."""
    rows = read_tsv("party_kinds.tsv")
    return MappingProxyType({row["kind"]: Kind(row["iati"] or None, row["fts"] or None) for row in rows})


def kind_of(party: Party) -> Kind:
    """A Kind of two None where nothing is known.

    >>> kind_of({"kind": "country"}).iati
    '10'
    """
    return kinds().get(party["kind"], Kind(None, None))


def iati_id(party: Party) -> str | None:
    """The identifier of an organisation that the lexicon knows one of.

    >>> iati_id({"id": "unicef"}), iati_id({"id": "FR"})
    ('XM-DAC-41122', None)
    """
    found = _organisation(party)
    return found.iati if found else None


def destinations(event: Mapping[str, Any]) -> list[str]:
    """The countries where the aid goes, ISO 3166-1 alpha-2: those that receive; else the one of the location; else of
    the places and bodies that receive, other than agencies and charities. Empty where that is not known.

    >>> cmac = {"name": "Cambodian Mine Action Centre", "country": None, "id": "cmac", "kind": "government"}
    >>> destinations({"recipients": [cmac], "location": None})
    ['KH']
    """
    recipients = event["recipients"]
    if states := [party["country"] for party in recipients if party["country"]]:
        return _unique(states)
    if event["location"] and (country := gazetteer.place_country(event["location"])):
        return [country]
    return _unique(filter(None, map(_home, recipients)))


def iso3(codes: Iterable[str]) -> list[str]:
    """The alpha-3 codes of those states that the lexicon has.

    >>> iso3(["FR", "XX"])
    ['FRA']
    """
    known = gazetteer.countries()
    return [known[code].iso3 for code in codes if code in known]


def _home(party: Party) -> str | None:
    """The country of a place or a body that is not of the kinds that carry aid abroad: what it gets stays there."""
    if party["kind"] in _CARRIERS:
        return None
    if based_in := party.get("based_in"):
        return str(based_in)
    if found := _organisation(party):
        return found.state
    return gazetteer.place_country(party["name"]) if party["kind"] in ("place", "region", "government") else None


_CARRIERS = frozenset({"multilateral", "ngo", "red cross", "foundation", "church"})


def _organisation(party: Party) -> gazetteer.Organisation | None:
    try:
        return gazetteer.organisation(party["id"]) if party["id"] else None
    except KeyError:
        return None


def _unique(codes: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(codes))
