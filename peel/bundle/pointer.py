"""The pointer: the small signed file that says which registered model is served."""

from __future__ import annotations

import hashlib
import hmac
import json
from pathlib import Path

from pydantic import ValidationError

from peel import files
from peel.errors import PeelError
from peel.project import secrets
from peel.project.state import State
from peel.types.pointer import Pointer

_NEW_KEY = "pointer.key.new"
_WHAT = "a change of the pointer"


def read(state: State, *, least: int = 0) -> Pointer | None:
    """The pointer of the installation; None where nothing was ever promoted.

    Raises P870 for one that this installation did not sign, P871 for one that is older than number `least`, which the caller
    has seen before.
    """
    data = _bytes(state.pointer)
    if data is None:
        return None
    pointer = _checked(data, state)
    if pointer.sequence < least:
        raise PeelError(
            "P871",
            "an earlier pointer was put back",
            got=f"{state.pointer} with number {pointer.sequence}",
            allowed=f"number {least} or more",
            do="peel rollback goes back to an earlier model; nothing else may",
        )
    return pointer


def write(state: State, pointer: Pointer) -> Pointer:
    """Sign the pointer and put it there in one step, on disk when this returns.

    Its number is one more than that of the pointer that stands, and than its own. What stands and is none of ours is replaced.
    """
    key = secrets.ensure(state, secrets.POINTER)
    with files.lock(state.folder / ".lock-pointer", _WHAT):
        try:
            before = read(state)
        except PeelError:
            before = None
        number = 1 + max(pointer.sequence, before.sequence if before else 0)
        return _put(state, pointer.model_copy(update={"sequence": number}), key=key)


def rotate_key(state: State) -> Pointer | None:
    """Make a new signing key and sign what stands with it; the old key is worth nothing afterwards.

    A server that reads between the two steps refuses the pointer for that moment and goes on with the model that it has.
    A killed one is finished by the next: the new key lies beside until the pointer is signed with it.
    """
    with files.lock(state.folder / ".lock-pointer", _WHAT):
        key = secrets.ensure(state, _NEW_KEY)
        pointer = _either(state, key)
        signed = _put(state, pointer, key=key) if pointer else None
        secrets.write(state, secrets.POINTER, text=key)
        (state.secrets / _NEW_KEY).unlink()
        return signed


def _either(state: State, new_key: str) -> Pointer | None:
    """The pointer, signed with the key that stands, or already with the new one."""
    data = _bytes(state.pointer)
    if data is None:
        return None
    try:
        found = _parsed(data, state.pointer)
    except PeelError:
        return _checked(data, state)
    return found if _is_signed(found, new_key) else _checked(data, state)


def _put(state: State, pointer: Pointer, *, key: str) -> Pointer:
    signed = pointer.model_copy(update={"signature": _signature(pointer, key)})
    files.write_synced(state.pointer, signed.to_json().encode())
    return signed


def gone(state: State) -> PeelError:
    """P877: none is there, although the store knows of one."""
    return PeelError(
        "P877",
        "the pointer is gone",
        got=f"no {state.pointer}, although a model was promoted",
        allowed="the pointer, which only peel promote and peel rollback write",
        do="peel rollback VERSION puts a registered model in its place; peel models lists them",
    )


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _checked(data: bytes, state: State) -> Pointer:
    key = secrets.read(state, secrets.POINTER)
    pointer = _parsed(data, state.pointer)
    if key is None or not _is_signed(pointer, key):
        raise _forged(f"{state.pointer} with another signature")
    return pointer


def _parsed(data: bytes, path: Path) -> Pointer:
    try:
        return Pointer.model_validate_json(data)
    except ValidationError as error:
        raise _forged(f"{path}: {error.errors()[0]['msg']}") from error


def _is_signed(pointer: Pointer, key: str) -> bool:
    return hmac.compare_digest(pointer.signature.encode(), _signature(pointer, key).encode())


def _signature(pointer: Pointer, key: str) -> str:
    told = pointer.model_dump(mode="json", exclude={"signature"})
    return hmac.new(
        key.encode(), json.dumps(told, sort_keys=True).encode(), hashlib.sha256
    ).hexdigest()


def _forged(got: str) -> PeelError:
    return PeelError(
        "P870",
        "the pointer is not what this installation signed",
        got=got,
        allowed="a pointer as `peel promote` and `peel rollback` write it",
        do="find out who changed it; then peel rollback VERSION puts a registered model in its place",
    )
