"""The second output of the file: learnt only where it tells strangers, and equal to the model's own distance."""

from dataclasses import replace

import numpy as np
import pytest

from peel.backbones import cut, registry
from peel.backbones.loading import load as load_network
from peel.backbones.network import Weighing
from peel.backbones.taps import tapped
from peel.evaluation.twin import Twin
from peel.heads import ensemble, novelty
from peel.heads.classes import Classes
from peel.runners.local import Eye, Pass, features
from peel.runners.rows import Rows
from peel.runtime.session import open_session, run_outputs
from peel.training import graph, heads_file, strangers, train
from peel.types.backbone import TapPoint
from peel.types.model import Member

RNG = np.random.default_rng(0)


class Choice:
    """Two heads at one depth, one at another."""

    members = tuple(
        Member(tap=t, pooling="ems", head="lda", shrinkage=0.1, temperature=1.0) for t in (0, 0, 1)
    )


def _items(tmp_path, signal):
    y = np.repeat(np.arange(4), 40)
    centres = RNG.normal(0, signal, (4, 12))
    rows = Rows(160, widths=[12, 12], folder=tmp_path)
    noise = RNG.normal(0, 1, (160, 24))
    noise[:, 12:] += centres[y]
    rows.append(noise.astype(np.float16))
    return strangers.Items(rows, Classes(y, 4), np.arange(160) % 5)


def _taps():
    points = [TapPoint(index=i, block=str(i), path="p", expansion="") for i in range(2)]
    return tuple(cut.Tap(point=p, output="o", width=3, expansion=6, total=12) for p in points)


def test_best_depth_of_the_model_is_taken(tmp_path):
    learnt = strangers.learn(Choice(), _taps(), items=_items(tmp_path, 4))
    assert learnt.card.tap == 1
    assert learnt.card.auroc > 0.9
    assert (learnt.card.share, learnt.card.n_classes) == (novelty.SHARE, 4)


def test_nothing_is_kept_where_nothing_is_told(tmp_path):
    assert strangers.learn(Choice(), _taps(), items=_items(tmp_path, 0)) is None


@pytest.mark.slow
def test_file_gives_the_distance_of_the_model(world, tmp_path):
    network = train.network_of(world.choice, Weighing(), cache=world.job.cache)
    work = Pass(
        graph=network.graph,
        key=network.key,
        size_px=64,
        shards=world.job.shards,
        cache=world.job.cache,
    )
    rows, _ = features(work, world.job.samples, name="features")
    fitted = train.fit(world.choice, network, rows=rows, classes=world.job.classes)
    tap = fitted.taps[-1]
    x = rows.vectors(tap)[:, : network.taps[tap].prefix("ems")]
    found = ensemble.Distance(tap=tap, novelty=novelty.fit(x, world.job.classes))
    heads_file.save(replace(fitted, distance=found), tmp_path / "heads.npz")
    model = heads_file.read(tmp_path / "heads.npz")
    session = open_session(graph.assemble(network, model, metadata={}))
    assert [o.name for o in session.get_outputs()] == ["probabilities", "distance"]
    backbone = registry.find(world.choice.backbone)
    twin = Twin(tapped(backbone, load_network(backbone)[0], image=world.choice.image), model)
    eye = Eye(64, world.job.shards)
    for size in ((40, 60), (90, 31)):
        picture = RNG.integers(0, 256, (*size, 3), np.uint8)
        p, distance = run_outputs(session, picture[None], names=["probabilities", "distance"])
        wanted = twin.distances(eye.see(picture))
        assert p.shape == (1, 2)
        np.testing.assert_allclose(distance, wanted, rtol=1e-2, atol=0.05)
