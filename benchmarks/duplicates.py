"""Near duplicates in the judging sets: pairs, families, and how much a careless split would leak.

Run: python benchmarks/duplicates.py. Bytes and pixels that are the same under several names count as pictures here;
in a project validate puts such copies aside first.
"""

from __future__ import annotations

import numpy as np
from accuracy import pixels
from sets import present, read

from peel.images.digest import of_pixels, thumb
from peel.manifest.leaks import careless_leak
from peel.manifest.parts import Pictures, group

_SHARE, _DRAWS = 0.15, 20


def row(name: str) -> str:
    """One line of the table."""
    items = read(name)
    arrays = [pixels(item) for item in items]
    pictures = Pictures(
        item=[f"{place:06d}" for place in range(len(items))],
        pixels=[of_pixels(a) for a in arrays],
        group=[""] * len(items),
        stratum=[item.label for item in items],
        thumbs=np.stack([np.frombuffer(thumb(a), np.uint8) for a in arrays]),
    )
    found = group(pictures, near_duplicates="keep together", without=frozenset())
    families = np.unique(found.family, return_inverse=True)[1]
    sizes = np.bincount(families)
    strata = np.unique(pictures.stratum, return_inverse=True)[1]
    rng = np.random.default_rng(0)
    leak = np.mean(
        [careless_leak(strata, families, share=_SHARE, rng=rng)[0] for _ in range(_DRAWS)]
    )
    joined = int(sizes[sizes > 1].sum())
    return (
        f"| {name} | {len(items)} | {found.links.n_pairs} | {len(sizes)} | {joined} "
        f"| {sizes.max()} | {leak:.1%} |"
    )


def main() -> None:
    """Print the table."""
    print(
        "| set | pictures | pairs | families | pictures in families | largest | careless test part leaks |"
    )
    print("|---|---|---|---|---|---|---|")
    for name in present():
        print(row(name), flush=True)


if __name__ == "__main__":
    main()
