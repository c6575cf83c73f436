"""What counts once: of one group, one file and one look a single audited answer, whatever a caller names them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from peel.errors import PeelError
from peel.feedback import pictures
from peel.images.decode import Picture, decode
from peel.images.digest import of_bytes, thumb
from peel.project.state import State
from peel.types.ticket import Audited, Trust

# Who is asked, and does not choose what to label: nobody else's labels decide which of two models is better. Staff and partners
# report what is wrong; on that the champion is never right, and any other model looks better than it.
DECIDES: tuple[Trust, ...] = ("auditor",)


def of_each(audited: Iterable[Audited]) -> Iterator[Audited]:
    """One of each group and of each file; those with a label first."""
    groups, items = set[str](), set[str]()
    for one in sorted(audited, key=lambda one: one.label is None):
        group, item = one.ticket.group or one.ticket.item, one.ticket.item
        if group not in groups and item not in items:
            yield one
        groups.add(group)
        items.add(item)


def picture(state: State, item: str) -> Picture | None:
    """The picture as it was kept; None where it is not, or cannot be read."""
    try:
        return decode(pictures.path(state, item).read_bytes())
    except (OSError, PeelError):
        return None


class Looks:
    """Looks that were seen: two pictures with the same small grey thumb, as two sizes or formats of one, are one look."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def is_new(self, shown: Picture) -> bool:
        """Whether none that looks the same came before it."""
        look = of_bytes(thumb(shown.pixels))
        is_new = look not in self._seen
        self._seen.add(look)
        return is_new
