"""The one size at which all pictures are looked at: chosen from the boxes, and made by nodes of the exported file itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from peel.backbones import resize
from peel.backbones.cut import INPUT
from peel.metrics.boxes import Truth, areas

SHRINK, WINDOW = "shrink", "window"
_STEP_PX = 32  # the coarsest stride of the maps
_SMALLEST_PX, _LARGEST_PX = 256, 960
# What a larger frame costs: 4.4 million pixels (2400 x 1824) take 1.3 GB of memory an answer; 4 billion of a pass over all pictures
# take 11 GB of disk and 20 CPU minutes.
_MOST_CELLS, _PASS_CELLS, _MOST_PX = 4.4e6, 4e9, 4096
_AT_ONCE_CELLS = 11e6  # of pictures in one batch: 3.5 GB
_LARGER = 1.2  # times the usual: less is not worth a pass
# The side of a small object of the smallest class. At 20 px platelets were found half as often as at 39.
_WANTED_PX, _SMALL = 32.0, 0.1
_SMALLER = 0.75
_FEWEST = 10  # boxes of a class from which its small objects are known


class Frame(NamedTuple):
    """Height and width in pixels, multiples of 32: a picture is shrunk (or grown) to fit and lies at the upper left."""

    height: int
    width: int

    def shrink(self, size: tuple[int, int]) -> float:
        """By what a picture of this height and width is multiplied.

        >>> Frame(480, 640).shrink((600, 1280))
        0.5
        """
        ratios = np.array(self, np.float32) / np.array(size, np.float32)
        return float(ratios.min())


def choose(
    sizes: Sequence[tuple[int, int]], truths: Sequence[Truth], *, largest_px: float = _LARGEST_PX
) -> Frame:
    """The smallest frame at which small objects of each class are wide enough: their 10th percentile is 32 pixels.

    `sizes` are heights and widths. Its longer side is at most that of most pictures, and `largest_px`.
    """
    shapes = np.array(sizes, np.float64).reshape(-1, 2)
    height, width = np.median(shapes, axis=0)
    long = max(height, width)
    small = _small_share(shapes, truths)
    wanted = np.clip(_WANTED_PX / small, _SMALLEST_PX, min(largest_px, max(long, _SMALLEST_PX)))
    return Frame(_stepped(wanted * height / long), _stepped(wanted * width / long))


def larger(
    sizes: Sequence[tuple[int, int]], truths: Sequence[Truth], *, usual: Frame
) -> Frame | None:
    """The frame that small objects ask for where the usual one is too small for them; None where it is not.

    So large that an answer fits the memory, and a pass over all pictures the disk. Docs: decision 0088.
    """
    cells = min(_MOST_CELLS, _PASS_CELLS / len(sizes))
    room = (cells * max(usual) / min(usual)) ** 0.5
    frame = choose(sizes, truths, largest_px=max(min(room, _MOST_PX), _LARGEST_PX))
    return frame if max(frame) >= _LARGER * max(usual) else None


def smaller(frame: Frame) -> Frame | None:
    """Three quarters of it, half the work; None where that is too small.

    >>> smaller(Frame(480, 640)), smaller(Frame(192, 256))
    (Frame(height=352, width=480), None)
    """
    if max(frame) * _SMALLER < _SMALLEST_PX:
        return None
    return Frame(*(_stepped(side * _SMALLER) for side in frame))


def at_once(frame: Frame) -> int:
    """How many pictures a batch may hold, at least two.

    >>> at_once(Frame(480, 640)), at_once(Frame(704, 960)), at_once(Frame(1792, 2400))
    (35, 16, 2)
    """
    return max(2, int(_AT_ONCE_CELLS // (frame.height * frame.width)))


def _stepped(value: float) -> int:
    return max(_STEP_PX, round(value / _STEP_PX) * _STEP_PX)


def _small_share(shapes: NDArray[np.float64], truths: Sequence[Truth]) -> float:
    """The side of a small object of the class with the smallest ones, as a share of the longer side of its picture."""
    sides = np.concatenate(
        [np.sqrt(areas(t.boxes)) / shape.max() for t, shape in zip(truths, shapes, strict=True)]
    )
    classes = np.concatenate([t.classes for t in truths])
    known = [c for c in np.unique(classes) if (classes == c).sum() >= _FEWEST]
    groups = [sides[classes == c] for c in known] or [sides]
    return float(min(np.quantile(group, _SMALL) if len(group) else 1.0 for group in groups))


def nodes(frame: Frame, *, fill: float) -> tuple[list[onnx.NodeProto], list[onnx.TensorProto]]:
    """From `image` (n, h, w, 3) uint8 RGB of any size to `pixels` (n, 3, H, W) float32 in 0..255, what is empty filled.

    Beside it `shrink` (1,), by what pictures were multiplied, and `window` (2,), height and width of a picture inside the
    frame. Linear, antialiased and rounded like peel.backbones.resize.
    """
    return [*_letterbox(), *_measures()], _constants(frame, fill)


def graph(frame: Frame, *, fill: float) -> onnx.ModelProto:
    """The letterbox alone."""
    body, constants = nodes(frame, fill=fill)
    made = resize.model(body, constants, output=INPUT, shape=["n", 3, *frame])
    for name, width in ((SHRINK, 1), (WINDOW, 2)):
        made.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, [width]))
    return made


def _letterbox() -> list[onnx.NodeProto]:
    return [
        helper.make_node("Transpose", [resize.IMAGE], ["image_chw"], perm=[0, 3, 1, 2]),
        helper.make_node("Cast", ["image_chw"], ["image_float"], to=TensorProto.FLOAT),
        helper.make_node(
            "Resize",
            ["image_float", "", "", "frame"],
            ["resized"],
            mode="linear",
            antialias=1,
            coordinate_transformation_mode="half_pixel",
            keep_aspect_ratio_policy="not_larger",
            axes=[2, 3],
        ),
        helper.make_node("Round", ["resized"], ["rounded"]),
        helper.make_node("Clip", ["rounded", "level_min", "level_max"], ["levels"]),
        helper.make_node("Shape", ["levels"], ["inside"], start=2, end=4),
        helper.make_node("Sub", ["frame", "inside"], ["outside"]),
        helper.make_node("Concat", ["nothing", "outside"], ["pads"], axis=0),
        helper.make_node("Pad", ["levels", "pads", "fill"], [INPUT]),
    ]


def _measures() -> list[onnx.NodeProto]:
    return [
        helper.make_node("Shape", [resize.IMAGE], ["picture"], start=1, end=3),
        helper.make_node("Cast", ["picture"], ["picture_px"], to=TensorProto.FLOAT),
        helper.make_node("Cast", ["frame"], ["frame_px"], to=TensorProto.FLOAT),
        helper.make_node("Div", ["frame_px", "picture_px"], ["ratios"]),
        helper.make_node("ReduceMin", ["ratios"], [SHRINK], keepdims=1),
        helper.make_node("Mul", ["picture_px", SHRINK], [WINDOW]),
    ]


def _constants(frame: Frame, fill: float) -> list[onnx.TensorProto]:
    values: dict[str, NDArray[Any]] = {
        "frame": np.array(frame, np.int64),
        "nothing": np.zeros(6, np.int64),
        "level_min": np.array(0, np.float32),
        "level_max": np.array(255, np.float32),
        "fill": np.array(fill, np.float32),
    }
    return [numpy_helper.from_array(value, name) for name, value in values.items()]
