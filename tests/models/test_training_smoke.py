"""The recipe of models/ from end to end, much too short to learn anything: both stages, export, loading, reading.

Everything is made here: a small random encoder in the form of the pretrained one, a tokenizer, two tiny treebanks. Only
the articles are from corpus/. And what runs at run time in numpy is held to what was trained in torch.
"""

from __future__ import annotations

import datetime as dt
import importlib
import json
import random
import shutil
import struct
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc, DocBin, Span
from spacy.vocab import Vocab

from aidextract import extract
from aidextract.encoder.heads import SyntaxHeads, best_tree
from aidextract.reader.graph import build_graph
from aidextract.reader.network import ReaderNetwork
from aidextract.records import (
    Argument,
    Candidate,
    DateMention,
    DateRange,
    ItemMention,
    Mentions,
    MoneyMention,
    PartyMention,
    QuantityMention,
)

REASON = "training needs {}: pip install -r models/requirements-train.txt"
torch = pytest.importorskip("torch", reason=REASON.format("torch"))
pytest.importorskip("onnx", reason=REASON.format("onnx"))
pytest.importorskip("onnxruntime.quantization", reason=REASON.format("onnxruntime and onnx"))

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "models" / "encoder"
MODULES = (
    "network", "data", "syntax_training", "alignment", "reader_network", "names", "reader_training", "export",
)  # fmt: skip
TEXT = "KISUMU - On Friday Finland gave the Lakeside Clinic 40 beds and 30,000 euros.\n\nThe beds came by lorry."
# The exporter that was measured is the older one of torch, which says so at every call.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def recipe() -> Iterator[SimpleNamespace]:
    """The training scripts as modules. They import one another by bare names, which are taken away again."""
    names = {name: sys.modules.pop(name) for name in MODULES if name in sys.modules}
    threads = torch.get_num_threads()
    sys.path.insert(0, str(SCRIPTS))
    try:
        yield SimpleNamespace(**{name: importlib.import_module(name) for name in MODULES})
    finally:
        sys.path.remove(str(SCRIPTS))
        for name in MODULES:
            sys.modules.pop(name, None)
        sys.modules.update(names)
        torch.set_num_threads(threads)


# ------------------------------------------------------------------ small inputs
SENTENCES = (  # word, lemma, tag, pos, head, dep
    "Lucy Lucy NNP PROPN 1 nsubj|mended mend VBD VERB 1 ROOT|two two CD NUM 3 nummod|roofs roof NNS NOUN 1 obj|"
    ". . . PUNCT 1 punct",
    "The the DT DET 1 det|boats boat NNS NOUN 2 nsubj|left leave VBD VERB 2 ROOT|Kisumu Kisumu NNP PROPN 2 obj|"
    ". . . PUNCT 2 punct",
    "Who who WP PRON 1 nsubj|feeds feed VBZ VERB 1 ROOT|the the DT DET 3 det|goats goat NNS NOUN 1 obj|"
    "? ? . PUNCT 1 punct",
)


def treebank(path: Path, *, docs: int, trees: bool) -> None:
    """Docs of all three sentences, with trees or with names alone."""
    vocab, bin_ = Vocab(), DocBin()
    for _ in range(docs):
        rows = [[w.split() for w in s.split("|")] for s in SENTENCES]
        flat = [w for s in rows for w in s]
        words = [w[0] for w in flat]
        if trees:
            starts = [sum(len(s) for s in rows[:i]) for i, s in enumerate(rows) for _ in s]
            doc = Doc(
                vocab, words=words, lemmas=[w[1] for w in flat], tags=[w[2] for w in flat], pos=[w[3] for w in flat],
                heads=[int(w[4]) + start for w, start in zip(flat, starts, strict=True)], deps=[w[5] for w in flat],
            )  # fmt: skip
        else:
            doc = Doc(vocab, words=words)
            names = {"Lucy": "PERSON", "Kisumu": "GPE"}
            doc.set_ents([Span(doc, t.i, t.i + 1, names[t.text]) for t in doc if t.text in names], default="outside")
        bin_.add(doc)
    bin_.to_disk(path)


def tokenizer(path: Path, texts: list[str]) -> int:
    """Writes an uncased word-piece tokenizer that knows the words of `texts`, else letters. Gives its size."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[unused1]"]
    normal, split = normalizers.BertNormalizer(), pre_tokenizers.BertPreTokenizer()
    words = {w for text in texts for w, _ in split.pre_tokenize_str(normal.normalize_str(text))}
    letters = sorted({c for w in words for c in w} | set("abcdefghijklmnopqrstuvwxyz0123456789"))
    pieces = dict.fromkeys([*special, *letters, *(f"##{c}" for c in letters), *sorted(words)])
    made = Tokenizer(models.WordPiece({p: i for i, p in enumerate(pieces)}, unk_token="[UNK]"))
    made.normalizer, made.pre_tokenizer = normal, split
    made.save(str(path))
    return len(pieces)


def pretrained(path: Path, vocab: int, network: object) -> None:
    """Writes random weights of the encoder's shape, named as in a Hugging Face BERT."""
    rng = np.random.default_rng(7)
    width, inner = network.WIDTH, network.INNER  # type: ignore[attr-defined]
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (vocab, width),
        "embeddings.position_embeddings.weight": (512, width),
        "embeddings.token_type_embeddings.weight": (2, width),
    }
    norms = ["embeddings.LayerNorm"]
    for i in range(network.LAYERS):  # type: ignore[attr-defined]
        layer = f"encoder.layer.{i}."
        norms += [layer + "attention.output.LayerNorm", layer + "output.LayerNorm"]
        for name, n_out, n_in in (
            ("attention.self.query", width, width), ("attention.self.key", width, width),
            ("attention.self.value", width, width), ("attention.output.dense", width, width),
            ("intermediate.dense", inner, width), ("output.dense", width, inner),
        ):  # fmt: skip
            shapes |= {layer + name + ".weight": (n_out, n_in), layer + name + ".bias": (n_out,)}
    arrays = {k: rng.normal(0, 0.05, s).astype(np.float32) for k, s in shapes.items()}
    arrays |= {n + ".weight": np.ones(width, dtype=np.float32) for n in norms}
    arrays |= {n + ".bias": np.zeros(width, dtype=np.float32) for n in norms}
    header, at = {}, 0
    for name, array in arrays.items():
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [at, at + array.nbytes]}
        at += array.nbytes
    head = json.dumps(header).encode()
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(head)) + head)
        for array in arrays.values():
            file.write(array.tobytes())


def articles(path: Path, count: int, held: int) -> list[str]:
    """Writes the shortest articles of corpus/ that have events, `held` of them to be held out. Gives their texts."""
    lines = [line for file in sorted((ROOT / "corpus").glob("*.jsonl")) for line in file.open(encoding="utf-8")]
    docs = sorted((d for d in map(json.loads, lines) if len(d["events"]) > 1), key=lambda d: len(d["text"]))[:count]
    for doc in docs[:held]:
        doc["id"] = f"t{doc['id']}"  # only such ids are ever held out
    path.write_text("".join(json.dumps(d) + "\n" for d in docs), encoding="utf-8")
    return [d["text"] for d in docs]


# ------------------------------------------------------------------ from nothing to events
@pytest.fixture(scope="module")
def trained(recipe: SimpleNamespace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with minilm/, data/, both stages' outputs and the exported pipeline/."""
    folder = tmp_path_factory.mktemp("recipe")
    minilm, data = folder / "minilm", folder / "data"
    minilm.mkdir(), data.mkdir()
    treebank(data / "gum_train.spacy", docs=4, trees=True)
    treebank(data / "gum_dev.spacy", docs=1, trees=True)
    treebank(data / "wikigold_train.spacy", docs=4, trees=False)
    texts = articles(folder / "articles.jsonl", 8, held=2)
    vocab = tokenizer(minilm / "tokenizer.json", [*texts, *(s.replace("|", " ") for s in SENTENCES)])
    pretrained(minilm / "model.safetensors", vocab, recipe.network)

    def run(script: str, *arguments: object) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", [f"{script}.py", *map(str, arguments)])
            getattr(recipe, script).main()

    one = ("--data", data, "--minilm", minilm, "--out", folder / "syntax", "--batch", 120)
    run("syntax_training", *one, "--steps", 2)
    run("syntax_training", *one, "--steps", 3)  # goes on where it stopped
    two = (
        "--stage-one", folder / "syntax", "--minilm", minilm, "--data", data, "--gold", folder / "articles.jsonl",
        "--batch", 600, "--threads", 1, "--mix", 1, "--held-out", 1,
    )  # fmt: skip
    run("reader_training", *two, "--out", folder / "draft", "--steps", 3)
    run("export", "--weights", folder / "draft", "--minilm", minilm, "--out", folder / "drafted")
    hints = ("--start", folder / "draft", "--frames", folder / "drafted")
    run("reader_training", *two, *hints, "--out", folder / "reader", "--steps", 2)
    run("export", "--weights", folder / "reader", "--minilm", minilm, "--out", folder / "pipeline")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)  # some 500 MB with the optimisers' states


def test_stages_learn_and_keep_a_log(trained: Path, recipe: SimpleNamespace) -> None:
    one = torch.load(trained / "syntax" / "last.pt", weights_only=True)
    two = torch.load(trained / "draft" / "last.pt", weights_only=True)
    three = torch.load(trained / "reader" / "last.pt", weights_only=True)
    start = recipe.network.read_safetensors(trained / "minilm" / "model.safetensors")
    assert (one["step"], two["step"], three["step"]) == (3, 3, 2)
    weights = [
        start["encoder.layer.0.output.dense.weight"],
        one["encoder"]["layers.0.down.weight"],
        two["encoder"]["layers.0.down.weight"],
        three["encoder"]["layers.0.down.weight"],
    ]
    for before, after in zip(weights, weights[1:], strict=False):
        moved = (before - after).abs().max().item()
        assert 0 < moved < 0.1
    log = [json.loads(line) for line in (trained / "syntax" / "log.jsonl").read_text().splitlines()]
    assert [entry["step"] for entry in log] == [2, 3]
    assert set(log[-1]["scores"]["gum_dev"]) >= {"tag", "morph", "lemma", "uas", "las"}
    assert all(0 <= score <= 100 for score in log[-1]["scores"]["gum_dev"].values())
    (entry,) = (json.loads(line) for line in (trained / "draft" / "log.jsonl").read_text().splitlines())
    assert set(entry["scores"]["held"]) >= {"event", "donor", "recipient", "status", "date", "quantity", "reach_item"}
    assert entry["scores"]["held"]["reach_party"] > 0


def test_exported_pipeline_reads_a_text(trained: Path) -> None:
    nlp = spacy.load(trained / "pipeline")
    doc = nlp(TEXT)
    labels = json.loads((trained / "syntax" / "labels.json").read_text())
    assert {t.tag_ for t in doc if not t.is_space} <= set(labels["tag"])
    assert doc.tensor.shape == (len(doc), 384)
    assert np.isfinite(doc.tensor).all()
    for sentence in doc.sents:
        assert sum(t.head == t for t in sentence) == 1
    # Three steps may have learned to refuse everything: this bias takes it all, so that there is something to see.
    reader = nlp.get_pipe("aid_encoder").reader
    reader["event.bias"] = reader["event.bias"] + np.array([20, 0, 0, 0, 0, 0], dtype=np.float32)
    result = extract(TEXT, published="2019-11-04", nlp=nlp)
    assert len(result) > 0
    assert any(event.amount == 30_000 for event in result)
    for event in result:
        assert event.evidence
        for proof in event.evidence:
            assert TEXT[proof.start : proof.end] == proof.text


def test_exported_pipeline_is_deaf_to_its_neighbours(trained: Path, tmp_path: Path) -> None:
    """The same text gives the same numbers alone, in a batch, and after saving and loading."""
    nlp = spacy.load(trained / "pipeline")
    alone = nlp(TEXT)
    together = list(nlp.pipe(["Rain.", TEXT, "", "More rain fell on the boats. " * 120]))[1]
    nlp.to_disk(tmp_path / "saved")
    again = spacy.load(tmp_path / "saved")(TEXT)
    copied = spacy.blank("en")
    copied.add_pipe("aid_encoder")
    for other in (together, again, copied.from_bytes(nlp.to_bytes())(TEXT)):
        assert np.array_equal(alone.tensor, other.tensor)
        assert [(t.tag_, t.lemma_, t.dep_, t.head.i) for t in alone] == [
            (t.tag_, t.lemma_, t.dep_, t.head.i) for t in other
        ]


def test_int8_is_close_to_float(trained: Path, recipe: SimpleNamespace) -> None:
    nlp = spacy.load(trained / "pipeline")
    component = nlp.get_pipe("aid_encoder")
    state = torch.load(trained / "reader" / "last.pt", weights_only=True)["encoder"]
    encoder = recipe.network.Encoder(len(state["word.weight"]))
    encoder.load_state_dict(state)
    encoder.eval()
    doc = nlp.make_doc(TEXT)
    (window,) = component.pieces.windows([t.text for t in doc])
    ids, case = torch.tensor([window.ids]), torch.tensor([window.case])
    with torch.no_grad():
        exact = encoder(ids, case, torch.ones_like(ids))[0, window.first].numpy()
    (near,) = component.vectors([doc])
    cosine = (exact * near).sum(1) / np.linalg.norm(exact, axis=1) / np.linalg.norm(near, axis=1)
    assert cosine.min() > 0.95


# ------------------------------------------------------------------ numpy is torch
def random_weights(module: object, scale: float = 0.15) -> dict[str, np.ndarray]:
    """Gives every parameter a random value (some begin as zeros, and would hide a difference)."""
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for parameter in module.parameters():  # type: ignore[attr-defined]
            parameter.copy_(torch.randn(parameter.shape, generator=generator) * scale)
    module.eval()  # type: ignore[attr-defined]
    return {k: v.numpy() for k, v in module.state_dict().items()}  # type: ignore[attr-defined]


def random_mentions(rng: random.Random, words: int) -> tuple[Mentions, list[int]]:
    """Mentions of all kinds on a text of `words` words of four letters and a blank, and the parties' numbers."""

    def span(rule: str) -> tuple[int, int, str, str]:
        a = rng.randrange(words)
        b = min(words, a + rng.randint(1, 4))
        return a * 5, b * 5 - 1, "word", rule

    day = dt.date(2020, 5, 1)
    rules = ("party.country", "ner.ORG", "ner.GPE", "party.org", "reader.DONOR", "other")
    parties = [PartyMention(*span(rng.choice(rules)), name="x") for _ in range(rng.randint(0, 9))]
    days = [None, *(DateRange(day, day + dt.timedelta(n)) for n in range(3))]
    found = Mentions(
        parties=tuple(parties),
        items=tuple(ItemMention(*span("item")) for _ in range(rng.randint(0, 6))),
        money=tuple(MoneyMention(*span("money"), rng.choice([None, Decimal(5)])) for _ in range(rng.randint(1, 4))),
        quantities=tuple(
            QuantityMention(*span("quantity"), Decimal(7), unit=rng.choice([None, "t"]))
            for _ in range(rng.randint(0, 5))
        ),
        dates=tuple(DateMention(*span("date"), rng.choice(days)) for _ in range(rng.randint(0, 4))),
    )
    return found, [rng.randrange(max(1, len(parties))) for _ in parties]


@pytest.mark.parametrize("seed", range(6))
def test_reader_network_gives_the_same_numbers(recipe: SimpleNamespace, seed: int) -> None:
    rng = random.Random(seed)
    torch.manual_seed(seed)
    reader = recipe.reader_network.Reader()
    weights = random_weights(reader)
    n = rng.randint(20, 90)
    words = [rng.choice(["word", "word", "word", "."]) for _ in range(n)]
    mentions, groups = random_mentions(rng, n)
    told = []
    if mentions.parties and mentions.items:
        arguments = (Argument("item", mentions.items[0], "frame"), Argument("donor", mentions.parties[0], "frame"))
        told = [Candidate(arguments, "committed", "frame")]
    graph = build_graph(words, [i * 5 for i in range(n)], mentions, groups, told)
    vectors = torch.randn(n, recipe.network.WIDTH)
    with torch.no_grad():
        wanted = recipe.reader_training.read(reader, vectors, graph)
    got = ReaderNetwork(weights)(vectors.numpy(), graph)
    anchor = (wanted["anchor"] + wanted["anchor"].transpose(0, 1)) / 2
    pairs = {
        "event": wanted["event"][:, 0], "status": wanted["event"][:, 1:5], "aggregate": wanted["event"][:, 5],
        "no_date": wanted["none"][:, 0], "no_quantity": wanted["none"][:, 1],
        "no_party": wanted["none"][:, 2:], "same_event": anchor[..., 0], "same_thing": anchor[..., 1],
    }  # fmt: skip
    if "party" in wanted:
        pairs["party"] = wanted["party"]
    for name in ("date", "quantity"):
        if name in wanted:
            pairs[name] = wanted[name][..., 0]
    for name, expected in pairs.items():
        np.testing.assert_allclose(getattr(got, name), expected.numpy(), rtol=2e-4, atol=2e-4, err_msg=name)
    assert got.party.shape == (len(graph.anchors), len(graph.parties), 3)
    assert got.date.shape == (len(graph.anchors), len(graph.dates))


def test_syntax_heads_give_the_same_numbers(recipe: SimpleNamespace) -> None:
    torch.manual_seed(1)
    sizes = {"tag": 9, "morph": 11, "lemma": 7, "sent": 2, "ner": 19, "dep": 8}
    module = recipe.network.SyntaxHeads(sizes)
    heads = SyntaxHeads(random_weights(module))
    words = torch.randn(23, recipe.network.WIDTH)
    sentences = [(0, 9), (9, 10), (10, 23)]
    with torch.no_grad():
        tags = module.tags(words)
        arcs = [module.arcs(words[None, a:b])[0].numpy() for a, b in sentences]
        wanted = np.concatenate([a + best_tree(s) for (a, _), s in zip(sentences, arcs, strict=True)])
        labels = module.labels(words, words[torch.from_numpy(wanted)]).argmax(-1).numpy()
    got = heads.scores(words.numpy())
    assert set(got) == set(tags) == set(sizes) - {"dep"}
    for name, expected in tags.items():
        np.testing.assert_allclose(got[name], expected.numpy(), rtol=1e-4, atol=1e-4, err_msg=name)
    found, dep = heads.trees(words.numpy(), sentences)
    assert found.tolist() == wanted.tolist()
    assert dep.tolist() == labels.tolist()


def test_gradients_of_several_processes_are_averaged(recipe: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    seen, unseen = torch.nn.Parameter(torch.ones(2, 2)), torch.nn.Parameter(torch.ones(3))
    seen.grad = torch.full((2, 2), 3.0)
    others = torch.arange(7.0)  # the gradients of the other process
    monkeypatch.setattr(recipe.reader_training.dist, "all_reduce", lambda flat: flat.add_(others))
    recipe.reader_training.average_gradients([seen, unseen], 2)
    assert seen.grad.tolist() == [[1.5, 2.0], [2.5, 3.0]]
    assert unseen.grad.tolist() == [2.0, 2.5, 3.0]
