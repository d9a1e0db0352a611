"""What all pictures are: an SVG, the numbers it shows, and the same as a plotly figure."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aidextract.errors import InputError
from aidextract.views.entries import Entry
from aidextract.views.markup import PAPER, STATUS, escaped, themed

if TYPE_CHECKING:
    import plotly.graph_objects as go

STATUS_NAMES = tuple(STATUS)


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing that shows itself in a notebook. `rows` are the numbers that it shows, as plain dicts."""

    title: str
    svg: str
    rows: tuple[dict[str, Any], ...]
    _figure: Callable[[Any], Any] = field(repr=False, compare=False)

    def _repr_html_(self) -> str:
        return self.svg

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write to `path`: ``.svg`` the drawing, ``.html`` a page that holds it. Needs nothing else to be looked at.

        Raises `InputError` for any other ending. An interactive page: ``picture.to_plotly().write_html(path)``.
        """
        target = Path(path)
        if target.suffix == ".svg":
            content = f'<?xml version="1.0" encoding="UTF-8"?>\n{self.svg}\n'
        elif target.suffix == ".html":
            content = page(self.title, self.svg)
        else:
            raise InputError(f"a picture is saved as .svg or .html, got {target.name!r}")
        target.write_text(content, encoding="utf-8")
        return target

    def to_plotly(self) -> go.Figure:
        """The same as an interactive figure. Needs the extra ``aidextract[plot]``."""
        try:
            import plotly.graph_objects as go
        except ImportError as error:
            raise ImportError("an interactive picture needs plotly: pip install 'aidextract[plot]'") from error
        figure = self._figure(go)
        figure.update_layout(
            title={"text": escaped(self.title)},
            template="simple_white",
            font={"family": "Helvetica, Arial, sans-serif"},
        )
        return figure


def page(title: str, body: str, style: str = "", script: str = "", policy: str = "") -> str:
    """A self-contained page, light and dark. Nothing is fetched: the policy forbids it."""
    rule = f"default-src 'none'; style-src 'unsafe-inline'{policy}"
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escaped(rule)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escaped(title)}</title><style>{themed(':root', {**PAPER, **STATUS})}"
        f"body{{margin:0 auto;max-width:1100px;padding:16px;background:var(--paper);color:var(--ink)}}{style}</style>"
        f"</head><body>{body}{script}</body></html>\n"
    )


def singles(entries: Sequence[Entry]) -> tuple[list[Entry], list[str]]:
    """The events that may be counted and summed: without running totals. And a note, where there are such."""
    kept = [entry for entry in entries if not entry.event.aggregate]
    left = len(entries) - len(kept)
    return kept, [f"Left out: {left:,} running total{'s' * (left != 1)}, which would count twice."] if left else []


def plain(text: str) -> str:
    """For plotly, which reads tags in its labels."""
    return escaped(text)


def colours(names: Sequence[str]) -> list[str]:
    """The light colours of names: a plotly figure has one theme."""
    from aidextract.pictures.sheet import PARTIES

    return [{**STATUS, **PARTIES}[name][0] for name in names]
