"""A result as HTML: the article with every slot marked in its place, the table of events, what was refused and why.

No script, nothing from outside, all text escaped. `Extraction._repr_html_` is this.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aidextract.records import AidEvent, Party, Rejected
from aidextract.views.markup import PAPER, ROLES, STATUS, escaped, link, tag, themed

if TYPE_CHECKING:
    from aidextract.api import Extraction

REASONS = {
    "negated": "denied",
    "requested": "an appeal or a request",
    "hypothetical": "not said to happen",
    "sale": "a sale or a deal",
    "talk": "talk only",
    "no transfer": "not sure enough that it is a transfer of aid",
}
"""What the codes of `Rejected.reason` mean; others stand for themselves."""

_ROLE = {
    "donors": "donor", "recipients": "recipient", "amount": "amount", "currency": "amount", "date": "date",
    "status": "trigger", "location": "location", "purpose": "purpose",
}  # fmt: skip
_LONG = 40_000  # characters: of a longer text only the paragraphs with marks are shown


# ------------------------------------------------------------------ marks
@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text with its role and the numbers of the events (from 1) that it belongs to."""

    start: int
    end: int
    role: str
    events: tuple[int, ...]
    rules: tuple[str, ...]
    lane: int = 0  # how many lines below the words, where marks overlap

    @property
    def label(self) -> str:
        return f"{self.role} {'·'.join(map(str, self.events))}"


def find_marks(result: Extraction) -> list[Mark]:
    """One mark for each stretch and role, in text order, in lanes so that overlapping ones do not cover each other."""
    found: dict[tuple[int, int, str], tuple[dict[int, None], dict[str, None]]] = {}
    length = len(result.article.text)
    for number, event in enumerate(result, start=1):
        for e in event.evidence:
            role = role_of(e.field)
            if role and 0 <= e.start < e.end <= length:
                events, rules = found.setdefault((e.start, e.end, role), ({}, {}))
                events[number] = rules[e.rule] = None
    lanes: list[int] = []  # the end of what lies in each lane
    marks = []
    # The longer first, so that what is inside another lies nearer to the words.
    for (start, end, role), (events, rules) in sorted(found.items(), key=lambda mark: (mark[0][0], -mark[0][1])):
        lane = next((i for i, until in enumerate(lanes) if until <= start), len(lanes))
        lanes[lane : lane + 1] = [end]
        marks.append(Mark(start, end, role, tuple(events), tuple(rules), lane))
    return marks


def role_of(field: str) -> str | None:
    """The role that a field of the evidence is marked with; None where another mark says the same."""
    if field.startswith("items["):
        return "quantity" if field.endswith(".quantity") else "item"
    return _ROLE.get(field.partition("[")[0])


def marked_text(text: str, marks: Sequence[Mark], rejected: Sequence[Rejected] = ()) -> str:
    """The text as HTML with its marks. Without the labels, which cannot be selected, it reads as it came."""
    cuts = {0, len(text), *(cut for mark in marks for cut in (mark.start, mark.end))}
    refused = [r for r in rejected if 0 <= r.start < r.end <= len(text)]
    cuts |= {cut for r in refused for cut in (r.start, r.end)}
    points = sorted(cuts)
    ends: dict[int, list[Mark]] = {}
    for mark in marks:
        ends.setdefault(mark.end, []).append(mark)
    waiting = sorted(marks, key=lambda mark: mark.start, reverse=True)
    doubts = sorted(refused, key=lambda r: r.start, reverse=True)
    open_: list[Mark] = []
    doubt: list[Rejected] = []
    out = []
    for start, end in zip(points[:-1], points[1:], strict=True):
        while waiting and waiting[-1].start == start:
            open_.append(waiting.pop())
        while doubts and doubts[-1].start == start:
            doubt.append(doubts.pop())
        open_ = [mark for mark in open_ if mark.end > start]
        doubt = [r for r in doubt if r.end > start]
        out.append(_stretch(text[start:end], open_, doubt))
        out += [_label(mark) for mark in sorted(ends.get(end, ()), key=lambda mark: mark.lane)]
    return "".join(out)


def _stretch(words: str, marks: Sequence[Mark], refused: Sequence[Rejected]) -> str:
    inside = escaped(words)
    if refused and not marks:
        why = "; ".join(f"not taken: {reason_text(r.reason)}" for r in refused)
        return f'<span class="no" title="{escaped(why)}">{inside}</span>'
    if not marks:
        return inside
    shown = sorted(marks, key=lambda mark: mark.lane)
    inner = min(marks, key=lambda mark: mark.end - mark.start)
    lines = ",".join(f"linear-gradient(var(--{mark.role}),var(--{mark.role}))" for mark in shown)
    places = ",".join(f"0 calc(100% - {max(0, 6 - 3 * mark.lane)}px)" for mark in shown)
    why = "\n".join(f"event {', '.join(map(str, m.events))}: {m.role} ({', '.join(m.rules)})" for m in shown)
    style = f"--c:var(--{inner.role});background-image:{lines};background-position:{places}"
    return f'<span class="m" style="{style}" title="{escaped(why)}">{inside}</span>'


def _label(mark: Mark) -> str:
    # The words are in an attribute: what is selected and copied is the article alone.
    return f'<span class="l" style="--c:var(--{mark.role})" data-l="{escaped(mark.label)}"></span>'


def _with_gaps(text: str, marks: Sequence[Mark], rejected: Sequence[Rejected]) -> str:
    """The paragraphs of a long text that have marks, with a note between them of what is left out."""
    starts = sorted([*(mark.start for mark in marks), *(r.start for r in rejected if r.start < r.end <= len(text))])
    out, at, hidden = [], 0, 0
    for line in text.splitlines(keepends=True) or [text]:
        end = at + len(line)
        if bisect_right(starts, end - 1) > bisect_right(starts, at - 1):
            out += _gap(hidden)
            hidden = 0
            own = [_moved(mark, at, len(line)) for mark in marks if at <= mark.start < end]
            doubts = [Rejected(r.start - at, min(r.end - at, len(line)), r.text, r.reason, r.rule)
                      for r in rejected if at <= r.start < end]  # fmt: skip
            out.append(marked_text(line, own, doubts))
        else:
            hidden += len(line)
        at = end
    return "".join([*out, *_gap(hidden)])


def _moved(mark: Mark, by: int, length: int) -> Mark:
    return Mark(mark.start - by, min(mark.end - by, length), mark.role, mark.events, mark.rules, mark.lane)


def _gap(hidden: int) -> list[str]:
    return [f'<span class="gap">… {hidden:,} characters without a mark …</span>\n'] if hidden else []


# ------------------------------------------------------------------ the whole
def to_html(result: Extraction) -> str:
    """A fragment for a notebook or a page: styles of its own, light and dark, no script."""
    article = result.article
    if result.error:
        body = [tag("p", f"could not be read: {result.error}", class_="error")]
    else:
        marks = find_marks(result)
        show = marked_text if len(article.text) <= _LONG else _with_gaps
        body = [
            _legend(marks),
            f'<div class="text" dir="auto">{show(article.text, marks, result.rejected)}</div>' if article.text else "",
            events_table(result),
            rejected_table(result.rejected),
        ]
    return f'<div class="aidextract"><style>{_CSS}</style>{_head(result)}{"".join(body)}</div>'


def _head(result: Extraction) -> str:
    article = result.article
    title = link(article.url, article.title or article.id or article.url or "")
    about = [article.source, str(article.published) if article.published else None]
    about += [article.id if article.title else None, f"{len(result)} aid event{'s' * (len(result) != 1)}"]
    line = " · ".join(escaped(part) for part in about if part)
    return (f'<div class="title" dir="auto">{title}</div>' if title else "") + f'<div class="about">{line}</div>'


def _legend(marks: Iterable[Mark]) -> str:
    used = {mark.role for mark in marks}
    keys = [f'<span class="key" style="--c:var(--{role})">{role}</span>' for role in ROLES if role in used]
    return f'<div class="legend">{"".join(keys)}</div>' if keys else ""


def events_table(events: Iterable[AidEvent]) -> str:
    """The events as an HTML table, numbered as the marks are."""
    rows = [_event_row(number, event) for number, event in enumerate(events, start=1)]
    if not rows:
        return '<p class="none">No aid events.</p>'
    head = "".join(tag("th", name) for name in ("#", "donor", "recipient", "what", "date", "status", "score"))
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'


def _event_row(number: int, event: AidEvent) -> str:
    what = [escaped(line) for line in what_lines(event)]
    if event.purpose:
        what.append(f'<span class="by">for {escaped(event.purpose)}</span>')
    if event.location:
        what.append(f'<span class="by">in {escaped(event.location)}</span>')
    total = '<br><span class="by">running total</span>' if event.aggregate else ""
    days = str(event.date).split("/") if event.date else [event.date_text or "–"]
    date = "/<br>".join(map(escaped, days))
    cells = [
        f'<td class="n">{number}</td>',
        f"<td>{parties_html(event.donors)}</td>",
        f"<td>{parties_html(event.recipients)}</td>",
        f"<td>{'<br>'.join(what) or '–'}</td>",
        f'<td class="date">{date}</td>',
        f'<td class="st"><span class="dot" style="--c:var(--{event.status})"></span>{event.status}{total}</td>',
        f'<td class="n">{event.score:.2f}</td>',
    ]
    return f"<tr>{''.join(cells)}</tr>"


def what_lines(event: AidEvent) -> list[str]:
    """What is given, a line an item, then the money: "300+ toolkits", "worth 400,000 EUR"."""
    from aidextract.export import amount_text, item_text

    lines = [item_text(item) for item in event.items]
    if event.money:
        money = event.money
        worth = f"{amount_text(money.amount, money.bound, money.upper)} {money.currency or '(currency not said)'}"
        lines.append(f"worth {worth}" if event.items else worth)
    return lines


def parties_html(parties: Sequence[Party]) -> str:
    return "<br>".join(f"<bdi>{escaped(party.name)}</bdi>" for party in parties) or "–"


def rejected_table(rejected: Sequence[Rejected]) -> str:
    """What looked like aid and was not taken, folded away."""
    if not rejected:
        return ""
    rows = [
        f"<tr>{tag('td', r.text)}{tag('td', reason_text(r.reason))}{tag('td', r.rule, class_='rule')}</tr>"
        for r in rejected
    ]
    head = "".join(tag("th", name) for name in ("words", "reason", "decided by"))
    return (
        f"<details><summary>{len(rejected)} not taken</summary>"
        f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table></div></details>'
    )


def reason_text(reason: str) -> str:
    """A reason in words."""
    return REASONS.get(reason, reason)


_SANS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif'
_CSS = (
    themed(".aidextract", {**PAPER, **STATUS, **ROLES})
    + f".aidextract{{font:14px/1.45 {_SANS};color:var(--ink);background:var(--paper);padding:14px 16px;max-width:60em}}"
    + """
.aidextract *{box-sizing:border-box}
.aidextract a{color:inherit}
.aidextract .title{font:700 20px/1.25 Georgia,"Times New Roman",serif;margin:0 0 2px}
.aidextract .about{color:var(--muted);font-size:12.5px;margin-bottom:10px}
.aidextract .legend{margin-bottom:8px;font-size:12px;color:var(--muted)}
.aidextract .key{display:inline-block;margin-right:14px;border-bottom:3px solid var(--c)}
.aidextract .text{font:15.5px/2 Georgia,"Times New Roman",serif;white-space:pre-wrap;overflow-wrap:anywhere;
 max-height:36em;overflow:auto;border-top:1px solid var(--rule);border-bottom:1px solid var(--rule);padding:8px 2px;
 margin-bottom:14px}
.aidextract .m{background-repeat:no-repeat;background-size:100% 2px;padding-bottom:6px;
 background-color:color-mix(in srgb,var(--c) 11%,transparent);-webkit-box-decoration-break:clone;
 box-decoration-break:clone}
.aidextract .l::after{content:attr(data-l);font:600 10px/1 system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;
 color:var(--c);margin:0 3px 0 2px;vertical-align:super;white-space:nowrap}
.aidextract .no{border-bottom:1px dotted var(--muted)}
.aidextract .gap{color:var(--muted);font-size:12px}
.aidextract .wide{overflow-x:auto}
.aidextract table{border-collapse:collapse;width:100%;margin:0;font-size:13px;color:var(--ink);border:0}
.aidextract thead th{font-weight:600;font-size:12px;color:var(--muted);border:0;border-bottom:1.5px solid var(--ink)}
.aidextract th,.aidextract td{text-align:left;vertical-align:top;padding:5px 12px 5px 0;background:none;
 max-width:26em;overflow-wrap:anywhere;white-space:normal}
.aidextract tbody td{border:0;border-bottom:1px solid var(--rule)}
.aidextract tbody tr{background:none}
.aidextract .n,.aidextract .date{font-variant-numeric:tabular-nums;white-space:nowrap;overflow-wrap:normal}
.aidextract .st,.aidextract th{white-space:nowrap;overflow-wrap:normal}
.aidextract .by,.aidextract .rule,.aidextract .none{color:var(--muted)}
.aidextract .rule{font:12px/1.5 ui-monospace,Menlo,Consolas,monospace}
.aidextract .dot{display:inline-block;width:9px;height:9px;border-radius:50%;background:var(--c);margin-right:6px}
.aidextract details{margin-top:12px;font-size:13px}
.aidextract summary{cursor:pointer;color:var(--muted)}
.aidextract .error{color:var(--accent)}
"""
)
