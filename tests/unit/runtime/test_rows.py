import numpy as np
import pytest
from onnx import TensorProto, helper

from peel.errors import PeelError
from peel.runtime.rows import hold, lay_out, taken
from peel.runtime.session import open_session, run
from peel.types.output import Output


def output(name, *shape, dtype="int64"):
    rows = {"rows_of": "image", "most": 3}
    return Output(name=name, dtype=dtype, shape=("m", *shape), meaning="", tolerance=0, **rows)


SHARES = Output(name="shares", shape=("n", 2), meaning="", tolerance=0)
OUTPUTS = (SHARES, output("place", 3), output("level", dtype="float32"), output("image"))
FOUND = {
    "shares": np.ones((3, 2), np.float32),
    "place": np.array([[7, 7, 7], [1, 1, 1], [2, 2, 2], [3, 3, 3]]),
    "level": np.array([0.7, 0.1, 0.2, 0.3], np.float32),
    "image": np.array([2, 0, 0, 2]),
}


def test_rows_are_held_by_item():
    held = hold(FOUND, OUTPUTS, n=3)
    assert held["shares"] is FOUND["shares"]
    assert held["place"][:, :, 0].tolist() == [[1, 2, -1], [-1, -1, -1], [7, 3, -1]]
    assert held["level"].round(1).tolist()[1:] == [[0, 0, 0], [np.float32(0.7), np.float32(0.3), 0]]
    assert held["image"].tolist() == [[0, 0, -1], [-1, -1, -1], [0, 0, -1]]


def test_held_rows_are_laid_out_again():
    laid = lay_out(hold(FOUND, OUTPUTS, n=3), OUTPUTS)
    order = np.argsort(FOUND["image"], kind="stable")
    assert list(laid) == list(FOUND)
    for name in ("place", "level", "image"):
        assert (laid[name] == FOUND[name][order]).all()
        assert laid[name].dtype == FOUND[name].dtype


def test_places_that_nobody_takes_are_dropped():
    held = hold(FOUND, OUTPUTS, n=3)
    kept = taken({name: array[:1] for name, array in held.items()}, OUTPUTS)
    assert kept["place"].tolist() == [[[1, 1, 1], [2, 2, 2]]]
    nothing = taken({name: array[1:2] for name, array in held.items()}, OUTPUTS)
    assert nothing["level"].shape == (1, 0)


def test_items_without_rows_are_held():
    none = {name: FOUND[name][:0] for name in ("place", "level", "image")}
    assert hold(none, OUTPUTS[1:], n=2)["place"].shape == (2, 3, 3)


@pytest.mark.parametrize(
    ("image", "words"),
    [
        ([0, 0, 0, 0], "4 rows for one item, and at most 3"),
        ([0, 1, 2, 3], "beyond the 3"),
        ([-1, 1, 2, 2], "beyond the 3"),
        ([0, 1], "does not tell the item"),
    ],
)
def test_rows_of_no_item_are_refused(image, words):
    with pytest.raises(PeelError, match=words):
        hold({**FOUND, "image": np.array(image)}, OUTPUTS, n=3)


def test_rows_without_their_item_are_refused():
    with pytest.raises(PeelError, match="does not tell the item"):
        hold({"place": FOUND["place"]}, OUTPUTS, n=3)


def bright_places():
    """A file that finds every value above 200 of each picture."""
    nodes = [
        helper.make_node("Cast", ["image"], ["pixels"], to=TensorProto.FLOAT),
        helper.make_node("Greater", ["pixels", "limit"], ["bright"]),
        helper.make_node("NonZero", ["bright"], ["found"]),
        helper.make_node("Transpose", ["found"], ["rows"]),
        helper.make_node("Split", ["rows", "sizes"], ["of", "place"], axis=1),
        helper.make_node("Squeeze", ["of", "axis"], ["picture"]),
    ]
    constants = [
        helper.make_tensor("limit", TensorProto.FLOAT, [], [200]),
        helper.make_tensor("sizes", TensorProto.INT64, [2], [1, 3]),
        helper.make_tensor("axis", TensorProto.INT64, [1], [1]),
    ]
    ports = (
        [helper.make_tensor_value_info("image", TensorProto.UINT8, ["n", "h", "w", 3])],
        [
            helper.make_tensor_value_info("place", TensorProto.INT64, ["m", 3]),
            helper.make_tensor_value_info("picture", TensorProto.INT64, ["m"]),
        ],
    )
    graph = helper.make_graph(nodes, "bright", *ports, constants)
    opset = [helper.make_opsetid("", 13)]
    return helper.make_model(graph, opset_imports=opset, ir_version=8).SerializeToString()


ROWS = {"rows_of": "picture", "most": 2, "dtype": "int64", "meaning": "", "tolerance": 0}
BRIGHT = (
    Output(name="place", shape=("m", 3), **ROWS),
    Output(name="picture", shape=("m",), **ROWS),
)


@pytest.mark.parametrize("n", [1, 2, 64])
def test_batch_answers_as_its_pictures(n):
    session = open_session(bright_places())
    batch = np.zeros((n, 2, 2, 3), np.uint8)
    batch[::2, 1, 0, 2] = batch[::3, 0, 0, 0] = 255
    alone = [run(session, one[None], outputs=BRIGHT) for one in batch]
    together = run(session, batch, outputs=BRIGHT)
    assert together["place"][0].tolist() == [[0, 0, 0], [1, 0, 2]]
    for name, array in together.items():
        assert (array == np.concatenate([one[name] for one in alone])).all()


def test_more_rows_than_stated_are_one_error():
    batch = np.full((1, 2, 2, 3), 255, np.uint8)
    with pytest.raises(PeelError, match=r"P673 .*12 rows for one item, and at most 2"):
        run(open_session(bright_places()), batch, outputs=BRIGHT)
