"""Sorts wrong slots by the stage that made them: where is the next gain?

    python benchmarks/errors.py GOLD.jsonl [--held-out] [--model cnn] [--show CAUSE N]

Causes, the first that fits:

- `mention`: the name, thing, sum, number or date was not found in the text at all;
- `boundary`: a thing was found with too few or too many words;
- `normalisation`: a number or date was found in its place and read as another value;
- `resolution`: the text names the party only otherwise (a pronoun, a description, a title);
- `role`: found, but given to another event, another role, or none;
- `assertion`: a transfer was refused, or something taken for one that is none;
- `merge`: a transfer told twice became two events, or two became one;
- `status`: the wrong status.

Each missed (-) and each invented (+) value of a slot counts once, as in the score.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from aidextract import AidEvent, Options
from aidextract.article import make_article, plain_text
from aidextract.evaluate import (
    SLOTS,
    count_slots,
    is_held_out,
    overlap,
    pair_events,
    read_gold,
    same_date,
    same_item,
    same_party,
)
from aidextract.extraction import read_doc
from aidextract.gazetteer import place_country
from aidextract.mentions.collect import collect_mentions
from aidextract.pipeline import load_pipeline
from aidextract.records import Mentions

Event = Mapping[str, Any]
Error = tuple[str, str, str, str]
"""Cause, slot, sign, and what it was."""


def errors_of(document: Event, events: Sequence[AidEvent], mentions: Mentions) -> Iterator[Error]:
    """Every wrong value of one article."""
    wanted, found = list(document["events"]), [event.to_dict() for event in events]
    free = {i for i, event in enumerate(wanted) if event.get("aggregate") or event.get("optional")}
    taken = {j for i, j in pair_events(wanted, found) if i in free}
    gold = [event for i, event in enumerate(wanted) if i not in free]
    guesses = [event for j, event in enumerate(found) if j not in taken]
    pairs = pair_events(gold, guesses)
    missed = [g for i, g in enumerate(gold) if i not in {i for i, _ in pairs}]
    extra = [g for j, g in enumerate(guesses) if j not in {j for _, j in pairs}]
    for event in missed:
        yield from _whole(event, {}, _cause_of_missed(event, found, mentions))
    for event in extra:
        yield from _whole({}, event, "merge" if any(_shares(want, event) for want in wanted) else "assertion")
    for i, j in pairs:
        yield from _in_pair(gold[i], guesses[j], gold, mentions, document["text"])


def _whole(want: Event, guess: Event, cause: str) -> Iterator[Error]:
    """All slots of an event that has no partner."""
    for slot, counts in count_slots(want, guess).items():
        for sign, key in (("-", "fn"), ("+", "fp")):
            for _ in range(counts[key]):
                yield cause, slot, sign, _brief(want or guess)


def _cause_of_missed(event: Event, found: Sequence[Event], mentions: Mentions) -> str:
    if any(_shares(event, other) for other in found):
        return "merge"
    sums = any(_equal(m.amount, event.get("amount")) for m in mentions.money)
    things = any(same_item(item, {"item": m.text}) for item in event.get("items") or [] for m in mentions.items)
    return "assertion" if sums or things else "mention"


def _shares(want: Event, guess: Event) -> bool:
    """Whether a found event holds a thing or the sum of a gold one."""
    things = any(same_item(a, b) for a in want.get("items") or [] for b in guess.get("items") or [])
    return things or (guess.get("amount") is not None and _equal(guess["amount"], want.get("amount")))


def _in_pair(want: Event, guess: Event, gold: Sequence[Event], mentions: Mentions, text: str) -> Iterator[Error]:
    for slot, key in (("donor", "donors"), ("recipient", "recipients")):
        missed, extra = _rest(want.get(key) or [], guess.get(key) or [], same_party)
        for party in missed:
            known = any(same_party(party, {"name": m.name or m.text, "country": m.country}) for m in mentions.parties)
            named = any(name.casefold() in text.casefold() for name in party["names"])
            yield "role" if known else "mention" if named else "resolution", slot, "-", party["names"][0]
        for party in extra:
            yield "role", slot, "+", party["name"]
    missed, extra = _rest(want.get("items") or [], guess.get("items") or [], same_item)
    for item in missed:
        near = any(overlap(form, e["item"]) > 0 for form in item["item"] for e in extra)
        known = any(same_item(item, {"item": m.text}) for m in mentions.items)
        yield "boundary" if near else "role" if known else "mention", "item", "-", item["item"][0]
    for item in extra:
        near = any(overlap(form, item["item"]) > 0 for m in missed for form in m["item"])
        elsewhere = any(same_item(other, item) for event in gold for other in event.get("items") or [])
        yield "boundary" if near else "merge" if elsewhere else "role", "item", "+", item["item"]
    counts = count_slots(want, guess)
    values: dict[str, tuple[list[Any], list[Any]]] = {
        "quantity": ([i.get("quantity") for i in want.get("items") or []], [m.value for m in mentions.quantities]),
        "amount": ([want.get("amount")], [m.amount for m in mentions.money]),
        "currency": ([want.get("currency")], [m.currency for m in mentions.money]),
    }
    for slot, (asked, read) in values.items():
        known = any(a == r if slot == "currency" else _equal(a, r) for a in asked if a is not None for r in read)
        for sign, count in (("-", "fn"), ("+", "fp")):
            for _ in range(counts[slot][count]):
                other = counts[slot]["fp"] and counts[slot]["fn"]
                cause = "role" if known or sign == "+" else "normalisation" if other else "mention"
                yield cause, slot, sign, str(asked)
    known = any(m.value and want.get("date") and same_date(want["date"], str(m.value)) for m in mentions.dates)
    for sign, count in (("-", "fn"), ("+", "fp")):
        if counts["date"][count]:
            cause = "role" if known or not want.get("date") else "normalisation" if guess.get("date") else "mention"
            yield cause, "date", sign, f"{want.get('date')} / {guess.get('date')}"
        if counts["status"][count]:
            yield "status", "status", sign, f"{want.get('status')} / {guess.get('status')}"


def _rest(wanted: Sequence[Any], found: Sequence[Any], same: Any) -> tuple[list[Any], list[Any]]:
    """What has no partner in the other list."""
    left = list(found)
    missed = []
    for want in wanted:
        j = next((j for j, guess in enumerate(left) if same(want, guess)), None)
        if j is None:
            missed.append(want)
        else:
            left.pop(j)
    return missed, left


def _equal(a: Any, b: Any) -> bool:
    return a is not None and b is not None and abs(float(a) - float(b)) <= 1e-6 * max(1.0, abs(float(b)))


def _brief(event: Event) -> str:
    names = [[p.get("name") or p["names"][0] for p in event.get(k) or []] for k in ("donors", "recipients")]
    things = [i["item"] if isinstance(i["item"], str) else i["item"][0] for i in event.get("items") or []]
    return f"{names[0]} > {names[1]}: {things} {event.get('amount')} {event.get('currency')} {event.get('status')}"


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("gold", type=Path)
    ap.add_argument("--model", default=Options().model)
    ap.add_argument("--held-out", action="store_true", help="only the articles that are held out of training")
    ap.add_argument("--show", nargs=2, metavar=("CAUSE", "N"), help="print N errors of a cause, or of 'all'")
    a = ap.parse_args()
    options = Options(model=a.model)
    nlp = load_pipeline(options.model)
    table: dict[str, Counter[str]] = defaultdict(Counter)
    shown: list[str] = []
    for document in read_gold(a.gold):
        if a.held_out and not is_held_out(document["id"]):
            continue
        text = plain_text(document["text"])
        article = make_article(text, document.get("published"), place_country=place_country)
        doc = nlp(text)
        events, _ = read_doc(doc, article, options, nlp)
        mentions = collect_mentions(doc, article)
        for cause, slot, sign, what in errors_of(document, events, mentions):
            table[cause][f"{slot}{sign}"] += 1
            if a.show and a.show[0] in (cause, "all"):
                shown.append(f"{document['id']:14} {cause:13} {slot}{sign}  {what}")
    columns = [f"{slot}{sign}" for slot in SLOTS for sign in "-+"]
    print(f"{'':14}" + "".join(f"{c[:7]:>8}" for c in columns) + f"{'all':>8}")
    for cause, counts in sorted(table.items(), key=lambda kv: -kv[1].total()):
        print(f"{cause:14}" + "".join(f"{counts[c] or '':>8}" for c in columns) + f"{counts.total():>8}")
    if a.show:
        print("\n".join(dict.fromkeys(shown[: int(a.show[1])])))


if __name__ == "__main__":
    sys.exit(main())
