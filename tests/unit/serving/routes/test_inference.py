import json

import numpy as np
import pytest

PATH = "/v2/models/colours/infer"
PIXELS = np.zeros((2, 4, 5, 3), np.uint8)
PIXELS[0, ..., 0] = PIXELS[1, ..., 2] = 200


def tensor(**changes):
    return {
        "name": "image",
        "shape": PIXELS.shape,
        "datatype": "UINT8",
        "data": PIXELS.tolist(),
    } | changes


def test_lists_are_answered_as_lists(asker):
    told = asker.post(PATH, json={"id": "7", "inputs": [tensor()]}).json()
    (output,) = told["outputs"]
    assert (told["id"], told["model_name"], output["shape"]) == ("7", "colours", [2, 3])
    assert np.argmax(np.reshape(output["data"], (2, 3)), axis=1).tolist() == [2, 0]


def test_bytes_are_answered_as_bytes(asker):
    head = tensor(parameters={"binary_data_size": PIXELS.nbytes})
    del head["data"]
    wanted = [{"name": "probabilities", "parameters": {"binary_data": True}}]
    text = json.dumps({"inputs": [head], "outputs": wanted}).encode()
    length = {"Inference-Header-Content-Length": str(len(text))}
    answer = asker.post(PATH, content=text + PIXELS.tobytes(), headers=length)
    n = int(answer.headers["Inference-Header-Content-Length"])
    told, data = json.loads(answer.content[:n]), np.frombuffer(answer.content[n:], np.float32)
    assert told["outputs"][0]["parameters"] == {"binary_data_size": data.nbytes}
    assert data.reshape(2, 3).argmax(axis=1).tolist() == [2, 0]


def test_tickets_are_written_for_each(asker):
    told = asker.post(PATH, json={"inputs": [tensor()]}).json()
    tickets = told["parameters"]["tickets"].split(",")
    assert [asker.row(one).version for one in tickets] == ["unregistered"] * 2


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "x"},
        {"datatype": "FP32"},
        {"shape": [2, 4, 5]},
        {"shape": [2, 4, 5, 1]},
        {"shape": [0, 4, 5, 3]},
        {"shape": [2**31, 2**31, 1, 3]},
        {"shape": [-1, 4, 5, 3]},
        {"data": [1, 2]},
        {"data": [[1], [2, 3]]},
        {"data": ["a"] * 120},
        {"data": [256] * 120},
        {"data": [-1] * 120},
        {"data": [0.5] * 120},
        {"data": None},
    ],
)
def test_other_tensors_are_refused(asker, changes):
    answer = asker.post(PATH, json={"inputs": [tensor(**changes)]})
    assert (answer.status_code, answer.json()["code"]) == (422, "P853")
    assert answer.json()["error"] == answer.json()["detail"]


def test_unknown_output_is_refused(asker):
    asked = {"inputs": [tensor()], "outputs": [{"name": "x"}]}
    assert asker.post(PATH, json=asked).status_code == 422


@pytest.mark.parametrize("length", ["-1", "x", "999999", "9" * 30])
def test_odd_length_of_head_is_refused(asker, length):
    headers = {"Inference-Header-Content-Length": length}
    assert asker.post(PATH, json={"inputs": [tensor()]}, headers=headers).status_code == 422


@pytest.mark.parametrize("path", ["other", "colours/versions/v9"])
def test_other_models_are_not_there(asker, path):
    assert asker.get(f"/v2/models/{path}").status_code == 404


def test_model_tells_its_tensors(asker):
    told = asker.get("/v2/models/colours/versions/unregistered").json()
    assert told["inputs"] == [{"name": "image", "datatype": "UINT8", "shape": [-1, -1, -1, 3]}]
    assert told["outputs"] == [{"name": "probabilities", "datatype": "FP32", "shape": [-1, 3]}]
    assert asker.get("/v2/models/colours/ready").json() == {"name": "colours", "ready": True}
    assert asker.get("/v2").json()["name"] == "peel"
