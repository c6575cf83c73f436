"""What a caller says is true of a picture, as the kind of the model writes it: names, or boxes with names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from peel.bundle.predict import Model
from peel.errors import PeelError
from peel.feedback import drawn
from peel.feedback.cell import names_in
from peel.problem import Problem
from peel.serving.refusals import not_understood
from peel.text import named
from peel.types.marks import Mark, MarkRules
from peel.types.serving import Feedback


class Said(NamedTuple):
    """The label in the kind's own text, and how far right and down its boxes reach, in pixels."""

    text: str
    reach: tuple[float, float] = (0.0, 0.0)


def said_of(item: Feedback, models: Sequence[Model]) -> Said:
    """The label, as the first of the models states it; raises P853 where its kind takes another one, P865 for boxes that cannot be.

    A name alone that no model knows yet may be a new class. One of a box has to be known to any of the models: a
    slip would teach that nothing is there.
    """
    problem = models[0].problem
    if isinstance(problem, MarkRules):
        if item.boxes is None:
            raise not_understood(
                "a label without boxes",
                '"boxes": a list with a box and a name for each thing, an empty one where nothing is',
            )
        marks = [Mark(one.name, one.box) for one in item.boxes]
        # How large the picture is stands with its ticket, which may not be on disk yet.
        text = drawn.state(marks, problem, size=drawn.NOT_KNOWN)
        _check_names(text, models)
        return Said(text, drawn.reach(marks))
    if item.label is None:
        raise not_understood("boxes", '"label": the model says what a picture is, not where')
    label = _parted(item.label, models[0].names) if problem.several else item.label
    return Said(_named(label, problem))


def _parted(label: str | Sequence[str], known: Sequence[str]) -> str | Sequence[str]:
    """A list in place of a text that says several known names, or none, as a cell of the queue's table does."""
    if not isinstance(label, str) or label in known:
        return label
    names = tuple(names_in(label, known))
    return names if set(names) <= set(known) else label


def _named(label: str | Sequence[str], problem: Problem) -> str:
    names = [label] if isinstance(label, str) else list(label)
    if not problem.several and len(names) != 1:
        raise not_understood(f"{len(names)} names", "one name: a picture has one label here")
    try:
        return problem.state(names)
    except PeelError as error:
        raise not_understood(str(error), "names as they may stand in a table of labels") from error


def _check_names(text: str, models: Sequence[Model]) -> None:
    """Refuse a label of which none of the models knows all names."""
    errors = []
    for model in models:
        try:
            model.problem.read_targets([text], model.card.space)
            return
        except PeelError as error:
            errors.append(error)
    raise drawn.unknown(f"{errors[0].what}: {errors[0].got}", named(models[0].names))
