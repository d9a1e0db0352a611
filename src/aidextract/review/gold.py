"""Events as a gold file has them: what a reviewer may say of one, and what of a prediction is said that way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from aidextract.records import Status

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Number = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class GoldParty(_Strict):
    """`names`: every form that counts as right, the best first. `country` only where it is a state as such."""

    names: list[Text] = Field(min_length=1)
    country: str | None = Field(None, pattern="^[A-Z]{2}$")


class GoldItem(_Strict):
    """`item`: every form that counts as right, the best first."""

    item: list[Text] = Field(min_length=1)
    quantity: Number | None = None
    unit: Text | None = None


class GoldEvent(_Strict):
    """One event, with the keys of the gold file."""

    donors: list[GoldParty] = []
    recipients: list[GoldParty] = []
    items: list[GoldItem] = []
    amount: Number | None = None
    currency: str | None = Field(None, pattern="^[A-Z]{3}$")
    date: str | None = None
    status: Status
    location: Text | None = None
    purpose: Text | None = None
    aggregate: bool = False
    optional: bool = False

    @field_validator("date")
    @classmethod
    def _is_day_or_interval(cls, date: str | None) -> str | None:
        if date is None:
            return None
        start, slash, end = date.partition("/")
        try:
            days = [dt.date.fromisoformat(day) for day in ((start, end) if slash else (start,))]
        except ValueError:
            raise ValueError("must be YYYY-MM-DD, or two such days with / between them") from None
        if days[0] > days[-1]:
            raise ValueError("the first day comes after the last")
        return "/".join(map(str, dict.fromkeys(days)))

    @model_validator(mode="after")
    def _says_something(self) -> GoldEvent:
        if self.amount is None and not self.items:
            raise ValueError("an event needs an item or an amount")
        return self

    def to_dict(self) -> dict[str, Any]:
        """Plain values as the gold file has them: keys that are optional there only where they say something."""
        event = self.model_dump()
        for party in (*event["donors"], *event["recipients"]):
            if party["country"] is None:
                del party["country"]
        for item in event["items"]:
            item["quantity"] = _plain(item["quantity"])
        event["amount"] = _plain(event["amount"])
        return {key: value for key, value in event.items() if value or key not in _OPTIONAL}


_OPTIONAL = ("location", "purpose", "aggregate", "optional")


def _plain(number: float | None) -> float | None:
    return int(number) if number is not None and number == int(number) else number


def to_gold(event: Mapping[str, Any]) -> dict[str, Any]:
    """A predicted event, as `to_dict` gives it, in the form of a gold event.

    >>> from aidextract import AidEvent, Item, Party
    >>> to_gold(AidEvent((Party("Oman", "OM"),), items=(Item("tents"),)).to_dict())["donors"]
    [{'names': ['Oman'], 'country': 'OM'}]
    """
    gold: dict[str, Any] = {
        role: [
            {"names": [party["name"]], **({"country": party["country"]} if party["country"] else {})}
            for party in event[role]
        ]
        for role in ("donors", "recipients")
    }
    gold["items"] = [
        {"item": [item["item"]], "quantity": item["quantity"], "unit": item["unit"]} for item in event["items"]
    ]
    gold |= {key: event[key] for key in ("amount", "currency", "date", "status")}
    return gold | {key: event[key] for key in _OPTIONAL if event.get(key)}
