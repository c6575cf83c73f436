"""The learning face of the toy kind: one way to look, one head."""

from __future__ import annotations


class Learning:
    def poolings(self, has_expansion: bool) -> tuple[str, ...]:
        return ("mean",)

    def heads(self) -> tuple[str, ...]:
        return ("lda",)

    def trained_heads(self):
        return ()


LEARNER = Learning()
