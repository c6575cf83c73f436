"""A refusal as HTTP says it: a status, and a problem document (RFC 9457)."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from starlette.requests import HTTPConnection
from starlette.responses import Response

from peel.errors import PeelError
from peel.types.serving import Problem

MEDIA = "application/problem+json"
_STATUS = {
    "P290": 422,
    "P291": 413,
    "P298": 504,
    "P301": 400,
    "P302": 415,
    "P303": 413,
    "P304": 422,
    "P305": 422,
    "P306": 422,
    "P307": 422,
    "P654": 503,
    "P664": 422,
    "P692": 422,
    "P693": 413,
    "P695": 422,
    "P831": 503,
    "P833": 401,
    "P835": 503,
    "P840": 503,
    "P844": 401,
    "P845": 403,
    "P846": 429,
    "P847": 421,
    "P848": 413,
    "P849": 408,
    "P850": 503,
    "P851": 504,
    "P852": 415,
    "P853": 422,
    "P854": 404,
    "P856": 403,
    "P858": 404,
    "P859": 429,
    "P865": 422,
}
# What a caller may know whole of troubles that are the server's.
_TOLD = ("P298", "P840", "P850", "P851", "P855")
_log = logging.getLogger("peel.serving")
# After these the rest of the request is not read: the connection ends.
_CLOSES = ("P848", "P849")
_LATER_S = {429: "10", 503: "1", 507: "60"}
_FULL = ("full", "no space", "quota")


def status_of(error: PeelError) -> int:
    """The status of a refusal; 507 where the store's disk is full, 500 for what no caller can cause.

    >>> status_of(PeelError("P850", "queue is full", got=1, allowed="", do=""))
    503
    """
    if error.code == "P831" and any(word in str(error.got).lower() for word in _FULL):
        return 507
    return _STATUS.get(error.code, 500)


def problem(error: PeelError, *, request_id: str = "") -> Problem:
    """The document that says it; what the server alone knows (addresses, paths) goes to its log."""
    status, detail = status_of(error), str(error)
    if status >= 500 and error.code not in _TOLD:
        _log.error("refused", extra={"told": {"request": request_id, "error": detail}})
        detail = (
            f"{error.code} {error.what}; the server's log says why, under the id of this request"
        )
    return Problem(
        type=f"urn:peel:error:{error.code}",
        title=error.what,
        status=status,
        detail=detail,
        code=error.code,
        instance=f"urn:peel:request:{request_id}" if request_id else "",
    )


def response(
    error: PeelError, request: HTTPConnection | None = None, *, status: int | None = None
) -> Response:
    """The answer to the caller; `status` where the refusal's own does not fit.

    Callers of the Open Inference Protocol look for the words under `error`.
    """
    request_id = request.state.request_id if request else ""
    told = problem(error, request_id=request_id)
    if status is not None:
        told = told.model_copy(update={"status": status})
    if request and request.url.path.startswith("/v2"):
        told = told.model_copy(update={"error": told.detail})
    return Response(
        told.model_dump_json(exclude_none=True),
        told.status,
        headers=_headers(error, told.status),
        media_type=MEDIA,
    )


def _headers(error: PeelError, status: int) -> Mapping[str, str]:
    found = {"retry-after": _LATER_S[status]} if status in _LATER_S else {}
    if status == 401:
        found["www-authenticate"] = 'Bearer realm="peel"'
    if error.code in _CLOSES:
        found["connection"] = "close"
    return found


def not_understood(got: object, allowed: str) -> PeelError:
    """P853: a request that says something else than it should."""
    return PeelError(
        "P853",
        "request not understood",
        got=got,
        allowed=allowed,
        do="compare it with docs/reference/http.md, or with /openapi.json",
    )


def too_much(got: str, *, allowed: str, do: str) -> PeelError:
    """P848: more than a request may be."""
    return PeelError("P848", "request too large", got=got, allowed=allowed, do=do)


def too_slow(got: str) -> PeelError:
    """P849: a request that is not there in time."""
    return PeelError(
        "P849",
        "request did not arrive",
        got=got,
        allowed="the whole request, in time",
        do="send it again",
    )


def not_here(got: str, *, allowed: str, do: str) -> PeelError:
    """P858: a ticket or a model that this server does not know."""
    return PeelError("P858", "no such thing here", got=got, allowed=allowed, do=do)


def unexpected() -> PeelError:
    """P855: a mistake of ours; what it was stands in the log, under the request's id."""
    return PeelError(
        "P855",
        "the server failed",
        got="a mistake in Peel",
        allowed="no such thing",
        do="look for the request's id in the server's log, and report what stands there",
    )
