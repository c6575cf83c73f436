"""Whether one of two models is better, from the items on which they differ."""

from __future__ import annotations

import math

from peel.metrics.beta import incomplete_beta


def mid_p(better: int, worse: int) -> float:
    """The chance that two equal models differ at least so much in favour of the first, of equal outcomes half: McNemar's mid-p, one-sided.

    **Source**: Fagerland, Lydersen, Laake 2013 (the mid-p test).

    >>> round(mid_p(15, 5), 4), mid_p(0, 0)
    (0.0133, 0.5)
    """
    n = better + worse
    if n == 0:
        return 0.5
    log_pmf = (
        math.lgamma(n + 1) - math.lgamma(better + 1) - math.lgamma(worse + 1) - n * math.log(2)
    )
    at_least = 1.0 if better == 0 else incomplete_beta(0.5, a=better, b=worse + 1)
    return at_least - math.exp(log_pmf) / 2


def spent(alpha: float, look: int) -> float:
    """How much of `alpha` the look number `look` (from 1) may spend: however many looks there are, together they spend no more.

    **Source**: a union bound with the shares 6 / (pi k)**2, whose sum is 1.

    >>> [round(spent(0.05, k), 4) for k in (1, 2, 3)]
    [0.0304, 0.0076, 0.0034]
    """
    return alpha * 6 / (math.pi * look) ** 2
