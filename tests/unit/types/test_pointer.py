"""Which model is served, as a file."""

from __future__ import annotations

from peel.types.pointer import Pointer


def test_pointer_survives_json():
    pointer = Pointer(name="pets", version="v1.0.0", digest="d", sequence=1, at=1, by="me")
    assert Pointer.model_validate_json(pointer.to_json()) == pointer
