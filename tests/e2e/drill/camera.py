"""The camera of a drill: held-out pictures with their true labels, slightly changed each time, later blurred and dark."""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter

_PICTURES = (".jpg", ".jpeg", ".png")


class Shot(NamedTuple):
    """A picture's file and what is on it: a name, or boxes as JSON."""

    data: bytes
    label: str
    media: str = "image/jpeg"


class Dip(NamedTuple):
    """What happens to the camera: the blur's radius as a share of the longer side, how much light is left, and what it shows from then on, where that is something else."""

    blur: float = 0.0
    light: float = 1.0
    shows: tuple[Shot, ...] = ()


def divide(archive: Path, folder: Path, *, share: float = 0.6, style: str = "") -> list[Shot]:
    """Write `share` of the zip's pictures as class folders into `folder`; the others come back. `style`: those of that folder alone."""
    return _divide(_read(archive, style), folder, share)


def shots(archive: Path, *, style: str = "") -> list[Shot]:
    """All pictures of the zip, or of that folder in it, in an order of no meaning."""
    found = [Shot(data, Path(name).parent.name) for name, data in _read(archive, style).items()]
    return [found[int(place)] for place in np.random.default_rng(0).permutation(len(found))]


def _read(archive: Path, style: str) -> dict[str, bytes]:
    with zipfile.ZipFile(archive) as packed:
        names = [name for name in packed.namelist() if Path(name).suffix.lower() in _PICTURES]
        named = [name for name in names if not style or style in Path(name).parts]
        return {name: packed.read(name) for name in sorted(named)}


def divide_folder(pictures: Path, folder: Path, *, share: float = 0.6) -> list[Shot]:
    """The same for class folders below `pictures`."""
    files = {str(path): path.read_bytes() for path in pictures.glob("*/*")}
    return _divide(files, folder, share)


def _divide(files: Mapping[str, bytes], folder: Path, share: float) -> list[Shot]:
    by_class: dict[str, list[str]] = defaultdict(list)
    for name in sorted(files):
        by_class[Path(name).parent.name].append(name)
    held: list[Shot] = []
    for label, names in sorted(by_class.items()):
        drawn = [str(name) for name in np.random.default_rng(len(held)).permutation(names)]
        known = int(share * len(drawn))
        (folder / label).mkdir(parents=True)
        for name in drawn[:known]:
            (folder / label / Path(name).name).write_bytes(files[name])
        held += [Shot(files[name], label) for name in drawn[known:]]
    return held


def dipped(image: Image.Image, dip: Dip | None) -> Image.Image:
    """The picture as a camera shows it to which that has happened."""
    if dip is None:
        return image
    blurred = image.filter(ImageFilter.GaussianBlur(dip.blur * max(image.size)))
    return ImageEnhance.Brightness(blurred).enhance(dip.light)


@dataclass
class Camera:
    """Shows the held-out pictures, drawn with replacement; of each side a share of up to `shake` is cut off. Where it `lies`, the labels are anybody's."""

    held: Sequence[Shot] = ()
    seed: int = 0
    dip: Dip | None = None
    shake: float = 0.06
    lies: bool = False

    def __post_init__(self) -> None:
        self._rng = np.random.default_rng(self.seed)

    def worth(self, answer: Mapping[str, Any], label: str) -> float:
        """How right an answer is, 0 to 1."""
        return float(answer["class_name"] == label)

    def shoot(self) -> Shot:
        """The next picture, and its true label."""
        held = (self.dip.shows if self.dip else ()) or self.held
        shot = held[int(self._rng.integers(len(held)))]
        image = Image.open(io.BytesIO(shot.data)).convert("RGB")
        image = dipped(self._moved(image), self.dip)
        out = io.BytesIO()
        image.save(out, "JPEG", quality=90)
        label = (
            self.held[int(self._rng.integers(len(self.held)))].label if self.lies else shot.label
        )
        return Shot(out.getvalue(), label)

    def _moved(self, image: Image.Image) -> Image.Image:
        """Never the same twice: a few pixels cut off each side, a little more or less light."""
        w, h = image.size
        cut = self._rng.uniform(0, self.shake, 4)
        box = (int(cut[0] * w), int(cut[1] * h), w - int(cut[2] * w), h - int(cut[3] * h))
        return ImageEnhance.Brightness(image.crop(box)).enhance(self._rng.uniform(0.93, 1.07))
