"""Log loss against scikit-learn's."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import log_loss as reference

from peel.metrics.accuracy import once
from peel.metrics.log_loss import HIGHEST, item_losses, log_loss


def test_log_loss_equals_scikit_learn():
    rng = np.random.default_rng(0)
    outputs = rng.dirichlet(np.ones(4), 50).astype(np.float32)
    targets = np.arange(50) % 4
    losses = item_losses(outputs, targets)
    want = reference(targets, outputs)
    assert log_loss(losses, weights=once(50))[0] == pytest.approx(want, rel=1e-5)


def test_sure_and_wrong_costs_a_finite_sum():
    assert item_losses(np.array([[1.0, 0.0]]), np.array([1])) == pytest.approx([HIGHEST])


def test_sure_and_right_costs_nothing():
    assert item_losses(np.array([[1.0, 0.0]]), np.array([0])) == [0.0]
