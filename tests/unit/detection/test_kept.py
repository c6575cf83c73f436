import numpy as np

from peel.detection import kept

K, WIDTHS = 2, (3, 4, 5)


def made():
    rng = np.random.default_rng(0)

    def numbers(*shape):
        return rng.normal(size=shape).astype(np.float32)

    cells = {f"cells_{i}": numbers(5 * K, width, 1, 1) for i, width in enumerate(WIDTHS)}
    hidden = {"hidden_weight": numbers(8, 20), "hidden_bias": numbers(8)}
    out = {"out_weight": numbers(5 * K, 8), "out_bias": numbers(5 * K)}
    return {
        **cells,
        "cells_bias": numbers(5 * K),
        **hidden,
        **out,
        "frame": np.array([64, 96]),
        "proposals": np.array(120),
    }


def test_detector_comes_back_bit_by_bit():
    detector = kept.detector(made())
    assert tuple(detector.proposer.frame) == (64, 96)
    assert detector.proposer.k == detector.rescorer.k == K
    again = kept.arrays(detector)
    assert set(again) == set(made())
    assert all((again[name] == made()[name]).all() for name in again)


def test_older_detector_has_eighty_proposals():
    older = {name: part for name, part in made().items() if name != "proposals"}
    assert kept.detector(older).proposer.kept == 80
