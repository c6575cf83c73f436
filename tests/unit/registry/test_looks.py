from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from peel.registry import looks
from peel.registry.looks import Trial

A, B, C, D = (letter * 64 for letter in "abcd")


def _row(champion=C, now=0.0):
    return looks.fresh(champion, now=now)


def _begin(registry, *trials, now=0.0):
    with registry.store.writing() as connection:
        for trial in trials:
            looks.begin_trial(connection, trial, now=now)
    return [looks.read(registry.store, trial.row) for trial in trials]


def test_trial_is_one_look(registry):
    with registry.store.writing() as connection:
        looks.put(connection, _row(), n=2)
    assert _begin(registry, Trial(A, C), Trial(A, C)) == [3, 3]
    assert looks.read(registry.store, _row()) == 3
    assert looks.read(registry.store, "other") == 0


def test_each_champion_has_its_looks(registry):
    assert _begin(registry, Trial(A, C), Trial(B, C), Trial(A, D)) == [1, 2, 1]


def test_each_year_has_its_looks(registry):
    before = datetime(2026, 12, 31, 23, 59, tzinfo=UTC).timestamp()
    assert _begin(registry, Trial(A, C), now=before) == [1]
    assert _begin(registry, Trial(B, C), now=before + 59) == [2]
    assert _begin(registry, Trial(D, C), now=before + 60) == [1]


def test_trial_keeps_its_number(registry):
    _begin(registry, Trial(A, C))
    with registry.store.writing() as connection:
        looks.rename(connection, A, new=B)
        looks.rename(connection, C, new=D)
        assert looks.count(connection, Trial(B, D).row) == 1
        assert looks.count(connection, Trial(A, C).row) == 0
        assert looks.count(connection, _row(D)) == 1


def test_each_look_has_its_own_number(registry):
    assert [looks.take(registry.store, _row()) for _ in range(3)] == [1, 2, 3]


def test_looks_at_once_share_no_number(registry):
    """Whichever way they come."""
    trials = [Trial(format(n, "064x")[::-1], C) for n in range(10)]
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: looks.take(registry.store, _row()), range(10)))
        begun = list(pool.map(lambda trial: _begin(registry, trial)[0], trials))
    assert sorted(taken + begun) == list(range(1, 21))


def test_challenger_wears_sealed_pictures_once(registry):
    with registry.store.writing() as connection:
        assert [looks.wear(connection, D, model=model) for model in (A, A, B)] == [1, 1, 2]
