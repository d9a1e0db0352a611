"""Which state a party belongs to."""

from __future__ import annotations

import datetime as dt

import pytest

from aidextract.mentions.collect import find_in_text
from aidextract.records import AidEvent, Article, Party
from aidextract.seats import own_seat, with_seats


@pytest.mark.parametrize(
    ("name", "id_", "state"),
    [
        ("Malian parliament", None, "ML"),
        ("University of Burundi", None, "BI"),
        ("Ministry of Health in Accra", None, "GH"),
        ("Lions Club", None, None),
        ("Franco-German Brigade of France and Germany", None, None),  # of two states
    ],
)
def test_own_seat(name: str, id_: str | None, state: str | None) -> None:
    assert own_seat(Party(name, id=id_)) == state


def seats(text: str, donor: Party, recipient: Party) -> tuple[str | None, str | None]:
    mentions = find_in_text(Article(text, dt.date(2020, 1, 1)))
    (event,) = with_seats([AidEvent(donors=(donor,), recipients=(recipient,))], mentions)
    return event.donors[0].based_in, event.recipients[0].based_in


def test_an_unknown_recipient_is_of_the_one_other_state() -> None:
    china, school = Party("China", "CN"), Party("Festus Primary School")
    assert seats("China's envoy to Namibia gave chairs to Festus Primary School.", china, school) == ("CN", "NA")
    assert seats("China gave chairs to Festus Primary School.", china, school) == ("CN", None)
    assert seats("Chinese chairs for a school between Namibia and Angola.", china, school) == ("CN", None)


def test_a_body_of_many_states_has_no_seat() -> None:
    agency = Party("World Food Programme", id="wfp")
    assert seats("China gave Namibia's drought fund, run by the WFP, rice.", Party("China", "CN"), agency)[1] is None


def test_no_events() -> None:
    assert with_seats([], find_in_text(Article("Rain."))) == []
