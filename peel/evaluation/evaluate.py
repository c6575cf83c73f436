"""The file itself on the sealed test part, from raw pixels, with the unexported model beside it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from peel import events, files
from peel.bundle import golden
from peel.bundle.files import CANDIDATE, GOLDEN
from peel.evaluation import looks, mistakes, parity
from peel.evaluation.twin import Twin
from peel.evaluation.verdict import Answered, flat, judge
from peel.images import shards
from peel.images.digest import of_bytes, of_file
from peel.params.sections import Gate
from peel.problem import Problem
from peel.runners.local import Eye, side_by_side
from peel.runtime.session import open_session, run, run_outputs
from peel.tables import write_table
from peel.text import to_csv
from peel.training.sealed import FACTS
from peel.types.model import Choice
from peel.types.sample import Sample
from peel.types.score import Verdict
from peel.types.stranger import Stranger

_GOLDEN, _TRIED, _CLEAR = 8, 4, 0.1


@dataclass(frozen=True, kw_only=True)
class Job:
    """The test items with their labels, the file and its twin, what the score must reach, and what to tell beside."""

    problem: Problem
    choice: Choice
    samples: Sequence[Sample]
    labels: Sequence[str]
    paths: Sequence[str]
    families: NDArray[np.int64]
    trained: Path
    twin: Twin
    shards: Path
    state: Path
    gate: Gate
    notes: Sequence[str] = ()

    @functools.cached_property
    def stranger(self) -> Stranger | None:
        """What train says of the distance, if the file gives one."""
        told = files.read_json(self.trained / FACTS).get("stranger")
        return Stranger.model_validate(told) if told else None

    def picture(self, place: int) -> NDArray[np.uint8]:
        """(h, w, 3) raw pixels of one test item."""
        return shards.read_pixels(self.shards, self.samples[place]._asdict()).pixels


@dataclass(frozen=True, kw_only=True)
class Answers:
    """(n, k) probabilities of the file, and how far it is from its twin in every form."""

    file: NDArray[np.float64]
    differences: dict[str, parity.Difference]
    farthest: float


def evaluate(job: Job, folder: Path) -> Verdict:
    """Score the file, compare it with its model, judge it; write all of it into `folder`. Never crashes on a low score."""
    answers = _answers(job)
    targets = job.problem.read_targets(job.labels, job.choice.class_names)
    names = job.choice.class_names
    answered = Answered(answers.file, targets, families=job.families, class_names=names)
    scores, verdict = judge(job.problem, answered, asked=job.gate)
    wrong = mistakes.worst(answers.file, targets)
    batch = _golden(job)
    with files.new_folder(folder) as out:
        files.write_json(out / "metrics.json", flat(scores, verdict, n_test=len(targets)))
        details = job.problem.details(answers.file, targets, class_names=names)
        files.write_json(
            out / "evaluation.json",
            {
                "scores": [s.model_dump(mode="json") for s in scores],
                "verdict": verdict.model_dump(mode="json"),
                "notes": list(job.notes),
                **details,
                "parity": _parity(answers, job.stranger),
                "mistakes": [_mistake(job, answers.file, place=i) for i in wrong],
                "model_sha256": of_file(job.trained / CANDIDATE),
                "golden_sha256": of_bytes(batch),
                "looks": looks.count(
                    job.state, job.samples, model_sha256=of_file(job.trained / CANDIDATE)
                ),
            },
        )
        _write_predictions(job, answers.file, out=out)
        files.write_bytes(out / GOLDEN, batch)
        mistakes.draw(
            wrong,
            out / "mistakes",
            picture=job.picture,
            words=lambda i: _words(job, answers.file, place=i),
        )
    for note in job.notes:
        events.emit("warning", message=note)
    events.emit("result", stage="evaluate", message=verdict.words, verdict=verdict.verdict)
    return verdict


def _answers(job: Job) -> Answers:
    session = open_session(job.trained / CANDIDATE)
    eye = Eye(job.choice.image.size_px, job.shards)

    def one(place: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        picture = job.picture(place)
        return run(session, picture[None]), eye.see(picture)

    places = range(len(job.samples))
    file, twin = [], []
    told = events.track(side_by_side(one, places), total=len(places), name="sealed test")
    for p, pixels in told:
        file.append(p)
        twin.append(job.twin(pixels))  # in this thread: its hooks keep the maps of one picture
    pair = parity.Pair(session=session, twin=job.twin, eye=eye)
    some = [parity.odd(job.picture(i)) for i in parity.spread(len(places))]
    differences = {
        "batch 1": parity.difference(np.concatenate(file), np.concatenate(twin)),
        **pair.in_batches(some),
        **pair.in_forms(some[0]),
    }
    return Answers(
        file=np.concatenate(file).astype(np.float64),
        differences=differences,
        farthest=pair.distances(some),
    )


def _parity(answers: Answers, stranger: Stranger | None) -> dict[str, Any]:
    found = answers.differences
    near = not stranger or answers.farthest <= stranger.tolerance
    return {
        "max_probability_difference": max(d.largest for d in found.values()),
        "top1_differences": sum(d.top1 for d in found.values()),
        "tolerance": parity.TOLERANCE,
        "margin": parity.MARGIN,
        "max_distance_difference": answers.farthest,
        "same": near and all(d.is_small for d in found.values()),
        "forms": {name: asdict(d) for name, d in found.items()},
        "n": len(answers.file),
    }


class Cut(NamedTuple):
    """A cut of a test picture, and what the file answers to it: (1, k) probabilities, and (1,) distances if it gives any."""

    image: NDArray[np.uint8]
    outputs: tuple[NDArray[np.float32], ...]

    @property
    def margin(self) -> float:
        """By how much the first answer is above the second."""
        second, first = np.sort(self.outputs[0][0])[-2:]
        return float(first - second)


def clear_cuts(n: int, cut: Callable[[int, int], Cut]) -> list[Cut]:
    """Of each of eight stretches of `n` pictures the first of four cuts that is clear; the clearest of all if none is.

    `cut(place, size)` cuts the picture at `place` to one of eight sizes. On another processor a near tie may fall to
    the other side, and an odd cut may be one where the whole picture is none.
    """
    found = []
    for size in range(_GOLDEN):
        stretch = np.arange(size * n // _GOLDEN, (size + 1) * n // _GOLDEN)
        tried = min(len(stretch), _TRIED)
        for place in stretch[np.arange(tried) * len(stretch) // max(tried, 1)]:
            found.append(cut(int(place), size))
            if found[-1].margin > _CLEAR:
                break
    return [each for each in found if each.margin > _CLEAR] or [max(found, key=lambda c: c.margin)]


def _golden(job: Job) -> bytes:
    """Cuts of several sizes from test pictures all over the part, with the file's answers."""
    session = open_session(job.trained / CANDIDATE)
    names = parity.NAMES[: 2 if job.stranger else 1]

    def cut(place: int, size: int) -> Cut:
        image = parity.odd(job.picture(place), size=(171 - 16 * size, 233 - 9 * size))
        return Cut(image, tuple(run_outputs(session, image[None], names=names)))

    cuts = clear_cuts(len(job.samples), cut)
    outputs = zip(*(each.outputs for each in cuts), strict=True)
    answers, *rest = (np.concatenate(parts) for parts in outputs)
    return golden.pack(golden.Golden(tuple(each.image for each in cuts), answers, *rest))


def _mistake(job: Job, p: NDArray[np.float64], *, place: int) -> dict[str, Any]:
    label, answer = job.labels[place], int(p[place].argmax())
    names = job.choice.class_names
    return {
        "item": job.samples[place].item,
        "path": job.paths[place],
        "label": label,
        "answer": names[answer],
        "confidence": round(float(p[place, answer]), 6),
        "label_probability": round(float(p[place, names.index(label)]), 6),
    }


def _words(job: Job, p: NDArray[np.float64], *, place: int) -> str:
    row = _mistake(job, p, place=place)
    return f"is {row['label'][:22]}\nsaid {row['answer'][:16]} {row['confidence']:.0%}"


def _write_predictions(job: Job, p: NDArray[np.float64], *, out: Path) -> None:
    names = job.choice.class_names
    answers = [names[i] for i in p.argmax(1)]
    columns: dict[str, Any] = {
        "item": [s.item for s in job.samples],
        "path": list(job.paths),
        "label": list(job.labels),
        "answer": answers,
        "confidence": p.max(1),
        **{f"p_{k}": p[:, k] for k in range(len(names))},
    }
    write_table(pa.table(columns), out / "predictions.parquet")
    pairs = zip(job.labels, answers, strict=True)
    files.write_text(out / "confusion.csv", to_csv(("actual", "predicted"), pairs))
