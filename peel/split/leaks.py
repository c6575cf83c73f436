"""Near duplicates: which pictures show the same thing, found on their 16 x 16 grey thumbnails."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

# Measured on ten sets of pictures (docs/how-to/split.md has the table): at 0.95 and 0.85, 44 % of scikit-learn's
# digits count as duplicates and chain into families of 117; at 0.98 and 0.9 half of the copies that lost 2 % at
# their edges are missed. Different garments on one sheet stay below 0.96 and 0.85.
WHOLE, DETAIL = 0.97, 0.87
METHOD = (
    f"16 x 16 grey thumbnails: correlation above {WHOLE}, and above {DETAIL} once the 5 x 5 mean"
    " around each pixel is taken away"
)
_BLOCK = 1024
_DRAWS = 20
# A picture without structure (a standard deviation of half a grey level) is like every other: it is like none.
_FLAT = 8.0


class Links(NamedTuple):
    """Pairs that are near duplicates, thinned to a forest that joins the same pictures at every slack.

    `slack` is 0 for the same thumbnail and 1 at the limit; `n_pairs` counts the pairs before the thinning.
    """

    first: Ints
    second: Ints
    slack: Floats
    n_pairs: int


def find_links(thumbs: npt.NDArray[np.uint8]) -> Links:
    """Near duplicates among (n, 256) thumbnails, by the rule that `METHOD` states.

    Every pair is compared (n^2 / 2 products of 256 numbers) except those whose leading principal
    coordinates already differ by more than two alike pictures can; memory grows with n alone.
    """
    pixels = thumbs.reshape(len(thumbs), 16, 16).astype(np.float32)
    whole, detail = _unit(pixels), _unit(pixels - _blur(pixels))
    order, along = _sorted_along(whole)
    whole, detail = whole[order], detail[order]
    links, n_pairs = no_links(), 0
    for rows, columns in _blocks(along):
        found = _compare((whole, detail), rows=rows, columns=columns)
        if len(found.first):
            n_pairs += len(found.first)
            links = thin(links, found, n=len(thumbs))
    ends = np.sort(np.stack([order[links.first], order[links.second]]), axis=0)
    return Links(ends[0], ends[1], links.slack, n_pairs)


def cut_chains(links: Links, *, limits: Ints) -> Links:
    """The links without those that only chain.

    A family with more members than the largest of its `limits` (n,) has grown by chaining: its weakest links are
    dropped, in steps, until the parts fit or only nearly identical pictures are joined.
    """
    for slack in (0.75, 0.5, 0.25, 0.1):
        family = _components(links.first, links.second, n=len(limits))
        too_large = np.bincount(family)[family] > _largest(family, limits)
        if not too_large.any():
            break
        links = only(links, ~(too_large[links.first] & (links.slack > slack)))
    return links


def only(links: Links, keep: npt.NDArray[np.bool_]) -> Links:
    """The links that are marked; how many pairs there were stays said."""
    return Links(links.first[keep], links.second[keep], links.slack[keep], links.n_pairs)


def join(links: Links, *, keys: Sequence[Sequence[str]], n: int) -> npt.NDArray[np.int64]:
    """The family number of each of `n` items: of one are those that are linked or share a key that is not empty."""
    first, second = links.first, links.second
    for key in keys:
        a, b = _same(key)
        first, second = np.concatenate([first, a]), np.concatenate([second, b])
    return _components(first, second, n=n)


def careless_leak(
    strata: Ints, families: Ints, *, share: float, rng: np.random.Generator
) -> tuple[float, float]:
    """What a plain random stratified split would leak, as a mean over 20 draws.

    Gives the share of its test items that have a member of their family in training, and the number of its
    test items.

    >>> rng = np.random.default_rng(0)
    >>> careless_leak(np.array([0, 0, 0, 0]), np.array([0, 0, 0, 0]), share=0.25, rng=rng)
    (1.0, 1.0)
    """
    leaked, tested = 0, 0
    for _ in range(_DRAWS):
        test = _random_test(strata, share=share, rng=rng)
        in_train = np.bincount(families[~test], minlength=int(families.max(initial=0)) + 1) > 0
        leaked += int(in_train[families[test]].sum())
        tested += int(test.sum())
    return leaked / max(tested, 1), tested / _DRAWS


def _unit(x: Floats) -> Floats:
    """Rows (n, 256) of mean 0 and length 1, or all 0 where there is next to no structure."""
    rows = x.reshape(len(x), 256)
    rows = rows - rows.mean(axis=1, keepdims=True)
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.where(length < _FLAT, np.float32(0), rows / np.maximum(length, _FLAT))


def _blur(x: Floats) -> Floats:
    """The mean of the 5 x 5 neighbours, edges repeated: what is taken away from it is the detail."""
    padded = np.pad(x, ((0, 0), (2, 2), (2, 2)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (5, 5), axis=(1, 2))
    return np.asarray(windows.mean(axis=(3, 4)), np.float32)


def _sorted_along(whole: Floats) -> tuple[Ints, Floats]:
    """The order along the direction in which the pictures differ most, and each one's place on it.

    A few power iterations from "darker above": how well they converge changes the speed, never the answer.
    """
    axis = np.repeat(np.linspace(-1, 1, 16, dtype=np.float32), 16)
    for _ in range(8):
        axis = whole.T @ (whole @ axis)
        axis /= max(float(np.linalg.norm(axis)), 1e-12)
    along = whole @ axis
    order = np.argsort(along, kind="stable")
    return order, along[order]


def _blocks(along: Floats) -> Iterator[tuple[slice, slice]]:
    """Pairs of blocks that can hold a link: unit vectors of correlation r are sqrt(2 - 2 r) apart."""
    reach = float(np.sqrt(2 - 2 * WHOLE)) + 1e-3
    for start in range(0, len(along), _BLOCK):
        rows = slice(start, start + _BLOCK)
        for other in range(start, len(along), _BLOCK):
            if along[other] - along[rows][-1] > reach:
                break
            yield rows, slice(other, other + _BLOCK)


def _compare(vectors: tuple[Floats, Floats], *, rows: slice, columns: slice) -> Links:
    whole, detail = vectors
    alike = whole[rows] @ whole[columns].T
    hits = alike > WHOLE
    if rows == columns:
        hits = np.triu(hits, 1)
    if not hits.any():
        return no_links()
    finer = detail[rows] @ detail[columns].T
    first, second = np.nonzero(hits & (finer > DETAIL))
    slack = np.maximum(
        (1 - alike[first, second]) / (1 - WHOLE), (1 - finer[first, second]) / (1 - DETAIL)
    )
    slack = slack.clip(0, 1).astype(np.float32)
    return Links(first + rows.start, second + columns.start, slack, len(first))


def no_links() -> Links:
    """Not one pair."""
    return Links(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.float32), 0)


def thin(links: Links, found: Links, *, n: int) -> Links:
    """A minimum spanning forest of both: n - 1 pairs at most join what all of them join."""
    first = np.concatenate([links.first, found.first])
    second = np.concatenate([links.second, found.second])
    # An explicit 0 would be no edge to scipy.
    weight = np.concatenate([links.slack, found.slack]).astype(np.float64) + 1
    tree = minimum_spanning_tree(coo_matrix((weight, (first, second)), shape=(n, n)).tocsr())
    edges = tree.tocoo()
    a, b = edges.row.astype(np.int64), edges.col.astype(np.int64)
    order = np.lexsort((b, a))
    slack = (edges.data[order] - 1).astype(np.float32)
    return Links(a[order], b[order], slack, len(a))


def _components(first: Ints, second: Ints, *, n: int) -> Ints:
    edges = coo_matrix((np.ones(len(first), np.int8), (first, second)), shape=(n, n))
    _, family = connected_components(edges.tocsr(), directed=False)
    return np.asarray(family, np.int64)


def _largest(family: Ints, limits: Ints) -> Ints:
    """For each item the largest limit in its family."""
    most = np.zeros(int(family.max(initial=-1)) + 1, np.int64)
    np.maximum.at(most, family, limits)
    return most[family]


def _same(key: Sequence[str]) -> tuple[Ints, Ints]:
    """Links from each item to the first with the same key."""
    seen: dict[str, int] = {}
    pairs = [(seen.setdefault(k, i), i) for i, k in enumerate(key) if k]
    ends = np.array([p for p in pairs if p[0] != p[1]], np.int64).reshape(-1, 2)
    return ends[:, 0], ends[:, 1]


def _random_test(strata: Ints, *, share: float, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    """A plain stratified draw that knows no families."""
    test = np.zeros(len(strata), bool)
    shuffled = rng.permutation(len(strata))
    for stratum in np.unique(strata):
        members = shuffled[strata[shuffled] == stratum]
        test[members[: round(share * len(members))]] = True
    return test
