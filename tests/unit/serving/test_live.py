import json

import pytest

from peel.errors import PeelError
from peel.serving.live import Live, check_memory, facts, open_bundle
from tests.unit.bundle.conftest import Maker


def test_switch_keeps_the_one_before(bundle):
    live, first = Live(), open_bundle(bundle)
    second = first._replace(digest="2")
    live.put(first)
    live.put(second)
    assert (live.now(), live.previous, live.swaps) == (second, first, 1)
    assert live.known(first.digest) is first


def test_same_model_again_is_no_swap(bundle):
    live, first = Live(), open_bundle(bundle)
    live.put(first)
    live.put(first._replace(version="v1.0.0"))
    assert (live.previous, live.swaps, live.now().version) == (None, 0, "v1.0.0")


def test_bundle_written_anew_has_none_before(bundle):
    live, first = Live(), open_bundle(bundle)._replace(version="v1.0.0")
    live.put(first)
    live.put(first._replace(digest="2"))
    assert (live.now().digest, live.previous, live.swaps) == ("2", None, 1)


def test_nothing_to_serve_is_told():
    with pytest.raises(PeelError, match="P840"):
        Live().now()


def test_bundle_of_another_digest_is_refused(bundle):
    digest = open_bundle(bundle).digest
    assert open_bundle(bundle, digest=digest).digest == digest
    card = json.loads((bundle / "bundle.json").read_text())
    (bundle / "bundle.json").write_text(json.dumps(card | {"name": "other"}))
    with pytest.raises(PeelError, match="P842"):
        open_bundle(bundle, digest=digest)


@pytest.mark.parametrize("name", ["model.onnx", "golden.npz"])
def test_one_changed_byte_is_refused(bundle, name):
    data = bytearray((bundle / name).read_bytes())
    data[len(data) // 2] ^= 1
    (bundle / name).write_bytes(bytes(data))
    with pytest.raises(PeelError, match="P660"):
        open_bundle(bundle)


def test_memory_is_looked_at(tmp_path):
    told = tmp_path / "meminfo"
    told.write_text("MemTotal: 900 kB\nMemAvailable: 300 kB\n")
    check_memory(100 * 1024, meminfo=told, group=tmp_path)
    with pytest.raises(PeelError, match="P843"):
        check_memory(101 * 1024, meminfo=told, group=tmp_path)


def test_memory_of_a_container_counts(tmp_path):
    (tmp_path / "memory.max").write_text("1000\n")
    (tmp_path / "memory.current").write_text("400\n")
    with pytest.raises(PeelError, match="P843"):
        check_memory(300, meminfo=tmp_path / "none", group=tmp_path)


def test_system_that_says_nothing_is_trusted(tmp_path):
    check_memory(2**50, meminfo=tmp_path / "none", group=tmp_path)


def test_facts_are_those_of_the_card(tmp_path):
    told = facts(open_bundle(Maker(tmp_path)("other"), version="v1.2.0"))
    assert (told.name, told.version, told.score) == ("colours", "v1.2.0", 0.94)
    assert told.names == ("blue", "green", "red")
