import re

import pytest

from peel.errors import PeelError
from tasks.train import main

pytestmark = pytest.mark.slow


def test_train_says_size_and_depth(ran):
    assert re.fullmatch(r"[\d.]+ MB, depth \d+ of \d+", ran.said["train"])


def test_train_leaves_file_and_heads(ran):
    names = {path.name for path in (ran.folder / "data/train").iterdir()}
    assert {"candidate.onnx", "heads.npz", "train.json"} <= names


def test_train_without_a_choice_is_refused(tmp_path, monkeypatch):
    (tmp_path / "params.yaml").write_text("")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PeelError, match=r"^P704 .*choice\.json"):
        main()
