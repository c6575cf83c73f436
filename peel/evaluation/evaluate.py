"""The file itself on the sealed test part, from raw pixels, with the unexported model beside it."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from peel import events, files
from peel.bundle.files import CANDIDATE, GOLDEN
from peel.evaluation import finding, golden, mistakes, parity, reuse, strips, torch_model
from peel.evaluation.verdict import flat, judge
from peel.images import shards
from peel.images.digest import of_bytes, of_file
from peel.params.sections import Gate
from peel.problem import (
    Answered,
    Finder,
    Learner,
    Outputs,
    Problem,
    find_follower,
)
from peel.runners.local import Resizer, side_by_side
from peel.runners.place import Place
from peel.runtime.session import open_session
from peel.split.items import Items
from peel.tables import write_arrays, write_table
from peel.text import to_csv
from peel.tracking.follower import Followed
from peel.training import heads_file, sealed
from peel.training.finding import sight_of
from peel.types.evaluation import Evaluation, Parity, Reference
from peel.types.event import Found
from peel.types.mistake import Mistake
from peel.types.model import Choice
from peel.types.output import Output
from peel.types.score import Verdict
from peel.types.training import Training

# Strips lie among the mistakes, which the pipeline keeps and forgetting clears.
OUTPUTS, STRIPS = "outputs.npz", "mistakes/tracks"
_SHOWN = 24


@dataclass(frozen=True, kw_only=True)
class Exam:
    """The test items, the kind, the choice and the folder with the file made of it, what the score must reach, and where things lie."""

    problem: Problem
    learner: Learner | Finder
    choice: Choice
    items: Items
    trained: Path
    gate: Gate
    place: Place
    state: Path
    notes: Sequence[str] = ()

    @functools.cached_property
    def training(self) -> Training:
        """What train says of the file; raises P604 where what it left was damaged since."""
        told = Training.read(self.trained / sealed.FACTS)
        sealed.check(self.trained, told)
        return told

    @property
    def outputs(self) -> tuple[Output, ...]:
        """What the file gives."""
        stranger = self.training.stranger
        return (*self.problem.outputs(self.choice.space), *([stranger.output] if stranger else []))

    def pair(self) -> parity.Pair:
        """The file and the model that it was made from."""
        outputs, folder = self.outputs, self.trained
        if isinstance(self.learner, Finder):
            return self._found(self.learner)
        heads = heads_file.read(
            folder / heads_file.HEADS,
            self.learner.calibration,
            tail=self.learner.tail(self.choice.space),
        )
        branches = self.choice.branches
        return parity.Pair(
            session=open_session(folder / CANDIDATE),
            original=torch_model.load(self.choice, heads, outputs=outputs, place=self.place),
            resizers={b.name: Resizer(b.image.size, self.place.shards) for b in branches},
            problem=self.problem,
            space=self.choice.space,
        )

    def _found(self, finder: Finder) -> parity.Pair:
        original = finding.Original(
            finding.detector_of(self.trained),
            sight_of(self.choice, self.place),
            hold=lambda found: finder.hold(found, self.choice.space),
            outputs=self.outputs,
        )
        return parity.Pair(
            session=open_session(self.trained / CANDIDATE),
            original=original,
            resizers={finding.PICTURE: finding.Whole()},
            problem=self.problem,
            space=self.choice.space,
            most=original.most,
        )

    def picture(self, place: int) -> NDArray[np.uint8]:
        """(h, w, 3) raw pixels of one test item."""
        return shards.read_pixels(self.place.shards, self.items.samples[place]._asdict()).pixels


def evaluate(exam: Exam, folder: Path) -> Verdict:
    """Score the file, compare it with its model, judge it; write all of it into `folder`. Never crashes on a low score."""
    pair = exam.pair()
    outputs, measured = _answers(exam, pair)
    tested = Answered(outputs, _targets(exam), exam.items.families, exam.choice.space)
    scores, verdict = judge(exam.problem, tested, asked=exam.gate)
    worst = exam.problem.mistakes(tested, n=_SHOWN)
    told = [_mistake(exam, outputs, place=place) for place in worst]
    followed = _followed(exam, tested)
    batch = _golden(exam, pair)
    model = of_file(exam.trained / CANDIDATE)
    evaluation = Evaluation(
        scores=tuple(scores),
        verdict=verdict,
        notes=tuple(exam.notes),
        parity=measured,
        mistakes=tuple(told),
        details={**exam.problem.details(tested), **followed.details},
        reference=_reference(exam, tested),
        model_sha256=model,
        golden_sha256=of_bytes(batch),
        models_judged=reuse.count(exam.state, exam.items.samples, model_sha256=model),
    )
    with files.new_folder(folder) as out:
        files.write_json(out / "metrics.json", flat(scores, verdict, n_test=len(tested.targets)))
        files.write_text(out / "evaluation.json", evaluation.to_json())
        files.write_bytes(out / GOLDEN, batch)
        _write_answers(exam, outputs, out=out)
        words = [f"is {m.label[:22]}\nsaid {m.answer[:16]} {m.confidence:.0%}" for m in told]
        sheet = mistakes.Sheet(exam.picture, _side_px(exam), words)
        mistakes.draw(worst, out / "mistakes", sheet=sheet)
        strips.draw(followed.strips, out / STRIPS, picture=exam.picture)
    for note in exam.notes:
        events.warn(note)
    events.tell(Found(stage="evaluate", message=verdict.words))
    return verdict


def _followed(exam: Exam, tested: Answered) -> Followed:
    """What is told of films in the test part; nothing where the kind follows no things, or none has a number."""
    follower, items = find_follower(exam.problem.name), exam.items
    told = follower and follower.follow(tested, labels=items.labels, paths=items.paths)
    return told or Followed({}, ())


def _side_px(exam: Exam) -> int:
    """Large where an answer has rows, each about a part of the picture."""
    has_rows = any(one.rows_of for one in exam.problem.outputs(exam.choice.space))
    return mistakes.LARGE_PX if has_rows else mistakes.THUMB_PX


def _targets(exam: Exam) -> NDArray[Any]:
    return exam.problem.read_targets(exam.items.labels, exam.choice.space)


def _answers(exam: Exam, pair: parity.Pair) -> tuple[dict[str, NDArray[Any]], Parity]:
    """The file's outputs on every test picture, and how far it is from its model in every form."""

    def one(place: int) -> tuple[Outputs, dict[str, NDArray[Any]]]:
        picture = exam.picture(place)
        return pair.answer(picture[None]), pair.see(picture)

    places = range(len(exam.items.samples))
    file, model = [], []
    told = events.track(
        side_by_side(one, places, most=pair.most), total=len(places), name="sealed test"
    )
    for answered, pixels in told:
        file.append(answered)
        model.append(
            pair.original(pixels)
        )  # in this thread: its hooks keep the maps of one picture
    outputs = parity.join(file)
    some = [parity.odd(exam.picture(i)) for i in parity.spread(len(places))]
    forms = {
        "batch 1": pair.difference(outputs, parity.join(model)),
        **pair.in_batches(some),
        **pair.in_forms(some[0]),
    }
    return {name: array.astype(np.float64) for name, array in outputs.items()}, pair.parity(
        forms, some
    )


def _golden(exam: Exam, pair: parity.Pair) -> bytes:
    """Cuts of several sizes from test pictures all over the part, with the file's answers."""

    def cut(place: int, size: int) -> golden.Cut:
        image = golden.cut_to(exam.picture(place), size)
        outputs = pair.answer(image[None])
        (clear,) = exam.problem.clearness(outputs, space=exam.choice.space)
        return golden.Cut(image, outputs, float(clear))

    return golden.pack(golden.clear_cuts(len(exam.items.samples), cut))


def _mistake(exam: Exam, outputs: Outputs, *, place: int) -> Mistake:
    own, items = _one(outputs, place), exam.items
    told = exam.problem.mistake(own, items.labels[place], space=exam.choice.space)
    height, width, _ = exam.picture(place).shape
    where = {"item": items.samples[place].item, "path": items.paths[place]}
    return told.model_copy(update={**where, "width_px": width, "height_px": height})


def _reference(exam: Exam, tested: Answered) -> Reference:
    """How probable each name was, for kinds that say so; of others only how many items there were. And how right it was."""
    problem, names = exam.problem, tested.space.names
    told = [problem.shares(one) for one in problem.decode(tested.outputs, tested.space)]
    likely = np.array([[one.get(name, math.nan) for name in names] for one in told])
    known = likely if np.isfinite(likely).all() else np.zeros((len(told), 0))
    mean, std = known.mean(axis=0).round(6), known.std(axis=0).round(6)
    right = [
        exam.problem.surrogate(_one(tested.outputs, i), target, space=tested.space)
        for i, target in enumerate(tested.targets)
    ]
    return Reference(
        n=len(told),
        mean=tuple(mean.tolist()),
        std=tuple(std.tolist()),
        surrogate=round(float(np.mean(right)), 6),
        names=_by_name([exam.problem.names_of(label) for label in exam.items.labels], right),
    )


def _by_name(
    names: Sequence[Sequence[str]], right: Sequence[float]
) -> dict[str, tuple[int, float]]:
    """How many items have each name, and how right the answers to them are on average."""
    of: dict[str, list[float]] = {}
    for own, x in zip(names, right, strict=True):
        for name in own:
            of.setdefault(name, []).append(x)
    return {name: (len(of[name]), round(float(np.mean(of[name])), 6)) for name in sorted(of)}


def _one(outputs: Outputs, place: int) -> Outputs:
    return {name: array[place : place + 1] for name, array in outputs.items()}


def _write_answers(exam: Exam, outputs: Outputs, *, out: Path) -> None:
    """The answers for a person, and the outputs as they are for whoever compares models."""
    items, space = exam.items, exam.choice.space
    columns: dict[str, Any] = {
        "item": [sample.item for sample in items.samples],
        "path": list(items.paths),
        "label": [exam.problem.show_label(label) for label in items.labels],
        **exam.problem.columns(outputs, space=space),
    }
    write_table(pa.table(columns), out / "predictions.parquet")
    pairs = exam.problem.pairs(outputs, items.labels, space=space)
    files.write_text(out / "confusion.csv", to_csv(("actual", "predicted"), pairs))
    write_arrays(outputs, out / OUTPUTS)
