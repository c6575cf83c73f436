"""What a key opens."""

from __future__ import annotations

from peel.types.key import SCOPES, Key


def test_key_opens_its_scopes():
    key = Key(name="a", scopes=("look",), id="1", hash="0", made_at=0)
    assert [scope for scope in SCOPES if key.may(scope)] == ["look"]


def test_admin_opens_everything():
    key = Key(name="a", scopes=("admin",), id="1", hash="0", made_at=0)
    assert all(key.may(scope) for scope in SCOPES)
