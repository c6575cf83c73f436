"""The interval of a share of items."""

from __future__ import annotations

import math

Z_95 = 1.959963984540054


def wilson(k: float, n: float, *, z: float = Z_95) -> tuple[float, float]:
    """The interval of the share behind `k` right of `n` items, of 95 % unless `z` says otherwise; no items, the whole range.

    It stays inside 0..1 and keeps a width at 0 and at `n`, where the normal interval has none.
    `k` and `n` may be fractions (an effective number of items).

    **Source**: Wilson 1927, the inversion of the score test.

    >>> [round(end, 3) for end in wilson(199, 212)]
    [0.898, 0.964]
    >>> [round(end, 3) for end in wilson(3, 3)]
    [0.439, 1.0]
    """
    if n <= 0:
        return 0.0, 1.0
    share, spread = k / n, z**2 / n
    centre = (share + spread / 2) / (1 + spread)
    half = z * math.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return max(0.0, min(centre - half, share)), min(1.0, max(centre + half, share))
