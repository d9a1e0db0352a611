"""What the text claims of a transfer: a fact, or denied, asked for, imagined, a sale, mere talk.

Cues and their reach are data (`data/cues.toml`); they know nothing of donors, and the frames nothing of them. Works for
candidates of the frames and of the learned reader alike: without a trigger the goods or the sum stand for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aidextract.lexicon import CueGroup, Phrase, load_cues
from aidextract.records import Assertion, Candidate, Mention
from aidextract.syntax import NOMINAL, VERBAL, Parse, ancestors, read_parse

if TYPE_CHECKING:
    from spacy.tokens import Doc

_REACH = 14  # words between a cue and its transfer where the parse does not join them
_JOINS = frozenset({"to", "for", "that", "of", "on", "about", "from", "into", "over"})
# The first that is found decides: what is denied is no sale, what is asked for is not merely imagined.
_ORDER: tuple[Assertion, ...] = ("negated", "requested", "hypothetical", "talk", "sale")
_AGGREGATE = re.compile(
    r"\b(?:in total|in all|altogether|a total of|so far|to date|since (?:the )?(?:19|20)\d\d|"
    r"over the (?:past|last) [\w-]+ (?:years|months|decades)|over [\w-]+ years|"
    r"(?:bring(?:s|ing)?|brought) (?:the|its|their) total|running total|cumulative|overall|all told|combined|sum total|"
    r"grand total|total (?:aid|assistance|contribution|support|donations?|pledges)|totall?ed|totall?ing|totals|"
    r"between them)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue in a text: tokens `start:end` and the group that it belongs to."""

    start: int
    end: int
    group: CueGroup
    words: str

    @property
    def rule(self) -> str:
        """ "cue.appeal.call_for"."""
        return f"cue.{self.group.id}.{self.words.replace(' ', '_')}"


def find_cues(doc: Doc | Parse) -> list[Cue]:
    """All cues of a text, in order. Words inside a pseudo-cue ("no fewer than") are none."""
    parse, lexicon = read_parse(doc), load_cues()
    lower = parse.lower
    found: list[Cue] = []
    masked = 0
    masks: dict[int, set[str]] = {}
    for i, form in enumerate(lower):
        for phrase in lexicon.pseudo.get(form, ()):
            size = len(phrase.words)
            if tuple(lower[i : i + size]) == phrase.words:
                for k in range(i, i + size):
                    masks.setdefault(k, set()).add(phrase.owner)
    for i, form in enumerate(lower):
        phrases = lexicon.cues.get(form)
        if phrases is None or i < masked:
            continue
        longest = 0
        for phrase in phrases:  # the longest first; a word may be a cue of several groups
            size = len(phrase.words)
            if size < longest or (size > 1 and tuple(lower[i + 1 : i + size]) != phrase.words[1:]):
                continue
            if phrase.owner in masks.get(i, ()) or not _is_cue(parse, i, phrase):
                continue
            found.append(Cue(i, i + size, lexicon.groups[phrase.owner], " ".join(phrase.words)))
            longest = size
        masked = max(masked, i + longest)
    return found


def _is_cue(parse: Parse, i: int, phrase: Phrase) -> bool:
    """The part of speech, where the form alone leaves a doubt ("request", "need")."""
    if phrase.pos == "VERB":
        return parse.pos[i] in VERBAL or (parse.pos[i] not in NOMINAL and parse.lower[i].endswith(("ed", "ing")))
    if phrase.pos == "NOUN":
        return parse.pos[i] in NOMINAL
    # "may", "can", "will" as names of months and tins.
    return not (len(phrase.words) == 1 and phrase.words[0] in ("may", "can", "must") and parse.pos[i] in NOMINAL)


def assess(doc: Doc | Parse, candidate: Candidate, cues: list[Cue] | None = None) -> Candidate:
    """The candidate with its verdict. One that is not `actual` names the cue: rule "frame.send|cue.not.never".

    `cues` saves finding them again for each candidate of the same text.
    """
    parse = read_parse(doc)
    anchor = _anchor(candidate)
    if anchor is None or not len(parse):
        return candidate
    token = min(parse.token_at(anchor.start), len(parse) - 1)
    found = find_cues(parse) if cues is None else cues
    frame = candidate.rule.removeprefix("frame.")
    verdict: Cue | None = None
    for cue in found:
        if parse.sent[cue.start] != parse.sent[token] or frame in cue.group.spares:
            continue
        if cue.start <= token < cue.end and cue.group.scope != "sentence":
            continue
        if verdict is not None and _ORDER.index(verdict.group.assertion) <= _ORDER.index(cue.group.assertion):
            continue
        if _reaches(parse, cue, token, candidate) and not _is_reported(parse, cue):
            verdict = cue
    aggregate = candidate.aggregate or _is_aggregate(parse, token, candidate)
    if verdict is None and _is_question(parse, token):
        return replace(candidate, assertion="hypothetical", rule=f"{candidate.rule}|cue.question", aggregate=aggregate)
    if verdict is None:
        return replace(candidate, aggregate=aggregate) if aggregate != candidate.aggregate else candidate
    return replace(
        candidate,
        assertion=verdict.group.assertion,
        rule=f"{candidate.rule}|{verdict.rule}",
        aggregate=aggregate,
    )


def assess_all(doc: Doc | Parse, candidates: list[Candidate]) -> list[Candidate]:
    """`assess` for all candidates of one text."""
    parse = read_parse(doc)
    if not candidates or not len(parse):
        return candidates
    by_sentence: dict[int, list[Cue]] = {}
    for cue in find_cues(parse):
        by_sentence.setdefault(parse.sent[cue.start], []).append(cue)
    assessed = []
    for candidate in candidates:
        anchor = _anchor(candidate)
        token = min(parse.token_at(anchor.start), len(parse) - 1) if anchor else 0
        assessed.append(assess(parse, candidate, by_sentence.get(parse.sent[token], [])))
    return assessed


def _is_reported(parse: Parse, cue: Cue) -> bool:
    """ "said it would send": in what is reported the cue is only a tense."""
    if not cue.group.reported or (cue.end < len(parse) and parse.lower[cue.end] == "have"):
        return False  # "it would have built five clinics" is no promise
    low, high = parse.sents[parse.sent[cue.start]]
    said = any(parse.lemma[i] in cue.group.reported and parse.pos[i] == "VERB" for i in range(low, high))
    return said and not any(word in ("if", "unless", "rather", "like") for word in parse.lower[low:high])


def _is_question(parse: Parse, token: int) -> bool:
    """A question tells of no transfer."""
    high = parse.sents[parse.sent[token]][1]
    return "?" in parse.lower[max(token, high - 3) : high]


def _anchor(candidate: Candidate) -> Mention | None:
    if candidate.trigger is not None:
        return candidate.trigger
    for role in ("money", "item", "recipient", "donor"):
        for argument in candidate.arguments:
            if argument.role == role:
                return argument.mention
    return None


def _is_aggregate(parse: Parse, token: int, candidate: Candidate) -> bool:
    """Words of a running total in the transfer's sentence, near its sum or goods."""
    low, high = parse.sents[parse.sent[token]]
    sentence = parse.text[parse.start[low] : parse.end[high - 1]]
    match = _AGGREGATE.search(sentence)
    if match is None:
        return False
    here = parse.start[low] + match.start()
    return any(a.role in ("money", "item") and abs(a.mention.start - here) < 90 for a in candidate.arguments)


# ------------------------------------------------------------------ reach
def _reaches(parse: Parse, cue: Cue, token: int, candidate: Candidate) -> bool:
    scope = cue.group.scope
    if scope == "verb":
        return _on_verb(parse, cue, token, candidate)
    if scope == "complement":
        return _governs(parse, cue, token)
    if scope == "opening" and cue.start != parse.sents[parse.sent[cue.start]][0]:
        return False
    if scope in ("clause", "opening"):
        return _opens(parse, cue, token)
    return _beside(parse, cue, token)


def _on_verb(parse: Parse, cue: Cue, token: int, candidate: Candidate) -> bool:
    """ "did not send", "has never sent", "sent no tents", "nobody has sent"."""
    head = parse.head[cue.start]
    if head == token and parse.dep[cue.start] in ("advmod", "aux", "neg", "det", "nsubj", "nsubj:pass", "cc:preconj"):
        return not _contrast(parse, cue, token)
    if cue.start < token and _verb_chain(parse, cue.end, token):
        return True
    if cue.group.id == "none" or cue.words in ("never", "without", "neither", "nor"):
        start = parse.start[cue.start]
        for argument in candidate.arguments:
            # "sent no tents": the cue right before what is given, in any order of words.
            gap = argument.mention.start - start
            if (
                argument.role in ("item", "money")
                and 0 <= gap < 14
                and parse.end[cue.end - 1] <= argument.mention.start
            ):
                return True
        if cue.words in ("nothing", "none", "nobody", "no one", "neither"):
            return (
                head == token
                or 0 < token - cue.start <= 4
                or (parse.dep[cue.start] in ("obj", "nsubj") and abs(token - cue.start) <= 3)
            )
        if cue.words == "without":
            return 0 < token - cue.start <= 3
    return False


def _contrast(parse: Parse, cue: Cue, token: int) -> bool:
    """ "gave 200 blankets to Ecuador, not Colombia": behind the verb, it denies another phrase."""
    return cue.start > token + 1


def _verb_chain(parse: Parse, start: int, token: int) -> bool:
    """Only auxiliaries and adverbs from the cue to the verb: "not [yet] send", "would [have] given"."""
    if not 0 <= token - start <= 4:
        return False
    return all(
        parse.pos[i] in ("AUX", "ADV", "PART")
        or parse.lower[i] in ("be", "been", "have", "has", "yet", "to", "any", "only", "also")
        for i in range(start, token)
    )


def _ends(parse: Parse, cue: Cue, low: int, high: int) -> bool:
    return any(word in cue.group.terminators for word in parse.lower[low:high])


def _governs(parse: Parse, cue: Cue, token: int) -> bool:
    """Is the transfer what the cue is about? By the parse, or by order: cue, "to" or "for" or "that", transfer."""
    if cue.end > token + 1 and cue.start > token:
        return _passive_cue(parse, cue, token)
    if _ends(parse, cue, cue.end, token):
        return False
    above = token
    crossed = ""
    for step in ancestors(parse, token):
        edge = parse.dep[above]
        if edge in ("acl:relcl", "advcl", "conj", "parataxis", "advcl:relcl"):
            crossed = crossed or edge
        if cue.start <= step < cue.end:
            # "rejected the criticism and sent": coordinated, not governed.
            return not crossed or (crossed == "conj" and _to_before(parse, token))
        above = step
    if token - cue.end > _REACH:
        return False
    between = parse.lower[cue.end : token]
    if not between:
        return parse.lower[cue.end - 1] in _JOINS or parse.head[token] == cue.start
    if any(parse.tag[i] in ("VBD", "VBZ") and parse.pos[i] == "VERB" for i in range(cue.end, token)):
        return False
    return "to" in between[-3:] or (len(between) <= 3 and bool(_JOINS & set(between))) or "that" in between


def _to_before(parse: Parse, token: int) -> bool:
    return token > 0 and parse.lower[token - 1] == "to"


def _passive_cue(parse: Parse, cue: Cue, token: int) -> bool:
    """ "a delivery of tents was requested", "the loan is being negotiated": the cue stands behind its subject."""
    if cue.end - cue.start > 1 or parse.pos[cue.start] not in VERBAL or cue.start - token > 12:
        return False
    for step in ancestors(parse, token):
        if step == cue.start:
            child = token
            for up in ancestors(parse, token):
                if up == cue.start:
                    break
                child = up
            return parse.dep[child] in ("nsubj:pass", "nsubj") and parse.pos[token] in NOMINAL
    return False


def _opens(parse: Parse, cue: Cue, token: int) -> bool:
    """Does the transfer stand in the clause that the cue opens: "if donors gave"?"""
    verb = parse.head[cue.start]
    if verb == token and cue.start < token:
        return True
    if cue.start > token or token - cue.start > _REACH or _ends(parse, cue, cue.end, token):
        return False
    # A comma followed by a new subject closes the clause: "if it rains, Japan sends".
    for i in range(cue.end, token):
        if parse.lower[i] == "," and i - cue.start > 3:
            return False
    return not any(parse.tag[i] in ("VBD", "VBZ", "VBP") and parse.pos[i] == "VERB" for i in range(cue.end, token))


def _beside(parse: Parse, cue: Cue, token: int) -> bool:
    """In the same clause, no terminator between. A cue in a purpose clause behind the transfer is no matter of it."""
    low, high = min(cue.end, token), max(cue.start, token)
    if high - low > 2 * _REACH or _ends(parse, cue, low, high):
        return False
    before = parse.lower[max(cue.start - 3, 0) : cue.start]
    if cue.start < token and {"which", "who"} & set(before) and "," in parse.lower[cue.end : token]:
        return False  # "the agency, which cares for orphans, received"
    if cue.start > token:
        if parse.pos[cue.start] in VERBAL and {"to", "for", "which", "who", "that"} & set(before):
            return False
        if parse.pos[cue.start] in NOMINAL and before[-1:] == ["for"]:
            return False
    elif (
        cue.group.assertion == "sale"
        and any(parse.lower[i] in ("and", ",") for i in range(cue.end, token))
        and parse.pos[cue.start] in VERBAL
    ):
        # "bought 20 tents and donated them": the second verb tells what became of them.
        return parse.head[token] != cue.start and parse.dep[token] != "conj" and parse.lower[token - 1] != "and"
    return True
