"""That there is something to score."""

from __future__ import annotations

from peel.errors import PeelError


def need_some(n: int, *, of: str) -> None:
    """Raises P651 where there are none `of` them, such as items."""
    if n:
        return
    raise PeelError(
        "P651",
        "nothing to score",
        got=f"0 {of}",
        allowed="1 or more labelled test items",
        do="give the data a test part: raise split.test_share in params.yaml, or add items",
    )
