"""Things in pictures, from annotations in COCO's form to boxes, and what the page draws of them."""

import csv
import io
import json
import shutil

import numpy as np
import pytest
from PIL import Image

from peel import problem
from peel.bundle import pointer
from peel.clock import now
from peel.feedback.store import open_store
from peel.images.digest import of_bytes
from peel.params.load import FILE, load
from peel.params.sections import Watch
from peel.project.state import state_of
from peel.registry.promote import offer
from peel.registry.registry import Origin, open_registry
from peel.retraining import dataset
from peel.sources.find import FEEDBACK, find
from peel.sources.source import Terms
from peel.watch.cohorts import DAY_S
from peel.watch.turn import standing, turn
from tests.e2e.small import peel, repro, set_param
from tests.e2e.test_retrain import install
from tests.e2e.test_serve import Serving
from tests.unit.finding import SIDE, picture

pytestmark = pytest.mark.e2e


def _write(folder, n=40):
    """Pictures of discs and bars with their annotations."""
    (folder / "images").mkdir(parents=True)
    rng, images, annotations = np.random.default_rng(0), [], []
    for number in range(n):
        pixels, marks = picture(rng)
        name = f"{number:03d}.png"
        Image.fromarray(pixels).save(folder / "images" / name)
        images.append({"id": number, "file_name": name, "width": SIDE, "height": SIDE})
        for mark in marks:
            left, top, right, bottom = map(int, mark.box)
            box = [left, top, right - left, bottom - top]
            annotations.append(
                {
                    "id": len(annotations),
                    "image_id": number,
                    "category_id": ["bar", "disc"].index(mark.name),
                    "bbox": box,
                    "iscrowd": 0,
                }
            )
    categories = [{"id": i, "name": name} for i, name in enumerate(["bar", "disc"])]
    told = {"images": images, "annotations": annotations, "categories": categories}
    (folder / "instances.json").write_text(json.dumps(told))
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A project that finds discs and bars, built once."""
    folder = tmp_path_factory.mktemp("things")
    project = folder / "project"
    made = peel("init", project, "--kind", "detection", cwd=folder)
    assert made.returncode == 0, made.stderr
    set_param(project, "gate.threshold", 0.5)
    set_param(project, "serve.audit_rate", 1.0)
    shutil.rmtree(project / "data" / "raw", ignore_errors=True)
    _write(project / "data" / "raw")
    assert len(repro(project)) == 9
    return project


def test_things_reach_an_answer(built):
    evaluation = json.loads((built / "data/evaluate/evaluation.json").read_text())
    assert evaluation["parity"]["same"]
    assert evaluation["verdict"]["score"] > 0.7
    assert len(evaluation["reference"]["mean"]) == 2  # what a week's answers are compared with
    page = (built / "data/report/report.html").read_text("utf-8")
    assert "Are the counts right?" in page
    assert "within a standard error of the best" in page
    first = built / "data/raw/images/000.png"
    done = peel("predict", first, "--bundle", built / "data/export", "--format", "json", cwd=built)
    (answer,) = json.loads(done.stdout)
    assert set(answer["counts"]) <= {"bar", "disc"}
    assert len(answer["things"]) == sum(answer["counts"].values()) > 0


def _scenes(n):
    """New pictures as files, each with what is in it as it is sent back."""
    rng, scenes = np.random.default_rng(7), []
    for _ in range(n):
        pixels, marks = picture(rng)
        out = io.BytesIO()
        Image.fromarray(pixels).save(out, "PNG")
        scenes.append(
            (out.getvalue(), [{"name": m.name, "box": [*map(int, m.box)]} for m in marks])
        )
    return scenes


def _answered(server, scenes):
    """A ticket for each picture."""
    answers = [json.loads(server.ask("POST", "/v1/predict", data)[1]) for data, _ in scenes]
    return [answer["predictions"][0]["ticket"] for answer in answers]


def _draw(folder, scenes):
    """A table of boxes beside the pictures of the queue, as a tool writes it."""
    with (folder / "boxes.csv").open("w", newline="") as table:
        lines = csv.writer(table)
        lines.writerow(["path", "label", "xmin", "ymin", "xmax", "ymax"])
        for data, boxes in scenes:
            name = f"pictures/{of_bytes(data)}.png"
            lines.writerows([name, one["name"], *one["box"]] for one in boxes)


def test_boxes_go_round_the_loop(built, tmp_path):
    """Answered, labelled, watched, made into lessons; then another model is compared and takes over."""
    project = shutil.copytree(built, tmp_path / "project", symlinks=True)
    install(project)
    scenes = _scenes(24)
    server = Serving(project, project / "bundle")
    tickets = _answered(server, scenes)
    headers = {"Content_Type": "application/json"}
    told = {"items": [{"ticket": t, "boxes": b} for t, (_, b) in zip(tickets, scenes, strict=True)]}
    status, said = server.ask("POST", "/v1/feedback/batch", json.dumps(told), **headers)
    assert (status, set(json.loads(said)["outcomes"])) <= (202, {"kept", "unknown ticket"})
    beyond = {"ticket": tickets[0], "boxes": [{"name": "disc", "box": [0, 0, 500, 9]}]}
    assert server.ask("POST", "/v1/feedback", json.dumps(beyond), **headers)[0] == 422
    assert server.end() == 0
    asked = peel("feedback", "queue", "to-label", cwd=project)
    assert asked.stdout.startswith("to-label: 24 pictures"), asked.stderr
    _draw(project / "to-label", scenes)
    words = ("feedback", "import", "to-label", "--by", "ann", "--trust", "auditor")
    assert peel(*words, cwd=project).stdout.startswith(
        "24 new, 0 known already, 0 empty, 0 refused"
    )
    store = open_store(state_of(project))
    turn(store, Watch(), now=now() + 2 * DAY_S)
    (whole, *_) = standing(store)
    assert (whole.colour, whole.n) == ("green", 24), whole.words
    params = load(project / FILE)
    terms = dataset.Terms(params.retrain, params.problem.kind, frozenset())
    taken = dataset.choose(store, state_of(project), terms=terms)
    assert len(taken.lessons) + taken.left_out.get(dataset.FRESH, 0) == 24
    folder = project / FEEDBACK
    dataset.write(taken, folder, kind=params.problem.kind)
    found = find([project / "data/raw", folder], Terms(params.ingest, problem.find("detection")))
    learnt = [row for row in found.rows if row.part == "train"]
    assert sorted(row.label for row in learnt) == sorted(one.label.label for one in taken.lessons)
    challenger = offer(open_registry(project), _rival(project), origin=Origin(), now=now())
    told = peel("promote", challenger, cwd=project)
    assert told.returncode in (1, 3), told.stderr  # no better, or not proven
    assert "not worse on the sealed pictures" in told.stdout
    versions = ("--version", "v1.1.0", "--override", "a demonstration")
    over = peel("promote", challenger, *versions, cwd=project)
    assert over.returncode == 0, over.stdout + over.stderr
    assert pointer.read(state_of(project)).digest == challenger


def _rival(project):
    """The champion with other thresholds."""
    folder = shutil.copytree(project / "bundle", project.parent / "rival")
    card = json.loads((folder / "bundle.json").read_text())
    card["space"]["decision"]["thresholds"] = [0.35, 0.35]
    (folder / "bundle.json").write_text(json.dumps(card))
    return folder
