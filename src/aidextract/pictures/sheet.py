"""A sheet to draw on: SVG by hand, with the heading, the legend and the notes that all pictures share."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from aidextract.views.markup import PAPER, STATUS, Colours, escaped, themed_classes

WIDTH = 760
MARGIN = 20

PARTIES: Colours = {
    "p0": ("#14606b", "#35a09c"), "p1": ("#b5453c", "#e0766b"), "p2": ("#d99a2b", "#e8bd5c"),
    "p3": ("#4f7fb5", "#7db1dd"), "p4": ("#7b5a9e", "#b597d6"), "p5": ("#6d8f3b", "#a5c76a"),
    "p6": ("#a86b4c", "#d69a7b"), "p7": ("#c0628f", "#e594ba"), "rest": ("#b4b0a7", "#6d6c69"),
}  # fmt: skip
"""For the largest givers, in order; "rest" for all others."""

_SANS = '"Helvetica Neue",Helvetica,Arial,"Liberation Sans",sans-serif'
_COLOURS: Colours = {**PAPER, **STATUS, **PARTIES}
_STYLE = (
    f".aidextract-picture text{{font-family:{_SANS};stroke:none}}"
    + '.aidextract-picture .title{font-family:Georgia,"Times New Roman","Liberation Serif",serif;font-weight:700}'
    + ".aidextract-picture .flow{fill-opacity:.42}.aidextract-picture .flow:hover{fill-opacity:.75}"
)

_TURNING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))  # turn the direction of what follows

# Widths of Helvetica (and Arial, Liberation Sans) in thousandths of its size: facts of the font's metrics.
_WIDTHS = {
    **dict.fromkeys("ijl'|", 222), **dict.fromkeys(" !,./:;I[]ft\\", 278), **dict.fromkeys("()r-`", 333),
    **dict.fromkeys("ckJsvxyz", 500), **dict.fromkeys("FTZ", 611), **dict.fromkeys("&ABEKPSVXY", 667),
    **dict.fromkeys("CDHNRUw", 722), **dict.fromkeys("GOQ", 778), **dict.fromkeys("mM", 833), "W": 944, "%": 889,
    "@": 1015, "→": 1000, "…": 1000, "·": 278,
}  # fmt: skip


def text_width(text: str, size: float) -> float:
    """About how wide a text is: exact for Latin letters, a little too much for others."""
    return sum(_WIDTHS.get(c, 556 if c < "\u2e80" else 1000) for c in text) * size / 1000


def clipped(text: str, width: float, size: float) -> str:
    """The text, shortened to `width` with "…" where it is too long."""
    text = " ".join(text.split())
    if text_width(text, size) <= width:
        return text
    room, kept = width - text_width("…", size), 0
    used = 0.0
    for c in text:
        used += text_width(c, size)
        if used > room:
            break
        kept += 1
    return text[:kept].rstrip() + "…"


def wrapped(text: str, width: float, size: float) -> list[str]:
    """Lines of at most `width`, cut between words."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(clipped(word, width, size))
    return lines


class Sheet:
    """Collects what is drawn; `finish` gives the SVG. Places are in pixels from the top left; `y` is where to go on."""

    def __init__(self, title: str, subtitle: str) -> None:
        self.title = title
        self._parts: list[str] = []
        self.line(MARGIN, 12, WIDTH - MARGIN, 12, "ink")
        self.rect(MARGIN, 12, 34, 5, "accent")
        self.text(MARGIN, 43, title, size=20, style="title")
        self.y = 62.0
        for line in wrapped(subtitle, WIDTH - 2 * MARGIN, 13):
            self.text(MARGIN, self.y, line, size=13, colour="muted")
            self.y += 17
        self.y += 6

    def text(
        self, x: float, y: float, text: str, *, size: float = 12, colour: str = "ink", anchor: str = "start",
        bold: bool = False, style: str = "", tip: str = "",
    ) -> None:  # fmt: skip
        text = text.translate(_TURNING)
        weight = ' font-weight="700"' if bold else ""
        inside = (f"<title>{escaped(tip)}</title>" if tip else "") + escaped(text)
        classes = f"f-{colour} {style}".rstrip()
        self._parts.append(
            f'<text class="{classes}" x="{_n(x)}" y="{_n(y)}" font-size="{_n(size)}" text-anchor="{anchor}"{weight}>'
            f"{inside}</text>"
        )

    def rect(self, x: float, y: float, width: float, height: float, colour: str, tip: str = "") -> None:
        self._parts.append(
            f'<rect class="f-{colour}" x="{_n(x)}" y="{_n(y)}" width="{_n(max(width, 0))}" height="{_n(height)}"'
            + _end("rect", tip)
        )

    def circle(self, x: float, y: float, radius: float, colour: str, tip: str = "") -> None:
        self._parts.append(
            f'<circle class="f-{colour} s-paper" cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}"' + _end("circle", tip)
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str = "rule", width: float = 1) -> None:
        self._parts.append(
            f'<line class="s-{colour}" x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" '
            f'stroke-width="{_n(width)}"/>'
        )

    def path(self, d: str, classes: str, tip: str = "") -> None:
        self._parts.append(f'<path class="{classes}" d="{d}"' + _end("path", tip))

    def legend(self, entries: Iterable[tuple[str, str]]) -> None:
        """Colour and name of each kind, in a line at `y`."""
        x = float(MARGIN)
        for colour, name in entries:
            self.rect(x, self.y - 1, 11, 11, colour)
            self.text(x + 16, self.y + 9, name, size=12)
            x += 16 + text_width(name, 12) + 18
        self.y += 28

    def nothing(self, why: str) -> None:
        """In place of a plot."""
        self.text(WIDTH / 2, self.y + 44, why, size=14, colour="muted", anchor="middle")
        self.y += 84

    def finish(self, notes: Sequence[str]) -> str:
        """The whole as SVG, with notes under it."""
        self.y += 18
        for note in notes:
            for line in wrapped(note, WIDTH - 2 * MARGIN, 11):
                self.text(MARGIN, self.y, line, size=11, colour="muted")
                self.y += 14.5
        height = math.ceil(self.y + 6)
        drawn = "".join(self._parts)
        used = {name: pair for name, pair in _COLOURS.items() if f"-{name} " in drawn or f'-{name}"' in drawn}
        style = themed_classes(".aidextract-picture", used | {"paper": PAPER["paper"]}) + _STYLE
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="aidextract-picture" viewBox="0 0 {WIDTH} {height}" '
            f'width="{WIDTH}" height="{height}" role="img" aria-label="{escaped(self.title)}" '
            f'style="max-width:100%;height:auto"><style>{style}</style>'
            f'<rect class="f-paper" width="{WIDTH}" height="{height}"/>{drawn}</svg>'
        )


def _end(name: str, tip: str) -> str:
    return f"><title>{escaped(tip)}</title></{name}>" if tip else "/>"


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


# ------------------------------------------------------------------ numbers
_SCALES = ((1e12, "tn"), (1e9, "bn"), (1e6, "m"))


def short(value: float) -> str:
    """A number as newspapers write it.

    >>> short(1_234_567), short(12_400), short(7.44), short(999_999_999)
    ('1.23m', '12,400', '7.44', '1bn')
    """
    for least, sign in _SCALES:
        if abs(value) >= least * 0.9995:
            return f"{value / least:,.3g}{sign}" if value / least < 1000 else f"{value / least:,.0f}{sign}"
    return f"{value:,.0f}" if value == round(value) or value >= 1000 else f"{value:,.3g}"


def ticks(top: float, wanted: int = 4) -> list[float]:
    """Round numbers from 0 to a little above `top`, at whole steps.

    >>> ticks(37), ticks(1)
    ([0.0, 10.0, 20.0, 30.0, 40.0], [0.0, 1.0])
    """
    if top <= 0:
        return [0.0, 1.0]
    rough = top / wanted
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= rough * 0.999)
    if top >= 1 and (step < 1 or (step == 2.5)):
        step = max(1.0, round(step))
    return [step * i for i in range(math.ceil(top / step - 1e-9) + 1)]


def plural(number: int, noun: str = "event") -> str:
    """ "1 event", "1,200 events"."""
    return f"{number:,} {noun}{'s' * (number != 1)}"
