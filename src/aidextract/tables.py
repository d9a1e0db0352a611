"""Reads the tab-separated tables of `aidextract.data`: one record a line, `#` comments, a header line first.

The environment variable ``AIDEXTRACT_DATA`` may name a folder with entries of the user's own, in files of the same
names. It is looked at when a table is first used, and holds for the whole process and those that it starts.
"""

from __future__ import annotations

import os
from pathlib import Path

from aidextract.errors import DataError

OWN = "AIDEXTRACT_DATA"


def read_tsv(name: str) -> list[dict[str, str]]:
    """The rows of a table that ships in the package, in file order, cells stripped of spaces; then the user's own.

    The first column is the key: it must be filled and may not repeat. An own row with a key of ours takes its place.
    Raises `DataError` with file, line and what was got when a row is broken.

    >>> read_tsv("units.tsv")[0]["unit"]
    'ton'
    """
    from importlib import resources  # here, since it takes 20 ms that not every start needs

    source = resources.files("aidextract").joinpath("data", name)
    try:
        content = source.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise DataError(f"{name}: no such table in aidextract/data") from None
    except UnicodeDecodeError as error:
        raise DataError(f"{name}: must be UTF-8, got {error.object[error.start : error.end]!r}") from None
    rows = parse_tsv(content, name)
    path, own = read_own(name)
    if not own:
        return rows
    own_rows = parse_tsv(own, path)
    if own_rows and list(own_rows[0]) != list(rows[0]):
        raise DataError(f"{path}: columns must be {', '.join(rows[0])}, got {', '.join(own_rows[0])}")
    key = next(iter(rows[0]))
    return list({row[key]: row for row in (*rows, *own_rows)}.values())


def read_own(name: str) -> tuple[str, str]:
    """The path and the text of the user's own file of this name; the text is empty where there is none."""
    folder = os.environ.get(OWN)
    if not folder:
        return "", ""
    if not os.path.isdir(folder):
        raise DataError(f"{OWN} must name a folder, got {folder!r}")
    path = Path(folder, name)
    try:
        return str(path), path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return str(path), ""
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: {error}") from None


def read_tsv_file(path: Path) -> list[dict[str, str]]:
    """As `read_tsv`, for a table of the user's own."""
    return parse_tsv(path.read_text(encoding="utf-8"), str(path))


def parse_tsv(content: str, name: str) -> list[dict[str, str]]:
    """As `read_tsv`, from the text of a table. `name` only stands in the messages.

    >>> parse_tsv("# a comment\\ncode\\tname\\nEUR\\teuro\\n", "example.tsv")
    [{'code': 'EUR', 'name': 'euro'}]
    """
    header: list[str] = []
    rows: list[dict[str, str]] = []
    first_seen: dict[str, int] = {}
    # Not splitlines(): it also cuts at U+2028 and its like, which a cell may hold.
    for number, line in enumerate(content.removeprefix("\ufeff").split("\n"), start=1):
        line = line.removesuffix("\r")
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if not header:
            if len(set(cells)) < len(cells) or "" in cells:
                raise DataError(f"{name}, line {number}: header columns must be named and differ, got {cells}")
            header = cells
            continue
        if len(cells) != len(header):
            raise DataError(
                f"{name}, line {number}: expected {len(header)} columns ({', '.join(header)}), "
                f"got {len(cells)}: {line!r}"
            )
        key = cells[0]
        if not key:
            raise DataError(f"{name}, line {number}: {header[0]} is empty: {line!r}")
        if key in first_seen:
            raise DataError(f"{name}, line {number}: {header[0]} {key!r} stands already in line {first_seen[key]}")
        first_seen[key] = number
        rows.append(dict(zip(header, cells, strict=True)))
    if not header:
        raise DataError(f"{name}: no header line")
    return rows
