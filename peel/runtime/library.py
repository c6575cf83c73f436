"""The one place that imports ONNX Runtime: without its telemetry, and without its talk on stderr."""

from __future__ import annotations

import os

from peel.runtime.quiet import quiet

# Read while the library loads; its own call against telemetry comes too late, a host is looked up all the same.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

with quiet():  # its import looks for devices and complains about some virtual machines
    import onnxruntime as ort
    from onnxruntime.capi import onnxruntime_pybind11_state as native

__all__ = ["native", "ort"]
