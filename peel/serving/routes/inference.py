"""The Open Inference Protocol, version 2: what clients of Triton and KServe speak."""

from __future__ import annotations

import asyncio
from functools import partial
from importlib.metadata import version

import numpy as np
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from peel.runtime.rows import lay_out
from peel.serving import bodies, tensors
from peel.serving.asking import Asked, infer
from peel.serving.live import Loaded
from peel.serving.refusals import not_here
from peel.serving.routes.form import JSON, need, refused, takes
from peel.serving.server import of
from peel.types.inference import (
    InferRequest,
    InferResponse,
    ModelFacts,
    Ready,
    ServerFacts,
    TensorFacts,
)

ROUTES = APIRouter(prefix="/v2")
_LENGTH = "Inference-Header-Content-Length"
_BINARY = "application/octet-stream"
_GUARDED = refused(401, 403, 429, 503)
_ASKED = refused(401, 403, 408, 413, 415, 422, 429, 503, 504)


@ROUTES.get("", response_model=ServerFacts, responses=_GUARDED)
async def v2_server(request: Request) -> ServerFacts:
    """What this server is."""
    need(request, "predict", "look")
    return ServerFacts(
        name="peel", version=version("peel-automl"), extensions=("binary_tensor_data",)
    )


@ROUTES.get("/models/{model}", response_model=ModelFacts, responses=_GUARDED)
@ROUTES.get("/models/{model}/versions/{version}", response_model=ModelFacts, responses=_GUARDED)
async def v2_model(request: Request) -> ModelFacts:
    """Inputs and outputs of the model."""
    need(request, "predict", "look")
    loaded = _asked_for(request)
    outputs = tuple(
        TensorFacts(
            name=output.name,
            datatype=tensors.TYPES[output.dtype],
            shape=tuple(-1 if isinstance(size, str) else size for size in output.shape),
        )
        for output in loaded.model.card.outputs
    )
    image = TensorFacts(name=tensors.INPUT, datatype="UINT8", shape=(-1, -1, -1, 3))
    return ModelFacts(
        name=loaded.model.card.name,
        versions=(loaded.version,),
        platform="onnxruntime_onnx",
        inputs=(image,),
        outputs=outputs,
    )


@ROUTES.get("/models/{model}/ready", response_model=Ready, responses=_GUARDED)
@ROUTES.get("/models/{model}/versions/{version}/ready", response_model=Ready, responses=_GUARDED)
async def v2_ready(request: Request) -> Ready:
    """Whether the model can answer."""
    need(request, "predict", "look")
    return Ready(name=_asked_for(request).model.card.name, ready=True)


@ROUTES.post(
    "/models/{model}/infer",
    response_model=InferResponse,
    responses=_ASKED,
    openapi_extra=takes(InferRequest),
)
@ROUTES.post(
    "/models/{model}/versions/{version}/infer",
    response_model=InferResponse,
    responses=_ASKED,
    openapi_extra=takes(InferRequest),
)
async def v2_infer(request: Request) -> Response:
    """Outputs of the file for pictures as a tensor, in JSON or in bytes."""
    server, key = of(request), need(request, "predict")
    loaded, at = _asked_for(request), server.now()
    request.state.model = loaded.digest[:12]
    with server.lanes.place(server.params.serve.deadline_s) as place:
        body = await bodies.read(request, server.limit, place=place)
        header = request.headers.get(_LENGTH)
        outputs = loaded.model.card.outputs
        parsing = partial(tensors.parse, body, header, outputs=outputs)
        asked = await server.lanes.run(parsing, place)
        bodies.check_count(len(asked.pictures), server.params.serve.images)
        place.grow(items=len(asked.pictures) - 1)
        who = Asked(loaded, key, at)
        works = [partial(infer, server, who, pixels=one) for one in asked.pictures]
        done = await asyncio.gather(*(server.lanes.run(work, place) for work in works))
    joined = {o.name: np.concatenate([one.outputs[o.name] for one in done]) for o in outputs}
    told, rest = tensors.pack(asked, lay_out(joined, outputs))
    message = InferResponse(
        model_name=loaded.model.card.name,
        model_version=loaded.version,
        id=asked.request.id,
        parameters={"tickets": ",".join(one.ticket for one in done)},
        outputs=told,
    )
    head = message.model_dump_json(exclude_none=True).encode()
    if not rest:
        return Response(head, media_type=JSON)
    return Response(head + rest, headers={_LENGTH: str(len(head))}, media_type=_BINARY)


def _asked_for(request: Request) -> Loaded:
    """The model that the path names; raises P858 for another than the one that answers."""
    loaded = of(request).live.now()
    name, number = (request.path_params.get(part) for part in ("model", "version"))
    if name != loaded.model.card.name or number not in (None, loaded.version):
        raise not_here(
            f"model {name}, version {number or 'any'}",
            allowed=f"model {loaded.model.card.name}, version {loaded.version}",
            do="ask /v1/models for what is served",
        )
    return loaded
