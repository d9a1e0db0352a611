"""The spaCy component: one run of the encoder, then every ordinary annotation of the Doc.

It writes `tag`, `pos`, `morph`, `lemma`, `dep`, `head`, sentence starts, `ents`, `doc.spans["aid"]` (DONOR, RECIPIENT,
ITEM) and `doc.tensor` (a row of 384 numbers for each token), which the reader takes its scores from.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy import util
from spacy.attrs import DEP, HEAD, IDX, IS_SPACE, LEMMA, MORPH, POS, TAG
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.vocab import Vocab

from aidextract.asides import body_words
from aidextract.decoding import AID_SPANS, bio_spans
from aidextract.encoder.heads import BLOCK, Floats, Ints, SyntaxHeads
from aidextract.encoder.lemmas import apply_lemma_rule
from aidextract.encoder.pieces import WordPieces
from aidextract.errors import PipelineError

AID_BIAS = 1.5  # taken off the score of "no span": the reader refuses what is too much, and cannot find what is missing
LONGEST_SENTENCE = 400  # words; a longer one is cut, since its tree takes memory by the square
_FILES = ("encoder.onnx", "heads.npz", "labels.json", "tokenizer.json")


@Language.factory(
    "aid_encoder",
    assigns=["token.tag", "token.pos", "token.morph", "token.lemma", "token.dep", "token.head", "token.is_sent_start",
             "doc.ents", "doc.spans", "doc.tensor"],
)  # fmt: skip
def make_encoder(nlp: Language, name: str) -> Encoder:
    """An empty component; its files come with the pipeline's folder."""
    return Encoder(nlp.vocab, name)


class Encoder:
    """Reads Docs on one core; the same text gives the same numbers in any batch."""

    def __init__(self, vocab: Vocab, name: str = "aid_encoder") -> None:
        self.vocab = vocab
        self.name = name
        self._files: dict[str, bytes] = {}

    # -------------------------------------------------------------- loading and saving
    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        return bytes(util.to_bytes({name: partial(self._files.__getitem__, name) for name in self._files}, exclude))

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> Encoder:
        files: dict[str, bytes] = {}
        util.from_bytes(data, {name: partial(files.__setitem__, name) for name in _FILES}, exclude)
        return self._set(files)

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        folder = util.ensure_path(path)
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in self._files.items():
            (folder / name).write_bytes(data)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> Encoder:
        folder = util.ensure_path(path)
        missing = [n for n in _FILES if not (folder / n).is_file()]
        if missing:
            raise PipelineError(f"{folder} lacks {', '.join(missing)}: install the package again")
        try:
            return self._set({n: (folder / n).read_bytes() for n in _FILES})
        except PipelineError:
            raise
        except Exception as error:  # each reader has errors of its own for a damaged file
            problem = f"{type(error).__name__}: {error}"
            raise PipelineError(f"{folder} is damaged ({problem}): install the package again") from error

    def _set(self, files: dict[str, bytes]) -> Encoder:
        import io

        import onnxruntime as ort
        from tokenizers import Tokenizer

        self._files = files
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.enable_cpu_mem_arena = False  # the arena keeps the largest batch ever seen; without it no slower here
        self.session = ort.InferenceSession(files["encoder.onnx"], options, providers=["CPUExecutionProvider"])
        with np.load(io.BytesIO(files["heads.npz"])) as arrays:
            weights = {k: arrays[k].astype(np.float32) for k in arrays.files}
        labels: dict[str, list[str]] = json.loads(files["labels.json"])
        _must_have("labels.json", labels, ("aid", "dep", "lemma", "morph", "ner", "tag"))
        _must_have("heads.npz", weights, ("aid.weight", "aid.bias"))
        self.heads = SyntaxHeads({k.removeprefix("syntax."): v for k, v in weights.items() if k.startswith("syntax.")})
        self.aid = weights["aid.weight"].T.copy(), weights["aid.bias"]
        self.reader = {k.removeprefix("reader."): v for k, v in weights.items() if k.startswith("reader.")}
        self.ner, self.aid_labels, self.lemma_rules = labels["ner"], labels["aid"], labels["lemma"]
        self.pieces = WordPieces(Tokenizer.from_str(files["tokenizer.json"].decode()))
        add = self.vocab.strings.add
        self._tags = np.array([add(t) for t in labels["tag"]], dtype=np.uint64)
        self._deps = np.array([add(d) for d in labels["dep"]], dtype=np.uint64)
        pos, _, morph = zip(*(m.partition("/") for m in labels["morph"]), strict=True)
        self._morph = np.array([self.vocab.morphology.add(m) for m in morph], dtype=np.uint64)
        self._pos = np.array([_pos_id(p) for p in pos], dtype=np.uint64)
        self._root, self._dep, self._space = add("ROOT"), add("dep"), add("_SP")
        self._lemmas: dict[tuple[str, int], int] = {}
        for label in (*self.ner, *self.aid_labels):
            add(label[2:])
        return self

    def initialize(self, get_examples: Any = None, *, nlp: Language | None = None) -> None:
        """Nothing to initialise: the weights come from training outside spaCy."""

    # -------------------------------------------------------------- reading
    @contextmanager
    def memory_zone(self, mem: Any = None) -> Iterator[Any]:
        """For ``nlp.memory_zone()``: the strings behind the lemmas kept are gone at its end, and so must they be."""
        self._lemmas.clear()
        try:
            yield mem
        finally:
            self._lemmas.clear()

    def __call__(self, doc: Doc) -> Doc:
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 64) -> Iterator[Doc]:
        docs = iter(stream)
        while batch := list(islice(docs, batch_size)):
            for doc, words in zip(batch, self.vectors(batch), strict=True):
                self._annotate(doc, words)
            yield from batch

    def vectors(self, docs: list[Doc]) -> list[Floats]:
        """(tokens, 384) of each Doc."""
        if not self._files:
            raise PipelineError("aid_encoder has no weights: load a pipeline that has them with spacy.load")
        return [self._vectors_of(doc) for doc in docs]

    def _vectors_of(self, doc: Doc) -> Floats:
        """One window a run: int8 activations are scaled over a run, so in a batch texts would change each other."""
        out = np.zeros((len(doc), 384), dtype=np.float32)
        for w in self.pieces.windows([t.text for t in doc], body=body_words(doc.text, doc.to_array(IDX).tolist())):
            ids, case = np.array([w.ids], dtype=np.int64), np.array([w.case], dtype=np.int64)
            (hidden,) = self.session.run(["hidden"], {"ids": ids, "case": case})
            out[w.start : w.start + len(w.first)] = hidden[0, w.first]
        return out

    def _annotate(self, doc: Doc, words: Floats) -> None:
        doc.tensor = words  # type: ignore[assignment]  # float32, as spaCy's own tok2vec writes
        n = len(doc)
        if not n:
            return
        best = self._best(words)
        space = doc.to_array(IS_SPACE).astype(bool)
        starts = _sentence_starts(doc, best["sent"] == 1, space)
        bounds = [*np.flatnonzero(starts).tolist(), n]
        heads, deps = self._trees(words, space, list(zip(bounds[:-1], bounds[1:], strict=True)))
        columns = np.zeros((n, 6), dtype=np.uint64)
        columns[:, 0] = (heads - np.arange(n)).astype(np.int64).astype(np.uint64)
        columns[:, 1] = deps
        columns[:, 2] = np.where(space, np.uint64(self._space), self._tags[best["tag"]])
        columns[:, 3] = np.where(space, np.uint64(_pos_id("SPACE")), self._pos[best["morph"]])
        columns[:, 4] = np.where(space, np.uint64(self.vocab.morphology.add("")), self._morph[best["morph"]])
        columns[:, 5] = [self._lemma(t.text, r) for t, r in zip(doc, best["lemma"].tolist(), strict=True)]
        doc.from_array([HEAD, DEP, TAG, POS, MORPH, LEMMA], columns)  # type: ignore[arg-type]
        names = bio_spans(self._labels(best["ner"], self.ner, space))
        doc.set_ents([Span(doc, a, b, label=k) for a, b, k in names], default="outside")
        spans = bio_spans(self._labels(best[AID_SPANS], self.aid_labels, space))
        doc.spans[AID_SPANS] = [Span(doc, a, b, label=k) for a, b, k in spans]

    def _best(self, words: Floats) -> dict[str, Ints]:
        """The best label of each word, of all taggers and the aid spans, block by block."""
        parts: list[dict[str, Ints]] = []
        for i in range(0, len(words), BLOCK):
            block = words[i : i + BLOCK]
            parts.append({k: v.argmax(1) for k, v in self.heads.scores(block).items()})
            aid = block @ self.aid[0] + self.aid[1]
            aid[:, 0] -= AID_BIAS
            parts[-1][AID_SPANS] = aid.argmax(1)
        return {k: np.concatenate([p[k] for p in parts]) for k in parts[0]}

    def _trees(
        self, words: Floats, space: NDArray[np.bool_], sentences: list[tuple[int, int]]
    ) -> tuple[Ints, NDArray[np.uint64]]:
        """Trees over the words; white space hangs on the word before it, or on the first of its sentence."""
        heads, deps = np.arange(len(words)), np.full(len(words), self._dep, dtype=np.uint64)
        real = np.flatnonzero(~space)
        if len(real):
            where = np.cumsum(~space) - 1  # index among real words
            inner = []
            for a, b in sentences:
                count = int((~space[a:b]).sum())
                if count:
                    first = int(where[a] + (1 if space[a] else 0))
                    inner.append((first, first + count))
            h, d = self.heads.trees(words[real], inner)
            heads[real] = real[h]
            deps[real] = np.where(h == np.arange(len(h)), np.uint64(self._root), self._deps[d])
        for a, b in sentences:
            own = np.flatnonzero(~space[a:b])
            for i in range(a, b):
                if space[i] and len(own):
                    before = own[own < i - a]
                    heads[i] = a + (before[-1] if len(before) else own[0])
            if not len(own):
                heads[a:b] = a
                deps[a] = self._root
        return heads, deps

    @staticmethod
    def _labels(best: Ints, names: list[str], space: NDArray[np.bool_]) -> list[str]:
        """Label names; white space inside a name does not break it, at its edge it is no part of it."""
        labels = [names[i] for i in best.tolist()]
        for i in np.flatnonzero(space).tolist():
            after = labels[i + 1] if i + 1 < len(labels) else "O"
            before = labels[i - 1] if i else "O"
            labels[i] = after if after.startswith("I-") and before[2:] == after[2:] else "O"
        return labels

    def _lemma(self, form: str, rule: int) -> int:
        found = self._lemmas.get((form, rule))
        if found is None:
            found = self.vocab.strings.add(apply_lemma_rule(form, self.lemma_rules[rule]))
            if len(self._lemmas) < 50_000:
                self._lemmas[form, rule] = found
        return found

    def score(self, examples: Iterable[Example], **kwargs: Any) -> dict[str, Any]:
        from spacy.scorer import Scorer

        items = list(examples)
        out = dict(Scorer.score_token_attr(items, "tag", **kwargs))
        out |= Scorer.score_token_attr(items, "pos", **kwargs)
        out |= Scorer.score_token_attr(items, "lemma", **kwargs)
        out |= Scorer.score_deps(items, "dep", **kwargs)
        return out | Scorer.score_spans(items, "ents", **kwargs)


def _must_have(name: str, found: Iterable[str], keys: Iterable[str]) -> None:
    if missing := sorted(set(keys) - set(found)):
        raise PipelineError(f"{name} lacks {', '.join(missing)}: it is of another version, install the package again")


def _pos_id(name: str) -> int:
    from spacy.symbols import IDS

    return int(IDS.get(name, IDS["X"]))


def _sentence_starts(doc: Doc, starts: NDArray[np.bool_], space: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """A paragraph break always ends a sentence; white space never begins one, unless nothing else could."""
    starts = starts & ~space
    starts[0] = True
    for i in np.flatnonzero(space).tolist():
        if doc[i].text.count("\n") > 1:
            follow = i + 1
            while follow < len(starts) and space[follow]:
                follow += 1
            if follow < len(starts):
                starts[follow] = True
    last = 0
    for i in [*np.flatnonzero(starts).tolist(), len(starts)]:
        starts[last + LONGEST_SENTENCE : i : LONGEST_SENTENCE] = True
        last = i
    return starts

