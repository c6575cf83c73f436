"""POST /v1/predict."""

from __future__ import annotations

import asyncio
from functools import partial

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from peel.errors import PeelError
from peel.serving import bodies, refusals
from peel.serving.asking import Asked, predict
from peel.serving.lanes import Place
from peel.serving.live import Loaded
from peel.serving.routes.form import PICTURES, need, refused, said
from peel.serving.server import Server, of
from peel.types.serving import Predicted, Prediction

ROUTES = APIRouter()
_LABELS = 120  # letters of a source or a group


@ROUTES.post(
    "/v1/predict",
    response_model=Predicted,
    responses=refused(401, 403, 408, 413, 415, 422, 429, 503, 504),
    openapi_extra=PICTURES,
)
async def v1_predict(request: Request) -> Response:
    """Answer one picture (the body) or several (files of a form); `source` and `group` say where they come from."""
    server = of(request)
    asked = _asked(request, server)
    with server.lanes.place(server.params.serve.deadline_s) as place:
        body = await bodies.read(request, server.limit, place=place)
        media = request.headers.get("content-type", "")
        pictures = bodies.pictures_of(body, media, most=server.params.serve.images)
        place.grow(items=len(pictures) - 1)
        works = [partial(predict, server, asked, data=data, place=place) for data in pictures]
        if len(works) == 1:
            told = [await server.lanes.run(works[0], place)]
        else:
            told = await asyncio.gather(*(_one(request, work, place=place) for work in works))
    return said(_predicted(asked.loaded, told))


async def _one(request: Request, work: partial[Prediction], *, place: Place) -> Prediction:
    """One of several: a picture that is refused says so itself, and the others get their answers."""
    try:
        return await of(request).lanes.run(work, place)
    except PeelError as error:
        if refusals.status_of(error) >= 500:
            raise
        return Prediction(error=refusals.problem(error, request_id=request.state.request_id))


def _asked(request: Request, server: Server) -> Asked:
    """Who asks; a source and a group count within the key that names them."""
    at = server.now()
    key = need(request, "predict")
    given = {name: request.query_params.get(name, "") for name in ("source", "group")}
    for name, text in given.items():
        if len(text) > _LABELS or not (text.isprintable() or not text):
            raise refusals.not_understood(
                f"{name} {text!r}", f"at most {_LABELS} printable letters"
            )
    told = {name: f"{key.id}/{text}" for name, text in given.items() if text}
    loaded = server.live.now()
    request.state.model = loaded.digest[:12]
    return Asked(loaded, key, at, **told)


def _predicted(loaded: Loaded, told: list[Prediction]) -> Predicted:
    return Predicted.model_construct(
        model=loaded.digest,
        name=loaded.model.card.name,
        version=loaded.version,
        predictions=tuple(told),
    )
