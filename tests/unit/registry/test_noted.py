from peel.registry import noted
from peel.types.pointer import Pointer


def test_last_pointer_is_noted(registry):
    assert noted.last(registry.store) == 0
    for number in (1, 2):
        one = Pointer(name="p", version="v1.0.0", digest="ab", sequence=number, at=0.0, by="me")
        with registry.store.writing() as connection:
            noted.put(connection, one)
            assert noted.champion(connection) == "ab"
    assert noted.last(registry.store) == 2


def test_other_digest_is_no_promotion(registry):
    one = Pointer(name="p", version="v1.0.0", digest="ab", sequence=1, at=0.0, by="me")
    with registry.store.writing() as connection:
        noted.put(connection, one)
        noted.rename(connection, "xy", new="z")
        assert noted.champion(connection) == "ab"
        noted.rename(connection, "ab", new="cd")
        assert noted.champion(connection) == "cd"
