"""What the watch tells."""

from __future__ import annotations

from peel.types.watch import Epoch


def test_epoch_survives_json():
    epoch = Epoch(model="d", version="v1.0.0", tau=0.9, opened_at=1, why="promoted")
    assert Epoch.model_validate_json(epoch.to_json()) == epoch
