"""A made-up audit: tickets of a model of cats and dogs, with the labels that came back."""

from __future__ import annotations

from peel.types.bundle import Card
from peel.types.evaluation import Reference
from peel.types.ticket import Audited, Label, Ticket
from peel.types.watch import Epoch, Watched
from tests.unit.types.test_bundle import CARD as ANY

MODEL = "a" * 64
REFERENCE = Reference(
    n=100, mean=(), std=(), surrogate=0.95, names={"cat": (60, 0.96), "dog": (40, 0.93)}
)
VERDICT = ANY.verdict.model_copy(update={"score": 0.95})
CARD: Card = ANY.model_copy(
    update={
        "space": ANY.space.model_copy(update={"names": ("cat", "dog")}),
        "reference": REFERENCE,
        "verdict": VERDICT,
    }
)
EPOCH = Epoch(
    id=1, model=MODEL, version="v1.0.0", tau=0.9, classes={"cat": 0.86, "dog": 0.83},
    opened_at=0.0, why="promoted",
)  # fmt: skip


def ticket(number: int, *, at: float, said: str = "cat", source: str = "door") -> Ticket:
    p = [0.9, 0.1] if said == "cat" else [0.1, 0.9]
    return Ticket(
        ticket=f"t_{number:06d}", at=at, model=MODEL, version="v1.0.0", source=source, key="k",
        item=f"{number:064x}", group=str(number), part="train-new", audited=True, rate=0.05,
        kept=False, outputs={"probabilities": p},
    )  # fmt: skip


def answered(
    number: int, *, right: bool | None, at: float, label: str = "cat", source: str = "",
    trust: str = "auditor",
) -> Audited:  # fmt: skip
    """A ticket that was answered right or wrong, or that nobody labelled."""
    other = "dog" if label == "cat" else "cat"
    one = ticket(number, at=at, said=label if right else other, source=source or f"s{number}")
    said = Label(
        id=number + 1, ticket=one.ticket, by="a", trust=trust, client="c", label=label, at=at + 60
    )
    return Audited(ticket=one, label=None if right is None else said)


def many(
    *, right: float, n: int, a_day: int, label: str = "cat", first_day: int = 0, first: int | None = None
) -> list[Audited]:  # fmt: skip
    """`n` answers, `a_day` a day, of which the share `right` is right, evenly spread."""
    start = first_day * 1000 if first is None else first
    rows = []
    for i in range(n):
        at = (first_day + i // a_day + (i % a_day) / a_day) * 86_400
        is_right = int((i + 1) * right) > int(i * right)
        rows.append(answered(start + i, right=is_right, at=at, label=label))
    return rows


def stands(watched: Watched) -> bool:
    """Whether it survives the way through JSON."""
    return Watched.model_validate_json(watched.to_json()) == watched
