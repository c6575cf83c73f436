"""Peel: AutoML for images on your own machine. `peel.fit`, `peel.load`, `peel.__version__`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from peel.api import fit, load

    __version__: str

__all__ = ["__version__", "fit", "load"]


def __getattr__(name: str) -> Any:  # lazily: `import peel` costs no third-party import
    if name in ("fit", "load"):
        from peel import api

        return getattr(api, name)
    if name == "__version__":
        from importlib.metadata import version

        return version("peel-automl")
    raise AttributeError(f"module 'peel' has no attribute {name!r}")
