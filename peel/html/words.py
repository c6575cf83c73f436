"""Numbers as a person says them."""

from __future__ import annotations

from peel.text import plain as plain
from peel.types.score import Score

_TO = "\u2013"
_LETTERS = {"thousand": "k", "million": "M", "billion": "G"}


def percent(share: float) -> str:
    """A share in percent with one decimal; all and none are said only when they are meant.

    >>> percent(0.9342), percent(1), percent(0.9999), percent(0.0002)
    ('93.4%', '100%', 'over 99.9%', 'under 0.1%')
    """
    if 0.9995 <= share < 1:
        return "over 99.9%"
    if 0 < share < 0.0005:
        return "under 0.1%"
    return f"{100 * share:.1f}".removesuffix(".0") + "%"


def beside(share: float, other: float) -> str:
    """A share in percent, with as many decimals as it takes to tell it from `other`.

    >>> beside(0.8996, 0.9), beside(0.93, 0.9), beside(0.9, 0.9)
    ('89.96%', '93%', '90%')
    """
    if share == other or percent(share) != percent(other):
        return percent(share)
    digits = next((d for d in range(2, 7) if f"{100 * share:.{d}f}" != f"{100 * other:.{d}f}"), 7)
    return f"{100 * share:.{digits}f}%"


def interval(low: float, high: float) -> str:
    """Both ends of an interval of shares.

    >>> interval(0.912, 0.951)
    '91.2% to 95.1%'
    """
    return f"{percent(low)} to {percent(high)}"


def fixed(share: float) -> str:
    """A share in percent for a column of a table, always with one decimal.

    >>> fixed(0.9), fixed(0.9999), fixed(1)
    ('90.0%', '>99.9%', '100.0%')
    """
    return ">99.9%" if 0.9995 <= share < 1 else f"{100 * share:.1f}%"


def ends(low: float, high: float) -> str:
    r"""Both ends of an interval for a column of a table.

    >>> ends(0.865, 0.95).split("\u2013")
    ['86.5', '95.0%']
    """
    return f"{fixed(low).removesuffix('%')}{_TO}{fixed(high)}"


def points(difference: float) -> str:
    """A difference of two shares, without its sign.

    >>> points(-0.058), points(0.01), points(0.0002)
    ('5.8 points', '1 point', 'under 0.1 points')
    """
    text = f"{100 * abs(difference):.1f}".removesuffix(".0")
    if text == "0" and difference:
        return "under 0.1 points"
    return f"{text} point{'' if text == '1' else 's'}"


def value(number: float, unit: str = "share") -> str:
    """A score in its unit.

    >>> value(0.934), value(0.2315, "nats")
    ('93.4%', '0.232')
    """
    return fixed(number) if unit == "share" else f"{number:.3f}"


def spread(score: Score) -> str:
    r"""The interval of a score in its unit.

    >>> spread(Score(name="log_loss", value=0.2, low=0.15, high=0.26, unit="nats")).split("\u2013")
    ['0.150', '0.260']
    """
    if score.unit == "share":
        return ends(score.low, score.high)
    return f"{value(score.low, score.unit)}{_TO}{value(score.high, score.unit)}"


def count(number: int, one: str, *, many: str = "") -> str:
    """A number of things.

    >>> count(1, "picture"), count(1797, "picture"), count(0, "class", many="classes")
    ('1 picture', '1,797 pictures', 'no classes')
    """
    noun = one if number == 1 else many or f"{one}s"
    return f"{number:,} {noun}" if number else f"no {noun}"


def big(number: float) -> str:
    """A large number with its word.

    >>> big(384e6), big(3_412_000), big(12_400), big(240)
    ('384 million', '3.4 million', '12 thousand', '240')
    """
    for size, word in ((1e9, "billion"), (1e6, "million"), (1e3, "thousand")):
        if number >= size:
            whole = number / size
            return f"{whole:.1f} {word}" if whole < 10 else f"{whole:.0f} {word}"
    return f"{number:.0f}"


def short(number: float) -> str:
    """A large number for a column of a table.

    >>> short(3_412_000), short(12_400)
    ('3.4 M', '12 k')
    """
    text, _, word = big(number).partition(" ")
    return f"{text} {_LETTERS[word]}" if word else text


def tiny(number: float) -> str:
    """A small difference, readable beside an allowed one.

    >>> tiny(0), tiny(0.0004), tiny(2.13e-6)
    ('0', '0.0004', '0.0000021')
    """
    return f"{number:.12f}".rstrip("0").rstrip(".") if not number else _two_digits(number)


def _two_digits(number: float) -> str:
    """Two digits that count, never as 2e-06."""
    exponent = int(f"{number:e}".partition("e")[2])
    return f"{number:.{max(0, 1 - exponent)}f}".rstrip("0").rstrip(".")


def megabytes(size: float) -> str:
    """Bytes as a file manager says them.

    >>> megabytes(4_100_000), megabytes(512)
    ('4.1 MB', '512 bytes')
    """
    for unit, name in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size:.0f} bytes"


def duration(seconds: float) -> str:
    """A time as a person says it.

    >>> duration(0.4), duration(42), duration(150), duration(4000)
    ('0.4 s', '42 s', '2 min 30 s', '1 h 6 min')
    """
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    return (
        f"{whole // 60} min {whole % 60} s"
        if whole < 3600
        else f"{whole // 3600} h {whole % 3600 // 60} min"
    )
