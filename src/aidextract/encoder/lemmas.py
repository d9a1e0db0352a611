"""Lemmas as rules on the form, so that a classifier can choose one."""

from __future__ import annotations


def lemma_rule(form: str, lemma: str) -> str:
    """How to get the lemma: lower case or not, letters cut at the end, letters added. "=" keeps the form.

    >>> lemma_rule("Countries", "country")
    'l|3|y'
    """
    if form == lemma:
        return "="
    case = "l" if form != form.lower() and lemma == lemma.lower() else ""
    base = form.lower() if case else form
    n = 0
    while n < min(len(base), len(lemma)) and base[n] == lemma[n]:
        n += 1
    return f"{case}|{len(base) - n}|{lemma[n:]}"


def apply_lemma_rule(form: str, rule: str) -> str:
    """The lemma.

    >>> apply_lemma_rule("Parties", "l|3|y")
    'party'
    """
    if rule == "=":
        return form
    case, cut, add = rule.split("|", 2)
    base = form.lower() if case else form
    return (base[: len(base) - int(cut)] + add) or form
