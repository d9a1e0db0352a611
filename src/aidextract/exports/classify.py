"""Sector and flow type of an event, by rule."""
from collections.abc import Mapping
from typing import Any


def classify(event: Mapping[str, Any]) -> dict[str, str | None]:
    return {"sector": None, "flow_type": None}
