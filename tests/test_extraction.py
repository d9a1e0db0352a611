"""One Doc to events, both ways: by frames over a parse, and by the reader over scores that a test writes.

Docs are built by hand, and the network is one that says yes or no as told: what is tested is the way from one stage to
the next.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from aidextract import extraction
from aidextract.decoding import AID_SPANS
from aidextract.errors import PipelineError
from aidextract.extraction import read_doc, reader_of
from aidextract.options import Options
from aidextract.reader.graph import Graph
from aidextract.reader.network import Scores
from aidextract.records import STATUSES, AidEvent, Article, Rejected

GIFT = """
Norway PROPN nsubj 1
donated VERB root 1 donate
40 NUM nummod 4
hospital NOUN compound 4
beds NOUN obj 1 bed
to ADP case 6
Peru PROPN obl 1
in ADP case 8
May PROPN obl 1
. PUNCT punct 1
"""
APPEAL = """
Peru PROPN nsubj 1
urged VERB root 1 urge
Norway PROPN obj 1
to PART mark 4
donate VERB xcomp 1 donate
40 NUM nummod 6
beds NOUN obj 4 bed
. PUNCT punct 1
"""
DENIAL = """
Norway PROPN nsubj 4
did AUX aux 4 do
not PART advmod 4
ever ADV advmod 4
donate VERB root 4
40 NUM nummod 6
beds NOUN obj 4 bed
. PUNCT punct 4
"""
HEADING = """
On ADP case 1
beds NOUN root 1 bed
and CCONJ cc 3
tents NOUN conj 1 tent
"""  # no trigger


@pytest.fixture
def nlp() -> Language:
    return spacy.blank("en")


def facts(event: AidEvent) -> dict[str, Any]:
    return {
        "donors": [p.country for p in event.donors],
        "items": [(i.item, i.quantity) for i in event.items],
        "recipients": [p.country for p in event.recipients],
        "date": str(event.date) if event.date else None,
        "status": event.status,
    }


GIVEN = {
    "donors": ["NO"], "items": [("hospital beds", 40)], "recipients": ["PE"], "date": "2023-05-01/2023-05-31",
    "status": "delivered",
}  # fmt: skip


def read(doc: Doc, nlp: Language, **options: Any) -> tuple[list[AidEvent], list[Rejected]]:
    events, rejected = read_doc(doc, Article(doc.text, dt.date(2023, 6, 16)), Options(**options), nlp)
    for e in (e for event in events for e in event.evidence):
        assert doc.text[e.start : e.end] == e.text
    for r in rejected:
        assert doc.text[r.start : r.end] == r.text
    return events, rejected


# ------------------------------------------------------------------ by frames
@pytest.mark.parametrize("finder", ["auto", "frames"])
def test_frames_read_any_pipeline_that_parses(make_doc: Any, nlp: Language, finder: str) -> None:
    [event], rejected = read(make_doc(GIFT), nlp, finder=finder)
    assert facts(event) == GIVEN
    assert rejected == []
    assert {e.field: e.text for e in event.evidence} == {
        "donors[0]": "Norway", "recipients[0]": "Peru", "items[0].item": "hospital beds", "items[0].quantity": "40",
        "date": "May", "status": "donated",
    }  # fmt: skip


def test_what_a_cue_refuses_is_told(make_doc: Any, nlp: Language) -> None:
    events, [rejected] = read(make_doc(APPEAL), nlp)
    assert events == []
    assert (rejected.text, rejected.reason) == ("beds", "requested")
    assert "cue." in rejected.rule


def test_a_retelling_is_one_event(make_doc: Any, nlp: Language) -> None:
    rows = GIFT.strip().splitlines()
    again = [" ".join([*cells[:3], str(int(cells[3]) + len(rows)), *cells[4:]]) for cells in map(str.split, rows)]
    [event], _ = read(make_doc("\n".join([*rows, "", *again])), nlp)
    assert facts(event) == GIVEN


@pytest.mark.parametrize("rows", ["Norway PROPN root 0", ". PUNCT root 0", "40 NUM nummod 1\nbeds NOUN root 1 bed"])
def test_texts_without_a_transfer(make_doc: Any, nlp: Language, rows: str) -> None:
    assert read(make_doc(rows), nlp) == ([], [])


def test_an_empty_doc(nlp: Language) -> None:
    assert read(nlp(""), nlp) == ([], [])


def test_the_reader_needs_its_pipeline(make_doc: Any, nlp: Language) -> None:
    nlp.add_pipe("sentencizer")
    with pytest.raises(PipelineError, match=r"finder='reader' needs .* got \['sentencizer'\]"):
        read(make_doc(GIFT), nlp, finder="reader")


# ------------------------------------------------------------------ by the reader
def scores_of(graph: Graph, given: float, **yes: list[int]) -> Scores:
    """All anchors get `given`; `yes` lists the parties of each role, and the dates and numbers that belong to all."""
    n, parties, dates, numbers = (len(x) for x in (graph.anchors, graph.parties, graph.dates, graph.quantities))
    no = lambda *shape: np.full(shape, -5, dtype=np.float32)  # noqa: E731
    scores = Scores(
        event=no(n) + 5 + given, status=no(n, 4), aggregate=no(n), no_date=no(n) + 5, no_quantity=no(n) + 5,
        no_party=no(n, 2),
        party=no(n, parties, 3), date=no(n, dates), quantity=no(n, numbers), same_event=no(n, n), same_thing=no(n, n),
    )  # fmt: skip
    scores.status[:, STATUSES.index("delivered")] = 5
    for r, role in enumerate(("donor", "recipient", "location")):
        scores.party[:, yes.get(role, []), r] = 5
    scores.date[:, yes.get("date", [])] = 5
    scores.quantity[:, yes.get("quantity", [])] = 5
    return scores


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Graph]]:
    """Puts a network in place that answers with `scores_of`; gives the graphs that it was asked about."""

    def install(given: float, **yes: list[int]) -> list[Graph]:
        asked: list[Graph] = []

        def network(words: Any, graph: Graph) -> Scores:
            assert words.dtype == np.float32
            asked.append(graph)
            return scores_of(graph, given, **yes)

        network.calibration = {}  # type: ignore[attr-defined]
        monkeypatch.setattr(extraction, "reader_of", lambda nlp: network)
        return asked

    return install


def marked(doc: Doc, start: int = 3, end: int = 5) -> Doc:
    end = min(end, len(doc))
    doc.spans[AID_SPANS] = [Span(doc, start, end, label="ITEM")]
    doc.tensor = np.zeros((len(doc), 8), dtype="f")
    return doc


@pytest.mark.parametrize("finder", ["auto", "reader"])
def test_the_reader_decides(make_doc: Any, nlp: Language, use: Any, finder: str) -> None:
    asked = use(5, donor=[0], recipient=[1], date=[0], quantity=[0])
    [event], rejected = read(marked(make_doc(GIFT)), nlp, finder=finder)
    assert facts(event) == GIVEN
    assert (rejected, event.rule) == ([], "reader")
    assert [n.mention.text for n in asked[0].anchors] == ["hospital beds"]
    assert {e.field: (e.text, e.rule) for e in event.evidence}["status"] == ("donated", "reader")


def test_what_the_reader_doubts_is_told_with_its_score(make_doc: Any, nlp: Language, use: Any) -> None:
    use(-1)
    events, [rejected] = read(marked(make_doc(HEADING)), nlp)
    assert events == []
    assert (rejected.text, rejected.reason, rejected.rule) == ("tents", "no transfer", "reader 0.27")


def test_what_the_reader_is_sure_is_nothing_is_not_told(make_doc: Any, nlp: Language, use: Any) -> None:
    use(-5)
    assert read(marked(make_doc(HEADING)), nlp) == ([], [])


def test_what_only_the_frames_take_for_a_transfer_is_told_once(make_doc: Any, nlp: Language, use: Any) -> None:
    use(-1)
    events, [rejected] = read(marked(make_doc(GIFT)), nlp)
    assert events == []
    assert (rejected.text, rejected.reason) == ("hospital beds", "no transfer")


def test_a_cue_in_the_sentence_explains_the_doubt(make_doc: Any, nlp: Language, use: Any) -> None:
    use(-1)
    events, [rejected] = read(marked(make_doc(APPEAL), 6, 7), nlp)
    assert events == []
    assert (rejected.text, rejected.reason) == ("beds", "requested")
    assert "cue." in rejected.rule


def test_what_became_an_event_is_not_refused_as_well(make_doc: Any, nlp: Language, use: Any) -> None:
    use(5)
    [event], rejected = read(marked(make_doc(APPEAL), 6, 7), nlp)
    assert event.item == "beds"
    assert rejected == []


def test_what_the_text_denies_is_no_event_however_sure_the_reader(make_doc: Any, nlp: Language, use: Any) -> None:
    use(5, donor=[0])
    events, [rejected] = read(marked(make_doc(DENIAL), 6, 7), nlp)
    assert events == []
    assert (rejected.text, rejected.reason) == ("beds", "negated")


def test_without_goods_and_sums_the_network_is_not_asked(make_doc: Any, nlp: Language, use: Any) -> None:
    asked = use(5)
    assert read(make_doc(HEADING), nlp) == ([], [])
    assert asked == []


def test_frames_can_be_asked_for_although_there_is_a_reader(make_doc: Any, nlp: Language, use: Any) -> None:
    asked = use(5)
    [event], _ = read(marked(make_doc(GIFT)), nlp, finder="frames")
    assert facts(event) == GIVEN
    assert event.rule != "reader"
    assert asked == []


def test_status_without_a_trigger_stands_with_the_goods(make_doc: Any, nlp: Language, use: Any) -> None:
    use(5)
    [event], _ = read(marked(make_doc(HEADING)), nlp)
    assert [(e.field, e.text) for e in event.evidence] == [("items[0].item", "tents"), ("status", "tents")]


def test_a_pipeline_without_reader(nlp: Language) -> None:
    assert reader_of(nlp) is None
    nlp.add_pipe("sentencizer")
    assert reader_of(nlp) is None
