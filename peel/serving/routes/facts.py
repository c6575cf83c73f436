"""What the server says of itself: the model, whether it lives, whether it can answer."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from peel.serving.live import Loaded, facts
from peel.serving.meters import MEDIA
from peel.serving.routes.form import need, refused, said
from peel.serving.server import of
from peel.types.serving import Facts, Health, Models

ROUTES = APIRouter()


@ROUTES.get("/v1/models", response_model=Models, responses=refused(401, 403, 429))
async def v1_models(request: Request) -> Response:
    """Which model answers, what it can say, and what it scored."""
    need(request, "predict", "look")
    live = of(request).live
    told = [_facts(one) for one in (live.champion, live.previous, live.shadow)]
    return said(Models(champion=told[0], previous=told[1], shadow=told[2]))


@ROUTES.get("/livez", response_model=Health)
@ROUTES.get("/v2/health/live", response_model=Health)
async def livez() -> Response:
    """Whether the process answers at all; needs no key."""
    return said(Health(status="alive"))


@ROUTES.get("/readyz", response_model=Health, responses={503: {"model": Health}})
@ROUTES.get("/v2/health/ready", response_model=Health, responses={503: {"model": Health}})
async def readyz(request: Request) -> Response:
    """Whether a model is there to answer with; needs no key."""
    is_ready = of(request).live.champion is not None
    return said(Health(status="ready" if is_ready else "no model"), status=200 if is_ready else 503)


@ROUTES.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {MEDIA.partition(";")[0]: {}}}, **refused(401, 403, 429)},
)
async def metrics(request: Request) -> Response:
    """All numbers in Prometheus' form; needs a key for metrics."""
    need(request, "metrics")
    server = of(request)
    server.meters.waiting.set(server.lanes.waiting_items)
    server.meters.swaps.set(server.live.swaps)
    return Response(server.meters.text(), media_type=MEDIA)


def _facts(loaded: Loaded | None) -> Facts | None:
    return None if loaded is None else facts(loaded)
