from dataclasses import replace

import numpy as np

from peel.search.choose import best_heads
from peel.search.trial import rank


def _losses(candidates):
    return np.array([c.log_loss for c in candidates])


def test_choice_takes_the_best_heads(candidates):
    chosen = best_heads(candidates, _losses(candidates), n=3)
    assert chosen == sorted(candidates, key=rank)[:3]


def test_choice_stays_in_one_network(candidates):
    worse = [replace(c, backbone="other", log_loss=c.log_loss + 1) for c in candidates]
    both = [*worse, *candidates]
    assert {c.backbone for c in best_heads(both, _losses(both), n=4)} == {"net"}


def test_network_with_one_good_head_loses(candidates):
    best = min(c.log_loss for c in candidates)
    other = [
        replace(c, backbone="other", log_loss=best / 2 if not place else 9.0)
        for place, c in enumerate(candidates)
    ]
    both = [*other, *candidates]
    assert {c.backbone for c in best_heads(both, _losses(both), n=4)} == {"net"}
