import numpy as np
from onnx import TensorProto, numpy_helper

from peel.calibration.calibration import constants


def test_constants_keep_names_and_numbers():
    found = constants({"floor": 1e-12, "pair": (0.5, 2.0)})
    assert [one.name for one in found] == ["floor", "pair"]
    np.testing.assert_array_equal(numpy_helper.to_array(found[1]), [0.5, 2.0])


def test_constants_are_in_single_precision():
    (one,) = constants({"x": np.float64(1 / 3)})
    assert one.data_type == TensorProto.FLOAT
