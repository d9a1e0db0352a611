"""How well predicted events agree with a gold file, by the rules of the annotation guide.

Predicted events are paired one to one with gold events so that the most slots agree; a pair needs the same amount, or
an item in common, or the same donor and recipient. Slots are counted over all documents: a wrong value is a false
positive and a false negative. Gold events marked `aggregate` or `optional` count neither way; the aggregate flag is
judged by itself.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from aidextract.confidence import kind_of
from aidextract.errors import InputError

Event = Mapping[str, Any]

CARD_SLOTS = ("donor", "recipient", "item", "quantity", "amount", "currency", "date")
"""What every event has to get right; the status is reported beside them."""
SLOTS = (*CARD_SLOTS, "status")

HELD_OUT = 0.15
"""Share of the gold articles that the models are not trained on."""

LEAST_SCORES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)

_MOST = 16  # events of one document that are paired: the best pairing takes time exponential in their number
_SMALL_WORDS = frozenset("the a an of government govt republic people state and for s".split())
_WORD = re.compile(r"[a-z0-9]+")


# ------------------------------------------------------------------ what is reported
@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1, with the number of gold values behind them."""

    precision: float
    recall: float
    f1: float
    gold: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The agreement of predictions with a gold file. Shares are from 0 to 1, None where there was nothing to judge."""

    slots: Score
    events: Score
    by_slot: dict[str, Score]
    exact_events: float
    """Share of the gold events that were found with every one of `CARD_SLOTS` right."""
    aggregate_flag: float | None
    """Share of the paired events whose `aggregate` flag is right."""
    empty_left_empty: float | None
    """Share of the documents without events for which none was reported."""
    empty_documents: int
    calibration_error: dict[str, float]
    """Expected calibration error of the scores of events, and of values of all slots together."""
    by_score: dict[float, tuple[float, float]]
    """Precision and recall of the values of `CARD_SLOTS` whose score is at least so high."""
    errors: tuple[str, ...]
    """The events that are wrong somewhere, gold above predicted."""

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON, without the errors."""
        return {name: value for name, value in asdict(self).items() if name != "errors"}

    def __str__(self) -> str:
        rows = {"slots": self.slots, "events": self.events, **self.by_slot}
        lines = [f"{'':10}  precision  recall     F1   gold"]
        for name, score in rows.items():
            lines.append(
                f"{name:10}  {score.precision:9.3f}  {score.recall:6.3f}  {score.f1:5.3f}  {score.gold:5d}"
            )
        return "\n".join([
            *lines,
            f"events right in every slot         {_share(self.exact_events)}",
            f"documents without events left so   {_share(self.empty_left_empty)} (of {self.empty_documents})",
            f"aggregate flag right               {_share(self.aggregate_flag)}",
            f"calibration error of event scores  {self.calibration_error['events']:.3f}, "
            f"of values' scores {self.calibration_error['slots']:.3f}",
            "values with a score of at least    " + "  ".join(f"{least:5.2f}" for least in self.by_score),
            "  precision                        " + "  ".join(f"{p:5.3f}" for p, _ in self.by_score.values()),
            "  recall                           " + "  ".join(f"{r:5.3f}" for _, r in self.by_score.values()),
        ])  # fmt: skip


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def evaluate(gold: Iterable[Mapping[str, Any]], predicted: Mapping[str, Sequence[Event]]) -> Evaluation:
    """Score `predicted` (document id -> events as `to_dict` gives them) against gold documents.

    >>> event = {"donors": [{"names": ["Japan"]}], "items": [{"item": ["tents"], "quantity": 20}]}
    >>> guess = {"donors": [{"name": "Japan"}], "items": [{"item": "tents", "quantity": 2}]}
    >>> evaluate([{"id": "a", "events": [event]}], {"a": [guess]}).by_slot["quantity"].f1
    0.0
    """
    slots: dict[str, Counter[str]] = {slot: Counter() for slot in SLOTS}
    events: Counter[str] = Counter()
    flags, left_empty, exact, errors = [], [], [], []
    judged: list[tuple[str, float, float, bool]] = []
    for document in gold:
        wanted, found = list(document["events"]), list(predicted.get(document["id"], ()))
        first = pair_events(wanted, found)
        flags += [bool(wanted[i].get("aggregate")) == bool(found[j].get("aggregate")) for i, j in first]
        free = {i for i, event in enumerate(wanted) if event.get("aggregate") or event.get("optional")}
        taken = {j for i, j in first if i in free}
        wanted = [event for i, event in enumerate(wanted) if i not in free]
        found = [event for j, event in enumerate(found) if j not in taken]
        if not wanted:
            left_empty.append(not found)
        pairs = pair_events(wanted, found)
        judged += judged_scores(document["events"], predicted.get(document["id"], ()), first)
        events.update(tp=len(pairs), fp=len(found) - len(pairs), fn=len(wanted) - len(pairs))
        for want, guess in _joined(wanted, found, pairs):
            counts = count_slots(want or {}, guess or {})
            for slot in SLOTS:
                slots[slot].update(counts[slot])
            wrong = [slot for slot in SLOTS if counts[slot]["fp"] or counts[slot]["fn"]]
            if want is not None:
                exact.append(guess is not None and not set(wrong) & set(CARD_SLOTS))
            if wrong:
                errors.append(f"{document['id']} {', '.join(wrong)}\n  gold {_brief(want)}\n  got  {_brief(guess)}")
    return Evaluation(
        slots=_score(sum((slots[slot] for slot in CARD_SLOTS), Counter())),
        events=_score(events),
        by_slot={slot: _score(slots[slot]) for slot in SLOTS},
        exact_events=_mean(exact) or 0.0,
        aggregate_flag=_mean(flags),
        empty_left_empty=_mean(left_empty),
        empty_documents=len(left_empty),
        calibration_error={
            "events": calibration_error([(own, right) for kind, own, _, right in judged if kind == "event"]),
            "slots": calibration_error([(own, right) for kind, own, _, right in judged if kind != "event"]),
        },
        by_score=_by_score(judged, sum(c["tp"] + c["fn"] for slot, c in slots.items() if slot in CARD_SLOTS)),
        errors=tuple(errors),
    )


def judged_scores(
    wanted: Sequence[Event], found: Sequence[Event], pairs: Sequence[tuple[int, int]]
) -> list[tuple[str, float, float, bool]]:
    """(kind, its score, its event's score, whether it is right) of each event and value found that has a score.

    `pairs` is what `pair_events` gives for the two.
    Events that are paired with an optional or aggregate one of the gold are left out, as in the rest of the figures.
    """
    out = []
    partner = {j: wanted[i] for i, j in pairs}
    for j, guess in enumerate(found):
        want = partner.get(j)
        if want is not None and (want.get("aggregate") or want.get("optional")):
            continue
        score = float(guess.get("score", 1.0))
        out.append(("event", score, score, want is not None))
        own = {e["field"]: float(e["score"]) for e in guess.get("evidence", ()) if "score" in e}
        right = _right_fields(want or {}, guess)
        out += [(kind_of(field), own[field], score, ok) for field, ok in right.items() if field in own]
    return out


def _right_fields(want: Event, guess: Event) -> dict[str, bool]:
    """Whether each value of a found event is right, by its field in the evidence."""
    out: dict[str, bool] = {}
    for key in ("donors", "recipients"):
        hits = {j for _, j in _pair(want.get(key) or [], guess.get(key) or [], same_party)}
        out |= {f"{key}[{j}]": j in hits for j in range(len(guess.get(key) or []))}
    asked = want.get("items") or []
    partner = {j: i for i, j in _pair(asked, guess.get("items") or [], same_item)}
    for j, item in enumerate(guess.get("items") or []):
        out[f"items[{j}].item"] = j in partner
        if _count(item) is not None:
            out[f"items[{j}].quantity"] = j in partner and _same_number(_count(asked[partner[j]]), _count(item))
    for slot, is_same in _VALUES:
        if guess.get(slot) is not None:
            out[slot] = want.get(slot) is not None and is_same(want[slot], guess[slot])
    return out


def calibration_error(pairs: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Expected calibration error: how far the mean score is from the share that is right, in `bins` of equal width,
    weighted by their size. 0 for no pairs.

    >>> calibration_error([(0.95, True), (0.95, True), (0.85, False)])
    0.3166666666666667
    """
    groups: dict[int, list[tuple[float, bool]]] = {}
    for score, right in pairs:
        groups.setdefault(min(int(score * bins), bins - 1), []).append((score, right))
    return sum(abs(sum(s for s, _ in g) - sum(r for _, r in g)) for g in groups.values()) / max(1, len(pairs))


def _by_score(judged: Sequence[tuple[str, float, float, bool]], gold: int) -> dict[float, tuple[float, float]]:
    values = [(own, right) for kind, own, _, right in judged if kind in CARD_SLOTS]
    out = {}
    for least in LEAST_SCORES:
        kept = [right for own, right in values if own >= least]
        out[least] = (sum(kept) / max(1, len(kept)), sum(kept) / max(1, gold))
    return out


def _joined(
    wanted: Sequence[Event], found: Sequence[Event], pairs: Sequence[tuple[int, int]]
) -> list[tuple[Event | None, Event | None]]:
    """The pairs, then what was missed, then what was found beside."""
    missed = set(range(len(wanted))) - {i for i, _ in pairs}
    extra = set(range(len(found))) - {j for _, j in pairs}
    return [
        *((wanted[i], found[j]) for i, j in pairs),
        *((wanted[i], None) for i in sorted(missed)),
        *((None, found[j]) for j in sorted(extra)),
    ]


def _mean(values: Sequence[bool]) -> float | None:
    return sum(values) / len(values) if values else None


def _score(counts: Counter[str]) -> Score:
    right, found, gold = counts["tp"], counts["tp"] + counts["fp"], counts["tp"] + counts["fn"]
    precision, recall = right / found if found else 0.0, right / gold if gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return Score(precision, recall, f1, gold)


# ------------------------------------------------------------------ which events belong together
def pair_events(gold: Sequence[Event], found: Sequence[Event]) -> list[tuple[int, int]]:
    """The one-to-one pairing (gold, found) with the highest total agreement."""
    gold, found = gold[:_MOST], found[:_MOST]
    table = [[_agreement(want, guess) for guess in found] for want in gold]

    @cache
    def best(i: int, free: int) -> tuple[float, tuple[tuple[int, int], ...]]:
        """Of the gold events from `i` on, with the found ones whose bit is set in `free`."""
        if i == len(gold):
            return 0.0, ()
        top = best(i + 1, free)
        for j, value in enumerate(table[i]):
            if value > 0 and free >> j & 1:
                rest, pairs = best(i + 1, free & ~(1 << j))
                if value + rest > top[0]:
                    top = value + rest, ((i, j), *pairs)
        return top

    return list(best(0, (1 << len(found)) - 1)[1])


def _agreement(want: Event, guess: Event) -> float:
    """0 where two events are not the same transfer, else more for each slot that agrees."""
    counts = count_slots(want, guess)
    right = {slot: counts[slot]["tp"] for slot in SLOTS}
    same_money = right["amount"] and (right["currency"] or right["donor"] or right["recipient"])
    if not (same_money or right["item"] or (right["donor"] and right["recipient"])):
        return 0.0
    wrong = sum(counts[slot]["fp"] + counts[slot]["fn"] for slot in SLOTS)
    return sum(right.values()) - 0.1 * wrong + 5  # 5: one pair more is worth more than any slot of the others


def count_slots(want: Event, guess: Event) -> dict[str, Counter[str]]:
    """True and false positives and false negatives of each slot, for one pair of events. A missing event is empty."""
    counts = {}
    for slot, key in (("donor", "donors"), ("recipient", "recipients")):
        parties, guesses = want.get(key) or [], guess.get(key) or []
        counts[slot] = _counter(len(_pair(parties, guesses, same_party)), len(parties), len(guesses))
    items, guesses = want.get("items") or [], guess.get("items") or []
    pairs = _pair(items, guesses, same_item)
    counts["item"] = _counter(len(pairs), len(items), len(guesses))
    counts["quantity"] = _counter(
        sum(_same_number(_count(items[i]), _count(guesses[j])) for i, j in pairs),
        sum(_count(item) is not None for item in items),
        sum(_count(item) is not None for item in guesses),
    )
    for slot, is_same in _VALUES:
        a, b = want.get(slot), guess.get(slot)
        right = a is not None and b is not None and is_same(a, b)
        counts[slot] = _counter(int(right), int(a is not None), int(b is not None))
    return counts


def _counter(right: int, gold: int, found: int) -> Counter[str]:
    return Counter(tp=right, fp=found - right, fn=gold - right)


def _pair(gold: Sequence[Any], found: Sequence[Any], is_same: Callable[[Any, Any], bool]) -> list[tuple[int, int]]:
    """Each gold value with the first like it that is left, in the order of the lists."""
    pairs: list[tuple[int, int]] = []
    left = list(range(len(found)))
    for i, want in enumerate(gold):
        j = next((j for j in left if is_same(want, found[j])), None)
        if j is not None:
            left.remove(j)
            pairs.append((i, j))
    return pairs


# ------------------------------------------------------------------ which values are the same
def same_party(want: Event, guess: Event) -> bool:
    if want.get("country") and want["country"] == guess.get("country"):
        return True
    return any(overlap(name, guess["name"]) >= 0.67 for name in want["names"])


def same_item(want: Event, guess: Event) -> bool:
    return any(overlap(form, guess["item"]) >= 0.5 for form in want["item"])


def _same_number(a: float | None, b: float | None) -> bool:
    return a is not None and b is not None and abs(float(a) - float(b)) <= 1e-6 * max(1.0, abs(float(a)))


def _count(item: Event) -> float | None:
    """The quantity where it says more than "a": one van and a van are alike."""
    value = item.get("quantity")
    return None if value is None or float(value) == 1 else float(value)


def same_date(want: str, guess: str) -> bool:
    """The same day, or intervals that share at least half of their union."""
    (a, b), (c, d) = _days(want), _days(guess)
    shared, union = (min(b, d) - max(a, c)).days + 1, (max(b, d) - min(a, c)).days + 1
    return shared > 0 and shared / union >= 0.5


def _days(value: str) -> tuple[dt.date, dt.date]:
    start, _, end = value.partition("/")
    return dt.date.fromisoformat(start), dt.date.fromisoformat(end or start)


def _equal(a: object, b: object) -> bool:
    return a == b


def overlap(a: str, b: str) -> float:
    """F1 of the words of two phrases."""
    left, right = Counter(_words(a)), Counter(_words(b))
    common = (left & right).total()
    return 2 * common / (left.total() + right.total()) if common else 0.0


@lru_cache(maxsize=10_000)
def _words(text: str) -> tuple[str, ...]:
    """Words in lower case without accents, articles and plural endings."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    words = _WORD.findall(plain.replace("'s", " ").replace(".", ""))
    return tuple(_singular(word) for word in words if word not in _SMALL_WORDS)


def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


_VALUES: tuple[tuple[str, Callable[[Any, Any], bool]], ...] = (
    ("amount", _same_number), ("currency", _equal), ("date", same_date), ("status", _equal),
)  # fmt: skip
"""Slots of one value, and when two are the same."""


# ------------------------------------------------------------------ for people, and files
def is_held_out(id: str, share: float = HELD_OUT) -> bool:
    """Whether the reader's training leaves an article out: of the gold articles, whose ids begin with t, `share` by a
    hash of the id; of our own those of corpus/held_out.jsonl, whose ids begin with "held"."""
    return id.startswith("held") or (id.startswith("t") and zlib.crc32(id.encode()) % 1000 < 1000 * share)


def _brief(event: Event | None) -> str:
    if event is None:
        return "-"
    sides = [
        " + ".join(party.get("name") or "|".join(party["names"]) for party in event.get(key) or []) or "?"
        for key in ("donors", "recipients")
    ]
    items = "; ".join(_brief_item(item) for item in event.get("items") or [])
    money = f"{event.get('amount')} {event.get('currency')}" if event.get("amount") is not None else "no money"
    return f"{sides[0]} -> {sides[1]}: [{items}], {money}, {event.get('date') or 'no date'}, {event.get('status')}"


def _brief_item(item: Event) -> str:
    name = item["item"] if isinstance(item["item"], str) else "|".join(item["item"])
    return " ".join(str(part) for part in (item.get("quantity"), item.get("unit"), name) if part is not None)


def read_gold(path: str | Path) -> list[dict[str, Any]]:
    """The documents of a gold file: JSON Lines with `id`, `published`, `text`, `events`.

    Raises `InputError` with file and line for what is no such document, `OSError` where the file cannot be read.
    """
    documents = []
    with open(path, encoding="utf-8") as lines:
        try:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    documents.append(_gold_document(line, f"{path}:{number}"))
        except UnicodeDecodeError as error:
            raise InputError(f"{path}: not a UTF-8 text ({error.reason})") from error
    return documents


def _gold_document(line: str, where: str) -> dict[str, Any]:
    try:
        document = json.loads(line)
    except ValueError as error:
        raise InputError(f"{where}: not JSON: {error}") from error
    missing = [k for k in ("id", "text", "events") if not (isinstance(document, dict) and k in document)]
    if missing:
        raise InputError(f"{where}: a gold document needs id, text and events; {', '.join(missing)} missing")
    return dict(document)
