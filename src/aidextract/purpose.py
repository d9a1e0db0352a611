"""What aid is for, in the text's words: "gave $2 million to Samoa to rebuild a bridge" → "rebuild a bridge".

Grammar reads on from the goods or the sum of a transfer, in the order of the words, because the parse often hangs a
phrase with "for" on the wrong word; it is asked only where a phrase ends. What is found is short: a noun or a verb
with what belongs to it. In doubt nothing is said. The words behind it stand in `data/frames.toml`, `purpose_...`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aidextract.lexicon import load_frames
from aidextract.mentions.items import singular
from aidextract.mentions.money import load_currencies
from aidextract.records import Argument, Candidate, Mention
from aidextract.syntax import NOMINAL, SUBJECT, VERBAL, Parse

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST = 10  # words of a purpose
_FARTHEST = 45  # tokens from the goods to their purpose
_ALL_OF_ONE_NAME = frozenset("GPE NORP PERSON ORG LOC DATE TIME MONEY PERCENT CARDINAL ORDINAL".split())
_ENDS = frozenset({";", "•", "|", "»", "*", "–", "—", "--", ":", "?", "!"})
_SIGNS = frozenset("$€£¥₹")
_OPEN, _CLOSE = frozenset("(["), frozenset(")]")
_RELATIVE = frozenset({"which", "who", "whose", "where", "when", "while", "that"})
_DETERMINERS = frozenset({"the", "a", "an", "its", "their", "his", "her", "our", "some", "any", "“", '"', "'", "‘"})
_MARK_PREPOSITIONS = frozenset({"for", "to", "towards", "toward", "at", "on", "into", "aside"})
_PARTICLES = frozenset({"up", "out", "off", "down", "back", "over"})
_OWNED = frozenset({"'s", "’s", "'", "’"})
_REFERRING = frozenset({"same", "such", "above", "latter", "former"})  # "for the same scheme": said elsewhere
_EMPTY_ALONE = frozenset("project program programme scheme campaign activity operation effort reform".split())
_TIGHT = frozenset({"-", "/", "&", "'s", "’s", "'", "’", "–"})


def find_purpose(parse: Parse, candidate: Candidate) -> Argument | None:
    """The purpose of one transfer, or None where the text gives none that is clearly its own.

    Of "Oman gave 2 million rials to Samoa for the repair of roads" it is "repair of roads". A recipient, a date, a
    price, a place or people are no purpose. Never raises.
    """
    return _Search(parse, candidate).run() if len(parse) else None


class _Search:
    def __init__(self, parse: Parse, candidate: Candidate) -> None:
        self.parse = parse
        self.words: Mapping[str, frozenset[str]] = load_frames().words
        self.taken: list[tuple[int, int]] = []  # tokens of what has another role
        self.anchors: list[tuple[int, int]] = []  # tokens of goods, sums and trigger
        self.money: list[tuple[int, int]] = []
        self.received = any(a.role == "recipient" for a in candidate.arguments)
        for argument in candidate.arguments:
            span = self._tokens(argument.mention)
            if span is None:
                continue
            self.taken.append(span)
            if argument.role in ("item", "money"):
                self.anchors.append(span)
            if argument.role == "money":
                self.money.append(span)
        self.given = list(self.anchors)
        trigger = self._tokens(candidate.trigger) if candidate.trigger else None
        if trigger is not None:
            self.anchors.append(trigger)

    def run(self) -> Argument | None:
        sentences = sorted({self.parse.sent[start] for start, _ in self.anchors})
        for number in sentences:
            own = sorted(a for a in self.anchors if self.parse.sent[a[0]] == number)
            found = self._behind(own, self.parse.sents[number][1])
            if found is not None:
                return found
        for start, end in self.money:
            found = self._beside(start, end)
            if found is not None:
                return found
        return self._next_sentence(sentences[-1]) if sentences and self.given else None

    # -------------------------------------------------------------- where a purpose may stand
    def _behind(self, own: list[tuple[int, int]], stop: int) -> Argument | None:
        """From the first of goods, sum and trigger on to the end of what is told of them."""
        parse = self.parse
        first, last = own[0][1], max(end for _, end in own)
        things = [a for a in own if a in self.given]
        bracket = 0
        limit = min(stop, last + _FARTHEST)
        marks_only = False
        for i in range(first, limit):
            if i >= limit:
                break
            form = parse.lower[i]
            if form in _OPEN or form in _CLOSE:
                bracket = min(max(bracket + (1 if form in _OPEN else -1), 0), 1)
                continue
            if bracket or any(start <= i < end for start, end in own):
                continue
            if form in _ENDS or form[:1] in _SIGNS or "\n" in form:
                if i >= last:
                    return None
                continue
            if things and i < things[0][0] and i < last:
                # Before the goods only what the trigger itself takes: "gave for the repair of roads $2 million".
                if form != "for" or i != first:
                    continue
            if i > last and parse.pos[i] == "NUM" and parse.pos[i - 1] in ("PROPN", "VERB", "NOUN"):
                if parse.entity[i] not in ("DATE", "TIME"):
                    return None  # "Peru sent tents, Chile 40 pumps for the flood": another's goods
            found = self._mark(i, stop, marks_only)
            if found is None and not marks_only:
                found = self._cue(i, stop)
            if found is not None:
                return found
            if i < last or marks_only:
                continue
            # A clause of its own may still tie the sum to its purpose: "which will be used for".
            if form in _RELATIVE or (parse.tag[i] in ("VBD", "VBZ", "MD") and parse.pos[i] in VERBAL):
                marks_only, limit = True, min(limit, i + 7)
        return None

    def _cue(self, i: int, stop: int) -> Argument | None:
        parse, form = self.parse, self.parse.lower[i]
        if form not in ("for", "towards", "toward", "to") or i + 1 >= stop:
            return None
        before = parse.lemma[i - 1] if i else ""
        if before in self.words["purpose_not_after"] or (i and parse.lower[i - 1] in self.words["purpose_not_after"]):
            return None
        if form == "to":
            return self._verb(i + 1, stop, "purpose.to") if self._is_verb(i + 1) else None
        if parse.pos[i - 1] == "PROPN" and parse.text[parse.start[i + 1]].isupper() and form == "for":
            return None  # a name: "Fund for Peace"
        return self._gerund_or_noun(i + 1, stop, f"purpose.{form}")

    def _mark(self, i: int, stop: int, own_clause: bool) -> Argument | None:
        """ "earmarked for", "aimed at", "will go towards", "used to"; in a clause of its own also "covers"."""
        parse, form = self.parse, self.parse.lower[i]
        if form not in self.words["purpose_marks"] or i + 2 >= stop:
            return None
        if own_clause and parse.lemma[i] in self.words["purpose_pays"] and parse.tag[i] in ("VB", "VBZ", "VBP"):
            return self._verb(i, stop, "purpose.mark", known=False)
        j = i + 1
        if parse.lower[j] == "aside":
            j += 1
        preposition = parse.lower[j]
        if preposition not in _MARK_PREPOSITIONS or j + 1 >= stop:
            return None
        if form == "used" and parse.lower[j + 1] == "be":
            return None  # "in what used to be the laundry"
        if form in ("go", "goes", "going", "went", "gone") and not self._goes(i):
            return None  # "the neighbour went to war"
        if preposition == "to" and self._is_verb(j + 1):
            return self._verb(j + 1, stop, "purpose.mark", known=False)
        if preposition == "to" and form not in ("go", "goes", "going", "went", "dedicated", "devoted"):
            return None
        if preposition in ("on", "at", "into") and form not in ("spent", "aimed", "aim", "targeted", "go", "put"):
            return None
        return self._gerund_or_noun(j + 1, stop, "purpose.mark")

    def _goes(self, verb: int) -> bool:
        """What is given, or a word that stands for it, is what goes; also where the parse shows no subject."""
        subjects = [k for k in self.parse.children[verb] if self.parse.dep[k] in SUBJECT]
        given = (k for k in subjects if any(start <= k < end for start, end in self.given))
        return not subjects or any(given) or any(self._forms(k) & self.words["purpose_subjects"] for k in subjects)

    def _next_sentence(self, number: int) -> Argument | None:
        """ "The money will be used to rebuild the bridge." """
        parse = self.parse
        if number + 1 >= len(parse.sents):
            return None
        start, stop = parse.sents[number + 1]
        subject = next(
            (i for i in range(start, min(start + 4, stop)) if self._lemma(i) in self.words["purpose_subjects"]), None
        )
        if subject is None:
            return None
        for i in range(subject + 1, min(subject + 8, stop)):
            if parse.lower[i][:1] in _SIGNS or parse.lower[i] in _ENDS or parse.lower[i] in ("not", "n't", "n’t"):
                return None
            found = self._mark(i, stop, True)
            if found is not None:
                return found
        return None

    def _beside(self, start: int, end: int) -> Argument | None:
        """ "$5 million in flood relief", "a $3 million malaria programme", "a $60,000 reef survey grant"."""
        parse = self.parse
        first = end + 1 if end < len(parse) and parse.lower[end] in ("in", "of") else end
        stop = min(first + 6, parse.sents[parse.sent[start]][1])
        i = first
        while i < stop and parse.pos[i] in ("NOUN", "ADJ") and not self._is_taken(i):
            i += 1
        head = i - 1
        modifiers = [k for k in range(first, head) if parse.pos[k] == "NOUN"]
        while modifiers and self._forms(modifiers[0]) & (self.words["purpose_vague"] | load_currencies().first_words):
            modifiers.pop(0)  # "reconstruction" of "in yen reconstruction loans"
        if not modifiers or self._lemma(modifiers[-1]) in self.words["purpose_vague"]:
            return None
        if self._lemma(head) in self.words["purpose_heads"]:
            return self._argument(modifiers[0], head + 1, "purpose.compound", 0.7)
        if self._lemma(head) in self.words["purpose_gifts"]:
            return self._argument(modifiers[0], head, "purpose.compound", 0.7)
        return None

    # -------------------------------------------------------------- what may be a purpose
    def _is_verb(self, i: int) -> bool:
        """The verb of an infinitive, by tag or by the list where the tagger takes it for a noun ("to fence fields")."""
        parse = self.parse
        if not parse.text[parse.start[i]].islower():
            return False  # "to Save the Children"
        if parse.tag[i] == "VB":
            return True
        return parse.lower[i] in self.words["purpose_verbs"] and parse.pos[i] not in ("PROPN", "ADJ")

    def _verb(self, i: int, stop: int, rule: str, known: bool = True) -> Argument | None:
        """The infinitive at `i` with its object; `known` wants a verb of the list."""
        parse, words = self.parse, self.words
        for _ in range(3):
            if i >= stop:
                return None
            if parse.lemma[i] not in words["purpose_lead"] and parse.lower[i] not in words["purpose_lead"]:
                break
            inner = self._inner_verb(i + 1, stop)
            if inner is None:
                j = i + 1
                if j < stop and parse.lower[j] in ("for", "with", "in", "up", "out"):
                    j += 1
                return self._gerund_or_noun(j, stop, rule)
            i = inner
        lemma = parse.lemma[i]
        if known and lemma not in words["purpose_verbs"] and parse.lower[i] not in words["purpose_verbs"]:
            return None
        return self._predicate(i, stop, rule)

    def _inner_verb(self, i: int, stop: int) -> int | None:
        """ "help (to) rebuild", "help the Tongans fight": the verb behind one that leads to it."""
        parse = self.parse
        for k in range(i, min(i + 5, stop)):
            if parse.pos[k] == "VERB" and parse.tag[k] == "VB":
                return k
            if parse.lower[k] == "in" and k == i and k + 1 < stop and parse.tag[k + 1] == "VBG":
                return None
            if parse.pos[k] not in ("PROPN", "NOUN", "PRON", "DET", "PART", "ADJ") and parse.lower[k] != "to":
                return None
        return None

    def _predicate(self, verb: int, stop: int, rule: str) -> Argument | None:
        i = verb + 1
        if i < stop and self.parse.lower[i] in _PARTICLES:
            i += 1
        span = self._noun_phrase(i, stop)
        return self._argument(verb, span[1], rule, 0.8) if span else None

    def _gerund_or_noun(self, i: int, stop: int, rule: str) -> Argument | None:
        parse, words = self.parse, self.words
        if i < stop and parse.tag[i] == "VBG" and parse.pos[i] == "VERB":
            if parse.lemma[i] in words["purpose_lead"]:
                return self._gerund_or_noun(i + 1, stop, rule)
            return self._predicate(i, stop, rule) if parse.lemma[i] in words["purpose_verbs"] else None
        span = self._noun_phrase(i, stop)
        if span is None or self._is_taken(span[2]):
            return None
        start, end, head = span
        forms, name = self._forms(head), parse.text[parse.start[head]].isupper()
        if forms & (words["crews"] | words["purpose_never"] | load_currencies().first_words):
            return None
        told = [k for k in range(start, end) if k != head and parse.pos[k] not in ("NUM", "ADV")]
        if parse.lower[start] in _REFERRING or (not told and forms & _EMPTY_ALONE):
            return None  # "for 290 projects"
        if parse.pos[start] == "NUM" and not self.money:
            return None  # "a field hospital for 30 beds", "iron for 70 roofs": how much the goods are good for
        if name and parse.entity[head] in _ALL_OF_ONE_NAME:
            return None
        if parse.entity[head] in ("DATE", "TIME", "MONEY", "PERCENT"):
            return None
        stands = parse.tag[head] != "NNS" and parse.lower[i] not in ("a", "an")
        if forms & words["bodies"] and stands and not self.received:
            return None  # one body that stands already: it receives
        if name and all(parse.text[parse.start[k]].isupper() for k in range(start, head + 1)):
            return None  # a bare name
        return self._argument(start, end, rule, 0.8)

    def _noun_phrase(self, i: int, stop: int) -> tuple[int, int, int] | None:
        """Start, end and head of the phrase at `i` without determiner, with the list and the "of" that belong to it."""
        parse = self.parse
        while i < stop and (parse.lower[i] in _DETERMINERS or parse.pos[i] == "DET"):
            i += 1
        definite = i > 0 and parse.lower[i - 1] in _DETERMINERS
        first = i
        head, end = self._head(first, stop)
        if head < 0:
            return None
        while end + 1 < stop and end - first < _LONGEST:
            form = parse.lower[end]
            j = end + 1
            if form in ("and", "or") and not definite and parse.lower[j] in _DETERMINERS:
                break  # "for debris and the specialists": the goods go on
            if form in ("of", "on", "against", "for") or (form in ("and", "or", "&") and parse.pos[j] != "VERB"):
                while j < stop and (parse.lower[j] in _DETERMINERS or parse.pos[j] == "DET"):
                    j += 1
            elif form != "," or not self._lists_on(j, stop):
                break
            inner, after = self._head(j, stop)
            if inner < 0 or after - first > _LONGEST or parse.entity[inner] in ("DATE", "TIME", "MONEY"):
                break
            if form in ("for", "on") and (parse.entity[inner] in _ALL_OF_ONE_NAME or parse.pos[inner] == "PROPN"):
                break
            if form in ("and", "or", "&", ",") and self._is_taken(inner):
                break
            end = after
        if end - first > _LONGEST:
            return None
        return first, end, head

    def _head(self, i: int, stop: int) -> tuple[int, int]:
        """Head and end of a bare noun phrase; -1 where there is none."""
        parse, first, head = self.parse, i, -1
        while i < stop:
            pos, form = parse.pos[i], parse.lower[i]
            if pos in NOMINAL or (form == "mine" and i > 0) or form in self.words["purpose_heads"]:
                # Taggers take "mine clearance" for a pronoun and a verb.
                if head >= 0 and head == i - 1 and (parse.entity[i] in ("DATE", "TIME")) and not parse.entity[head]:
                    break
                head = i
            elif form in _TIGHT and i > first:
                pass
            elif pos == "NUM" and head >= 0:
                break  # a count begins another phrase
            elif pos in ("ADJ", "NUM") or (pos == "VERB" and parse.tag[i] in ("VBN", "VBG")):
                if head == i - 1 and head >= first and not self._noun_next(i, stop):
                    break
            elif pos != "ADV" or (head >= 0 and parse.lower[i - 1] not in _OWNED):
                break
            i += 1
        if head < 0 and i > first and parse.tag[i - 1] == "VBG":
            return i - 1, i  # "demining", taken for a verb
        return head, head + 1

    def _noun_next(self, i: int, stop: int) -> bool:
        return i + 1 < stop and self.parse.pos[i + 1] in NOMINAL and self.parse.tag[i] != "VBN"

    def _lists_on(self, i: int, stop: int) -> bool:
        """A comma inside a list: noun phrases only up to "and"."""
        parse = self.parse
        for k in range(i, min(i + 7, stop)):
            if parse.lower[k] in ("and", "or", "&") and k > i:
                return True
            if parse.pos[k] not in ("NOUN", "PROPN", "ADJ", "NUM", "DET") and parse.lower[k] not in (",", "-"):
                return False
        return False

    # -------------------------------------------------------------- small helps
    def _argument(self, start: int, end: int, rule: str, score: float) -> Argument | None:
        parse = self.parse
        if end <= start or any(s < end and start < e for s, e in self.given) or end - start > _LONGEST + 2:
            return None
        first, last = parse.start[start], parse.end[end - 1]
        if "\n\n" in parse.text[first:last]:
            return None
        return Argument("purpose", Mention(first, last, parse.text[first:last], rule), rule, score)

    def _lemma(self, i: int) -> str:
        return singular(self.parse, i)

    def _forms(self, i: int) -> frozenset[str]:
        """The word and what may be its singular: a learned lemmatiser leaves "countrie" and "children"."""
        word = self.parse.lower[i]
        forms = {word, self._lemma(i)}
        if word in ("children", "grandchildren") or word.endswith("men"):
            forms.add(word.removesuffix("ren") if word.endswith("ren") else f"{word[:-3]}man")
        elif word.endswith("s") and not word.endswith("ss"):
            forms |= {word[:-1], word.removesuffix("es"), f"{word[:-3]}y" if word.endswith("ies") else word[:-1]}
        return frozenset(forms)

    def _is_taken(self, token: int) -> bool:
        return any(start <= token < end for start, end in self.taken)

    def _tokens(self, mention: Mention) -> tuple[int, int] | None:
        start = self.parse.token_at(mention.start)
        end = self.parse.token_at(max(mention.end - 1, mention.start)) + 1
        return (start, min(end, len(self.parse))) if start < len(self.parse) else None
