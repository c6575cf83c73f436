import csv
import io
from dataclasses import replace
from types import SimpleNamespace

import pytest

from peel.metrics.wilson import wilson
from peel.search import leaderboard
from peel.search.trial import rank


def table_of(candidates, of, *, seconds):
    cost = SimpleNamespace(parameters=10, macs=20)
    point = SimpleNamespace(point=SimpleNamespace(block="blocks.0"))
    found = SimpleNamespace(
        candidates=sorted(candidates, key=rank),
        networks={"net": SimpleNamespace(taps=[point, point])},
        costs={"net": [cost, cost]},
        seconds=seconds,
        model=SimpleNamespace(optimism=0.05, n_effective=20.0),
    )
    return leaderboard.rows(found, of)


@pytest.fixture
def table(candidates, rows):
    return table_of(candidates, rows, seconds={"net-00": 0.1, "net-01": 0.2})


def test_seconds_are_those_of_the_trial(candidates, rows):
    """Also where a kind has no trial of that depth without a suffix."""
    trained = [replace(c, trial=f"{c.trial}-logistic") for c in candidates]
    seconds = {"net-00-logistic": 3.0, "net-01-logistic": 4.0}
    table = table_of(trained, rows, seconds=seconds)
    assert {(row.tap, row.seconds) for row in table} == {(0, 3.0), (1, 4.0)}


def test_rows_are_ranked_by_log_loss(table):
    assert [r.rank for r in table] == list(range(1, 9))
    assert [r.log_loss for r in table] == sorted(r.log_loss for r in table)


def test_interval_holds_the_score(table):
    assert all(r.low <= r.score <= r.high for r in table)


def test_onion_has_one_row_a_depth(table):
    assert [r.depth for r in leaderboard.onion(table)] == [0, 1]


def test_digest_leaves_out_measured_times(table):
    slower = [row.model_copy(update={"seconds": 7.0}) for row in table]
    assert leaderboard.digest(slower) == leaderboard.digest(table)


def test_digest_sees_a_changed_score(table):
    other = [table[0].model_copy(update={"score": 0.1}), *table[1:]]
    assert leaderboard.digest(other) != leaderboard.digest(table)


def test_csv_holds_all_rows(table):
    assert len(list(csv.DictReader(io.StringIO(leaderboard.to_csv(table))))) == 8


def test_luck_widens_the_interval_downwards(table):
    for row in table:
        low, _ = wilson(row.score * 20, 20)
        assert row.low == pytest.approx(max(0.0, low - 0.05), abs=1e-5)
