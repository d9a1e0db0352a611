"""Parties that the gazetteer knows, found on characters; and when two names mean one party.

What a form means is settled by the text that it stands in: "Congolese" is the DRC where Kinshasa is named, "DRC" is the
Danish Refugee Council where that stands in full. What the text does not settle stays open (no country, no id). Names
that are also other things ("Jordan", "Concern", "Victoria") need the proof that `_is_doubtful` asks for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from aidextract.gazetteer import (
    RANKS,
    Found,
    Sense,
    SenseType,
    countries,
    countries_by_name,
    find_forms,
    organisation,
    senses,
    titles,
)
from aidextract.records import PartyKind, PartyMention

_RULES: dict[SenseType, str] = {
    "country": "party.country",
    "demonym": "party.demonym",
    "capital": "party.capital",
    "metonym": "party.capital",
    "place": "party.place",
    "city": "party.place",
}
# "US$5m" and "400 Canadian dollars" name money, not a state.
_CURRENCY = re.compile(
    r"\$|[\s\xa0]*-?(?:dollars?|rupees?|shillings?|francs?|pounds?|pesos?|kron(?:e|er|a|or|ur)|lir[ae]s?|liras|riy?als?|dirhams?|dinars?|"
    r"yuan|yen|won|baht|rand|taka|reals|reais|euros?|rubles?|roubles?|kwachas?|cedis?|nairas?|birr|hryvnias?|manats?|lari|leva?|lei|"
    r"zloty(?:s|ch)?|forints?|korunas?|crowns?|kyats?|kips?|dong|ringgits?|rupiahs?|tenge|soms?|sums?|marks?|guilders?|dalasis?|"
    r"leones?|metical|meticais|pulas?|vatu|kina|sterling)\b"
)
# A capitalised word of these may stand before or after "Jordan" without making it a part of a longer name.
_BEFORE = frozenset(
    """
    The In To From For Of And But With While When After Since Before Both By At As On Or If Under Over Across
    Inside Outside Within Like Northern Southern Eastern Western Central North South East West Neighbouring
    Neighboring Greater That This Is Are Was Has Will Why How Where Also Today Yesterday Then Meanwhile Monday
    Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August
    September October November December Help Helping Aid Via Between Against Through Towards Toward
    """.split()
)
_AFTER = frozenset(
    """
    Government Republic President King Queen Prince Princess Prime Foreign Minister Ministers Ministry Army
    Armed Air Navy Red Embassy Ambassador High Parliament Cabinet National State Defence Defense Police Civil
    Customs Royal Central Bank Times On In At The And To Is Was Has Had Will Monday Tuesday Wednesday Thursday
    Friday Saturday Sunday January February March April May June July August September October November
    December Health Education Crisis Refugee Response Humanitarian Earthquake Flood Appeal
    """.split()
)
_SENTENCE_START = re.compile(r"(?:\A|[.!?:;•*\n\r]|--|[“\"(\[])[\s\"“'‘(\[-]*\Z")
_NEXT_WORD = re.compile(r"[ \xa0]([^\W\d_][\w'’.-]*)")
_LAST_WORD = re.compile(r"([^\W\d_][\w'’.-]*)[ \xa0]\Z")


# ------------------------------------------------------------------ finding
def find_gazetteer_parties(text: str, *, places: bool = True) -> list[PartyMention]:
    """States in every form, known organisations and (unless refused) known places, in text order, never overlapping.

    `rule` says what was seen: ``party.country``, ``party.demonym``, ``party.capital`` (also "the Kremlin"),
    ``party.org.<our id>``, ``party.place``. Only states have a `country`; a form that stays ambiguous has its own text
    as its name.

    >>> for m in find_gazetteer_parties("Tokyo's gift to the WFP, Japanese rice"):
    ...     print(m.text, "|", m.name, "|", m.country or m.id, "|", m.rule)
    Tokyo | Japan | JP | party.capital
    WFP | World Food Programme | XM-DAC-41140 | party.org.wfp
    Japanese | Japan | JP | party.demonym
    """
    found = list(find_forms(text))
    evidence = _evidence(found)
    mentions: list[PartyMention] = []
    for form in found:
        end = form.end
        if _CURRENCY.match(text, end):
            continue
        sense = _settle(form.senses, evidence)
        if sense is None:
            mentions.append(_open(text, form))
        elif sense.kind is None or (sense.care and _is_doubtful(text, form, sense, evidence)):
            continue
        elif sense.type == "org":
            mentions.append(_organisation(text, form, sense))
        elif sense.type in ("place", "city"):
            if places:
                mentions.append(
                    PartyMention(
                        form.start, end, text[form.start : end], "party.place", name=sense.name, kind=sense.kind
                    )
                )
        else:
            words = text[form.start : end]
            mentions.append(
                PartyMention(form.start, end, words, _RULES[sense.type], sense.name, sense.country, None, "country")
            )
    return mentions


def _organisation(text: str, form: Found, sense: Sense) -> PartyMention:
    body = organisation(sense.key)
    words = text[form.start : form.end]
    return PartyMention(
        form.start, form.end, words, f"party.org.{body.id}", body.name, None, body.iati or body.id, body.kind
    )


def _open(text: str, form: Found) -> PartyMention:
    """A form that the text does not settle: what it says, and no more."""
    words = text[form.start : form.end]
    best = [s for s in form.senses if RANKS[s.type] == RANKS[form.senses[0].type]]
    kinds = {s.kind for s in best}
    kind: PartyKind | None = best[0].kind if len(kinds) == 1 else None
    rule = _RULES.get(best[0].type, "party.org")
    return PartyMention(form.start, form.end, words, rule, name=" ".join(words.split()), kind=kind)


def _evidence(found: Sequence[Found]) -> frozenset[str]:
    """Countries (by code) and organisations (by id) that the text names beyond doubt."""
    sure: set[str] = set()
    for form in found:
        if len(form.senses) == 1 and not form.senses[0].care:
            sense = form.senses[0]
            sure.add(sense.key)
            if sense.country:
                sure.add(sense.country)
    return frozenset(sure)


def _settle(all_: tuple[Sense, ...], evidence: frozenset[str]) -> Sense | None:
    """The one sense that the text speaks for, else the one that needs no such support, else None."""
    if len(all_) == 1:
        return all_[0]
    named = [s for s in all_ if s.key in evidence or s.country in evidence]
    if len(named) == 1:
        return named[0]
    best = [s for s in named or all_ if RANKS[s.type] == RANKS[(named or all_)[0].type]]
    if not named and len(best) > 1:
        best = [s for s in best if s.usual]
    return best[0] if len(best) == 1 else None


def _is_doubtful(text: str, form: Found, sense: Sense, evidence: frozenset[str]) -> bool:
    """Whether a form that is also something else lacks proof that it is meant as a party here."""
    if sense.key in evidence or sense.country in evidence:
        return False
    if sense.type in ("capital", "city", "metonym"):
        return True  # "Victoria" alone is not the government of the Seychelles
    words = text[form.start : form.end]
    shouted = words.isupper() and len(words) > 1
    if sense.type == "org":
        # A bounded stretch of the line, so that a text of one endless line stays cheap.
        lead = text[max(0, form.start - 60) : form.start].rpartition("\n")[2]
        line = lead + text[form.end : form.end + 60].partition("\n")[0]
        if shouted and line.isupper():
            return True  # a headline in capitals: "CARE FOR THE AGED"
        if not shouted and _SENTENCE_START.search(text[max(0, form.start - 12) : form.start]):
            return True  # "Concern is growing"
    following = _NEXT_WORD.match(text, form.end)
    if following and _is_name_part(following[1], shouted) and following[1] not in _AFTER:
        return True  # "Jordan Smith", "Chad Johnson"
    before = _LAST_WORD.search(text[max(0, form.start - 30) : form.start])
    if before and _is_name_part(before[1], shouted) and before[1] not in _BEFORE:
        return True  # "Michael Jordan"
    return sense.type == "country" and _follows_us_city(text, form.start)  # "Atlanta, Georgia"


def _is_name_part(word: str, shouted: bool) -> bool:
    return word[0].isupper() and not (shouted and word.isupper()) and len(word) > 1


def _follows_us_city(text: str, start: int) -> bool:
    before = text[max(0, start - 30) : start]
    if not before.endswith(", "):
        return False
    city = before[:-2].rstrip()
    return any(city.endswith(name) for name in countries()["US"].cities)


# ------------------------------------------------------------------ acronyms
_SMALL = frozenset(
    """
    of for and the in on to de del la des du di da der für et und y e a an at with against & -
    """.split()
)
_NOT_IN_NAMES = frozenset("to in on at with against".split())
_BODY_WORDS = frozenset(
    """
    agency agencies ministry department institute institution fund funds bank organisation organization
    council commission committee society association centre center foundation authority office programme
    program union corps force forces service services company corporation trust university college school
    federation network mission bureau board administration league club alliance party movement group
    secretariat directorate initiative partnership project academy hospital community church charity relief
    army guard police platform consortium facility unit command brigade team congress assembly parliament
    conference chamber cooperative front ltd inc limited plc enterprise works international
    """.split()
)
_BRACKETED = re.compile(r"\(\s*[\"“'‘]?([A-Z][A-Za-z0-9&/.-]{1,14})[\"”'’]?\s*\)")
_FULL_IN_BRACKETS = re.compile(r"\b([A-Z][A-Za-z&-]{1,9})[ \xa0]\(((?:the )?[A-Z][^()\n]{6,90})\)")
_TOKEN = re.compile(r"[^\s,;:()\"“”]+|[,;:()\"“”]")


def find_acronyms(text: str) -> dict[str, str]:
    """Short forms that the text defines in brackets, with their full names.

    >>> find_acronyms("the Azerbaijani Mine Action Agency (ANAMA) and WFP (World Food Programme)")
    {'ANAMA': 'Azerbaijani Mine Action Agency', 'WFP': 'World Food Programme'}
    """
    if "(" not in text:
        return {}
    out: dict[str, str] = {}
    for bracket in _BRACKETED.finditer(text):
        short = bracket[1].rstrip(".")
        if sum(c.isupper() for c in short) >= 2 and (full := _full_name(text, bracket.start(), short)):
            out.setdefault(short, full)
    for bracket in _FULL_IN_BRACKETS.finditer(text):
        short, full = bracket[1], " ".join(bracket[2].removeprefix("the ").split())
        if sum(c.isupper() for c in short) >= 2 and _spells(full.split(), short):
            out.setdefault(short, full)
    return out


def _full_name(text: str, end: int, short: str) -> str | None:
    """The capitalised words before `end` that the short form stands for, as the text has them."""
    words = _capitalised_run(text, end)
    for first, (word, start) in enumerate(words):
        if word.lower() not in _SMALL and _spells([w for w, _ in words[first:]], short):
            return _as_name(text[start:end])
    for last in range(len(words) - 1, 0, -1):
        before = words[last - 1][0]
        if before in _NOT_IN_NAMES or (before == "the" and words[last][0][0] == short[0]):
            words = words[last:]  # "Assembly of the | International Renewable Energy Agency (IRENA)"
            break
    while words and (words[0][0].lower() in _SMALL or words[0][0] in _BEFORE):
        del words[0]
    # Acronyms of another language ("National Institute of Disaster Management (INGD)") and free ones ("ANAMA"): only
    # where the words say that they name a body, so that "Imran Khan (PTI)" and "Kabul (AFP)" define nothing.
    if len(words) > 1 and any(_plain(w.lower()) in _BODY_WORDS for w, _ in words):
        return _as_name(text[words[0][1] : end])
    return None


def _capitalised_run(text: str, end: int) -> list[tuple[str, int]]:
    """The words before `end` with their first characters, as far back as they are capitalised or small."""
    run: list[tuple[str, int]] = []
    for token in reversed(list(_TOKEN.finditer(text, max(0, end - 140), end))):
        word = token[0].strip("'’.")
        if token[0] == ",":
            # A list of parties, unless an "and" follows: "Office for Refugees, Returnees and Migrants".
            if not any(w.lower() in ("and", "&") for w, _ in run):
                break
            continue
        if run and token[0].endswith(".") and len(word) > 3:
            break  # the end of the sentence before
        if len(run) > 12 or not (word[:1].isupper() or word.lower() in _SMALL):
            break
        run.insert(0, (word, token.start()))
    return run


def _as_name(text: str) -> str:
    return " ".join(text.split()).removesuffix("'s").removesuffix("’s").strip(" ,")


def _spells(words: Sequence[str], short: str) -> bool:
    """Whether the letters of the short form are the initials of the words, small words free, hyphens split.

    >>> _spells(["Office", "for", "Disaster", "Relief"], "ODR"), _spells(["Trust", "Fund", "for", "Relief"], "TF")
    (True, False)
    """
    letters = [c.lower() for c in short if c.isalnum() and not c.islower()] or list(short.lower())
    parts = [p for w in words for p in w.replace("/", "-").split("-") if p]
    at = 0
    for part in parts:
        initial = part.lstrip("\"“'‘(")[:1].lower()
        if at < len(letters) and initial == letters[at]:
            at += 1
            inner = [c.lower() for c in part[1:] if c.isupper()]
            while inner and at < len(letters) and inner[0] == letters[at]:
                at += 1
                del inner[0]
        elif part.lower() not in _SMALL:
            return False
    return at == len(letters) and at > 0


# ------------------------------------------------------------------ one party under two names
_SPELLINGS = {
    "programme": "program", "centre": "center", "organisation": "organization", "defence": "defense", "labour": "labor",
    "co-operation": "cooperation", "programmes": "program", "&": "and", "saint": "st", "ministries": "ministry",
    "societies": "society", "charities": "charity", "agencies": "agency",
}  # fmt: skip
_TRADES = frozenset(
    """
    cruise holding industry telecom telecommunication mobile airline airway petroleum oil mining insurance food sugar
    brewery cement steel motor energy resource pharmaceutical pharma shipping electronic bank media technology system
    hotel resort supermarket store
    """.split()
)
_LEGAL = frozenset(
    """
    ltd limited inc incorporated plc corp corporation llc co gmbh ag sa nv bhd sdn pvt pty llp
    """.split()
)
_WORDS = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*|&")
_GOVERNMENT = re.compile(
    r"(?:the\s+)?(?:(?:federal\s+|royal\s+|central\s+)?governments?|people|authorities|state|nation|republic)\s+of\s+(?:the\s+)?",
    re.IGNORECASE,
)
_GOVERNMENT_AFTER = re.compile(
    r"(?:['’]s)?\s+(?:(?:federal|central)\s+)?(?:governments?|people|authorities|state)\Z", re.IGNORECASE
)
_PREPOSITIONS = frozenset("of at in from for to by on with near under behind".split())
_GENERIC_HEADS = frozenset(
    """
    agency ministry department fund bank organization council commission committee society association center
    foundation authority office program union company trust university college school hospital army police
    government group charity church community district province village town city country state family
    families people children women refugees victims farmers students residents unit team project club service
    """.split()
)


def same_party(a: str, b: str) -> bool:
    """Whether two names in one text mean one party.

    Spelling, determiners, possessives, titles and word order do not matter; a short form goes with a longer one that
    ends or begins with it; an acronym goes with its words. Never two different states, nor the like bodies of two.

    >>> same_party("the Hilton Foundation", "Conrad N. Hilton Foundation")
    True
    >>> same_party("Health Ministry", "Ministry of Health")
    True
    >>> same_party("Ministry of Health of Kenya", "Ministry of Health of Yemen")
    False
    >>> same_party("the foundation", "Hilton Foundation")
    False
    """
    if "(" in a or "(" in b:
        return any(_same(x, y) for x in _outside_and_inside(a) for y in _outside_and_inside(b))
    return _same(a, b)


def _outside_and_inside(name: str) -> tuple[str, ...]:
    """ "Green Climate Fund (GCF)" → "Green Climate Fund", "GCF"."""
    outside, _, rest = name.partition("(")
    inside, _, after = rest.partition(")")
    return tuple(part for part in (outside + after, inside) if part.strip())


def _same(a: str, b: str) -> bool:
    x, y = _name(a), _name(b)
    if not x.words or not y.words:
        return False
    if x.states or y.states:
        return bool(x.states & y.states)  # "Congo" goes with either, "North Korea" never with "South Korea"
    if x.words == y.words:
        return True
    if x.countries and y.countries and not x.countries & y.countries:
        return False
    if x.org and y.org and not (_ends_with(x.core, y.core) or _ends_with(y.core, x.core)):
        return x.org == y.org
    if x.org and x.org == y.org:
        return True
    if x.place or y.place:
        return False  # "York" is not "New York", nor "Gaza" the "Gaza health ministry"
    if _is_acronym_of(x, y) or _is_acronym_of(y, x):
        return True
    if not x.core or not y.core:
        return False
    if x.bag == y.bag:
        return len(x.core) > 1 or x.core[0] not in _GENERIC_HEADS
    short, long = (x, y) if len(x.core) <= len(y.core) else (y, x)
    if len(short.core) == len(long.core):
        return False
    if len(short.core) == 1:
        return _is_lone_part(short, long)
    if _ends_with(long.core, short.core):
        # "workers at Lakeside Mills" are not Lakeside Mills.
        lead = long.words[: len(long.words) - len(short.words)]
        return not lead or lead[-1] not in _PREPOSITIONS
    if long.core[: len(short.core)] == short.core:
        # "Rotary Club of Thika" is "the Rotary Club", but "Ministry of Health Reform" is not "the Ministry of Health".
        following = long.words[len(short.words)] if len(short.words) < len(long.words) else ""
        return following in ("of", "in", "for") or short.core[0] not in _GENERIC_HEADS
    return (
        short.bag < long.bag
        and short.core[0] == long.core[0]
        and short.core[-1] == long.core[-1]
        and _is_person(short, long)
    )


class _Name:
    """A name taken apart for comparison."""

    __slots__ = ("bag", "core", "countries", "initials", "org", "place", "raw", "states", "words")

    def __init__(self, text: str) -> None:
        flat = " ".join(text.replace("’", "'").split()).strip(" ,.;:\"“”'")
        self.states = states_of(flat)
        bare = _strip_description(strip_titles(flat))
        raw = [w[:-2] if w.endswith("'s") else w.rstrip("'") for w in _WORDS.findall(bare)]
        self.raw: tuple[str, ...] = tuple(raw)
        words = [_SPELLINGS.get(w.lower(), w.lower()) for w in raw]
        while words and words[0] in ("the", "a", "an", "its", "their", "his", "her", "our", "local"):
            del words[0]
        self.words: tuple[str, ...] = tuple(words)
        meant = senses(bare)
        self.org: str | None = meant[0].id if meant and meant[0].type == "org" and len(meant) == 1 else None
        self.place: bool = bool(meant) and meant[0].type in ("place", "city", "capital") and not self.states
        named = (
            []
            if self.states or len(raw) == 1
            else [f for f in find_forms(bare) if f.senses[0].type in ("country", "demonym", "capital")]
        )
        found = frozenset(s.country for f in named for s in f.senses if s.country)
        state = organisation(self.org).state if self.org else None
        # A national society is of its state, whatever the name says: "Magen David Adom", "Red Cross Society of China".
        self.countries: frozenset[str] = frozenset([state]) if state and meant[0].kind == "red cross" else found
        inside = {w.lower() for f in named for w in _WORDS.findall(bare[f.start : f.end].replace("'s", ""))}
        kept = [w for w in words if w not in _SMALL and w not in _LEGAL and w not in inside and w != "s"]
        if "red" in kept and ("cross" in kept or "crescent" in kept):
            kept = [w for w in kept if w not in ("society", "national")] or kept
        self.core: tuple[str, ...] = tuple(_plain(w) for w in kept)
        self.bag: frozenset[str] = frozenset(self.core)
        self.initials: str = "".join(w[0] for w in self.words if w not in _SMALL)


@lru_cache(maxsize=8192)
def _name(text: str) -> _Name:
    return _Name(text[:200])


def states_of(text: str) -> frozenset[str]:
    """The states that a name may mean as such: "the government of Kenya", "Kenyans", "Nairobi".

    >>> states_of("Namibian government"), states_of("Namibian Broadcasting")
    (frozenset({'NA'}), frozenset())
    """
    meant = countries_by_name(text)
    if not meant:
        rest = _GOVERNMENT_AFTER.sub("", _GOVERNMENT.sub("", text))
        meant = countries_by_name(rest) if rest != text else ()
    return frozenset(meant)


def strip_titles(text: str) -> str:
    """The name without offices and forms of address before it: "Foreign Minister Ada Diallo" → "Ada Diallo"."""
    words = text.split()
    known = titles()
    while len(words) > 1:
        for n in (4, 3, 2, 1):
            # An office with nothing but small words behind it is the name itself: "the Minister of Health".
            if n < len(words) and " ".join(words[:n]).lower() in known and words[n][:1].isupper():
                del words[:n]
                break
        else:
            break
    return " ".join(words)


def _strip_description(text: str) -> str:
    """The name without what it is: "Turkish aid agency TIKA" → "TIKA". "Workers at Lakeside Mills" stay as they are."""
    words = text.split()
    first = next((i for i, w in enumerate(words) if w[:1].islower()), len(words))
    last = next((i for i in range(first, len(words)) if not words[i][:1].islower()), len(words))
    if last == len(words) or first > 1 or last == first:
        return text
    if words[last - 1] in _SMALL | _PREPOSITIONS or words[last - 1].endswith("'s"):
        return text
    if first == 1 and not any(s.type == "demonym" for s in senses(words[0])):
        return text
    return " ".join(words[last:])


def _plain(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _ends_with(long: tuple[str, ...], short: tuple[str, ...]) -> bool:
    return 0 < len(short) <= len(long) and long[len(long) - len(short) :] == short


def _is_acronym_of(short: _Name, long: _Name) -> bool:
    if len(short.raw) != 1 or len(long.words) < 2 or not 2 <= len(short.raw[0]) <= 10:
        return False
    word = short.raw[0].replace(".", "")
    if sum(c.isupper() for c in word) < 2:
        return False
    return _spells(long.raw, word) or "".join(c for c in word if c.isupper()).lower() == long.initials


def _is_lone_part(short: _Name, long: _Name) -> bool:
    """One word against several: a person's surname, or the telling first word of a company ("Grameenphone Ltd")."""
    word = short.core[0]
    if word in _GENERIC_HEADS or word in _BODY_WORDS or not short.raw[-1][:1].isupper():
        return False
    if _is_person(short, long):
        return long.core[-1] == word
    # "Sunfleet" for "Sunfleet Cruises": a name's first word, when what follows only says what it is.
    return long.core[0] == word and len(long.core) == 2 and long.core[1] in _BODY_WORDS | _TRADES


def _is_person(short: _Name, long: _Name) -> bool:
    """Two to four capitalised words, none of them a word for a body. A guess from form alone."""
    return (
        2 <= len(long.raw) <= 4
        and not long.countries
        and not long.org
        and all(w[:1].isupper() or w.lower() in ("bin", "al", "van", "de", "von", "der", "ibn", "el") for w in long.raw)
        and not any(w in _BODY_WORDS or w in _GENERIC_HEADS or w in _TRADES for w in long.core)
    )
