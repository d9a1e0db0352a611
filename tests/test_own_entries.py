"""Entries of the user's own, from the folder that AIDEXTRACT_DATA names."""

from __future__ import annotations

from pathlib import Path

import pytest

from aidextract import DataError
from aidextract.lexicon import parse_cues, parse_frames
from aidextract.tables import read_tsv

HEAD = "item\tcategory\tsector\tvague\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AIDEXTRACT_DATA", str(tmp_path))
    return tmp_path


def test_own_rows_come_behind_ours_or_in_their_place(folder: Path) -> None:
    before = read_tsv("items.tsv")
    (folder / "items.tsv").write_text(f"{HEAD}solar kettle\thousehold\t72010\t\ntent\town\t72010\t\n", "utf-8")
    after = read_tsv("items.tsv")
    assert len(after) == len(before) + 1
    assert after[-1]["item"] == "solar kettle"
    assert [row["category"] for row in after if row["item"] == "tent"] == ["own"]
    assert [row["item"] for row in after[:-1]] == [row["item"] for row in before]


def test_a_file_that_is_not_there_adds_nothing(folder: Path) -> None:
    assert read_tsv("units.tsv")[0]["unit"] == "ton"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("item\tclass\nkettle\tx\n", "columns must be item, category"),
        (f"{HEAD}kettle\n", r"items\.tsv, line 2"),
        ("\xff", "items"),
    ],
)
def test_a_broken_file_is_refused_by_name(folder: Path, content: str, said: str) -> None:
    (folder / "items.tsv").write_bytes(content.encode("latin-1"))
    with pytest.raises(DataError, match=said):
        read_tsv("items.tsv")


def test_a_folder_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIDEXTRACT_DATA", "no-such-folder")
    with pytest.raises(DataError, match="must name a folder, got 'no-such-folder'"):
        read_tsv("items.tsv")


def test_own_triggers_join_ours() -> None:
    ours = '[give]\nstatus = "delivered"\ntriggers = ["give:VERB"]\nroles.donor = ["nsubj"]\n'
    own = '[give]\ntriggers = ["airbridge:VERB"]\n[vow]\nstatus = "pledged"\ntriggers = ["vow:VERB"]\n'
    frames = parse_frames(ours, "ours", "own", own)
    assert {id: frame.status for id, frame in frames.frames.items()} == {"give": "delivered", "vow": "pledged"}
    assert {"gave", "airbridged", "vows"} <= set(frames.triggers)
    with pytest.raises(DataError, match="ours with own, .*unknown key 'trigers'"):
        parse_frames(ours, "ours", "own", "[give]\ntrigers = []\n")
    with pytest.raises(DataError, match="own: "):
        parse_frames(ours, "ours", "own", "[give\n")
    with pytest.raises(DataError, match="trigger 'give:VERB' stands already"):
        parse_frames(ours, "ours", "own", '[give]\ntriggers = ["give:VERB"]\n')


def test_own_cues_join_ours() -> None:
    ours = '[not]\nassertion = "negated"\nscope = "clause"\nwords = ["never"]\n'
    cues = parse_cues(ours, "ours", "own", '[not]\nwords = ["nowise"]\n')
    assert set(cues.cues) == {"never", "nowise"}
