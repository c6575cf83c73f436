"""The one error form of the product: what happened, the value, what is allowed, what to do."""

from __future__ import annotations

from peel.text import printable


class PeelError(Exception):
    """A refusal that a person can act on; the only exception that `peel` raises on purpose.

    >>> print(PeelError("P104", "search budget refused", got=-1, allowed="more than 0", do="raise it"))
    P104 search budget refused: got -1; allowed: more than 0; do: raise it
    """

    def __init__(self, code: str, what: str, *, got: object, allowed: str, do: str) -> None:
        """Keep the five parts; `code` has a heading of its own in docs/errors.md."""
        self.code, self.what, self.got, self.allowed, self.do = code, what, got, allowed, do
        words = f"{code} {what}: got {_short(got)}; allowed: {allowed}; do: {do}"
        super().__init__(printable(words))

    def but(self, *, do: str, allowed: str = "") -> PeelError:
        """The same with another thing to do, and to allow: the same fault is mended elsewhere where another command met it."""
        return PeelError(self.code, self.what, got=self.got, allowed=allowed or self.allowed, do=do)

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the way back from a worker process with all five parts."""
        return (_rebuild, (self.code, self.what, self.got, self.allowed, self.do))


def _rebuild(code: str, what: str, got: object, allowed: str, do: str) -> PeelError:
    return PeelError(code, what, got=got, allowed=allowed, do=do)


def _short(value: object, limit: int = 300) -> str:
    """One printable line: a file name with a newline in it must not break the form."""
    text = printable(value) or "nothing"
    return text if len(text) <= limit else text[: limit - 1] + "…"
