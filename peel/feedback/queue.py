"""The queue: pictures whose true label is asked for go out, without the model's answer."""

from __future__ import annotations

import shutil
from pathlib import Path

from peel import files, text
from peel.errors import PeelError
from peel.feedback import audit, disagreement, epochs, pictures
from peel.feedback.cell import BETWEEN, NONE, marked
from peel.feedback.store import Store
from peel.project.state import State
from peel.types.marks import MarkRules
from peel.writers.fresh import refuse_without_parent

_DRAW = """Draw a box around each thing in the pictures, with a tool for that, such as CVAT, Label Studio or LabelMe; names.txt has the names.
Let the pictures keep their names. Save the annotations into this folder, in any form that Peel reads (COCO, VOC, YOLO, CVAT, LabelMe,
Label Studio, a CSV of boxes), then bring them back: peel feedback import THIS-FOLDER --by NAME --trust auditor
A picture that the annotations list without a box is one where nothing is. So list no picture that you did not look at.
"""
_LOOKED_AT = 2_000
_HEADER = ("item", "file", "label")


def export(store: Store, state: State, *, out: Path, limit: int) -> int:
    """Write at most `limit` pictures that wait for a true label to the new folder `out`; returns how many, and makes none for 0.

    Those come first on which a challenger that answers beside the champion says something else.
    Beside them lie `labels.csv`, to fill in (where boxes are asked for, people bring a tool that draws them), `names.txt`, the names that the
    model knows, and `how.txt`. Nothing tells what the model said.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise _taken(out)
    refuse_without_parent(out)
    asked = disagreement.first(store, audit.undecided(store, max(limit, _LOOKED_AT)))[:limit]
    waiting = {ticket.item: pictures.path(state, ticket.item) for ticket in asked}
    kept = sorted((item, path) for item, path in waiting.items() if path.exists())
    if not kept:
        return 0
    with files.new_folder(out) as folder:
        (folder / "pictures").mkdir()
        for _, path in kept:
            shutil.copyfile(path, folder / "pictures" / path.name)
        rows = [(item, f"pictures/{path.name}", "") for item, path in kept]
        if not isinstance(epochs.kind(store), MarkRules):
            files.write_text(folder / "labels.csv", text.to_csv(_HEADER, rows))
        files.write_text(folder / "names.txt", "".join(f"{name}\n" for name in epochs.names(store)))
        files.write_text(folder / "how.txt", how(store))
        files.write_text(folder / ".gitignore", "*\n")  # git's history forgets no picture
    return len(kept)


def how(store: Store) -> str:
    """How a cell of the table is filled in, for whoever labels."""
    names, rules = epochs.names(store), epochs.kind(store)
    if isinstance(rules, MarkRules):
        return _DRAW
    lines = [
        "Write what you see into the column label, by a name of names.txt; leave a cell empty to say nothing of that picture.\n"
    ]
    if rules is not None and rules.several:
        some = BETWEEN.join(names[:2]) or f"one{BETWEEN}other"
        lines.append(f"Several names stand with {BETWEEN} between them: {some}\n")
        lines += [
            f"A name that holds {BETWEEN} itself stays as it is: {name}\n" for name in marked(names)
        ]
        lines.append(f"Where none of the names holds, write {NONE}\n")
    return "".join(lines)


def _taken(out: Path) -> PeelError:
    return PeelError(
        "P839",
        "there is something already",
        got=out,
        allowed="a folder that is new or empty",
        do="name another one; labels that were filled in are never overwritten",
    )
