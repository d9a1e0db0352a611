"""One Doc, from mentions to merged events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aidextract.mentions.collect import collect_mentions
from aidextract.merge import merge_events
from aidextract.options import Options
from aidextract.reader.decide import Thresholds, decide
from aidextract.reader.graph import build_graph
from aidextract.reader.network import ReaderNetwork
from aidextract.records import AidEvent, Article, Candidate, Mentions, Rejected
from aidextract.references import group_parties
from aidextract.resolve import resolve_events

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


def read_doc(doc: Doc, article: Article, options: Options, nlp: Language) -> tuple[list[AidEvent], list[Rejected]]:
    """The events of one article, and what looked like one and was refused."""
    mentions = collect_mentions(doc, article)
    groups = group_parties(article.text, mentions.parties)
    candidates = find_candidates(doc, mentions, groups, nlp, options)
    events = merge_events(resolve_events(candidates, article, mentions, groups))
    return events, []


def find_candidates(doc: Doc, mentions: Mentions, groups: list[int], nlp: Language, options: Options) -> list[Candidate]:
    network = reader_of(nlp)
    assert network is not None
    if not mentions.items and not mentions.money:
        return []
    graph = build_graph([t.text for t in doc], [t.idx for t in doc], mentions, groups)
    return decide(graph, network(doc.tensor, graph), Thresholds())


def reader_of(nlp: Language) -> ReaderNetwork | None:
    """The reader that came with a pipeline, if any."""
    for _, pipe in nlp.pipeline:
        weights = getattr(pipe, "reader", None)
        if weights:
            return ReaderNetwork(weights)
    return None
