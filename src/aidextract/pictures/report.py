"""One self-contained page: the four pictures, and a table of all events to sort and filter."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from aidextract.pictures.amounts import amounts
from aidextract.pictures.flows import flows
from aidextract.pictures.items import items
from aidextract.pictures.picture import STATUS_NAMES, page
from aidextract.pictures.sheet import plural
from aidextract.pictures.timeline import timeline
from aidextract.views.article import parties_html, what_lines
from aidextract.views.entries import Entry, flattened, read_entries
from aidextract.views.markup import escaped, link

COLUMNS = ("date", "donor", "recipient", "what", "status", "score", "article")


def report(results: object, *, title: str = "Aid events") -> str:
    """An HTML page of `results`, as text. It fetches nothing: a content security policy forbids it.

    >>> page = report([], title="May & June")
    >>> "<h1>May &amp; June</h1>" in page
    True
    """
    articles = list(flattened(results))
    entries = read_entries(articles)
    pictures = "".join(f"<figure>{make(articles).svg}</figure>" for make in (flows, timeline, amounts, items))
    body = (
        f"<header><h1>{escaped(title)}</h1><p>{_summary(entries)}</p></header>"
        f'<div class="pictures">{pictures}</div>{_table(entries)}'
    )
    digest = base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()
    return page(title, body, _STYLE, f"<script>{_SCRIPT}</script>", f"; script-src 'sha256-{digest}'")


def _summary(entries: Sequence[Entry]) -> str:
    articles = len({(entry.article, entry.url, entry.title) for entry in entries})
    totals = sum(entry.event.aggregate for entry in entries)
    if not entries:
        return "No aid events."
    parts = [f"{plural(len(entries), 'aid event')} from {plural(articles, 'article')}."]
    if totals:
        parts.append(f"{plural(totals, 'running total')} among them: in the table, in no picture.")
    if articles > 1:
        parts.append("A gift that several articles tell of is listed, and counted, once for each.")
    return " ".join(parts)


def _table(entries: Sequence[Entry]) -> str:
    if not entries:
        return ""
    statuses = "".join(f"<option>{status}</option>" for status in STATUS_NAMES)
    head = "".join(f'<th><button type="button">{name}</button></th>' for name in COLUMNS)
    rows = "".join(map(_row, entries))
    return (
        '<h2>All events</h2><div class="tools"><label>Find <input type="search" id="find"></label>'
        f'<label>Status <select id="status"><option value="">all</option>{statuses}</select></label>'
        '<label><input type="checkbox" id="totals" checked> running totals</label>'
        f'<output id="count">{plural(len(entries))}</output></div>'
        f'<div class="wide"><table id="events"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _row(entry: Entry) -> str:
    event = entry.event
    what = "<br>".join(map(escaped, what_lines(event))) or "–"
    for word, text in (("for", event.purpose), ("in", event.location)):
        what += f'<br><span class="by">{word} {escaped(text)}</span>' if text else ""
    date = "/<br>".join(escaped(day) for day in str(event.date or event.date_text or "–").split("/"))
    total = '<br><span class="by">running total</span>' if event.aggregate else ""
    where = [part for part in (entry.source, entry.published) if part]
    name = link(entry.url, entry.title or entry.article or entry.url or "–")
    cells = (
        _cell(date, event.date or ""),
        _cell(parties_html(event.donors)),
        _cell(parties_html(event.recipients)),
        _cell(what, event.amount if event.amount is not None and not event.items else None),
        _cell(f'<span class="dot" style="background:var(--{event.status})"></span>{event.status}{total}'),
        _cell(f"{event.score:.2f}"),
        _cell(f"<bdi>{name}</bdi>" + (f'<br><span class="by">{escaped(", ".join(where))}</span>' if where else "")),
    )
    mark = ' data-total="1"' if event.aggregate else ""
    return f'<tr data-status="{event.status}"{mark}>{"".join(cells)}</tr>'


def _cell(inside: str, key: object = None) -> str:
    """With the key to sort by where that is not the text itself."""
    return f'<td data-key="{escaped(key)}">{inside}</td>' if key is not None else f"<td>{inside}</td>"


# Works on rows that are there already: nothing from the data becomes markup here.
_SCRIPT = """
(function () {
  var table = document.getElementById("events");
  if (!table) return;
  var body = table.tBodies[0], rows = Array.from(body.rows);
  var find = document.getElementById("find"), status = document.getElementById("status");
  var totals = document.getElementById("totals"), count = document.getElementById("count");
  var words = rows.map(function (row) { return row.textContent.toLowerCase(); });
  function filter() {
    var wanted = find.value.toLowerCase().split(/\\s+/).filter(Boolean), shown = 0;
    rows.forEach(function (row, i) {
      var ok = (!status.value || row.dataset.status === status.value) && (totals.checked || !row.dataset.total) &&
        wanted.every(function (word) { return words[i].includes(word); });
      row.hidden = !ok;
      if (ok) shown++;
    });
    count.textContent = shown.toLocaleString("en") + (shown === 1 ? " event" : " events");
  }
  [find, status, totals].forEach(function (e) { e.addEventListener("input", filter); });
  function key(row, column) {
    var cell = row.cells[column];
    return cell.dataset.key !== undefined ? cell.dataset.key : cell.textContent;
  }
  Array.from(table.tHead.rows[0].cells).forEach(function (head, column) {
    head.firstChild.addEventListener("click", function () {
      var down = head.getAttribute("aria-sort") === "ascending";
      Array.from(table.tHead.rows[0].cells).forEach(function (h) { h.removeAttribute("aria-sort"); });
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      rows.map(function (row) { return [key(row, column), row]; }).sort(function (a, b) {
        if (!a[0] !== !b[0]) return a[0] ? -1 : 1;
        var order = a[0].localeCompare(b[0], "en", { numeric: true });
        return down ? -order : order;
      }).forEach(function (pair) { body.appendChild(pair[1]); });
    });
  });
})();
"""
_STYLE = """
body{font:14px/1.45 "Helvetica Neue",Helvetica,Arial,"Liberation Sans",sans-serif}
h1{font:700 30px/1.2 Georgia,"Times New Roman",serif;margin:14px 0 4px}
h2{font:700 20px/1.2 Georgia,"Times New Roman",serif;margin:34px 0 10px}
header p{color:var(--muted);margin:0 0 18px;max-width:50em}
figure{margin:0 0 26px -20px;max-width:760px}
a{color:inherit}
.tools{display:flex;flex-wrap:wrap;gap:8px 20px;align-items:center;margin-bottom:10px;color:var(--muted)}
.tools input,.tools select{font:inherit}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th{text-align:left;border-bottom:1.5px solid var(--ink);padding:0 12px 4px 0;position:sticky;top:0;
 background:var(--paper)}
th button{all:unset;cursor:pointer;font-weight:600;font-size:12.5px;color:var(--muted);white-space:nowrap}
th button:focus-visible{outline:2px solid var(--accent)}
th button::after{content:" ↕";opacity:.45}
th[aria-sort=ascending] button::after{content:" ↑";opacity:1}
th[aria-sort=descending] button::after{content:" ↓";opacity:1}
td{vertical-align:top;border-bottom:1px solid var(--rule);padding:6px 12px 6px 0;max-width:22em;overflow-wrap:anywhere}
td:first-child,td:nth-child(5),td:nth-child(6){white-space:nowrap;overflow-wrap:normal;font-variant-numeric:tabular-nums}
.by{color:var(--muted);white-space:normal}
.dot{display:inline-block;width:9px;height:9px;border-radius:50%;margin-right:6px}
@media print{.tools{display:none}th{position:static}}
"""
