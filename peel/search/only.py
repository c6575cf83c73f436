"""What is said where `search.only` names nothing that could be tried."""

from __future__ import annotations

from peel.errors import PeelError
from peel.params.sections import Search


def refused(got: str, how: Search, *, what: str, form: str) -> PeelError:
    """P890: `got` names no `what` ("head", "detector"), whose names have the form `form`."""
    networks = ", ".join(how.backbones)
    return PeelError(
        "P890",
        f"search.only names no {what} that could be tried",
        got=got,
        allowed=f"names as {form} of networks in search.backbones ({networks})",
        do="set search.only: null in params.yaml to try all, or write names as the leaderboard has them",
    )
