"""The model that answers: one reference that is switched; a request keeps the one it began with."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple

from peel.bundle.files import CARD, read_files
from peel.bundle.load import open_files
from peel.bundle.predict import Model
from peel.errors import PeelError
from peel.runtime.memory import give_back
from peel.types.serving import Facts

UNREGISTERED = "unregistered"  # the version of a bundle that nobody promoted
_MEMINFO = Path("/proc/meminfo")
_GROUP = Path("/sys/fs/cgroup")
_TIMES = 3  # a session holds the weights once more, and what it computes with


class Loaded(NamedTuple):
    """A model that was checked here: digests, contract, golden batch. `digest` is that of its card."""

    model: Model
    digest: str
    version: str
    override: str = ""


class Failed(NamedTuple):
    """A pointer that could not be followed: its number, why, and when it is tried again (monotonic)."""

    sequence: int
    error: Exception
    wait_s: float
    again_at: float


class Live:
    """What is served, what was served before, and who answers beside for the audit; read by all threads."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.champion: Loaded | None = None
        self.previous: Loaded | None = None
        self.shadow: Loaded | None = None
        self.swaps = 0
        self.sequence = 0  # of the last pointer that was followed
        self.failed: Failed | None = None
        self.audit_rate: float | None = None  # where the watch asks for another than params say
        self.is_ending = False
        self.watched = ""  # the digest of the model whose time of watching is open in the store

    def put(self, loaded: Loaded) -> None:
        """From now on this one answers; the one before is kept, so that going back takes no time.

        Not so a bundle of the same version: it was written anew without pictures that were forgotten.
        """
        if self.champion and self.champion.digest != loaded.digest:
            is_anew = self.champion.version == loaded.version != UNREGISTERED
            self.previous = self.previous if is_anew else self.champion
            self.swaps += 1
        self.champion = loaded
        give_back()

    def now(self) -> Loaded:
        """The model that answers; raises P840 where there is none."""
        if self.champion is None:
            raise PeelError(
                "P840",
                "no model to answer with",
                got="a server that has not loaded its model",
                allowed="a server that is ready",
                do="wait until /readyz says ready",
            )
        return self.champion

    def known(self, digest: str) -> Loaded | None:
        """The model of that digest, where it is loaded already."""
        held = (self.champion, self.previous, self.shadow)
        return next((one for one in held if one and one.digest == digest), None)


def open_bundle(place: Path, *, version: str = "", digest: str = "") -> Loaded:
    """The bundle at `place`, checked and run once; raises P842 where it is not the one of `digest`, and what loading refuses."""
    files = read_files(place)
    found = hashlib.sha256(files.card).hexdigest()
    if digest and found != digest:
        raise PeelError(
            "P842",
            "bundle is not the one that was promoted",
            got=f"{place / CARD} with sha256 {found}",
            allowed=f"sha256 {digest}, as the pointer says",
            do="find out who changed it; the model before it goes on answering",
        )
    check_memory(len(files.model))
    return Loaded(open_files(files, place), found, version or UNREGISTERED)


def check_memory(model_bytes: int, *, meminfo: Path = _MEMINFO, group: Path = _GROUP) -> None:
    """Raise P843 where a model of that size would not fit beside the one that answers."""
    free = min(_free_bytes(meminfo), _group_bytes(group))
    if model_bytes * _TIMES > free:
        raise PeelError(
            "P843",
            "not enough memory for the model",
            got=f"{int(free) // 2**20} MB free",
            allowed=f"{model_bytes * _TIMES // 2**20} MB or more",
            do="give the machine or the container more memory; the model before goes on answering",
        )


def _free_bytes(meminfo: Path) -> float:
    try:
        lines = meminfo.read_text("ascii").splitlines()
        return next(
            1024 * int(line.split()[1]) for line in lines if line.startswith("MemAvailable")
        )
    except (OSError, ValueError, IndexError, StopIteration):
        return float("inf")  # a system that does not say


def _group_bytes(group: Path) -> float:
    """What the container may take beyond what it holds."""
    try:
        most = int((group / "memory.max").read_text("ascii"))
        return most - int((group / "memory.current").read_text("ascii"))
    except (OSError, ValueError):
        return float("inf")


def facts(loaded: Loaded) -> Facts:
    """What anybody may know of a model."""
    card = loaded.model.card
    verdict = card.verdict
    return Facts(
        model=loaded.digest,
        name=card.name,
        version=loaded.version,
        kind=card.kind,
        names=card.space.names,
        metric=verdict.metric,
        score=verdict.score,
        low=verdict.low,
        high=verdict.high,
        threshold=verdict.threshold,
        verdict=verdict.verdict,
        override=loaded.override,
    )
