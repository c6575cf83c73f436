"""Sessions that run on what they say, and say nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from onnx import TensorProto, helper

from peel.errors import PeelError
from peel.runtime import session
from tests.unit.bundle.conftest import onnx_bytes


def _probe():
    ports = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 1, side, side])
        for name, side in (("x", 2), ("y", 1))
    ]
    weights = helper.make_tensor("w", TensorProto.FLOAT, [1, 1, 2, 2], [1, 2, 3, 4])
    node = helper.make_node("Conv", ["x", "w"], ["y"])
    graph = helper.make_graph([node], "probe", ports[:1], ports[1:], [weights])
    opset = [helper.make_opsetid("", 13)]
    return helper.make_model(graph, opset_imports=opset, ir_version=7).SerializeToString()


def test_probe_is_the_model_it_states():
    assert _probe() == session.PROBE


@pytest.mark.parametrize("kind", ["bytes", "path", "text"])
def test_session_opens_bytes_and_paths(kind, tmp_path):
    path = tmp_path / "probe.onnx"
    path.write_bytes(session.PROBE)
    model = {"bytes": session.PROBE, "path": path, "text": str(path)}[kind]
    opened = session.open_session(model)
    assert opened.get_providers() == ["CPUExecutionProvider"]
    assert opened.run(None, {"x": np.ones((1, 1, 2, 2), np.float32)})[0].item() == 10


def test_session_takes_the_threads_it_got():
    options = session.open_session(session.PROBE, threads=2).get_session_options()
    assert options.intra_op_num_threads == 2


@pytest.mark.parametrize("model", [b"", b"no model", "nowhere.onnx"])
def test_what_is_no_model_is_refused(model, capfd):
    with pytest.raises(PeelError, match="P652 model cannot be opened"):
        session.open_session(model)
    assert capfd.readouterr() == ("", "")


def test_every_provider_is_tried_quietly(capfd):
    found = session.providers()
    assert [provider.name for provider in found] == onnxruntime.get_available_providers()
    assert session.Provider("CPUExecutionProvider", works=True, words="works") in found
    assert all(provider.words for provider in found)
    assert capfd.readouterr() == ("", "")


def test_working_provider_is_the_session_s_first():
    names = [provider.name for provider in session.providers() if provider.works]
    opened = [session.open_session(session.PROBE, provider=name) for name in names]
    assert "CPUExecutionProvider" in names
    assert [one.get_providers()[0] for one in opened] == names


def test_unknown_provider_is_refused():
    with pytest.raises(PeelError, match=r"P653 .*NoSuch.*allowed: .*CPUExecutionProvider;"):
        session.open_session(session.PROBE, provider="NoSuchExecutionProvider")


@pytest.mark.parametrize("name", onnxruntime.get_available_providers())
def test_trying_a_provider_is_silent(name, capfd):
    """The GPU build talks a lot where it finds no GPU, or a driver without the right libraries."""
    found = session.try_provider(name)
    assert found.works == (found.words == "works")
    assert capfd.readouterr() == ("", "")


def test_failed_run_is_one_error(capfd):
    opened = session.open_session(session.PROBE)
    with pytest.raises(PeelError, match="P654 model failed on an image: got shape 1x2x2x3:"):
        session.run(opened, np.zeros((1, 2, 2, 3), np.uint8))
    assert capfd.readouterr() == ("", "")


def test_import_and_session_say_nothing():
    code = "from peel.runtime.session import *; open_session(PROBE); providers()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")


def test_memory_of_large_picture_is_given_back():
    opened = session.open_session(onnx_bytes())
    session.run(opened, np.zeros((1, 8, 8, 3), np.uint8))
    before = held_mb()
    session.run(opened, np.full((1, 4000, 4000, 3), 7, np.uint8))
    assert held_mb() - before < 60


def held_mb():
    """Memory of this process."""
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20
