"""A project with a git, built candidates, sealed pictures, and an installation with answers and labels."""

from __future__ import annotations

import os
import subprocess
from io import BytesIO

import numpy as np
import pyarrow as pa
import pytest
from PIL import Image
from sqlalchemy import delete, true

from peel import files
from peel.bundle.golden import Golden, pack
from peel.feedback import labels, pictures, tables, tickets
from peel.images import digest, shards
from peel.images.decode import decode
from peel.registry.registry import Decision, open_registry
from peel.runtime.session import open_session, run
from peel.tables import write_table
from tests.unit.bundle.conftest import COLOURS, onnx_bytes
from tests.unit.bundle.conftest import pictures as golden_pictures
from tests.unit.feedback.conftest import MINT, answer, said

LOCK = """schema: '2.0'
stages:
  export:
    outs:
    - path: data/export
      md5: {digest}.dir
"""
NAMES = ("dvc.yaml", "params.yaml", "flows/build.py")


RIGHT, WRONG = (2, 1, 0), (2, 0, 1)  # the second takes green for red and red for green


def golden_of(model):
    """What the model really says of the golden pictures."""
    session = open_session(model)
    said = [run(session, image[None])["probabilities"] for image in golden_pictures()]
    return pack(Golden(golden_pictures(), {"probabilities": np.concatenate(said)}))


def coloured(n, seed=3):
    """n pictures as the bytes of a PNG, each with its colour."""
    rng = np.random.default_rng(seed)
    for place in range(n):
        pixels = rng.integers(0, 40, (9, 9, 3))
        pixels[:, :, (2, 1, 0)[place % 3]] += 180
        buffer = BytesIO()
        Image.fromarray(pixels.astype(np.uint8)).save(buffer, "PNG")
        yield buffer.getvalue(), COLOURS[place % 3]


def git(folder, *words):
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


def yes(now=1.0, override=""):
    return Decision(by="me", now=now, override=override)


class Project:
    """Builds candidates into data/export, each another model, and commits them."""

    def __init__(self, folder, make_bundle):
        self.folder, self.make_bundle = folder, make_bundle

    def build(self, doc="", verdict="pass", *, commit=True, turn=RIGHT, **card):
        """The folder of a new candidate."""
        model = onnx_bytes(doc=doc, turn=turn)
        made = self.make_bundle(
            f"made/{doc or 'first'}", model_name="candidate.onnx", model=model,
            golden=golden_of(model), verdict=verdict, name="peel", **card,
        )  # fmt: skip
        export = self.folder / "data/export"
        with files.new_folder(export) as out:
            for path in made.iterdir():
                (out / path.name).write_bytes(path.read_bytes())
        digest = format(len(list((self.folder / "made").iterdir())), "032x")
        (self.folder / "dvc.lock").write_text(LOCK.format(digest=digest))
        if commit:
            git(self.folder, "add", "dvc.lock")
            git(self.folder, "commit", "-qm", doc or "first")
        return export

    def seal(self, n, *, labels=None):
        """n sealed pictures, in families of one; `labels` of pictures that say otherwise than they look."""
        told = dict(coloured(n)) | (labels or {})
        data = {digest.of_bytes(one): one for one in told}
        packed = [(item, lambda one=one: one) for item, one in data.items()]
        places = shards.pack(packed, self.folder / "data/ingest/shards")
        rows = [
            {
                "item": item,
                "label": told[one],
                "family": f"f{place:04d}",
                "pixels": digest.of_pixels(decode(one).pixels),
                **places[item]._asdict(),
            }
            for place, (item, one) in enumerate(data.items())
        ]
        self.write(rows, "test")
        self.write([{"family": "g", "pixels": "00" * 32}], "train")
        return rows

    def write(self, rows, part):
        path = self.folder / f"data/split/{part}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_table(pa.Table.from_pylist(rows), path)


def use(registry, n, *, trust="auditor", seed=4, says=None, **other):
    """n audited answers of the fresh part, with kept pictures and true labels, or what somebody `says`."""
    told = list(coloured(n, seed))
    answers = []
    for place, (data, _) in enumerate(told):
        item = digest.of_bytes(data)
        pictures.keep(registry.state, item, picture=data)
        fields = {"item": item, "group": f"{seed} {place}", "part": "fresh"}
        answers.append(answer(float(place), **(fields | other)))
    with registry.store.writing() as connection:
        tickets.add(connection, answers)
        all_said = [
            said(one.ticket, says or label, trust=trust)
            for one, (_, label) in zip(answers, told, strict=True)
        ]
        labels.add(connection, all_said, mint=MINT)


def prepare(folder):
    """An empty project with a git in the folder."""
    git(folder, "init", "-q", "-b", "main")
    (folder / ".gitignore").write_text(".peel/\ndata/\nbundle*/\nmade/\n")
    for name in NAMES:
        files.write_text(folder / name, "")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "project")
    return folder


@pytest.fixture
def project(tmp_path, make_bundle, monkeypatch):
    url = os.environ.get("TESTED_STORE")  # the same tests run on another database
    if url is None:
        monkeypatch.delenv("PEEL_STORE_URL", raising=False)
    else:
        monkeypatch.setenv("PEEL_STORE_URL", url)
    return Project(prepare(tmp_path), make_bundle)


@pytest.fixture
def registry(project):
    """With an empty store."""
    registry = open_registry(project.folder)
    with registry.store.writing() as connection:
        for table in tables.METADATA.tables.values():
            chosen = table.c.key != "form" if table is tables.meta else true()
            connection.execute(delete(table).where(chosen))
    yield registry
    registry.store.engine.dispose()
