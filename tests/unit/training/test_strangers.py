"""The second output of the file: learnt only where it tells strangers, and equal to the model's own distance."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from peel.backbones import cut
from peel.calibration.softmax import SOFTMAX
from peel.evaluation import torch_model
from peel.heads import novelty
from peel.heads.classes import Classes
from peel.runners.feature_file import FeatureFile
from peel.runners.local import Pass, Resizer, features
from peel.runtime.session import open_session, run
from peel.training import ensemble, graph, heads_file, strangers, train
from peel.types.backbone import TapPoint
from peel.types.items import Size
from peel.types.pooling import Pooling
from peel.types.stranger import Stranger

RNG = np.random.default_rng(0)


CHOICE = SimpleNamespace(
    branches=(SimpleNamespace(name="net"),),
    members=[SimpleNamespace(branch="net", tap=t) for t in (0, 0, 1)],
)


def _items(tmp_path, signal):
    y = np.repeat(np.arange(4), 40)
    centres = RNG.normal(0, signal, (4, 12))
    rows = FeatureFile(160, widths=[12, 12], folder=tmp_path)
    noise = RNG.normal(0, 1, (160, 24))
    noise[:, 12:] += centres[y]
    rows.append(noise.astype(np.float16))
    return strangers.FeaturedItems(rows, Classes(y, 4), np.arange(160) % 5)


def _taps():
    points = [TapPoint(index=i, block=str(i), path="p", expansion="") for i in range(2)]
    return tuple(cut.Tap(point=p, output="o", width=3, expansion=6, total=12) for p in points)


def test_best_depth_of_the_model_is_taken(tmp_path):
    learnt = strangers.learn(CHOICE, {"net": _taps()}, items=_items(tmp_path, 4))
    assert learnt.card.tap == 1
    assert learnt.card.auroc > 0.9
    assert (learnt.card.share, learnt.card.n_classes) == (novelty.SHARE, 4)


def test_nothing_is_kept_where_nothing_is_told(tmp_path):
    assert strangers.learn(CHOICE, {"net": _taps()}, items=_items(tmp_path, 0)) is None


@pytest.mark.slow
def test_file_gives_the_distance_of_the_model(world, tmp_path):
    material, (branch,) = world.material, world.choice.branches
    network = train.network_of(branch, material.place)
    rows, _ = features(Pass(network=network, place=material.place), material.samples, name="f")
    fitted = train.fit(
        world.choice, {branch.name: network}, rows={branch.name: rows}, material=material
    )
    at = fitted.taps[-1]
    x = rows.vectors(at.tap)[:, : network.taps[at.tap].prefix(Pooling.EMS)]
    found = ensemble.Distance(at=at, novelty=novelty.fit(x, material.targets))
    heads_file.save(replace(fitted, distance=found), tmp_path / "heads.npz")
    model = heads_file.read(tmp_path / "heads.npz", SOFTMAX)
    card = Stranger(tap=at.tap, limit=1, share=0.95, auroc=0.9, found=0.5, n_classes=3)
    outputs = (*material.problem.outputs(world.choice.space), card.output)
    data = graph.assemble({branch.name: network}, model, outputs=outputs, metadata={})
    session = open_session(data)
    assert [o.name for o in session.get_outputs()] == ["probabilities", "distance"]
    original = torch_model.load(world.choice, model, outputs=outputs, place=material.place)
    resizer = Resizer(Size(64), material.place.shards)
    for size in ((40, 60), (90, 31)):
        picture = RNG.integers(0, 256, (*size, 3), np.uint8)
        file, wanted = run(session, picture[None]), original({branch.name: resizer.see(picture)})
        assert file["probabilities"].shape == (1, 2)
        np.testing.assert_allclose(file["distance"], wanted["distance"], rtol=1e-2, atol=0.05)
