"""A candidate against the champion, on pictures that neither was trained on."""

from __future__ import annotations

import hashlib
from io import BytesIO

import numpy as np
import pyarrow as pa
import pytest
from PIL import Image
from scipy.stats import binom

from peel.bundle.load import load
from peel.bundle.trained_on import FILE, TrainedOn, pack
from peel.export.contest import Outcome, compare
from peel.export.publish import publish
from peel.images import digest, shards
from peel.images.decode import decode
from peel.tables import read_table, write_arrays, write_table
from peel.types.label_space import LabelSpace

COLOURS = ("blue", "green", "red")
N = 12


def _pictures():
    rng = np.random.default_rng(3)
    for place in range(N):
        pixels = rng.integers(0, 40, (9, 9, 3))
        pixels[:, :, (2, 1, 0)[place % 3]] += 180
        buffer = BytesIO()
        Image.fromarray(pixels.astype(np.uint8)).save(buffer, "PNG")
        yield buffer.getvalue()


@pytest.fixture
def project(tmp_path):
    """Twelve sealed pictures, in families of one."""
    pictures = {digest.of_bytes(data): data for data in _pictures()}
    data = tmp_path / "data"
    places = shards.pack([(k, lambda v=v: v) for k, v in pictures.items()], data / "ingest/shards")
    rows = [
        {
            "item": item,
            "label": COLOURS[place % 3],
            "family": f"f{place:02d}",
            "pixels": digest.of_pixels(decode(bytes_).pixels),
            **places[item]._asdict(),
        }
        for place, (item, bytes_) in enumerate(pictures.items())
    ]
    _write(rows, data / "split/test.parquet")
    _write([{"family": "g", "pixels": "00" * 32}], data / "split/train.parquet")
    return tmp_path


def _write(rows, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    write_table(pa.Table.from_pylist(rows), path)


def _answer(project, wrong=()):
    """What evaluate measured of the candidate: all right but the items at `wrong`."""
    answers = np.eye(3)[(np.arange(N) + np.isin(np.arange(N), list(wrong))) % 3]
    write_arrays({"probabilities": answers}, project / "data/evaluate/outputs.npz")


def _models(make_bundle, make_onnx, learnt=()):
    """A candidate, and a champion that was trained on the pictures of these pixel digests."""
    candidate = make_bundle("data/export", model_name="candidate.onnx")
    data = pack(learnt)
    known = {"trained_on_sha256": hashlib.sha256(data).hexdigest()}
    bundle = make_bundle("bundle", model=make_onnx(doc="earlier"), **known)
    (bundle / FILE).write_bytes(data)
    return load(candidate), load(bundle)


def _pixels(project):
    return read_table(project / "data/split/test.parquet")["pixels"].to_pylist()


def _compare(project, models):
    known = TrainedOn(project / "bundle", digest=models[1].card.trained_on_sha256)
    return compare(*models, data=project / "data", trained_on=known)


def test_answers_are_compared_in_pairs(project, make_bundle, make_onnx):
    models = _models(make_bundle, make_onnx)
    _answer(project, wrong=[2, 5])
    assert _compare(project, models) == Outcome(N, better=0, worse=2)


def test_what_the_champion_learnt_is_left_out(project, make_bundle, make_onnx):
    """With its family: a near duplicate is as good as learnt."""
    models = _models(make_bundle, make_onnx, [_pixels(project)[2], "11" * 32])
    _answer(project, wrong=[2])
    _write(
        [{"family": "f01", "pixels": "11" * 32}, {"family": "g", "pixels": "22" * 32}],
        project / "data/split/train.parquet",
    )
    assert _compare(project, models) == Outcome(N - 2, better=0, worse=0)


def test_only_shared_classes_are_compared(project, make_bundle, make_onnx):
    names = '["blue", "cyan", "red"]'
    candidate = load(make_bundle("data/export", model_name="candidate.onnx"))
    card = {"space": LabelSpace(names=("blue", "cyan", "red"))}
    earlier = load(make_bundle("bundle", model=make_onnx(names=names), **card))
    _answer(project)
    assert _compare(project, (candidate, earlier)).n == N * 2 // 3


def test_pass_that_is_not_worse_takes_over(project, make_bundle, make_onnx):
    _models(make_bundle, make_onnx)
    _answer(project, wrong=[2])
    told = publish(project)
    assert told.took_over
    assert "on 12 sealed pictures" in told.words
    assert (project / "bundle.previous/model.onnx").is_file()


def test_pass_that_is_worse_stays_out(project, make_bundle, make_onnx):
    _models(make_bundle, make_onnx)
    _answer(project, wrong=range(6))
    told = publish(project)
    assert not told.took_over
    assert "0 went to this one alone and 6 to the earlier one alone" in told.words


def test_nothing_to_compare_takes_over(project, make_bundle, make_onnx):
    _models(make_bundle, make_onnx, _pixels(project))
    _answer(project, wrong=range(6))
    assert "no sealed picture was left" in publish(project).words


def test_equal_model_is_seldom_refused():
    """Of pictures that differ half go to each; at most 1 in 7 such candidates counts as worse."""
    for n in (4, 10, 20, 40):
        worse = [k for k in range(n + 1) if Outcome(300, better=k, worse=n - k).is_worse]
        assert binom.pmf(worse, n, 0.5).sum() <= 1 / 7


def test_much_worse_model_is_refused():
    """Four points worse on 270 pictures, 8 in 100 of which differ: 87 of 100 are refused."""
    rng = np.random.default_rng(0)
    drawn = rng.multinomial(270, [0.06, 0.02, 0.92], size=300)
    refused = [Outcome(270, better=int(c), worse=int(b)).is_worse for b, c, _ in drawn]
    assert np.mean(refused) > 0.8
