"""The only home of dependency labels and tags: a parsed Doc as plain lists, and what grammar says about them.

A Universal Dependencies parse with PTB tags is expected (https://universaldependencies.org). The parser errs in
about one arc of five, so every question has a second answer from word order where the first finds nothing. All
positions count tokens; `Parse.start` and `Parse.end` turn them into characters.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from spacy.attrs import DEP, ENT_TYPE, HEAD, IDX, LEMMA, LENGTH, POS, SENT_START, TAG

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from spacy.tokens import Doc

NOMINAL = frozenset({"NOUN", "PROPN"})
VERBAL = frozenset({"VERB", "AUX"})
SUBJECT = frozenset({"nsubj", "nsubj:pass", "nsubj:outer", "csubj", "csubj:pass"})
CORE = frozenset({"nsubj", "nsubj:pass", "nsubj:outer", "obj", "iobj", "root", "ROOT", "obl:agent"})
# Edges over which a verb without a subject takes that of the verb above it.
SHARED_SUBJECT = frozenset({"conj", "xcomp", "advcl", "parataxis"})
# Edges that close a clause off from what stands above it.
CLAUSE_EDGE = frozenset({"acl:relcl", "advcl", "ccomp", "parataxis", "advcl:relcl", "root", "ROOT"})
BE_FORMS = frozenset({"be", "is", "are", "was", "were", "been", "being", "'s", "’s", "'re", "get", "gets", "got"})
COORDINATORS = frozenset({"and", "or", "&", ",", "plus", ";", "as", "well"})
# A preposition before a number that measures it, and governs nothing: "over 300 tents", "up to 5 tons".
MEASURING = frozenset({"over", "about", "around", "under", "than", "between", "above", "below", "nearly", "up", "to"})
SKIPPED_BEFORE_PHRASE = frozenset({"“", '"', "(", "‘", "'", "some", "all", "both", "either"})
PREPOSITIONS = frozenset({"to", "for", "by", "with", "via", "from", "of", "in", "into", "on", "at"})
CONJUNCTIONS = frozenset(
    {
        "that",
        "while",
        "whereas",
        "if",
        "because",
        "although",
        "though",
        "whether",
        "when",
        "where",
        "unless",
        "and",
        "or",
        "but",
    }
)
LONGEST_SENTENCE = 400  # tokens; what runs on longer is a table or has lost its stops, and is cut to stay linear
BULLETS = frozenset("*•·»▪■●‣◦–—-")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A noun phrase without what follows its head noun: tokens `start` to `end`, head `root`.

    `case` is the preposition that governs it, also by inheritance in a list ("to A and B"); `listed` tells that
    case and function come from the phrase before it in the list.
    """

    start: int
    end: int
    root: int
    case: str = ""
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Parse:
    """A Doc as plain lists, one entry a token: many times faster to ask than Token objects."""

    text: str
    start: list[int]
    end: list[int]
    lower: list[str]
    lemma: list[str]
    pos: list[str]
    tag: list[str]
    dep: list[str]
    head: list[int]
    entity: list[str]
    sent: list[int]  # number of the sentence a token stands in
    sents: list[tuple[int, int]]
    children: list[list[int]] = field(repr=False)

    def __len__(self) -> int:
        return len(self.start)

    def words(self, start: int, end: int) -> str:
        """The text of the tokens from `start` to `end`, as it stands in the article."""
        return self.text[self.start[start] : self.end[end - 1]] if start < end else ""

    def token_at(self, char: int) -> int:
        """The token that holds the character, or the next one after it; `len(self)` past the end."""
        low, high = 0, len(self.start)
        while low < high:
            middle = (low + high) // 2
            if self.end[middle] <= char:
                low = middle + 1
            else:
                high = middle
        return low


def read_parse(doc: Doc | Parse) -> Parse:
    """The Doc's layers as lists. A Parse passes through, so that a caller may read it once for all stages."""
    if isinstance(doc, Parse):
        return doc
    strings = doc.vocab.strings
    names: dict[int, str] = {0: ""}

    def column(position: int) -> list[str]:
        values = rows[position]
        for value in set(values):
            if value not in names:
                names[value] = strings[value]
        return [names[value] for value in values]

    if not len(doc):
        return Parse("", [], [], [], [], [], [], [], [], [], [], [], [])
    table = doc.to_array([LEMMA, POS, TAG, DEP, ENT_TYPE, HEAD, SENT_START, IDX, LENGTH])
    rows = [table[:, i].tolist() for i in range(5)]
    signed = table.astype("int64")
    lemma, pos, tag, dep, entity = (column(i) for i in range(5))
    size = len(lemma)
    head = (signed[:, 5] + range(size)).tolist()
    start = signed[:, 7].tolist()
    end = (signed[:, 7] + signed[:, 8]).tolist()
    text = doc.text
    lower = [text[a:b].lower() for a, b in zip(start, end, strict=True)]
    for i, word in enumerate(lower):
        if word.isspace():
            pos[i] = tag[i] = "SPACE"  # a tagger may take a line break for a name
            entity[i] = ""
    sent, sents = _sentences(text, signed[:, 6].tolist(), start, end, lower)
    children: list[list[int]] = [[] for _ in range(size)]
    for i, above in enumerate(head):
        if above == i or sent[above] != sent[i]:
            head[i] = i
        else:
            children[above].append(i)
    lemma = [word.lower() if word else form for word, form in zip(lemma, lower, strict=True)]
    return Parse(text, start, end, lower, lemma, pos, tag, dep, head, entity, sent, sents, children)


def _sentences(
    text: str, marks: list[int], start: list[int], end: list[int], lower: list[str]
) -> tuple[list[int], list[tuple[int, int]]]:
    """Sentence numbers and bounds: the pipeline's, cut once more at blank lines and before bullets."""
    sent, bounds, first = [], [], 0
    for i, mark in enumerate(marks):
        if i and i != first:
            between = lower[i - 1] if lower[i - 1].isspace() else text[end[i - 1] : start[i]]
            broken = "\n" in between and (between.count("\n") > 1 or lower[i][:1] in BULLETS)
            if mark == 1 or broken or i - first >= LONGEST_SENTENCE:
                bounds.append((first, i))
                first = i
        sent.append(len(bounds))
    bounds.append((first, len(marks)))
    return sent, bounds


# ------------------------------------------------------------------ going up and down
def ancestors(parse: Parse, token: int) -> Iterator[int]:
    """The heads above a token, nearest first. Ends also in a broken tree."""
    seen = 0
    while parse.head[token] != token and seen < 200:
        token = parse.head[token]
        seen += 1
        yield token


def conjuncts(parse: Parse, token: int) -> list[int]:
    """The token and all that is coordinated with it below it, in order."""
    found, stack = [token], [token]
    while stack:
        for child in parse.children[stack.pop()]:
            if parse.dep[child] == "conj":
                found.append(child)
                stack.append(child)
    return sorted(found)


def first_conjunct(parse: Parse, token: int) -> int:
    """The token that heads the coordination a token stands in."""
    for _ in range(100):
        if parse.dep[token] != "conj" or parse.head[token] == token:
            break
        token = parse.head[token]
    return token


def subtree_span(parse: Parse, token: int) -> tuple[int, int]:
    """First token and end of all that hangs on a token."""
    low = high = token
    stack = [token]
    while stack:
        for child in parse.children[stack.pop()]:
            low, high = min(low, child), max(high, child)
            stack.append(child)
    return low, high + 1


def governing_clause(parse: Parse, token: int) -> int:
    """The verb (or other predicate) of the clause that a token stands in."""
    if parse.pos[token] in VERBAL:
        return token
    for above in ancestors(parse, token):
        if parse.pos[above] in VERBAL:
            return above
        token = above
    return token


# ------------------------------------------------------------------ verbs
def is_passive(parse: Parse, verb: int) -> bool:
    """True for "were sent", "has been sent", and the bare participle of "tents sent by Japan"."""
    for child in parse.children[verb]:
        if parse.dep[child] in ("aux:pass", "nsubj:pass", "csubj:pass", "obl:agent"):
            return True
    tag, form = parse.tag[verb], parse.lower[verb]
    if form.endswith("ing") or tag in ("VB", "VBP", "VBZ", "VBG"):
        return False
    auxiliary = _auxiliary_before(parse, verb)
    if auxiliary in BE_FORMS:
        return True
    if auxiliary:
        return False
    if has_subject(parse, verb):
        return False
    follows_by = verb + 1 < len(parse) and parse.lower[verb + 1] == "by"
    return follows_by or (tag == "VBN" and parse.dep[verb].startswith("acl"))


def _auxiliary_before(parse: Parse, verb: int) -> str:
    """The last auxiliary before a verb, over adverbs: "was" of "was finally sent", "have" of "have now sent"."""
    for i in range(verb - 1, max(verb - 5, -1), -1):
        form = parse.lower[i]
        if form in BE_FORMS or parse.pos[i] == "AUX" or form in ("has", "have", "had", "having"):
            return form
        if parse.pos[i] not in ("ADV", "PART") and form not in ("not", "n't", "all", "both", "also"):
            return ""
    return ""


def auxiliaries(parse: Parse, verb: int) -> list[str]:
    """The words that carry tense and mood of a verb, in order: ["will", "be"], ["is", "to"], ["has", "been"]."""
    found = []
    for i in range(verb - 1, max(verb - 7, -1), -1):
        form = parse.lower[i]
        if parse.pos[i] == "AUX" or form in BE_FORMS or form in ("to", "has", "have", "had", "having", "'ll", "’ll"):
            found.append(form)
        elif parse.pos[i] not in ("ADV", "PART") and form not in ("not", "n't", "n’t", "all", "both", "also", "each"):
            break
    # A question or a subject between auxiliary and verb: "will Japan give".
    for child in parse.children[verb]:
        if parse.dep[child] in ("aux", "aux:pass") and child < verb and parse.lower[child] not in found:
            found.append(parse.lower[child])
    return found[::-1]


def has_subject(parse: Parse, verb: int) -> bool:
    """True where the parse gives the verb a subject of its own."""
    return any(parse.dep[child] in SUBJECT for child in parse.children[verb])


def subject_of(parse: Parse, verb: int) -> int | None:
    """The head of the verb's subject; for "to give", "sent" after "and", "giving" that of the verb above.

    The object controls after verbs that ask ("urged Japan to give"): the caller's cues judge those.
    """
    for _ in range(6):
        for child in parse.children[verb]:
            if parse.dep[child] in SUBJECT:
                return child
        above, edge = parse.head[verb], parse.dep[verb]
        if above == verb:
            return None
        if edge.startswith("acl"):
            return above
        if edge not in SHARED_SUBJECT:
            return None
        verb = above
    return None


# ------------------------------------------------------------------ noun phrases
def noun_chunks(doc: Doc | Parse, breaks: Collection[int] = ()) -> list[Chunk]:
    """Noun phrases up to their head noun, in order, found by tags and cut by the parse.

    Possessors belong to the phrase of what they possess ("Kenya's oldest clinic"); what follows the head ("of rice")
    is a phrase of its own. "gave the clinic beds" gives two, by the parse or by the second determiner or number.
    `breaks` are tokens that no phrase may hold, whatever their tags: verbs that the caller knows better.
    """
    parse = read_parse(doc)
    pos, lower, tag = parse.pos, parse.lower, parse.tag
    chunks: list[Chunk] = []
    size, i = len(parse), 0
    while i < size:
        if i in breaks or not _opens(parse, i):
            i += 1
            continue
        start, number = i, parse.sent[i]
        root = -1
        while i < size and parse.sent[i] == number and i not in breaks:
            kind = pos[i]
            if i > start and (parse.entity[i] == "DATE") != (parse.entity[i - 1] == "DATE") and root == i - 1:
                break  # "Karachi | Friday"
            if kind == "PRON" and tag[i] != "PRP$":
                if i > start:
                    break
                i += 1
                root = start
                break
            if kind in NOMINAL:
                if root >= 0 and root == i - 1 and _divides(parse, root, i):
                    break
                root = i
            elif kind in ("DET", "NUM", "PRON", "SYM") and root >= 0:
                # "Mi - 17 helicopters", "B 737" keep their figure; "the clinic 20 beds" does not.
                lone = i + 1 >= size or pos[i + 1] not in ("NUM", "SYM", "NOUN", "PROPN", "ADJ", "ADP")
                if kind == "NUM" and root == i - 1 and pos[root] == "PROPN" and lone:
                    root = i
                else:
                    break
            elif tag[i] == "POS":
                if root < 0:
                    break
                root = -2 - root  # the head comes later
            elif kind == "ADJ" or (kind == "VERB" and tag[i] in ("VBN", "VBG") and _modifies(parse, i)):
                if root >= 0 and not _noun_follows(parse, i):
                    break
                if root >= 0 and root == i - 1 and _divides(parse, root, i):
                    break
            elif lower[i] in ("-", "–", "/", "&") and i + 1 < size and i > start and _tight(parse, i):
                pass
            elif lower[i] == "only" and i > start and tag[i - 1] == "POS":
                pass
            elif kind == "ADV" and root < 0 and i + 1 < size and (pos[i + 1] in ("ADJ", "NUM") or tag[i + 1] == "VBN"):
                pass
            elif kind not in ("DET", "NUM", "PRON", "SYM"):
                break
            i += 1
        end = i
        if root < -1:
            root = -2 - root
            end = root + 1
        if root >= 0:
            if pos[end - 1] not in NOMINAL and pos[end - 1] != "NUM":
                end = root + 1
            i = max(end, start + 1)
            chunks.append(Chunk(start, end, root))
        else:
            i = max(i, start + 1)
    return _with_case(parse, chunks)


def _opens(parse: Parse, i: int) -> bool:
    kind = parse.pos[i]
    if kind in ("DET", "ADJ", "NUM", "NOUN", "PROPN", "PRON"):
        return True
    return kind == "VERB" and parse.tag[i] in ("VBN", "VBG") and _modifies(parse, i) and _noun_follows(parse, i)


def _modifies(parse: Parse, i: int) -> bool:
    """A participle used as an adjective: "tinned fish", "mine-clearing machines"."""
    return parse.dep[i] in ("amod", "compound") or (
        parse.head[i] > i and parse.dep[i] not in ("csubj", "advcl", "ccomp")
    )


def _noun_follows(parse: Parse, i: int) -> bool:
    return i + 1 < len(parse) and (
        parse.pos[i + 1] in NOMINAL or parse.pos[i + 1] == "ADJ" or parse.lower[i + 1] in ("-", "–")
    )


def _tight(parse: Parse, i: int) -> bool:
    return parse.end[i - 1] == parse.start[i] and i + 1 < len(parse) and parse.end[i] == parse.start[i + 1]


def _divides(parse: Parse, left: int, right: int) -> bool:
    """Two nouns side by side that are two phrases: "gave Rivne coats". The parse has to say so."""
    if parse.dep[left] == "iobj":
        return True
    return parse.dep[left] in CORE and parse.head[left] < left and parse.dep[right] in ("obj", "amod", "compound")


def _with_case(parse: Parse, chunks: list[Chunk]) -> list[Chunk]:
    """Adds to each phrase the preposition that governs it; in a list the later ones take the first one's."""
    out: list[Chunk] = []
    for chunk in chunks:
        case, listed = case_before(parse, chunk.start), False
        i = chunk.start - 1
        if not case and out and i >= 0 and parse.lower[i] in COORDINATORS:
            last = out[-1]
            related = parse.dep[chunk.root] in ("conj", "appos", "flat", "list")
            if (
                related
                and chunk.start - last.end <= 3
                and parse.sent[i] == parse.sent[chunk.start]
                and all(word in COORDINATORS for word in parse.lower[last.end : chunk.start])
            ):
                case, listed = last.case, True
        out.append(Chunk(chunk.start, chunk.end, chunk.root, case, listed))
    return out


def case_before(parse: Parse, start: int) -> str:
    """The preposition before a phrase that begins at `start`; what only measures its number ("over 300") is none."""
    i = start - 1
    while i >= 0 and parse.lower[i] in SKIPPED_BEFORE_PHRASE:
        i -= 1
    if i >= 1 and parse.lower[i] == "least" and parse.lower[i - 1] == "at":
        i -= 2
    if parse.pos[start] in ("NUM", "SYM") or parse.lower[start][:1] in "$€£¥":
        while i >= 0 and parse.lower[i] in MEASURING:
            if parse.lower[i] == "to":
                if not i or parse.lower[i - 1] != "up":
                    break
                i -= 1
            elif parse.lower[i] == "than":
                i -= 1
            i -= 1
    if i < 0 or parse.sent[i] != parse.sent[start]:
        return ""
    word = parse.lower[i]
    if word in CONJUNCTIONS:
        return ""
    return word if parse.pos[i] in ("ADP", "SCONJ") or word in PREPOSITIONS else ""
