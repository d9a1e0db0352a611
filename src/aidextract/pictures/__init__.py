"""Pictures of many results: who gives to whom, when, how much, and what.

    >>> from aidextract import extract, pictures
    >>> result = extract("Japan sent 20 tents to Nepal on Monday.", published="2023-06-16")
    >>> pictures.flows(result).title
    'Who gives to whom'

Each takes what `extract_many` gives or what was saved of it (dicts, or the path of a JSON Lines file), and gives a
`Picture`: SVG without any dependency, interactive by `Picture.to_plotly`. Running totals count in none.
"""

from __future__ import annotations

from aidextract.pictures.amounts import amounts
from aidextract.pictures.flows import flows
from aidextract.pictures.items import items
from aidextract.pictures.picture import Picture
from aidextract.pictures.report import report
from aidextract.pictures.timeline import timeline

__all__ = ["Picture", "amounts", "flows", "items", "report", "timeline"]
