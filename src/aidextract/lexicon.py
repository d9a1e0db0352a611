"""Reads and checks `data/frames.toml` and `data/cues.toml`, and hands them out as read-only records.

An unknown key, a value of the wrong kind or a trigger that stands in two frames is refused with a `DataError` that
names file, line, what was got and what is known.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Any, cast, get_args

from aidextract.errors import DataError
from aidextract.records import STATUSES, Assertion, Status
from aidextract.tables import read_own

FRAME_ROLES = ("donor", "item", "recipient")
NEEDS = ("donor", "recipient", "item", "money")
POS_NAMES = ("VERB", "NOUN", "ADP", "PHRASE", "")
SCOPES = ("verb", "complement", "clause", "opening", "sentence")
EXAMPLE_FIELDS = ("text", "donor", "recipient", "item", "quantity", "money", "status", "xfail")


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence of a data file. `expected` holds what an event of it must say; empty for a counter-example."""

    text: str
    expected: Mapping[str, str | int | float] = field(default_factory=lambda: MappingProxyType({}))
    xfail: str | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """A way of telling a transfer. `roles` maps donor, item, recipient to places around the trigger, best first."""

    id: str
    status: Status
    roles: Mapping[str, tuple[str, ...]]
    needs: frozenset[str] = frozenset()
    not_item: frozenset[str] = frozenset()
    examples: tuple[Example, ...] = ()
    counter: tuple[Example, ...] = ()

    def places(self, role: str) -> tuple[str, ...]:
        """Where the role stands; empty when the frame says nothing of it."""
        return self.roles.get(role, ())


@dataclass(frozen=True, slots=True)
class Phrase:
    """One or more words to find. The first inflects when `pos` is VERB or NOUN; PHRASE and "" take them as they are."""

    words: tuple[str, ...]
    pos: str
    owner: str  # id of the frame or the cue group
    weak: bool = False
    idiom: bool = False  # holds a trigger and is none: "give up"


@dataclass(frozen=True, slots=True)
class CueGroup:
    """Cues that mean the same and reach equally far."""

    id: str
    assertion: Assertion
    scope: str
    phrases: tuple[Phrase, ...]
    pseudo: tuple[tuple[str, ...], ...] = ()
    terminators: frozenset[str] = frozenset()
    spares: frozenset[str] = frozenset()
    reported: frozenset[str] = frozenset()
    examples: tuple[Example, ...] = ()
    counter: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Frames:
    """All frames, their triggers by inflected first word (the longest first), and the noun lists."""

    frames: Mapping[str, Frame]
    triggers: Mapping[str, tuple[Phrase, ...]]
    words: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Cues:
    """All cue groups, and their phrases and pseudo-cues by first word, the longest first."""

    groups: Mapping[str, CueGroup]
    cues: Mapping[str, tuple[Phrase, ...]]
    pseudo: Mapping[str, tuple[Phrase, ...]]


# ------------------------------------------------------------------ inflection
_IRREGULAR = dict(
    cell.strip().split(": ")
    for cell in (
        "give: gave given | send: sent | lend: lent | bring: brought | buy: bought | sell: sold | get: got "
        "gotten getting | take: took taken | put: put putting | make: made | fly: flew flown | pay: paid | "
        "come: came | go: went gone | write: wrote written | forgive: forgave forgiven | cut: cut cutting | "
        "build: built | withhold: withheld | withdraw: withdrew withdrawn | underwrite: underwrote "
        "underwritten | undertake: undertook undertaken | foot: footed | set: set setting | throw: threw "
        "thrown | leave: left | feed: fed | seek: sought | shell: shelled | lay: laid | sink: sank sunk | "
        "beseech: besought | forget: forgot forgotten forgetting | freeze: froze frozen | drive: drove driven "
        "| be: is are was were been being am | sleep: slept | find: found | pull: pulled | think: thought | "
        "let: let letting | bid: bid bidding | broadcast: broadcast | dream: dreamt | weigh: weighed | tell: "
        "told | roll: rolled | beg: begged begging | child: children | man: men | woman: women | policeman: "
        "policemen | fireman: firemen | fisherman: fishermen | lineman: linemen | businessman: businessmen | "
        "tribesman: tribesmen | aircraft: aircraft | person: people "
    ).split("|")
)
_DOUBLING = frozenset(
    (
        "air-drop airdrop allot beg cancel channel chip commit confer drop equip fit kit lag nod outfit "
        "permit plan plug refer regret remit rip rob scrap ship stop swap top transfer "
    ).split()
)
_VOWELS = frozenset("aeiou")


@lru_cache(maxsize=2048)
def inflect(lemma: str, pos: str) -> tuple[str, ...]:
    """All written forms of a verb or noun, the lemma first.

    >>> inflect("ship", "VERB")
    ('ship', 'ships', 'shipped', 'shipping')
    >>> inflect("pledge", "NOUN")
    ('pledge', 'pledges')
    """
    if pos not in ("VERB", "NOUN"):
        return (lemma,)
    if (
        pos == "NOUN"
        and lemma in _IRREGULAR
        and " " not in lemma
        and lemma.endswith(("man", "child", "craft", "person"))
    ):
        return tuple(dict.fromkeys((lemma, _IRREGULAR[lemma])))
    if lemma.endswith(("s", "x", "z", "ch", "sh")) or lemma == "go":
        third = lemma + "es"
    elif lemma.endswith("y") and lemma[-2:-1] not in _VOWELS:
        third = lemma[:-1] + "ies"
    else:
        third = lemma + "s"
    if pos == "NOUN":
        return lemma, third
    stems = [lemma]
    if lemma in _DOUBLING:
        stems = [lemma + lemma[-1]] if lemma not in ("channel", "cancel", "outfit") else [lemma + lemma[-1], lemma]
    past: list[str] = []
    gerund: list[str] = []
    for stem in stems:
        if stem.endswith("e"):
            past.append(stem + "d")
            gerund.append(stem + "ing" if stem.endswith(("ee", "ye")) else stem[:-1] + "ing")
        elif stem.endswith("y") and stem[-2] not in _VOWELS:
            past.append(stem[:-1] + "ied")
            gerund.append(stem + "ing")
        else:
            past.append(stem + "ed")
            gerund.append(stem + "ing")
    if lemma in _IRREGULAR:
        irregular = _IRREGULAR[lemma].split()
        past = [form for form in irregular if not form.endswith("ing")]
        gerund = [form for form in irregular if form.endswith("ing")] or gerund
    return tuple(dict.fromkeys((lemma, third, *past, *gerund)))


# ------------------------------------------------------------------ reading
def read_phrase(entry: str, owner: str, weak: bool = False) -> Phrase:
    """ "hand over:VERB" → its words and part of speech; no colon means words as they are."""
    words, colon, pos = entry.rpartition(":")
    if not colon:
        words, pos = entry, ""
    if pos not in POS_NAMES or not words.strip():
        raise DataError(
            f"{owner}: {entry!r} must be 'words' or 'words:POS' with POS one of {', '.join(POS_NAMES[:-1])}"
        )
    return Phrase(tuple(words.lower().split()), pos, owner, weak)


@lru_cache(maxsize=1)
def load_frames() -> Frames:
    """The frames that ship with the package, and the user's own (see `aidextract.tables`)."""
    return parse_frames(_read("frames.toml"), "frames.toml", *read_own("frames.toml"))


@lru_cache(maxsize=1)
def load_cues() -> Cues:
    """The cues that ship with the package, and the user's own (see `aidextract.tables`)."""
    return parse_cues(_read("cues.toml"), "cues.toml", *read_own("cues.toml"))


def parse_frames(content: str, name: str, own_name: str = "", own: str = "") -> Frames:
    """Frames from the text of a TOML file; `name` stands in the messages. Raises `DataError`.

    `own` is a second such text, which adds to the first: its lists are joined to ours, its single values stand
    before ours.
    """
    tables = _with_own(_toml(content, name), _toml(own, own_name))
    name = f"{name} with {own_name}" if own else name
    words = {
        key: frozenset(value.split())
        for key, value in _strings(tables.pop("words", {}), name, content, "words").items()
    }
    frames: dict[str, Frame] = {}
    phrases: list[Phrase] = []
    for id_, table in tables.items():
        known = ("status", "triggers", "weak", "idioms", "roles", "needs", "not_item", "examples", "counter")
        _only(table, known, name, content, id_)
        status = table.get("status")
        if status not in STATUSES:
            raise DataError(f"{_at(name, content, id_)}: status must be one of {', '.join(STATUSES)}, got {status!r}")
        roles = table.get("roles", {})
        _only(roles, FRAME_ROLES, name, content, id_, "role")
        needs = table.get("needs", [])
        for need in needs:
            if need not in NEEDS:
                raise DataError(f"{_at(name, content, id_)}: needs may hold {', '.join(NEEDS)}, got {need!r}")
        frames[id_] = Frame(
            id=id_,
            status=cast(Status, status),
            roles=MappingProxyType({role: tuple(places) for role, places in roles.items()}),
            needs=frozenset(needs),
            not_item=frozenset(table.get("not_item", [])),
            examples=tuple(_example(e, name, content, id_) for e in table.get("examples", [])),
            counter=tuple(_example(e, name, content, id_) for e in table.get("counter", [])),
        )
        phrases += [read_phrase(entry, id_) for entry in table.get("triggers", [])]
        phrases += [read_phrase(entry, id_, weak=True) for entry in table.get("weak", [])]
        phrases += [replace(read_phrase(entry, id_), idiom=True) for entry in table.get("idioms", [])]
    seen: dict[tuple[tuple[str, ...], str], Phrase] = {}
    for phrase in phrases:
        other = seen.setdefault((phrase.words, phrase.pos), phrase)
        if other is not phrase:
            entry = " ".join(phrase.words) + ":" + phrase.pos
            raise DataError(f"{_at(name, content, phrase.owner)}: trigger {entry!r} stands already in [{other.owner}]")
    return Frames(MappingProxyType(frames), _by_first_word(phrases), MappingProxyType(words))


def parse_cues(content: str, name: str, own_name: str = "", own: str = "") -> Cues:
    """Cues from the text of a TOML file; `name` stands in the messages. Raises `DataError`.

    `own` is a second such text, which adds to the first: its lists are joined to ours, its single values stand
    before ours.
    """
    tables = _with_own(_toml(content, name), _toml(own, own_name))
    name = f"{name} with {own_name}" if own else name
    shared = tables.pop("shared", {})
    _only(shared, ("terminators",), name, content, "shared")
    groups: dict[str, CueGroup] = {}
    phrases: list[Phrase] = []
    pseudo: list[Phrase] = []
    for id_, table in tables.items():
        known = ("assertion", "scope", "words", "pseudo", "terminators", "spares", "reported", "examples", "counter")
        _only(table, known, name, content, id_)
        verdicts = [verdict for verdict in get_args(Assertion) if verdict != "actual"]
        if table.get("assertion") not in verdicts:
            got = table.get("assertion")
            raise DataError(f"{_at(name, content, id_)}: assertion must be one of {', '.join(verdicts)}, got {got!r}")
        if table.get("scope") not in SCOPES:
            got = table.get("scope")
            raise DataError(f"{_at(name, content, id_)}: scope must be one of {', '.join(SCOPES)}, got {got!r}")
        words = tuple(read_phrase(entry, id_) for entry in table.get("words", []))
        masks = tuple(tuple(entry.lower().split()) for entry in table.get("pseudo", []))
        groups[id_] = CueGroup(
            id=id_,
            assertion=cast(Assertion, table["assertion"]),
            scope=table["scope"],
            phrases=words,
            pseudo=masks,
            terminators=frozenset(shared.get("terminators", [])) | frozenset(table.get("terminators", [])),
            spares=frozenset(table.get("spares", [])),
            reported=frozenset(table.get("reported", [])),
            examples=tuple(_example(e, name, content, id_) for e in table.get("examples", [])),
            counter=tuple(_example(e, name, content, id_) for e in table.get("counter", [])),
        )
        phrases += words
        pseudo += [Phrase(mask, "", id_) for mask in masks]
    return Cues(MappingProxyType(groups), _by_first_word(phrases), _by_first_word(pseudo))


def _by_first_word(phrases: list[Phrase]) -> Mapping[str, tuple[Phrase, ...]]:
    table: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        # Of a noun compound ("credit line") the last word inflects, so the first stands as it is.
        inflected = phrase.pos == "VERB" or (phrase.pos == "NOUN" and len(phrase.words) == 1)
        for form in inflect(phrase.words[0], phrase.pos) if inflected else phrase.words[:1]:
            table.setdefault(form, []).append(phrase)
    return MappingProxyType({form: tuple(sorted(found, key=lambda p: -len(p.words))) for form, found in table.items()})


# ------------------------------------------------------------------ checking
def _read(name: str) -> str:
    return resources.files("aidextract").joinpath("data", name).read_text(encoding="utf-8")


def _toml(content: str, name: str) -> dict[str, dict[str, Any]]:
    try:
        tables = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{name}: {error}") from None
    for key, table in tables.items():
        if not isinstance(table, dict):
            raise DataError(f"{_at(name, content, key)}: expected a table [{key}], got {table!r}")
    return tables


def _with_own(tables: dict[str, dict[str, Any]], own: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    for id_, table in own.items():
        known = tables.setdefault(id_, {})
        for key, value in table.items():
            known[key] = [*known.get(key, []), *value] if isinstance(value, list) else value
    return tables


def _at(name: str, content: str, table: str, key: str = "") -> str:
    """ "frames.toml, line 12, [give]": the TOML reader keeps no positions, so they are looked up by name."""
    inside = False
    for number, line in enumerate(content.split("\n"), start=1):
        if line.strip().startswith("["):
            inside = line.strip().startswith(f"[{table}]")
            if inside and not key:
                return f"{name}, line {number}, [{table}]"
        elif inside and key and line.replace("roles.", "").startswith(key):
            return f"{name}, line {number}, [{table}]"
    return f"{name}, [{table}]"


def _only(
    table: Mapping[str, object], known: tuple[str, ...], name: str, content: str, id_: str, what: str = "key"
) -> None:
    for key in table:
        if key not in known:
            raise DataError(f"{_at(name, content, id_, key)}: unknown {what} {key!r}; known are {', '.join(known)}")


def _strings(table: Mapping[str, object], name: str, content: str, id_: str) -> dict[str, str]:
    for key, value in table.items():
        if not isinstance(value, str):
            raise DataError(f"{_at(name, content, id_, key)}: {key} must be a string of words, got {value!r}")
    return cast("dict[str, str]", dict(table))


def _example(entry: object, name: str, content: str, id_: str) -> Example:
    if isinstance(entry, str):
        return Example(entry)
    if not isinstance(entry, dict) or "text" not in entry:
        raise DataError(f"{_at(name, content, id_)}: an example is a sentence or a table with text, got {entry!r}")
    _only(entry, EXAMPLE_FIELDS, name, content, id_, "field of an example")
    expected = {key: value for key, value in entry.items() if key not in ("text", "xfail")}
    return Example(entry["text"], MappingProxyType(expected), entry.get("xfail"))
