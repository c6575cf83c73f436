"""Outputs as text: exact, and short."""

from __future__ import annotations

import numpy as np
import pytest

from peel.feedback.outputs import pack, unpack


def test_floats_come_back_exactly():
    shares = np.random.default_rng(0).dirichlet(np.ones(1000)).astype(np.float32)
    text = pack({"probabilities": shares})
    assert len(text) < 5_500
    assert unpack(text) == {"probabilities": shares.tolist()}


@pytest.mark.parametrize(
    "value",
    [
        [1, 2],
        3,
        "cat",
        None,
        [],
        0.1,
        [0.1],
        [[1.0], [1.0, 2.0]],
        [[0.5, 2.0]],
        0.5,
        [1e300],
        [True],
    ],
)
def test_every_output_comes_back(value):
    assert unpack(pack({"a": value})) == {"a": value}


def test_no_number_is_kept():
    assert np.isnan(unpack(pack({"a": [float("nan")]}))["a"]).all()
