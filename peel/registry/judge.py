"""The gate of a promotion: whether a challenger takes over, is tried beside the champion, or is refused. Pure.

**Source**: decision 0050.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from peel.metrics.bootstrap import draw_weights
from peel.metrics.sign import mid_p, spent
from peel.metrics.wilson import wilson
from peel.params.sections import Promote
from peel.types.judgement import Check, Judgement, Says

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

MAYBE = (
    0.2  # the chance of an equal challenger under which a gain is worth a trial beside the champion
)
_SEED = 7
_SURE = 0.05
_TINY = 1e-9
_LEAST_MS = 1.0  # what a clock's noise may be
_SMALL = 50_000_000  # bytes of a file that is small, whatever the champion's is


class Pairs(NamedTuple):
    """n items that both answered: how right the champion (`old`) and the challenger (`new`) were, 0 to 1; families of near duplicates.

    `by_name` holds both again for the items that have a name, as far as it alone is concerned. `drawn` are the items whose label nobody
    chose for what a model says of them (None: all): they alone tell how often a model is right. `aside` more have a label, but count for nothing:
    the trial of another challenger asked for it.
    """

    old: Floats
    new: Floats
    families: Ints
    by_name: Mapping[str, tuple[Floats, Floats]] = {}
    drawn: Bools | None = None
    aside: int = 0

    @property
    def n(self) -> int:
        """How many."""
        return len(self.old)

    @property
    def better(self) -> int:
        """Those that went to the challenger alone."""
        return int((self.new > self.old + _TINY).sum())

    @property
    def worse(self) -> int:
        """Those that went to the champion alone."""
        return int((self.old > self.new + _TINY).sum())

    @property
    def gain(self) -> float:
        """How much more right the challenger is, in the mean."""
        return float((self.new - self.old).mean()) if self.n else 0.0


class Evidence(NamedTuple):
    """What is known of the two models.

    `fresh` items came from use and trained nobody, `sealed` ones are the sealed test part. `tau` is the threshold of the watch,
    `look` the number of this look at the fresh ones. `ms` and `size` are of champion and challenger, in CPU milliseconds a picture and
    bytes; `calibration` their calibration errors (None where the kind has none); `is_proven` says that the challenger's file answers as its model.
    """

    fresh: Pairs
    sealed: Pairs
    tau: float
    look: int
    ms: tuple[float, float]
    size: tuple[int, int]
    calibration: tuple[float, float] | None
    is_proven: bool


def judge(evidence: Evidence, settings: Promote) -> Judgement:
    """What the gate says; champion, challenger, names and flips are the caller's to fill in."""
    fresh, sealed = evidence.fresh, evidence.sealed
    alpha = spent(settings.alpha, evidence.look)
    chance = mid_p(fresh.better, fresh.worse) if fresh.gain > 0 else 1.0
    is_better = fresh.n >= settings.min_holdout and chance < alpha
    first = Check(
        name="better on new pictures",
        holds=is_better,
        words=_of_fresh(fresh, chance=chance, alpha=alpha, needed=settings.min_holdout),
        is_known=fresh.n >= settings.min_holdout,
    )
    rest = [
        *_sealed(sealed, settings),
        _reaches(evidence, settings),
        _no_name_lost(evidence, settings),
        *_costs(evidence, settings),
        _calibrated(evidence, settings),
    ]
    verdict = _verdict(first, rest, is_open=fresh.n < settings.min_holdout or chance < MAYBE)
    unseen = unseen_loss(len(np.unique(sealed.families)))
    return Judgement(
        champion="",
        challenger="",
        verdict=verdict,
        words=_words(verdict, [first, *rest], unseen=unseen, settings=settings),
        checks=(first, *rest),
        look=evidence.look,
        alpha=alpha,
        chance=chance,
        n=fresh.n,
        better=fresh.better,
        worse=fresh.worse,
        sealed=sealed.n,
        unseen=unseen,
    )


def unseen_loss(n: int) -> float:
    """The loss of right answers that shows on none of n pictures once in twenty times, as a share.

    >>> round(unseen_loss(50), 3), round(unseen_loss(1000), 3), unseen_loss(0)
    (0.058, 0.003, 1.0)
    """
    return float(1 - _SURE ** (1 / n)) if n else 1.0


def lowest_gain(pairs: Pairs) -> float:
    """The gain that is exceeded with 95 % certainty, by the paired bootstrap over families; -1 for no items."""
    if pairs.n == 0:
        return -1.0
    differences = pairs.new - pairs.old
    means = [w @ differences / w.sum(1) for w in draw_weights(pairs.families, seed=_SEED)]
    return float(np.quantile(np.concatenate(means), _SURE))


def _verdict(first: Check, rest: Sequence[Check], *, is_open: bool) -> Says:
    if not all(check.holds for check in rest):
        return "refuse"
    if first.holds:
        return "promote"
    return "shadow" if is_open else "refuse"


def _of_fresh(fresh: Pairs, *, chance: float, alpha: float, needed: int) -> str:
    wanted = f"{needed} new pictures with a trusted label are needed for this comparison"
    if fresh.aside:
        wanted += f"; {fresh.aside} more do not count: the trial of another model asked for their labels, and their days are not answered whole"
    if not fresh.n:
        return f"nothing is known of pictures from use; {wanted}"
    told = (
        f"of {fresh.n} new pictures {fresh.better} went to the challenger alone and {fresh.worse} to the champion alone; "
        f"an equal model would do as well in {_percent(chance)} of cases"
    )
    if fresh.n < needed:
        return f"{told}; {wanted}"
    return f"{told} ({_percent(alpha)} or less is asked for)"


def _sealed(sealed: Pairs, settings: Promote) -> Iterator[Check]:
    low, lost = lowest_gain(sealed), float(np.maximum(sealed.old - sealed.new, 0).sum())
    share = lost / sealed.n if sealed.n else 1.0
    none = "no sealed picture was left that neither was trained on"
    yield Check(
        name="not worse on the sealed pictures",
        holds=low >= -settings.max_loss - _TINY,
        words=f"on {sealed.n} sealed pictures it is {_points(sealed.gain)}; with 95 % certainty no worse than {_points(low)} "
        f"(allowed: {_points(-settings.max_loss)})"
        if sealed.n
        else none,
    )
    yield Check(
        name="few new mistakes",
        holds=share <= settings.max_flips + _TINY,
        words=f"{sealed.worse} sealed pictures, {_percent(share)} in weight, that the champion had right it has wrong "
        f"(allowed: {_percent(settings.max_flips)})"
        if sealed.n
        else none,
    )


def _reaches(evidence: Evidence, settings: Promote) -> Check:
    """The threshold, or a champion that is surely under it: then a better one takes over that is under it too."""
    fresh, tau, name = evidence.fresh, evidence.tau, "reaches the threshold"
    drawn = np.ones(fresh.n, bool) if fresh.drawn is None else fresh.drawn
    n, chosen = int(drawn.sum()), int((~drawn).sum())
    besides = f"; {chosen} more do not count here: a trial asked for their labels" if chosen else ""
    if n < settings.min_holdout:
        words = f"{n} new pictures are too few to say{besides}"
        return Check(name=name, holds=True, words=words, is_known=False)
    score, before = float(fresh.new[drawn].mean()), float(fresh.old[drawn].mean())
    is_rescue = score > before and wilson(before * n, n)[1] < tau
    told = f"{_percent(score)} of {n} new pictures right, {_percent(before)} by the champion; threshold {_percent(tau)}{besides}"
    if is_rescue and score < tau:
        told += "; better than a champion that is surely under it"
    return Check(name=name, holds=score >= tau - _TINY or is_rescue, words=told)


def _no_name_lost(evidence: Evidence, settings: Promote) -> Check:
    every = _joined(evidence.sealed, evidence.fresh)
    lost = []
    for name, (old, new) in sorted(every.items()):
        loss = float((old - new).mean())
        worse, better = int((old > new + _TINY).sum()), int((new > old + _TINY).sum())
        if loss > settings.max_class_loss + _TINY and mid_p(worse, better) < _SURE / len(every):
            lost.append(f"{name} loses {_percent(loss)} ({worse} of {len(old)})")
    allowed = f"no name loses more than {_percent(settings.max_class_loss)} beyond chance"
    return Check(name="no name suffers", holds=not lost, words="; ".join(lost) or allowed)


def _joined(sealed: Pairs, fresh: Pairs) -> dict[str, tuple[Floats, Floats]]:
    empty = (np.zeros(0), np.zeros(0))
    return {
        name: (
            np.concatenate([part.by_name.get(name, empty)[0] for part in (sealed, fresh)]),
            np.concatenate([part.by_name.get(name, empty)[1] for part in (sealed, fresh)]),
        )
        for name in {*sealed.by_name, *fresh.by_name}
    }


def _costs(evidence: Evidence, settings: Promote) -> Iterator[Check]:
    (old_ms, new_ms), (old_size, new_size) = evidence.ms, evidence.size
    factor = settings.max_slowdown
    yield Check(
        name="as fast",
        holds=new_ms <= max(factor * old_ms, old_ms + _LEAST_MS),
        words=f"{new_ms:.1f} ms of one processor a picture, {old_ms:.1f} ms before (allowed: {factor:g} times)",
    )
    yield Check(
        name="as small",
        holds=new_size <= max(factor * old_size, _SMALL),
        words=f"{new_size / 1e6:.1f} MB, {old_size / 1e6:.1f} MB before (allowed: {factor:g} times, or {_SMALL / 1e6:.0f} MB)",
    )


def _calibrated(evidence: Evidence, settings: Promote) -> Check:
    name = "as honest"
    if not evidence.is_proven:
        return Check(
            name=name,
            holds=False,
            words="its file does not answer as the model that it was made from",
        )
    if evidence.calibration is None:
        return Check(
            name=name, holds=True, words="this kind states no probabilities that could be checked"
        )
    old, new = evidence.calibration
    return Check(
        name=name,
        holds=new <= old + settings.max_calibration_loss + _TINY,
        words=f"its probabilities are off by {_percent(new)}, {_percent(old)} before "
        f"(allowed: {_percent(settings.max_calibration_loss)} more)",
    )


def _words(verdict: Says, checks: Sequence[Check], *, unseen: float, settings: Promote) -> str:
    failed = [check.name for check in checks if check.fails]
    told = {
        "promote": "better, and nothing speaks against it",
        "shadow": "not proven better yet, and nothing speaks against it: it answers beside the champion until labels decide",
        "refuse": f"the champion stays, for this does not hold: {'; '.join(failed)}",
    }[verdict]
    if unseen <= settings.max_loss:
        return told
    return f"{told}. With so few sealed pictures a loss of up to {_percent(unseen)} could not have been seen"


def _percent(share: float) -> str:
    return f"{100 * share:.2g} %" if abs(share) < 0.0995 else f"{100 * share:.1f} %"


def _points(gain: float) -> str:
    return f"{100 * gain:+.1f} points"
