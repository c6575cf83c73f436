"""The two accounts: evidence that a mean of scores lies under a threshold, however often one looks.

Nothing is assumed of how the scores come about but that, at the threshold or above, no next one is expected below it, whatever
came before. **Source**: Shin, Ramdas, Rinaldo 2023 (e-detectors); Ville 1939 for the start account.
"""

from __future__ import annotations

from typing import NamedTuple

from peel.params.sections import Watch

# Dips in points that are bet on; a dip as large as the threshold itself cannot be.
DIPS = (1, 2, 4, 8, 16, 32)
LOWEST, HIGHEST = 0.02, 0.999  # thresholds that can be watched
MOST = 1e300
LEAST_LABELS = 20  # before that nothing is red
# Labels of one burst are taken to agree as much as this beyond chance: what a burst's mean may be bet on.
_ALIKE = 0.2
_STAKE = 0.9  # the most of an account that one observation may take


class Accounts(NamedTuple):
    """One account a dip: `run` forgets what was good before a dip, `start` counts from the beginning. `n` labels were folded."""

    run: tuple[float, ...]
    start: tuple[float, ...]
    n: int = 0

    @property
    def evidence(self) -> tuple[float, float]:
        """The means of both."""
        return sum(self.run) / len(self.run), sum(self.start) / len(self.start)


class Limits(NamedTuple):
    """Evidence from which on it is red, and of the run account from which on it is amber and green again."""

    run: float
    start: float
    amber: float
    calm: float


def limits(settings: Watch, *, watches: int = 1, names: float = 1.0) -> Limits:
    """The limits of one of `watches` watches that share a chance of a false red; a label counts in `names` of them.

    P(false red within N labels) <= alpha/2 + N/run limit, by the union over the watches too.

    >>> limits(Watch())
    Limits(run=400000.0, start=40.0, amber=10000.0, calm=1000.0)
    """
    n, alpha = settings.labels * max(1.0, names), settings.false_alarm
    return Limits(run=2 * n / alpha, start=2 * watches / alpha, amber=n, calm=n / 10)


def bets(tau: float) -> tuple[float, ...]:
    """What each account stakes on a label, for a threshold `tau` within LOWEST to HIGHEST.

    >>> [round(bet, 4) for bet in bets(0.9)]
    [0.1111, 0.2222, 0.4444, 0.8889, 1.7778, 3.5556]
    """
    return tuple(d / 100 / (tau * (1 - tau)) for d in DIPS if d / 100 < 0.98 * tau)


def opened(tau: float, *, fresh: bool) -> Accounts:
    """Accounts that have seen nothing; the start account of a model whose dip was acknowledged stays closed."""
    k = len(bets(tau))
    return Accounts(run=(0.0,) * k, start=(float(fresh),) * k)


def fold(accounts: Accounts, x: float, *, tau: float, labels: int = 1) -> Accounts:
    """The accounts after a score `x`, 0 to 1: of one label, or the mean of a burst of `labels`.

    More is staked on a burst's mean, as it varies less: as much as its labels are worth that agree a little.

    >>> after = fold(opened(0.9, fresh=True), 0.0, tau=0.9)
    >>> [round(found, 2) for found in after.evidence]
    [2.05, 2.05]
    """
    worth, most = labels / (1 + (labels - 1) * _ALIKE), _STAKE / (1 - tau)
    staked = [bet if labels == 1 else min(bet * worth, most) for bet in bets(tau)]
    grown = [1 + bet * (tau - x) for bet in staked]
    return Accounts(
        run=tuple(min((r + 1) * g, MOST) for r, g in zip(accounts.run, grown, strict=True)),
        start=tuple(min(s * g, MOST) for s, g in zip(accounts.start, grown, strict=True)),
        n=accounts.n + labels,
    )


def is_red(accounts: Accounts, limit: Limits) -> bool:
    """Whether either account is over its limit."""
    run, start = accounts.evidence
    return accounts.n >= LEAST_LABELS and (run >= limit.run or start >= limit.start)
