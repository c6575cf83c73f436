from peel.registry import looks

A, B, C, D = (letter * 64 for letter in "abcd")


def test_trial_is_one_look(registry):
    with registry.store.writing() as connection:
        looks.put(connection, looks.FRESH, n=2)
        for _ in range(2):
            looks.begin_trial(connection, A, champion=C)
    assert looks.read(registry.store, looks.FRESH) == 3
    assert looks.read(registry.store, looks.of_trial(A, champion=C)) == 3
    assert looks.read(registry.store, "other") == 0


def test_another_champion_is_another_look(registry):
    with registry.store.writing() as connection:
        looks.begin_trial(connection, A, champion=C)
        looks.begin_trial(connection, A, champion=D)
    assert looks.read(registry.store, looks.of_trial(A, champion=D)) == 2


def test_trial_keeps_its_number(registry):
    with registry.store.writing() as connection:
        looks.begin_trial(connection, A, champion=C)
        looks.rename(connection, A, new=B)
        looks.rename(connection, C, new=D)
        assert looks.count(connection, looks.of_trial(B, champion=D)) == 1
        assert looks.count(connection, looks.of_trial(A, champion=C)) == 0


def test_each_look_has_its_own_number(registry):
    assert [looks.take(registry.store) for _ in range(3)] == [1, 2, 3]


def test_challenger_wears_sealed_pictures_once(registry):
    with registry.store.writing() as connection:
        assert [looks.wear(connection, D, model=model) for model in (A, A, B)] == [1, 1, 2]
