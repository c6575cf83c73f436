"""The application: routes, and what stands before them."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from peel.errors import PeelError
from peel.serving import refusals
from peel.serving.guard import Guard
from peel.serving.routes import facts, feedback, inference, predict, watching
from peel.serving.routes.form import as_problems
from peel.serving.server import Server

_LOCAL = ("localhost", "127.0.0.1", "::1")


def make_app(server: Server) -> FastAPI:
    """The ASGI application of a server."""
    app = FastAPI(
        title="Peel",
        version=version("peel-automl"),
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        exception_handlers={PeelError: _on_refusal, HTTPException: _on_http},
    )
    app.state.server = server
    for routes in (predict, feedback, facts, inference, watching):
        app.include_router(routes.ROUTES)
    serve = server.params.serve
    app.add_middleware(
        Guard, names=(*_LOCAL, serve.host.lower(), *serve.names), meters=server.meters
    )
    as_problems(app.openapi())  # it is kept, and given from then on
    return app


async def _on_refusal(request: Request, error: Any) -> Response:
    request.state.refused = error.code
    return refusals.response(error, request)


async def _on_http(request: Request, error: Any) -> Response:
    """No such route, or not with this method."""
    methods = (error.headers or {}).get("Allow", "")
    refusal = PeelError(
        "P854",
        "the route takes another method" if methods else "no such route",
        got=f"{request.method} {request.url.path[:100]}",
        allowed=methods or "what /openapi.json names",
        do=f"send it with {methods}" if methods else "look into docs/reference/http.md",
    )
    request.state.refused = refusal.code
    answer = refusals.response(refusal, request, status=error.status_code)
    answer.headers.update(error.headers or {})
    return answer
