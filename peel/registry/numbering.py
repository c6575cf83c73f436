"""Which number a model gets: v2.0.0 where it says other names than the one before, so that callers see it; else v1.1.0."""

from __future__ import annotations

import re
from collections.abc import Iterable

_FORM = re.compile(r"v(\d+)\.(\d+)\.(\d+)")


def after(taken: Iterable[str], *, is_new_language: bool) -> str:
    """The next free version.

    >>> after([], is_new_language=False), after(["v1.0.0", "v1.9.0", "v1.10.0"], is_new_language=False)
    ('v1.0.0', 'v1.11.0')
    >>> after(["v1.4.0", "no version"], is_new_language=True)
    'v2.0.0'
    """
    major, minor, _ = max(map(parts, taken), default=(0, 0, 0))
    if major == 0 or is_new_language:
        return f"v{major + 1}.0.0"
    return f"v{major}.{minor + 1}.0"


def parts(version: str) -> tuple[int, int, int]:
    """The three numbers of a version, to be compared; zeros for what is none.

    >>> parts("v1.2.0")
    (1, 2, 0)
    """
    found = _FORM.fullmatch(version)
    if not found:
        return (0, 0, 0)
    major, minor, patch = map(int, found.groups())
    return (major, minor, patch)
