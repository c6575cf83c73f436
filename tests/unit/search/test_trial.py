from peel.search.trial import rank


def test_trial_scores_each_pooling_and_head(candidates):
    pairs = {(c.member.tap, c.member.pooling, c.member.head) for c in candidates}
    assert len(pairs) == len(candidates) == 8


def test_trial_gives_best_log_loss_first(candidates):
    first = [c for c in candidates if c.member.tap == 0]
    assert first == sorted(first, key=lambda c: c.log_loss)


def test_easier_depth_ranks_first(candidates):
    assert min(candidates, key=rank).member.tap == 1


def test_width_follows_the_pooling(candidates):
    assert {c.member.pooling: c.width for c in candidates} == {"mean": 4, "ems": 11}
