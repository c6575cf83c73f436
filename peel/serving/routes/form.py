"""What routes share: the key that they need, how they answer, and how OpenAPI tells it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from peel.serving import refusals
from peel.serving.server import of
from peel.types.key import Key, Scope
from peel.types.serving import Message, Problem

JSON = "application/json"
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FORM = {
    "schema": {
        "type": "object",
        "properties": {
            "image": {
                "type": "array",
                "minItems": 1,
                "items": {"type": "string", "format": "binary"},
            }
        },
        "required": ["image"],
    }
}
PICTURES: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/octet-stream": _BINARY,
            "image/jpeg": _BINARY,
            "image/png": _BINARY,
            "image/webp": _BINARY,
            "video/mp4": _BINARY,
            "multipart/form-data": _FORM,
        },
    },
    "parameters": [
        {"name": name, "in": "query", "schema": {"type": "string", "maxLength": 120}}
        for name in ("source", "group")
    ],
}


def need(request: Request, *scopes: Scope) -> Key:
    """The caller's key, which is one for any of these; raises what `Keyring.need` refuses."""
    server = of(request)
    key = server.keyring.need(request, scopes, now=server.now())
    request.state.key = key.id
    return key


def said(message: Message, *, status: int = 200) -> Response:
    """The answer as JSON; what has no value is left out."""
    return Response(message.model_dump_json(exclude_none=True), status, media_type=JSON)


def refused(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How OpenAPI tells of refusals; every route may answer 400, 404, 405, 421 and 500 too."""
    every = sorted({400, 403, 404, 405, 421, 500, *statuses})
    return {
        status: {"description": HTTPStatus(status).phrase, "model": Problem} for status in every
    }


def as_problems(document: dict[str, Any]) -> dict[str, Any]:
    """The OpenAPI document with the media type in which refusals really come."""
    for operations in document["paths"].values():
        for operation in operations.values():
            for told in operation["responses"].values():
                content = told.get("content", {})
                if str(content.get(JSON, "")).endswith("/Problem'}}"):
                    told["content"] = {refusals.MEDIA: content[JSON]}
    return document


def takes(message: type[BaseModel]) -> dict[str, Any]:
    """How OpenAPI tells of a JSON body that the route reads itself, within its limits."""
    schema = message.model_json_schema(ref_template="{model}")
    whole = _whole(schema, schema.pop("$defs", {}))
    return {"requestBody": {"required": True, "content": {JSON: {"schema": whole}}}}


def _whole(schema: Any, parts: dict[str, Any]) -> Any:
    """The schema with each part where it is named: FastAPI lists none of a body that it does not read.

    >>> _whole({"items": {"$ref": "Box"}}, {"Box": {"type": "array"}})
    {'items': {'type': 'array'}}
    """
    if isinstance(schema, list):
        return [_whole(each, parts) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _whole(parts[schema["$ref"]], parts)
    return {name: _whole(each, parts) for name, each in schema.items()}
