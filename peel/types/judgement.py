"""What the gate says of a challenger, with the numbers behind it."""

from __future__ import annotations

from typing import Literal

from peel.types.record import Record

Says = Literal["promote", "shadow", "refuse"]


class Check(Record):
    """One condition: whether it holds, and in words with its numbers; `is_known` where there is enough to say so."""

    name: str
    holds: bool
    words: str
    is_known: bool = True

    @property
    def fails(self) -> bool:
        """Whether it is known not to hold."""
        return self.is_known and not self.holds


class Flip(Record):
    """A picture on which the challenger is worse than the champion: `loss` is by how much, 0 to 1; what both said, in words."""

    item: str
    label: str
    loss: float
    was: str = ""
    now: str = ""


class Judgement(Record):
    """The gate's answer.

    `n` fresh and `sealed` sealed pictures were compared; `better` and `worse` of the fresh ones went to the challenger and to the
    champion alone, which an equal challenger would do with probability `chance`; less than `alpha` was asked for, as this was look
    number `look`. `unseen` is the loss on the sealed part that this many pictures may not have shown. `added` and `removed`
    are names that only one of the two models knows. `labels` fresh pictures had a label then, whether or not they could be compared.
    """

    champion: str
    challenger: str
    verdict: Says
    words: str
    checks: tuple[Check, ...]
    look: int
    alpha: float
    chance: float
    n: int
    better: int
    worse: int
    sealed: int
    unseen: float
    labels: int = 0
    flips: tuple[Flip, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
