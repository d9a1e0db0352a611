"""How well public research data is read: texts that were not written for this project.

A row of these JSON Lines files has `id`, `dataset`, `text`, `published`, `events` or `exprs`:

- expressions (Microsoft Recognizers-Text, quantulum3): sums, dates and numbers with their values;
- PLOVER (gold standard records of the Open Event Data Alliance): agency sentences of which few tell of aid;
- AidData (Chinese official finance): summaries of one project each, with the recipient and sum that a coder saw.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aidextract.api import extract_many
from aidextract.errors import InputError
from aidextract.evaluate import same_date
from aidextract.mentions.dates import find_dates
from aidextract.mentions.money import find_money
from aidextract.mentions.numbers import find_numbers
from aidextract.options import Options
from aidextract.records import AidEvent, Article

Row = dict[str, Any]

_PER_MAIN_UNIT = {"Cent": 100, "Pence": 100}  # of the units in which a row may give a sum

FILES = ("exprs_dev.jsonl", "plover_gsr.jsonl", "aiddata_dev.jsonl")


@dataclass(frozen=True, slots=True)
class Share:
    """How many of some rows are right."""

    name: str
    right: int
    total: int

    @property
    def value(self) -> float:
        return self.right / self.total if self.total else math.nan

    def __str__(self) -> str:
        return f"{self.name:58} {self.right:5d} of {self.total:5d} = {self.value:.3f}"


def measure(folder: str | Path, options: Options | None = None) -> list[Share]:
    """All shares of the three files in a folder.

    Raises `InputError` where one of them is missing or no JSON Lines.
    """
    options = options or Options()
    expressions, plover, aiddata = (_rows(Path(folder) / name) for name in FILES)
    return [*of_expressions(expressions), *of_plover(plover, options), *of_aiddata(aiddata, options)]


def _rows(path: Path) -> list[Row]:
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: {error}") from error


def _events(rows: Iterable[Row], options: Options) -> list[list[AidEvent]]:
    articles = [Article(r["text"], _day(r), id=r["id"]) for r in rows]
    return [list(result) for result in extract_many(articles, options=options)]


def _day(row: Row) -> dt.date | None:
    return dt.date.fromisoformat(row["published"]) if row.get("published") else None


# ------------------------------------------------------------------ expressions
def of_expressions(rows: Sequence[Row]) -> list[Share]:
    """A row is right where every expression of it is read with its value; shop prices ("249,00 EUR") are left out."""
    counts = {"money": [0, 0], "date": [0, 0], "number": [0, 0]}
    for row in rows:
        wanted = [x for x in row["exprs"] if x["type"] in counts]
        if row["dataset"] == "price_parser" or not wanted:
            continue
        kind = wanted[0]["type"]
        counts[kind][1] += 1
        counts[kind][0] += {"money": _reads_money, "date": _reads_dates, "number": _reads_numbers}[kind](row, wanted)
    names = {"money": "sums, amount and currency", "date": "dates", "number": "numbers"}
    return [Share(f"expressions: {names[kind]}", *count) for kind, count in counts.items()]


def _reads_money(row: Row, wanted: Sequence[Row]) -> bool:
    """A sum that the row gives in cents or pence ("34 cents" is 34 of the unit Cent) is compared in the main unit, as
    which we read it (0.34): a conversion of the unit, after which the value has to be as exact as any other's."""
    found = [(float(m.amount), m.currency) for m in find_money(row["text"]) if m.amount is not None]
    return all(
        any(
            math.isclose(amount, x["amount"] / _PER_MAIN_UNIT.get(str(x.get("unit")), 1), rel_tol=1e-6)
            and x["currency"] in (None, c)
            for amount, c in found
        )
        for x in wanted
        if x["amount"] is not None
    )


def _reads_dates(row: Row, wanted: Sequence[Row]) -> bool:
    found = [str(m.value) for m in find_dates(row["text"], _day(row)) if m.value]
    return all(any(same_date(day, f) for day in (x["value"], *x["also"]) for f in found) for x in wanted)


def _reads_numbers(row: Row, wanted: Sequence[Row]) -> bool:
    found = [float(n.value) for n in find_numbers(row["text"]) if n.value is not None]
    return all(any(math.isclose(x["value"], f, rel_tol=1e-6) for f in found) for x in wanted)


# ------------------------------------------------------------------ events
def of_plover(rows: Sequence[Row], options: Options) -> list[Share]:
    """Sentences that give an event, of those that tell of aid, and of those that do not."""
    found = _events(rows, options)
    names = {"yes": "PLOVER: aid sentences that give an event", "no": "PLOVER: other sentences that give an event"}
    out = []
    for aid, name in names.items():
        taken = [bool(events) for row, events in zip(rows, found, strict=True) if row["events"][0]["aid"] == aid]
        out.append(Share(name, sum(taken), len(taken)))
    return out


def of_aiddata(rows: Sequence[Row], options: Options) -> list[Share]:
    """Rows of one transfer: is its recipient state found (of a body: whose it is), its sum, exactly one event?"""
    rows = [row for row in rows if row.get("single")]
    one = state = sums = with_sum = 0
    for row, events in zip(rows, _events(rows, options), strict=True):
        record, in_text = row["events"][0]["record"], row["events"][0]["in_text"]
        one += len([e for e in events if not e.aggregate]) == 1
        wanted = {p.get("country") for p in record["recipients"]}
        state += any(p.based_in in wanted for e in events for p in e.recipients)
        if record["amount"] is not None and in_text.get("amount"):
            with_sum += 1
            sums += any(
                e.amount is not None
                and math.isclose(float(e.amount), record["amount"], rel_tol=0.01)
                and e.currency == record["currency"]
                for e in events
            )
    return [
        Share("AidData: recipient state", state, len(rows)),
        Share("AidData: amount and currency, where in the text", sums, with_sum),
        Share("AidData: exactly one event", one, len(rows)),
    ]
