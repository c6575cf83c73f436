"""The interval of a share of items, and how many items would settle a question about it."""

from __future__ import annotations

import math

Z_95 = 1.959963984540054


def wilson(k: float, n: float) -> tuple[float, float]:
    """The 95 % interval of the share behind `k` right of `n` items; no items, the whole range.

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
    share, spread = k / n, Z_95**2 / n
    centre = (share + spread / 2) / (1 + spread)
    half = Z_95 * math.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return max(0.0, min(centre - half, share)), min(1.0, max(centre + half, share))


def items_to_reach(share: float, threshold: float) -> int | None:
    """The fewest items at which the lower end of Wilson's interval of `share` reaches `threshold`.

    None where no number is enough: the share is not above the threshold.

    **Source**: the interval is the inverted score test, so its lower end reaches the threshold
    exactly when `n (share - threshold)**2 >= z**2 threshold (1 - threshold)`.

    >>> items_to_reach(0.94, 0.90)
    217
    """
    if share <= threshold:
        return None
    return max(1, math.ceil(Z_95**2 * threshold * (1 - threshold) / (share - threshold) ** 2))
