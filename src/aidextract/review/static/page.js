"use strict";
// The review page. All text of articles goes in as text, never as HTML.

const $ = (id) => document.getElementById(id);
const ROLES = ["donor", "recipient", "item", "quantity", "amount", "date", "trigger", "location", "purpose"];
const STATUSES = ["pledged", "committed", "delivered", "cancelled"];

const AROUND = 150; // articles listed before and behind the one on the page: of thousands the browser would grow slow

let list = [];        // all articles, in short
let article = null;   // the one on the page
let current = null;   // number of its current event
let editing = null;   // number of the event whose form is open; 0: a new one
let field = null;     // the field of the form where the reviewer last was

function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "colour") node.style.setProperty("--c", `var(--${value})`);
    else if (key === "on") for (const [event, run] of Object.entries(value)) node.addEventListener(event, run);
    else if (value !== null && value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

async function call(method, path, body) {
  let answer;
  try {
    answer = await fetch(path, {
      method, headers: body ? { "Content-Type": "application/json" } : {}, body: body ? JSON.stringify(body) : undefined,
    });
  } catch {
    throw new Error("aidextract review has stopped: nothing was saved");
  }
  const json = (answer.headers.get("Content-Type") || "").startsWith("application/json");
  const content = json ? await answer.json() : { error: await answer.text() };
  if (!answer.ok) throw new Error(content.error || `error ${answer.status}`);
  return content;
}

let silence;
function say(words) {
  $("say").textContent = words;
  clearTimeout(silence);
  silence = setTimeout(() => { $("say").textContent = ""; }, 4000);
}

// One after the other, so that quick keys meet the event that they are meant for.
let before = Promise.resolve();
const inTurn = (run, ...given) => {
  before = before.then(() => run(...given)).catch((error) => say(error.message));
};

// ------------------------------------------------------------------ articles
async function refresh() {
  list = await call("GET", "api/articles");
  const done = list.filter((a) => a.done).length;
  $("progress").textContent = `${done} of ${list.length} done`;
  $("bar").max = list.length || 1;
  $("bar").value = done;
  const at = Math.max(0, list.findIndex((a) => article && a.number === article.number));
  const from = Math.max(0, at - AROUND);
  const more = (count, where) => count > 0 ? [el("li", { class: "about" }, `${count} more ${where}`)] : [];
  $("list").replaceChildren(...more(from, "before"), ...list.slice(from, at + AROUND).map((a) => {
    const sign = a.done ? "✓" : a.is_read && a.open ? String(a.open) : a.is_read ? "·" : "";
    const state = a.done ? "done" : a.is_read ? `${a.open} open` : "not read yet";
    return el("li", {}, el("button", {
      type: "button", class: a.done ? "done" : null, "aria-current": article && a.number === article.number ? "true" : null,
      title: state, on: { click: () => inTurn(open, a.number) },
    }, el("span", { class: "sign", "aria-hidden": "true" }, sign), el("span", {}, a.title || a.id)));
  }), ...more(list.length - at - AROUND, "behind"));
  const shown = $("list").querySelector("[aria-current]");
  if (shown) shown.scrollIntoView({ block: "nearest" });
}

async function open(number) {
  if (editing !== null) { say("save the form first, or leave it with Esc"); return; }
  if (!list.some((a) => a.number === number && a.is_read)) say("reading …");
  show(await call("GET", `api/articles/${number}`), true);
  $("say").textContent = "";
  $("text").scrollTop = $("article").scrollTop = 0;
  location.hash = number;
  await refresh();
  focusEvent();
}

function show(got, fresh) {
  article = got;
  const numbers = article.events.map((e) => e.number);
  if (fresh || !numbers.includes(current)) {
    current = (article.events.find((e) => e.state === "open") || article.events[0] || { number: null }).number;
  }
  draw();
}

async function step(by) {
  const at = list.findIndex((a) => article && a.number === article.number);
  const next = list[at + by];
  if (next) await open(next.number);
  else say(by > 0 ? "this is the last article" : "this is the first article");
}

// ------------------------------------------------------------------ drawing
function draw() {
  const about = [article.source, article.published && `published ${article.published}`, article.title ? article.id : null,
    article.done ? "done" : null].filter(Boolean).join(" · ");
  const title = article.title || article.id;
  const used = ROLES.filter((role) => article.pieces.some((p) => p.marks.some((m) => m[1] === role)));
  $("head").replaceChildren(
    el("h2", { dir: "auto" }, article.url
      ? el("a", { href: article.url, rel: "noopener noreferrer", target: "_blank" }, title) : title),
    el("div", { class: "about" }, about),
    el("div", { class: "legend" }, ...used.map((role) => el("span", { class: "key", colour: role }, role))),
    ...(article.error ? [el("p", { class: "problem" }, `could not be read: ${article.error}`)] : []),
  );
  document.title = `${title} · Review of aid events`;
  drawText();
  drawEvents();
  const refused = article.rejected;
  $("refused").hidden = !refused.length;
  $("refused").querySelector("summary").textContent = `${refused.length} not taken by aidextract`;
  $("refused").querySelector("ul").replaceChildren(
    ...refused.map((r) => el("li", {}, el("q", {}, r.text), ` ${r.reason}`)));
}

const nth = (number) => article.events.findIndex((e) => e.number === number) + 1;

function drawText() {
  const nodes = [];
  for (const piece of article.pieces) {
    const own = piece.marks.find((m) => m[0] === current) || piece.marks[0];
    const isOn = piece.marks.some((m) => m[0] === current);
    const tip = piece.marks.map((m) => `event ${nth(m[0])}: ${m[1]}`).join("\n");
    nodes.push(own ? el("span", { class: isOn ? "m on" : "m", colour: own[1], title: tip }, piece.text) : piece.text);
    const ends = new Set(piece.ends.filter((m) => m[0] === current).map((m) => m[1]));
    for (const role of ends) nodes.push(el("span", { class: "l", colour: role, "data-l": role }));
  }
  $("text").replaceChildren(...nodes);
}

const joined = (forms) => forms.map((form, i) => i ? el("span", { class: "also" }, ` | ${form}`) : form);
const number = (value) => value.toLocaleString("en", { maximumFractionDigits: 6 });

function said(value) {
  const rows = [];
  const row = (name, ...parts) => rows.push(el("dt", {}, name), el("dd", { dir: "auto" }, ...parts));
  const parties = (who) => who.flatMap((p, i) => [
    i ? el("br") : null, ...joined(p.names), p.country ? el("span", { class: "also" }, ` (${p.country})`) : null]);
  row("donor", ...(value.donors.length ? parties(value.donors) : ["–"]));
  row("recipient", ...(value.recipients.length ? parties(value.recipients) : ["–"]));
  const what = value.items.flatMap((item, i) => [i ? el("br") : null,
    [item.quantity !== null ? number(item.quantity) : null, item.unit].filter((x) => x !== null).join(" ") + " ",
    ...joined(item.item)]);
  if (what.length) row("what", ...what);
  if (value.amount !== null) row(what.length ? "worth" : "money", `${number(value.amount)} ${value.currency || "(no currency)"}`);
  row("date", (value.date || "–").replace("/", " to "));
  row("status", el("span", { class: "dot", colour: value.status }), value.status + (value.aggregate ? ", running total" : "")
    + (value.optional ? ", optional" : ""));
  if (value.location) row("where", value.location);
  if (value.purpose) row("what for", value.purpose);
  return el("dl", { class: "said" }, ...rows);
}

function drawEvents() {
  const cards = article.events.map((event, i) => {
    const isHere = event.number === current;
    const act = (name, key, run) => el("button", { type: "button", on: { click: (e) => { e.stopPropagation(); inTurn(() => { choose(event.number); return run(); }); } } },
      name + " ", el("kbd", {}, key));
    return el("li", {
      class: event.state, tabindex: "-1", id: `event-${event.number}`, "aria-current": isHere ? "true" : null,
      "aria-label": `Event ${i + 1} of ${article.events.length}, ${event.state}`,
      on: { click: (e) => { if (editing === null && !e.target.closest("button")) { choose(event.number); focusEvent(); } } },
    },
    el("div", { class: "top" }, el("b", {}, `Event ${i + 1}`),
      event.score === null ? null : el("span", { title: "how sure aidextract is, 0 to 1" }, `score ${event.score.toFixed(2)}`),
      el("span", { class: "state" }, event.state)),
    ...(editing === event.number ? [form(event.value)] : [said(event.value), el("div", { class: "row" },
      ...(event.state === "added" ? [] : [event.state === "open" ? act("Accept", "a", () => decide("accepted")) : act("Undo", "u", () => decide("open"))]),
      act("Correct", "e", edit),
      event.state === "rejected" ? null : act(event.state === "added" ? "Remove" : "Reject", "x", () => decide("rejected")))]));
  });
  if (editing === 0) cards.push(el("li", { class: "added", "aria-current": "true" }, el("div", { class: "top" }, el("b", {}, "A new event")), form(null)));
  if (!cards.length) cards.push(el("li", { class: "empty" }, "No events found. If there are none, the article is done (d); else add them (n)."));
  $("events").replaceChildren(...cards);
}

function choose(number) {
  if (editing !== null) return;
  current = number;
  draw();
  const mark = $("text").querySelector(".on");
  if (mark) mark.scrollIntoView({ block: "nearest" });
}

function focusEvent() {
  const card = $(`event-${current}`);
  (card || $("events")).focus({ preventScroll: true });
  if (card) card.scrollIntoView({ block: "nearest" });
  const mark = $("text").querySelector(".on");
  if (mark) mark.scrollIntoView({ block: "nearest" });
}

const move = (by) => {
  const at = article.events.findIndex((e) => e.number === current) + by;
  if (article.events[at]) { choose(article.events[at].number); focusEvent(); }
};

// ------------------------------------------------------------------ decisions
const path = (event) => `api/articles/${article.number}/events/${event}`;

async function decide(state) {
  const event = article.events.find((e) => e.number === current);
  if (!event && state === "open" && article.done) {
    show(await call("PUT", `api/articles/${article.number}`, { done: false }));
    await refresh();
  }
  if (!event || (state === "accepted" && event.state === "added")) return;
  show(await call("PUT", path(event.number), { state }));
  if (state !== "open") { // on to the next that waits
    const rest = [...article.events.slice(nth(current)), ...article.events];
    const next = rest.find((e) => e.state === "open");
    if (next) current = next.number;
    draw();
  }
  await refresh();
  focusEvent();
}

async function all() {
  for (const event of article.events.filter((e) => e.state === "open")) {
    show(await call("PUT", path(event.number), { state: "accepted" }));
  }
  await refresh();
  focusEvent();
}

async function done() {
  show(await call("PUT", `api/articles/${article.number}`, { done: true }));
  await refresh();
  const at = list.findIndex((a) => a.number === article.number);
  const next = [...list.slice(at + 1), ...list.slice(0, at)].find((a) => !a.done);
  if (next) await open(next.number);
  else say("all articles are done");
}

// ------------------------------------------------------------------ the form
function edit() {
  if (current === null) return;
  editing = current;
  begin();
}

function add() {
  editing = 0;
  begin();
}

function begin() {
  draw();
  const first = $("events").querySelector("form input");
  field = first;
  first.focus();
  first.closest("li").scrollIntoView({ block: "nearest" });
}

function leave() {
  editing = field = null;
  draw();
  focusEvent();
}

function input(label, value, attributes = {}) {
  return el("input", { "aria-label": label, title: label, placeholder: label, value: value ?? "", autocomplete: "off", spellcheck: "false", ...attributes });
}

// A group of lines of which there may be any number.
function lines(name, colour, make, entries) {
  const group = el("fieldset", { "data-group": name, colour }, el("legend", {}, name));
  const more = el("button", { type: "button", "aria-label": `one more: ${name}`, on: { click: () => append(undefined, true) } }, "+");
  const append = (entry, focus) => {
    const line = el("div", { class: "line" }, ...make(entry));
    line.append(el("button", { type: "button", "aria-label": `remove this line: ${name}`, on: { click: () => { line.remove(); more.focus(); } } }, "×"));
    more.before(line);
    if (focus) line.querySelector("input").focus();
  };
  group.append(more);
  (entries.length ? entries : [undefined]).forEach((entry) => append(entry, false));
  return group;
}

function form(value) {
  const v = value || { donors: [], recipients: [], items: [], amount: null, currency: null, date: null, status: "delivered" };
  const party = (p) => [
    input("name | other right forms", p && p.names.join(" | "), { "data-key": "names" }),
    input("state", p && p.country, { "data-key": "country", class: "short", maxlength: 2, title: "two letters (ISO 3166), only for a state as such" })];
  const item = (i) => [
    input("number", i && i.quantity, { "data-key": "quantity", class: "mid", inputmode: "decimal" }),
    input("unit", i && i.unit, { "data-key": "unit", class: "mid" }),
    input("item | other right forms", i && i.item.join(" | "), { "data-key": "item" })];
  const labelled = (name, node) => el("label", {}, name, node);
  const problem = el("p", { class: "problem", role: "alert" });
  const made = el("form", { novalidate: true, on: { submit: (e) => { e.preventDefault(); inTurn(save, made, problem); }, focusin: (e) => { if (e.target.matches("input,select")) field = e.target; } } },
    lines("donors", "donor", party, v.donors),
    lines("recipients", "recipient", party, v.recipients),
    lines("items", "item", item, v.items),
    el("div", { class: "pair" },
      labelled("amount", input("amount", v.amount, { name: "amount", inputmode: "decimal" })),
      labelled("currency (ISO 4217)", input("EUR", v.currency, { name: "currency", maxlength: 3, "aria-label": "currency" }))),
    el("div", { class: "pair" },
      labelled("date, or first/last day", input("YYYY-MM-DD", v.date, { name: "date", "aria-label": "date" })),
      labelled("status", el("select", { name: "status" }, ...STATUSES.map((s) => el("option", { selected: s === v.status }, s))))),
    el("div", { class: "pair" },
      labelled("where", input("location", v.location, { name: "location" })),
      labelled("what for", input("purpose", v.purpose, { name: "purpose" }))),
    el("label", { class: "check" }, el("input", { type: "checkbox", name: "aggregate", checked: v.aggregate || false }), "running total"),
    el("label", { class: "check" }, el("input", { type: "checkbox", name: "optional", checked: v.optional || false }), "careful readers differ (counts neither way)"),
    problem,
    el("div", { class: "row" }, el("button", { class: "main" }, "Save ", el("kbd", {}, "Enter")),
      el("button", { type: "button", on: { click: leave } }, "Cancel ", el("kbd", {}, "Esc"))));
  return made;
}

// A number as people write it; what is none goes to the server as it is, which says so.
function amount(text) {
  const plain = text.trim().replace(/[\s,](?=\d{3}\b)/g, "");
  return plain === "" ? null : Number.isFinite(Number(plain)) ? Number(plain) : text;
}

function read(made) {
  const text = (name) => made.elements[name].value.trim() || null;
  const forms = (words) => words.split("|").map((form) => form.trim()).filter(Boolean);
  const group = (name) => [...made.querySelectorAll(`[data-group=${name}] .line`)].map((line) =>
    Object.fromEntries([...line.querySelectorAll("[data-key]")].map((node) => [node.dataset.key, node.value.trim()])));
  const parties = (name) => group(name).filter((p) => p.names || p.country)
    .map((p) => ({ names: forms(p.names), country: p.country.toUpperCase() || null }));
  return {
    donors: parties("donors"), recipients: parties("recipients"),
    items: group("items").filter((i) => i.item || i.quantity || i.unit)
      .map((i) => ({ item: forms(i.item), quantity: amount(i.quantity), unit: i.unit || null })),
    amount: amount(made.elements.amount.value), currency: text("currency") && text("currency").toUpperCase(), date: text("date"),
    status: made.elements.status.value, location: text("location"), purpose: text("purpose"),
    aggregate: made.elements.aggregate.checked, optional: made.elements.optional.checked,
  };
}

async function save(made, problem) {
  try {
    const value = read(made);
    const got = editing === 0 ? await call("POST", `api/articles/${article.number}/events`, value)
      : await call("PUT", path(editing), { state: "corrected", value });
    if (got.added) current = got.added;
    editing = field = null;
    show(got);
    await refresh();
    focusEvent();
  } catch (error) {
    problem.textContent = error.message;
  }
}

// Words selected in the article go into the field where the reviewer last was.
document.addEventListener("mouseup", (e) => {
  if (editing === null || !field || !$("text").contains(e.target)) return;
  const words = String(getSelection()).trim().replace(/\s+/g, " ");
  if (!words || field.matches("select,[type=checkbox]") || !field.isConnected) return;
  field.value = field.dataset.key === "quantity" || field.name === "amount" ? words.replace(/[^\d.,]/g, "") : words;
  field.focus();
});

// ------------------------------------------------------------------ dialogs
const dialog = (id) => () => { $(id).showModal(); };

$("paste").querySelector("form").addEventListener("submit", (e) => {
  if (e.submitter && e.submitter.value === "cancel") return;
  e.preventDefault();
  inTurn(readPasted, e.target);
});

async function readPasted(form) {
  const problem = form.querySelector(".problem");
  problem.textContent = "";
  try {
    const got = await call("POST", "api/articles", {
      text: form.elements.text.value, published: form.elements.published.value || null, title: form.elements.title.value.trim() || null });
    form.reset();
    $("paste").close();
    await refresh();
    await open(got.number);
  } catch (error) {
    problem.textContent = error.message;
  }
}

try { $("letters").checked = localStorage.getItem("letters") !== "off"; } catch { /* storage is switched off */ }
$("letters").addEventListener("change", () => {
  try { localStorage.setItem("letters", $("letters").checked ? "on" : "off"); } catch { /* as above */ }
});

// ------------------------------------------------------------------ keys
const paste = () => { if (editing === null) dialog("paste")(); else say("save the form first, or leave it with Esc"); };
const DO = { paste, help: dialog("help"), add: () => editing === null && article && add(), all: () => article && editing === null && all(), done: () => article && editing === null && done() };
const KEYS = {
  j: () => move(1), k: () => move(-1), ArrowDown: () => move(1), ArrowUp: () => move(-1),
  a: () => decide("accepted"), x: () => decide("rejected"), u: () => decide("open"), e: edit, Enter: edit,
  n: DO.add, A: DO.all, d: DO.done, l: () => step(1), h: () => step(-1),
};

document.addEventListener("click", (e) => {
  const button = e.target.closest("[data-do]");
  if (button) inTurn(DO[button.dataset.do]);
});

document.addEventListener("keydown", (e) => {
  const target = e.target;
  if (e.key === "Enter" && (e.ctrlKey || e.metaKey) && target.form) { e.preventDefault(); target.form.requestSubmit(); return; }
  if (document.querySelector("dialog[open]")) return;
  if (editing !== null) { if (e.key === "Escape") { e.preventDefault(); leave(); } return; }
  if (e.ctrlKey || e.metaKey || e.altKey || target.matches("input,select,textarea")) return;
  if (!$("letters").checked && e.key.length === 1) return;
  // Enter and the arrows are the browser's own where they mean something there.
  if (e.key.length > 1 && !target.closest("#events > li, body:focus") && target !== document.body && target !== $("events")) return;
  if (e.key === "Enter" && target.closest("button,a,summary")) return;
  const run = e.key === "p" ? paste : e.key === "?" ? DO.help : article && KEYS[e.key];
  if (run) { e.preventDefault(); inTurn(run); }
});

inTurn(async () => {
  await refresh();
  const wanted = Number(location.hash.slice(1));
  const first = list.find((a) => a.number === wanted) || list.find((a) => !a.done) || list[0];
  if (first) await open(first.number);
  else paste();
});
