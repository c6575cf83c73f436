"""Bodies of requests, read within limits: one picture as it is, several as parts of a form, JSON."""

from __future__ import annotations

import asyncio
import re
from typing import NamedTuple, TypeVar

from pydantic import ValidationError
from starlette.requests import ClientDisconnect, Request

from peel.errors import PeelError
from peel.serving.lanes import Place
from peel.serving.refusals import not_understood, too_much, too_slow
from peel.types.record import Record

R = TypeVar("R", bound=Record)
_HEAD_BYTES = 4096  # of one part of a form
_BOUNDARY = re.compile(r'boundary="?([0-9A-Za-z\'()+_,./:=? -]{1,70})"?')
MB = 2**20


class Limit(NamedTuple):
    """The largest body, and the longest time until it must be there."""

    n_bytes: int
    seconds: float


async def read(request: Request, limit: Limit, *, place: Place | None = None) -> bytes:
    """The whole body; raises P848 (too large, as soon as that is known), P849 (too slow, or cut short), P850 (no room)."""
    stated = _stated(request)
    if stated > limit.n_bytes:
        raise _too_large(f"{stated} bytes", limit)
    if place:
        place.grow(n_bytes=stated)
    try:
        async with asyncio.timeout(limit.seconds):
            return await _chunks(request, limit, place=place)
    except TimeoutError as error:
        raise too_slow(f"not all of it within {limit.seconds:g} s") from error
    except ClientDisconnect as error:
        raise too_slow("a connection that ended in the middle of it") from error


async def _chunks(request: Request, limit: Limit, *, place: Place | None) -> bytes:
    held = bytearray()
    reserved = _stated(request)
    async for chunk in request.stream():
        held += chunk
        if len(held) > limit.n_bytes:
            raise _too_large(f"{len(held)} bytes or more", limit)
        if place and len(held) > reserved:
            place.grow(n_bytes=len(held) - reserved)
            reserved = len(held)
    return bytes(held)


def _stated(request: Request) -> int:
    stated = request.headers.get("content-length", "0")
    return int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 20 else 0


def pictures_of(body: bytes, media: str, *, most: int) -> list[bytes]:
    """The pictures in a body: itself, or each file of a form (multipart/form-data).

    Raises P848 for more than `most`, P852 for another kind of body, P853 for a form that is none.
    """
    kind = media.partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return _files_of(body, media, most=most)
    if kind in ("", "application/octet-stream") or kind.startswith(("image/", "video/")):
        return [body]
    if kind == "application/x-www-form-urlencoded":  # what curl says of --data-binary unasked
        return [body]
    raise _other_kind(
        kind,
        allowed="a picture (image/*, application/octet-stream), a clip (video/*) or a form with pictures (multipart/form-data)",
        do="curl --data-binary @cat.jpg, or for several: curl -F image=@a.jpg -F image=@b.jpg",
    )


def _files_of(body: bytes, media: str, *, most: int) -> list[bytes]:
    """Each part of the form that has a file's name; found by the boundary alone, in one pass."""
    found = _BOUNDARY.search(media)
    if not found:
        raise not_understood("a form without a boundary", "multipart/form-data; boundary=...")
    mark = b"\r\n--" + found[1].encode("ascii")
    if body.count(mark) > 2 * most + 16:
        raise _too_many(f"{body.count(mark)} parts", most)
    _before, *parts = (b"\r\n" + body).split(mark)
    if not parts or not parts[-1].startswith(b"--"):
        raise not_understood("a form that does not end", "a form whose last boundary ends with --")
    files = [content for part in parts[:-1] for content in _file_of(part)]
    check_count(len(files), most)
    if not files:
        raise not_understood("a form without a file", "at least one part with a file name")
    return files


def check_count(n: int, most: int) -> None:
    """Raise P848 for more than `most` pictures."""
    if n > most:
        raise _too_many(f"{n} pictures", most)


def _file_of(part: bytes) -> list[bytes]:
    """The content of a part of a form, if it is a file's."""
    head, gap, content = part.partition(b"\r\n\r\n")
    if not gap or len(head) > _HEAD_BYTES:
        raise not_understood(
            "a part of a form without an end of its head", "parts as RFC 7578 says"
        )
    return [content] if b"filename" in head.lower() else []


async def read_json(request: Request, limit: Limit, *, record: type[R]) -> R:
    """The record in a JSON body; raises P852 where it says to be something else, P853 where it is."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise _other_kind(
            kind or "no Content-Type",
            allowed="application/json",
            do="send the header Content-Type: application/json",
        )
    body = await read(request, limit)
    try:
        return record.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        # Beside fields pydantic names the form that it tried, such as constrained-str, which says nothing to a caller.
        places = [str(one) for one in first["loc"] if not re.search(r"[^\w]", str(one))]
        where = ".".join(places) or "the body"
        fields = ", ".join(field.alias or name for name, field in record.model_fields.items())
        allowed = f"a JSON object of {fields}; /openapi.json says what each may be"
        raise not_understood(f"{where}: {first['msg']}", allowed) from error


def _other_kind(got: str, *, allowed: str, do: str) -> PeelError:
    return PeelError("P852", "body of another kind", got=got, allowed=allowed, do=do)


def _too_large(got: str, limit: Limit) -> PeelError:
    return too_much(
        got,
        allowed=f"at most {limit.n_bytes} bytes",
        do="send fewer or smaller pictures, or raise serve.body_mb",
    )


def _too_many(got: str, most: int) -> PeelError:
    return too_much(
        got,
        allowed=f"at most {most} pictures",
        do="send several requests, or raise serve.images",
    )
