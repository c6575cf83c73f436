"""What load takes, and what it refuses."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from peel.bundle.golden import Golden, pack, unpack
from peel.bundle.load import load
from peel.errors import PeelError
from peel.problem import find
from peel.types.label_space import LabelSpace
from tests.unit.bundle.conftest import SPACE


def _edit(folder, **changes):
    path = folder / "bundle.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), "utf-8")
    return folder


def _golden_off_by(golden_bytes, step):
    golden = unpack(golden_bytes, find("classification").outputs(SPACE))
    shares = golden.outputs["probabilities"] + np.array([step, -step, 0], np.float32)
    return pack(Golden(golden.images, {"probabilities": shares}))


def test_loaded_model_knows_its_card(make_bundle):
    model = load(make_bundle())
    assert model.card.name == "colours"
    assert model.names == ("blue", "green", "red")


def test_text_path_is_a_path(make_bundle):
    assert load(str(make_bundle())).card.depth == 0


@pytest.mark.parametrize("name", ["model.onnx", "golden.npz"])
def test_damaged_file_shows_both_digests(make_bundle, name):
    path = make_bundle() / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(
        PeelError, match=r"P660 .*sha256 [0-9a-f]{64}; allowed: sha256 [0-9a-f]{64},"
    ):
        load(path.parent)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "7", "{}", '{"schema_": "new"}', '{"schema_": 1, "name": 3}', "\x00"]
)
def test_unreadable_card_is_refused(make_bundle, text):
    folder = make_bundle()
    (folder / "bundle.json").write_text(text, "utf-8")
    with pytest.raises(PeelError, match=r"P658 bundle.json cannot be read"):
        load(folder)


def test_card_with_unknown_key_is_refused(make_bundle):
    with pytest.raises(PeelError, match=r"P658 .*surprise"):
        load(_edit(make_bundle(), surprise=1))


def test_newer_bundle_asks_for_an_upgrade(make_bundle):
    with pytest.raises(
        PeelError, match=r"P659 .*schema 4; allowed: schema 3 .*pip install --upgrade"
    ):
        load(_edit(make_bundle(), schema_=4, surprise=1))


def test_card_with_turned_classes_is_refused(make_bundle):
    with pytest.raises(PeelError, match=r"P661 model does not fit its card"):
        load(_edit(make_bundle(), space={"names": ["red", "green", "blue"]}))


@pytest.mark.parametrize("ports", [{"image": "x"}, {"output": "y"}])
def test_foreign_ports_are_refused(make_bundle, make_onnx, ports):
    with pytest.raises(PeelError, match=r"P661 .*a file with inputs"):
        load(make_bundle(model=make_onnx(**ports)))


@pytest.mark.parametrize("names", ["no JSON", '"no list"', '{"a": 1}', "[]"])
def test_foreign_class_names_are_refused(make_bundle, make_onnx, names):
    with pytest.raises(PeelError, match=r"P661 .*a file with the names"):
        load(make_bundle(model=make_onnx(names=names)))


@pytest.mark.parametrize("change", [{"sharpness": 0.021}, {"turn": (0, 1, 2)}])
def test_changed_weight_or_channel_is_refused(make_bundle, make_onnx, golden_bytes, change):
    with pytest.raises(PeelError, match=r"P662 model answers otherwise here"):
        load(make_bundle(model=make_onnx(**change), golden=golden_bytes))


def test_small_difference_is_the_machine(make_bundle, golden_bytes):
    assert load(make_bundle(golden=_golden_off_by(golden_bytes, 0.0009)))


@pytest.mark.parametrize("step", [0.0012, float("nan")])
def test_large_difference_is_refused(make_bundle, golden_bytes, step):
    with pytest.raises(PeelError, match=r"P662 .*allowed: at most 0.001"):
        load(make_bundle(golden=_golden_off_by(golden_bytes, step)))


def _grey_golden(*shares):
    """A picture that the file finds as much of one colour as of the others, with these answers."""
    grey, told = np.full((2, 2, 3), 128, np.uint8), np.array([shares], np.float32)
    return pack(Golden((grey,), {"probabilities": told}))


def test_other_class_is_refused(make_bundle):
    with pytest.raises(PeelError, match=r"P662 .*1 other answers"):
        load(make_bundle(golden=_grey_golden(0.33, 0.34, 0.33)))


def test_near_tie_may_fall_either_way(make_bundle):
    assert load(make_bundle(golden=_grey_golden(0.3333, 0.3334, 0.3333)))


def test_golden_of_other_width_is_refused(make_bundle, images):
    golden = pack(Golden(images, {"probabilities": np.full((4, 2), 0.5, np.float32)}))
    with pytest.raises(PeelError, match=r"P655 .*of shape \(4, 2\)"):
        load(make_bundle(golden=golden))


def test_unknown_kind_is_refused(make_bundle):
    with pytest.raises(PeelError, match="P190 unknown problem kind: got horoscope"):
        load(_edit(make_bundle(), kind="horoscope"))


def test_no_onnx_file_is_refused(make_bundle):
    with pytest.raises(PeelError, match=r"P667 .*that ONNX does not use"):
        load(make_bundle(model=b"no model"))


@pytest.mark.parametrize("domain", ["", "com.stranger", "ai.onnx.contrib"])
def test_unknown_operators_are_refused(make_bundle, make_onnx, domain):
    model = onnx.load_from_string(make_onnx())
    model.graph.node[0].op_type = "Reveal"
    model.graph.node[0].domain = domain
    if domain:
        model.opset_import.add(domain=domain, version=1)
    with pytest.raises(PeelError, match=r"P652 model cannot be opened"):
        load(make_bundle(model=model.SerializeToString()))


@pytest.mark.parametrize("deep", ["[" * 200_000, '{"a":' * 200_000, "9" * 5000, "[1e999999]"])
def test_endless_metadata_is_refused(make_bundle, make_onnx, deep):
    with pytest.raises(PeelError, match="P661"):
        load(make_bundle(model=make_onnx(names=deep)))


@pytest.mark.parametrize("value", ["[" * 200_000, "9" * 5000, "-" + "9" * 5000, '{"a":' * 200_000])
def test_endless_card_is_refused(make_bundle, value):
    folder = make_bundle()
    path = folder / "bundle.json"
    whole = path.read_text("utf-8")
    for key in ('"schema_": 3', '"depth": 0', '"params": {}'):
        text = whole.replace(key, f"{key.split(':')[0]}: {value}")
        path.write_text(text, "utf-8")
        with pytest.raises(PeelError, match=r"P65[89]"):
            load(folder)


def test_other_number_of_classes_is_refused(make_bundle, make_onnx):
    """The golden batch is as wide as the file, not as the card says."""
    with pytest.raises(PeelError, match="P655"):
        load(make_bundle(model=make_onnx(names='["a", "b"]'), space=LabelSpace(names=("a", "b"))))


def test_answers_of_another_form_are_refused(make_bundle, make_onnx):
    model = onnx.load_from_string(make_onnx())
    model.graph.node[-1].output[0] = "inner"
    flat = helper.make_tensor("flat", TensorProto.INT64, [1], [-1])
    model.graph.initializer.append(flat)
    model.graph.node.append(helper.make_node("Reshape", ["inner", "flat"], ["probabilities"]))
    model.graph.output[0].type.tensor_type.ClearField("shape")
    with pytest.raises(PeelError, match=r"P654 .*answered probabilities with the shape"):
        load(make_bundle(model=model.SerializeToString()))


@pytest.mark.slow
def test_serving_imports_nothing_heavy(make_bundle, tmp_path):
    """In a process of its own: this one has imported whatever other tests need."""
    code = """
        import sys
        import numpy as np
        import peel
        model = peel.load(sys.argv[1])
        red = np.zeros((4, 5, 3), np.uint8)
        red[:, :, 0] = 200
        (answer, missing) = model.predict([red, "nowhere.jpg"])
        assert answer.class_name == "red", answer
        assert "P665" in missing.error, missing
        heavy = {"torch", "torchvision", "timm", "onnx", "pandas", "pyarrow", "scipy", "sklearn",
                 "prefect", "dvc", "great_expectations", "jinja2", "ruamel"}
        assert not heavy & set(sys.modules), heavy & set(sys.modules)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), str(make_bundle())],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
