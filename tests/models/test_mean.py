"""The mean of the weights of several trainings."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="training needs torch")
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "models/encoder"))


def test_mean_of_weights() -> None:
    from mean import mean

    late, early = {"a": torch.tensor([1.0, 3.0]), "new": torch.ones(1)}, {"a": torch.tensor([3.0, 1.0])}
    found = mean([(late, 0.75), (early, 0.25)])
    assert found["a"].tolist() == [1.5, 2.5]
    assert found["new"].tolist() == [1.0]
