"""What a watch says to a person."""

from __future__ import annotations

import math

from peel.text import counted
from peel.types.watch import OVERALL, Watched

_MOST = 1_000_000


def needed(run: float, mean: float | None, *, tau: float, limit: float) -> int | None:
    """About how many more labels would turn it red if the score stays at `mean`; None where it is not under `tau`.

    **Source**: the growth of a likelihood ratio is the divergence of the two means.

    >>> needed(1.0, 0.8, tau=0.9, limit=400_000.0)
    291
    """
    if mean is None or mean >= tau:
        return None
    rate = _divergence(mean, tau)
    missing = math.log(limit) - math.log(max(run, 1.0))
    return min(_MOST, max(1, math.ceil(missing / rate))) if rate > 0 else None


def _divergence(p: float, q: float) -> float:
    """Of a share p from a share q, in nats."""
    right = p * math.log(p / q) if p > 0 else 0.0
    return right + ((1 - p) * math.log((1 - p) / (1 - q)) if p < 1 else 0.0)


def spoken(watched: Watched) -> Watched:
    """The same watch with its words."""
    return watched.model_copy(update={"words": _say(watched)})


def _say(watched: Watched) -> str:
    """The state, and what it rests on."""
    what = "the score" if watched.name == OVERALL else f"the score of “{watched.name}”"
    state = _STATE[watched.colour].format(what=what, tau=percent(watched.tau))
    return f"{state[0].upper()}{state[1:]} {_recent(watched)}{_needed(watched)}"


_STATE = {
    "green": "{what} is not under the threshold of {tau}, as far as the audit can tell.",
    "amber": "{what} may be slipping under the threshold of {tau}; there is no proof yet.",
    "red": "{what} is under the threshold of {tau}; it stays red until another model takes over or a person acknowledges it.",
    "grey": "Nobody can know whether {what} holds the threshold of {tau}: too few true labels came back of late.",
}


_NO_LABEL = "No label counts so far: those of a day count when it is over (UTC) and nearly all of its audit is answered."
_NO_SCORE = (
    "{labels} counted since this model took over, but how high the score is they cannot say: "
    "no day's audit was answered nearly whole, and people often label first what is wrong."
)


def _recent(watched: Watched) -> str:
    if watched.recent is None or watched.low is None or watched.high is None:
        return _NO_LABEL if not watched.n else _NO_SCORE.format(labels=counted(watched.n, "label"))
    return (
        f"The last labels say {percent(watched.recent)} ({percent(watched.low)} to {percent(watched.high)}); "
        f"{watched.n:,} counted since this model took over."
    )


def _needed(watched: Watched) -> str:
    if watched.needed is None or watched.colour == "red":
        return ""
    return f" If it stays so, about {watched.needed:,} more labels would prove it."


def percent(share: float) -> str:
    """A share for a person.

    >>> percent(0.9), percent(0.9234)
    ('90 %', '92.3 %')
    """
    return f"{100 * share:.1f}".removesuffix(".0") + " %"
