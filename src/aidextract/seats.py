"""The state that a party belongs to, where it is none itself: "Malian parliament" → ML.

Trackers book by country, but news often names the ministry, school or village alone. The party's own name tells first,
then what the gazetteer knows of it; an unknown recipient is of the one state that the text names beside the donors'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from aidextract.gazetteer import find_forms, organisation
from aidextract.records import AidEvent, Mentions, Party
from aidextract.resolve import home_countries

_OF_A_STATE = frozenset({"country", "demonym", "capital", "place", "city", "metonym"})


def with_seats(events: Sequence[AidEvent], mentions: Mentions) -> list[AidEvent]:
    """The events with `Party.based_in` of their parties."""
    if not events:
        return []
    named = home_countries(mentions)
    out = []
    for event in events:
        donors = tuple(replace(p, based_in=p.country or own_seat(p)) for p in event.donors)
        others = [code for code in named if code not in {p.based_in for p in donors}]
        lone = others[0] if len(others) == 1 else None
        recipients = tuple(
            replace(p, based_in=p.country or own_seat(p) or (None if p.id else lone)) for p in event.recipients
        )
        out.append(replace(event, donors=donors, recipients=recipients))
    return out


def own_seat(party: Party) -> str | None:
    """What a party's name or the gazetteer tells of its state.

    >>> own_seat(Party("Lesotho Foreign Ministry")), own_seat(Party("Lions Club"))
    ('LS', None)
    """
    known = organisation(party.id) if party.id else None
    if known is not None:
        return known.state
    codes = {s.country for f in find_forms(party.name) for s in f.senses[:1] if s.type in _OF_A_STATE}
    return codes.pop() if len(codes) == 1 else None
