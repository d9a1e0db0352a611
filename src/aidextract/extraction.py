"""One Doc, from mentions to merged events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from aidextract.assertion import Cue, assess_all, find_cues
from aidextract.errors import PipelineError
from aidextract.frames import find_candidates
from aidextract.lexicon import load_frames
from aidextract.mentions.collect import collect_mentions
from aidextract.mentions.items import find_items
from aidextract.mentions.triggers import Trigger, find_triggers
from aidextract.merge import merge_events
from aidextract.options import Options
from aidextract.reader.decide import Refusal, Thresholds, decide
from aidextract.reader.graph import build_graph
from aidextract.reader.network import ReaderNetwork
from aidextract.records import AidEvent, Article, Candidate, Mention, Mentions, PartyMention, Rejected
from aidextract.references import group_parties
from aidextract.resolve import resolve_events
from aidextract.syntax import Parse, read_parse

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


def read_doc(doc: Doc, article: Article, options: Options, nlp: Language) -> tuple[list[AidEvent], list[Rejected]]:
    """The events of one article in text order, and what looked like one and was refused."""
    network = reader_of(nlp)
    if options.finder == "reader" and network is None:
        raise PipelineError(f"finder='reader' needs a pipeline with a reader ('aid_encoder'), got {nlp.pipe_names}")
    mentions = collect_mentions(doc, article)
    parse = read_parse(doc)
    if network is None or options.finder == "frames":
        mentions, candidates, rejected = _by_frames(parse, mentions)
        groups = group_parties(article.text, mentions.parties)
    else:
        groups = group_parties(article.text, mentions.parties)
        candidates, rejected = _by_reader(doc, parse, mentions, groups, network)
    return merge_events(resolve_events(candidates, article, mentions, groups)), rejected


# ------------------------------------------------------------------ the two ways
def _by_frames(parse: Parse, mentions: Mentions) -> tuple[Mentions, list[Candidate], list[Rejected]]:
    """Triggers and what the parse hangs on them; cues refuse. Works with any pipeline that parses."""
    items = find_items(parse, mentions.money, mentions.quantities)
    mentions = replace(mentions, items=tuple(items))
    assessed = assess_all(parse, find_candidates(parse, mentions))
    taken = [c for c in assessed if c.assertion == "actual"]
    rejected = [_rejected(c, c.assertion) for c in assessed if c.assertion != "actual"]
    described = {(m.start, m.end): m for m in mentions.parties}
    for c in taken:  # descriptions and pronouns become parties only in a role
        for a in c.arguments:
            if isinstance(a.mention, PartyMention):
                described.setdefault((a.mention.start, a.mention.end), a.mention)
    return replace(mentions, parties=tuple(m for _, m in sorted(described.items()))), taken, rejected


def _rejected(candidate: Candidate, reason: str) -> Rejected:
    told = candidate.trigger or next((a.mention for a in candidate.arguments), Mention(0, 0, "", candidate.rule))
    return Rejected(told.start, told.end, told.text, reason, candidate.rule)


def _by_reader(
    doc: Doc, parse: Parse, mentions: Mentions, groups: list[int], network: ReaderNetwork
) -> tuple[list[Candidate], list[Rejected]]:
    """The network says which goods and sums are given, and what belongs to them; triggers and cues only explain."""
    if not mentions.items and not mentions.money:
        return [], []
    graph = build_graph([t.text for t in doc], [t.idx for t in doc], mentions, groups)
    candidates, refusals = decide(graph, network(doc.tensor.astype("float32", copy=False), graph), Thresholds())
    triggers = find_triggers(parse)
    cues = find_cues(parse) if refusals else []
    return [_with_trigger(parse, c, triggers) for c in candidates], [_explained(parse, r, cues) for r in refusals]


def _with_trigger(parse: Parse, candidate: Candidate, triggers: Sequence[Trigger]) -> Candidate:
    """The nearest trigger in the sentence of what is given, first of all one that says its status."""
    thing = next((a.mention for a in candidate.arguments if a.role in ("item", "money")), None)
    if thing is None:
        return candidate
    token = min(parse.token_at(thing.start), len(parse) - 1)
    statuses = {name: frame.status for name, frame in load_frames().frames.items()}
    near = [t for t in triggers if parse.sent[t.head] == parse.sent[token]]
    if not near:
        return candidate
    best = min(near, key=lambda t: (statuses.get(t.frame) != candidate.status, t.weak, abs(t.head - token), t.head))
    words = parse.text[best.start : best.end]
    return replace(candidate, trigger=Mention(best.start, best.end, words, f"frame.{best.frame}"))


def _explained(parse: Parse, refusal: Refusal, cues: Sequence[Cue]) -> Rejected:
    """The cue in the sentence that speaks against it, or the low score alone."""
    m = refusal.mention
    token = min(parse.token_at(m.start), len(parse) - 1)
    near = [c for c in cues if parse.sent[c.start] == parse.sent[token]]
    if near:
        cue = min(near, key=lambda c: abs(c.start - token))
        return Rejected(m.start, m.end, m.text, cue.group.assertion, cue.rule)
    return Rejected(m.start, m.end, m.text, "no transfer", f"reader {refusal.score:.2f}")


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
