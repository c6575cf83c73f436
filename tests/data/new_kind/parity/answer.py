"""What the toy kind says about one picture."""

from __future__ import annotations

from peel.types.answer import Answer


class Told(Answer):
    parity: str | None = None
    share: float | None = None
