"""Lemmas as rules on the form."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aidextract.encoder.lemmas import apply_lemma_rule, lemma_rule


@given(form=st.text(min_size=1, max_size=12), lemma=st.text(min_size=1, max_size=12))
@example(form="a|b", lemma="|c|")
@example(form="İZMİR", lemma="izmir")
@example(form="=", lemma="|")
@example(form="STRASSE", lemma="straße")
def test_a_rule_leads_back_to_its_lemma(form: str, lemma: str) -> None:
    assert apply_lemma_rule(form, lemma_rule(form, lemma)) == lemma


@pytest.mark.parametrize(
    ("form", "lemma", "rule"),
    [
        ("tents", "tent", "|1|"),
        ("Supplies", "supply", "l|3|y"),
        ("gave", "give", "|3|ive"),
        ("Kenya", "Kenya", "="),
        ("Sent", "send", "l|1|d"),
        ("NGOs", "NGO", "|1|"),
    ],
)
def test_rules_are_shared_by_words_of_one_kind(form: str, lemma: str, rule: str) -> None:
    assert lemma_rule(form, lemma) == rule


@given(form=st.text(min_size=1, max_size=6), rule=st.sampled_from(["=", "|1|", "l|3|y", "|3|ive", "|9|", "l|9|be"]))
def test_a_rule_for_longer_words_still_gives_a_lemma(form: str, rule: str) -> None:
    assert apply_lemma_rule(form, rule)
