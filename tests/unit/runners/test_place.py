from pathlib import Path

import pytest

from peel.backbones.source import Trained, WeightSource
from peel.cache import Cache
from peel.errors import PeelError
from peel.params.sections import Weights
from peel.runners.place import Place
from peel.types.items import ImageSpec
from peel.types.model import Branch


@pytest.fixture
def place(tmp_path):
    source = WeightSource(folder=tmp_path)
    return Place(shards=tmp_path, cache=Cache(tmp_path), weights=source, trained=tmp_path / "thaw")


def branch(**more):
    return Branch(name="net", backbone="net", key="0" * 64, image=ImageSpec(), **more)


def test_project_has_its_things_in_their_places(tmp_path):
    place = Place.of(Weights(), project=tmp_path)
    assert place.shards == tmp_path / "data/ingest/shards"
    assert place.cache.root == tmp_path / ".peel/cache"


def test_stated_folder_of_weights_is_taken(tmp_path):
    place = Place.of(Weights(dir=str(tmp_path), download=True), project=Path())
    assert place.weights == WeightSource(folder=tmp_path, download=True)


def test_absent_folder_of_weights_is_refused(tmp_path):
    with pytest.raises(PeelError, match=r"^P105 "):
        Place.of(Weights(dir=str(tmp_path / "nowhere")), project=Path())


def test_pretrained_branch_needs_no_file(place):
    assert place.weights_of(branch()) == place.weights


def test_trained_branch_mixes_its_file_in(place, tmp_path):
    source = place.weights_of(branch(file="net.safetensors", blend=0.5))
    assert source.folder == tmp_path
    assert source.trained == Trained(file=tmp_path / "thaw/net.safetensors", blend=0.5)
