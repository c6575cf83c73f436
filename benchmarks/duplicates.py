"""Siblings in the judging sets: pairs, families, what a careless split would leak, and which copies are found.

Run: python benchmarks/duplicates.py. Three tables: by what the network sees beside thumbnails alone; tiles of magtile
whose file names tell that they are the same; changed copies of 40 pictures a set. Bytes and pixels that are the same
under several names count as pictures here; in a project validate puts such copies aside first.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import numpy as np
from accuracy import pixels
from PIL import Image, ImageEnhance, ImageOps
from sets import NAMES, present, read
from sklearn.datasets import load_digits

from peel.backbones.cut import INPUT
from peel.backbones.network import prepare
from peel.backbones.source import WeightSource
from peel.images.digest import of_pixels, thumb
from peel.runners.local import Resizer
from peel.runners.sight import NETWORK, SIZE_PX, cells
from peel.runtime.session import open_session
from peel.split.leaks import careless_leak
from peel.split.parts import Grouping, Pictures, group
from peel.split.siblings import coordinates, limit
from peel.types.items import Size

_SHARE, _COPIED = 0.15, 40
# Two tiles whose numbers differ by at most so much, at different exposures, are taken for the same; far ones are not.
_NEAR, _FAR = 150, 3000
_MORE = ("pacs_shift",)


class Set(NamedTuple):
    """Pictures with their names and classes, and (n, d) what the network sees of them."""

    arrays: list[np.ndarray]
    names: list[str]
    strata: list[str]
    seen: np.ndarray


class Looker:
    """The fixed network; tells how much CPU time its passes took."""

    def __init__(self) -> None:
        self.network = prepare(NETWORK, size=Size(SIZE_PX), source=WeightSource())
        self.session, self.resizer = (
            open_session(self.network.graph),
            Resizer(Size(SIZE_PX), Path()),
        )
        self.cells, self.cpu_s, self.n = cells(self.network), 0.0, 0

    def see(self, array: np.ndarray) -> np.ndarray:
        """(d,) of one picture."""
        start = time.process_time()
        row = self.session.run(None, {INPUT: self.resizer.see(array)})
        self.cpu_s, self.n = self.cpu_s + time.process_time() - start, self.n + 1
        return np.concatenate([v[0] for v in row]).astype(np.float16)[self.cells]


def sets(looker: Looker) -> Iterator[tuple[str, Set]]:
    """The judging sets that lie here, and scikit-learn's digits."""
    for name in (*present(), *_MORE):
        items = read(name)
        arrays = [pixels(item) for item in items]
        seen = np.stack([looker.see(a) for a in arrays])
        yield name, Set(arrays, [i.name for i in items], [i.label for i in items], seen)
    digits = load_digits()
    arrays = [np.repeat((x * 15).astype(np.uint8)[:, :, None], 3, 2) for x in digits.images]
    strata = [str(y) for y in digits.target]
    yield "digits", Set(arrays, strata, strata, np.stack([looker.see(a) for a in arrays]))


def grouped(data: Set, *, by_network: bool) -> Grouping:
    """The families of a set."""
    pictures = Pictures(
        item=[f"{place:06d}" for place in range(len(data.arrays))],
        pixels=[of_pixels(a) for a in data.arrays],
        group=[""] * len(data.arrays),
        strata=[(name,) for name in data.strata],
        thumbs=np.stack([np.frombuffer(thumb(a), np.uint8) for a in data.arrays]),
        placed=coordinates(data.seen) if by_network else None,
    )
    return group(pictures, near_duplicates="keep together", without=frozenset())


def row(found: Grouping, strata: Sequence[str]) -> str:
    """Pairs, pictures in families, the largest family, pairs across classes, and the leak."""
    families = np.unique(found.family, return_inverse=True)[1]
    sizes, classes = np.bincount(families), np.unique(strata, return_inverse=True)[1]
    leak, _ = careless_leak(classes, families, share=_SHARE, rng=np.random.default_rng(0))
    return f"{found.links.n_pairs} | {sizes[sizes > 1].sum()} | {sizes.max()} | {leak:.1%}"


def tiles(found: Grouping, names: Sequence[str]) -> str:
    """How many same tiles share a family, how many far ones do, and what still leaks after a split by family."""
    numbers = np.array([int(re.findall(r"num_(\d+)", name)[0]) for name in names])
    exposures = np.array([re.findall(r"exp(\d)", name)[0] for name in names])
    apart = np.abs(numbers[:, None] - numbers)
    same = (apart <= _NEAR) & (exposures[:, None] != exposures)
    family = np.unique(found.family, return_inverse=True)[1]
    joined = family[:, None] == family
    leaks, rng = [], np.random.default_rng(0)
    for _ in range(20):
        order = rng.permutation(family.max() + 1)
        n = np.searchsorted(np.cumsum(np.bincount(family)[order]), _SHARE * len(family))
        test = np.isin(family, order[: n + 1])
        leaks.append(same[test][:, ~test].any(1).mean())
    return (
        f"{(same & joined).sum() / same.sum():.0%} | {((apart > _FAR) & joined).sum() // 2} "
        f"| {(same & ~joined).any(1).sum()} of {same.any(1).sum()} | {np.mean(leaks):.0%}"
    )


def _cropped(image: Image.Image, share: float) -> Image.Image:
    w, h = image.size
    left, top = round(0.7 * share * w), round(0.3 * share * h)
    right, bottom = round(w * (1 - 0.3 * share)), round(h * (1 - 0.7 * share))
    return image.crop((left, top, right, bottom))


def _lit(image: Image.Image, curve: Callable[[float], float]) -> Image.Image:
    return image.point([int(255 * min(1, curve(v / 255))) for v in range(256)] * 3)


def _jpeg(image: Image.Image) -> Image.Image:
    out = BytesIO()
    image.save(out, "JPEG", quality=30)
    return Image.open(out).convert("RGB")


CHANGES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "crop 2 %": lambda i: _cropped(i, 0.02),
    "crop 10 %": lambda i: _cropped(i, 0.10),
    "crop 20 %": lambda i: _cropped(i, 0.20),
    "turned by 3°": lambda i: _cropped(i.rotate(3, Image.Resampling.BICUBIC), 0.08),
    "exposure 1.5": lambda i: _lit(i, lambda v: 1.5 * v),
    "gamma 0.6": lambda i: _lit(i, lambda v: v**0.6),
    "half size": lambda i: i.reduce(2),
    "JPEG 30": _jpeg,
    "grey": lambda i: ImageEnhance.Color(i).enhance(0),
    "mirrored": ImageOps.mirror,
}


def copies(data: Set, looker: Looker) -> Iterator[tuple[float, float]]:
    """For each change the share of changed copies that is found, by the network and by thumbnails."""
    n = len(data.arrays)
    chosen = np.random.default_rng(0).choice(n, min(_COPIED, n), replace=False)
    for change in CHANGES.values():
        made = [np.asarray(change(Image.fromarray(data.arrays[i]))) for i in chosen]
        seen = np.concatenate([data.seen, np.stack([looker.see(a) for a in made])])
        placed = coordinates(seen)
        alike = (placed[n:] * placed[chosen]).sum(1) > limit(placed.shape[1])
        pairs = [
            Set([data.arrays[i], a], [""] * 2, [""] * 2, seen[:2])
            for i, a in zip(chosen, made, strict=True)
        ]
        thumbs = [grouped(pair, by_network=False).links.n_pairs for pair in pairs]
        yield float(alike.mean()), float(np.mean(thumbs))


def main() -> None:
    """Print the tables."""
    looker = Looker()
    tile_lines: list[str] = []
    found = []
    print(
        "| set | pictures | network: pairs | in families | largest | leaks | thumbnails: pairs | in families | largest | leaks |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    for name, data in sets(looker):
        both = [grouped(data, by_network=by_network) for by_network in (True, False)]
        print(
            f"| {name} | {len(data.arrays)} | {' | '.join(row(f, data.strata) for f in both)} |",
            flush=True,
        )
        if name == "magtile":
            tile_lines = [tiles(f, data.names) for f in both]
        elif name in NAMES and name != "signdigits":
            found.append(list(copies(data, looker)))
    print(
        "\n| tiles | same tile in one family | far pairs in one family | tiles with a missed sibling | test tiles that leak |\n|---|---|---|---|---|"
    )
    for word, line in zip(("network", "thumbnails"), tile_lines, strict=False):
        print(f"| {word} | {line} |")
    print("\n| change | network finds | thumbnails find |\n|---|---|---|")
    for change, (network, thumbs) in zip(CHANGES, np.mean(found, axis=0), strict=True):
        print(f"| {change} | {network:.0%} | {thumbs:.0%} |")
    print(f"\n{1000 * looker.cpu_s / looker.n:.0f} CPU ms a picture", file=sys.stderr)


if __name__ == "__main__":
    main()
