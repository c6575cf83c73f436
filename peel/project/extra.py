"""The libraries that building a model needs, or a server, and a bundle does not: whether they are there, and how to get them."""

from __future__ import annotations

import importlib.util
import json
import shlex
from importlib.metadata import PackageNotFoundError, distribution
from urllib.parse import unquote, urlsplit

from peel.errors import PeelError

_MODULES = (
    "apprise",
    "av",
    "defusedxml",
    "dvc",
    "great_expectations",
    "httpx",
    "huggingface_hub",
    "jinja2",
    "markupsafe",
    "onnx",
    "pandas",
    "prefect",
    "pyarrow",
    "ruamel",
    "safetensors",
    "scipy",
    "sqlalchemy",
    "timm",
    "torch",
    "torchvision",
    "typing_extensions",
)
_SERVING = ("apprise", "fastapi", "prometheus_client", "ruamel", "sqlalchemy", "uvicorn")
_NAME = "peel-automl"


def need_build_extra() -> None:
    """Raises P801 with the line to type when the libraries for building are not installed."""
    missing = _missing(_MODULES)
    if missing:
        raise _refusal(missing, "build")


def need_serve_extra() -> None:
    """Raises P801 with the line to type when the libraries for serving over HTTP are not installed."""
    missing = _missing(_SERVING)
    if missing:
        raise _refusal(missing, "serve")


def refusal(error: ModuleNotFoundError) -> PeelError | None:
    """What to say of a library that was not found when it was needed; None when it is none of the extra."""
    name = (error.name or "").partition(".")[0]
    if name in _MODULES:
        return _refusal(_missing(_MODULES) or [name], "build")
    return _refusal([name], "serve") if name in _SERVING else None


def upgrade() -> str:
    """The line to type for a newer Peel than this one, from where this one came."""
    origin = _installed_from()
    if not origin:
        return f"pip install --upgrade {_NAME}"
    return f"bring {origin} up to date, then: pip install --upgrade {shlex.quote(origin)}"


def _missing(modules: tuple[str, ...]) -> list[str]:
    return [name for name in modules if importlib.util.find_spec(name) is None]


def _refusal(missing: list[str], wanted: str) -> PeelError:
    return PeelError(
        "P801",
        "this needs more than the base install",
        got=f"no {', '.join(missing)}",
        allowed=f"the extra `{wanted}`",
        do=f"pip install {shlex.quote(_wanted(_installed_from(), wanted))}",
    )


def _wanted(origin: str, extra: str) -> str:
    """What pip is asked for: the extra of what was installed, from where it came.

    >>> _wanted("/srv/peel", "build")
    '/srv/peel[build]'
    """
    return f"{origin or _NAME}[{extra}]"


def _installed_from() -> str:
    """The folder or the wheel on this machine that Peel was installed from, if it was; pip keeps it (PEP 610)."""
    try:
        said = distribution(_NAME).read_text("direct_url.json")
    except PackageNotFoundError:
        return ""
    url = urlsplit(json.loads(said)["url"]) if said else urlsplit("")
    return unquote(url.path) if url.scheme == "file" else ""
