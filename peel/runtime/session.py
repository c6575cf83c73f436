"""Sessions of ONNX Runtime: one provider that really works, no talk on stderr, refusals in the one form."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from peel.errors import PeelError
from peel.runtime.library import native, ort
from peel.runtime.quiet import quiet
from peel.runtime.rows import hold
from peel.types.output import Output

ort.set_default_logger_severity(4)  # every error that it would print comes as an exception as well

CPU = "CPUExecutionProvider"
CUDA = "CUDAExecutionProvider"
# Products in 10-bit TF32 would differ from a processor's by more than the proof of a file allows.
_OPTIONS = {CUDA: {"use_tf32": "0", "cudnn_conv_algo_search": "HEURISTIC"}}
_REFUSALS: tuple[type[Exception], ...] = (
    *(
        kind
        for kind in vars(native).values()
        if isinstance(kind, type) and issubclass(kind, Exception)
    ),
    RuntimeError,
    ValueError,
    MemoryError,
)
# A 2x2 convolution with the weights 1, 2, 3, 4: the smallest thing that asks a provider for its
# library of convolutions. As bytes, since the base install cannot write ONNX files; a test writes it anew.
PROBE = (
    b'\x08\x07:s\n\x0f\n\x01x\n\x01w\x12\x01y"\x04Conv\x12\x05probe*\x1f\x08\x01\x08\x01\x08\x02\x08'
    b'\x02\x10\x01"\x10\x00\x00\x80?\x00\x00\x00@\x00\x00@@\x00\x00\x80@B\x01wZ\x1b\n\x01x\x12\x16\n'
    b"\x14\x08\x01\x12\x10\n\x02\x08\x01\n\x02\x08\x01\n\x02\x08\x02\n\x02\x08\x02b\x1b\n\x01y\x12\x16"
    b"\n\x14\x08\x01\x12\x10\n\x02\x08\x01\n\x02\x08\x01\n\x02\x08\x01\n\x02\x08\x01B\x04\n\x00\x10\r"
)
_PROBE_ANSWER = 10.0
_LARGE = 12_000_000  # bytes of pixels: 4 million of them


class Provider(NamedTuple):
    """A provider that ONNX Runtime was built with, and whether it computes on this machine."""

    name: str
    works: bool
    words: str


def open_session(
    model: Path | str | bytes, *, threads: int = 1, provider: str = CPU
) -> ort.InferenceSession:
    """A session on an ONNX file, or its bytes, that runs on `provider` and on nothing in its place.

    The processor is the default even beside a GPU: there the same picture gives the same bits in
    any batch and on any number of threads. Raises P652 for a file that is no model that can run,
    P653 for a provider that does not work on this machine.
    """
    if provider != CPU and not _probe(provider).works:
        raise _no_provider(provider, _probe(provider).words)
    try:
        return _open(model, threads=threads, provider=provider)
    except _REFUSALS as error:
        raise PeelError(
            "P652",
            "model cannot be opened",
            got=f"{_name(model)}: {_first_line(error)}",
            allowed="an ONNX file that ONNX Runtime can run",
            do="take the file anew from where it was made, or build it again",
        ) from error


def run(
    session: ort.InferenceSession, image: NDArray[np.uint8], *, outputs: Sequence[Output] = ()
) -> dict[str, NDArray[Any]]:
    """These outputs (all by default) for `image` (n, h, w, 3), each with n in front.

    Raises P654 where the run fails, for example for want of memory, P673 where rows fit no picture.
    """
    wanted = [output.name for output in outputs] or [port.name for port in session.get_outputs()]
    try:
        found = session.run(wanted, {"image": image}, _run_options(image))
        held = hold(dict(zip(wanted, found, strict=True)), outputs, n=len(image))
    except _REFUSALS as error:
        raise _failed(image, _first_line(error)) from error
    for name, output in held.items():
        if output.ndim == 0 or len(output) != len(image):
            raise _failed(image, f"answered {name} with the shape {output.shape}")
    return held


def _run_options(image: NDArray[np.uint8]) -> ort.RunOptions | None:
    """After a large picture the memory that it took is given back: else one of 49 million pixels leaves 1.1 GB held for ever."""
    if image.size <= _LARGE:
        return None
    options = ort.RunOptions()
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return options


def _failed(image: NDArray[np.uint8], words: str) -> PeelError:
    return PeelError(
        "P654",
        "model failed on an image",
        got=f"shape {'x'.join(map(str, image.shape))}: {words}",
        allowed="an image that fits the memory of this machine",
        do="give a smaller image, or a machine with more memory",
    )


def providers() -> list[Provider]:
    """Every provider of this build, with whether it works here; tried, not asked."""
    return [_probe(name) for name in ort.get_available_providers()]


@functools.cache
def _probe(name: str) -> Provider:
    """Whether it works here: ONNX Runtime's own list is the build's, not the machine's."""
    if name not in ort.get_available_providers():
        return Provider(name, works=False, words="not in this build of ONNX Runtime")
    if _is_nvidia(name) and not _has_nvidia_driver():
        return Provider(name, works=False, words="no NVIDIA driver on this machine")
    return try_provider(name)


def try_provider(name: str) -> Provider:
    """Open a session on it, ask what it fell back to, and compute; whatever it says meanwhile is dropped."""
    try:
        with quiet(), contextlib.redirect_stdout(io.StringIO()):
            words = _compute(name)
    except _REFUSALS as error:
        words = _first_line(error)
    return Provider(name, works=not words, words=words or "works")


def _compute(name: str) -> str:
    """What is wrong, or nothing."""
    if _is_nvidia(name):
        ort.preload_dlls()  # CUDA libraries that lie in Python packages
    session = _open(PROBE, threads=1, provider=name)
    if session.get_providers()[0] != name:
        return f"its libraries are missing or do not fit: fell back to {session.get_providers()[0]}"
    answer = session.run(None, {"x": np.ones((1, 1, 2, 2), np.float32)})[0].item()
    return "" if answer == _PROBE_ANSWER else f"computed {answer} for {_PROBE_ANSWER}"


def _open(model: Path | str | bytes, *, threads: int, provider: str) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    # Threads that spin for work take a shared processor from those that have some.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    wanted = [(provider, _OPTIONS.get(provider, {}))]
    source = model if isinstance(model, bytes) else str(model)
    return ort.InferenceSession(source, options, providers=wanted, enable_fallback=0)


def _is_nvidia(name: str) -> bool:
    return name == CUDA or "tensorrt" in name.lower()


def _has_nvidia_driver() -> bool:
    """Asking for CUDA without one does not raise: it prints, and answers from the processor."""
    try:
        ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
    except OSError:
        return False
    return True


def _no_provider(name: str, words: str) -> PeelError:
    works = ", ".join(provider.name for provider in providers() if provider.works)
    return PeelError(
        "P653",
        "provider does not work here",
        got=f"{name}: {words}",
        allowed=works,
        do="choose one of these; `peel doctor` says what is wrong with the others",
    )


def _name(model: Path | str | bytes) -> str:
    return f"{len(model)} bytes" if isinstance(model, bytes) else str(model)


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
