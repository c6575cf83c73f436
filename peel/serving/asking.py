"""One picture on its way through a lane: bytes in, an answer and its ticket out."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from peel.feedback.tickets import part_of
from peel.images.decode import Limits
from peel.images.digest import of_bytes, thumb
from peel.problem import Outputs
from peel.runtime.rows import taken
from peel.serving.lanes import Place
from peel.serving.live import Loaded
from peel.serving.server import Server
from peel.types.answer import Answer
from peel.types.key import Key
from peel.types.output import Output
from peel.types.serving import Prediction
from peel.types.ticket import Part, Ticket

MAX_PIXELS, MAX_SIDE_PX = 50_000_000, 16_384
_NONE: tuple[None, str] = (None, "")
_log = logging.getLogger("peel.serving")


class Asked(NamedTuple):
    """Which model is asked, by whom, and from where the pictures come."""

    loaded: Loaded
    key: Key
    at: float
    source: str = ""
    group: str = ""


class Seen(NamedTuple):
    """A picture that was run; `item` is the sha256 of its bytes as they were sent."""

    pixels: NDArray[np.uint8]
    outputs: Outputs
    item: str
    ticket: str


def predict(server: Server, asked: Asked, *, data: bytes, place: Place) -> Prediction:
    """The answer to one picture file; its ticket is written down beside. Raises P298 where films of others took until nobody waits any more."""
    began = time.perf_counter()
    limits = Limits(server.params.serve.formats, MAX_PIXELS, MAX_SIDE_PX)
    wait_s = max(0.0, place.left_s())
    pixels = asked.loaded.model.pixels(data, limits=limits, wait_s=wait_s)
    server.meters.decode.observe(time.perf_counter() - began)
    seen = _run(server, asked, pixels=pixels, item=of_bytes(data))
    answer = asked.loaded.model.answer(seen.outputs, item=seen.item)
    told = answer.model_dump(mode="json", exclude={"schema_", "source", "error"})
    note(server, asked, seen=seen)
    return Prediction.model_construct(
        ticket=seen.ticket,
        answer=told,
        abstain=abstains(server, asked.loaded, answer=answer),
        error=None,
    )


def infer(server: Server, asked: Asked, *, pixels: NDArray[np.uint8]) -> Seen:
    """The outputs for one picture (h, w, 3); its ticket is written down beside."""
    asked.loaded.model.check(pixels)
    item = of_bytes(pixels.tobytes())
    seen = _run(server, asked, pixels=pixels, item=item)
    note(server, asked, seen=seen)
    return seen


def _run(server: Server, asked: Asked, *, pixels: NDArray[np.uint8], item: str) -> Seen:
    began = time.perf_counter()
    outputs = asked.loaded.model.run([pixels])
    server.meters.run.observe(time.perf_counter() - began)
    return Seen(pixels, outputs, item, server.mint.new(asked.at))


def note(server: Server, asked: Asked, *, seen: Seen) -> None:
    """Write the ticket down. What only the audit needs comes to it later, or never where too much waits: who asks must not notice."""
    asked_rate = server.live.audit_rate
    rate = server.params.serve.audit_rate if asked_rate is None else asked_rate
    audited = server.mint.is_drawn(seen.ticket, rate)
    keep = server.params.serve.keep
    kept = keep == "all" or (keep == "audit" and audited)
    bare = _row(server, asked, seen=seen, drawn=(audited, rate))
    server.writer.put_ticket(bare)

    def beside() -> None:
        group = asked.group or (of_bytes(thumb(seen.pixels))[:32] if kept else seen.item)
        shadow, shadow_model = _shadow(server, seen) if audited else _NONE
        more = {"group": group, "part": _part(server, group), "kept": kept}
        told = {"shadow": shadow, "shadow_model": shadow_model}
        row = bare.model_copy(update=more | told)
        server.writer.put_beside(row, seen.pixels if kept else None)

    if kept or (audited and server.live.shadow):
        server.lanes.aside.put(beside, n_bytes=seen.pixels.nbytes)


def _row(server: Server, asked: Asked, *, seen: Seen, drawn: tuple[bool, float]) -> Ticket:
    """The answer as it is written without a picture."""
    group = asked.group or seen.item
    audited, rate = drawn
    return Ticket(
        ticket=seen.ticket,
        at=asked.at,
        model=asked.loaded.digest,
        version=asked.loaded.version,
        source=asked.source or asked.key.id,
        key=asked.key.id,
        item=seen.item,
        group=group,
        part=_part(server, group),
        audited=audited,
        rate=rate,
        kept=False,
        outputs=lists(seen.outputs, asked.loaded.model.card.outputs),
        width=seen.pixels.shape[1],
        height=seen.pixels.shape[0],
    )


def _part(server: Server, group: str) -> Part:
    return part_of(group, server.params.retrain.holdout_share, key=server.mint.audit_key)


def _shadow(server: Server, seen: Seen) -> tuple[dict[str, Any] | None, str]:
    """What a challenger says of the same picture; one that fails on it takes no ticket away."""
    shadow = server.live.shadow
    if shadow is None:
        return _NONE
    try:
        outputs = shadow.model.run([seen.pixels])
        return lists(outputs, shadow.model.card.outputs), shadow.digest
    except Exception as error:
        told = {"model": shadow.digest, "error": str(error)}
        _log.exception("the challenger failed on a picture", extra={"told": told})
        return _NONE


def lists(outputs: Outputs, told: Sequence[Output]) -> dict[str, Any]:
    """The outputs for one picture as lists, without places that it does not take."""
    return {name: row[0].tolist() for name, row in taken(outputs, told).items()}


def abstains(server: Server, loaded: Loaded, *, answer: Answer) -> str | None:
    """Why the answer should not be used; None where it may be.

    Of several labels each has a probability of its own, and the answer no confidence: it abstains on strange pictures only.
    """
    serve = server.params.serve
    if serve.abstain_strange and answer.is_strange:
        return "the picture is unlike anything in training"
    confidence = loaded.model.problem.row(answer).get("confidence")
    if isinstance(confidence, float) and confidence < serve.abstain_below:
        return f"the confidence is under {serve.abstain_below:g}"
    return None
