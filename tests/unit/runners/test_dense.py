from peel.cache import Cache
from peel.detection import kept
from peel.runners import dense
from peel.runners.place import Place
from tests.unit.detection.test_kept import made


def test_kept_detector_is_found_by_its_key(tmp_path):
    place = Place(shards=tmp_path, cache=Cache(tmp_path / "cache"))
    assert dense.find(place, key="ab") is None
    dense.keep(kept.detector(made()), place, key="ab")
    found = kept.arrays(dense.find(place, key="ab"))
    assert all((found[name] == made()[name]).all() for name in found)
