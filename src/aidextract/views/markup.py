"""Text that is safe in HTML and SVG, and colours for light and dark. All markup of the package goes through here."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

# What XML 1.0 does not allow (https://www.w3.org/TR/xml/#charsets): control and half characters, U+FFFE, U+FFFF.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BLANK_IN_URL = re.compile(r"[\s\x00-\x1f\x7f]")


def escaped(text: object) -> str:
    """Text for an element or a quoted attribute; what XML cannot hold becomes U+FFFD.

    >>> escaped('<b onclick="x">')
    '&lt;b onclick=&quot;x&quot;&gt;'
    """
    return html.escape(_NO_XML.sub("\N{REPLACEMENT CHARACTER}", str(text)), quote=True)


def web_address(url: object) -> str | None:
    """The address where it is one of the web; None for all else ("javascript:", "data:", a broken one).

    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)")
    ('https://example.org/a', None)
    """
    if not isinstance(url, str) or _BLANK_IN_URL.search(url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def link(url: object, text: object) -> str:
    """A link that tells the other side nothing, or the text alone where the address is none of the web."""
    address = web_address(url)
    if address is None:
        return escaped(text)
    return f'<a href="{escaped(address)}" rel="noopener noreferrer" target="_blank">{escaped(text)}</a>'


def tag(name: str, text: object, **attributes: object) -> str:
    """An element with escaped text.

    >>> tag("td", "a < b", class_="who")
    '<td class="who">a &lt; b</td>'
    """
    inside = "".join(f' {key.rstrip("_").replace("_", "-")}="{escaped(value)}"' for key, value in attributes.items())
    return f"<{name}{inside}>{escaped(text)}</{name}>"


# ------------------------------------------------------------------ colours
Colours = Mapping[str, tuple[str, str]]
"""Name to (light, dark)."""

PAPER: Colours = {
    "paper": ("#ffffff", "#18191b"),
    "ink": ("#1c1c1c", "#ededeb"),
    "muted": ("#66645f", "#a8a6a0"),
    "rule": ("#dcd9d2", "#3b3d41"),
    "accent": ("#b3262a", "#e5655f"),
}
STATUS: Colours = {
    "pledged": ("#e2ab36", "#e8bd5c"),
    "committed": ("#6c9fc9", "#7db1dd"),
    "delivered": ("#14606b", "#35a09c"),
    "cancelled": ("#b5453c", "#e0766b"),
}
"""From promise to deed; told apart also by lightness, for those who see few colours."""

ROLES: Colours = {
    "donor": ("#2467ad", "#7fb4ee"),
    "recipient": ("#217a4b", "#6fcf97"),
    "item": ("#b4610a", "#f0a95a"),
    "quantity": ("#8a7400", "#dcc75a"),
    "amount": ("#7a3fae", "#c49af0"),
    "date": ("#0a7c86", "#63cdd6"),
    "trigger": ("#b3262a", "#f08a84"),
    "location": ("#5b6b1f", "#b7cb6c"),
    "purpose": ("#66645f", "#b5b3ad"),
}

# How a page says which theme is on: Jupyter, VS Code, Colab, our own. `prefers-color-scheme` is for the rest.
_DARK_HOSTS = (
    '[data-jp-theme-light="false"]', "body.vscode-dark", 'body[data-vscode-theme-kind="vscode-dark"]',
    'html[theme="dark"]', '[data-theme="dark"]',
)  # fmt: skip
_LIGHT_HOSTS = (
    '[data-jp-theme-light="true"]', "body.vscode-light", 'body[data-vscode-theme-kind="vscode-light"]',
    'html[theme="light"]', '[data-theme="light"]',
)  # fmt: skip


def themed(scope: str, declare: Mapping[str, tuple[str, str]]) -> str:
    """CSS that gives `scope` its variables for light and dark.

    The system's wish counts where the host page says nothing of its own theme.
    """
    light = "".join(f"--{name}:{pair[0]};" for name, pair in declare.items())
    dark = "".join(f"--{name}:{pair[1]};" for name, pair in declare.items())
    return (
        f"{scope}{{{light}color-scheme:light}}"
        f"@media(prefers-color-scheme:dark){{{scope}{{{dark}color-scheme:dark}}}}"
        f"{_inside(_LIGHT_HOSTS, scope)}{{{light}color-scheme:light}}"
        f"{_inside(_DARK_HOSTS, scope)}{{{dark}color-scheme:dark}}"
    )


def themed_classes(scope: str, colours: Colours) -> str:
    """CSS classes ``f-NAME`` (fill) and ``s-NAME`` (stroke). Not variables: many SVG viewers do not know them."""

    def rules(which: int, hosts: tuple[str, ...]) -> str:
        return "".join(
            f"{_inside(hosts, f'{scope} .{kind[0]}-{name}')}{{{kind}:{pair[which]}}}"
            for name, pair in colours.items()
            for kind in ("fill", "stroke")
        )

    dark = f"@media(prefers-color-scheme:dark){{{rules(1, ())}}}"
    return f"{rules(0, ())}{dark}{rules(0, _LIGHT_HOSTS)}{rules(1, _DARK_HOSTS)}"


def _inside(hosts: tuple[str, ...], scope: str) -> str:
    return ",".join(f"{host} {scope}" for host in hosts) if hosts else scope
