"""Many results as one pandas DataFrame. Needs the extra ``aidextract[notebook]``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from aidextract.records import STATUSES
from aidextract.views.entries import entries_of, flattened

if TYPE_CHECKING:
    import pandas as pd

    from aidextract.api import Extraction

_NUMBERS = ("quantity", "quantity_upper", "amount", "amount_upper", "score")
_DAYS = ("published", "date_start", "date_end")
_LATER = dict.fromkeys(("id", "sector", "flow_type", "quote"))  # keys that files of `to_dicts` do not have
_BOUNDS = ("exact", "lower", "upper", "about", "range")


def events_to_dataframe(results: object) -> pd.DataFrame:
    """One row an item over many results, with the columns of `aidextract.export.COLUMNS`.

    `results` is what `extract_many` gives, or what of it was saved: Extractions, AidEvents, dicts of articles, the path
    of a JSON Lines file, or an iterable of these.

    Money stands on the first row of its event only, so that a sum over ``amount`` counts it once. Rows with
    ``aggregate`` are running totals and belong in no sum, and different currencies not in one:

    >>> from aidextract import AidEvent
    >>> frame = events_to_dataframe([AidEvent(status="pledged"), AidEvent()])
    >>> singles = frame[~frame["aggregate"]]
    >>> singles.groupby(["currency", "status"], observed=True)["amount"].sum().to_dict()
    {}

    Types: texts ``string``, numbers ``float64``, days ``datetime64[s]`` (pandas' nanoseconds end in the years 1677 and
    2262), ``event`` ``int64``, ``aggregate`` ``bool``; ``status``, ``currency``, the bounds and ``flow_type`` are
    categories, the statuses in the order of `STATUSES`.

    Raises `ImportError` where pandas is not installed, and `InputError` for what holds no events.
    """
    try:
        import pandas as pd
    except ImportError as error:
        raise ImportError("a DataFrame needs pandas: pip install 'aidextract[notebook]'") from error
    import numpy as np

    from aidextract.export import COLUMNS, record_rows

    rows = [row for result in flattened(results) for row in record_rows(_record(result))]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    for name in COLUMNS:
        if name in _NUMBERS:
            frame[name] = frame[name].astype("float64")
        elif name in _DAYS:
            days = [None if pd.isna(day) else day for day in frame[name]]
            frame[name] = np.array(days, dtype="datetime64[s]")
        elif name == "event":
            frame[name] = frame[name].astype("int64")
        elif name == "aggregate":
            frame[name] = frame[name].astype("bool")
        elif name == "status":
            frame[name] = pd.Categorical(frame[name], list(STATUSES))
        elif name in ("quantity_bound", "amount_bound"):
            frame[name] = pd.Categorical(frame[name], list(_BOUNDS))
        elif name in ("currency", "flow_type"):
            frame[name] = frame[name].astype("string").astype("category")
        else:
            frame[name] = frame[name].astype("string")
    return frame


def _record(result: Extraction | Mapping[str, Any]) -> Mapping[str, Any]:
    """As `aidextract.export.to_record` gives it; what an older file lacks is None."""
    from aidextract.export import to_record

    if not isinstance(result, Mapping):
        return to_record(result)
    entries_of(result)  # refuses what is no article with events
    events = result["events"] if "events" in result else [result]
    name = result.get("id") if "events" in result else result.get("article")
    return {"published": None, **result, "id": name, "events": [{**_LATER, **event} for event in events]}
