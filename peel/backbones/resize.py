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

    A grid of frames is resized as a whole, so that its cells have the size, and cut: (n * frames, 3, s, s), item by item.
    """
    rows, columns = grid.shape(size.frames)
    last = "levels" if size.frames > 1 else INPUT
    made = [
        helper.make_node("Transpose", [IMAGE], ["image_chw"], perm=[0, 3, 1, 2]),
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
        helper.make_node("Clip", ["rounded", "level_min", "level_max"], [last]),
    ]
    constants = [
        numpy_helper.from_array(
            np.array([rows * size.px, columns * size.px], np.int64), "resize_to"
        ),
        numpy_helper.from_array(np.array(0, np.float32), "level_min"),
        numpy_helper.from_array(np.array(255, np.float32), "level_max"),
    ]
    if size.frames > 1:
        cells = np.array([-1, 3, rows, size.px, columns, size.px], np.int64)
        each = np.array([-1, 3, size.px, size.px], np.int64)
        constants.append(numpy_helper.from_array(cells, "cells_shape"))
        constants.append(numpy_helper.from_array(each, "frames_shape"))
        made += [
            helper.make_node("Reshape", [last, "cells_shape"], ["cells"]),
            helper.make_node("Transpose", ["cells"], ["frames"], perm=[0, 2, 4, 1, 3, 5]),
            helper.make_node("Reshape", ["frames", "frames_shape"], [INPUT]),
        ]
    return made, constants


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
