"""A verdict in words: what was measured, what it means, and what would decide."""

from __future__ import annotations

from peel.text import begun, plain, printable
from peel.types.score import Verdict

_FEW = 30
_SHOWN = 3


def words(verdict: Verdict, *, n: int, right: int | None) -> str:
    """The verdict on `n` test items, `right` of them where the score is their share, in a few sentences."""
    parts = (
        f"{_measured(verdict, n=n, right=right)}; you asked for {_asked(verdict)}: {_outcome(verdict, n)}.",
        _advice(verdict),
        _untested(verdict),
        "So few test images decide little: label more." if n < _FEW and _is_open(verdict) else "",
        f"The chance that the true score reaches it is {percent(verdict.probability)} (Jeffreys' prior); "
        f"a pass asks for {100 * verdict.chance:g} %.",
    )
    return " ".join(part for part in parts if part)


def _is_open(verdict: Verdict) -> bool:
    """Whether the chance leaves a doubt that more pictures would take away."""
    return 0.01 <= verdict.probability <= 0.99


def percent(chance: float) -> str:
    """A chance, never as certainty.

    >>> percent(0.976), percent(0.9999), percent(0.0)
    ('98 %', 'more than 99 %', 'less than 1 %')
    """
    if chance > 0.99:
        return "more than 99 %"
    return "less than 1 %" if chance < 0.01 else f"{100 * chance:.0f} %"


def named(names: tuple[str, ...], *, joined: str = " and ") -> str:
    """The first three of the names.

    >>> named(("a",)), named(("a", "b")), named(("a", "b", "c", "d"))
    ("'a'", "'a' and 'b'", "'a', 'b', 'c' and 1 more")
    """
    shown = [f"'{printable(name)}'" for name in names[:_SHOWN]]
    if len(names) > _SHOWN:
        return f"{', '.join(shown)} and {len(names) - _SHOWN} more"
    return joined.join([*([", ".join(shown[:-1])] if shown[:-1] else []), *shown[-1:]])


def _measured(verdict: Verdict, *, n: int, right: int | None) -> str:
    digits = _digits(verdict.score, verdict.threshold)
    score, low, high = (
        f"{value:.{digits}f}" for value in (verdict.score, verdict.low, verdict.high)
    )
    items = "sealed test image" + ("" if n == 1 else "s")
    if right is None:
        what = f"{begun(plain(verdict.metric))} is {score} on {n} {items}"
    else:
        what = f"{right} of {n} {items} {'is' if n == 1 else 'are'} right, {score}"
    return f"{what} (95 % interval {low} to {high})"


def _asked(verdict: Verdict) -> str:
    """Never 1.00 for 0.999."""
    digits = _digits(verdict.score, verdict.threshold)
    return max(f"{verdict.threshold:.{digits}f}", f"{verdict.threshold:.6g}", key=len)


def _digits(score: float, level: float) -> int:
    """Two decimals, or as many more as it takes to see on which side of the level the score is."""
    digits = 2
    while digits < 6 and score != level:
        if f"{score:.{digits}f}" != f"{level:.{digits}f}":
            break
        digits += 1
    return digits


def _outcome(verdict: Verdict, n: int) -> str:
    reaches = "reached" if verdict.reaches else "missed"
    if verdict.verdict == "pass":
        return "reached"
    if verdict.reason == "constant":
        return f"{reaches}, {_beside_constant(verdict)}"
    if verdict.reason == "untested":
        return f"{reaches}, but no test image shows {named(verdict.untested, joined=' or ')}"
    if verdict.verdict == "fail":
        return _failed(verdict, n)
    return f"{reaches}, but not for sure"


def _failed(verdict: Verdict, n: int) -> str:
    if not verdict.reaches:
        return "missed"
    if verdict.threshold == 1:
        return "reached, but no test can show that, however large it is"
    return f"reached, but a test of {n} is too small to show that"


def _beside_constant(verdict: Verdict) -> str:
    level = verdict.constant or 0.0
    scores = f"the best constant answer, which scores {level:.{_digits(verdict.score, level)}f}"
    if verdict.verdict == "undecided":
        return f"but not surely better than {scores}"
    than = "worse than" if verdict.is_worse_than_constant else "no better than"
    return f"{'but' if verdict.reaches else 'and'} {than} {scores}"


def _untested(verdict: Verdict) -> str:
    if not verdict.untested or verdict.reason == "untested":
        return ""
    return f"No test image shows {named(verdict.untested, joined=' or ')}."


def _advice(verdict: Verdict) -> str:
    """What would decide."""
    if verdict.verdict != "undecided" and not verdict.is_only_too_small:
        return ""
    if verdict.reason == "untested":
        return f"Test images of {named(verdict.more_of)} would decide."
    if verdict.more_test_items is None:
        return "No number of further test labels would decide at this very score."
    labels = "label" if verdict.more_test_items == 1 else "labels"
    which = f" of {named(verdict.more_of)}" if verdict.more_of else ""
    return (
        f"About {verdict.more_test_items} more test {labels}{which} at the same score would decide."
    )
