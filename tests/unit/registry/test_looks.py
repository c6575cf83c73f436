from peel.registry import looks


def test_trial_is_one_look(registry):
    with registry.store.writing() as connection:
        looks.put(connection, looks.FRESH, n=2)
        for _ in range(2):
            looks.begin_trial(connection, "a" * 64)
    assert looks.read(registry.store, looks.FRESH) == 3
    assert looks.read(registry.store, looks.of_trial("a" * 64)) == 3
    assert looks.read(registry.store, "other") == 0


def test_trial_keeps_its_number(registry):
    with registry.store.writing() as connection:
        looks.begin_trial(connection, "a" * 64)
        looks.rename(connection, "a" * 64, new="b" * 64)
        looks.rename(connection, "c" * 64, new="d" * 64)
        assert looks.count(connection, looks.of_trial("b" * 64)) == 1
        assert looks.count(connection, looks.of_trial("d" * 64)) == 0
