import json

import numpy as np
import pytest

from peel.errors import PeelError
from peel.problem import find
from peel.serving.tensors import pack, parse
from peel.types.label_space import LabelSpace

OUTPUTS = find("classification").outputs(LabelSpace(names=("a", "b")))


def body(**fields):
    tensor = {"name": "image", "shape": [1, 1, 2, 3], "datatype": "UINT8", "data": [7] * 6}
    return json.dumps({"inputs": [tensor | fields]}).encode()


def test_flat_and_nested_lists_are_the_same():
    flat = parse(body(), None, outputs=OUTPUTS)
    nested = parse(body(data=[[[[7, 7, 7], [7, 7, 7]]]]), None, outputs=OUTPUTS)
    assert flat.pictures.tolist() == nested.pictures.tolist() == [[[[7] * 3] * 2]]
    assert flat.names == ("probabilities",)


@pytest.mark.parametrize("rest", [b"", b"\x00" * 5, b"\x00" * 7])
def test_bytes_of_another_size_are_refused(rest):
    head = body(data=None, parameters={"binary_data_size": 6})
    with pytest.raises(PeelError, match="P853"):
        parse(head + rest, str(len(head)), outputs=OUTPUTS)


def test_answer_is_packed_as_asked():
    asked = parse(body(), None, outputs=OUTPUTS)
    told, rest = pack(asked, {"probabilities": np.ones((1, 2), np.float32)})
    assert (told[0].data, told[0].datatype, rest) == ([1.0, 1.0], "FP32", b"")
    binary = asked._replace(binary=frozenset(asked.names))
    told, rest = pack(binary, {"probabilities": np.ones((1, 2), np.float32)})
    assert (told[0].data, len(rest)) == (None, 8)
