"""Reads the tab-separated tables of `aidextract.data`: one record a line, `#` comments, a header line first."""

from __future__ import annotations

from pathlib import Path

from aidextract.errors import DataError


def read_tsv(name: str) -> list[dict[str, str]]:
    """The rows of a table that ships in the package, in file order, cells stripped of spaces.

    The first column is the key: it must be filled and may not repeat. Raises `DataError` with file, line and
    what was got when a row is broken.

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
    return parse_tsv(content, name)


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
