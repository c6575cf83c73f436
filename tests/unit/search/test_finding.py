from dataclasses import replace

import numpy as np
import pytest

from peel.detection.frame import Frame
from peel.errors import PeelError
from peel.params.sections import Search
from peel.search import finding, named, tried
from peel.training import given
from peel.types.search import SearchSummary


@pytest.fixture
def try_all(things):
    """What is tried on some of the pictures, in two folds, under other parameters."""

    def try_all(n, **how):
        items = things.asked.items.take(np.arange(n))
        items = items._replace(folds=items.folds % 2)
        asked = replace(things.asked, items=items, how=Search(**how))
        return tried.all_of(asked, asked.learner)

    return try_all


@pytest.mark.slow
def test_named_detector_alone_is_tried(things, tmp_path):
    head = named.head(Frame(*things.choice.space.decision["frame"]), steps=5)
    how = Search(only=(f"efficientnet_lite0/11/mean/{head}",))
    asked = replace(things.asked, how=how)
    choice = finding.search(asked, asked.learner, folder=tmp_path / "search")
    assert choice.members[0].name == how.only[0]
    assert len((tmp_path / "search" / "leaderboard.csv").read_text().splitlines()) == 2
    assert choice.space.decision["peaks"] == 5
    facts = given.run(choice, things.given, folder=tmp_path / "train")
    arrays = np.load(tmp_path / "train" / "heads.npz")
    assert arrays["peaks.heat.weight"].shape[0] == 2
    assert facts.depth == 11


@pytest.mark.slow
def test_union_is_tried_beside_ridge(try_all):
    """Once, at the depth and in the frame that would be taken without it, and as more work."""
    *alone, union = try_all(14, conv_steps=2)
    best = tried.taken(alone)
    assert [one.space.decision.get("peaks") for one in alone] == [None, None]
    assert union.space.decision["peaks"] == 2
    assert union.seen.frame == best.seen.frame
    assert union.seen.network.depths == best.seen.network.depths
    assert union.macs > best.macs


@pytest.mark.slow
def test_depth_without_a_map_is_refused(try_all):
    with pytest.raises(PeelError, match="names no detector"):
        try_all(14, only=("efficientnet_lite0/1/mean/two stages at 64 x 64",))


@pytest.mark.slow
def test_every_network_is_looked_at_first(try_all):
    """Before minutes go into the first."""
    with pytest.raises(PeelError, match="backbone refused"):
        try_all(14, backbones=("efficientnet_lite0", "no_network"))


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
