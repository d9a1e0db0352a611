"""Structured aid events from English news text: who gives what to whom, how much, when, and how sure that is.

    >>> from aidextract import extract
    >>> result = extract("France handed over 300 demining toolkits to ANAMA.", published="2022-09-09")

Importing is quick and silent. The trained pipeline loads at the first call and nothing is ever downloaded.
"""

from aidextract.api import Extraction, events_to_dataframe, extract, extract_many
from aidextract.errors import AidextractError, DataError, InputError, PipelineError
from aidextract.options import Options
from aidextract.records import AidEvent, Article, DateRange, Evidence, Item, Money, Party, Rejected

__version__ = "0.1.0"

__all__ = [
    "AidEvent",
    "AidextractError",
    "Article",
    "DataError",
    "DateRange",
    "Evidence",
    "Extraction",
    "InputError",
    "Item",
    "Money",
    "Options",
    "Party",
    "PipelineError",
    "Rejected",
    "events_to_dataframe",
    "extract",
    "extract_many",
]
