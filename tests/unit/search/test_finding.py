import pytest

from peel.types.search import SearchSummary


@pytest.mark.slow
def test_held_out_things_are_found(things):
    assert things.choice.score > 0.8
    assert things.choice.space.names == ("bar", "disc")
    assert set(things.choice.space.decision) == {"thresholds", "frame"}


@pytest.mark.slow
def test_search_leaves_one_row(things):
    folder = things.exam.trained.parent / "search"
    summary = SearchSummary.read(folder / "search.json")
    assert summary.single_best.score == pytest.approx(things.choice.score, abs=1e-6)
    assert summary.leaderboard_digest == things.choice.leaderboard_digest
    assert len((folder / "leaderboard.csv").read_text().splitlines()) == 2
