"""Keys: shown once, found again, ended."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from peel.errors import PeelError
from peel.feedback import keys, ledger, tables
from peel.types.key import NewKey

NEW = NewKey(name="camera 1", scopes=("predict", "feedback"), trust="partner", expires_at=100.0)


def test_made_key_is_found(store):
    texts = [keys.make(store, NEW, now=1.0) for _ in range(2)]
    known = keys.all_keys(store)
    found = [keys.check(known, text, now=2.0) for text in texts]
    assert {key.id for key in found} == {text.split("_")[1] for text in texts}
    assert (found[0].name, found[0].scopes, found[0].trust) == (NEW.name, NEW.scopes, "partner")


def test_text_of_key_is_kept_nowhere(store, state):
    secret = keys.make(store, NEW, now=1.0).rpartition("_")[2]
    with store.reading() as connection:
        assert secret not in str(connection.execute(select(tables.keys)).all())
    assert secret.encode() not in b"".join(p.read_bytes() for p in state.folder.glob("store*"))
    assert secret not in repr(keys.all_keys(store))


@pytest.mark.parametrize("change", ["", "pk_1_2", "\ud800", "a" * 100_000])
def test_unknown_key_is_refused(store, change):
    keys.make(store, NEW, now=1.0)
    with pytest.raises(PeelError, match="P833"):
        keys.check(keys.all_keys(store), change, now=2.0)


def test_expired_key_is_refused(store):
    text = keys.make(store, NEW, now=1.0)
    with pytest.raises(PeelError, match=r"P833.*expired"):
        keys.check(keys.all_keys(store), text, now=100.0)


def test_revoked_key_is_refused(store):
    text = keys.make(store, NEW, now=1.0)
    id_ = keys.all_keys(store)[0].id
    keys.revoke(store, id_, now=5.0)
    with pytest.raises(PeelError, match=r"P833.*revoked"):
        keys.check(keys.all_keys(store), text, now=5.0)
    with pytest.raises(PeelError, match="P834"):
        keys.revoke(store, id_, now=6.0)


def test_keys_stand_in_the_ledger(store):
    keys.make(store, NEW, who="ann", now=1.0)
    keys.revoke(store, keys.all_keys(store)[0].id, who="bob", now=5.0)
    assert [(row.who, row.what) for row in ledger.read(store)] == [
        ("ann", "key-made"),
        ("bob", "key-revoked"),
    ]
