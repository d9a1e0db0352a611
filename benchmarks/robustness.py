"""What a change that means nothing does to the events, and what a change of name does: every share in one run.

    python benchmarks/robustness.py [--docs 150] [--all] [--model encoder|cnn] [--shared FOLDER] [--show]

Same text, another typist: curly quotes, no-break spaces, Windows line ends, blank lines, a byline, a paragraph on
something else. Counted is how many events of the gold articles come out other than before, in any slot (the score and
the places of the evidence aside). Another name: a country, or an organisation, for one of its kind, wherever the text
names it; counted is how many of its slots follow. And texts that tell of no aid: how many give an event all the same.

By default the articles that the reader was not trained on; `--all` takes the others too.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from aidextract import AidEvent, Article, Extraction, Options, Party, extract_many
from aidextract.gazetteer import countries, organisations, senses

ROOT = Path(__file__).resolve().parents[1]
HELD_OUT = 0.15  # as in models/encoder/reader_training.py
ASIDE = (  # nothing of it is aid; written for this purpose
    "In other news, the national museum reopened its west wing on Saturday after two years of repairs. Visitors "
    "queued along the river for a first look at the restored ceiling.",
    "The city orchestra will close its season with a concert of film music. Tickets went on sale this morning, and "
    "the conductor said that most seats were gone by noon.",
    "Light rain is expected along the coast at the weekend, with temperatures around 18 degrees. Inland it stays dry.",
    "The home side won the derby by two goals to one, both scored after the break. The next match is on Sunday.",
)


# ------------------------------------------------------------------ changes that mean nothing
def curly_quotes(text: str) -> str:
    text = re.sub(r'(?<![^\s(\[])"', "“", text).replace('"', "”")
    return re.sub(r"(?<![^\s(\[“])'", "‘", text).replace("'", "’")


def no_break_spaces(text: str) -> str:
    """After each number and sign, as style guides have it, and at one blank in ten."""
    at = random.Random(len(text))
    text = re.sub(r"(?<=[\d$€£]) ", "\xa0", text)
    return re.sub(" ", lambda m: "\xa0" if at.random() < 0.1 else " ", text)


def windows_lines(text: str) -> str:
    return text.replace("\n", "\r\n")


def blank_lines(text: str) -> str:
    return "\n\n" + re.sub(r"\n\n+", lambda m: m[0] + " \n\n", text) + "\n\n\n"


def byline(text: str) -> str:
    return "By a staff reporter\n\n" + text


def paragraph_after(text: str) -> str:
    return text.rstrip() + "\n\n" + ASIDE[len(text) % len(ASIDE)]


def paragraph_before(text: str) -> str:
    return ASIDE[len(text) % len(ASIDE)] + "\n\n" + text


CHANGES: dict[str, Callable[[str], str]] = {
    f.__name__: f
    for f in (curly_quotes, no_break_spaces, windows_lines, blank_lines, byline, paragraph_after, paragraph_before)
}


def key(event: AidEvent) -> str:
    """All slots of an event, without score and evidence. Words in one kind of quotes and blanks."""
    words = repr(replace(event, evidence=(), score=0.0))
    return " ".join(re.sub("[‘’]", "'", words).split()).replace("“", '"').replace("”", '"')


def changed(before: Iterable[AidEvent], after: Iterable[AidEvent]) -> int:
    """Events that are gone, new, or other in some slot; one that changed counts once."""
    a, b = Counter(map(key, before)), Counter(map(key, after))
    return max((a - b).total(), (b - a).total())


# ------------------------------------------------------------------ another name
def swap_country(text: str, result: Extraction) -> tuple[str, str, str] | None:
    """(text, old code, new code): the commonest country of the events that has a double outside the text."""
    codes = Counter(p.country for e in result for p in (*e.donors, *e.recipients) if p.country)
    for old, _ in codes.most_common():
        mine = countries().get(old or "")
        for new in ("NO", "KE", "PT", "PE", "LA", "FI", "UG", "CL"):
            other = countries()[new]
            if mine is None or new == old or any(w in text for w in (other.name, *other.demonyms, *other.capitals)):
                continue
            people = other.demonyms
            forms = dict.fromkeys((mine.name, *mine.names), other.name)
            forms |= {n: other.capitals[0] for n in mine.capitals if n not in forms}
            forms |= {n: people[-1 if n.endswith("s") and len(people) > 1 else 0] for n in mine.demonyms}
            return _swapped(text, forms), mine.iso2, new
    return None


def swap_organisation(text: str, result: Extraction) -> tuple[str, str, str] | None:
    """(text, old name, new name): a body of the lexicon, in every form, for another of its kind."""
    named = Counter(p.name for e in result for p in (*e.donors, *e.recipients) if not p.country and p.id)
    for name, _ in named.most_common():
        found = next((s for s in senses(name) if s.type == "org"), None)
        if found is None or found.id is None:
            continue
        mine = next((o for o in organisations().values() if found.id in (o.id, o.iati)), None)
        if mine is None:
            continue
        for other in organisations().values():
            short = [a for a in other.aliases if a.isupper() and a.isalpha()]
            if other.kind != mine.kind or other.id == mine.id or not short or other.care or " " not in other.name:
                continue
            if other.state != mine.state or any(a in text for a in (other.name, *other.aliases)):
                continue
            forms = {n: short[0] if n.isupper() and n.isalpha() else other.name for n in (mine.name, *mine.aliases)}
            return _swapped(text, forms), name, other.name
    return None


def _swapped(text: str, forms: dict[str, str]) -> str:
    names = "|".join(re.escape(n) for n in sorted(forms, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{names})(?!\w)", lambda m: forms[m[0]], text)


def followed(before: Iterable[AidEvent], after: Iterable[AidEvent], is_old: Callable[[Party], bool],
             is_new: Callable[[Party], bool]) -> tuple[int, int]:  # fmt: skip
    """(slots of the new name, slots of the old one before)."""
    right = wanted = 0
    for role in ("donors", "recipients"):
        old = sum(is_old(p) for e in before for p in getattr(e, role))
        right += min(old, sum(is_new(p) for e in after for p in getattr(e, role)))
        wanted += old
    return right, wanted


# ------------------------------------------------------------------ the run
def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def gold_articles(all_of_them: bool = False, limit: int | None = None) -> list[Article]:
    """Those that the reader was not trained on first."""
    train = read(ROOT / "corpus/gold/train.jsonl")
    held = [d for d in train if zlib.crc32(d["id"].encode()) % 1000 < 1000 * HELD_OUT]
    docs = read(ROOT / "corpus/gold/dev.jsonl") + held
    if all_of_them:
        docs += [d for d in train if d not in held]
    return [Article(d["text"], dt.date.fromisoformat(d["published"]), d["id"]) for d in docs[:limit]]


def extracted(articles: Iterable[Article], options: Options) -> list[Extraction]:
    return list(extract_many(articles, options=options))


def unchanged_shares(
    articles: Sequence[Article], before: Sequence[Extraction], options: Options, show: bool = False
) -> dict[str, tuple[int, int]]:
    """(events changed, events) of each change."""
    out: dict[str, tuple[int, int]] = {}
    for name, change in CHANGES.items():
        pairs = [(a, r, change(a.text)) for a, r in zip(articles, before, strict=True)]
        pairs = [p for p in pairs if p[2] != p[0].text]
        after = extracted([replace(a, text=t) for a, _, t in pairs], options)
        wrong = [changed(r, x) for (_, r, _), x in zip(pairs, after, strict=True)]
        out[name] = sum(wrong), sum(max(len(r), len(x)) for (_, r, _), x in zip(pairs, after, strict=True))
        if show:
            print(name, [a.id for (a, _, _), n in zip(pairs, wrong, strict=True) if n])
    return out


def swap_shares(
    articles: Sequence[Article], before: Sequence[Extraction], options: Options
) -> dict[str, tuple[int, int]]:
    """(slots that follow, slots) of each swap."""
    out: dict[str, tuple[int, int]] = {}
    for name, swap in (("country", swap_country), ("organisation", swap_organisation)):
        found = [(a, r, s) for a, r in zip(articles, before, strict=True) if (s := swap(a.text, r))]
        after = extracted([replace(a, text=s[0]) for a, _, s in found], options)
        right = wanted = 0
        for (_, r, (_, old, new)), x in zip(found, after, strict=True):
            is_old, is_new = _meant(old, name == "country"), _meant(new, name == "country")
            a, b = followed(r, x, is_old, is_new)
            right, wanted = right + a, wanted + b
        out[name] = right, wanted
    return out


def _meant(what: str, is_country: bool) -> Callable[[Party], bool]:
    """Whether a party is the country of that code, or the body of that name."""
    if is_country:
        return lambda p: p.country == what
    ids = {s.id for s in senses(what) if s.type == "org"}
    return lambda p: p.name == what or p.id in ids


def texts_without_aid(shared: Path) -> dict[str, list[Article]]:
    empty = {d["id"] for n in ("train", "dev") for d in read(ROOT / f"corpus/gold/{n}.jsonl") if not d["events"]}
    out = {"corpus": [a for a in gold_articles() if a.id in empty]}
    if (shared / "public/plover_gsr.jsonl").is_file():
        docs = [d for d in read(shared / "public/plover_gsr.jsonl") if d["events"][0]["aid"] == "no"]
        out["PLOVER"] = [Article(d["text"]) for d in docs]
    out["made"] = made_texts(2000)
    return out


def made_texts(count: int) -> list[Article]:
    """Short news with names, dates and sums and nothing of aid: sport, courts, markets, culture, weather, science."""
    at = random.Random(11)
    names = [c.name for c in countries().values() if c.demonyms]
    people = ["Ana Ruiz", "John Okafor", "Mei Tan", "Lars Holm", "Priya Nair", "Tomas Vavra", "Sara Haddad"]
    firms = ["Northwind Mining", "Halden Motors", "Blue Harbour Bank", "Corvo Textiles", "Lumen Pictures"]
    days = ["on Monday", "last week", "on 3 March", "in 2019", "yesterday", "on Friday", "in May"]
    shapes = (
        "{a} beat {b} {n}-1 in a friendly {day}. {who} scored twice before {m},000 spectators.",
        "{firm} of {a} reported a quarterly profit of ${m} million {day}, up {n} percent. Its shares closed higher.",
        "A court in {a} fined {firm} ${m} million {day} for fixing prices. {who}, its lawyer, said it would appeal.",
        "{who}, a novelist from {a}, won the ${m},000 book prize {day}. The jury in {b} read {m} novels.",
        "Police in {a} seized {m} kilograms of cocaine {day} and arrested {n} people from {b}.",
        "{firm} bought a {n} percent stake in a brewery in {a} for €{m} million {day}.",
        "Prime ministers of {a} and {b} met {day} to discuss their border. {who} led the talks, for {n} hours.",
        "A storm passed over {a} {day} with gusts of {m} kilometres an hour. {n} flights from {b} were late.",
        "Inflation in {a} rose to {n} percent {day}. The central bank held its rate and {who} called for patience.",
        "{who} paid ${m},000 at auction {day} for a painting from {a}. The seller was a collector in {b}.",
        "Astronomers in {a} found {n} moons around a far planet {day}. {who} said the telescope cost ${m} million.",
        "{a} and {b} broke off trade talks {day} over a tariff of {n} percent on steel worth ${m} million.",
        "The {a} striker {who} moves to a club in {b} for {m} million euros, the club said {day}.",
        "{n} candidates will stand in the election in {a}. {who} opened a campaign office {day} with {m} supporters.",
        "The film by {who} took ${m} million at cinemas in {a} {day}, ahead of {n} others.",
    )  # fmt: skip
    out = []
    for i in range(count):
        a, b = at.sample(names, 2)
        first, second = at.sample(shapes, 2)
        values = {"a": a, "b": b, "n": at.randint(2, 9), "m": at.randint(11, 950), "day": at.choice(days)}
        values |= {"who": at.choice(people), "firm": at.choice(firms)}
        out.append(Article(f"{first.format(**values)}\n\n{second.format(**values)}", dt.date(2021, 6, 9), f"made{i}"))
    return out


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--docs", type=int, help="only so many articles")
    ap.add_argument("--all", action="store_true", help="also the articles that the reader was trained on")
    ap.add_argument("--model", choices=("encoder", "cnn"), default="encoder")
    ap.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="has public/plover_gsr.jsonl")
    ap.add_argument("--show", action="store_true", help="name the articles that changed, and the events without aid")
    a = ap.parse_args()
    options = Options(model=a.model)
    articles = gold_articles(a.all, a.docs)
    before = extracted(articles, options)
    print(f"{len(articles)} gold articles with {sum(map(len, before))} events found")
    for name, (wrong, total) in unchanged_shares(articles, before, options, a.show).items():
        print(f"  {name:18} {wrong:4} of {total:5} events change = {wrong / max(1, total):.1%}")
    for name, (right, wanted) in swap_shares(articles, before, options).items():
        print(f"  {name + ' swapped':20} {right:4} of {wanted:4} slots follow = {right / max(1, wanted):.1%}")
    print("texts that tell of no aid")
    for name, texts in texts_without_aid(a.shared).items():
        found = [(t, r) for t, r in zip(texts, extracted(texts, options), strict=True) if len(r)]
        print(f"  {name:18} {len(found):4} of {len(texts):5} give an event = {len(found) / max(1, len(texts)):.1%}")
        for t, r in found if a.show else []:
            print("     ", t.text[:200].replace("\n", " "), "=>", r[0])


if __name__ == "__main__":
    main()
