import pytest

from peel.types.search import SearchSummary


@pytest.mark.slow
def test_held_out_things_are_found(things):
    assert things.choice.score > 0.8
    assert things.choice.space.names == ("bar", "disc")
    assert set(things.choice.space.decision) == {"thresholds", "frame"}


@pytest.mark.slow
def test_search_leaves_a_row_a_depth(things):
    folder = things.exam.trained.parent / "search"
    summary = SearchSummary.read(folder / "search.json")
    assert summary.single_best.score >= things.choice.score - 1e-6
    assert summary.optimism is summary.chance is summary.single_best.log_loss is None
    assert summary.leaderboard_digest == things.choice.leaderboard_digest
    assert len((folder / "leaderboard.csv").read_text().splitlines()) == 3
