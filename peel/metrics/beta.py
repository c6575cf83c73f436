"""The chance that a true share reaches a value, after some items were seen right and some wrong."""

from __future__ import annotations

import math

_TINY = 1e-300
_PRECISION = 1e-15
_MAX_TERMS = 10_000


def chance_at_least(threshold: float, *, right: float, wrong: float) -> float:
    """P(true share >= `threshold`) after `right` and `wrong` items, with Jeffreys' prior.

    The posterior is Beta(right + 1/2, wrong + 1/2). **Source**: Brown, Cai, DasGupta 2001.

    >>> round(chance_at_least(0.90, right=199, wrong=13), 3)
    0.976
    """
    if threshold <= 0:
        return 1.0
    if threshold >= 1:
        return 0.0
    return incomplete_beta(1 - threshold, a=wrong + 0.5, b=right + 0.5)


def incomplete_beta(x: float, *, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b), for a, b > 0 and 0 <= x <= 1.

    By continued fraction, so that the base install needs no scipy; relative error about 1e-12.
    **Source**: DLMF 8.17.22, evaluated by the modified method of Lentz.

    >>> round(incomplete_beta(0.4, a=2.0, b=3.0), 4)
    0.5248
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):  # beyond it the fraction converges slowly
        return 1 - incomplete_beta(1 - x, a=b, b=a)
    log_front = (
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    return math.exp(log_front) / a / _fraction(x, a=a, b=b)


def _fraction(x: float, *, a: float, b: float) -> float:
    """1 + d1 / (1 + d2 / (1 + ...)), the denominator of I_x(a, b)."""
    value, c, d = 1.0, 1.0, 0.0
    for term in range(1, _MAX_TERMS):
        step = _coefficient(term, x, a=a, b=b)
        d = 1 / _away_from_zero(1 + step * d)
        c = _away_from_zero(1 + step / c)
        value *= c * d
        if abs(c * d - 1) < _PRECISION:
            break
    return value


def _coefficient(term: int, x: float, *, a: float, b: float) -> float:
    m, odd = divmod(term, 2)
    if odd:
        return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
