"""What is served is what this installation signed, and nothing earlier."""

from __future__ import annotations

import json

import pytest

from peel.bundle import pointer
from peel.errors import PeelError
from peel.project import secrets
from peel.project.state import state_of
from peel.types.pointer import Pointer

NEW = Pointer(name="peel", version="v1.0.0", digest="a" * 64, sequence=0, at=1.0, by="me")


@pytest.fixture
def state(tmp_path):
    return state_of(tmp_path)


def _edit(state, **changes):
    told = json.loads(state.pointer.read_text()) | changes
    state.pointer.write_text(json.dumps(told))


def test_nothing_promoted_has_no_pointer(state):
    assert pointer.read(state) is None


def test_pointer_comes_back_as_written(state):
    told = pointer.write(state, NEW)
    assert pointer.read(state) == told
    assert told.digest == NEW.digest


def test_each_change_has_its_number(state):
    numbers = [pointer.write(state, NEW).sequence for _ in range(3)]
    assert numbers == [1, 2, 3]


def test_number_goes_on_where_file_is_gone(state):
    pointer.write(state, NEW)
    state.pointer.unlink()
    assert pointer.write(state, NEW.model_copy(update={"sequence": 7})).sequence == 8


@pytest.mark.parametrize(
    "changes",
    [
        {"digest": "b" * 64},
        {"sequence": 99},
        {"override": "because"},
        {"signature": ""},
        {"signature": "é"},
        {"more": 1},
        {"version": None},
    ],
)
def test_edited_pointer_is_refused(state, changes):
    pointer.write(state, NEW)
    _edit(state, **changes)
    with pytest.raises(PeelError, match="P870"):
        pointer.read(state)


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\x00", b"[]"])
def test_damaged_pointer_is_refused(state, data):
    pointer.write(state, NEW)
    state.pointer.write_bytes(data)
    with pytest.raises(PeelError, match="P870"):
        pointer.read(state)


def test_pointer_without_its_key_is_refused(state):
    pointer.write(state, NEW)
    (state.secrets / secrets.POINTER).unlink()
    with pytest.raises(PeelError, match="P870"):
        pointer.read(state)


def test_earlier_pointer_is_refused(state):
    pointer.write(state, NEW)
    earlier = state.pointer.read_bytes()
    seen = pointer.write(state, NEW).sequence
    state.pointer.write_bytes(earlier)
    assert pointer.read(state)
    with pytest.raises(PeelError, match="P871"):
        pointer.read(state, least=seen)


def test_forged_pointer_is_replaced(state):
    pointer.write(state, NEW)
    _edit(state, digest="b" * 64)
    pointer.write(state, NEW)
    assert pointer.read(state).digest == NEW.digest


def test_old_key_is_worth_nothing(state):
    pointer.write(state, NEW)
    old, before = secrets.read(state, secrets.POINTER), state.pointer.read_bytes()
    told = pointer.rotate_key(state)
    assert secrets.read(state, secrets.POINTER) != old
    assert pointer.read(state) == told
    state.pointer.write_bytes(before)
    with pytest.raises(PeelError, match="P870"):
        pointer.read(state)


def test_half_rotated_key_is_finished(state):
    """Killed after the pointer was signed anew, before the key took its place."""
    pointer.write(state, NEW)
    old = secrets.read(state, secrets.POINTER)
    pointer.rotate_key(state)
    secrets.write(state, "pointer.key.new", text=secrets.read(state, secrets.POINTER))
    secrets.write(state, secrets.POINTER, text=old)
    assert pointer.rotate_key(state) == pointer.read(state)
    assert not (state.secrets / "pointer.key.new").exists()


def test_forged_pointer_is_not_signed_anew(state):
    pointer.write(state, NEW)
    _edit(state, digest="b" * 64)
    with pytest.raises(PeelError, match="P870"):
        pointer.rotate_key(state)


def test_key_rotates_before_any_promotion(state):
    assert pointer.rotate_key(state) is None
    assert secrets.read(state, secrets.POINTER)
