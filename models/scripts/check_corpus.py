"""Checks annotated articles (JSON Lines, a document a line) against the gold format, and prints what is wrong.

    python check_corpus.py [FILE...] [--against FILE...]

Without FILE: every file of the repository's corpus/. Ids must differ across all files; statuses, currencies, countries
and dates must be valid; each name and item must be found in the text; no two articles may share a run of 12 words, and
none may share one with the files of --against (corpus/gold, which is of another origin). Exit code 1 where something is
wrong.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
import sys
from collections.abc import Iterable, Iterator, Set
from functools import cache
from pathlib import Path
from typing import Any

from aidextract.gazetteer import countries, find_forms
from aidextract.records import STATUSES
from aidextract.tables import read_tsv

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
RUN = 12  # words in a row: shorter ones may recur ("the United Nations Office for the Coordination of ... said")
DOCUMENT_KEYS = {"id", "published", "title", "text", "events"}
EVENT_KEYS = {
    "donors", "recipients", "items", "amount", "currency", "date", "status", "location", "purpose", "aggregate",
    "optional",
}  # fmt: skip
# Withdrawn or supranational codes of ISO 4217 that archived news may need and that the library itself does not read.
OTHER_CURRENCIES = frozenset(
    "AFA AON AZM BEC BGL BRC BRE BRN CSD CSK ECS GHC GNS GWP LAJ MGF MLF MZM PLZ ROL RUR SDD SDP SRG SUR TMM TRL UAK "
    "UGS VEB VEF XUA YDD YUD YUM ZMK ZRN ZRZ ZWD ZWN ZWR".split()
)
PARTY_KEYS, ITEM_KEYS = {"names", "country"}, {"item", "quantity", "unit"}

NEAR = 25  # words

_DAY = r"\d{4}-\d{2}-\d{2}"
_DATE = re.compile(rf"({_DAY})(?:/({_DAY}))?")
_SMALL = frozenset({"a", "an", "and", "for", "of", "the", "to"})
_WORD = re.compile(r"\w+")


# ------------------------------------------------------------------ one document
def check_document(doc: Any) -> Iterator[str]:
    """What is wrong with one document."""
    if not isinstance(doc, dict):
        yield f"a document is an object, got {type(doc).__name__}"
        return
    yield from _keys("document", doc, DOCUMENT_KEYS, needed=DOCUMENT_KEYS)
    for key in ("id", "title", "text"):
        if not isinstance(doc.get(key), str) or not (doc[key].strip() or key == "title"):
            yield f"{key} must be a text, got {doc.get(key)!r}"
    if _day(doc.get("published")) is None:
        yield f"published must be a day as YYYY-MM-DD, got {doc.get('published')!r}"
    if not isinstance(doc.get("events"), list) or not isinstance(doc.get("text"), str):
        yield "events must be a list"
        return
    whole = f"{doc.get('title')}\n{doc['text']}"  # a headline may be the only place that spells a name out
    text, states = _words(whole), named_states(whole)
    for number, event in enumerate(doc["events"]):
        for problem in check_event(event, text, states) if isinstance(event, dict) else ["an event is an object"]:
            yield f"event {number}: {problem}"


def check_event(event: dict[str, Any], text: list[str], states: Set[str]) -> Iterator[str]:
    """What is wrong with one event; `text` is the article in words, `states` are the countries that it names."""
    yield from _keys("event", event, EVENT_KEYS, needed={"donors", "recipients", "items", "status"})
    if event.get("status") not in STATUSES:
        yield f"status must be one of {', '.join(STATUSES)}, got {event.get('status')!r}"
    yield from _check_money(event)
    yield from _check_date(event.get("date"))
    if not event.get("items") and event.get("amount") is None:
        yield "neither items nor an amount"
    for key in ("location", "purpose"):
        if event.get(key) is not None and (not isinstance(event[key], str) or not event[key].strip()):
            yield f"{key} must be a text or null, got {event[key]!r}"
    for key in ("aggregate", "optional"):
        if not isinstance(event.get(key, False), bool):
            yield f"{key} must be true or false, got {event[key]!r}"
    for key in ("donors", "recipients"):
        for party in event.get(key) or []:
            yield from _check_party(key, party, text, states)
    for item in event.get("items") or []:
        yield from _check_item(item, text)


def _check_money(event: dict[str, Any]) -> Iterator[str]:
    amount, currency = event.get("amount"), event.get("currency")
    if (amount is None) != (currency is None):
        yield f"amount and currency go together, got {amount!r} and {currency!r}"
    if amount is not None and not _is_number(amount):
        yield f"amount must be a number above 0, got {amount!r}"
    if currency is not None and currency not in currencies():
        yield f"currency must be a code of ISO 4217, got {currency!r}"


def _check_date(date: Any) -> Iterator[str]:
    if date is None:
        return
    match = _DATE.fullmatch(date) if isinstance(date, str) else None
    days = [_day(d) for d in match.groups() if d] if match else [None]
    if None in days:
        yield f"date must be YYYY-MM-DD or two of them with a slash, got {date!r}"
    elif len(days) == 2 and days[0] >= days[1]:  # type: ignore[operator]
        yield f"the interval {date} must end after it begins"


def _check_party(role: str, party: Any, text: list[str], states: Set[str]) -> Iterator[str]:
    if not isinstance(party, dict) or not _forms(party.get("names")):
        yield f"{role}: a party has a list of names, got {party!r}"
        return
    yield from _keys(role, party, PARTY_KEYS, needed={"names"})
    code = party.get("country")
    if code is not None and code not in countries():
        yield f"{role}: country must be a code of countries.tsv (ISO 3166-1), got {code!r}"
    elif code not in states and not any(stands_in(n, text) for n in party["names"]):
        yield f"{role}: none of {party['names']} is in the text"


def _check_item(item: Any, text: list[str]) -> Iterator[str]:
    if not isinstance(item, dict) or not _forms(item.get("item")):
        yield f"an item has a list of forms, got {item!r}"
        return
    yield from _keys("item", item, ITEM_KEYS, needed={"item"})
    if item.get("quantity") is not None and not _is_number(item["quantity"]):
        yield f"quantity must be a number above 0 or null, got {item['quantity']!r}"
    unit = item.get("unit")
    if unit is not None and (not isinstance(unit, str) or not unit.strip()):
        yield f"unit must be a text or null, got {unit!r}"
    if not any(stands_in(form, text) for form in item["item"]):
        yield f"none of {item['item']} is in the text"


# ------------------------------------------------------------------ all documents
def check_files(paths: Iterable[Path], against: Iterable[Path] = ()) -> list[str]:
    """What is wrong with the files, as `file:line id: problem`."""
    problems: list[str] = []
    ids: dict[str, str] = {}
    runs: dict[tuple[str, ...], str] = {}
    for path in against:
        for _, doc in _read(path):
            if isinstance(doc, dict):
                runs |= dict.fromkeys(word_runs(doc["text"]), f"{path.name} {doc['id']}")
    for path in paths:
        for number, doc in _read(path):
            name = doc.get("id") if isinstance(doc, dict) else None
            place = f"{path.name}:{number}"
            problems += [f"{place} {name}: {p}" for p in ([doc] if isinstance(doc, str) else check_document(doc))]
            if not isinstance(doc, dict) or not isinstance(name, str) or not isinstance(doc.get("text"), str):
                continue
            if name in ids:
                problems.append(f"{place} {name}: this id stands in {ids[name]} too")
            ids[name] = place
            own = word_runs(doc["text"])
            if (other := next(((runs[r], r) for r in own if r in runs), None)) is not None:
                problems.append(f"{place} {name}: shares {' '.join(other[1])!r} with {other[0]}")
            runs |= dict.fromkeys(own, f"{path.name} {name}")
    return problems


def _read(path: Path) -> Iterator[tuple[int, Any]]:
    """Line numbers and documents; what is wrong, as a str, where a line cannot be read."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except json.JSONDecodeError as error:
                yield number, f"no JSON: {error}"


def word_runs(text: str) -> list[tuple[str, ...]]:
    """All runs of `RUN` words, in lower case and without punctuation."""
    words = _words(text)
    return [tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)]


def stands_in(form: str, text: list[str]) -> bool:
    """Whether the words of a form stand near one another in the text: lists share words ("diesel pumps and generators"
    has "diesel generators"), and a form may name what the text says with a verb. Plurals count as their singulars.

    >>> stands_in("water pump", "Two diesel water pumps arrived".lower().split())
    True
    >>> stands_in("water tanker", "water pumps arrived".split())
    False
    """
    words, wanted = [_stem(w) for w in text], [_stem(w) for w in _words(form) if w not in _SMALL]
    if not wanted:
        return False
    for i, word in enumerate(words):
        if word == wanted[-1] and set(wanted) <= set(words[max(0, i - NEAR) : i + NEAR + 1]):
            return True
    return False


@cache
def currencies() -> frozenset[str]:
    """The ISO 4217 codes that the library knows, and some more."""
    return OTHER_CURRENCIES | {row["code"] for row in read_tsv("currencies.tsv")}


def named_states(text: str) -> frozenset[str]:
    """Codes of the countries that a text names: by name, demonym, capital, or a town or region in them.

    >>> sorted(named_states("HERAT - French tents came."))
    ['AF', 'FR']
    """
    return frozenset(sense.country for found in find_forms(text) for sense in found.senses if sense.country)


# ------------------------------------------------------------------ small parts
def _keys(what: str, record: dict[str, Any], known: set[str], *, needed: set[str]) -> Iterator[str]:
    if unknown := sorted(record.keys() - known):
        yield f"{what}: unknown {', '.join(unknown)}; known are {', '.join(sorted(known))}"
    if missing := sorted(needed - record.keys()):
        yield f"{what}: no {', '.join(missing)}"


def _forms(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, str) and v.strip() for v in value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < float("inf")


def _day(value: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) and re.fullmatch(_DAY, value) else None
    except ValueError:
        return None


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _stem(word: str) -> str:
    """Without what an inflection or a derivation may change.

    >>> {_stem(w) for w in ("supply", "supplies")}, {_stem(w) for w in ("training", "trains")}
    ({'suppl'}, {'train'})
    """
    return re.sub(r"(?:ments?|ing|ied|ies|ed|es|s|y|e)$", "", word) if len(word) > 3 else word


def main() -> int:
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("files", type=Path, nargs="*", metavar="FILE")
    ap.add_argument("--against", type=Path, nargs="+", default=sorted(CORPUS.glob("gold/*.jsonl")))
    a = ap.parse_args()
    files = a.files or sorted(CORPUS.glob("*.jsonl"))
    problems = check_files(files, a.against)
    for problem in problems:
        print(problem)
    documents = [doc for path in files for _, doc in _read(path) if isinstance(doc, dict)]
    events = [len(doc["events"]) for doc in documents]
    counts = f"{len(documents)} articles ({events.count(0)} without events), {sum(events)} events"
    print(f"{len(files)} files, {counts}, {len(problems)} problems", file=sys.stderr)
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
