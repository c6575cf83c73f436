"""A detector before it was exported: PyTorch from the pixels in its frame on, which the file must equal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from peel.detection import frame as frames
from peel.detection.detector import Detector
from peel.detection.learn import split, views_of
from peel.metrics.boxes import Found
from peel.problem import Outputs
from peel.runners import dense
from peel.runners.dense import Sight
from peel.runtime.session import open_session
from peel.training import heads_file
from peel.types.output import Output

PICTURE = "picture"
Hold = Callable[[list[Found]], Outputs]


class Whole:
    """What the model sees: the picture as it is."""

    def see(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The picture (h, w, 3)."""
        return picture


class Original:
    """Pictures in, outputs out; ONNX on its way does nothing but resize."""

    def __init__(
        self, detector: Detector, seen: Sight, *, hold: Hold, outputs: tuple[Output, ...]
    ) -> None:
        """`hold` writes what was found in a picture as outputs."""
        self.detector, self.seen, self.hold, self.outputs = detector, seen, hold, outputs
        self.most = frames.at_once(seen.frame)
        letterbox = frames.graph(seen.frame, fill=seen.fill)
        self.resizing = open_session(letterbox.SerializeToString())

    def __call__(self, pixels: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """The outputs for one picture."""
        picture = pixels[PICTURE]
        (framed,) = self.resizing.run(["pixels"], {"image": picture[None]})
        views = views_of(self.seen.frame, [(picture.shape[0], picture.shape[1])])
        with torch.no_grad():
            found = self.detector(dense.maps_of(self.seen, np.asarray(framed)), views)
        return dict(self.hold(split(found, 1)))


def detector_of(trained: Path) -> Detector:
    """The detector beside the file in `trained`."""
    return dense.unpack((trained / heads_file.HEADS).read_bytes())
