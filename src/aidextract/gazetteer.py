"""Names with identities: states, organisations, places, offices and goods. Reads and checks `data/*.tsv`.

A *form* is one way to write a name; a *sense* is one thing that a form may mean. "Congo" is one form with two senses,
and it stays so here: what settles it is the rest of a text (see `mentions/parties.py`), never this file. All records
are read-only; every table is read once, at first use.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Literal, cast, get_args

from aidextract.errors import DataError
from aidextract.records import PartyKind
from aidextract.tables import read_tsv

SenseType = Literal["country", "demonym", "capital", "metonym", "org", "place", "city"]
StandsFor = Literal["state", "body", "person"]
# How readily a form is taken in a sense when nothing else in a text settles it: "DRC" is the country before the refugee
# council, "Tripoli" the capital before the Lebanese city. Equal ranks stay ambiguous: "Congo", "Brussels", "PMI".
RANKS: Mapping[SenseType, int] = MappingProxyType(
    {"country": 0, "demonym": 0, "capital": 1, "metonym": 1, "org": 1, "place": 2, "city": 3}
)
PARTY_KINDS: tuple[PartyKind, ...] = get_args(PartyKind)
PLACE_KINDS = ("place", "region", "other")
STANDS_FOR: tuple[StandsFor, ...] = get_args(StandsFor)

WORD = re.compile(r"[^\W_]+")
_CODE2 = re.compile(r"[A-Z]{2}")
_CODE3 = re.compile(r"[A-Z]{3}")
_SECTOR = re.compile(r"\d{5}")
# What may stand between a state and the office of its official. Any word would let "China thanked Ambassador" through.
_BEFORE_OFFICE = (
    "outgoing|incoming|new|newly|appointed|former|ex|then|acting|interim|caretaker|visiting|current|resident|non|honorary|special|"
    "late|permanent|top|senior|chief|longtime|retiring|designated|roving|first|second|embassy's|embassy|government's|government"
)
_BLANKS = re.compile(r"\s+")
_POSSESSIVE = re.compile(r"['’]s?\Z")
_MARKS = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "‐": "-", "‑": "-", "–": "-", "\xad": None})


# ------------------------------------------------------------------ records
@dataclass(frozen=True, slots=True)
class Country:
    """A state or territory with an ISO 3166-1 code, or one that is no more (ISO 3166-3)."""

    iso2: str
    iso3: str
    name: str  # the short name of the news: "Laos", "South Korea"
    names: tuple[str, ...]
    demonyms: tuple[str, ...]
    capitals: tuple[str, ...]
    metonyms: tuple[str, ...]
    currency: str  # ISO 4217; empty where it has none
    cities: tuple[str, ...]
    care: frozenset[str]  # forms that are also something else
    usual: frozenset[str]  # forms of several states that mean this one unless the text names another: "Korean"


@dataclass(frozen=True, slots=True)
class Organisation:
    """A body that gives, carries or receives aid. `state` is information only: the body is a party of its own."""

    id: str
    name: str
    aliases: tuple[str, ...]
    kind: PartyKind
    state: str | None
    iati: str | None  # IATI organisation identifier: "XM-DAC-41122"
    care: frozenset[str]


@dataclass(frozen=True, slots=True)
class Place:
    """A place that is no state. `kind` is "place", "region", or "other" for what is never a party ("Indian Ocean")."""

    id: str
    name: str
    aliases: tuple[str, ...]
    kind: str
    country: str | None


@dataclass(frozen=True, slots=True)
class Title:
    """An office or a form of address, and for whom its holder stands."""

    title: str
    stands_for: StandsFor
    kind: str


@dataclass(frozen=True, slots=True)
class Good:
    """Goods or services given as aid. `vague` marks wholes: "aid", "supplies"."""

    item: str
    category: str
    sector: str  # OECD DAC purpose code: "15250"
    vague: bool


@dataclass(frozen=True, slots=True)
class Sense:
    """One thing that a form may mean."""

    type: SenseType
    name: str  # canonical name of what is meant
    country: str | None = None  # of a country in whatever form, of a place or city the country that it lies in
    id: str | None = None  # id of an organisation or place
    kind: PartyKind | None = None  # None: never a party ("Indian Ocean")
    care: bool = False
    usual: bool = False

    @property
    def key(self) -> str:
        """What is meant, whatever the form: "FR" for "France", "French" and "Paris"."""
        return self.id or self.country or self.name


@dataclass(frozen=True, slots=True)
class Found:
    """A form found in a text: ``text[start:end]`` and all that it may mean, best first."""

    start: int
    end: int
    senses: tuple[Sense, ...]


# ------------------------------------------------------------------ tables
@cache
def countries() -> Mapping[str, Country]:
    """All states by ISO 3166-1 alpha-2 code.

    >>> countries()["LA"].name
    'Laos'
    """
    out: dict[str, Country] = {}
    name = "countries.tsv"
    columns = (
        "iso2",
        "iso3",
        "name",
        "names",
        "demonyms",
        "capitals",
        "metonyms",
        "currency",
        "cities",
        "care",
        "usual",
    )
    for row in _rows(name, columns):
        _must(_CODE2.fullmatch(row["iso2"]), name, row["iso2"], "iso2", row["iso2"], "two capital letters")
        _must(_CODE3.fullmatch(row["iso3"]), name, row["iso2"], "iso3", row["iso3"], "three capital letters")
        _must(row["name"], name, row["iso2"], "name", row["name"], "a name")
        if row["currency"]:
            _must(_CODE3.fullmatch(row["currency"]), name, row["iso2"], "currency", row["currency"], "an ISO 4217 code")
        lists = (_split(row[c]) for c in ("names", "demonyms", "capitals", "metonyms", "cities", "care", "usual"))
        names, demonyms, capitals, metonyms, cities, care, usual = lists
        country = Country(
            iso2=row["iso2"],
            iso3=row["iso3"],
            name=row["name"],
            names=names,
            demonyms=demonyms,
            capitals=capitals,
            metonyms=metonyms,
            currency=row["currency"],
            cities=cities,
            care=frozenset(care),
            usual=frozenset(usual),
        )
        forms = {country.name, *country.names, *country.demonyms, *country.capitals, *country.metonyms, *country.cities}
        for form in (country.care | country.usual) - forms:
            _must(False, name, row["iso2"], "care or usual", form, "a form that stands in another cell of the row")
        out[country.iso2] = country
    return MappingProxyType(out)


@cache
def organisations() -> Mapping[str, Organisation]:
    """All organisations by our id.

    >>> organisations()["wfp"].iati
    'XM-DAC-41140'
    """
    out: dict[str, Organisation] = {}
    name = "organisations.tsv"
    known = countries()
    for row in _rows(name, ("id", "name", "aliases", "kind", "state", "iati", "care")):
        _must(row["name"], name, row["id"], "name", row["name"], "a name")
        _must(row["kind"] in PARTY_KINDS, name, row["id"], "kind", row["kind"], ", ".join(PARTY_KINDS))
        _must(
            not row["state"] or row["state"] in known, name, row["id"], "state", row["state"], "a code of countries.tsv"
        )
        aliases, care = _split(row["aliases"]), frozenset(_split(row["care"]))
        for form in care - {row["name"], *aliases}:
            _must(False, name, row["id"], "care", form, "the name or an alias of the row")
        kind = cast(PartyKind, row["kind"])
        out[row["id"]] = Organisation(
            row["id"], row["name"], aliases, kind, row["state"] or None, row["iati"] or None, care
        )
    return MappingProxyType(out)


@cache
def places() -> Mapping[str, Place]:
    """Provinces, islands and regions of the world by our id, and names that are never a party."""
    out: dict[str, Place] = {}
    name = "places.tsv"
    known = countries()
    for row in _rows(name, ("id", "name", "aliases", "kind", "country")):
        _must(row["kind"] in PLACE_KINDS, name, row["id"], "kind", row["kind"], ", ".join(PLACE_KINDS))
        _must(
            not row["country"] or row["country"] in known,
            name,
            row["id"],
            "country",
            row["country"],
            "a code of countries.tsv",
        )
        out[row["id"]] = Place(row["id"], row["name"], _split(row["aliases"]), row["kind"], row["country"] or None)
    return MappingProxyType(out)


@cache
def titles() -> Mapping[str, Title]:
    """Offices and forms of address by their text in lower case.

    >>> titles()["ambassador"].stands_for
    'state'
    """
    out: dict[str, Title] = {}
    name = "titles.tsv"
    for row in _rows(name, ("title", "stands_for", "kind")):
        _must(
            row["stands_for"] in STANDS_FOR, name, row["title"], "stands_for", row["stands_for"], ", ".join(STANDS_FOR)
        )
        out.setdefault(row["title"].lower(), Title(row["title"], cast(StandsFor, row["stands_for"]), row["kind"]))
    return MappingProxyType(out)


@cache
def goods() -> Mapping[str, Good]:
    """Goods and services by their singular in lower case.

    >>> goods()["demining toolkit"].sector
    '15250'
    """
    out: dict[str, Good] = {}
    name = "items.tsv"
    for row in _rows(name, ("item", "category", "sector", "vague")):
        _must(row["category"], name, row["item"], "category", row["category"], "a category")
        _must(_SECTOR.fullmatch(row["sector"]), name, row["item"], "sector", row["sector"], "five digits")
        _must(row["vague"] in ("", "yes"), name, row["item"], "vague", row["vague"], "'yes' or nothing")
        out.setdefault(row["item"].lower(), Good(row["item"], row["category"], row["sector"], row["vague"] == "yes"))
    return MappingProxyType(out)


# ------------------------------------------------------------------ questions
def country(iso2: str) -> Country:
    """The state with this ISO 3166-1 alpha-2 code. Raises `KeyError` for an unknown one.

    >>> country("KE").currency
    'KES'
    """
    return countries()[iso2]


def country_by_name(text: str) -> str | None:
    """The ISO code of the one state that a name, demonym, capital or metonym means; None for none and for several.

    >>> country_by_name("the Netherlands"), country_by_name("South Korean"), country_by_name("the Kremlin")
    ('NL', 'KR', 'RU')
    >>> country_by_name("Congolese") is None
    True
    """
    best = _best(senses(text))
    found = {s.country for s in best if s.type in ("country", "demonym", "capital", "metonym")}
    return found.pop() if len(found) == 1 and len(best) == 1 else None


def countries_by_name(text: str) -> tuple[str, ...]:
    """All states that a name, demonym, capital or metonym may mean, by code.

    >>> countries_by_name("Congolese")
    ('CD', 'CG')
    """
    kinds = ("country", "demonym", "capital", "metonym")
    return tuple(sorted({s.country for s in senses(text) if s.country and s.type in kinds}))


def place_country(text: str) -> str | None:
    """The ISO code of the state that a place lies in or is: for datelines. None where it is unknown or may be several.

    >>> place_country("HARARE"), place_country("Goma, DR Congo"), place_country("Hyderabad")
    ('ZW', 'CD', None)
    """
    # "Springfield, Georgia" is where its last part says; "Washington, D.C." is a name of its own.
    for part in dict.fromkeys((text, text.rpartition(",")[2], text.partition(",")[0])):
        if best := [s for s in _best(senses(part), places_only=True) if s.country]:
            found = {s.country for s in best}
            return best[0].country if len(found) == 1 else None
    return None


def organisation(id: str) -> Organisation:
    """The organisation with our id or with this IATI identifier. Raises `KeyError` for an unknown one.

    >>> organisation("XM-DAC-41122").id
    'unicef'
    """
    return organisations()[_ids_by_iati().get(id, id)]


def organisation_by_name(text: str) -> Organisation | None:
    """The one organisation that a name or alias means; None for none and for several.

    >>> organisation_by_name("UN World Food Program").name
    'World Food Programme'
    >>> organisation_by_name("who") is None
    True
    """
    found = {s.id for s in senses(text) if s.type == "org"}
    only = found.pop() if len(found) == 1 else None
    return organisations()[only] if only else None


def title(text: str) -> Title | None:
    """What is known of an office or a form of address; letter case does not matter.

    >>> title("Prime Minister").stands_for
    'state'
    """
    return titles().get(_flat(text).lower())


def is_state_title(text: str) -> bool:
    """True for the words between a state's name and its official's: an office that stands for the state, and no more.

    >>> is_state_title(" Ambassador to Azerbaijan "), is_state_title("'s foreign minister, ")
    (True, True)
    >>> is_state_title(" troops met ")
    False
    """
    return len(text) <= 120 and _state_title_pattern().fullmatch(_flat(text)) is not None


def good_by_name(text: str) -> Good | None:
    """The longest known noun phrase that ends the text, singular or plural, in any letter case.

    >>> good_by_name("high-quality demining toolkits").item, good_by_name("25 000 woollen blankets").item
    ('demining toolkit', 'woollen blanket')
    """
    words = _flat(text).lower().split()
    known = goods()
    for first in range(max(0, len(words) - 5), len(words)):
        phrase = " ".join(words[first:])
        for form in (phrase, *_singulars(phrase)):
            if form in known:
                return known[form]
    return None


# ------------------------------------------------------------------ forms in a text
def senses(text: str) -> tuple[Sense, ...]:
    """All that a name may mean, best first. A determiner before it and a possessive after it do not matter.

    >>> [s.key for s in senses("Congo")]
    ['CD', 'CG']
    """
    form = _POSSESSIVE.sub("", _flat(text)).strip(' ,.;:"“”()')
    if form[:4].lower() == "the ":
        form = form[4:]
    index = _index()
    return index.senses.get(form) or (_capitals().get(form, ()) if form.isupper() and len(form) > 3 else ())


def find_forms(text: str) -> Iterator[Found]:
    """All forms of countries, organisations and places in a text, in order, never overlapping; of two the longer wins.

    Whole words only; line breaks, double and no-break spaces and curly apostrophes are as good as plain ones.

    >>> text = "UK-based Oxfam and U.S.-funded aid for Papua  New Guinea's army"
    >>> [text[found.start : found.end] for found in find_forms(text)]
    ['UK', 'Oxfam', 'U.S.', 'Papua  New Guinea']
    """
    index = _index()
    first, known = index.first, index.senses
    words = [(m[0], m.start(), m.end()) for m in WORD.finditer(text)]
    skip = 0
    for i, (word, start, end) in enumerate(words):
        lengths = first.get(word)
        if lengths is None and word.isupper() and len(word) > 1:
            lengths = _capital_first().get(word)  # a headline: "RED CROSS SENDS TENTS TO SOUTH SUDAN"
        if lengths is None or i < skip:
            continue
        for n in lengths:
            if n > 1:
                if i + n > len(words):
                    continue
                end = words[i + n - 1][2]
                form = text[start:end]
                hit = known.get(form) or known.get(_flat(form)) or _in_capitals(form)
            else:
                end = words[i][2]
                form = word
                hit = known.get(word) or _in_capitals(word)
            if hit:
                if len(form) > 2 and form[-2] == "." and text[end : end + 1] == ".":
                    end += 1  # the last point of "U.S."
                yield Found(start, end, hit)
                skip = i + n
                break


@dataclass(frozen=True, slots=True)
class _Index:
    senses: Mapping[str, tuple[Sense, ...]]  # by form, marks and blanks plain
    first: Mapping[str, tuple[int, ...]]  # first word → numbers of words of the forms that begin with it, longest first


@cache
def _index() -> _Index:
    found: dict[str, list[Sense]] = {}

    def add(form: str, sense: Sense) -> None:
        for f in (form, form.replace(". ", " ")) if ". " in form else (form,):
            f = f.rstrip(".")
            found.setdefault(f, []).append(sense)
            if not f.isascii() and not sense.care and (plain := _without_accents(f)) != f:
                found.setdefault(plain, []).append(sense)

    for c in countries().values():
        by_type: tuple[tuple[SenseType, tuple[str, ...], PartyKind], ...] = (
            ("country", (c.name, *c.names), "country"),
            ("demonym", c.demonyms, "country"),
            ("capital", c.capitals, "country"),
            ("metonym", c.metonyms, "country"),
            ("city", c.cities, "place"),
        )
        for type_, forms, kind in by_type:
            sure = Sense(type_, c.name, c.iso2, None, kind)
            unsure = Sense(type_, c.name, c.iso2, None, kind, True)
            for form in forms:
                if type_ == "city":
                    add(form, Sense("city", form, c.iso2, None, "place", form in c.care))
                elif form in c.usual:
                    add(form, Sense(type_, c.name, c.iso2, None, kind, form in c.care, True))
                else:
                    add(form, unsure if form in c.care else sure)
    for o in organisations().values():
        sure = Sense("org", o.name, None, o.id, o.kind)
        unsure = Sense("org", o.name, None, o.id, o.kind, True)
        for form in (o.name, *o.aliases):
            add(form, unsure if form in o.care else sure)
    for p in places().values():
        kind_ = None if p.kind == "other" else cast(PartyKind, p.kind)
        for form in (p.name, *p.aliases):
            add(form, Sense("place", p.name, p.country, p.id, kind_))
    first: dict[str, set[int]] = {}
    for form in found:
        parts = [form] if form.isalnum() else WORD.findall(form)
        first.setdefault(parts[0], set()).add(len(parts))
    by_form = {form: _one_per_thing(all_) if len(all_) > 1 else tuple(all_) for form, all_ in found.items()}
    lengths = {word: tuple(sorted(n, reverse=True)) for word, n in first.items()}
    return _Index(MappingProxyType(by_form), MappingProxyType(lengths))


@cache
def _capitals() -> Mapping[str, tuple[Sense, ...]]:
    """Forms of more than three letters, in capitals: "KENYA", "SOUTH SUDAN"."""
    out: dict[str, list[Sense]] = {}
    for form, meant in _index().senses.items():
        if len(form) > 3 and not form.isupper() and (form[0].isupper() or " " in form):
            out.setdefault(form.upper(), []).extend(meant)
    return MappingProxyType({form: _one_per_thing(all_) for form, all_ in out.items()})


@cache
def _capital_first() -> Mapping[str, tuple[int, ...]]:
    first: dict[str, set[int]] = {}
    for form in (*_capitals(), *_index().senses):
        if form.isupper():
            parts = WORD.findall(form)
            first.setdefault(parts[0], set()).add(len(parts))
    return MappingProxyType({word: tuple(sorted(n, reverse=True)) for word, n in first.items()})


def _in_capitals(form: str) -> tuple[Sense, ...]:
    return _capitals().get(_flat(form), ()) if len(form) > 3 and form.isupper() else ()


def _one_per_thing(all_: list[Sense]) -> tuple[Sense, ...]:
    """The best sense for each thing meant, best first: "Singapore" is the country before its capital."""
    best: dict[str, Sense] = {}
    for sense in sorted(all_, key=lambda s: (RANKS[s.type], s.care)):
        best.setdefault(sense.key, sense)
    return tuple(best.values())


def _best(all_: tuple[Sense, ...], places_only: bool = False) -> tuple[Sense, ...]:
    """Those of the best rank. With `places_only`, organisations do not count ("Brussels" in a dateline)."""
    if places_only:
        all_ = tuple(s for s in all_ if s.type != "org")
    return tuple(s for s in all_ if RANKS[s.type] == RANKS[all_[0].type]) if all_ else ()


@cache
def _ids_by_iati() -> Mapping[str, str]:
    return MappingProxyType({o.iati: o.id for o in organisations().values() if o.iati})


@cache
def _state_title_pattern() -> re.Pattern[str]:
    """('s) (outgoing) foreign minister (to Kenya, and deputy prime minister) (,) (Mr)"""
    offices = sorted((t for t in titles().values() if t.stands_for == "state"), key=lambda t: -len(t.title))
    forms = sorted((t for t in titles().values() if t.stands_for == "person"), key=lambda t: -len(t.title))
    office = "|".join(re.escape(t.title) for t in offices)
    person = "|".join(re.escape(t.title) for t in forms)
    return re.compile(
        rf"(?:'s?)?\s*(?:(?:{_BEFORE_OFFICE})[ -]){{0,2}}(?:{office})\b"
        rf"(?:\s(?:to|in|for|of|at)\s[\w' ,&-]{{2,40}}|\sand\s(?:{office})\b)?"
        rf"\s*,?\s*(?:the\s)?(?:(?:{person})\s*){{0,3}}",
        re.IGNORECASE,
    )


# ------------------------------------------------------------------ small helpers
def _rows(name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    rows = read_tsv(name)
    if rows and tuple(rows[0]) != columns:
        raise DataError(f"{name}: columns must be {', '.join(columns)}, got {', '.join(rows[0])}")
    return rows


def _must(holds: object, name: str, key: str, column: str, got: str, known: str) -> None:
    if not holds:
        raise DataError(f"{name}, line {_line_of(name, key)}: {column} of {key!r} must be {known}; got {got!r}")


def _line_of(name: str, key: str) -> int:
    content = resources.files("aidextract").joinpath("data", name).read_text(encoding="utf-8")
    starts = (n for n, line in enumerate(content.split("\n"), start=1) if line.split("\t")[0].strip() == key)
    return next(starts, 0)


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip()) if cell else ()


def _flat(text: str) -> str:
    """Plain apostrophes, hyphens and single blanks; accents composed."""
    text = _BLANKS.sub(" ", text.translate(_MARKS)).strip()
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _singulars(phrase: str) -> Iterator[str]:
    if phrase.endswith("ies"):
        yield phrase[:-3] + "y"
    if phrase.endswith("ves"):
        yield phrase[:-3] + "f"
    if phrase.endswith("es"):
        yield phrase[:-2]
    if phrase.endswith("s"):
        yield phrase[:-1]
    if phrase.endswith("men"):
        yield phrase[:-3] + "man"
