"""The one import of ONNX Runtime."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from peel.process.environment import NO_TELEMETRY

ROOT = Path(__file__).resolve().parents[3]
# Notes what the switch said while the library was imported, which is when it is read.
CODE = """
import os, sys
def note(event, args):
    if event == "import" and args[0] == "onnxruntime":
        print(os.environ.get("ORT_DISABLE_TELEMETRY"))
sys.addaudithook(note)
import peel.bundle.load
"""


@pytest.mark.slow
def test_telemetry_is_off_before_the_import() -> None:
    for said in ({}, {"ORT_DISABLE_TELEMETRY": "0"}):
        inherited = {k: v for k, v in os.environ.items() if k != "ORT_DISABLE_TELEMETRY"}
        done = subprocess.run(
            [sys.executable, "-c", CODE],
            env=inherited | said,
            capture_output=True,
            cwd=ROOT,
            check=True,
        )
        assert done.stdout.split() == [b"1"]


def test_children_are_told_as_well() -> None:
    assert NO_TELEMETRY["ORT_DISABLE_TELEMETRY"] == "1"
