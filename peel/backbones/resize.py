"""The one resize of the product, as nodes of the network's own graph: the search runs them alone, the exported file begins with them.

Linear, antialiased, half-pixel, then rounded and clipped to whole levels. Never without antialiasing (up to 102
levels off).
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from peel.backbones.cut import INPUT, OPSET
from peel.films import grid
from peel.types.items import Size

IMAGE = "image"
_IR_VERSION = 10


def nodes(size: Size) -> tuple[list[onnx.NodeProto], list[onnx.TensorProto]]:
    """From `image` (n, h, w, 3) uint8 RGB of any size to `pixels` (n, 3, s, s) float32 in 0..255.

    A grid of frames is cut before, so that each is resized as a picture is: (n * frames, 3, s, s), item by item.
    """
    cut, constants = _cells(size.frames) if size.frames > 1 else ([], [])
    made = [
        helper.make_node(
            "Transpose", [cut[-1].output[0] if cut else IMAGE], ["image_chw"], perm=[0, 3, 1, 2]
        ),
        helper.make_node("Cast", ["image_chw"], ["image_float"], to=TensorProto.FLOAT),
        helper.make_node(
            "Resize",
            ["image_float", "", "", "resize_to"],
            ["resized"],
            mode="linear",
            antialias=1,
            coordinate_transformation_mode="half_pixel",
            axes=[2, 3],
        ),
        helper.make_node("Round", ["resized"], ["rounded"]),
        helper.make_node("Clip", ["rounded", "level_min", "level_max"], [INPUT]),
    ]
    constants = [
        *constants,
        _whole("resize_to", size.px, size.px),
        numpy_helper.from_array(np.array(0, np.float32), "level_min"),
        numpy_helper.from_array(np.array(255, np.float32), "level_max"),
    ]
    return [*cut, *made], constants


def _cells(frames: int) -> tuple[list[onnx.NodeProto], list[onnx.TensorProto]]:
    """From `image` to its frames (n * frames, h, w, 3); what is left over at its right and at its bottom is dropped."""
    rows, columns = grid.shape(frames)
    cut = [
        helper.make_node("Shape", [IMAGE], ["sides"], start=1, end=3),
        helper.make_node("Div", ["sides", "cells"], ["cell"]),
        helper.make_node("Mul", ["cell", "cells"], ["used"]),
        helper.make_node("Slice", [IMAGE, "none", "used", "along"], ["whole_cells"]),
        helper.make_node("Split", ["cell", "one_each"], ["cell_h", "cell_w"], axis=0),
        helper.make_node(
            "Concat",
            ["any", "cell_rows", "cell_h", "cell_columns", "cell_w", "channels"],
            ["in_cells"],
            axis=0,
        ),
        helper.make_node("Concat", ["any", "cell", "channels"], ["each_cell"], axis=0),
        helper.make_node("Reshape", ["whole_cells", "in_cells"], ["rows_of_cells"]),
        helper.make_node("Transpose", ["rows_of_cells"], ["cells_first"], perm=[0, 1, 3, 2, 4, 5]),
        helper.make_node("Reshape", ["cells_first", "each_cell"], ["frames"]),
    ]
    constants = [
        _whole("cells", rows, columns),
        _whole("none", 0, 0),
        _whole("along", 1, 2),
        _whole("one_each", 1, 1),
        _whole("any", -1),
        _whole("cell_rows", rows),
        _whole("cell_columns", columns),
        _whole("channels", 3),
    ]
    return cut, constants


def _whole(name: str, *values: int) -> onnx.TensorProto:
    return numpy_helper.from_array(np.array(values, np.int64), name)


def model(
    body: list[onnx.NodeProto],
    constants: list[onnx.TensorProto],
    *,
    output: str,
    shape: list[str | int],
) -> onnx.ModelProto:
    """A checked model from `image` to one float32 output."""
    image = helper.make_tensor_value_info(IMAGE, TensorProto.UINT8, ["n", "h", "w", 3])
    result = helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)
    graph = helper.make_graph(body, "peel", [image], [result], constants)
    made = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=_IR_VERSION
    )
    made.producer_name = "peel"
    onnx.checker.check_model(made, full_check=True)
    return made


def graph(size: Size) -> bytes:
    """The resize alone."""
    body, constants = nodes(size)
    n = "n" if size.frames == 1 else "n_frames"
    made = model(body, constants, output=INPUT, shape=[n, 3, size.px, size.px])
    return bytes(made.SerializeToString(deterministic=True))
