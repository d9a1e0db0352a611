"""One Doc, from mentions to merged events."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, TypeVar

from aidextract.article import plain_text
from aidextract.assertion import assess_all
from aidextract.confidence import calibrate
from aidextract.errors import PipelineError
from aidextract.frames import find_candidates
from aidextract.mentions.collect import add_told_items, collect_mentions
from aidextract.mentions.items import find_items
from aidextract.merge import merge_events
from aidextract.options import Options
from aidextract.purpose import find_purpose
from aidextract.reader.decide import RULE, Refusal, Thresholds, decide
from aidextract.reader.graph import build_graph
from aidextract.reader.network import ReaderNetwork
from aidextract.reader.parts import split_text
from aidextract.records import AidEvent, Article, Candidate, Evidence, Mention, Mentions, PartyMention, Rejected
from aidextract.references import find_home_recipient, group_parties, resolve_pronouns
from aidextract.resolve import resolve_events
from aidextract.seats import with_seats
from aidextract.syntax import Parse, read_parse

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

Quote = TypeVar("Quote", Evidence, Rejected)


def read_doc(doc: Doc, article: Article, options: Options, nlp: Language) -> tuple[list[AidEvent], list[Rejected]]:
    """The events of one article in text order, and what looked like one and was refused."""
    network = reader_of(nlp)
    if options.finder == "reader" and network is None:
        raise PipelineError(f"finder='reader' needs a pipeline with a reader ('aid_encoder'), got {nlp.pipe_names}")
    given, article = article.text, replace(article, text=plain_text(article.text))
    mentions, parse = collect_mentions(doc, article), read_parse(doc)
    told = find_told(parse, mentions)
    if network is None or options.finder == "frames":
        actual = [c for c in told if c.assertion == "actual"]
        told = [c for c in told if c.assertion != "actual"]
        candidates = resolve_pronouns(parse, actual, _with_described(mentions, actual).parties)
        mentions = _with_described(mentions, candidates)
        groups = group_parties(article.text, mentions.parties)
        refusals: list[Refusal] = []
    else:
        mentions = add_told_items(mentions, told)
        groups = group_parties(article.text, mentions.parties)
        candidates, refusals = _ask(network, doc, mentions, groups, told)
        assessed = assess_all(parse, candidates)
        told = [*(a for a in assessed if a.assertion == "negated"), *told]
        actual = [c for c, a in zip(candidates, assessed, strict=True) if a.assertion != "negated"]
        candidates = [_with_home(c, mentions) for c in actual]
    with_purpose = [_with_purpose(parse, c) for c in candidates]
    events = with_seats(merge_events(resolve_events(with_purpose, article, mentions, groups)), mentions)
    if candidates and network is not None and candidates[0].rule == RULE:
        events = calibrate(events, network.calibration)
    rejected = _rejected(candidates, told, refusals)
    if given != article.text:
        events = [replace(e, evidence=tuple(_quoted(x, given) for x in e.evidence)) for e in events]
        rejected = [_quoted(r, given) for r in rejected]
    return events, rejected


def _quoted(found: Quote, text: str) -> Quote:
    """With its words as the given text has them: the stages read them in `plain_text`, which has the same places."""
    return replace(found, text=text[found.start : found.end])


def _ask(
    network: ReaderNetwork, doc: Doc, mentions: Mentions, groups: Sequence[int], told: Sequence[Candidate]
) -> tuple[list[Candidate], list[Refusal]]:
    """What the reader takes for transfers, and what it refuses; a long text part by part."""
    words, starts = [t.text for t in doc], [t.idx for t in doc]
    sentences = [i for i, t in enumerate(doc) if t.is_sent_start]
    candidates: list[Candidate] = []
    refusals: list[Refusal] = []
    for part in split_text(words, starts, sentences, mentions, groups, told):
        own = slice(part.start, part.end)
        graph = build_graph(words[own], starts[own], part.mentions, part.groups, part.told)
        if graph.anchors:
            taken, refused = decide(graph, network(doc.tensor[own], graph), Thresholds())
            candidates += [_with_trigger(c, part.told) for c in taken]
            refusals += refused
    return candidates, refusals


def find_told(doc: Doc | Parse, mentions: Mentions) -> list[Candidate]:
    """What the frames make of a text, each with the verdict of the cues; refused ones too."""
    parse = read_parse(doc)
    items = find_items(parse, mentions.money, mentions.quantities)
    return assess_all(parse, find_candidates(parse, replace(mentions, items=tuple(items))))


def _with_described(mentions: Mentions, candidates: Sequence[Candidate]) -> Mentions:
    """Descriptions and pronouns, which become parties only in a role of a frame."""
    parties = {(m.start, m.end): m for m in mentions.parties}
    for c in candidates:
        for a in c.arguments:
            if isinstance(a.mention, PartyMention):
                parties.setdefault((a.mention.start, a.mention.end), a.mention)
    return replace(mentions, parties=tuple(m for _, m in sorted(parties.items())))


def _with_purpose(parse: Parse, candidate: Candidate) -> Candidate:
    """What the aid is for, where nothing has told it yet."""
    if any(a.role == "purpose" for a in candidate.arguments):
        return candidate
    found = find_purpose(parse, candidate)
    return candidate if found is None else replace(candidate, arguments=(*candidate.arguments, found))


def _with_home(candidate: Candidate, mentions: Mentions) -> Candidate:
    """The country that the article is about as recipient, where no other is found."""
    found = find_home_recipient(candidate, mentions.parties)
    return candidate if found is None else replace(candidate, arguments=(*candidate.arguments, found))


def _with_trigger(candidate: Candidate, told: Sequence[Candidate]) -> Candidate:
    """The trigger of what the frames see in the same things, first of all one that says the same status."""
    things = Spans(_things(candidate))
    near = [c for c in told if c.trigger and any(map(things.overlap, _things(c)))]
    best = min(near, key=lambda c: (c.assertion != "actual", c.status != candidate.status), default=None)
    return candidate if best is None else replace(candidate, trigger=best.trigger)


def _things(candidate: Candidate) -> list[Mention]:
    return [a.mention for a in candidate.arguments if a.role in ("item", "money")]


class Spans:
    """Stretches of the text, to ask whether another overlaps any of them."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        spans = sorted((m.start, m.end) for m in mentions)
        self._starts = [start for start, _ in spans]
        self._reach = list(accumulate((end for _, end in spans), max))  # the furthest end so far

    def overlap(self, mention: Mention) -> bool:
        before = bisect_left(self._starts, mention.end)
        return before > 0 and self._reach[before - 1] > mention.start


def _rejected(taken: Sequence[Candidate], told: Sequence[Candidate], refusals: Sequence[Refusal]) -> list[Rejected]:
    """Transfers that the cues or the reader refused, unless their goods or sum are in an event after all."""
    out: dict[tuple[int, int], Rejected] = {}
    told_of: list[Mention] = []
    given = Spans(m for c in taken for m in _things(c))
    for c in told:
        spans = [*_things(c), *([c.trigger] if c.trigger else [])]
        if not spans or any(map(given.overlap, _things(c))):
            continue
        reason = "no transfer" if c.assertion == "actual" else c.assertion
        m = spans[0]
        told_of.append(m)
        out.setdefault((m.start, m.end), Rejected(m.start, m.end, m.text, reason, c.rule))
    seen = Spans(told_of)
    for r in refusals:
        m = r.mention
        if not (seen.overlap(m) or given.overlap(m)):
            out[m.start, m.end] = Rejected(m.start, m.end, m.text, "no transfer", f"reader {r.score:.2f}")
    return [r for _, r in sorted(out.items())]


# ------------------------------------------------------------------ the reader of a pipeline
def reader_of(nlp: Language) -> ReaderNetwork | None:
    """The network that came with a pipeline's encoder, if any."""
    for _, pipe in nlp.pipeline:
        if getattr(pipe, "reader", None):
            return _network(pipe)
    return None


@lru_cache(maxsize=8)
def _network(pipe: object) -> ReaderNetwork:
    return ReaderNetwork(pipe.reader)  # type: ignore[attr-defined]
