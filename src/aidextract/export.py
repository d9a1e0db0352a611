"""Results as dicts (and back), records, rows, JSON, CSV, a table for the terminal, a DataFrame.

A *record* is one article with its events, as plain values: what a line of JSON Lines holds and what the writers of
`aidextract.exports` take. A *row* is one item of one event. Numbers leave as plain ``int`` (where whole) or ``float``:
JSON, CSV and DataFrames have no decimals. Exact values stay on the events themselves.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import textwrap
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from aidextract.records import AidEvent, Bound, DateRange, Evidence, Item, Money, Party

if TYPE_CHECKING:
    import pandas as pd

    from aidextract.api import Extraction

COLUMNS = (
    "article", "published", "title", "url", "source",
    "event_id", "event", "donors", "donor_countries", "donors_based_in",
    "recipients", "recipient_countries", "recipients_based_in",
    "item", "quantity", "quantity_bound", "quantity_upper", "unit",
    "amount", "amount_bound", "amount_upper", "currency", "date_start", "date_end",
    "status", "location", "purpose", "sector", "flow_type", "aggregate", "score", "quote",
)  # fmt: skip
"""What `to_rows` gives, in order. Meaning, type and HXL tag of each stand in ``data/row_columns.tsv``."""


# ------------------------------------------------------------------ one event
def to_dict(event: AidEvent) -> dict[str, Any]:
    """An event as plain values that ``json.dumps`` takes as they are.

    The keys of the annotation guide (`donors`, `recipients`, `items`, `amount`, `currency`, `date`, `status`,
    `location`, `purpose`, `aggregate`), and beside them `amount_bound`, `amount_upper`, `alternatives`, `date_text`,
    `score`, `rule`, `evidence`. All keys are always there; what the text does not say is None.

    >>> to_dict(AidEvent(money=Money(Decimal("400000"), "EUR")))["amount"]
    400000
    """
    money = event.money
    return {
        "donors": [_party(party) for party in event.donors],
        "recipients": [_party(party) for party in event.recipients],
        "items": [_item(item) for item in event.items],
        "amount": _number(event.amount),
        "currency": event.currency,
        "amount_bound": money.bound if money else None,
        "amount_upper": _number(money.upper) if money else None,
        "alternatives": [_money(other) for other in event.alternatives],
        "date": str(event.date) if event.date else None,
        "date_text": event.date_text,
        "status": event.status,
        "location": event.location,
        "purpose": event.purpose,
        "aggregate": event.aggregate,
        "score": event.score,
        "rule": event.rule,
        "evidence": [
            {name: getattr(found, name) for name in ("field", "text", "start", "end", "rule", "score")}
            for found in event.evidence
        ],
    }


def _party(party: Party) -> dict[str, Any]:
    return {
        "name": party.name,
        "country": party.country,
        "id": party.id,
        "kind": party.kind,
        "based_in": party.based_in,
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "item": item.item,
        "quantity": _number(item.quantity),
        "unit": item.unit,
        "bound": item.bound,
        "upper": _number(item.upper),
    }


def _money(money: Money) -> dict[str, Any]:
    return {
        "amount": _number(money.amount),
        "currency": money.currency,
        "bound": money.bound,
        "upper": _number(money.upper),
    }


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def from_dict(event: Mapping[str, Any]) -> AidEvent:
    """The event that `to_dict` made the dict of, also after a way through JSON.

    >>> event = AidEvent(money=Money(Decimal("0.5"), "EUR"))
    >>> from_dict(json.loads(json.dumps(to_dict(event)))) == event
    True

    Raises `KeyError` for a key that is missing. Numbers of more than 15 digits come back rounded.
    """
    money = (event["amount"], event["currency"], event["amount_bound"], event["amount_upper"])
    return AidEvent(
        donors=tuple(_record_from(Party, party) for party in event["donors"]),
        recipients=tuple(_record_from(Party, party) for party in event["recipients"]),
        items=tuple(_item_from(item) for item in event["items"]),
        money=_money_from(*money) if event["amount"] is not None else None,
        alternatives=tuple(
            _money_from(other["amount"], other["currency"], other["bound"], other["upper"])
            for other in event["alternatives"]
        ),
        date=_dates_from(event["date"]),
        date_text=event["date_text"],
        status=event["status"],
        location=event["location"],
        purpose=event["purpose"],
        aggregate=event["aggregate"],
        evidence=tuple(_record_from(Evidence, found) for found in event["evidence"]),
        score=event["score"],
        rule=event["rule"],
    )


T = TypeVar("T", Party, Evidence)


def _record_from(kind: type[T], given: Mapping[str, Any]) -> T:
    """What a file of another version has besides is passed by; what it lacks is at its default."""
    wanted = (f for f in fields(kind) if f.name in given or f.default is MISSING)
    return kind(**{f.name: given[f.name] for f in wanted})


def _item_from(item: Mapping[str, Any]) -> Item:
    return Item(item["item"], _decimal(item["quantity"]), item["unit"], item["bound"], _decimal(item["upper"]))


def _money_from(amount: float, currency: str | None, bound: Bound, upper: float | None) -> Money:
    return Money(Decimal(str(amount)), currency, bound, _decimal(upper))


def _dates_from(date: str | None) -> DateRange | None:
    if date is None:
        return None
    start, _, end = date.partition("/")
    return DateRange(dt.date.fromisoformat(start), dt.date.fromisoformat(end or start))


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


# ------------------------------------------------------------------ one article
def to_record(result: Extraction) -> dict[str, Any]:
    """An article with its events: `id`, `published`, `title`, `url`, `source`, `events`, `rejected`.

    Each event has the keys of `to_dict`, and beside them
    `id`, made of the article's id and of what the event says: the same whenever the same is read again;
    `sector` and `flow_type`, see `aidextract.exports.classify`;
    `quote`, the sentence that bears most of its evidence.
    The text itself is left out.
    """
    from aidextract.exports.classify import classify  # reads data files, too much for `import aidextract`
    from aidextract.exports.quote import find_quotes

    article = result.article
    wholes = [to_dict(event) for event in result]
    ids = _event_ids(article.id or article.url or article.text, wholes)
    quotes = find_quotes(article.text, [event.evidence for event in result])
    return {
        "id": article.id,
        "published": str(article.published) if article.published else None,
        "title": article.title,
        "url": article.url,
        "source": article.source,
        "events": [
            {"id": id, **whole, **classify(whole), "quote": quote}
            for id, whole, quote in zip(ids, wholes, quotes, strict=True)
        ],
        "rejected": [
            {"start": r.start, "end": r.end, "text": r.text, "reason": r.reason, "rule": r.rule}
            for r in result.rejected
        ],
    }


_SAID = ("amount", "currency", "date", "status", "location", "purpose", "aggregate")


def _event_ids(article: str, events: Iterable[Mapping[str, Any]]) -> list[str]:
    """16 hexadecimal digits for each. Two events that say the same are told apart by their order."""
    ids = []
    seen: Counter[str] = Counter()
    for event in events:
        parties = [[party["name"] for party in event[role]] for role in ("donors", "recipients")]
        items = [[item["item"], item["quantity"], item["unit"]] for item in event["items"]]
        said = json.dumps([article, *parties, items, *(event[key] for key in _SAID)])
        ids.append(hashlib.sha256(f"{said}{seen[said] or ''}".encode()).hexdigest()[:16])
        seen[said] += 1
    return ids


# ------------------------------------------------------------------ rows
def to_rows(result: Extraction) -> list[dict[str, Any]]:
    """Flat rows with the keys of `COLUMNS`, one an item; an event of money alone has one row.

    Money stands on the first row of its event only, so that a sum over the column counts it once. Several donors or
    recipients are joined with "; ". Rows with `aggregate` are running totals: leave them out of sums.
    """
    return list(record_rows(to_record(result)))


def record_rows(record: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The same of a record, as `to_record` gives it."""
    for number, event in enumerate(record["events"], start=1):
        yield from _rows(record, number, event)


def _rows(record: Mapping[str, Any], number: int, event: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    start, _, end = (event["date"] or "").partition("/")
    items = event["items"] or [dict.fromkeys(("item", "quantity", "unit", "bound", "upper"))]
    for position, item in enumerate(items):
        money = event if position == 0 else {}
        yield {
            "article": record["id"],
            "published": record["published"],
            "title": record.get("title"),
            "url": record.get("url"),
            "source": record.get("source"),
            "event_id": event["id"],
            "event": number,
            "donors": _joined(party["name"] for party in event["donors"]),
            "donor_countries": _joined(party["country"] for party in event["donors"]),
            "donors_based_in": _joined(party.get("based_in") for party in event["donors"]),
            "recipients": _joined(party["name"] for party in event["recipients"]),
            "recipient_countries": _joined(party["country"] for party in event["recipients"]),
            "recipients_based_in": _joined(party.get("based_in") for party in event["recipients"]),
            "item": item["item"],
            "quantity": item["quantity"],
            "quantity_bound": item["bound"],
            "quantity_upper": item["upper"],
            "unit": item["unit"],
            "amount": money.get("amount"),
            "amount_bound": money.get("amount_bound"),
            "amount_upper": money.get("amount_upper"),
            "currency": money.get("currency"),
            "date_start": start or None,
            "date_end": end or start or None,
            "status": event["status"],
            "location": event["location"],
            "purpose": event["purpose"],
            "sector": event["sector"],
            "flow_type": event["flow_type"],
            "aggregate": event["aggregate"],
            "score": event["score"],
            "quote": event["quote"],
        }


def _joined(names: Iterable[str | None]) -> str | None:
    return "; ".join(name for name in names if name) or None


def to_json(result: Extraction, *, indent: int | None = 2) -> str:
    """A JSON array of the events, as `to_dict` gives them."""
    return json.dumps([to_dict(event) for event in result], ensure_ascii=False, indent=indent)


def to_jsonl(result: Extraction) -> str:
    """One line: the article with its events, as `to_record` gives it. `aidextract export` reads such lines."""
    return json_line(to_record(result))


def json_line(record: Mapping[str, Any]) -> str:
    """A line of JSON Lines. Half a character, for which UTF-8 has no form, becomes a question mark."""
    return json.dumps(record, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8") + "\n"


def to_csv(result: Extraction, *, header: bool = True) -> str:
    """The rows of `to_rows` as CSV (RFC 4180 quoting, lines end in a newline), made safe by `defused`."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    if header:
        writer.writeheader()
    writer.writerows({name: defused(value) for name, value in row.items()} for row in to_rows(result))
    return out.getvalue()


def defused(value: object) -> object:
    """A cell that no spreadsheet runs as a formula; what is no text stays as it is.

    A text that begins with ``= + - @``, a tab or a carriage return gets an apostrophe before it, as OWASP advises
    against CSV injection. A lone carriage return becomes a blank: the csv module leaves it unquoted, and many readers
    would begin a new row there.

    >>> defused("=1+1"), defused(-5), defused("tents")
    ("'=1+1", -5, 'tents')
    """
    if not isinstance(value, str):
        return value
    sign = "'" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else ""
    return sign + value.replace("\r", " ")


def to_dataframe(result: Extraction) -> pd.DataFrame:
    """The rows of `to_rows` as a pandas DataFrame: see `aidextract.events_to_dataframe`."""
    from aidextract.views.dataframe import events_to_dataframe

    return events_to_dataframe(result)


# ------------------------------------------------------------------ the terminal
def to_table(result: Extraction, *, width: int | None = None) -> str:
    """A table for reading, wrapped to `width` columns (None: the terminal's).

    A line an event: donors, recipients, what, date, status. Signs in "what": ``300+`` more than, ``~300`` about,
    ``≤300`` up to, ``10-15`` a range.
    """
    if not result.events:
        return f"could not be read: {result.error}" if result.error else "no aid events"
    if width is None:
        from shutil import get_terminal_size  # brings the archive formats along, too much for `import aidextract`

        width = get_terminal_size((100, 24)).columns
    head = ("#", "donor", "recipient", "what", "date", "status")
    rows = [head, *(_cells(number, event) for number, event in enumerate(result, start=1))]
    widths = _column_widths(rows, width)
    lines = []
    for row in rows:
        cells = [_wrapped(cell, size) for cell, size in zip(row, widths, strict=True)]
        for position in range(max(map(len, cells))):
            parts = (cell[position] if position < len(cell) else "" for cell in cells)
            lines.append("  ".join(_padded(part, size) for part, size in zip(parts, widths, strict=True)).rstrip())
    rule = "  ".join("-" * size for size in widths)
    return "\n".join([lines[0], rule, *lines[1:]])


def _cells(number: int, event: AidEvent) -> tuple[str, ...]:
    what = [item_text(item) for item in event.items]
    if event.money:
        what.append(_worth(event, event.money))
    if event.purpose:
        what.append(f"for: {event.purpose}")
    if event.location:
        what.append(f"in: {event.location}")
    return (
        str(number),
        "\n".join(party.name for party in event.donors) or "-",
        "\n".join(party.name for party in event.recipients) or "-",
        "\n".join(what) or "-",
        "/\n".join(str(event.date).split("/")) if event.date else "-",
        f"{event.status}\n(running total)" if event.aggregate else event.status,
    )


def summary(event: AidEvent) -> str:
    """The event in one line, with the signs of `to_table`.

    >>> summary(AidEvent((Party("Oman"),), (Party("Samoa"),), (Item("tents", Decimal(300), None, "lower"),)))
    '300+ tents from Oman to Samoa'
    """
    things = [item_text(item) for item in event.items]
    if event.money:
        things.append(_worth(event, event.money))
    parts = [", ".join(things) or "aid"]
    for word, parties in (("from", event.donors), ("to", event.recipients)):
        if parties:
            parts.append(f"{word} {', '.join(party.name for party in parties)}")
    if event.purpose:
        parts.append(f"for {event.purpose}")
    return " ".join(parts)


def _worth(event: AidEvent, money: Money) -> str:
    amount = amount_text(money.amount, money.bound, money.upper)
    return " ".join(filter(None, ("worth" if event.items else "", amount, money.currency)))


def item_text(item: Item) -> str:
    """ "300+ toolkits", "7.44 tons fuel"; "2,000 doses" where that is all the text says."""
    count = None if item.quantity is None else amount_text(item.quantity, item.bound or "exact", item.upper)
    unit = None if item.unit == item.item else item.unit
    return " ".join(filter(None, (count, unit, item.item)))


def amount_text(value: Decimal, bound: Bound, upper: Decimal | None) -> str:
    """The number with its sign: see `to_table`."""
    number = f"{_number(value):,}"
    if bound == "range" and upper is not None:
        return f"{number}-{_number(upper):,}"
    return {"lower": f"{number}+", "upper": f"≤{number}", "about": f"~{number}"}.get(bound, number)


_LEAST = 9  # a column is not squeezed below this: shorter lines than a word are hard to read


def _column_widths(rows: list[tuple[str, ...]], width: int) -> list[int]:
    """As wide as the longest line of each column, the widest squeezed first until the table fits."""
    widths = [max(_width(line) for row in rows for line in row[i].split("\n")) for i in range(len(rows[0]))]
    while sum(widths) + 2 * (len(widths) - 1) > width and max(widths) > _LEAST:
        widths[widths.index(max(widths))] -= 1
    return widths


def _wrapped(cell: str, size: int) -> list[str]:
    lines: list[str] = []
    for line in cell.split("\n"):
        clean = " ".join("".join(" " if unicodedata.category(c) in _UNPRINTED else c for c in line).split())
        # textwrap counts characters: wide ones (Chinese, Japanese, Korean) take two columns.
        limit = max(1, size * len(clean) // max(1, _width(clean))) if _width(clean) > len(clean) else size
        lines += textwrap.wrap(clean, limit) or [""]
    return lines


_UNPRINTED = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})  # could move the cursor or turn the line's direction


def _width(text: str) -> int:
    """Columns that the text takes on a terminal."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def _padded(text: str, size: int) -> str:
    return text + " " * (size - _width(text))
