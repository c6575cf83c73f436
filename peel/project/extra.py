"""The libraries that building a model needs and serving one does not: whether they are there, and how to get them."""

from __future__ import annotations

import importlib.util
import json
import shlex
from importlib.metadata import PackageNotFoundError, distribution
from urllib.parse import unquote, urlsplit

from peel.errors import PeelError

_MODULES = (
    "apprise",
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
_NAME = "peel-automl"


def need_build_extra() -> None:
    """Raises P801 with the line to type when the libraries for building are not installed."""
    missing = _missing()
    if missing:
        raise _refusal(missing)


def refusal(error: ModuleNotFoundError) -> PeelError | None:
    """What to say of a library that was not found when it was needed; None when it is none of the extra."""
    name = (error.name or "").partition(".")[0]
    return _refusal(_missing() or [name]) if name in _MODULES else None


def upgrade() -> str:
    """The line to type for a newer Peel than this one, from where this one came."""
    origin = _installed_from()
    if not origin:
        return f"pip install --upgrade {_NAME}"
    return f"bring {origin} up to date, then: pip install --upgrade {shlex.quote(origin)}"


def _missing() -> list[str]:
    return [name for name in _MODULES if importlib.util.find_spec(name) is None]


def _refusal(missing: list[str]) -> PeelError:
    return PeelError(
        "P801",
        "this needs more than the base install",
        got=f"no {', '.join(missing)}",
        allowed="the extra `build`",
        do=f"pip install {shlex.quote(_wanted(_installed_from()))}",
    )


def _wanted(origin: str) -> str:
    """What pip is asked for: the extra of what was installed, from where it came.

    >>> _wanted("/srv/peel")
    '/srv/peel[build]'
    """
    return f"{origin or _NAME}[build]"


def _installed_from() -> str:
    """The folder or the wheel on this machine that Peel was installed from, if it was; pip keeps it (PEP 610)."""
    try:
        said = distribution(_NAME).read_text("direct_url.json")
    except PackageNotFoundError:
        return ""
    url = urlsplit(json.loads(said)["url"]) if said else urlsplit("")
    return unquote(url.path) if url.scheme == "file" else ""
